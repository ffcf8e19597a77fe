-- Tables of a Casus workspace, format 1.
--
-- Offsets: byte_* count bytes of documents.text in UTF-8, char_* count Unicode code points; ends are exclusive.
-- Dates: EDTF text, with the first and last day it can mean (NULL where it is open), precision and basis.
-- What the machine suggests is in every table but `decisions` and `teachings`; reading again replaces it. What a person
-- decided is in those two alone and is never touched by a reading. The views put the two together.

CREATE TABLE workspace (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL
) WITHOUT ROWID;

-- With what documents were coded.
CREATE TABLE provenance (
  id INTEGER PRIMARY KEY,
  coder_version TEXT NOT NULL,
  model_sha256 TEXT NOT NULL,      -- of the language's model; empty when there is none
  knowledge_sha256 TEXT NOT NULL,
  UNIQUE (coder_version, model_sha256, knowledge_sha256)
);

CREATE TABLE documents (
  seq INTEGER PRIMARY KEY,         -- order of reading
  id TEXT NOT NULL UNIQUE,
  origin TEXT NOT NULL,            -- path, URL or record
  title TEXT,
  lang TEXT NOT NULL,              -- BCP 47
  date TEXT, date_from TEXT, date_to TEXT, date_precision TEXT, date_basis TEXT, date_detail TEXT,
  source TEXT,                     -- publisher
  url TEXT,
  text TEXT NOT NULL,
  text_sha256 TEXT NOT NULL,
  source_sha256 TEXT NOT NULL,
  n_chars INTEGER NOT NULL,
  duplicate_of TEXT REFERENCES documents (id) DEFERRABLE INITIALLY DEFERRED,
  status TEXT NOT NULL CHECK (status IN ('coded', 'not-coded')),
  provenance INTEGER NOT NULL REFERENCES provenance (id),
  fingerprint TEXT NOT NULL,       -- of everything the record was made from: equal means nothing to do
  record TEXT NOT NULL,            -- the document without its text, as JSON
  received TEXT NOT NULL           -- the same, as it was received: before its date was inferred from its text
);
CREATE INDEX documents_by_origin ON documents (origin);
CREATE INDEX documents_by_date ON documents (date_from);
CREATE INDEX documents_by_duplicate ON documents (duplicate_of);

CREATE VIRTUAL TABLE documents_fts USING fts5 (
  title, text, content = 'documents', content_rowid = 'seq', tokenize = 'unicode61 remove_diacritics 2'
);
CREATE TRIGGER documents_fts_insert AFTER INSERT ON documents BEGIN
  INSERT INTO documents_fts (rowid, title, text) VALUES (new.seq, new.title, new.text);
END;
CREATE TRIGGER documents_fts_delete AFTER DELETE ON documents BEGIN
  INSERT INTO documents_fts (documents_fts, rowid, title, text) VALUES ('delete', old.seq, old.title, old.text);
END;
CREATE TRIGGER documents_fts_update AFTER UPDATE OF title, text ON documents BEGIN
  INSERT INTO documents_fts (documents_fts, rowid, title, text) VALUES ('delete', old.seq, old.title, old.text);
  INSERT INTO documents_fts (rowid, title, text) VALUES (new.seq, new.title, new.text);
END;

CREATE TABLE sentences (
  document_id TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
  n INTEGER NOT NULL,
  paragraph INTEGER NOT NULL,
  byte_start INTEGER NOT NULL, byte_end INTEGER NOT NULL,
  char_start INTEGER NOT NULL, char_end INTEGER NOT NULL,
  text TEXT NOT NULL,
  PRIMARY KEY (document_id, n)
) WITHOUT ROWID;

CREATE TABLE actors (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  kind TEXT NOT NULL,
  code TEXT NOT NULL,              -- country and PLOVER sector: KAZGOV
  country TEXT,
  sector TEXT,
  wikidata TEXT,
  known INTEGER NOT NULL           -- 1: from the knowledge tables, 0: from the texts alone
) WITHOUT ROWID;

CREATE TABLE actor_roles (
  actor_id TEXT NOT NULL REFERENCES actors (id) ON DELETE CASCADE,
  n INTEGER NOT NULL,
  title TEXT NOT NULL,
  organization TEXT,
  code TEXT NOT NULL,
  term TEXT, term_from TEXT, term_to TEXT,
  PRIMARY KEY (actor_id, n)
) WITHOUT ROWID;

-- What each document alone says of the actors that the tables do not know; `actors` joins it.
CREATE TABLE text_actors (
  document_id TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
  actor_id TEXT NOT NULL REFERENCES actors (id),
  record TEXT NOT NULL,
  PRIMARY KEY (document_id, actor_id)
) WITHOUT ROWID;
CREATE INDEX text_actors_by_actor ON text_actors (actor_id);

