-- Views of a workspace: machine suggestions with human decisions applied, and the column names of other data sets.

-- The decision that counts, for each event and field.
CREATE VIEW event_edits AS
SELECT r.event_id, d.field, d.value, max(d.id) AS decision_id
FROM decisions d JOIN event_reports r ON r.id = d.anchor
WHERE d.record_kind = 'event'
GROUP BY r.event_id, d.field;

CREATE VIEW claim_edits AS
SELECT d.anchor AS claim_id, d.field, d.value, max(d.id) AS decision_id
FROM decisions d
WHERE d.record_kind = 'claim'
GROUP BY d.anchor, d.field;

-- Decisions whose record the latest reading did not suggest again.
CREATE VIEW orphan_decisions AS
SELECT d.* FROM decisions d
WHERE (d.record_kind = 'event' AND NOT EXISTS (SELECT 1 FROM event_reports r WHERE r.id = d.anchor))
   OR (d.record_kind = 'claim' AND NOT EXISTS (SELECT 1 FROM claims c WHERE c.id = d.anchor));

-- Who takes part in an event, after edits.
CREATE VIEW event_parties AS
SELECT a.event_id, a.role, a.n, a.actor_id, a.name, a.code, a.country, a.sector
FROM event_actors a
WHERE a.role NOT IN ('source', 'target')
   OR NOT EXISTS (
     SELECT 1 FROM event_reports r JOIN decisions d ON d.anchor = r.id
     WHERE r.event_id = a.event_id AND d.field = a.role
       AND (SELECT x.value FROM event_edits x WHERE x.event_id = a.event_id AND x.field = a.role) IS NOT NULL)
UNION ALL
SELECT x.event_id, x.field, j.key, j.value ->> '$.id', j.value ->> '$.name', j.value ->> '$.code',
  j.value ->> '$.country', j.value ->> '$.sector'
FROM event_edits x, json_each(x.value) j
WHERE x.field IN ('source', 'target') AND x.value IS NOT NULL;

