//! Where what is said begins and ends in its sentence.
//!
//! What it does: a verb of saying divides its sentence. When it follows a comma at the end ("…, analysts say"), all
//! before it is said; when it is inserted ("…, he said, …"), both sides are; when words follow it, they are said
//! from the conjunction or the first word on up to the end of the sentence, or up to what the speaker does next
//! ("…, and left", "…, adding that"). Where the tree agrees nothing changes; where a clause of the content was
//! attached to the verb of saying instead, it is put right. Limits: adverbial clauses at the end of the sentence are
//! given to the content, which is more often right.

use casus_model::{Rel, Upos};

use super::Text;
use super::lexicon::Cue;
use super::reported::{Content, cue_words, has_predicate, is_finite, noun_phrase, source};
use super::tree::Tree;

/// The content of the finite verb of saying `i`; `parsed` is what the tree alone gives.
pub(super) fn of_speech(
    text: &Text,
    s: usize,
    i: usize,
    cue: &Cue,
    parsed: Option<Content>,
) -> Option<Content> {
    if parsed.as_ref().is_some_and(|p| p.prep.is_some()) {
        return parsed;
    }
    let tree = &text.trees[s];
    let core = cue_words(tree, i, None, None, &[]);
    let (first, last) = (*core.first()?, *core.last()?);
    let holder: Vec<usize> = match source(text, s, i) {
        Some(head) if !tree.under(i, head) => noun_phrase(tree, head, i),
        _ => Vec::new(),
    };
    // a subject that belongs to this very clause stands beside the verb
    let close = |w: &usize| w.abs_diff(i) <= 30;
    let own = tree.children(i).any(|c| tree.word(c).rel == Rel::Nsubj);
    let inverted = own && holder.first().is_some_and(|w| *w == last + 1);
    let clause_start = if own && !inverted {
        holder.first().copied().filter(close).unwrap_or(first).min(first)
    } else {
        first
    };
    let clause_end = if inverted { *holder.last()? } else { last };
    let next = clause_end + 1;
    let ended = next >= tree.len() || (ends(tree, next) || tree.word(next).form == ",");
    let parsed_before = parsed.as_ref().is_some_and(|p| p.head < clause_start);
    if clause_start > 1 && is_comma(tree, clause_start - 1) && (ended || inverted || (parsed_before && !own))
    {
        return before(tree, i, clause_start, clause_end, parsed);
    }
    if ended || inverted {
        return parsed;
    }
    after(text, s, i, cue, next, parsed)
}

fn ends(tree: &Tree, w: usize) -> bool {
    matches!(tree.word(w).form.as_str(), "." | "!" | "?" | ";" | "…")
}

fn is_comma(tree: &Tree, w: usize) -> bool {
    matches!(tree.word(w).form.as_str(), "," | "-" | "–" | "—" | "\"" | "”" | "»")
}

/// All before the verb of saying, and what follows it without belonging to it.
fn before(tree: &Tree, i: usize, start: usize, end: usize, parsed: Option<Content>) -> Option<Content> {
    let left: Vec<usize> = (0..start - 1).collect();
    let head = parsed
        .as_ref()
        .map(|p| p.head)
        .filter(|h| *h < start)
        .or_else(|| left.iter().copied().find(|w| is_finite(tree, *w) || has_predicate(tree, *w)))?;
    let mut words = left;
    let of_content = |w: usize| tree.under(w, head) && (!tree.under(w, i) || tree.under(head, i));
    let right: Vec<usize> =
        (end + 1..tree.len()).filter(|w| of_content(*w) && !tree.under(*w, end)).collect();
    if right.iter().any(|w| !tree.is_punct(*w)) {
        words.extend(right);
    }
    Some(Content::clause(words, head))
}

