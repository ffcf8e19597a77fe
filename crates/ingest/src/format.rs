//! The formats that are read, one file each: what is text in them and what they state of it.

mod feed;
mod html;
mod json;
mod markdown;
mod strip;

use std::io::BufRead;
use std::path::Path;

use casus_model::Sha256;
use casus_text::decode::decode;

use crate::Limits;
use crate::document::Stated;
use crate::error::{IngestError, Reason};
use crate::source::Source;

/// The texts of one input.
pub(crate) type Records = Box<dyn Iterator<Item = Result<Stated, IngestError>> + Send>;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Format {
    Text,
    Markdown,
    Html,
    Feed,
    JsonLines,
    Json,
}

/// Opens an input and tells its format from its name, or from its first bytes.
pub(crate) fn open(path: &Path, limits: &Limits) -> Result<Records, IngestError> {
    let mut source = Source::open(path, limits)?;
    let format = match by_name(source.file_name.as_deref()) {
        Some(format) => format,
        None => by_content(&mut source)?,
    };
    if format == Format::JsonLines {
        return Ok(Box::new(json::Lines::new(source)));
    }
    let bytes = source.read_all()?;
    let input = Input { origin: source.origin, file_name: source.file_name, bytes };
    if input.bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(IngestError::new(input.origin, Reason::Empty));
    }
    let records = match format {
        Format::Text => vec![text(input)],
        Format::Markdown => vec![markdown::read(input)],
        Format::Html => vec![html::read(input)],
        Format::Feed => feed::read(input)?,
        Format::Json | Format::JsonLines => json::read(input)?,
    };
    Ok(Box::new(records.into_iter()))
}

fn by_name(file_name: Option<&str>) -> Option<Format> {
    let extension = Path::new(file_name?).extension()?.to_str()?.to_ascii_lowercase();
    Some(match extension.as_str() {
        "txt" | "text" => Format::Text,
        "md" | "markdown" => Format::Markdown,
        "html" | "htm" | "xhtml" => Format::Html,
        "rss" | "atom" | "rdf" => Format::Feed,
        "jsonl" | "ndjson" => Format::JsonLines,
        "json" => Format::Json,
        _ => return None,
    })
}

/// For names that say nothing, and for `.xml`, which may be a feed or a page.
fn by_content(source: &mut Source) -> Result<Format, IngestError> {
    let head =
        source.reader.fill_buf().map_err(|e| IngestError::new(&source.origin, Reason::Unreadable(e)))?;
    let head = String::from_utf8_lossy(&head[..head.len().min(2048)]).to_ascii_lowercase();
    let head = head.trim_start_matches('\u{feff}').trim_start();
    Ok(if ["<rss", "<feed", "<rdf:rdf"].iter().any(|t| head.contains(t)) && head.starts_with('<') {
        Format::Feed
    } else if head.starts_with("<!doctype html") || head.starts_with('<') && head.contains("<html") {
        Format::Html
    } else if head.starts_with("{\"") || head.starts_with("{ \"") {
        Format::JsonLines
    } else {
        Format::Text
    })
}

/// An input that was read whole.
pub(crate) struct Input {
    origin: String,
    file_name: Option<String>,
    bytes: Vec<u8>,
}

impl Input {
    /// The decoded text as a record of which nothing is stated yet. `declared` is the encoding the input states.
    fn decoded(self, declared: Option<&str>) -> Result<Stated, IngestError> {
        let decoded =
            decode(&self.bytes, declared).map_err(|e| IngestError::new(&self.origin, Reason::NoText(e)))?;
        let mut stated = Stated::new(self.origin, decoded.text);
        stated.source_sha256 = Sha256::of(&self.bytes);
        stated.file_name = self.file_name;
        stated.notes = decoded.diagnostics;
        Ok(stated)
    }
}

/// Plain text stays as it is.
fn text(input: Input) -> Result<Stated, IngestError> {
    not_empty(input.decoded(None)?)
}

/// Refuses a record without text.
fn not_empty(stated: Stated) -> Result<Stated, IngestError> {
    if stated.text.trim().is_empty() {
        return Err(IngestError::new(stated.origin, Reason::Empty));
    }
    Ok(stated)
}
