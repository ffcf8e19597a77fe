//! Where reports contradict each other: numbers that cannot both be right, and one who denies what another tells.
//!
//! What it does: within an event, numbers of one kind whose ranges do not meet are set side by side, each with who
//! says so; between events that agree in all but whether it happened, the one that is told as a fact and the one that
//! is denied are set side by side, and so are holders who affirm and deny one report. Source: the conflict sets of
//! ACLED's and UCDP's coding practice (lowest, best and highest estimate with source). Limits: a number of a part and
//! one of the whole look like a conflict; the date of a report is not told apart from its document's here, because
//! reports of different days are not joined at all.

use casus_model::{Document, DocumentId, Event, EventMention, Factuality, Stance};
use serde::Serialize;

use crate::merge::{Report, alike};

/// One of the things said.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Position {
    /// `10`, `10–12`, `at least 20`; `happened`, `denied`.
    pub value: String,
    /// Who says so: the holders, or where the text itself says it its publisher or name.
    pub by: Vec<String>,
    /// The documents.
    pub documents: Vec<DocumentId>,
    /// Where the first of them says it, in bytes.
    pub span: casus_model::Span,
}

/// A contradiction.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Conflict {
    /// The event.
    pub event: String,
    /// The other event, where it is one that is denied.
    pub other: Option<String>,
    /// `dead`, `troops`, … or `whether it happened`.
    pub about: String,
    /// What is said, at least two.
    pub positions: Vec<Position>,
}

/// The contradictions of a record, in the order of its events.
pub fn conflicts(events: &[Event], document: impl Fn(&DocumentId) -> Option<Document>) -> Vec<Conflict> {
    let mut found = Vec::new();
    for event in events {
        numbers(event, &document, &mut found);
        holders(event, &document, &mut found);
    }
    denials(events, &document, &mut found);
    found
}

/// Who says what a report says.
fn by(mention: &EventMention, document: Option<&Document>, stance: Stance) -> Vec<String> {
    let mut names: Vec<String> = mention
        .attribution
        .iter()
        .filter(|a| a.stance == stance)
        .flat_map(|a| &a.holders)
        .map(|h| h.name.clone())
        .collect();
    if names.is_empty() {
        names.extend(document.map(|d| d.source.clone().unwrap_or_else(|| d.origin.clone())));
    }
    names
}

fn add(
    positions: &mut Vec<Position>,
    value: String,
    by: Vec<String>,
    id: &DocumentId,
    span: casus_model::Span,
) {
    match positions.iter_mut().find(|p| p.value == value) {
        Some(p) => {
            for name in by {
                if !p.by.contains(&name) {
                    p.by.push(name);
                }
            }
            if !p.documents.contains(id) {
                p.documents.push(id.clone());
            }
        }
        None => positions.push(Position { value, by, documents: vec![id.clone()], span }),
    }
}

fn numbers(event: &Event, document: &impl Fn(&DocumentId) -> Option<Document>, found: &mut Vec<Conflict>) {
    let mut kinds: Vec<_> =
        event.reports.iter().flat_map(|(_, _, m)| m.quantities.iter().map(|q| q.kind)).collect();
    kinds.sort_unstable();
    kinds.dedup();
    for kind in kinds.into_iter().filter(|k| *k != casus_model::QuantityKind::Other) {
        let mut positions = Vec::new();
        let mut common = (f64::MIN, f64::MAX);
        for (id, _, mention) in &event.reports {
            for q in mention.quantities.iter().filter(|q| q.kind == kind) {
                let high = q.high.unwrap_or(f64::MAX);
                // "about 100" and 98 do not contradict each other
                let slack = if q.approximate { 0.1 } else { 0.0 };
                common = (common.0.max(q.low * (1.0 - slack)), common.1.min(high * (1.0 + slack)));
                let value = match q.high {
                    Some(high) if high == q.low => plain(q.low),
                    Some(high) => format!("{}–{}", plain(q.low), plain(high)),
                    None => format!("at least {}", plain(q.low)),
                };
                add(&mut positions, value, by(mention, document(id).as_ref(), Stance::Affirms), id, q.span);
            }
        }
        if common.0 > common.1 && positions.len() > 1 {
            found.push(Conflict {
                event: event.id.to_string(),
                other: None,
                about: kind.to_string(),
                positions,
            });
        }
    }
}

fn plain(x: f64) -> String {
    if x.fract() == 0.0 { format!("{x:.0}") } else { x.to_string() }
}

const WHETHER: &str = "whether it happened";

/// One report with holders who affirm and holders who deny it.
fn holders(event: &Event, document: &impl Fn(&DocumentId) -> Option<Document>, found: &mut Vec<Conflict>) {
    let mut positions = Vec::new();
    for (id, _, mention) in &event.reports {
        let said = |stance| mention.attribution.iter().any(|a| a.stance == stance && !a.holders.is_empty());
        if said(Stance::Affirms) && said(Stance::Denies) {
            for (stance, value) in [(Stance::Affirms, "affirmed"), (Stance::Denies, "denied")] {
                let by = by(mention, document(id).as_ref(), stance);
                add(&mut positions, value.to_owned(), by, id, mention.span);
            }
        }
    }
    if positions.len() > 1 {
        found.push(Conflict {
            event: event.id.to_string(),
            other: None,
            about: WHETHER.to_owned(),
            positions,
        });
    }
}

/// Events that are told as facts, and denied elsewhere.
fn denials(events: &[Event], document: &impl Fn(&DocumentId) -> Option<Document>, found: &mut Vec<Conflict>) {
    let told = |e: &Event, denied: bool| match e.main.factuality {
        Factuality::Happened | Factuality::Ongoing => !denied,
        Factuality::Denied => denied,
        _ => false,
    };
    let first = |e: &Event| e.reports.first().and_then(|(id, _, m)| Some((document(id)?, m.clone())));
    for denial in events.iter().filter(|e| told(e, true)) {
        let Some((denial_document, denial_mention)) = first(denial) else { continue };
        let other = Report { document: &denial_document, mention: &denial_mention };
        for event in events.iter().filter(|e| told(e, false) && e.main.kind == denial.main.kind) {
            let Some((event_document, event_mention)) = first(event) else { continue };
            let report = Report { document: &event_document, mention: &event_mention };
            if alike(&report, &other).is_none_or(|score| score == 0) {
                continue;
            }
            let mut positions = Vec::new();
            for (whole, value, stance) in
                [(event, "happened", Stance::Affirms), (denial, "denied", Stance::Denies)]
            {
                for (id, _, mention) in &whole.reports {
                    let by = by(mention, document(id).as_ref(), stance);
                    add(&mut positions, value.to_owned(), by, id, mention.span);
                }
            }
            found.push(Conflict {
                event: event.id.to_string(),
                other: Some(denial.id.to_string()),
                about: WHETHER.to_owned(),
                positions,
            });
        }
    }
}