/// What follows the verb of saying.
fn after(
    text: &Text,
    s: usize,
    i: usize,
    cue: &Cue,
    next: usize,
    parsed: Option<Content>,
) -> Option<Content> {
    let tree = &text.trees[s];
    let mut parsed = parsed.filter(|p| p.head >= next);
    if parsed.as_ref().is_none_or(|p| !p.clausal) {
        // a clause with its conjunction that the tree attached elsewhere
        let conjunction = (next..tree.len().min(next + 14)).find(|w| {
            let word = tree.word(*w);
            word.rel == Rel::Mark
                && word.upos == Upos::Sconj
                && !(next..*w).any(|x| text.lexicon.cues_at(tree, x).iter().any(|c| c.takes.clause))
                && !text.lexicon.is_condition(tree, *w)
                && tree.head(*w).is_some_and(|h| h > *w && is_finite(tree, h) && tree.under(h, i))
                && tree
                    .head(*w)
                    .is_some_and(|h| tree.word(h).rel != Rel::Advcl || text.lexicon.is_that(tree, *w))
        });
        if let Some(w) = conjunction {
            let head = tree.head(w)?;
            parsed = Some(Content::clause((w..=*tree.subtree(head).last()?).collect(), head));
        }
    }
    if parsed.is_none() && !cue.takes.noun {
        // the tree lost it: the clause that follows
        let head = (next..tree.len())
            .take_while(|w| !ends(tree, *w))
            .find(|w| (is_finite(tree, *w) && tree.word(*w).upos != Upos::Aux) || has_predicate(tree, *w))?;
        let words: Vec<usize> = (next..=head).collect();
        parsed = Some(Content::clause(words, head));
    }
    let parsed = parsed?;
    if !parsed.clausal {
        // "notes the foundation hid …": the object is the subject of the clause that hangs on it
        let clause = tree.children(parsed.head).find(|c| {
            tree.word(*c).rel == Rel::Acl && tree.word(*c).subrel != "relcl" && is_finite(tree, *c)
        });
        if clause.is_none() || !cue.takes.clause {
            return Some(parsed);
        }
    }
    let begin = *parsed.words.first()?;
    let marked = tree.word(begin).rel == Rel::Mark;
    let gap_free = (next..begin).all(|w| {
        let mut top = w;
        while let Some(h) = tree.head(top).filter(|h| (next..begin).contains(h)) {
            top = h;
        }
        let word = tree.word(top);
        let addressed = word.rel == Rel::Obj && cue.takes.addressee && tree.head(top) == Some(i);
        !addressed && !matches!(word.rel, Rel::Obl | Rel::Iobj | Rel::Punct) && word.subrel != "tmod"
    });
    let start = if marked || !gap_free { begin } else { next };
    let mut end = parsed.words.last()? + 1;
    let mut stop = tree.len();
    while stop > end && (ends(tree, stop - 1) || tree.is_punct(stop - 1)) {
        stop -= 1;
    }
    let mut limit = stop;
    let above = tree.head(i);
    for c in 0..tree.len() {
        let at = tree.head(c);
        if c >= end
            && (at == Some(i) || at == above && at.is_some() && tree.word(c).rel == Rel::Conj)
            && breaks(text, s, c)
        {
            let left = *tree.subtree(c).first().unwrap_or(&c);
            limit = limit.min(left.max(end));
        }
    }
    if !matches!(tree.word(i).rel, Rel::Root | Rel::Conj | Rel::Advcl | Rel::Parataxis) {
        // a clause inside another ends with its own subtree
        limit = limit.min(*tree.subtree(i).last()? + 1);
    }
    // what stands between the content and the limit is given to it
    if limit > end {
        end = limit;
    }
    let mut words: Vec<usize> = (start..end).collect();
    while words.last().is_some_and(|w| {
        tree.is_punct(*w) && !matches!(tree.word(*w).form.as_str(), "\"" | "”" | "»" | "''" | ")")
            || matches!(tree.word(*w).rel, Rel::Cc)
    }) {
        words.pop();
    }
    Some(Content::clause(words, parsed.head))
}

