//! Names that are in no table: an actor of their own, with what the text says about them.
//!
//! "Sam Greene, direttore del Russia Institute al King's College di Londra" becomes a person with a role, an
//! institution, a country and a sector; later "Greene" is the same. The identifier is made from the name as it
//! sounds, so the same name in another text, language or script is the same actor.

use casus_model::{Actor, ActorId, ActorKind, Code, Ner, Rel, Sector, SmolStr, Upos, stable_id};

use super::hits::Hit;
use super::{Draft, Known, Reader, State, role};
use crate::base::EntityIx;
use crate::form::{Class, EntityKind};
use crate::names::{self, PersonName};
use crate::ner::NameSpan;

/// The identifier of an actor that is known by its name alone.
pub(crate) fn identifier(kind: ActorKind, name: &str) -> SmolStr {
    let key = if kind == ActorKind::Person { names::canonical(name) } else { crate::fold::fold(name) };
    let what = if kind == ActorKind::Person { "person" } else { "organization" };
    stable_id("x", &[what, &key]).into()
}

/// Makes actors of the persons whose full name stands in a sentence and is in no table.
pub(super) fn introduce(
    reader: &Reader<'_>,
    state: &mut State,
    s: usize,
    spans: &[NameSpan],
    hits: &[Hit<'_>],
) {
    for span in spans.iter().filter(|n| n.ner == Ner::Per) {
        let text = reader.span(s, span.first, span.last).of(reader.text);
        let name = PersonName::parse(text);
        if !name.is_full() {
            continue;
        }
        let in_tables = hits.iter().any(|h| {
            h.first <= span.first
                && span.last <= h.last
                && h.names.iter().any(|(m, e)| e.kind == EntityKind::Person && m.name.class != Class::Surname)
        });
        if in_tables || known_spelling(reader, text).is_some() {
            continue;
        }
        let id = identifier(ActorKind::Person, text);
        if !state.actors.iter().any(|a| a.id.0 == id) {
            state.actors.push(new_actor(id, text, ActorKind::Person, Code::default()));
        }
    }
}

fn new_actor(id: SmolStr, name: &str, kind: ActorKind, code: Code) -> Actor {
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    Actor { id: ActorId(id), name, kind, code, roles: Vec::new(), wikidata: None, known: false }
}

/// A person of the tables whose name is written so in another spelling.
fn known_spelling(reader: &Reader<'_>, text: &str) -> Option<(EntityIx, &'static str)> {
    let parsed = PersonName::parse(text);
    let mut best: Option<(f32, EntityIx)> = None;
    for e in reader.persons.candidates(reader.base, &parsed) {
        for name in reader.persons.names(reader.base, e).iter() {
            let m = names::compare(name, &parsed);
            if m.is_same() && best.is_none_or(|(score, _)| m.score > score) {
                best = Some((m.score, e));
            }
        }
    }
    best.map(|(_, e)| (e, "another spelling"))
}

/// Makes mentions of the names that the recogniser saw and the tables did not tell.
pub(super) fn names(reader: &Reader<'_>, state: &mut State, s: usize, spans: &[NameSpan], from: usize) {
    for span in spans {
        // "Il governo peruviano" is a description: names begin with a capital where the script has them.
        let words = &reader.sentence(s).words[span.first..=span.last];
        if words.iter().all(|w| w.form.chars().next().is_none_or(|c| c.is_lowercase() || !c.is_alphabetic()))
        {
            continue;
        }
        let whole = reader.span(s, span.first, span.last);
        let same = (from..state.drafts.len()).find(|i| state.drafts[*i].span == whole);
        if let Some(i) = same {
            // What the tables know needs no guess; the recogniser decides what both may be.
            if state.drafts[i].kind == "demonym" && span.ner != Ner::Misc {
                state.drafts[i].ner = None;
            }
            continue;
        }
        let larger = state.drafts[from..].iter().any(|d| d.span.contains(whole) && d.is_name());
        if larger {
            continue;
        }
        let inner = (from..state.drafts.len()).find(|i| whole.contains(state.drafts[*i].span));
        let crossing = state.drafts[from..].iter().any(|d| d.span.overlaps(whole) && !whole.contains(d.span));
        if crossing {
            continue;
        }
        // Two names that the tables tell, side by side or with a small word between them, are no third one: "Russia
        // and China". Places may be joined by more.
        let inside: Vec<&Draft> = state.drafts[from..].iter().filter(|d| whole.contains(d.span)).collect();
        let told = |w: usize| inside.iter().any(|d| d.first <= w && w <= d.last && d.kind != "demonym");
        let small = |w: usize| {
            matches!(
                words[w - span.first].upos,
                Upos::Adp | Upos::Det | Upos::Cconj | Upos::Part | Upos::Punct
            )
        };
        let nothing_else = (span.first..=span.last).all(|w| told(w) || small(w));
        let clitic = |w: usize| told(w) || matches!(words[w - span.first].upos, Upos::Part | Upos::Punct);
        if inside.len() >= 2 && (span.ner == Ner::Loc || nothing_else && span.ner != Ner::Per)
            || !inside.is_empty() && (span.first..=span.last).all(clitic)
        {
            continue;
        }
        // In a language that the recogniser has seen no word of, a noun of organisations tells that a name is of one,
        // and nothing else tells that a name of the tables and what stands beside it are.
        let mut ner = span.ner;
        if matches!(ner, Ner::Org | Ner::Misc) && !crate::ner::learned(reader.lang) {
            if words.iter().any(|w| reader.cues.organization(&w.lemma)) {
                ner = Ner::Org;
            } else if inside.iter().any(|d| d.actor.is_some()) {
                continue;
            }
        }
        let text = whole.of(reader.text);
        let draft = match ner {
            Ner::Per => person(reader, state, s, span, text, inner),
            Ner::Org => organization(reader, state, s, span, text),
            Ner::Loc => {
                // A name of the tables with a word of direction before it is still that place.
                let base = inner.map(|i| state.drafts[i].clone());
                let mut d = blank(reader, s, span, "place", Ner::Loc);
                d.country = base.as_ref().and_then(|b| b.country.clone());
                d.place = base.and_then(|b| b.place);
                d.reason = "a place in no table".into();
                d
            }
            Ner::Misc => {
                let mut d = blank(reader, s, span, "other", Ner::Misc);
                d.reason = "a name of something else".into();
                d
            }
        };
        if draft.ner == Some(Ner::Per) {
            state.drafts.retain(|d| d.s != s || !whole.contains(d.span));
        }
        state.drafts.push(draft);
    }
    surnames(reader, state, s, from);
}

/// Bare surnames that neither the tables nor the recogniser saw, of persons whom the text names in full.
fn surnames(reader: &Reader<'_>, state: &mut State, s: usize, from: usize) {
    let sentence = reader.sentence(s);
    for w in 0..sentence.words.len() {
        let word = &sentence.words[w];
        if word.upos != Upos::Propn || state.drafts[from..].iter().any(|d| d.covers(s, w)) {
            continue;
        }
        let bare = PersonName::parse(&word.form);
        let named = |a: &&Actor| {
            a.kind == ActorKind::Person && a.name.contains(' ') && shares_surname(&a.name, &bare)
        };
        let Some(a) = state.actors.iter().find(named) else { continue };
        let known = Known { id: a.id.0.clone(), name: a.name.clone(), kind: a.kind, code: a.code.clone() };
        let span = NameSpan { first: w, last: w, ner: Ner::Per, confidence: 0.8 };
        let mut d = blank(reader, s, &span, "person", Ner::Per);
        d.actor = Some(known);
        d.reason = "surname of a person named in full".into();
        d.confidence = 0.85;
        state.drafts.push(d);
    }
}

fn blank(reader: &Reader<'_>, s: usize, span: &NameSpan, kind: &'static str, ner: Ner) -> Draft {
    Draft {
        s,
        first: span.first,
        last: span.last,
        head: reader.head_of(s, span.first, span.last),
        span: reader.span(s, span.first, span.last),
        ner: Some(ner),
        kind,
        actor: None,
        role: None,
        place: None,
        country: None,
        plural: false,
        alias: None,
        reason: String::new(),
        confidence: 0.6 * span.confidence.max(0.5),
    }
}

fn person(
    reader: &Reader<'_>,
    state: &mut State,
    s: usize,
    span: &NameSpan,
    text: &str,
    inner: Option<usize>,
) -> Draft {
    let mut d = blank(reader, s, span, "person", Ner::Per);
    // A surname of the tables that was accepted inside the longer name is that person.
    if let Some(i) = inner.filter(|i| state.drafts[*i].is_person() && state.drafts[*i].kind == "person") {
        let accepted = &state.drafts[i];
        d.actor.clone_from(&accepted.actor);
        d.alias.clone_from(&accepted.alias);
        d.country.clone_from(&accepted.country);
        d.reason.clone_from(&accepted.reason);
        d.confidence = accepted.confidence;
        return d;
    }
    let parsed = PersonName::parse(text);
    if parsed.is_full()
        && let Some((e, why)) = known_spelling(reader, text)
    {
        let e = reader.base.entity(e);
        d.actor = reader.known(&e, s, span.first);
        d.country = e.country.map(SmolStr::new);
        d.alias = Some(e.name.into());
        d.reason = why.into();
        d.confidence = 0.85;
        return d;
    }
    let (actor, why, confidence) = if parsed.is_full() {
        let id = identifier(ActorKind::Person, text);
        (state.actors.iter().position(|a| a.id.0 == id), "a person in no table", 0.75)
    } else {
        let fits = |a: &&Actor| a.kind == ActorKind::Person && shares_surname(&a.name, &parsed);
        let position = state.actors.iter().position(|a| fits(&a));
        (position, "surname of a person named in full", 0.85)
    };
    if let Some(i) = actor {
        let a = &state.actors[i];
        d.actor =
            Some(Known { id: a.id.0.clone(), name: a.name.clone(), kind: a.kind, code: a.code.clone() });
        d.reason = why.into();
        d.confidence = confidence;
        return d;
    }
    // The surname of a person of the tables who is named in full in this text, in another spelling.
    for e in state.full_names.clone() {
        let e = reader.base.entity(e);
        if !parsed.is_full() && shares_surname(e.name, &parsed) {
            d.actor = reader.known(&e, s, span.first);
            d.country = e.country.map(SmolStr::new);
            d.reason = "surname of a person named in full".into();
            d.confidence = 0.85;
            return d;
        }
    }
    let id = identifier(ActorKind::Person, text);
    let actor = new_actor(id, text, ActorKind::Person, Code::default());
    d.actor = Some(Known {
        id: actor.id.0.clone(),
        name: actor.name.clone(),
        kind: actor.kind,
        code: Code::default(),
    });
    d.reason = "a person in no table".into();
    d.confidence = 0.5;
    if !state.actors.iter().any(|a| a.id == actor.id) {
        state.actors.push(actor);
    }
    d
}

/// Whether a bare surname is that of the full name, or the name with which that begins: "Wong Mei Ling" is "Wong".
pub(crate) fn shares_surname(full: &str, bare: &PersonName) -> bool {
    let first = full.split_whitespace().next().map(crate::fold::fold);
    if first.is_some() && bare.surname().map(crate::fold::fold) == first {
        return true;
    }
    let full = PersonName::parse(full);
    const ALIKE: f32 = 0.9;
    match (full.surname(), bare.surname()) {
        (Some(a), Some(b)) => a == b || names::similarity(&names::keys(a), &names::keys(b), ALIKE) >= ALIKE,
        _ => false,
    }
}

fn organization(reader: &Reader<'_>, state: &mut State, s: usize, span: &NameSpan, text: &str) -> Draft {
    let mut d = blank(reader, s, span, "organization", Ner::Org);
    let sentence = reader.sentence(s);
    let noun = (span.first..=span.last).find_map(|w| {
        let word = &sentence.words[w];
        reader.cues.sector(&word.lemma).or_else(|| reader.cues.sector(&word.form))
    });
    let nested = state.drafts.iter().filter(|x| x.s == s && x.first >= span.first && x.last <= span.last);
    let country = nested.filter_map(|x| x.country.clone()).next_back();
    let beside = state.drafts.iter().find(|x| {
        x.s == s
            && x.country.is_some()
            && x.role.is_none()
            && sentence.head(x.head) == Some(d.head)
            && !x.is_person()
    });
    let country = country.or_else(|| beside.and_then(|x| x.country.clone()));
    let code = Code { country: country.clone(), sector: noun };
    let id = identifier(ActorKind::Organization, text);
    d.actor = Some(Known {
        id: id.clone(),
        name: text.to_owned(),
        kind: ActorKind::Organization,
        code: code.clone(),
    });
    d.country = country;
    d.reason = "an organisation in no table".into();
    match state.actors.iter_mut().find(|a| a.id.0 == id) {
        Some(a) => {
            a.code.country = a.code.country.take().or(code.country);
            a.code.sector = a.code.sector.or(code.sector);
        }
        None => state.actors.push(new_actor(id, text, ActorKind::Organization, code)),
    }
    d
}

/// What the text says a person in no table is.
pub(super) fn tell_role(
    reader: &Reader<'_>,
    state: &mut State,
    id: &str,
    title: &str,
    organization: Option<EntityIx>,
    code: &Code,
    strong: bool,
) {
    let org = organization.map(|o| reader.base.entity(o).name.to_owned());
    tell(state, id, title, org.as_deref(), code, strong);
}

/// As [`tell_role`], with the institution as the text calls it.
pub(super) fn tell(
    state: &mut State,
    id: &str,
    title: &str,
    organization: Option<&str>,
    code: &Code,
    strong: bool,
) {
    let Some(actor) = state.actors.iter_mut().find(|a| a.id.0 == id) else { return };
    let said = role(title, organization, code.clone());
    if !actor.roles.contains(&said) {
        actor.roles.push(said);
    }
    if strong || actor.code == Code::default() {
        actor.code.country = code.country.clone().or(actor.code.country.take());
        actor.code.sector = code.sector.or(actor.code.sector);
    }
}

pub(super) fn code_of(state: &State, id: &str) -> Option<Code> {
    state.actors.iter().find(|a| a.id.0 == id).map(|a| a.code.clone())
}

/// At the end: descriptions beside names are read ("Sam Greene, direttore del Russia Institute …"), and every
/// mention of an actor gets the code that the whole text tells.
pub(super) fn describe(reader: &Reader<'_>, state: &mut State) {
    for i in 0..state.drafts.len() {
        let d = &state.drafts[i];
        let Some(actor) = d.actor.as_ref().filter(|a| a.id.starts_with('x') && a.kind == ActorKind::Person)
        else {
            continue;
        };
        if d.kind != "person" {
            continue;
        }
        let id = actor.id.clone();
        let sentence = reader.sentence(d.s);
        let (s, head) = (d.s, d.head);
        let beside = described(reader, state, i);
        let mut below: Vec<usize> = sentence.children(head).collect();
        below.extend(beside.filter(|b| !below.contains(b)));
        for c in below {
            let word = &sentence.words[c];
            let apposition = word.rel == Rel::Appos && word.upos == Upos::Noun || Some(c) == beside;
            let affiliation = word.rel == Rel::Nmod && c > head;
            if !affiliation && (!apposition || word.feats.is("Number", "Plur")) {
                continue;
            }
            let inside = sentence.subtree(c);
            let told = institution(reader, state, s, &inside);
            if affiliation && told.0.is_none() && !reader.cues.organization(&word.lemma) {
                continue;
            }
            let named = state.at(s, c).map(|k| &state.drafts[k]);
            let role_entity = named.and_then(|k| k.role).map(|r| reader.base.entity(r));
            let sector =
                told.1.or(role_entity.and_then(|r| r.sector)).or_else(|| reader.cues.sector(&word.lemma));
            let country = told.2;
            let title = phrase(reader, s, c, &inside);
            tell(state, &id, &title, told.0.as_deref(), &Code { country, sector }, false);
        }
    }
    describe_organizations(reader, state);
    for d in &mut state.drafts {
        if let Some(actor) = d.actor.as_mut().filter(|a| a.id.starts_with('x'))
            && let Some(of_text) = state.actors.iter().find(|a| a.id.0 == actor.id)
        {
            actor.code = of_text.code.clone();
            actor.name.clone_from(&of_text.name);
            d.country = d.country.take().or(of_text.code.country.clone());
        }
    }
    // "Sam Greene, direttore …": the description is the person.
    for i in 0..state.drafts.len() {
        let d = &state.drafts[i];
        if !matches!(d.kind, "office" | "role") || d.plural {
            continue;
        }
        let sentence = reader.sentence(d.s);
        let parent = sentence.head(d.head).filter(|_| sentence.words[d.head].rel == Rel::Appos);
        let above =
            parent.and_then(|p| state.drafts.iter().position(|k| k.s == d.s && k.head == p && k.is_person()));
        let beside = || {
            (0..state.drafts.len()).find(|k| {
                let p = &state.drafts[*k];
                p.s == d.s && p.kind == "person" && described(reader, state, *k) == Some(d.head)
            })
        };
        let Some(k) = above.or_else(beside) else { continue };
        let (actor, country) = (state.drafts[k].actor.clone(), state.drafts[k].country.clone());
        let d = &mut state.drafts[i];
        d.actor = actor;
        d.country = country.or(d.country.take());
        d.reason = "stands beside the name".into();
        d.confidence = 0.85;
    }
}

/// "The airline Ryanair", "automaker Ford", "Ryanair, an Irish airline": a role noun that is one phrase with the name of
/// an organisation in no table tells its sector, and its country where the noun has one of its own.
fn describe_organizations(reader: &Reader<'_>, state: &mut State) {
    let mut told: Vec<(SmolStr, Code)> = Vec::new();
    for d in &state.drafts {
        let Some(actor) = d.actor.as_ref().filter(|a| a.id.starts_with('x')) else { continue };
        if actor.kind != ActorKind::Organization || actor.code.sector.is_some() {
            continue;
        }
        let sentence = reader.sentence(d.s);
        let bare = |w: usize| sentence.child(w, Rel::Case).is_none();
        let noun = state.drafts.iter().find(|r| {
            let rel = sentence.words.get(r.head).map(|w| w.rel);
            let of = |w: usize, head: usize| r.s == d.s && sentence.head(w) == Some(head) && bare(w);
            let group =
                r.actor.as_ref().is_some_and(|a| a.id.starts_with("group:") && a.code.sector.is_some());
            let before = || {
                r.last < d.first
                    && (of(r.head, d.head)
                        && matches!(rel, Some(Rel::Compound | Rel::Amod | Rel::Flat | Rel::Nmod))
                        || of(d.head, r.head)
                            && matches!(sentence.words[d.head].rel, Rel::Flat | Rel::Appos | Rel::Nmod))
            };
            let after = || r.first > d.last && of(r.head, d.head) && rel == Some(Rel::Appos);
            r.s == d.s && r.kind == "role" && group && (before() || after())
        });
        if let Some((noun, role)) = noun.and_then(|r| Some((r, r.actor.as_ref()?))) {
            let own = noun.confidence > super::roles::GUESS;
            let country = role.code.country.clone().filter(|_| own);
            told.push((actor.id.clone(), Code { country, sector: role.code.sector }));
        }
    }
    for (id, code) in told {
        if let Some(actor) = state.actors.iter_mut().find(|a| a.id.0 == id) {
            actor.code.sector = actor.code.sector.or(code.sector);
            actor.code.country = actor.code.country.take().or(code.country);
        }
    }
}

/// The head of the title or role noun that stands right after the name of draft `i` and a comma.
fn described(reader: &Reader<'_>, state: &State, i: usize) -> Option<usize> {
    let d = &state.drafts[i];
    let words = &reader.sentence(d.s).words;
    if words.get(d.last + 1).is_none_or(|w| w.form != ",") {
        return None;
    }
    let role = state.drafts.iter().find(|r| {
        r.s == d.s
            && matches!(r.kind, "office" | "role")
            && !r.plural
            && (d.last + 2..=d.last + 3).contains(&r.first)
    })?;
    Some(role.head)
}

/// The institution in a description: its name, sector and country.
fn institution(
    reader: &Reader<'_>,
    state: &State,
    s: usize,
    words: &[usize],
) -> (Option<String>, Option<Sector>, Option<SmolStr>) {
    let inside = |d: &&Draft| d.s == s && words.contains(&d.head);
    let is_org = |d: &&Draft| {
        matches!(
            d.kind,
            "organization" | "alliance" | "government" | "media" | "party" | "company" | "armed-group"
        )
    };
    let orgs: Vec<&Draft> = state.drafts.iter().filter(inside).filter(is_org).collect();
    let outer: Vec<&&Draft> =
        orgs.iter().filter(|d| !orgs.iter().any(|o| o.span != d.span && o.span.contains(d.span))).collect();
    let name = (!outer.is_empty())
        .then(|| outer.iter().map(|d| d.span.of(reader.text)).collect::<Vec<_>>().join(", "));
    let codes: Vec<&Code> = outer.iter().filter_map(|d| d.actor.as_ref()).map(|a| &a.code).collect();
    let sector = codes.iter().find_map(|c| c.sector);
    let real = |c: &SmolStr| !crate::compile::NON_STATES.contains(&c.as_str());
    let of_place = state
        .drafts
        .iter()
        .filter(inside)
        .filter(|d| matches!(d.kind, "place" | "region" | "state" | "demonym" | "metonym"))
        .filter(|d| !orgs.iter().any(|o| o.span.contains(d.span) && o.alias.is_some()))
        .filter_map(|d| d.country.clone())
        .next_back();
    let country = codes.iter().find_map(|c| c.country.clone()).filter(real).or(of_place);
    (name, sector, country.or_else(|| codes.iter().find_map(|c| c.country.clone())))
}

/// A description as the text says it, up to the first comma or clause.
fn phrase(reader: &Reader<'_>, s: usize, head: usize, inside: &[usize]) -> String {
    let sentence = reader.sentence(s);
    let last = inside
        .iter()
        .copied()
        .skip_while(|w| *w < head)
        .take_while(|w| sentence.words[*w].upos != Upos::Punct && sentence.words[*w].rel != Rel::Acl)
        .last()
        .unwrap_or(head);
    let first = inside
        .iter()
        .copied()
        .find(|w| !matches!(sentence.words[*w].upos, Upos::Det | Upos::Punct | Upos::Adp))
        .unwrap_or(head);
    reader
        .span(s, first.min(head), last.max(head))
        .of(reader.text)
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}
