//! Titles and role nouns with their country: "il presidente kazako Kassym-Jomart Tokayev", "Russian troops",
//! "protesters in Almaty", "the government of Chad".
//!
//! The country of a role noun is looked for in this order, and the reason tells where it was found: an adjective
//! or name of a country on it, an organisation it belongs to, a possessive ("his security forces"), the place where
//! it is; then, for organs of a state, armed groups and crowds, a place in the sentence and the country in focus. Those
//! who are from elsewhere by their nature (peacekeepers, refugees) take neither; people to whom things happen do not
//! take the country that the sentence names as an actor.

use casus_model::{ActorKind, Code, Rel, Sector, SmolStr, Upos};

use super::hits::{Hit, is_role};
use super::{Cue, Draft, Known, Reader, State};
use crate::base::{Entity, EntityIx};
use crate::coreference;
use crate::form::{EntityKind, Number};

/// Role nouns that mean the government of a state as a whole.
const GOVERNMENT: &[&str] = &[
    "role:government",
    "role:authorities",
    "role:authority",
    "role:regime",
    "role:administration",
    "role:cabinet",
    "role:leadership",
    "role:executive",
    "role:presidency",
    "role:state",
];

/// Those who are by their nature not of the country they are in, or of whom only the deed is known (*gunmen*): neither
/// place nor focus tells where they come from.
const FROM_ELSEWHERE: &[&str] = &[
    "role:attacker",
    "role:charge-daffaires",
    "role:coalition-forces",
    "role:consul",
    "role:deportee",
    "role:diplomat",
    "role:diplomatic-corps",
    "role:dual-national",
    "role:election-observer",
    "role:embassy",
    "role:envoy",
    "role:exile",
    "role:expatriate",
    "role:foreign-fighter",
    "role:mercenary",
    "role:militant",
    "role:migrant",
    "role:migrant-worker",
    "role:missionary",
    "role:observer-mission",
    "role:occupation-authorities",
    "role:occupation-forces",
    "role:peacekeeper",
    "role:peacekeeping-force",
    "role:refugee",
    "role:stateless-person",
    "role:suicide-bomber",
    "role:tourist",
    "role:war-correspondent",
    "title:ambassador",
];

/// A country with no more confidence than this was guessed from what else the text tells of.
pub(super) const GUESS: f32 = 0.55;

/// Where the country of a role noun was found.
struct Country {
    code: Option<SmolStr>,
    organization: Option<EntityIx>,
    /// Draft of the words that tell it.
    from: Option<usize>,
    reason: String,
    confidence: f32,
}

/// Makes mentions of the titles and role nouns of a sentence.
pub(super) fn compose(reader: &Reader<'_>, state: &mut State, s: usize, hits: &[Hit<'_>], from: usize) {
    for hit in hits {
        let Some((name, role)) =
            hit.names.iter().filter(|(_, e)| is_role(e)).min_by_key(|(_, e)| e.kind != EntityKind::Title)
        else {
            continue;
        };
        // "Senado de los Estados Unidos": a role noun and a country are no name of something else.
        let described = |d: &Draft, drafts: &[Draft]| {
            d.kind == "other"
                && d.first == hit.first
                && d.span.contains(hit.span)
                && drafts.iter().any(|i| i.kind == "state" && i.span != d.span && d.span.contains(i.span))
        };
        if let Some(i) =
            (from..state.drafts.len()).find(|i| described(&state.drafts[*i], &state.drafts[from..]))
        {
            state.drafts.remove(i);
        }
        // Inside the name of an organisation a title is no title; one that a name covers whole is none either.
        let taken = state.drafts[from..].iter().any(|d| {
            d.s == s
                && d.span.contains(hit.span)
                && d.kind != "demonym"
                && (d.span != hit.span || d.actor.is_some())
        });
        let inside = hits.iter().any(|h| {
            h.span.contains(hit.span) && h.span != hit.span && h.names.iter().any(|(_, e)| is_role(e))
        });
        if taken || inside {
            continue;
        }
        let head = reader.head_of(s, hit.first, hit.last);
        let word = &reader.sentence(s).words[head];
        if !matches!(word.upos, Upos::Noun | Upos::Propn | Upos::Adj)
            || word.rel == Rel::Amod && word.upos == Upos::Adj
        {
            continue;
        }
        // an invariable noun has the number of its article: "i leader cinesi"
        let sentence = reader.sentence(s);
        let told = || {
            sentence.children(head).any(|c| {
                let c = &sentence.words[c];
                matches!(c.rel, Rel::Det | Rel::Amod) && c.feats.is("Number", "Plur")
            })
        };
        let plural = word.feats.is("Number", "Plur")
            || word.feats.get("Number").is_none() && (name.form.number == Number::Plural || told());
        // "Ex-Soviet states" are no government.
        if plural && role.id == "role:state" {
            continue;
        }
        // "an association agreement", "un accordo di associazione": of what kind it is, not with whom
        if role.id == "role:association" && !plural && is_kind(reader, s, head) {
            continue;
        }
        let of = represented(reader, s, hits, hit, head, role);
        one(reader, state, s, hit, *role, of, head, plural, from);
    }
}

