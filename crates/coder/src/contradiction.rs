//! Sentences side by side that cannot both be true.
//!
//! What it does: two reports in the same or in neighbouring sentences tell of one act (same PLOVER type and mode,
//! same actors on the sides that both know, no other day or place), and nobody but the text itself, or one and the
//! same speaker, vouches for both; if one says that it happened and the other that it did not, or if both count the
//! same thing and the counts exclude each other, the document contradicts itself there. A dispute (the one says it,
//! the other denies it) is no contradiction. Limits: only what is coded as events is compared.

use casus_model::{
    ActorRef, Basis, Coding, Diagnostic, Document, EventMention, Factuality, Genericity, Severity,
};

/// What contradicts itself in a document, by place.
pub(crate) fn find(document: &Document, coding: &Coding) -> Vec<Diagnostic> {
    let events = &coding.events;
    let mut found = Vec::new();
    for (i, a) in events.iter().enumerate() {
        for b in events[i + 1..].iter().take_while(|b| b.sentence <= a.sentence + 1) {
            if a.trigger.span == b.trigger.span || !same_act(a, b) || !same_voice(a, b) {
                continue;
            }
            let Some(what) = conflict(a, b) else { continue };
            let words = |e: &EventMention| e.trigger.span.of(&document.text).to_owned();
            let message = format!("'{}' and '{}' contradict each other: {what}", words(a), words(b));
            found.push(
                Diagnostic::new("contradictory-sentences", Severity::Warning, message)
                    .at(a.span.cover(b.span))
                    .hint("compare with another report, or with the original of a translation"),
            );
        }
    }
    found
}

fn conflict(a: &EventMention, b: &EventMention) -> Option<String> {
    let denied = |e: &EventMention| e.factuality == Factuality::Denied;
    let real = |e: &EventMention| matches!(e.factuality, Factuality::Happened | Factuality::Ongoing);
    if (denied(a) && real(b)) || (real(a) && denied(b)) {
        return Some("once it happened, once it did not".to_owned());
    }
    if !(real(a) && real(b)) {
        return None;
    }
    a.quantities.iter().find_map(|x| {
        let y = b.quantities.iter().find(|y| y.kind == x.kind)?;
        let high = |q: &casus_model::Quantity| q.high.unwrap_or(f64::INFINITY);
        let apart = x.low > high(y) || y.low > high(x);
        (apart && !x.approximate && !y.approximate).then(|| format!("once {}, once {}", x.low, y.low))
    })
}

/// Same type, mode and actors; nothing that tells two acts apart.
fn same_act(a: &EventMention, b: &EventMention) -> bool {
    let open_or_equal = |x: Option<&str>, y: Option<&str>| x.is_none() || y.is_none() || x == y;
    a.kind == b.kind
        && a.genericity == Genericity::Specific
        && b.genericity == Genericity::Specific
        && open_or_equal(a.mode.as_deref(), b.mode.as_deref())
        && open_or_equal(a.place.as_ref().map(|p| p.name.as_str()), b.place.as_ref().map(|p| p.name.as_str()))
        && open_or_equal(stated_day(a), stated_day(b))
        && side(&a.sources, &b.sources)
        && side(&a.targets, &b.targets)
        && (shares(&a.sources, &b.sources) || shares(&a.targets, &b.targets))
}

/// The day that the text itself states.
fn stated_day(e: &EventMention) -> Option<&str> {
    e.date.as_ref().filter(|d| d.basis != Basis::Document).map(|d| d.edtf.as_str())
}

fn shares(a: &[ActorRef], b: &[ActorRef]) -> bool {
    a.iter().any(|x| b.iter().any(|y| x.id == y.id))
}

fn side(a: &[ActorRef], b: &[ActorRef]) -> bool {
    a.is_empty() || b.is_empty() || shares(a, b)
}

/// The text alone, or the same speakers.
fn same_voice(a: &EventMention, b: &EventMention) -> bool {
    let holders = |e: &EventMention| -> Vec<String> {
        e.attribution.iter().flat_map(|x| &x.holders).map(|h| h.id.0.to_string()).collect()
    };
    holders(a) == holders(b)
}
