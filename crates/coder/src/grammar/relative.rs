//! Relative clauses: *the troops that invaded Ukraine*, *la forza che il presidente ha chiesto*.
//!
//! What it does: a relative pronoun in a slot stands for the noun its clause modifies. Source: UD v2 `acl:relcl`,
//! feature PronType=Rel, class `relative`; where a pronoun takes the antecedent's
//! place in the clause (class `resumptive`: Arabic *hujūm naffadhahu mutaṭarrif*), that too. Limits: a clause on a whole sentence (*which angered Moscow*) gets the
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
        return Filler::Word(resumed(view, c, p).unwrap_or(c));
    }
    let clause = std::iter::once(p).chain(view.ancestors(p)).find(|a| view.rel(*a) == Rel::Acl);
    Filler::Word(clause.and_then(|a| view.head(a)).unwrap_or(c))
}

/// The noun that a resumptive pronoun stands for, in a clause on it with a subject of its own.
fn resumed(view: &View<'_>, c: usize, p: usize) -> Option<usize> {
    let pronoun = view.upos(c) == Upos::Pron && view.in_class("resumptive", c);
    let noun = view.head(p).filter(|h| pronoun && view.rel(p) == Rel::Acl && *h < p)?;
    let own = view
        .children(p)
        .any(|s| view.rel(s) == Rel::Nsubj && s != c && view.is_nominal(s) && view.upos(s) != Upos::Pron);
    own.then_some(noun)
}
