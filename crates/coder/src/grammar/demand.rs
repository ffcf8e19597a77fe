//! Demands told by a modal of duty: *Russia says Israel must end the strikes*, *Kyiv ha detto che Mosca deve ritirarsi*.
//!
//! What it does: where what someone says is that another actor must do something, the speaker requests it of that actor
//! (REQUEST); what must be done makes mode and CAMEO code finer (`super::embedding`) and is no event beside it. The
//! modals are the class `duty`: auxiliaries of the predicate, or verbs and adjectives that govern it. Source: CAMEO 10;
//! the verb of saying is the event's in tense and negation. Limits: conditionals (*dovrebbe*, *devrait*) tell what is
//! expected as often as what is asked, and are left; so are meetings that are due (*doit rencontrer*) and what a text says by itself; speakers of other sentences are not looked for.

use casus_model::{EventType, Rel};

use super::arguments::{Args, Filler};
use super::view::View;
use super::{Candidate, control, embedding, passive, sides};
use crate::lexicon::Frame;

/// Adds the demands of a sentence; events that are demanded go.
pub(crate) fn add<'a>(view: &View<'a>, candidates: &mut Vec<Candidate<'a>>) {
    for modal in (0..view.len()).filter(|w| view.in_class("duty", *w)) {
        let Some(demand) = demand(view, modal, candidates) else { continue };
        for candidate in &mut *candidates {
            candidate.gone |= demand.absorbed.contains(&candidate.word);
        }
        candidates.push(demand);
    }
}

fn demand<'a>(view: &View<'a>, modal: usize, candidates: &[Candidate<'a>]) -> Option<Candidate<'a>> {
    if view.feats(modal).is("Mood", "Cnd") || view.is_negated(modal) {
        return None;
    }
    let auxiliary = view.rel(modal) == Rel::Aux;
    let word = if auxiliary {
        view.head(modal)?
    } else {
        view.children(modal).find(|c| {
            matches!(view.rel(*c), Rel::Xcomp | Rel::Ccomp | Rel::Csubj)
                && (view.is_verb(*c) || view.child(*c, Rel::Cop).is_some())
        })?
    };
    let top = if auxiliary { word } else { modal };
    // "must have known" tells what is thought; what must be done by nobody in particular is asked of nobody
    let perfect = view
        .children(word)
        .any(|c| view.rel(c) == Rel::Aux && c != modal && view.feats(c).is("VerbForm", "Inf"));
    if perfect || passive::is_passive(view, word) {
        return None;
    }
    let subject = [top, word]
        .into_iter()
        .find_map(|w| view.children(w).find(|c| view.rel(*c) == Rel::Nsubj && *c != modal))?;
    let saying = view.head(top).filter(|h| {
        let said = matches!(view.rel(top), Rel::Ccomp | Rel::Parataxis | Rel::Xcomp)
            || view.rel(top) == Rel::Conj && view.rel(*h) == Rel::Ccomp;
        said && view.in_class("say", *h) && !view.is_negated(*h)
    })?;
    let targets = sides::actors(view, Filler::Word(subject));
    let sources: Vec<_> = control::subject_of(view, saying, 0)
        .into_iter()
        .flat_map(|f| sides::actors(view, f))
        .filter(|a| !targets.iter().any(|t| t.id == a.id || (t.code.country.is_some() && t.code == a.code)))
        .collect();
    let known = |a: &casus_model::ActorRef| {
        a.code.country.is_some() || a.code.sector.is_some() || a.id.0.starts_with("org:")
    };
    if sources.is_empty() || !targets.iter().any(known) {
        return None;
    }
    let inner = candidates.iter().find(|c| c.word == word && !c.gone);
    let about = inner.and_then(|c| c.kind);
    let due = inner.is_some_and(|c| c.mode.as_deref() != Some("third-party"));
    if about == Some(EventType::Consult) && due {
        return None;
    }
    let mut out = Candidate::of_kind(view, word, EventType::Request, "demand");
    out.anchor = saying;
    out.sources = sources;
    out.targets = targets;
    out.absorbed.push(word);
    if let Some((inner, about)) = inner.zip(about) {
        out.absorbed.extend(&inner.absorbed);
        let finer = embedding::refine(EventType::Request, about, inner.mode.as_deref(), &inner.cameo);
        if let Some((mode, cameo)) = finer {
            out.mode = Some(mode.into());
            out.cameo = cameo.into();
        }
        out.contexts.clone_from(&inner.contexts);
    }
    Some(out)
}

impl<'a> Candidate<'a> {
    /// An event that no frame of the lexicon tells.
    pub(crate) fn of_kind(view: &View<'a>, word: usize, kind: EventType, rule: &'static str) -> Self {
        let frame = Frame::of_kind(kind);
        Self {
            word,
            anchor: word,
            frame,
            args: Args::of(view, word),
            kind: Some(kind),
            mode: None,
            cameo: frame.cameo.clone(),
            contexts: Vec::new(),
            rule,
            sources: Vec::new(),
            targets: Vec::new(),
            absorbed: Vec::new(),
            gone: false,
            bare_genitive: false,
        }
    }
}
