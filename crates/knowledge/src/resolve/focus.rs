//! The countries a text is about, as a whole and at each of its sentences.

use std::collections::BTreeMap;

use casus_model::SmolStr;

use super::hits::{Hit, is_demonym};
use super::{Cue, Draft, Reader, link};
use crate::base::{Entity, Match};
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
    /// Counts the countries that are named beyond doubt, then those of the places that could be theirs.
    pub(super) fn new(reader: &Reader<'_>, hits: &[Vec<Hit<'_>>]) -> Self {
        let mut focus = Self::default();
        let mut open = Vec::new();
        for (s, hit) in hits.iter().enumerate().flat_map(|(s, hits)| hits.iter().map(move |h| (s, h))) {
            if is_seat(reader, s, hit) {
                continue;
            }
            let lead = if is_lead(reader, s, hit) { 1.0 } else { 0.0 };
            if let Some((country, weight)) = country_of(reader, hit) {
                focus.count(s, country, weight + lead);
                continue;
            }
            let countries = countries_of_place(reader, hit);
            match countries[..] {
                [] => {}
                [(only, rank)] if rank >= LARGE => focus.count(s, only, 0.3 + lead),
                _ => open.push((s, hit.span.of(reader.text), countries)),
            }
        }
        let places = Places::new(&open);
        let sure = focus.whole.clone();
        for (s, _, countries) in &open {
            if let Some((country, weight)) = places.country(reader, countries, &sure) {
                focus.count(*s, country, weight);
            }
        }
        let sum: f32 = focus.whole.values().sum();
        for weight in focus.whole.values_mut() {
            *weight /= sum.max(1.0);
        }
        focus
    }

    fn count(&mut self, s: usize, country: &str, weight: f32) {
        if !crate::compile::NON_STATES.contains(&country) {
            *self.whole.entry(country.into()).or_default() += weight;
            let (first, last) = self.named.entry(country.into()).or_insert((s, s));
            (*first, *last) = ((*first).min(s), (*last).max(s));
        }
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

/// "Niger : la junte …", "NIAMEY, 26 août - …": what leads a headline or stands as dateline before the news.
fn is_lead(reader: &Reader<'_>, s: usize, hit: &Hit<'_>) -> bool {
    let words = &reader.sentence(s).words;
    let next = words.get(hit.last + 1).map(|w| w.form.as_str());
    let capitals = || hit.span.of(reader.text).chars().filter(|c| c.is_alphabetic()).all(char::is_uppercase);
    hit.first == 0
        && match next {
            Some(":") => s == 0,
            Some("," | "(" | "-" | "–" | "—" | "--") => s < 4 && capitals(),
            _ => false,
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

/// The country that a name tells beyond doubt, with its weight: a state, a person, a body that only one country has.
fn country_of<'b>(reader: &Reader<'_>, hit: &Hit<'b>) -> Option<(&'b str, f32)> {
    let doubtful = |m: &Match<'_>| is_demonym(m) && m.name.matching == Matching::Context;
    let state = hit.names.iter().find(|(m, e)| {
        e.kind == EntityKind::State
            && !doubtful(m)
            && (m.name.class != Class::Metonym || hit.names.len() <= 4)
    });
    if let Some((_, e)) = state {
        return e.country.map(|c| (c, 1.0));
    }
    let person =
        hit.names.iter().find(|(m, e)| e.kind == EntityKind::Person && m.name.class != Class::Surname);
    if let Some((_, e)) = person {
        return e.country.map(|c| (c, 0.7));
    }
    let leads = |e: &Entity<'_>| {
        reader.day.is_some_and(|d| {
            reader.base.terms_of(e.index).any(|t| t.includes(d) && link::is_head(reader, t.office))
        })
    };
    let surname = hit.names.iter().find(|(m, e)| m.name.class == Class::Surname && leads(e));
    let country = surname.and_then(|(_, e)| e.country).or_else(|| country_of_body(hit));
    country.map(|c| (c, 0.3))
}

/// The country of a body that only one country has: a party, an armed group, a ministry, a company.
fn country_of_body<'b>(hit: &Hit<'b>) -> Option<&'b str> {
    let (_, first) = hit.names.first()?;
    let body = |k: EntityKind| {
        matches!(k, EntityKind::ArmedGroup | EntityKind::Government | EntityKind::Organization)
    };
    let same = hit
        .names
        .iter()
        .all(|(m, e)| body(e.kind) && e.country == first.country && m.name.matching != Matching::Context);
    first.country.filter(|_| same)
}

/// How many of the place names of a text each country could have: towns are named beside others of their country.
#[derive(Default)]
struct Places<'b> {
    votes: BTreeMap<&'b str, f32>,
}

/// The countries of a place name, as [`countries_of_place`] gives them.
type Countries<'b> = Vec<(&'b str, f32)>;

impl<'b> Places<'b> {
    /// Counts each name of places whose country is open once.
    fn new(open: &[(usize, &str, Countries<'b>)]) -> Self {
        let mut seen = std::collections::BTreeSet::new();
        let mut votes: BTreeMap<&str, f32> = BTreeMap::new();
        for (_, name, countries) in open {
            if seen.insert(name.to_lowercase()) {
                for (country, rank) in countries {
                    *votes.entry(country).or_default() += rank / countries.len() as f32;
                }
            }
        }
        Self { votes }
    }

    /// The country of a place name that several have, with its weight: the one that the text is `sure` to name most;
    /// where it names none, the one that could have most of the other places, of the text's own language first.
    fn country(
        &self,
        reader: &Reader<'_>,
        countries: &Countries<'b>,
        sure: &BTreeMap<SmolStr, f32>,
    ) -> Option<(&'b str, f32)> {
        let home = |c: &str| if reader.cues.is(Cue::Home, c) { 0.25 } else { 0.0 };
        let score = |c: &str, rank: f32| {
            if sure.is_empty() {
                self.votes[c] - rank / countries.len() as f32 + home(c)
            } else {
                sure.get(c).copied().unwrap_or(0.0)
            }
        };
        let mut ranked: Vec<(f32, &str, f32)> =
            countries.iter().map(|(c, rank)| (score(c, *rank), *c, *rank)).collect();
        ranked.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
        let (best, country, rank) = *ranked.first()?;
        let next = ranked.get(1).map_or(0.0, |(next, _, _)| *next);
        (best > next + 0.05).then_some((country, if rank >= LARGE { 0.3 } else { 0.1 }))
    }
}

/// The rank of a town of 100,000 people, see [`countries_of_place`].
const LARGE: f32 = 1.0;

/// The countries with a place or region of a name that means nothing else, with the rank of the largest: 1.5 for
/// a region, 1 for a large town, 0.5 for a small one.
fn countries_of_place<'b>(reader: &Reader<'_>, hit: &Hit<'b>) -> Countries<'b> {
    let place = |k: EntityKind| matches!(k, EntityKind::Place | EntityKind::Region);
    if !hit.names.iter().all(|(m, e)| place(e.kind) && m.name.matching != Matching::Context) {
        return Vec::new();
    }
    let mut out: BTreeMap<&str, f32> = BTreeMap::new();
    for (_, e) in &hit.names {
        let Some(country) = e.country else { continue };
        let people = reader.base.location(e.index).map_or(0, |l| l.population);
        let rank = match e.kind {
            EntityKind::Region => 1.5,
            _ if people >= 100_000 => LARGE,
            _ => 0.5,
        };
        let best = out.entry(country).or_default();
        *best = best.max(rank);
    }
    out.into_iter().collect()
}
