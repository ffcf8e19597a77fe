//! Embeds the tables under `lexicon/`: writes a list of `(language, table, text)` for `lexicon::embedded`.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR").map_err(io::Error::other)?).join("../../lexicon");
    println!("cargo:rerun-if-env-changed=CASUS_ROOT");
    println!("cargo:rerun-if-changed={}", root.display());
    let mut list = String::from("&[\n");
    for lang in sorted(&root)?.into_iter().filter(|p| p.is_dir()) {
        println!("cargo:rerun-if-changed={}", lang.display());
        for table in sorted(&lang)?.into_iter().filter(|p| p.extension().is_some_and(|e| e == "tsv")) {
            println!("cargo:rerun-if-changed={}", table.display());
            let name = |p: &Path| p.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            let path = table.canonicalize()?;
            writeln!(
                list,
                "({:?}, {:?}, include_str!({:?})),",
                name(&lang),
                name(&table),
                path.to_string_lossy()
            )
            .map_err(io::Error::other)?;
        }
    }
    list.push_str("]\n");
    let out = PathBuf::from(env::var("OUT_DIR").map_err(io::Error::other)?);
    fs::write(out.join("lexicons.rs"), list)
}

fn sorted(dir: &Path) -> io::Result<Vec<PathBuf>> {
    let mut paths = fs::read_dir(dir)?.map(|e| e.map(|e| e.path())).collect::<io::Result<Vec<_>>>()?;
    paths.sort();
    Ok(paths)
}
