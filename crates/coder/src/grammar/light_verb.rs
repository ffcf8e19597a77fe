//! Light verbs: *launch an attack*, *fare visita*, *give support*, *come under attack*.
//!
//! What it does: a `light` frame lends its sides to the event noun in its theme slot, which keeps its own
//! dependents and wins where it names a side itself; tense, mood and negation are then the verb's. Where a treebank
//! hangs the verb on the noun (Turkish *protesto etti*, `compound:lvc`), the two change places first ([`raise`]), so
//! that all rules meet a verb with its dependents. Source: the rows of type `light`; UD v2 `compound:lvc`. Limits:
//! chains of two light verbs count once.

use std::borrow::Cow;

use casus_model::{ActorRef, Quad, Rel, Sentence, Upos};

use super::Candidate;
use super::embedding::{theme_of, two};
use super::view::View;
use crate::lexicon::Slot;

pub(crate) fn join(view: &View<'_>, candidates: &mut [Candidate<'_>], i: usize) {
    candidates[i].gone = true;
    let Some(inner) = theme_of(view, candidates, i) else { return };
    // "expressed its rejection and strong condemnation": all nouns of the list have the verb
    let list = super::coordination::conjuncts(view, candidates[inner].word);
    let more: Vec<usize> = (0..candidates.len())
        .filter(|j| *j != inner && !candidates[*j].gone && list.contains(&candidates[*j].word))
        .collect();
    for noun in std::iter::once(inner).chain(more) {
        let (verb, noun) = two(candidates, i, noun);
        lend(view, verb, noun);
    }
}

/// The verb's sides for its noun.
fn lend(view: &View<'_>, verb: &Candidate<'_>, noun: &mut Candidate<'_>) {
    noun.anchor = verb.word;
    noun.rule = "light-verb";
    // "revendiquent l'attaque d'un navire": who uses force stands with the verb, so the genitive is the one struck
    let forceful = noun.kind.is_some_and(|k| k.quad() == Quad::MaterialConflict);
    if forceful && noun.targets.is_empty() && !verb.sources.is_empty() {
        let genitive = super::sides::first(view, &[Slot::Gen], &noun.args, &verb.sources);
        if same(&genitive, &noun.sources) {
            noun.targets = std::mem::take(&mut noun.sources);
        }
    }
    // "held talks with A and B": with the verb's subject they are not the only parties
    if noun.frame.roles.mutual && noun.targets.is_empty() && !verb.sources.is_empty() {
        let between = super::sides::first(view, &noun.frame.roles.source, &noun.args, &[]);
        if between.is_empty() {
            noun.targets = std::mem::take(&mut noun.sources);
            noun.targets.retain(|t| !verb.sources.iter().any(|s| s.id == t.id));
        }
    }
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

fn same(a: &[ActorRef], b: &[ActorRef]) -> bool {
    !a.is_empty() && a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.id == b.id)
}

fn fill(side: &mut Vec<ActorRef>, with: &[ActorRef], other: &[ActorRef]) {
    if side.is_empty() {
        side.extend(with.iter().filter(|a| !other.iter().any(|o| o.id == a.id)).cloned());
    }
}

/// The sentence with every light verb above its noun. What modifies the noun stays there, the rest goes to the verb.
pub(crate) fn raise(sentence: &Sentence) -> Cow<'_, Sentence> {
    let mut out = Cow::Borrowed(sentence);
    for verb in 0..sentence.words.len() {
        let word = &sentence.words[verb];
        let follows = word.head as usize == verb;
        let light = (word.is_rel(Rel::Compound, "lvc") || (word.rel == Rel::Compound && follows))
            && matches!(word.upos, Upos::Verb | Upos::Aux);
        let Some(noun) = (word.head as usize).checked_sub(1).filter(|n| light && *n < out.words.len()) else {
            continue;
        };
        if matches!(out.words[noun].upos, Upos::Verb | Upos::Aux) {
            continue;
        }
        let words = &mut out.to_mut().words;
        (words[verb].head, words[verb].rel, words[verb].subrel) =
            (words[noun].head, words[noun].rel, words[noun].subrel.clone());
        words[noun].rel = Rel::Compound;
        words[noun].subrel = "lvc".into();
        for i in (0..words.len()).filter(|i| *i != verb) {
            let own = matches!(words[i].rel, Rel::Amod | Rel::Det | Rel::Nummod | Rel::Compound | Rel::Flat);
            let poss = words[i].rel == Rel::Nmod && words[i].subrel == "poss";
            if words[i].head as usize == noun + 1 && !own && !poss {
                words[i].head = verb as u32 + 1;
                if words[i].rel == Rel::Nmod {
                    words[i].rel = Rel::Obl;
                }
            }
        }
        words[noun].head = verb as u32 + 1;
    }
    out
}
