//! What the names, titles, descriptions and pronouns of a text refer to.
//!
//! The way of a document: [`hits`] finds what the tables hold; [`crate::ner`] finds names that they do not;
//! [`link`] chooses among candidates by date, country in focus, titles beside and names told elsewhere in the text;
//! [`place`] tells a place from the government that sits there; [`roles`] composes role nouns, titles and their
//! country ("forze di sicurezza kazake" → KAZ and COP); [`unknown`] makes actors of names in no table;
//! [`crate::coreference`] follows short forms, descriptions, pronouns and understood subjects.

mod cues;
mod focus;
mod hits;
mod link;
mod persons;
mod place;
mod roles;
mod unknown;

use casus_model::{
    Actor, ActorId, ActorKind, ActorRef, Analysis, Code, Day, Diagnostic, Document, Mention, Ner, Resolution,
    Role, Sentence, SmolStr, Span, TimeExpression, Upos,
};

use crate::base::{Base, Entity, EntityIx};
use crate::coreference;
use crate::fold::Folded;
use crate::form::EntityKind;
use crate::ner::NameSpan;
use crate::teaching::Teachings;

pub(crate) use cues::{Cue, Cues};
pub(crate) use focus::Focus;
pub(crate) use persons::PersonIndex;

/// A mention on its way: what [`Mention`] holds, and what the next steps need.
#[derive(Clone, Debug)]
pub(crate) struct Draft {
    pub(crate) s: usize,
    /// First and last word, both included.
    pub(crate) first: usize,
    pub(crate) last: usize,
    pub(crate) head: usize,
    pub(crate) span: Span,
    pub(crate) ner: Option<Ner>,
    pub(crate) kind: &'static str,
    /// Who it is.
    pub(crate) actor: Option<Known>,
    /// The title or role noun that it has.
    pub(crate) role: Option<EntityIx>,
    /// The town, region or state it names as a place.
    pub(crate) place: Option<EntityIx>,
    /// The country it brings to mind.
    pub(crate) country: Option<SmolStr>,
    pub(crate) plural: bool,
    pub(crate) alias: Option<SmolStr>,
    pub(crate) reason: String,
    pub(crate) confidence: f32,
}

impl Draft {
    pub(crate) fn covers(&self, s: usize, word: usize) -> bool {
        self.s == s && self.first <= word && word <= self.last
    }

    pub(crate) fn is_person(&self) -> bool {
        self.actor.as_ref().is_some_and(|a| a.kind == ActorKind::Person)
    }

    pub(crate) fn is_name(&self) -> bool {
        !matches!(self.kind, "role" | "office" | "pronoun" | "null-subject" | "demonym" | "description")
    }
}

/// An actor as it is known at one place of the text.
#[derive(Clone, Debug)]
pub(crate) struct Known {
    pub(crate) id: SmolStr,
    pub(crate) name: String,
    pub(crate) kind: ActorKind,
    pub(crate) code: Code,
}

/// What all steps read: the text, the tables, the date.
pub(crate) struct Reader<'a> {
    pub(crate) base: &'a Base,
    pub(crate) teachings: &'a Teachings,
    pub(crate) persons: &'a PersonIndex,
    pub(crate) text: &'a str,
    pub(crate) analysis: &'a Analysis,
    pub(crate) lang: &'a str,
    pub(crate) cues: &'static Cues,
    /// The day the text speaks from; `None` for an undated text.
    pub(crate) day: Option<Day>,
    /// For each sentence, clauses (by their verb) that tell of a time far from the document's date.
    pub(crate) told_days: Vec<Vec<(usize, Day)>>,
}

