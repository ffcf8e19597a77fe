//! From bytes to sentences, tokens and dependency trees.
//!
//! `decode` tells the encoding, `language` the language, `segment` cuts text into paragraphs,
//! sentences and tokens, `analyser` tags, lemmatises and parses; [`Models`] holds the trained models of all
//! languages and is what other crates use. `train` makes models from treebanks. `conllu` reads and writes CoNLL-U;
//! `evaluate` computes the measures of the CoNLL 2018 shared task.

pub mod conllu;
pub mod decode;
pub mod evaluate;
pub mod language;
pub mod segment;
pub mod train;

mod analyser;
mod features;
mod lemma;
mod lemmas;
mod model_file;
mod models;
mod network;
mod nn;
mod respell;
mod tree;
mod weights;

pub use analyser::{Analyser, Origin};
pub use features::unvocalised;
pub use model_file::{FORMAT_VERSION, ModelError};
pub use models::Models;
