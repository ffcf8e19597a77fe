//! What a workspace promises, tested on files.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use casus_model::{
    Actor, ActorId, ActorKind, ActorRef, Analysis, Attribution, Basis, Claim, ClaimKind, Code, Coding, Date,
    Diagnostic, Document, DocumentId, Event, EventMention, EventType, Factuality, Genericity, Lang, Mention,
    Modality, Ner, Place, Quantity, QuantityKind, Resolution, Sector, Sentence, Severity, Sha256, SmolStr,
    Span, Speech, Stance, Trigger,
};
use casus_store::{CodedDocument, Decision, Filter, Provenance, Refusal, StoreError, Workspace};

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().unwrap()
}

fn actor(id: &str, name: &str, country: &str, sector: Option<Sector>) -> ActorRef {
    ActorRef {
        id: ActorId(id.into()),
        name: name.into(),
        code: Code { country: Some(country.into()), sector },
        mention: None,
    }
}

fn whole(text: &str, words: &str) -> Span {
    let start = text.find(words).unwrap_or_else(|| panic!("'{words}' in '{text}'"));
    Span::new(start, start + words.len())
}

fn date(edtf: &str) -> Date {
    Date::new(edtf.parse().unwrap(), Basis::Dateline, "6 January")
}

const TEXT: &str = "«Да», сказал он. Russia sent 2500 paratroopers to Kazakhstan on Thursday.\n\
    Experts say the troops could leave soon.";

/// A document with one event and one claim, as the coder would make them.
fn coded(origin: &str, version: &str) -> CodedDocument {
    let text = TEXT;
    let document = Document {
        id: DocumentId::new(origin, text),
        origin: origin.into(),
        text: text.into(),
        text_sha256: Sha256::of(text.as_bytes()),
        source_sha256: Sha256::of(text.as_bytes()),
        title: Some("Troops".into()),
        lang: Lang::EN,
        date: Some(date("2022-01-06")),
        source: Some("The Almaty Herald".into()),
        url: None,
        duplicate_of: None,
        diagnostics: vec![
            Diagnostic::new("test-finding", Severity::Note, "a finding").at(whole(text, "soon")),
        ],
    };
    let second = whole(text, "Russia sent 2500 paratroopers to Kazakhstan on Thursday.");
    let third = whole(text, "Experts say the troops could leave soon.");
    let sentence = |span, paragraph| Sentence { span, paragraph, ..Sentence::default() };
    let analysis = Analysis {
        lang: Lang::EN,
        sentences: vec![
            sentence(whole(text, "«Да», сказал он."), 0),
            sentence(second, 0),
            sentence(third, 1),
        ],
    };
    let mention = |words, actor: &ActorRef| Mention {
        span: whole(text, words),
        sentence: 1,
        head: 0,
        ner: Some(Ner::Loc),
        kind: "state".into(),
        actor: Some(actor.clone()),
        place: None,
        alias: Some(words.into()),
        reason: "name of a state".into(),
        confidence: 1.0,
    };
    let russia = ActorRef { mention: Some(0), ..actor("state:RUS", "Russia", "RUS", None) };
    let kazakhstan = ActorRef { mention: Some(1), ..actor("state:KAZ", "Kazakhstan", "KAZ", None) };
    let expert = actor("x0123456789abcdef", "Experts", "KAZ", Some(Sector::Edu));
    let known = |r: &ActorRef, kind, known| Actor {
        id: r.id.clone(),
        name: r.name.clone(),
        kind,
        code: r.code.clone(),
        roles: Vec::new(),
        wikidata: None,
        known,
    };
    let resolution = Resolution {
        mentions: vec![mention("Russia", &russia), mention("Kazakhstan", &kazakhstan)],
        actors: vec![
            known(&kazakhstan, ActorKind::State, true),
            known(&russia, ActorKind::State, true),
            known(&expert, ActorKind::Group, false),
        ],
        times: Vec::new(),
        diagnostics: Vec::new(),
    };
    let event = EventMention {
        sentence: 1,
        span: second,
        trigger: Trigger {
            span: whole(text, "sent"),
            word: 1,
            frame: "verb:send".into(),
            rule: "active".into(),
        },
        kind: EventType::Mobilize,
        mode: Some("troops".into()),
        contexts: vec!["military".into()],
        cameo: "154".into(),
        sources: vec![russia],
        targets: vec![kazakhstan],
        date: Some(date("2022-01-06").at(whole(text, "Thursday"))),
        place: Some(Place {
            id: "KAZ".into(),
            name: "Kazakhstan".into(),
            country: Some("KAZ".into()),
            admin1: None,
            lat: Some(48.0),
            lon: Some(68.0),
            precision: 3,
        }),
        factuality: Factuality::Happened,
        reason: "past tense".into(),
        genericity: Genericity::Specific,
        attribution: vec![Attribution {
            holders: vec![expert.clone()],
            source: vec![],
            cue: None,
            stance: Stance::Affirms,
        }],
        quantities: vec![Quantity {
            kind: QuantityKind::Troops,
            low: 2500.0,
            high: Some(2500.0),
            approximate: false,
            span: whole(text, "2500"),
        }],
        confidence: 0.8,
    };
    let claim = Claim {
        sentence: 2,
        holder: Some(expert),
        source: vec![whole(text, "Experts")],
        cue: vec![whole(text, "say")],
        content: vec![whole(text, "the troops could leave soon")],
        kind: ClaimKind::Forecast,
        speech: Speech::Indirect,
        modality: Modality::Possible,
        modality_span: Some(whole(text, "could")),
        stance: Stance::Affirms,
        horizon: None,
        condition: None,
        topics: Vec::new(),
        confidence: 0.7,
    };
    CodedDocument {
        received: document.clone(),
        document,
        analysis: Some(analysis),
        resolution,
        coding: Coding { events: vec![event], claims: vec![claim], diagnostics: Vec::new() },
        provenance: Provenance {
            coder_version: version.into(),
            model_sha256: "m".into(),
            knowledge_sha256: "k".into(),
        },
    }
}

