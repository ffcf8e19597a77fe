-- What was played ('casus play … --keep'): one row for each request. The same request again replaces its rows.
CREATE TABLE IF NOT EXISTS plays (
  id TEXT PRIMARY KEY,             -- p and 16 hexadecimal digits made of scenario, seed, design and runs
  scenario TEXT NOT NULL,
  scenario_sha256 TEXT NOT NULL,
  scenario_text TEXT NOT NULL,     -- as it was played
  seed TEXT NOT NULL,              -- unsigned, 64 bits
  design TEXT NOT NULL,            -- monte-carlo, sobol 128, …
  runs INTEGER NOT NULL,           -- of each branch
  casus_version TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS play_runs (
  play_id TEXT NOT NULL REFERENCES plays (id) ON DELETE CASCADE,
  branch TEXT NOT NULL,
  run INTEGER NOT NULL,            -- replication, from 0; the same number shares its random numbers
  failed TEXT,                     -- why it failed; NULL when it did not
  PRIMARY KEY (play_id, branch, run)
) WITHOUT ROWID;

-- What was uncertain and what came out, run by run.
CREATE TABLE IF NOT EXISTS play_values (
  play_id TEXT NOT NULL REFERENCES plays (id) ON DELETE CASCADE,
  branch TEXT NOT NULL,
  run INTEGER NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('input', 'outcome')),
  name TEXT NOT NULL,
  value REAL NOT NULL,
  PRIMARY KEY (play_id, branch, run, kind, name)
) WITHOUT ROWID;
