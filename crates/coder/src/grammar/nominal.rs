//! Nominal events: *the invasion of Ukraine by Russia*, *l'invasione russa dell'Ucraina*, *il sostegno cinese a…*.
//!
//! What it does: dependents of an event noun by preposition or case; demonyms and compounds that name an actor →
//! `adj`. A **bare genitive** of an event noun whose frame gives the genitive to the target (*the invasion of
//! Russia*) may as well be its source: when no other side is named, the document decides by the part the actor
//! plays elsewhere (`crate::events`), and else the side stays open.
//! Source: UD v2 `nmod`, `amod`, `compound`. Limits: stacked genitives are read from the nearest.

use casus_model::{ActorRef, Rel, Sector, Upos};

use super::arguments::{Args, Filler, GENITIVE};
use super::view::View;
use crate::lexicon::{Frame, Pos, Slot};

pub(crate) fn fill(view: &View<'_>, p: usize, args: &mut Args) {
    for c in view.children(p) {
        match view.rel(c) {
            Rel::Nmod | Rel::Obl if view.word(c).subrel != "poss" => {
                args.add_prep(view, c);
                if is_counted(view, c) {
                    args.preps.push((GENITIVE, GENITIVE, c));
                }
            }
            // "the death [of] two of its soldiers": who is counted hangs on the number
            Rel::Nummod => {
                let people =
                    view.children(c).filter(|k| view.rel(*k) == Rel::Nmod && view.actor(*k).is_some());
                args.preps.extend(people.map(|k| (GENITIVE, GENITIVE, k)));
            }
            Rel::Amod | Rel::Compound | Rel::Flat if view.mention(c).is_some() => args.adj.push(c),
            // "US-led": the compound hangs on the participle
            Rel::Amod => args.adj.extend(view.children(c).filter(|k| view.actor(*k).is_some())),
            Rel::Compound => {
                args.adj.extend(view.children(c).filter(|k| view.actor(*k).is_some()));
            }
            Rel::Acl if view.word(c).subrel != "relcl" => {
                if let Some(mark) = view.child(c, Rel::Mark) {
                    args.add_mark(view, mark, c);
                }
                args.xcomp.push(c);
            }
            Rel::Xcomp => args.xcomp.push(c),
            Rel::Advcl if view.upos(p) == Upos::Adj => args.xcomp.push(c),
            Rel::Ccomp => args.ccomp.push(c),
            _ => {}
        }
    }
    // "the invasion of Kuwait by Iraq" read as [Kuwait by Iraq]: what hangs on a dependent counts after it
    let near: Vec<usize> = view
        .children(p)
        .filter(|c| view.rel(*c) == Rel::Nmod)
        .flat_map(|c| view.children(c).filter(|k| view.rel(*k) == Rel::Nmod))
        .filter(|k| view.preposition(*k).is_some_and(|(whole, _)| !view.lexicon.in_class("genitive", &whole)))
        .collect();
    for k in near {
        args.add_prep(view, k);
    }
    // "the attack goes on against …", "clashes erupted between …": what hangs on a verb that only says that or whether the
    // event is
    let goes_on = |verb: usize| {
        view.in_class("occur", verb)
            || view.lexicon.factuality_of(view.lemma(verb)).iter().any(|w| w.slots.contains(&Slot::Subj))
    };
    let alone = |verb: usize| view.child(verb, Rel::Nsubj).is_none();
    if let Some(verb) = view.head(p).filter(|v| view.is_verb(*v) && goes_on(*v))
        && (view.rel(p) == Rel::Nsubj || view.rel(p) == Rel::Obj && alone(verb))
    {
        for c in view.children(verb).filter(|c| view.rel(*c) == Rel::Obl && view.actor(*c).is_some()) {
            args.add_prep(view, c);
        }
    }
    // "the invasion was launched by …", "the visit is to …" with the noun as predicate
    if view.child(p, Rel::Cop).is_some() {
        args.subj.extend(view.children(p).filter(|c| view.rel(*c) == Rel::Nsubj).map(Filler::Word));
    }
}

/// Who protests where a protest is what another act is meant as (*blocked the road in protest*, *in segno di protesta*):
/// the subject of the verb on which the noun hangs, without an article, by a preposition of the class `token`. `None`
/// where that is a state: what it does so is diplomacy, and no protest of PLOVER's kind.
pub(crate) fn protesters(view: &View<'_>, word: usize) -> Option<Vec<ActorRef>> {
    let top = carrier(view, word).unwrap_or(word);
    let verb = view.ancestors(top).take(3).find(|v| view.is_verb(*v));
    let subject = verb.map(|v| super::control::subject_of(view, v, 0));
    let mut found: Vec<ActorRef> =
        subject.into_iter().flatten().flat_map(|f| super::sides::actors(view, f)).collect();
    let named = !found.is_empty();
    found.retain(|a| !matches!(a.code.sector, None | Some(Sector::Gov | Sector::Mil)));
    (!named || !found.is_empty()).then_some(found)
}

