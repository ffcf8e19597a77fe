//! Place or government? The one rule for names that are both.
//!
//! "In Moscow" is a place; "Moscow said" is Russia's government. A capital (or a building such as the White House)
//! stands for the government when it is
//! - the subject or agent of a verb, unless the verb is a copula with a place noun ("Moscow is a city"),
//! - an object or oblique without an adposition of place ("urged Moscow", "legato a Mosca", "relations with Beijing"),
//! - the possessor of a common noun that is no place noun ("l'influenza di Pechino" but not "the streets of Kyiv"),
//! - joined to another that does.
//!
//! It is a place after an adposition of place, after an adposition of direction under a word of motion, under a
//! place noun, inside the name of something else, and in a dateline. A state is always an actor; after an adposition
//! of place it is a place as well.

use casus_model::{Rel, Upos};

use super::{Cue, Reader};

/// How a name that can be both is used.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Use {
    /// It acts or is acted upon.
    Government(&'static str),
    /// Something is or goes there.
    Place(&'static str),
}

/// Applies the rule to the name whose head is word `w`.
pub(crate) fn usage(reader: &Reader<'_>, s: usize, w: usize) -> Use {
    let sentence = reader.sentence(s);
    let word = &sentence.words[w];
    let head = sentence.head(w);
    let lemma_of = |i: usize| sentence.words[i].lemma.as_str();
    match word.rel {
        Rel::Conj => {
            if reader.marked(s, w, Cue::Locative) {
                return Use::Place("after an adposition of place");
            }
            return head.map_or(Use::Government("joined to others"), |h| usage(reader, s, h));
        }
        Rel::Nsubj | Rel::Csubj => {
            let is_place_noun = head.is_some_and(|h| {
                sentence.child(h, Rel::Cop).is_some() && reader.cues.is(Cue::Place, lemma_of(h))
            });
            return if is_place_noun { Use::Place("it is called one") } else { Use::Government("subject") };
        }
        Rel::Obj | Rel::Iobj => {
            let motion = head.is_some_and(|h| reader.cues.is(Cue::Motion, lemma_of(h)));
            return if motion { Use::Place("object of motion") } else { Use::Government("object") };
        }
        _ => {}
    }
    let locative = reader.marked(s, w, Cue::Locative);
    let allative = reader.marked(s, w, Cue::Allative);
    let agent = word.subrel == "agent"
        || reader.marked(s, w, Cue::Agent)
            && head.is_some_and(|h| sentence.children(h).any(|c| sentence.words[c].subrel == "pass"));
    if agent {
        return Use::Government("agent");
    }
    let moves = head.is_some_and(|h| reader.cues.is(Cue::Motion, lemma_of(h)));
    if allative && moves {
        return Use::Place("direction");
    }
    // Where one adposition means "in" and "to" (Italian "a"), words of speech and adjectives address a government:
    // "chiesto a Mosca", "legato a Mosca".
    let addressed = head.is_some_and(|h| {
        reader.cues.is(Cue::Speech, lemma_of(h))
            || sentence.words[h].upos == Upos::Adj
            || sentence.words[h].rel == Rel::Xcomp
    });
    if locative && !(allative && addressed && !word.feats.is("Case", "Loc")) {
        return Use::Place("after an adposition of place");
    }
    match (word.rel, head) {
        (Rel::Obl, _) => Use::Government("oblique"),
        (Rel::Nmod | Rel::Compound | Rel::Appos | Rel::Flat | Rel::Amod, Some(h)) => {
            if reader.cues.is(Cue::Place, lemma_of(h)) {
                Use::Place("of a place noun")
            } else if sentence.words[h].upos == Upos::Propn || word.rel == Rel::Appos || word.rel == Rel::Flat
            {
                Use::Place("part of a name")
            } else if moves {
                Use::Place("of a noun of motion")
            } else {
                Use::Government("possessor")
            }
        }
        (Rel::Root | Rel::Parataxis | Rel::Dep | Rel::List, _) => Use::Place("stands alone"),
        _ => Use::Government("argument"),
    }
}