/// Whether a noun without an article or anything else of its own stands on another noun that is no name.
fn is_kind(reader: &Reader<'_>, s: usize, head: usize) -> bool {
    let sentence = reader.sentence(s);
    let word = &sentence.words[head];
    let above = sentence.head(head).map(|h| sentence.words[h].upos);
    matches!(word.rel, Rel::Compound | Rel::Nmod)
        && above == Some(Upos::Noun)
        && sentence.children(head).all(|c| matches!(sentence.words[c].rel, Rel::Case | Rel::Punct))
}

#[expect(clippy::too_many_arguments, reason = "a role has as many sides")]
fn one(
    reader: &Reader<'_>,
    state: &mut State,
    s: usize,
    hit: &Hit<'_>,
    role: Entity<'_>,
    of: Option<Entity<'_>>,
    head: usize,
    plural: bool,
    from: usize,
) {
    let bearer = bearer(reader, state, s, hit, head, from);
    let top = bearer.map_or(head, |b| state.drafts[b].head);
    let country = country(reader, state, s, hit, head, top, &role, bearer, from);
    let (mut first, mut last) = (hit.first, hit.last);
    for other in country.from.into_iter().chain(bearer) {
        let d = &state.drafts[other];
        if d.s == s && joins(reader, s, (first, last), (d.first, d.last)) {
            first = first.min(d.first);
            last = last.max(d.last);
        }
    }
    let span = reader.span(s, first, last);
    let mut d = Draft {
        s,
        first,
        last,
        head: reader.head_of(s, first, last),
        span: casus_model::Span { start: span.start.min(hit.span.start), end: span.end.max(hit.span.end) },
        ner: None,
        kind: if role.kind == EntityKind::Title { "office" } else { "role" },
        actor: None,
        role: Some(role.index),
        place: None,
        country: country.code.clone(),
        plural,
        alias: hit.names.iter().find(|(_, e)| e.index == role.index).map(|(m, _)| m.name.text.into()),
        reason: country.reason.clone(),
        confidence: country.confidence,
    };
    if let Some(b) = bearer {
        take_bearer(reader, state, &mut d, b, &role, &country);
        state.drafts.push(d);
        return;
    }
    if role.kind == EntityKind::Title && !plural && of.is_none() {
        let guessed = country.from.is_none() && country.confidence <= GUESS;
        // "the ousted president" is not the one spoken of as president
        let former = modified(reader, s, head, Cue::Former);
        let open = guessed || country.code.is_none() && country.organization.is_none();
        let before =
            (open && !former).then(|| coreference::same_title(reader, state, s, head, &role)).flatten();
        if let Some((known, why)) = before {
            d.country.clone_from(&known.code.country);
            d.actor = Some(known);
            d.reason = why;
            d.confidence = 0.75;
        } else if (!guessed || !former && coreference::is_definite(reader, s, head))
            && !is_regional(reader, state, s, head)
            && let Some((known, why, confidence)) = holder(reader, s, head, &role, &country)
        {
            d.reason = format!("{why}; {}", d.reason);
            d.confidence = d.confidence.min(confidence);
            d.actor = Some(known);
        }
    }
    if !plural
        && role.id == "role:counterpart"
        && let Some((known, why, confidence)) = counterpart(reader, state, s, head, &country)
    {
        d.reason = format!("{why}; {}", d.reason);
        d.confidence = d.confidence.min(confidence);
        d.actor = Some(known);
    }
    if !plural && let Some(i) = set_off(reader, state, s, head) {
        // "another dictator, Lukashenko": who is named beside it
        let id = state.drafts[i].actor.as_ref().map(|a| a.id.clone()).filter(|id| id.starts_with('x'));
        if let Some(id) = id.filter(|_| country.confidence > GUESS) {
            let code = role_code(reader, &role, &country);
            super::unknown::tell_role(reader, state, &id, role.name, country.organization, &code, true);
            let code = super::unknown::code_of(state, &id).unwrap_or(code);
            if let Some(actor) = &mut state.drafts[i].actor {
                actor.code = code;
            }
        }
        let named = &state.drafts[i];
        d.actor.clone_from(&named.actor);
        d.country = d.actor.as_ref().and_then(|a| a.code.country.clone());
        d.reason = "named in apposition".into();
        d.confidence = named.confidence;
    }
    if d.actor.is_none() {
        d.actor = Some(match &of {
            Some(of) => speaker(reader, &role, of, &country),
            None => group(reader, &role, &country),
        });
    }
    state.drafts.push(d);
}

/// The person named in apposition to a description, after a comma.
fn set_off(reader: &Reader<'_>, state: &State, s: usize, head: usize) -> Option<usize> {
    let sentence = reader.sentence(s);
    let comma = |c: usize| sentence.children(c).any(|p| p < c && sentence.words[p].form == ",");
    sentence
        .children(head)
        .filter(|c| *c > head && sentence.words[*c].rel == Rel::Appos && comma(*c))
        .find_map(|c| state.at(s, c).filter(|i| state.drafts[*i].is_person()))
}

