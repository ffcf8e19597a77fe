//! Indirect speech and attitudes, read from the trees.
//!
//! What it does: a verb, noun or adjective of the lexicon takes its content from its clause ("said that"), its
//! infinitive ("promised to"), its object ("criticised the plan"), its object and what is said of it ("called him
//! a traitor"), its prepositional phrase ("called for talks"), or from the clause into which it is inserted ("the
//! crisis, he said, will end"); a preposition ("according to") or an adverb ("reportedly") takes the clause it
//! belongs to. The holder is the subject, the agent of a passive, the possessor of a noun, the noun that a
//! participle belongs to, or the subject of the clause above. Limits: a verb's subject that must be found across
//! sentences is left to `holder`.

use casus_model::{ClaimKind, Rel, Speech, Stance, Upos};

use super::extent;
use super::lexicon::Cue;
use super::tree::Tree;
use super::{Draft, Text};

/// Adds the claims of indirect speech to those of direct speech.
pub(super) fn find(text: &Text, drafts: &mut Vec<Draft>) {
    for (s, tree) in text.trees.iter().enumerate() {
        for i in 0..tree.len() {
            if drafts.iter().any(|d| d.sentence == s && d.cue.contains(&i)) {
                continue;
            }
            let cues = text.lexicon.cues_at(tree, i);
            let found = cues.iter().find_map(|cue| frame(text, s, i, cue));
            drafts.extend(found);
        }
        prepositions(text, s, drafts);
        adverbs(text, s, drafts);
    }
}

/// The second word of the cue ("out", "clear"): `Err` when it ought to be there and is not.
fn second(tree: &Tree, i: usize, cue: &Cue) -> Result<Option<usize>, ()> {
    use Rel::{Advmod, Compound, Fixed, Obj, Obl, Xcomp};
    let Some(with) = &cue.with else { return Ok(None) };
    let belongs = |c: &usize| matches!(tree.word(*c).rel, Compound | Advmod | Xcomp | Obj | Obl | Fixed);
    tree.children(i).find(|c| tree.is(*c, with) && belongs(c)).map(Some).ok_or(())
}

fn frame(text: &Text, s: usize, i: usize, cue: &Cue) -> Option<Draft> {
    let tree = &text.trees[s];
    let with = second(tree, i, cue).ok()?;
    // "denied supporting the rebels": the attitude is the content of another claim, not one of its own
    let only_noun = cue.takes.noun && !cue.takes.clause && !cue.takes.quote && !cue.takes.infinitive;
    if only_noun && tree.word(i).rel == Rel::Xcomp {
        return None;
    }
    let content = match tree.word(i).upos {
        Upos::Noun => noun_content(tree, i, cue)?,
        _ => {
            let parsed = verb_content(text, s, i, with, cue);
            let speaks = cue.takes.clause && cue.takes.quote && is_finite(tree, i) && !tree.is_passive(i);
            if speaks { extent::of_speech(text, s, i, cue, parsed)? } else { parsed? }
        }
    };
    if content.words.is_empty() {
        return None;
    }
    let cue_words = cue_words(tree, i, with, content.prep, &content.words);
    let holder = source(text, s, i);
    let speaks = cue.takes.clause && cue.takes.quote && is_finite(tree, i) && !tree.is_passive(i);
    let falsity = falsity(text, s, i, cue, &content);
    let (kind, stance) = match falsity {
        Some(_) => (ClaimKind::Denial, Stance::Denies),
        None => (cue.kind, cue.stance),
    };
    let mut words = falsity.unwrap_or(content.words);
    words.retain(|w| !cue_words.contains(w));
    extent::without_next(text, s, i, content.clausal, &mut words);
    // what is said inside quotation marks ends with them
    if let Some(quote) = text.quotes.iter().flatten().find(|q| q.span.contains(tree.word(i).span)) {
        words.retain(|w| quote.span.contains(tree.word(*w).span));
        if words.iter().all(|w| tree.is_punct(*w)) {
            return None;
        }
    }
    let mut source_words: Vec<usize> = match holder {
        Some(head) => {
            let phrase = noun_phrase(tree, head, i);
            // the subject of "is expected to" is part of what is expected
            if phrase.iter().any(|w| words.contains(w)) { Vec::new() } else { phrase }
        }
        None => Vec::new(),
    };
    let mut holder = holder;
    if speaks && let (Some(first), Some(last)) = (cue_words.first(), cue_words.last()) {
        source_words = extent::of_source(tree, i, (*first, *last), source_words);
        source_words.retain(|w| !words.contains(w) && !cue_words.contains(w));
        if holder.is_none() {
            holder = top(tree, &source_words);
        }
    }
    let named = !source_words.is_empty();
    if !named && matches!(tree.word(i).upos, Upos::Noun | Upos::Adj) {
        return None;
    }
    let finite = is_finite(tree, i);
    // nobody says it: only a whole clause or an infinitive stands by itself ("it is expected that")
    let graded = cue_words.iter().any(|w| text.lexicon.grade_at(tree, *w).is_some());
    if !named && tree.is_passive(i) && graded {
        // "it cannot be excluded that" grades; it attributes nothing
        return None;
    }
    if !named && (!finite || (tree.is_passive(i) && !content.clausal)) {
        return None;
    }
    let spans = tree.spans(&words);
    let speech = if spans.iter().any(|c| text.is_quoted(*c)) { Speech::Mixed } else { Speech::Indirect };
    Some(Draft {
        sentence: s,
        cue_word: Some(i),
        cue: cue_words,
        source_head: holder.filter(|_| named),
        source: source_words,
        content: spans,
        content_head: (s, content.head),
        kind,
        stance,
        speech,
        carried: !named && finite && !tree.is_passive(i) && (holder.is_none() || speaks),
        confidence: confidence(tree, i, named),
    })
}

