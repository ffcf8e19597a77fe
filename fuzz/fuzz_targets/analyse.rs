//! Any text in any of the shipped languages: trees are trees, offsets fit. The first byte chooses the language.
#![no_main]

use std::path::Path;
use std::sync::LazyLock;

use casus_model::Lang;
use casus_text::Models;
use libfuzzer_sys::fuzz_target;

static MODELS: LazyLock<Models> = LazyLock::new(|| {
    let folder = Path::new(env!("CASUS_ROOT")).join("models");
    Models::from_dir(&folder).expect("the shipped models are in order")
});

fuzz_target!(|data: &[u8]| {
    let Some((first, rest)) = data.split_first() else { return };
    let langs: Vec<&Lang> = MODELS.langs().collect();
    let text = String::from_utf8_lossy(rest);
    let analysis = MODELS.analyse(&text, langs[usize::from(*first) % langs.len()]).expect("there is a model");
    let mut at = 0;
    for sentence in &analysis.sentences {
        assert!(sentence.is_tree());
        for token in &sentence.tokens {
            let (from, to) = (token.span.start as usize, token.span.end as usize);
            assert!(from < to && text[at..from].chars().all(char::is_whitespace));
            assert!(text.is_char_boundary(to));
            at = to;
        }
    }
    assert!(text[at..].chars().all(char::is_whitespace));
});
