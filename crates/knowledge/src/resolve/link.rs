//! Which of the entries that a name may be it is: by office at the date, country in focus, titles beside it, full
//! names elsewhere in the text, prominence; and whether it is one of them at all.

use casus_model::{Code, Ner, Rel, Sector, SmolStr, Upos};

use super::hits::{Hit, is_demonym, is_role};
use super::place::{Use, usage};
use super::{Draft, Known, Reader, State, kind_name};
use crate::base::{Entity, EntityIx, Match};
use crate::form::{Class, EntityKind, Matching, Number};
use crate::names;
use crate::ner::NameSpan;

/// The persons of the tables whose full name stands somewhere in the text.
pub(super) fn full_names(hits: &[Vec<Hit<'_>>]) -> Vec<EntityIx> {
    let mut all: Vec<EntityIx> = hits
        .iter()
        .flatten()
        .flat_map(|h| {
            h.of(|m, e| {
                e.kind == EntityKind::Person && m.name.class != Class::Surname && m.name.text.contains(' ')
            })
        })
        .map(|(_, e)| e.index)
        .collect();
    all.sort();
    all.dedup();
    all
}

/// A candidate that was chosen.
struct Choice<'h, 'b> {
    name: &'h Match<'b>,
    entity: &'h Entity<'b>,
    score: f32,
    reason: String,
}

/// Makes mentions of the names and demonyms of a sentence.
pub(super) fn names(reader: &Reader<'_>, state: &mut State, s: usize, hits: &[Hit<'_>], spans: &[NameSpan]) {
    for (i, hit) in hits.iter().enumerate() {
        if hit.names.iter().all(|(_, e)| is_role(e)) {
            continue;
        }
        if state.drafts.iter().any(|d| d.s == s && d.span.overlaps(hit.span) && d.reason == "taught by hand")
        {
            continue;
        }
        let Some(choice) = choose(reader, state, s, hit, hits, spans) else { continue };
        // "UN chief" is a title: the organisation inside it is one all the same.
        let title = |h: &Hit<'_>| h.names.iter().all(|(_, e)| is_role(e));
        let outer = hits[..i].iter().find(|h| h.span.contains(hit.span) && h.span != hit.span && !title(h));
        if outer.is_some() && !may_stand_inside(&choice) {
            continue;
        }
        // A longer name of which this one is a part was taken as a person: nothing stands inside it.
        if state.drafts.iter().any(|d| d.s == s && d.is_person() && d.span.contains(hit.span)) {
            continue;
        }
        let draft = draft(reader, state, s, hit, &choice, hits);
        state.drafts.push(draft);
    }
}

/// Inside the name of an organisation stand the countries and towns it is named for, not other organisations' short
/// names or surnames.
fn may_stand_inside(choice: &Choice<'_, '_>) -> bool {
    matches!(choice.entity.kind, EntityKind::State | EntityKind::Place | EntityKind::Region)
        && choice.name.name.class != Class::Metonym
}

