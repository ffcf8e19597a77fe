//! Whether a thing happened, by the text, and why.
//!
//! The judgement walks from the event up to the root of its sentence. What it meets on the way, from the inside
//! out: negation, modal verbs, mood, tense and aspect of each clause; adjectives and adverbs; and governors listed
//! in `factuality.tsv` (*plan to*, *threat of*, *deny*). Each changes the judgement so far ([`State::apply`]); a
//! change away from *happened* is never taken back by something further out, except by `fact` words, and when two
//! disagree the less certain wins. Infinitives under verbs the table does not know count as planned, not as done.
//!
//! [`readings`] reads every predicate of a document so, political or not.
//!
//! Limits: irony, and conditions told in another sentence.

use casus_model::{
    Analysis, EventType, Factuality, Feats, Genericity, Quad, Rel, Resolution, SmolStr, Span, TimeExpression,
    Upos,
};

use crate::grammar::view::View;
use crate::grammar::{Candidate, control, passive};
use crate::lexicon::{Effect, FactualityWord, Lexicon, Slot};

/// A judgement with its reason.
#[derive(Clone, Debug)]
pub(crate) struct State {
    pub(crate) value: Factuality,
    pub(crate) reason: SmolStr,
    pub(crate) genericity: Genericity,
    /// Whether the act was denied by refusing or not intending it (a REJECT), not by its not having happened.
    pub(crate) refused: bool,
    /// Whether anything on the way told of the time to come.
    future: bool,
    /// Whether anything on the way told of doubt.
    doubt: bool,
    /// Whether it is told as not having been, however sure that is.
    negative: bool,
}

/// What the text says of one predicate, whatever it tells of.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Reading {
    /// Number of the sentence.
    pub sentence: u32,
    /// Number of the word in it.
    pub word: u32,
    /// Where it stands.
    pub span: Span,
    /// Whether it happened, as for events.
    pub factuality: Factuality,
    /// Whether it is told as not having been, however sure that is.
    pub negative: bool,
    /// Whether it lies, as told, in the time to come.
    pub future: bool,
    /// Whether it is told as certain.
    pub certain: bool,
    /// Why.
    pub reason: SmolStr,
}

/// Reads every verb, noun and predicate of a document: what can tell of an event, by the rules for events but
/// without asking which event it is. Empty for a language without a lexicon.
pub fn readings(analysis: &Analysis, resolution: &Resolution) -> Vec<Reading> {
    let Some(lexicon) = Lexicon::of(&analysis.lang) else { return Vec::new() };
    let mut found = Vec::new();
    for (number, sentence) in analysis.sentences.iter().enumerate() {
        let times: Vec<&TimeExpression> =
            resolution.times.iter().filter(|t| t.sentence as usize == number).collect();
        let view = View::new(number, sentence, lexicon, resolution, &[], &times);
        for word in (0..view.len()).filter(|w| tells(&view, *w)) {
            // a copula tells what its predicate tells
            let predicate = view.head(word).filter(|_| view.rel(word) == Rel::Cop).unwrap_or(word);
            // "the agreement was that they would not sell": one before the conjunction tells that it is so
            let outer =
                predicate != word && view.children(predicate).any(|c| view.rel(c) == Rel::Mark && c > word);
            let mut state = read(&view, predicate, None, EventType::Consult);
            if outer {
                state = State { reason: "stated".into(), ..State::new() };
            }
            found.push(Reading {
                sentence: number as u32,
                word: word as u32,
                span: with_particle(&view, word),
                factuality: state.value,
                negative: state.negative,
                future: state.future,
                certain: !state.doubt,
                reason: state.reason,
            });
        }
    }
    found
}

/// Whether a word can tell of an event or a state.
fn tells(view: &View<'_>, w: usize) -> bool {
    match view.upos(w) {
        Upos::Verb | Upos::Noun => true,
        Upos::Aux => view.rel(w) != Rel::Aux,
        Upos::Adj | Upos::Propn => is_predicate(view, w) || view.head(w).is_none(),
        _ => false,
    }
}