/// All reports of the workspace as one event.
fn merge(workspace: &mut Workspace) -> SmolStr {
    let reports = workspace.stored_reports().unwrap();
    let main = reports[0].report.clone();
    let id = SmolStr::new("e00000000000000aa");
    let told = reports.iter().map(|r| (r.document.clone(), Lang::EN, r.report.clone())).collect();
    let event = Event { id: id.clone(), main, reports: told };
    workspace.replace_events(&reports, &[event], &[]).unwrap();
    id
}

#[test]
fn copies_of_one_text_are_one_independent_report() {
    let folder = folder();
    let mut w = Workspace::create(&file(&folder)).unwrap();
    let original = coded("a.txt", "1");
    let mut copy = coded("b.txt", "1");
    copy.document.duplicate_of = Some(original.document.id.clone());
    w.put(&[Ok(original), Ok(copy), Ok(coded("c.txt", "1"))]).unwrap();
    merge(&mut w);
    let e = w.events(&Filter::default()).unwrap().remove(0);
    assert_eq!((e.n_reports, e.n_independent), (3, 2));
}

#[test]
fn views_of_an_earlier_version_are_renewed_and_those_of_others_stay() {
    let folder = folder();
    let path = file(&folder);
    let mut w = Workspace::create(&path).unwrap();
    w.put(&[Ok(coded("a.txt", "1"))]).unwrap();
    merge(&mut w);
    drop(w);
    let old = rusqlite::Connection::open(&path).unwrap();
    old.execute_batch(
        "DROP VIEW event_rows; CREATE VIEW event_rows AS SELECT id AS event_id FROM events;
         CREATE VIEW mine AS SELECT 1 AS one;",
    )
    .unwrap();
    drop(old);
    let w = Workspace::open_read_only(&path).unwrap();
    assert_eq!(w.events(&Filter::default()).unwrap()[0].n_independent, 1);
    drop(w);
    let mut w = Workspace::open(&path).unwrap();
    assert_eq!(w.events(&Filter::default()).unwrap()[0].n_independent, 1);
    assert_eq!(w.sql("SELECT one FROM mine").unwrap().rows.len(), 1);
}

