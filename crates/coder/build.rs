//! Embeds the tables under `lexicon/`: writes a list of `(language, table, text)` for `lexicon::embedded`; and hashes
//! the learned models, for `learning`.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

use sha2::{Digest, Sha256};

fn main() -> io::Result<()> {
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR").map_err(io::Error::other)?).join("../..");
    let out = PathBuf::from(env::var("OUT_DIR").map_err(io::Error::other)?);
    println!("cargo:rerun-if-env-changed=CASUS_ROOT");
    fs::write(out.join("lexicons.rs"), lexicons(&root.join("lexicon"))?)?;
    fs::write(out.join("hashes.rs"), hashes(&root.join("models"))?)
}

fn lexicons(root: &Path) -> io::Result<String> {
    println!("cargo:rerun-if-changed={}", root.display());
    let mut list = String::from("&[\n");
    for lang in sorted(root)?.into_iter().filter(|p| p.is_dir()) {
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
    Ok(list)
}

fn hashes(root: &Path) -> io::Result<String> {
    let mut code = String::new();
    for (name, file) in [("JUDGE", "judge.bin"), ("READER", "attribution.bin")] {
        let path = root.join(file);
        println!("cargo:rerun-if-changed={}", path.display());
        let mut hash = String::new();
        for byte in Sha256::digest(fs::read(path)?) {
            write!(hash, "{byte:02x}").map_err(io::Error::other)?;
        }
        writeln!(code, "/// SHA-256 of `models/{file}`.\npub(crate) const {name}_SHA256: &str = {hash:?};")
            .map_err(io::Error::other)?;
    }
    Ok(code)
}

fn sorted(dir: &Path) -> io::Result<Vec<PathBuf>> {
    let mut paths = fs::read_dir(dir)?.map(|e| e.map(|e| e.path())).collect::<io::Result<Vec<_>>>()?;
    paths.sort();
    Ok(paths)
}