/// A verb with the particle right after it (*step down*).
fn with_particle(view: &View<'_>, w: usize) -> Span {
    let span = view.word(w).span;
    let particle = view.children(w).find(|c| *c == w + 1 && view.word(*c).is_rel(Rel::Compound, "prt"));
    particle.map_or(span, |c| span.cover(view.word(c).span))
}

impl State {
    fn new() -> Self {
        Self {
            value: Factuality::Happened,
            reason: SmolStr::default(),
            genericity: Genericity::Specific,
            refused: false,
            future: false,
            doubt: false,
            negative: false,
        }
    }

    fn apply(&mut self, effect: Effect, kind: EventType, why: &str) {
        use Factuality as F;
        self.future |= matches!(effect, Effect::Planned | Effect::Threatened);
        self.doubt |= matches!(effect, Effect::Possible | Effect::Attempt);
        if effect == Effect::Denied {
            self.negative = !self.negative;
        }
        let value = match (effect, self.value) {
            (Effect::Fact, value) => value,
            (Effect::Ongoing, F::Happened) => F::Ongoing,
            (Effect::Ongoing, value) => value,
            (Effect::Possible, _) => F::Hypothetical,
            (Effect::Planned, F::Happened | F::Ongoing) => F::Planned,
            (Effect::Planned, value) => value,
            (Effect::Threatened, F::Happened | F::Ongoing | F::Planned) => F::Threatened,
            (Effect::Threatened, value) => value,
            (Effect::Denied, F::Denied) => F::Hypothetical,
            (Effect::Denied, F::Hypothetical) => F::Hypothetical,
            (Effect::Denied, _) => F::Denied,
            (Effect::Attempt, F::Happened | F::Ongoing) if kind != EventType::Assault => F::Hypothetical,
            (Effect::Attempt, value) => value,
        };
        if value != self.value || (self.reason.is_empty() && effect == Effect::Attempt) {
            self.value = value;
            self.reason = why.into();
        }
    }
}

/// What the sentence says about whether the candidate's event happened.
pub(crate) fn assess(view: &View<'_>, candidate: &Candidate<'_>, kind: EventType) -> State {
    let beside = (candidate.anchor != candidate.word).then_some(candidate.word);
    read(view, candidate.anchor, beside, kind)
}

/// What the sentence says of the predicate `anchor`; `beside` is the event noun of a light verb.
fn read(view: &View<'_>, anchor: usize, beside: Option<usize>, kind: EventType) -> State {
    let mut state = State::new();
    if let Some(noun) = beside {
        words_beside(view, noun, None, true, kind, &mut state);
    }
    climb(view, anchor, kind, &mut state);
    // "called for a strike on Thursday": what is said is not what is set for a day
    let said =
        matches!(kind.quad(), Quad::VerbalCooperation | Quad::VerbalConflict) && kind != EventType::Consult;
    let date = [Some(anchor), beside].into_iter().flatten().find_map(|w| appointed(view, w));
    if let Some(date) = date.filter(|_| !said) {
        state.apply(Effect::Planned, kind, &format!("appointed for '{}'", view.word(date).form));
    }
    if state.reason.is_empty() {
        state.reason = if view.is_verb(anchor) { "stated".into() } else { "named".into() };
    }
    state
}

/// The date for which something is appointed: *called a strike for Thursday* (class `appointed`).
fn appointed(view: &View<'_>, of: usize) -> Option<usize> {
    let object = view.children(of).filter(|c| view.rel(*c) == Rel::Obj);
    let mut dates = view.children(of).chain(object.flat_map(|o| view.children(o)));
    dates.find(|c| {
        let led = view.children(*c).any(|k| view.rel(k) == Rel::Case && view.in_class("appointed", k));
        led && view.is_date(*c)
    })
}

