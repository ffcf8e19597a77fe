//! Whatever string comes, the shipped models cut and read it: no panic, offsets that fit the text, trees that are
//! trees, work that grows with the length and not with its square.

use std::path::Path;
use std::sync::LazyLock;
use std::time::Instant;

use casus_model::{Lang, Rel, Sentence};
use casus_text::Models;
use proptest::prelude::*;

static MODELS: LazyLock<Models> = LazyLock::new(|| {
    let folder = Path::new(env!("CASUS_ROOT")).join("models");
    Models::from_dir(&folder).expect("the shipped models are in order")
});

/// Languages that go different ways: words with spaces and contractions, words written together, no spaces at all.
const LANGS: [&str; 5] = ["en", "it", "ar", "zh", "kk"];

fn analyse(lang: &str, text: &str) -> Vec<Sentence> {
    let lang: Lang = lang.parse().expect("a language");
    MODELS.analyse(text, &lang).expect("there is a model").sentences
}

/// What holds of the analysis of any text.
fn check(text: &str, sentences: &[Sentence]) {
    let mut seen = 0;
    for sentence in sentences {
        assert!(sentence.is_tree());
        assert!(!sentence.words.is_empty());
        assert_eq!(sentence.span.start, sentence.tokens[0].span.start);
        let mut next = 0;
        for token in &sentence.tokens {
            let (from, to) = (token.span.start as usize, token.span.end as usize);
            assert!(from < to && text.is_char_boundary(from) && text.is_char_boundary(to), "{token:?}");
            let between = &text[seen..from];
            assert!(between.chars().all(char::is_whitespace), "{between:?} belongs to no token");
            seen = to;
            assert_eq!(token.first, next);
            assert!(token.count > 0);
            next += token.count;
        }
        assert_eq!(next as usize, sentence.words.len());
        for word in &sentence.words {
            let token = &sentence.tokens[word.token as usize].span;
            assert!(token.start <= word.span.start && word.span.end <= token.end);
            assert!(!word.form.is_empty());
            assert_eq!(word.head == 0, word.rel == Rel::Root);
        }
    }
    assert!(text[seen..].chars().all(char::is_whitespace), "the end of the text belongs to no token");
}

/// Strings as nobody writes them, of about so many bytes.
fn hostile(bytes: usize) -> Vec<(&'static str, String)> {
    let fill = |part: &str| part.repeat(bytes / part.len());
    let mut noise = 0x2545_F491_4F6C_DD1Du64;
    let random: Vec<u8> = std::iter::repeat_with(|| {
        noise ^= noise << 13;
        noise ^= noise >> 7;
        noise ^= noise << 17;
        noise as u8
    })
    .take(bytes)
    .collect();
    vec![
        ("no space", fill("abcdefghij")),
        ("one letter", fill("a")),
        ("ideographs without end", fill("中国政府说")),
        ("Arabic without space", fill("والحكومة")),
        ("quotes", fill("\"")),
        ("quotes that open", fill("«“‘")),
        ("brackets", fill("([{")),
        ("full stops", fill(".")),
        ("dots and letters", fill("a.b.")),
        ("hyphens", fill("a-")),
        ("numbers with spaces", fill("100 ")),
        ("no sentence ends", fill("the army of ")),
        ("line breaks", fill("a\n")),
        ("scripts mixed", fill("aбع中क한")),
        ("marks of direction", fill("\u{200f}a\u{202e}b\u{2066}")),
        ("marks without width", fill("\u{200b}\u{feff}\u{200d}")),
        ("emoji", fill("👩\u{200d}👩\u{200d}👧🇰🇿👍🏽")),
        ("combining marks alone", fill("\u{301}\u{302}")),
        ("one letter under many marks", format!("e{}", fill("\u{301}"))),
        ("controls", fill("\u{0}\u{1}\u{7f}")),
        ("addresses", fill("http://a.b/c?d=e&")),
        ("random bytes", String::from_utf8_lossy(&random).into_owned()),
    ]
}

#[test]
fn texts_that_nobody_writes_are_read() {
    for lang in LANGS {
        for (name, text) in hostile(3000) {
            println!("{lang} {name}");
            check(&text, &analyse(lang, &text));
        }
    }
}

#[test]
fn work_grows_with_the_length() {
    for lang in ["en", "ar"] {
        let (short, long) = (hostile(2000), hostile(16_000));
        for ((name, short), (_, long)) in short.into_iter().zip(long) {
            let least = seconds(|| analyse(lang, &short));
            let most = seconds(|| analyse(lang, &long));
            // Eight times the length; its square would be sixty-four times the work.
            assert!(most < 24.0 * least + 0.2, "{lang} {name}: {least:.3} s, then {most:.3} s");
        }
    }
}

#[test]
fn a_megabyte_without_a_space_is_one_more_text() {
    for (lang, part) in [("en", "abcdefghij"), ("it", "àbcdefghij")] {
        let text = part.repeat(1_000_000 / part.len());
        check(&text, &analyse(lang, &text));
    }
}

/// Processor time of this thread, where the system tells it.
fn seconds<T>(work: impl FnOnce() -> T) -> f64 {
    let clock = || {
        let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
        told.and_then(|s| s.split(' ').next()?.parse::<f64>().ok()).map(|n| n / 1e9)
    };
    let (start, before) = (Instant::now(), clock());
    work();
    match (before, clock()) {
        (Some(before), Some(after)) => after - before,
        _ => start.elapsed().as_secs_f64(),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn any_text_is_read(text in "(\\PC|[ .\"'\n-]|the |della |\u{200f}|\u{301}|[0-9]|中|و){0,80}", i in 0..LANGS.len()) {
        check(&text, &analyse(LANGS[i], &text));
    }

    #[test]
    fn any_bytes_are_read(bytes in proptest::collection::vec(any::<u8>(), 0..400), i in 0..LANGS.len()) {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        check(&text, &analyse(LANGS[i], &text));
    }
}
