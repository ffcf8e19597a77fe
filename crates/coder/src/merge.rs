//! One happening, one event: joins the reports of it within a document, over documents and over languages.
//!
//! Reports are taken in a fixed order (date of the document, name, place). Each joins the first open cluster it
//! agrees with, among those that share its type, a country and a month; else it opens its own. Two reports agree
//! when their types are equal, no side contradicts (countries meet, or one is open, and at least one side is
//! known alike in both), their dates can be the same day, their places and modes do not differ, and what the one
//! says happened the other does not expect anew. Blocking keeps the work near linear. Numbers do not keep reports
//! apart: the event's number of a kind reaches from the lowest to the highest that is reported; who says which stays
//! in the reports ([`crate::conflicts()`]).

use casus_model::{
    Basis, Coding, Day, Document, DocumentId, Event, EventMention, Factuality, Genericity, Quantity, SmolStr,
    stable_id,
};
use rustc_hash::FxHashMap;

/// A report with its document.
pub(crate) struct Report<'a> {
    pub(crate) document: &'a Document,
    pub(crate) mention: &'a EventMention,
}

/// Joins the reports of one happening, within and across documents and languages.
///
/// The result is in the order of the earliest report of each event and does not depend on the order of `coded`.
pub fn merge(coded: &[(&Document, &Coding)]) -> Vec<Event> {
    let mut reports: Vec<Report<'_>> = coded
        .iter()
        .flat_map(|(document, coding)| coding.events.iter().map(|mention| Report { document, mention }))
        .collect();
    reports.sort_by(|a, b| key(a).cmp(&key(b)));
    let mut clusters: Vec<Vec<usize>> = Vec::new();
    let mut blocks: FxHashMap<(u8, SmolStr, i32), Vec<usize>> = FxHashMap::default();
    for i in 0..reports.len() {
        let keys = block_keys(&reports[i]);
        let mut near: Vec<usize> = keys.iter().filter_map(|k| blocks.get(k)).flatten().copied().collect();
        near.sort_unstable();
        near.dedup();
        // the cluster that agrees best, the earliest of equals
        let best = near
            .into_iter()
            .filter_map(|c| {
                let score = clusters[c]
                    .iter()
                    .map(|j| agreement(&reports[*j], &reports[i]))
                    .collect::<Option<Vec<_>>>()?;
                Some((score.into_iter().max()?, std::cmp::Reverse(c)))
            })
            .max();
        let cluster = if let Some((_, std::cmp::Reverse(c))) = best {
            clusters[c].push(i);
            c
        } else {
            clusters.push(vec![i]);
            clusters.len() - 1
        };
        for k in keys {
            let block = blocks.entry(k).or_default();
            if block.last() != Some(&cluster) && !block.contains(&cluster) {
                block.push(cluster);
            }
        }
    }
    clusters.into_iter().map(|members| event(&reports, &members)).collect()
}

fn key<'a>(r: &Report<'a>) -> (Option<Day>, &'a str, u32, u32, &'a str) {
    let day = r.document.date.as_ref().and_then(casus_model::Date::from);
    let t = &r.mention.trigger;
    (day, &r.document.id.0, t.span.start, t.span.end, &t.frame)
}

/// Type, country of a side, month; a report without a date goes by its document's.
fn block_keys(r: &Report<'_>) -> Vec<(u8, SmolStr, i32)> {
    let m = r.mention;
    let mut sides: Vec<SmolStr> = m
        .sources
        .iter()
        .chain(&m.targets)
        .map(|a| a.code.country.clone().unwrap_or_else(|| a.id.0.clone()))
        .collect();
    sides.sort();
    sides.dedup();
    let (from, to) = window(r);
    let month = |d: Day| i32::from(d.year()) * 12 + i32::from(d.month());
    let months: Vec<i32> = match (from, to) {
        (Some(f), Some(t)) => {
            let (f, t) = (month(f), month(t));
            if t - f > 12 { vec![-1] } else { (f - 1..=t + 1).collect() }
        }
        _ => vec![-1],
    };
    let mut keys: Vec<_> =
        sides.iter().flat_map(|s| months.iter().map(move |mo| (m.kind as u8, s.clone(), *mo))).collect();
    keys.truncate(64);
    keys
}