/// Everything in the tables, as text.
fn dump(path: &Path) -> BTreeMap<String, Vec<String>> {
    let mut workspace = Workspace::open_read_only(path).unwrap();
    let tables = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'
                  AND name NOT LIKE 'documents_fts%' ORDER BY name";
    let names = workspace.sql(tables).unwrap();
    names
        .rows
        .into_iter()
        .map(|row| {
            let casus_store::Value::Text(name) = &row[0] else { panic!("a name is text") };
            let all = workspace.sql(&format!("SELECT * FROM {name}")).unwrap();
            (name.clone(), all.rows.iter().map(|r| serde_json::to_string(r).unwrap()).collect())
        })
        .collect()
}

fn file(folder: &tempfile::TempDir) -> PathBuf {
    folder.path().join("w.casus")
}

#[test]
fn a_record_is_found_as_it_was_written() {
    let folder = folder();
    let mut w = Workspace::create(&file(&folder)).unwrap();
    w.put(&[Ok(coded("a.txt", "1"))]).unwrap();
    merge(&mut w);
    let events = w.events(&Filter::default()).unwrap();
    assert_eq!(events.len(), 1);
    let e = &events[0];
    assert_eq!(e.event_type, "MOBILIZE");
    assert_eq!((e.source_id.as_deref(), e.target_name.as_deref()), (Some("state:RUS"), Some("Kazakhstan")));
    assert_eq!((e.quad, e.goldstein), (4, Some(-7.2)));
    assert_eq!((e.number_low, e.number_kind.as_deref()), (Some(2500.0), Some("troops")));
    assert_eq!(e.sentence.as_deref(), Some("Russia sent 2500 paratroopers to Kazakhstan on Thursday."));
    assert_eq!(e.attributed_to.as_deref(), Some("Experts"));
    assert_eq!(e.reviewed, "");
    let claims = w.claims(&Filter::default(), true).unwrap();
    assert_eq!(claims[0].content, "the troops could leave soon");
    assert_eq!(claims[0].holder_words.as_deref(), Some("Experts"));
    assert_eq!(
        w.documents(&Filter { text: Some("PARATROOPERS".into()), ..Filter::default() }).unwrap().len(),
        1
    );
    assert_eq!(w.documents(&Filter { text: Some("\"tanks".into()), ..Filter::default() }).unwrap().len(), 0);
    let d = &w.diagnostics(&Filter::default()).unwrap()[0];
    assert_eq!((d.line, d.exact.as_deref()), (Some(2), Some("soon")));
}

#[test]
fn evidence_opens_the_exact_words_in_bytes_and_code_points() {
    let folder = folder();
    let mut w = Workspace::create(&file(&folder)).unwrap();
    w.put(&[Ok(coded("a.txt", "1"))]).unwrap();
    let event = merge(&mut w);
    let evidence = w.evidence(&event).unwrap();
    let roles: Vec<&str> = evidence.iter().map(|e| e.role.as_str()).collect();
    for role in ["statement", "trigger", "source", "target", "number", "date"] {
        assert!(roles.contains(&role), "{role} in {roles:?}");
    }
    let chars: Vec<char> = TEXT.chars().collect();
    for e in &evidence {
        assert_eq!(&TEXT[e.byte_start as usize..e.byte_end as usize], e.exact);
        let (start, end) = (e.char_start as usize, e.char_end as usize);
        assert_eq!(chars[start..end].iter().collect::<String>(), e.exact);
        assert_eq!(chars[start.saturating_sub(32)..start].iter().collect::<String>(), e.prefix);
        assert_eq!(chars[end..chars.len().min(end + 32)].iter().collect::<String>(), e.suffix);
    }
}

#[test]
fn filters_keep_what_they_say() {
    let folder = folder();
    let mut w = Workspace::create(&file(&folder)).unwrap();
    w.put(&[Ok(coded("a.txt", "1"))]).unwrap();
    merge(&mut w);
    let n = |f: Filter| w.events(&f).unwrap().len();
    let day = |s: &str| Some(s.parse().unwrap());
    let all = Filter::default;
    for name in ["KAZ", "russia", "state:RUS", "Experts"] {
        assert_eq!(n(Filter { actor: Some(name.into()), ..all() }), 1, "{name}");
    }
    assert_eq!(n(Filter { actor: Some("China".into()), ..all() }), 0);
    assert_eq!(n(Filter { pair: Some(("KAZ".into(), "RUS".into())), ..all() }), 1);
    assert_eq!(n(Filter { pair: Some(("RUS".into(), "UKR".into())), ..all() }), 0);
    assert_eq!(n(Filter { kinds: vec!["mobilize/troops".into()], ..all() }), 1);
    assert_eq!(n(Filter { kinds: vec!["AID".into()], ..all() }), 0);
    assert_eq!(n(Filter { from: day("2022-01-07"), ..all() }), 0);
    assert_eq!(n(Filter { to: day("2022-01-06"), ..all() }), 1);
    assert_eq!(n(Filter { factuality: vec!["denied".into()], ..all() }), 0);
    assert_eq!(n(Filter { lang: Some("it".into()), ..all() }), 0);
    assert_eq!(n(Filter { text: Some("PARATROOPERS".into()), ..all() }), 1);
}