/// What is denied by calling it false ("called the accusation baseless"): the words of it without the judgement; of an
/// accusation or a report, what it says.
fn falsity(text: &Text, s: usize, i: usize, cue: &Cue, content: &Content) -> Option<Vec<usize>> {
    let tree = &text.trees[s];
    if !cue.takes.small && !cue.takes.infinitive {
        return None;
    }
    let judged = content.words.iter().copied().find(|w| {
        let said = *w == content.head || tree.head(*w).is_some_and(|h| h == i || h == content.head);
        said && text.lexicon.is_false(tree, *w)
    })?;
    let object = [judged, i].into_iter().find_map(|h| {
        let noun =
            |c: &usize| matches!(tree.word(*c).rel, Rel::Obj | Rel::Nsubj) && content.words.contains(c);
        tree.children(h).find(noun)
    });
    let told = object.filter(|o| !text.lexicon.cues_at(tree, *o).is_empty()).and_then(|o| {
        tree.children(o).find(|c| matches!(tree.word(*c).rel, Rel::Acl | Rel::Ccomp | Rel::Xcomp))
    });
    let words = match (told, object) {
        (Some(told), _) => tree.subtree(told),
        (None, Some(object)) => tree.subtree(object),
        (None, None) => content.words.clone(),
    };
    let words: Vec<usize> = words.into_iter().filter(|w| *w != judged).collect();
    (!words.is_empty()).then_some(words)
}

/// The word under which the others stand.
pub(super) fn top(tree: &Tree, words: &[usize]) -> Option<usize> {
    words
        .iter()
        .copied()
        .filter(|w| matches!(tree.word(*w).upos, Upos::Noun | Upos::Propn | Upos::Pron))
        .find(|w| tree.head(*w).is_none_or(|h| !words.contains(&h)))
}

/// The words of the content, their head, and the preposition that leads them and belongs to the cue.
pub(super) struct Content {
    pub(super) words: Vec<usize>,
    pub(super) head: usize,
    pub(super) prep: Option<usize>,
    /// Whether it is a clause or an infinitive, not a noun phrase.
    pub(super) clausal: bool,
}

impl Content {
    pub(super) fn clause(words: Vec<usize>, head: usize) -> Self {
        Self { words, head, prep: None, clausal: true }
    }

    fn phrase(words: Vec<usize>, head: usize, prep: Option<usize>) -> Self {
        Self { words, head, prep, clausal: false }
    }
}