/// Whether two stretches of a sentence belong to one phrase: nothing between them but small words and adjectives.
fn joins(reader: &Reader<'_>, s: usize, a: (usize, usize), b: (usize, usize)) -> bool {
    let (left, right) = if a.0 <= b.0 { (a, b) } else { (b, a) };
    if right.0 <= left.1 + 1 {
        return true;
    }
    let words = &reader.sentence(s).words[left.1 + 1..right.0];
    words.len() <= 5
        && words.iter().all(|w| {
            matches!(w.upos, Upos::Adp | Upos::Det | Upos::Adj | Upos::Part | Upos::Noun | Upos::Propn)
        })
        && words.iter().filter(|w| matches!(w.upos, Upos::Noun | Upos::Propn)).count() <= 2
}

/// The name of the person who has the title: "President Tokayev", "il presidente kazako K.-J. Tokayev", not set off
/// by a comma.
fn bearer(
    reader: &Reader<'_>,
    state: &State,
    s: usize,
    hit: &Hit<'_>,
    head: usize,
    from: usize,
) -> Option<usize> {
    let sentence = reader.sentence(s);
    (from..state.drafts.len()).filter(|i| state.drafts[*i].s == s && state.drafts[*i].is_person()).find(|i| {
        let d = &state.drafts[*i];
        if d.role.is_some() || d.kind != "person" {
            return false;
        }
        let tied = |a: usize, b: usize| {
            sentence.head(a) == Some(b)
                && matches!(
                    sentence.words[a].rel,
                    Rel::Flat | Rel::Appos | Rel::Nmod | Rel::Compound | Rel::Amod | Rel::Dep
                )
                && sentence.child(a, Rel::Case).is_none()
        };
        let adjacent = d.first > hit.last && {
            let gap = &sentence.words[hit.last + 1..d.first];
            gap.len() <= 4
                && gap.iter().all(|w| {
                    matches!(
                        w.upos,
                        Upos::Adj | Upos::Propn | Upos::Noun | Upos::Adp | Upos::Det | Upos::Cconj
                    )
                })
                && (gap.iter().all(|w| matches!(w.upos, Upos::Adj))
                    || tied(d.head, head)
                    || tied(head, d.head))
        };
        adjacent && sentence.child(d.head, Rel::Case).is_none_or(|c| c < hit.first || tied(head, d.head))
    })
}