#[test]
fn writing_the_same_again_changes_nothing() {
    let folder = folder();
    let refusal = Refusal {
        origin: "b.bin".into(),
        diagnostic: Diagnostic::new("binary-file", Severity::Error, "not a text"),
    };
    let items = [Ok(coded("a.txt", "1")), Err(refusal)];
    let mut w = Workspace::create(&file(&folder)).unwrap();
    w.put(&items).unwrap();
    merge(&mut w);
    let before = dump(&file(&folder));
    w.put(&items).unwrap();
    assert!(w.is_current(&coded("a.txt", "1").document.id, &fingerprint("1")).unwrap());
    merge(&mut w);
    assert_eq!(before, dump(&file(&folder)));
}

fn fingerprint(version: &str) -> String {
    let c = coded("a.txt", version);
    c.provenance.fingerprint(&c.document)
}

#[test]
fn a_new_reading_replaces_suggestions_and_keeps_decisions() {
    let folder = folder();
    let mut w = Workspace::create(&file(&folder)).unwrap();
    w.put(&[Ok(coded("a.txt", "1")), Ok(coded("b.txt", "1"))]).unwrap();
    let event = merge(&mut w);
    w.decide(&event, &Decision::Confirm, Some("seen"), Some("2026-01-02".parse().unwrap())).unwrap();
    let set = |field: &str, value: &str| Decision::Set { field: field.into(), value: value.into() };
    w.decide(&event, &set("factuality", "planned"), None, None).unwrap();
    w.decide(&event, &set("date", "2022-01"), None, None).unwrap();
    w.decide(&event, &set("target", "KAZGOV, state:RUS"), None, None).unwrap();
    w.decide(&event, &set("type", "AID"), None, None).unwrap();

    assert!(!w.is_current(&coded("a.txt", "2").document.id, &fingerprint("2")).unwrap());
    w.put(&[Ok(coded("a.txt", "2")), Ok(coded("b.txt", "2"))]).unwrap();
    assert!(!w.events_are_current().unwrap());
    merge(&mut w);
    let e = w.events(&Filter::default()).unwrap().remove(0);
    assert_eq!(e.reviewed, "confirmed");
    assert_eq!((e.factuality.as_str(), e.coder_version.as_str()), ("planned", "2"));
    assert_eq!((e.event_date.as_deref(), e.date_to.as_deref()), (Some("2022-01"), Some("2022-01-31")));
    assert_eq!((e.date_precision.as_deref(), e.date_basis.as_deref()), (Some("month"), Some("human")));
    assert_eq!(
        (e.target_id.as_deref(), e.target_country.as_deref()),
        (Some("KAZGOV|state:RUS"), Some("KAZ|RUS"))
    );
    assert_eq!((e.event_type.as_str(), e.event_mode, e.quad, e.cameo.as_str()), ("AID", None, 2, "07"));
    assert_eq!(e.n_reports, 2);

    let machine = w.record(&event).unwrap();
    assert_eq!(machine["kind"], "MOBILIZE", "what the machine suggests stays as it was");
    w.decide(&event, &Decision::Withdraw, None, None).unwrap();
    let e = w.events(&Filter::default()).unwrap().remove(0);
    assert_eq!((e.event_type.as_str(), e.target_id.as_deref()), ("MOBILIZE", Some("state:KAZ")));
    assert_eq!((e.factuality.as_str(), e.reviewed.as_str()), ("happened", ""));
}

