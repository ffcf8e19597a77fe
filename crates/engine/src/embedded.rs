//! The trained models and compiled tables that are part of the program (`build.rs` lists them).

use casus_model::Lang;

include!(concat!(env!("OUT_DIR"), "/embedded.rs"));

/// SHA-256 of a language's model; empty when there is none.
pub(crate) fn model_hash(lang: &Lang) -> &'static str {
    MODELS.iter().find(|(l, ..)| *l == lang.as_str()).map_or("", |(.., hash)| hash)
}

#[cfg(test)]
mod tests {
    use casus_model::Sha256;

    use super::*;

    #[test]
    fn models_have_the_hash_of_their_bytes() {
        for (lang, bytes, _, hash) in MODELS {
            assert_eq!(Sha256::of(bytes).as_str(), *hash, "{lang}");
        }
    }
}