/// Where an adjective, a name, an organisation, a possessive, a place or the focus tells the country.
#[expect(clippy::too_many_arguments, reason = "a role has as many sides")]
fn country(
    reader: &Reader<'_>,
    state: &State,
    s: usize,
    hit: &Hit<'_>,
    head: usize,
    top: usize,
    role: &Entity<'_>,
    bearer: Option<usize>,
    from: usize,
) -> Country {
    let sentence = reader.sentence(s);
    let near = |w: usize| hit.covers(w) || w == top && top != head;
    let found = |i: usize, reason: &str, confidence: f32| {
        let d = &state.drafts[i];
        let organization = matches!(
            d.kind,
            "alliance"
                | "organization"
                | "party"
                | "media"
                | "company"
                | "government"
                | "armed-group"
                | "infrastructure"
        )
        .then(|| d.actor.as_ref().and_then(|a| reader.base.find(&a.id)).map(|e| e.index))
        .flatten();
        let code = d.actor.as_ref().and_then(|a| a.code.country.clone()).or_else(|| d.country.clone());
        Country { code, organization, from: Some(i), reason: reason.to_owned(), confidence }
    };
    let drafts = (from..state.drafts.len()).filter(|i| {
        let d = &state.drafts[*i];
        d.s == s && Some(*i) != bearer && !d.is_person() && d.role.is_none() && d.kind != "pronoun"
    });
    let within = |i: &usize| {
        let d = &state.drafts[*i];
        hit.first <= d.first && d.last <= hit.last && d.span != hit.span && d.actor.is_some()
    };
    if let Some(i) = drafts.clone().find(within) {
        return found(i, "named in the title", 0.93);
    }
    // "sus tropas de Siria": whose they are, the possessive tells
    let owned = possessive(reader, state, s, head);
    // "students from Kenya"; but "troops from Syria" may be those who are taken out of it
    let mover =
        matches!(role.sector, Some(Sector::Mil | Sector::Cop | Sector::Reb | Sector::Uaf | Sector::Prm));
    let comes_from = |d: &Draft| {
        let start = sentence.child(d.head, Rel::Case);
        !mover && d.kind == "state" && start == Some(hit.last + 1) && reader.marked(s, d.head, Cue::Origin)
    };
    let mut placed: Option<usize> = None;
    for i in drafts.clone() {
        let d = &state.drafts[i];
        let Some(parent) = sentence.head(d.head) else { continue };
        if comes_from(d) {
            return found(i, "country from the name beside it", 0.85);
        }
        if hit.covers(d.head) || !near(parent) {
            continue;
        }
        let named = d.actor.as_ref().is_some_and(|a| !a.id.starts_with('x') || a.code.country.is_some());
        if d.country.is_none() && !named {
            continue;
        }
        if d.kind == "demonym" && d.first.abs_diff(hit.last).min(hit.first.abs_diff(d.last)) <= 4 {
            return found(i, "country from the adjective", 0.95);
        }
        let located = reader.marked(s, d.head, Cue::Locative);
        let genitive = reader.marked(s, d.head, Cue::Genitive)
            || sentence.words[d.head].feats.is("Case", "Gen")
            || sentence.words[d.head].subrel == "poss";
        if genitive && owned.is_some() && d.first > hit.last && d.kind != "organization" {
            continue;
        }
        if genitive || !located && sentence.child(d.head, Rel::Case).is_none() {
            if matches!(
                sentence.words[d.head].rel,
                Rel::Nmod | Rel::Compound | Rel::Flat | Rel::Amod | Rel::Appos | Rel::Obl
            ) {
                return found(i, "country from the name beside it", 0.93);
            }
        } else if located || d.kind != "place" && !reader.marked(s, d.head, Cue::Allative) {
            // "troops to Liberia" go there
            placed = placed.or(Some(i));
        }
    }
    // Parsers err on adjectives between a title and a name: the one that touches the title is meant.
    for i in drafts.clone() {
        let d = &state.drafts[i];
        let touches = d.kind == "demonym" && (d.last + 1 == hit.first || hit.last + 1 == d.first);
        let modifies_another = sentence
            .head(d.head)
            .is_some_and(|p| !near(p) && sentence.words[p].upos == Upos::Noun && p.abs_diff(d.head) == 1);
        if touches && !modifies_another {
            return found(i, "country from the adjective", 0.85);
        }
    }
    // "Kazakhstan's president": the possessor precedes.
    for i in drafts.clone() {
        let d = &state.drafts[i];
        if d.last < hit.first
            && hit.first - d.last <= 3
            && sentence.words[d.head].subrel == "poss"
            && sentence.head(d.head).is_some_and(near)
        {
            return found(i, "country from the possessor", 0.93);
        }
    }
    if let Some(found) = owned {
        return found;
    }
    // "Burhan's government": of the country of the person
    let person = (from..state.drafts.len()).find(|i| {
        let d = &state.drafts[*i];
        d.s == s
            && Some(*i) != bearer
            && d.is_person()
            && role.kind != EntityKind::Title
            && sentence.head(d.head) == Some(head)
            && (sentence.words[d.head].subrel == "poss" || reader.marked(s, d.head, Cue::Genitive))
            && d.actor.as_ref().is_some_and(|a| a.code.country.is_some())
    });
    if let Some(i) = person {
        return Country { from: None, ..found(i, "country of the person whose it is", 0.8) };
    }
    if let Some(i) = through(reader, state, s, head, from) {
        return Country { from: None, ..found(i, "country of what it belongs to", 0.8) };
    }
    if let Some(b) = bearer
        && let Some(code) = state.drafts[b].actor.as_ref().and_then(|a| a.code.country.clone())
    {
        return Country {
            code: Some(code),
            organization: None,
            from: None,
            reason: "country of the person".into(),
            confidence: 0.9,
        };
    }
    let elsewhere = FROM_ELSEWHERE.contains(&role.id);
    if let Some(i) = placed.filter(|_| !elsewhere) {
        return Country { from: None, ..found(i, "country of the place it is in", 0.75) };
    }
    // Crowds are where the sentence is: "protesters clashed with police in Almaty". Organs of a state and armed groups
    // are bound to the land they act in, however the sentence names it; whom something only happens to is of the
    // country where it happens, not of one that is named as an actor alone.
    let sector = role.sector.filter(|_| !elsewhere);
    use Sector::{
        Agr, Cop, Crm, Cvl, Edu, Eli, Gov, Jrn, Jud, Lab, Leg, Med, Mil, Opp, Prm, Reb, Ref, Spy, Uaf,
    };
    let organ = matches!(sector, Some(Gov | Mil | Cop | Spy | Leg | Jud));
    let armed = matches!(sector, Some(Reb | Uaf | Prm | Crm));
    let governs = matches!(sector, Some(Gov | Leg));
    let calling = matches!(sector, Some(Edu | Jrn | Med | Sector::Rel));
    let crowd = matches!(sector, Some(Opp | Cvl | Eli | Ref | Lab | Agr))
        || calling && !sentence.words[head].is_rel(Rel::Nsubj, "");
    if organ || armed || crowd {
        let inside = |i: &usize| {
            let d = &state.drafts[*i];
            !drafts
                .clone()
                .any(|k| k != *i && state.drafts[k].span.contains(d.span) && state.drafts[k].span != d.span)
        };
        let place = |i: &usize| state.drafts[*i].place.is_some() && state.drafts[*i].country.is_some();
        let here = |i: &usize| reader.marked(s, state.drafts[*i].head, Cue::Locative);
        // the one who holds an office may be anywhere, and "aid to Kyiv" is not where the government is
        let titled = role.kind == EntityKind::Title;
        let several = drafts.clone().any(|i| matches!(state.drafts[i].kind, "state" | "demonym" | "metonym"));
        let told = |i: &usize| {
            let part = governs && sentence.words[state.drafts[*i].head].rel == Rel::Nmod;
            place(i) && !part && !(titled && several)
        };
        let found_here = drafts.clone().filter(told).find(here);
        // "sent soldiers to Liberia"
        let there = |i: &usize| !here(i) && reader.marked(s, state.drafts[*i].head, Cue::Allative);
        let anywhere = || {
            let share = |i: &usize| state.drafts[*i].country.as_deref().map_or(0.0, |c| state.focus.share(c));
            let all = drafts
                .clone()
                .filter(told)
                .filter(inside)
                .filter(|i| (armed || organ && !governs) && !there(i));
            all.max_by(|a, b| share(a).total_cmp(&share(b)).then(b.cmp(a)))
        };
        // whom a strike on a town kills lives there
        let struck = || {
            let led = |i: &usize| {
                let w = state.drafts[*i].head;
                sentence.child(w, Rel::Case).is_some() && !reader.marked(s, w, Cue::Origin)
            };
            let mut all = drafts.clone().filter(told).filter(inside).filter(|i| led(i) && !there(i));
            all.find(|_| crowd && suffers(reader, s, head))
        };
        if let Some(i) = found_here.or_else(anywhere).or_else(struck) {
            return Country { from: None, ..found(i, "country of a place in the sentence", GUESS) };
        }
        // "the people of another country": of which one, nothing tells
        let other = sentence.children(head).any(|c| {
            sentence.words[c].rel == Rel::Nmod
                && reader.cues.is(Cue::Country, &sentence.words[c].lemma)
                && sentence.children(c).any(|k| sentence.words[k].feats.is("Definite", "Ind"))
        });
        let mover = matches!(sector, Some(Mil | Prm));
        let apart =
            |code: &SmolStr| (governs || mover) && is_set_apart(reader, state, s, head, code, governs, from);
        let bound = |c: &SmolStr| {
            !matches!(sector, Some(Cvl | Ref | Lab | Agr | Uaf | Crm)) || state.focus.is_named_beyond(c, s)
        };
        let other = other || has_unknown_origin(reader, state, s, hit, head, from);
        if let Some(code) = state.focus.country().filter(|c| !other && !apart(c) && bound(c)) {
            let reason = "country in focus".to_owned();
            return Country { code: Some(code), organization: None, from: None, reason, confidence: 0.5 };
        }
    }
    Country { code: None, organization: None, from: None, reason: "no country told".into(), confidence: 0.6 }
}

