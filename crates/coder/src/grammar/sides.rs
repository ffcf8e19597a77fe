//! From slots to actors: who is meant by a phrase.

use casus_model::{ActorId, ActorRef, Code, EventType, Ner, Place, Rel, Sector, Upos};

use super::arguments::{Args, Filler};
use super::view::View;
use super::{apposition, coordination, reciprocal};
use crate::lexicon::{Act, Frame, Pos, Slot};

/// Sources and targets of a frame.
pub(crate) fn of(view: &View<'_>, frame: &Frame, args: &Args) -> (Vec<ActorRef>, Vec<ActorRef>) {
    let mut sources = first(view, &frame.roles.source, args, &[]);
    let mut targets = first(view, &frame.roles.target, args, &sources);
    if sources.is_empty() && genitive_strikes(view, frame, args, &targets) {
        sources = targets;
        let others: Vec<Slot> = frame.roles.target.iter().filter(|s| **s != Slot::Gen).cloned().collect();
        targets = first(view, &others, args, &sources);
    }
    if frame.roles.mutual {
        // "agreed on a truce with the mediation of Qatar": who takes part in another act is no party to this one
        let another = |a: &ActorRef| {
            a.mention.and_then(|m| view.resolution.mentions.get(m as usize)).is_some_and(|m| {
                let noun = view.head(m.head as usize).filter(|n| view.is_nominal(*n));
                m.sentence as usize == view.number
                    && noun.is_some_and(|n| n != args.word && is_assistance(view, n))
            })
        };
        targets.retain(|a| !another(a));
    }
    reciprocal::settle(frame, &mut sources, &mut targets);
    (sources, targets)
}

/// "El bombardeo del ejército sirio": the armed force in the genitive of a noun of violence strikes, where the noun has a
/// preposition of its own for what is struck (*sobre Idlib*); *the killing of* has none.
fn genitive_strikes(view: &View<'_>, frame: &Frame, args: &Args, targets: &[ActorRef]) -> bool {
    let gen_heads: Vec<usize> = args.slot(view, &Slot::Gen).filter_map(Filler::word).collect();
    let in_genitive = |a: &ActorRef| {
        let head = a.mention.and_then(|m| view.resolution.mentions.get(m as usize)).map(|m| m.head as usize);
        head.is_some_and(|h| gen_heads.iter().any(|g| view.is_under(h, *g)))
    };
    frame.pos == Pos::Noun
        && frame.act == Act::Event(EventType::Assault)
        && !targets.is_empty()
        && frame.roles.target.iter().any(|s| matches!(s, Slot::Prep(_)))
        && targets.iter().all(|a| is_armed_force(a) && in_genitive(a))
}

/// Whether an actor is an army or an armed group as a whole, which strikes; soldiers are also struck.
pub(crate) fn is_armed_force(actor: &ActorRef) -> bool {
    use Sector::{Mil, Prm, Reb, Uaf};
    let whole = !actor.id.0.starts_with("group:") || actor.id.0.starts_with("group:army");
    whole && matches!(actor.code.sector, Some(Mil | Reb | Uaf | Prm))
}

/// Whether a noun tells of help that someone gives to an act of others.
fn is_assistance(view: &View<'_>, noun: usize) -> bool {
    let helps = |f: &Frame| match f.act {
        Act::Event(EventType::Aid | EventType::Support) => true,
        Act::Event(EventType::Consult) => f.mode.as_deref() == Some("third-party"),
        _ => false,
    };
    super::matching::frame_at(view, noun, 2).is_some_and(|(f, _)| helps(f))
}

/// The actors of the first slot that names any who are not in `taken`.
pub(crate) fn first(view: &View<'_>, slots: &[Slot], args: &Args, taken: &[ActorRef]) -> Vec<ActorRef> {
    for slot in slots {
        for filler in args.slot(view, slot) {
            let mut found = actors(view, filler);
            found.retain(|a| !taken.iter().any(|t| t.id == a.id));
            if matches!(slot, Slot::Prep(p) if view.lexicon.in_class("locative", p)) {
                for a in &mut found {
                    place_alone(view, a);
                }
            }
            if !found.is_empty() {
                return found;
            }
        }
    }
    Vec::new()
}

/// All actors that a filler names, coordinated ones included, each once.
pub(crate) fn actors(view: &View<'_>, filler: Filler) -> Vec<ActorRef> {
    let mut out: Vec<ActorRef> = Vec::new();
    let mut add = |actor: ActorRef| {
        if !out.iter().any(|a| a.id == actor.id && a.code == actor.code) {
            out.push(actor);
        }
    };
    match filler {
        Filler::Mention(m) => {
            if let Some(actor) = &view.resolution.mentions[m as usize].actor {
                add(ActorRef { mention: Some(m), ..actor.clone() });
            }
        }
        Filler::Word(w) => {
            for c in coordination::conjuncts(view, w) {
                named(view, c, 0).into_iter().for_each(&mut add);
            }
        }
    }
    out
}

/// The state of a place, under the name of the place.
pub(crate) fn state_of(place: &Place) -> Option<ActorRef> {
    let country = place.country.clone()?;
    let id = ActorId(smol_str::format_smolstr!("state:{country}"));
    let code = Code { country: Some(country), sector: None };
    Some(ActorRef { id, name: place.name.clone(), code, mention: None })
}

