//! A dossier: one self-contained page with the timeline, the claims, the actors, the documents and the diagnostics of a
//! workspace. Every record opens the words it was read from, in the text of its document. It needs no network; without
//! scripts the links still lead to the sentences; it prints.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;

use casus_store::{ClaimRow, DocumentRow, EventRow, EvidenceRow, Filter, ReportRow, Workspace};

use super::{ExportError, escape};

const STYLE: &str = include_str!("dossier.css");
const SCRIPT: &str = include_str!("dossier.js");

/// Actors in the list; the others are in the workspace.
const ACTORS: u64 = 200;

pub(super) fn write(
    workspace: &Workspace,
    filter: &Filter,
    title: &str,
    out: &mut dyn Write,
) -> Result<(), ExportError> {
    let events = workspace.events(filter)?;
    let claims = workspace.claims(filter, false)?;
    let documents = workspace.documents(&Filter { lang: filter.lang.clone(), ..Filter::default() })?;
    let places: BTreeMap<&str, Vec<(i64, i64)>> = documents
        .iter()
        .map(|d| {
            let sentences = workspace.sentences(&d.doc_id)?;
            Ok((d.doc_id.as_str(), sentences.iter().map(|s| (s.char_start, s.char_end)).collect()))
        })
        .collect::<Result<_, ExportError>>()?;
    let page = Page { workspace, places };

    head(title, &events, &claims, &documents, out)?;
    page.timeline(&events, out)?;
    page.claims(&claims, out)?;
    page.actors(filter, out)?;
    page.documents(&documents, out)?;
    page.diagnostics(filter, out)?;
    writeln!(
        out,
        "</main>\n<aside id=\"reader\" role=\"region\" aria-label=\"Source text\" tabindex=\"-1\">"
    )?;
    writeln!(
        out,
        "<div class=\"head\"><h2 id=\"reader-head\"></h2><button id=\"reader-close\">Close</button></div>"
    )?;
    write!(out, "<div class=\"legend\"><small><mark>statement</mark></small>")?;
    for role in ["trigger", "source", "target", "holder", "date"] {
        write!(out, "<small><mark class=\"{role}\">{role}</mark></small>")?;
    }
    writeln!(out, "</div><div class=\"text\" id=\"reader-text\" dir=\"auto\"></div></aside></div>")?;
    writeln!(out, "<script>{SCRIPT}</script></body></html>")?;
    Ok(())
}

struct Page<'w> {
    workspace: &'w Workspace,
    /// Sentences of each document, in code points.
    places: BTreeMap<&'w str, Vec<(i64, i64)>>,
}

/// Text that keeps its number of code points when a browser has read it: offsets refer to it.
fn exact(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '\r' => escaped.push_str("&#13;"),
            '\t' | '\n' | ' '.. => escaped.push(c),
            _ => escaped.push('\u{fffd}'),
        }
    }
    escaped
}

/// `Russia, Armenia`; `–` for nobody.
fn names(list: Option<&str>) -> String {
    list.filter(|l| !l.is_empty()).map_or_else(|| "–".to_owned(), |l| escape(&l.replace('|', ", ")))
}

fn dated(date: Option<&str>, precision: Option<&str>, basis: Option<&str>) -> String {
    let Some(date) = date else { return "undated".to_owned() };
    let notes: Vec<&str> = [precision.filter(|p| *p != "day"), basis].into_iter().flatten().collect();
    format!("{} <small class=\"soft\">{}</small>", escape(&pretty(date)), escape(&notes.join(", ")))
}

/// EDTF for people: intervals with a dash.
fn pretty(date: &str) -> String {
    match date.split_once('/') {
        Some(("..", to)) => format!("until {to}"),
        Some((from, "..")) => format!("from {from}"),
        Some((from, to)) => format!("{from} – {to}"),
        None => date.to_owned(),
    }
}

fn plain(x: f64) -> String {
    if x.fract() == 0.0 { format!("{x:.0}") } else { x.to_string() }
}

