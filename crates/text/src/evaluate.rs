//! The measures of the CoNLL 2018 shared task: how well an analysis agrees with a treebank.
//!
//! Definitions: Zeman et al. 2018, *CoNLL 2018 Shared Task: Multilingual Parsing from Raw Text to Universal
//! Dependencies*, and its published evaluation script. Gold and system may cut the text differently:
//!
//! - characters are counted without white space, and must be the same on both sides;
//! - tokens and sentences agree when they start and end at the same character;
//! - words agree when they stand at the same characters; where either side has a multiword token, the words inside
//!   the widest stretch of multiword tokens are aligned by the longest common subsequence of their forms, in lower
//!   case;
//! - UPOS, features, lemmas, heads and relations are compared on agreeing words, and count against all words of
//!   both sides (F1). Of the relation only the universal part counts; of the features only the universal ones.

use std::fmt;

use casus_model::{Sentence, SmolStr, Word};

/// Counts of one measure.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Score {
    /// Units in gold.
    pub gold: usize,
    /// Units in the system's analysis.
    pub system: usize,
    /// Units of the system's that are right.
    pub correct: usize,
}

impl Score {
    /// Share of the system's units that are right, in percent.
    pub fn precision(self) -> f64 {
        percent(self.correct, self.system)
    }

    /// Share of the gold units that were found, in percent.
    pub fn recall(self) -> f64 {
        percent(self.correct, self.gold)
    }

    /// Their harmonic mean, in percent.
    pub fn f1(self) -> f64 {
        percent(2 * self.correct, self.gold + self.system)
    }

    fn add(&mut self, other: Self) {
        self.gold += other.gold;
        self.system += other.system;
        self.correct += other.correct;
    }
}

fn percent(part: usize, whole: usize) -> f64 {
    if whole == 0 { 0.0 } else { 100.0 * part as f64 / whole as f64 }
}

/// The measures, one [`Score`] each.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Measures {
    /// Surface tokens.
    pub tokens: Score,
    /// Sentences.
    pub sentences: Score,
    /// Syntactic words.
    pub words: Score,
    /// Parts of speech.
    pub upos: Score,
    /// Universal features.
    pub ufeats: Score,
    /// Lemmas.
    pub lemmas: Score,
    /// Heads.
    pub uas: Score,
    /// Heads with universal relations.
    pub las: Score,
}

impl Measures {
    /// The measures by their published names, in the published order.
    pub fn named(&self) -> [(&'static str, Score); 8] {
        [
            ("Tokens", self.tokens),
            ("Sentences", self.sentences),
            ("Words", self.words),
            ("UPOS", self.upos),
            ("UFeats", self.ufeats),
            ("Lemmas", self.lemmas),
            ("UAS", self.uas),
            ("LAS", self.las),
        ]
    }

    /// Adds the counts of another evaluation, for figures over several files.
    pub fn add(&mut self, other: &Self) {
        self.tokens.add(other.tokens);
        self.sentences.add(other.sentences);
        self.words.add(other.words);
        self.upos.add(other.upos);
        self.ufeats.add(other.ufeats);
        self.lemmas.add(other.lemmas);
        self.uas.add(other.uas);
        self.las.add(other.las);
    }
}

impl fmt::Display for Measures {
    /// A table: name, precision, recall, F1.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{:<10} {:>9} {:>9} {:>9}", "Measure", "Precision", "Recall", "F1")?;
        self.named().into_iter().try_for_each(|(name, s)| {
            writeln!(f, "{name:<10} {:>9.2} {:>9.2} {:>9.2}", s.precision(), s.recall(), s.f1())
        })
    }
}

/// Gold and system are not analyses of the same text.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error(
    "the texts differ from character {at} on (white space not counted): gold has '{gold}', the system '{system}'; \
     evaluate an analysis of the same text"
)]
pub struct TextsDiffer {
    /// First character that differs, counted without white space.
    pub at: usize,
    /// What gold has there.
    pub gold: String,
    /// What the system has there.
    pub system: String,
}