-- One line per event: the flat event row.
CREATE VIEW event_rows AS
SELECT
  e.id AS event_id,
  coalesce(x.date, e.date) AS event_date,
  CASE WHEN x.date IS NULL THEN e.date_from ELSE x.date_from END AS date_from,
  CASE WHEN x.date IS NULL THEN e.date_to ELSE x.date_to END AS date_to,
  coalesce(x.date_precision, e.date_precision) AS date_precision,
  coalesce(x.date_basis, e.date_basis) AS date_basis,
  coalesce(x.type, e.type) AS event_type,
  CASE WHEN x.mode IS NULL AND x.type IS NULL THEN e.mode ELSE nullif(x.mode, '') END AS event_mode,
  coalesce(x.contexts, e.contexts) AS contexts,
  coalesce(x.cameo, e.cameo) AS cameo,
  coalesce(x.quad, e.quad) AS quad,
  CASE WHEN x.cameo IS NULL THEN e.goldstein ELSE x.goldstein END AS goldstein,
  coalesce(x.factuality, e.factuality) AS factuality,
  CASE WHEN x.attributed_to IS NULL THEN e.attributed_to ELSE nullif(x.attributed_to, '') END AS attributed_to,
  (SELECT group_concat(actor_id, '|') FROM (SELECT actor_id FROM event_parties p WHERE p.event_id = e.id AND p.role = 'source' ORDER BY n)) AS source_id,
  (SELECT group_concat(name, '|') FROM (SELECT name FROM event_parties p WHERE p.event_id = e.id AND p.role = 'source' ORDER BY n)) AS source_name,
  (SELECT group_concat(coalesce(country, ''), '|') FROM (SELECT country FROM event_parties p WHERE p.event_id = e.id AND p.role = 'source' ORDER BY n)) AS source_country,
  (SELECT group_concat(coalesce(sector, ''), '|') FROM (SELECT sector FROM event_parties p WHERE p.event_id = e.id AND p.role = 'source' ORDER BY n)) AS source_sector,
  (SELECT group_concat(actor_id, '|') FROM (SELECT actor_id FROM event_parties p WHERE p.event_id = e.id AND p.role = 'target' ORDER BY n)) AS target_id,
  (SELECT group_concat(name, '|') FROM (SELECT name FROM event_parties p WHERE p.event_id = e.id AND p.role = 'target' ORDER BY n)) AS target_name,
  (SELECT group_concat(coalesce(country, ''), '|') FROM (SELECT country FROM event_parties p WHERE p.event_id = e.id AND p.role = 'target' ORDER BY n)) AS target_country,
  (SELECT group_concat(coalesce(sector, ''), '|') FROM (SELECT sector FROM event_parties p WHERE p.event_id = e.id AND p.role = 'target' ORDER BY n)) AS target_sector,
  CASE WHEN x.location_name IS NULL THEN e.location_name ELSE x.location_name END AS location_name,
  CASE WHEN x.location_name IS NULL THEN e.lat END AS lat,
  CASE WHEN x.location_name IS NULL THEN e.lon END AS lon,
  CASE WHEN x.location_name IS NULL THEN e.geo_precision END AS geo_precision,
  CASE WHEN x.location_name IS NULL THEN e.geonames_id END AS geonames_id,
  CASE WHEN x.location_name IS NULL THEN e.country END AS country,
  e.number_low,
  e.number_high,
  e.n_reports,
  (SELECT group_concat(document_id, '|') FROM (SELECT document_id, min(d2.seq) AS seq FROM event_reports r2 JOIN documents d2 ON d2.id = r2.document_id WHERE r2.event_id = e.id GROUP BY document_id ORDER BY seq)) AS doc_ids,
  s.text AS sentence,
  r.char_start,
  r.char_end,
  d.lang,
  e.confidence,
  v.coder_version,
  CASE WHEN x.verdict IS NOT NULL THEN x.verdict WHEN x.edited THEN 'edited' ELSE '' END AS reviewed,
  e.number_kind,
  e.genericity,
  e.factuality_reason,
  e.denied_by,
  e.admin1,
  r.id AS report_id,
  r.trigger_text AS trigger,
  d.id AS doc_id,
  d.date AS doc_date,
  d.title AS doc_title,
  d.origin AS doc_origin,
  d.source AS publisher,
  d.url,
  (SELECT count(DISTINCT coalesce(d2.duplicate_of, d2.id)) FROM event_reports r2 JOIN documents d2 ON d2.id = r2.document_id WHERE r2.event_id = e.id) AS n_independent
FROM events e
JOIN event_reports r ON r.id = e.main_report
JOIN documents d ON d.id = r.document_id
JOIN provenance v ON v.id = d.provenance
LEFT JOIN sentences s ON s.document_id = r.document_id AND s.n = r.sentence
LEFT JOIN (
  SELECT event_id,
    max(CASE field WHEN 'verdict' THEN value END) AS verdict,
    max(field <> 'verdict' AND value IS NOT NULL) AS edited,
    max(CASE field WHEN 'date' THEN value END) AS date,
    max(CASE field WHEN 'date_from' THEN value END) AS date_from,
    max(CASE field WHEN 'date_to' THEN value END) AS date_to,
    max(CASE field WHEN 'date_precision' THEN value END) AS date_precision,
    max(CASE field WHEN 'date_basis' THEN value END) AS date_basis,
    max(CASE field WHEN 'type' THEN value END) AS type,
    max(CASE field WHEN 'mode' THEN value END) AS mode,
    max(CASE field WHEN 'contexts' THEN value END) AS contexts,
    max(CASE field WHEN 'cameo' THEN value END) AS cameo,
    CAST(max(CASE field WHEN 'quad' THEN value END) AS INTEGER) AS quad,
    CAST(max(CASE field WHEN 'goldstein' THEN value END) AS REAL) AS goldstein,
    max(CASE field WHEN 'factuality' THEN value END) AS factuality,
    max(CASE field WHEN 'attributed_to' THEN value END) AS attributed_to,
    max(CASE field WHEN 'location_name' THEN value END) AS location_name
  FROM event_edits GROUP BY event_id
) x ON x.event_id = e.id;

