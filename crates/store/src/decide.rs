//! What a person decided: confirmed, rejected or edited. Kept apart from what the machine suggests, and found again
//! after every new reading.

use std::str::FromStr;

use casus_model::{ClaimKind, Date, Day, Edtf, EventType, Factuality, Modality, Sector, SmolStr, Stance};
use rusqlite::{OptionalExtension, Transaction, params};

use crate::{RecordKind, StoreError, Workspace, goldstein};

/// Fields of an event that a person can set.
pub const EDITABLE_EVENT: &[&str] = &[
    "type",
    "mode",
    "contexts",
    "cameo",
    "factuality",
    "date",
    "attributed_to",
    "location_name",
    "source",
    "target",
];
/// Fields of a claim that a person can set.
pub const EDITABLE_CLAIM: &[&str] = &["kind", "modality", "stance", "horizon"];

/// What to do with a record.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Decision {
    /// It is right.
    Confirm,
    /// It is wrong: it leaves all lists and exports.
    Reject,
    /// A field has another value.
    Set {
        /// One of [`EDITABLE_EVENT`] or [`EDITABLE_CLAIM`].
        field: String,
        /// The value, in the words of the field's own list.
        value: String,
    },
    /// Back to what the machine suggests.
    Withdraw,
}

impl Workspace {
    /// Records a decision on an event, a report's event, or a claim. `on` is the day it is made.
    pub fn decide(
        &mut self,
        id: &str,
        decision: &Decision,
        note: Option<&str>,
        on: Option<Day>,
    ) -> Result<(), StoreError> {
        let (kind, anchor) = match RecordKind::of(id) {
            RecordKind::Event | RecordKind::Report => {
                let sql = "SELECT main_report FROM events WHERE id = ?1
                           UNION ALL SELECT id FROM event_reports WHERE id = ?1";
                let found: Option<String> = self
                    .connection
                    .query_row(sql, [id], |row| row.get(0))
                    .optional()
                    .map_err(|e| self.refuse(e))?;
                ("event", found.ok_or_else(|| self.missing("event", id))?)
            }
            RecordKind::Claim => ("claim", self.claim(id)?.claim_id),
            RecordKind::Document | RecordKind::Actor => {
                let message = format!(
                    "'{id}' is no event and no claim: 'casus show events' and 'casus show claims' list what can be decided"
                );
                return Err(StoreError::Decision(message));
            }
        };
        let (action, fields) = match decision {
            Decision::Confirm => ("confirm", vec![("verdict".to_owned(), Some("confirmed".to_owned()))]),
            Decision::Reject => ("reject", vec![("verdict".to_owned(), Some("rejected".to_owned()))]),
            Decision::Set { field, value } => ("edit", self.edit(kind, field, value)?),
            Decision::Withdraw => {
                let sql = if kind == "event" {
                    "SELECT DISTINCT field FROM event_edits WHERE value IS NOT NULL AND event_id =
                       (SELECT event_id FROM event_reports WHERE id = ?1) ORDER BY field"
                } else {
                    "SELECT DISTINCT field FROM claim_edits WHERE value IS NOT NULL AND claim_id = ?1 ORDER BY field"
                };
                let run = || -> rusqlite::Result<Vec<String>> {
                    self.connection.prepare(sql)?.query_map([&anchor], |row| row.get(0))?.collect()
                };
                let set = run().map_err(|e| self.refuse(e))?;
                ("withdraw", set.into_iter().map(|field| (field, None)).collect())
            }
        };
        let on = on.map(|d| d.to_string());
        self.transact(|t| {
            for (field, value) in &fields {
                insert(t, [kind, id, &anchor, action, field], value.as_deref(), note, on.as_deref())?;
            }
            Ok(())
        })
    }

    /// Keeps what a person taught about names and actors: `record` is as the resolver reads it. `on` is the day.
    pub fn teach(
        &mut self,
        record: &serde_json::Value,
        note: Option<&str>,
        on: Option<Day>,
    ) -> Result<i64, StoreError> {
        let on = on.map(|d| d.to_string());
        self.transact(|t| {
            t.execute(
                "INSERT INTO teachings (record, note, taught_on) VALUES (?1, ?2, ?3)",
                params![record.to_string(), note, on],
            )?;
            Ok(t.last_insert_rowid())
        })
    }

    /// Forgets a teaching; tells whether there was one with this number.
    pub fn forget_teaching(&mut self, number: i64) -> Result<bool, StoreError> {
        self.transact(|t| Ok(t.execute("DELETE FROM teachings WHERE id = ?1", [number])? > 0))
    }

    fn missing(&self, kind: &'static str, id: &str) -> StoreError {
        StoreError::NotFound { path: self.path.clone(), kind, id: id.to_owned() }
    }

