//! From inputs to a workspace: every document coded, every record written, one happening one event.
//!
//! Documents are coded in parallel and written in the order of the input, a group at a time and each group in one
//! transaction: what is there after a kill is whole, and reading the same again goes on where the last reading ended.
//! Events are merged over the whole workspace when the documents are in. A reading that was cut short leaves
//! documents without events; the next command that needs events merges them first ([`Casus::finish`]).

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};

use casus_coder::merge;
use casus_ingest::{Ingest, IngestError, Limits, Options, Reason};

use casus_model::{Actor, Coding, Day, Diagnostic, Document, DocumentId, Lang, Severity};
use casus_store::{CodedDocument, Refusal, StoreError, Workspace};
use rayon::prelude::*;

use crate::{Casus, Reading};

/// Documents of one group: enough to keep all threads busy, few enough to be lost without regret.
const GROUP_DOCUMENTS: usize = 32;
/// Bytes of text of one group.
const GROUP_BYTES: usize = 256 << 10;

/// What to read, and what the user says of it.
#[derive(Clone, Debug)]
pub struct ReadOptions {
    /// Files and folders; `-` is standard input.
    pub paths: Vec<PathBuf>,
    /// The date of all documents (EDTF).
    pub date: Option<String>,
    /// Their language.
    pub lang: Option<Lang>,
    /// Today: no document is later.
    pub today: Day,
    /// How much is read at most.
    pub limits: Limits,
}

/// How far a reading is. Everything counted here is in the workspace.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Progress {
    /// Inputs seen, of whatever outcome.
    pub inputs: u64,
    /// Bytes of their text.
    pub bytes: u64,
    /// The last of them.
    pub origin: String,
}

/// What a reading did.
#[derive(Clone, PartialEq, Eq, Debug, Default, serde::Serialize)]
pub struct Summary {
    /// Documents that are new or were coded anew.
    pub read: u64,
    /// Documents that were there already, coded with the same models and tables.
    pub unchanged: u64,
    /// Inputs, or parts of them, that were refused.
    pub refused: u64,
    /// Documents read that repeat another's text.
    pub duplicates: u64,
    /// Documents read in a language without a model.
    pub not_coded: u64,
    /// Documents read without a date.
    pub undated: u64,
    /// Sentences read.
    pub sentences: u64,
    /// Documents read, by language.
    pub languages: BTreeMap<String, u64>,
    /// The first inputs that were refused, each with the reason.
    pub refusals: Vec<Refused>,
    /// Whether the reading was stopped before its end.
    pub interrupted: bool,
}

/// An input that was refused.
#[derive(Clone, PartialEq, Eq, Debug, serde::Serialize)]
pub struct Refused {
    /// The path, URL or record.
    pub origin: String,
    /// Stable name of the reason.
    pub code: String,
    /// The reason.
    pub message: String,
    /// What to do about it.
    pub hint: Option<String>,
}

/// How many refusals a summary tells in full; the workspace holds all of them.
const REFUSALS: usize = 100;

impl Casus {
    /// Reads files and folders into a workspace. `progress` is told what has been written; `cancel` stops at the next
    /// document.
    pub fn read(
        &self,
        workspace: &mut Workspace,
        options: &ReadOptions,
        progress: &mut dyn FnMut(&Progress),
        cancel: &AtomicBool,
    ) -> Result<Summary, StoreError> {
        let stated = Options {
            date: options.date.clone(),
            lang: options.lang.clone(),
            today: options.today,
            limits: options.limits,
            skip: own_files(workspace),
        };
        let mut ingest = Ingest::new(stated);
        workspace.each_text(&mut |id, text| ingest.remember(id, text))?;
        let inputs = ingest.documents(options.paths.clone());
        self.read_documents(workspace, inputs.map(|input| input.map_err(refusal)), progress, cancel)
    }

    /// Codes the documents of a workspace anew, where models, tables or teachings have changed since.
    pub fn read_again(
        &self,
        workspace: &mut Workspace,
        progress: &mut dyn FnMut(&Progress),
        cancel: &AtomicBool,
    ) -> Result<Summary, StoreError> {
        let mut documents = Vec::new();
        for document in workspace.received_documents()? {
            let fingerprint = self.provenance(&document.lang).fingerprint(&document);
            if !workspace.is_current(&document.id, &fingerprint)? {
                let text = workspace.text(&document.id.0)?;
                documents.push(Ok(Document { text, ..document }));
            }
        }
        self.read_documents(workspace, documents.into_iter(), progress, cancel)
    }