-- One line per report of an event.
CREATE VIEW report_rows AS
SELECT
  r.event_id, r.id AS report_id, r.document_id AS doc_id, d.origin AS doc_origin, d.title AS doc_title, d.date AS doc_date,
  d.source AS publisher, d.url, d.lang, d.duplicate_of,
  r.type AS event_type, r.mode AS event_mode, r.factuality, r.factuality_reason, r.date AS event_date, r.date_basis,
  r.attributed_to, r.denied_by, r.trigger_text AS trigger, r.frame, r.rule, s.text AS sentence,
  r.byte_start, r.byte_end, r.char_start, r.char_end, r.confidence
FROM event_reports r
JOIN documents d ON d.id = r.document_id
LEFT JOIN sentences s ON s.document_id = r.document_id AND s.n = r.sentence;

-- One line per claim, with decisions applied.
CREATE VIEW claim_rows AS
SELECT
  c.id AS claim_id,
  h.actor_id AS holder_id, h.name AS holder_name, h.country AS holder_country, h.sector AS holder_sector,
  c.holder_words,
  coalesce(x.kind, c.kind) AS kind,
  c.speech,
  coalesce(x.modality, c.modality) AS modality,
  coalesce(x.stance, c.stance) AS stance,
  c.cue, c.content, c.condition,
  coalesce(x.horizon, c.horizon) AS horizon,
  CASE WHEN x.horizon IS NULL THEN c.horizon_from ELSE x.horizon_from END AS horizon_from,
  CASE WHEN x.horizon IS NULL THEN c.horizon_to ELSE x.horizon_to END AS horizon_to,
  coalesce(x.horizon_precision, c.horizon_precision) AS horizon_precision,
  coalesce(x.horizon_basis, c.horizon_basis) AS horizon_basis,
  (SELECT group_concat(actor_id, '|') FROM (SELECT actor_id FROM claim_actors t WHERE t.claim_id = c.id AND t.role = 'topic' ORDER BY n)) AS topic_ids,
  (SELECT group_concat(name, '|') FROM (SELECT name FROM claim_actors t WHERE t.claim_id = c.id AND t.role = 'topic' ORDER BY n)) AS topics,
  coalesce(x.kind, c.kind) = 'forecast' AS forecast,
  d.id AS doc_id, d.date AS doc_date, d.date_from AS doc_date_from, d.date_to AS doc_date_to, d.title AS doc_title, d.origin AS doc_origin,
  d.source AS publisher, d.url, d.lang,
  s.text AS sentence, c.char_start, c.char_end,
  c.confidence, v.coder_version,
  CASE WHEN x.verdict IS NOT NULL THEN x.verdict WHEN x.edited THEN 'edited' ELSE '' END AS reviewed
FROM claims c
JOIN documents d ON d.id = c.document_id
JOIN provenance v ON v.id = d.provenance
LEFT JOIN claim_actors h ON h.claim_id = c.id AND h.role = 'holder' AND h.n = 0
LEFT JOIN sentences s ON s.document_id = c.document_id AND s.n = c.sentence
LEFT JOIN (
  SELECT claim_id,
    max(CASE field WHEN 'verdict' THEN value END) AS verdict,
    max(field <> 'verdict' AND value IS NOT NULL) AS edited,
    max(CASE field WHEN 'kind' THEN value END) AS kind,
    max(CASE field WHEN 'modality' THEN value END) AS modality,
    max(CASE field WHEN 'stance' THEN value END) AS stance,
    max(CASE field WHEN 'horizon' THEN value END) AS horizon,
    max(CASE field WHEN 'horizon_from' THEN value END) AS horizon_from,
    max(CASE field WHEN 'horizon_to' THEN value END) AS horizon_to,
    max(CASE field WHEN 'horizon_precision' THEN value END) AS horizon_precision,
    max(CASE field WHEN 'horizon_basis' THEN value END) AS horizon_basis
  FROM claim_edits GROUP BY claim_id
) x ON x.claim_id = c.id;

CREATE VIEW document_rows AS
SELECT
  d.id AS doc_id, d.origin, d.title, d.lang, d.date, d.date_from, d.date_to, d.date_precision, d.date_basis, d.date_detail,
  d.source AS publisher, d.url, d.status, d.duplicate_of, d.n_chars,
  (SELECT count(*) FROM sentences s WHERE s.document_id = d.id) AS n_sentences,
  (SELECT count(*) FROM event_reports r WHERE r.document_id = d.id) AS n_reports,
  (SELECT count(*) FROM claims c WHERE c.document_id = d.id) AS n_claims,
  (SELECT count(*) FROM diagnostics g WHERE g.document_id = d.id) AS n_diagnostics,
  d.text_sha256, d.source_sha256, v.coder_version, v.model_sha256, v.knowledge_sha256