fn climb(view: &View<'_>, from: usize, kind: EventType, state: &mut State) {
    let mut at = from;
    // the clause's own words count once per clause; a coordinated verb borrows the first one's
    let mut local = true;
    let mut definite = view.is_nominal(from) && is_definite(view, from);
    // where the walk came from, and whether the negation here is the event's: not one that its governor spent, nor
    // one of a clause that a noun only stands in ("the threats are not new")
    let mut below = None;
    let mut negatable = true;
    let mut carried = false;
    for _ in 0..view.len() {
        if local {
            words_beside(view, at, below, negatable, kind, state);
            if view.is_verb(at) || is_predicate(view, at) {
                clause(view, at, below, negatable, kind, state);
            } else if negatable
                && view.children(at).any(|c| view.rel(c) == Rel::Advmod && view.is_negation(c))
            {
                // "expected but not a surprise"
                state.apply(Effect::Denied, kind, "negation");
            }
        }
        let Some(head) = view.head(at) else { break };
        let rel = view.rel(at);
        // who began by saying: "stop …" was not told to
        if rel == Rel::Ccomp && opens_quotation(view, at, head) {
            break;
        }
        let sub = view.word(at).subrel.as_str();
        let nominal = view.is_nominal(at);
        // "called Kyiv to congratulate it": what a call is made for is done by it
        let by_phone = matches!(rel, Rel::Advcl | Rel::Xcomp) && control::is_call(view, head);
        if by_phone {
            local = true;
            at = head;
            continue;
        }
        let governed = governor(view, head, at, kind, state);
        if !governed && is_presupposed(view, head, at) {
            break;
        }
        // "to abstain rather than support": the adverb hangs on the first verb and denies what follows it
        let instead = view.children(head).any(|c| {
            (head < c && c < at)
                && matches!(view.rel(c), Rel::Advmod | Rel::Mark | Rel::Case | Rel::Cc)
                && view.factuality(c).iter().any(|w| w.effect == Effect::Denied && w.slots.is_empty())
        });
        if instead && view.is_verb(at) {
            state.apply(Effect::Denied, kind, "'rather than'");
        }
        match rel {
            Rel::Acl if sub == "relcl" => break,
            // "goods seized by the police": what was done to a thing is not ahead because the thing's part is
            Rel::Acl | Rel::Advcl if !governed && is_past_participle(view, at) => break,
            // nor is what a thing is doing: "firms facing a strike"
            Rel::Acl if !governed && is_present_participle(view, at) => break,
            Rel::Parataxis | Rel::Appos if !governed => break,
            Rel::Acl if !governed && !nominal && is_infinitive(view, at) => {
                state.apply(Effect::Planned, kind, &format!("infinitive of '{}'", view.lemma(head)));
            }
            Rel::Advcl if !governed => {
                if is_finite(view, at) {
                    // "will resign when the talks are over", "if it is not signed, they will leave"
                    let timed = view.children(at).any(|c| {
                        matches!(view.rel(c), Rel::Mark | Rel::Advmod)
                            && ["temporal", "time-clause", "conditional"].iter().any(|n| view.in_class(n, c))
                    });
                    if timed && is_present(view, at) && is_ahead(view, head) {
                        state.apply(Effect::Planned, kind, "beside a future");
                    }
                    break;
                }
                // "before condemning" comes after, it is not meant to
                let temporal = view.children(at).any(|c| view.in_class("temporal", c));
                if !nominal && is_infinitive(view, at) && !temporal {
                    let ahead = state.future;
                    state.apply(Effect::Planned, kind, "purpose");
                    // "fell to a new low to end at": with a past the infinitive tells what came of it as often
                    state.future = ahead || !is_past(view, head);
                }
            }
            Rel::Xcomp
                if !governed
                    && !nominal
                    && view.feats(at).is("VerbForm", "Inf")
                    && !knows(view, head)
                    && !view.in_class("say", head) =>
            {
                state.apply(Effect::Planned, kind, &format!("infinitive under '{}'", view.lemma(head)));
            }
            _ => {}
        }
        let happens = rel == Rel::Nsubj && view.in_class("occur", head);
        local = match rel {
            Rel::Conj => !is_finite(view, at) && !nominal,
            Rel::Ccomp => true,
            _ if nominal => {
                if view.is_verb(head) || is_predicate(view, head) {
                    // a thing that is known to be keeps its being under a modal: "the invasion could last"
                    !definite || governed || happens
                } else {
                    // through nouns only where they say something of the event
                    if rel == Rel::Nmod && !governed && !view.in_class("carrier", head) {
                        definite = true;
                    }
                    true
                }
            }
            _ => true,
        };
        if rel == Rel::Ccomp && view.in_class("say", head) {
            local = false;
            // "does not believe that they attacked", "non ha detto che"
            if !governed && view.is_negated(head) {
                state.apply(Effect::Possible, kind, &format!("not '{}'", view.lemma(head)));
            }
        }
        // "has no intention to": the noun that carries the event is negated with its verb
        negatable = !governed && (!nominal || happens || carried);
        carried = governed && view.is_nominal(head);
        below = Some(at);
        at = head;
    }
    if view.sentence.words.last().is_some_and(|w| w.form == "?" || w.form == "؟")
        && state.value == Factuality::Happened
    {
        state.apply(Effect::Possible, kind, "question");
    }
}

