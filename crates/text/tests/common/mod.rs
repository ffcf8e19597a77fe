//! The shared treebanks, where they are beside the checkout or named by `CASUS_SHARED`.

use std::io::Read;
use std::path::{Path, PathBuf};

use casus_text::conllu::{Treebank, read};

/// The folder of treebanks; says so where there is none.
pub(crate) fn treebanks() -> Option<PathBuf> {
    let shared = std::env::var_os("CASUS_SHARED")
        .map_or_else(|| Path::new(env!("CASUS_ROOT")).join("../shared"), PathBuf::from);
    let folder = shared.join("treebanks");
    if !folder.is_dir() {
        eprintln!("skipped: no treebanks beside the checkout; set CASUS_SHARED to their folder's parent");
        return None;
    }
    Some(folder)
}

/// Reads a gzipped CoNLL-U file, if it is there.
pub(crate) fn load(path: &Path) -> Option<Treebank> {
    let file = std::fs::File::open(path).ok()?;
    let mut text = String::new();
    flate2::read::GzDecoder::new(file).read_to_string(&mut text).unwrap();
    Some(read(&text).unwrap())
}
