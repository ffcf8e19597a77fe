//! When and where an event took place, by the text.
//!
//! **When**: the time expression that hangs nearest on the event: on its own words, on the verb that carries it, or
//! on a clause around it that is not a statement about it (*said on Thursday that troops had left* dates the
//! saying). Without one the document's date bounds it, and the basis says so: what happened lies on or before the
//! document's day (`../D`), what goes on is dated that day, what is planned lies on or after it (`D/..`), and what is
//! hypothetical or denied has no date. An undated document gives none.
//!
//! **Where**: a place named beside the event with a preposition of the class `locative`.

use casus_model::{
    Basis, Date, Document, Edtf, Factuality, Genericity, Place, Rel, TimeExpression, TimexType,
};

use crate::grammar::Candidate;
use crate::grammar::view::View;

/// The date of an event, and whether it makes it habitual or historical.
pub(crate) fn date(
    view: &View<'_>,
    document: &Document,
    times: &[&TimeExpression],
    candidate: &Candidate<'_>,
    factuality: Factuality,
) -> (Option<Date>, Genericity) {
    let mut best: Option<(usize, &TimeExpression)> = None;
    let mut habitual = false;
    for time in times {
        let Some(distance) = distance(view, time, candidate) else { continue };
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
fn distance(view: &View<'_>, time: &TimeExpression, candidate: &Candidate<'_>) -> Option<usize> {
    let top = (0..view.len())
        .filter(|i| {
            time.span.overlaps(view.word(*i).span)
                && !matches!(view.rel(*i), Rel::Case | Rel::Det | Rel::Punct)
        })
        .min_by_key(|i| (view.depth(*i), *i))?;
    // where it hangs: the nearest verb, or event noun, above it
    let own = |w: usize| w == candidate.word || w == candidate.anchor;
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
    let mut at = candidate.anchor;
    while at != site {
        let head = view.head(at)?;
        let reports =
            view.rel(at) == Rel::Ccomp || (view.rel(at) == Rel::Acl) || view.rel(at) == Rel::Parataxis;
        if reports || (view.rel(at) == Rel::Advcl && view.is_verb(at)) {
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
    let mut fallback = None;
    for site in sites {
        for c in view.children(site) {
            if !matches!(view.rel(c), Rel::Obl | Rel::Nmod | Rel::Advmod) {
                continue;
            }
            let Some((whole, _)) = view.preposition(c) else { continue };
            if !view.lexicon.in_class("locative", &whole) {
                continue;
            }
            if let Some(place) = place_of(view, c, 0) {
                return Some(place);
            }
        }
        // "a market in Kabul": a place on an argument
        for o in candidate.args.obj.iter().filter_map(|f| f.word()).filter(|o| *o < view.len()) {
            for c in view.children(o).filter(|c| view.rel(*c) == Rel::Nmod) {
                if view.preposition(c).is_some_and(|(whole, _)| view.lexicon.in_class("locative", &whole)) {
                    fallback = fallback.or_else(|| place_of(view, c, 0));
                }
            }
        }
    }
    fallback
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
