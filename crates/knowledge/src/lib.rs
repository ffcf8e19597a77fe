//! Who is who, where and when: tables, names, dates and their resolution.
//!
//! [`Base`] holds the compiled tables; [`Knowledge`] is what other crates ask: [`Knowledge::resolve`] says what the
//! expressions of an analysed text refer to ([`resolve`](crate::Knowledge::resolve), `ner`, `coreference`, `time`);
//! [`names`] compares names across spellings and scripts; [`Teaching`]s of people stand above the tables.

mod base;
mod blob;
mod compile;
mod coreference;
mod fold;
mod form;
pub mod names;
mod ner;
mod resolve;
mod stats;
mod table;
mod teaching;
pub mod time;

pub use base::{
    Base, Entity, EntityIx, Link, Location, Match, Matches, Membership, Name, NameIx, Obligation, Office,
    OfficeIx, Source, State, Term,
};
pub use blob::BlobError;
pub use compile::{NON_STATES, compile};
pub use fold::{Folded, fold};
pub use form::{Case, Class, EntityKind, Form, Gender, LANGS, Matching, Number, Script, Status};
pub use ner::{Example, NameLists, NameSpan, Recogniser, Register, WordClass, train as train_recogniser};
pub use stats::Stats;
pub use table::TableError;
pub use teaching::Teaching;

use std::sync::OnceLock;

use casus_model::{Analysis, Day, Diagnostic, Document, Resolution, TimeExpression};

use resolve::PersonIndex;
use teaching::Teachings;

/// The compiled tables and what people taught, ready to be asked. Without tables ([`Knowledge::default`]) it
/// resolves nothing.
#[derive(Debug, Default)]
pub struct Knowledge {
    base: Option<Base>,
    teachings: Teachings,
    persons: PersonIndex,
    given: OnceLock<ner::GivenNames>,
}

impl Knowledge {
    /// Takes compiled tables.
    pub fn new(base: Base) -> Self {
        Self { base: Some(base), ..Self::default() }
    }

    /// The same tables under these teachings, which replace earlier ones.
    #[must_use]
    pub fn with_teachings(self, teachings: &[Teaching]) -> Self {
        Self { teachings: Teachings::new(teachings), ..self }
    }

    /// What is wrong with the teachings: those that contradict each other are named here and not used.
    pub fn teaching_diagnostics(&self) -> &[Diagnostic] {
        &self.teachings.diagnostics
    }

    /// The tables.
    pub fn base(&self) -> Option<&Base> {
        self.base.as_ref()
    }

    /// What the expressions of an analysed document refer to.
    pub fn resolve(&self, document: &Document, analysis: &Analysis) -> Resolution {
        let times = time::find(&document.text, analysis, document.date.as_ref(), &analysis.lang);
        let Some(base) = &self.base else { return Resolution { times, ..Resolution::default() } };
        let given = self.given.get_or_init(|| ner::GivenNames::new(base));
        let names = ner::find(base, given, &document.text, analysis);
        let mut resolution =
            resolve::resolve(base, &self.teachings, &self.persons, document, analysis, &times, &names);
        resolution.times = times;
        resolution
    }
}

/// For each sentence the days its clauses tell of, where they are more than half a year from the document's date: an
/// office named in such a clause is that of the time ("in 2018 the Kazakh president …").
fn told_days(document: &Document, analysis: &Analysis, times: &[TimeExpression]) -> Vec<Vec<(usize, Day)>> {
    let mut days = vec![Vec::new(); analysis.sentences.len()];
    let now = document.date.as_ref().and_then(|d| d.to().or(d.from()));
    for time in times {
        let Some(date) = &time.date else { continue };
        let (Some(from), Some(to)) = (date.from(), date.to()) else { continue };
        let far = now.is_none_or(|now| (now - to).get_days() > 180);
        let narrow = (to - from).get_days() <= 366;
        let Some(s) = analysis.sentences.get(time.sentence as usize).filter(|_| far && narrow) else {
            continue;
        };
        let Some(word) = s.words.iter().position(|w| time.span.contains(w.span)) else { continue };
        // The middle: a term that began or ended in that year counts by where most of it lies.
        if let Ok(day) = from.checked_add(jiff::Span::new().days((to - from).get_days() / 2)) {
            days[time.sentence as usize].push((resolve::clause(s, word), day));
        }
    }
    days
}
