//! Light verbs: *launch an attack*, *fare visita*, *give support*, *come under attack*.
//!
//! What it does: a `light` frame lends its sides to the event noun in its theme slot, which keeps its own
//! dependents and wins where it names a side itself; tense, mood and negation are then the verb's. Source: the
//! rows of type `light`. Limits: chains of two light verbs count once.

use casus_model::ActorRef;

use super::Candidate;
use super::embedding::{theme_of, two};
use super::view::View;

pub(crate) fn join(view: &View<'_>, candidates: &mut [Candidate<'_>], i: usize) {
    candidates[i].gone = true;
    let Some(inner) = theme_of(view, candidates, i) else { return };
    let (verb, noun) = two(candidates, i, inner);
    noun.anchor = verb.word;
    noun.rule = "light-verb";
    fill(&mut noun.sources, &verb.sources, &noun.targets);
    if noun.bare_genitive {
        noun.bare_genitive = verb.sources.is_empty();
    }
    fill(&mut noun.targets, &verb.targets, &noun.sources);
    super::reciprocal::settle(noun.frame, &mut noun.sources, &mut noun.targets);
    // what the verb says of place and slots serves the noun's target: "gave support to the rebels"
    if noun.targets.is_empty() {
        let slots = &noun.frame.roles.target;
        noun.targets = super::sides::first(view, slots, &verb.args, &noun.sources);
        super::reciprocal::settle(noun.frame, &mut noun.sources, &mut noun.targets);
    }
}

fn fill(side: &mut Vec<ActorRef>, with: &[ActorRef], other: &[ActorRef]) {
    if side.is_empty() {
        side.extend(with.iter().filter(|a| !other.iter().any(|o| o.id == a.id)).cloned());
    }
}
