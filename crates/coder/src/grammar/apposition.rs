//! Apposition: *Lukashenko, president of Belarus*; *the intervention of the CSTO, in other words the invasion*.
//!
//! What it does: an actor named beside a noun (`appos`, `flat`) stands for it ([`named`]); two event nouns in
//! apposition are one event told twice, so the second without a safe side takes the first's ([`equate`]).
//! Source: UD v2 `appos`, `flat`, `parataxis`. Limits: a distant apposition without the relation is not seen.

use casus_model::{ActorRef, Rel};

use super::Candidate;
use super::view::View;

/// The actor that stands in apposition to word `i`.
pub(crate) fn named(view: &View<'_>, i: usize) -> Option<ActorRef> {
    view.children(i).filter(|c| matches!(view.rel(*c), Rel::Appos | Rel::Flat)).find_map(|c| {
        view.actor(c)
            .or_else(|| view.children(c).find_map(|k| view.actor(k).filter(|_| view.rel(k) == Rel::Flat)))
    })
}

/// Marks the second of two event nouns in apposition as told already.
pub(crate) fn equate(view: &View<'_>, candidates: &mut [Candidate<'_>]) {
    for i in 0..candidates.len() {
        let word = candidates[i].word;
        if !matches!(view.rel(word), Rel::Appos | Rel::Parataxis) || !view.is_nominal(word) {
            continue;
        }
        // the noun it stands beside, or an event noun on the way up to it
        let Some(head) = view.head(word) else { continue };
        let first = candidates.iter().position(|c| {
            c.word != word
                && view.is_nominal(c.word)
                && c.word < word
                && (c.word == head || view.is_under(head, c.word))
        });
        if first.is_some() && (candidates[i].bare_genitive || candidates[i].sources.is_empty()) {
            candidates[i].gone = true;
        }
    }
}
