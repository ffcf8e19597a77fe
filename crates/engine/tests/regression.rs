//! No figure of docs/evaluation.md may be lost: the small gold sets are measured again and compared with the page.
//!
//! A value may fall by two standard errors of a share over the set's rows, at least by one point
//! (`eval::fallen`): less than that cannot be told from chance. What rises is no failure; the page is made anew by
//! `casus eval --all SHARED`. `casus eval --all SHARED --against docs/evaluation.md` does the same for all sets.

use std::path::{Path, PathBuf};

use casus_engine::Casus;
use casus_engine::eval::{fallen, survey};

/// Sets that are read within seconds.
const SMALL: [&str; 4] = [
    "events/petr2_gsr.jsonl",
    "events/es_fight.jsonl",
    "attribution/polnear_dev.jsonl",
    "factuality/meantime_en.jsonl",
];

#[test]
fn no_figure_of_the_evaluation_page_is_lost() {
    let root = Path::new(env!("CASUS_ROOT"));
    let shared = std::env::var_os("CASUS_SHARED").map_or_else(|| root.join("../shared"), PathBuf::from);
    if !shared.join("gold").is_dir() {
        eprintln!("skipped: no gold sets below {}", shared.display());
        return;
    }
    let page = std::fs::read_to_string(root.join("docs/evaluation.md")).expect("the page is there");
    let now = survey(Casus::new().expect("it loads"), &shared, |file| SMALL.contains(&file))
        .expect("the gold sets are sound");
    assert!(now.results.iter().any(|r| r.value.is_some()), "nothing was measured");
    let lost = fallen(&page, &now);
    assert!(lost.is_empty(), "{}", lost.join("\n"));
}
