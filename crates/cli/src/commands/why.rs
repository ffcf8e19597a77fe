//! `casus why ID`: the way from the words to the record.

use casus_engine::store::{RecordKind, Workspace};
use serde_json::json;

use super::open;
use super::show::{dated, details, kind, names};
use crate::Outcome;
use crate::args::{Global, Why};
use crate::output::{Output, Style};

pub(crate) fn run(global: &Global, args: &Why) -> anyhow::Result<Outcome> {
    let workspace = open(global)?;
    let mut out = Output::new();
    match RecordKind::of(&args.id) {
        RecordKind::Event => event(global, &workspace, &args.id, &mut out)?,
        RecordKind::Report => match workspace.report(&args.id)?.event_id {
            Some(id) => event(global, &workspace, &id, &mut out)?,
            None => report(&workspace, &args.id, &mut out)?,
        },
        RecordKind::Claim => claim(global, &workspace, &args.id, &mut out)?,
        RecordKind::Document => document(global, &workspace, &args.id, &mut out)?,
        RecordKind::Actor => actor(global, &workspace, &args.id, &mut out)?,
    }
    out.finish()?;
    Ok(Outcome::Done)
}

fn event(global: &Global, w: &Workspace, id: &str, out: &mut Output) -> anyhow::Result<()> {
    let e = w.event(id)?;
    let reports = w.reports_of(id)?;
    if global.json {
        let evidence = w.evidence(id)?;
        let decisions: Vec<_> =
            w.decisions()?.into_iter().filter(|d| reports.iter().any(|r| r.report_id == d.anchor)).collect();
        return out.json(&json!({
            "event": e, "machine": w.record(id)?, "reports": reports, "evidence": evidence, "decisions": decisions,
        }));
    }
    let head = format!(
        "{}  {}  {}  {} → {}",
        e.event_id,
        kind(&e),
        e.factuality,
        names(e.source_name.as_deref()),
        names(e.target_name.as_deref())
    );
    let head = out.paint(&head, Style::Bold);
    out.line(&head)?;
    out.line(&format!("  {}", details(&e)))?;
    let goldstein = e.goldstein.map_or("–".to_owned(), |g| format!("{g:+.1}"));
    out.line(&format!(
        "  CAMEO {} · quad class {} · Goldstein {goldstein} · contexts {}",
        e.cameo,
        e.quad,
        names(Some(&e.contexts))
    ))?;
    out.line(&format!(
        "  date: {}",
        dated(e.event_date.as_deref(), e.date_precision.as_deref(), e.date_basis.as_deref())
    ))?;
    out.line(&format!("  confidence {:.2}, coder {}", e.confidence, e.coder_version))?;
    for r in &reports {
        out.line("")?;
        report(w, &r.report_id, out)?;
    }
    decisions(w, &reports.iter().map(|r| r.report_id.as_str()).collect::<Vec<_>>(), out)
}

/// One report: its sentence, and for each part of it the words and the reason.
fn report(w: &Workspace, id: &str, out: &mut Output) -> anyhow::Result<()> {
    let r = w.report(id)?;
    let title = r.doc_title.as_ref().map(|t| format!(" · {t}")).unwrap_or_default();
    let date = r.doc_date.as_deref().unwrap_or("undated");
    let head = out.paint(&format!("report {}  {} ({date}){title}", r.report_id, r.doc_origin), Style::Bold);
    out.line(&head)?;
    if let Some(original) = &r.duplicate_of {
        out.line(&format!("  repeats the text of {original}"))?;
    }
    if let Some(sentence) = &r.sentence {
        out.detail(2, sentence, Style::Dim)?;
    }
    out.line(&format!("  trigger “{}”: frame {}, rule {}", r.trigger, r.frame, r.rule))?;
    out.line(&format!("  {}: {}", r.factuality, r.factuality_reason))?;
    if let Some(date) = &r.event_date {
        out.line(&format!("  date {date}, from {}", r.date_basis.as_deref().unwrap_or("–")))?;
    }
    let mentions = w.mentions(&r.doc_id)?;
    for e in w.evidence(id)?.iter().filter(|e| !matches!(e.role.as_str(), "statement" | "trigger")) {
        let mention = mentions.iter().find(|m| (m.char_start, m.char_end) == (e.char_start, e.char_end));
        let reason = mention
            .map(|m| {
                let actor = m.actor_id.as_deref().or(m.place_name.as_deref()).unwrap_or("nobody known");
                let code = m.code.as_deref().map(|c| format!(" ({c})")).unwrap_or_default();
                let alias = m.alias.as_deref().map(|a| format!(", matched “{a}”")).unwrap_or_default();
                format!(": {actor}{code}{alias}, {}", m.reason)
            })
            .unwrap_or_default();
        out.line(&format!("  {} “{}” at {}–{}{reason}", e.role, e.exact, e.char_start, e.char_end))?;
    }
    Ok(())
}

