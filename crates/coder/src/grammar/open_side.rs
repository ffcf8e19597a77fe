//! Sides that the roles of a frame leave open: *agreed to provide Ukraine with a loan*, *approved a mission to Mali*.
//!
//! What it does: an event with a source and no target looks for one among the objects of its verb and of what that verb
//! governs (*is willing to send doctors to Chad*), then among their prepositional phrases, where the preposition is one
//! with which the lexicon marks targets of that type ([`Lexicon::marks_target`]). An event noun without a source that is
//! the object of a verb which tells of nothing itself takes that verb's subject (*parliament approved the deployment*).
//! Answers and verdicts without a target take the author of what they are about (*rejected an offer made by Kyiv*), refusals
//! the one on whom they depend (*will not lift the embargo until Havana …*: class `until`); aid, protests and troops take
//! whom the act reaches that they are for (*a hunger strike to protest against the authorities*); meetings the
//! organisation whose they are (*attended the OPEC summit*).
//! Source: the roles of the lexicon's own frames. Limits: one who only gains by the act (*to help refugees*) may be
//! taken for the target.
//!
//! [`Lexicon::marks_target`]: crate::lexicon::Lexicon::marks_target

use casus_model::{ActorRef, EventType, Quad, Rel, Sector, Upos};

use super::arguments::{Args, Filler};
use super::view::View;
use super::{Candidate, control, passive, sides};
use crate::lexicon::{Act, Effect, Frame};

/// A word of the sentence that tells of an event, with the type and the targets that its frame gave.
struct Told {
    word: usize,
    kind: Option<EventType>,
    targets: Vec<ActorRef>,
}

fn is_told(told: &[Told], word: usize) -> bool {
    told.iter().any(|t| t.word == word)
}

/// Fills what is open.
pub(crate) fn fill(view: &View<'_>, candidates: &mut Vec<Candidate<'_>>) {
    let told = |c: &Candidate<'_>| Told { word: c.word, kind: c.kind, targets: c.targets.clone() };
    let told: Vec<Told> = candidates.iter().filter(|c| !c.gone).map(told).collect();
    for candidate in candidates.iter_mut().filter(|c| !c.gone && c.rule != "demand") {
        let Some(kind) = candidate.kind else { continue };
        if candidate.sources.is_empty() && view.is_nominal(candidate.word) {
            candidate.sources = agent(view, candidate, kind, &told);
        }
        let parties = candidate.frame.roles.mutual && candidate.sources.len() > 1;
        if candidate.targets.is_empty() && !candidate.sources.is_empty() && !parties {
            candidate.targets = patient(view, candidate, kind, &told);
        }
    }
    // "gave aid to help people in Chad" tells of one act
    let same = |a: &[ActorRef], b: &[ActorRef]| {
        !a.is_empty() && a.len() == b.len() && a.iter().all(|x| b.iter().any(|y| x.id == y.id))
    };
    let again: Vec<usize> = candidates
        .iter()
        .filter(|c| {
            let told = |o: &&Candidate<'_>| {
                o.word < c.word
                    && o.kind == c.kind
                    && is_aim(view, o, c.word)
                    && same(&o.sources, &c.sources)
                    && same(&o.targets, &c.targets)
            };
            candidates.iter().any(|o| told(&o))
        })
        .map(|c| c.word)
        .collect();
    candidates.retain(|c| !again.contains(&c.word) && super::select::has_side(c));
}