/// Whether an event noun tells what the act of the clause is meant as, see [`protesters`].
pub(crate) fn is_token(view: &View<'_>, word: usize) -> bool {
    let top = carrier(view, word).unwrap_or(word);
    matches!(view.rel(top), Rel::Obl | Rel::Nmod | Rel::Advmod | Rel::Fixed)
        && view.child(word, Rel::Det).is_none()
        && view.child(top, Rel::Det).is_none()
        && !view.feats(top).is("Number", "Plur")
        && view.preposition(top).is_some_and(|(whole, _)| view.lexicon.in_class("token", &whole))
}

/// The noun that only carries the event of another: *a wave of protests*, *segno di protesta*.
fn carrier(view: &View<'_>, word: usize) -> Option<usize> {
    let holds = |h: &usize| view.in_class("carrier", *h) || view.in_class("partitive", *h);
    view.head(word).filter(|h| view.rel(word) == Rel::Nmod && holds(h))
}

/// Whether the clause says that the event of the noun is: subject of a verb of happening (class `occur`), or what a verb
/// of bringing about (class `cause`) brings (*sparked a wave of protests*).
pub(crate) fn is_said_to_be(view: &View<'_>, word: usize) -> bool {
    let top = carrier(view, word).unwrap_or(word);
    let Some(verb) = view.head(top).filter(|v| view.is_verb(*v)) else { return false };
    match view.rel(top) {
        Rel::Nsubj => {
            view.in_class("occur", verb) || view.word(top).subrel == "pass" && view.in_class("cause", verb)
        }
        Rel::Obj | Rel::Obl => view.in_class("cause", verb),
        _ => false,
    }
}

/// Whether a part is taken of a dependent (class `part-of`), and a number before its preposition says how many (*maqtal
/// thalātha min al-junūd*).
fn is_counted(view: &View<'_>, c: usize) -> bool {
    let case = view.children(c).find(|k| *k < c && view.rel(*k) == Rel::Case);
    let part = view.preposition(c).is_some_and(|(whole, _)| view.lexicon.in_class("part-of", &whole));
    let number = |w: usize| view.upos(w) == Upos::Num || view.in_class("numerals", w);
    part && case.and_then(|k| k.checked_sub(1)).is_some_and(number)
}

/// Who takes part in an event that only frames another act (*during a visit to Ankara, Tokayev signed …*): the subject
/// of the verb on which the noun hangs with a preposition of the class `during`.
pub(crate) fn companions(view: &View<'_>, word: usize, targets: &[ActorRef]) -> Vec<ActorRef> {
    let hangs = matches!(view.rel(word), Rel::Obl | Rel::Nmod | Rel::Advmod)
        && view.preposition(word).is_some_and(|(whole, _)| view.lexicon.in_class("during", &whole));
    let Some(verb) = view.head(word).filter(|v| hangs && view.is_verb(*v)) else { return Vec::new() };
    let subject = super::control::subject_of(view, verb, 0);
    let found = subject.into_iter().flat_map(|f| super::sides::actors(view, f));
    found.filter(|a| !targets.iter().any(|t| t.id == a.id)).collect()
}

/// Sides for an event noun that names none, from the clauses around it (*Ukraine, where he massed troops for what
/// may be an invasion*): the subject of the nearest verb above is the source, the place that a relative adverb of the
/// class `where` stands for the target.
pub(crate) fn from_context(view: &View<'_>, word: usize) -> (Vec<ActorRef>, Vec<ActorRef>) {
    let (mut sources, mut targets) = (Vec::new(), Vec::new());
    for a in view.ancestors(word) {
        if sources.is_empty() && view.is_verb(a) && !view.in_class("say", a) {
            let subject = super::control::subject_of(view, a, 0);
            sources = subject.into_iter().flat_map(|f| super::sides::actors(view, f)).collect();
        }
        if view.rel(a) == Rel::Acl && view.children(a).any(|c| view.in_class("where", c)) {
            let antecedent = view.head(a).map(Filler::Word);
            targets = antecedent.into_iter().flat_map(|f| super::sides::actors(view, f)).collect();
            break;
        }
    }
    if targets.is_empty() {
        sources.clear();
    }
    targets.retain(|t: &ActorRef| !sources.iter().any(|s| s.id == t.id));
    (sources, targets)
}

/// Whether the only side of a transitive event noun is a genitive, which may be either side.
pub(crate) fn is_bare_genitive(
    frame: &Frame,
    args: &Args,
    sources: &[ActorRef],
    targets: &[ActorRef],
) -> bool {
    frame.pos == Pos::Noun
        && args.rule == "nominal"
        && sources.is_empty()
        && !targets.is_empty()
        && frame.roles.target.contains(&Slot::Gen)
        && frame.roles.source.iter().any(|s| matches!(s, Slot::By | Slot::Adj | Slot::Poss))
}