fn choose<'h, 'b>(
    reader: &Reader<'_>,
    state: &State,
    s: usize,
    hit: &'h Hit<'b>,
    hits: &[Hit<'b>],
    spans: &[NameSpan],
) -> Option<Choice<'h, 'b>> {
    let mut best: Option<Choice<'h, 'b>> = None;
    for (name, entity) in hit.names.iter().filter(|(_, e)| !is_role(e)) {
        if reader.teachings.forbids(hit.span.of(reader.text), entity.id) {
            continue;
        }
        let (score, reason) = if entity.kind == EntityKind::Person {
            person(reader, state, s, hit, name, entity, hits, spans)
        } else {
            thing(reader, state, s, hit, name, entity, spans)
        };
        let better = match &best {
            None => score > 0.0,
            Some(b) => score > b.score + 1e-4,
        };
        if better {
            best = Some(Choice { name, entity, score, reason });
        }
    }
    best.filter(|b| b.score >= 0.3)
}

/// People of a city that a text may name without a reason to think of its country.
const GREAT_CITY: u32 = 250_000;

/// How well a state, organisation or place fits.
fn thing(
    reader: &Reader<'_>,
    state: &State,
    s: usize,
    hit: &Hit<'_>,
    name: &Match<'_>,
    e: &Entity<'_>,
    spans: &[NameSpan],
) -> (f32, String) {
    let sentence = reader.sentence(s);
    let class = name.name.class;
    let mut share = e.country.map_or(0.0, |c| state.focus.share(c));
    let population = |e: &Entity<'_>| reader.base.location(e.index).map_or(0, |l| l.population);
    // a town or a region in the shadow of a great city of its name elsewhere
    let shadowed = match e.kind {
        EntityKind::Place => Some(population(e).saturating_mul(10)),
        EntityKind::Region => Some(0),
        _ => None,
    }
    .is_some_and(|people| {
        let great = |o: &Entity<'_>| {
            o.kind == EntityKind::Place && o.country != e.country && population(o) >= people.max(GREAT_CITY)
        };
        hit.of(|_, o| great(o)).next().is_some()
    });
    if shadowed && e.kind == EntityKind::Place {
        share = 0.0;
    }
    let mut score = match e.kind {
        EntityKind::State => 0.8,
        EntityKind::Alliance => 0.75,
        EntityKind::Government | EntityKind::Organization | EntityKind::ArmedGroup => 0.7,
        EntityKind::Group | EntityKind::Infrastructure => 0.6,
        EntityKind::Region if shadowed => 0.25,
        EntityKind::Region => 0.4,
        EntityKind::Place => 0.28 + 0.08 * ((population(e).max(1) as f32).log10() - 4.0).max(0.0),
        _ => 0.0,
    };
    let mut why = String::from(class.as_str());
    if share > 0.0 {
        score += 0.2 * share.sqrt() + 0.1;
        why.push_str(", its country is in focus");
    }
    if let Some(day) = reader.day_at(s, hit.first)
        && !e.exists_on(day)
    {
        score -= 0.25;
        why.push_str(", not of that date");
    }
    if class == Class::Metonym {
        score -= 0.1;
    }
    if name.name.lang != reader.lang && name.name.lang != "mul" {
        score -= 0.1;
    }
    score += f32::from(name.name.weight) / 1000.0;
    if name.name.matching == Matching::Context && share == 0.0 {
        // an adjective that also means something else needs its country; a name may be told for the first time
        score -= if is_demonym(name) { 0.7 } else { 0.5 };
    }
    // Part of a longer personal name: "Paris Hilton".
    if matches!(e.kind, EntityKind::Place | EntityKind::Region | EntityKind::State)
        && !is_demonym(name)
        && spans.iter().any(|n| {
            n.ner == Ner::Per
                && n.first <= hit.first
                && hit.last <= n.last
                && n.len() > hit.last - hit.first + 1
        })
    {
        return (0.0, why);
    }
    // A demonym in capitals among proper nouns in a language that writes it small is a surname.
    if is_demonym(name)
        && name.name.text.starts_with(char::is_lowercase)
        && sentence.words[hit.first].form.starts_with(char::is_uppercase)
        && sentence.words[hit.first].upos == Upos::Propn
        && hit.first > 0
    {
        score -= 0.5;
    }
    // "Western neighbours": a word of direction on a noun, not the region of that name.
    if matches!(e.kind, EntityKind::Place | EntityKind::Region)
        && hit.first == hit.last
        && (sentence.words[hit.first].upos == Upos::Adj || sentence.words[hit.first].rel == Rel::Amod)
    {
        return (0.0, why);
    }
    // "University" is a town in Mississippi and elsewhere a noun.
    if matches!(e.kind, EntityKind::Place | EntityKind::Region)
        && reader.cues.organization(hit.span.of(reader.text))
    {
        return (0.0, why);
    }
    // A small town that the text gives no reason to think of.
    let small = population(e) < GREAT_CITY;
    if e.kind == EntityKind::Place && small && share == 0.0 {
        if namesake(reader, state, hit, e) {
            score -= 0.3;
        } else if !located(reader, s, hit) {
            score -= 0.12;
        }
    }
    (score, why)
}

