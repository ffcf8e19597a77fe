//! Which frame of a word holds: the one with most conditions met, then the first in the lexicon.

use casus_model::{Mention, Ner, Rel, Sector, SmolStr, Upos};
use rustc_hash::FxHashSet;

use super::arguments::{Args, Filler};
use super::sides;
use super::view::View;
use crate::lexicon::{Act, Condition, Frame, Pos, Slot, Words};

/// The frame that word `p` heads, with its slots. `depth` ends conditions on events that ask for each other.
pub(crate) fn frame_at<'a>(view: &View<'a>, p: usize, depth: usize) -> Option<(&'a Frame, Args)> {
    let mut frames = view.lexicon.frames_of(view.lemma(p)).filter(|f| fits(view, f.pos, p)).peekable();
    frames.peek()?;
    let args = Args::of(view, p);
    let frame = frames.find(|f| f.when.iter().all(|c| holds(view, &args, c, depth)))?;
    Some((frame, args))
}

fn fits(view: &View<'_>, pos: Pos, p: usize) -> bool {
    match pos {
        // "hombres armados" is a name of theirs, not what someone did to them
        Pos::Verb => {
            let named = |h: usize| view.mention(h).is_some_and(|(_, m)| m.span.contains(view.word(p).span));
            view.is_verb(p)
                && !(matches!(view.rel(p), Rel::Acl | Rel::Amod) && view.head(p).is_some_and(named))
        }
        // an adjective in an argument's place stands for a noun
        Pos::Noun => {
            let noun = matches!(view.upos(p), Upos::Noun | Upos::Propn)
                || (view.upos(p) == Upos::Adj && matches!(view.rel(p), Rel::Obj | Rel::Iobj));
            noun && view.actor(p).is_none()
        }
        Pos::Adjective => view.upos(p) == Upos::Adj,
    }
}

fn holds(view: &View<'_>, args: &Args, condition: &Condition, depth: usize) -> bool {
    // "United States" is no state, and "to the streets" is both of its words where any dependent will do
    let told = |w: usize, lemmas: &FxHashSet<SmolStr>| {
        let named = view.upos(w) == Upos::Propn && view.mention(w).is_some_and(|(_, m)| m.kind == "state");
        let leads = || {
            condition.slot == Slot::Any
                && !view.is_time(w)
                && view
                    .preposition(w)
                    .is_some_and(|(whole, first)| lemmas.contains(&whole) || lemmas.contains(&first))
        };
        (!named && lemmas.contains(view.lemma(w))) || leads()
    };
    let among = |filler: Filler, lemmas: &FxHashSet<SmolStr>| {
        let mut words = filler.word().into_iter().flat_map(|w| super::coordination::conjuncts(view, w));
        // of "thousands of teachers" the teachers count too
        let counted = |w: usize| {
            let quantity = view.in_class("partitive", w) || view.in_class("tens", w);
            quantity && view.children(w).any(|c| view.rel(c) == Rel::Nmod && lemmas.contains(view.lemma(c)))
        };
        words.any(|w| told(w, lemmas) || counted(w))
    };
    let met = args.slot(view, &condition.slot).any(|filler| match &condition.words {
        Words::Anything => filler.word().is_none_or(|w| !view.is_time(w)),
        Words::Actor => sides::is_actor(view, filler),
        Words::Rebel => sides::actors(view, filler)
            .iter()
            .any(|a| matches!(a.code.sector, Some(Sector::Reb | Sector::Uaf))),
        Words::Place => {
            // a capital is a place, also where its name may stand for the government
            let city = |m: &Mention| m.kind == "metonym" && m.ner == Some(Ner::Loc);
            filler.word().and_then(|w| view.mention(w)).is_some_and(|(_, m)| m.place.is_some() || city(m))
        }
        Words::Event => {
            let Filler::Word(w) = filler else { return false };
            depth < 3 && frame_at(view, w, depth + 1).is_some_and(|(f, _)| f.act != Act::Nothing)
        }
        Words::Alliance(lemmas) => {
            let named = filler.word().and_then(|w| view.mention(w));
            named.is_some_and(|(_, m)| m.kind == "alliance") || among(filler, lemmas)
        }
        Words::Lemmas(lemmas) => among(filler, lemmas),
    });
    met != condition.negated
}