/// Whether the word is a known event of its own, whose complement is not in doubt because of it.
fn knows(view: &View<'_>, head: usize) -> bool {
    view.factuality(head).iter().any(|w| w.effect == Effect::Fact)
}

/// Whether the verb is a participle of the past that stands for a clause by itself.
fn is_past_participle(view: &View<'_>, verb: usize) -> bool {
    let feats = view.feats(verb);
    feats.is("VerbForm", "Part")
        && feats.is("Tense", "Past")
        && !view.children(verb).any(|c| matches!(view.rel(c), Rel::Aux | Rel::Mark))
}

/// Whether the verb is a participle of the present, or a gerund, that nothing leads (*a resolution criticising Minsk*).
fn is_present_participle(view: &View<'_>, verb: usize) -> bool {
    let feats = view.feats(verb);
    let led = view.children(verb).any(|c| matches!(view.rel(c), Rel::Aux | Rel::Mark | Rel::Case));
    !led && (feats.is("VerbForm", "Ger") || (feats.is("VerbForm", "Part") && feats.is("Tense", "Pres")))
}

/// Whether the clause of a verb lies in the time to come: by its tense, or by an auxiliary that says so.
fn is_ahead(view: &View<'_>, verb: usize) -> bool {
    let ahead = |w: usize| view.feats(w).is("Tense", "Fut") || is_perfective_future(view.feats(w));
    let will =
        |w: usize| view.factuality(w).iter().any(|f| f.effect == Effect::Planned && f.slots.is_empty());
    ahead(verb) || view.children(verb).any(|c| view.rel(c) == Rel::Aux && (ahead(c) || will(c)))
}

/// Whether the verb or its auxiliary is in the present.
fn is_present(view: &View<'_>, verb: usize) -> bool {
    let present = |w: usize| view.feats(w).is("Tense", "Pres") && view.feats(w).is("VerbForm", "Fin");
    present(verb) || view.children(verb).any(|c| matches!(view.rel(c), Rel::Aux | Rel::Cop) && present(c))
}

/// Whether the verb, or an auxiliary of it, is in the past; or whether it is a perfect (*has been named*): a participle
/// of the past under a finite auxiliary that is neither the passive's nor a modal one.
fn is_past(view: &View<'_>, verb: usize) -> bool {
    let finite = |w: usize| view.feats(w).is("VerbForm", "Fin");
    let past = |w: usize| view.feats(w).is("Tense", "Past") && finite(w);
    let perfect = |w: usize| {
        view.rel(w) == Rel::Aux
            && view.word(w).subrel != "pass"
            && finite(w)
            && view.feats(w).is("Tense", "Pres")
            && view.factuality(w).is_empty()
    };
    let participle = view.feats(verb).is("VerbForm", "Part") && !view.feats(verb).is("Tense", "Pres");
    past(verb)
        || view
            .children(verb)
            .any(|c| matches!(view.rel(c), Rel::Aux | Rel::Cop) && past(c) || participle && perfect(c))
}