fn verb_content(text: &Text, s: usize, i: usize, with: Option<usize>, cue: &Cue) -> Option<Content> {
    let tree = &text.trees[s];
    let takes = cue.takes;
    let whole = |head: usize| Some(Content::phrase(extent::of_object(text, s, i, head), head, None));
    let clause = |head: usize| Some(Content::clause(tree.subtree(head), head));
    let passive = tree.is_passive(i);
    let holders: Vec<usize> = std::iter::once(i).chain(with).collect();
    let child = |rels: &[Rel]| {
        holders
            .iter()
            .flat_map(|h| tree.children(*h))
            .find(|c| Some(*c) != with && rels.contains(&tree.word(*c).rel))
    };
    if takes.clause {
        if let Some(c) = child(&[Rel::Ccomp]) {
            return clause(c);
        }
        if (passive || tree.word(i).upos == Upos::Adj)
            && let Some(c) = child(&[Rel::Csubj])
        {
            return clause(c);
        }
    }
    let object = child(&[Rel::Obj]).filter(|o| !is_relative(tree, *o));
    if takes.infinitive || takes.small {
        // a name alone is rung up or summoned ("called both Putin and Merkel"): nothing is said of it
        let alone = |x: usize| {
            !takes.infinitive
                && !passive
                && tree.word(x).upos == Upos::Propn
                && tree.word(i).rel != Rel::Acl
                && child(&[Rel::Obj]).is_none()
        };
        if let Some(x) = child(&[Rel::Xcomp]).filter(|x| !alone(*x)) {
            let mut words = tree.subtree(x);
            let subject =
                if passive { tree.children(i).find(|c| tree.word(*c).rel == Rel::Nsubj) } else { object };
            if let Some(subject) = subject {
                words.extend(tree.subtree(subject));
                words.sort_unstable();
            }
            return Some(Content::clause(words, x));
        }
        if takes.small
            && let Some(object) = object
            && let Some(c) = tree.children(i).find(|c| {
                *c > object
                    && matches!(tree.word(*c).rel, Rel::Obl | Rel::Advcl)
                    && tree.markers(*c).next().is_some()
                    && cue_prep(tree, *c, cue).is_some()
            })
        {
            let mut words = tree.subtree(object);
            words.extend(tree.subtree(c));
            words.sort_unstable();
            return Some(Content::phrase(words, c, None));
        }
    }
    // an infinitive of what is over is no purpose, whatever the tree makes of it ("wirft ihm vor, … getan zu haben")
    if takes.infinitive
        && let Some(c) = tree.children(i).find(|c| *c > i && is_past_infinitive(tree, *c))
    {
        return clause(c);
    }
    if takes.small
        && let Some(object) = object
        && tree.children(object).any(|c| tree.word(c).rel == Rel::Amod && text.lexicon.is_false(tree, c))
    {
        // "назвали обвинения необоснованными": the judgement hung on what is judged
        return whole(object);
    }
    if takes.small
        && let Some(object) = object.filter(|o| *o > i)
    {
        // what is said of the object, however it was attached
        let mut words = tree.subtree(object);
        let begin = words.last()? + 1;
        let said = (begin..tree.len()).take_while(|w| {
            let word = tree.word(*w);
            let quote = matches!(word.form.as_str(), "\"" | "“" | "”" | "«" | "»");
            tree.under(*w, i)
                && (quote || !tree.is_punct(*w))
                && !matches!(word.upos, Upos::Cconj | Upos::Sconj)
        });
        let said: Vec<usize> = said.collect();
        let predicative = said.first().is_some_and(|w| {
            matches!(
                tree.word(*w).upos,
                Upos::Det | Upos::Adj | Upos::Noun | Upos::Propn | Upos::Punct | Upos::Adv
            )
        });
        if predicative {
            let head = said.iter().copied().find(|w| !tree.is_punct(*w)).unwrap_or(object);
            words.extend(said);
            return Some(Content::phrase(words, head, None));
        }
    }
    for c in tree.children(i).filter(|c| matches!(tree.word(*c).rel, Rel::Obl | Rel::Advcl)) {
        if let Some(prep) = cue_prep(tree, c, cue) {
            let words = tree.below(c, |w| w == prep);
            return Some(Content::phrase(words, c, Some(prep)));
        }
    }
    if takes.clause
        && let Some(inserted) = inserted_into(text, s, i)
    {
        return Some(inserted);
    }
    if takes.noun {
        if passive {
            if let Some(subject) = tree.children(i).find(|c| tree.word(*c).is_rel(Rel::Nsubj, "pass")) {
                return whole(subject);
            }
        } else if let Some(object) = object {
            return whole(object);
        }
        if child(&[Rel::Obj]).is_some() {
            return antecedent(text, s, i);
        }
        let word = tree.word(i);
        if word.rel == Rel::Acl
            && word.subrel == "relcl"
            && tree.child(i, Rel::Nsubj).is_some_and(|n| !is_relative(tree, n))
        {
            return antecedent(text, s, i);
        }
    }
    None
}

