//! JSON Lines and JSON: records of `{"id","text","title","date","lang","source","url"}`, of which only `text` must be
//! there.

use std::collections::BTreeMap;

use casus_model::{Diagnostic, Sha256};
use casus_text::decode::decode;
use serde::Deserialize;
use serde_json::Value;

use super::{Input, feed, strip};
use crate::document::Stated;
use crate::error::{IngestError, Reason};
use crate::source::Source;

/// A record; fields by other common names are taken too, what else there is is left alone.
#[derive(Deserialize)]
struct Record {
    #[serde(alias = "body", alias = "content")]
    text: Option<String>,
    #[serde(default)]
    id: Option<Value>,
    #[serde(default, alias = "headline")]
    title: Option<String>,
    #[serde(default, alias = "published", alias = "date_published", alias = "pubDate")]
    date: Option<Value>,
    #[serde(default, alias = "language")]
    lang: Option<String>,
    #[serde(default, alias = "publisher")]
    source: Option<Value>,
    #[serde(default, alias = "link")]
    url: Option<String>,
    #[serde(flatten)]
    _rest: BTreeMap<String, Value>,
}

impl Record {
    /// `place` names the record where it has no id: the number of its line.
    fn into_stated(self, file: &str, place: &str, sha256: Sha256) -> Option<Stated> {
        let text = strip_if_markup(self.text.filter(|t| !t.trim().is_empty())?);
        let origin = match self.id.as_ref().and_then(plain) {
            Some(id) => format!("{file}#{id}"),
            None => format!("{file}:{place}"),
        };
        Some(Stated {
            source_sha256: sha256,
            title: self.title,
            date: self.date.as_ref().and_then(plain),
            lang: self.lang,
            source: self.source.as_ref().and_then(plain),
            url: self.url,
            ..Stated::new(origin, text)
        })
    }
}

/// A string, a number, or the name of an object (`"source": {"name": "…"}`).
fn plain(value: &Value) -> Option<String> {
    match value {
        Value::String(s) => Some(s.trim().to_owned()).filter(|s| !s.is_empty()),
        Value::Number(n) => Some(n.to_string()),
        Value::Object(o) => o.get("name").and_then(plain),
        _ => None,
    }
}

/// JSON Lines, a line at a time.
pub(crate) struct Lines {
    source: Source,
    line: u64,
    over: bool,
}

impl Lines {
    pub(crate) fn new(source: Source) -> Self {
        Self { source, line: 0, over: false }
    }

    fn read(&self, bytes: &[u8]) -> Result<Option<Stated>, IngestError> {
        let refuse = |reason| IngestError::new(&self.source.origin, reason).at(self.line, 0);
        let decoded = decode(bytes, Some("utf-8")).map_err(|e| refuse(Reason::NoText(e)))?;
        if decoded.text.trim().is_empty() {
            return Ok(None);
        }
        let record: Record = serde_json::from_str(&decoded.text).map_err(|e| self.broken(&e))?;
        let mut stated = record
            .into_stated(&self.source.origin, &self.line.to_string(), Sha256::of(bytes))
            .ok_or_else(|| refuse(Reason::Json("the record has no \"text\"".to_owned())))?;
        stated.notes = decoded.diagnostics.into_iter().map(|d| Diagnostic { span: None, ..d }).collect();
        Ok(Some(stated))
    }

    fn broken(&self, error: &serde_json::Error) -> IngestError {
        let message = error.to_string();
        // the error counts lines itself, and there is only one
        let message = message.rsplit_once(" at line ").map_or(message.as_str(), |(m, _)| m).to_owned();
        IngestError::new(&self.source.origin, Reason::Json(message)).at(self.line, error.column() as u64)
    }
}

impl Iterator for Lines {
    type Item = Result<Stated, IngestError>;

    fn next(&mut self) -> Option<Self::Item> {
        while !self.over {
            self.line += 1;
            match self.source.read_line() {
                Ok(None) => self.over = true,
                Ok(Some(Ok(bytes))) => match self.read(&bytes) {
                    Ok(None) => {}
                    Ok(Some(stated)) => return Some(Ok(stated)),
                    Err(error) => return Some(Err(error)),
                },
                Ok(Some(Err(_length))) => {
                    let reason = Reason::TooLong(self.source.limit());
                    return Some(Err(IngestError::new(&self.source.origin, reason).at(self.line, 0)));
                }
                Err(error) => {
                    self.over = true;
                    return Some(Err(error));
                }
            }
        }
        None
    }
}

/// One JSON value: a record, a list of records, or a JSON Feed.
pub(crate) fn read(input: Input) -> Result<Vec<Result<Stated, IngestError>>, IngestError> {
    let sha256 = Sha256::of(&input.bytes);
    let decoded =
        decode(&input.bytes, None).map_err(|e| IngestError::new(&input.origin, Reason::NoText(e)))?;
    let refuse = |e: serde_json::Error| {
        let message = e.to_string();
        let message = message.rsplit_once(" at line ").map_or(message.as_str(), |(m, _)| m).to_owned();
        IngestError::new(&input.origin, Reason::Json(message)).at(e.line() as u64, e.column() as u64)
    };
    let value: Value = serde_json::from_str(&decoded.text).map_err(refuse)?;
    if value.get("version").and_then(Value::as_str).is_some_and(|v| v.contains("jsonfeed.org")) {
        return feed::read(input);
    }
    let list = match value {
        Value::Array(list) => list,
        one => vec![one],
    };
    let origin = &input.origin;
    Ok(list
        .into_iter()
        .enumerate()
        .map(|(i, value)| {
            let refuse = |message: String| IngestError::new(origin, Reason::Json(message));
            let record: Record =
                serde_json::from_value(value).map_err(|e| refuse(format!("record {}: {e}", i + 1)))?;
            record
                .into_stated(origin, &(i + 1).to_string(), sha256.clone())
                .ok_or_else(|| refuse(format!("record {} has no \"text\"", i + 1)))
        })
        .collect())
}

/// Some dumps keep HTML in their texts.
fn strip_if_markup(text: String) -> String {
    if text.trim_start().starts_with("<p>") || text.trim_start().starts_with("<div") {
        strip::text_of(&text)
    } else {
        text
    }
}
