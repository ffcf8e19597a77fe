//! Finds the time expressions of a text and says what each means.

use casus_model::{Analysis, Basis, Date, Day, Edtf, Lang, Precision, Span, TimeExpression, TimexType, Upos};

use super::calendar::{Stretch, Unit};
use super::lexicon::{Action, Class, Lexicon, Order};
use super::matcher::{Match, Scanned};
use super::meaning::{Context, Meaning, meaning};
use super::tense::{Tense, sentence_at, tense_at};

/// The expressions of time in a text, in its order, none inside another.
///
/// `anchor` is the date the text speaks from. Where it is a span of days, an expression that means the same from
/// its first and from its last day is resolved; one that does not keeps an unresolved value and a date that covers
/// both. Without an anchor only what stands on its own gets a date. `analysis` gives the sentences and the tense of
/// the clauses; without trees the words of the sentence decide.
pub fn find(text: &str, analysis: &Analysis, anchor: Option<&Date>, lang: &Lang) -> Vec<TimeExpression> {
    let scanned = Scanned::new(Lexicon::of(lang), text);
    let ends = Ends::new(anchor);
    let mut finder = Finder { scanned: &scanned, analysis, ends, topic: [None; 2], period: [None; 2] };
    let mut found = finder.all();
    ranges(&scanned, &mut found);
    found
        .into_iter()
        .map(|f| {
            let sentence = sentence_at(analysis, f.span.start).map_or(0, |(i, _)| i as u32);
            let date = f.edtf.map(|(edtf, precision)| {
                Date::new(edtf, Basis::Expression, f.span.of(text)).precise_to(precision).at(f.span)
            });
            TimeExpression { span: f.span, sentence, kind: f.meaning.kind, value: f.meaning.value, date }
        })
        .collect()
}

/// First and last day the text may speak from; equal when its date is a day.
#[derive(Clone, Copy)]
pub(super) struct Ends {
    pub(super) first: Option<Day>,
    pub(super) last: Option<Day>,
}

impl Ends {
    fn new(anchor: Option<&Date>) -> Self {
        let (from, to) = anchor.map_or((None, None), |d| d.edtf.bounds());
        // A date that is open on one side says too little to count from.
        let wide = matches!((from, to), (Some(f), Some(t)) if (t - f).get_days() > 800);
        if from.is_none() || to.is_none() || wide {
            Self { first: None, last: None }
        } else {
            Self { first: from, last: to }
        }
    }
}

/// One expression on its way.
struct Found {
    span: Span,
    /// Pieces of it, `[first, last)`.
    first: usize,
    last: usize,
    meaning: Meaning,
    edtf: Option<(Edtf, Precision)>,
}

/// An expression whose meaning waits for the day the text speaks from.
pub(super) struct Hit {
    pub(super) span: Span,
    found: Match,
    tense: Tense,
    order: Order,
}

impl Hit {
    /// What it means to a reader of that day. Reports look back unless they say that they do not.
    pub(super) fn seen_from(&self, today: Option<Day>) -> Option<Meaning> {
        let tense = if self.tense == Tense::Unknown { Tense::Past } else { self.tense };
        let context = Context { today, tense, topic: None, period: None, order: self.order };
        meaning(self.found.action, &self.found.slots, &context)
    }

    /// Whether its clause looks ahead.
    pub(super) fn looks_ahead(&self) -> bool {
        self.tense == Tense::Future
    }

    /// The number that a part of this class has in it.
    pub(super) fn number(&self, class: Class) -> Option<i32> {
        self.found.slots.iter().find(|(c, _)| *c == class)?.1.parse().ok()
    }

    /// Whether a pattern part of this class is in it.
    pub(super) fn has(&self, class: Class) -> bool {
        self.found.slots.iter().any(|(c, _)| *c == class)
    }
}

/// The expressions of a text, not yet understood.
pub(super) fn hits(text: &str, analysis: &Analysis, lang: &Lang) -> Vec<Hit> {
    let scanned = Scanned::new(Lexicon::of(lang), text);
    let ends = Ends { first: None, last: None };
    let finder = Finder { scanned: &scanned, analysis, ends, topic: [None; 2], period: [None; 2] };
    let mut out = Vec::new();
    let mut at = 0;
    while at < scanned.pieces.len() {
        let Some(found) = scanned.longest(at) else {
            at += 1;
            continue;
        };
        let span = scanned.pieces[found.first].span.cover(scanned.pieces[found.last - 1].span);
        at = found.last.max(at + 1);
        if !finder.is_another_word(&found, span) {
            let tense = finder.tense(&found, span);
            out.push(Hit { span, found, tense, order: scanned.lexicon.order });
        }
    }
    out
}

