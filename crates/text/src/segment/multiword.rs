//! Multiword tokens: which tokens hold several words, and which words those are.
//!
//! From the treebank come endings and what they are replaced by (`ella` → `i` + `la`: *della* = *di* + *la*; `gli` →
//! nothing + `gli`: *dargli* = *dar* + *gli*). Whether an ending that fits is taken is learned from the token, its
//! stem and its neighbours, so that French *des* may be one word or two.

use std::collections::BTreeMap;

use casus_model::SmolStr;
use rustc_hash::FxHashMap;

use crate::segment::SegmenterError;
use crate::segment::atoms::{Class, hash_text, visible};
use crate::segment::bytes::{Reader, Writer};
use crate::segment::perceptron::{Features, Scorer, Trainer, shuffled};
use crate::segment::tokens::Piece;

/// One way of splitting a token.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
struct Split {
    /// The end of the token that is replaced, in lower case with straight apostrophes.
    ending: SmolStr,
    /// Whether it is the whole token.
    whole: bool,
    /// What stands for it: the rest of the first word, and the other words.
    words: Vec<SmolStr>,
}

/// The ways of splitting that a language has.
#[derive(Clone, PartialEq, Debug, Default)]
pub(crate) struct Splitter {
    splits: Vec<Split>,
    /// Indices into `splits` by ending.
    by_ending: FxHashMap<SmolStr, Vec<u32>>,
    /// Length in characters of the longest ending.
    longest: usize,
    scorer: Scorer,
}

/// A token of the treebank with its words; one word for an ordinary token.
pub(crate) struct Example<'a> {
    pub(crate) surface: &'a str,
    pub(crate) words: Vec<&'a str>,
    pub(crate) before: u64,
    pub(crate) after: u64,
}

/// A token as endings are compared with it.
fn normal(surface: &str) -> String {
    let lower = visible(surface).to_lowercase();
    if lower.contains(['’', 'ʼ']) { lower.replace(['’', 'ʼ'], "'") } else { lower }
}

fn common_prefix(a: &str, b: &str) -> usize {
    a.char_indices()
        .zip(b.chars())
        .find(|((_, x), y)| x != y)
        .map_or_else(|| a.len().min(b.len()), |((i, _), _)| i)
}

impl Splitter {
    fn new(splits: Vec<Split>, scorer: Scorer) -> Self {
        let mut by_ending: FxHashMap<SmolStr, Vec<u32>> = FxHashMap::default();
        let mut longest = 0;
        for (i, split) in splits.iter().enumerate() {
            longest = longest.max(split.ending.chars().count());
            by_ending.entry(split.ending.clone()).or_default().push(i as u32);
        }
        Self { splits, by_ending, longest, scorer }
    }

    /// The ways whose ending fits, longest first.
    fn candidates(&self, token: &str) -> Vec<u32> {
        let mut out = Vec::new();
        let first = token.char_indices().rev().take(self.longest).last().map_or(0, |(i, _)| i);
        for (i, _) in token[first..].char_indices() {
            let Some(found) = self.by_ending.get(&token[first + i..]) else { continue };
            let whole = first + i == 0;
            out.extend(found.iter().filter(|s| self.splits[**s as usize].whole == whole));
        }
        out
    }

    /// The words of a token that holds several; `None` for one that does not. `before` and `after` are the hashes of
    /// its neighbours.
    pub(crate) fn split(&self, text: &str, piece: &Piece, before: u64, after: u64) -> Option<Vec<SmolStr>> {
        if self.splits.is_empty()
            || !(piece.first.is_letters() || piece.last.is_letters())
            || piece.span.len() > 64
        {
            return None;
        }
        let surface = piece.span.of(text);
        let token = normal(surface);
        let candidates = self.candidates(&token);
        let mut here = Features::default();
        let best = candidates
            .into_iter()
            .map(|c| {
                self.features(&token, c, piece.first, before, after, &mut here);
                (self.scorer.score(&here), c)
            })
            .max_by_key(|(score, c)| (*score, std::cmp::Reverse(*c)))
            .filter(|(score, _)| *score > 0)?;
        Some(self.apply(surface, &token, best.1, piece.first))
    }