/// Whether a filler is itself an actor: named, in apposition, or told by a demonym or compound (*US troops*).
/// What only belongs to an actor (*his education*) is none.
pub(crate) fn is_actor(view: &View<'_>, filler: Filler) -> bool {
    let Filler::Word(w) = filler else { return !actors(view, filler).is_empty() };
    coordination::conjuncts(view, w).into_iter().any(|c| {
        view.actor(c).is_some()
            || apposition::named(view, c).is_some()
            || (view.in_class("partitive", c) || view.upos(c) == Upos::Num) && !named(view, c, 0).is_empty()
            || view.children(c).any(|k| {
                matches!(view.rel(k), Rel::Amod | Rel::Compound | Rel::Flat | Rel::Nmod)
                    && view.preposition(k).is_none()
                    && view.word(k).subrel != "poss"
                    && view.actor(k).is_some()
            })
    })
}

/// The actors that one noun phrase names: its head, what stands in apposition, or through nouns that are not
/// actors themselves (*the decision of Russia*, *Ukrainian cities*, *a group of senators from Kenya*).
fn named(view: &View<'_>, w: usize, depth: usize) -> Vec<ActorRef> {
    if let Some(actor) = view.actor(w).or_else(|| apposition::named(view, w)) {
        let others = coordination::countries(view, w, &actor);
        return std::iter::once(actor).chain(others).collect();
    }
    if depth > 2 || view.is_verb(w) || view.upos(w) == Upos::Pron {
        return Vec::new();
    }
    let holders = holders(view, w);
    if !holders.is_empty() {
        return holders;
    }
    let rank = |c: usize| match view.rel(c) {
        Rel::Nmod | Rel::Det if view.word(c).subrel == "poss" => Some(0),
        Rel::Det if view.feats(c).is("Poss", "Yes") => Some(0),
        Rel::Nmod => match view.preposition(c) {
            Some((whole, _)) if view.lexicon.in_class("genitive", &whole) => Some(1),
            // "dozens from among the settlers", "five of our soldiers"
            Some((whole, _)) if view.lexicon.in_class("part-of", &whole) => {
                (view.in_class("partitive", w) || view.upos(w) == Upos::Num).then_some(1)
            }
            // "protesters in Kyiv", but not "the law on foreign agents"
            Some((whole, _)) if view.lexicon.in_class("locative", &whole) => {
                let named = |w: usize| {
                    view.mention(w).is_some_and(|(_, m)| m.ner == Some(Ner::Loc) || m.place.is_some())
                };
                // "targets in the south of Lebanon"
                let part = |c: usize| view.children(c).any(|k| view.rel(k) == Rel::Nmod && named(k));
                (named(c) || (view.mention(c).is_none() && part(c))).then_some(4)
            }
            // "tanks to the border with Guyana"
            Some(_) => view.in_class("border", w).then_some(4),
            None => Some(1),
        },
        Rel::Amod | Rel::Compound => Some(2),
        Rel::Flat | Rel::Appos => Some(3),
        _ => None,
    };
    let mut inside: Vec<(u8, usize)> = view.children(w).filter_map(|c| Some((rank(c)?, c))).collect();
    inside.sort_unstable();
    for (rank, c) in inside {
        let mut found: Vec<ActorRef> = if matches!(rank, 1) {
            coordination::conjuncts(view, c).into_iter().flat_map(|k| named(view, k, depth + 1)).collect()
        } else {
            named(view, c, depth + 1)
        };
        if rank == 4 {
            for a in &mut found {
                place_alone(view, a);
            }
        }
        if !found.is_empty() {
            return found;
        }
    }
    taken_from(view, w).map(|c| named(view, c, depth + 1)).unwrap_or_default()
}

/// Whom a number or partitive noun counts where they hang beside it (*five | of our soldiers were hurt*): what follows it
/// with a preposition of the class `part-of`.
fn taken_from(view: &View<'_>, w: usize) -> Option<usize> {
    let counts = view.upos(w) == Upos::Num || view.in_class("partitive", w);
    let case = Some(w + 1).filter(|c| counts && *c < view.len() && view.rel(*c) == Rel::Case)?;
    let of = view.head(case).filter(|c| *c > case && view.head(*c) == view.head(w))?;
    view.preposition(of).is_some_and(|(whole, _)| view.lexicon.in_class("part-of", &whole)).then_some(of)
}

/// Who holds a place: *the rebel-held enclave*, *la città controllata dai ribelli* (participles of the class `holding`).
fn holders(view: &View<'_>, place: usize) -> Vec<ActorRef> {
    let held = view
        .children(place)
        .filter(|c| matches!(view.rel(*c), Rel::Amod | Rel::Acl) && view.word(*c).subrel != "relcl")
        .filter(|c| view.in_class("holding", *c) && !view.feats(*c).is("VerbForm", "Ger"));
    let by = held.flat_map(|c| view.children(c)).filter(|k| match view.rel(*k) {
        Rel::Compound | Rel::Amod | Rel::Advmod | Rel::Nmod => view.preposition(*k).is_none(),
        Rel::Obl => view.preposition(*k).is_none_or(|(p, _)| view.lexicon.in_class("agentive", &p)),
        _ => false,
    });
    by.flat_map(|k| coordination::conjuncts(view, k)).filter_map(|k| view.actor(k)).collect()
}

/// "An enclave near Damascus" is the country's, not its government's.
fn place_alone(view: &View<'_>, actor: &mut ActorRef) {
    let mention = actor.mention.and_then(|m| view.resolution.mentions.get(m as usize));
    if mention.is_some_and(|m| m.kind == "metonym") {
        actor.code.sector = None;
    }
}
