//! Finds the mechanisms: every file in `src/mechanisms` is one, and none is named anywhere else.

use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs};

fn main() {
    let folder = Path::new(&env::var("CARGO_MANIFEST_DIR").unwrap()).join("src/mechanisms");
    println!("cargo::rerun-if-env-changed=CASUS_ROOT");
    println!("cargo::rerun-if-changed={}", folder.display());
    let mut names: Vec<String> = fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| {
            path.extension().is_some_and(|e| e == "rs") && path.file_stem().is_some_and(|s| s != "mod")
        })
        .map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned())
        .collect();
    names.sort();
    let (mut modules, mut kinds, mut pages) = (String::new(), String::new(), String::new());
    for name in &names {
        let file = format!("{:?}", folder.join(format!("{name}.rs")).to_str().unwrap());
        writeln!(modules, "#[path = {file}]\nmod {name};").unwrap();
        write!(kinds, "&{name}::KIND, ").unwrap();
        write!(pages, "include_str!({file}), ").unwrap();
    }
    let code = format!(
        "{modules}\n/// All kinds, in the order of their files' names.\npub const ALL: &[&Kind] = &[{kinds}];\n\
         const FILES: &[&str] = &[{pages}];\n"
    );
    fs::write(Path::new(&env::var("OUT_DIR").unwrap()).join("mechanisms.rs"), code).unwrap();
}
