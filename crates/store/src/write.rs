use std::collections::{BTreeMap, BTreeSet};

use casus_model::{
    Actor, ActorId, ActorRef, Analysis, Attribution, CharIndex, Claim, Coding, Date, Diagnostic, Document,
    DocumentId, Event, EventMention, Ner, Resolution, Sector, SmolStr, Span, Stance, stable_id,
};
use rusqlite::types::Value;
use rusqlite::{OptionalExtension, Transaction, params, params_from_iter};

use crate::workspace::set;
use crate::{StoreError, StoredReport, TextActor, Workspace, goldstein};

/// With what a document was coded. Documents coded with the same need not be coded again.
#[derive(Clone, PartialEq, Eq, Debug, Default, serde::Serialize)]
pub struct Provenance {
    /// Version of the coder.
    pub coder_version: String,
    /// SHA-256 of the model of the document's language; empty when there is none.
    pub model_sha256: String,
    /// SHA-256 of the knowledge tables and lexicons.
    pub knowledge_sha256: String,
}

/// A document with everything that was read from it.
#[derive(Clone, Debug)]
pub struct CodedDocument {
    /// The document as it was received, before anything was read from it.
    pub received: Document,
    /// The document as it was coded: its date may have been inferred from its text.
    pub document: Document,
    /// Its sentences; `None` when there is no model for its language.
    pub analysis: Option<Analysis>,
    /// Who and when.
    pub resolution: Resolution,
    /// Events and claims.
    pub coding: Coding,
    /// With what.
    pub provenance: Provenance,
}

/// An input that could not be read, or a part of one.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Refusal {
    /// The path, URL or record.
    pub origin: String,
    /// Why.
    pub diagnostic: Diagnostic,
}

impl Provenance {
    /// Tells whether a document would be written as it was before: everything its record is made from. Which text it
    /// repeats depends on what was read before it and is settled when it first comes in.
    pub fn fingerprint(&self, document: &Document) -> String {
        let mut document = Document { text: String::new(), duplicate_of: None, ..document.clone() };
        document.diagnostics.retain(|d| d.code != "duplicate");
        let document = json(&document);
        stable_id("f", &[&document, &self.coder_version, &self.model_sha256, &self.knowledge_sha256])
    }
}

/// Names a report: `r` and 16 hexadecimal digits, from its document, its trigger and, where one trigger makes several
/// reports, its number among them. The name stays when a new version of the coder codes the report otherwise.
pub fn report_id(document: &DocumentId, trigger: Span, ordinal: usize) -> String {
    stable_id("r", &[&document.0, &format!("{}-{}", trigger.start, trigger.end), &ordinal.to_string()])
}

/// The document without its text.
fn record_of(document: &Document) -> String {
    json(&Document { text: String::new(), ..document.clone() })
}

fn json<T: serde::Serialize>(value: &T) -> String {
    serde_json::to_string(value).expect("records are plain data")
}

impl Workspace {
    /// Whether the workspace holds the document as it would be written now.
    pub fn is_current(&self, id: &DocumentId, fingerprint: &str) -> Result<bool, StoreError> {
        let sql = "SELECT fingerprint = ?2 FROM documents WHERE id = ?1";
        let run = || {
            self.connection
                .prepare_cached(sql)?
                .query_row([id.0.as_str(), fingerprint], |row| row.get(0))
                .optional()
        };
        run().map(|found| found.unwrap_or(false)).map_err(|e| self.refuse(e))
    }

    /// Writes documents and refusals, in this order and in one transaction. A document that is there already is
    /// replaced by what was read from it now; decisions are kept.
    pub fn put(&mut self, items: &[Result<CodedDocument, Refusal>]) -> Result<(), StoreError> {
        if items.is_empty() {
            return Ok(());
        }
        self.transact(|t| {
            let mut seen = BTreeSet::new();
            for item in items {
                match item {
                    Ok(document) => put_document(t, document, &mut seen)?,
                    Err(refusal) => put_refusal(t, refusal)?,
                }
            }
            if items.iter().any(Result::is_ok) {
                set(t, "events_current", "0")?;
            }
            Ok(())
        })
    }