/// The object of the cue `i` with what the tree hung on the verb beside it: "cited endorsements from generals",
/// "rejects a request to unseal". Where and when the holder said it stay outside.
pub(super) fn of_object(text: &Text, s: usize, i: usize, object: usize) -> Vec<usize> {
    let tree = &text.trees[s];
    let mut words = tree.subtree(object);
    if object < i {
        return words;
    }
    let circumstance = |w: usize| {
        let time = text
            .resolution
            .times
            .iter()
            .any(|t| t.sentence as usize == s && t.span.overlaps(tree.word(w).span));
        let place = tree.markers(w).any(|m| text.lexicon.is_circumstance(tree, m));
        time || place || !tree.word(w).subrel.is_empty()
    };
    while let Some(next) = words.last().map(|l| l + 1).filter(|n| *n < tree.len() && !tree.is_punct(*n)) {
        let Some(top) = (next..tree.len().min(next + 6)).find(|t| {
            tree.head(*t) == Some(i)
                && tree.subtree(*t).first() == Some(&next)
                && (tree.word(*t).rel == Rel::Obl || tree.word(*t).rel == Rel::Xcomp)
        }) else {
            break;
        };
        if circumstance(top) || tree.markers(top).next().is_none() {
            break;
        }
        words.extend(tree.subtree(top));
    }
    words
}

/// The clause to which "according to X" belongs, by where the words stand: all before them when they end the
/// sentence, all after them when they begin it, both sides when commas set them off in the middle. `None` where they
/// stand inside a clause of another.
pub(super) fn of_preposition(tree: &Tree, cue: &[usize], source: &[usize]) -> Option<Vec<usize>> {
    let first = *cue.first()?;
    let last = (*source.last()?).max(*cue.last()?);
    let quote = |w: usize| matches!(tree.word(w).form.as_str(), "\"" | "“" | "”" | "«" | "»" | "''" | "``");
    let ended = (last + 1..tree.len()).all(|w| tree.is_punct(w));
    if (0..tree.len()).any(quote) || first == last {
        return None;
    }
    let comma = |w: usize| tree.word(w).form == ",";
    let before: Vec<usize> = (0..first).collect();
    let told = before.iter().any(|w| is_finite(tree, *w) || has_predicate(tree, *w));
    if ended && told && !before.iter().any(|w| ends(tree, *w)) {
        let mut words = before;
        while words.last().is_some_and(|w| tree.is_punct(*w)) {
            words.pop();
        }
        // "…, and …, according to": an earlier speaker's words are not his
        return Some(words);
    }
    if first <= 1 && last + 1 < tree.len() && comma(last + 1) {
        return Some((last + 2..tree.len()).filter(|w| !ends(tree, *w)).collect());
    }
    None
}

/// Takes away from the end of the content what the holder says or does next ("…, though she acknowledged that",
/// "…, arguing that"), and, after a noun phrase, the clause that only tells more of it ("…, which …").
pub(super) fn without_next(text: &Text, s: usize, i: usize, clausal: bool, words: &mut Vec<usize>) {
    let tree = &text.trees[s];
    let quoted = |w: usize| {
        let at = tree.word(w).span;
        text.quotes.iter().flatten().any(|q| q.span.contains(at))
    };
    let speaks = |w: usize| text.lexicon.cues_at(tree, w).iter().any(|c| c.takes.clause && c.takes.quote);
    let next = words.iter().copied().skip(1).find(|c| {
        if tree.word(*c).form != "," || *c < i || quoted(*c) || *c + 2 >= tree.len() {
            return false;
        }
        let mut at = *c + 1;
        while at + 1 < tree.len() && matches!(tree.word(at).upos, Upos::Cconj | Upos::Sconj) {
            at += 1;
        }
        let word = tree.word(at);
        let joined = at > *c + 1;
        let pronoun = word.upos == Upos::Pron && word.rel == Rel::Nsubj && word.feats.is("Person", "3");
        let own = pronoun
            && joined
            && tree.head(at).is_some_and(|v| speaks(v) && tree.child(v, Rel::Ccomp).is_some());
        let participle = !joined && matches!(word.feats.get("VerbForm"), Some("Ger" | "Part"));
        let adding = participle && speaks(at) && tree.child(at, Rel::Nsubj).is_none();
        let more = !clausal && !joined && word.feats.get("PronType").is_some_and(|t| t.contains("Rel"));
        own || adding || more
    });
    if let Some(next) = next {
        words.retain(|w| *w < next);
    }
}