/// Whether something happens to the one that word `head` names: the subject of a passive, or an object.
fn suffers(reader: &Reader<'_>, s: usize, head: usize) -> bool {
    let sentence = reader.sentence(s);
    let joined = |w: &usize| sentence.head(*w).filter(|_| sentence.words[*w].rel == Rel::Conj);
    let first = std::iter::successors(Some(head), joined).take(sentence.words.len()).last().unwrap_or(head);
    let word = &sentence.words[first];
    word.is_rel(Rel::Nsubj, "pass") || word.rel == Rel::Obj
}

/// Whether a name that no table gives a country stands on the role noun like an adjective (*the Catalan government*):
/// then it is not of the country in focus.
fn has_unknown_origin(
    reader: &Reader<'_>,
    state: &State,
    s: usize,
    hit: &Hit<'_>,
    head: usize,
    from: usize,
) -> bool {
    let sentence = reader.sentence(s);
    let first = sentence.words.iter().position(|w| w.upos != Upos::Punct).unwrap_or(0);
    sentence.children(head).any(|c| {
        let word = &sentence.words[c];
        let capital = word.form.chars().next().is_some_and(char::is_uppercase);
        let name = word.upos == Upos::Propn || word.upos == Upos::Adj && c != first;
        let modifies = matches!(word.rel, Rel::Amod | Rel::Compound | Rel::Nmod);
        let told = || {
            state.drafts[from..].iter().any(|d| d.covers(s, c) && (d.country.is_some() || d.role.is_some()))
        };
        capital && name && modifies && !hit.covers(c) && sentence.child(c, Rel::Case).is_none() && !told()
    })
}

