//! `casus play` in an empty folder: results that are kept, taken up again and refused by name.

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

struct Folder(tempfile::TempDir);

const SCENARIO: &str = r#"
name = "revolt"
seed = 7
steps = 30

[signal.legitimacy]
value = 0.9
unit = "share"
source = "assumption by the test"

[signal.active]
value = 0.0
unit = "share"
source = "nobody at the start"

[[mechanism]]
name = "unrest"
kind = "civil-violence"
bind = { legitimacy = "legitimacy", active = "active" }
[mechanism.parameter.size]
value = 20
source = "small, for the test"
[mechanism.parameter.cops]
distribution = "uniform"
low = 0.01
high = 0.05
unit = "share"
source = "assumption by the test"
[mechanism.parameter.threshold]
distribution = "uniform"
low = 0.05
high = 0.15
source = "assumption by the test"

[[branch]]
name = "blow"
about = "Legitimacy falls at once."
[[branch.shock]]
at = 10
signal = "legitimacy"
set = { value = 0.5, source = "a price rise, assumed" }

[[branch]]
name = "more cops"
source = "assumption by the test"
[branch.set]
"unrest.cops" = { value = 0.1 }

[[outcome]]
name = "peak"
signal = "active"
measure = "max"
real = 0.2
source = "made up for the test"

[[outcome]]
name = "active at the end"
signal = "active"
measure = "last"
"#;