/// The subject of the verb whose object the event noun is, where the verb tells of no event and of no denial.
fn agent(view: &View<'_>, candidate: &Candidate<'_>, kind: EventType, told: &[Told]) -> Vec<ActorRef> {
    use EventType as E;
    let word = candidate.word;
    let deed = matches!(
        kind,
        E::Aid | E::Support | E::Agree | E::Cooperate | E::Mobilize | E::Sanction | E::Accuse | E::Request
    ) || is_embargo(candidate, kind);
    // "authorised the release of aid to Cairo": through nouns that tell of nothing themselves
    let mut top = word;
    while let Some(carrier) = view.head(top).filter(|h| {
        let genitive =
            || view.preposition(top).is_some_and(|(whole, _)| view.lexicon.in_class("genitive", &whole));
        view.rel(top) == Rel::Nmod && view.is_nominal(*h) && !is_told(told, *h) && genitive()
    }) {
        top = carrier;
    }
    let verb = view.head(top).filter(|v| deed && view.rel(top) == Rel::Obj && view.is_verb(*v));
    let Some(verb) = verb.filter(|v| !is_told(told, *v) && !view.in_class("say", *v)) else {
        return Vec::new();
    };
    let denies = view.factuality(verb).iter().any(|w| w.effect == Effect::Denied);
    let undergoes = view.lexicon.frames_of(view.lemma(verb)).any(|f| match f.act {
        Act::Light => f.is_undergone(),
        Act::Nothing => false,
        // "parliament approved the deployment" where no frame fits
        Act::Event(kind) => matches!(kind, E::Reject | E::Accuse | E::Request),
        Act::Stop => true,
    });
    if denies || undergoes {
        return Vec::new();
    }
    let found = control::subject_of(view, verb, 0).into_iter().flat_map(|f| sides::actors(view, f));
    found.filter(|a| !candidate.targets.iter().any(|t| t.id == a.id)).collect()
}

/// Whom the act, or what the act is about, reaches: the first that is found of what its type lets look for.
fn patient(view: &View<'_>, candidate: &Candidate<'_>, kind: EventType, told: &[Told]) -> Vec<ActorRef> {
    use EventType as E;
    let open = Open { view, candidate, kind, told };
    if let Some(called) = open.called() {
        return called;
    }
    if kind == E::Request {
        return open.asked();
    }
    let refused = kind == E::Reject || view.is_negated(candidate.anchor);
    let awaited = |verbs: &[usize]| {
        let found = verbs.iter().filter(|_| refused).flat_map(|v| on_whom(view, *v));
        open.first(found)
    };
    let about = matches!(kind, E::Agree | E::Reject | E::Threaten);
    let clauses = || if about { governed(view, candidate, told) } else { vec![candidate.args.clone()] };
    let reached = || {
        let clauses = clauses();
        let found = or_else(open.reached(&clauses), || if about { open.meant() } else { Vec::new() });
        let verbs: Vec<usize> = clauses.iter().map(|c| c.word).collect();
        let found = or_else(found, || awaited(&verbs));
        let authors = || open.first(clauses.iter().flat_map(|c| authors(view, c)));
        if kind == E::Retreat { found } else { or_else(found, authors) }
    };
    let found = or_else(awaited(&[candidate.word, candidate.anchor]), || open.beside_verb());
    or_else(found, || match kind {
        E::Consult => open.first(meeting(view, candidate)),
        E::Protest | E::Mobilize => open.for_what(),
        E::Accuse => open.first(authors(view, &candidate.args)),
        E::Aid => or_else(open.for_what(), reached),
        E::Agree
        | E::Reject
        | E::Threaten
        | E::Support
        | E::Cooperate
        | E::Sanction
        | E::Retreat
        | E::Concede => reached(),
        _ if is_embargo(candidate, kind) => reached(),
        _ => Vec::new(),
    })
}

/// Whether the event is an embargo, a boycott or other sanctions of one state on another (CAMEO 163, a COERCE in PLOVER).
fn is_embargo(candidate: &Candidate<'_>, kind: EventType) -> bool {
    kind == EventType::Coerce && candidate.cameo == "163"
}

/// What was found, or else what is looked for next.
fn or_else(found: Vec<ActorRef>, next: impl FnOnce() -> Vec<ActorRef>) -> Vec<ActorRef> {
    if found.is_empty() { next() } else { found }
}

