//! What must stay true of the house as a whole; ARCHITECTURE.md says why.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

fn root() -> PathBuf {
    Path::new(env!("CASUS_ROOT")).canonicalize().expect("the repository has a root")
}

/// The platform of this machine, so that crates of other platforms need not be fetched.
fn host() -> String {
    let output = Command::new("rustc").arg("-vV").output().expect("rustc runs");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    text.lines().find_map(|l| l.strip_prefix("host: ")).expect("rustc names its host").to_owned()
}

fn metadata() -> Value {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--locked", "--filter-platform", &host()])
        .current_dir(root())
        .output()
        .expect("cargo metadata runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("cargo metadata prints JSON")
}

/// Which of our crates each crate may use in its code (tests may use more).
const MAY_USE: &[(&str, &[&str])] = &[
    ("casus-model", &[]),
    ("casus-text", &["casus-model"]),
    ("casus-knowledge", &["casus-model"]),
    ("casus-coder", &["casus-model", "casus-knowledge"]),
    ("casus-ingest", &["casus-model", "casus-text", "casus-knowledge"]),
    ("casus-store", &["casus-model"]),
    ("casus-sim", &[]),
    (
        "casus-engine",
        &[
            "casus-model",
            "casus-text",
            "casus-knowledge",
            "casus-coder",
            "casus-ingest",
            "casus-store",
            "casus-sim",
        ],
    ),
    ("casus-llm", &["casus-engine"]),
    ("casus", &["casus-engine", "casus-llm", "casus-model"]),
    ("xtask", &["casus-model", "casus-text", "casus-knowledge", "casus-coder", "casus-engine"]),
];

/// Crates that compute: nothing asynchronous, no database, no columnar formats, no network, below them.
const COMPUTE: &[&str] =
    &["casus-model", "casus-text", "casus-knowledge", "casus-coder", "casus-ingest", "casus-sim"];
const KEPT_OUT: &[&str] = &[
    "tokio",
    "async-std",
    "smol",
    "futures-executor",
    "arrow",
    "arrow-array",
    "parquet",
    "datafusion",
    "rusqlite",
    "libsqlite3-sys",
    "reqwest",
    "hyper",
    "ureq",
    "curl",
    "native-tls",
    "rustls",
];

#[test]
fn data_flows_one_way() {
    let metadata = metadata();
    let allowed: BTreeMap<&str, BTreeSet<&str>> =
        MAY_USE.iter().map(|(name, uses)| (*name, uses.iter().copied().collect())).collect();
    let members: Vec<&str> =
        metadata["workspace_members"].as_array().unwrap().iter().map(|m| m.as_str().unwrap()).collect();
    for package in metadata["packages"].as_array().unwrap() {
        if !members.contains(&package["id"].as_str().unwrap()) {
            continue;
        }
        let name = package["name"].as_str().unwrap();
        let allowed = allowed.get(name).unwrap_or_else(|| {
            panic!(
                "the crate '{name}' is new: say in xtask/tests/tidy.rs and ARCHITECTURE.md what it may use"
            )
        });
        for dependency in package["dependencies"].as_array().unwrap() {
            let used = dependency["name"].as_str().unwrap();
            let ours = used.starts_with("casus");
            if ours && dependency["kind"].is_null() {
                assert!(
                    allowed.contains(used),
                    "{name} uses {used}, which lies on the wrong side of it (ARCHITECTURE.md)"
                );
            }
        }
    }
}

#[test]
fn crates_that_compute_stay_pure() {
    let metadata = metadata();
    let names: BTreeMap<&str, &str> = metadata["packages"]
        .as_array()
        .unwrap()
        .iter()
        .map(|p| (p["id"].as_str().unwrap(), p["name"].as_str().unwrap()))
        .collect();
    let mut uses: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for node in metadata["resolve"]["nodes"].as_array().unwrap() {
        let normal = node["deps"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|d| d["dep_kinds"].as_array().unwrap().iter().any(|k| k["kind"].is_null()));
        uses.insert(node["id"].as_str().unwrap(), normal.map(|d| d["pkg"].as_str().unwrap()).collect());
    }
    for (id, name) in names.iter().filter(|(_, name)| COMPUTE.contains(name)) {
        let (mut seen, mut stack) = (BTreeSet::new(), vec![*id]);
        while let Some(at) = stack.pop() {
            if seen.insert(at) {
                let found = names[at];
                assert!(
                    !KEPT_OUT.contains(&found),
                    "{name} draws in {found}: keep it to store, engine, server or cluster"
                );
                stack.extend(uses.get(at).into_iter().flatten());
            }
        }
    }
}

/// Licences that a program under MIT OR Apache-2.0 may ship with.
const LICENCES: &[&str] = &[
    "MIT",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "ISC",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
    "CC0-1.0",
    "0BSD",
    "BSL-1.0",
    "MPL-2.0",
    "MIT-0",
    // root certificates for HTTPS: data, to be passed on with its notice
    "CDLA-Permissive-2.0",
];

#[test]
fn dependencies_have_licences_we_may_ship() {
    for package in metadata()["packages"].as_array().unwrap() {
        let name = package["name"].as_str().unwrap();
        let licence = package["license"].as_str().unwrap_or_default().replace('/', " OR ");
        let options = licence.split(" OR ").map(|o| o.trim_matches(['(', ')', ' ']));
        let fine = options
            .into_iter()
            .any(|option| option.split(" AND ").all(|l| LICENCES.contains(&l.trim_matches(['(', ')', ' ']))));
        assert!(
            fine,
            "{name} has the licence '{licence}': add it to LICENCES with a reason, or use another crate"
        );
    }
}

fn files(folder: &Path, into: &mut Vec<PathBuf>) {
    let mut entries: Vec<_> = std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if matches!(name.as_str(), "target" | ".git" | "node_modules" | ".venv") {
            continue;
        }
        if path.is_dir() {
            files(&path, into);
        } else {
            into.push(path);
        }
    }
}