FROM documents d JOIN provenance v ON v.id = d.provenance;

CREATE VIEW actor_rows AS
SELECT
  a.id AS actor_id, a.name, a.kind, a.code, a.country, a.sector, a.wikidata, a.known,
  (SELECT count(*) FROM mentions m WHERE m.actor_id = a.id) AS n_mentions,
  (SELECT count(DISTINCT m.document_id) FROM mentions m WHERE m.actor_id = a.id) AS n_documents,
  (SELECT count(DISTINCT p.event_id) FROM event_actors p WHERE p.actor_id = a.id AND p.role = 'source') AS n_source,
  (SELECT count(DISTINCT p.event_id) FROM event_actors p WHERE p.actor_id = a.id AND p.role = 'target') AS n_target,
  (SELECT count(*) FROM claim_actors p WHERE p.actor_id = a.id AND p.role = 'holder') AS n_claims,
  (SELECT group_concat(text, '|') FROM (SELECT m.text, count(*) AS uses FROM mentions m WHERE m.actor_id = a.id AND m.ner IS NOT NULL GROUP BY m.text ORDER BY uses DESC, m.text LIMIT 8)) AS names,
  (SELECT group_concat(line, '|') FROM (
    SELECT r.title || CASE WHEN r.organization IS NULL THEN '' ELSE ', ' || r.organization END
      || CASE WHEN r.term IS NULL THEN '' ELSE ' (' || r.term || ')' END AS line
    FROM actor_roles r WHERE r.actor_id = a.id ORDER BY r.n)) AS roles
FROM actors a;

CREATE VIEW diagnostic_rows AS
SELECT g.code, g.severity, g.message, g.hint, g.document_id AS doc_id, g.origin, g.line, g.char_start, g.char_end, g.exact,
  d.lang
FROM diagnostics g LEFT JOIN documents d ON d.id = g.document_id;

-- Evidence with the words around it, as W3C text quote selectors want them.
CREATE VIEW evidence_rows AS
SELECT v.record_id, v.role, v.n, v.document_id AS doc_id, d.origin AS doc_origin, d.title AS doc_title, d.url, d.text_sha256,
  v.byte_start, v.byte_end, v.char_start, v.char_end, v.exact,
  substr(d.text, max(v.char_start - 31, 1), min(v.char_start, 32)) AS prefix,
  substr(d.text, v.char_end + 1, 32) AS suffix
FROM evidence v JOIN documents d ON d.id = v.document_id;

-- Source and target by pairs, for the data sets below. They know neither plans nor denials nor background: only what is
-- said to have happened or to go on enters, and nothing that a person rejected.
CREATE VIEW event_dyads AS
SELECT e.*, a.actor_id AS s_id, a.name AS s_name, a.code AS s_code, a.country AS s_country, a.sector AS s_sector,
  b.actor_id AS t_id, b.name AS t_name, b.code AS t_code, b.country AS t_country, b.sector AS t_sector
FROM event_rows e
LEFT JOIN event_parties a ON a.event_id = e.event_id AND a.role = 'source'
LEFT JOIN event_parties b ON b.event_id = e.event_id AND b.role = 'target'
WHERE e.factuality IN ('happened', 'ongoing') AND e.genericity = 'specific' AND e.reviewed <> 'rejected'
  AND e.date_from IS NOT NULL;

-- Acts and statements by ISO week, actor and counterpart: countries, or ids of actors without one. What needs lexicons
-- and tables (votes, state media, what was called off, silence) is told by casus show signals alone.
CREATE VIEW signal_rows AS
SELECT strftime('%G-W%V', e.date_from) AS week,
  coalesce(nullif(e.s_country, ''), e.s_id) AS actor, coalesce(nullif(e.t_country, ''), e.t_id) AS toward,
  CASE WHEN e.event_type = 'CONSULT' AND e.event_mode = 'visit' THEN 'visit'
    WHEN e.event_type = 'SUPPORT' AND e.cameo LIKE '054%' THEN 'recognition' ELSE 'act' END AS kind,
  e.goldstein AS score, e.event_id AS record_id