/// What the verb governs, and what that governs (*is willing to send doctors*).
fn governed(view: &View<'_>, candidate: &Candidate<'_>, told: &[Told]) -> Vec<Args> {
    let mut clauses = vec![candidate.args.clone()];
    let mut at = 0;
    while at < clauses.len() && clauses.len() < 5 {
        let inner: Vec<usize> = clauses[at].xcomp.iter().chain(&clauses[at].ccomp).copied().collect();
        for w in inner.into_iter().filter(|w| *w > candidate.word && !is_told(told, *w)) {
            if clauses.last().is_none_or(|c| c.word != w) {
                clauses.push(Args::of(view, w));
            }
        }
        at += 1;
    }
    clauses
}

/// An event whose target is open.
struct Open<'o, 'a> {
    view: &'o View<'a>,
    candidate: &'o Candidate<'a>,
    kind: EventType,
    told: &'o [Told],
}

impl Open<'_, '_> {
    fn is_source(&self, actor: &ActorRef) -> bool {
        self.candidate.sources.iter().any(|s| s.id == actor.id)
    }

    /// Whether an actor may be the target: one of a known country or organisation that does not act here. The troops
    /// that a state offers to send are its own.
    fn is_free(&self, actor: &ActorRef) -> bool {
        let known = actor.code.country.is_some() || actor.id.0.starts_with("org:");
        let own = actor.code.sector == Some(Sector::Mil)
            && self.candidate.sources.iter().any(|s| s.code.country == actor.code.country);
        known && !own && !self.is_source(actor)
    }

    /// The free actors of a phrase.
    fn named(&self, filler: Filler) -> Vec<ActorRef> {
        sides::actors(self.view, filler).into_iter().filter(|a| self.is_free(a)).collect()
    }

    /// Those of the first phrase that names any.
    fn first(&self, words: impl IntoIterator<Item = usize>) -> Vec<ActorRef> {
        let found = words.into_iter().map(|w| self.named(Filler::Word(w)));
        found.into_iter().find(|s| !s.is_empty()).unwrap_or_default()
    }

    /// "Called Kyiv to discuss": with the one who was called.
    fn called(&self) -> Option<Vec<ActorRef>> {
        let view = self.view;
        let call = view.head(self.candidate.word).filter(|g| control::is_call(view, *g));
        let call = call.filter(|_| matches!(view.rel(self.candidate.word), Rel::Advcl | Rel::Xcomp))?;
        let found = control::called(view, call).flat_map(|c| sides::actors(view, Filler::Word(c)));
        Some(found.filter(|a| !self.is_source(a)).collect())
    }

    /// Who is to do what is demanded (*demanded that the minister resign*).
    fn asked(&self) -> Vec<ActorRef> {
        let (view, args) = (self.view, &self.candidate.args);
        let themes = self.candidate.frame.roles.theme.iter().flat_map(|s| args.slot(view, s));
        let clauses = themes.filter_map(Filler::word).filter(|w| view.rel(*w) == Rel::Ccomp);
        let subjects = clauses.filter_map(|w| view.child(w, Rel::Nsubj));
        let actors = subjects.flat_map(|w| sides::actors(view, Filler::Word(w)));
        actors.filter(|a| !self.is_source(a)).collect()
    }

    /// "Approved the deployment of soldiers | to Lithuania": what hangs on the verb instead of the noun.
    fn beside_verb(&self) -> Vec<ActorRef> {
        use EventType as E;
        let (view, word) = (self.view, self.candidate.word);
        let object = view.is_nominal(word)
            && view.rel(word) == Rel::Obj
            && matches!(self.kind, E::Aid | E::Mobilize | E::Support | E::Cooperate);
        let verb = view.head(word).filter(|v| object && view.is_verb(*v) && !is_told(self.told, *v));
        let Some(verb) = verb else { return Vec::new() };
        let phrases = Args::of(view, verb).preps.into_iter();
        self.first(phrases.filter(|p| view.lexicon.marks_target(self.kind, &p.0)).map(|p| p.2))
    }