    /// Whether the events are those of all reports; not so between a reading that was cut short and the next merge.
    pub fn events_are_current(&self) -> Result<bool, StoreError> {
        Ok(self.setting("events_current")?.is_none_or(|v| v == "1"))
    }

    /// Replaces all events by those merged from `reports`, and the actors known from texts by their joined views.
    pub fn replace_events(
        &mut self,
        reports: &[StoredReport],
        events: &[Event],
        actors: &[Actor],
    ) -> Result<(), StoreError> {
        // Reports of one document with one trigger are told apart by what they say.
        let mut names: BTreeMap<(&DocumentId, Span), Vec<(&str, &EventMention)>> = BTreeMap::new();
        for report in reports {
            names
                .entry((&report.document, report.report.trigger.span))
                .or_default()
                .push((&report.id, &report.report));
        }
        self.transact(|t| {
            t.execute("UPDATE event_reports SET event_id = NULL", [])?;
            t.execute("DELETE FROM events", [])?;
            for event in events {
                let ids: Vec<&str> = event
                    .reports
                    .iter()
                    .filter_map(|(document, _, report)| {
                        let candidates = names.get_mut(&(document, report.trigger.span))?;
                        let at = candidates.iter().position(|(_, r)| *r == report).unwrap_or(0);
                        (!candidates.is_empty()).then(|| candidates.remove(at).0)
                    })
                    .collect();
                put_event(t, event, &ids)?;
            }
            for actor in actors {
                put_actor(t, actor)?;
            }
            t.execute_batch(DROP_UNUSED_ACTORS)?;
            set(t, "events_current", "1")
        })
    }

    /// What single documents say of the actors that the tables do not know, by actor and order of reading.
    pub fn text_actors(&self) -> Result<Vec<TextActor>, StoreError> {
        let sql = "SELECT a.document_id, a.record FROM text_actors a JOIN documents d ON d.id = a.document_id
                   ORDER BY a.actor_id, d.seq";
        let run = || -> rusqlite::Result<Vec<TextActor>> {
            let mut statement = self.connection.prepare(sql)?;
            let rows = statement.query_map([], |row| {
                let record: String = row.get(1)?;
                let actor = parse(&record, 1)?;
                Ok(TextActor { document: DocumentId(SmolStr::new(row.get_ref(0)?.as_str()?)), actor })
            })?;
            rows.collect()
        };
        run().map_err(|e| self.refuse(e))
    }
}

/// A JSON column that Casus wrote itself.
pub(crate) fn parse<T: serde::de::DeserializeOwned>(json: &str, column: usize) -> rusqlite::Result<T> {
    serde_json::from_str(json).map_err(|e| {
        rusqlite::Error::FromSqlConversionFailure(column, rusqlite::types::Type::Text, Box::new(e))
    })
}

const DROP_UNUSED_ACTORS: &str = "DELETE FROM actors WHERE
    id NOT IN (SELECT actor_id FROM mentions WHERE actor_id IS NOT NULL)
    AND id NOT IN (SELECT actor_id FROM report_actors)
    AND id NOT IN (SELECT actor_id FROM event_actors)
    AND id NOT IN (SELECT actor_id FROM claim_actors)
    AND id NOT IN (SELECT actor_id FROM text_actors)";

/// Offsets and words of spans of one text.
struct Words<'t> {
    text: &'t str,
    index: CharIndex<'t>,
}

impl<'t> Words<'t> {
    fn new(text: &'t str) -> Self {
        Self { text, index: CharIndex::new(text) }
    }

    fn of(&self, span: Span) -> &'t str {
        self.text.get(span.start as usize..span.end as usize).unwrap_or_default()
    }

    fn joined(&self, spans: &[Span]) -> Option<String> {
        let words: Vec<&str> = spans.iter().map(|s| self.of(*s)).filter(|w| !w.is_empty()).collect();
        (!words.is_empty()).then(|| words.join(" … "))
    }

    /// Bytes and code points: start, end, start, end.
    fn offsets(&self, span: Span) -> [i64; 4] {
        let (start, end) = self.index.chars(span);
        [span.start.into(), span.end.into(), start as i64, end as i64]
    }

    /// Number of the line, from 1.
    fn line(&self, span: Span) -> i64 {
        let before = &self.text.as_bytes()[..(span.start as usize).min(self.text.len())];
        before.split(|b| *b == b'\n').count() as i64
    }
}