CREATE TABLE mentions (
  document_id TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
  n INTEGER NOT NULL,
  sentence INTEGER NOT NULL,
  byte_start INTEGER NOT NULL, byte_end INTEGER NOT NULL,
  char_start INTEGER NOT NULL, char_end INTEGER NOT NULL,
  text TEXT NOT NULL,
  ner TEXT,
  kind TEXT NOT NULL,
  actor_id TEXT REFERENCES actors (id),
  code TEXT,
  place_id TEXT, place_name TEXT, lat REAL, lon REAL,
  alias TEXT,                      -- the name of the tables that matched
  reason TEXT NOT NULL,
  confidence REAL NOT NULL,
  PRIMARY KEY (document_id, n)
) WITHOUT ROWID;
CREATE INDEX mentions_by_actor ON mentions (actor_id);

CREATE TABLE times (
  document_id TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
  n INTEGER NOT NULL,
  sentence INTEGER NOT NULL,
  byte_start INTEGER NOT NULL, byte_end INTEGER NOT NULL,
  char_start INTEGER NOT NULL, char_end INTEGER NOT NULL,
  text TEXT NOT NULL,
  type TEXT NOT NULL,              -- TIMEX3
  value TEXT NOT NULL,             -- TIMEX3
  date TEXT, date_from TEXT, date_to TEXT, date_precision TEXT, date_basis TEXT, date_detail TEXT,
  PRIMARY KEY (document_id, n)
) WITHOUT ROWID;

-- One happening, however many reports tell of it.
CREATE TABLE events (
  id TEXT PRIMARY KEY,
  main_report TEXT NOT NULL REFERENCES event_reports (id) DEFERRABLE INITIALLY DEFERRED,
  n_reports INTEGER NOT NULL,
  type TEXT NOT NULL, mode TEXT, contexts TEXT NOT NULL,
  cameo TEXT NOT NULL, quad INTEGER NOT NULL, goldstein REAL,
  factuality TEXT NOT NULL, factuality_reason TEXT NOT NULL, genericity TEXT NOT NULL,
  date TEXT, date_from TEXT, date_to TEXT, date_precision TEXT, date_basis TEXT, date_detail TEXT,
  location_name TEXT, admin1 TEXT, country TEXT, lat REAL, lon REAL, geo_precision INTEGER, geonames_id TEXT,
  attributed_to TEXT, denied_by TEXT,
  number_kind TEXT, number_low REAL, number_high REAL,
  confidence REAL NOT NULL,
  record TEXT NOT NULL             -- the merged view, as JSON
) WITHOUT ROWID;
CREATE INDEX events_by_date ON events (date_from);
CREATE INDEX events_by_main_report ON events (main_report);

-- What one sentence says of a happening.
CREATE TABLE event_reports (
  id TEXT PRIMARY KEY,
  event_id TEXT REFERENCES events (id) DEFERRABLE INITIALLY DEFERRED,
  document_id TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
  n INTEGER NOT NULL,
  sentence INTEGER NOT NULL,
  byte_start INTEGER NOT NULL, byte_end INTEGER NOT NULL,
  char_start INTEGER NOT NULL, char_end INTEGER NOT NULL,
  trigger_text TEXT NOT NULL,
  frame TEXT NOT NULL, rule TEXT NOT NULL,
  type TEXT NOT NULL, mode TEXT, contexts TEXT NOT NULL,
  cameo TEXT NOT NULL, quad INTEGER NOT NULL, goldstein REAL,
  factuality TEXT NOT NULL, factuality_reason TEXT NOT NULL, genericity TEXT NOT NULL,
  date TEXT, date_from TEXT, date_to TEXT, date_precision TEXT, date_basis TEXT, date_detail TEXT,
  location_name TEXT, admin1 TEXT, country TEXT, lat REAL, lon REAL, geo_precision INTEGER, geonames_id TEXT,
  attributed_to TEXT, denied_by TEXT,
  number_kind TEXT, number_low REAL, number_high REAL,
  confidence REAL NOT NULL,
  record TEXT NOT NULL,            -- the report as it was coded, as JSON
  UNIQUE (document_id, n)
) WITHOUT ROWID;
CREATE INDEX event_reports_by_event ON event_reports (event_id);

CREATE TABLE report_actors (
  report_id TEXT NOT NULL REFERENCES event_reports (id) ON DELETE CASCADE,
  role TEXT NOT NULL CHECK (role IN ('source', 'target', 'holder', 'denier')),
  n INTEGER NOT NULL,
  actor_id TEXT NOT NULL REFERENCES actors (id),
  name TEXT NOT NULL, code TEXT NOT NULL, country TEXT, sector TEXT,
  PRIMARY KEY (report_id, role, n)
) WITHOUT ROWID;
CREATE INDEX report_actors_by_actor ON report_actors (actor_id);

CREATE TABLE report_numbers (
  report_id TEXT NOT NULL REFERENCES event_reports (id) ON DELETE CASCADE,
  n INTEGER NOT NULL,
  kind TEXT NOT NULL,
  low REAL NOT NULL, high REAL,
  approximate INTEGER NOT NULL,
  PRIMARY KEY (report_id, n)
) WITHOUT ROWID;

