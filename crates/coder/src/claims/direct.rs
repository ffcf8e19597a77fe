//! Direct speech: every quotation is given to the words that attribute it.
//!
//! What it does: a quotation belongs to the verb of saying that follows it in its sentence ("…", said X), else to
//! the one before it ("X said: …"), else to a preposition that follows ("…", according to X); a quotation that
//! goes on after the attributing words ("…", he said. "…") is part of the same claim. A sentence that is quoted
//! whole with nobody named, and a quotation that continues over paragraphs, belong to the last speaker. Words in
//! quotation marks that are only part of a clause ("fight 'to the end'") are left to `reported`.
//! Limits: single quotation marks are not read.

use casus_model::{ClaimKind, Rel, Span, Speech, Stance, Upos};

use super::lexicon::Cue;
use super::quotes::Quote;
use super::reported::{noun_phrase, phrase_head, source};
use super::{Draft, Text};

/// A word: its sentence and its number in it.
type At = (usize, usize);

/// The claims of direct speech, in order.
pub(super) fn find(text: &Text) -> Vec<Draft> {
    let mut drafts: Vec<Draft> = Vec::new();
    for (p, quotes) in text.quotes.iter().enumerate() {
        if !quotes.is_empty() {
            paragraph(text, p, quotes, &mut drafts);
        }
    }
    drafts
}

/// Words of attribution found for a quotation.
struct Attributed {
    sentence: usize,
    head: usize,
    cue: Vec<usize>,
    source_head: Option<usize>,
    source: Vec<usize>,
    kind: ClaimKind,
    stance: Stance,
}

fn paragraph(text: &Text, p: usize, quotes: &[Quote], drafts: &mut Vec<Draft>) {
    let (first, end) = text.paragraphs[p];
    let words: Vec<At> = (first..end).flat_map(|s| (0..text.trees[s].len()).map(move |w| (s, w))).collect();
    let span = |at: &At| text.trees[at.0].word(at.1).span;
    // a quote without a speaker is given to one of this paragraph or the one before
    let near = if p == 0 { 0 } else { text.paragraphs[p - 1].0 };
    // for the quote before: its number and the draft it went to
    let mut before: Option<(usize, usize)> = None;
    for (q, quote) in quotes.iter().enumerate() {
        let inside: Vec<At> = words
            .iter()
            .copied()
            .filter(|w| quote.inner.contains(span(w)) && !quote.inner.is_empty())
            .collect();
        let Some(head) = content_head(text, &inside) else { continue };
        if !is_speech(text, quote, &inside) {
            continue;
        }
        let after_limit = quotes.get(q + 1).map_or(u32::MAX, |n| n.span.start);
        let before_limit = if q == 0 { 0 } else { quotes[q - 1].span.end };
        let after: Vec<At> = words
            .iter()
            .copied()
            .filter(|w| span(w).start >= quote.span.end && span(w).end <= after_limit)
            .collect();
        let lead: Vec<At> = words
            .iter()
            .copied()
            .filter(|w| span(w).start >= before_limit && span(w).end <= quote.span.start)
            .collect();
        // goes on after the words that attributed the quote before
        if let Some((number, draft)) = before
            && number + 1 == q
            && goes_on(text, &lead, &drafts[draft])
            && following(text, quote, &after).is_none()
        {
            drafts[draft].content.push(quote.span);
            before = Some((q, draft));
            continue;
        }
        if let Some(draft) = interrupted(text, quote, &inside, head) {
            drafts.push(draft);
            before = Some((q, drafts.len() - 1));
            continue;
        }
        let found = following(text, quote, &after).or_else(|| leading(text, quote, &lead, &inside));
        let draft = match found {
            Some(a) => {
                if let Some(known) =
                    drafts.iter().position(|d| d.sentence == a.sentence && d.cue_word == Some(a.head))
                {
                    drafts[known].content.push(quote.span);
                    before = Some((q, known));
                    continue;
                }
                Draft {
                    sentence: a.sentence,
                    cue_word: Some(a.head),
                    cue: a.cue,
                    source_head: a.source_head,
                    source: a.source.clone(),
                    content: vec![whole_clause(text, quote, &inside, &lead, (a.sentence, a.head))],
                    content_head: head,
                    kind: a.kind,
                    stance: a.stance,
                    speech: Speech::Direct,
                    carried: a.source.is_empty(),
                    confidence: 0.9,
                }
            }
            None if quote.continues
                || (stands_alone(text, quote, &inside, &lead)
                    && drafts.last().is_some_and(|d| d.sentence >= near)) =>
            {
                Draft {
                    sentence: inside[0].0,
                    cue_word: None,
                    cue: Vec::new(),
                    source_head: None,
                    source: Vec::new(),
                    content: vec![quote.span],
                    content_head: head,
                    kind: ClaimKind::Report,
                    stance: Stance::Affirms,
                    speech: Speech::Direct,
                    carried: true,
                    confidence: 0.7,
                }
            }
            None => continue,
        };
        drafts.push(draft);
        before = Some((q, drafts.len() - 1));
    }
}

