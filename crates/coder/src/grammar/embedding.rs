//! Acts about acts: *asked for troops*, *rejected the request*, *promised to help*, *condemned the invasion*.
//!
//! What it does: when the theme of a REQUEST, REJECT, AGREE or THREATEN is itself an event, mode and CAMEO code
//! become finer by its type ([`refine`]), a missing target is taken from it, and it is not recorded apart: PLOVER
//! codes the demand, not what is demanded. Under THREATEN a violent or material act is kept as *threatened*.
//! Other types (ACCUSE, SUPPORT, …) keep an event noun beside them (*condemned the invasion* tells of both), and
//! take in a clause (*accused of shelling*). Source: PLOVER manual 2.0, modes of REQUEST, REJECT, THREATEN;
//! CAMEO 03, 10, 12, 13. Limits: one level of nesting.

use casus_model::{ActorRef, EventType, Quad, Rel, SmolStr};

use super::Candidate;
use super::arguments::Filler;
use super::view::View;
use crate::lexicon::Words;

/// Mode and CAMEO code of an act about an event of another type.
pub(crate) fn refine(
    outer: EventType,
    inner: EventType,
    mode: Option<&str>,
    cameo: &str,
) -> Option<(&'static str, &'static str)> {
    use EventType as E;
    let military = matches!(cameo, "062" | "072" | "074") || matches!(inner, E::Mobilize);
    // to ask for an agreement, or to refuse one, is to ask or refuse to agree
    let inner = if cameo == "057" { E::Agree } else { inner };
    Some(match (outer, inner) {
        (E::Request, E::Aid | E::Mobilize) => match cameo {
            "071" => ("assist", "1031"),
            "072" => ("assist", "1032"),
            "073" => ("assist", "1033"),
            "074" => ("assist", "1034"),
            _ if military => ("assist", "1032"),
            _ => ("assist", "103"),
        },
        (E::Request, E::Cooperate) => ("assist", if military { "1012" } else { "101" }),
        (E::Request, E::Support | E::Agree) => ("assist", "102"),
        (E::Request, E::Consult) => ("meet", "106"),
        (E::Request, E::Retreat) => match mode {
            Some("release") => ("yield", "1053"),
            Some("access") => ("yield", "1055"),
            Some("resign") => ("change", "1041"),
            _ if cameo == "085" => ("yield", "1054"),
            _ => ("yield", "1056"),
        },
        (E::Request, E::Concede) => ("change", "104"),
        (E::Request, E::Accuse) => ("assist", "1013"),
        (E::Reject, E::Aid | E::Mobilize) => ("assist", if military { "1222" } else { "122" }),
        (E::Reject, E::Cooperate) => ("assist", "121"),
        (E::Reject, E::Support) => ("assist", "121"),
        (E::Reject, E::Consult) => ("meet", "125"),
        (E::Reject, E::Agree) => ("meet", "127"),
        (E::Reject, E::Retreat) => match mode {
            Some("release") => ("yield", "1243"),
            Some("access") => ("yield", "1245"),
            _ if cameo == "085" => ("yield", "1244"),
            _ => ("yield", "1246"),
        },
        (E::Reject, E::Concede) => ("change", "124"),
        (E::Agree, E::Aid | E::Mobilize) => match cameo {
            "071" => ("", "0331"),
            "072" => ("", "0332"),
            "073" => ("", "0333"),
            "074" => ("", "0334"),
            _ => ("", "033"),
        },
        (E::Agree, E::Cooperate) => match cameo {
            "061" => ("", "0311"),
            "062" => ("", "0312"),
            "063" => ("", "0313"),
            "064" => ("", "0314"),
            _ => ("", "031"),
        },
        (E::Agree, E::Support) => ("", "032"),
        (E::Agree, E::Consult) => ("", "036"),
        (E::Agree, E::Retreat) => match mode {
            Some("release") => ("", "0353"),
            Some("access") => ("", "0355"),
            _ if cameo == "085" => ("", "0354"),
            _ => ("", "0356"),
        },
        (E::Agree, E::Concede) => ("", "035"),
        (E::Threaten, E::Assault | E::Mobilize) => ("violence", "138"),
        (E::Threaten, E::Sanction) => ("relations", "1313"),
        (E::Threaten, E::Coerce) if mode == Some("arrest") => ("arrest", "132"),
        (E::Threaten, E::Coerce) => ("restrict", "1312"),
        (E::Threaten, E::Protest) => ("", "133"),
        _ => return None,
    })
}