/// The days on which the report's event can have been. An end left open by the document's date reaches a week.
fn window(r: &Report<'_>) -> (Option<Day>, Option<Day>) {
    use jiff::ToSpan;
    let bounds = |d: &casus_model::Date| (d.from(), d.to());
    match &r.mention.date {
        Some(date) if date.basis == Basis::Document => match bounds(date) {
            (None, Some(to)) => (to.checked_sub(7.days()).ok(), Some(to)),
            (Some(from), None) => (Some(from), from.checked_add(60.days()).ok()),
            both => both,
        },
        Some(date) => match bounds(date) {
            (None, Some(to)) => (to.checked_sub(31.days()).ok(), Some(to)),
            (Some(from), None) => (Some(from), from.checked_add(31.days()).ok()),
            both => both,
        },
        None => {
            let day = r.document.date.as_ref().and_then(casus_model::Date::to);
            (day.and_then(|d| d.checked_sub(7.days()).ok()), day.and_then(|d| d.checked_add(7.days()).ok()))
        }
    }
}

/// How well two reports agree; `None` when they cannot tell of the same happening.
fn agreement(a: &Report<'_>, b: &Report<'_>) -> Option<u32> {
    alike(a, b).filter(|_| factuality_agrees(a.mention.factuality, b.mention.factuality))
}

/// How well two reports agree in all but whether it happened.
pub(crate) fn alike(a: &Report<'_>, b: &Report<'_>) -> Option<u32> {
    let (x, y) = (a.mention, b.mention);
    if x.kind != y.kind {
        return None;
    }
    if (x.genericity == Genericity::Habitual) != (y.genericity == Genericity::Habitual) {
        return None;
    }
    let source = side_agrees(&x.sources, &y.sources)?;
    let target = side_agrees(&x.targets, &y.targets)?;
    let mutual = x.targets.is_empty() || y.targets.is_empty();
    if source + target == 0 && !(mutual && crossed(x, y)) {
        return None;
    }
    // one shared side is not enough when nothing else is alike
    let same_document = a.document.id == b.document.id;
    let modes = match (&x.mode, &y.mode) {
        (Some(m), Some(n)) if m != n => return None,
        (Some(_), Some(_)) => 2,
        _ => 0,
    };
    let ((af, at), (bf, bt)) = (window(a), window(b));
    if let (Some(f), Some(t)) = (af.max(bf), min_end(at, bt))
        && f > t
    {
        return None;
    }
    let dated = |m: &EventMention| m.date.as_ref().is_some_and(|d| d.basis != Basis::Document);
    let exact = dated(x) && dated(y);
    let undated = x.date.is_none() && y.date.is_none() && !same_document;
    if undated && (a.document.date.is_none() || b.document.date.is_none()) && source.min(target) == 0 {
        return None;
    }
    let places = match (&x.place, &y.place) {
        (Some(p), Some(q)) if p.id == q.id => 2,
        (Some(p), Some(q)) if p.precision < 3 && q.precision < 3 => return None,
        (Some(p), Some(q)) if p.country != q.country => return None,
        _ => 0,
    };
    let words = u32::from(x.trigger.frame == y.trigger.frame);
    let cameo = u32::from(x.cameo == y.cameo);
    let score = source + target + modes + places + words + cameo + u32::from(exact) * 2;
    // both sides alike, or one side and enough besides
    let enough = (source > 0 && target > 0) || score >= 4 || (same_document && score >= 3);
    enough.then_some(score)
}

fn min_end(a: Option<Day>, b: Option<Day>) -> Option<Day> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    }
}

