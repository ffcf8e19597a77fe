//! One happening, one event: joins the reports of it within a document, over documents and over languages.
//!
//! Reports are taken in a fixed order (date of the document, name, place). Each joins the cluster it agrees with best,
//! among those that share its type, a country and a month; else it opens its own. Two reports agree when nothing
//! tells them apart (type, mode, sides, days, places, whether it happened) and enough speaks for one happening. Where
//! both sides are known alike a little is enough: the same word, finer code, mode, place or time. Where one side alone
//! is, the other being open, more must: what a state does in a week without a word, a place or a day in common is
//! not one act. Blocking keeps the work near linear. Numbers do not keep reports apart: the event's number of a kind
//! reaches from the lowest to the highest that is reported; who says which stays in the reports
//! ([`crate::conflicts()`]).

use casus_model::{
    Basis, Coding, Day, Document, Event, EventMention, Factuality, Genericity, Quantity, SmolStr, stable_id,
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
        // the cluster with the report that agrees best, if none of its reports tells of another happening; the
        // earliest of equals
        let best = near
            .into_iter()
            .filter_map(|c| {
                let score = clusters[c]
                    .iter()
                    .map(|j| agreement(&reports[*j], &reports[i]))
                    .collect::<Option<Vec<_>>>()?;
                Some((score.into_iter().max()?, std::cmp::Reverse(c)))
            })
            .filter(|(score, _)| *score > 0)
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

/// How well two reports agree, 0 when too little speaks for it; `None` when they cannot tell of the same happening.
fn agreement(a: &Report<'_>, b: &Report<'_>) -> Option<u32> {
    alike(a, b).filter(|_| factuality_agrees(a.mention.factuality, b.mention.factuality))
}

/// How well two reports agree in all but whether it happened, 0 when too little speaks for it; `None` when they tell
/// of two happenings.
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
    let open = x.targets.is_empty() || y.targets.is_empty();
    let both = source.min(target) > 0 || (open && crossed(x, y));
    let mode = match (&x.mode, &y.mode) {
        (Some(m), Some(n)) if m != n => return None,
        (Some(_), Some(_)) => 1,
        _ => 0,
    };
    let when = time_agrees(a, b)?;
    let place = match (&x.place, &y.place) {
        (Some(p), Some(q)) if p.id == q.id => 2,
        (Some(p), Some(q)) if p.precision < 3 && q.precision < 3 => return None,
        (Some(p), Some(q)) if p.country != q.country => return None,
        _ => 0,
    };
    let word = if x.trigger.frame == y.trigger.frame { 2 } else { 0 };
    // a code finer than its root says what the word says, in every language
    let cameo = u32::from(x.cameo == y.cameo && x.cameo.len() > x.kind.cameo_root().len());
    let besides = when + place + word + mode + cameo;
    // who is known alike on one side alone may do such things often: a state more than a person
    let enough = match source.max(target) {
        _ if both => besides >= 1,
        3 => besides >= 3,
        1 | 2 => besides >= 4,
        _ => false,
    };
    Some(if enough { source + target + besides } else { 0 })
}

