//! Verbs of change over an event: *suspends aid* (SANCTION), *lifts the siege* (RETREAT), *cancelled the visit*.
//!
//! What it does: a `stop` frame with an event in its theme slot is the opposite of that event ([`opposite`]). The
//! one who stops is the source; the target is the event's target, else its source. The event itself is not
//! recorded. Source: CAMEO 162 (reduce or stop aid), 164 (halt negotiations), 085 (ease sanctions), 087
//! (de-escalate). Limits: the stopping of what was never an event (*stopped the car*) is nothing.

use casus_model::{EventType, SmolStr};

use super::Candidate;
use super::embedding::{theme_of, two};
use super::view::View;

/// Type, mode and CAMEO code of an event that is stopped.
pub(crate) fn opposite(
    kind: EventType,
    mode: Option<&str>,
    cameo: &str,
) -> Option<(EventType, &'static str, &'static str)> {
    use EventType as E;
    Some(match kind {
        E::Aid => match cameo {
            "072" | "074" => (E::Sanction, "discontinue", "1622"),
            "073" => (E::Sanction, "discontinue", "1623"),
            "071" => (E::Sanction, "discontinue", "1621"),
            _ => (E::Sanction, "discontinue", "162"),
        },
        E::Cooperate => match cameo {
            "062" => (E::Sanction, "discontinue", "1622"),
            _ => (E::Sanction, "discontinue", "160"),
        },
        E::Consult if mode == Some("visit") => (E::Sanction, "withdraw", "160"),
        E::Consult => (E::Sanction, "withdraw", "164"),
        E::Support | E::Agree => (E::Sanction, "withdraw", "160"),
        E::Sanction => (E::Retreat, "", "085"),
        E::Coerce => match mode {
            Some("curfew") => (E::Retreat, "", "0813"),
            Some("martial-law") => (E::Retreat, "", "0814"),
            _ if cameo == "163" => (E::Retreat, "", "085"),
            _ if cameo == "191" => (E::Retreat, "withdraw", "0872"),
            Some("arrest") => (E::Retreat, "release", "0841"),
            _ => (E::Concede, "", "081"),
        },
        E::Assault => (E::Retreat, "ceasefire", "0871"),
        E::Mobilize => (E::Retreat, "disarm", "0873"),
        E::Protest => (E::Concede, "", "080"),
        E::Retreat if mode == Some("ceasefire") => (E::Assault, "", "196"),
        E::Retreat | E::Concede | E::Request | E::Accuse | E::Reject | E::Threaten => return None,
    })
}

pub(crate) fn join(view: &View<'_>, candidates: &mut [Candidate<'_>], i: usize) {
    let Some(inner) = theme_of(view, candidates, i) else {
        candidates[i].gone = true;
        return;
    };
    let (verb, event) = two(candidates, i, inner);
    let changed = event.kind.and_then(|kind| opposite(kind, event.mode.as_deref(), &event.cameo));
    let Some((kind, mode, cameo)) = changed else {
        verb.gone = true;
        return;
    };
    verb.kind = Some(kind);
    verb.mode = (!mode.is_empty()).then(|| SmolStr::new_static(mode));
    verb.cameo = SmolStr::new_static(cameo);
    verb.contexts.clone_from(&event.contexts);
    verb.rule = "change";
    if verb.sources.is_empty() {
        // "aid was suspended": the one who gave it is who can stop it
        verb.sources.clone_from(&event.sources);
    }
    let other = |side: &[casus_model::ActorRef]| -> Vec<_> {
        side.iter().filter(|a| !verb.sources.iter().any(|s| s.id == a.id)).cloned().collect()
    };
    if verb.targets.is_empty() {
        verb.targets = other(&event.targets);
    }
    if verb.targets.is_empty() {
        verb.targets = other(&event.sources);
    }
    event.gone = true;
    verb.absorbed.push(event.word);
}
