//! Coordination: *Russia and China agreed*; *Moscow armed and trained the rebels*; *attaccò e distrusse*.
//!
//! What it does: a coordinated verb without a subject shares the first verb's; a first verb without an object
//! shares its last conjunct's when that follows directly (*bombed and destroyed the bridge*). Coordinated nouns
//! in a slot all take part ([`conjuncts`]); a role in several countries is as many actors ([`countries`]).
//! Source: UD v2 `conj` (heads on the first). Limits: shared obliques are not passed on.

use casus_model::{ActorId, ActorRef, Rel, Upos};

use super::arguments::{Args, Filler};
use super::view::View;
use super::{active, passive};

pub(crate) fn share(view: &View<'_>, p: usize, args: &mut Args) {
    if view.rel(p) == Rel::Conj
        && let Some(first) = view.head(p).filter(|h| view.is_verb(*h))
        && args.subj.is_empty()
        && !passive::is_passive(view, p)
        && view.child(first, Rel::Nsubj).is_some()
    {
        let mut other = Args::default();
        if passive::is_passive(view, first) {
            passive::fill(view, first, &mut other);
            args.subj = other.obj;
        } else {
            active::fill(view, first, &mut other);
            args.subj = other.subj;
        }
        args.rule = "coordination";
    }
    if args.obj.is_empty()
        && !passive::is_passive(view, p)
        && let Some(next) = view.children(p).find(|c| {
            view.rel(*c) == Rel::Conj && view.is_verb(*c) && *c <= p + 3 && !passive::is_passive(view, *c)
        })
        && let Some(object) = view.child(next, Rel::Obj)
    {
        args.obj.push(Filler::Word(object));
    }
}

/// The names that follow name `w` in a list with a conjunction before the last (*Ghana, Nepal and Senegal*), whatever
/// the tree makes of them.
fn listed(view: &View<'_>, w: usize) -> Vec<usize> {
    let mut found = Vec::new();
    if view.actor(w).is_none() || view.upos(w) != Upos::Propn {
        return found;
    }
    let (mut at, mut joined, mut ended) = (w + 1, false, false);
    while at < view.len() && !ended {
        match view.upos(at) {
            Upos::Punct if view.word(at).form == "," => joined = true,
            Upos::Cconj => {
                joined = true;
                ended = true;
            }
            Upos::Det if joined => {}
            _ if joined && view.actor(at).is_some() && !matches!(view.rel(at), Rel::Nsubj | Rel::Root) => {
                found.push(at);
                joined = false;
            }
            _ => break,
        }
        at += 1;
    }
    // the one after the conjunction
    let last = (at..view.len()).find(|j| view.upos(*j) != Upos::Det).filter(|_| ended);
    match last.filter(|j| view.actor(*j).is_some() && !matches!(view.rel(*j), Rel::Nsubj | Rel::Root)) {
        Some(last) if !found.is_empty() => {
            found.push(last);
            found
        }
        _ => Vec::new(),
    }
}

/// A word and all that is coordinated with it.
pub(crate) fn conjuncts(view: &View<'_>, w: usize) -> Vec<usize> {
    let mut all = vec![w];
    let mut i = 0;
    while i < all.len() && all.len() < 64 {
        let more = view
            .children(all[i])
            .filter(|c| view.rel(*c) == Rel::Conj && !matches!(view.upos(*c), Upos::Verb | Upos::Aux));
        all.extend(more);
        i += 1;
    }
    // "the Union, NATO and Iran" read as the Union, in other words NATO and Iran
    let apposed = view.children(w).filter(|c| {
        view.rel(*c) == Rel::Appos
            && view.child(*c, Rel::Conj).is_some()
            && matches!((view.actor(w), view.actor(*c)), (Some(a), Some(b)) if a.id != b.id)
    });
    for other in apposed.collect::<Vec<_>>() {
        all.push(other);
        all.extend(view.children(other).filter(|c| view.rel(*c) == Rel::Conj && view.actor(*c).is_some()));
    }
    for more in listed(view, w) {
        if !all.contains(&more) {
            all.push(more);
        }
    }
    all.sort_unstable();
    all
}

/// The other actors that a role noun with several countries names: *Russian and Ukrainian soldiers*, *the leaders of
/// China and Germany*.
pub(crate) fn countries(view: &View<'_>, w: usize, actor: &ActorRef) -> Vec<ActorRef> {
    let Some((role, _)) = actor.id.0.split_once('@').filter(|(role, _)| role.starts_with("group:")) else {
        return Vec::new();
    };
    let state = |k: usize| view.actor(k).filter(|a| a.id.0.starts_with("state:"));
    let same = |k: usize| state(k).is_some_and(|a| a.code.country == actor.code.country);
    let told = view
        .children(w)
        .filter(|c| matches!(view.rel(*c), Rel::Amod | Rel::Nmod | Rel::Compound))
        .find(|c| conjuncts(view, *c).into_iter().any(same));
    let Some(told) = told else { return Vec::new() };
    let name = actor.name.split(" (").next().unwrap_or(&actor.name);
    conjuncts(view, told)
        .into_iter()
        .filter_map(|k| Some((k, state(k)?)))
        .filter(|(_, a)| a.code.country.is_some() && a.code.country != actor.code.country)
        .map(|(k, a)| {
            let mut other = actor.clone();
            let country = a.code.country.clone().unwrap_or_default();
            other.id = ActorId(format!("{role}@{country}").into());
            other.name = format!("{name} ({})", a.name);
            other.mention = view.mention(k).map(|(m, _)| m);
            other.code.country = Some(country);
            other
        })
        .collect()
}