/// How far the times speak for one happening: 3 for the same stated day, 2 for the same longer time, 1 where stated
/// times meet or both are bounded by documents of the same date, 0 where they merely can meet; `None` where they
/// cannot.
fn time_agrees(a: &Report<'_>, b: &Report<'_>) -> Option<u32> {
    let (x, y) = (&a.mention.date, &b.mention.date);
    let ((af, at), (bf, bt)) = (window(a), window(b));
    if let (Some(f), Some(t)) = (af.max(bf), min_end(at, bt))
        && f > t
    {
        return None;
    }
    let stated = |d: &Option<casus_model::Date>| d.as_ref().is_some_and(|d| d.basis != Basis::Document);
    let same = match (x, y) {
        (Some(x), Some(y)) => x.edtf == y.edtf,
        (None, None) => {
            a.document.id == b.document.id || a.document.date.is_some() && a.document.date == b.document.date
        }
        _ => false,
    };
    Some(match (stated(x), stated(y)) {
        (true, true) if same && af.is_some() && af == at => 3,
        (true, true) if same => 2,
        (true, true) => 1,
        (false, false) if same => 1,
        _ => 0,
    })
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

/// 3 when a person, an organisation or a group is the same, 2 when a state is, 1 when a country is, 0 when a side is
/// open; `None` when they differ.
fn side_agrees(a: &[casus_model::ActorRef], b: &[casus_model::ActorRef]) -> Option<u32> {
    if a.is_empty() || b.is_empty() {
        return Some(0);
    }
    let mut best = None;
    for x in a {
        for y in b {
            if x.id == y.id {
                best = best.max(Some(if x.id.0.starts_with("state:") { 2 } else { 3 }));
            }
            let country = x.code.country.is_some() && x.code.country == y.code.country;
            let sectors =
                x.code.sector.is_none() || y.code.sector.is_none() || x.code.sector == y.code.sector;
            if country && sectors {
                best = best.max(Some(1));
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::conflicts;
    use casus_model::{
        ActorId, ActorRef, Code, Date, DocumentId, EventType, Lang, Place, QuantityKind, Sha256, Span,
        Trigger,
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

    /// A report whose target is open.
    fn alone(mut report: EventMention, frame: &str) -> EventMention {
        report.targets.clear();
        report.trigger.frame = frame.into();
        report
    }

    /// The same, with no time but that of its document.
    fn bounded(report: EventMention, edtf: &str) -> EventMention {
        EventMention { date: Some(Date::new(edtf.parse().expect("a date"), Basis::Document, "")), ..report }
    }

    #[test]
    fn what_one_state_does_twice_is_two_acts_where_no_word_or_day_joins_them() {
        let d = document("wire", "en", "2022-01-07");
        let commits = alone(report(EventType::Mobilize, "RUS", "KAZ", "2022-01-06", 0), "verb:commit");
        let drill = bounded(report(EventType::Mobilize, "RUS", "POL", "2022-01-06", 20), "../2022-01-07");
        let apart = merge(&[(&d, &coding(vec![commits.clone(), drill]))]);
        assert_eq!(apart.len(), 2, "a commitment on a day and an exercise at some time are two acts");
        let again = alone(report(EventType::Mobilize, "RUS", "KAZ", "2022-01-06", 20), "verb:commit");
        assert_eq!(merge(&[(&d, &coding(vec![commits.clone(), again]))]).len(), 1);
        let other_word = alone(report(EventType::Mobilize, "RUS", "KAZ", "2022-01-06", 20), "verb:exercise");
        assert_eq!(merge(&[(&d, &coding(vec![commits, other_word]))]).len(), 2);
    }

    #[test]
    fn a_report_joins_through_the_one_it_agrees_with_unless_another_speaks_against_it() {
        let d = document("wire", "en", "2022-01-07");
        let told = |frame: &str, target: &str, at: usize| {
            let mut report = report(EventType::Assault, "RUS", target, "2022-01-06", at);
            report.trigger.frame = frame.into();
            report.cameo = "190".into();
            bounded(report, "../2022-01-07")
        };
        let mut open = told("noun:invasion", "UKR", 20);
        open.sources.clear();
        let sizes = |reports: Vec<EventMention>| -> Vec<usize> {
            merge(&[(&d, &coding(reports))]).iter().map(|e| e.reports.len()).collect()
        };
        let invades = told("verb:invade", "UKR", 40);
        assert_eq!(sizes(vec![open.clone(), invades.clone()]), [1, 1], "one side and no word is too little");
        let invasion = told("noun:invasion", "UKR", 0);
        assert_eq!(sizes(vec![invasion.clone(), open.clone(), invades]), [3]);
        let mut other = told("noun:invasion", "POL", 40);
        assert_eq!(sizes(vec![invasion.clone(), open.clone(), other.clone()]), [2, 1]);
        other.targets.clear();
        assert_eq!(sizes(vec![invasion, open, other]), [3]);
    }

    #[test]
    fn both_sides_alike_need_little_besides() {
        let (a, b) = (document("wire", "en", "2022-01-07"), document("paper", "en", "2022-01-09"));
        let report = |frame: &str| {
            let mut report = report(EventType::Consult, "RUS", "KAZ", "2022-01-06", 0);
            report.trigger.frame = frame.into();
            report
        };
        let x = bounded(report("verb:meet"), "../2022-01-07");
        let same_word = bounded(report("verb:meet"), "../2022-01-09");
        assert_eq!(merge(&[(&a, &coding(vec![x.clone()])), (&b, &coding(vec![same_word]))]).len(), 1);
        let other_word = bounded(report("noun:call"), "../2022-01-09");
        assert_eq!(merge(&[(&a, &coding(vec![x])), (&b, &coding(vec![other_word]))]).len(), 2);
    }

    #[test]
    fn a_planned_and_a_denied_act_are_not_what_happened() {
        let d = document("wire", "en", "2022-01-07");
        let as_told = |factuality, at| EventMention {
            factuality,
            ..report(EventType::Consult, "RUS", "KAZ", "2022-01-06", at)
        };
        let told = coding(vec![
            as_told(Factuality::Happened, 0),
            as_told(Factuality::Planned, 20),
            as_told(Factuality::Denied, 40),
            as_told(Factuality::Ongoing, 60),
        ]);
        let sizes: Vec<usize> = merge(&[(&d, &told)]).iter().map(|e| e.reports.len()).collect();
        assert_eq!(sizes, [2, 1, 1], "what goes on has happened; nothing else joins");
    }

    #[test]
    fn numbers_that_can_both_be_right_are_no_contradiction() {
        let (a, b) = (document("wire", "en", "2022-01-07"), document("paper", "en", "2022-01-07"));
        let told = |low: f64, high: Option<f64>| {
            let mut report = dead(report(EventType::Assault, "RUS", "UKR", "2022-01-06", 0), low);
            report.quantities[0].high = high;
            coding(vec![report])
        };
        let found = |x: &Coding, y: &Coding| {
            let all = [a.clone(), b.clone()];
            let events = merge(&[(&a, x), (&b, y)]);
            assert_eq!(events.len(), 1);
            conflicts(&events, |id| all.iter().find(|d| d.id == *id).cloned()).len()
        };
        assert_eq!(found(&told(10.0, None), &told(12.0, Some(12.0))), 0, "at least ten, and twelve");
        assert_eq!(found(&told(10.0, Some(15.0)), &told(12.0, Some(12.0))), 0, "ten to fifteen, and twelve");
        assert_eq!(found(&told(20.0, None), &told(12.0, Some(12.0))), 1, "at least twenty, and twelve");
    }
}