/// Compares the system's sentences with gold. Each side is the text and the sentences whose spans refer to it.
///
/// # Errors
/// When the tokens of the two sides do not spell the same characters.
pub fn evaluate(gold: (&str, &[Sentence]), system: (&str, &[Sentence])) -> Result<Measures, TextsDiffer> {
    let (g, s) = (Side::new(gold.0, gold.1), Side::new(system.0, system.1));
    if g.chars != s.chars {
        let at = g.chars.iter().zip(&s.chars).take_while(|(a, b)| a == b).count();
        let show = |chars: &[char]| chars.iter().skip(at).take(20).collect();
        return Err(TextsDiffer { at, gold: show(&g.chars), system: show(&s.chars) });
    }
    let pairs = align(&g.words, &s.words);
    // the system's word that each gold word agrees with, to compare heads
    let mut partner: Vec<Option<usize>> = vec![None; s.words.len()];
    for &(i, j) in &pairs {
        partner[j] = Some(i);
    }
    let count = |right: &dyn Fn(&Unit, &Unit) -> bool| Score {
        gold: g.words.len(),
        system: s.words.len(),
        correct: pairs.iter().filter(|&&(i, j)| right(&g.words[i], &s.words[j])).count(),
    };
    let same_head = |a: &Unit, b: &Unit| match (a.head, b.head) {
        (None, None) => true,
        (Some(a), Some(b)) => partner[b] == Some(a),
        _ => false,
    };
    Ok(Measures {
        tokens: spans_in_common(&g.tokens, &s.tokens),
        sentences: spans_in_common(&g.sentences, &s.sentences),
        words: count(&|_, _| true),
        upos: count(&|a, b| a.word.upos == b.word.upos),
        ufeats: count(&|a, b| universal(a.word) == universal(b.word)),
        lemmas: count(&|a, b| a.word.lemma.is_empty() || a.word.lemma == "_" || a.word.lemma == b.word.lemma),
        uas: count(&same_head),
        las: count(&|a, b| same_head(a, b) && a.word.rel == b.word.rel),
    })
}

/// First character and one past the last, counted without white space.
type Range = (usize, usize);

struct Unit<'a> {
    word: &'a Word,
    form: SmolStr,
    range: Range,
    multiword: bool,
    /// Index of the head among all words of the text; `None` for a root.
    head: Option<usize>,
}

struct Side<'a> {
    chars: Vec<char>,
    tokens: Vec<Range>,
    sentences: Vec<Range>,
    words: Vec<Unit<'a>>,
}

impl<'a> Side<'a> {
    fn new(text: &str, sentences: &'a [Sentence]) -> Self {
        let mut side =
            Side { chars: Vec::new(), tokens: Vec::new(), sentences: Vec::new(), words: Vec::new() };
        for sentence in sentences {
            let from = side.chars.len();
            let base = side.words.len();
            for token in &sentence.tokens {
                let start = side.chars.len();
                side.chars.extend(token.span.of(text).chars().filter(|c| !c.is_whitespace()));
                let range = (start, side.chars.len());
                side.tokens.push(range);
                let words = &sentence.words[token.first as usize..(token.first + token.count) as usize];
                side.words.extend(words.iter().map(|word| Unit {
                    word,
                    form: word.form.to_lowercase().into(),
                    range,
                    multiword: token.count > 1,
                    head: (word.head as usize).checked_sub(1).map(|h| base + h),
                }));
            }
            side.sentences.push((from, side.chars.len()));
        }
        side
    }
}

fn spans_in_common(gold: &[Range], system: &[Range]) -> Score {
    let (mut i, mut j, mut correct) = (0, 0, 0);
    while i < gold.len() && j < system.len() {
        match gold[i].0.cmp(&system[j].0) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => {
                correct += usize::from(gold[i].1 == system[j].1);
                i += 1;
                j += 1;
            }
        }
    }
    Score { gold: gold.len(), system: system.len(), correct }
}

