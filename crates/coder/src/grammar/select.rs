//! What is kept: events in which an actor takes part, each once.
//!
//! An event needs an actor on one side. A PROTEST may do without: its crowd is implied; so may violence and force with
//! a place or people without a name ([`crate::events`] fills the sides from them). Of two candidates of one type that hang together
//! (*attacked … in an attack*) with sides that do not contradict, the one with more sides is kept.

use casus_model::{ActorRef, EventType, Rel};

use super::Candidate;
use super::view::View;
use crate::lexicon::Slot;

pub(crate) fn keep<'a>(view: &View<'a>, mut candidates: Vec<Candidate<'a>>) -> Vec<Candidate<'a>> {
    for i in 0..candidates.len() {
        for j in 0..candidates.len() {
            if i != j
                && !candidates[i].gone
                && !candidates[j].gone
                && repeats(view, &candidates[i], &candidates[j])
            {
                let (kept, other) = super::embedding::two(&mut candidates, i, j);
                if kept.sources.is_empty()
                    && !kept.targets.iter().any(|t| other.sources.iter().any(|s| s.id == t.id))
                {
                    kept.sources.append(&mut other.sources);
                }
                let hit = by_strike(view, kept, other) && !kept.args.obj.is_empty();
                if hit && kept.sources.is_empty() && other.sources.is_empty() {
                    // "uccisi in un bombardamento dell'esercito": who strikes stands in the genitive
                    let mut armed = std::mem::take(&mut other.targets);
                    let genitive = other.args.slot(view, &Slot::Gen);
                    armed.extend(genitive.flat_map(|f| super::sides::actors(view, f)));
                    armed.retain(super::sides::is_armed_force);
                    kept.sources = armed;
                }
                if kept.targets.is_empty()
                    && !hit
                    && !kept.sources.iter().any(|t| other.targets.iter().any(|s| s.id == t.id))
                {
                    kept.targets.append(&mut other.targets);
                }
                if kept.mode.is_none() && other.mode.is_some() {
                    kept.mode = other.mode.take();
                    kept.cameo = std::mem::take(&mut other.cameo);
                }
                other.gone = true;
                kept.absorbed.push(other.word);
            }
        }
    }
    let forces: Vec<usize> = (0..candidates.len()).filter(|i| is_force(view, &candidates[*i])).collect();
    for i in forces {
        let word = candidates[i].word;
        let told = candidates.iter().enumerate().any(|(j, c)| {
            j != i && !c.gone && (view.is_under(word, c.word) || view.is_under(word, c.anchor))
        });
        candidates[i].gone |= told;
    }
    candidates.retain(|c| {
        // "approved the deployment of soldiers": the verb above may tell who acts
        let object = || view.is_nominal(c.word) && view.rel(c.word) == Rel::Obj;
        !c.gone && c.kind.is_some() && (has_side(c) || object())
    });
    candidates
}

/// Whether an actor takes part, or need not be named.
pub(crate) fn has_side(candidate: &Candidate<'_>) -> bool {
    !candidate.sources.is_empty()
        || !candidate.targets.is_empty()
        || matches!(candidate.kind, Some(EventType::Protest | EventType::Assault | EventType::Coerce))
}

/// A noun of a force tells of its deployment (*2,500 peacekeepers from Russia and Armenia*), unless another event has
/// the force as a side or sends it.
fn is_force(view: &View<'_>, candidate: &Candidate<'_>) -> bool {
    view.is_nominal(candidate.word) && view.in_class("troops", candidate.word)
}

/// Whether `b` tells again what `a` tells.
fn repeats(view: &View<'_>, a: &Candidate<'_>, b: &Candidate<'_>) -> bool {
    if a.kind != b.kind {
        return false;
    }
    let near = |x: &Candidate<'_>, y: &Candidate<'_>| {
        view.head(y.word) == Some(x.word) || view.ancestors(y.word).take(3).any(|w| w == x.word)
    };
    if !near(a, b) && (!near(b, a) || view.is_verb(b.word)) {
        return false;
    }
    let agree = |x: &[ActorRef], y: &[ActorRef]| {
        x.is_empty() || y.is_empty() || x.iter().any(|p| y.iter().any(|q| p.id == q.id))
    };
    let fuller = |c: &Candidate<'_>| usize::from(!c.sources.is_empty()) + usize::from(!c.targets.is_empty());
    if by_strike(view, a, b) {
        return agree(&a.sources, &b.sources);
    }
    // "used water cannon to disperse protesters": the means and the deed
    let purpose = view.head(b.word) == Some(a.word)
        && matches!(view.rel(b.word), Rel::Advcl | Rel::Xcomp)
        && a.targets.is_empty()
        && a.mode == b.mode;
    if purpose {
        return agree(&a.sources, &b.sources);
    }
    agree(&a.sources, &b.sources)
        && agree(&a.targets, &b.targets)
        && (fuller(a), std::cmp::Reverse(view.depth(a.word)))
            >= (fuller(b), std::cmp::Reverse(view.depth(b.word)))
}

/// "Eight people were killed in a strike on the town": those who were hit are the target.
fn by_strike(view: &View<'_>, verb: &Candidate<'_>, noun: &Candidate<'_>) -> bool {
    verb.kind == Some(EventType::Assault)
        && view.is_verb(verb.word)
        && view.is_nominal(noun.word)
        && view.head(noun.word) == Some(verb.word)
        && view.preposition(noun.word).is_some()
}