    /// The columns that an edit sets, with those that follow from it.
    fn edit(
        &self,
        kind: &str,
        field: &str,
        value: &str,
    ) -> Result<Vec<(String, Option<String>)>, StoreError> {
        let known = if kind == "event" { EDITABLE_EVENT } else { EDITABLE_CLAIM };
        if !known.contains(&field) {
            let message =
                format!("a {kind} has no field '{field}' to set: choose one of {}", known.join(", "));
            return Err(StoreError::Decision(message));
        }
        let value = value.trim();
        let row = |field: &str, value: String| (field.to_owned(), Some(value));
        Ok(match field {
            "type" => {
                let (name, mode) = value.split_once('/').unwrap_or((value, ""));
                let kind: EventType = choice(field, &name.to_uppercase(), EventType::ALL)?;
                let cameo = kind.cameo_root();
                vec![
                    row("type", kind.to_string()),
                    row("mode", mode.to_owned()),
                    row("quad", (kind.quad() as i64).to_string()),
                    row("cameo", cameo.to_owned()),
                    ("goldstein".to_owned(), goldstein(cameo).map(|g| g.to_string())),
                ]
            }
            "cameo" => {
                let Some(score) = goldstein(value) else {
                    return Err(StoreError::Decision(format!(
                        "'{value}' is no CAMEO code: write 01 to 20, or a code below"
                    )));
                };
                vec![row("cameo", value.to_owned()), row("goldstein", score.to_string())]
            }
            "factuality" => vec![row(field, choice(field, value, Factuality::ALL)?.to_string())],
            "kind" => vec![row(field, choice(field, value, ClaimKind::ALL)?.to_string())],
            "modality" => vec![row(field, choice(field, value, Modality::ALL)?.to_string())],
            "stance" => vec![row(field, choice(field, value, Stance::ALL)?.to_string())],
            "date" | "horizon" => {
                let edtf: Edtf =
                    value.parse().map_err(|e: casus_model::EdtfError| StoreError::Decision(e.to_string()))?;
                let date = Date::new(edtf, casus_model::Basis::Human, "");
                vec![
                    row(field, date.edtf.to_string()),
                    (format!("{field}_from"), date.from().map(|d| d.to_string())),
                    (format!("{field}_to"), date.to().map(|d| d.to_string())),
                    row(&format!("{field}_precision"), date.precision.to_string()),
                    row(&format!("{field}_basis"), date.basis.to_string()),
                ]
            }
            "source" | "target" => vec![row(field, self.parties(value)?)],
            "contexts" => {
                let mut contexts: Vec<&str> =
                    value.split([',', '|']).map(str::trim).filter(|c| !c.is_empty()).collect();
                contexts.sort_unstable();
                contexts.dedup();
                vec![row(field, contexts.join("|"))]
            }
            _ => vec![row(field, value.to_owned())],
        })
    }

    /// Actors by ids, names or codes, divided by commas; `-` for nobody.
    fn parties(&self, value: &str) -> Result<String, StoreError> {
        let mut parties = Vec::new();
        for name in value.split(',').map(str::trim).filter(|n| !n.is_empty() && *n != "-") {
            let found = self.actors_named(name)?;
            // A code that several actors bear, or that none does yet, stands for itself.
            let exact = found.iter().find(|id| id.eq_ignore_ascii_case(name)).or(match found.as_slice() {
                [one] => Some(one),
                _ => None,
            });
            let party = if let Some(id) = exact {
                let actor = self.actor(id)?;
                serde_json::json!({"id": actor.actor_id, "name": actor.name, "code": actor.code,
                    "country": actor.country, "sector": actor.sector})
            } else if let Some((country, sector)) = code(name) {
                let id = country
                    .as_ref()
                    .filter(|_| sector.is_none())
                    .map_or_else(|| name.to_uppercase(), |c| format!("state:{c}"));
                serde_json::json!({"id": id, "name": name.to_uppercase(), "code": name.to_uppercase(),
                    "country": country, "sector": sector.map(Sector::as_str)})
            } else {
                let message = if found.is_empty() {
                    format!(
                        "no actor is called '{name}': 'casus show actors' lists them, or write a code such as KAZGOV"
                    )
                } else {
                    format!("'{name}' may be {}: write one of these", found.join(", "))
                };
                return Err(StoreError::Decision(message));
            };
            parties.push(party);
        }
        Ok(serde_json::Value::Array(parties).to_string())
    }
}

/// `KAZ`, `KAZGOV`, `---MIL`.
fn code(name: &str) -> Option<(Option<SmolStr>, Option<Sector>)> {
    let name = name.to_uppercase();
    let (country, sector) = (name.get(..3)?, name.get(3..)?);
    let country = match country {
        "---" => None,
        c if c.bytes().all(|b| b.is_ascii_uppercase()) => Some(SmolStr::new(c)),
        _ => return None,
    };
    let sector = if sector.is_empty() { None } else { Some(Sector::parse(sector)?) };
    (country.is_some() || sector.is_some()).then_some((country, sector))
}

fn choice<T: FromStr + Copy + std::fmt::Display>(
    field: &str,
    value: &str,
    all: &[T],
) -> Result<T, StoreError> {
    value.parse().map_err(|_| {
        let known: Vec<String> = all.iter().map(ToString::to_string).collect();
        StoreError::Decision(format!("'{value}' is no {field}: choose one of {}", known.join(", ")))
    })
}

fn insert(
    t: &Transaction<'_>,
    [kind, id, anchor, action, field]: [&str; 5],
    value: Option<&str>,
    note: Option<&str>,
    on: Option<&str>,
) -> rusqlite::Result<()> {
    let sql = "INSERT INTO decisions (record_kind, record_id, anchor, action, field, value, note, decided_on)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
    t.prepare_cached(sql)?.execute(params![kind, id, anchor, action, field, value, note, on]).map(|_| ())
}
