//! One text, the whole way: document, analysis, resolution, coding.

use std::sync::Arc;

use casus_coder::Coder;
use casus_knowledge::time::{self, DateHints, document_date};
use casus_knowledge::{Base, BlobError, Knowledge, Teaching};
use casus_model::{
    Analysis, Coding, Day, Diagnostic, Document, DocumentId, Edtf, EdtfError, Lang, Resolution, Sentence,
    Sha256,
};
use casus_store::{Provenance, StoreError, Workspace};
use casus_text::{ModelError, Models, language};

use crate::embedded;
use crate::second_reader::{self, SecondReader};

/// Models, tables and lexicons, loaded; shared by all threads.
#[derive(Debug)]
pub struct Casus {
    models: Models,
    knowledge: Knowledge,
    coder: Coder,
    /// SHA-256 of tables, lexicons and teachings.
    knowledge_sha256: String,
    second: Option<Arc<dyn SecondReader>>,
}

/// A request that cannot be served.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EngineError {
    /// The stated date is none.
    #[error(transparent)]
    Date(#[from] EdtfError),
    /// A model that is part of the program is damaged.
    #[error(transparent)]
    Model(#[from] ModelError),
    /// The knowledge tables that are part of the program are damaged.
    #[error(transparent)]
    Knowledge(#[from] BlobError),
    /// The workspace cannot be asked.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A trained model.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Model {
    /// Its language.
    pub lang: Lang,
    /// Its size.
    pub bytes: usize,
    /// SHA-256 of its file.
    pub sha256: String,
    /// Its card in Markdown: what it learned from, licences, scores, the command that made it.
    pub card: &'static str,
}

impl Model {
    /// The F1 (percent) of a CoNLL 2018 measure (`UPOS`, `LAS`) on the development set, from gold tokens and from
    /// text, as the card has it.
    pub fn score(&self, measure: &str) -> Option<(f64, f64)> {
        self.card.lines().find_map(|line| {
            let mut cells = line.trim_matches('|').split('|').map(str::trim);
            let found = cells.next()? == measure;
            found.then(|| Some((cells.next()?.parse().ok()?, cells.next()?.parse().ok()?)))?
        })
    }

    /// Whether a treebank it learned from forbids commercial use.
    pub fn is_non_commercial(&self) -> bool {
        self.card.contains("**NON-COMMERCIAL**")
    }
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
        let models: Vec<(Lang, &'static [u8])> = embedded::MODELS
            .iter()
            .filter_map(|(lang, bytes, ..)| Some((lang.parse().ok()?, *bytes)))
            .collect();
        let knowledge = match embedded::KNOWLEDGE {
            Some(blob) => Knowledge::new(Base::from_static(blob)?),
            None => Knowledge::default(),
        };
        Ok(Self {
            models: Models::from_bytes(&models)?,
            knowledge,
            coder: Coder::rules_alone(),
            knowledge_sha256: embedded::KNOWLEDGE_HASH.to_owned(),
            second: None,
        }
        .with_coder(Coder::default()))
    }

    /// Loads what is embedded, and applies what a person taught in a workspace.
    pub fn taught_by(workspace: &Workspace) -> Result<Self, EngineError> {
        let casus = Self::new()?;
        let records = workspace.teachings()?;
        // A teaching that a later version wrote in words of its own is left out.
        let teachings: Vec<Teaching> =
            records.iter().filter_map(|(_, r)| serde_json::from_value(r.clone()).ok()).collect();
        if !teachings.is_empty() {
            let all = serde_json::to_string(&teachings).unwrap_or_default();
            let known = format!("{} {all}", casus.knowledge_sha256);
            return Ok(Self {
                knowledge_sha256: Sha256::of(known.as_bytes()).as_str().to_owned(),
                knowledge: casus.knowledge.with_teachings(&teachings),
                ..casus
            });
        }
        Ok(casus)
    }

    /// The same with another coder: parts switched off, or other models.
    pub fn with_coder(self, coder: Coder) -> Self {
        let judged = coder.judge.as_ref().map_or("-", |j| j.sha256());
        let reader = coder.reader.as_ref().map_or("-", |r| r.sha256());
        let known = format!("{} rules={} judge={judged} reader={reader}", self.knowledge_sha256, coder.rules);
        Self { knowledge_sha256: Sha256::of(known.as_bytes()).as_str().to_owned(), coder, ..self }
    }

    /// The same with a second reader, who is asked where the judge is unsure and whose disagreements become
    /// diagnostics.
    pub fn with_second_reader(self, reader: Arc<dyn SecondReader>) -> Self {
        let known = format!("{} second={}", self.knowledge_sha256, reader.name());
        Self {
            knowledge_sha256: Sha256::of(known.as_bytes()).as_str().to_owned(),
            second: Some(reader),
            ..self
        }
    }

    /// The coder in use.
    pub fn coder(&self) -> &Coder {
        &self.coder
    }

    /// What is wrong with the teachings: those that contradict each other are not used.
    pub fn teaching_diagnostics(&self) -> &[Diagnostic] {
        self.knowledge.teaching_diagnostics()
    }

    /// Makes a document of a text and reads it.
    pub fn read_text(&self, text: &str, hints: &TextHints) -> Result<Reading, EngineError> {
        let lang = hints.lang.clone().unwrap_or_else(|| language::identify(text).lang);
        let known = DateHints {
            given: hints.date.as_deref(),
            metadata: None,
            url: hints.url.as_deref(),
            file_name: hints.file_name.as_deref(),
            text,
            lang: &lang,
        };
        let (date, diagnostics) = document_date(&known, hints.today.unwrap_or(Day::MAX));
        if let Some(stated) =
            hints.date.as_ref().filter(|_| diagnostics.iter().any(|d| d.code == "unreadable-date"))
        {
            stated.parse::<Edtf>()?;
        }
        let origin = hints.url.as_deref().or(hints.file_name.as_deref()).unwrap_or("text");
        let document = Document {
            id: DocumentId::new(origin, text),
            origin: origin.to_owned(),
            text: text.to_owned(),
            text_sha256: Sha256::of(text.as_bytes()),
            source_sha256: Sha256::of(text.as_bytes()),
            title: hints.title.clone(),
            lang,
            date,
            source: hints.source.clone(),
            url: hints.url.clone(),
            duplicate_of: None,
            diagnostics,
        };
        Ok(self.read_document(document))
    }

    /// The trained models, by language.
    pub fn models(&self) -> Vec<Model> {
        let model = |(lang, bytes, card, sha256): &(&str, &[u8], &'static str, &str)| {
            Some(Model { lang: lang.parse().ok()?, bytes: bytes.len(), sha256: (*sha256).to_owned(), card })
        };
        embedded::MODELS.iter().filter_map(model).collect()
    }

    /// The languages that can be coded.
    pub fn langs(&self) -> Vec<Lang> {
        self.models.langs().cloned().collect()
    }

    /// Sentences, tokens and trees of a text. `None` when there is no sound model for the language.
    pub fn analyse(&self, text: &str, lang: &Lang) -> Option<Analysis> {
        self.models.analyse(text, lang)
    }

    /// The same for sentences whose tokens and words are given.
    pub fn analyse_tokens(&self, sentences: Vec<Sentence>, lang: &Lang) -> Option<Analysis> {
        self.models.analyse_tokens(sentences, lang)
    }

    /// The knowledge tables; `None` when the program was built without them.
    pub fn tables() -> Result<Option<Base>, EngineError> {
        embedded::KNOWLEDGE.map(|bytes| Ok(Base::from_static(bytes)?)).transpose()
    }

    /// With what a document in this language is coded.
    pub fn provenance(&self, lang: &Lang) -> Provenance {
        Provenance {
            coder_version: env!("CARGO_PKG_VERSION").to_owned(),
            model_sha256: if self.models.has(lang) {
                embedded::model_hash(lang).to_owned()
            } else {
                String::new()
            },
            knowledge_sha256: self.knowledge_sha256.clone(),
        }
    }

    /// Codes a reading anew, with the coder in use.
    pub fn code_again(&self, reading: &mut Reading) {
        if let Some(analysis) = &reading.analysis {
            reading.coding =
                self.coder.code(&self.knowledge, &reading.document, analysis, &reading.resolution);
        }
    }

    /// Beside each event of a reading, the mentions of its sentence as the judge sees them.
    pub fn parties(&self, reading: &Reading) -> Vec<Vec<casus_coder::judge::Party>> {
        let Some(analysis) = &reading.analysis else { return Vec::new() };
        let Reading { document, resolution, coding, .. } = reading;
        self.coder.parties(&self.knowledge, document, analysis, resolution, &coding.events)
    }

    /// Reads a document. One that nothing dates is dated by its text where the text allows it.
    pub fn read_document(&self, mut document: Document) -> Reading {
        let analysis = self.models.analyse(&document.text, &document.lang);
        let bare = Analysis { lang: document.lang.clone(), sentences: Vec::new() };
        time::date_by_text(&mut document, analysis.as_ref().unwrap_or(&bare), Day::MAX);
        let Some(mut analysis) = analysis else {
            // Without trees times are found by their words; nothing else is read.
            let times = time::find(&document.text, &bare, document.date.as_ref(), &document.lang);
            let resolution = Resolution { times, ..Resolution::default() };
            return Reading { document, analysis: None, resolution, coding: Coding::default() };
        };
        casus_coder::mend(&mut analysis);
        let resolution = self.knowledge.resolve(&document, &analysis);
        let coding = self.coder.code(&self.knowledge, &document, &analysis, &resolution);
        let mut reading = Reading { document, analysis: Some(analysis), resolution, coding };
        if let Some(second) = &self.second {
            second_reader::review(second.as_ref(), &self.coder, &mut reading);
        }
        reading
    }
}