    /// Replaces the ending, and gives the words the case of the token.
    fn apply(&self, surface: &str, token: &str, split: u32, case: Class) -> Vec<SmolStr> {
        let split = &self.splits[split as usize];
        let surface = visible(surface);
        let kept = token[..token.len() - split.ending.len()].chars().count();
        let stem: String = surface.chars().take(kept).collect();
        let upper = case == Class::Upper && surface.chars().filter(|c| c.is_uppercase()).count() > 1;
        let cased = |s: &str| if upper { s.to_uppercase() } else { s.to_owned() };
        let tail: Vec<char> = surface.chars().skip(kept).collect();
        // words that are simply the pieces of the ending keep its letters
        if split.words.concat() == split.ending {
            let mut at = 0;
            return split
                .words
                .iter()
                .enumerate()
                .map(|(i, w)| {
                    let n = w.chars().count();
                    let piece: String = tail.iter().skip(at).take(n).collect();
                    at += n;
                    if i == 0 { format!("{stem}{piece}").into() } else { piece.into() }
                })
                .collect();
        }
        split
            .words
            .iter()
            .enumerate()
            .map(|(i, w)| match i {
                0 if stem.is_empty() && case != Class::Lower && !upper => capitalised(w),
                0 => format!("{stem}{}", cased(w)).into(),
                _ => cased(w).into(),
            })
            .collect()
    }

    fn features(&self, token: &str, split: u32, case: Class, before: u64, after: u64, out: &mut Features) {
        out.clear();
        let s = u64::from(split);
        let kept = token.len() - self.splits[split as usize].ending.len();
        let stem = &token[..kept];
        let word = hash_text(token);
        out.add(200, &[s]);
        out.add(201, &[s, word]);
        out.add(202, &[s, word, before]);
        out.add(203, &[s, word, after]);
        out.add(204, &[s, before]);
        out.add(205, &[s, after]);
        out.add(206, &[s, case as u64]);
        out.add(207, &[s, stem.chars().count().min(8) as u64]);
        out.add(208, &[word]);
        let mut from = stem.len();
        for n in 1..=5u64 {
            let Some((i, _)) = stem[..from].char_indices().next_back() else {
                out.add(209, &[s, n]);
                break;
            };
            from = i;
            let end = hash_text(&stem[from..]);
            out.add(210, &[s, n, end]);
            out.add(211, &[n, end]);
        }
    }

    /// Learns from all tokens of a treebank.
    pub(crate) fn train(examples: &[Example], bits: u32, epochs: u64, seed: u64) -> Self {
        let mut this = Self::new(collect(examples), Scorer::default());
        if this.splits.is_empty() {
            return this;
        }
        struct Case {
            token: String,
            class: Class,
            candidates: Vec<u32>,
            right: Option<u32>,
            before: u64,
            after: u64,
        }
        let cases: Vec<Case> = examples
            .iter()
            .filter_map(|e| {
                let token = normal(e.surface);
                let candidates = this.candidates(&token);
                let class = case_of(e.surface);
                let right = (e.words.len() > 1).then(|| {
                    let words: Vec<String> = e.words.iter().map(|w| normal(w)).collect();
                    candidates.iter().copied().find(|c| {
                        let made = this.apply(&token, &token, *c, Class::Lower);
                        made.len() == words.len() && made.iter().zip(&words).all(|(a, b)| a == b)
                    })
                });
                if candidates.is_empty() {
                    return None;
                }
                Some(Case {
                    token,
                    class,
                    candidates,
                    right: right.flatten(),
                    before: e.before,
                    after: e.after,
                })
            })
            .collect();
        let mut trainer = Trainer::new(bits);
        let mut here = Features::default();
        for epoch in 0..epochs {
            for k in shuffled(cases.len(), seed ^ epoch) {
                let case = &cases[k as usize];
                // each way is learned as a yes-or-no decision: at most one fits
                for c in &case.candidates {
                    this.features(&case.token, *c, case.class, case.before, case.after, &mut here);
                    trainer.learn(&here, case.right == Some(*c));
                }
            }
        }
        this.scorer = trainer.finish();
        this
    }

