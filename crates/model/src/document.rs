use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use sha2::Digest;

use crate::{Date, Diagnostic, SmolStr, stable_id};

/// A language as a BCP 47 primary subtag in lower case (`en`, `it`, `kk`); `und` when it is not known.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Lang(SmolStr);

/// The text is no language tag.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("'{0}' is no language tag: write a BCP 47 code such as en, it or kk")]
pub struct LangError(String);

impl Lang {
    /// A language that could not be told.
    pub const UNKNOWN: Lang = Lang(SmolStr::new_static("und"));
    /// English.
    pub const EN: Lang = Lang(SmolStr::new_static("en"));
    /// Italian.
    pub const IT: Lang = Lang(SmolStr::new_static("it"));

    /// The tag.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether the language is known.
    pub fn is_known(&self) -> bool {
        *self != Self::UNKNOWN
    }
}

impl FromStr for Lang {
    type Err = LangError;

    /// Takes a BCP 47 tag and keeps its primary subtag (`en-GB` → `en`).
    fn from_str(s: &str) -> Result<Self, LangError> {
        let primary = s.trim().split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase();
        if (2..=3).contains(&primary.len()) && primary.bytes().all(|b| b.is_ascii_lowercase()) {
            Ok(Self(SmolStr::new(primary)))
        } else {
            Err(LangError(s.to_owned()))
        }
    }
}

impl TryFrom<String> for Lang {
    type Error = LangError;
    fn try_from(s: String) -> Result<Self, LangError> {
        s.parse()
    }
}

impl From<Lang> for String {
    fn from(lang: Lang) -> String {
        lang.0.into()
    }
}

impl fmt::Display for Lang {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The SHA-256 of some bytes, as 64 hexadecimal digits.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub struct Sha256(String);

impl Sha256 {
    /// Hashes the bytes.
    pub fn of(bytes: &[u8]) -> Self {
        use fmt::Write;
        let mut hex = String::with_capacity(64);
        for byte in sha2::Sha256::digest(bytes) {
            let _ = write!(hex, "{byte:02x}");
        }
        Self(hex)
    }

    /// The digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Names a document: `d` and 16 hexadecimal digits, made from its origin and its text, so that reading the
/// same input again gives the same document.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub struct DocumentId(pub SmolStr);

impl DocumentId {
    /// `origin` is the path, URL or record id the document came from; `text` is its text.
    pub fn new(origin: &str, text: &str) -> Self {
        Self(stable_id("d", &[origin, text]).into())
    }
}

impl fmt::Display for DocumentId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// One report as it was received: its text and what is known of it before any reading.
///
/// `text` is what all offsets refer to. For plain text it is the decoded input, unchanged but for the byte
/// order mark; for HTML, feeds and JSON it is the extracted main text, and `source_sha256` still names the bytes
/// it was taken from.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Document {
    /// Its name.
    pub id: DocumentId,
    /// The path, URL or record id it came from, as the user would write it (`news.jsonl:14`).
    pub origin: String,
    /// The text that all offsets refer to.
    pub text: String,
    /// SHA-256 of `text` in UTF-8.
    pub text_sha256: Sha256,
    /// SHA-256 of the bytes of the input.
    pub source_sha256: Sha256,
    /// The title, where the input states one apart from the text.
    pub title: Option<String>,
    /// The language; [`Lang::UNKNOWN`] when it could not be told.
    pub lang: Lang,
    /// When it was published, with precision and basis; `None` when unknown, and then a diagnostic says so.
    pub date: Option<Date>,
    /// The publisher, as stated by the input.
    pub source: Option<String>,
    /// Where it was published.
    pub url: Option<String>,
    /// The document of which this one repeats the text, exactly or nearly.
    pub duplicate_of: Option<DocumentId>,
    /// What was noticed while it was received.
    pub diagnostics: Vec<Diagnostic>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_keep_their_primary_subtag() {
        assert_eq!("en-GB".parse::<Lang>().unwrap(), Lang::EN);
        assert_eq!("IT".parse::<Lang>().unwrap(), Lang::IT);
        assert!("english".parse::<Lang>().is_err());
        assert!("".parse::<Lang>().is_err());
    }
}
