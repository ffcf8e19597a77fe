//! Sides that the roles of a frame leave open: *agreed to provide Ukraine with a loan*, *approved a mission to Mali*.
//!
//! What it does: an event with a source and no target looks for one among the objects of its verb and of what that verb
//! governs (*is willing to send doctors to Chad*), then among their prepositional phrases, where the preposition is one
//! with which the lexicon marks targets of that type ([`Lexicon::marks_target`]). An event noun without a source that is
//! the object of a verb which tells of nothing itself takes that verb's subject (*parliament approved the deployment*).
//! Source: the roles of the lexicon's own frames. Limits: one who only gains by the act (*to help refugees*) may be
//! taken for the target.
//!
//! [`Lexicon::marks_target`]: crate::lexicon::Lexicon::marks_target

use casus_model::{ActorRef, EventType, Rel, Sector};

use super::arguments::{Args, Filler};
use super::view::View;
use super::{Candidate, control, sides};
use crate::lexicon::{Act, Effect};

/// The words of a sentence that tell of events, with the targets that their frames gave.
type Told = [(usize, Vec<ActorRef>)];

fn is_told(told: &Told, word: usize) -> bool {
    told.iter().any(|(w, _)| *w == word)
}

/// Fills what is open.
pub(crate) fn fill(view: &View<'_>, candidates: &mut [Candidate<'_>]) {
    let told: Vec<(usize, Vec<ActorRef>)> =
        candidates.iter().filter(|c| !c.gone).map(|c| (c.word, c.targets.clone())).collect();
    for candidate in candidates.iter_mut().filter(|c| !c.gone && c.rule != "demand") {
        let Some(kind) = candidate.kind else { continue };
        if candidate.sources.is_empty() && view.is_nominal(candidate.word) {
            candidate.sources = agent(view, candidate, kind, &told);
        }
        let parties = candidate.frame.roles.mutual && candidate.sources.len() > 1;
        if candidate.targets.is_empty() && !candidate.sources.is_empty() && !parties {
            candidate.targets = patient(view, candidate, kind, &told);
        }
    }
}

/// The subject of the verb whose object the event noun is, where the verb tells of no event and of no denial.
fn agent(view: &View<'_>, candidate: &Candidate<'_>, kind: EventType, told: &Told) -> Vec<ActorRef> {
    use EventType as E;
    let word = candidate.word;
    let deed = matches!(
        kind,
        E::Aid | E::Support | E::Agree | E::Cooperate | E::Mobilize | E::Sanction | E::Accuse | E::Request
    );
    let verb = view.head(word).filter(|v| deed && view.rel(word) == Rel::Obj && view.is_verb(*v));
    let Some(verb) = verb.filter(|v| !is_told(told, *v) && !view.in_class("say", *v)) else {
        return Vec::new();
    };
    let denies = view.factuality(verb).iter().any(|w| w.effect == Effect::Denied);
    let undergoes = view.lexicon.frames_of(view.lemma(verb)).any(|f| match f.act {
        Act::Light => f.is_undergone(),
        Act::Nothing => false,
        _ => true,
    });
    if denies || undergoes {
        return Vec::new();
    }
    let found = control::subject_of(view, verb, 0).into_iter().flat_map(|f| sides::actors(view, f));
    found.filter(|a| !candidate.targets.iter().any(|t| t.id == a.id)).collect()
}

/// Who is to do what is demanded (*demanded that the minister resign*).
fn asked(view: &View<'_>, candidate: &Candidate<'_>) -> Vec<ActorRef> {
    let themes = candidate.frame.roles.theme.iter().flat_map(|s| candidate.args.slot(view, s));
    let clauses = themes.filter_map(Filler::word).filter(|w| view.rel(*w) == Rel::Ccomp);
    let subjects = clauses.filter_map(|w| view.child(w, Rel::Nsubj));
    let actors = subjects.flat_map(|w| sides::actors(view, Filler::Word(w)));
    actors.filter(|a| !candidate.sources.iter().any(|s| s.id == a.id)).collect()
}