struct Finder<'a, 't> {
    scanned: &'a Scanned<'static>,
    analysis: &'t Analysis,
    ends: Ends,
    /// Time last spoken of, seen from either end of the anchor.
    topic: [Option<Stretch>; 2],
    period: [Option<Stretch>; 2],
}

impl Finder<'_, '_> {
    fn all(&mut self) -> Vec<Found> {
        let mut found: Vec<Found> = Vec::new();
        let mut at = 0;
        while at < self.scanned.pieces.len() {
            let Some(hit) = self.scanned.longest(at) else {
                at += 1;
                continue;
            };
            let hit = self.without_preposition(hit);
            let next = hit.last.max(at + 1);
            match self.read(&hit) {
                Some(f) => {
                    found.push(f);
                    at = next;
                }
                None if hit.action == Action::Skip => at = next,
                None => at += 1,
            }
        }
        found
    }

    fn read(&mut self, hit: &Match) -> Option<Found> {
        let pieces = &self.scanned.pieces;
        let span = pieces[hit.first].span.cover(pieces[hit.last - 1].span);
        if self.is_another_word(hit, span) {
            return None;
        }
        let tense = self.tense(hit, span);
        let (topic, period, order) = (self.topic, self.period, self.scanned.lexicon.order);
        let context =
            |today, end: usize| Context { today, tense, topic: topic[end], period: period[end], order };
        let first = meaning(hit.action, &hit.slots, &context(self.ends.first, 0))?;
        let last = if self.ends.first == self.ends.last && self.topic[0] == self.topic[1] {
            first.clone()
        } else {
            meaning(hit.action, &hit.slots, &context(self.ends.last, 1))?
        };
        for (end, m) in [&first, &last].into_iter().enumerate() {
            if let Some(stretch) = m.stretch {
                self.topic[end] = Some(stretch);
                // "a year earlier" speaks of another period but does not move on to it.
                let names_it = hit.action == Action::Nth;
                if names_it && matches!(stretch.unit(), Unit::Quarter | Unit::Half) {
                    self.period[end] = Some(stretch);
                }
            }
        }
        let (meaning, edtf) = if first == last {
            let edtf = first.edtf.clone();
            (first, edtf)
        } else {
            let open =
                meaning(hit.action, &hit.slots, &Context { topic: None, period: None, ..context(None, 0) });
            let unresolved = open.map_or_else(|| first.value.clone(), |m| m.value);
            let cover = cover(&first, &last);
            (Meaning { value: unresolved, stretch: None, edtf: None, ..first }, cover)
        };
        let edtf = self.bounded(hit, edtf);
        Some(Found { span, first: hit.first, last: hit.last, meaning, edtf })
    }

    /// "three months after the vote": the word behind the duration is no "later" but a preposition.
    fn without_preposition(&self, hit: Match) -> Match {
        if !matches!(hit.action, Action::Later | Action::Earlier) || hit.last - hit.first < 3 {
            return hit;
        }
        let last = self.scanned.pieces[hit.last - 1].span;
        let governs = sentence_at(self.analysis, last.start).is_some_and(|(_, sentence)| {
            sentence.words.iter().any(|w| w.span == last && matches!(w.upos, Upos::Adp | Upos::Sconj))
        });
        if governs { Match { action: Action::Duration, last: hit.last - 1, ..hit } } else { hit }
    }

    /// Whether the analysis knows the only word of the match as something else ("may", "march", "sat").
    fn is_another_word(&self, hit: &Match, span: Span) -> bool {
        if hit.last - hit.first > 1
            || !hit.slots.iter().any(|(c, _)| matches!(c, Class::Month | Class::Weekday))
        {
            return false;
        }
        let Some((_, sentence)) = sentence_at(self.analysis, span.start) else { return false };
        sentence.words.iter().any(|w| w.span == span && matches!(w.upos, Upos::Aux | Upos::Verb))
    }