/// Whether what follows the content is something the speaker does next, or someone else's words.
fn breaks(text: &Text, s: usize, c: usize) -> bool {
    let tree = &text.trees[s];
    let word = tree.word(c);
    let own_subject = tree.children(c).any(|x| tree.word(x).rel == Rel::Nsubj);
    let attributes = !text.lexicon.cues_at(tree, c).is_empty()
        && text.lexicon.cues_at(tree, c).iter().any(|cue| cue.takes.quote)
        && tree.children(c).any(|x| tree.word(x).rel == Rel::Ccomp);
    match word.rel {
        Rel::Conj => !own_subject || attributes,
        Rel::Advcl => {
            let participle = !is_finite(tree, c) && tree.markers(c).next().is_none();
            attributes || (participle && c > 0 && comma_before(tree, c))
        }
        Rel::Parataxis => true,
        Rel::Obl | Rel::Nmod => (0..tree.len()).any(|w| {
            tree.under(w, c)
                && text.lexicon.prepositions.iter().any(|p| p.words.len() > 1 && tree.reads(w, &p.words))
        }),
        _ => false,
    }
}

fn comma_before(tree: &Tree, c: usize) -> bool {
    let first = *tree.subtree(c).first().unwrap_or(&c);
    tree.word(first).form == "," || (first > 0 && tree.word(first - 1).form == ",")
}

/// The words that name the holder of the finite verb of saying whose words are `core`: what the tree gives, with the
/// parts of a name or a description beside it that were attached elsewhere.
pub(super) fn of_source(tree: &Tree, i: usize, core: (usize, usize), mut words: Vec<usize>) -> Vec<usize> {
    let nominal =
        |w: usize| matches!(tree.word(w).upos, Upos::Noun | Upos::Propn | Upos::Adj | Upos::Num | Upos::Det);
    let name = |w: usize| tree.word(w).upos == Upos::Propn;
    let aside = |w: usize| {
        let rel = tree.word(w).rel;
        tree.head(w) == Some(i)
            && matches!(rel, Rel::Obl | Rel::Advmod | Rel::Advcl | Rel::Mark | Rel::Cc | Rel::Aux)
    };
    if words.is_empty() {
        // a noun phrase right before the verb, where the tree names no subject
        let Some(last) =
            core.0.checked_sub(1).filter(|w| nominal(*w) && !matches!(tree.word(*w).upos, Upos::Det))
        else {
            return words;
        };
        let mut first = last;
        let within =
            |w: usize| (nominal(w) || matches!(tree.word(w).upos, Upos::Adp | Upos::Adv)) && !aside(w);
        while first > 0 && within(first - 1) {
            first -= 1;
        }
        if first < last && matches!(tree.word(first).upos, Upos::Adp) {
            return words;
        }
        return (first..=last).collect();
    }
    let (Some(&first), Some(&last)) = (words.first(), words.last()) else { return words };
    if last >= core.0 && first <= core.1 {
        return words;
    }
    // names run on to the left and to the right
    let mut begin = first;
    while begin > 0
        && begin - 1 != core.1
        && nominal(begin - 1)
        && !aside(begin - 1)
        && (name(begin - 1) || name(begin))
        && tree.head(begin - 1).is_none_or(|h| h == i || h >= begin)
    {
        begin -= 1;
    }
    let stop = if last < core.0 { core.0 } else { tree.len() };
    let mut end = last;
    while end + 1 < stop && name(end + 1) && (name(end) || nominal(end)) && !aside(end + 1) {
        end += 1;
    }
    if last < core.0 && end + 2 < stop && tree.word(end + 1).form == "," && tree.word(stop - 1).form == "," {
        // a description between commas, up to the verb
        if !(end + 2..stop - 1).any(aside) {
            end = stop - 2;
        }
    } else if last < core.0 && end + 1 < stop && tree.word(end + 1).upos == Upos::Adp {
        // "voters in each state say"
        if (end + 1..stop).all(|w| !aside(w) && (nominal(w) || tree.word(w).upos == Upos::Adp)) {
            end = stop - 1;
        }
    }
    words.extend(begin..first);
    words.extend(last + 1..=end);
    words.sort_unstable();
    words.dedup();
    words
}
