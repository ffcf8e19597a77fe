//! Active clauses: *Russia invaded Ukraine*, *Il Kazakistan ha chiesto aiuto alla Russia*.
//!
//! What it does: subject → `subj`, object → `obj`, indirect object → `iobj`, obliques by preposition or case,
//! complements → `xcomp`, `ccomp`; a name that hangs on the subject behind the verb but is another actor is the object
//! (*hājamat Rūsiyā Ūkrāniyā*). A relative pronoun stands for its antecedent ([`super::relative`]); a null subject is
//! the mention that the resolver put on the verb.
//! Source: UD v2 core and oblique relations. Limits: free relatives (*what he did*) have no antecedent.

use casus_model::{Rel, Upos};

use super::arguments::{Args, Filler};
use super::view::View;
use super::{coordination, relative};

pub(crate) fn fill(view: &View<'_>, p: usize, args: &mut Args) {
    for c in view.children(p) {
        match view.rel(c) {
            Rel::Nsubj => {
                let they = view.upos(c) == Upos::Pron
                    && view.actor(c).is_none()
                    && view.feats(c).is("Person", "3")
                    && view.feats(c).is("Number", "Plur");
                let speakers = if they { several_speakers(view, p) } else { None };
                args.subj.push(speakers.unwrap_or_else(|| relative::antecedent(view, c, p)));
            }
            Rel::Obj => args.obj.push(relative::antecedent(view, c, p)),
            Rel::Iobj => {
                args.iobj.push(relative::antecedent(view, c, p));
                args.add_prep(view, c);
            }
            _ => complements(view, c, p, args),
        }
    }
    if args.obj.is_empty() {
        args.obj.extend(second_name(view, p));
    }
    null_subject(view, p, args);
}

/// Another actor than the subject, named right behind it and hung on it, where the verb comes first.
fn second_name(view: &View<'_>, p: usize) -> Option<Filler> {
    let subject = view.child(p, Rel::Nsubj).filter(|s| *s > p)?;
    coordination::conjuncts(view, subject).into_iter().find_map(|s| {
        let first = view.actor(s)?;
        let hung = |c: &usize| matches!(view.rel(*c), Rel::Flat | Rel::Nmod | Rel::Appos | Rel::Amod);
        let c = view.children(s).find(|c| *c == s + 1 && hung(c))?;
        let other = view.actor(c).filter(|a| a.id != first.id && view.preposition(c).is_none())?;
        (other.code.country.is_some() && first.code.country.is_some()).then_some(Filler::Word(c))
    })
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
        Rel::Xcomp => {
            args.xcomp.push(c);
            // "llamó a Erdogan para felicitarlo" read as one complement
            if let Some(mark) = view.child(c, Rel::Mark).filter(|m| view.in_class("purpose", *m)) {
                args.add_mark(view, mark, c);
            }
        }
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
                args.add_mark(view, mark, c);
            }
        }
        _ => {}
    }
}

/// A subject without words: the resolver marks it on the verb.
pub(crate) fn null_subject(view: &View<'_>, p: usize, args: &mut Args) {
    if !args.subj.is_empty() || !view.is_verb(p) {
        return;
    }
    if let Some((index, _)) = view.mention(p) {
        args.subj.push(Filler::Mention(index));
    } else if finite_plural(view, p) {
        args.subj.extend(several_speakers(view, p).or_else(|| institution(view, p)));
    }
}

/// "В МИД обвинили Запад": they who act, in the plural and unnamed, are the institution in which they do.
fn institution(view: &View<'_>, p: usize) -> Option<Filler> {
    let cased = view.feats(p).is("Tense", "Past") || view.feats(p).is("Tense", "Pres");
    let inside = |c: &usize| {
        *c < p
            && view.rel(*c) == Rel::Obl
            && view.feats(*c).get("Case").is_some()
            && view.preposition(*c).is_some_and(|(whole, _)| view.lexicon.in_class("locative", &whole))
            && view.mention(*c).is_some_and(|(_, m)| {
                m.actor.is_some()
                    && matches!(m.kind.as_str(), "metonym" | "government" | "organization" | "alliance")
            })
    };
    (cased && view.rel(p) != Rel::Conj).then(|| view.children(p).find(inside)).flatten().map(Filler::Word)
}

fn finite_plural(view: &View<'_>, p: usize) -> bool {
    let group = view.children(p).filter(|c| view.rel(*c) == Rel::Aux).chain([p]);
    group.into_iter().any(|w| view.feats(w).is("Number", "Plur") && !view.feats(w).is("VerbForm", "Inf"))
}

/// The subject of a verb of saying under which clause `p` stands, where it names several (*Mali and Niger said they would
/// quit*): who is meant by a plural pronoun, or by a plural verb without subject, in what they say.
fn several_speakers(view: &View<'_>, p: usize) -> Option<Filler> {
    let verb = view.head(p).filter(|h| view.rel(p) == Rel::Ccomp && view.in_class("say", *h))?;
    let subject = view.children(verb).find(|c| view.rel(*c) == Rel::Nsubj)?;
    let several = coordination::conjuncts(view, subject).iter().filter(|c| view.actor(**c).is_some()).count();
    (several > 1).then_some(Filler::Word(subject))
}