    fn tense(&self, hit: &Match, span: Span) -> Tense {
        let lexicon = self.scanned.lexicon;
        let is_future = |word: &str| {
            lexicon.word(&super::scan::fold(word)).is_some_and(|w| {
                lexicon.forms[w as usize].iter().any(|f| f.class == Class::Future && f.rest.is_empty())
            })
        };
        if let Some((_, sentence)) = sentence_at(self.analysis, span.start)
            && !sentence.words.is_empty()
        {
            let tense = tense_at(sentence, span, is_future);
            // "extended to Nov. 20": a past verb says nothing of a limit that was set.
            let limit =
                [Class::Until, Class::To].iter().any(|c| self.scanned.class_before(hit.first, *c).is_some());
            return if limit && tense == Tense::Past { Tense::Unknown } else { tense };
        }
        // Without a tree: a word of the future within a dozen words in the sentence.
        let stops: [Option<u32>; 3] = [".", ";", "!"].map(|s| lexicon.word(s));
        let pieces = &self.scanned.pieces;
        let ends_before = |i: usize| {
            pieces[i].breaks || (i > 0 && stops.contains(&Some(pieces[i - 1].word)) && pieces[i].capital)
        };
        let is_future = |i: &usize| self.scanned.class_at(*i, Class::Future).is_some();
        let back = (hit.first.saturating_sub(12)..hit.first).rev();
        let back = back.take_while(|i| !ends_before(i + 1)).any(|i| is_future(&i));
        let on = (hit.last..pieces.len().min(hit.last + 12))
            .take_while(|i| !ends_before(*i))
            .any(|i| is_future(&i));
        let ahead = back || on;
        if ahead { Tense::Future } else { Tense::Unknown }
    }

    /// What "since", "until", "by", "before" and "after" make of a date.
    fn bounded(&self, hit: &Match, edtf: Option<(Edtf, Precision)>) -> Option<(Edtf, Precision)> {
        let (edtf, precision) = edtf?;
        if hit.action == Action::Span || hit.slots.iter().any(|(c, _)| *c == Class::Ref) {
            return Some((edtf, precision));
        }
        let (from, to) = edtf.bounds();
        let before = |class| self.scanned.class_before(hit.first, class).is_some();
        let (from, to) = if before(Class::Since) {
            (from, None)
        } else if before(Class::Until) {
            (None, to)
        } else if before(Class::Before) {
            (None, from.and_then(|d| d.yesterday().ok()))
        } else if before(Class::After) {
            (to.and_then(|d| d.tomorrow().ok()), None)
        } else {
            return Some((edtf, precision));
        };
        if from.is_none() && to.is_none() {
            return None;
        }
        Some((Edtf::interval(from, to), Precision::Open))
    }
}

/// What covers both meanings, as an approximate date, when they are close enough to be of use.
fn cover(a: &Meaning, b: &Meaning) -> Option<(Edtf, Precision)> {
    let (a, b) = (a.edtf.as_ref()?.0.bounds(), b.edtf.as_ref()?.0.bounds());
    let either = |x: Option<Day>, y: Option<Day>, pick: fn(Day, Day) -> Day| Some(pick(x?, y?));
    let (from, to) = (either(a.0, b.0, Day::min), either(a.1, b.1, Day::max));
    let useful = match (from, to) {
        (Some(from), Some(to)) => (to - from).get_days() <= 1200,
        (None, None) => false,
        _ => true,
    };
    let edtf = Edtf::interval(from, to);
    let precision = edtf.precision();
    // Only a date can be approximate, not an open end.
    let edtf = if to.is_some() { edtf.approximate() } else { edtf };
    useful.then_some((edtf, precision))
}

/// Joins the ends of ranges: "from Monday to Wednesday", "dal 3 al 5 maggio", "May 3-5", "2014-2016".
///
/// Both ends stay expressions of their own, as TimeML has it, and both mean the whole range on the calendar.
fn ranges(scanned: &Scanned, found: &mut Vec<Found>) {
    let mut k = 0;
    while k < found.len() {
        if let Some(start) = day_before(scanned, found, k) {
            found.insert(k, start);
            k += 1;
        } else if let Some(end) = day_after(scanned, found, k) {
            found.insert(k + 1, end);
        }
        if k > 0 {
            join(scanned, found, k);
        }
        k += 1;
    }
}

