//! `casus show …`

use casus_engine::signals::{Week, signals};
use casus_engine::store::{
    ActorRow, ClaimRow, DiagnosticRow, DocumentRow, EventRow, EvidenceRow, Filter, Workspace,
};
use casus_engine::{Conflict, Story, conflicts_of, stories_of};
use serde_json::{Value, json};

use super::open;
use crate::Outcome;
use crate::args::{FilterArgs, Global, IsoWeek, Show, What};
use crate::output::{Output, Style, count, note};

pub(crate) fn run(global: &Global, args: &Show) -> anyhow::Result<Outcome> {
    let workspace = open(global)?;
    let mut out = Output::new();
    let shown = match &args.what {
        What::Documents(f) => documents(global, &workspace.documents(&f.filter())?, &mut out)?,
        What::Events(f) => events(global, &workspace.events(&f.filter())?, &mut out)?,
        What::Actors(f) => actors(global, &workspace.actors(&f.filter())?, &mut out)?,
        What::Claims(f) => claims(global, &workspace.claims(&f.filter(), false)?, &mut out)?,
        What::Forecasts(f) => claims(global, &workspace.claims(&f.filter(), true)?, &mut out)?,
        What::Timeline(f) => timeline(global, &workspace.events(&f.filter())?, &mut out)?,
        What::Pair { a, b, filter } => pair(global, &workspace, a, b, filter, &mut out)?,
        What::Diagnostics(f) => diagnostics(global, &workspace.diagnostics(&f.filter())?, &mut out)?,
        What::Conflicts(f) => conflicts(global, &conflicts_of(&workspace, &f.filter())?, &mut out)?,
        What::Stories(f) => stories(global, &stories_of(&workspace, &f.filter())?, &mut out)?,
        What::Signals { week, filter } => {
            let days = week.map(IsoWeek::days);
            let filter = Filter {
                from: days.map(|d| d.0).or(filter.from),
                to: days.map(|d| d.1).or(filter.to),
                ..filter.filter()
            };
            let mut rows = signals(&workspace, &filter)?;
            rows.retain(|row| week.is_none_or(|week| row.week == week.to_string()));
            weeks(global, &rows, &mut out)?
        }
        What::Evidence { id } => evidence(global, &workspace, id, &mut out)?,
    };
    out.finish()?;
    if shown == 0 {
        nothing(global, &workspace, &args.what)?;
    }
    Ok(Outcome::Done)
}

/// Says that nothing was found, and where a filter names nobody, that it does.
fn nothing(global: &Global, workspace: &Workspace, what: &What) -> anyhow::Result<()> {
    let names: Vec<&String> = match what {
        What::Pair { a, b, .. } => vec![a, b],
        What::Documents(f)
        | What::Events(f)
        | What::Actors(f)
        | What::Claims(f)
        | What::Forecasts(f)
        | What::Conflicts(f)
        | What::Stories(f)
        | What::Timeline(f)
        | What::Diagnostics(f) => f.actor.iter().collect(),
        What::Signals { filter, .. } => filter.actor.iter().collect(),
        What::Evidence { .. } => Vec::new(),
    };
    for name in names {
        if workspace.actors_named(name)?.is_empty() {
            note(global, &format!("no actor is called '{name}': 'casus show actors' lists them"));
        }
    }
    note(global, "nothing found");
    Ok(())
}

fn json_lines<T: serde::Serialize>(rows: &[T], out: &mut Output) -> anyhow::Result<usize> {
    for row in rows {
        out.json(row)?;
    }
    Ok(rows.len())
}

/// `Russia, Armenia`; `–` for nobody.
pub(crate) fn names(list: Option<&str>) -> String {
    list.filter(|l| !l.is_empty()).map_or_else(|| "–".to_owned(), |l| l.replace('|', ", "))
}

/// `2022-01-06 (day, dateline)`; `undated`.
pub(crate) fn dated(date: Option<&str>, precision: Option<&str>, basis: Option<&str>) -> String {
    match date {
        None => "undated".to_owned(),
        Some(date) => {
            format!("{date} ({})", [precision, basis].into_iter().flatten().collect::<Vec<_>>().join(", "))
        }
    }
}

