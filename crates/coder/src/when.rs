//! When and where an event took place, by the text.
//!
//! **When**: the time expression that hangs nearest on the event: on its own words, on the verb that carries it, or
//! on a clause around it that is not a statement about it (*said on Thursday that troops had left* dates the
//! saying). Without one the document's date bounds it, and the basis says so: what happened lies on or before the
//! document's day (`../D`), what goes on is dated that day, what is planned lies on or after it (`D/..`), and what is
//! hypothetical or denied has no date. An undated document gives none. Two dates are taken over from beside the event,
//! with the basis `inferred`: what a past participle tells of something lies on or before the act in which that
//! thing takes part (*committed on Thursday a force requested by …*); and a sentence without a date whose main clause
//! has the actor of the one before it in the paragraph goes on at that one's date.
//!
//! **Where**: a place named beside the event with a preposition of the class `locative`.

use casus_model::{
    ActorId, Basis, Date, Document, Edtf, Factuality, Genericity, Place, Rel, TimeExpression, TimexType,
};

use crate::grammar::view::View;
use crate::grammar::{Candidate, control, sides};

/// What the main clause of a sentence tells: who acts, and when.
pub(crate) struct Told {
    paragraph: u32,
    actors: Vec<ActorId>,
    date: Option<Date>,
}

/// Who acts in the main clause of a sentence, and its date.
pub(crate) fn told(view: &View<'_>, times: &[&TimeExpression]) -> Option<Told> {
    let root = view.sentence.root()?;
    let subject = control::subject_of(view, root, 0);
    let actors = subject.into_iter().flat_map(|f| sides::actors(view, f)).map(|a| a.id).collect();
    let date = nearest(view, times, root, root, false).map(|(_, t)| t.clone());
    let past = times.iter().all(|t| t.kind != TimexType::Set);
    Some(Told { paragraph: view.sentence.paragraph, actors, date: date.filter(|_| past) })
}

/// The date that hangs nearest on a word, and how far.
fn nearest<'t>(
    view: &View<'_>,
    times: &[&'t TimeExpression],
    word: usize,
    anchor: usize,
    spoken: bool,
) -> Option<(usize, &'t Date)> {
    times
        .iter()
        .filter(|t| t.kind != TimexType::Set)
        .filter_map(|t| Some((distance(view, t, word, anchor, spoken)?, t.date.as_ref()?)))
        .min_by_key(|(d, _)| *d)
}

/// The date of an event, and whether it makes it habitual or historical. `spoken` tells that the event is the saying
/// itself (a refusal); `before` is what the sentence before told.
pub(crate) fn date(
    view: &View<'_>,
    document: &Document,
    times: &[&TimeExpression],
    candidate: &Candidate<'_>,
    factuality: Factuality,
    spoken: bool,
    before: Option<&Told>,
) -> (Option<Date>, Genericity) {
    let mut best: Option<(usize, &TimeExpression)> = None;
    let mut habitual = false;
    // what happened did not happen after the document
    let possible = |date: &Date| {
        let day = document.date.as_ref().and_then(Date::to);
        factuality != Factuality::Happened || day.zip(date.from()).is_none_or(|(day, from)| from <= day)
    };
    let open_end = |date: &Date| {
        factuality == Factuality::Happened
            && date.to().is_none()
            && document.date.as_ref().and_then(Date::from).zip(date.from()).is_some_and(|(d, f)| f >= d)
    };
    for time in times {
        if time.date.as_ref().is_some_and(|d| !possible(d) || open_end(d)) {
            continue;
        }
        let Some(distance) = distance(view, time, candidate.word, candidate.anchor, spoken) else { continue };
        if time.kind == TimexType::Set {
            habitual |= distance < 2;
            continue;
        }
        if time.kind == TimexType::Duration && time.date.is_none() {
            continue;
        }
        if time.date.is_some() && best.is_none_or(|(d, _)| distance < d) {
            best = Some((distance, time));
        }
    }
    if let Some(date) = best.and_then(|(_, t)| t.date.clone()) {
        let genericity = genericity(&date, document);
        return (Some(date), if habitual { Genericity::Habitual } else { genericity });
    }
    if habitual {
        return (None, Genericity::Habitual);
    }
    if factuality == Factuality::Happened
        && let Some(date) = served(view, times, candidate)
            .or_else(|| carried(view, times, candidate, spoken, before))
            .filter(possible)
    {
        return (Some(date), Genericity::Specific);
    }
    let bounded = document.date.as_ref().and_then(|d| {
        let edtf = match factuality {
            Factuality::Happened => Edtf::interval(None, Some(d.to()?)),
            Factuality::Ongoing => Edtf::day(d.to()?),
            Factuality::Planned | Factuality::Threatened => Edtf::interval(Some(d.from()?), None),
            Factuality::Hypothetical | Factuality::Denied => return None,
        };
        Some(Date::new(edtf, Basis::Document, "date of the document"))
    });
    (bounded, Genericity::Specific)
}