/// What one says happened another may still have planned or denied; a threat and a hypothesis stand alone.
fn factuality_agrees(a: Factuality, b: Factuality) -> bool {
    use Factuality as F;
    let group = |f: F| match f {
        F::Happened | F::Ongoing => 0,
        F::Planned => 1,
        F::Threatened => 2,
        F::Hypothetical => 3,
        F::Denied => 4,
    };
    group(a) == group(b)
}

/// 2 when an actor is the same, 1 when a country is, 0 when a side is open; `None` when they differ.
fn side_agrees(a: &[casus_model::ActorRef], b: &[casus_model::ActorRef]) -> Option<u32> {
    if a.is_empty() || b.is_empty() {
        return Some(0);
    }
    let mut best = None;
    for x in a {
        for y in b {
            if x.id == y.id {
                return Some(2);
            }
            let country = x.code.country.is_some() && x.code.country == y.code.country;
            let sectors =
                x.code.sector.is_none() || y.code.sector.is_none() || x.code.sector == y.code.sector;
            if country && sectors {
                best = Some(1);
            }
        }
    }
    best
}

/// Mutual actions may be told from either side.
fn crossed(x: &EventMention, y: &EventMention) -> bool {
    let all = |m: &EventMention| m.sources.iter().chain(&m.targets).map(|a| a.id.clone()).collect::<Vec<_>>();
    let (x, y) = (all(x), all(y));
    x.iter().filter(|a| y.contains(a)).count() >= 2
}

fn event(reports: &[Report<'_>], members: &[usize]) -> Event {
    let first = &reports[members[0]];
    let id = stable_id(
        "e",
        &[
            &first.document.id.0,
            &first.mention.trigger.span.start.to_string(),
            first.mention.kind.as_str(),
            &sides_key(first.mention),
        ],
    );
    // the report the others agree with best; fullness and confidence break ties, then order
    let centre = members
        .iter()
        .max_by_key(|i| {
            let r = &reports[**i];
            let agree: u32 =
                members.iter().filter(|j| *j != *i).filter_map(|j| agreement(r, &reports[*j])).sum();
            let full = u32::from(!r.mention.sources.is_empty()) + u32::from(!r.mention.targets.is_empty());
            let dated = u32::from(r.mention.date.as_ref().is_some_and(|d| d.basis != Basis::Document));
            (full, agree + dated, (r.mention.confidence * 1000.0) as u32, std::cmp::Reverse(**i))
        })
        .copied()
        .unwrap_or(members[0]);
    let mut main = reports[centre].mention.clone();
    for i in members {
        let m = reports[*i].mention;
        if main.sources.is_empty() {
            main.sources.clone_from(&m.sources);
        }
        if main.targets.is_empty() && !m.targets.iter().any(|t| main.sources.iter().any(|s| s.id == t.id)) {
            main.targets.clone_from(&m.targets);
        }
        let weak = |d: &Option<casus_model::Date>| d.as_ref().is_none_or(|d| d.basis == Basis::Document);
        if weak(&main.date) && !weak(&m.date) {
            main.date.clone_from(&m.date);
        }
        if main.place.is_none() {
            main.place.clone_from(&m.place);
        }
        if main.mode.is_none() && m.mode.is_some() {
            main.mode.clone_from(&m.mode);
        }
    }
    main.quantities = ranges(&main, members.iter().map(|i| reports[*i].mention));
    let list = members.iter().map(|i| {
        let r = &reports[*i];
        (r.document.id.clone(), r.document.lang.clone(), r.mention.clone())
    });
    Event { id: id.into(), main, reports: list.collect() }
}

/// For each kind of number the range over all reports; the words are the main report's where it has the number.
fn ranges<'m>(main: &EventMention, reports: impl Iterator<Item = &'m EventMention>) -> Vec<Quantity> {
    let mut ranges: Vec<Quantity> = main.quantities.clone();
    for q in reports.flat_map(|m| &m.quantities) {
        let Some(range) = ranges.iter_mut().find(|r| r.kind == q.kind) else {
            ranges.push(q.clone());
            continue;
        };
        // what is open above stays open
        range.high = range.high.zip(q.high).map(|(a, b)| a.max(b));
        range.low = range.low.min(q.low);
        range.approximate |= q.approximate;
    }
    ranges
}

