//! The real program in an empty folder: what a user meets.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

/// A folder of its own, with the program run in it.
struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn write(&self, name: &str, text: impl AsRef<[u8]>) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_casus"));
        command.args(args).current_dir(self.0.path());
        command.env_remove("CASUS_WORKSPACE").env("CASUS_TODAY", "2026-01-01").stdin(Stdio::null());
        command
    }

    fn run(&self, args: &[&str]) -> Output {
        self.command(args).output().unwrap()
    }

    /// Standard output of a command that does all it should.
    fn ok(&self, args: &[&str]) -> String {
        let output = self.run(args);
        assert_eq!(output.status.code(), Some(0), "casus {}: {}", args.join(" "), text(&output.stderr));
        text(&output.stdout)
    }

    /// Exit code and messages of a command.
    fn fails(&self, args: &[&str]) -> (Option<i32>, String) {
        let output = self.run(args);
        (output.status.code(), text(&output.stderr))
    }

    fn json(&self, args: &[&str]) -> Vec<Value> {
        let args: Vec<&str> = args.iter().copied().chain(["--json"]).collect();
        self.ok(&args).lines().map(|l| serde_json::from_str(l).unwrap()).collect()
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

const TABLES: [&str; 16] = [
    "documents",
    "sentences",
    "actors",
    "actor_roles",
    "text_actors",
    "mentions",
    "times",
    "events",
    "event_reports",
    "report_actors",
    "report_numbers",
    "event_actors",
    "claims",
    "claim_actors",
    "evidence",
    "diagnostics",
];

/// Everything the machine wrote to a workspace.
fn dump(folder: &Folder, workspace: &str) -> BTreeMap<&'static str, String> {
    TABLES
        .into_iter()
        .map(|t| (t, folder.ok(&["sql", "--json", "-w", workspace, &format!("SELECT * FROM {t}")])))
        .collect()
}

fn crisis(folder: &Folder) {
    folder.write(
        "news/2022-01-06.txt",
        "ALMATY, January 6, 2022 - Russia sent troops to Kazakhstan on Thursday. President Tokayev had asked the \
         Collective Security Treaty Organization for help.\n\nThe Kremlin said the soldiers would leave soon.\n",
    );
    folder.write(
        "news/2022-01-11.txt",
        "NUR-SULTAN, 11 gennaio 2022 - La Russia ha inviato truppe in Kazakistan il 6 gennaio. Il presidente Tokayev ha \
         detto che i soldati partiranno entro dieci giorni.\n",
    );
    folder.write("news/note.txt", "Алматы қаласында жағдай тыныш, деп хабарлады тұрғындар бүгін таңертең.\n");
}

/// Many short texts, for what takes time.
fn many(folder: &Folder, n: usize) {
    let names = ["Russia", "Armenia", "Belarus", "Kazakhstan", "China", "Turkey", "Italy"];
    for i in 0..n {
        let (a, b) = (names[i % 7], names[(i / 7 + 1 + i) % 7]);
        let day = i % 27 + 1;
        folder.write(
            &format!("many/{i:04}.txt"),
            format!(
                "January {day}, 2022 - {a} criticised {b} over the crisis. Number {i} of the reports said that {b} \
                 would send aid to {a} next week. {a} and {b} met in Geneva on Monday.\n"
            ),
        );
    }
}

#[test]
fn a_folder_becomes_a_record_and_a_second_reading_changes_nothing() {
    let f = Folder::new();
    crisis(&f);
    let told = f.ok(&["read", "news"]);
    assert!(told.contains("3 documents read"), "{told}");
    assert!(f.path("workspace.casus").exists());
    let before = dump(&f, "workspace.casus");
    let told = f.ok(&["read", "news"]);
    assert!(told.contains("3 already there"), "{told}");
    assert_eq!(before, dump(&f, "workspace.casus"));

    let documents = f.json(&["show", "documents"]);
    assert_eq!(documents.len(), 3);
    let langs: Vec<&str> = documents.iter().map(|d| d["lang"].as_str().unwrap()).collect();
    assert_eq!(langs, ["en", "it", "kk"]);
    assert_eq!(documents[0]["date"], "2022-01-06");
    assert!(!f.ok(&["show", "documents"]).contains('\u{1b}'), "no colour where nobody looks");
}