/// Whether `at` is what a verb or noun of the class `presuppose` acts upon (*to investigate the attack*, *will cut the
/// costs*, *in response to strikes*): such a thing is there, whatever the verb's time and mood. Not what is spoken of in general (*any attack*).
fn is_presupposed(view: &View<'_>, head: usize, at: usize) -> bool {
    let acted_upon = match view.rel(at) {
        Rel::Obj => true,
        Rel::Nsubj => passive::is_passive(view, head),
        Rel::Nmod => view.is_nominal(head),
        _ => false,
    };
    let general = |c: usize| {
        let kind = view.feats(c);
        view.rel(c) == Rel::Det && ["Ind", "Tot", "Neg"].iter().any(|k| kind.is("PronType", k))
    };
    acted_upon && view.is_nominal(at) && view.in_class("presuppose", head) && !view.children(at).any(general)
}

fn is_definite(view: &View<'_>, noun: usize) -> bool {
    view.children(noun).any(|c| {
        (view.rel(c) == Rel::Det
            && (view.feats(c).is("Definite", "Def")
                || view.feats(c).is("PronType", "Dem")
                || view.feats(c).is("Poss", "Yes")))
            || view.word(c).subrel == "poss"
    })
}

fn is_finite(view: &View<'_>, verb: usize) -> bool {
    view.feats(verb).is("VerbForm", "Fin")
        || view.children(verb).any(|c| {
            matches!(view.rel(c), Rel::Aux | Rel::Cop)
                && (view.feats(c).is("VerbForm", "Fin") || view.feats(c).get("Mood").is_some())
        })
}

fn is_predicate(view: &View<'_>, i: usize) -> bool {
    view.children(i).any(|c| matches!(view.rel(c), Rel::Cop | Rel::Nsubj | Rel::Aux))
}

/// "Airline to cut jobs": an infinitive with a subject of its own that depends on nothing.
fn is_headline_infinitive(view: &View<'_>, verb: usize) -> bool {
    let infinitive = |w: usize| view.feats(w).is("VerbForm", "Inf");
    let passive = || view.children(verb).any(|c| view.rel(c) == Rel::Aux && infinitive(c));
    view.head(verb).is_none()
        && (infinitive(verb) || passive())
        && view.child(verb, Rel::Mark).is_some()
        && view.child(verb, Rel::Nsubj).is_some()
        && !view.children(verb).any(|c| view.rel(c) == Rel::Aux && view.feats(c).is("VerbForm", "Fin"))
}

/// "The talks are to be held": a finite auxiliary before the marker of an infinitive.
fn is_due(view: &View<'_>, verb: usize) -> bool {
    let Some(mark) = view.children(verb).find(|c| view.rel(*c) == Rel::Mark && view.upos(*c) == Upos::Part)
    else {
        return false;
    };
    view.children(verb).any(|c| {
        c < mark
            && matches!(view.rel(c), Rel::Aux | Rel::Cop)
            && view.in_class("progressive", c)
            && view.feats(c).is("VerbForm", "Fin")
    })
}

/// Whether a verb is an infinitive with its marker, whatever the parser's features.
fn is_infinitive(view: &View<'_>, verb: usize) -> bool {
    let feats = view.feats(verb);
    // "an event to be held": the auxiliary is the infinitive
    let passive = view.children(verb).any(|c| view.rel(c) == Rel::Aux && view.feats(c).is("VerbForm", "Inf"));
    let other =
        feats.is("VerbForm", "Ger") || (feats.is("VerbForm", "Part") && !passive) || is_finite(view, verb);
    let marked = view
        .children(verb)
        .any(|c| matches!(view.rel(c), Rel::Mark | Rel::Case) && !view.in_class("conditional", c));
    view.is_verb(verb) && !other && marked
}