    /// Whom the clauses name where their prepositions mark a target.
    fn reached(&self, clauses: &[Args]) -> Vec<ActorRef> {
        let view = self.view;
        for (depth, args) in clauses.iter().enumerate() {
            let marks = |p: &str| {
                view.lexicon.marks_target(self.kind, p)
                    || (depth > 0 && view.lexicon.marks_target(EventType::Aid, p))
            };
            let objects = args.iobj.iter().chain(args.obj.iter().filter(|_| depth > 0)).copied();
            let phrases =
                args.preps.iter().filter(|(whole, first, _)| marks(whole) || whole == first && marks(first));
            let fillers = objects.chain(phrases.map(|(_, _, w)| Filler::Word(*w)));
            let thing = |w: usize| ["troops", "aid", "weapon"].iter().any(|class| view.in_class(class, w));
            let open = |f: &Filler| {
                let given = args.obj.contains(f) && f.word().is_some_and(thing);
                !given && f.word().is_none_or(|w| !is_told(self.told, w) && !view.is_time(w))
            };
            let found = fillers.filter(open).map(|f| self.named(f)).find(|found| !found.is_empty());
            if let Some(found) = found {
                return found;
            }
        }
        Vec::new()
    }

    /// "Offered to send troops to help the police": whom the act that it is for reaches.
    fn meant(&self) -> Vec<ActorRef> {
        let view = self.view;
        let purpose = |w: usize| {
            (matches!(view.rel(w), Rel::Xcomp | Rel::Ccomp)
                || matches!(view.rel(w), Rel::Advcl | Rel::Acl) && view.feats(w).is("VerbForm", "Inf"))
                && view.ancestors(w).take(3).any(|a| a == self.candidate.word)
        };
        let told = self.told.iter().filter(|t| t.word != self.candidate.word && purpose(t.word));
        let found = told.map(|t| t.targets.iter().filter(|a| self.is_free(a)).cloned().collect::<Vec<_>>());
        found.into_iter().find(|t| !t.is_empty()).unwrap_or_default()
    }

    /// Whom the act reaches that aid, a protest or troops are for: the target of an event in a clause of purpose or beside the
    /// noun (*a protest demanding that the authorities …*), for aid also whom another verb there is about (*to meet the needs
    /// of people in Malawi*), for troops whom a phrase below is against (*mobilised for an assault against Kyiv*).
    fn for_what(&self) -> Vec<ActorRef> {
        use EventType as E;
        let Self { view, candidate, kind, told } = *self;
        let fits = |other: EventType| match kind {
            E::Aid => matches!(other, E::Aid | E::Support),
            E::Protest => matches!(other, E::Protest | E::Request | E::Accuse | E::Reject),
            _ => matches!(other, E::Assault | E::Mobilize | E::Threaten | E::Coerce),
        };
        let is_forceful = |w: usize| {
            let force = |f: &Frame| matches!(f.act, Act::Event(k) if k.quad() == Quad::MaterialConflict);
            view.lexicon.frames_of(view.lemma(w)).any(force)
        };
        for clause in (0..view.len()).filter(|w| is_aim(view, candidate, *w)) {
            let inner = told.iter().find(|t| t.word == clause);
            let mut found: Vec<ActorRef> = match inner {
                Some(t) if t.kind.is_some_and(fits) => t.targets.clone(),
                None if kind == E::Aid && view.is_verb(clause) && !is_forceful(clause) => {
                    let args = Args::of(view, clause);
                    let objects = args.obj.iter().copied();
                    let phrases = args.preps.iter().map(|(_, _, w)| Filler::Word(*w));
                    objects
                        .chain(phrases)
                        .map(|f| sides::actors(view, f))
                        .find(|a| !a.is_empty())
                        .unwrap_or_default()
                }
                _ => Vec::new(),
            };
            found.retain(|a| self.is_free(a));
            if !found.is_empty() {
                return found;
            }
        }
        if kind != E::Mobilize {
            return Vec::new();
        }
        let against = (0..view.len()).filter(|w| {
            matches!(view.rel(*w), Rel::Obl | Rel::Nmod)
                && carriers(view, candidate).any(|t| view.is_under(*w, t))
                && view.preposition(*w).is_some_and(|(whole, _)| {
                    view.lexicon.marks_target(E::Assault, &whole)
                        && view.lexicon.marks_target(E::Protest, &whole)
                })
        });
        self.first(against)
    }
}

