//! The trained models and compiled tables that are part of the program (`build.rs` lists them).

use std::sync::OnceLock;

use casus_model::{Lang, Sha256};

include!(concat!(env!("OUT_DIR"), "/embedded.rs"));

/// SHA-256 of a language's model; empty when there is none. Each is computed once, when it is first asked for.
pub(crate) fn model_hash(lang: &Lang) -> &'static str {
    static HASHES: OnceLock<Vec<OnceLock<Sha256>>> = OnceLock::new();
    let Some(at) = MODELS.iter().position(|(l, ..)| *l == lang.as_str()) else { return "" };
    let hashes = HASHES.get_or_init(|| MODELS.iter().map(|_| OnceLock::new()).collect());
    hashes[at].get_or_init(|| Sha256::of(MODELS[at].1)).as_str()
}
