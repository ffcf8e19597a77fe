//! What the recogniser looks at, as hashes: the same for training and use.

use casus_model::SmolStr;
use rustc_hash::FxHashSet;
use smol_str::ToSmolStr;

use crate::base::Base;
use crate::fold::{Folded, fold};
use crate::form::{Class, EntityKind};

use super::lists::{Lists, WordClass, has_classes};
use super::register::Register;

/// Given names of the persons in the tables, folded.
#[derive(Debug, Default)]
pub(crate) struct GivenNames(FxHashSet<String>);

impl GivenNames {
    pub(crate) fn new(base: &Base) -> Self {
        let mut names = FxHashSet::default();
        for e in base.entities_of(EntityKind::Person) {
            let mut parts = e.name.split([' ', '-']);
            if let Some(first) = parts.next().filter(|f| parts.next().is_some() && f.chars().count() > 2) {
                names.insert(fold(first));
            }
        }
        for line in include_str!("../names/given.tsv").lines().filter(|l| !l.starts_with('#')) {
            names.extend(line.split(['\t', '|']).map(fold));
        }
        Self(names)
    }
}

/// About as many features as a token has.
const USUAL: usize = 120;

/// The features of each token of a sentence.
#[derive(Clone, Debug, Default)]
pub(crate) struct Features {
    all: Vec<u32>,
    ends: Vec<u32>,
    /// What the sentence tells of, the same for each token with a capital.
    topic: Vec<u32>,
    capitals: Vec<bool>,
}

/// The feature that every token of a language has.
pub(super) fn of_language(lang: &str) -> u32 {
    let mut h = Hash::new(0);
    h.add(lang.as_bytes());
    h.done()
}

impl Features {
    /// Number of tokens.
    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    /// The features that token `i` has besides its own: the sentence's. None where it has no capital.
    pub(super) fn topic(&self, i: usize) -> &[u32] {
        if self.capitals[i] { &self.topic } else { &[] }
    }

    /// The features of token `i` by itself.
    pub(crate) fn of(&self, i: usize) -> &[u32] {
        let start = if i == 0 { 0 } else { self.ends[i - 1] as usize };
        &self.all[start..self.ends[i] as usize]
    }

