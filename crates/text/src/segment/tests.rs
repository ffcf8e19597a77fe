use super::*;

/// Tokens by rule, `|` between sentences.
fn check(lang: &str, text: &str, expected: &str) {
    let sentences = Segmenter::rules(lang.parse().unwrap()).segment(text);
    let shown: Vec<String> = sentences
        .iter()
        .map(|s| s.tokens.iter().map(|t| t.span.of(text)).collect::<Vec<_>>().join(" "))
        .collect();
    assert_eq!(shown.join(" | "), expected);
}

#[test]
fn rules_keep_numbers_and_abbreviations_whole() {
    check("it", "Il sig. Rossi ha 2.500 uomini. Poi parte.", "Il sig. Rossi ha 2.500 uomini . | Poi parte .");
    check("en", "Dr. Greene paid $2,500 to the U.S. army.", "Dr. Greene paid $ 2,500 to the U.S. army .");
    check("en", "See https://casus.org/a.html, please.", "See https://casus.org/a.html , please .");
}

#[test]
fn rules_part_quotes_and_elisions() {
    check("it", "«L’Ucraina resta», ha detto.", "« L’ Ucraina resta » , ha detto .");
    check("en", "“We left.” Then they came.", "“ We left . ” | Then they came .");
    check("en", "He left... \"Why?\" she asked.", "He left ... | \" Why ? \" she asked .");
}

#[test]
fn glued_text_comes_apart() {
    check(
        "it",
        "in Kazakistan\".I talk show russi sono noti.",
        "in Kazakistan \" . | I talk show russi sono noti .",
    );
    check(
        "en",
        "date 2022-01-06 Quwhich began as a revolt.",
        "date 2022-01-06 | Quwhich began as a revolt .",
    );
    check(
        "it",
        "ROMA, 6 gen (Reuters) - Il presidente parla.",
        "ROMA , 6 gen ( Reuters ) - | Il presidente parla .",
    );
}

#[test]
fn marks_that_are_not_seen_stay_in_the_token_but_not_in_the_word() {
    let text = "Kazakh\u{ad}stan \u{200f}said\u{200b}.";
    let sentences = Segmenter::rules(Lang::EN).segment(text);
    let words: Vec<&str> = sentences[0].words.iter().map(|w| w.form.as_str()).collect();
    assert_eq!(words, ["Kazakhstan", "said", "."]);
    assert_eq!(sentences[0].tokens[0].span.of(text), "Kazakh\u{ad}stan");
}

/// What is sure holds beside what was learned: the small treebank has neither a date nor an apostrophe.
#[test]
fn dates_stay_whole_and_elided_articles_apart_whatever_was_learned() {
    for segmenter in [small_segmenter(), Segmenter::rules(Lang::IT)] {
        let tokens = |text: &str| -> Vec<String> {
            let sentences = segmenter.segment(text);
            sentences.iter().flat_map(|s| &s.tokens).map(|t| t.span.of(text).to_owned()).collect()
        };
        assert_eq!(tokens("Il 2022-01-05 l’Ucraina"), ["Il", "2022-01-05", "l’", "Ucraina"]);
        assert_eq!(tokens("(2022-01-05) Dell'aria"), ["(", "2022-01-05", ")", "Dell'", "aria"]);
        assert_eq!(tokens("per l 'aria"), ["per", "l", "'", "aria"]);
    }
}

#[test]
fn damaged_bytes_are_told_from_foreign_ones() {
    let bytes = small_segmenter().to_bytes();
    assert_eq!(Segmenter::from_bytes(b"not a model"), Err(SegmenterError::Foreign));
    for cut in 5..bytes.len() {
        assert_eq!(Segmenter::from_bytes(&bytes[..cut]), Err(SegmenterError::Damaged), "cut at {cut}");
    }
}

#[test]
fn the_same_treebank_and_seed_give_the_same_bytes() {
    assert_eq!(small_segmenter().to_bytes(), small_segmenter().to_bytes());
}

