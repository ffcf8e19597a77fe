//! What must hold on the three texts the project started from. They lie in the shared data (`shared/seeds` beside the
//! checkout, or below `CASUS_SHARED`); where they are absent the tests say so and pass.

mod claims;
mod events;

use std::path::{Path, PathBuf};

use casus_engine::{Casus, Reading, TextHints};
use casus_model::Lang;

/// The text of the seed that holds `words`, read as published on `date`.
fn read(words: &str, lang: Lang, date: &str) -> Option<Reading> {
    let folder = std::env::var_os("CASUS_SHARED")
        .map_or_else(|| Path::new(env!("CASUS_ROOT")).join("../shared"), PathBuf::from)
        .join("seeds");
    let Ok(entries) = std::fs::read_dir(&folder) else {
        eprintln!("SKIPPED: no seeds in {}", folder.display());
        return None;
    };
    let text = entries
        .flatten()
        .filter_map(|e| std::fs::read_to_string(e.path()).ok())
        .find(|t| t.contains(words))
        .unwrap_or_else(|| panic!("{} holds no text with '{words}'", folder.display()));
    let casus = Casus::new().expect("what is embedded loads");
    let hints = TextHints { lang: Some(lang), date: Some(date.to_owned()), ..TextHints::default() };
    Some(casus.read_text(&text, &hints).expect("the date is one"))
}