FROM event_dyads e
WHERE e.s_id IS NOT NULL AND e.t_id IS NOT NULL
UNION
SELECT strftime('%G-W%V', c.doc_date_from),
  coalesce(nullif(h.country, ''), h.actor_id), coalesce(nullif(t.country, ''), t.actor_id),
  'statement', NULL, c.claim_id
FROM claim_rows c
JOIN claim_actors h ON h.claim_id = c.claim_id AND h.role = 'holder'
JOIN claim_actors t ON t.claim_id = c.claim_id AND t.role = 'topic'
WHERE c.reviewed <> 'rejected' AND c.doc_date_from IS NOT NULL;

-- One line per week, actor and counterpart: stance is the mean Goldstein score of the acts.
CREATE VIEW week_rows AS
SELECT week, actor, toward, avg(score) AS stance, sum(kind <> 'statement') AS acts, sum(kind = 'statement') AS statements
FROM signal_rows WHERE actor <> toward GROUP BY week, actor, toward;

-- GDELT 2.0 events (column list of the GDELT Event Database, version 2.0).
CREATE VIEW gdelt2_events AS
SELECT
  event_id AS "GLOBALEVENTID",
  CAST(replace(date_from, '-', '') AS INTEGER) AS "SQLDATE",
  CAST(substr(replace(date_from, '-', ''), 1, 6) AS INTEGER) AS "MonthYear",
  CAST(substr(date_from, 1, 4) AS INTEGER) AS "Year",
  round(CAST(substr(date_from, 1, 4) AS INTEGER) + (CAST(strftime('%j', date_from) AS REAL) - 1) / 365.0, 4) AS "FractionDate",
  s_code AS "Actor1Code", upper(s_name) AS "Actor1Name", s_country AS "Actor1CountryCode", NULL AS "Actor1KnownGroupCode",
  NULL AS "Actor1EthnicCode", NULL AS "Actor1Religion1Code", NULL AS "Actor1Religion2Code", s_sector AS "Actor1Type1Code",
  NULL AS "Actor1Type2Code", NULL AS "Actor1Type3Code",
  t_code AS "Actor2Code", upper(t_name) AS "Actor2Name", t_country AS "Actor2CountryCode", NULL AS "Actor2KnownGroupCode",
  NULL AS "Actor2EthnicCode", NULL AS "Actor2Religion1Code", NULL AS "Actor2Religion2Code", t_sector AS "Actor2Type1Code",
  NULL AS "Actor2Type2Code", NULL AS "Actor2Type3Code",
  (SELECT r.sentence = 0 FROM event_reports r WHERE r.id = report_id) AS "IsRootEvent",
  cameo AS "EventCode", substr(cameo, 1, 3) AS "EventBaseCode", substr(cameo, 1, 2) AS "EventRootCode",
  quad AS "QuadClass", goldstein AS "GoldsteinScale",
  n_reports AS "NumMentions",
  (SELECT count(DISTINCT coalesce(d.source, d.origin)) FROM event_reports r JOIN documents d ON d.id = r.document_id WHERE r.event_id = e.event_id) AS "NumSources",
  (SELECT count(DISTINCT r.document_id) FROM event_reports r WHERE r.event_id = e.event_id) AS "NumArticles",
  NULL AS "AvgTone",
  NULL AS "Actor1Geo_Type", NULL AS "Actor1Geo_FullName", NULL AS "Actor1Geo_CountryCode", NULL AS "Actor1Geo_ADM1Code",
  NULL AS "Actor1Geo_ADM2Code", NULL AS "Actor1Geo_Lat", NULL AS "Actor1Geo_Long", NULL AS "Actor1Geo_FeatureID",
  NULL AS "Actor2Geo_Type", NULL AS "Actor2Geo_FullName", NULL AS "Actor2Geo_CountryCode", NULL AS "Actor2Geo_ADM1Code",
  NULL AS "Actor2Geo_ADM2Code", NULL AS "Actor2Geo_Lat", NULL AS "Actor2Geo_Long", NULL AS "Actor2Geo_FeatureID",
  CASE WHEN location_name IS NULL THEN 0 WHEN geo_precision = 3 THEN 1 ELSE 4 END AS "ActionGeo_Type",
  location_name AS "ActionGeo_FullName", country AS "ActionGeo_CountryCode", admin1 AS "ActionGeo_ADM1Code",
  NULL AS "ActionGeo_ADM2Code", lat AS "ActionGeo_Lat", lon AS "ActionGeo_Long", geonames_id AS "ActionGeo_FeatureID",
  (SELECT CAST(replace(d.date_to, '-', '') || '000000' AS INTEGER) FROM documents d WHERE d.id = e.doc_id) AS "DATEADDED",
  coalesce(url, doc_origin) AS "SOURCEURL"