CREATE TABLE event_actors (
  event_id TEXT NOT NULL REFERENCES events (id) ON DELETE CASCADE,
  role TEXT NOT NULL CHECK (role IN ('source', 'target', 'holder', 'denier')),
  n INTEGER NOT NULL,
  actor_id TEXT NOT NULL REFERENCES actors (id),
  name TEXT NOT NULL, code TEXT NOT NULL, country TEXT, sector TEXT,
  PRIMARY KEY (event_id, role, n)
) WITHOUT ROWID;
CREATE INDEX event_actors_by_actor ON event_actors (actor_id);

-- Who said what.
CREATE TABLE claims (
  id TEXT PRIMARY KEY,
  document_id TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
  n INTEGER NOT NULL,
  sentence INTEGER NOT NULL,
  byte_start INTEGER NOT NULL, byte_end INTEGER NOT NULL,
  char_start INTEGER NOT NULL, char_end INTEGER NOT NULL,
  kind TEXT NOT NULL, speech TEXT NOT NULL, modality TEXT NOT NULL, stance TEXT NOT NULL,
  holder_words TEXT, cue TEXT, content TEXT NOT NULL, condition TEXT,
  horizon TEXT, horizon_from TEXT, horizon_to TEXT, horizon_precision TEXT, horizon_basis TEXT, horizon_detail TEXT,
  confidence REAL NOT NULL,
  record TEXT NOT NULL,
  UNIQUE (document_id, n)
) WITHOUT ROWID;

CREATE TABLE claim_actors (
  claim_id TEXT NOT NULL REFERENCES claims (id) ON DELETE CASCADE,
  role TEXT NOT NULL CHECK (role IN ('holder', 'topic')),
  n INTEGER NOT NULL,
  actor_id TEXT NOT NULL REFERENCES actors (id),
  name TEXT NOT NULL, code TEXT NOT NULL, country TEXT, sector TEXT,
  PRIMARY KEY (claim_id, role, n)
) WITHOUT ROWID;
CREATE INDEX claim_actors_by_actor ON claim_actors (actor_id);

-- The exact words that each record was read from (W3C Web Annotation: position and quote selectors).
CREATE TABLE evidence (
  record_id TEXT NOT NULL,         -- of event_reports, claims or documents (its date)
  role TEXT NOT NULL,              -- statement, trigger, source, target, holder, cue, number, date, content, …
  n INTEGER NOT NULL,
  document_id TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
  byte_start INTEGER NOT NULL, byte_end INTEGER NOT NULL,
  char_start INTEGER NOT NULL, char_end INTEGER NOT NULL,
  exact TEXT NOT NULL,
  PRIMARY KEY (record_id, role, n)
) WITHOUT ROWID;
CREATE INDEX evidence_by_document ON evidence (document_id);

-- What was noticed; document_id is NULL where the input was refused.
CREATE TABLE diagnostics (
  id INTEGER PRIMARY KEY,
  document_id TEXT REFERENCES documents (id) ON DELETE CASCADE,
  origin TEXT NOT NULL,
  n INTEGER NOT NULL,
  code TEXT NOT NULL, severity TEXT NOT NULL CHECK (severity IN ('note', 'warning', 'error')),
  message TEXT NOT NULL, hint TEXT,
  line INTEGER,
  byte_start INTEGER, byte_end INTEGER, char_start INTEGER, char_end INTEGER,
  exact TEXT
);
CREATE INDEX diagnostics_by_document ON diagnostics (document_id);
CREATE UNIQUE INDEX diagnostics_of_inputs ON diagnostics (origin, n, code, message) WHERE document_id IS NULL;

-- What a person decided. The latest row for a record and field counts; older ones are its history.
CREATE TABLE decisions (
  id INTEGER PRIMARY KEY,
  record_kind TEXT NOT NULL CHECK (record_kind IN ('event', 'claim')),
  record_id TEXT NOT NULL,         -- as it was named when it was decided
  anchor TEXT NOT NULL,            -- the report or claim by which the record is found again after a new reading
  action TEXT NOT NULL CHECK (action IN ('confirm', 'reject', 'edit', 'withdraw')),
  field TEXT NOT NULL,             -- verdict, or the column that is edited
  value TEXT,                      -- NULL: back to what the machine suggests
  note TEXT,
  decided_on TEXT                  -- ISO 8601 day
);
CREATE INDEX decisions_by_anchor ON decisions (anchor, field);

-- What a person taught about names and actors, as JSON: aliases, merges, splits, forbidden matches. Applied at the next
-- reading.
CREATE TABLE teachings (
  id INTEGER PRIMARY KEY,
  record TEXT NOT NULL UNIQUE,
  note TEXT,
  taught_on TEXT
);