#[test]
fn events_can_be_asked_decided_and_explained() {
    let f = Folder::new();
    crisis(&f);
    f.ok(&["read", "news"]);
    let events = f.json(&["show", "events", "--actor", "Russia", "--type", "MOBILIZE,AID,COOPERATE,ASSAULT"]);
    let event = events.first().expect("Russia sends troops");
    let id = event["event_id"].as_str().unwrap();
    assert_eq!(event["source_country"], "RUS", "{event}");
    assert!(f.ok(&["show", "events"]).contains(id));
    assert!(f.ok(&["show", "timeline"]).contains(id));
    assert!(f.ok(&["show", "pair", "Russia", "KAZ"]).contains(id));
    let why = f.ok(&["why", id]);
    assert!(why.contains("trigger “"), "{why}");
    for line in f.json(&["show", "evidence", id]) {
        let selector = &line["target"]["selector"];
        assert_eq!(selector[0]["type"], "TextPositionSelector");
        assert!(!selector[1]["exact"].as_str().unwrap().is_empty());
    }

    f.ok(&["decide", id, "set", "factuality=planned", "date=2022-01"]);
    f.ok(&["decide", id, "confirm", "--note", "seen on film"]);
    let row = &f.json(&["show", "events", "--factuality", "planned"])[0];
    assert_eq!((row["event_date"].as_str(), row["reviewed"].as_str()), (Some("2022-01"), Some("confirmed")));
    f.ok(&["read", "news"]);
    assert_eq!(f.json(&["show", "events", "--factuality", "planned"])[0]["event_id"], id);
    f.ok(&["decide", id, "undo"]);
    f.ok(&["decide", id, "reject"]);
    assert!(!f.ok(&["show", "events"]).contains(id));
    assert!(f.ok(&["show", "events", "--rejected"]).contains(id));
    let (code, message) = f.fails(&["decide", id, "set", "colour=red"]);
    assert_eq!(code, Some(2));
    assert!(message.contains("choose one of"), "{message}");
}

#[test]
fn exports_are_what_their_formats_say() {
    let f = Folder::new();
    crisis(&f);
    f.ok(&["read", "news"]);
    let csv = f.ok(&["export", "--format", "csv"]);
    assert!(
        csv.starts_with("event_id,event_date,date_from,date_to,date_precision,date_basis,event_type,"),
        "{csv}"
    );
    assert!(
        csv.lines().next().unwrap().contains(",char_start,char_end,lang,confidence,coder_version,reviewed")
    );
    let excel = f.ok(&["export", "--format", "csv", "--excel"]);
    assert!(excel.starts_with("\u{feff}event_id;event_date;"), "{excel}");
    for line in f.ok(&["export", "--format", "jsonl", "--table", "documents"]).lines() {
        assert!(serde_json::from_str::<Value>(line).unwrap()["doc_id"].is_string());
    }
    let map: Value = serde_json::from_str(&f.ok(&["export", "--format", "geojson"])).unwrap();
    assert_eq!(map["type"], "FeatureCollection");
    assert!(f.ok(&["export", "--format", "gexf"]).contains("timeformat=\"date\""));
    assert!(f.ok(&["export", "--format", "graphml"]).ends_with("</graph></graphml>\n"));
    f.ok(&["export", "--format", "html", "--out", "dossier.html"]);
    let page = fs::read_to_string(f.path("dossier.html")).unwrap();
    assert!(page.contains("Russia sent troops to Kazakhstan on Thursday."));
    for outside in ["src=\"http", "@import", "<link", "url(http"] {
        assert!(!page.contains(outside), "the page asks the network: {outside}");
    }
    assert!(!f.path("dossier.html.part").exists());
    let (code, message) = f.fails(&["export", "--format", "csv", "--out", "none/such.csv"]);
    assert_eq!(code, Some(2));
    assert!(message.contains("none/such.csv"), "{message}");
}