FROM event_dyads e;

-- POLECAT events.
CREATE VIEW polecat_events AS
SELECT
  event_id AS "Event ID", date_from AS "Event Date", event_type AS "Event Type", event_mode AS "Event Mode",
  goldstein AS "Intensity",
  CASE quad WHEN 1 THEN 'VERBAL COOPERATION' WHEN 2 THEN 'MATERIAL COOPERATION' WHEN 3 THEN 'VERBAL CONFLICT' ELSE 'MATERIAL CONFLICT' END AS "Quad Code",
  replace(contexts, '|', ';') AS "Contexts",
  s_name AS "Actor Name", s_country AS "Actor Country", NULL AS "Actor COW", s_sector AS "Primary Actor Sector",
  s_sector AS "Actor Sectors", NULL AS "Actor Title", s_name AS "Actor Name Raw", NULL AS "Wikipedia Actor ID",
  t_name AS "Recipient Name", t_country AS "Recipient Country", NULL AS "Recipient COW", t_sector AS "Primary Recipient Sector",
  t_sector AS "Recipient Sectors", NULL AS "Recipient Title", t_name AS "Recipient Name Raw", NULL AS "Wikipedia Recipient ID",
  location_name AS "Placename", CASE WHEN geo_precision < 3 THEN location_name END AS "City", NULL AS "District",
  admin1 AS "Province", country AS "Country", lat AS "Latitude", lon AS "Longitude", geonames_id AS "GeoNames ID",
  location_name AS "Raw Placename", NULL AS "Feature Type", coalesce(publisher, doc_origin) AS "Source",
  doc_date AS "Publication Date", NULL AS "Story People", NULL AS "Story Organizations", NULL AS "Story Locations",
  lang AS "Language", coder_version AS "Version"
FROM event_dyads;

-- ICEWS events.
CREATE VIEW icews_events AS
SELECT
  event_id AS "Event ID", date_from AS "Event Date",
  s_name AS "Source Name", s_sector AS "Source Sectors", s_country AS "Source Country",
  sentence AS "Event Text", cameo AS "CAMEO Code", goldstein AS "Intensity",
  t_name AS "Target Name", t_sector AS "Target Sectors", t_country AS "Target Country",
  doc_id AS "Story ID",
  (SELECT r.sentence + 1 FROM event_reports r WHERE r.id = report_id) AS "Sentence Number",
  coalesce(publisher, doc_origin) AS "Publisher",
  CASE WHEN geo_precision < 3 THEN location_name END AS "City", NULL AS "District", admin1 AS "Province", country AS "Country",
  lat AS "Latitude", lon AS "Longitude"
FROM event_dyads;

