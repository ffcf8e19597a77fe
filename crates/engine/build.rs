//! Lists the trained models and the compiled tables that lie in the repository, so that they become part of the
//! program. What is not there yet is left out: the program then says which languages it cannot code.

use std::fmt::Write;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

fn main() {
    let root = PathBuf::from(std::env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets it")).join("../..");
    println!("cargo::rerun-if-env-changed=CASUS_ROOT");
    let (models, knowledge, lexicon) =
        (root.join("models"), root.join("knowledge/casus.knowledge"), root.join("lexicon"));
    for path in [&models, &knowledge, &lexicon] {
        println!("cargo::rerun-if-changed={}", path.display());
    }
    let mut code = String::from(
        "/// Models by language, with their cards and SHA-256.\n\
         pub(crate) static MODELS: &[(&str, &[u8], &str, &str)] = &[\n",
    );
    for path in files(&models).iter().filter(|p| p.extension().is_some_and(|e| e == "casusmodel")) {
        let lang = path.file_stem().unwrap_or_default().to_string_lossy();
        let (file, card) = (literal(path), path.with_extension("md"));
        let card =
            if card.is_file() { format!("include_str!({})", literal(&card)) } else { "\"\"".to_owned() };
        let hash = hex(Sha256::digest(std::fs::read(path).expect("a listed file can be read")));
        let _ = writeln!(code, "    ({lang:?}, include_bytes!({file}), {card}, {hash:?}),");
    }
    code.push_str("];\n/// The compiled knowledge tables.\npub(crate) static KNOWLEDGE: Option<&[u8]> = ");
    let mut tables = String::new();
    if knowledge.is_file() {
        let _ = writeln!(code, "Some(include_bytes!({}));", literal(&knowledge));
        tables = hex(Sha256::digest(std::fs::read(&knowledge).expect("a listed file can be read")));
    } else {
        code.push_str("None;\n");
    }
    let _ = writeln!(
        code,
        "/// SHA-256 of the knowledge tables and lexicons together.\npub(crate) const KNOWLEDGE_HASH: &str = {:?};",
        hex(Sha256::digest(format!("{tables} {}", hash(&lexicon))))
    );
    let out = PathBuf::from(std::env::var_os("OUT_DIR").expect("cargo sets OUT_DIR"));
    std::fs::write(out.join("embedded.rs"), code).expect("cargo's folder can be written");
}

/// A path as a string in Rust.
fn literal(path: &Path) -> String {
    let path = path.canonicalize().expect("a listed file is there");
    format!("{:?}", path.to_str().expect("the path of the repository is UTF-8"))
}

/// Files below a folder, sorted.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() { folders.push(path) } else { found.push(path) }
        }
    }
    found.sort();
    found
}

/// SHA-256 over the names and contents of the files below a folder.
fn hash(folder: &Path) -> String {
    let mut hash = Sha256::new();
    for path in files(folder) {
        let bytes = std::fs::read(&path).unwrap_or_default();
        let name = path.strip_prefix(folder).unwrap_or(&path).to_string_lossy().replace('\\', "/");
        hash.update((name.len() as u64).to_le_bytes());
        hash.update(name.as_bytes());
        hash.update((bytes.len() as u64).to_le_bytes());
        hash.update(&bytes);
    }
    hex(hash.finalize())
}

fn hex(bytes: impl AsRef<[u8]>) -> String {
    bytes.as_ref().iter().fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}