    pub(crate) fn write(&self, out: &mut Writer) {
        out.number(self.splits.len() as u64);
        for split in &self.splits {
            out.string(&split.ending);
            out.number(u64::from(split.whole));
            out.number(split.words.len() as u64);
            split.words.iter().for_each(|w| out.string(w));
        }
        self.scorer.write(out);
    }

    pub(crate) fn read(input: &mut Reader) -> Result<Self, SegmenterError> {
        let mut splits = Vec::new();
        for _ in 0..input.number()? {
            let ending = input.string()?.into();
            let whole = input.number()? == 1;
            let mut words = Vec::new();
            for _ in 0..input.number()? {
                words.push(input.string()?.into());
            }
            splits.push(Split { ending, whole, words });
        }
        let scorer = Scorer::read(input)?;
        if scorer.is_empty() {
            splits.clear();
        }
        Ok(Self::new(splits, scorer))
    }
}

fn capitalised(word: &str) -> SmolStr {
    let mut chars = word.chars();
    chars.next().map_or_else(SmolStr::default, |c| c.to_uppercase().chain(chars).collect())
}

/// The case of a token, as [`Piece::first`] has it.
fn case_of(surface: &str) -> Class {
    let mut upper = surface.chars().filter(|c| c.is_alphabetic()).map(char::is_uppercase);
    match (upper.next(), upper.next()) {
        (Some(true), Some(true)) => Class::Upper,
        (Some(true), Some(false)) => Class::Capital,
        (Some(true), None) => Class::Initial,
        _ => Class::Lower,
    }
}

/// The ways of splitting in a treebank: whole tokens where the stem is short, else endings that are common enough.
fn collect(examples: &[Example]) -> Vec<Split> {
    let mut whole: BTreeMap<Split, u32> = BTreeMap::new();
    let mut endings: BTreeMap<Split, BTreeMap<Split, u32>> = BTreeMap::new();
    for e in examples.iter().filter(|e| e.words.len() > 1) {
        let token = normal(e.surface);
        let words: Vec<String> = e.words.iter().map(|w| normal(w)).collect();
        if token.contains(char::is_whitespace)
            || words.iter().any(|w| w.is_empty() || w.contains(char::is_whitespace))
        {
            continue;
        }
        let p = common_prefix(&token, &words[0]);
        let cut = |p: usize| Split {
            ending: token[p..].into(),
            whole: p == 0,
            words: std::iter::once(&words[0][p..])
                .chain(words[1..].iter().map(String::as_str))
                .map(SmolStr::new)
                .collect(),
        };
        if p == token.len() || token[..p].chars().count() < 2 {
            *whole.entry(cut(0)).or_default() += 1;
        } else {
            *endings.entry(cut(p)).or_default().entry(cut(0)).or_default() += 1;
        }
    }
    let mut seen: BTreeMap<SmolStr, u32> = BTreeMap::new();
    let wanted: std::collections::BTreeSet<&str> = endings.keys().map(|s| s.ending.as_str()).collect();
    for e in examples {
        let token = normal(e.surface);
        for (i, _) in token.char_indices().rev().take(10) {
            if wanted.contains(&token[i..]) {
                *seen.entry(token[i..].into()).or_default() += 1;
            }
        }
    }
    let mut out = Vec::new();
    for (ending, types) in endings {
        let count: u32 = types.values().sum();
        let all = seen.get(&ending.ending).copied().unwrap_or(1);
        // an ending that rarely means anything, or was met on one word only, is kept for its words alone
        if types.len() >= 2 && count * 100 >= all {
            out.push(ending);
        } else {
            for (split, n) in types {
                *whole.entry(split).or_default() += n;
            }
        }
    }
    out.extend(whole.into_keys());
    out.sort();
    out
}