/// Pairs of agreeing words, as indices into gold and system.
fn align(gold: &[Unit], system: &[Unit]) -> Vec<(usize, usize)> {
    let mut pairs = Vec::new();
    let (mut i, mut j) = (0, 0);
    while i < gold.len() && j < system.len() {
        if gold[i].multiword || system[j].multiword {
            let (from_i, from_j, to_i, to_j) = multiword_stretch(gold, system, i, j);
            common_forms(gold, system, (from_i, to_i), (from_j, to_j), &mut pairs);
            (i, j) = (to_i, to_j);
        } else if gold[i].range == system[j].range {
            pairs.push((i, j));
            i += 1;
            j += 1;
        } else if gold[i].range.0 <= system[j].range.0 {
            i += 1;
        } else {
            j += 1;
        }
    }
    pairs
}

/// The words on both sides that multiword tokens, overlapping one another, take up from here on.
fn multiword_stretch(
    gold: &[Unit],
    system: &[Unit],
    mut i: usize,
    mut j: usize,
) -> (usize, usize, usize, usize) {
    let mut end;
    if gold[i].multiword {
        end = gold[i].range.1;
        if !system[j].multiword && system[j].range.0 < gold[i].range.0 {
            j += 1;
        }
    } else {
        end = system[j].range.1;
        if !gold[i].multiword && gold[i].range.0 < system[j].range.0 {
            i += 1;
        }
    }
    let beyond = |words: &[Unit], k: usize, end: usize| match words.get(k) {
        None => true,
        Some(w) if w.multiword => w.range.0 >= end,
        Some(w) => w.range.1 > end,
    };
    let (from_i, from_j) = (i, j);
    while !beyond(gold, i, end) || !beyond(system, j, end) {
        let take_gold = i < gold.len() && (j >= system.len() || gold[i].range.0 <= system[j].range.0);
        let taken = if take_gold { &gold[i] } else { &system[j] };
        if taken.multiword {
            end = end.max(taken.range.1);
        }
        if take_gold {
            i += 1;
        } else {
            j += 1;
        }
    }
    (from_i, from_j, i, j)
}

/// Longest common subsequence of the forms of two stretches of words.
fn common_forms(
    gold: &[Unit],
    system: &[Unit],
    (from_i, to_i): Range,
    (from_j, to_j): Range,
    pairs: &mut Vec<(usize, usize)>,
) {
    let (n, m) = (to_i - from_i, to_j - from_j);
    let mut lcs = vec![vec![0u32; m + 1]; n + 1];
    for a in (0..n).rev() {
        for b in (0..m).rev() {
            let same = gold[from_i + a].form == system[from_j + b].form;
            lcs[a][b] = if same { lcs[a + 1][b + 1] + 1 } else { 0 }.max(lcs[a + 1][b]).max(lcs[a][b + 1]);
        }
    }
    let (mut a, mut b) = (0, 0);
    while a < n && b < m {
        if gold[from_i + a].form == system[from_j + b].form {
            pairs.push((from_i + a, from_j + b));
            a += 1;
            b += 1;
        } else if lcs[a][b] == lcs[a + 1][b] {
            a += 1;
        } else {
            b += 1;
        }
    }
}

/// The features that are compared (universaldependencies.org/u/feat, as of the shared task).
const UNIVERSAL_FEATURES: [&str; 21] = [
    "PronType", "NumType", "Poss", "Reflex", "Foreign", "Abbr", "Gender", "Animacy", "Number", "Case",
    "Definite", "Degree", "VerbForm", "Mood", "Tense", "Aspect", "Voice", "Evident", "Polarity", "Person",
    "Polite",
];

fn universal(word: &Word) -> Vec<&str> {
    let name = |f: &str| f.split('=').next().unwrap_or_default().to_owned();
    let mut feats: Vec<&str> =
        word.feats.0.split('|').filter(|f| UNIVERSAL_FEATURES.contains(&name(f).as_str())).collect();
    feats.sort_unstable();
    feats
}

#[cfg(test)]
mod tests;