fn text(value: impl Into<String>) -> Value {
    Value::Text(value.into())
}

fn optional_text(value: Option<impl Into<String>>) -> Value {
    value.map_or(Value::Null, |v| Value::Text(v.into()))
}

fn optional_real(value: Option<f64>) -> Value {
    value.map_or(Value::Null, Value::Real)
}

/// Scores are single precision: three digits are what they can bear.
fn score(value: f32) -> Value {
    Value::Real((f64::from(value) * 1000.0).round() / 1000.0)
}

/// EDTF, first day, last day, precision, basis, detail.
fn date(date: Option<&Date>) -> [Value; 6] {
    let Some(date) = date else { return std::array::from_fn(|_| Value::Null) };
    [
        text(date.edtf.as_str()),
        optional_text(date.from().map(|d| d.to_string())),
        optional_text(date.to().map(|d| d.to_string())),
        text(date.precision.as_str()),
        text(date.basis.as_str()),
        text(date.detail.as_str()),
    ]
}

/// Inserts one row; the statement is prepared once for each table.
fn insert(t: &Transaction<'_>, table: &str, columns: &str, values: Vec<Value>) -> rusqlite::Result<()> {
    let marks = vec!["?"; values.len()].join(", ");
    let sql = format!("INSERT INTO {table} ({columns}) VALUES ({marks})");
    t.prepare_cached(&sql)?.execute(params_from_iter(values)).map(|_| ())
}

fn provenance_id(t: &Transaction<'_>, p: &Provenance) -> rusqlite::Result<i64> {
    let parts = [&p.coder_version, &p.model_sha256, &p.knowledge_sha256];
    let find =
        "SELECT id FROM provenance WHERE coder_version = ?1 AND model_sha256 = ?2 AND knowledge_sha256 = ?3";
    if let Some(id) = t.prepare_cached(find)?.query_row(parts, |row| row.get(0)).optional()? {
        return Ok(id);
    }
    t.execute(
        "INSERT INTO provenance (coder_version, model_sha256, knowledge_sha256) VALUES (?1, ?2, ?3)",
        parts,
    )?;
    Ok(t.last_insert_rowid())
}

fn put_refusal(t: &Transaction<'_>, refusal: &Refusal) -> rusqlite::Result<()> {
    let sql =
        "INSERT INTO diagnostics (origin, n, code, severity, message, hint) VALUES (?1, 0, ?2, ?3, ?4, ?5)
               ON CONFLICT DO NOTHING";
    let d = &refusal.diagnostic;
    t.prepare_cached(sql)?
        .execute(params![refusal.origin, d.code.as_str(), severity(d), d.message, d.hint])
        .map(|_| ())
}

fn severity(d: &Diagnostic) -> &'static str {
    match d.severity {
        casus_model::Severity::Note => "note",
        casus_model::Severity::Warning => "warning",
        casus_model::Severity::Error => "error",
    }
}

const DOCUMENT: &str = "seq, id, origin, title, lang, date, date_from, date_to, date_precision, date_basis, \
    date_detail, source, url, text, text_sha256, source_sha256, n_chars, duplicate_of, status, provenance, \
    fingerprint, record, received";