/// "Committed on Thursday a force requested by …": the act in which what the participle describes takes part bounds it.
fn served(view: &View<'_>, times: &[&TimeExpression], candidate: &Candidate<'_>) -> Option<Date> {
    let at = candidate.anchor;
    let feats = view.feats(at);
    let participle = feats.is("VerbForm", "Part") && (feats.is("Tense", "Past") || feats.is("Voice", "Pass"));
    if view.rel(at) != Rel::Acl || view.word(at).subrel == "relcl" || !participle {
        return None;
    }
    let verb = view.ancestors(at).find(|a| view.is_verb(*a))?;
    let (_, date) = nearest(view, times, verb, verb, false).or_else(|| {
        times.iter().find_map(|t| Some((0, t.date.as_ref()?))).filter(|_| view.head(verb).is_none())
    })?;
    let edtf = Edtf::interval(None, Some(date.to()?));
    Some(Date::new(edtf, Basis::Inferred, "on or before the act it serves"))
}

/// The date of the sentence before, which the same actor's next act goes on from.
fn carried(
    view: &View<'_>,
    times: &[&TimeExpression],
    candidate: &Candidate<'_>,
    spoken: bool,
    before: Option<&Told>,
) -> Option<Date> {
    let before = before.filter(|b| b.paragraph == view.sentence.paragraph)?;
    if times.iter().any(|t| t.date.is_some() || t.kind == TimexType::Set) {
        return None;
    }
    let root = view.sentence.root()?;
    let at = candidate.anchor;
    let own = at == root || (spoken && view.ancestors(at).any(|a| a == root && view.in_class("say", a)));
    let subject = control::subject_of(view, root, 0);
    let same =
        subject.into_iter().flat_map(|f| sides::actors(view, f)).any(|a| before.actors.contains(&a.id));
    let date = before.date.as_ref().filter(|_| own && same)?;
    Some(
        Date::new(date.edtf.clone(), Basis::Inferred, "date of the sentence before")
            .precise_to(date.precision),
    )
}

/// A year and more before the document is history.
fn genericity(date: &Date, document: &Document) -> Genericity {
    let past = document.date.as_ref().and_then(Date::from).zip(date.to());
    match past {
        Some((now, then)) if now.year() - then.year() >= 1 && (now - then).get_days() > 365 => {
            Genericity::Historical
        }
        _ => Genericity::Specific,
    }
}

/// How far a time expression hangs from an event; `None` when it belongs to something else.
fn distance(
    view: &View<'_>,
    time: &TimeExpression,
    word: usize,
    anchor: usize,
    spoken: bool,
) -> Option<usize> {
    let top = (0..view.len())
        .filter(|i| {
            time.span.overlaps(view.word(*i).span)
                && !matches!(view.rel(*i), Rel::Case | Rel::Det | Rel::Punct)
        })
        .min_by_key(|i| (view.depth(*i), *i))?;
    // where it hangs: the nearest verb, or event noun, above it
    let own = |w: usize| w == word || w == anchor;
    let mut up = 0;
    let mut at = top;
    let site = loop {
        if own(at) {
            return Some(up);
        }
        let Some(head) = view.head(at) else { break at };
        // "the June summit", "the war of 2020": a time inside another noun's phrase dates that noun
        if view.is_verb(at) && at != top {
            break at;
        }
        at = head;
        up += 1;
        if up > view.len() {
            return None;
        }
    };
    if own(site) {
        return Some(up);
    }
    // from the event up to that verb
    let mut down = 0;
    let mut at = anchor;
    while at != site {
        let head = view.head(at)?;
        let reports =
            view.rel(at) == Rel::Ccomp || (view.rel(at) == Rel::Acl) || view.rel(at) == Rel::Parataxis;
        let said = spoken && view.rel(at) == Rel::Ccomp && view.in_class("say", head);
        if (reports && !said) || (view.rel(at) == Rel::Advcl && view.is_verb(at)) {
            return None;
        }
        if view.rel(at) == Rel::Xcomp && view.in_class("say", head) {
            return None;
        }
        at = head;
        down += 1;
        if down > view.len() {
            return None;
        }
    }
    Some(up + down + 1)
}

