//! Numbers in events: *2,500 peacekeepers*, *killed at least ten people*, *decine di arresti*.
//!
//! A number belongs to an event when it stands in one of the event's phrases. What it counts is told by the noun
//! (classes `troops`, `dead`, `injured`, `arrested`, `participants`, `displaced`), else by the event's word (a
//! number of objects of *kill* is dead). Digits are read with the separators of both habits (`2,500`, `2.500`);
//! words of magnitude (class `tens`: dozen, hundred, thousand) without a number are approximate.

use casus_model::{EventType, Quantity, QuantityKind, Rel, Span, Upos, lower};

use crate::grammar::Candidate;
use crate::grammar::view::View;

const KINDS: [(&str, QuantityKind); 6] = [
    ("troops", QuantityKind::Troops),
    ("dead", QuantityKind::Dead),
    ("injured", QuantityKind::Injured),
    ("arrested", QuantityKind::Arrested),
    ("participants", QuantityKind::Participants),
    ("displaced", QuantityKind::Displaced),
];

/// The numbers that belong to a candidate, by place.
pub(crate) fn of(view: &View<'_>, candidate: &Candidate<'_>) -> Vec<Quantity> {
    let mut out: Vec<Quantity> = Vec::new();
    for w in 0..view.len() {
        let Some((low, approximate, span)) = number(view, w) else { continue };
        let counted = counted(view, w);
        let Some(predicate) = predicate_of(view, counted, candidate) else { continue };
        let Some(kind) = kind_of(view, counted, predicate, candidate) else { continue };
        let beside = |class: &str| {
            view.children(w).chain(view.children(counted)).any(|c| c != counted && view.in_class(class, c))
        };
        let (low, high) = if beside("at-least") {
            (low, None)
        } else if beside("at-most") {
            (0.0, Some(low))
        } else {
            (low, Some(low))
        };
        let approximate = approximate || beside("approximate");
        if !out.iter().any(|q| q.span.overlaps(span)) {
            out.push(Quantity { kind, low, high, approximate, span });
        }
    }
    out
}

/// The value that begins at word `w`, whether it is rough, and its words.
fn number(view: &View<'_>, w: usize) -> Option<(f64, bool, Span)> {
    let magnitude = |i: usize| {
        view.lexicon.magnitude(view.lemma(i)).or_else(|| view.lexicon.magnitude(&lower(&view.word(i).form)))
    };
    let span = view.word(w).span;
    if let Some(value) = digits(&view.word(w).form).or_else(|| view.lexicon.numeral(view.lemma(w))) {
        if view.upos(w) != Upos::Num || is_date(view, w) {
            return None;
        }
        // "2.5 million", "30 mila"
        if let Some(m) = (w + 1 < view.len()).then(|| magnitude(w + 1)).flatten().filter(|m| *m >= 1000.0) {
            return Some((value * m, false, span.cover(view.word(w + 1).span)));
        }
        return Some((value, false, span));
    }
    let first = magnitude(w)?;
    if w > 0 && digits(&view.word(w - 1).form).is_some() {
        return None;
    }
    // "tens of thousands", "decine di migliaia"
    let next = (w + 1..(w + 3).min(view.len())).find_map(|i| Some((i, magnitude(i)?)));
    match next {
        Some((i, m)) if m > first => Some((first * m, true, span.cover(view.word(i).span))),
        _ if w >= 2 && magnitude(w - 2).is_some() => None,
        _ => Some((first, true, span)),
    }
}

/// Reads digits with thousands separators.
pub(crate) fn digits(form: &str) -> Option<f64> {
    if !form.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    if !form.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b',' | b'\'')) {
        return None;
    }
    let groups: Vec<&str> = form.split(['.', ',', '\'']).collect();
    let thousands = groups.len() > 1 && groups[1..].iter().all(|g| g.len() == 3) && groups[0].len() <= 3;
    if thousands || groups.len() == 1 {
        return groups.concat().parse().ok();
    }
    if groups.len() == 2 { format!("{}.{}", groups[0], groups[1]).parse().ok() } else { None }
}

fn is_date(view: &View<'_>, w: usize) -> bool {
    view.resolution
        .times
        .iter()
        .any(|t| t.sentence as usize == view.number && t.span.overlaps(view.word(w).span))
}

/// The noun that a number counts; the number itself when it stands alone (*20 were killed*).
fn counted(view: &View<'_>, w: usize) -> usize {
    let mut at = w;
    while matches!(view.rel(at), Rel::Nummod | Rel::Det | Rel::Amod | Rel::Advmod | Rel::Compound | Rel::Flat)
        && let Some(h) = view.head(at)
        && (view.is_nominal(h) || view.upos(h) == Upos::Adj)
    {
        at = h;
    }
    // "dozens of soldiers", "decine di migliaia di soldati"
    while view.lexicon.magnitude(view.lemma(at)).is_some() || at == w {
        let Some(of) = view.children(at).find(|c| view.rel(*c) == Rel::Nmod && *c > at) else { break };
        at = of;
    }
    at
}

/// The word of the candidate under which the counted noun stands as an argument.
fn predicate_of(view: &View<'_>, counted: usize, candidate: &Candidate<'_>) -> Option<usize> {
    let own = |w: usize| w == candidate.word || w == candidate.anchor || candidate.absorbed.contains(&w);
    if own(counted) {
        return Some(counted);
    }
    for a in view.ancestors(counted).take(6) {
        if own(a) {
            return Some(a);
        }
        if view.is_verb(a) {
            return None;
        }
    }
    // a participle or relative clause on the counted noun: "2,500 troops sent by …"
    (view.head(candidate.anchor) == Some(counted) && view.rel(candidate.anchor) == Rel::Acl)
        .then_some(candidate.anchor)
}

fn kind_of(
    view: &View<'_>,
    counted: usize,
    predicate: usize,
    candidate: &Candidate<'_>,
) -> Option<QuantityKind> {
    let of = |w: usize| KINDS.iter().find(|(class, _)| view.in_class(class, w)).map(|(_, kind)| *kind);
    let harmed = |k: &QuantityKind| {
        matches!(
            k,
            QuantityKind::Dead | QuantityKind::Injured | QuantityKind::Arrested | QuantityKind::Displaced
        )
    };
    let patient = candidate.args.obj.iter().any(|f| {
        f.word().is_some_and(|o| super::grammar::coordination::conjuncts(view, o).contains(&counted))
    });
    if (patient || counted == predicate)
        && let Some(kind) = of(predicate).filter(harmed)
    {
        return Some(kind);
    }
    if let Some(kind) = of(counted) {
        return Some(kind);
    }
    if candidate.kind == Some(EventType::Protest) && view.is_nominal(counted) && !patient {
        return Some(QuantityKind::Participants);
    }
    None
}

#[cfg(test)]
mod tests {
    use super::digits;

    #[test]
    fn separators_of_both_habits_are_read() {
        assert_eq!(digits("2,500"), Some(2500.0));
        assert_eq!(digits("2.500"), Some(2500.0));
        assert_eq!(digits("1.250.000"), Some(1_250_000.0));
        assert_eq!(digits("2.5"), Some(2.5));
        assert_eq!(digits("40"), Some(40.0));
        assert_eq!(digits("1.2.3"), None);
        assert_eq!(digits("F-16"), None);
        assert_eq!(digits("16th"), None);
    }
}