impl Folder {
    fn new() -> Self {
        let folder = Self(tempfile::tempdir().unwrap());
        folder.write("s.toml", SCENARIO);
        folder
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn write(&self, name: &str, text: &str) {
        fs::write(self.path(name), text).unwrap();
    }

    fn command(&self, args: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_casus"));
        command.arg("play").args(args.split_whitespace()).current_dir(self.0.path());
        command.env_remove("CASUS_WORKSPACE").stdin(Stdio::null());
        command
    }

    fn run(&self, args: &str) -> Output {
        self.command(args).output().unwrap()
    }

    fn ok(&self, args: &str) -> String {
        let output = self.run(args);
        assert_eq!(output.status.code(), Some(0), "casus play {args}: {}", text(&output.stderr));
        text(&output.stdout)
    }

    /// What is said of a request that cannot be served.
    fn refused(&self, args: &str) -> String {
        let output = self.run(args);
        assert_eq!(output.status.code(), Some(2), "casus play {args}: {}", text(&output.stdout));
        text(&output.stderr)
    }

    fn json(&self, args: &str) -> Vec<serde_json::Value> {
        self.ok(&format!("{args} --json")).lines().map(|l| serde_json::from_str(l).unwrap()).collect()
    }

    fn read(&self, name: &str) -> Vec<u8> {
        fs::read(self.path(name)).unwrap_or_else(|e| panic!("{name}: {e}"))
    }

    fn has(&self, name: &str) -> bool {
        self.path(name).exists()
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[test]
fn results_are_the_same_bytes_on_any_number_of_threads_and_in_every_format() {
    let f = Folder::new();
    for format in ["csv", "jsonl", "parquet"] {
        let one = f.ok(&format!("run s.toml --runs 6 --threads 1 --out one.{format}"));
        let three = f.ok(&format!("run s.toml --runs 6 --threads 3 --out three.{format}"));
        assert_eq!(one, three);
        assert_eq!(f.read(&format!("one.{format}")), f.read(&format!("three.{format}")), "{format}");
        assert!(!f.has(&format!("one.{format}.part")));
    }
    let csv = text(&f.read("one.csv"));
    let mut lines = csv.lines();
    assert_eq!(
        lines.next(),
        Some(
            "scenario,scenario_sha256,seed,design,branch,run,failed,unrest.cops,unrest.threshold,peak,active at the end"
        )
    );
    assert_eq!(lines.count(), 18);
    assert!(f.read("one.parquet").starts_with(b"PAR1") && f.read("one.parquet").ends_with(b"PAR1"));
    let other = f.ok("run s.toml --runs 6 --seed 8");
    assert_ne!(other, f.ok("run s.toml --runs 6"));
}

#[test]
fn what_was_killed_goes_on_and_gives_the_same_bytes() {
    let f = Folder::new();
    let long = SCENARIO.replace("steps = 30", "steps = 300").replace("value = 20", "value = 60");
    f.write("long.toml", &long);
    f.ok("sweep long.toml --base 8 --out whole.csv");
    // Killed for good, again and again, until it is done.
    let mut kills = 0;
    loop {
        let mut child = f
            .command("sweep long.toml --base 8 --out killed.csv --save-every 50")
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let deadline = Instant::now() + Duration::from_millis(300 + 200 * kills);
        let status = loop {
            match child.try_wait().unwrap() {
                Some(status) => break Some(status),
                None if Instant::now() > deadline => break None,
                None => std::thread::sleep(Duration::from_millis(5)),
            }
        };
        match status {
            Some(status) => {
                assert!(status.success());
                break;
            }
            None => {
                child.kill().unwrap();
                child.wait().unwrap();
                assert!(!f.has("killed.csv"), "no file has its name before it is whole");
            }
        }
        kills += 1;
        assert!(kills < 200, "it goes on, but never ends");
    }
    assert!(kills > 0, "the machine was too fast to be interrupted");
    assert_eq!(f.read("whole.csv"), f.read("killed.csv"));
    assert!(!f.has("killed.csv.states"), "states of runs that are done are removed");
}

#[test]
fn a_torn_row_is_played_again_and_the_results_of_others_are_refused() {
    let f = Folder::new();
    f.ok("run s.toml --runs 4 --out r.csv");
    let whole = f.read("r.csv");
    let torn = &whole[..whole.len() * 2 / 3];
    fs::write(f.path("r.csv.part"), torn).unwrap();
    fs::remove_file(f.path("r.csv")).unwrap();
    let output = f.run("run s.toml --runs 4 --out r.csv");
    assert!(text(&output.stderr).contains("of 12 runs are there already"), "{}", text(&output.stderr));
    assert_eq!(f.read("r.csv"), whole);
    fs::write(f.path("r.csv.part"), torn).unwrap();
    let said = f.refused("run s.toml --runs 4 --seed 9 --out r.csv");
    assert!(said.contains("r.csv.part holds results of another request (seed is '7', not '9')"), "{said}");
    let said = f.refused("sweep s.toml --out r.csv");
    assert!(said.contains("design is 'monte-carlo', not 'sobol 128'"), "{said}");
    f.write("t.toml", &SCENARIO.replace("value = 0.9", "value = 0.8"));
    assert!(f.refused("run t.toml --runs 4 --out r.csv").contains("scenario_sha256 is '"));
    assert_eq!(f.read("r.csv.part"), torn, "what was refused is left alone");
}

#[cfg(unix)]
#[test]
fn a_full_disk_is_named_and_what_was_written_is_kept() {
    let f = Folder::new();
    f.ok("run s.toml --runs 60 --out whole.csv");
    // A limit on the size of files stands for a full disk; the signal that comes with it is ignored.
    let script = format!(
        "trap '' XFSZ; ulimit -f 8; exec '{}' play run s.toml --runs 60 --out full.csv",
        env!("CARGO_BIN_EXE_casus")
    );
    let output = Command::new("bash").args(["-c", &script]).current_dir(f.0.path()).output().unwrap();
    let said = text(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains("there is no room left to write full.csv.part: free some space"), "{said}");
    let rows = text(&f.read("full.csv.part")).lines().count();
    assert!(rows > 20, "{rows} rows are kept");
    assert!(text(&f.read("full.csv.part")).ends_with('\n'), "no row is torn");
    f.ok("run s.toml --runs 60 --out full.csv");
    assert_eq!(f.read("whole.csv"), f.read("full.csv"));
}

#[cfg(unix)]
#[test]
fn it_can_be_stopped_and_goes_on() {
    let f = Folder::new();
    f.write("long.toml", &SCENARIO.replace("steps = 30", "steps = 200").replace("value = 20", "value = 60"));
    let child = f
        .command("run long.toml --runs 400 --out r.csv")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let start = Instant::now();
    while fs::metadata(f.path("r.csv.part")).map_or(0, |m| m.len()) < 2000 && start.elapsed().as_secs() < 60 {
        std::thread::sleep(Duration::from_millis(10));
    }
    let interrupt = Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(interrupt.success());
    let output = child.wait_with_output().unwrap();
    let said = text(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("of 1200 runs; what was played is kept: give the same command to go on"), "{said}");
    assert!(f.has("r.csv.part") && !f.has("r.csv"));
}

#[test]
fn futures_part_from_one_saved_state_and_states_of_others_are_refused() {
    let f = Folder::new();
    let at_once = f.json("branch s.toml --at 8 --runs 5");
    f.ok("branch s.toml --at 8 --runs 5 --save states");
    let later = f.json("branch s.toml --from states");
    assert_eq!(at_once, later, "the same futures from the file");
    // What parts before it differs is what is played from the start.
    let whole = f.json("compare s.toml --runs 5 --branch blow");
    let difference = |rows: &[serde_json::Value]| {
        let row = rows.iter().find(|r| r["branch"] == "blow" && r["outcome"] == "peak");
        row.unwrap()["difference"].as_f64().unwrap()
    };
    assert_eq!(difference(&later), difference(&whole));
    assert!(difference(&whole) > 0.0);
    let set = f.json("branch s.toml --from states --branch blow --set legitimacy=0.1");
    let by_hand = set.iter().find(|r| r["branch"] == "legitimacy=0.1" && r["outcome"] == "peak").unwrap();
    assert!(by_hand["difference"].as_f64().unwrap() > difference(&whole), "the lever moves further");

    let said = f.refused("branch s.toml --at 12 --runs 2 --branch blow");
    assert!(said.contains("'blow' cannot part at step 12: it changes 'legitimacy' at step 10"), "{said}");
    let said = f.refused("branch s.toml --from states --branch more");
    assert!(said.contains("there is no branch 'more': known are blow, more cops"), "{said}");
    assert!(f.refused("branch s.toml --at 30 --runs 2").contains("has 30 steps"));
    assert!(f.refused("branch s.toml --at 3 --set legitimcy=1").contains("signals are active, legitimacy"));
    f.write("other.toml", &SCENARIO.replace("value = 0.9", "value = 0.8"));
    let said = f.refused("branch other.toml --from states");
    assert!(said.contains("states: the state was saved from the scenario 'revolt' with SHA-256"), "{said}");
    let bytes = f.read("states");
    fs::write(f.path("cut"), &bytes[..bytes.len() - 9]).unwrap();
    assert!(f.refused("branch s.toml --from cut").contains("cut: the saved state is damaged"));
    assert!(f.refused("branch s.toml --from s.toml").contains("s.toml: this is no saved state"));
}

#[test]
fn designs_from_outside_are_taken_or_refused_by_column() {
    let f = Folder::new();
    f.write("d.csv", "unrest.threshold,unrest.cops\n0.05,0.01\n0.10,0.02\n0.15,0.05\n");
    f.ok("sweep s.toml --points d.csv --out r.csv");
    let csv = text(&f.read("r.csv"));
    let inputs: Vec<Vec<&str>> = csv.lines().skip(1).map(|l| l.split(',').collect()).collect();
    assert_eq!(
        inputs.iter().map(|r| (r[7], r[8])).collect::<Vec<_>>(),
        [("0.01", "0.05"), ("0.02", "0.1"), ("0.05", "0.15")]
    );
    let refused = |text: &str| {
        f.write("bad.csv", text);
        f.refused("sweep s.toml --points bad.csv")
    };
    let said = refused("unrest.cop,unrest.threshold\n0.01,0.1\n");
    assert!(said.contains("bad.csv: the column 'unrest.cop' is nothing that is uncertain in the scenario: its columns are to be unrest.cops, unrest.threshold"), "{said}");
    assert!(refused("unrest.cops\n0.01\n").contains("there is no column 'unrest.threshold'"));
    let said = refused("unrest.cops,unrest.threshold\n0.01,0.1\n0.2,0.1\n");
    assert!(said.contains("line 3, column 'unrest.cops': 0.2 is no number from 0.01 to 0.05"), "{said}");
    assert!(
        refused("unrest.cops,unrest.threshold\n0.01,many\n").contains("line 2, column 'unrest.threshold'")
    );
}

#[test]
fn every_design_is_played_and_says_what_matters() {
    let f = Folder::new();
    for (design, runs, key) in [
        ("sobol", 32, "total"),
        ("morris", 24, "mu_star"),
        ("latin-hypercube", 8, "rank_correlation"),
        ("monte-carlo", 8, "rank_correlation"),
    ] {
        let rows = f.json(&format!("sweep s.toml --design {design} --base 8 --branch blow"));
        assert_eq!(rows.len(), 4, "two outcomes and two parameters");
        assert!(rows.iter().all(|r| r[key].is_number() && r["runs"] == runs), "{design}: {rows:?}");
    }
    let pairs = f.json("sweep s.toml --base 8 --pairs");
    assert_eq!(pairs.iter().filter(|r| r["second"].is_number()).count(), 2);
}

#[test]
fn results_are_kept_in_the_workspace_with_hash_and_seed() {
    let f = Folder::new();
    f.ok("run s.toml --runs 3 --keep");
    f.ok("run s.toml --runs 3 --keep --seed 18446744073709551615");
    f.ok("run s.toml --runs 3 --keep");
    let ask = |query: &str| {
        let output = Command::new(env!("CARGO_BIN_EXE_casus"))
            .args(["sql", "--json", query])
            .current_dir(f.0.path())
            .output()
            .unwrap();
        text(&output.stdout)
    };
    let plays = ask("SELECT seed, runs, length(scenario_sha256) AS n FROM plays ORDER BY length(seed)");
    assert_eq!(plays.lines().count(), 2, "the same request is kept once: {plays}");
    assert!(plays.contains("18446744073709551615") && plays.contains("64"), "{plays}");
    assert!(ask("SELECT count(*) AS n FROM play_runs").contains("18"));
    assert!(ask("SELECT count(*) AS n FROM play_values WHERE kind = 'input'").contains("36"));
}

#[test]
fn records_as_sources_are_looked_up_in_the_workspace() {
    let f = Folder::new();
    f.write("a.txt", "Kazakhstan's request was rejected by Russia on Thursday.\n");
    let casus = |args: &[&str]| {
        let output =
            Command::new(env!("CARGO_BIN_EXE_casus")).args(args).current_dir(f.0.path()).output().unwrap();
        (output.status.code(), text(&output.stdout), text(&output.stderr))
    };
    let ids = "s.toml";
    f.write(ids, &SCENARIO.replace("a price rise, assumed", "e0123456789abcdef"));
    let output = f.run("check s.toml");
    assert_eq!(output.status.code(), Some(0));
    assert!(
        text(&output.stderr).contains("there is no workspace at workspace.casus"),
        "{}",
        text(&output.stderr)
    );
    assert_eq!(casus(&["read", "a.txt", "--date", "2022-01-07"]).0, Some(0));
    let said = f.refused("check s.toml");
    assert!(
        said.contains("line 40: the source of 'shock on legitimacy at 10' names the record e0123456789abcdef, which workspace.casus does not have"),
        "{said}"
    );
    let (_, events, _) = casus(&["show", "events", "--json"]);
    let event: serde_json::Value = serde_json::from_str(events.lines().next().unwrap()).unwrap();
    let id = event["event_id"].as_str().unwrap();
    f.write(ids, &SCENARIO.replace("a price rise, assumed", id));
    assert!(f.ok("check s.toml").contains("1 of them records"));
    f.ok("report s.toml --runs 4 --base 2 --out r.html");
    let page = text(&f.read("r.html"));
    assert!(
        page.contains(&format!("<summary>{id}</summary>")) && page.contains("request was rejected by Russia"),
        "the id opens its sentence"
    );
}

#[test]
fn the_report_is_one_page_that_needs_nothing_else_and_is_the_same_each_time() {
    let f = Folder::new();
    f.ok("report s.toml --runs 6 --base 4 --out a.html");
    f.ok("report s.toml --runs 6 --base 4 --out b.html --threads 1");
    let page = text(&f.read("a.html"));
    assert_eq!(page.as_bytes(), f.read("b.html"));
    for word in [
        "<svg",
        "blow",
        "more cops",
        "unrest",
        "cops",
        "assumption by the test",
        "a price rise, assumed",
        "made up for the test",
        "No run failed",
        "class=\"real\"",
        "class=\"band\"",
        "class=\"whisker\"",
        "--seed 7",
        "Epstein 2002",
    ] {
        assert!(page.contains(word), "the page lacks {word}");
    }
    for word in ["<script", "src=", "@import", "url(", "probability that"] {
        assert!(!page.contains(word), "the page has {word}");
    }
    let hash = f.json("check s.toml")[0]["sha256"].as_str().unwrap().to_owned();
    assert!(page.contains(&hash));
}

#[test]
fn a_draft_from_the_workspace_passes_its_check_and_names_its_records() {
    let f = Folder::new();
    let casus = |args: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_casus")).args(args).current_dir(f.0.path()).output();
        let output = output.unwrap();
        assert_eq!(output.status.code(), Some(0), "casus {args:?}: {}", text(&output.stderr));
    };
    casus(&["read", concat!(env!("CASUS_ROOT"), "examples/kazakhstan-2022")]);
    f.ok("from-workspace --state KAZ --out draft.toml");
    let draft = text(&f.read("draft.toml"));
    assert!(
        draft.contains("code = \"KAZ\"") && draft.contains("# Fronts, acts of material conflict:"),
        "{draft}"
    );
    let checked = f.json("check draft.toml");
    assert!(checked[0]["records"].as_u64().unwrap() > 5, "{checked:?}");
    assert_eq!(
        checked[0]["idle"].as_array().map(Vec::len),
        Some(0),
        "every value of it is read: {checked:?}"
    );
    f.ok("run draft.toml --runs 2");
    assert_eq!(f.ok("from-workspace --state KAZ"), draft, "the same each time");
    let said = f.refused("from-workspace --state XXX");
    assert!(said.contains("no dated event names 'XXX' here: states that take part are "), "{said}");
}

#[test]
fn no_words_claim_a_probability() {
    let f = Folder::new();
    for command in [
        "run s.toml --runs 3",
        "compare s.toml --runs 3",
        "branch s.toml --at 5 --runs 3",
        "sweep s.toml --base 2",
        "check s.toml",
    ] {
        let said = f.ok(command);
        for word in ["probability", "likely", "will happen", "chance that"] {
            assert!(!said.to_lowercase().contains(word), "{command} says '{word}': {said}");
        }
    }
}