/// Whether a country is named for the first time as the one that the role noun's act is aimed at (*the government
/// approved aid to Kyiv*, *the minister met his Egyptian counterpart*, *said that he would attack Peru*): then the role
/// is of another country. Whom one `governs` may be named by anything; an army is not of the state that it invades or
/// leaves (*withdrew from Syria*), nor of that whose things or people it takes (*seized a tanker with Iranian oil*).
fn is_set_apart(
    reader: &Reader<'_>,
    state: &State,
    s: usize,
    head: usize,
    country: &SmolStr,
    governs: bool,
    from: usize,
) -> bool {
    if state.focus.is_in_mind(country) || reader.sentence(s).words[head].rel != Rel::Nsubj {
        return false;
    }
    let sentence = reader.sentence(s);
    let Some(verb) = sentence.head(head) else { return false };
    let mut named = state.drafts[from..].iter().filter(|d| d.s == s && d.country.as_ref() == Some(country));
    let left = |d: &Draft| match d.kind {
        "state" => sentence.words[d.head].rel == Rel::Obj || reader.marked(s, d.head, Cue::Origin),
        kind => kind == "demonym",
    };
    named.clone().next().is_some()
        && named.all(|d| {
            if !governs && !left(d) {
                return false;
            }
            let mut at = d.head;
            for _ in 0..sentence.words.len() {
                let rel = sentence.words[at].rel;
                match sentence.head(at) {
                    Some(above) if above == verb => {
                        return matches!(rel, Rel::Obj | Rel::Iobj | Rel::Obl);
                    }
                    // "said that he would attack Peru"
                    Some(above) if rel == Rel::Obj && sentence.words[above].rel == Rel::Ccomp => {
                        return sentence.head(above) == Some(verb);
                    }
                    Some(above) => at = above,
                    None => return false,
                }
            }
            false
        })
}

/// "Officers in the Russian military", "the mayor of the northern city of Nablus", "dissidents from military-ruled
/// Myanmar", "troops loyal to Haftar": the draft with a country that stands on the common noun which the role noun has on it.
fn through(reader: &Reader<'_>, state: &State, s: usize, head: usize, from: usize) -> Option<usize> {
    let sentence = reader.sentence(s);
    let below = |w: usize| {
        sentence.children(w).filter(|c| *c > head && sentence.words[*c].rel == Rel::Nmod).collect::<Vec<_>>()
    };
    let common = |w: &usize| matches!(sentence.words[*w].upos, Upos::Noun | Upos::Adj | Upos::Propn);
    let told = |w: usize| {
        (from..state.drafts.len()).find(|i| {
            let d = &state.drafts[*i];
            d.s == s
                && d.head == w
                && d.role.is_none()
                && d.country.is_some()
                && matches!(
                    d.kind,
                    "state" | "demonym" | "place" | "region" | "metonym" | "armed-group" | "party"
                )
        })
    };
    // "troops loyal to Haftar"
    let adjectives = sentence.children(head).filter(|c| *c > head && sentence.words[*c].upos == Upos::Adj);
    let loyal = adjectives.flat_map(|a| sentence.children(a)).filter(|c| {
        matches!(sentence.words[*c].rel, Rel::Obl | Rel::Nmod) && sentence.child(*c, Rel::Case).is_some()
    });
    let person = |w: usize| {
        (from..state.drafts.len()).find(|i| {
            let d = &state.drafts[*i];
            d.s == s && d.head == w && d.is_person() && d.country.is_some()
        })
    };
    if let Some(i) = loyal.collect::<Vec<_>>().into_iter().find_map(|w| told(w).or_else(|| person(w))) {
        return Some(i);
    }
    below(head).into_iter().filter(common).find_map(|noun| {
        let adjective = sentence
            .children(noun)
            .filter(|c| matches!(sentence.words[*c].rel, Rel::Amod | Rel::Compound))
            .find_map(told);
        adjective.or_else(|| below(noun).into_iter().find_map(told))
    })
}

/// "his security forces", "le sue truppe": the country of the one whose they are.
fn possessive(reader: &Reader<'_>, state: &State, s: usize, head: usize) -> Option<Country> {
    let sentence = reader.sentence(s);
    let owner = sentence.children(head).find(|c| {
        let w = &sentence.words[*c];
        // Arabic writes the owner's pronoun with the noun
        let suffixed = w.upos == Upos::Pron && w.rel == Rel::Nmod && *c == head + 1;
        (w.feats.is("Poss", "Yes") || suffixed)
            && (w.feats.is("Person", "3") || w.feats.get("Person").is_none())
    })?;
    let antecedent = coreference::subject_before(reader, state, s, owner)?;
    let code = state.drafts[antecedent].actor.as_ref()?.code.country.clone()?;
    Some(Country {
        code: Some(code),
        organization: None,
        from: None,
        reason: "country of the owner".into(),
        confidence: 0.7,
    })
}

/// A title with a name: one mention of the person.
fn take_bearer(
    reader: &Reader<'_>,
    state: &mut State,
    d: &mut Draft,
    b: usize,
    role: &Entity<'_>,
    country: &Country,
) {
    let bearer = &state.drafts[b];
    d.kind = "person";
    d.actor.clone_from(&bearer.actor);
    d.alias.clone_from(&bearer.alias);
    d.confidence = bearer.confidence.max(0.7);
    d.reason = format!("{}, with title", bearer.reason);
    d.plural = false;
    let known_here = bearer.actor.as_ref().is_some_and(|a| a.id.starts_with('x'));
    if known_here {
        let id = bearer.actor.as_ref().map(|a| a.id.clone()).unwrap_or_default();
        let code = role_code(reader, role, country);
        super::unknown::tell_role(reader, state, &id, role.name, country.organization, &code, true);
        if let Some(actor) = &mut d.actor {
            actor.code = super::unknown::code_of(state, &id).unwrap_or(code);
        }
    }
    d.country = d.actor.as_ref().and_then(|a| a.code.country.clone()).or(d.country.take());
    let code = d.actor.as_ref().map(|a| a.code.clone());
    if let (Some(actor), Some(code)) = (&mut state.drafts[b].actor, code) {
        actor.code = code;
    }
    state.drafts[b].role = Some(role.index);
}

