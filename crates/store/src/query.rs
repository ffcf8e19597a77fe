use casus_model::{Actor, Day, Document, DocumentId, EventMention, SmolStr};
use rusqlite::{OptionalExtension, named_params};

use crate::write::parse;
use crate::{
    ActorRow, ClaimRow, DecisionRow, DiagnosticRow, DocumentRow, EventRow, EvidenceRow, MentionRow,
    ReportRow, SentenceRow, StoreError, Workspace,
};

/// Which records are wanted. The default wants all that nobody rejected.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Filter {
    /// Those in which an actor takes part: its id, name, code or country.
    pub actor: Option<String>,
    /// Those between two actors, in either direction.
    pub pair: Option<(String, String)>,
    /// Those of these kinds: PLOVER type or `TYPE/mode` of an event, kind of a claim or an actor, code of a diagnostic.
    pub kinds: Vec<String>,
    /// Those that can have been on or after this day.
    pub from: Option<Day>,
    /// Those that can have been on or before this day.
    pub to: Option<Day>,
    /// Those of these factualities.
    pub factuality: Vec<String>,
    /// Those in this language.
    pub lang: Option<String>,
    /// Those whose text has these words.
    pub text: Option<String>,
    /// Also those that a person rejected.
    pub rejected: bool,
    /// At most so many.
    pub limit: Option<u64>,
}

/// What an identifier names.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum RecordKind {
    /// `e…`
    Event,
    /// `r…`
    Report,
    /// `c…`
    Claim,
    /// `d…`
    Document,
    /// Anything else.
    Actor,
}

/// A report as it was coded, for the merge.
#[derive(Clone, PartialEq, Debug)]
pub struct StoredReport {
    /// Its name.
    pub id: String,
    /// Its document.
    pub document: DocumentId,
    /// What it says.
    pub report: EventMention,
}

/// What one document says of an actor that the tables do not know.
#[derive(Clone, PartialEq, Debug)]
pub struct TextActor {
    /// The document.
    pub document: DocumentId,
    /// The actor, by this document.
    pub actor: Actor,
}

impl RecordKind {
    /// What an identifier names, by its first letter.
    pub fn of(id: &str) -> Self {
        let hex = id.get(1..).is_some_and(|h| h.len() == 16 && h.bytes().all(|b| b.is_ascii_hexdigit()));
        match id.as_bytes().first() {
            Some(b'e') if hex => Self::Event,
            Some(b'r') if hex => Self::Report,
            Some(b'c') if hex => Self::Claim,
            Some(b'd') if hex => Self::Document,
            _ => Self::Actor,
        }
    }
}

/// The words of a query as SQLite's full-text search takes them: all must occur, each as it is written.
fn full_text(words: &str) -> String {
    let quoted: Vec<String> =
        words.split_whitespace().map(|w| format!("\"{}\"", w.replace('"', "\"\""))).collect();
    quoted.join(" ")
}

fn json_list<T: AsRef<str>>(items: &[T]) -> Option<String> {
    let items: Vec<&str> = items.iter().map(AsRef::as_ref).collect();
    (!items.is_empty()).then(|| serde_json::to_string(&items).expect("strings are JSON"))
}

fn day(day: Option<Day>) -> Option<String> {
    day.map(|d| d.to_string())
}

/// SQL that says whether an event has one of the actors or codes of `:ids` or `:code` in a role.
fn party(roles: &str, ids: &str, code: &str) -> String {
    format!(
        "EXISTS (SELECT 1 FROM event_parties p WHERE p.event_id = x.event_id AND p.role IN ({roles})
           AND (p.actor_id IN (SELECT value FROM json_each({ids})) OR p.country = {code} OR p.code = {code}))"
    )
}