/// Adjectives, adverbs, prepositions, conjunctions and determiners beside a word.
fn words_beside(
    view: &View<'_>,
    at: usize,
    below: Option<usize>,
    negatable: bool,
    kind: EventType,
    state: &mut State,
) {
    // names say nothing of what happened: "in May"
    for c in view.children(at).filter(|c| Some(*c) != below && view.upos(*c) != Upos::Propn) {
        match view.rel(c) {
            Rel::Amod | Rel::Advmod | Rel::Compound | Rel::Case | Rel::Mark | Rel::Discourse | Rel::Obl => {
                if matches!(view.rel(c), Rel::Mark | Rel::Advmod) && view.in_class("conditional", c) {
                    state.apply(Effect::Possible, kind, &format!("condition '{}'", view.lemma(c)));
                    continue;
                }
                if view.in_class("until", c) && is_awaited(view, at) {
                    state.apply(Effect::Possible, kind, &format!("awaited: '{}'", view.lemma(c)));
                    continue;
                }
                for word in view.factuality(c) {
                    let verb = matches!(view.upos(c), Upos::Verb | Upos::Aux) && view.rel(c) != Rel::Amod;
                    // "rather than supporting" denies what follows it
                    let follows = c < at || word.effect != Effect::Denied;
                    if word.slots.is_empty() && !verb && follows {
                        state.apply(word.effect, kind, &format!("'{}'", view.lemma(c)));
                    }
                }
            }
            Rel::Det if negatable && view.is_negation(c) => {
                state.apply(Effect::Denied, kind, &format!("negation '{}'", view.lemma(c)));
            }
            Rel::Acl if !view.is_verb(at) => {
                // "a planned visit", "una visita prevista"
                for word in view.factuality(c) {
                    if passive_word(view, c) && word.slots.contains(&Slot::Obj) {
                        state.apply(word.effect, kind, &format!("'{}'", view.lemma(c)));
                    }
                }
            }
            _ => {}
        }
    }
}

fn passive_word(view: &View<'_>, c: usize) -> bool {
    view.feats(c).is("VerbForm", "Part") || passive::is_passive(view, c)
}

/// Negation, modals, mood, tense and aspect of the clause whose predicate is word `at`.
fn clause(
    view: &View<'_>,
    at: usize,
    below: Option<usize>,
    negatable: bool,
    kind: EventType,
    state: &mut State,
) {
    let said = view.rel(at) == Rel::Ccomp && view.head(at).is_some_and(|h| view.in_class("say", h));
    let finite = std::iter::once(at)
        .chain(view.children(at).filter(|c| matches!(view.rel(*c), Rel::Aux | Rel::Cop)))
        .filter(|w| *w == at || !view.lemma(*w).is_empty());
    let mut progressive = false;
    if is_headline_infinitive(view, at) {
        state.apply(Effect::Planned, kind, "infinitive of a headline");
    } else if is_due(view, at) {
        state.apply(Effect::Planned, kind, "due to be");
    }
    for w in finite {
        let feats = view.feats(w);
        if feats.is("Mood", "Cnd") {
            let modal = view.factuality(w).iter().any(|f| f.effect == Effect::Possible);
            // "disse che avrebbe combattuto": the future seen from the past
            let effect = if said && w != at && !modal { Effect::Planned } else { Effect::Possible };
            state.apply(effect, kind, &format!("conditional '{}'", view.word(w).form));
            state.future = true;
        } else if feats.is("Mood", "Imp") && !tells_of(view, w) {
            state.apply(Effect::Possible, kind, "imperative");
            state.future = true;
        } else if feats
            .get("Mood")
            .is_some_and(|m| ["Pot", "Nec", "Des", "Opt"].iter().any(|x| m.contains(x)))
        {
            state.apply(Effect::Possible, kind, &format!("mood of '{}'", view.word(w).form));
        } else if feats.is("Tense", "Fut") || is_perfective_future(feats) {
            state.apply(Effect::Planned, kind, &format!("future '{}'", view.word(w).form));
        }
        if w != at && view.word(w).subrel != "pass" {
            // a verb of wanting may be an auxiliary ("voglia annettere"): its clause is the word itself
            let modal = |f: &&FactualityWord| {
                let wants = view.upos(w) == Upos::Aux && f.effect == Effect::Possible;
                f.slots.is_empty() || (wants && f.slots.contains(&Slot::Xcomp))
            };
            for word in view.factuality(w).iter().filter(modal) {
                let effect = if said && word.effect == Effect::Possible && view.in_class("future-in-past", w)
                {
                    Effect::Planned
                } else {
                    word.effect
                };
                state.apply(effect, kind, &format!("modal '{}'", view.lemma(w)));
                // what one can do now is no more ahead than what may have been
                let able = view.in_class("ability", w) && !feats.is("Tense", "Past");
                let perfect = view.children(at).any(|c| {
                    c > w
                        && view.rel(c) == Rel::Aux
                        && view.word(c).subrel != "pass"
                        && view.lemma(c) == "have"
                });
                state.future |= effect == Effect::Possible && !able && !perfect;
            }
            if view.in_class("progressive", w) && !feats.is("Tense", "Past") && !feats.is("Tense", "Imp") {
                progressive = true;
            }
        }
    }
    if progressive && view.feats(at).is("VerbForm", "Ger")
        || (progressive && view.feats(at).is("VerbForm", "Part") && view.feats(at).is("Tense", "Pres"))
    {
        state.apply(Effect::Ongoing, kind, "progressive");
    }
    if let Some(if_word) = condition(view, at, below).filter(|_| state.value != Factuality::Happened) {
        state.apply(Effect::Possible, kind, &format!("condition '{}'", view.lemma(if_word)));
    }
    if negatable && !is_awaited(view, at) && (view.is_negated(at) || negated_argument(view, at, below)) {
        if state.value == Factuality::Planned {
            state.refused = true;
        }
        let present = view.feats(at).is("Tense", "Pres") || auxiliary_present(view, at);
        if kind == EventType::Support && present && state.value == Factuality::Happened {
            state.refused = true;
        }
        state.apply(Effect::Denied, kind, "negation");
    }
}

