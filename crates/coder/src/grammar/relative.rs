//! Relative clauses: *the troops that invaded Ukraine*, *la forza che il presidente ha chiesto*.
//!
//! What it does: a relative pronoun in a slot stands for the noun its clause modifies. Source: UD v2 `acl:relcl`,
//! feature PronType=Rel, class `relative`. Limits: a clause on a whole sentence (*which angered Moscow*) gets the
//! word it hangs on.

use casus_model::{Rel, Upos};

use super::arguments::Filler;
use super::view::View;

/// The filler that word `c` in the clause of `p` stands for: itself, or its antecedent.
pub(crate) fn antecedent(view: &View<'_>, c: usize, p: usize) -> Filler {
    let relative = view.feats(c).is("PronType", "Rel")
        || (matches!(view.upos(c), Upos::Pron | Upos::Det | Upos::Sconj | Upos::Adv)
            && view.in_class("relative", c));
    if !relative {
        return Filler::Word(c);
    }
    let clause = std::iter::once(p).chain(view.ancestors(p)).find(|a| view.rel(*a) == Rel::Acl);
    Filler::Word(clause.and_then(|a| view.head(a)).unwrap_or(c))
}
