//! The trained models of all languages.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::OnceLock;

use casus_model::{Analysis, Lang, Sentence};

use crate::analyser::Analyser;
use crate::model_file::{Bytes, ModelError, ModelFile};

/// The trained models, one per language, each made ready when its language first occurs.
///
/// Loading checks the headers only; the rest of a file is checked when it is first used. Methods take `&self` and
/// hold no lock while they work, so that threads can share one value.
#[derive(Debug, Default)]
pub struct Models {
    slots: BTreeMap<Lang, Slot>,
}

#[derive(Debug)]
struct Slot {
    file: ModelFile,
    analyser: OnceLock<Result<Analyser, ModelError>>,
}

impl Models {
    /// The models `<lang>.casusmodel` of a folder, mapped into memory.
    ///
    /// # Errors
    /// When the folder cannot be read, or a model's header is not in order.
    pub fn from_dir(folder: &Path) -> Result<Self, ModelError> {
        let io = |source| ModelError::Io { path: folder.display().to_string(), source };
        let mut paths = Vec::new();
        for entry in std::fs::read_dir(folder).map_err(io)? {
            let path = entry.map_err(io)?.path();
            if path.extension().is_some_and(|e| e == "casusmodel") {
                paths.push(path);
            }
        }
        paths.sort();
        let mut models = Self::default();
        for path in paths {
            let file = ModelFile::open(&path)?;
            let expected = path.file_stem().and_then(|s| s.to_str()).unwrap_or_default().parse();
            models.insert(file, expected.ok())?;
        }
        Ok(models)
    }

    /// Models that are part of the program.
    ///
    /// # Errors
    /// When a model's header is not in order, or it is of another language.
    pub fn from_bytes(models: &[(Lang, &'static [u8])]) -> Result<Self, ModelError> {
        let mut all = Self::default();
        for (lang, bytes) in models {
            let file = ModelFile::new(format!("the built-in model '{lang}'"), Bytes::Static(bytes))?;
            all.insert(file, Some(lang.clone()))?;
        }
        Ok(all)
    }

    fn insert(&mut self, file: ModelFile, expected: Option<Lang>) -> Result<(), ModelError> {
        if let Some(expected) = expected.filter(|e| e != file.lang()) {
            return Err(ModelError::Language {
                name: file.name().to_owned(),
                found: file.lang().to_string(),
                expected: expected.to_string(),
            });
        }
        self.slots.insert(file.lang().clone(), Slot { file, analyser: OnceLock::new() });
        Ok(())
    }

    /// The languages there are models for, in order.
    pub fn langs(&self) -> impl Iterator<Item = &Lang> {
        self.slots.keys()
    }

    /// Whether there is a model for the language.
    pub fn has(&self, lang: &Lang) -> bool {
        self.slots.contains_key(lang)
    }

    /// The analyser of a language, made ready if it is not yet. `None` when there is no model for it.
    ///
    /// # Errors
    /// When the model is damaged.
    pub fn get(&self, lang: &Lang) -> Option<Result<&Analyser, &ModelError>> {
        let slot = self.slots.get(lang)?;
        Some(slot.analyser.get_or_init(|| Analyser::new(&slot.file)).as_ref())
    }

    /// Sentences, tokens and trees of a text. `None` when there is no sound model for the language
    /// ([`Models::get`] tells why).
    pub fn analyse(&self, text: &str, lang: &Lang) -> Option<Analysis> {
        let analyser = self.get(lang)?.ok()?;
        Some(Analysis { lang: lang.clone(), sentences: analyser.analyse(text) })
    }

    /// The same for sentences whose tokens and words are given: lemmas, tags and trees are filled in, forms and
    /// spans stay. `None` when there is no sound model for the language.
    pub fn analyse_tokens(&self, mut sentences: Vec<Sentence>, lang: &Lang) -> Option<Analysis> {
        self.get(lang)?.ok()?.read_sentences(&mut sentences);
        Some(Analysis { lang: lang.clone(), sentences })
    }
}