    /// Looks at a sentence of a text that may be of these registers (none where there is one register alone): each
    /// feature counts for the language, and then once more for each of the registers.
    pub(crate) fn new(
        base: &Base,
        given: &GivenNames,
        lists: Lists<'_>,
        lang: &str,
        registers: impl Iterator<Item = Register> + Clone,
        tokens: &[&str],
    ) -> Self {
        let seen: Vec<Token<'_>> = tokens.iter().map(|t| Token::new(t, given)).collect();
        let known = table_hits(base, lang, tokens);
        let lower = seen.iter().filter(|t| t.shape.starts_with('x')).count();
        let shouted = lower * 4 < tokens.len();
        let mut features = Self::default();
        features.all.reserve(tokens.len() * USUAL * (1 + registers.clone().count()));
        let none = Token::default();
        let at = |i: isize| if i < 0 { &none } else { seen.get(i as usize).unwrap_or(&none) };
        let n = tokens.len() as isize;
        let named: Vec<SmolStr> = known.iter().map(ToSmolStr::to_smolstr).collect();
        let named = |i: isize| if i < 0 || i >= n { "0" } else { named[i as usize].as_str() };
        let folded: Vec<(&str, &str)> =
            tokens.iter().copied().zip(seen.iter().map(|t| t.folded.as_str())).collect();
        let listed: Vec<SmolStr> = lists.names(&folded).iter().map(ToSmolStr::to_smolstr).collect();
        let listed = |i: isize| if i < 0 || i >= n { "0" } else { listed[i as usize].as_str() };
        let classes = classes(lists, lang, &seen);
        let class = |i: isize, k: usize| {
            usize::try_from(i).ok().and_then(|i| classes.get(i)).map_or("", |c| c[k].as_str())
        };
        let own_classes = has_classes(lang);
        let look = |to: &mut Vec<u32>, name: u32, lexical: bool, parts: &[&str]| {
            let mut h = Hash::new(name);
            if lexical {
                h.add(lang.as_bytes());
            }
            for p in parts {
                h.add(p.as_bytes());
            }
            to.push(h.done());
            for register in registers.clone() {
                let mut h = Hash(h.0);
                h.add(register.name().as_bytes());
                to.push(h.done());
            }
        };
        features.capitals = seen.iter().map(|t| t.capital).collect();
        if own_classes {
            for word in seen.iter().map(|t| &t.lower).filter(|w| w.chars().nth(3).is_some()) {
                look(&mut features.topic, 180, true, &[word]);
            }
        }
        for i in 0..n {
            let (t, b, bb, a, aa) = (at(i), at(i - 1), at(i - 2), at(i + 1), at(i + 2));
            let mut add =
                |name: u32, lexical: bool, parts: &[&str]| look(&mut features.all, name, lexical, parts);
            let bound = if i == 0 { "^" } else { "" };
            add(0, true, &[]);
            add(1, true, &[&t.lower]);
            add(3, false, &[t.form]);
            add(4, false, &[&t.shape, bound]);
            add(5, true, &[&t.shape, bound]);
            for k in 1..4 {
                add(5 + k, true, &[t.start(k as usize)]);
            }
            for k in 1..5 {
                add(9 + k, true, &[t.end(k as usize)]);
                if t.capital {
                    add(14 + k, false, &[t.end(k as usize)]);
                }
            }
            add(20, true, &[&b.lower]);
            add(21, true, &[&a.lower]);
            add(22, true, &[&bb.lower]);
            add(23, true, &[&aa.lower]);
            add(24, true, &[&b.lower, &t.shape]);
            add(25, true, &[&t.shape, &a.lower]);
            add(26, true, &[&b.lower, &t.lower]);
            add(27, true, &[&t.lower, &a.lower]);
            add(28, true, &[&bb.lower, &b.lower, &t.shape]);
            add(29, true, &[&t.shape, &a.lower, &aa.lower]);
            add(30, false, &[&b.shape, &t.shape, &a.shape]);
            add(31, false, &[&bb.shape, &b.shape, &t.shape, &a.shape, &aa.shape]);
            add(32, true, &[&b.shape, &t.lower]);
            add(33, true, &[b.end(3), &t.shape]);
            add(34, true, &[a.end(3), &t.shape]);
            let (before, own, after) = (named(i - 1), named(i), named(i + 1));
            add(35, false, &[own]);
            add(36, false, &[own, &t.shape]);
            add(37, true, &[own, &t.shape]);
            add(38, false, &[before, own, after]);
            add(39, true, &[before, &t.shape]);
            add(40, true, &[after, &t.shape]);
            add(41, true, &[own, &b.lower]);
            add(42, true, &[own, &a.lower]);
            let names = |t: &Token<'_>| {
                if t.given {
                    "g"
                } else if t.capital {
                    "c"
                } else {
                    "-"
                }
            };
            add(43, false, &[names(b), names(t), names(a)]);
            add(44, false, &[names(bb), names(b), names(t), &t.shape]);
            if t.given {
                add(45, false, &[own]);
            }
            if shouted {
                add(46, true, &[&t.shape]);
            }
            for bit in 0..16 {
                if known[i as usize] >> bit & 1 == 1 {
                    add(50 + bit, false, &[names(b), names(a)]);
                    add(70 + bit, true, &[&b.lower]);
                }
            }
            // The run of capitals that the token is in, and the words around it.
            let left = (0..i).rev().find(|k| !at(*k).capital).unwrap_or(-1);
            let right = (i + 1..n).find(|k| !at(*k).capital).unwrap_or(n);
            let few = |count: isize| ["0", "1", "2", "3", "4", "5", "6"][count.min(6) as usize];
            let (length, place) = (few(right - left), few(i - left));
            add(110, true, &[&at(left).lower, &t.shape]);
            add(111, true, &[&at(right).lower, &t.shape]);
            add(112, true, &[&at(left).lower, &at(right).lower]);
            add(113, false, &[length, place, &t.shape]);
            for k in (i - 4..i).chain(i + 1..=i + 4) {
                if at(k).lower.chars().nth(3).is_some() {
                    add(if k < i { 114 } else { 115 }, true, &[&at(k).lower]);
                }
            }
            // Inside quotation marks, and how far; inside brackets.
            let quoted = (0..i).filter(|k| is_quote(at(*k).form)).count() % 2 == 1;
            add(116, false, &[if quoted { "\"" } else { "" }, &t.shape]);
            if let Some(k) = (0..=i).rev().find(|k| is_quote(at(*k).form)).filter(|_| quoted) {
                add(117, false, &[&(i - k).to_string(), &t.shape]);
            }
            let bracket = (0..i).rev().find(|k| matches!(at(*k).form, "(" | ")"));
            add(118, true, &[bracket.map_or(")", |k| at(k).form), &t.shape]);
            for k in 5..7 {
                add(115 + k, true, &[t.end(k as usize)]);
            }
            for k in 4..7 {
                add(118 + k, true, &[t.start(k as usize)]);
            }
            // What the long lists know of it and its neighbours.
            let (left, own_list, right) = (listed(i - 1), listed(i), listed(i + 1));
            add(125, false, &[own_list, &t.shape]);
            add(126, true, &[own_list, &t.shape]);
            add(127, false, &[left, own_list, right]);
            add(128, true, &[own_list, &b.lower]);
            add(129, true, &[own_list, &a.lower]);
            add(130, false, &[own_list, own]);
            add(131, false, &[left, &t.shape, names(b), names(t)]);
            add(132, false, &[right, &t.shape, names(t), names(a)]);
            if !classes.is_empty() {
                for k in 0..3 {
                    let class = |i: isize| class(i, k);
                    let from = 140 + 10 * k as u32;
                    add(from, true, &[class(i)]);
                    add(from + 1, true, &[class(i), &t.shape]);
                    add(from + 2, true, &[class(i - 1), &t.shape]);
                    add(from + 3, true, &[class(i + 1), &t.shape]);
                    add(from + 4, true, &[class(i - 2), &t.shape]);
                    add(from + 5, true, &[class(i + 2), &t.shape]);
                    add(from + 6, true, &[class(i - 1), class(i)]);
                    add(from + 7, true, &[class(i), class(i + 1)]);
                }
                if own_classes {
                    let group = class(i, 2);
                    add(170, true, &[class(i - 1, 2), group, class(i + 1, 2)]);
                    add(171, true, &[group, &b.lower]);
                    add(172, true, &[group, &a.lower]);
                    add(173, true, &[group, &b.lower, &a.lower]);
                    for k in (i - 4..i).chain(i + 1..=i + 4).filter(|k| !class(*k, 0).is_empty()) {
                        add(if k < i { 174 } else { 175 }, true, &[class(k, 0), names(t)]);
                    }
                }
            }
            features.ends.push(features.all.len() as u32);
        }
        features
    }
}