/// The quote, or, where its sentence began outside it (*Clinton “is the only candidate”, he said*), all from there.
fn whole_clause(text: &Text, quote: &Quote, inside: &[At], lead: &[At], cue: At) -> Span {
    let Some(&(s, w)) = inside.first() else { return quote.span };
    if begins_upper(text, quote) || cue < (s, w) || cue.0 != s {
        return quote.span;
    }
    let before: Vec<At> = lead.iter().copied().filter(|at| at.0 == s && at.1 < w).collect();
    let tree = &text.trees[s];
    let at_start = before.first().is_some_and(|at| at.1 == 0);
    let told = before.iter().any(|at| quoting(text, *at).is_some());
    let comma = before
        .iter()
        .rev()
        .find(|at| !is_mark(tree.word(at.1).form.as_str()))
        .is_some_and(|at| tree.word(at.1).form == ",");
    match before.first() {
        Some(first) if at_start && !told && !comma && before.len() <= 25 => {
            tree.word(first.1).span.cover(quote.span)
        }
        _ => quote.span,
    }
}

fn is_mark(form: &str) -> bool {
    matches!(form, "\"" | "“" | "”" | "«" | "»" | "''" | "``" | "‘" | "'")
}

/// A quotation that the attributing words interrupt between dashes: "«No – replica Ante –. E …»".
fn interrupted(text: &Text, quote: &Quote, inside: &[At], head: At) -> Option<Draft> {
    let dash = |at: &At| matches!(text.trees[at.0].word(at.1).form.as_str(), "-" | "–" | "—");
    for (k, &(s, w)) in inside.iter().enumerate() {
        let Some(cue) = quoting(text, (s, w)) else { continue };
        let open = inside[..k].iter().rposition(dash).filter(|o| k - o <= 5)?;
        let close = k + inside[k..].iter().position(|at| dash(at) || is_end(text, *at))?;
        if close - k > 25 || open == 0 {
            continue;
        }
        let stretch = &inside[open + 1..close];
        let found = attributed(text, (s, w), cue, stretch);
        let span = |at: At| text.trees[at.0].word(at.1).span;
        let first = Span { start: quote.span.start, end: span(inside[open - 1]).end };
        let mut content = vec![first];
        let rest = inside[close..].iter().find(|at| !text.trees[at.0].is_punct(at.1));
        content.extend(rest.map(|at| Span { start: span(*at).start, end: quote.span.end }));
        return Some(Draft {
            sentence: s,
            cue_word: Some(w),
            cue: found.cue,
            source_head: found.source_head,
            carried: found.source.is_empty(),
            source: found.source,
            content,
            content_head: head,
            kind: cue.kind,
            stance: cue.stance,
            speech: Speech::Direct,
            confidence: 0.85,
        });
    }
    None
}

/// The top word of what is quoted: the highest in the tree of its first sentence.
fn content_head(text: &Text, inside: &[At]) -> Option<At> {
    let (s, _) = *inside.first()?;
    let tree = &text.trees[s];
    let here: Vec<usize> = inside.iter().filter(|w| w.0 == s).map(|w| w.1).collect();
    let head = here
        .iter()
        .copied()
        .filter(|w| !tree.is_punct(*w))
        .find(|w| tree.head(*w).is_none_or(|h| !here.contains(&h)))
        .or_else(|| here.first().copied())?;
    Some((s, head))
}

