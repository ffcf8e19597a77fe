//! Trees put right before rules are matched.
//!
//! A parser learns from general text and errs where news has its own ways. [`mend()`] changes what the sentence or a
//! word's meaning tells, before names are resolved; [`repair`] moves edges that names, dates and the lexicon tell
//! better, and with it [`case`] what the case of names tells. Sources and limits stand with each. What a light verb
//! and its noun change is told by the rule for them (`grammar/light_verb.rs`).

mod case;
mod mend;
pub(crate) mod repair;

pub use mend::mend;
