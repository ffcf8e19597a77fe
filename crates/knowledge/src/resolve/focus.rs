//! The countries a text is about, as a whole and at each of its sentences.

use std::collections::BTreeMap;

use casus_model::SmolStr;

use super::hits::Hit;
use super::{Cue, Draft, Reader, link};
use crate::form::{Class, EntityKind, Matching};

/// How strongly each country is in mind.
#[derive(Debug, Default)]
pub(crate) struct Focus {
    /// Share of each country among all that the text names.
    whole: BTreeMap<SmolStr, f32>,
    /// Weight of each country now; fades from sentence to sentence.
    now: BTreeMap<SmolStr, f32>,
    /// The first and the last sentence that names a country.
    named: BTreeMap<SmolStr, (usize, usize)>,
    /// The country named last, sentence by sentence.
    pub(crate) last_named: Vec<(usize, usize, SmolStr)>,
}

const FADE: f32 = 0.7;

impl Focus {
    /// Counts the countries that are named beyond doubt.
    pub(super) fn new(reader: &Reader<'_>, hits: &[Vec<Hit<'_>>]) -> Self {
        let mut whole: BTreeMap<SmolStr, f32> = BTreeMap::new();
        let mut named: BTreeMap<SmolStr, (usize, usize)> = BTreeMap::new();
        for (s, hit) in hits.iter().enumerate().flat_map(|(s, hits)| hits.iter().map(move |h| (s, h))) {
            if is_seat(reader, s, hit) {
                continue;
            }
            let state = hit.names.iter().find(|(m, e)| {
                e.kind == EntityKind::State && (m.name.class != Class::Metonym || hit.names.len() <= 4)
            });
            let person = hit
                .names
                .iter()
                .find(|(m, e)| e.kind == EntityKind::Person && m.name.class != Class::Surname);
            let (country, weight) = match (state, person) {
                (Some((_, e)), _) => (e.country, 1.0),
                (None, Some((_, e))) => (e.country, 0.7),
                (None, None) => {
                    let surname = hit.names.iter().find(|(m, e)| {
                        m.name.class == Class::Surname
                            && reader.day.is_some_and(|d| {
                                reader
                                    .base
                                    .terms_of(e.index)
                                    .any(|t| t.includes(d) && link::is_head(reader, t.office))
                            })
                    });
                    let country = surname.and_then(|(_, e)| e.country);
                    (country.or_else(|| country_of_place(reader, hit)), 0.3)
                }
            };
            if let Some(country) = country.filter(|c| !crate::compile::NON_STATES.contains(c)) {
                *whole.entry(country.into()).or_default() += weight;
                named.entry(country.into()).or_insert((s, s)).1 = s;
            }
        }
        let sum: f32 = whole.values().sum();
        for weight in whole.values_mut() {
            *weight /= sum.max(1.0);
        }
        Self { whole, now: BTreeMap::new(), named, last_named: Vec::new() }
    }

    /// How much the text as a whole is about a country, from 0 to 1.
    pub(crate) fn share(&self, country: &str) -> f32 {
        self.whole.get(country).copied().unwrap_or(0.0)
    }

    /// Whether an earlier sentence named the country.
    pub(crate) fn is_in_mind(&self, country: &str) -> bool {
        self.now.contains_key(country)
    }

    /// The country in focus here, before sentence `s` is read: what was named lately, then what the text is about.
    pub(crate) fn country(&self) -> Option<SmolStr> {
        let score = |c: &SmolStr| self.now.get(c).copied().unwrap_or(0.0) + 2.0 * self.share(c);
        let mut all: Vec<&SmolStr> = self.whole.keys().chain(self.now.keys()).collect();
        all.sort();
        all.dedup();
        all.into_iter().max_by(|a, b| score(a).total_cmp(&score(b)).then(b.cmp(a))).cloned()
    }

    /// Whether a country is named in another sentence than `s`.
    pub(crate) fn is_named_beyond(&self, country: &str, s: usize) -> bool {
        self.named.get(country).is_some_and(|(first, last)| *first != s || *last != s)
    }

    /// The country named last before word `w` of sentence `s`.
    pub(crate) fn last_before(&self, s: usize, w: usize) -> Option<(usize, &SmolStr)> {
        self.last_named.iter().rev().find(|(n, at, _)| *n < s || *n == s && *at < w).map(|(n, _, c)| (*n, c))
    }

    /// Takes in what a sentence named.
    pub(super) fn advance(&mut self, s: usize, drafts: &[Draft]) {
        for weight in self.now.values_mut() {
            *weight *= FADE;
        }
        for d in drafts {
            let weight = match d.kind {
                "state" | "metonym" => 1.0,
                "demonym" | "office" | "government" | "person" => 0.6,
                "place" | "region" => 0.4,
                _ => continue,
            };
            if let Some(country) = &d.country {
                *self.now.entry(country.clone()).or_default() += weight;
            }
        }
        self.see(s, drafts);
    }

    /// Remembers the countries that a sentence names as states.
    pub(crate) fn see(&mut self, s: usize, drafts: &[Draft]) {
        for d in drafts.iter().filter(|d| matches!(d.kind, "state" | "metonym")) {
            if let Some(country) = &d.country
                && !self.last_named.iter().any(|(n, w, _)| *n == s && *w == d.first)
            {
                self.last_named.push((s, d.first, country.clone()));
            }
        }
        self.last_named.sort();
    }
}

/// "UK-based", "con sede a Parigi": where an organisation sits is not what the text is about.
fn is_seat(reader: &Reader<'_>, s: usize, hit: &Hit<'_>) -> bool {
    let sentence = reader.sentence(s);
    let head = reader.head_of(s, hit.first, hit.last);
    sentence.head(head).is_some_and(|h| reader.cues.is(Cue::Seat, &sentence.words[h].lemma))
        || sentence.words.get(hit.last + 1..(hit.last + 3).min(sentence.words.len())).is_some_and(|after| {
            after.len() == 2 && after[0].form == "-" && reader.cues.is(Cue::Seat, &after[1].form)
        })
}

/// The country of a name that only places of one country bear, a region or a large town among them.
fn country_of_place<'b>(reader: &Reader<'_>, hit: &Hit<'b>) -> Option<&'b str> {
    let place = |k: EntityKind| matches!(k, EntityKind::Place | EntityKind::Region);
    let (_, first) = hit.names.first()?;
    let same = hit
        .names
        .iter()
        .all(|(m, e)| place(e.kind) && e.country == first.country && m.name.matching != Matching::Context);
    let large = hit.names.iter().any(|(_, e)| {
        e.kind == EntityKind::Region || reader.base.location(e.index).is_some_and(|l| l.population >= 100_000)
    });
    first.country.filter(|_| same && large)
}
