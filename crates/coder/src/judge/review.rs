//! The judge and the rules together.
//!
//! What the rules read is reviewed: the judge's probability of its type becomes its confidence; a type the judge
//! finds far likelier replaces one it finds unlikely; what it takes for no event is dropped. Where nothing is left
//! it proposes one event between the actors of the clause nearest to the root whose verb some frame makes an event, if
//! it is sure; as no rule has read what
//! the sentence says of it, such an event is never told as a fact. In languages without gold
//! of their own the judge overrules nothing: it says how sure it is, and no more. The limits are part of the model and
//! were chosen on held-out folds for each language (`models/judge.md`).

use casus_model::{ActorRef, EventMention, EventType, Factuality, Mention, Sector, Sentence, SmolStr, Span};

use super::{Judge, Question, Shared, Verdict, sides, spans};
use crate::grammar::Candidate;
use crate::grammar::arguments::{Args, Filler};
use crate::grammar::sides::actors;
use crate::grammar::view::View;
use crate::lexicon::{Act, Frame, Pos, Slot};

/// Languages whose gold tells enough texts without any event for the judge to know one when no word of the lexicon is
/// there.
const FREE: &[&str] = &["ar"];

/// How sure the judge must be before it overrules, drops or proposes.
#[derive(Clone, Copy, PartialEq, Default, Debug)]
pub struct Limits {
    /// A type less likely than this may be replaced …
    pub doubt: f32,
    /// … by one at least this likely.
    pub replace: f32,
    /// An event is dropped when *no event* is at least this likely.
    pub nothing: f32,
    /// An event is dropped when its type is less likely than this and another event of the sentence is told.
    pub faint: f32,
    /// A type that the rules did not read is proposed when it is at least this likely.
    pub propose: f32,
    /// An open side is filled by whom is at least this likely to stand there.
    pub fill: f32,
    /// Whom the rules read on a side gives way to one at least this likely, if as unlikely himself.
    pub swap: f32,
}

impl Limits {
    /// All of them, in the order in which a model keeps them.
    pub(super) fn values(&mut self) -> [&mut f32; 7] {
        let Self { doubt, replace, nothing, faint, propose, fill, swap } = self;
        [doubt, replace, nothing, faint, propose, fill, swap]
    }
}

/// What the judge sees of a sentence.
pub(crate) struct Bench<'a> {
    pub(crate) judge: &'a Judge,
    pub(crate) text: &'a str,
    pub(crate) lang: &'a str,
    pub(crate) sentence: &'a Sentence,
    /// Whether the document tells of business.
    pub(crate) market: bool,
    pub(crate) mentions: Vec<&'a Mention>,
    /// Their indices in the resolution.
    pub(crate) numbers: &'a [u32],
}

impl Bench<'_> {
    fn question<'q>(
        &'q self,
        view: &'q View<'_>,
        events: &'q [&'q EventMention],
        sides: [Option<Span>; 2],
    ) -> Question<'q> {
        Question {
            text: self.text,
            lang: self.lang,
            sentences: std::slice::from_ref(self.sentence),
            mentions: &self.mentions,
            events,
            lexicon: Some(view.lexicon),
            source: sides[0],
            target: sides[1],
        }
    }
}