/// Whom the act, or what the act is about, reaches.
fn patient(view: &View<'_>, candidate: &Candidate<'_>, kind: EventType, told: &Told) -> Vec<ActorRef> {
    use EventType as E;
    // "called Kyiv to discuss": with the one who was called
    let call = view.head(candidate.word).filter(|g| control::is_call(view, *g));
    if let Some(call) = call.filter(|_| matches!(view.rel(candidate.word), Rel::Advcl | Rel::Xcomp)) {
        let found = control::called(view, call).flat_map(|c| sides::actors(view, Filler::Word(c)));
        return found.filter(|a| !candidate.sources.iter().any(|s| s.id == a.id)).collect();
    }
    if kind == E::Request {
        return asked(view, candidate);
    }
    let about = matches!(kind, E::Agree | E::Reject | E::Threaten);
    if !about && !matches!(kind, E::Aid | E::Support | E::Cooperate | E::Sanction | E::Retreat | E::Concede) {
        return Vec::new();
    }
    // what the verb governs, and what that governs
    let mut clauses = vec![candidate.args.clone()];
    let mut at = 0;
    while about && at < clauses.len() && clauses.len() < 5 {
        let inner: Vec<usize> = clauses[at].xcomp.iter().chain(&clauses[at].ccomp).copied().collect();
        for w in inner.into_iter().filter(|w| *w > candidate.word && !is_told(told, *w)) {
            if clauses.last().is_none_or(|c| c.word != w) {
                clauses.push(Args::of(view, w));
            }
        }
        at += 1;
    }
    // the troops that a state offers to send are its own
    let own = |a: &ActorRef| {
        a.code.sector == Some(Sector::Mil)
            && candidate.sources.iter().any(|s| s.code.country == a.code.country)
    };
    let free = |a: &ActorRef| {
        let known = a.code.country.is_some() || a.id.0.starts_with("org:");
        known && !own(a) && !candidate.sources.iter().any(|s| s.id == a.id)
    };
    for (depth, args) in clauses.iter().enumerate() {
        let marks = |p: &str| {
            view.lexicon.marks_target(kind, p) || (depth > 0 && view.lexicon.marks_target(E::Aid, p))
        };
        let objects = args.iobj.iter().chain(args.obj.iter().filter(|_| depth > 0)).copied();
        let phrases =
            args.preps.iter().filter(|(whole, first, _)| marks(whole) || whole == first && marks(first));
        let fillers = objects.chain(phrases.map(|(_, _, w)| Filler::Word(*w)));
        let thing = |w: usize| ["troops", "aid", "weapon"].iter().any(|class| view.in_class(class, w));
        let open = |f: &Filler| {
            let given = args.obj.contains(f) && f.word().is_some_and(thing);
            !given && f.word().is_none_or(|w| !is_told(told, w) && !view.is_time(w))
        };
        for filler in fillers.filter(open) {
            let found: Vec<ActorRef> = sides::actors(view, filler).into_iter().filter(free).collect();
            if !found.is_empty() {
                return found;
            }
        }
    }
    // "offered to send troops to help the police": whom the act that it is for reaches
    let purpose = |w: usize| {
        (matches!(view.rel(w), Rel::Xcomp | Rel::Ccomp)
            || matches!(view.rel(w), Rel::Advcl | Rel::Acl) && view.feats(w).is("VerbForm", "Inf"))
            && view.ancestors(w).take(3).any(|a| a == candidate.word)
    };
    let found = told.iter().filter(|(w, _)| about && *w != candidate.word && purpose(*w));
    found
        .map(|(_, targets)| targets.iter().filter(|a| free(a)).cloned().collect::<Vec<_>>())
        .find(|t| !t.is_empty())
        .unwrap_or_default()
}
