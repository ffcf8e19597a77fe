//! What is told across a workspace's documents: contradictions between reports, and stories.

use std::collections::BTreeMap;

use casus_coder::{Conflict, conflicts, merge, stories};
use casus_model::{Coding, Document, DocumentId, Event};
use casus_store::{DocumentRow, Filter, StoreError, Workspace};
use serde::Serialize;

/// Documents that tell the same story.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Story {
    /// Ids, in order of reading.
    pub documents: Vec<String>,
    /// Languages, sorted.
    pub langs: Vec<String>,
    /// First and last date of a document.
    pub from: Option<String>,
    /// The last one.
    pub to: Option<String>,
    /// How many of the documents do not repeat another's text.
    pub independent: usize,
    /// Title or name of the first document.
    pub title: String,
}

/// The stories of a workspace, those of most independent documents first.
pub fn stories_of(workspace: &Workspace, filter: &Filter) -> Result<Vec<Story>, StoreError> {
    let rows = workspace.documents(&Filter { limit: None, ..filter.clone() })?;
    let texts = rows.iter().map(|d| workspace.text(&d.doc_id)).collect::<Result<Vec<_>, _>>()?;
    let documents: Vec<_> = rows
        .iter()
        .zip(&texts)
        .map(|(d, t)| (t.as_str(), d.date_from.as_deref().and_then(|d| d.parse().ok())))
        .collect();
    let mut clusters: BTreeMap<usize, Vec<&DocumentRow>> = BTreeMap::new();
    for (row, story) in rows.iter().zip(stories(&documents)) {
        clusters.entry(story).or_default().push(row);
    }
    let mut found: Vec<Story> = clusters
        .into_values()
        .map(|members| {
            let mut langs: Vec<String> = members.iter().map(|d| d.lang.clone()).collect();
            langs.sort();
            langs.dedup();
            let first = members[0];
            Story {
                documents: members.iter().map(|d| d.doc_id.clone()).collect(),
                langs,
                from: members.iter().filter_map(|d| d.date_from.clone()).min(),
                to: members.iter().filter_map(|d| d.date_to.clone()).max(),
                independent: members.iter().filter(|d| d.duplicate_of.is_none()).count().max(1),
                title: first.title.clone().unwrap_or_else(|| first.origin.clone()),
            }
        })
        .collect();
    found.sort_by(|a, b| b.independent.cmp(&a.independent).then(a.documents.cmp(&b.documents)));
    if let Some(limit) = filter.limit {
        found.truncate(limit as usize);
    }
    Ok(found)
}

/// The events of a workspace as they were merged, with their documents.
fn merged(workspace: &Workspace) -> Result<(Vec<Event>, BTreeMap<DocumentId, Document>), StoreError> {
    let documents: BTreeMap<DocumentId, Document> =
        workspace.stored_documents()?.into_iter().map(|d| (d.id.clone(), d)).collect();
    let mut codings: BTreeMap<DocumentId, Coding> = BTreeMap::new();
    for report in workspace.stored_reports()? {
        codings.entry(report.document).or_default().events.push(report.report);
    }
    let coded: Vec<(&Document, &Coding)> =
        codings.iter().filter_map(|(id, coding)| Some((documents.get(id)?, coding))).collect();
    Ok((merge(&coded), documents))
}

/// The contradictions between the reports of a workspace; of the filter, actor, dates and kinds choose the events.
pub fn conflicts_of(workspace: &Workspace, filter: &Filter) -> Result<Vec<Conflict>, StoreError> {
    let (events, documents) = merged(workspace)?;
    let wanted: Vec<String> = workspace
        .events(&Filter { limit: None, ..filter.clone() })?
        .into_iter()
        .map(|e| e.event_id)
        .collect();
    let mut found = conflicts(&events, |id| documents.get(id).cloned());
    found.retain(|c| wanted.contains(&c.event) || c.other.as_ref().is_some_and(|o| wanted.contains(o)));
    if let Some(limit) = filter.limit {
        found.truncate(limit as usize);
    }
    Ok(found)
}