#[test]
fn what_is_rejected_leaves_lists_and_foreign_views() {
    let folder = folder();
    let mut w = Workspace::create(&file(&folder)).unwrap();
    w.put(&[Ok(coded("a.txt", "1"))]).unwrap();
    let event = merge(&mut w);
    let views = ["gdelt2_events", "polecat_events", "icews_events", "acled_events"];
    for view in views {
        assert_eq!(w.sql(&format!("SELECT * FROM {view}")).unwrap().rows.len(), 1, "{view}");
    }
    w.decide(&event, &Decision::Reject, None, None).unwrap();
    for view in views {
        assert_eq!(w.sql(&format!("SELECT * FROM {view}")).unwrap().rows.len(), 0, "{view}");
    }
    assert!(w.events(&Filter::default()).unwrap().is_empty());
    assert_eq!(w.events(&Filter { rejected: true, ..Filter::default() }).unwrap()[0].reviewed, "rejected");
}

#[test]
fn foreign_views_have_the_columns_of_their_data_sets() {
    let folder = folder();
    let mut w = Workspace::create(&file(&folder)).unwrap();
    let shared = std::env::var_os("CASUS_SHARED")
        .map_or_else(|| Path::new(env!("CASUS_ROOT")).join("../shared"), PathBuf::from);
    for (view, list, n) in [
        ("gdelt2_events", "gdelt2_events_columns.tsv", 61),
        ("polecat_events", "polecat_columns.tsv", 40),
        ("icews_events", "icews_columns.tsv", 20),
        ("acled_events", "acled_columns.tsv", 31),
    ] {
        let columns = w.sql(&format!("SELECT * FROM {view}")).unwrap().columns;
        assert_eq!(columns.len(), n, "{view}");
        let Ok(list) = std::fs::read_to_string(shared.join("schemas").join(list)) else {
            eprintln!("skipped: shared/schemas/{list} is not here");
            continue;
        };
        let wanted: Vec<&str> = list.lines().skip(1).filter_map(|l| l.split('\t').nth(1)).collect();
        assert_eq!(columns, wanted, "{view}");
    }
}

#[test]
fn bad_decisions_are_refused_with_a_way_out() {
    let folder = folder();
    let mut w = Workspace::create(&file(&folder)).unwrap();
    w.put(&[Ok(coded("a.txt", "1"))]).unwrap();
    let event = merge(&mut w);
    for (field, value, words) in [
        ("colour", "red", "choose one of type"),
        ("type", "WAR", "choose one of AGREE"),
        ("factuality", "maybe", "happened"),
        ("date", "yesterday", "EDTF"),
        ("cameo", "99", "CAMEO"),
        ("source", "Atlantis", "casus show actors"),
    ] {
        let set = Decision::Set { field: field.into(), value: value.into() };
        let message = w.decide(&event, &set, None, None).unwrap_err().to_string();
        assert!(message.contains(words), "{message}");
    }
    assert!(matches!(
        w.decide("e0000000000000000", &Decision::Confirm, None, None),
        Err(StoreError::NotFound { .. })
    ));
    assert!(w.decide("state:KAZ", &Decision::Confirm, None, None).is_err());
    assert_eq!(w.counts().unwrap().decisions, 0);
}

#[test]
fn queries_cannot_write() {
    let folder = folder();
    let mut w = Workspace::create(&file(&folder)).unwrap();
    w.put(&[Ok(coded("a.txt", "1"))]).unwrap();
    let before = dump(&file(&folder));
    for query in [
        "DELETE FROM documents",
        "INSERT INTO workspace VALUES ('a', 'b')",
        "DROP TABLE events",
        "PRAGMA user_version = 9",
        "ATTACH 'other.db' AS other",
        "CREATE TEMP TABLE t (x)",
        "SELECT load_extension('x')",
        "VACUUM",
        "BEGIN",
    ] {
        let message = w.sql(query).unwrap_err().to_string();
        assert!(message.contains("casus "), "{query}: {message}");
    }
    assert!(w.sql("SELECT nothing FROM nowhere").unwrap_err().to_string().contains("nowhere"));
    assert_eq!(
        w.sql("SELECT count(*) AS n FROM documents_fts WHERE documents_fts MATCH 'russia'").unwrap().columns,
        ["n"]
    );
    assert_eq!(before, dump(&file(&folder)));
    w.set("after", "a query, writing works again").unwrap();
}