fn source_files() -> Vec<PathBuf> {
    let mut paths = Vec::new();
    for folder in ["crates", "xtask"] {
        files(&root().join(folder), &mut paths);
    }
    paths.retain(|p| p.extension().is_some_and(|e| e == "rs"));
    paths
}

#[test]
fn sources_are_clean() {
    let library = |p: &Path| {
        let p = p.to_string_lossy();
        p.contains("/src/") && !p.contains("/crates/cli/") && !p.contains("/xtask/")
    };
    for path in source_files() {
        let text = std::fs::read_to_string(&path).unwrap();
        let tests = text.lines().position(|l| l == "#[cfg(test)]").unwrap_or(usize::MAX);
        for (n, line) in text.lines().enumerate() {
            let place = format!("{}:{}", path.display(), n + 1);
            assert!(!line.ends_with([' ', '\t']), "{place}: white space at the end of the line");
            if library(&path) && n < tests && !line.trim_start().starts_with("//") {
                for macro_name in ["println!", "eprintln!", "print!("] {
                    assert!(!line.contains(macro_name), "{place}: libraries do not print; return it");
                }
            }
        }
        if library(&path) && path.ends_with("lib.rs") {
            assert!(text.starts_with("//!"), "{}: a crate begins with what it is for", path.display());
        }
    }
}

#[test]
fn nothing_names_the_machine_it_was_made_on() {
    let mut paths = Vec::new();
    files(&root(), &mut paths);
    // Built from pieces, so that this file does not find itself.
    let words = [
        ["/wo", "rk/"].concat(),
        ["/tmp/", "target"].concat(),
        ["/ro", "ot/"].concat(),
        ["index.crates", ".io"].concat(),
    ];
    for path in paths {
        let Ok(text) = std::fs::read_to_string(&path) else { continue };
        for word in &words {
            assert!(!text.contains(word.as_str()), "{} names '{word}'", path.display());
        }
    }
}

#[test]
fn every_model_has_its_card() {
    let folder = root().join("models");
    let mut paths = Vec::new();
    if folder.is_dir() {
        files(&folder, &mut paths);
    }
    let mut total = 0;
    for path in paths.iter().filter(|p| p.extension().is_some_and(|e| e == "casusmodel")) {
        let size = std::fs::metadata(path).unwrap().len();
        assert!(size <= 8 << 20, "{} is larger than 8 MiB", path.display());
        total += size;
        let card = path.with_extension("md");
        let text = std::fs::read_to_string(&card).unwrap_or_else(|_| panic!("{} is missing", card.display()));
        for word in ["learned from", "licence", "Scores", "cargo xtask train"] {
            assert!(text.contains(word), "{}: the card does not say: {word}", card.display());
        }
    }
    assert!(total <= 60 << 20, "the models together are larger than 60 MiB");
}

#[test]
fn the_map_names_every_crate() {
    let map = std::fs::read_to_string(root().join("ARCHITECTURE.md")).unwrap();
    for entry in std::fs::read_dir(root().join("crates")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        assert!(map.contains(&format!("`crates/{name}`")), "ARCHITECTURE.md does not name crates/{name}");
    }
}
