//! Finds the longest pattern of the lexicon at a place of the text.

use casus_model::SmolStr;
use smol_str::format_smolstr;

use super::lexicon::{Action, Class, Form, Lexicon, What};
use super::meaning::Slots;
use super::scan::{self, Piece};

/// A pattern that fits.
#[derive(Clone, Debug)]
pub(super) struct Match {
    pub(super) action: Action,
    pub(super) slots: Slots,
    /// First piece of the expression, without context.
    pub(super) first: usize,
    /// One past its last piece, without context.
    pub(super) last: usize,
}

/// The pieces of a text, seen through one lexicon.
pub(super) struct Scanned<'l> {
    pub(super) lexicon: &'l Lexicon,
    pub(super) pieces: Vec<Piece>,
}

impl<'l> Scanned<'l> {
    /// Cuts the text and looks every piece up.
    pub(super) fn new(lexicon: &'l Lexicon, text: &str) -> Self {
        Self { lexicon, pieces: scan::pieces(text, |word| lexicon.word(word)) }
    }

    /// The forms of the lexicon that stand at piece `at`, with their lengths in pieces.
    pub(super) fn forms(&self, at: usize) -> impl Iterator<Item = (&'l Form, usize)> + '_ {
        let lexicon = self.lexicon;
        let piece = &self.pieces[at];
        let forms: &'l [Form] =
            if piece.word == Piece::UNKNOWN { &[] } else { &lexicon.forms[piece.word as usize] };
        forms
            .iter()
            .filter(move |form| {
                (piece.capital || !form.capital)
                    && form.rest.iter().enumerate().all(|(i, word)| {
                        self.pieces.get(at + 1 + i).is_some_and(|p| p.word == *word && !p.breaks)
                    })
            })
            .map(|form| (form, 1 + form.rest.len()))
    }

    /// The longest form of the class at piece `at`, with its value and length.
    pub(super) fn class_at(&self, at: usize, class: Class) -> Option<(&'l str, usize)> {
        if at >= self.pieces.len() {
            return None;
        }
        let fits = self.forms(at).filter(|(f, _)| f.class == class);
        fits.map(|(f, n)| (f.value.as_str(), n)).max_by_key(|(_, n)| *n)
    }

    /// Whether a form of the class ends right before piece `at`; gives its value and first piece.
    pub(super) fn class_before(&self, at: usize, class: Class) -> Option<(&'l str, usize)> {
        (1..=4.min(at)).find_map(|back| {
            let from = at - back;
            if self.pieces[from + 1..=at.min(self.pieces.len() - 1)].iter().any(|p| p.breaks) {
                return None;
            }
            let found = self.forms(from).find(|(f, n)| f.class == class && *n == back)?;
            Some((found.0.value.as_str(), from))
        })
    }

    fn could_start(&self, at: usize) -> bool {
        let piece = &self.pieces[at];
        piece.number.is_some() || (piece.word != Piece::UNKNOWN && self.lexicon.starts[piece.word as usize])
    }

    /// The longest pattern at piece `at`, or one that starts inside it, is as long and reaches further ("в прошлом"
    /// gives way to "прошлом году").
    pub(super) fn longest(&self, at: usize) -> Option<Match> {
        if !self.could_start(at) {
            return None;
        }
        let mut best = None;
        self.walk(0, at, at, None, 0, &mut Vec::new(), &mut best);
        let mut best: Match = best?.1;
        let mut inner = at + 1;
        while inner < best.last {
            if self.could_start(inner) {
                let mut other = None;
                self.walk(0, inner, inner, None, 0, &mut Vec::new(), &mut other);
                if let Some((_, other)) = other
                    && other.last > best.last
                    && other.last - other.first >= best.last - best.first
                {
                    best = other;
                }
            }
            inner += 1;
        }
        Some(best)
    }

    #[allow(clippy::too_many_arguments, reason = "the state of a walk through the patterns' tree")]
    fn walk(
        &self,
        node: usize,
        start: usize,
        at: usize,
        first: Option<usize>,
        last: usize,
        slots: &mut Slots,
        best: &mut Option<((usize, usize), Match)>,
    ) {
        let node = &self.lexicon.nodes[node];
        if let (Some(rule), Some(first)) = (node.ends, first) {
            // Longest expression first, then most context.
            let rank = (last - first, at - start);
            if best.as_ref().is_none_or(|(r, _)| *r < rank) {
                let rule = &self.lexicon.rules[rule];
                let slots = rule.fixed.iter().chain(slots.iter()).cloned().collect();
                *best = Some((rank, Match { action: rule.action, slots, first, last }));
            }
        }
        let Some(piece) = self.pieces.get(at) else { return };
        if at > start && piece.breaks {
            return;
        }
        for (element, next) in &node.next {
            if element.glued && !piece.glued {
                continue;
            }
            match element.what {
                What::Word(word) => {
                    if piece.word == word {
                        let (first, last) =
                            if element.outside { (first, last) } else { (first.or(Some(at)), at + 1) };
                        self.walk(*next, start, at + 1, first, last, slots, best);
                    }
                }
                What::Class(class) => {
                    for (value, len) in self.values(class, at) {
                        let end = at + len;
                        let (first, last) =
                            if element.outside { (first, last) } else { (first.or(Some(at)), end) };
                        slots.push((class, value));
                        self.walk(*next, start, end, first, last, slots, best);
                        slots.pop();
                    }
                }
            }
        }
    }

    /// What a class can be at piece `at`: its values and their lengths in pieces.
    fn values(&self, class: Class, at: usize) -> Vec<(SmolStr, usize)> {
        let piece = &self.pieces[at];
        match (class, piece.number) {
            (Class::Year, Some(n)) => {
                let fits = piece.digits == 4 && (1000..2200).contains(&n) && !self.is_part_of_number(at);
                let money = at > 0 && self.class_before(at, Class::NotYear).is_some();
                if fits && !money { vec![(format_smolstr!("{n}"), 1)] } else { Vec::new() }
            }
            (Class::Year, None) => self.worded_year(at).into_iter().collect(),
            (Class::Yy, Some(n)) if piece.digits == 2 => vec![(format_smolstr!("{n}"), 1)],
            (Class::Mm, Some(n)) if piece.digits <= 2 && (1..=12).contains(&n) => {
                vec![(format_smolstr!("{n}"), 1)]
            }
            (Class::Hour, Some(n)) if piece.digits <= 2 && n <= 24 => vec![(format_smolstr!("{n}"), 1)],
            (Class::Minute, Some(n)) if piece.digits == 2 && n < 60 => vec![(format_smolstr!("{n:02}"), 1)],
            (Class::Day, Some(n)) if piece.digits <= 2 && (1..=31).contains(&n) => {
                if at > 0 && piece.glued && self.is_decimal_mark(at - 1) && self.pieces[at - 1].glued {
                    return Vec::new();
                }
                let plain = (format_smolstr!("{n}"), 1);
                match self.class_at(at + 1, Class::Suffix) {
                    Some((_, len)) if self.pieces[at + 1].glued => {
                        vec![(format_smolstr!("{n}"), 1 + len), plain]
                    }
                    _ => vec![plain],
                }
            }
            (Class::Day, None) => self
                .forms(at)
                .filter(|(f, _)| f.class == Class::Ord && f.value.parse::<u8>().is_ok_and(|n| n <= 31))
                .map(|(f, len)| (f.value.clone(), len))
                .collect(),
            (Class::Ord, Some(n)) => match self.class_at(at + 1, Class::Suffix) {
                Some((_, len)) if self.pieces[at + 1].glued => vec![(format_smolstr!("{n}"), 1 + len)],
                _ => Vec::new(),
            },
            (Class::Num, Some(_)) => self.digits(at).into_iter().collect(),
            (Class::Num, None) => self.worded(at).into_iter().collect(),
            (Class::Month, None) => {
                let is_number =
                    |i: Option<usize>| i.and_then(|i| self.pieces.get(i)).is_some_and(|p| p.number.is_some());
                self.forms(at)
                    .filter(|(f, len)| {
                        let beside = || is_number(at.checked_sub(1)) || is_number(Some(at + len));
                        f.class == Class::Month || (f.class == Class::Mon && beside())
                    })
                    .map(|(f, len)| (f.value.clone(), len))
                    .collect()
            }
            (_, Some(_)) => Vec::new(),
            (class, None) => self
                .forms(at)
                .filter(|(f, _)| f.class == class)
                .map(|(f, len)| (f.value.clone(), len))
                .collect(),
        }
    }

    fn is_decimal_mark(&self, at: usize) -> bool {
        self.pieces[at].span.len() == 1
            && self.pieces[at].number.is_none()
            && [".", ","].iter().any(|m| self.lexicon.word(m) == Some(self.pieces[at].word))
    }

    /// Whether the digits at `at` go on in a longer number: `2022,5`, `1.2022`.
    fn is_part_of_number(&self, at: usize) -> bool {
        let mark_then_digits = |mark: usize, digits: usize| {
            self.pieces.get(digits).is_some_and(|d| d.number.is_some() && d.glued)
                && self.pieces.get(mark).is_some_and(|m| m.glued && self.is_decimal_mark(mark))
        };
        mark_then_digits(at + 1, at + 2)
            || (at >= 2
                && self.pieces[at].glued
                && self.pieces[at - 1].glued
                && self.is_decimal_mark(at - 1)
                && self.pieces[at - 2].number.is_some()
                && self.pieces[at].digits == 3)
    }

    /// A number in digits: `3`, `1,000`, `2.5`.
    fn digits(&self, at: usize) -> Option<(SmolStr, usize)> {
        let mut value = u64::from(self.pieces[at].number?);
        let mut next = at + 1;
        while next + 1 < self.pieces.len()
            && self.is_decimal_mark(next)
            && self.pieces[next].glued
            && self.pieces[next + 1].glued
            && let Some(more) = self.pieces[next + 1].number
        {
            if self.pieces[next + 1].digits != 3 {
                return Some((format_smolstr!("{value}.{more}"), next + 2 - at));
            }
            value = value.saturating_mul(1000).saturating_add(u64::from(more));
            next += 2;
        }
        Some((format_smolstr!("{value}"), next - at))
    }

    /// A number in words: `three`, `twenty-four`, `two hundred`; `X` for "several".
    fn worded(&self, at: usize) -> Option<(SmolStr, usize)> {
        let (value, mut len) = self.class_at(at, Class::Num)?;
        let Ok(mut total) = value.parse::<i64>() else { return Some((value.into(), len)) };
        let hyphen = self.lexicon.word("-");
        loop {
            let mut next = at + len;
            if self.pieces.get(next).is_some_and(|p| Some(p.word) == hyphen && p.glued) {
                next += 1;
            }
            let Some((value, more)) = self.class_at(next, Class::Num) else { break };
            let Ok(value) = value.parse::<i64>() else { break };
            total = match value {
                100 if total < 100 => total * 100,
                1000 if total < 1000 => total * 1000,
                1..=9 if (20..100).contains(&total) && total % 10 == 0 => total + value,
                1..=99 if total >= 100 && total % 100 == 0 => total + value,
                _ => break,
            };
            len = next + more - at;
        }
        Some((format_smolstr!("{total}"), len))
    }

    /// A year in words: `nineteen ninety-six`, `two thousand`.
    fn worded_year(&self, at: usize) -> Option<(SmolStr, usize)> {
        let (first, len) = self.worded(at)?;
        let first: i64 = first.parse().ok()?;
        if (1900..2100).contains(&first) {
            return Some((format_smolstr!("{first}"), len));
        }
        if !(18..=20).contains(&first) || at + len >= self.pieces.len() {
            return None;
        }
        let (second, more) = self.worded(at + len)?;
        let second: i64 = second.parse().ok()?;
        (10..100).contains(&second).then(|| (format_smolstr!("{}", first * 100 + second), len + more))
    }
}