#[test]
fn files_that_are_no_workspace_are_told_apart() {
    let folder = folder();
    let path = |name: &str| folder.path().join(name);
    std::fs::write(
        path("text.casus"),
        "This is not a database, but it is long enough to be one. ".repeat(20),
    )
    .unwrap();
    let other = rusqlite::Connection::open(path("other.casus")).unwrap();
    other.execute_batch("CREATE TABLE t (x)").unwrap();
    for name in ["text.casus", "other.casus", "."] {
        assert!(matches!(Workspace::create(&path(name)), Err(StoreError::NotAWorkspace(_))), "{name}");
        assert!(
            matches!(Workspace::open_read_only(&path(name)), Err(StoreError::NotAWorkspace(_))),
            "{name}"
        );
    }
    assert!(matches!(Workspace::open(&path("none.casus")), Err(StoreError::Missing(_))));
    assert!(!path("none.casus").exists());
    drop(Workspace::create(&path("newer.casus")).unwrap());
    let newer = rusqlite::Connection::open(path("newer.casus")).unwrap();
    newer.pragma_update(None, "user_version", 2).unwrap();
    drop(newer);
    let refused = Workspace::open(&path("newer.casus")).unwrap_err();
    assert!(matches!(refused, StoreError::NewerFormat { found: 2, .. }), "{refused}");
    std::fs::write(path("empty.casus"), "").unwrap();
    Workspace::create(&path("empty.casus")).unwrap();
}

#[test]
fn a_locked_workspace_is_waited_for_and_then_named() {
    let folder = folder();
    let mut w = Workspace::create(&file(&folder)).unwrap();
    w.set_patience(std::time::Duration::from_millis(50)).unwrap();
    let other = rusqlite::Connection::open(file(&folder)).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    assert!(matches!(w.put(&[Ok(coded("a.txt", "1"))]), Err(StoreError::Locked(_))));
    other.execute_batch("ROLLBACK").unwrap();
    w.put(&[Ok(coded("a.txt", "1"))]).unwrap();
}

#[test]
fn a_full_disk_keeps_what_was_done_and_nothing_half() {
    let folder = folder();
    let mut w = Workspace::create(&file(&folder)).unwrap();
    w.put(&[Ok(coded("a.txt", "1"))]).unwrap();
    let before = dump(&file(&folder));
    w.limit_pages_to_now().unwrap();
    let many: Vec<_> = (0..200).map(|i| Ok(coded(&format!("{i}.txt"), "1"))).collect();
    assert!(matches!(w.put(&many), Err(StoreError::Full(_))));
    assert_eq!(before, dump(&file(&folder)));
}

#[test]
fn a_workspace_is_read_where_nothing_may_be_written() {
    let folder = folder();
    let mut w = Workspace::create(&file(&folder)).unwrap();
    w.put(&[Ok(coded("a.txt", "1"))]).unwrap();
    drop(w);
    let uri = Workspace::open_read_only(&file(&folder)).unwrap();
    assert_eq!(uri.counts().unwrap().documents, 1);
}

/// Made by the first version that wrote format 1; it must open for ever.
#[test]
fn format_1_opens() {
    let folder = folder();
    let fixture = Path::new(env!("CASUS_ROOT")).join("crates/store/tests/fixtures/format1.casus");
    if std::env::var_os("CASUS_MAKE_FIXTURES").is_some() {
        let _ = std::fs::remove_file(&fixture);
        std::fs::create_dir_all(fixture.parent().unwrap()).unwrap();
        let mut w = Workspace::create(&fixture).unwrap();
        w.put(&[Ok(coded("a.txt", "1"))]).unwrap();
        let event = merge(&mut w);
        w.decide(&event, &Decision::Confirm, None, None).unwrap();
    }
    std::fs::copy(&fixture, file(&folder)).unwrap();
    let mut w = Workspace::open(&file(&folder)).unwrap();
    assert_eq!(w.counts().unwrap().events, 1);
    assert_eq!(w.events(&Filter::default()).unwrap()[0].reviewed, "confirmed");
    assert_eq!(w.stored_reports().unwrap()[0].report, coded("a.txt", "1").coding.events[0]);
    w.put(&[Ok(coded("b.txt", "1"))]).unwrap();
}