impl<'a> Reader<'a> {
    pub(crate) fn sentence(&self, s: usize) -> &'a Sentence {
        &self.analysis.sentences[s]
    }

    /// The day of which the clause of word `w` tells, where that is far from the document's date.
    pub(crate) fn told_day(&self, s: usize, w: usize) -> Option<Day> {
        let told = self.told_days.get(s).filter(|t| !t.is_empty())?;
        let verb = clause(self.sentence(s), w);
        told.iter().find(|(v, _)| *v == verb).map(|(_, d)| *d)
    }

    /// The day at which the offices named by word `w` are looked up.
    pub(crate) fn day_at(&self, s: usize, w: usize) -> Option<Day> {
        self.told_day(s, w).or(self.day)
    }

    /// The word of a stretch that the others depend on.
    pub(crate) fn head_of(&self, s: usize, first: usize, last: usize) -> usize {
        let sentence = self.sentence(s);
        let outside = |w: usize| sentence.head(w).is_none_or(|h| h < first || h > last);
        let tops = (first..=last).filter(|w| outside(*w) && sentence.words[*w].upos != Upos::Punct);
        let depth = |w: usize| {
            let (mut n, mut at) = (0, w);
            while let Some(h) = sentence.head(at) {
                at = h;
                n += 1;
                if n > sentence.words.len() {
                    break;
                }
            }
            n
        };
        let functional = |w: usize| {
            matches!(sentence.words[w].upos, Upos::Adp | Upos::Det | Upos::Cconj | Upos::Part | Upos::Sconj)
        };
        tops.min_by_key(|w| (functional(*w), depth(*w), *w)).unwrap_or(first)
    }

    pub(crate) fn span(&self, s: usize, first: usize, last: usize) -> Span {
        let words = &self.sentence(s).words;
        words[first].span.cover(words[last].span)
    }

    /// The adpositions (or particles) that mark word `w`.
    pub(crate) fn markers(
        &self,
        s: usize,
        w: usize,
    ) -> impl Iterator<Item = &'a casus_model::Word> + use<'a> {
        let sentence = self.sentence(s);
        sentence
            .children(w)
            .filter(|c| sentence.words[*c].rel == casus_model::Rel::Case)
            .map(|c| &sentence.words[c])
    }

    pub(crate) fn marked(&self, s: usize, w: usize, cue: Cue) -> bool {
        self.markers(s, w).any(|m| self.cues.is(cue, m.lemma.as_str()) || self.cues.is(cue, m.form.as_str()))
    }

    /// An entity of the tables as an actor, with the code it has at word `w` of sentence `s`.
    pub(crate) fn known(&self, e: &Entity<'_>, s: usize, w: usize) -> Option<Known> {
        let kind = e.actor_kind()?;
        let code = if kind == ActorKind::Person { self.person_code(e, s, w) } else { e.code() };
        Some(Known { id: e.id.into(), name: e.name.to_owned(), kind, code })
    }

    /// The code of a person: of the office held on the day; of a former holder, elite; else what the tables say.
    fn person_code(&self, e: &Entity<'_>, s: usize, w: usize) -> Code {
        let own = e.code();
        let Some(day) = self.day_at(s, w) else {
            // Without a date the office the person is known for stands.
            return self.base.terms_of(e.index).last().map_or(own, |t| self.office_code(t.office, e));
        };
        let mut held: Vec<_> = self.base.terms_of(e.index).filter(|t| t.includes(day)).collect();
        // Offices of the state before those in organisations, of the own country before others; the latest first.
        held.sort_by_key(|t| {
            let office = self.base.office(t.office);
            (office.sector.is_none(), office.country != e.country, std::cmp::Reverse(t.from))
        });
        if let Some(term) = held.first() {
            return self.office_code(term.office, e);
        }
        let former = self.base.terms_of(e.index).any(|t| t.to.is_some_and(|to| to < day));
        let sector = own.sector.or(former.then_some(casus_model::Sector::Eli));
        Code {
            country: own.country,
            sector: sector
                .filter(|s| !(former && *s == casus_model::Sector::Gov))
                .or(former.then_some(casus_model::Sector::Eli)),
        }
    }

    fn office_code(&self, office: crate::base::OfficeIx, e: &Entity<'_>) -> Code {
        let office = self.base.office(office);
        Code { country: office.country.or(e.country).map(SmolStr::new), sector: office.sector.or(e.sector) }
    }
}

/// The verb (or other root) of the clause in which word `w` stands.
pub(crate) fn clause(s: &Sentence, w: usize) -> usize {
    let mut at = w;
    for _ in 0..s.words.len() {
        if at != w && matches!(s.words[at].upos, Upos::Verb) {
            break;
        }
        match s.head(at) {
            Some(h) => at = h,
            None => break,
        }
    }
    at
}

