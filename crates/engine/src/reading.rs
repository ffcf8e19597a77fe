//! One text, the whole way: document, analysis, resolution, coding.

use casus_coder::Coder;
use casus_knowledge::Knowledge;
use casus_model::{
    Analysis, Basis, Coding, Date, Day, Document, DocumentId, Edtf, EdtfError, Lang, Resolution, Sha256,
};
use casus_text::Models;

/// Models, tables and lexicons, loaded; shared by all threads.
#[derive(Debug)]
pub struct Casus {
    models: Models,
    knowledge: Knowledge,
    coder: Coder,
}

/// A request that cannot be served.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EngineError {
    /// The stated date is none.
    #[error(transparent)]
    Date(#[from] EdtfError),
}

/// What is known of a text beside its words.
#[derive(Clone, Debug, Default)]
pub struct TextHints {
    /// The language; told from the text when absent.
    pub lang: Option<Lang>,
    /// The date of publication in EDTF, as stated by the user.
    pub date: Option<String>,
    /// The title.
    pub title: Option<String>,
    /// The publisher.
    pub source: Option<String>,
    /// The name of the file it came from.
    pub file_name: Option<String>,
    /// Where it was published.
    pub url: Option<String>,
    /// Today's date, after which no document can be dated.
    pub today: Option<Day>,
}

/// A text with all that was read from it.
#[derive(Clone, Debug)]
pub struct Reading {
    /// The text and what is known of it.
    pub document: Document,
    /// Sentences and trees; `None` where there is no model for the language ("not coded").
    pub analysis: Option<Analysis>,
    /// Who, where and when.
    pub resolution: Resolution,
    /// Events and claims.
    pub coding: Coding,
}

impl Casus {
    /// Loads what is embedded.
    pub fn new() -> Result<Self, EngineError> {
        Ok(Self { models: Models::default(), knowledge: Knowledge::default(), coder: Coder::default() })
    }

    /// Makes a document of a text and reads it.
    pub fn read_text(&self, text: &str, hints: &TextHints) -> Result<Reading, EngineError> {
        let date = match &hints.date {
            Some(stated) => Some(Date::new(stated.parse::<Edtf>()?, Basis::Given, stated.as_str())),
            None => None,
        };
        let origin = hints.url.as_deref().or(hints.file_name.as_deref()).unwrap_or("text");
        let document = Document {
            id: DocumentId::new(origin, text),
            origin: origin.to_owned(),
            text: text.to_owned(),
            text_sha256: Sha256::of(text.as_bytes()),
            source_sha256: Sha256::of(text.as_bytes()),
            title: hints.title.clone(),
            lang: hints.lang.clone().unwrap_or(Lang::UNKNOWN),
            date,
            source: hints.source.clone(),
            url: hints.url.clone(),
            duplicate_of: None,
            diagnostics: Vec::new(),
        };
        Ok(self.read_document(document))
    }

    /// Reads a document.
    pub fn read_document(&self, document: Document) -> Reading {
        let Some(analysis) = self.models.analyse(&document.text, &document.lang) else {
            return Reading {
                document,
                analysis: None,
                resolution: Resolution::default(),
                coding: Coding::default(),
            };
        };
        let resolution = self.knowledge.resolve(&document, &analysis);
        let coding = self.coder.code(&self.knowledge, &document, &analysis, &resolution);
        Reading { document, analysis: Some(analysis), resolution, coding }
    }
}
