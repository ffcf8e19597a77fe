//! Passive clauses: *The request was rejected by Russia*, *La richiesta è stata respinta*, *Si firma l'accordo*.
//!
//! What it does: the subject is the `obj`, the agent (`obl:agent`, or an oblique with a preposition of the class
//! `agentive`, or in the instrumental) is the `subj`. Source: UD v2 `nsubj:pass`, `aux:pass`, `obl:agent`,
//! `expl:pass`, feature Voice. Limits: agents that are only implied stay open.

use casus_model::Rel;

use super::arguments::Args;
use super::view::View;
use super::{active, relative};

/// Whether word `p` is a passive verb.
pub(crate) fn is_passive(view: &View<'_>, p: usize) -> bool {
    if is_reflexive(view, p) {
        return false;
    }
    view.feats(p).is("Voice", "Pass")
        || view.children(p).any(|c| {
            view.word(c).is_rel(Rel::Nsubj, "pass")
                || view.word(c).is_rel(Rel::Aux, "pass")
                || view.word(c).is_rel(Rel::Csubj, "pass")
                || view.word(c).is_rel(Rel::Obl, "agent")
        })
        || is_impersonal(view, p)
        || is_bare_participle(view, p)
}

/// "L'India si è astenuta", "le parti si sono incontrate": the subject acts, whatever the auxiliary.
fn is_reflexive(view: &View<'_>, p: usize) -> bool {
    view.children(p).any(|c| view.rel(c) == Rel::Expl)
        && view.children(p).any(|c| view.rel(c) == Rel::Nsubj && view.actor(c).is_some())
}

/// "A force requested by the president", "richiesta dal presidente": a participle alone with an agent.
fn is_bare_participle(view: &View<'_>, p: usize) -> bool {
    view.feats(p).is("VerbForm", "Part")
        && !view.children(p).any(|c| matches!(view.rel(c), Rel::Aux | Rel::Nsubj | Rel::Obj))
        && view.children(p).any(|c| {
            view.rel(c) == Rel::Obl
                && view.preposition(c).is_some_and(|(whole, _)| view.lexicon.in_class("agentive", &whole))
        })
}

/// "Si firma l'accordo": the pronoun makes a passive, unless the subject can act (*le parti si sono incontrate*).
fn is_impersonal(view: &View<'_>, p: usize) -> bool {
    view.children(p).any(|c| view.word(c).is_rel(Rel::Expl, "pass"))
        && !view.children(p).any(|c| view.rel(c) == Rel::Nsubj && view.actor(c).is_some())
}

pub(crate) fn fill(view: &View<'_>, p: usize, args: &mut Args) {
    args.rule = "passive";
    for c in view.children(p) {
        match view.rel(c) {
            Rel::Nsubj => args.obj.push(relative::antecedent(view, c, p)),
            Rel::Obj if args.obj.is_empty() => args.obj.push(relative::antecedent(view, c, p)),
            Rel::Obl | Rel::Nmod | Rel::Iobj if is_agent(view, c) => {
                args.subj.push(relative::antecedent(view, c, p));
            }
            Rel::Iobj => {
                args.iobj.push(relative::antecedent(view, c, p));
                args.add_prep(view, c);
            }
            _ => active::complements(view, c, p, args),
        }
    }
    if args.obj.is_empty() {
        // a null subject of a passive is its object
        active::null_subject(view, p, args);
        if args.subj.iter().all(|f| f.word().is_none()) {
            args.obj.append(&mut args.subj);
        }
    }
}

/// Whether an oblique is the agent.
pub(crate) fn is_agent(view: &View<'_>, c: usize) -> bool {
    if view.word(c).subrel == "agent" {
        return true;
    }
    match view.preposition(c) {
        Some((whole, _)) => view.lexicon.in_class("agentive", &whole),
        // "teröristler tarafından": the word for the side is a noun of its own
        None => view.feats(c).is("Case", "Ins") || view.in_class("agentive", c),
    }
}