/// Whether a clause tells what must happen first (class `until`), which has not: *until Cuba frees the prisoners*, *finché
/// Washington non revocherà le sanzioni*, whose negation denies nothing. Beside a past it did (*stayed until the king
/// fled*).
fn is_awaited(view: &View<'_>, at: usize) -> bool {
    view.is_led_by_until(at) && !(is_past(view, at) && view.head(at).is_some_and(|main| is_past(view, main)))
}

/// "If the city does not calm down, Moscow will send men": the word that makes a clause beside `at` its condition.
fn condition(view: &View<'_>, at: usize, below: Option<usize>) -> Option<usize> {
    view.children(at).filter(|c| Some(*c) != below && view.rel(*c) == Rel::Advcl).find_map(|clause| {
        view.children(clause).find(|c| view.rel(*c) == Rel::Mark && view.in_class("conditional", *c))
    })
}

/// The present of a perfective verb, which in Slavic languages is its future (*помогут*).
fn is_perfective_future(feats: &Feats) -> bool {
    feats.is("Aspect", "Perf") && feats.is("Tense", "Pres") && feats.is("VerbForm", "Fin")
}

fn auxiliary_present(view: &View<'_>, at: usize) -> bool {
    view.feats(at).is("VerbForm", "Inf")
        && view
            .children(at)
            .any(|c| view.rel(c) == Rel::Aux && view.feats(c).is("Tense", "Pres") && view.lemma(c) == "do")
}

/// "No country attacked", "nessuno ha chiesto".
fn negated_argument(view: &View<'_>, at: usize, below: Option<usize>) -> bool {
    view.children(at).filter(|c| Some(*c) != below).any(|c| {
        matches!(view.rel(c), Rel::Nsubj | Rel::Obj)
            && (view.is_negation(c)
                || view.children(c).any(|k| view.rel(k) == Rel::Det && view.is_negation(k)))
    })
}