/// The nominals that tell whose the things are that a clause is about: who made them (*an offer made by Kyiv*, *the
/// decision that Moscow took*), from whom they come (*offers for talks by Kyiv*).
fn authors(view: &View<'_>, args: &Args) -> Vec<usize> {
    let objects = args.obj.iter().filter_map(|f| f.word());
    let phrases = args.preps.iter().map(|(_, _, w)| *w).filter(|w| view.head(*w) == Some(args.word));
    let things = objects.chain(phrases).filter(|w| view.upos(*w) == Upos::Noun && view.actor(*w).is_none());
    let mut found = Vec::new();
    for thing in things {
        // "the offer of talks made by Kyiv": the participle may hang on either noun
        let nouns = view.children(thing).filter(|c| view.rel(*c) == Rel::Nmod && view.actor(*c).is_none());
        for noun in std::iter::once(thing).chain(nouns) {
            for c in view.children(noun).filter(|c| matches!(view.rel(*c), Rel::Acl | Rel::Amod)) {
                // "la oferta presentada por Kiev" read as an adjective
                let passive = view.word(c).subrel != "relcl" && passive::is_passive(view, c);
                if !passive && !view.is_verb(c) {
                    continue;
                }
                let made = Args::of(view, c);
                if passive || made.obj.contains(&Filler::Word(noun)) {
                    found.extend(made.subj.iter().filter_map(|f| f.word()));
                }
            }
        }
        let near = view.children(thing).filter(|c| view.rel(*c) == Rel::Nmod);
        let deep = near.flat_map(|c| view.children(c).filter(|k| view.rel(*k) == Rel::Nmod).chain([c]));
        let agent = |c: &usize| {
            view.preposition(*c).is_some_and(|(whole, _)| view.lexicon.in_class("agentive", &whole))
        };
        found.extend(deep.filter(agent));
    }
    found
}

/// Who must act first: the subject or agent of a clause that the class `until` leads.
fn on_whom(view: &View<'_>, verb: usize) -> Vec<usize> {
    let clauses = view.children(verb).filter(|c| view.is_led_by_until(*c));
    clauses
        .flat_map(|c| Args::of(view, c).subj.into_iter().filter_map(Filler::word).collect::<Vec<_>>())
        .collect()
}

/// The meeting that a verb or noun tells of, with what names whose meeting it is (*the OPEC summit*).
fn meeting(view: &View<'_>, candidate: &Candidate<'_>) -> Vec<usize> {
    let objects = candidate.args.obj.iter().filter_map(|f| f.word());
    let nouns = objects.chain([candidate.word]).filter(|w| view.is_nominal(*w) && view.actor(*w).is_none());
    let of = nouns.flat_map(|n| view.children(n)).filter(|c| {
        matches!(view.rel(*c), Rel::Compound | Rel::Amod | Rel::Nmod | Rel::Flat)
            && view.preposition(*c).is_none_or(|(whole, _)| view.lexicon.in_class("genitive", &whole))
    });
    of.filter(|c| view.actor(*c).is_some_and(|a| a.id.0.starts_with("org:"))).collect()
}

/// The words on which an act's clauses of purpose may hang: its own, its light verb, the verb whose object it is.
fn carriers(view: &View<'_>, candidate: &Candidate<'_>) -> impl Iterator<Item = usize> {
    let verb = view.head(candidate.word).filter(|h| view.is_verb(*h));
    [Some(candidate.word), Some(candidate.anchor), verb].into_iter().flatten()
}

/// Whether a clause behind an act tells what it is for.
fn is_aim(view: &View<'_>, candidate: &Candidate<'_>, clause: usize) -> bool {
    let form = |value: &str| view.feats(clause).is("VerbForm", value);
    let aim = match view.rel(clause) {
        Rel::Xcomp => true,
        Rel::Advcl | Rel::Acl => form("Inf") || form("Ger"),
        _ => false,
    };
    aim && clause > candidate.word && carriers(view, candidate).any(|t| view.head(clause) == Some(t))
}