/// Resolves a document. `names` are the names that the recogniser saw in each sentence.
pub(crate) fn resolve(
    base: &Base,
    teachings: &Teachings,
    persons: &PersonIndex,
    document: &Document,
    analysis: &Analysis,
    times: &[TimeExpression],
    names: &[Vec<NameSpan>],
) -> Resolution {
    let reader = Reader {
        base,
        teachings,
        persons,
        text: &document.text,
        analysis,
        lang: analysis.lang.as_str(),
        cues: Cues::of(&analysis.lang),
        day: document.date.as_ref().and_then(|d| d.to().or(d.from())),
        told_days: crate::told_days(document, analysis, times),
    };
    let folded = Folded::new(&document.text);
    let all: Vec<Vec<hits::Hit<'_>>> = analysis
        .sentences
        .iter()
        .enumerate()
        .map(|(n, s)| {
            let mut found = hits::find(base, &document.text, &folded, reader.lang, s);
            let dates = || times.iter().filter(|t| t.sentence as usize == n);
            found.retain(|hit| !hits::is_town_or_surname(hit) || !dates().any(|t| t.span.contains(hit.span)));
            found
        })
        .collect();
    let mut state = State {
        focus: Focus::new(&reader, &all),
        full_names: link::full_names(&all),
        drafts: Vec::new(),
        actors: Vec::new(),
        diagnostics: Vec::new(),
    };
    let names: Vec<Vec<NameSpan>> = names
        .iter()
        .zip(&all)
        .zip(&analysis.sentences)
        .enumerate()
        .map(|(n, ((spans, hits), sentence))| {
            let mut spans = hits::cut(spans, hits);
            let dates: Vec<Span> =
                times.iter().filter(|t| t.sentence as usize == n).map(|t| t.span).collect();
            hits::tidy(sentence, &mut spans, hits, &dates);
            spans
        })
        .collect();
    // Unknown persons whose full name stands anywhere are known to the whole text.
    for (s, spans) in names.iter().enumerate() {
        unknown::introduce(&reader, &mut state, s, spans, &all[s]);
    }
    for s in 0..analysis.sentences.len() {
        let from = state.drafts.len();
        taught(&reader, &mut state, s);
        link::names(&reader, &mut state, s, &all[s], &names[s]);
        unknown::names(&reader, &mut state, s, &names[s], from);
        coreference::descriptions(&reader, &mut state, s, from);
        roles::compose(&reader, &mut state, s, &all[s], from);
        coreference::pronouns(&reader, &mut state, s);
        state.focus.advance(s, &state.drafts[from..]);
    }
    unknown::describe(&reader, &mut state);
    state.finish(&reader)
}

/// Mentions of names that people taught. They stand before everything that the tables say.
fn taught(reader: &Reader<'_>, state: &mut State, s: usize) {
    if reader.teachings.is_empty() {
        return;
    }
    let sentence = reader.sentence(s);
    for first in 0..sentence.words.len() {
        for last in (first..sentence.words.len().min(first + 6)).rev() {
            let span = reader.span(s, first, last);
            let Some(id) = reader.teachings.alias(span.of(reader.text)) else { continue };
            let e = reader.base.find(id);
            let known = e.and_then(|e| reader.known(&e, s, first)).or_else(|| {
                let (name, kind, code) = reader.teachings.actors.get(id)?;
                Some(Known { id: id.clone(), name: name.clone(), kind: *kind, code: code.clone() })
            });
            let Some(known) = known else { continue };
            if state.drafts.iter().any(|d| d.s == s && d.span.overlaps(span)) {
                continue;
            }
            let (ner, kind) = match known.kind {
                ActorKind::Person => (Some(Ner::Per), "person"),
                ActorKind::State => (Some(Ner::Loc), "state"),
                ActorKind::Group => (None, "group"),
                ActorKind::Government => (Some(Ner::Org), "government"),
                ActorKind::Alliance => (Some(Ner::Org), "alliance"),
                ActorKind::ArmedGroup => (Some(Ner::Org), "armed-group"),
                ActorKind::Organization => (Some(Ner::Org), "organization"),
            };
            state.drafts.push(Draft {
                s,
                first,
                last,
                head: reader.head_of(s, first, last),
                span,
                ner,
                kind,
                country: known.code.country.clone(),
                actor: Some(known),
                role: None,
                place: None,
                plural: false,
                alias: Some(span.of(reader.text).into()),
                reason: "taught by hand".into(),
                confidence: 1.0,
            });
            break;
        }
    }
}

/// What grows while a document is read.
pub(crate) struct State {
    pub(crate) focus: Focus,
    /// Persons of the tables whose full name stands somewhere in the text.
    pub(crate) full_names: Vec<EntityIx>,
    pub(crate) drafts: Vec<Draft>,
    /// Actors that are in no table.
    pub(crate) actors: Vec<Actor>,
    pub(crate) diagnostics: Vec<Diagnostic>,
}