/// Learned from two dozen sentences that split `del` and keep `dell` whole.
fn small_segmenter() -> Segmenter {
    let mut rows = String::new();
    for noun in ["paese", "capo", "popolo", "governo", "patto", "mondo", "partito", "leader"] {
        rows += "1\tParla\t_\tVERB\t_\t_\t0\troot\t_\t_\n2-3\tdel\t_\t_\t_\t_\t_\t_\t_\t_\n2\tdi\t_\tADP\t_\t_\t4\tcase\t_\t_\n";
        rows += "3\til\t_\tDET\t_\t_\t4\tdet\t_\t_\n";
        rows += &[
            "4\t",
            noun,
            "\t_\tNOUN\t_\t_\t1\tobl\t_\tSpaceAfter=No\n5\t.\t_\tPUNCT\t_\t_\t1\tpunct\t_\t_\n\n",
        ]
        .concat();
    }
    Segmenter::train(Lang::IT, &crate::conllu::read(&rows).unwrap(), &[], 7)
}

#[test]
fn multiword_tokens_are_learned_and_keep_their_case() {
    let text = "Dal governo. DEL PAESE. Del dello.";
    let sentences = small_segmenter().segment(text);
    let words: Vec<&str> = sentences.iter().flat_map(|s| s.words.iter().map(|w| w.form.as_str())).collect();
    assert_eq!(words, ["Dal", "governo", ".", "DI", "IL", "PAESE", ".", "Di", "il", "dello", "."]);
}

/// What holds of every segmentation of every string.
fn holds(segmenter: &Segmenter, text: &str) {
    let sentences = segmenter.segment(text);
    let mut at = 0;
    for sentence in &sentences {
        assert!(!sentence.tokens.is_empty());
        assert_eq!(sentence.span.start, sentence.tokens[0].span.start);
        assert_eq!(sentence.span.end, sentence.tokens[sentence.tokens.len() - 1].span.end);
        let mut next = 0;
        for token in &sentence.tokens {
            let start = token.span.start as usize;
            assert!(token.span.start < token.span.end && text.is_char_boundary(token.span.end as usize));
            assert!(text[at..start].chars().all(char::is_whitespace), "only white space between tokens");
            at = token.span.end as usize;
            assert_eq!(token.first, next);
            next += token.count;
            for word in &sentence.words[token.first as usize..next as usize] {
                assert!(token.span.contains(word.span) && !word.form.is_empty());
                assert!(!word.form.contains(['\t', '\n']) && text.is_char_boundary(word.span.start as usize));
            }
        }
        assert_eq!(next as usize, sentence.words.len());
    }
    assert!(text[at..].chars().all(char::is_whitespace), "nothing is left over");
    if !sentences.is_empty() {
        let again = crate::conllu::read(&crate::conllu::write(text, &sentences)).unwrap();
        assert_eq!(again.sentences.len(), sentences.len());
    }
}

proptest::proptest! {
    #[test]
    fn tokens_tile_any_text(text in "\\PC*", lines in proptest::collection::vec("[ a-zA-Z0-9.,;:!?'\"«»“”’()\\-\n\r\t\u{a0}éßЖ字ع\u{301}\u{200d}🙂$€/@#]{0,60}", 0..8)) {
        let trained = small_segmenter();
        for text in [text, lines.concat(), lines.join("\n")] {
            holds(&trained, &text);
            for lang in ["en", "it", "zh", "ar", "xx"] {
                holds(&Segmenter::rules(lang.parse().unwrap()), &text);
            }
        }
    }
}

#[test]
fn long_and_odd_texts_take_linear_time() {
    let trained = small_segmenter();
    let odd = [
        "x".repeat(1 << 20),
        "字".repeat(1 << 18),
        "\"".repeat(10_000),
        "«".repeat(10_000),
        "a.".repeat(1 << 18),
        "1 000 ".repeat(1 << 16),
        ".".repeat(1 << 20),
        "\u{301}".repeat(1 << 16),
        "🙂\u{200d}".repeat(1 << 16),
        "\u{202e}a\u{200f} ".repeat(1 << 15),
        "@a.b".repeat(1 << 16),
        "\n-".repeat(1 << 16),
        "\u{feff}\u{0}".repeat(1 << 10),
    ];
    for text in odd {
        let started = std::time::Instant::now();
        holds(&trained, &text);
        assert!(
            started.elapsed().as_secs() < 20,
            "{:?} took {:?}",
            &text.chars().take(4).collect::<String>(),
            started.elapsed()
        );
    }
}
