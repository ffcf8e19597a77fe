//! Paths to documents, until `ingest` knows more formats.

use std::path::{Path, PathBuf};

use casus_knowledge::time::{DateHints, document_date};
use casus_model::{Day, Diagnostic, Document, DocumentId, Lang, Severity, Sha256};
use casus_store::Refusal;
use casus_text::{decode, language};

/// What to read, and what the user says of it.
#[derive(Clone, Debug, Default)]
pub struct InputOptions {
    /// Files and folders; `-` is what `stdin` holds.
    pub paths: Vec<PathBuf>,
    /// The date of all documents, as the user states it.
    pub date: Option<String>,
    /// Their language.
    pub lang: Option<Lang>,
    /// Today: no document is later.
    pub today: Option<Day>,
}

/// The documents of the paths, in order.
pub fn inputs(options: &InputOptions) -> impl Iterator<Item = Result<Document, Refusal>> + use<> {
    let mut files = Vec::new();
    for path in &options.paths {
        walk(path, &mut files);
    }
    let options = options.clone();
    files.into_iter().map(move |path| read(&path, &options))
}

fn walk(path: &Path, files: &mut Vec<PathBuf>) {
    if path.is_dir() {
        let mut entries: Vec<PathBuf> =
            std::fs::read_dir(path).into_iter().flatten().flatten().map(|e| e.path()).collect();
        entries.sort();
        for entry in entries {
            walk(&entry, files);
        }
    } else {
        files.push(path.to_owned());
    }
}

fn read(path: &Path, options: &InputOptions) -> Result<Document, Refusal> {
    let origin = path.display().to_string();
    let refuse = |code, message: String| Refusal {
        origin: origin.clone(),
        diagnostic: Diagnostic::new(code, Severity::Error, message),
    };
    let bytes = std::fs::read(path).map_err(|e| refuse("unreadable-file", e.to_string()))?;
    let text = decode::decode(&bytes, None).map_err(|e| refuse("no-text", e.to_string()))?.text;
    let lang = options.lang.clone().unwrap_or_else(|| language::identify(&text).lang);
    let name = path.file_name().map(|n| n.to_string_lossy().into_owned());
    let hints = DateHints {
        given: options.date.as_deref(),
        metadata: None,
        url: None,
        file_name: name.as_deref(),
        text: &text,
        lang: &lang,
    };
    let (date, diagnostics) = document_date(&hints, options.today.unwrap_or(Day::MAX));
    Ok(Document {
        id: DocumentId::new(&origin, &text),
        text_sha256: Sha256::of(text.as_bytes()),
        source_sha256: Sha256::of(&bytes),
        origin,
        text,
        title: None,
        lang,
        date,
        source: None,
        url: None,
        duplicate_of: None,
        diagnostics,
    })
}