/// Whether a town is more likely one of the same name that no table has, in the country that the text is about: another
/// country has such a town too, or shares the language of the text ("El Diamante" in Spanish news of Colombia is not
/// the town in Argentina).
fn namesake(reader: &Reader<'_>, state: &State, hit: &Hit<'_>, e: &Entity<'_>) -> bool {
    let home = |c: &str| reader.cues.is(super::Cue::Home, c);
    let elsewhere = hit.of(|_, o| o.kind == EntityKind::Place).any(|(_, o)| o.country != e.country);
    (elsewhere || e.country.is_some_and(home)) && state.focus.country().is_some_and(|c| home(&c))
}

/// Whether the words stand after an adposition of place or direction.
fn located(reader: &Reader<'_>, s: usize, hit: &Hit<'_>) -> bool {
    let head = reader.head_of(s, hit.first, hit.last);
    reader.marked(s, head, super::Cue::Locative) || reader.marked(s, head, super::Cue::Allative)
}

/// How well a person fits: the name, the offices, the country in focus, the title beside it.
#[expect(clippy::too_many_arguments, reason = "a choice has as many sides")]
fn person(
    reader: &Reader<'_>,
    state: &State,
    s: usize,
    hit: &Hit<'_>,
    name: &Match<'_>,
    e: &Entity<'_>,
    hits: &[Hit<'_>],
    spans: &[NameSpan],
) -> (f32, String) {
    let day = reader.day_at(s, hit.first);
    if let (Some(day), Some(born)) = (day, e.from)
        && born > day
    {
        return (0.0, String::new());
    }
    let full = name.name.class != Class::Surname && name.name.text.contains(' ');
    let share = e.country.map_or(0.0, |c| state.focus.share(c));
    let terms: Vec<_> = reader.base.terms_of(e.index).collect();
    let in_office = day.is_some_and(|d| terms.iter().any(|t| t.includes(d)));
    let years_away = day.map_or(0.0, |d| {
        let gap = |t: &crate::base::Term<'_>| {
            let after = t.to.map_or(0, |to| (d - to).get_days().max(0));
            let before = t.from.map_or(0, |from| (from - d).get_days().max(0));
            after.max(before) as f32 / 365.25
        };
        terms.iter().map(gap).fold(60.0, f32::min)
    });
    let mut why = String::from(if full { "full name" } else { "surname" });
    let mut score = if full { 0.9 } else { 0.25 };
    let surname = name.name.text.to_lowercase();
    let last_of = |e: &Entity<'_>| {
        let full = |n: &str| n.split(' ').skip(1).any(|part| part == surname);
        let mut whole =
            reader.base.names_of(e.index).map(|n| n.text.to_lowercase()).filter(|n| full(n)).peekable();
        whole.peek().is_none() || whole.any(|n| n.ends_with(&surname))
    };
    // the first of two surnames is a weaker name than the last ("Obama" is not Pascual Obama Asue)
    if !full && !last_of(e) {
        score -= 0.25;
    }
    score += 0.15 * share.sqrt();
    if share > 0.0 {
        why.push_str(", country in focus");
    }
    if in_office {
        score += 0.15;
        why.push_str(", in office on ");
        why.push_str(&day.map(|d| d.to_string()).unwrap_or_default());
    } else if years_away < 60.0 {
        score += 0.1 * (1.0 - years_away / 60.0);
    }
    if full {
        return (score, why);
    }
    let told = state.full_names.contains(&e.index);
    // Someone of that surname who is in no table is named in full.
    let bare = names::PersonName::parse(hit.span.of(reader.text));
    if !told && state.actors.iter().any(|a| super::unknown::shares_surname(&a.name, &bare)) {
        return (0.0, why);
    }
    if told {
        score += 0.5;
        why.push_str(", full name in the text");
    }
    let title = title_beside(reader, s, hit, hits);
    if let Some((title, country)) = &title {
        let held = terms.iter().filter(|t| reader.base.office(t.office).title == *title);
        let country_fits = country.as_deref().is_none_or(|c| e.country == Some(c));
        if held.clone().any(|t| day.is_none_or(|d| t.includes(d))) && country_fits {
            score += 0.45;
            why.push_str(", holds the title beside it");
        } else if held.count() > 0 && country_fits {
            score += 0.2;
            why.push_str(", held the title beside it");
        } else if country.is_some() && country_fits {
            score += 0.15;
            why.push_str(", of the country beside it");
        } else if country.is_some() {
            score -= 0.3;
        }
    }
    // Another given name beside it: another person, unless the names agree.
    if let Some(span) = spans
        .iter()
        .find(|n| n.first <= hit.first && hit.last <= n.last && n.len() > hit.last - hit.first + 1)
    {
        let whole = reader.span(s, span.first, span.last).of(reader.text);
        let agrees = reader
            .base
            .names_of(e.index)
            .filter(|n| n.text.contains(' '))
            .any(|n| names::same_person(n.text, whole).is_same());
        if span.ner == Ner::Per && !agrees {
            return (0.0, why);
        }
        if agrees {
            score += 0.4;
            why.push_str(", spelling variant of the full name");
        } else if span.ner != Ner::Per {
            score -= 0.2;
        }
    }
    // Without a date, or within a dozen years of the office, the only one of that surname who ever led a state is meant.
    let led = |e: &Entity<'_>| reader.base.terms_of(e.index).any(|t| is_head(reader, t.office));
    let only = (day.is_none() || years_away <= 12.0)
        && name.name.matching != Matching::Context
        && reader.sentence(s).words[hit.first].upos == Upos::Propn
        && led(e)
        && last_of(e)
        && hit.of(|_, other| other.kind == EntityKind::Person && led(other) && last_of(other)).count() == 1;
    if only {
        score += 0.25;
        why.push_str(", the only head of a state or government of that name");
    }
    // "Lavrov met Kuleba": ministers and heads of organisations, where the text names a country at all
    let serves = |e: &Entity<'_>| {
        reader
            .base
            .terms_of(e.index)
            .any(|t| day.is_some_and(|d| t.includes(d)) && is_minister(reader, t.office))
    };
    let minister = name.name.matching != Matching::Context
        && serves(e)
        && last_of(e)
        && state.focus.country().is_some()
        && hit.of(|_, other| other.kind == EntityKind::Person).count() == 1;
    let supported = told
        || title.is_some()
        || only
        || minister
        || share > 0.0
        || in_office && terms.iter().any(|t| is_head(reader, t.office));
    if name.name.matching == Matching::Context && !(told || title.is_some() || share >= 0.15 && in_office) {
        score -= 0.5;
    }
    if !supported {
        score -= 0.2;
    }
    // Nobody whose offices lie far off is meant by the bare surname.
    if !told && title.is_none() && !in_office && years_away > 12.0 {
        score -= 0.2;
    }
    if reader.sentence(s).words[hit.first].upos != Upos::Propn {
        score -= 0.1;
    }
    (score, why)
}