fn number(event: &EventRow) -> Option<String> {
    let kind = event.number_kind.as_deref().filter(|k| *k != "other").unwrap_or_default();
    let low = event.number_low?;
    let value = match event.number_high {
        Some(high) if high != low => format!("{}–{}", plain(low), plain(high)),
        Some(_) => plain(low),
        None => format!("at least {}", plain(low)),
    };
    Some(format!("{value} {kind}").trim_end().to_owned())
}

impl Page<'_> {
    /// Attributes of a link that opens words of a document.
    fn link(&self, document: &str, sentence_at: i64, marks: &[&EvidenceRow]) -> String {
        let sentence = self
            .places
            .get(document)
            .and_then(|places| places.iter().position(|(start, end)| (*start..*end).contains(&sentence_at)));
        let target = sentence.map_or(document.to_owned(), |n| format!("{document}-s{n}"));
        let marks: Vec<(&str, i64, i64)> =
            marks.iter().map(|m| (m.role.as_str(), m.char_start, m.char_end)).collect();
        let marks = serde_json::to_string(&marks).unwrap_or_default();
        format!("href=\"#{target}\" data-doc=\"{document}\" data-marks=\"{}\"", escape(&marks))
    }

    fn timeline(&self, events: &[EventRow], out: &mut dyn Write) -> Result<(), ExportError> {
        writeln!(out, "<section id=\"timeline\"><h2>Timeline</h2>")?;
        if events.is_empty() {
            writeln!(out, "<p class=\"none\">No events.</p></section>")?;
            return Ok(());
        }
        chart(events, out)?;
        let mut last: Option<&Option<String>> = None;
        for event in events {
            if last != Some(&event.event_date) {
                if last.is_some() {
                    writeln!(out, "</div>")?;
                }
                let day = event.event_date.as_deref().map_or("Undated".to_owned(), pretty);
                writeln!(out, "<div class=\"group\"><h3>{}</h3>", escape(&day))?;
                last = Some(&event.event_date);
            }
            self.event(event, out)?;
        }
        writeln!(out, "</div></section>")?;
        Ok(())
    }

    fn event(&self, e: &EventRow, out: &mut dyn Write) -> Result<(), ExportError> {
        let kind = match &e.event_mode {
            Some(mode) => format!("{} / {mode}", e.event_type),
            None => e.event_type.clone(),
        };
        let actors: Vec<&str> =
            [&e.source_id, &e.target_id].into_iter().flatten().flat_map(|ids| ids.split('|')).collect();
        writeln!(
            out,
            "<article class=\"item q{}\" id=\"{}\" data-fact=\"{}\" data-actors=\"{}\">",
            e.quad,
            e.event_id,
            e.factuality,
            escape(&actors.join(" "))
        )?;
        writeln!(
            out,
            "<div class=\"badges\"><span class=\"who\">{} <span aria-label=\"to\">→</span> {}</span>\
             <span class=\"badge type\">{}</span><span class=\"badge {}\" title=\"{}\">{}</span>",
            names(e.source_name.as_deref()),
            names(e.target_name.as_deref()),
            escape(&kind),
            e.factuality,
            escape(&e.factuality_reason),
            e.factuality
        )?;
        if e.genericity != "specific" {
            write!(out, "<span class=\"badge\">{}</span>", e.genericity)?;
        }
        if !e.reviewed.is_empty() {
            write!(out, "<span class=\"badge\">{}</span>", e.reviewed)?;
        }
        writeln!(out, "</div>")?;
        let mut facts =
            vec![dated(e.event_date.as_deref(), e.date_precision.as_deref(), e.date_basis.as_deref())];
        if let Some(by) = e.attributed_to.as_deref().filter(|b| !b.is_empty()) {
            facts.push(format!("said by <b>{}</b>", names(Some(by))));
        }
        if let Some(by) = e.denied_by.as_deref().filter(|b| !b.is_empty()) {
            facts.push(format!("denied by <b>{}</b>", names(Some(by))));
        }
        facts.extend(number(e).map(|n| escape(&n)));
        facts.extend(e.location_name.as_ref().map(|p| format!("in {}", escape(p))));
        facts.push(format!(
            "<small class=\"soft\">CAMEO {} · confidence {:.2}</small>",
            escape(&e.cameo),
            e.confidence
        ));
        writeln!(out, "<p>{}</p>", facts.join(" · "))?;
        let reports = self.workspace.reports_of(&e.event_id)?;
        let evidence = self.workspace.evidence(&e.event_id)?;
        let marks = |r: &ReportRow| -> Vec<&EvidenceRow> {
            evidence.iter().filter(|v| v.record_id == r.report_id && v.role != "statement").collect()
        };
        let open = |r: &ReportRow| {
            self.link(&r.doc_id, r.char_start, &with_statement(&evidence, &r.report_id, marks(r)))
        };
        let main = reports.iter().find(|r| r.report_id == e.report_id).or(reports.first());
        if let Some(main) = main {
            writeln!(
                out,
                "<blockquote lang=\"{}\" dir=\"auto\">{} <a {}>{}</a></blockquote>",
                main.lang,
                escape(main.sentence.as_deref().unwrap_or_default()),
                open(main),
                escape(&source(main.doc_title.as_deref(), &main.doc_origin, main.doc_date.as_deref()))
            )?;
        }
        if reports.len() > 1 {
            writeln!(out, "<details><summary>{} reports</summary><ol class=\"reports\">", reports.len())?;
            for r in &reports {
                let mut notes = vec![r.factuality.clone()];
                notes.extend(r.attributed_to.as_deref().map(|a| format!("said by {}", names(Some(a)))));
                notes.extend(r.denied_by.as_deref().map(|a| format!("denied by {}", names(Some(a)))));
                if r.duplicate_of.is_some() {
                    notes.push("repeats another's text".to_owned());
                }
                writeln!(
                    out,
                    "<li><span lang=\"{}\" dir=\"auto\">{}</span> <a {}>{}</a> <small class=\"soft\">{}</small></li>",
                    r.lang,
                    escape(r.sentence.as_deref().unwrap_or_default()),
                    open(r),
                    escape(&source(r.doc_title.as_deref(), &r.doc_origin, r.doc_date.as_deref())),
                    notes.join(" · ")
                )?;
            }
            writeln!(out, "</ol></details>")?;
        }
        writeln!(out, "</article>")?;
        Ok(())
    }

    fn claims(&self, claims: &[ClaimRow], out: &mut dyn Write) -> Result<(), ExportError> {
        writeln!(out, "<section id=\"claims\"><h2>Forecasts and other claims</h2>")?;
        let (forecasts, others): (Vec<&ClaimRow>, Vec<&ClaimRow>) = claims.iter().partition(|c| c.forecast);
        for (title, list) in [("Forecasts", forecasts), ("Other claims", others)] {
            writeln!(out, "<div class=\"group\"><h3>{title} ({})</h3>", list.len())?;
            if list.is_empty() {
                writeln!(out, "<p class=\"none\">None.</p>")?;
            }
            for c in list {
                let evidence = self.workspace.evidence(&c.claim_id)?;
                let marks: Vec<&EvidenceRow> = evidence.iter().collect();
                let holder = c.holder_name.as_deref().unwrap_or("nobody named");
                let actors = c.holder_id.as_deref().unwrap_or_default();
                writeln!(
                    out,
                    "<article class=\"item\" id=\"{}\" data-actors=\"{}\"><div class=\"badges\"><span class=\"who\">{}</span><span class=\"badge\">{}</span><span class=\"badge\">{}</span>",
                    c.claim_id,
                    escape(actors),
                    escape(holder),
                    c.kind,
                    c.speech
                )?;
                if c.modality != "unstated" {
                    write!(out, "<span class=\"badge\">{}</span>", c.modality)?;
                }
                if c.stance == "denies" {
                    write!(out, "<span class=\"badge denied\">denies</span>")?;
                }
                if !c.reviewed.is_empty() {
                    write!(out, "<span class=\"badge\">{}</span>", c.reviewed)?;
                }
                writeln!(
                    out,
                    "</div><blockquote lang=\"{}\" dir=\"auto\">{} <a {}>{}</a></blockquote>",
                    c.lang,
                    escape(&c.content),
                    self.link(&c.doc_id, c.char_start, &marks),
                    escape(&source(c.doc_title.as_deref(), &c.doc_origin, c.doc_date.as_deref()))
                )?;
                let mut facts = Vec::new();
                if c.horizon.is_some() {
                    let horizon = dated(
                        c.horizon.as_deref(),
                        c.horizon_precision.as_deref(),
                        c.horizon_basis.as_deref(),
                    );
                    facts.push(format!("for {horizon}"));
                }
                facts.extend(c.condition.as_ref().map(|t| format!("on condition: {}", escape(t))));
                if let Some(words) = c.holder_words.as_deref().filter(|w| *w != holder) {
                    facts.push(format!("in the text: {}", escape(words)));
                }
                if !facts.is_empty() {
                    writeln!(out, "<p class=\"soft\">{}</p>", facts.join(" · "))?;
                }
                writeln!(out, "</article>")?;
            }
            writeln!(out, "</div>")?;
        }
        writeln!(out, "</section>")?;
        Ok(())
    }

    fn actors(&self, filter: &Filter, out: &mut dyn Write) -> Result<(), ExportError> {
        let all = self.workspace.actors(&Filter {
            lang: filter.lang.clone(),
            limit: Some(ACTORS),
            ..Filter::default()
        })?;
        writeln!(
            out,
            "<section id=\"actors\"><h2>Actors</h2><div class=\"scroll\"><table><thead><tr><th>Name</th><th>Code</th><th>Kind</th><th class=\"n\">Mentions</th><th class=\"n\">Acts</th><th class=\"n\">Is acted on</th><th class=\"n\">Claims</th><th>Roles and names in the texts</th></tr></thead><tbody>"
        )?;
        for a in &all {
            let about = [a.roles.as_deref(), a.names.as_deref()];
            let about: Vec<String> = about.into_iter().flatten().map(|t| t.replace('|', "; ")).collect();
            let known = if a.known { "" } else { " <small class=\"soft\">from texts</small>" };
            let name = if a.n_source + a.n_target > 0 {
                format!(
                    "<button data-only=\"{}\" title=\"Show the events of this actor\">{}</button>",
                    escape(&a.actor_id),
                    escape(&a.name)
                )
            } else {
                escape(&a.name)
            };
            writeln!(
                out,
                "<tr class=\"item-row\"><td>{name}{known}</td><td>{}</td><td>{}</td><td class=\"n\">{}</td><td class=\"n\">{}</td><td class=\"n\">{}</td><td class=\"n\">{}</td><td><small>{}</small></td></tr>",
                escape(&a.code),
                a.kind,
                a.n_mentions,
                a.n_source,
                a.n_target,
                a.n_claims,
                escape(&about.join(" — "))
            )?;
        }
        writeln!(out, "</tbody></table></div></section>")?;
        Ok(())
    }

    fn documents(&self, documents: &[DocumentRow], out: &mut dyn Write) -> Result<(), ExportError> {
        writeln!(out, "<section id=\"documents\"><h2>Documents</h2>")?;
        for d in documents {
            let title = d.title.as_deref().unwrap_or(&d.origin);
            let mut notes = vec![
                dated(d.date.as_deref(), d.date_precision.as_deref(), d.date_basis.as_deref()),
                escape(&d.lang),
                format!("{} sentences", d.n_sentences),
                format!("{} reports of events", d.n_reports),
                format!("{} claims", d.n_claims),
            ];
            notes.extend(d.publisher.as_ref().map(|p| escape(p)));
            if d.status == "not-coded" {
                notes.push("not coded: no model for the language".to_owned());
            }
            notes.extend(
                d.duplicate_of.as_ref().map(|o| format!("repeats the text of <a href=\"#{o}\">another</a>")),
            );
            notes.extend(
                d.url
                    .as_ref()
                    .filter(|u| u.starts_with("http"))
                    .map(|u| format!("<a href=\"{}\" rel=\"noreferrer\">{}</a>", escape(u), escape(u))),
            );
            writeln!(
                out,
                "<details class=\"doc\" id=\"{}\" data-title=\"{}\"><summary>{} <small class=\"soft\">{}</small></summary><p><small class=\"soft\">{} · SHA-256 {}</small></p>",
                d.doc_id,
                escape(&source(d.title.as_deref(), &d.origin, d.date.as_deref())),
                escape(title),
                notes.join(" · "),
                escape(&d.origin),
                d.text_sha256
            )?;
            write!(out, "<div class=\"text\" lang=\"{}\" dir=\"auto\">", d.lang)?;
            let text = self.workspace.text(&d.doc_id)?;
            let chars: Vec<char> = text.chars().collect();
            let piece = |from: i64, to: i64| -> String {
                let to = (to.max(0) as usize).min(chars.len());
                let from = (from.max(0) as usize).min(to);
                exact(&chars[from..to].iter().collect::<String>())
            };
            let mut at = 0;
            for (n, (start, end)) in self.places.get(d.doc_id.as_str()).into_iter().flatten().enumerate() {
                write!(
                    out,
                    "{}<span id=\"{}-s{n}\">{}</span>",
                    piece(at, *start),
                    d.doc_id,
                    piece(*start, *end)
                )?;
                at = *end;
            }
            writeln!(out, "{}</div></details>", piece(at, chars.len() as i64))?;
        }
        writeln!(out, "</section>")?;
        Ok(())
    }

    fn diagnostics(&self, filter: &Filter, out: &mut dyn Write) -> Result<(), ExportError> {
        let all = self.workspace.diagnostics(&Filter { lang: filter.lang.clone(), ..Filter::default() })?;
        writeln!(out, "<section id=\"diagnostics\"><h2>Diagnostics</h2>")?;
        if all.is_empty() {
            writeln!(out, "<p class=\"none\">Nothing was noticed.</p>")?;
        } else {
            writeln!(
                out,
                "<div class=\"scroll\"><table><thead><tr><th>Document</th><th>Finding</th><th>What was found</th></tr></thead><tbody>"
            )?;
            for d in &all {
                let place = d.line.map_or(escape(&d.origin), |line| format!("{}:{line}", escape(&d.origin)));
                let place = match (&d.doc_id, d.char_start, d.char_end) {
                    (Some(doc), Some(start), Some(end)) => {
                        let mark = EvidenceRow {
                            role: "trigger".into(),
                            char_start: start,
                            char_end: end,
                            ..EvidenceRow::default()
                        };
                        format!("<a {}>{place}</a>", self.link(doc, start, &[&mark]))
                    }
                    (Some(doc), ..) => format!("<a href=\"#{doc}\">{place}</a>"),
                    _ => place,
                };
                let hint = d
                    .hint
                    .as_ref()
                    .map(|h| format!("<br><small class=\"soft\">{}</small>", escape(h)))
                    .unwrap_or_default();
                writeln!(
                    out,
                    "<tr class=\"item-row\"><td>{place}</td><td>{} <small class=\"soft\">{}</small></td><td>{}{hint}</td></tr>",
                    escape(&d.code),
                    d.severity,
                    escape(&d.message)
                )?;
            }
            writeln!(out, "</tbody></table></div>")?;
        }
        writeln!(out, "</section>")?;
        Ok(())
    }
}