/// `MOBILIZE/troops`.
pub(crate) fn kind(event: &EventRow) -> String {
    match &event.event_mode {
        Some(mode) => format!("{}/{mode}", event.event_type),
        None => event.event_type.clone(),
    }
}

fn factuality(event: &EventRow) -> Style {
    match event.factuality.as_str() {
        "happened" | "ongoing" => Style::Plain,
        "denied" => Style::Bad,
        _ => Style::Open,
    }
}

/// `2,500 troops`, `10–12 dead`, `at least 20 arrested`.
pub(crate) fn number(event: &EventRow) -> Option<String> {
    let plain = |x: f64| if x.fract() == 0.0 { format!("{x:.0}") } else { x.to_string() };
    let kind = event.number_kind.as_deref().filter(|k| *k != "other").unwrap_or_default();
    let low = event.number_low?;
    let value = match event.number_high {
        Some(high) if high != low => format!("{}–{}", plain(low), plain(high)),
        Some(_) => plain(low),
        None => format!("at least {}", plain(low)),
    };
    Some(format!("{value} {kind}").trim_end().to_owned())
}

/// Who says so, who denies it, numbers, place, reports and review, in one line.
pub(crate) fn details(event: &EventRow) -> String {
    let mut parts = Vec::new();
    if let Some(by) = event.attributed_to.as_deref().filter(|b| !b.is_empty()) {
        parts.push(format!("said by {}", names(Some(by))));
    }
    if let Some(by) = event.denied_by.as_deref().filter(|b| !b.is_empty()) {
        parts.push(format!("denied by {}", names(Some(by))));
    }
    parts.extend(number(event));
    if let Some(place) = &event.location_name {
        parts.push(format!("in {place}"));
    }
    if event.genericity != "specific" {
        parts.push(event.genericity.clone());
    }
    let reports = count(event.n_reports.max(0) as u64, "report");
    let texts = count(event.n_independent.max(0) as u64, "independent text");
    parts.push(if event.n_reports > 1 { format!("{reports} in {texts}") } else { reports });
    if !event.reviewed.is_empty() {
        parts.push(event.reviewed.clone());
    }
    parts.join(" · ")
}

fn event_block(event: &EventRow, indent: usize, with_date: bool, out: &mut Output) -> anyhow::Result<()> {
    let date = if with_date {
        format!(
            "{}  ",
            dated(event.event_date.as_deref(), event.date_precision.as_deref(), event.date_basis.as_deref())
        )
    } else {
        String::new()
    };
    let head = format!(
        "{:indent$}{}  {date}{}  {}  {} → {}",
        "",
        out.paint(&event.event_id, Style::Dim),
        out.paint(&kind(event), Style::Bold),
        out.paint(&event.factuality, factuality(event)),
        names(event.source_name.as_deref()),
        names(event.target_name.as_deref()),
    );
    out.line(&head)?;
    out.detail(indent + 4, &details(event), Style::Plain)?;
    if let Some(sentence) = &event.sentence {
        out.detail(indent + 4, sentence, Style::Dim)?;
    }
    Ok(())
}

fn events(global: &Global, rows: &[EventRow], out: &mut Output) -> anyhow::Result<usize> {
    if global.json {
        return json_lines(rows, out);
    }
    for event in rows {
        event_block(event, 0, true, out)?;
    }
    Ok(rows.len())
}

fn timeline(global: &Global, rows: &[EventRow], out: &mut Output) -> anyhow::Result<usize> {
    if global.json {
        return json_lines(rows, out);
    }
    let mut last = None;
    for event in rows {
        if last != Some(&event.event_date) {
            let day = event.event_date.as_deref().unwrap_or("undated");
            let precision = event.date_precision.as_deref().filter(|p| *p != "day");
            let day = precision.map_or(day.to_owned(), |p| format!("{day} ({p})"));
            let day = out.paint(&day, Style::Bold);
            out.line(&day)?;
            last = Some(&event.event_date);
        }
        event_block(event, 2, false, out)?;
    }
    Ok(rows.len())
}