/// Whether the quote is speech, not a few words borrowed into a clause.
fn is_speech(text: &Text, quote: &Quote, inside: &[At]) -> bool {
    let verb = inside.iter().any(|(s, w)| matches!(text.trees[*s].word(*w).upos, Upos::Verb | Upos::Aux));
    let inner = quote.inner.of(&text.document.text);
    let ended = inner.ends_with([',', '.', '!', '?', '…']);
    quote.continues || (verb && inside.len() >= 2) || (ended && inside.len() >= 2) || inside.len() >= 6
}

fn begins_upper(text: &Text, quote: &Quote) -> bool {
    quote.inner.of(&text.document.text).trim_start_matches(['.', '…', ' ']).starts_with(char::is_uppercase)
}

fn is_end(text: &Text, at: At) -> bool {
    matches!(text.trees[at.0].word(at.1).form.as_str(), "." | "!" | "?" | ";" | "…")
}

/// The verb of saying, or the preposition, in the words after the quote.
fn following(text: &Text, quote: &Quote, after: &[At]) -> Option<Attributed> {
    let source_text = &text.document.text;
    let inner = quote.inner.of(source_text).trim_end();
    let rest = source_text[quote.span.end as usize..].trim_start();
    let joined = inner.ends_with([',', '?', '!', '…', '–', '—']) || rest.starts_with([',', '–', '—', '-']);
    let lower = rest.trim_start_matches([',', '–', '—', '-', ' ']).starts_with(char::is_lowercase);
    if !joined && (!lower || rest.starts_with('.')) {
        return None;
    }
    let stop = after.iter().position(|w| is_end(text, *w)).unwrap_or(after.len());
    let words = &after[..stop];
    let mut seen_verb = false;
    for (k, &(s, w)) in words.iter().enumerate() {
        let tree = &text.trees[s];
        if let Some(phrase) = text.lexicon.prepositions.iter().find(|p| tree.reads(w, &p.words))
            && k <= 2
            && tree.word(w).upos != Upos::Noun
            && (phrase.words.len() > 1 || tree.word(w).upos == Upos::Adp)
        {
            let end = w + phrase.words.len();
            let head = phrase_head(tree, w, end)?;
            let source = noun_phrase(tree, head, w).into_iter().filter(|x| *x >= end).collect();
            return Some(Attributed {
                sentence: s,
                head: w,
                cue: (w..end).collect(),
                source_head: Some(head),
                source,
                kind: phrase.kind,
                stance: phrase.stance,
            });
        }
        if let Some(cue) = quoting(text, (s, w)) {
            if seen_verb && k > 12 || k > 40 {
                return None;
            }
            return Some(attributed(text, (s, w), cue, words));
        }
        if tree.word(w).upos == Upos::Verb
            && super::reported::is_finite(tree, w)
            && tree.word(w).subrel != "relcl"
        {
            if seen_verb {
                return None;
            }
            seen_verb = true;
        }
    }
    None
}

/// The verb of saying in the words before the quote.
fn leading(text: &Text, quote: &Quote, lead: &[At], inside: &[At]) -> Option<Attributed> {
    let before = text.document.text[..quote.span.start as usize].trim_end();
    let colon = before.ends_with(':');
    let comma = before.ends_with(',');
    let start = lead.iter().rposition(|w| is_end(text, *w)).map_or(0, |k| k + 1);
    let words = &lead[start..];
    let at = words.iter().rposition(|w| quoting(text, *w).is_some())?;
    let cue = quoting(text, words[at])?;
    let distance = words.len() - at - 1;
    let close = if colon {
        distance < 40
    } else if comma {
        distance < 12
    } else {
        // "said “…”" without a mark: only where a sentence begins
        distance <= 1 && begins_upper(text, quote) && inside.len() > 3
    };
    close.then(|| attributed(text, words[at], cue, words))
}

/// The entry of a verb that can take a quotation; verbs inside quotation marks attribute nothing outside them.
fn quoting(text: &Text, (s, w): At) -> Option<&'static Cue> {
    let word = text.trees[s].word(w);
    if !matches!(word.upos, Upos::Verb | Upos::Aux) {
        return None;
    }
    text.lexicon.cues_at(&text.trees[s], w).iter().find(|c| c.takes.quote && c.with.is_none())
}