    /// Reads documents into a workspace, in order.
    pub fn read_documents(
        &self,
        workspace: &mut Workspace,
        inputs: impl Iterator<Item = Result<Document, Refusal>>,
        progress: &mut dyn FnMut(&Progress),
        cancel: &AtomicBool,
    ) -> Result<Summary, StoreError> {
        let mut summary = Summary::default();
        let mut done = Progress::default();
        let mut group = Vec::new();
        let mut bytes = 0;
        let mut inputs = inputs.peekable();
        while inputs.peek().is_some() {
            if cancel.load(Ordering::Relaxed) {
                summary.interrupted = true;
                break;
            }
            while group.len() < GROUP_DOCUMENTS && bytes < GROUP_BYTES {
                let Some(input) = inputs.next() else { break };
                bytes += input.as_ref().map_or(0, |d| d.text.len());
                group.push(input);
            }
            bytes = 0;
            self.read_group(workspace, std::mem::take(&mut group), cancel, &mut summary, &mut done)?;
            progress(&done);
            if summary.interrupted {
                break;
            }
        }
        self.finish(workspace)?;
        Ok(summary)
    }

    fn read_group(
        &self,
        workspace: &mut Workspace,
        inputs: Vec<Result<Document, Refusal>>,
        cancel: &AtomicBool,
        summary: &mut Summary,
        done: &mut Progress,
    ) -> Result<(), StoreError> {
        let mut work = Vec::with_capacity(inputs.len());
        for input in inputs {
            work.push(match input {
                Ok(document) => {
                    let fingerprint = self.provenance(&document.lang).fingerprint(&document);
                    let current = workspace.is_current(&document.id, &fingerprint)?;
                    (!current, Ok(document))
                }
                Err(refusal) => (true, Err(refusal)),
            });
        }
        let coded: Vec<_> = work
            .into_par_iter()
            .map(|(wanted, input)| match input {
                Err(refusal) => Some((0, refusal.origin.clone(), Some(Err(refusal)))),
                Ok(document) if !wanted => Some((document.text.len(), document.origin, None)),
                Ok(_) if cancel.load(Ordering::Relaxed) => None,
                Ok(document) => {
                    let (size, origin) = (document.text.len(), document.origin.clone());
                    Some((size, origin, Some(Ok(self.code_document(document)))))
                }
            })
            .collect();
        let mut items = Vec::with_capacity(coded.len());
        // What comes after the first document that was left out is left out too: the order of writing is that of
        // the input.
        for outcome in coded {
            let Some((size, origin, item)) = outcome else {
                summary.interrupted = true;
                break;
            };
            done.inputs += 1;
            done.bytes += size as u64;
            done.origin = origin;
            match item {
                None => summary.unchanged += 1,
                Some(item) => {
                    summary.count(&item);
                    items.push(item);
                }
            }
        }
        workspace.put(&items)
    }

    /// Codes a document. Should the coder fail on it, the document is kept with a diagnostic instead of records.
    fn code_document(&self, document: Document) -> CodedDocument {
        let provenance = self.provenance(&document.lang);
        let received = Document { text: String::new(), ..document.clone() };
        let reading = catch_unwind(AssertUnwindSafe(|| self.read_document(document.clone())));
        let Reading { document, analysis, resolution, coding } = reading.unwrap_or_else(|_| {
            let diagnostic = Diagnostic::new(
                "internal-error",
                Severity::Error,
                "the coder failed on this document: it is stored, but nothing was read from it",
            )
            .hint("report the text and the version, so that it can be mended");
            Reading {
                document,
                analysis: None,
                resolution: casus_model::Resolution::default(),
                coding: Coding { diagnostics: vec![diagnostic], ..Coding::default() },
            }
        });
        CodedDocument { received, document, analysis, resolution, coding, provenance }
    }