/// The broad class of each token, its class and its group, empty where it has none; nothing at all where no token has one.
fn classes(lists: Lists<'_>, lang: &str, tokens: &[Token<'_>]) -> Vec<[SmolStr; 3]> {
    let classes: Vec<Option<WordClass>> =
        tokens.iter().map(|t| lists.class(lang, &t.lower, t.capital)).collect();
    if classes.iter().all(Option::is_none) {
        return Vec::new();
    }
    let names = |c: WordClass| [c.class / 8, c.class, c.group.into()].map(|c| c.to_smolstr());
    classes.into_iter().map(|c| c.map_or_else(Default::default, names)).collect()
}

#[derive(Clone, Debug, Default)]
struct Token<'t> {
    form: &'t str,
    folded: String,
    lower: String,
    shape: String,
    capital: bool,
    given: bool,
}

impl<'t> Token<'t> {
    fn new(form: &'t str, given: &GivenNames) -> Self {
        let mut shape = String::with_capacity(form.len());
        for c in form.chars() {
            let class = if c.is_uppercase() {
                'X'
            } else if c.is_lowercase() {
                'x'
            } else if c.is_alphabetic() {
                'o'
            } else if c.is_numeric() {
                'd'
            } else {
                c
            };
            if !shape.ends_with(class) || shape.chars().rev().take_while(|d| *d == class).count() < 2 {
                shape.push(class);
            }
        }
        let mut lower = form.to_lowercase();
        if lower.contains(|c: char| c.is_ascii_digit()) {
            lower = lower.replace(|c: char| c.is_ascii_digit(), "0");
        }
        let capital = form.starts_with(char::is_uppercase);
        let folded = fold(form);
        Self { given: capital && given.0.contains(&folded), folded, form, lower, shape, capital }
    }

