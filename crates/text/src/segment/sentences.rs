//! Sentences: after which tokens of a paragraph one ends.
//!
//! Only places where the writing gives a sign are asked: after a final mark, a colon, and after what closes a
//! quotation or a bracket. A bar between fields ends one always. A capital letter is no sign, for names are full of
//! them; headlines without a final mark stand on lines of their own. A dateline (`ROMA, 6 gen (Reuters) -`, `Niamey, le 4 août 2023 -`) is a sentence of its
//! own. Arabic follows the rules alone: its treebank keeps paragraphs of several sentences together.

use crate::segment::atoms::Class;
use crate::segment::perceptron::{Features, Scorer, Trainer, says, shuffled};
use crate::segment::rules;
use crate::segment::tokens::Piece;

/// A dateline ends within so many tokens.
const LONGEST_DATELINE: usize = 16;

/// Whether the treebank, or else the rule, is asked if a sentence ends after token `i`.
fn is_open(tokens: &[Piece], i: usize) -> bool {
    let last = tokens[i].last;
    i + 1 < tokens.len() && (last.is_final() || last.closes() || last == Class::Colon)
}

/// What was read of the sentence so far.
#[derive(Clone, Copy, Default)]
struct State {
    tokens: u32,
    brackets: i32,
    quotes: i32,
    /// Whether an undirected quotation mark is open.
    quoted: bool,
}

impl State {
    fn read(&mut self, token: &Piece) {
        self.tokens += 1;
        match token.first {
            Class::Open => self.brackets += 1,
            Class::Close => self.brackets -= 1,
            Class::QuoteOpen => self.quotes += 1,
            Class::QuoteClose => self.quotes -= 1,
            Class::Quote => self.quoted = !self.quoted,
            _ => {}
        }
    }

    fn depth(&self) -> u64 {
        u64::from(self.brackets > 0) | u64::from(self.quotes > 0) << 1 | u64::from(self.quoted) << 2
    }
}

fn features(text: &str, lang: &str, tokens: &[Piece], i: usize, state: &State, out: &mut Features) {
    out.clear();
    let at = |k: usize| tokens.get(k);
    let before = |n: usize| i.checked_sub(n).and_then(at);
    let hash = |t: Option<&Piece>| t.map_or(99, |t| t.hash);
    let kind = |t: Option<&Piece>| {
        t.map_or(99, |t| t.first as u64 | (t.last as u64) << 8 | u64::from(t.spaced) << 16)
    };
    let (p, t, n, n2) = (before(1), at(i), at(i + 1), at(i + 2));
    let token = &tokens[i];
    let rule = u64::from(rules::ends(text, lang, tokens, i));
    let length = u64::from(token.atoms.min(5)) | u64::from(token.span.len().min(7) as u32) << 4;
    let depth = state.depth();
    let so_far = u64::from(state.tokens.min(4)) + u64::from(state.tokens > 12) + u64::from(state.tokens > 35);
    out.add(100, &[rule]);
    out.add(101, &[rule, kind(t), kind(n)]);
    out.add(102, &[hash(t), kind(n)]);
    out.add(103, &[kind(t), hash(n)]);
    out.add(104, &[hash(t), hash(n)]);
    out.add(105, &[hash(p), hash(t), kind(n)]);
    out.add(106, &[kind(p), hash(t), kind(n), kind(n2)]);
    out.add(107, &[hash(t), kind(n), hash(n2)]);
    out.add(108, &[kind(t), kind(n), kind(n2), depth]);
    out.add(109, &[hash(t), kind(n), depth]);
    out.add(110, &[hash(t), kind(n), so_far]);
    out.add(111, &[length, kind(t), kind(n)]);
    out.add(112, &[length, kind(p), kind(t), hash(n)]);
    out.add(113, &[hash(t), hash(n), hash(n2)]);
    out.add(114, &[kind(before(2)), kind(p), kind(t), kind(n)]);
    out.add(115, &[kind(p), kind(t), rule, so_far, depth]);
    out.add(116, &[hash(t), rule]);
}

/// The tokens of a paragraph after which a sentence ends, the last one included.
pub(crate) fn ends(text: &str, lang: &str, tokens: &[Piece], scorer: &Scorer) -> Vec<usize> {
    let mut here = Features::default();
    let dateline = dateline(text, tokens);
    walk(tokens, |i, state| {
        if dateline.is_some_and(|d| i <= d) {
            return dateline == Some(i);
        }
        if is_bar(text, tokens, i) {
            return true;
        }
        if !is_open(tokens, i) || rules::goes_on(text, lang, tokens, i) {
            return false;
        }
        let glued = !tokens[i + 1].spaced;
        if glued && !tokens[i].last.is_final() && !tokens[i].last.closes() {
            return false;
        }
        let unseen = glued && tokens[i + 1].first.is_capitalised();
        if scorer.is_empty() || unseen || rules::keeps_paragraphs(lang) {
            return rules::ends(text, lang, tokens, i);
        }
        features(text, lang, tokens, i, state, &mut here);
        scorer.score(&here) > 0
    })
}