pub(crate) fn join(view: &View<'_>, candidates: &mut [Candidate<'_>], i: usize) {
    use EventType as E;
    take_in_words(view, candidates, i);
    let Some(inner) = theme_of(view, candidates, i) else { return };
    let (outer, event) = two(candidates, i, inner);
    let (Some(kind), Some(about)) = (outer.kind, event.kind) else { return };
    if let Some((mode, cameo)) = refine(kind, about, event.mode.as_deref(), &event.cameo) {
        if outer.mode.is_none() && !mode.is_empty() {
            outer.mode = Some(SmolStr::new_static(mode));
        }
        if outer.cameo.len() <= 3 {
            outer.cameo = SmolStr::new_static(cameo);
        }
        if outer.contexts.is_empty() {
            outer.contexts.clone_from(&event.contexts);
        }
    }
    // "condemned the killing of civilians": the blame is not for those who were killed
    let force = matches!(about.quad(), Quad::MaterialConflict);
    if kind == E::Accuse && force && view.is_nominal(event.word) && !event.targets.is_empty() {
        // "condemned the coup in Niger" may be for whoever is there
        let located = |a: &ActorRef| {
            a.mention.and_then(|m| view.resolution.mentions.get(m as usize)).is_some_and(|m| {
                view.preposition(m.head as usize).is_some_and(|(p, _)| view.lexicon.in_class("locative", &p))
            })
        };
        let struck = |a: &ActorRef| event.targets.iter().any(|t| t.id == a.id) && !located(a);
        let blamed = |a: &ActorRef| event.sources.iter().any(|s| s.id == a.id);
        outer.targets.retain(|a| !struck(a) || blamed(a));
    }
    if outer.targets.is_empty() {
        let not_own = |side: &[ActorRef]| -> Vec<ActorRef> {
            side.iter().filter(|a| !outer.sources.iter().any(|s| s.id == a.id)).cloned().collect()
        };
        // whom a promise, a threat or a refusal to act concerns is the act's target; who is asked, answered,
        // praised or blamed is its author
        let (near, far) = match kind {
            E::Agree | E::Threaten => (&event.targets, &event.sources),
            E::Reject if !view.is_nominal(event.word) => (&event.targets, &event.sources),
            _ => (&event.sources, &event.targets),
        };
        outer.targets = not_own(near);
        if outer.targets.is_empty() && !(kind == E::Accuse && force) {
            outer.targets = not_own(far);
        }
    }
    let clause = !view.is_nominal(event.word) && !view.is_nominal(event.anchor);
    let kept = match kind {
        E::Threaten => matches!(about.quad(), Quad::MaterialConflict),
        E::Request | E::Reject | E::Agree => false,
        _ => !clause && kind != about,
    };
    if !kept {
        event.gone = true;
        outer.absorbed.push(event.word);
        let more = std::mem::take(&mut event.absorbed);
        outer.absorbed.extend(more);
    }
}

/// A noun that a frame's condition asks for by its lemma (*lift sanctions*) is part of the frame, no event beside it.
fn take_in_words(view: &View<'_>, candidates: &mut [Candidate<'_>], i: usize) {
    let outer = &candidates[i];
    let mut words: Vec<usize> = Vec::new();
    for condition in outer.frame.when.iter().filter(|c| !c.negated) {
        if let Words::Lemmas(lemmas) = &condition.words {
            let fillers = outer.args.slot(view, &condition.slot).filter_map(Filler::word);
            words.extend(fillers.filter(|w| lemmas.contains(view.lemma(*w))));
        }
    }
    for word in words {
        let Some(j) = candidates.iter().position(|c| c.word == word && is_noun(view, c)) else { continue };
        if i == j {
            continue;
        }
        let (outer, noun) = two(candidates, i, j);
        noun.gone = true;
        outer.absorbed.push(noun.word);
        let own = |a: &ActorRef| outer.sources.iter().any(|s| s.id == a.id);
        if outer.targets.is_empty() {
            outer.targets = noun.targets.iter().filter(|a| !own(a)).cloned().collect();
        }
    }
}

fn is_noun(view: &View<'_>, candidate: &Candidate<'_>) -> bool {
    !candidate.gone && view.is_nominal(candidate.word)
}

/// The candidate that stands in the theme slot of candidate `i`: at the filler itself, or below a noun that only
/// carries it (*the idea of sending troops*, *plans for an attack*).
pub(crate) fn theme_of(view: &View<'_>, candidates: &[Candidate<'_>], i: usize) -> Option<usize> {
    let outer = &candidates[i];
    let at = |w: usize| candidates.iter().position(|c| c.word == w && !c.gone && c.word != outer.word);
    for slot in &outer.frame.roles.theme {
        for filler in outer.args.slot(view, slot) {
            let Filler::Word(w) = filler else { continue };
            for w in super::coordination::conjuncts(view, w) {
                if let Some(found) = at(w) {
                    return Some(found);
                }
                let carried = view
                    .children(w)
                    .filter(|c| {
                        matches!(
                            view.rel(*c),
                            Rel::Nmod | Rel::Acl | Rel::Xcomp | Rel::Ccomp | Rel::Compound | Rel::Amod
                        )
                    })
                    .filter(|c| view.word(*c).subrel != "relcl")
                    .find_map(at);
                let carries =
                    view.in_class("carrier", w) || !view.lexicon.factuality_of(view.lemma(w)).is_empty();
                if carried.is_some() && carries {
                    return carried;
                }
                // "agreed that it would send": through auxiliaries and light complements
                let below = view.children(w).filter(|c| matches!(view.rel(*c), Rel::Xcomp)).find_map(at);
                if view.is_verb(w) && below.is_some() {
                    return below;
                }
            }
        }
    }
    None
}

/// Two candidates at once.
pub(crate) fn two<'c, 'a>(
    candidates: &'c mut [Candidate<'a>],
    i: usize,
    j: usize,
) -> (&'c mut Candidate<'a>, &'c mut Candidate<'a>) {
    debug_assert_ne!(i, j);
    if i < j {
        let (left, right) = candidates.split_at_mut(j);
        (&mut left[i], &mut right[0])
    } else {
        let (left, right) = candidates.split_at_mut(i);
        (&mut right[0], &mut left[j])
    }
}