fn conflicts(global: &Global, rows: &[Conflict], out: &mut Output) -> anyhow::Result<usize> {
    if global.json {
        return json_lines(rows, out);
    }
    for conflict in rows {
        let other = conflict.other.as_ref().map(|o| format!(" and {o}")).unwrap_or_default();
        let head = out.paint(&format!("{}{other}  {}", conflict.event, conflict.about), Style::Bold);
        out.line(&head)?;
        for position in &conflict.positions {
            let documents: Vec<String> = position.documents.iter().map(ToString::to_string).collect();
            let by = position.by.join(", ");
            out.detail(4, &format!("{}: {by} ({})", position.value, documents.join(", ")), Style::Plain)?;
        }
    }
    Ok(rows.len())
}

fn stories(global: &Global, rows: &[Story], out: &mut Output) -> anyhow::Result<usize> {
    if global.json {
        return json_lines(rows, out);
    }
    for story in rows {
        let head = out.paint(&story.title, Style::Bold);
        out.line(&head)?;
        let days = match (&story.from, &story.to) {
            (Some(a), Some(b)) if a != b => format!("{a} to {b}"),
            (Some(a), _) => a.clone(),
            _ => "undated".to_owned(),
        };
        let texts = count(story.documents.len() as u64, "document");
        let line =
            format!("{texts}, {} independent · {} · {days}", story.independent, story.langs.join(", "));
        out.detail(4, &line, Style::Plain)?;
        out.detail(4, &story.documents.join(", "), Style::Dim)?;
    }
    Ok(rows.len())
}

fn weeks(global: &Global, rows: &[Week], out: &mut Output) -> anyhow::Result<usize> {
    if global.json {
        return json_lines(rows, out);
    }
    for week in rows {
        let stance = week.stance.map_or_else(|| "–".to_owned(), |s| format!("{s:+.1}"));
        let silence = week.silence.map_or_else(String::new, |s| format!("  silence {s:.2}"));
        let head = format!(
            "{}  {} → {}  stance {stance}  attention {:.2}{silence}",
            week.week, week.actor, week.toward, week.attention
        );
        let head = out.paint(&head, Style::Bold);
        out.line(&head)?;
        for signal in &week.signals {
            let score = signal.score.map(|s| format!(" {s:+.1}")).unwrap_or_default();
            let line =
                format!("{}{score}: {} [{}]", signal.kind.name(), signal.text, signal.evidence.join(", "));
            out.detail(4, &line, Style::Plain)?;
        }
    }
    Ok(rows.len())
}

fn pair(
    global: &Global,
    workspace: &Workspace,
    a: &str,
    b: &str,
    filter: &FilterArgs,
    out: &mut Output,
) -> anyhow::Result<usize> {
    let filter = Filter { pair: Some((a.to_owned(), b.to_owned())), ..filter.filter() };
    let rows = workspace.events(&filter)?;
    if global.json {
        return json_lines(&rows, out);
    }
    let ids = workspace.actors_named(a)?;
    let acts = |event: &EventRow| {
        let by_id = event.source_id.iter().flat_map(|s| s.split('|')).any(|id| ids.iter().any(|i| i == id));
        by_id || event.source_country.iter().flat_map(|s| s.split('|')).any(|c| c.eq_ignore_ascii_case(a))
    };
    let (there, back): (Vec<&EventRow>, Vec<&EventRow>) = rows.iter().partition(|e| acts(e));
    for (from, to, events) in [(a, b, there), (b, a, back)] {
        if events.is_empty() {
            continue;
        }
        let facts: Vec<&&EventRow> =
            events.iter().filter(|e| matches!(e.factuality.as_str(), "happened" | "ongoing")).collect();
        let quad = |q: i64| facts.iter().filter(|e| e.quad == q).count();
        let scores: Vec<f64> = facts.iter().filter_map(|e| e.goldstein).collect();
        let mean = if scores.is_empty() {
            String::new()
        } else {
            format!(", mean Goldstein {:+.1}", scores.iter().sum::<f64>() / scores.len() as f64)
        };
        let head = format!(
            "{from} → {to}: {}; of what happened: cooperation {} in words, {} in deeds; conflict {} in words, {} in deeds{mean}",
            count(events.len() as u64, "event"),
            quad(1),
            quad(2),
            quad(3),
            quad(4)
        );
        let head = out.paint(&head, Style::Bold);
        out.line(&head)?;
        for event in events {
            event_block(event, 2, true, out)?;
        }
    }
    Ok(rows.len())
}