fn put_document(
    t: &Transaction<'_>,
    coded: &CodedDocument,
    seen: &mut BTreeSet<ActorId>,
) -> rusqlite::Result<()> {
    let document = &coded.document;
    let id = document.id.0.as_str();
    let fingerprint = coded.provenance.fingerprint(&coded.received);
    let old: Option<(i64, String)> = t
        .prepare_cached("SELECT seq, fingerprint FROM documents WHERE id = ?1")?
        .query_row([id], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let seq = match old {
        Some((_, known)) if known == fingerprint => return Ok(()),
        Some((seq, _)) => {
            forget_document(t, id)?;
            seq
        }
        None => t.query_row("SELECT coalesce(max(seq), 0) + 1 FROM documents", [], |row| row.get(0))?,
    };
    t.prepare_cached("DELETE FROM diagnostics WHERE document_id IS NULL AND origin = ?1")?
        .execute([&document.origin])?;

    let words = Words::new(&document.text);
    let mut row = vec![
        Value::Integer(seq),
        text(id),
        text(&document.origin),
        optional_text(document.title.as_deref()),
        text(document.lang.as_str()),
    ];
    row.extend(date(document.date.as_ref()));
    row.extend([
        optional_text(document.source.as_deref()),
        optional_text(document.url.as_deref()),
        text(&document.text),
        text(document.text_sha256.as_str()),
        text(document.source_sha256.as_str()),
        Value::Integer(words.index.char_of(document.text.len() as u32) as i64),
        optional_text(document.duplicate_of.as_ref().map(|d| d.0.as_str())),
        text(if coded.analysis.is_some() { "coded" } else { "not-coded" }),
        Value::Integer(provenance_id(t, &coded.provenance)?),
        text(fingerprint),
        text(record_of(document)),
        text(record_of(&coded.received)),
    ]);
    insert(t, "documents", DOCUMENT, row)?;
    put_evidence(t, &words, id, id, "date", document.date.as_ref().and_then(|d| d.span).as_slice())?;

    put_sentences(t, &words, id, coded.analysis.as_ref())?;
    for actor in &coded.resolution.actors {
        if actor.known {
            if seen.insert(actor.id.clone()) {
                put_actor(t, actor)?;
            }
        } else {
            // Its joined view is made when all documents are in; until then the first one stands.
            let sql = "SELECT 1 FROM actors WHERE id = ?1";
            if !t.prepare_cached(sql)?.exists([actor.id.0.as_str()])? {
                put_actor(t, actor)?;
            }
            let values = vec![text(id), text(actor.id.0.as_str()), text(json(actor))];
            insert(t, "text_actors", "document_id, actor_id, record", values)?;
        }
    }
    put_mentions(t, &words, id, &coded.resolution)?;
    let mut ordinals: BTreeMap<Span, usize> = BTreeMap::new();
    for (n, report) in coded.coding.events.iter().enumerate() {
        let ordinal = ordinals.entry(report.trigger.span).or_default();
        let name = report_id(&document.id, report.trigger.span, *ordinal);
        *ordinal += 1;
        put_report(t, &words, &document.id, &name, n, report, &coded.resolution)?;
    }
    let mut ordinals: BTreeMap<Vec<Span>, usize> = BTreeMap::new();
    for (n, claim) in coded.coding.claims.iter().enumerate() {
        let ordinal = ordinals.entry(claim.content.clone()).or_default();
        let place: Vec<String> = claim.content.iter().map(|s| format!("{}-{}", s.start, s.end)).collect();
        let name = stable_id("c", &[id, &place.join(" "), &ordinal.to_string()]);
        *ordinal += 1;
        put_claim(t, &words, id, &name, n, claim)?;
    }
    let all = [&document.diagnostics, &coded.resolution.diagnostics, &coded.coding.diagnostics];
    let mut written = BTreeSet::new();
    for (n, d) in all.into_iter().flatten().enumerate() {
        if written.insert((&d.code, d.span, &d.message)) {
            put_diagnostic(t, &words, document, n, d)?;
        }
    }
    Ok(())
}

/// Takes a document out, with all that was read from it. Events told by it go too, until the next merge.
fn forget_document(t: &Transaction<'_>, id: &str) -> rusqlite::Result<()> {
    let events = "SELECT event_id FROM event_reports WHERE document_id = ?1 AND event_id IS NOT NULL";
    t.execute(&format!("DELETE FROM events WHERE id IN ({events})"), [id])?;
    t.execute(&format!("UPDATE event_reports SET event_id = NULL WHERE event_id IN ({events})"), [id])?;
    t.execute("DELETE FROM documents WHERE id = ?1", [id]).map(|_| ())
}

fn put_sentences(
    t: &Transaction<'_>,
    words: &Words<'_>,
    document: &str,
    analysis: Option<&Analysis>,
) -> rusqlite::Result<()> {
    for (n, sentence) in analysis.iter().flat_map(|a| &a.sentences).enumerate() {
        let mut row =
            vec![text(document), Value::Integer(n as i64), Value::Integer(sentence.paragraph.into())];
        row.extend(words.offsets(sentence.span).map(Value::Integer));
        row.push(text(words.of(sentence.span)));
        let columns = "document_id, n, paragraph, byte_start, byte_end, char_start, char_end, text";
        insert(t, "sentences", columns, row)?;
    }
    Ok(())
}

fn put_actor(t: &Transaction<'_>, actor: &Actor) -> rusqlite::Result<()> {
    let id = actor.id.0.as_str();
    let kind: Option<String> = serde_json::to_value(actor.kind).ok().and_then(|v| v.as_str().map(Into::into));
    t.prepare_cached(
        "INSERT INTO actors (id, name, kind, code, country, sector, wikidata, known)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
         ON CONFLICT (id) DO UPDATE SET name = excluded.name, kind = excluded.kind, code = excluded.code,
           country = excluded.country, sector = excluded.sector, wikidata = excluded.wikidata, known = excluded.known",
    )?
    .execute(params![
        id,
        actor.name,
        kind,
        actor.code.to_string(),
        actor.code.country.as_deref(),
        actor.code.sector.map(Sector::as_str),
        actor.wikidata.as_deref(),
        actor.known
    ])?;
    t.prepare_cached("DELETE FROM actor_roles WHERE actor_id = ?1")?.execute([id])?;
    for (n, role) in actor.roles.iter().enumerate() {
        let [term, from, to, ..] = date(role.term.as_ref());
        let row = vec![
            text(id),
            Value::Integer(n as i64),
            text(role.title.as_str()),
            optional_text(role.organization.as_deref()),
            text(role.code.to_string()),
            term,
            from,
            to,
        ];
        let columns = "actor_id, n, title, organization, code, term, term_from, term_to";
        insert(t, "actor_roles", columns, row)?;
    }
    Ok(())
}

/// Makes sure that an actor that a record names is there, should the document's list not have it.
fn ensure_actor(t: &Transaction<'_>, actor: &ActorRef) -> rusqlite::Result<()> {
    let id = actor.id.0.as_str();
    let (kind, known) = match id.split_once(':') {
        Some(("state", _)) => ("state", true),
        Some(("person", _)) => ("person", true),
        Some(_) => ("organization", true),
        None => ("group", false),
    };
    t.prepare_cached(
        "INSERT INTO actors (id, name, kind, code, country, sector, known) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
         ON CONFLICT DO NOTHING",
    )?
    .execute(params![
        id,
        actor.name,
        kind,
        actor.code.to_string(),
        actor.code.country.as_deref(),
        actor.code.sector.map(Sector::as_str),
        known
    ])
    .map(|_| ())
}

fn put_mentions(
    t: &Transaction<'_>,
    words: &Words<'_>,
    document: &str,
    resolution: &Resolution,
) -> rusqlite::Result<()> {
    for (n, m) in resolution.mentions.iter().enumerate() {
        if let Some(actor) = &m.actor {
            ensure_actor(t, actor)?;
        }
        let mut row = vec![text(document), Value::Integer(n as i64), Value::Integer(m.sentence.into())];
        row.extend(words.offsets(m.span).map(Value::Integer));
        let place = m.place.as_ref();
        row.extend([
            text(words.of(m.span)),
            optional_text(m.ner.map(Ner::as_str)),
            text(m.kind.as_str()),
            optional_text(m.actor.as_ref().map(|a| a.id.0.as_str())),
            optional_text(m.actor.as_ref().map(|a| a.code.to_string())),
            optional_text(place.map(|p| p.id.as_str())),
            optional_text(place.map(|p| p.name.as_str())),
            optional_real(place.and_then(|p| p.lat)),
            optional_real(place.and_then(|p| p.lon)),
            optional_text(m.alias.as_deref()),
            text(m.reason.as_str()),
            score(m.confidence),
        ]);
        let columns = "document_id, n, sentence, byte_start, byte_end, char_start, char_end, text, ner, kind, \
            actor_id, code, place_id, place_name, lat, lon, alias, reason, confidence";
        insert(t, "mentions", columns, row)?;
    }
    for (n, time) in resolution.times.iter().enumerate() {
        let mut row = vec![text(document), Value::Integer(n as i64), Value::Integer(time.sentence.into())];
        row.extend(words.offsets(time.span).map(Value::Integer));
        row.extend([text(words.of(time.span)), text(time.kind.as_str()), text(time.value.as_str())]);
        row.extend(date(time.date.as_ref()));
        let columns = "document_id, n, sentence, byte_start, byte_end, char_start, char_end, text, type, value, \
            date, date_from, date_to, date_precision, date_basis, date_detail";
        insert(t, "times", columns, row)?;
    }
    Ok(())
}

/// Names of the holders that affirm or deny, without repetition.
fn holders(attribution: &[Attribution], stance: Stance) -> Vec<&ActorRef> {
    let mut found: Vec<&ActorRef> = Vec::new();
    for holder in attribution.iter().filter(|a| a.stance == stance).flat_map(|a| &a.holders) {
        if !found.iter().any(|f| f.id == holder.id) {
            found.push(holder);
        }
    }
    found
}

fn names(actors: &[&ActorRef]) -> Value {
    let names: Vec<&str> = actors.iter().map(|a| a.name.as_str()).collect();
    optional_text((!names.is_empty()).then(|| names.join("|")))
}

/// The columns that events and their reports share.
const EVENT: &str = "type, mode, contexts, cameo, quad, goldstein, factuality, factuality_reason, genericity, \
    date, date_from, date_to, date_precision, date_basis, date_detail, \
    location_name, admin1, country, lat, lon, geo_precision, geonames_id, \
    attributed_to, denied_by, number_kind, number_low, number_high, confidence, record";

fn event_values(e: &EventMention) -> Vec<Value> {
    let contexts: Vec<&str> = e.contexts.iter().map(SmolStr::as_str).collect();
    let mut row = vec![
        text(e.kind.as_str()),
        optional_text(e.mode.as_deref()),
        text(contexts.join("|")),
        text(e.cameo.as_str()),
        Value::Integer(e.kind.quad() as i64),
        optional_real(goldstein(&e.cameo)),
        text(e.factuality.as_str()),
        text(e.reason.as_str()),
        text(e.genericity.as_str()),
    ];
    row.extend(date(e.date.as_ref()));
    let place = e.place.as_ref();
    let geonames = place.map(|p| p.id.as_str()).filter(|id| id.bytes().all(|b| b.is_ascii_digit()));
    row.extend([
        optional_text(place.map(|p| p.name.as_str())),
        optional_text(place.and_then(|p| p.admin1.as_deref())),
        optional_text(place.and_then(|p| p.country.as_deref())),
        optional_real(place.and_then(|p| p.lat)),
        optional_real(place.and_then(|p| p.lon)),
        place.map_or(Value::Null, |p| Value::Integer(p.precision.into())),
        optional_text(geonames),
        names(&holders(&e.attribution, Stance::Affirms)),
        names(&holders(&e.attribution, Stance::Denies)),
    ]);
    let number = e.quantities.first();
    row.extend([
        optional_text(number.map(|q| q.kind.as_str())),
        optional_real(number.map(|q| q.low)),
        optional_real(number.and_then(|q| q.high)),
        score(e.confidence),
        text(json(e)),
    ]);
    row
}

/// Writes those who take part in a record: `table` is `report_actors`, `event_actors` or `claim_actors`.
fn put_parties<'a>(
    t: &Transaction<'_>,
    table: &str,
    key: &str,
    record: &str,
    role: &str,
    actors: impl IntoIterator<Item = &'a ActorRef>,
) -> rusqlite::Result<()> {
    for (n, actor) in actors.into_iter().enumerate() {
        ensure_actor(t, actor)?;
        let row = vec![
            text(record),
            text(role),
            Value::Integer(n as i64),
            text(actor.id.0.as_str()),
            text(actor.name.as_str()),
            text(actor.code.to_string()),
            optional_text(actor.code.country.as_deref()),
            optional_text(actor.code.sector.map(Sector::as_str)),
        ];
        insert(t, table, &format!("{key}, role, n, actor_id, name, code, country, sector"), row)?;
    }
    Ok(())
}