    /// Merges the reports of the whole workspace into events, if documents were written since that was last done.
    pub fn finish(&self, workspace: &mut Workspace) -> Result<(), StoreError> {
        if workspace.events_are_current()? {
            return Ok(());
        }
        let documents = workspace.stored_documents()?;
        let reports = workspace.stored_reports()?;
        let mut codings: BTreeMap<&DocumentId, Coding> = BTreeMap::new();
        for report in &reports {
            codings.entry(&report.document).or_default().events.push(report.report.clone());
        }
        let coded: Vec<(&Document, &Coding)> =
            documents.iter().filter_map(|d| Some((d, codings.get(&d.id)?))).collect();
        let events = merge(&coded);
        let actors = join_actors(workspace.text_actors()?.into_iter().map(|a| a.actor));
        workspace.replace_events(&reports, &events, &actors)
    }
}

impl Summary {
    fn count(&mut self, item: &Result<CodedDocument, Refusal>) {
        let coded = match item {
            Ok(coded) => coded,
            Err(Refusal { origin, diagnostic }) => {
                self.refused += 1;
                if self.refusals.len() < REFUSALS {
                    self.refusals.push(Refused {
                        origin: origin.clone(),
                        code: diagnostic.code.to_string(),
                        message: diagnostic.message.clone(),
                        hint: diagnostic.hint.clone(),
                    });
                }
                return;
            }
        };
        self.read += 1;
        self.duplicates += u64::from(coded.document.duplicate_of.is_some());
        self.not_coded += u64::from(coded.analysis.is_none());
        self.undated += u64::from(coded.document.date.is_none());
        self.sentences += coded.analysis.as_ref().map_or(0, |a| a.sentences.len()) as u64;
        *self.languages.entry(language(&coded.document.lang)).or_default() += 1;
    }
}

/// An input that was refused, for the workspace: origin with line, stable code, reason and remedy.
fn refusal(error: IngestError) -> Refusal {
    let code = match &error.reason {
        Reason::Missing => "missing-input",
        Reason::Unreadable(_) => "unreadable-input",
        Reason::Loop(_) => "directory-loop",
        Reason::Special => "special-file",
        Reason::NoText(_) => "not-a-text",
        Reason::Empty => "empty-input",
        Reason::TooLong(_) => "too-long",
        Reason::Bomb(_) => "gzip-bomb",
        Reason::Gzip(_) => "damaged-gzip",
        Reason::Json(_) => "broken-json",
        Reason::Feed(_) => "broken-feed",
        _ => "refused-input",
    };
    let origin = match error.place {
        Some((line, _)) => format!("{}:{line}", error.origin),
        None => error.origin,
    };
    let diagnostic =
        Diagnostic::new(code, Severity::Error, error.reason.to_string()).hint(error.reason.remedy());
    Refusal { origin, diagnostic }
}

fn language(lang: &Lang) -> String {
    lang.as_str().to_owned()
}

/// One view of each actor that only texts know, from what each of them says: the fullest name, the fullest code, all
/// roles. `actors` are grouped by id and in order of reading, which makes the result the same for every run.
fn join_actors(actors: impl Iterator<Item = Actor>) -> Vec<Actor> {
    let mut joined: Vec<Actor> = Vec::new();
    for actor in actors {
        let Some(one) = joined.last_mut().filter(|one| one.id == actor.id) else {
            joined.push(actor);
            continue;
        };
        if actor.name.chars().count() > one.name.chars().count() {
            one.name = actor.name;
        }
        let parts = |a: &casus_model::Code| u8::from(a.country.is_some()) + u8::from(a.sector.is_some());
        if parts(&actor.code) > parts(&one.code) {
            one.code = actor.code;
        }
        one.wikidata = one.wikidata.take().or(actor.wikidata);
        for role in actor.roles {
            if !one.roles.iter().any(|r| r.title == role.title && r.organization == role.organization) {
                one.roles.push(role);
            }
        }
    }
    joined
}

/// What the name of a workspace's file of a second reader's answers ends with.
pub const ANSWERS: &str = ".second-reader.jsonl";

/// The workspace and what SQLite and a second reader keep beside it: a folder that is read may hold them.
fn own_files(workspace: &Workspace) -> Vec<PathBuf> {
    let Ok(real) = workspace.path().canonicalize() else { return Vec::new() };
    let beside = |end: &str| PathBuf::from(format!("{}{end}", real.display()));
    vec![beside("-wal"), beside("-shm"), beside("-journal"), beside(ANSWERS), real]
}