/// Title, numbers, and the bar with sections and filters.
fn head(
    title: &str,
    events: &[EventRow],
    claims: &[ClaimRow],
    documents: &[DocumentRow],
    out: &mut dyn Write,
) -> Result<(), ExportError> {
    let title = escape(title);
    writeln!(out, "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">")?;
    writeln!(out, "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">")?;
    writeln!(out, "<meta name=\"generator\" content=\"Casus {}\">", env!("CARGO_PKG_VERSION"))?;
    writeln!(out, "<title>{title}</title><style>{STYLE}</style></head><body>")?;
    let languages: BTreeSet<&str> = documents.iter().map(|d| d.lang.as_str()).collect();
    let from = documents.iter().filter_map(|d| d.date_from.as_deref()).min();
    let to = documents.iter().filter_map(|d| d.date_to.as_deref()).max();
    let span = match (from, to) {
        (Some(from), Some(to)) if from != to => format!(", published {from} to {to}"),
        (Some(day), Some(_)) => format!(", published {day}"),
        _ => String::new(),
    };
    writeln!(
        out,
        "<header class=\"top\"><h1>{title}</h1><p class=\"soft\">Read by machine from {} documents in {}{span}. \
        Each record opens the words it was read from. What did not or may not have happened is marked.</p>",
        documents.len(),
        languages.into_iter().collect::<Vec<_>>().join(", ")
    )?;
    let fact = |e: &&EventRow| matches!(e.factuality.as_str(), "happened" | "ongoing");
    let happened = events.iter().filter(fact).count();
    let reports: i64 = events.iter().map(|e| e.n_reports).sum();
    let forecasts = claims.iter().filter(|c| c.forecast).count();
    write!(out, "<ul class=\"facts\">")?;
    for (n, what) in [
        (events.len() as i64, "events"),
        (happened as i64, "happened or going on"),
        (reports, "reports of them"),
        (claims.len() as i64, "claims"),
        (forecasts as i64, "forecasts"),
    ] {
        write!(out, "<li><b>{n}</b> {what}</li>")?;
    }
    writeln!(out, "</ul></header>")?;
    writeln!(
        out,
        "<div class=\"bar\"><div><nav aria-label=\"Sections\"><a href=\"#timeline\">Timeline</a><a href=\"#claims\">Claims</a>\
        <a href=\"#actors\">Actors</a><a href=\"#documents\">Documents</a><a href=\"#diagnostics\">Diagnostics</a></nav>\
        <span class=\"filter\"><label>Filter <input id=\"q\" type=\"search\" placeholder=\"words; press / to come here\"></label></span>\
        <span class=\"filter\"><label>Factuality <select id=\"fact\"><option value=\"\">all</option>\
        <option value=\"happened ongoing\">happened or going on</option><option value=\"planned\">planned</option>\
        <option value=\"threatened\">threatened</option><option value=\"hypothetical\">hypothetical</option>\
        <option value=\"denied\">denied</option></select></label></span>"
    )?;
    write!(out, "<span class=\"filter\"><label>Actor <select id=\"who\"><option value=\"\">all</option>")?;
    let mut actors: BTreeMap<&str, (&str, usize)> = BTreeMap::new();
    for e in events {
        for (ids, names) in [(&e.source_id, &e.source_name), (&e.target_id, &e.target_name)] {
            let (ids, names) = (ids.as_deref().unwrap_or(""), names.as_deref().unwrap_or(""));
            for (id, name) in ids.split('|').zip(names.split('|')).filter(|(id, _)| !id.is_empty()) {
                actors.entry(id).or_insert((name, 0)).1 += 1;
            }
        }
    }
    let mut actors: Vec<(&str, &str, usize)> =
        actors.into_iter().map(|(id, (name, n))| (id, name, n)).collect();
    actors.sort_by_key(|(id, name, n)| (std::cmp::Reverse(*n), *name, *id));
    for (id, name, n) in actors {
        write!(out, "<option value=\"{}\">{} ({n})</option>", escape(id), escape(name))?;
    }
    writeln!(
        out,
        "</select></label></span><span id=\"shown\" role=\"status\" class=\"soft\"></span></div></div>"
    )?;
    writeln!(out, "<div class=\"layout\"><main>")?;
    Ok(())
}

/// The marks of a report with its statement below them.
fn with_statement<'e>(
    evidence: &'e [EvidenceRow],
    report: &str,
    mut marks: Vec<&'e EvidenceRow>,
) -> Vec<&'e EvidenceRow> {
    marks.extend(evidence.iter().filter(|v| v.record_id == report && v.role == "statement"));
    marks
}

