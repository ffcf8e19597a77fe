//! Active clauses: *Russia invaded Ukraine*, *Il Kazakistan ha chiesto aiuto alla Russia*.
//!
//! What it does: subject → `subj`, object → `obj`, indirect object → `iobj`, obliques by preposition or case,
//! complements → `xcomp`, `ccomp`; a second subject is an object that was taken for one. A relative pronoun stands for its antecedent ([`super::relative`]); a null
//! subject is the mention that the resolver put on the verb.
//! Source: UD v2 core and oblique relations. Limits: free relatives (*what he did*) have no antecedent.

use casus_model::Rel;

use super::arguments::{Args, Filler};
use super::relative;
use super::view::View;

pub(crate) fn fill(view: &View<'_>, p: usize, args: &mut Args) {
    // a clause has one subject: what else is called so is an object ("Berlin schickte Kiew Panzer")
    let mut subjects = view.children(p).filter(|c| view.rel(*c) == Rel::Nsubj);
    let first = subjects.next();
    for c in view.children(p) {
        match view.rel(c) {
            Rel::Nsubj if Some(c) != first && view.is_nominal(c) => {
                if view.child(p, Rel::Obj).is_some() && args.iobj.is_empty() {
                    args.iobj.push(Filler::Word(c));
                } else {
                    args.obj.push(Filler::Word(c));
                }
            }
            Rel::Nsubj => args.subj.push(relative::antecedent(view, c, p)),
            Rel::Obj => args.obj.push(relative::antecedent(view, c, p)),
            Rel::Iobj => {
                args.iobj.push(relative::antecedent(view, c, p));
                args.add_prep(view, c);
            }
            _ => complements(view, c, p, args),
        }
    }
    null_subject(view, p, args);
}

/// Obliques and clauses, which are the same in active and passive.
pub(crate) fn complements(view: &View<'_>, c: usize, p: usize, args: &mut Args) {
    match view.rel(c) {
        Rel::Obl | Rel::Nmod => {
            args.add_prep(view, c);
            if let (Filler::Word(w), Some(last)) = (relative::antecedent(view, c, p), args.preps.last_mut())
                && last.2 == c
            {
                last.2 = w;
            }
        }
        Rel::Xcomp => args.xcomp.push(c),
        Rel::Ccomp => {
            if view.children(c).any(|k| matches!(view.rel(k), Rel::Nsubj | Rel::Csubj)) {
                args.ccomp.push(c);
            } else {
                args.xcomp.push(c);
                args.ccomp.push(c);
            }
        }
        // "accuse of sending", "accusare di aver inviato": a clause with a preposition as its marker
        Rel::Advcl | Rel::Acl => {
            if view.feats(c).is("VerbForm", "Inf") {
                args.xcomp.push(c);
            }
            if let Some(mark) = view.children(c).find(|m| matches!(view.rel(*m), Rel::Mark | Rel::Case)) {
                let lemma = view.lemmas[mark].clone();
                args.preps.push((lemma.clone(), lemma, c));
            }
        }
        _ => {}
    }
}

/// A subject without words: the resolver marks it on the verb.
pub(crate) fn null_subject(view: &View<'_>, p: usize, args: &mut Args) {
    if args.subj.is_empty()
        && view.is_verb(p)
        && let Some((index, _)) = view.mention(p)
    {
        args.subj.push(Filler::Mention(index));
    }
}