-- ACLED events: only what ACLED's codebook counts (political violence, demonstrations, strategic developments).
CREATE VIEW acled_events AS
SELECT
  event_id AS event_id_cnty, date_from AS event_date, CAST(substr(date_from, 1, 4) AS INTEGER) AS year,
  CASE date_precision WHEN 'day' THEN 1 WHEN 'week' THEN 2 ELSE 3 END AS time_precision,
  CASE event_type WHEN 'PROTEST' THEN 'Demonstrations' WHEN 'ASSAULT' THEN 'Political violence' ELSE 'Strategic developments' END AS disorder_type,
  CASE
    WHEN event_type = 'PROTEST' AND event_mode IN ('riot', 'vandalize') THEN 'Riots'
    WHEN event_type = 'PROTEST' THEN 'Protests'
    WHEN event_type = 'ASSAULT' AND event_mode IN ('explosives', 'suicide-attack', 'aerial', 'drone', 'heavy-weapons') THEN 'Explosions/Remote violence'
    WHEN event_type = 'ASSAULT' AND (target_sector IN ('MIL', 'REB', 'UAF', 'COP', 'PRM', 'SPY')) THEN 'Battles'
    WHEN event_type = 'ASSAULT' THEN 'Violence against civilians'
    ELSE 'Strategic developments' END AS event_type,
  CASE
    WHEN event_type = 'PROTEST' AND event_mode IN ('riot', 'vandalize') THEN 'Violent demonstration'
    WHEN event_type = 'PROTEST' THEN 'Peaceful protest'
    WHEN event_type = 'ASSAULT' AND event_mode = 'suicide-attack' THEN 'Suicide bomb'
    WHEN event_type = 'ASSAULT' AND event_mode IN ('aerial', 'drone') THEN 'Air/drone strike'
    WHEN event_type = 'ASSAULT' AND event_mode = 'heavy-weapons' THEN 'Shelling/artillery/missile attack'
    WHEN event_type = 'ASSAULT' AND event_mode = 'explosives' THEN 'Remote explosive/landmine/IED'
    WHEN event_type = 'ASSAULT' AND event_mode = 'abduct' THEN 'Abduction/forced disappearance'
    WHEN event_type = 'ASSAULT' AND event_mode = 'sexual' THEN 'Sexual violence'
    WHEN event_type = 'ASSAULT' AND (target_sector IN ('MIL', 'REB', 'UAF', 'COP', 'PRM', 'SPY')) THEN 'Armed clash'
    WHEN event_type = 'ASSAULT' THEN 'Attack'
    WHEN event_type IN ('AGREE', 'RETREAT') THEN 'Agreement'
    WHEN event_type = 'COERCE' AND event_mode = 'arrest' THEN 'Arrests'
    WHEN event_type = 'COERCE' AND event_mode = 'seize' THEN 'Looting/property destruction'
    WHEN event_type = 'MOBILIZE' THEN 'Change to group/activity'
    ELSE 'Other' END AS sub_event_type,
  replace(source_name, '|', '; ') AS actor1, NULL AS assoc_actor_1, NULL AS inter1,
  replace(target_name, '|', '; ') AS actor2, NULL AS assoc_actor_2, NULL AS inter2, NULL AS interaction,
  CASE WHEN target_sector = 'CVL' AND event_type = 'ASSAULT' THEN 'Civilian targeting' END AS civilian_targeting,
  NULL AS iso, NULL AS region, country, admin1, NULL AS admin2, NULL AS admin3, location_name AS location,
  lat AS latitude, lon AS longitude, geo_precision,
  coalesce(publisher, doc_origin) AS source, NULL AS source_scale, sentence AS notes,
  CASE number_kind WHEN 'dead' THEN number_low END AS fatalities, NULL AS tags, NULL AS timestamp
FROM event_rows
WHERE factuality IN ('happened', 'ongoing') AND genericity = 'specific' AND reviewed <> 'rejected' AND date_from IS NOT NULL
  AND (event_type IN ('PROTEST', 'ASSAULT', 'MOBILIZE') OR (event_type = 'COERCE' AND event_mode IN ('arrest', 'seize', 'curfew', 'martial-law', 'cyber'))
    OR (event_type = 'RETREAT' AND event_mode IN ('withdraw', 'ceasefire', 'disarm')) OR (event_type = 'AGREE'));

-- How much the workspace holds.
CREATE VIEW counts AS SELECT
  (SELECT count(*) FROM documents) AS documents,
  (SELECT count(*) FROM documents WHERE duplicate_of IS NOT NULL) AS duplicates,
  (SELECT count(*) FROM documents WHERE status = 'not-coded') AS not_coded,
  (SELECT count(*) FROM sentences) AS sentences,
  (SELECT count(*) FROM event_reports) AS reports,
  (SELECT count(*) FROM events) AS events,
  (SELECT count(*) FROM claims) AS claims,
  (SELECT count(*) FROM claim_rows WHERE forecast) AS forecasts,
  (SELECT count(*) FROM actors) AS actors,
  (SELECT count(*) FROM diagnostics) AS diagnostics,
  (SELECT count(*) FROM decisions) AS decisions,
  (SELECT count(*) FROM orphan_decisions) AS orphan_decisions;