/// Whether an office is that of a head of state or government.
pub(super) fn is_head(reader: &Reader<'_>, office: crate::base::OfficeIx) -> bool {
    let title = reader.base.entity(reader.base.office(office).title);
    matches!(title.subkind, "head-of-state" | "head-of-government")
}

/// Whether an office is that of a minister or at the head of an organisation.
fn is_minister(reader: &Reader<'_>, office: crate::base::OfficeIx) -> bool {
    matches!(reader.base.entity(reader.base.office(office).title).subkind, "minister" | "organisation")
}

/// The title that stands before a name, with the country that a demonym beside it tells.
fn title_beside(
    reader: &Reader<'_>,
    s: usize,
    hit: &Hit<'_>,
    hits: &[Hit<'_>],
) -> Option<(EntityIx, Option<SmolStr>)> {
    let near = |a: usize, b: usize| a <= b && b - a <= 3;
    let title = hits.iter().filter(|h| h.last < hit.first && near(h.last, hit.first)).rev().find_map(|h| {
        let (_, e) = h.names.iter().find(|(_, e)| is_role(e))?;
        Some((h, e.index))
    });
    let (at, index) = title?;
    let between = reader.sentence(s).words[at.last + 1..hit.first].iter();
    let open = between
        .clone()
        .all(|w| matches!(w.upos, Upos::Adj | Upos::Propn | Upos::Noun | Upos::Adp | Upos::Det));
    let country = hits
        .iter()
        .filter(|h| h.last + 1 == at.first || h.first == at.last + 1 || h.last + 2 == at.first)
        .find_map(|h| h.names.iter().find(|(_, e)| e.kind == EntityKind::State).and_then(|(_, e)| e.country));
    open.then(|| (index, country.map(SmolStr::new)))
}

fn draft(
    reader: &Reader<'_>,
    state: &State,
    s: usize,
    hit: &Hit<'_>,
    choice: &Choice<'_, '_>,
    hits: &[Hit<'_>],
) -> Draft {
    let (m, e) = (choice.name, choice.entity);
    let head = reader.head_of(s, hit.first, hit.last);
    let mut d = Draft {
        s,
        first: hit.first,
        last: hit.last,
        head,
        span: hit.span,
        ner: None,
        kind: kind_name(e),
        actor: reader.known(e, s, head),
        role: None,
        place: None,
        country: e.country.map(SmolStr::new).filter(|c| !crate::compile::NON_STATES.contains(&c.as_str())),
        plural: m.form.number == Number::Plural,
        alias: Some(m.name.text.into()),
        reason: choice.reason.clone(),
        confidence: (0.45 + choice.score / 2.0).clamp(0.5, 0.99),
    };
    let inside = hits.iter().any(|h| h.span.contains(hit.span) && h.span != hit.span);
    match e.kind {
        EntityKind::Person => d.ner = Some(Ner::Per),
        EntityKind::State if is_demonym(m) => {
            d.kind = "demonym";
            demonym(reader, s, &mut d, m);
            if is_bygone(reader, s, hit, e) {
                d.actor = None;
                d.country = None;
                d.reason = "what belonged to a state of the past".into();
            }
        }
        EntityKind::State if m.name.class == Class::Metonym || capital_too(reader, hit, e) => {
            capital(reader, s, &mut d, e, inside);
        }
        EntityKind::State => {
            d.ner = Some(Ner::Loc);
            let located = reader.marked(s, head, super::Cue::Locative);
            d.place = located.then_some(e.index);
            d.actor = d.actor.take().map(|a| Known { code: Code { sector: None, ..a.code }, ..a });
            if e.sector.is_some() {
                d.actor = reader.known(e, s, head);
            }
        }
        EntityKind::Place => {
            let of_state = e.country.and_then(|c| reader.base.state(c));
            let state_entity =
                of_state.filter(|st| st.capital == Some(e.index)).map(|st| reader.base.entity(st.entity));
            match state_entity {
                Some(state_entity) => capital(reader, s, &mut d, &state_entity, inside),
                None => {
                    d.ner = Some(Ner::Loc);
                    d.place = Some(e.index);
                }
            }
            if d.kind == "place" {
                d.place = Some(e.index);
            }
        }
        EntityKind::Region => {
            d.ner = Some(Ner::Loc);
            d.place = Some(e.index);
        }
        EntityKind::Group => d.ner = None,
        _ => d.ner = Some(Ner::Org),
    }
    if let Some(spot) = reader.teachings.place(hit.span.of(reader.text)) {
        d.place = reader.base.find(spot).map(|p| p.index).or(d.place);
        d.reason.push_str(", place fixed by hand");
    }
    let _ = state;
    d
}

/// "Ex-Soviet states", "stati ex sovietici": what once belonged to a state that is no more.
fn is_bygone(reader: &Reader<'_>, s: usize, hit: &Hit<'_>, state: &Entity<'_>) -> bool {
    let words = &reader.sentence(s).words;
    let former = |w: usize| {
        reader.cues.is(super::Cue::Former, words[w].lemma.as_str())
            || reader.cues.is(super::Cue::Former, words[w].form.to_lowercase().as_str())
    };
    let prefixed = words[hit.first].form.contains('-');
    reader.base.state_of(state.index).is_some_and(|st| st.status == "historical")
        && (prefixed || (hit.first.saturating_sub(2)..=hit.first).any(former))
}

/// Whether a name of a state is its capital's as well ("Singapore", "Luxembourg" stay states).
fn capital_too(reader: &Reader<'_>, hit: &Hit<'_>, state: &Entity<'_>) -> bool {
    let own_name = hit.names.iter().any(|(m, e)| e.index == state.index && m.name.class != Class::Metonym);
    let capital = reader.base.state_of(state.index).and_then(|st| st.capital);
    !own_name && hit.names.iter().any(|(_, e)| Some(e.index) == capital)
}

/// A capital or residence: the government or the place, by [`usage`].
fn capital(reader: &Reader<'_>, s: usize, d: &mut Draft, state: &Entity<'_>, inside: bool) {
    let place = reader.base.state_of(state.index).and_then(|st| st.capital);
    let found = reader.base.lookup(d.span.of(reader.text));
    let place = found.iter().map(|m| m.name.entity).find(|e| Some(*e) == place).or_else(|| {
        let same_country = |e: &Entity<'_>| e.kind == EntityKind::Place && e.country == state.country;
        let places = found.iter().map(|m| reader.base.entity(m.name.entity)).filter(same_country);
        places.max_by_key(|e| reader.base.location(e.index).map_or(0, |l| l.population)).map(|e| e.index)
    });
    let town = place.is_some();
    d.ner = Some(if town { Ner::Loc } else { Ner::Org });
    d.country = state.country.map(SmolStr::new);
    let used = if inside { Use::Place("inside a name") } else { usage(reader, s, d.head) };
    match used {
        Use::Place(why) if town => {
            d.kind = "place";
            d.actor = None;
            d.place = place;
            d.reason = format!("place: {why}");
        }
        Use::Place(why) | Use::Government(why) => {
            d.kind = "metonym";
            let code = Code { country: state.country.map(SmolStr::new), sector: Some(Sector::Gov) };
            d.actor = reader.known(state, s, d.head).map(|a| Known { code, ..a });
            d.place = None;
            d.reason = format!("government: {why}");
        }
    }
}

/// "Russian", "russi": the country where it modifies, its people where it stands for itself.
fn demonym(reader: &Reader<'_>, s: usize, d: &mut Draft, m: &Match<'_>) {
    let word = &reader.sentence(s).words[d.head];
    let modifies = matches!(word.rel, Rel::Amod | Rel::Compound | Rel::Nmod | Rel::Flat)
        && word.upos != Upos::Noun
        || word.rel == Rel::Amod;
    let plural = word.feats.is("Number", "Plur") || d.plural;
    d.plural = plural;
    if !modifies && plural && matches!(word.upos, Upos::Noun | Upos::Propn | Upos::Adj) {
        d.reason = "its people".into();
        d.confidence = d.confidence.min(0.75);
    } else if !modifies && !plural {
        d.reason = "one of its people".into();
        if let Some(actor) = &mut d.actor {
            actor.code.sector = Some(Sector::Cvl);
        }
        d.confidence = d.confidence.min(0.6);
    } else {
        d.reason = "adjective of the country".into();
    }
    let _ = m;
}