impl Workspace {
    fn rows<T>(
        &self,
        sql: &str,
        params: &[(&str, &dyn rusqlite::ToSql)],
        read: fn(&rusqlite::Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Vec<T>, StoreError> {
        let run = || -> rusqlite::Result<Vec<T>> {
            self.connection.prepare_cached(sql)?.query_map(params, read)?.collect()
        };
        run().map_err(|e| self.refuse(e))
    }

    /// Ids of the actors that a name, code, country or id means: those that match it wholly, or else those whose name
    /// contains it.
    pub fn actors_named(&self, name: &str) -> Result<Vec<String>, StoreError> {
        let wanted = name.trim().to_lowercase();
        // Every actor with each of the names that the texts use for it.
        let sql = "SELECT a.id, a.id, a.name, a.code, a.country, m.text
                   FROM actors a LEFT JOIN mentions m ON m.actor_id = a.id AND m.ner IS NOT NULL
                   GROUP BY a.id, m.text ORDER BY a.id";
        let read = |row: &rusqlite::Row<'_>| -> rusqlite::Result<(String, Vec<String>)> {
            let names = (1..6).filter_map(|i| row.get::<_, Option<String>>(i).transpose());
            let names = names.map(|n| n.map(|n| n.to_lowercase())).collect::<rusqlite::Result<_>>()?;
            Ok((row.get(0)?, names))
        };
        let all = self.rows(sql, &[], read)?;
        let matching = |test: &dyn Fn(&String) -> bool| -> Vec<String> {
            all.iter().filter(|(_, names)| names.iter().any(test)).map(|(id, _)| id.clone()).collect()
        };
        let mut found = matching(&|name| *name == wanted);
        if found.is_empty() && wanted.chars().count() >= 3 {
            found = matching(&|name| name.contains(&wanted));
        }
        found.dedup();
        Ok(found)
    }

    /// Events in order of their dates, undated ones last.
    pub fn events(&self, filter: &Filter) -> Result<Vec<EventRow>, StoreError> {
        let (a, b) = match &filter.pair {
            Some((a, b)) => (Some(a), Some(b)),
            None => (None, None),
        };
        let ids = |name: Option<&String>| -> Result<Option<String>, StoreError> {
            name.map(|n| Ok(json_list(&self.actors_named(n)?).unwrap_or_else(|| "[]".into()))).transpose()
        };
        let code = |name: Option<&String>| name.map(|n| n.trim().to_uppercase());
        let sql = format!(
            "SELECT x.* FROM event_rows x WHERE
               (:rejected OR x.reviewed <> 'rejected')
               AND (:kinds IS NULL OR upper(x.event_type) IN (SELECT upper(value) FROM json_each(:kinds))
                 OR upper(x.event_type || '/' || coalesce(x.event_mode, '')) IN (SELECT upper(value) FROM json_each(:kinds)))
               AND (:factuality IS NULL OR x.factuality IN (SELECT value FROM json_each(:factuality)))
               AND (:from IS NULL OR coalesce(x.date_to, CASE WHEN x.event_date IS NOT NULL THEN '9999' END) >= :from)
               AND (:to IS NULL OR coalesce(x.date_from, CASE WHEN x.event_date IS NOT NULL THEN '0000' END) <= :to)
               AND (:lang IS NULL OR EXISTS (SELECT 1 FROM event_reports r JOIN documents d ON d.id = r.document_id
                 WHERE r.event_id = x.event_id AND d.lang = :lang))
               AND (:text IS NULL OR EXISTS (SELECT 1 FROM event_reports r JOIN sentences s
                 ON s.document_id = r.document_id AND s.n = r.sentence
                 WHERE r.event_id = x.event_id AND instr(casus_lower(s.text), casus_lower(:text)) > 0))
               AND (:actor IS NULL OR {any})
               AND (:a IS NULL OR ({a_source} AND {b_target}) OR ({b_source} AND {a_target}))
             ORDER BY coalesce(x.date_from, x.date_to) IS NULL, coalesce(x.date_from, x.date_to), x.date_to, x.doc_date, x.event_id
             LIMIT coalesce(:limit, -1)",
            any = party("'source', 'target', 'holder', 'denier'", ":actor", ":actor_code"),
            a_source = party("'source'", ":a", ":a_code"),
            a_target = party("'target'", ":a", ":a_code"),
            b_source = party("'source'", ":b", ":b_code"),
            b_target = party("'target'", ":b", ":b_code"),
        );
        self.rows(
            &sql,
            named_params! {
                ":rejected": filter.rejected,
                ":kinds": json_list(&filter.kinds),
                ":factuality": json_list(&filter.factuality),
                ":from": day(filter.from),
                ":to": day(filter.to),
                ":lang": filter.lang,
                ":text": filter.text,
                ":actor": ids(filter.actor.as_ref())?,
                ":actor_code": code(filter.actor.as_ref()),
                ":a": ids(a)?,
                ":a_code": code(a),
                ":b": ids(b)?,
                ":b_code": code(b),
                ":limit": filter.limit.map(|l| l as i64),
            },
            EventRow::read,
        )
    }

    /// Claims in order of their documents' dates. `forecasts` keeps those about the future alone; the dates of the
    /// filter are those of the document, for forecasts those of the horizon where there is one.
    pub fn claims(&self, filter: &Filter, forecasts: bool) -> Result<Vec<ClaimRow>, StoreError> {
        let ids = match &filter.actor {
            Some(name) => Some(json_list(&self.actors_named(name)?).unwrap_or_else(|| "[]".into())),
            None => None,
        };
        let sql = "SELECT x.* FROM claim_rows x WHERE
               (:rejected OR x.reviewed <> 'rejected')
               AND (NOT :forecasts OR x.forecast)
               AND (:kinds IS NULL OR lower(x.kind) IN (SELECT lower(value) FROM json_each(:kinds)))
               AND (:from IS NULL OR CASE WHEN :forecasts AND x.horizon IS NOT NULL THEN coalesce(x.horizon_to, '9999') ELSE x.doc_date_to END >= :from)
               AND (:to IS NULL OR CASE WHEN :forecasts AND x.horizon IS NOT NULL THEN coalesce(x.horizon_from, '0000') ELSE x.doc_date_from END <= :to)
               AND (:lang IS NULL OR x.lang = :lang)
               AND (:text IS NULL OR instr(casus_lower(x.content), casus_lower(:text)) > 0)
               AND (:actor IS NULL OR EXISTS (SELECT 1 FROM claim_actors p WHERE p.claim_id = x.claim_id
                 AND (p.actor_id IN (SELECT value FROM json_each(:actor)) OR p.country = :code OR p.code = :code)))
             ORDER BY x.doc_date_from IS NULL, x.doc_date_from, x.doc_id, x.char_start, x.claim_id
             LIMIT coalesce(:limit, -1)";
        self.rows(
            sql,
            named_params! {
                ":rejected": filter.rejected,
                ":forecasts": forecasts,
                ":kinds": json_list(&filter.kinds),
                ":from": day(filter.from),
                ":to": day(filter.to),
                ":lang": filter.lang,
                ":text": filter.text,
                ":actor": ids,
                ":code": filter.actor.as_ref().map(|a| a.trim().to_uppercase()),
                ":limit": filter.limit.map(|l| l as i64),
            },
            ClaimRow::read,
        )
    }

    /// Documents in order of reading; `text` of the filter is a full-text search, then the best come first.
    pub fn documents(&self, filter: &Filter) -> Result<Vec<DocumentRow>, StoreError> {
        let ids = match &filter.actor {
            Some(name) => Some(json_list(&self.actors_named(name)?).unwrap_or_else(|| "[]".into())),
            None => None,
        };
        let sql = "WITH hits AS (SELECT rowid, rank FROM documents_fts WHERE documents_fts MATCH coalesce(:text, '\"\"'))
             SELECT x.* FROM document_rows x JOIN documents d ON d.id = x.doc_id LEFT JOIN hits ON hits.rowid = d.seq
             WHERE (:text IS NULL OR hits.rowid IS NOT NULL)
               AND (:from IS NULL OR x.date_to >= :from)
               AND (:to IS NULL OR x.date_from <= :to)
               AND (:lang IS NULL OR x.lang = :lang)
               AND (:actor IS NULL OR EXISTS (SELECT 1 FROM mentions m WHERE m.document_id = x.doc_id
                 AND m.actor_id IN (SELECT value FROM json_each(:actor))))
             ORDER BY hits.rank, d.seq
             LIMIT coalesce(:limit, -1)";
        self.rows(
            sql,
            named_params! {
                ":text": filter.text.as_deref().map(full_text),
                ":from": day(filter.from),
                ":to": day(filter.to),
                ":lang": filter.lang,
                ":actor": ids,
                ":limit": filter.limit.map(|l| l as i64),
            },
            DocumentRow::read,
        )
    }

    /// Actors, those of most mentions first.
    pub fn actors(&self, filter: &Filter) -> Result<Vec<ActorRow>, StoreError> {
        let ids = match &filter.actor {
            Some(name) => Some(json_list(&self.actors_named(name)?).unwrap_or_else(|| "[]".into())),
            None => None,
        };
        let sql = "SELECT x.* FROM actor_rows x WHERE
               (:kinds IS NULL OR lower(x.kind) IN (SELECT lower(value) FROM json_each(:kinds)))
               AND (:actor IS NULL OR x.actor_id IN (SELECT value FROM json_each(:actor)) OR x.country = :code OR x.code = :code)
               AND (:text IS NULL OR instr(casus_lower(x.name), casus_lower(:text)) > 0)
               AND (:lang IS NULL OR EXISTS (SELECT 1 FROM mentions m JOIN documents d ON d.id = m.document_id
                 WHERE m.actor_id = x.actor_id AND d.lang = :lang))
             ORDER BY x.n_mentions DESC, x.name, x.actor_id
             LIMIT coalesce(:limit, -1)";
        self.rows(
            sql,
            named_params! {
                ":kinds": json_list(&filter.kinds),
                ":actor": ids,
                ":code": filter.actor.as_ref().map(|a| a.trim().to_uppercase()),
                ":text": filter.text,
                ":lang": filter.lang,
                ":limit": filter.limit.map(|l| l as i64),
            },
            ActorRow::read,
        )
    }

    /// Diagnostics by input and place.
    pub fn diagnostics(&self, filter: &Filter) -> Result<Vec<DiagnosticRow>, StoreError> {
        let sql = "SELECT x.* FROM diagnostic_rows x WHERE
               (:kinds IS NULL OR lower(x.code) IN (SELECT lower(value) FROM json_each(:kinds))
                 OR x.severity IN (SELECT lower(value) FROM json_each(:kinds)))
               AND (:lang IS NULL OR x.lang = :lang)
               AND (:text IS NULL OR instr(casus_lower(x.message), casus_lower(:text)) > 0)
             ORDER BY x.origin, x.doc_id, x.char_start, x.code, x.message
             LIMIT coalesce(:limit, -1)";
        self.rows(
            sql,
            named_params! {
                ":kinds": json_list(&filter.kinds),
                ":lang": filter.lang,
                ":text": filter.text,
                ":limit": filter.limit.map(|l| l as i64),
            },
            DiagnosticRow::read,
        )
    }

    /// Reports of an event, in order of reading.
    pub fn reports_of(&self, event: &str) -> Result<Vec<ReportRow>, StoreError> {
        let sql = "SELECT x.* FROM report_rows x JOIN documents d ON d.id = x.doc_id
                   WHERE x.event_id = :event ORDER BY d.seq, x.char_start, x.report_id";
        self.rows(sql, named_params! { ":event": event }, ReportRow::read)
    }

    /// One report.
    pub fn report(&self, id: &str) -> Result<ReportRow, StoreError> {
        self.one("report", "SELECT * FROM report_rows WHERE report_id = ?1", id, ReportRow::read)
    }

    /// One event.
    pub fn event(&self, id: &str) -> Result<EventRow, StoreError> {
        self.one("event", "SELECT * FROM event_rows WHERE event_id = ?1", id, EventRow::read)
    }

    /// One claim.
    pub fn claim(&self, id: &str) -> Result<ClaimRow, StoreError> {
        self.one("claim", "SELECT * FROM claim_rows WHERE claim_id = ?1", id, ClaimRow::read)
    }

    /// One document.
    pub fn document(&self, id: &str) -> Result<DocumentRow, StoreError> {
        self.one("document", "SELECT * FROM document_rows WHERE doc_id = ?1", id, DocumentRow::read)
    }

    /// One actor.
    pub fn actor(&self, id: &str) -> Result<ActorRow, StoreError> {
        self.one("actor", "SELECT * FROM actor_rows WHERE actor_id = ?1", id, ActorRow::read)
    }

    /// The text of a document.
    pub fn text(&self, document: &str) -> Result<String, StoreError> {
        self.one("document", "SELECT text FROM documents WHERE id = ?1", document, |row| row.get(0))
    }

    /// What the machine made of a record, as JSON: the whole [`EventMention`] or [`casus_model::Claim`].
    pub fn record(&self, id: &str) -> Result<serde_json::Value, StoreError> {
        let (kind, table) = match RecordKind::of(id) {
            RecordKind::Event => ("event", "events"),
            RecordKind::Report => ("report", "event_reports"),
            RecordKind::Claim => ("claim", "claims"),
            RecordKind::Document | RecordKind::Actor => ("document", "documents"),
        };
        let sql = format!("SELECT record FROM {table} WHERE id = ?1");
        self.one(kind, &sql, id, |row| parse(row.get_ref(0)?.as_str()?, 0))
    }

    fn one<T>(
        &self,
        kind: &'static str,
        sql: &str,
        id: &str,
        read: fn(&rusqlite::Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<T, StoreError> {
        let run = || self.connection.prepare_cached(sql)?.query_row([id], read).optional();
        run().map_err(|e| self.refuse(e))?.ok_or_else(|| StoreError::NotFound {
            path: self.path.clone(),
            kind,
            id: id.to_owned(),
        })
    }

    /// The exact words of a record: of a report, a claim or a document, and for an event of all its reports.
    pub fn evidence(&self, id: &str) -> Result<Vec<EvidenceRow>, StoreError> {
        let sql = "SELECT x.* FROM evidence_rows x JOIN documents d ON d.id = x.doc_id
                   WHERE x.record_id = :id OR x.record_id IN (SELECT r.id FROM event_reports r WHERE r.event_id = :id)
                   ORDER BY d.seq, x.record_id,
                     CASE x.role WHEN 'statement' THEN 0 WHEN 'content' THEN 0 WHEN 'trigger' THEN 1 ELSE 2 END,
                     x.char_start, x.role, x.n";
        self.rows(sql, named_params! { ":id": id }, EvidenceRow::read)
    }

    /// Sentences of a document.
    pub fn sentences(&self, document: &str) -> Result<Vec<SentenceRow>, StoreError> {
        let sql = "SELECT * FROM sentences WHERE document_id = :id ORDER BY n";
        self.rows(sql, named_params! { ":id": document }, SentenceRow::read)
    }

    /// Mentions in a document.
    pub fn mentions(&self, document: &str) -> Result<Vec<MentionRow>, StoreError> {
        let sql = "SELECT * FROM mentions WHERE document_id = :id ORDER BY n";
        self.rows(sql, named_params! { ":id": document }, MentionRow::read)
    }

    /// Mentions of an actor, with their documents.
    pub fn mentions_of(&self, actor: &str, limit: u64) -> Result<Vec<MentionRow>, StoreError> {
        let sql = "SELECT m.* FROM mentions m JOIN documents d ON d.id = m.document_id
                   WHERE m.actor_id = :id ORDER BY d.seq, m.n LIMIT :limit";
        self.rows(sql, named_params! { ":id": actor, ":limit": limit as i64 }, MentionRow::read)
    }

    /// All decisions, oldest first.
    pub fn decisions(&self) -> Result<Vec<DecisionRow>, StoreError> {
        self.rows("SELECT * FROM decisions ORDER BY id", &[], DecisionRow::read)
    }

    /// What people taught, oldest first, each with its number.
    pub fn teachings(&self) -> Result<Vec<(i64, serde_json::Value)>, StoreError> {
        let run = || -> rusqlite::Result<Vec<(i64, serde_json::Value)>> {
            let mut statement = self.connection.prepare("SELECT id, record FROM teachings ORDER BY id")?;
            let rows =
                statement.query_map([], |row| Ok((row.get(0)?, parse(row.get_ref(1)?.as_str()?, 1)?)))?;
            rows.collect()
        };
        run().map_err(|e| self.refuse(e))
    }

    /// Documents as they were received, without their texts, in order of reading.
    pub fn received_documents(&self) -> Result<Vec<Document>, StoreError> {
        self.documents_of("SELECT received FROM documents ORDER BY seq")
    }

    /// Documents as they were coded, without their texts, in order of reading, for the merge.
    pub fn stored_documents(&self) -> Result<Vec<Document>, StoreError> {
        self.documents_of("SELECT record FROM documents ORDER BY seq")
    }

    fn documents_of(&self, sql: &str) -> Result<Vec<Document>, StoreError> {
        let run = || -> rusqlite::Result<Vec<Document>> {
            let mut statement = self.connection.prepare(sql)?;
            let rows = statement.query_map([], |row| parse(row.get_ref(0)?.as_str()?, 0))?;
            rows.collect()
        };
        run().map_err(|e| self.refuse(e))
    }

    /// Shows every document's text, in order of reading.
    pub fn each_text(&self, each: &mut dyn FnMut(&DocumentId, &str)) -> Result<(), StoreError> {
        let mut run = || -> rusqlite::Result<()> {
            let mut statement = self.connection.prepare("SELECT id, text FROM documents ORDER BY seq")?;
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                each(&DocumentId(SmolStr::new(row.get_ref(0)?.as_str()?)), row.get_ref(1)?.as_str()?);
            }
            Ok(())
        };
        run().map_err(|e| self.refuse(e))
    }

    /// All reports, in order of reading and place, for the merge.
    pub fn stored_reports(&self) -> Result<Vec<StoredReport>, StoreError> {
        let sql = "SELECT r.id, r.document_id, r.record FROM event_reports r
                   JOIN documents d ON d.id = r.document_id ORDER BY d.seq, r.n";
        let run = || -> rusqlite::Result<Vec<StoredReport>> {
            let mut statement = self.connection.prepare(sql)?;
            let rows = statement.query_map([], |row| {
                Ok(StoredReport {
                    id: row.get(0)?,
                    document: DocumentId(SmolStr::new(row.get_ref(1)?.as_str()?)),
                    report: parse(row.get_ref(2)?.as_str()?, 2)?,
                })
            })?;
            rows.collect()
        };
        run().map_err(|e| self.refuse(e))
    }
}