fn put_evidence(
    t: &Transaction<'_>,
    words: &Words<'_>,
    document: &str,
    record: &str,
    role: &str,
    spans: &[Span],
) -> rusqlite::Result<()> {
    for (n, span) in spans.iter().enumerate() {
        let mut row = vec![text(record), text(role), Value::Integer(n as i64), text(document)];
        row.extend(words.offsets(*span).map(Value::Integer));
        row.push(text(words.of(*span)));
        let columns = "record_id, role, n, document_id, byte_start, byte_end, char_start, char_end, exact";
        insert(t, "evidence", columns, row)?;
    }
    Ok(())
}

fn put_report(
    t: &Transaction<'_>,
    words: &Words<'_>,
    document: &DocumentId,
    id: &str,
    n: usize,
    report: &EventMention,
    resolution: &Resolution,
) -> rusqlite::Result<()> {
    let doc = document.0.as_str();
    let mut row = vec![text(id), text(doc), Value::Integer(n as i64), Value::Integer(report.sentence.into())];
    row.extend(words.offsets(report.span).map(Value::Integer));
    row.extend([
        text(words.of(report.trigger.span)),
        text(report.trigger.frame.as_str()),
        text(report.trigger.rule.as_str()),
    ]);
    row.extend(event_values(report));
    let columns =
        "id, document_id, n, sentence, byte_start, byte_end, char_start, char_end, trigger_text, frame, rule";
    insert(t, "event_reports", &format!("{columns}, {EVENT}"), row)?;

    let affirm = holders(&report.attribution, Stance::Affirms);
    let deny = holders(&report.attribution, Stance::Denies);
    let table = "report_actors";
    put_parties(t, table, "report_id", id, "source", &report.sources)?;
    put_parties(t, table, "report_id", id, "target", &report.targets)?;
    put_parties(t, table, "report_id", id, "holder", affirm)?;
    put_parties(t, table, "report_id", id, "denier", deny)?;
    for (n, q) in report.quantities.iter().enumerate() {
        let row = vec![
            text(id),
            Value::Integer(n as i64),
            text(q.kind.as_str()),
            Value::Real(q.low),
            optional_real(q.high),
            Value::Integer(q.approximate.into()),
        ];
        insert(t, "report_numbers", "report_id, n, kind, low, high, approximate", row)?;
    }

    let mentions = |actors: &[ActorRef]| -> Vec<Span> {
        let found = actors.iter().filter_map(|a| resolution.mentions.get(a.mention? as usize));
        found.map(|m| m.span).collect()
    };
    let numbers: Vec<Span> = report.quantities.iter().map(|q| q.span).collect();
    let sources: Vec<Span> = report.attribution.iter().flat_map(|a| a.source.iter().copied()).collect();
    let cues: Vec<Span> = report.attribution.iter().filter_map(|a| a.cue).collect();
    let when = report.date.as_ref().and_then(|d| d.span);
    for (role, spans) in [
        ("statement", vec![report.span]),
        ("trigger", vec![report.trigger.span]),
        ("source", mentions(&report.sources)),
        ("target", mentions(&report.targets)),
        ("holder", sources),
        ("cue", cues),
        ("number", numbers),
        ("date", when.into_iter().collect()),
    ] {
        put_evidence(t, words, doc, id, role, &spans)?;
    }
    Ok(())
}