    /// The first letters; the word itself where it has fewer.
    fn start(&self, letters: usize) -> &str {
        let end = self.lower.char_indices().nth(letters).map_or(self.lower.len(), |(i, _)| i);
        &self.lower[..end]
    }

    /// The last letters; the word itself where it has fewer.
    fn end(&self, letters: usize) -> &str {
        let start = self.lower.char_indices().rev().nth(letters.saturating_sub(1)).map_or(0, |(i, _)| i);
        &self.lower[start..]
    }
}

fn is_quote(form: &str) -> bool {
    matches!(form, "\"" | "«" | "»" | "“" | "”" | "„" | "''" | "``")
}

/// For each token, bits for the sorts of entries of the tables that cover it, begun or continued.
fn table_hits(base: &Base, lang: &str, tokens: &[&str]) -> Vec<u32> {
    let mut text = String::new();
    let mut starts = Vec::with_capacity(tokens.len());
    let mut ends = Vec::with_capacity(tokens.len());
    for t in tokens {
        starts.push(text.len());
        text.push_str(t);
        ends.push(text.len());
        // "l'", "dell'" are written together with what follows.
        if !t.ends_with(['\'', '’']) || t.chars().count() == 1 {
            text.push(' ');
        }
    }
    let folded = Folded::new(&text);
    let mut bits = vec![0u32; tokens.len()];
    for (i, t) in tokens.iter().enumerate() {
        if !t.starts_with(|c: char| c.is_alphanumeric()) {
            continue;
        }
        let capital = t.starts_with(char::is_uppercase);
        for m in base.matches(&folded, folded.at(starts[i])) {
            let end = folded.original(m.end);
            let Some(last) = (i..tokens.len()).find(|k| ends[*k] >= end).filter(|k| ends[*k] == end) else {
                continue;
            };
            if m.name.lang != lang && m.name.lang != "mul" && last == i && m.name.text.chars().count() < 4 {
                continue;
            }
            let e = base.entity(m.name.entity);
            let word = matches!(m.name.class, Class::Demonym | Class::Adjective | Class::Noun);
            if !word && !capital && m.name.text.starts_with(char::is_uppercase) || word && m.name.lang != lang
            {
                continue;
            }
            let bit =
                match (e.kind, m.name.class) {
                    (_, Class::Demonym | Class::Adjective) => 0,
                    (EntityKind::State, _) => 1,
                    (EntityKind::Person, Class::Surname) => 2,
                    (EntityKind::Person, _) => 3,
                    (EntityKind::Place, _) => {
                        if base.location(e.index).is_some_and(|l| l.population > 200_000) { 4 } else { 5 }
                    }
                    (EntityKind::Region, _) => 6,
                    (EntityKind::Title, _) => 7,
                    (EntityKind::Role, _) => 8,
                    (EntityKind::Group, _) => 9,
                    _ => 10,
                };
            for (k, b) in bits.iter_mut().enumerate().take(last + 1).skip(i) {
                *b |= 1 << bit;
                if k > i {
                    *b |= 1 << 11;
                }
            }
            if last > i {
                bits[i] |= 1 << 12;
            }
        }
    }
    bits
}

/// FNV-1a, ended by a mixing step.
struct Hash(u32);

impl Hash {
    fn new(name: u32) -> Self {
        Self(0x811c_9dc5 ^ name.wrapping_mul(0x85eb_ca6b))
    }

    fn add(&mut self, bytes: &[u8]) {
        // not one chain of both: this is the innermost loop
        for bytes in [bytes, &[0xff]] {
            self.0 = bytes.iter().fold(self.0, |h, b| (h ^ u32::from(*b)).wrapping_mul(0x0100_0193));
        }
    }

    fn done(&self) -> u32 {
        let h = self.0 ^ self.0 >> 16;
        let h = h.wrapping_mul(0x7feb_352d);
        h ^ h >> 15
    }
}