fn decisions(w: &Workspace, anchors: &[&str], out: &mut Output) -> anyhow::Result<()> {
    for d in w.decisions()?.iter().filter(|d| anchors.contains(&d.anchor.as_str())) {
        let value = d.value.as_deref().unwrap_or("as the machine suggests");
        let on = d.decided_on.as_deref().unwrap_or("an unknown day");
        let note = d.note.as_deref().map(|n| format!(": {n}")).unwrap_or_default();
        out.line(&format!("decision {} of {on}: {} {} = {value}{note}", d.id, d.action, d.field))?;
    }
    Ok(())
}

fn claim(global: &Global, w: &Workspace, id: &str, out: &mut Output) -> anyhow::Result<()> {
    let c = w.claim(id)?;
    let evidence = w.evidence(id)?;
    if global.json {
        return out.json(&json!({"claim": c, "machine": w.record(id)?, "evidence": evidence}));
    }
    let holder = c.holder_name.as_deref().unwrap_or("nobody named");
    let head =
        out.paint(&format!("{}  {} · {} · {} speech", c.claim_id, holder, c.kind, c.speech), Style::Bold);
    out.line(&head)?;
    out.line(&format!("  “{}”", c.content))?;
    out.line(&format!("  {}; modality {}; confidence {:.2}", c.stance, c.modality, c.confidence))?;
    if c.horizon.is_some() {
        let horizon = dated(c.horizon.as_deref(), c.horizon_precision.as_deref(), c.horizon_basis.as_deref());
        out.line(&format!("  horizon {horizon}"))?;
    }
    out.line(&format!("  in {} ({})", c.doc_origin, c.doc_date.as_deref().unwrap_or("undated")))?;
    for e in evidence.iter().filter(|e| e.role != "content") {
        out.line(&format!("  {} “{}” at {}–{}", e.role, e.exact, e.char_start, e.char_end))?;
    }
    if c.holder_words.is_none() && c.holder_name.is_some() {
        out.line("  the holder is carried over from an earlier sentence")?;
    }
    decisions(w, &[id], out)
}

fn document(global: &Global, w: &Workspace, id: &str, out: &mut Output) -> anyhow::Result<()> {
    let d = w.document(id)?;
    if global.json {
        return out.json(&d);
    }
    let head = out.paint(&format!("{}  {}", d.doc_id, d.origin), Style::Bold);
    out.line(&head)?;
    for (name, value) in [("title", &d.title), ("publisher", &d.publisher), ("url", &d.url)] {
        if let Some(value) = value {
            out.line(&format!("  {name}: {value}"))?;
        }
    }
    out.line(&format!("  language {}, {}", d.lang, d.status))?;
    let date = dated(d.date.as_deref(), d.date_precision.as_deref(), d.date_basis.as_deref());
    let detail = d
        .date_detail
        .as_deref()
        .filter(|t| !t.is_empty())
        .map(|t| format!(", from “{t}”"))
        .unwrap_or_default();
    out.line(&format!("  date: {date}{detail}"))?;
    if let Some(original) = &d.duplicate_of {
        out.line(&format!("  repeats the text of {original}"))?;
    }
    out.line(&format!(
        "  {} sentences, {} reports of events, {} claims",
        d.n_sentences, d.n_reports, d.n_claims
    ))?;
    out.line(&format!("  text SHA-256 {}", d.text_sha256))?;
    out.line(&format!("  input SHA-256 {}", d.source_sha256))?;
    let part = |hash: &str| hash.get(..12).unwrap_or("–").to_owned();
    out.line(&format!(
        "  coded by {} with model {} and tables {}",
        d.coder_version,
        part(&d.model_sha256),
        part(&d.knowledge_sha256)
    ))?;
    Ok(())
}

fn actor(global: &Global, w: &Workspace, id: &str, out: &mut Output) -> anyhow::Result<()> {
    // A name is as good as an id where it means one actor.
    let ids = w.actors_named(id)?;
    let id = match ids.as_slice() {
        [one] => one,
        _ => id,
    };
    let a = w.actor(id)?;
    let mentions = w.mentions_of(id, 200)?;
    if global.json {
        return out.json(&json!({"actor": a, "mentions": mentions}));
    }
    let head = out.paint(&format!("{}  {} · {} · {}", a.actor_id, a.name, a.kind, a.code), Style::Bold);
    out.line(&head)?;
    let origin = if a.known { "in the knowledge tables" } else { "known from the texts alone" };
    out.line(&format!(
        "  {origin}{}",
        a.wikidata.as_deref().map(|q| format!(", Wikidata {q}")).unwrap_or_default()
    ))?;
    for role in a.roles.iter().flat_map(|r| r.split('|')) {
        out.line(&format!("  {role}"))?;
    }
    // Every way in which it was named, with the reason it was taken for this actor.
    let mut ways: Vec<(String, usize)> = Vec::new();
    for m in &mentions {
        let alias = m.alias.as_deref().map(|a| format!(", matched “{a}”")).unwrap_or_default();
        let way = format!("“{}”: {}{alias}", m.text, m.reason);
        match ways.iter_mut().find(|(w, _)| *w == way) {
            Some((_, n)) => *n += 1,
            None => ways.push((way, 1)),
        }
    }
    for (way, n) in ways {
        out.line(&format!("  {n} × {way}"))?;
    }
    Ok(())
}