/// What word `head` says of the event that stands below it at `at`. Whether it says anything.
fn governor(view: &View<'_>, head: usize, at: usize, kind: EventType, state: &mut State) -> bool {
    let words = view.factuality(head);
    let Some(word) =
        words.iter().find(|w| w.slots.is_empty() || w.slots.iter().any(|s| stands_in(view, head, at, s)))
    else {
        return false;
    };
    if word.slots.is_empty()
        && matches!(view.upos(head), Upos::Verb | Upos::Aux)
        && view.is_verb(at)
        && view.rel(at) == Rel::Conj
    {
        return false;
    }
    // "no more will be forthcoming unless …": an adjective tells of its noun, not of a clause beside it
    if word.slots.is_empty() && view.upos(head) == Upos::Adj && view.rel(at) == Rel::Advcl {
        return false;
    }
    let negated = view.is_negated(head);
    let why = if negated { format!("not '{}'", view.lemma(head)) } else { format!("'{}'", view.lemma(head)) };
    match (word.effect, negated) {
        (Effect::Planned, true) => {
            state.refused = true;
            state.apply(Effect::Denied, kind, &why);
        }
        (Effect::Denied | Effect::Possible | Effect::Threatened, true) => {
            state.apply(Effect::Possible, kind, &why);
        }
        (Effect::Fact | Effect::Ongoing | Effect::Attempt, true) => state.apply(Effect::Denied, kind, &why),
        (effect, false) => {
            let doubted = state.doubt;
            state.apply(effect, kind, &why);
            if effect == Effect::Possible {
                // a clause has a tense of its own; what is said, wanted or asked for is not doubted for that
                let said = view.in_class("say", head);
                state.future |= !(said || is_finite(view, at) && view.is_verb(at));
                state.doubt = doubted || !(said || view.in_class("volition", head));
            }
        }
    }
    true
}

/// Whether `at` stands in this slot of `head`.
fn stands_in(view: &View<'_>, head: usize, at: usize, slot: &Slot) -> bool {
    match slot {
        Slot::Any => true,
        Slot::Subj => view.rel(at) == Rel::Nsubj && !passive::is_passive(view, head),
        Slot::Obj => {
            view.rel(at) == Rel::Obj
                || (view.rel(at) == Rel::Nsubj && passive::is_passive(view, head))
                || (view.rel(at) == Rel::Compound)
        }
        Slot::Iobj => view.rel(at) == Rel::Iobj,
        Slot::Xcomp => match view.rel(at) {
            // "plans announced in January" are not plans to announce
            // and a resolution criticising someone does so itself
            Rel::Xcomp | Rel::Ccomp | Rel::Acl | Rel::Csubj => {
                let says_so = || is_past_participle(view, at) || is_present_participle(view, at);
                view.word(at).subrel != "relcl" && !(view.rel(at) == Rel::Acl && says_so())
            }
            Rel::Advcl | Rel::Obl | Rel::Parataxis => view.is_verb(at) && !is_finite(view, at),
            _ => false,
        },
        Slot::Ccomp => match view.rel(at) {
            Rel::Ccomp | Rel::Csubj => true,
            Rel::Acl => {
                let participle = is_past_participle(view, at) || is_present_participle(view, at);
                view.word(at).subrel != "relcl" && !participle
            }
            _ => false,
        },
        Slot::Gen | Slot::Poss => {
            matches!(view.rel(at), Rel::Nmod | Rel::Compound | Rel::Obl) && {
                match view.preposition(at) {
                    Some((whole, _)) => view.lexicon.in_class("genitive", &whole),
                    None => true,
                }
            }
        }
        Slot::By | Slot::Adj => false,
        Slot::Prep(name) => {
            view.preposition(at).is_some_and(|(whole, first)| whole == *name || first == *name)
                || view
                    .children(at)
                    .any(|c| matches!(view.rel(c), Rel::Mark | Rel::Case) && view.lemma(c) == name.as_str())
        }
    }
}

/// Whether a quotation begins between a clause and its head behind it, so that the head is what someone says in the clause.
fn opens_quotation(view: &View<'_>, clause: usize, head: usize) -> bool {
    let marks = (clause + 1..head).filter(|w| view.word(*w).form.chars().all(|c| "\"“”„«»`'".contains(c)));
    !view.in_class("say", head) && marks.count() % 2 == 1
}

/// Whether a noun before a verb is its subject: then it tells of that one and commands nobody, whatever the analysis says.
fn tells_of(view: &View<'_>, verb: usize) -> bool {
    view.children(verb)
        .any(|c| c < verb && view.rel(c) == Rel::Nsubj && matches!(view.upos(c), Upos::Noun | Upos::Propn))
}