/// The clause into which "he said" is inserted, or before or after which it stands.
fn inserted_into(text: &Text, s: usize, i: usize) -> Option<Content> {
    let tree = &text.trees[s];
    let has_subject = tree.children(i).any(|c| tree.word(c).rel == Rel::Nsubj);
    if tree.word(i).rel == Rel::Parataxis && is_finite(tree, i) {
        let head = tree.head(i)?;
        // "he said: …" written as two clauses side by side
        let words = tree.below(head, |w| w == i);
        return Some(Content::clause(words, head));
    }
    if !is_finite(tree, i) && !has_subject {
        return None;
    }
    let speaks = |c: usize| {
        !text.lexicon.cues_at(tree, c).is_empty()
            && tree.child(c, Rel::Nsubj).is_some()
            && tree.child(c, Rel::Ccomp).is_none()
    };
    let head = tree.children(i).find(|c| {
        tree.word(*c).rel == Rel::Parataxis && !speaks(*c) && (is_finite(tree, *c) || has_predicate(tree, *c))
    })?;
    Some(Content::clause(tree.subtree(head), head))
}

pub(super) fn has_predicate(tree: &Tree, i: usize) -> bool {
    tree.children(i).any(|c| matches!(tree.word(c).rel, Rel::Nsubj | Rel::Cop | Rel::Aux))
}

/// Whether the verb, or an auxiliary of it, is finite.
pub(super) fn is_finite(tree: &Tree, i: usize) -> bool {
    let finite = |w: usize| {
        let feats = &tree.word(w).feats;
        match feats.get("VerbForm") {
            Some(form) => form == "Fin",
            None => feats.get("Mood").is_some() || feats.get("Person").is_some(),
        }
    };
    finite(i) || tree.children(i).any(|c| matches!(tree.word(c).rel, Rel::Aux | Rel::Cop) && finite(c))
}

/// Whether a clause hung on a verb is an infinitive with a particle and an auxiliary ("bombardiert zu haben").
fn is_past_infinitive(tree: &Tree, i: usize) -> bool {
    let of = |rel: Rel| tree.children(i).filter(move |c| tree.word(*c).rel == rel);
    let particle =
        |x: usize| tree.children(x).any(|c| tree.word(c).rel == Rel::Mark && tree.word(c).upos == Upos::Part);
    matches!(tree.word(i).rel, Rel::Advcl | Rel::Ccomp)
        && !is_finite(tree, i)
        && tree.markers(i).all(|m| tree.word(m).upos == Upos::Part)
        && of(Rel::Aux)
            .chain(of(Rel::Xcomp))
            .any(|a| tree.word(a).upos == Upos::Aux && (particle(a) || particle(i)))
}

fn is_relative(tree: &Tree, i: usize) -> bool {
    tree.word(i).feats.get("PronType").is_some_and(|t| t.contains("Rel"))
}

/// What a relative pronoun stands for: the noun the clause belongs to, without the clause; when that noun stands
/// beside a whole clause ("…, a thing that he denies"), that clause.
fn antecedent(text: &Text, s: usize, verb: usize) -> Option<Content> {
    let tree = &text.trees[s];
    let word = tree.word(verb);
    if !(word.rel == Rel::Acl || word.rel == Rel::Advcl) {
        return None;
    }
    let noun = tree.head(verb)?;
    let beside =
        matches!(tree.word(noun).rel, Rel::Appos | Rel::Parataxis | Rel::Dislocated | Rel::Conj | Rel::Dep);
    let vague = text.lexicon.is_anaphor(tree.lemma(noun));
    match clause_above(tree, noun).filter(|_| beside || vague) {
        Some(clause) if clause < noun => Some(Content::clause(tree.below(clause, |w| w == noun), clause)),
        _ => Some(Content::phrase(tree.below(noun, |w| w == verb), noun, None)),
    }
}