fn put_event(t: &Transaction<'_>, event: &Event, reports: &[&str]) -> rusqlite::Result<()> {
    let id = event.id.as_str();
    // The report that the merged view was made from, as far as it can still be told.
    let main = event
        .reports
        .iter()
        .position(|(_, _, r)| r.trigger == event.main.trigger && r.span == event.main.span)
        .and_then(|i| reports.get(i))
        .or(reports.first());
    let Some(main) = main else { return Ok(()) };
    let mut row = vec![text(id), text(*main), Value::Integer(reports.len() as i64)];
    row.extend(event_values(&event.main));
    insert(t, "events", &format!("id, main_report, n_reports, {EVENT}"), row)?;
    let table = "event_actors";
    put_parties(t, table, "event_id", id, "source", &event.main.sources)?;
    put_parties(t, table, "event_id", id, "target", &event.main.targets)?;
    put_parties(t, table, "event_id", id, "holder", holders(&event.main.attribution, Stance::Affirms))?;
    put_parties(t, table, "event_id", id, "denier", holders(&event.main.attribution, Stance::Denies))?;
    for report in reports {
        t.prepare_cached("UPDATE event_reports SET event_id = ?1 WHERE id = ?2")?.execute([id, *report])?;
    }
    Ok(())
}

fn put_claim(
    t: &Transaction<'_>,
    words: &Words<'_>,
    document: &str,
    id: &str,
    n: usize,
    claim: &Claim,
) -> rusqlite::Result<()> {
    let whole = claim.content.iter().copied().reduce(Span::cover).unwrap_or_default();
    let mut row =
        vec![text(id), text(document), Value::Integer(n as i64), Value::Integer(claim.sentence.into())];
    row.extend(words.offsets(whole).map(Value::Integer));
    row.extend([
        text(claim.kind.as_str()),
        text(claim.speech.as_str()),
        text(claim.modality.as_str()),
        text(claim.stance.as_str()),
        optional_text(words.joined(&claim.source)),
        optional_text(words.joined(&claim.cue)),
        text(words.joined(&claim.content).unwrap_or_default()),
        optional_text(claim.condition.map(|s| words.of(s))),
    ]);
    row.extend(date(claim.horizon.as_ref()));
    row.extend([score(claim.confidence), text(json(claim))]);
    let columns = "id, document_id, n, sentence, byte_start, byte_end, char_start, char_end, kind, speech, modality, \
        stance, holder_words, cue, content, condition, horizon, horizon_from, horizon_to, horizon_precision, \
        horizon_basis, horizon_detail, confidence, record";
    insert(t, "claims", columns, row)?;
    put_parties(t, "claim_actors", "claim_id", id, "holder", claim.holder.iter())?;
    put_parties(t, "claim_actors", "claim_id", id, "topic", claim.topics.iter())?;
    let horizon = claim.horizon.as_ref().and_then(|d| d.span);
    for (role, spans) in [
        ("content", claim.content.clone()),
        ("holder", claim.source.clone()),
        ("cue", claim.cue.clone()),
        ("modality", claim.modality_span.into_iter().collect()),
        ("condition", claim.condition.into_iter().collect()),
        ("horizon", horizon.into_iter().collect()),
    ] {
        put_evidence(t, words, document, id, role, &spans)?;
    }
    Ok(())
}

fn put_diagnostic(
    t: &Transaction<'_>,
    words: &Words<'_>,
    document: &Document,
    n: usize,
    d: &Diagnostic,
) -> rusqlite::Result<()> {
    let mut row = vec![
        text(document.id.0.as_str()),
        text(&document.origin),
        Value::Integer(n as i64),
        text(d.code.as_str()),
        text(severity(d)),
        text(&d.message),
        optional_text(d.hint.as_deref()),
        d.span.map_or(Value::Null, |s| Value::Integer(words.line(s))),
    ];
    match d.span {
        Some(span) => {
            row.extend(words.offsets(span).map(Value::Integer));
            row.push(text(words.of(span)));
        }
        None => row.extend(std::iter::repeat_n(Value::Null, 5)),
    }
    let columns = "document_id, origin, n, code, severity, message, hint, line, byte_start, byte_end, char_start, \
        char_end, exact";
    insert(t, "diagnostics", columns, row)
}