/// The place of an event.
pub(crate) fn place(view: &View<'_>, candidate: &Candidate<'_>) -> Option<Place> {
    let mut sites = vec![candidate.word];
    if candidate.anchor != candidate.word {
        sites.push(candidate.anchor);
    }
    sites.extend(candidate.absorbed.iter().copied());
    // "protests spread across the country": where the clause is, its subject is
    let told = view.head(candidate.word).filter(|h| {
        candidate.targets.is_empty()
            && view.is_nominal(candidate.word)
            && view.rel(candidate.word) == Rel::Nsubj
            && view.is_verb(*h)
    });
    sites.extend(told);
    let mut fallback = None;
    for site in sites {
        // "un attentato suicida a Kabul": hung on the adjective
        let adjectives = view.children(site).filter(|c| view.rel(*c) == Rel::Amod && view.is_nominal(site));
        let of_adjectives = adjectives.flat_map(|a| view.children(a).filter(|c| view.rel(*c) == Rel::Obl));
        for c in view.children(site).chain(of_adjectives) {
            if !matches!(view.rel(c), Rel::Obl | Rel::Nmod | Rel::Advmod) {
                continue;
            }
            let Some((whole, _)) = view.preposition(c) else { continue };
            if view.lexicon.in_class("during", &whole) {
                // "signed it during a visit to Ankara"
                fallback = fallback.or_else(|| destination(view, c));
            }
            if !view.lexicon.in_class("locative", &whole) {
                continue;
            }
            if let Some(place) = place_of(view, c, 0) {
                return Some(place);
            }
        }
        // "un ataque con drones contra Donetsk": hung on another phrase of the noun
        if site == candidate.args.word && view.is_nominal(site) {
            let phrases = candidate.args.preps.iter().filter(|(whole, _, w)| {
                view.head(*w) != Some(site) && view.lexicon.in_class("locative", whole)
            });
            fallback = fallback.or_else(|| phrases.map(|(_, _, w)| *w).find_map(|w| place_of(view, w, 0)));
        }
        // "bombed Kharkiv", "a market in Kabul": an argument that is a place, or a place on one
        for o in candidate.args.obj.iter().filter_map(|f| f.word()).filter(|o| *o < view.len()) {
            if view.actor(o).is_none() && fallback.is_none() {
                fallback = view.mention(o).and_then(|(_, m)| m.place.clone());
            }
            // "carri armati a Kiev": hung on the adjective
            let within =
                view.children(o).filter(|c| view.rel(*c) == Rel::Amod).flat_map(|a| view.children(a));
            let hung = |c: &usize| matches!(view.rel(*c), Rel::Nmod | Rel::Obl);
            for c in view.children(o).chain(within).filter(hung) {
                if view.preposition(c).is_some_and(|(whole, _)| view.lexicon.in_class("locative", &whole)) {
                    fallback = fallback.or_else(|| place_of(view, c, 0));
                }
            }
        }
    }
    fallback.or_else(|| {
        let visit = view.is_nominal(candidate.word) && candidate.mode.as_deref() == Some("visit");
        visit.then(|| destination(view, candidate.word)).flatten()
    })
}

/// Where a noun of an event leads ("a visit to Ankara"): a place that hangs on it with a preposition of place or aim.
fn destination(view: &View<'_>, noun: usize) -> Option<Place> {
    view.lexicon.frames_of(view.lemma(noun)).next()?;
    view.children(noun)
        .filter(|c| matches!(view.rel(*c), Rel::Nmod | Rel::Obl) && view.preposition(*c).is_some())
        .find_map(|c| place_of(view, c, 0))
}

fn place_of(view: &View<'_>, w: usize, depth: usize) -> Option<Place> {
    if let Some(place) = view.mention(w).and_then(|(_, m)| m.place.clone()) {
        return Some(place);
    }
    if depth > 2 {
        return None;
    }
    view.children(w)
        .filter(|c| matches!(view.rel(*c), Rel::Nmod | Rel::Appos | Rel::Flat | Rel::Compound))
        .find_map(|c| place_of(view, c, depth + 1))
}