fn noun_content(tree: &Tree, i: usize, cue: &Cue) -> Option<Content> {
    for c in tree.children(i).filter(|c| *c > i) {
        let word = tree.word(c);
        let clause =
            matches!(word.rel, Rel::Acl | Rel::Ccomp | Rel::Xcomp | Rel::Advcl) && word.subrel != "relcl";
        if clause && tree.markers(c).next().is_some() {
            let finite = is_finite(tree, c);
            if (finite && cue.takes.clause) || (!finite && cue.takes.infinitive) {
                return Some(Content::clause(tree.subtree(c), c));
            }
        }
        if matches!(word.rel, Rel::Nmod | Rel::Acl | Rel::Obl)
            && let Some(prep) = cue_prep(tree, c, cue)
        {
            return Some(Content::phrase(tree.below(c, |w| w == prep), c, Some(prep)));
        }
    }
    None
}

/// The preposition of the cue's frame that leads phrase `c`.
fn cue_prep(tree: &Tree, c: usize, cue: &Cue) -> Option<usize> {
    tree.markers(c).find(|m| cue.preps.iter().any(|p| tree.is(*m, p)))
}

/// The cue's head word, with what stands beside it and belongs to it: auxiliaries, negation, adverbs, particle,
/// and the preposition of the content.
pub(super) fn cue_words(
    tree: &Tree,
    i: usize,
    with: Option<usize>,
    prep: Option<usize>,
    content: &[usize],
) -> Vec<usize> {
    let belongs = |w: usize| {
        let word = tree.word(w);
        let of_cue = tree.head(w) == Some(i) || with.is_some() && tree.head(w) == with;
        !content.contains(&w)
            && of_cue
            && match word.rel {
                Rel::Aux | Rel::Cop | Rel::Compound => true,
                Rel::Advmod => tree.children(w).next().is_none(),
                Rel::Mark => word.upos == Upos::Part,
                _ => Some(w) == with,
            }
            || Some(w) == with
            || Some(w) == prep
    };
    let mut from = i;
    let mut to = i;
    while from > 0 && belongs(from - 1) {
        from -= 1;
    }
    while to + 1 < tree.len() && (belongs(to + 1) && !matches!(tree.word(to + 1).rel, Rel::Advmod)) {
        to += 1;
    }
    let mut words: Vec<usize> = (from..=to).collect();
    words.extend(with.into_iter().chain(prep).filter(|w| !(from..=to).contains(w)));
    words.sort_unstable();
    words
}

/// Head of the words that name who holds what `i` attributes.
pub(super) fn source(text: &Text, s: usize, i: usize) -> Option<usize> {
    let tree = &text.trees[s];
    match tree.word(i).upos {
        Upos::Noun => possessor(text, s, i),
        _ => subject(text, s, i, 0),
    }
}

fn possessor(text: &Text, s: usize, i: usize) -> Option<usize> {
    let tree = &text.trees[s];
    let of = |c: &usize| {
        let word = tree.word(*c);
        (word.rel == Rel::Nmod && word.subrel == "poss")
            || (word.rel == Rel::Det && word.feats.is("Poss", "Yes"))
            || (word.rel == Rel::Nmod
                && tree.markers(*c).any(|m| text.lexicon.agents.iter().any(|a| tree.is(m, a)))
                && matches!(word.upos, Upos::Propn | Upos::Noun | Upos::Pron))
    };
    tree.children(i).find(of)
}

