//! RSS, Atom and JSON Feed: every entry is a document.

use casus_model::{Diagnostic, Severity, Sha256};

use super::html::charset;
use super::{Input, strip};
use crate::document::Stated;
use crate::error::{IngestError, Reason};

pub(crate) fn read(input: Input) -> Result<Vec<Result<Stated, IngestError>>, IngestError> {
    let bytes_sha256 = Sha256::of(&input.bytes);
    let declared = charset(&input.bytes);
    let whole = input.decoded(declared.as_deref())?;
    // the text is UTF-8 now, whatever its first line says
    let body = match whole.text.trim_start().strip_prefix("<?xml") {
        Some(rest) => rest.find("?>").map_or(rest, |i| &rest[i + 2..]),
        None => whole.text.as_str(),
    };
    let feed = feed_rs::parser::parse(body.trim_start().as_bytes())
        .map_err(|e| IngestError::new(&whole.origin, Reason::Feed(e.to_string())))?;
    let publisher = feed.title.as_ref().map(|t| strip::text_of(&t.content));
    if feed.entries.is_empty() {
        return Err(IngestError::new(whole.origin, Reason::Empty));
    }
    let records = feed.entries.into_iter().enumerate().map(|(i, entry)| {
        let link = entry.links.iter().find(|l| l.rel.as_deref().is_none_or(|r| r == "alternate"));
        let url = link.or(entry.links.first()).map(|l| l.href.clone());
        let name = if entry.id.is_empty() { (i + 1).to_string() } else { entry.id.clone() };
        let origin = format!("{}#{name}", whole.origin);
        let title = entry.title.as_ref().map(|t| strip::text_of(&t.content)).filter(|t| !t.is_empty());
        let content = entry.content.and_then(|c| c.body);
        let summary = entry.summary.map(|s| s.content);
        // the longer of the two is the text; some feeds put a teaser in one of them
        let text = [content, summary].into_iter().flatten().map(|html| strip::text_of(&html));
        let text = text.max_by_key(String::len).filter(|t| !t.is_empty());
        let mut notes = whole.notes.clone();
        for note in &mut notes {
            note.span = None;
        }
        let text = match (text, &title) {
            (Some(text), _) => text,
            (None, Some(title)) => {
                notes.push(
                    Diagnostic::new("title-only", Severity::Note, "the entry has a title and no text")
                        .hint("fetch the page it links to and read that"),
                );
                title.clone()
            }
            (None, None) => return Err(IngestError::new(origin, Reason::Empty)),
        };
        Ok(Stated {
            text,
            source_sha256: bytes_sha256.clone(),
            title,
            date: entry.published.or(entry.updated).map(|d| d.to_rfc3339()),
            lang: entry.language.or_else(|| feed.language.clone()),
            source: entry.source.or_else(|| publisher.clone()),
            url,
            file_name: None,
            notes,
            origin,
        })
    });
    Ok(records.collect())
}
