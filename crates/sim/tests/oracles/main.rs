//! The models against exact tables and sourced data, where they are beside the checkout or named by `CASUS_SHARED`.

mod bargaining;
mod blotto;
mod claims;
mod kazakhstan;
mod landscape;
mod votes;

use std::io::Read as _;
use std::path::{Path, PathBuf};

/// The folder of the tables, or a word on standard error that a test is skipped.
fn oracles() -> Option<PathBuf> {
    let shared = std::env::var_os("CASUS_SHARED")
        .map_or_else(|| Path::new(env!("CASUS_ROOT")).join("../shared"), PathBuf::from);
    let folder = shared.join("oracles");
    if !folder.is_dir() {
        eprintln!("skipped: no oracles beside the checkout; set CASUS_SHARED to their folder's parent");
        return None;
    }
    Some(folder)
}

/// The text of a table, unpacked if need be.
fn text(path: &Path) -> String {
    let bytes = std::fs::read(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    if path.extension().is_some_and(|e| e == "gz") {
        let mut text = String::new();
        flate2::read::GzDecoder::new(bytes.as_slice()).read_to_string(&mut text).unwrap();
        text
    } else {
        String::from_utf8(bytes).unwrap()
    }
}

/// The rows of a CSV table without its head.
fn rows(path: &Path) -> Vec<Vec<String>> {
    let text = text(path);
    let mut reader =
        csv::ReaderBuilder::new().flexible(true).trim(csv::Trim::All).from_reader(text.as_bytes());
    reader.records().map(|r| r.unwrap().iter().map(str::to_owned).collect()).collect()
}

fn number(text: &str) -> f64 {
    text.trim().parse().unwrap_or_else(|_| panic!("'{text}' is no number"))
}
