//! Mutual actions: *Putin and Xi met*, *Armenia e Azerbaigian hanno firmato*, *talks between A and B*.
//!
//! What it does: for frames marked `sym`, two or more actors on one side and none on the other are the parties
//! alike: they are all sources. With one on each side (*A met with B*) the sides stay as they are. Actors that
//! stand on both sides count on the first only. Source: PLOVER manual, AGREE and CONSULT. Limits: none known.

use casus_model::ActorRef;

use crate::lexicon::Frame;

pub(crate) fn settle(frame: &Frame, sources: &mut Vec<ActorRef>, targets: &mut Vec<ActorRef>) {
    if !frame.roles.mutual {
        return;
    }
    if sources.is_empty() && targets.len() > 1 {
        std::mem::swap(sources, targets);
    }
    targets.retain(|t| !sources.iter().any(|s| s.id == t.id));
}
