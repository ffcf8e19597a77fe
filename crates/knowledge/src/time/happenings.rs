//! Well-known happenings and their dates (`knowledge/events/dated.tsv`), by which a text dates itself.

use std::sync::OnceLock;

use casus_model::{Day, Edtf, Lang, SmolStr};

use super::scan::{fold, pieces};

/// A happening with its date.
#[derive(Debug)]
pub(super) struct Happening {
    /// First day.
    pub(super) from: Day,
    /// Last day.
    pub(super) to: Day,
    /// English name.
    pub(super) name: &'static str,
    /// Patterns in English and in Italian: alternatives of beginnings of words that stand in one sentence.
    patterns: [Vec<Vec<String>>; 2],
}

const TABLE: &str = include_str!("../../../../knowledge/events/dated.tsv");

/// All happenings, in the table's order.
pub(super) fn all() -> &'static [Happening] {
    static LOADED: OnceLock<Vec<Happening>> = OnceLock::new();
    LOADED.get_or_init(|| parse(TABLE).expect("the tests read the embedded table"))
}

fn parse(table: &'static str) -> Result<Vec<Happening>, String> {
    let rows = table.lines().enumerate().filter(|(_, row)| !row.is_empty() && !row.starts_with('#'));
    rows.skip(1).map(|(line, row)| read_row(row).map_err(|e| format!("line {}: {e}", line + 1))).collect()
}

fn read_row(row: &'static str) -> Result<Happening, String> {
    let columns: Vec<&str> = row.split('\t').collect();
    let [date, name, en, it, source] = columns[..] else {
        return Err(format!("{} columns where there should be 5", columns.len()));
    };
    if source.trim().is_empty() {
        return Err(format!("'{name}' has no source"));
    }
    let edtf: Edtf = date.parse().map_err(|e| format!("{e}"))?;
    let (Some(from), Some(to)) = edtf.bounds() else { return Err(format!("'{date}' has no end")) };
    let pattern = |text: &str| -> Vec<Vec<String>> {
        text.split('|').map(|p| p.split('+').map(|w| fold(w).to_string()).collect()).collect()
    };
    Ok(Happening { from, to, name, patterns: [pattern(en), pattern(it)] })
}

/// The words of a sentence or more, folded and sorted.
pub(super) struct Words(Vec<SmolStr>);

impl Words {
    /// Takes the words of a sentence.
    pub(super) fn of(sentence: &str) -> Self {
        let mut words: Vec<SmolStr> =
            pieces(sentence, |_| None).iter().map(|p| fold(p.span.of(sentence))).collect();
        words.sort();
        Self(words)
    }

    /// The words of all these sentences.
    pub(super) fn all(sentences: &[Self]) -> Self {
        let mut words: Vec<SmolStr> = sentences.iter().flat_map(|s| &s.0).cloned().collect();
        words.sort();
        Self(words)
    }

    /// Whether a word begins so; of "no-confidence" both parts must be there.
    fn has(&self, beginning: &str) -> bool {
        beginning.split('-').all(|part| {
            let at = self.0.partition_point(|w| w.as_str() < part);
            self.0.get(at).is_some_and(|w| w.starts_with(part))
        })
    }
}

impl Happening {
    /// Whether the sentence speaks of it in full; gives the head of the pattern that fits.
    pub(super) fn named_in(&self, words: &Words, lang: &Lang) -> Option<&str> {
        let patterns = &self.patterns[usize::from(*lang == Lang::IT)];
        patterns.iter().find(|p| p.iter().all(|w| words.has(w))).map(|p| p[0].as_str())
    }

    /// Whether the sentence recalls it by the head of its pattern.
    pub(super) fn recalled_in(words: &Words, head: &str) -> bool {
        words.has(head)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_can_be_read() {
        let all = all();
        assert!(all.len() >= 150, "{} happenings", all.len());
        for h in all {
            for pattern in h.patterns.iter().flatten() {
                assert!(
                    !pattern.is_empty() && pattern.iter().all(|w| !w.is_empty()),
                    "{}: {pattern:?}",
                    h.name
                );
            }
        }
    }

    #[test]
    fn a_pattern_wants_all_its_words() {
        let named = |text: &str, lang: &Lang| {
            let words = Words::of(text);
            all().iter().filter(|h| h.named_in(&words, lang).is_some()).map(|h| h.name).collect::<Vec<_>>()
        };
        assert_eq!(named("The fall of Kabul to the Taliban shocked many.", &Lang::EN), ["Fall of Kabul"]);
        assert_eq!(named("Dopo il crollo del ponte Morandi.", &Lang::IT), ["Morandi bridge collapse"]);
        assert!(named("The ministers spoke of Kabul.", &Lang::EN).is_empty());
    }
}
