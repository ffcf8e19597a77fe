//! The library: one way in for every program that uses Casus.
//!
//! [`Casus`] holds the trained models, the knowledge tables and the lexicons, all embedded; its methods take plain
//! text and give plain structs.

pub mod code;
pub mod eval;
mod reading;

pub use reading::{Casus, EngineError, Reading, TextHints};
