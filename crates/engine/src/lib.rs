//! The library: one way in for every program that uses Casus.
//!
//! [`Casus`] holds the trained models, the knowledge tables and the lexicons, all embedded; its methods take plain
//! text and give plain structs.

mod asked;
pub mod code;
mod embedded;
pub mod eval;
pub mod export;
mod lexicon;
pub mod play;
mod read;
mod reading;
mod relations;
pub mod second_reader;
pub mod signals;

pub use asked::Asked;
pub use casus_ingest::Limits;
pub use lexicon::{LexiconFinding, LexiconReport};
pub use read::{ANSWERS, Progress, ReadOptions, Refused, Summary};
pub use reading::{Casus, EngineError, Model, Reading, TextHints};
pub use relations::{Story, conflicts_of, stories_of};

pub use casus_coder::claims::{Reader, reader};
pub use casus_coder::{Coder, Conflict, conflicts, judge, merge, stories};
pub use casus_knowledge as knowledge;
pub use casus_model as model;
pub use casus_sim as sim;
pub use casus_store as store;
pub use casus_text as text;