#[test]
fn threads_and_parts_make_no_difference() {
    let f = Folder::new();
    many(&f, 40);
    for (threads, workspace) in [("1", "one.casus"), ("4", "four.casus")] {
        let status =
            f.command(&["read", "many", "-w", workspace]).env("RAYON_NUM_THREADS", threads).output().unwrap();
        assert!(status.status.success());
    }
    let whole = dump(&f, "one.casus");
    assert_eq!(whole, dump(&f, "four.casus"));
    for part in ["many/000*", "many/001*", "many/002*", "many/003*"] {
        let files: Vec<String> = (0..10).map(|i| part.replace('*', &i.to_string()) + ".txt").collect();
        let args: Vec<&str> =
            ["read", "-w", "parts.casus"].into_iter().chain(files.iter().map(String::as_str)).collect();
        f.ok(&args);
    }
    assert_eq!(whole, dump(&f, "parts.casus"));
}

#[cfg(unix)]
fn signal(child: &std::process::Child, name: &str) {
    Command::new("kill").args([name, &child.id().to_string()]).status().unwrap();
}

/// Number of documents in a workspace that another process is writing.
fn documents_so_far(f: &Folder, workspace: &str) -> u64 {
    let output = f.run(&["sql", "--json", "-w", workspace, "SELECT count(*) AS n FROM documents"]);
    serde_json::from_slice::<Value>(&output.stdout).ok().and_then(|v| v["n"].as_u64()).unwrap_or(0)
}

#[cfg(unix)]
#[test]
fn a_killed_reading_leaves_whole_records_and_goes_on() {
    let f = Folder::new();
    many(&f, 240);
    f.ok(&["read", "many", "-w", "calm.casus"]);
    let calm = dump(&f, "calm.casus");
    for wanted in [1, 100] {
        let workspace = format!("killed-{wanted}.casus");
        let mut child = f.command(&["read", "many", "-q", "-w", &workspace]).spawn().unwrap();
        let begun = Instant::now();
        while documents_so_far(&f, &workspace) < wanted && begun.elapsed() < Duration::from_mins(2) {
            std::thread::sleep(Duration::from_millis(5));
        }
        signal(&child, "-KILL");
        child.wait().unwrap();
        let kept = documents_so_far(&f, &workspace);
        assert!(kept >= wanted, "{kept} documents were kept");
        let half = f.json(&[
            "sql", "-w", &workspace,
            "SELECT id FROM documents d WHERE status = 'coded' AND NOT EXISTS (SELECT 1 FROM sentences s WHERE s.document_id = d.id)",
        ]);
        assert!(half.is_empty(), "half records: {half:?}");
        // A command that needs events merges what there is.
        f.ok(&["show", "events", "-w", &workspace]);
        f.ok(&["read", "many", "-w", &workspace]);
        assert_eq!(calm, dump(&f, &workspace));
    }
}