/// Pieces of the connector that ends right before `at` ("to the"), and where it starts.
fn connector(scanned: &Scanned, at: usize) -> Option<usize> {
    let from = scanned.class_before(at, Class::To).map(|(_, from)| from);
    from.or_else(|| {
        let (_, from) = scanned.class_before(at, Class::Det)?;
        scanned.class_before(from, Class::To).map(|(_, from)| from)
    })
}

fn is_dash(scanned: &Scanned, at: usize) -> bool {
    scanned.lexicon.word("-") == Some(scanned.pieces[at].word)
}

fn join(scanned: &Scanned, found: &mut [Found], k: usize) {
    let (head, tail) = found.split_at_mut(k);
    let (a, b) = (&mut head[k - 1], &mut tail[0]);
    if a.meaning.kind != TimexType::Date || b.meaning.kind != TimexType::Date {
        return;
    }
    let Some(link) = connector(scanned, b.first) else { return };
    if link != a.last {
        return;
    }
    let dash = is_dash(scanned, link);
    if !dash && scanned.class_before(a.first, Class::From).is_none() {
        return;
    }
    let (Some(from), Some(to)) = (start_of(a), end_of(b)) else { return };
    if from > to {
        return;
    }
    let edtf = Edtf::interval(Some(from), Some(to));
    let precision = edtf.precision();
    a.edtf = Some((edtf.clone(), precision));
    b.edtf = Some((edtf, precision));
}

fn start_of(f: &Found) -> Option<Day> {
    f.meaning.stretch.and_then(Stretch::bounds).map(|b| b.0)
}

fn end_of(f: &Found) -> Option<Day> {
    f.meaning.stretch.and_then(Stretch::bounds).map(|b| b.1)
}

/// The bare day number at piece `at` ("3" of "dal 3 al 5 maggio"), as a date beside `like`.
fn bare_day(scanned: &Scanned, at: usize, like: &Found) -> Option<Found> {
    let piece = scanned.pieces.get(at)?;
    let number = match piece.number {
        Some(n) if piece.digits <= 2 => n,
        Some(_) => return None,
        None => scanned.class_at(at, Class::Ord)?.0.parse().ok()?,
    };
    let Some(Stretch::Day(day)) = like.meaning.stretch else { return None };
    let day = Day::new(day.year(), day.month(), number.try_into().ok()?).ok()?;
    let stretch = Stretch::Day(day);
    let edtf = Some((Edtf::day(day), Precision::Day));
    Some(Found {
        span: piece.span,
        first: at,
        last: at + 1,
        meaning: Meaning {
            kind: TimexType::Date,
            value: stretch.timex(),
            stretch: Some(stretch),
            edtf: edtf.clone(),
        },
        edtf,
    })
}

fn day_before(scanned: &Scanned, found: &[Found], k: usize) -> Option<Found> {
    let b = &found[k];
    let link = connector(scanned, b.first)?;
    let at = link.checked_sub(1)?;
    if k > 0 && found[k - 1].last > at {
        return None;
    }
    let start = bare_day(scanned, at, b)?;
    let opened = scanned.class_before(at, Class::From).is_some()
        || scanned
            .class_before(at, Class::Det)
            .is_some_and(|(_, from)| scanned.class_before(from, Class::From).is_some());
    let dashed = is_dash(scanned, link) && scanned.pieces[link].glued;
    let earlier = start_of(&start)? < start_of(b)?;
    ((opened || dashed) && earlier).then_some(start)
}

fn day_after(scanned: &Scanned, found: &[Found], k: usize) -> Option<Found> {
    let a = &found[k];
    let (_, len) = scanned.class_at(a.last, Class::To)?;
    let at = a.last + len;
    if found.get(k + 1).is_some_and(|next| next.first <= at) {
        return None;
    }
    // "May 3-5": the date must end with its day.
    scanned.pieces[a.last - 1].number.filter(|n| *n <= 31)?;
    let end = bare_day(scanned, at, a)?;
    let opened = scanned.class_before(a.first, Class::From).is_some();
    let dashed = is_dash(scanned, a.last) && scanned.pieces[a.last].glued && scanned.pieces[at].glued;
    let closed = scanned.pieces.get(at + 1).is_none_or(|p| p.number.is_none());
    ((opened || dashed) && closed && start_of(a)? < start_of(&end)?).then_some(end)
}