/// Reviews what the rules read in one sentence.
pub(crate) fn review(bench: &Bench<'_>, view: &View<'_>, events: &mut Vec<EventMention>) {
    if events.is_empty() {
        return;
    }
    let verdicts: Vec<Verdict> = {
        let all: Vec<&EventMention> = events.iter().collect();
        let shared: Shared = bench.judge.share(&bench.question(view, &all, [None, None]));
        all.iter()
            .map(|e| bench.judge.answer(&shared, &bench.question(view, &all, spans(e, view.resolution))))
            .collect()
    };
    let strongest = events.iter().zip(&verdicts).map(|(e, v)| v.of(e.kind)).fold(0.0, f32::max);
    let told: Vec<EventType> = events.iter().map(|e| e.kind).collect();
    let mut kept = Vec::with_capacity(events.len());
    for (mut event, verdict) in std::mem::take(events).into_iter().zip(verdicts) {
        let own = verdict.of(event.kind);
        let best = verdict.best();
        let Some(limits) = bench.judge.limits(bench.lang) else {
            event.confidence = verdict.of(event.kind).clamp(0.01, 0.99);
            kept.push(event);
            continue;
        };
        if verdict.nothing() >= limits.nothing {
            continue;
        }
        // Marches are PROTEST here, whatever a gold set calls them (the Spanish one counts them as CAMEO 15).
        let marches = event.kind == EventType::Protest && best == EventType::Mobilize;
        // A threat and what is threatened are two events, not one told twice.
        // A visit planned is no agreement, a meeting called off no refusal: a frame fine enough to tell the mode knows.
        let fine = event
            .mode
            .as_deref()
            .is_some_and(|m| matches!(m, "visit" | "phone" | "withdraw" | "troops" | "weapons"));
        let other = !marches && !fine && !told.contains(&best);
        if own < limits.doubt && other && verdict.of(best) >= limits.replace && is_spoken_of(view, best) {
            event.kind = best;
            event.mode = None;
            event.cameo = SmolStr::new_static(best.cameo_root());
            event.trigger.rule = smol_str::format_smolstr!("{}+judge", event.trigger.rule);
        } else if own < limits.faint
            && strongest > own
            && !marches
            && !fine
            && event.factuality != Factuality::Threatened
        {
            continue;
        }
        let marched = if marches { verdict.of(best) } else { 0.0 };
        event.confidence = (verdict.of(event.kind) + marched).clamp(0.01, 0.99);
        kept.push(event);
    }
    *events = kept;
    if let Some(limits) = bench.judge.limits(bench.lang) {
        let read = events.clone();
        for event in events {
            sides::fill(bench, view, event, &read, limits);
        }
    }
}

/// Whether a word of the sentence tells events of this type by itself. Asked of protests alone: in gold sets that tell
/// of little else any act looks like one.
fn is_spoken_of(view: &View<'_>, kind: EventType) -> bool {
    let tells = |w: usize| view.lexicon.frames_of(view.lemma(w)).any(|f| f.tells(kind));
    kind != EventType::Protest || (0..view.len()).any(tells)
}

/// The event that the judge sees where the rules saw none, with its verdict.
pub(crate) fn propose<'a>(bench: &Bench<'_>, view: &View<'a>) -> Option<(Candidate<'a>, Verdict)> {
    let limits = bench.judge.limits(bench.lang)?;
    by_clause(bench, view, limits).or_else(|| by_noun(bench, view, limits))
}

fn asked(bench: &Bench<'_>, view: &View<'_>, sides: [Option<Span>; 2]) -> Verdict {
    let asked = bench.question(view, &[], sides);
    bench.judge.answer(&bench.judge.share(&asked), &asked)
}

/// What a clause with known parties tells.
fn by_clause<'a>(bench: &Bench<'_>, view: &View<'a>, limits: Limits) -> Option<(Candidate<'a>, Verdict)> {
    let (word, mut sources, mut targets) = clause(view, bench.lang)?;
    let span = |side: &[ActorRef]| {
        let m = side.iter().find_map(|a| a.mention)?;
        Some(view.resolution.mentions.get(m as usize)?.span)
    };
    let verdict = asked(bench, view, [span(&sources), span(&targets)]);
    let kind = verdict.best();
    let own = |f: &Frame| f.tells(kind);
    let undergone = |f: &Frame| own(f) && f.roles.target.contains(&Slot::Subj);
    let known = |a: &ActorRef| a.code.country.is_some() || a.code.sector.is_some();
    let states = |side: &[ActorRef]| side.iter().any(known);
    // what companies do is told in the words of politics: the judge did not learn from such news
    let business = |a: &ActorRef| a.code.sector == Some(Sector::Bus);
    let political = |a: &ActorRef| a.code.sector.is_some() || !a.id.0.starts_with('x');
    let acting = if sources.is_empty() { &targets } else { &sources };
    let market = bench.market
        || sources.iter().chain(&targets).any(business)
        || !acting.iter().any(political) && (0..view.len()).any(|w| view.in_class("business", w));
    // a verb that no frame gives this type is asked for more: an act between two known parties
    let known = FREE.contains(&bench.lang)
        || view.lexicon.frames_of(view.lemma(word)).any(own)
        || !market && (states(&sources) && states(&targets) || verdict.of(kind) >= limits.replace);
    let sure = verdict.of(kind) >= limits.propose
        && known
        && (FREE.contains(&bench.lang) || is_spoken_of(view, kind));
    // who receives is given to
    if view.lexicon.frames_of(view.lemma(word)).any(undergone) {
        std::mem::swap(&mut sources, &mut targets);
    }
    sure.then(|| (candidate(view, word, kind, sources, targets), verdict))
}