fn attributed(text: &Text, (s, w): At, cue: &Cue, stretch: &[At]) -> Attributed {
    let tree = &text.trees[s];
    let here = |x: &usize| stretch.contains(&(s, *x));
    let mut source_head = source(text, s, w).filter(here);
    if source_head.is_none() {
        source_head = beside(text, s, w, stretch);
    }
    let named =
        source_head.map_or_else(Vec::new, |h| noun_phrase(tree, h, w)).into_iter().filter(here).collect();
    let source: Vec<usize> =
        super::extent::of_source(tree, w, (w, w), named).into_iter().filter(here).collect();
    let source = with_role(tree, source, here);
    let mut words = vec![w];
    // auxiliaries, negation and adverbs right before the verb
    let mut from = w;
    while from > 0
        && here(&(from - 1))
        && !source.contains(&(from - 1))
        && matches!(tree.word(from - 1).upos, Upos::Aux | Upos::Adv | Upos::Part)
        && tree.head(from - 1) == Some(w)
    {
        from -= 1;
        words.insert(0, from);
    }
    Attributed { sentence: s, head: w, cue: words, source_head, source, kind: cue.kind, stance: cue.stance }
}

/// "said X, head of Y": the words after a name and a comma up to the next mark, when they begin with a bare noun.
/// Trees often hang them on the verb.
fn with_role(tree: &super::tree::Tree, mut source: Vec<usize>, here: impl Fn(&usize) -> bool) -> Vec<usize> {
    let Some(last) = source.last().copied().filter(|l| tree.word(*l).upos == Upos::Propn) else {
        return source;
    };
    let noun = last + 2;
    let bare = |n: usize| tree.word(n).upos == Upos::Noun && tree.child(n, Rel::Det).is_none();
    if noun >= tree.len() || !tree.is(last + 1, ",") || !bare(noun) {
        return source;
    }
    let end = (noun..tree.len()).find(|x| tree.is_punct(*x) || !here(x)).unwrap_or(tree.len());
    if (noun..end).any(|x| tree.word(x).upos == Upos::Verb && super::reported::is_finite(tree, x)) {
        return source;
    }
    source.extend(last + 1..end);
    source
}

/// The noun phrase that stands beside the verb, where the tree names no subject: after it ("said X"), else before.
fn beside(text: &Text, s: usize, w: usize, stretch: &[At]) -> Option<usize> {
    let tree = &text.trees[s];
    let nominal = |x: &usize| {
        matches!(tree.word(*x).upos, Upos::Noun | Upos::Propn | Upos::Pron)
            && !matches!(tree.word(*x).rel, Rel::Obl | Rel::Expl | Rel::Iobj)
    };
    let top = |x: usize| {
        let mut at = x;
        while let Some(h) = tree.head(at) {
            if h == w || !stretch.contains(&(s, h)) || !matches!(tree.word(h).upos, Upos::Noun | Upos::Propn)
            {
                break;
            }
            at = h;
        }
        at
    };
    let after = (w + 1..tree.len())
        .take(4)
        .take_while(|x| stretch.contains(&(s, *x)) && !tree.is_punct(*x))
        .find(nominal);
    after
        .or_else(|| (w.saturating_sub(4)..w).rev().take_while(|x| stretch.contains(&(s, *x))).find(nominal))
        .map(top)
        .filter(|x| {
            !tree.marked(*x, "to") && !tree.children(*x).any(|c| tree.word(c).rel == Rel::Case && c < *x)
        })
}

/// Whether a quote goes on after the attributing words of the one before: they are all that stands between.
fn goes_on(text: &Text, between: &[At], draft: &Draft) -> bool {
    let ends = between.iter().filter(|w| is_end(text, **w)).count();
    let last_is_end = between.last().is_none_or(|w| is_end(text, *w));
    let has_cue = draft.cue_word.is_some_and(|w| between.contains(&(draft.sentence, w)));
    (has_cue && (ends == 0 || (ends == 1 && last_is_end))) || (between.is_empty() && draft.cue_word.is_none())
}

/// Whether the quote is a sentence of its own: nothing of its sentence stands outside it.
fn stands_alone(text: &Text, quote: &Quote, inside: &[At], lead: &[At]) -> bool {
    let outside = |s: usize| -> bool {
        let tree = &text.trees[s];
        (0..tree.len()).all(|w| {
            let span: Span = tree.word(w).span;
            quote.span.contains(span) || tree.is_punct(w)
        })
    };
    begins_upper(text, quote)
        && lead.last().is_none_or(|w| is_end(text, *w))
        && inside.iter().all(|(s, _)| outside(*s))
}