#[cfg(unix)]
#[test]
fn an_interrupted_reading_says_so_and_goes_on() {
    let f = Folder::new();
    many(&f, 240);
    let mut child =
        f.command(&["read", "many"]).stderr(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let begun = Instant::now();
    while documents_so_far(&f, "workspace.casus") == 0 && begun.elapsed() < Duration::from_mins(2) {
        std::thread::sleep(Duration::from_millis(5));
    }
    signal(&child, "-INT");
    child.wait().unwrap();
    let output = child.wait_with_output().unwrap();
    if output.status.code() == Some(1) {
        assert!(text(&output.stderr).contains("run the same command to go on"), "{}", text(&output.stderr));
    } else {
        assert_eq!(output.status.code(), Some(0), "it was done before the signal came");
    }
    f.ok(&["read", "many"]);
    assert_eq!(documents_so_far(&f, "workspace.casus"), 240);
}

#[test]
fn one_bad_input_does_not_stop_the_others() {
    let f = Folder::new();
    crisis(&f);
    f.write("news/picture.png", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR");
    f.write("news/empty.txt", "");
    f.write("news/lines.jsonl", "{\"text\": \"Italy met France on 3 May 2023.\"}\nno json\n");
    let output = f.run(&["read", "news", "nowhere"]);
    assert_eq!(output.status.code(), Some(1), "something was refused");
    let messages = text(&output.stderr);
    for name in ["news/picture.png", "news/empty.txt", "news/lines.jsonl:2", "nowhere"] {
        assert!(messages.contains(name), "{name} in {messages}");
    }
    assert!(text(&output.stdout).contains("4 documents read"), "{}", text(&output.stdout));
    let codes: Vec<Value> = f.json(&["show", "diagnostics", "--type", "error"]);
    assert_eq!(codes.len(), 4, "{codes:?}");
    // Once the file is mended its refusal goes.
    f.write("news/empty.txt", "Italy met France on 3 May 2023 in Rome, and both agreed on a treaty.");
    f.run(&["read", "news"]);
    assert_eq!(f.json(&["show", "diagnostics", "--type", "error"]).len(), 3);
}

#[test]
fn a_line_of_200_megabytes_is_refused_and_the_next_is_read() {
    let f = Folder::new();
    let mut lines = br#"{"text":"#.to_vec();
    lines.push(b'"');
    lines.resize(200 << 20, b'x');
    lines.extend_from_slice(b"\"}\n{\"text\": \"Italy met France on 3 May 2023 in Rome.\"}\n");
    f.write("long.jsonl", &lines);
    let output = f.run(&["read", "long.jsonl"]);
    assert_eq!(output.status.code(), Some(1));
    let message = text(&output.stderr);
    assert!(message.contains("long.jsonl:1") && message.contains("--max-size"), "{message}");
    assert_eq!(f.json(&["show", "documents"])[0]["origin"], "long.jsonl:2");

    // The limit is the user's to set.
    f.write("two.txt", "Italy met France on 3 May 2023 in Rome. ".repeat(30_000));
    let output = f.run(&["read", "two.txt", "--max-size", "1"]);
    assert_eq!(output.status.code(), Some(1), "{}", text(&output.stderr));
}

#[cfg(target_os = "linux")]
#[test]
fn a_workspace_in_a_read_only_folder_is_read_and_not_written() {
    let f = Folder::new();
    crisis(&f);
    fs::create_dir(f.path("small")).unwrap();
    let small = f.path("small");
    let mount = |options: &str| {
        Command::new("mount")
            .args(["-t", "tmpfs", "-o", options, "none"])
            .arg(&small)
            .stderr(Stdio::null())
            .status()
            .is_ok_and(|s| s.success())
    };
    if !mount("size=20m") {
        eprintln!("skipped: a file system cannot be mounted here");
        return;
    }
    f.ok(&["read", "news", "-w", "small/w.casus"]);
    let read_only = mount("remount,ro,size=20m");
    let shown = f.run(&["show", "events", "-w", "small/w.casus", "--json"]);
    let again = f.fails(&["read", "news", "-w", "small/w.casus"]);
    let new = f.fails(&["read", "news", "-w", "small/new.casus"]);
    let _ = Command::new("umount").arg(&small).status();
    assert!(read_only, "the small disk is made read-only");
    assert_eq!(shown.status.code(), Some(0), "{}", text(&shown.stderr));
    assert!(!shown.stdout.is_empty());
    for ((code, message), name) in [(again, "small/w.casus"), (new, "small/new.casus")] {
        assert_eq!(code, Some(2), "{message}");
        assert!(message.contains(name) && message.contains("check its permissions"), "{message}");
    }
}

#[test]
fn the_workspace_may_lie_in_the_folder_that_is_read() {
    let f = Folder::new();
    crisis(&f);
    for _ in 0..2 {
        let output = f.run(&["read", "."]);
        assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    }
}

#[test]
fn files_that_are_no_workspace_are_named_with_a_remedy() {
    let f = Folder::new();
    f.write("text.casus", "This is a text and no workspace. ".repeat(100));
    for args in [["read", "x.txt"], ["show", "events"], ["sql", "SELECT 1"]] {
        let (code, message) = f.fails(&[args[0], args[1], "-w", "text.casus"]);
        assert_eq!(code, Some(2));
        assert!(message.contains("text.casus is no Casus workspace"), "{message}");
    }
    let (code, message) = f.fails(&["show", "events", "-w", "none.casus"]);
    assert_eq!(code, Some(2));
    assert!(message.contains("casus read PATH --workspace none.casus"), "{message}");

    crisis(&f);
    f.ok(&["read", "news"]);
    // SQLite keeps the format number in bytes 60 to 63 of the file.
    let mut bytes = fs::read(f.path("workspace.casus")).unwrap();
    bytes[60..64].copy_from_slice(&9u32.to_be_bytes());
    f.write("newer.casus", bytes);
    let (code, message) = f.fails(&["show", "events", "-w", "newer.casus"]);
    assert_eq!(code, Some(2));
    assert!(message.contains("workspace format 9") && message.contains("newer Casus"), "{message}");
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_keeps_what_was_done() {
    let f = Folder::new();
    many(&f, 240);
    fs::create_dir(f.path("small")).unwrap();
    let small = f.path("small");
    let mounted = Command::new("mount")
        .args(["-t", "tmpfs", "-o", "size=1m", "none"])
        .arg(&small)
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|s| s.success());
    if !mounted {
        eprintln!("skipped: a small disk cannot be mounted here");
        return;
    }
    let output = f.run(&["read", "many", "-w", "small/w.casus"]);
    let kept = documents_so_far(&f, "small/w.casus");
    let _ = Command::new("umount").arg(&small).status();
    let message = text(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{message}");
    assert!(message.contains("no room left") && message.contains("small/w.casus"), "{message}");
    assert!(kept < 240);
}

#[test]
fn queries_read_and_do_not_write() {
    let f = Folder::new();
    crisis(&f);
    f.ok(&["read", "news"]);
    assert!(f.ok(&["sql", "SELECT lang FROM documents ORDER BY lang"]).starts_with("lang\nen\n"));
    let (code, message) = f.fails(&["sql", "DELETE FROM documents"]);
    assert_eq!(code, Some(2));
    assert!(message.contains("only reads"), "{message}");
    assert_eq!(f.json(&["show", "documents"]).len(), 3);
}

#[test]
fn a_reader_that_goes_away_is_no_failure() {
    let f = Folder::new();
    many(&f, 40);
    f.ok(&["read", "many"]);
    let mut child = f
        .command(&["sql", "--json", "SELECT a.* FROM sentences a, sentences b"])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    assert_eq!(child.wait().unwrap().code(), Some(0));
}

#[test]
fn exit_codes_and_streams_are_as_documented() {
    let f = Folder::new();
    assert_eq!(f.run(&["--version"]).status.code(), Some(0));
    assert!(f.ok(&["--help"]).contains("Exit codes: 0 done"));
    assert_eq!(f.run(&[]).status.code(), Some(2));
    assert_eq!(f.run(&["frobnicate"]).status.code(), Some(2));
    let (code, message) = f.fails(&["read", "x.txt", "--date", "yesterday"]);
    assert_eq!(code, Some(2));
    assert!(message.contains("EDTF"), "{message}");
    let (code, message) = f.fails(&["show", "events", "--factuality", "maybe"]);
    assert_eq!(code, Some(2));
    assert!(message.contains("happened, ongoing"), "{message}");
    assert!(!f.path("workspace.casus").exists(), "a question makes no workspace");
    assert!(f.ok(&["completions", "bash"]).contains("casus"));
}

#[test]
fn standard_input_and_environment_are_taken() {
    let f = Folder::new();
    f.write("in.txt", "Italy met France in Rome on 3 May 2023.");
    let input = fs::File::open(f.path("in.txt")).unwrap();
    let output = f
        .command(&["read", "-", "--date", "2023-05-04", "--lang", "en"])
        .env("CASUS_WORKSPACE", "other.casus")
        .stdin(input)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", text(&output.stderr));
    let documents = f.json(&["show", "documents", "-w", "other.casus"]);
    assert_eq!(
        (documents[0]["origin"].as_str(), documents[0]["date"].as_str()),
        (Some("stdin"), Some("2023-05-04"))
    );
    assert_eq!(documents[0]["date_basis"], "given");
}

#[test]
fn code_answers_line_by_line() {
    let f = Folder::new();
    f.write(
        "in.jsonl",
        "{\"id\": 7, \"text\": \"Russia sent troops to Kazakhstan on 6 January 2022.\"}\nno json\n",
    );
    let output = f.run(&["code", "in.jsonl"]);
    assert_eq!(output.status.code(), Some(1), "one line could not be read");
    let lines: Vec<Value> = text(&output.stdout).lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    assert_eq!(lines.len(), 2);
    assert_eq!(lines[0]["id"], 7);
    assert!(lines[0]["times"].is_array());
}

#[test]
fn analyse_writes_conllu_and_keeps_given_tokens() {
    let f = Folder::new();
    f.write("in.txt", "La casa di Roma è della famiglia.");
    let (code, message) = f.fails(&["analyse", "in.txt", "--lang", "xx"]);
    assert_eq!(code, Some(2));
    assert!(message.contains("no sound model for 'xx'"), "{message}");
    if !f.ok(&["models"]).contains("\nit ") {
        eprintln!("skipped: there is no Italian model");
        return;
    }
    let conllu = f.ok(&["analyse", "in.txt", "--lang", "it"]);
    assert!(conllu.contains("-7\tdella\t_\t") || conllu.contains("\tdella\t_"), "{conllu}");
    f.write("in.conllu", &conllu);
    let again = f.ok(&["analyse", "in.conllu", "--lang", "it", "--tokens"]);
    let forms = |c: &str| -> Vec<String> {
        c.lines()
            .filter(|l| !l.starts_with('#'))
            .filter_map(|l| l.split('\t').nth(1).map(str::to_owned))
            .collect()
    };
    assert_eq!(forms(&conllu), forms(&again));
    let named = conllu.replace("# sent_id = 1\n", "# sent_id = news-7\n");
    f.write("named.conllu", &named);
    let again = f.ok(&["analyse", "named.conllu", "--lang", "it", "--tokens"]);
    assert!(again.contains("# sent_id = news-7\n"), "{again}");
    let json = f.ok(&["analyse", "named.conllu", "--lang", "it", "--tokens", "--json"]);
    let sentence: Value = serde_json::from_str(json.trim()).unwrap();
    assert_eq!(sentence["sent_id"], "news-7");
    assert_eq!(sentence["words"][1]["form"], "casa");
    assert_eq!((&sentence["words"][1]["start"], &sentence["words"][1]["end"]), (&3.into(), &7.into()));
}

#[test]
fn analyse_names_the_file_and_the_line_of_what_is_no_conllu() {
    let f = Folder::new();
    let row = |head: u8| format!("1\tSi\t_\t_\t_\t_\t{head}\t_\t_\t_\n2\tva\t_\t_\t_\t_\t_\t_\t_\t_\n");
    f.write("bad.conllu", format!("{}\n{}", row(2), row(9)));
    let (code, message) = f.fails(&["analyse", "bad.conllu", "--lang", "it", "--tokens"]);
    assert_eq!(code, Some(2));
    assert!(message.contains("bad.conllu is no CoNLL-U: line 4: word 1 has head 9"), "{message}");
}

#[test]
fn models_are_listed_with_scores_and_show_their_cards() {
    let f = Folder::new();
    let list = f.ok(&["models", "--json"]);
    for line in list.lines() {
        let model: Value = serde_json::from_str(line).unwrap();
        let las = |kind: &str| model[kind]["las"].as_f64().unwrap();
        assert!(las("gold_tokens") >= las("from_text") && las("from_text") > 30.0, "{model}");
        let card = f.ok(&["models", "--card", model["lang"].as_str().unwrap()]);
        assert!(card.contains("cargo xtask train") && card.contains("licence"), "{card}");
        assert_eq!(card.contains("NON-COMMERCIAL"), model["non_commercial"], "{card}");
    }
    let (code, message) = f.fails(&["models", "--card", "xx"]);
    assert_eq!(code, Some(2));
    assert!(message.contains("no model for 'xx'"), "{message}");
}

fn root() -> PathBuf {
    PathBuf::from(env!("CASUS_ROOT"))
}

/// Compares a generated page with the committed one; `CASUS_UPDATE_REFERENCE=1` writes it.
fn fresh(name: &str, made: &str) {
    let path = root().join("docs/reference").join(name);
    if std::env::var_os("CASUS_UPDATE_REFERENCE").is_some() {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, made).unwrap();
    }
    let committed = fs::read_to_string(&path).unwrap_or_default().replace("\r\n", "\n");
    assert!(committed == made, "docs/reference/{name} is stale: run the tests with CASUS_UPDATE_REFERENCE=1");
}

#[test]
fn the_reference_of_commands_is_fresh() {
    let f = Folder::new();
    fresh("cli.md", &f.ok(&["reference", "commands"]));
}

#[test]
fn the_reference_of_mechanisms_and_the_schema_of_scenarios_are_fresh() {
    let f = Folder::new();
    fresh("mechanisms.md", &f.ok(&["reference", "mechanisms"]));
    fresh("scenario.schema.json", &f.ok(&["reference", "scenario"]));
}

#[test]
fn the_reference_of_the_workspace_is_fresh() {
    let f = Folder::new();
    fresh("workspace.md", &f.ok(&["reference", "workspace"]));
}

/// Codes of diagnostics in the source of all crates.
fn codes(folder: &Path, found: &mut Vec<String>) {
    for entry in fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        if path.is_dir() {
            codes(&path, found);
        } else if path.extension().is_some_and(|e| e == "rs") {
            let source = fs::read_to_string(&path).unwrap();
            let source = source.split("#[cfg(test)]").next().unwrap_or_default();
            for part in source.split("Diagnostic::new(").skip(1) {
                if let Some(code) = part.trim_start().strip_prefix('"').and_then(|p| p.split('"').next()) {
                    found.push(code.to_owned());
                }
            }
        }
    }
}

#[test]
fn every_diagnostic_is_documented() {
    let mut found = Vec::new();
    for krate in fs::read_dir(root().join("crates")).unwrap().flatten() {
        codes(&krate.path().join("src"), &mut found);
    }
    found.sort();
    found.dedup();
    let page = fs::read_to_string(root().join("docs/reference/diagnostics.md")).unwrap_or_default();
    let missing: Vec<&String> = found.iter().filter(|c| !page.contains(&format!("| `{c}` |"))).collect();
    assert!(!found.is_empty());
    assert!(missing.is_empty(), "docs/reference/diagnostics.md does not tell of {missing:?}");
}