impl State {
    /// The index of the draft whose head is word `w`, the shortest first.
    pub(crate) fn at(&self, s: usize, w: usize) -> Option<usize> {
        (0..self.drafts.len())
            .rev()
            .take_while(|i| self.drafts[*i].s == s)
            .filter(|i| self.drafts[*i].head == w)
            .min_by_key(|i| self.drafts[*i].span.len())
    }

    /// The widest draft that covers word `w`.
    pub(crate) fn over(&self, s: usize, w: usize) -> Option<usize> {
        (0..self.drafts.len())
            .rev()
            .take_while(|i| self.drafts[*i].s == s)
            .filter(|i| self.drafts[*i].covers(s, w))
            .max_by_key(|i| self.drafts[*i].span.len())
    }

    fn finish(mut self, reader: &Reader<'_>) -> Resolution {
        for d in &mut self.drafts {
            let Some(actor) = &mut d.actor else { continue };
            let surface = d.span.of(reader.text);
            if let Some((id, why)) = reader.teachings.instead(surface, &actor.id) {
                let taught = reader.teachings.actors.get(&id);
                let known = reader.base.find(&id).and_then(|e| reader.known(&e, d.s, d.head)).or_else(|| {
                    taught.map(|(name, kind, code)| Known {
                        id: id.clone(),
                        name: name.clone(),
                        kind: *kind,
                        code: code.clone(),
                    })
                });
                match known {
                    Some(known) => *actor = known,
                    None => actor.id = id,
                }
                d.reason = format!("{}, {why}", d.reason);
            }
        }
        self.drafts.sort_by_key(|d| (d.span.start, std::cmp::Reverse(d.span.end)));
        let mentions: Vec<Mention> =
            self.drafts.iter().enumerate().map(|(i, d)| mention(reader, d, i as u32)).collect();
        let mut actors: Vec<Actor> = Vec::new();
        let mut seen = std::collections::BTreeSet::new();
        for d in &self.drafts {
            let Some(known) = &d.actor else { continue };
            if !seen.insert(known.id.clone()) {
                continue;
            }
            let id = ActorId(known.id.clone());
            let of_text = self.actors.iter().find(|a| a.id == id).cloned();
            actors.push(of_text.or_else(|| reader.base.actor(&id)).unwrap_or_else(|| Actor {
                id,
                name: known.name.clone(),
                kind: known.kind,
                code: known.code.clone(),
                roles: Vec::new(),
                wikidata: None,
                known: true,
            }));
        }
        actors.sort_by(|a, b| a.id.cmp(&b.id));
        Resolution { mentions, actors, times: Vec::new(), diagnostics: self.diagnostics }
    }
}

fn mention(reader: &Reader<'_>, d: &Draft, index: u32) -> Mention {
    Mention {
        span: d.span,
        sentence: d.s as u32,
        head: d.head as u32,
        ner: d.ner,
        kind: SmolStr::new_static(d.kind),
        actor: d.actor.as_ref().map(|a| ActorRef {
            id: ActorId(a.id.clone()),
            name: a.name.clone(),
            code: a.code.clone(),
            mention: Some(index),
        }),
        place: d.place.and_then(|p| reader.base.place(p)),
        alias: d.alias.clone(),
        reason: d.reason.as_str().into(),
        confidence: d.confidence,
    }
}

/// The name by which mentions call what an entity is.
pub(crate) fn kind_name(e: &Entity<'_>) -> &'static str {
    match e.kind {
        EntityKind::State => "state",
        EntityKind::Government => "government",
        EntityKind::Person => "person",
        EntityKind::Alliance => "alliance",
        EntityKind::Organization => match e.subkind {
            "party" => "party",
            "news-agency" | "broadcaster" | "newspaper" | "media" | "magazine" => "media",
            "company" | "bank" => "company",
            _ => "organization",
        },
        EntityKind::ArmedGroup => "armed-group",
        EntityKind::Group => "group",
        EntityKind::Infrastructure => "infrastructure",
        EntityKind::Place => "place",
        EntityKind::Region => "region",
        EntityKind::Title => "office",
        EntityKind::Role => "role",
    }
}

/// A role as the text tells it.
pub(crate) fn role(title: &str, organization: Option<&str>, code: Code) -> Role {
    Role { title: title.into(), organization: organization.map(SmolStr::new), code, term: None }
}