fn subject(text: &Text, s: usize, i: usize, depth: usize) -> Option<usize> {
    let tree = &text.trees[s];
    if tree.is_passive(i) {
        return tree.children(i).find(|c| {
            let word = tree.word(*c);
            word.rel == Rel::Obl
                && (word.subrel == "agent"
                    || tree.markers(*c).any(|m| text.lexicon.agents.iter().any(|a| tree.is(m, a))))
                && word.subrel != "tmod"
        });
    }
    if let Some(own) = tree.children(i).find(|c| tree.word(*c).rel == Rel::Nsubj) {
        return Some(own);
    }
    if depth > 4 {
        return None;
    }
    if let Some(institution) = inside(text, s, i) {
        return Some(institution);
    }
    let above = tree.head(i)?;
    let verbal =
        |w: usize| matches!(tree.word(w).upos, Upos::Verb | Upos::Adj | Upos::Aux) || has_predicate(tree, w);
    match tree.word(i).rel {
        Rel::Advcl | Rel::Parataxis if is_finite(tree, i) => None,
        Rel::Conj | Rel::Xcomp | Rel::Advcl | Rel::Parataxis if verbal(above) => {
            if tree.is_passive(above) {
                tree.children(above).find(|c| tree.word(*c).is_rel(Rel::Nsubj, "pass"))
            } else {
                subject(text, s, above, depth + 1)
            }
        }
        Rel::Acl if tree.word(i).subrel != "relcl" && !tree.word(i).feats.is("VerbForm", "Inf") => {
            Some(above)
        }
        _ => None,
    }
}

/// Whether a participle of the past that belongs to a noun tells what is said of it ("a project expected to bring").
pub(super) fn is_passive_participle(tree: &Tree, i: usize) -> bool {
    let word = tree.word(i);
    word.rel == Rel::Acl
        && word.subrel != "relcl"
        && word.feats.is("VerbForm", "Part")
        && word.feats.is("Tense", "Past")
        && !word.feats.is("Voice", "Act")
        && !tree.children(i).any(|c| matches!(tree.word(c).rel, Rel::Aux | Rel::Nsubj))
}

/// "В Кремле назвали …": they who speak, in the plural and unnamed, are the institution in which they do.
fn inside(text: &Text, s: usize, i: usize) -> Option<usize> {
    let tree = &text.trees[s];
    let verb = &tree.word(i).feats;
    let unnamed = verb.is("Number", "Plur") && !verb.is("Person", "1") && !verb.is("Person", "2");
    if !unnamed || !is_finite(tree, i) || tree.word(i).rel == Rel::Conj {
        return None;
    }
    tree.children(i).find(|c| {
        let speaks =
            |kind: &str| matches!(kind, "metonym" | "government" | "organization" | "alliance" | "party");
        *c < i
            && tree.word(*c).rel == Rel::Obl
            && tree.markers(*c).any(|m| text.lexicon.is_circumstance(tree, m))
            && text.resolution.mention_at(s, *c).is_some_and(|(_, m)| m.actor.is_some() && speaks(&m.kind))
    })
}

/// The words that name the holder: the phrase of `head` without the clause that holds the cue, and without
/// prepositions that lead it.
pub(super) fn noun_phrase(tree: &Tree, head: usize, cue: usize) -> Vec<usize> {
    let mut words = tree.below(head, |w| {
        tree.under(cue, w)
            || (tree.word(w).rel == Rel::Case && tree.head(w) == Some(head))
            || matches!(tree.word(w).rel, Rel::Parataxis)
            || (tree.head(w) == Some(head)
                && matches!(tree.word(w).rel, Rel::Cop | Rel::Mark | Rel::Nsubj | Rel::Advcl))
    });
    // what a clause between commas tells of the holder does not name him
    let relative = words.iter().copied().find(|w| {
        tree.word(*w).feats.get("PronType").is_some_and(|t| t.contains("Rel"))
            && *w > head
            && tree.word(w.saturating_sub(1)).form == ","
    });
    if let Some(relative) = relative {
        words.retain(|w| *w < relative);
    }
    while words
        .last()
        .is_some_and(|w| tree.is_punct(*w) && !matches!(tree.word(*w).form.as_str(), "\"" | ")"))
    {
        words.pop();
    }
    while words.first().is_some_and(|w| tree.is_punct(*w)) {
        words.remove(0);
    }
    words
}