fn documents(global: &Global, rows: &[DocumentRow], out: &mut Output) -> anyhow::Result<usize> {
    if global.json {
        return json_lines(rows, out);
    }
    if !rows.is_empty() {
        let table: Vec<Vec<String>> = rows
            .iter()
            .map(|d| {
                let state = match (&d.duplicate_of, d.status.as_str()) {
                    (Some(_), _) => "repeats",
                    (None, "coded") => "",
                    (None, other) => other,
                };
                vec![
                    d.doc_id.clone(),
                    dated(d.date.as_deref(), d.date_precision.as_deref(), d.date_basis.as_deref()),
                    d.lang.clone(),
                    d.n_sentences.to_string(),
                    d.n_reports.to_string(),
                    d.n_claims.to_string(),
                    state.to_owned(),
                    match &d.title {
                        Some(title) => format!("{} · {title}", d.origin),
                        None => d.origin.clone(),
                    },
                ]
            })
            .collect();
        let header = ["document", "date", "lang", "sentences", "events", "claims", "state", "origin"];
        out.table(&header, &table)?;
    }
    Ok(rows.len())
}

fn actors(global: &Global, rows: &[ActorRow], out: &mut Output) -> anyhow::Result<usize> {
    if global.json {
        return json_lines(rows, out);
    }
    if !rows.is_empty() {
        let table: Vec<Vec<String>> = rows
            .iter()
            .map(|a| {
                vec![
                    a.actor_id.clone(),
                    a.name.clone(),
                    a.kind.clone(),
                    a.code.clone(),
                    a.n_mentions.to_string(),
                    a.n_source.to_string(),
                    a.n_target.to_string(),
                    a.n_claims.to_string(),
                    if a.known { String::new() } else { "from texts".to_owned() },
                    names(a.roles.as_deref().or(a.names.as_deref())),
                ]
            })
            .collect();
        let header = [
            "actor",
            "name",
            "kind",
            "code",
            "mentions",
            "acts",
            "is acted on",
            "claims",
            "",
            "roles or names",
        ];
        out.table(&header, &table)?;
    }
    Ok(rows.len())
}

fn claims(global: &Global, rows: &[ClaimRow], out: &mut Output) -> anyhow::Result<usize> {
    if global.json {
        return json_lines(rows, out);
    }
    for c in rows {
        let who = c.holder_name.as_deref().unwrap_or("–");
        let head = format!(
            "{}  {}  {}  {}",
            out.paint(&c.claim_id, Style::Dim),
            out.paint(who, Style::Bold),
            c.kind,
            c.speech
        );
        out.line(&head)?;
        let stance = if c.stance == "denies" { "denies: " } else { "" };
        out.detail(4, &format!("{stance}“{}”", c.content), Style::Plain)?;
        let mut parts = Vec::new();
        if c.modality != "unstated" {
            parts.push(c.modality.clone());
        }
        if c.horizon.is_some() {
            let horizon =
                dated(c.horizon.as_deref(), c.horizon_precision.as_deref(), c.horizon_basis.as_deref());
            parts.push(format!("for {horizon}"));
        }
        if let Some(condition) = &c.condition {
            parts.push(format!("on condition: {condition}"));
        }
        if let Some(words) = c.holder_words.as_deref().filter(|w| *w != who) {
            parts.push(format!("in the text: {words}"));
        }
        parts.push(format!("{} {}", c.doc_date.as_deref().unwrap_or("undated"), c.doc_origin));
        if !c.reviewed.is_empty() {
            parts.push(c.reviewed.clone());
        }
        out.detail(4, &parts.join(" · "), Style::Dim)?;
    }
    Ok(rows.len())
}

