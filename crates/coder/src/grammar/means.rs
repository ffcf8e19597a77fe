//! Means of violence: the PLOVER mode told by what it was done with (*killed by a roadside bomb*, *a drone strike*,
//! *rebels armed with machetes*, *ein Drohnenangriff*).
//!
//! What it does: an ASSAULT whose frame names no mode, or one of a means, takes mode and CAMEO code of the finest means
//! of `means.tsv` beside it: who or what strikes, what the source is armed with, phrases that name no side, compounds
//! and adjectives of the noun and of nouns it took in, objects of verbs of the class `wield`. Source: PLOVER manual
//! 2.0, modes of ASSAULT. Limits: a means named in another sentence is not looked for.

use casus_model::{EventType, Rel};

use super::Candidate;
use super::view::View;
use crate::lexicon::{Means, Slot};

/// The modes of ASSAULT that tell the means, finest first: what carries a bomb says more than the bomb.
pub(crate) const MODES: [&str; 9] = [
    "suicide-attack",
    "unconventional",
    "drone",
    "aerial",
    "heavy-weapons",
    "crowd-control",
    "explosives",
    "primitive",
    "firearms",
];

fn rank(mode: &str) -> Option<usize> {
    MODES.iter().position(|m| *m == mode)
}

/// Gives violence the mode of its finest means.
pub(crate) fn refine(view: &View<'_>, candidate: &mut Candidate<'_>) {
    if candidate.kind != Some(EventType::Assault) {
        return;
    }
    let own = match candidate.mode.as_deref().map(rank) {
        None => MODES.len(),
        Some(Some(rank)) => rank,
        Some(None) => return,
    };
    let finest = tools(view, candidate)
        .into_iter()
        .filter_map(|w| named(view, w))
        .filter_map(|m| Some((rank(&m.mode)?, m)))
        .min_by_key(|(rank, _)| *rank);
    if let Some((rank, means)) = finest
        && rank < own
    {
        candidate.mode = Some(means.mode.clone());
        candidate.cameo = means.cameo.clone();
    }
}

/// The means that a word names with its companions.
fn named<'a>(view: &View<'a>, word: usize) -> Option<&'a Means> {
    let beside = |lemma: &str| view.children(word).any(|c| view.lemma(c) == lemma);
    view.lexicon.means_of(view.lemma(word)).find(|m| m.companions.iter().all(|c| beside(c)))
}

/// The words that may name the means of an event.
fn tools(view: &View<'_>, candidate: &Candidate<'_>) -> Vec<usize> {
    let mut found = Vec::new();
    let target = &candidate.frame.roles.target;
    for subject in candidate.args.subj.iter().filter_map(|f| f.word()) {
        found.push(subject);
        let armed = view.children(subject).filter(|c| matches!(view.rel(*c), Rel::Acl | Rel::Amod));
        found.extend(armed.flat_map(|a| view.children(a).filter(|c| view.rel(*c) == Rel::Obl)));
    }
    if !target.is_empty() && !target.contains(&Slot::Obj) {
        found.extend(candidate.args.obj.iter().filter_map(|f| f.word()));
    }
    let side = |p: &str| {
        target.iter().any(|s| matches!(s, Slot::Prep(t) if t == p)) || view.lexicon.in_class("locative", p)
    };
    let phrases = candidate.args.preps.iter().filter(|(whole, first, _)| !side(whole) && !side(first));
    found.extend(phrases.map(|(_, _, w)| *w));
    let verbs = [candidate.word, candidate.anchor];
    for event in if verbs[0] == verbs[1] { &verbs[..1] } else { &verbs[..] } {
        if *event != candidate.args.word {
            found.extend(view.children(*event).filter(|c| view.rel(*c) == Rel::Obl));
        }
        let wielding = view.children(*event).filter(|c| {
            matches!(view.rel(*c), Rel::Advcl | Rel::Xcomp | Rel::Acl) && view.in_class("wield", *c)
        });
        found.extend(wielding.flat_map(|v| view.children(v).filter(|o| view.rel(*o) == Rel::Obj)));
    }
    for noun in std::iter::once(candidate.word).chain(candidate.absorbed.iter().copied()) {
        if view.is_nominal(noun) {
            found.push(noun);
            found.extend(view.children(noun).filter(|c| {
                matches!(view.rel(*c), Rel::Compound | Rel::Amod | Rel::Nmod | Rel::Flat | Rel::Appos)
                    && (view.rel(*c) != Rel::Nmod || noun != candidate.word)
            }));
        }
    }
    let listed: Vec<usize> =
        found.iter().flat_map(|w| view.children(*w).filter(|c| view.rel(*c) == Rel::Conj)).collect();
    found.extend(listed);
    found
}