/// "According to X", "secondo X": X holds the clause.
fn prepositions(text: &Text, s: usize, drafts: &mut Vec<Draft>) {
    let tree = &text.trees[s];
    let mut i = 0;
    while i < tree.len() {
        let Some(phrase) = text.lexicon.prepositions.iter().find(|p| tree.reads(i, &p.words)) else {
            i += 1;
            continue;
        };
        let first = i;
        i += phrase.words.len();
        if drafts.iter().any(|d| d.sentence == s && d.cue.contains(&first)) {
            continue;
        }
        let single = phrase.words.len() == 1;
        if single && tree.word(first).upos != Upos::Adp {
            continue;
        }
        let cue: Vec<usize> = (first..i).collect();
        let Some(head) = phrase_head(tree, first, i) else { continue };
        if text.lexicon.is_norm(tree.lemma(head))
            || matches!(tree.word(head).upos, Upos::Verb | Upos::Num | Upos::Adj)
        {
            continue;
        }
        let source: Vec<usize> =
            noun_phrase(tree, head, first).into_iter().filter(|w| !cue.contains(w) && *w >= first).collect();
        let Some(predicate) = clause_above(tree, head) else { continue };
        let words = extent::of_preposition(tree, &cue, &source).unwrap_or_else(|| {
            tree.below(predicate, |w| {
                w == head
                    || (tree.word(w).rel == Rel::Mark && tree.head(w) == Some(predicate))
                    || cue.contains(&w)
            })
            .into_iter()
            .filter(|w| !source.contains(w))
            .collect()
        });
        let content = tree.spans(&words);
        if content.is_empty() || source.is_empty() {
            continue;
        }
        let mixed = content.iter().any(|c| text.is_quoted(*c));
        drafts.push(Draft {
            sentence: s,
            cue_word: Some(first),
            cue,
            source_head: Some(head),
            source,
            content,
            content_head: (s, predicate),
            kind: phrase.kind,
            stance: phrase.stance,
            speech: if mixed { Speech::Mixed } else { Speech::Indirect },
            carried: false,
            confidence: 0.8,
        });
    }
}

/// Head of the noun phrase that a preposition from `first` to before `end` leads.
pub(super) fn phrase_head(tree: &Tree, first: usize, end: usize) -> Option<usize> {
    let outside = |w: usize| w >= end;
    let direct = (first..end)
        .rev()
        .filter_map(|w| tree.head(w))
        .find(|h| outside(*h) && !matches!(tree.word(*h).upos, Upos::Verb));
    if direct.is_some() {
        return direct;
    }
    let mut at =
        (end..tree.len()).find(|w| matches!(tree.word(*w).upos, Upos::Noun | Upos::Propn | Upos::Pron))?;
    while let Some(h) = tree.head(at) {
        if h < end || !matches!(tree.word(h).upos, Upos::Noun | Upos::Propn | Upos::Pron) {
            break;
        }
        at = h;
    }
    Some(at)
}

/// The predicate of the clause in which `i` stands.
fn clause_above(tree: &Tree, i: usize) -> Option<usize> {
    let mut at = tree.head(i)?;
    loop {
        let word = tree.word(at);
        let clausal = matches!(
            word.rel,
            Rel::Root | Rel::Ccomp | Rel::Advcl | Rel::Acl | Rel::Parataxis | Rel::Csubj | Rel::Conj
        ) && (matches!(word.upos, Upos::Verb) || has_predicate(tree, at));
        if clausal || word.rel == Rel::Root {
            return Some(at);
        }
        at = tree.head(at)?;
    }
}

/// "Reportedly": somebody unnamed holds the clause.
fn adverbs(text: &Text, s: usize, drafts: &mut Vec<Draft>) {
    let tree = &text.trees[s];
    for i in 0..tree.len() {
        let Some(phrase) = text.lexicon.adverbs.iter().find(|p| tree.reads(i, &p.words)) else { continue };
        let Some(predicate) = clause_above(tree, i) else { continue };
        let words = tree.below(predicate, |w| {
            w == i || (tree.word(w).rel == Rel::Mark && tree.head(w) == Some(predicate))
        });
        drafts.push(Draft {
            sentence: s,
            cue_word: Some(i),
            cue: (i..i + phrase.words.len()).collect(),
            source_head: None,
            source: Vec::new(),
            content: tree.spans(&words),
            content_head: (s, predicate),
            kind: phrase.kind,
            stance: phrase.stance,
            speech: Speech::Indirect,
            carried: false,
            confidence: 0.6,
        });
    }
}

/// How sure a reading is: clauses with a named holder most, attitudes of nouns and adjectives least.
fn confidence(tree: &Tree, i: usize, named: bool) -> f32 {
    match (tree.word(i).upos, named) {
        (Upos::Verb | Upos::Aux, true) => 0.85,
        (Upos::Verb | Upos::Aux, false) => 0.65,
        _ => 0.6,
    }
}