fn walk(tokens: &[Piece], mut decide: impl FnMut(usize, &State) -> bool) -> Vec<usize> {
    let mut out = Vec::new();
    let mut state = State::default();
    for (i, token) in tokens.iter().enumerate() {
        state.read(token);
        if i + 1 == tokens.len() || decide(i, &state) {
            out.push(i);
            state = State::default();
        }
    }
    out
}

/// Whether token `i` is a bar that stands between fields or headings (`Reuters | Ukraine`, `20221004_17 | Soldiers …`).
fn is_bar(text: &str, tokens: &[Piece], i: usize) -> bool {
    let apart = |k: usize| tokens.get(k).is_none_or(|t| t.spaced);
    matches!(tokens[i].span.of(text), "|" | "¦" | "│" | "｜") && (i == 0 || apart(i)) && apart(i + 1)
}

/// The last token of a dateline at the beginning of a paragraph: a place in upper case or an agency in brackets
/// before a dash; or `date 2022-01-06` before text that was glued to it.
fn dateline(text: &str, tokens: &[Piece]) -> Option<usize> {
    let surface = |i: usize| tokens[i].span.of(text);
    let head = tokens.len().min(LONGEST_DATELINE);
    if head >= 3 && is_day(surface(1)) && LABELS.contains(&surface(0).to_lowercase().as_str()) {
        return Some(1);
    }
    let dash = (1..head).find(|i| tokens[*i].first == Class::Dash && tokens[*i].spaced)?;
    if !tokens.get(dash + 1)?.spaced {
        return None;
    }
    let agency = tokens[dash - 1].last == Class::Close
        && tokens[..dash].iter().any(|t| t.first == Class::Open)
        && tokens[0].first.is_capitalised();
    // "THE HAGUE, Netherlands --": a short first word counts with the one after it
    let long = tokens[0].span.len() >= 4 || tokens[1].first == Class::Upper && tokens[1].span.len() >= 4;
    let place = tokens[0].first == Class::Upper && long && dash <= 8;
    let other_case = tokens[dash + 1..].iter().take(6).any(|t| t.first == Class::Lower);
    // "Niamey, le 4 août 2023 - Les militaires …"
    let year = |t: &Piece| t.span.len() == 4 && t.span.of(text).bytes().all(|b| b.is_ascii_digit());
    let comma = tokens[..dash].iter().take(4).any(|t| t.span.of(text) == ",");
    let dated =
        tokens[0].first.is_capitalised() && comma && tokens[dash.saturating_sub(2)..dash].iter().any(year);
    let told = tokens[dash + 1].first.is_capitalised()
        || matches!(tokens[dash + 1].first, Class::QuoteOpen | Class::Quote);
    ((agency || place || dated && told) && other_case).then_some(dash)
}

const LABELS: [&str; 7] = ["date", "data", "fecha", "datum", "дата", "tarih", "date:"];

/// Whether a token is a day in figures: `2022-01-06`, `06/01/2022`.
fn is_day(token: &str) -> bool {
    let digits = token.bytes().filter(u8::is_ascii_digit).count();
    (6..=8).contains(&digits)
        && token.len() == digits + 2
        && token.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'-' | b'/' | b'.'))
}

/// Learns from paragraphs in which it is known after which bytes a sentence ends. Posts of social networks end their
/// sentences as they please; nothing is learned from them.
pub(crate) fn train(
    text: &str,
    lang: &str,
    paragraphs: &[(Vec<Piece>, Vec<u32>)],
    bits: u32,
    epochs: u64,
    seed: u64,
) -> Scorer {
    let mut trainer = Trainer::new(bits);
    trainer.believe(&says(100, true), &says(100, false));
    let posts: Vec<Vec<bool>> = paragraphs.iter().map(|(tokens, ends)| posts(text, tokens, ends)).collect();
    let mut here = Features::default();
    for epoch in 0..epochs {
        for p in shuffled(paragraphs.len(), seed ^ epoch) {
            let (tokens, ends) = &paragraphs[p as usize];
            let mut next = 0;
            walk(tokens, |i, state| {
                let end = tokens[i].span.end;
                while ends.get(next).is_some_and(|e| *e < end) {
                    next += 1;
                }
                let yes = ends.get(next) == Some(&end);
                if is_open(tokens, i) && !posts[p as usize][next.min(ends.len() - 1)] {
                    features(text, lang, tokens, i, state, &mut here);
                    trainer.learn(&here, yes);
                }
                yes
            });
        }
    }
    trainer.finish()
}

/// Which of the sentences that end at `ends` look like posts: they name a user or a topic, or hold an address.
fn posts(text: &str, tokens: &[Piece], ends: &[u32]) -> Vec<bool> {
    let mut out = vec![false; ends.len()];
    for token in tokens {
        let surface = token.span.of(text);
        let post = surface.len() > 1 && surface.starts_with(['@', '#']) || rules::address(surface).is_some();
        if post && let Some(flag) = out.get_mut(ends.partition_point(|e| *e < token.span.end)) {
            *flag = true;
        }
    }
    out
}
