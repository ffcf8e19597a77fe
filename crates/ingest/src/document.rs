//! From a text and what its input states to a document: language, date, and what is odd about it.

use casus_knowledge::time::{DateHints, document_date};
use casus_model::{Diagnostic, Document, DocumentId, Lang, Severity, Sha256};
use casus_text::language;

use crate::{Options, quality};

/// A text that is shorter than this, in letters, says little.
const SHORT: usize = 40;

/// A text and what its input states of it.
#[derive(Clone, PartialEq, Debug)]
pub struct Stated {
    /// Where it came from, as the user would write it (`news.jsonl:14`).
    pub origin: String,
    /// The text that all offsets will refer to.
    pub text: String,
    /// SHA-256 of the bytes it was taken from.
    pub source_sha256: Sha256,
    /// The title.
    pub title: Option<String>,
    /// The date, in any writing.
    pub date: Option<String>,
    /// The language, as a BCP 47 tag.
    pub lang: Option<String>,
    /// The publisher.
    pub source: Option<String>,
    /// Where it was published.
    pub url: Option<String>,
    /// The name of the file, without folders.
    pub file_name: Option<String>,
    /// What was noticed while the text was taken out.
    pub notes: Vec<Diagnostic>,
}

impl Stated {
    /// A text of which nothing else is stated.
    pub fn new(origin: impl Into<String>, text: impl Into<String>) -> Self {
        let text = text.into();
        Self {
            origin: origin.into(),
            source_sha256: Sha256::of(text.as_bytes()),
            text,
            title: None,
            date: None,
            lang: None,
            source: None,
            url: None,
            file_name: None,
            notes: Vec::new(),
        }
    }
}

/// Makes a document: tells its language and its date, and notes what is odd. Duplicates are for
/// [`crate::Duplicates`].
///
/// Diagnostics beside those of the date (see [`document_date`]): `unknown-language`, `short-text`,
/// `broken-translation`, and those that came with the text.
pub fn make_document(stated: Stated, options: &Options) -> Document {
    let mut diagnostics = stated.notes;
    let text = stated.text;
    let lang = language_of(&text, stated.lang.as_deref(), options, &mut diagnostics);
    let hints = DateHints {
        given: options.date.as_deref(),
        metadata: stated.date.as_deref(),
        url: stated.url.as_deref(),
        file_name: stated.file_name.as_deref(),
        text: &text,
        lang: &lang,
    };
    let (date, notes) = document_date(&hints, options.today);
    let glued = notes.iter().any(|n| n.code == "glued-dateline");
    diagnostics.extend(notes);
    let letters = text.chars().filter(|c| c.is_alphabetic()).take(SHORT).count();
    if letters < SHORT && !matches!(lang.as_str(), "zh" | "ja" | "ko") {
        diagnostics.push(
            Diagnostic::new("short-text", Severity::Note, format!("the text has only {letters} letters"))
                .hint("a title or a caption says little; check that the whole text was taken"),
        );
    }
    diagnostics.extend(quality::broken_translation(&text, &lang, glued));
    Document {
        id: DocumentId::new(&stated.origin, &text),
        origin: stated.origin,
        text_sha256: Sha256::of(text.as_bytes()),
        source_sha256: stated.source_sha256,
        title: stated.title.filter(|t| !t.trim().is_empty()),
        text,
        lang,
        date,
        source: stated.source.filter(|s| !s.trim().is_empty()),
        url: stated.url.filter(|u| !u.trim().is_empty()),
        duplicate_of: None,
        diagnostics,
    }
}

/// The language the user states, else the one the text shows, else the one the input states. A page's template often
/// states another language than its text has, so the text goes before the input where it is clear.
fn language_of(text: &str, stated: Option<&str>, options: &Options, notes: &mut Vec<Diagnostic>) -> Lang {
    if let Some(lang) = &options.lang {
        return lang.clone();
    }
    let stated: Option<Lang> = stated.and_then(|s| s.parse().ok()).filter(Lang::is_known);
    let told = language::identify(text);
    match stated {
        Some(stated) if told.lang == stated || !told.lang.is_known() || told.confidence < 0.9 => return stated,
        Some(stated) => notes.push(Diagnostic::new(
            "conflicting-language",
            Severity::Note,
            format!("the input states the language '{stated}', but the text is in '{}'; the text was believed", told.lang),
        )
        .hint("state the language with --lang if this is wrong")),
        None if !told.lang.is_known() => notes.push(
            Diagnostic::new("unknown-language", Severity::Warning, "the language of the text could not be told")
                .hint("state it with --lang, as in --lang it"),
        ),
        None => {}
    }
    told.lang
}