/// How a source is called in a link: title or file, and date.
fn source(title: Option<&str>, origin: &str, date: Option<&str>) -> String {
    let name = title.unwrap_or_else(|| origin.rsplit('/').next().unwrap_or(origin));
    format!("{name}, {}", date.map_or("undated".to_owned(), pretty))
}

/// Bars of the events of each day, month or year, by quad class; what did not or may not have happened is paler.
fn chart(events: &[EventRow], out: &mut dyn Write) -> Result<(), ExportError> {
    const MOST: usize = 48;
    let news = || {
        events.iter().filter(|e| e.genericity == "specific" && e.date_precision.as_deref() != Some("open"))
    };
    let days: BTreeSet<&str> = news().filter_map(|e| e.date_from.as_deref()).collect();
    let Some((length, unit)) = [(10, "day"), (7, "month"), (4, "year")].into_iter().find(|(length, _)| {
        days.iter().filter_map(|d| d.get(..*length)).collect::<BTreeSet<_>>().len() <= MOST
    }) else {
        return Ok(());
    };
    if days.len() < 2 {
        return Ok(());
    }
    // Counts by bin: [quad][0: happened or going on, 1: not or not yet].
    let mut bins: BTreeMap<&str, [[usize; 2]; 4]> = BTreeMap::new();
    for e in news() {
        let Some(bin) = e.date_from.as_deref().and_then(|d| d.get(..length)) else { continue };
        let open = usize::from(!matches!(e.factuality.as_str(), "happened" | "ongoing"));
        bins.entry(bin).or_default()[(e.quad.clamp(1, 4) - 1) as usize][open] += 1;
    }
    let most = bins.values().map(|b| b.iter().flatten().sum::<usize>()).max().unwrap_or(1).max(1);
    let (width, height, floor) = (960.0, 170.0, 140.0);
    let step = width / bins.len() as f64;
    writeln!(
        out,
        "<figure style=\"margin:0 0 1rem\"><svg viewBox=\"0 0 {width} {height}\" role=\"img\" aria-label=\"Events by {unit} and quad class\">"
    )?;
    for (i, (bin, counts)) in bins.iter().enumerate() {
        let x = i as f64 * step;
        let mut y = floor;
        for (quad, open) in (0..4).flat_map(|q| [(q, 0), (q, 1)]) {
            let n = counts[quad][open];
            if n == 0 {
                continue;
            }
            let h = n as f64 / most as f64 * (floor - 14.0);
            y -= h;
            let opacity = if open == 1 { ".4" } else { "1" };
            write!(
                out,
                "<rect x=\"{:.1}\" y=\"{y:.1}\" width=\"{:.1}\" height=\"{h:.1}\" fill=\"var(--q{})\" opacity=\"{opacity}\"><title>{bin}: {n}</title></rect>",
                x + step * 0.12,
                (step * 0.76).min(60.0),
                quad + 1
            )?;
        }
        let total: usize = counts.iter().flatten().sum();
        write!(out, "<text x=\"{:.1}\" y=\"{:.1}\">{total}</text>", x + step * 0.12, y - 3.0)?;
        // Labels need room: about 70 units each.
        let every = (70.0 / step).ceil().max(1.0) as usize;
        if i % every == 0 {
            write!(out, "<text x=\"{:.1}\" y=\"{:.1}\">{bin}</text>", x + step * 0.12, floor + 16.0)?;
        }
    }
    writeln!(
        out,
        "</svg><figcaption class=\"legend\"><small class=\"soft\">Dated news events by {unit}; only {unit}s with events are drawn.</small>"
    )?;
    for (n, name) in [
        (1, "verbal cooperation"),
        (2, "material cooperation"),
        (3, "verbal conflict"),
        (4, "material conflict"),
    ] {
        write!(
            out,
            "<small><span style=\"display:inline-block;width:.8em;height:.8em;background:var(--q{n})\"></span> {name}</small>"
        )?;
    }
    writeln!(
        out,
        "<small class=\"soft\">paler: planned, threatened, hypothetical or denied</small></figcaption></figure>"
    )?;
    Ok(())
}