/// Whether a word of a kind stands with a title (*deputy minister*, *le président déchu*).
fn modified(reader: &Reader<'_>, s: usize, head: usize, cue: Cue) -> bool {
    let sentence = reader.sentence(s);
    sentence.children(head).any(|c| reader.cues.is(cue, &sentence.words[c].lemma))
        || head > 0 && reader.cues.is(cue, &sentence.words[head - 1].lemma)
}

/// "The premier of Canada's Alberta province": the office is a region's, not its country's.
fn is_regional(reader: &Reader<'_>, state: &State, s: usize, head: usize) -> bool {
    let sentence = reader.sentence(s);
    let above = |w: usize| {
        let parent = sentence.head(w);
        parent == Some(head) || parent.and_then(|p| sentence.head(p)) == Some(head)
    };
    state.drafts.iter().any(|d| {
        d.s == s
            && matches!(d.kind, "region" | "place")
            && above(d.head)
            && !reader.marked(s, d.head, Cue::Locative)
    })
}

/// Who holds the office on the day.
fn holder(
    reader: &Reader<'_>,
    s: usize,
    head: usize,
    title: &Entity<'_>,
    country: &Country,
) -> Option<(Known, String, f32)> {
    let of = match (country.organization, &country.code) {
        (Some(org), _) => org,
        (None, Some(code)) => reader.base.find(&format!("state:{code}"))?.index,
        (None, None) => return None,
    };
    // "Its leader", "the leader in the east": of a party or a group rather than of the state
    let of_state = country.from.is_some() || country.confidence <= GUESS;
    let office = reader
        .base
        .office_with(title.index, of)
        .or_else(|| leader(reader, title, of).filter(|_| of_state || title.id != "title:group-leader"))?;
    if !office.single || modified(reader, s, head, Cue::Deputy) {
        return None;
    }
    let known = |term: &crate::base::Term<'_>| {
        let e = reader.base.entity(term.person);
        let code = Code { country: office.country.map(SmolStr::new), sector: office.sector.or(title.sector) };
        Some(Known { id: e.id.into(), name: e.name.to_owned(), kind: e.actor_kind()?, code })
    };
    let day = reader.day_at(s, head);
    if modified(reader, s, head, Cue::Former) {
        let past: Vec<_> = reader
            .base
            .terms(office.index)
            .filter(|t| t.to.is_some_and(|to| day.is_none_or(|d| to < d)))
            .collect();
        let term = past.last()?;
        let mut who = known(term)?;
        who.code.sector = Some(Sector::Eli);
        return Some((who, "the last former holder of the office".into(), 0.5));
    }
    let day = day?;
    let holders = reader.base.holders(office.index, day);
    let term = holders.first()?;
    let doubt = if holders.len() > 1 { 0.6 } else { 0.92 };
    Some((known(term)?, format!("held the office on {day}"), doubt))
}

/// "The Chinese leader": the head of state, where no head of government stands beside.
fn leader<'b>(reader: &Reader<'b>, title: &Entity<'_>, of: EntityIx) -> Option<crate::base::Office<'b>> {
    if title.id != "title:group-leader"
        && title.id != "title:head-of-state"
        && title.id != "title:head-of-government"
    {
        return None;
    }
    let fits = |subkind: &str| match title.id {
        "title:head-of-government" => subkind == "head-of-government",
        _ => subkind == "head-of-state",
    };
    let mut offices = reader
        .base
        .offices_of(of)
        .filter(|o| fits(reader.base.entity(o.title).subkind) && o.single)
        .collect::<Vec<_>>();
    let supreme = offices.iter().position(|o| reader.base.entity(o.title).id == "title:supreme-leader");
    if let Some(i) = supreme {
        return Some(offices.swap_remove(i));
    }
    (offices.len() == 1).then(|| offices.remove(0))
}

/// The code of a role in a country or organisation.
fn role_code(reader: &Reader<'_>, role: &Entity<'_>, country: &Country) -> Code {
    let mut code = Code { country: country.code.clone(), sector: role.sector };
    if let Some(org) = country.organization {
        let org = reader.base.entity(org);
        code.country = org.country.map(SmolStr::new).or(code.country);
        let decides = matches!(org.kind, EntityKind::ArmedGroup) || role.sector.is_none();
        // the president of a company governs nobody
        let led = role.sector == Some(Sector::Gov) && org.sector.is_some();
        if decides || led || matches!(org.sector, Some(Sector::Pty | Sector::Opp | Sector::Reb)) {
            code.sector = org.sector.or(role.sector);
        }
    }
    if code.sector.is_none()
        && role.kind == EntityKind::Title
        && code.country.is_some()
        && country.organization.is_none()
    {
        code.sector = Some(Sector::Gov);
    }
    code
}

