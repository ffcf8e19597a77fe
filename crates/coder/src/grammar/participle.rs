//! Participles: *a force requested by the president*, *le truppe inviate da Mosca*, *protesters demanding reform*.
//!
//! What it does: a noun with a participle (`acl`) is its `obj` when the participle is past or passive, its `subj`
//! when it is present. Source: UD v2 `acl`, features VerbForm, Tense, Voice. Limits: past participles of
//! intransitive verbs (*i soldati arrivati*) are told apart only by their frames.

use casus_model::Rel;

use super::arguments::{Args, Filler};
use super::passive;
use super::view::View;

pub(crate) fn fill(view: &View<'_>, p: usize, args: &mut Args) {
    let marked = view.children(p).any(|c| view.rel(c) == Rel::Mark);
    if view.rel(p) != Rel::Acl || view.word(p).subrel == "relcl" || marked {
        return;
    }
    let (Some(noun), feats) = (view.head(p), view.feats(p)) else { return };
    if !feats.is("VerbForm", "Part") && !feats.is("VerbForm", "Ger") && !feats.is("VerbForm", "Conv") {
        return;
    }
    let past = feats.is("VerbForm", "Part")
        && (feats.is("Tense", "Past") || feats.is("Voice", "Pass") || feats.is("Aspect", "Perf"));
    if past && args.obj.is_empty() {
        args.rule = "participle";
        args.obj.push(Filler::Word(noun));
        // the agent of a participle is read as an oblique unless something else marks the passive
        if args.subj.is_empty() {
            let agents: Vec<usize> = view
                .children(p)
                .filter(|c| view.rel(*c) == Rel::Obl && passive::is_agent(view, *c))
                .collect();
            args.subj.extend(agents.into_iter().map(Filler::Word));
        }
    } else if !past && args.subj.is_empty() {
        args.rule = "participle";
        args.subj.push(Filler::Word(noun));
    }
}