/// What a noun of protest or violence tells whose crowd or victims have no name (*miners on strike*): the judge must
/// be sure of the type that the lexicon gives the noun by itself. Not where every verb is asked about already.
fn by_noun<'a>(bench: &Bench<'_>, view: &View<'a>, limits: Limits) -> Option<(Candidate<'a>, Verdict)> {
    if FREE.contains(&bench.lang) {
        return None;
    }
    let told = |w: usize, kind: EventType| {
        view.lexicon
            .frames_of(view.lemma(w))
            .any(|f| f.pos == Pos::Noun && f.when.is_empty() && f.act == Act::Event(kind))
    };
    let noun = |kind: EventType| {
        (0..view.len()).filter(|w| view.is_nominal(*w) && told(*w, kind)).min_by_key(|w| (view.depth(*w), *w))
    };
    let nouns = [EventType::Protest, EventType::Assault].map(|kind| (kind, noun(kind)));
    if nouns.iter().all(|(_, w)| w.is_none()) {
        return None;
    }
    let verdict = asked(bench, view, [None, None]);
    let kind = verdict.best();
    let word = nouns.iter().find(|(k, _)| *k == kind).and_then(|(_, w)| *w)?;
    let sure = verdict.of(kind) >= limits.propose.max(0.5);
    sure.then(|| (candidate(view, word, kind, Vec::new(), Vec::new()), verdict))
}

fn candidate<'a>(
    view: &View<'a>,
    word: usize,
    kind: EventType,
    sources: Vec<ActorRef>,
    targets: Vec<ActorRef>,
) -> Candidate<'a> {
    Candidate { sources, targets, ..Candidate::of_kind(view, word, kind, "judge") }
}

/// The verb nearest to the root that has actors on both sides, else on one; with those actors. Only verbs that some
/// frame makes an event are asked about: the judge tells which event a sentence is about, not that *wins* is one.
fn clause(view: &View<'_>, lang: &str) -> Option<(usize, Vec<ActorRef>, Vec<ActorRef>)> {
    let free = FREE.contains(&lang);
    let told = |f: &Frame| matches!(f.act, Act::Event(_)) && f.is_one_word();
    let event = |w: usize| view.lexicon.frames_of(view.lemma(w)).any(told);
    let tells = |w: &usize| view.is_verb(*w) && (free || (!view.in_class("say", *w) && event(*w)));
    let mut verbs: Vec<usize> = (0..view.len()).filter(tells).collect();
    verbs.sort_by_key(|w| (view.depth(*w), *w));
    let mut one_sided = None;
    for word in verbs {
        let args = Args::of(view, word);
        let first = |fillers: Vec<Filler>, taken: &[ActorRef]| -> Vec<ActorRef> {
            let found = fillers.into_iter().map(|f| {
                let mut found = actors(view, f);
                found.retain(|a| !taken.iter().any(|t| t.id == a.id));
                found
            });
            found.into_iter().find(|a| !a.is_empty()).unwrap_or_default()
        };
        let by = args.slot(view, &Slot::By).collect::<Vec<_>>();
        let sources = first(args.subj.iter().copied().chain(by).collect(), &[]);
        let mut others: Vec<Filler> = args.obj.iter().chain(&args.iobj).copied().collect();
        others.extend(args.preps.iter().map(|(_, _, w)| Filler::Word(*w)));
        for inner in args.xcomp.iter().chain(&args.ccomp) {
            let args = Args::of(view, *inner);
            others.extend(args.obj.iter().chain(&args.iobj).copied());
            others.extend(args.preps.iter().map(|(_, _, w)| Filler::Word(*w)));
        }
        let targets = first(others, &sources);
        match (sources.is_empty(), targets.is_empty()) {
            (false, false) => return Some((word, sources, targets)),
            (true, true) => {}
            _ => {
                one_sided.get_or_insert((word, sources, targets));
            }
        }
    }
    one_sided
}