fn diagnostics(global: &Global, rows: &[DiagnosticRow], out: &mut Output) -> anyhow::Result<usize> {
    if global.json {
        return json_lines(rows, out);
    }
    for d in rows {
        let place = d.line.map_or(d.origin.clone(), |line| format!("{}:{line}", d.origin));
        let style = if d.severity == "error" { Style::Bad } else { Style::Open };
        let head = format!("{place}: {}[{}]: {}", out.paint(&d.severity, style), d.code, d.message);
        out.line(&head)?;
        if let Some(words) = d.exact.as_deref().filter(|w| !w.is_empty()) {
            out.detail(4, words, Style::Dim)?;
        }
        if let Some(hint) = &d.hint {
            out.detail(4, &format!("hint: {hint}"), Style::Plain)?;
        }
    }
    Ok(rows.len())
}

/// Evidence as a W3C Web Annotation.
fn annotation(e: &EvidenceRow) -> Value {
    json!({
        "@context": "http://www.w3.org/ns/anno.jsonld",
        "type": "Annotation",
        "id": format!("{}/{}/{}", e.record_id, e.role, e.n),
        "motivation": "identifying",
        "body": {"record": e.record_id, "role": e.role},
        "target": {
            "source": e.url.as_deref().unwrap_or(&e.doc_origin),
            "document": e.doc_id,
            "sha256": e.text_sha256,
            "bytes": {"start": e.byte_start, "end": e.byte_end},
            "selector": [
                {"type": "TextPositionSelector", "start": e.char_start, "end": e.char_end},
                {"type": "TextQuoteSelector", "exact": e.exact, "prefix": e.prefix, "suffix": e.suffix},
            ],
        },
    })
}

fn evidence(global: &Global, workspace: &Workspace, id: &str, out: &mut Output) -> anyhow::Result<usize> {
    let rows = workspace.evidence(id)?;
    if rows.is_empty() {
        // Say that there is no such record, rather than that it has no evidence.
        match casus_engine::store::RecordKind::of(id) {
            casus_engine::store::RecordKind::Event => drop(workspace.event(id)?),
            casus_engine::store::RecordKind::Report => drop(workspace.report(id)?),
            casus_engine::store::RecordKind::Claim => drop(workspace.claim(id)?),
            casus_engine::store::RecordKind::Document => drop(workspace.document(id)?),
            casus_engine::store::RecordKind::Actor => return actor_evidence(global, workspace, id, out),
        }
    }
    if global.json {
        for row in &rows {
            out.json(&annotation(row))?;
        }
        return Ok(rows.len());
    }
    let mut last = None;
    for e in &rows {
        if last != Some(&e.record_id) {
            let title = e.doc_title.as_ref().map(|t| format!(" · {t}")).unwrap_or_default();
            let head = out.paint(&format!("{}  {}{title}", e.record_id, e.doc_origin), Style::Bold);
            out.line(&head)?;
            last = Some(&e.record_id);
        }
        let place = format!("{}–{}", e.char_start, e.char_end);
        let text = if matches!(e.role.as_str(), "statement" | "content") {
            e.exact.clone()
        } else {
            format!("…{}⟦{}⟧{}…", e.prefix, e.exact, e.suffix)
        };
        out.detail(2, &format!("{:<10} {place:<12} {text}", e.role), Style::Plain)?;
    }
    Ok(rows.len())
}

/// Where an actor is mentioned.
fn actor_evidence(
    global: &Global,
    workspace: &Workspace,
    id: &str,
    out: &mut Output,
) -> anyhow::Result<usize> {
    workspace.actor(id)?;
    let mentions = workspace.mentions_of(id, 1000)?;
    if global.json {
        return json_lines(&mentions, out);
    }
    for m in &mentions {
        out.detail(
            0,
            &format!("{}  {}–{}  {}  ({})", m.document_id, m.char_start, m.char_end, m.text, m.reason),
            Style::Plain,
        )?;
    }
    Ok(mentions.len())
}