/// Roles of those who lead or speak for others.
const SPEAKERS: &[&str] = &[
    "title:spokesperson",
    "title:group-leader",
    "role:leader",
    "role:commander",
    "role:negotiator",
    "role:representative",
    "role:official",
];

/// The group that someone leads or speaks for, where it is named by a role noun of its own: "a rebel spokesman", "un
/// portavoce dei ribelli", "the company's president".
fn represented<'b>(
    reader: &Reader<'b>,
    s: usize,
    hits: &[Hit<'b>],
    hit: &Hit<'_>,
    head: usize,
    role: &Entity<'_>,
) -> Option<Entity<'b>> {
    let speaks = SPEAKERS.contains(&role.id);
    if !speaks && role.kind != EntityKind::Title {
        return None;
    }
    let sentence = reader.sentence(s);
    let tied = |w: usize| {
        sentence.head(w) == Some(head)
            && match sentence.words[w].rel {
                Rel::Nmod if sentence.words[w].subrel == "poss" => true,
                Rel::Compound | Rel::Amod => true,
                Rel::Nmod => sentence.child(w, Rel::Case).is_none() || reader.marked(s, w, Cue::Genitive),
                _ => false,
            }
    };
    let other = hits.iter().filter(|h| h.span != hit.span && tied(reader.head_of(s, h.first, h.last)));
    let named = |h: &Hit<'b>| h.names.iter().find(|(_, e)| e.kind == EntityKind::Role).map(|(_, e)| *e);
    other.filter_map(named).find(|e| match e.sector {
        // "the company's president" governs nobody
        Some(Sector::Bus) => role.sector == Some(Sector::Gov),
        Some(Sector::Reb | Sector::Opp | Sector::Uaf | Sector::Mil | Sector::Cop) => speaks,
        _ => false,
    })
}

/// Who speaks for a group: of its sector.
fn speaker(reader: &Reader<'_>, role: &Entity<'_>, of: &Entity<'_>, country: &Country) -> Known {
    let short = |e: &Entity<'_>| e.id.split_once(':').map_or(e.id, |(_, r)| r).to_owned();
    let mut known = group(reader, of, country);
    known.id = known.id.replacen(&short(of), &format!("{}-{}", short(of), short(role)), 1).into();
    known.name = known.name.replacen(of.name, &format!("{} {}", of.name, role.name), 1);
    known
}

/// "His Egyptian counterpart": who holds in that country the office that the one named before holds at home.
fn counterpart(
    reader: &Reader<'_>,
    state: &State,
    s: usize,
    head: usize,
    country: &Country,
) -> Option<(Known, String, f32)> {
    let day = reader.day_at(s, head)?;
    let title = |d: &Draft| {
        let said = d.role.map(|r| reader.base.entity(r)).filter(|r| r.kind == EntityKind::Title);
        said.or_else(|| {
            let person = reader.base.find(&d.actor.as_ref()?.id)?;
            let mut terms = reader.base.terms_of(person.index).filter(|t| t.includes(day));
            terms.find_map(|t| {
                let office = reader.base.office(t.office);
                office.single.then(|| reader.base.entity(office.title))
            })
        })
    };
    let before = state.drafts.iter().filter(|d| d.s == s && d.last < head && d.country != country.code);
    let title = before.rev().find_map(title)?;
    let (known, why, confidence) = holder(reader, s, head, &title, country)?;
    Some((known, format!("counterpart: {why}"), confidence.min(0.8)))
}

/// A group, or someone without a name: the role and the country are the actor.
fn group(reader: &Reader<'_>, role: &Entity<'_>, country: &Country) -> Known {
    let code = role_code(reader, role, country);
    if GOVERNMENT.contains(&role.id)
        && country.organization.is_none()
        && let Some(state) = country.code.as_deref().and_then(|c| reader.base.find(&format!("state:{c}")))
    {
        return Known { id: state.id.into(), name: state.name.to_owned(), kind: ActorKind::State, code };
    }
    let short = role.id.split_once(':').map_or(role.id, |(_, r)| r);
    let of = country.organization.map(|o| reader.base.entity(o));
    let (owner_id, owner_name) = match (&of, &country.code) {
        (Some(org), _) => (org.id.replace(':', "-"), org.name.to_owned()),
        (None, Some(code)) => {
            let name =
                reader.base.find(&format!("state:{code}")).map_or(code.to_string(), |e| e.name.to_owned());
            (code.to_string(), name)
        }
        (None, None) => (String::new(), String::new()),
    };
    let (id, name) = if owner_id.is_empty() {
        (format!("group:{short}"), role.name.to_owned())
    } else {
        (format!("group:{short}@{owner_id}"), format!("{} ({owner_name})", role.name))
    };
    Known { id: id.into(), name, kind: ActorKind::Group, code }
}
