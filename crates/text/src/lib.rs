//! From bytes to sentences, tokens and dependency trees.
//!
//! `decode` tells the encoding, `language` the language, `segment` cuts text into paragraphs,
//! sentences and tokens, `analyse` tags, lemmatises and parses; [`Models`] holds the trained models of all
//! languages and is what other crates use. `conllu` reads and writes CoNLL-U; `evaluate` computes the measures
//! of the CoNLL 2018 shared task.

pub mod conllu;
pub mod decode;
pub mod evaluate;
pub mod language;
pub mod segment;

use casus_model::{Analysis, Lang};

/// The trained models, one per language, each loaded when its language first occurs.
#[derive(Debug, Default)]
pub struct Models {}

impl Models {
    /// Whether there is a model for the language.
    pub fn has(&self, _lang: &Lang) -> bool {
        false
    }

    /// Sentences, tokens and trees of a text. `None` when there is no model for the language.
    pub fn analyse(&self, _text: &str, _lang: &Lang) -> Option<Analysis> {
        None
    }
}
