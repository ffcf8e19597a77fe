//! The event grammar: rules over Universal Dependencies, one file per family.
//!
//! The way of a sentence: [`arguments`] finds what stands in the slots of every word that heads a frame
//! ([`active`], [`passive`], [`participle`], [`relative`], [`control`], [`coordination`], [`nominal`],
//! [`possessive`]); [`matching`] picks the frame whose conditions hold; [`sides`] turns slots into actors
//! ([`apposition`], [`reciprocal`]); [`light_verb`], [`change`] and [`embedding`] join verbs with the events
//! they are about; [`demand`] adds what a modal of duty asks; [`select`] drops what no actor takes part in and what is
//! told twice; [`open_side`] looks for sides that the frames left open; [`means`] tells what violence was done with.

pub(crate) mod active;
pub(crate) mod apposition;
pub(crate) mod arguments;
pub(crate) mod change;
pub(crate) mod control;
pub(crate) mod coordination;
pub(crate) mod demand;
pub(crate) mod embedding;
pub(crate) mod light_verb;
pub(crate) mod matching;
pub(crate) mod means;
pub(crate) mod nominal;
pub(crate) mod open_side;
pub(crate) mod participle;
pub(crate) mod passive;
pub(crate) mod possessive;
pub(crate) mod reciprocal;
pub(crate) mod relative;
pub(crate) mod select;
pub(crate) mod sides;
pub(crate) mod view;

use casus_model::{ActorRef, EventType, SmolStr};

use crate::lexicon::{Act, Frame, Pos};
use arguments::Args;
use view::View;

/// A word that a frame matched, on its way to an event.
pub(crate) struct Candidate<'a> {
    /// The word.
    pub(crate) word: usize,
    /// The verb whose tense, mood and negation count: the word itself, or its light verb.
    pub(crate) anchor: usize,
    pub(crate) frame: &'a Frame,
    pub(crate) args: Args,
    pub(crate) kind: Option<EventType>,
    pub(crate) mode: Option<SmolStr>,
    pub(crate) cameo: SmolStr,
    pub(crate) contexts: Vec<SmolStr>,
    pub(crate) rule: &'static str,
    pub(crate) sources: Vec<ActorRef>,
    pub(crate) targets: Vec<ActorRef>,
    /// Words of the theme's event that this one took in.
    pub(crate) absorbed: Vec<usize>,
    /// Whether another event took this one in.
    pub(crate) gone: bool,
    /// The only argument is a genitive that may be either side (*the invasion of Russia*).
    pub(crate) bare_genitive: bool,
}

/// The events that a sentence tells of, by place of their triggers.
pub(crate) fn read<'a>(view: &View<'a>) -> Vec<Candidate<'a>> {
    let mut candidates = Vec::new();
    for word in 0..view.len() {
        let Some((frame, args)) = matching::frame_at(view, word, 0) else { continue };
        if frame.act == Act::Nothing {
            continue;
        }
        let (mut sources, targets) = sides::of(view, frame, &args);
        if sources.is_empty() && frame.pos == Pos::Noun && frame.act == Act::Event(EventType::Consult) {
            sources = nominal::companions(view, word, &targets);
        }
        let protest = frame.pos == Pos::Noun && frame.act == Act::Event(EventType::Protest);
        if protest && nominal::is_token(view, word) {
            let Some(protesters) = nominal::protesters(view, word) else { continue };
            sources = protesters;
        }
        if sources.is_empty() && args.rule == "nominal" {
            sources = control::of_planned(view, word)
                .into_iter()
                .flat_map(|f| sides::actors(view, f))
                .filter(|a| !targets.iter().any(|t| t.id == a.id))
                .collect();
        }
        let kind = match frame.act {
            Act::Event(kind) => Some(kind),
            _ => None,
        };
        candidates.push(Candidate {
            word,
            anchor: word,
            frame,
            kind,
            mode: frame.mode.clone(),
            cameo: frame.cameo.clone(),
            contexts: frame.contexts.clone(),
            rule: args.rule,
            bare_genitive: nominal::is_bare_genitive(frame, &args, &sources, &targets),
            args,
            sources,
            targets,
            absorbed: Vec::new(),
            gone: false,
        });
    }
    apposition::equate(view, &mut candidates);
    let mut order: Vec<usize> = (0..candidates.len()).collect();
    order.sort_by_key(|i| (std::cmp::Reverse(view.depth(candidates[*i].word)), *i));
    for i in order {
        match candidates[i].frame.act {
            Act::Light => light_verb::join(view, &mut candidates, i),
            Act::Stop => change::join(view, &mut candidates, i),
            Act::Event(_) => embedding::join(view, &mut candidates, i),
            Act::Nothing => {}
        }
    }
    demand::add(view, &mut candidates);
    let mut kept = select::keep(view, candidates);
    open_side::fill(view, &mut kept);
    for candidate in &mut kept {
        means::refine(view, candidate);
    }
    kept
}