fn sides_key(m: &EventMention) -> String {
    let names =
        |side: &[casus_model::ActorRef]| side.iter().map(|a| a.id.0.as_str()).collect::<Vec<_>>().join(",");
    format!("{}>{}|{}|{}", names(&m.sources), names(&m.targets), m.factuality, m.trigger.frame)
}

/// The number of independent reports of an event: documents that repeat another's text count as that one.
pub fn independent_reports(event: &Event, original: impl Fn(&DocumentId) -> Option<DocumentId>) -> usize {
    let mut texts: Vec<DocumentId> =
        event.reports.iter().map(|(id, _, _)| original(id).unwrap_or_else(|| id.clone())).collect();
    texts.sort();
    texts.dedup();
    texts.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::conflicts;
    use casus_model::{
        ActorId, ActorRef, Code, Date, EventType, Lang, Place, QuantityKind, Sha256, Span, Trigger,
    };

    fn document(name: &str, lang: &str, day: &str) -> Document {
        Document {
            id: DocumentId::new(name, name),
            origin: name.to_owned(),
            text: String::new(),
            text_sha256: Sha256::of(name.as_bytes()),
            source_sha256: Sha256::of(name.as_bytes()),
            title: None,
            lang: lang.parse::<Lang>().expect("a language"),
            date: Some(Date::new(day.parse().expect("a day"), Basis::Expression, "")),
            source: Some(name.to_owned()),
            url: None,
            duplicate_of: None,
            diagnostics: Vec::new(),
        }
    }

    fn state(country: &str) -> ActorRef {
        ActorRef {
            id: ActorId(format!("state:{country}").into()),
            name: country.to_owned(),
            code: Code { country: Some(country.into()), sector: None },
            mention: None,
        }
    }

    fn report(kind: EventType, source: &str, target: &str, day: &str, at: usize) -> EventMention {
        EventMention {
            sentence: 0,
            span: Span::new(at, at + 5),
            trigger: Trigger {
                span: Span::new(at, at + 5),
                word: 0,
                frame: "verb:x".into(),
                rule: "active".into(),
            },
            kind,
            mode: None,
            contexts: Vec::new(),
            cameo: kind.cameo_root().into(),
            sources: vec![state(source)],
            targets: vec![state(target)],
            date: Some(Date::new(day.parse().expect("a day"), Basis::Expression, "")),
            place: None,
            factuality: Factuality::Happened,
            reason: SmolStr::default(),
            genericity: Genericity::Specific,
            attribution: Vec::new(),
            quantities: Vec::new(),
            confidence: 0.9,
        }
    }

    fn coding(events: Vec<EventMention>) -> Coding {
        Coding { events, ..Coding::default() }
    }

    fn dead(mut report: EventMention, number: f64) -> EventMention {
        let span = report.span;
        report.quantities.push(Quantity {
            kind: QuantityKind::Dead,
            low: number,
            high: Some(number),
            approximate: false,
            span,
        });
        report
    }

    #[test]
    fn reports_in_two_languages_are_one_event_whatever_their_order() {
        let (en, it) = (document("wire", "en", "2022-01-07"), document("giornale", "it", "2022-01-08"));
        let a = coding(vec![report(EventType::Mobilize, "RUS", "KAZ", "2022-01-06", 0)]);
        let b = coding(vec![report(EventType::Mobilize, "RUS", "KAZ", "2022-01-06", 9)]);
        let one = merge(&[(&en, &a), (&it, &b)]);
        assert_eq!(one.len(), 1);
        assert_eq!(one[0].reports.len(), 2);
        assert_eq!(one, merge(&[(&it, &b), (&en, &a)]));
    }

    #[test]
    fn other_days_other_sides_and_other_places_are_other_events() {
        let d = document("wire", "en", "2022-01-10");
        let base = || report(EventType::Assault, "RUS", "UKR", "2022-01-06", 0);
        let moved = |place: &str, at: usize| EventMention {
            place: Some(Place {
                id: place.into(),
                name: place.to_owned(),
                country: Some("UKR".into()),
                admin1: None,
                lat: None,
                lon: None,
                precision: 1,
            }),
            ..report(EventType::Assault, "RUS", "UKR", "2022-01-06", at)
        };
        for other in [
            report(EventType::Assault, "RUS", "UKR", "2022-01-08", 20),
            report(EventType::Assault, "UKR", "RUS", "2022-01-06", 20),
            report(EventType::Threaten, "RUS", "UKR", "2022-01-06", 20),
        ] {
            assert_eq!(merge(&[(&d, &coding(vec![base(), other.clone()]))]).len(), 2, "{other:?}");
        }
        assert_eq!(merge(&[(&d, &coding(vec![moved("kyiv", 0), moved("lviv", 20)]))]).len(), 2);
        assert_eq!(merge(&[(&d, &coding(vec![moved("kyiv", 0), moved("kyiv", 20)]))]).len(), 1);
    }

    #[test]
    fn conflicting_numbers_are_a_range_with_who_says_which() {
        let (a, b) = (document("wire", "en", "2022-01-07"), document("paper", "en", "2022-01-07"));
        let x = coding(vec![dead(report(EventType::Assault, "RUS", "UKR", "2022-01-06", 0), 10.0)]);
        let y = coding(vec![dead(report(EventType::Assault, "RUS", "UKR", "2022-01-06", 0), 12.0)]);
        let events = merge(&[(&a, &x), (&b, &y)]);
        assert_eq!(events.len(), 1);
        assert_eq!((events[0].main.quantities[0].low, events[0].main.quantities[0].high), (10.0, Some(12.0)));
        let all = [a.clone(), b.clone()];
        let found = conflicts(&events, |id| all.iter().find(|d| d.id == *id).cloned());
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].about, "dead");
        let said: Vec<_> = found[0].positions.iter().map(|p| (p.value.as_str(), p.by[0].as_str())).collect();
        assert!(said.contains(&("10", "wire")) && said.contains(&("12", "paper")), "{said:?}");
    }

    #[test]
    fn a_denial_contradicts_what_is_told_as_a_fact() {
        let d = document("wire", "en", "2022-01-07");
        let denial = EventMention {
            factuality: Factuality::Denied,
            ..report(EventType::Assault, "RUS", "UKR", "2022-01-06", 40)
        };
        let told = coding(vec![report(EventType::Assault, "RUS", "UKR", "2022-01-06", 0), denial]);
        let events = merge(&[(&d, &told)]);
        assert_eq!(events.len(), 2, "what is denied is not what happened");
        let found = conflicts(&events, |_| Some(d.clone()));
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].other.as_deref(), Some(events[1].id.as_str()));
    }

    #[test]
    fn copies_of_one_wire_are_one_source() {
        let (a, b, c) = (
            document("wire", "en", "2022-01-07"),
            document("copy", "en", "2022-01-07"),
            document("own", "en", "2022-01-07"),
        );
        let x = || coding(vec![report(EventType::Consult, "RUS", "KAZ", "2022-01-06", 0)]);
        let events = merge(&[(&a, &x()), (&b, &x()), (&c, &x())]);
        assert_eq!(events.len(), 1);
        let original = |id: &DocumentId| (*id == b.id).then(|| a.id.clone());
        assert_eq!(independent_reports(&events[0], original), 2);
    }
}
