//! The records of a workspace that a scenario names as sources.

use casus_sim::scenario::{Scenario, ScenarioError, evidence_ids};
use casus_store::{StoreError, Workspace};

/// The words behind a record.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Quoted {
    /// Id of the record.
    pub id: String,
    /// The sentence it was read from.
    pub sentence: String,
    /// Language of the sentence (BCP 47).
    pub lang: String,
    /// Title or origin of the document, and its date.
    pub document: String,
    /// Address of the document, if it has one.
    pub url: Option<String>,
}

/// The first sentence behind a record of the workspace, or the title of a document; `None` when there is no such record.
pub fn quote(workspace: &Workspace, id: &str) -> Result<Option<Quoted>, StoreError> {
    let evidence = workspace.evidence(id)?;
    let first = evidence.iter().find(|e| e.role == "statement").or(evidence.first());
    let document = match workspace.document(first.map_or(id, |e| &e.doc_id)) {
        Err(StoreError::NotFound { .. }) => return Ok(None),
        other => other?,
    };
    let title = document.title.clone().unwrap_or_else(|| document.origin.clone());
    let sentence = match first {
        None => title.clone(),
        Some(found) => {
            let sentences = workspace.sentences(&document.doc_id)?;
            let around = sentences.iter().find(|s| (s.char_start..s.char_end).contains(&found.char_start));
            around.map_or_else(|| found.exact.clone(), |s| s.text.clone())
        }
    };
    Ok(Some(Quoted {
        id: id.to_owned(),
        sentence,
        lang: document.lang,
        document: document.date.map_or(title.clone(), |date| format!("{title}, {date}")),
        url: document.url,
    }))
}

/// Sources of a scenario that name records which the workspace does not have, each with its line.
pub fn unknown_evidence(
    scenario: &Scenario,
    workspace: &Workspace,
) -> Result<Vec<ScenarioError>, StoreError> {
    let mut faults = Vec::new();
    for sourced in &scenario.sources {
        for id in evidence_ids(&sourced.source) {
            if quote(workspace, id)?.is_none() {
                let message = format!(
                    "the source of '{}' names the record {id}, which {} does not have: take an id that 'casus show events' or 'claims' lists, or name the right workspace",
                    sourced.place,
                    workspace.path().display()
                );
                faults.push(ScenarioError { line: sourced.line, message });
            }
        }
    }
    Ok(faults)
}
