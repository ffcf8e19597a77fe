//! Possessives: *Russia's invasion*, *its troops*, *la sua visita*.
//!
//! What it does: `nmod:poss`, `det:poss` and genitive `'s` → `poss`; a possessive pronoun counts as the actor the
//! resolver gave it. Source: UD v2. Limits: none known beyond the resolver's.

use casus_model::Rel;

use super::arguments::Args;
use super::view::View;

pub(crate) fn fill(view: &View<'_>, p: usize, args: &mut Args) {
    for c in view.children(p) {
        let poss = view.word(c).subrel == "poss"
            || (view.rel(c) == Rel::Nmod
                && view.children(c).any(|k| matches!(view.lemma(k), "'s" | "'" | "’s" | "’")))
            || (view.rel(c) == Rel::Det && view.feats(c).is("Poss", "Yes"));
        if poss {
            args.poss.push(c);
        }
    }
}
