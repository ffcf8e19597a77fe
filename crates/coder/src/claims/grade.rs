//! What a claim is: its kind, how likely the holder says it is, when, on what condition, about whom.
//!
//! What it does: the words of the lexicon with their ICD 203 bands are looked for in the main clause of the
//! content, negation turns a band over ("not likely" is unlikely, "not excluded" is possible); the tense of the
//! content tells forecasts, also the future in the past ("said it would"); a negated cue turns the stance ("does
//! not believe that"). Horizon: the first time expression of the content that is not past, else "from the
//! document's day on" for a plain future. Sources of the bands: ICD 203 (2015), table of expressions of likelihood.

use casus_model::{
    ActorRef, Basis, Claim, ClaimKind, Date, Edtf, Modality, Precision, Rel, Span, Speech, Stance, Upos,
};

use super::lexicon::{Cue, Grade};
use super::reported::{is_finite, is_passive_participle};
use super::tree::Tree;
use super::{Draft, Text};

/// A grading expression as found.
struct Graded {
    band: Modality,
    span: Span,
    /// Head word of it.
    word: usize,
    /// Whether the content itself is denied ("may not").
    denied: bool,
    /// Whether the word tells what one is able to, not what may come ("can").
    able: bool,
}

/// The claim of a draft, held by `holder`.
pub(super) fn claim(text: &Text, draft: &Draft, holder: Option<&ActorRef>) -> Claim {
    let (s, head) = draft.content_head;
    let tree = &text.trees[s];
    let inside = |span: Span| draft.content.iter().any(|c| c.contains(span));
    let graded = graded(text, s, head, inside).or_else(|| cue_grade(text, draft));
    let past_cue = draft.cue_word.is_some_and(|w| is_past(&text.trees[draft.sentence], w));
    let future = is_future(text, s, head, past_cue)
        || draft.speech == Speech::Direct
            && (0..tree.len()).any(|w| {
                inside(tree.word(w).span)
                    && !matches!(tree.word(w).rel, Rel::Acl | Rel::Advcl | Rel::Ccomp | Rel::Aux | Rel::Cop)
                    && is_future(text, s, w, false)
            });
    // Who condemns or criticises a thing takes it as done: a bare noun under a word of judgement is not denied.
    let judged = draft.kind == ClaimKind::Assessment
        && matches!(tree.word(head).upos, Upos::Noun | Upos::Propn)
        && !tree.children(head).any(|c| matches!(tree.word(c).rel, Rel::Cop | Rel::Nsubj));
    let mut stance = if judged { Stance::Affirms } else { draft.stance };
    if let Some(w) = draft.cue_word
        && text.trees[draft.sentence].is_negated(w)
    {
        stance = opposite(stance);
    }
    if graded.as_ref().is_some_and(|g| g.denied) {
        stance = opposite(stance);
    }
    let kind = kind(text, draft, future, graded.as_ref(), holder);
    let words: Vec<usize> = (0..tree.len()).filter(|w| inside(tree.word(*w).span)).collect();
    Claim {
        sentence: s as u32,
        holder: holder.cloned(),
        source: Tree::spans(&text.trees[draft.sentence], &draft.source),
        cue: Tree::spans(&text.trees[draft.sentence], &draft.cue),
        content: draft.content.clone(),
        kind,
        speech: if draft.speech == Speech::Mixed && draft.cue_word.is_none() {
            Speech::Indirect
        } else {
            draft.speech
        },
        modality: graded.as_ref().map_or(Modality::Unstated, |g| g.band),
        modality_span: graded.map(|g| g.span),
        stance,
        horizon: horizon(text, draft, kind, inside),
        condition: condition(text, tree, &words),
        topics: topics(text, holder, inside),
        confidence: draft.confidence,
    }
}

fn opposite(stance: Stance) -> Stance {
    match stance {
        Stance::Affirms => Stance::Denies,
        Stance::Denies => Stance::Affirms,
    }
}

/// Whether the clause of predicate `head`, said by the document itself, is about the future.
pub(super) fn is_forecast(text: &Text, s: usize, head: usize) -> bool {
    if is_expected(text, s, head) || is_headline(text, s, head) {
        return true;
    }
    let tree = &text.trees[s];
    if tree.word(head).rel == Rel::Acl && !is_finite(tree, head) {
        return false;
    }
    is_future(text, s, head, false)
        || is_hypothetical(text, s, head)
        || graded(text, s, head, |_| true).is_some_and(|g| opens_future(text, s, head, &g))
}

/// Whether the clause tells what would come ("the bill would raise taxes"), not what somebody would like or what used
/// to be; a language whose conditional tells hearsay has no word for that.
fn is_hypothetical(text: &Text, s: usize, head: usize) -> bool {
    let tree = &text.trees[s];
    let would = |w: usize| text.lexicon.futures_in_past.iter().any(|p| tree.reads(w, p));
    let spoken = |w: usize| {
        let feats = &tree.word(w).feats;
        feats.is("Person", "1") || feats.is("Person", "2") || feats.is("PronType", "Int")
    };
    matches!(tree.word(head).rel, Rel::Root | Rel::Parataxis | Rel::Conj)
        && tree.children(head).any(|c| tree.word(c).rel == Rel::Aux && would(c))
        && !tree.children(head).any(spoken)
        && !is_perfect(tree, head)
        && tree.word(tree.len() - 1).form != "?"
}

/// Whether the predicate says that something is expected or feared, and not by whom ("rain is expected", "a project
/// expected to bring jobs").
fn is_expected(text: &Text, s: usize, head: usize) -> bool {
    let tree = &text.trees[s];
    let word = tree.word(head);
    let forecast = |c: &Cue| c.kind == ClaimKind::Forecast && (c.takes.noun || c.takes.infinitive);
    if word.subrel == "relcl" || !text.lexicon.cues_at(tree, head).iter().any(forecast) {
        return false;
    }
    let to = |c: usize| {
        matches!(tree.word(c).rel, Rel::Xcomp | Rel::Advcl | Rel::Ccomp)
            && tree.word(c).feats.is("VerbForm", "Inf")
    };
    let comes = tree.children(head).any(to);
    let participle =
        is_passive_participle(tree, head) || !is_finite(tree, head) && word.feats.is("Voice", "Pass");
    participle && comes
        || tree.is_passive(head) && is_finite(tree, head) && (comes || tree.child(head, Rel::Xcomp).is_none())
}

/// Whether the predicate is the infinitive of a headline, which tells what will be ("Turkey to build a port").
fn is_headline(text: &Text, s: usize, head: usize) -> bool {
    let tree = &text.trees[s];
    let led = tree.markers(head).any(|m| tree.word(m).upos == Upos::Part);
    if !led || !tree.word(head).feats.is("VerbForm", "Inf") || tree.child(head, Rel::Cop).is_some() {
        return false;
    }
    let subject = match tree.word(head).rel {
        Rel::Root => tree.child(head, Rel::Nsubj),
        Rel::Acl => tree.head(head).filter(|h| tree.word(*h).rel == Rel::Root),
        _ => None,
    };
    let named = |w: usize| {
        tree.word(w).upos == Upos::Propn
            || text.resolution.mention_at(s, w).is_some_and(|(_, m)| m.actor.is_some())
    };
    let open = tree.len().checked_sub(1).is_some_and(|last| !tree.is_punct(last));
    open && subject.is_some_and(|w| named(w) && !is_finite(tree, w))
}

/// Whether a graded clause is about what is to come: its predicate is neither past nor plainly present.
fn opens_future(text: &Text, s: usize, head: usize, graded: &Graded) -> bool {
    let tree = &text.trees[s];
    let predicate = tree
        .children(graded.word)
        .find(|c| matches!(tree.word(*c).rel, Rel::Csubj | Rel::Ccomp | Rel::Xcomp | Rel::Acl))
        .unwrap_or(head);
    if is_past(tree, predicate)
        || is_perfect(tree, predicate)
        || graded.band == Modality::Certain
        || graded.able
        || is_ability(tree, predicate, graded)
    {
        return false;
    }
    if matches!(tree.word(graded.word).upos, Upos::Aux) {
        return true;
    }
    let word = tree.word(predicate);
    let plain = |w: usize| {
        let f = &tree.word(w).feats;
        f.is("VerbForm", "Fin") && f.is("Tense", "Pres") && f.is("Mood", "Ind")
    };
    let stated = plain(predicate)
        || tree.children(predicate).any(|c| matches!(tree.word(c).rel, Rel::Aux | Rel::Cop) && plain(c));
    predicate != head || word.feats.is("VerbForm", "Inf") || !stated
}

/// Whether a word of what is possible tells what one is or was able to, not what may come: an adjective with an
/// infinitive ("it is possible to see"), a modal of the past that is denied ("could not be found") or stands in a
/// circumstance of something past ("so that they could breathe").
fn is_ability(tree: &Tree, predicate: usize, graded: &Graded) -> bool {
    let word = tree.word(graded.word);
    let infinitive = predicate != graded.word && tree.word(predicate).feats.is("VerbForm", "Inf");
    match word.upos {
        Upos::Adj => matches!(graded.band, Modality::Possible | Modality::Impossible) && infinitive,
        Upos::Aux if !word.feats.is("Mood", "Cnd") && !word.feats.is("Mood", "Sub") => {
            let circumstance = tree.word(predicate).rel == Rel::Advcl;
            graded.band == Modality::Impossible
                || circumstance && tree.head(predicate).is_some_and(|above| is_past(tree, above))
        }
        _ => false,
    }
}

/// Whether the verb tells of the past.
fn is_past(tree: &Tree, i: usize) -> bool {
    let past = |w: usize| {
        let f = &tree.word(w).feats;
        f.is("Tense", "Past") || f.is("Tense", "Imp") || f.is("Tense", "Pqp")
    };
    let auxiliaries: Vec<usize> =
        tree.children(i).filter(|c| matches!(tree.word(*c).rel, Rel::Aux | Rel::Cop)).collect();
    let modal = auxiliaries.iter().any(|a| {
        let f = &tree.word(*a).feats;
        f.is("Mood", "Cnd") || f.is("Tense", "Fut")
    });
    if modal {
        return false;
    }
    let finite = auxiliaries.iter().any(|a| tree.word(*a).feats.is("VerbForm", "Fin"));
    if finite {
        // a perfect ("ha detto", "has said") is past, a passive present ("is said") is not
        return auxiliaries.iter().any(|a| past(*a)) || (past(i) && !tree.is_passive(i));
    }
    past(i)
}

/// Whether the verb is an infinitive of the past ("may have left", "potrebbe aver lasciato").
fn is_perfect(tree: &Tree, i: usize) -> bool {
    let feats = &tree.word(i).feats;
    let been = tree.child(i, Rel::Cop).is_some_and(|c| tree.word(c).feats.is("VerbForm", "Part"));
    let participle = feats.is("VerbForm", "Part") || feats.is("Tense", "Past");
    let auxiliaries =
        tree.children(i).filter(|c| tree.word(*c).rel == Rel::Aux && tree.word(*c).subrel != "pass");
    (participle || been) && auxiliaries.count() >= 2
}

/// Whether the predicate is in the future, or, under a cue in the past, in the future of that past.
fn is_future(text: &Text, s: usize, head: usize, past_cue: bool) -> bool {
    let tree = &text.trees[s];
    let mut core = vec![head];
    core.extend(tree.children(head).filter(|c| matches!(tree.word(*c).rel, Rel::Aux | Rel::Cop)));
    let future = |w: &usize| {
        let word = tree.word(*w);
        word.feats.is("Tense", "Fut")
            || text.lexicon.future_at(tree, *w).is_some_and(|f| {
                (f.words.len() > 1 || word.subrel != "pass") && !word.feats.is("Mood", "Sub")
            })
    };
    let later = |w: &usize| {
        tree.word(*w).feats.is("Mood", "Cnd") && matches!(tree.word(*w).upos, Upos::Aux | Upos::Verb)
            || text.lexicon.futures_in_past.iter().any(|p| tree.reads(*w, p))
    };
    core.iter().any(future) || (past_cue && core.iter().any(later) && !is_perfect(tree, head))
}

/// The strongest grading words of the clause of `head`: those of its predicate first, else the first in the content.
fn graded(text: &Text, s: usize, head: usize, inside: impl Fn(Span) -> bool) -> Option<Graded> {
    let tree = &text.trees[s];
    let clause = tree.below(head, |w| {
        matches!(tree.word(w).rel, Rel::Advcl | Rel::Acl | Rel::Parataxis | Rel::Appos)
            || (tree.word(w).rel == Rel::Conj && is_finite(tree, w))
    });
    // "it is likely that" may stand above the predicate
    let mut places: Vec<usize> = clause;
    if let Some(above) = tree.head(head)
        && matches!(tree.word(head).rel, Rel::Csubj | Rel::Xcomp)
    {
        places.push(above);
    }
    places.sort_unstable();
    let mut best: Option<(usize, Graded)> = None;
    for &w in &places {
        if !inside(tree.word(w).span) {
            continue;
        }
        let Some(grade) = text.lexicon.grade_at(tree, w) else { continue };
        let end = end_of(tree, w, grade);
        let found = graded_as(tree, w, end, grade);
        if best.as_ref().is_none_or(|(len, _)| grade.words.len() > *len) {
            best = Some((grade.words.len(), found));
        }
    }
    best.map(|(_, g)| g)
}

/// A cue that grades by itself ("doubts that", "is convinced that").
fn cue_grade(text: &Text, draft: &Draft) -> Option<Graded> {
    let w = draft.cue_word?;
    let tree = &text.trees[draft.sentence];
    let grade = text.lexicon.grade_at(tree, w)?;
    let end = end_of(tree, w, grade);
    Some(Graded { denied: false, ..graded_as(tree, w, end, grade) })
}

/// The last word of a grading phrase that begins at word `w`.
fn end_of(tree: &Tree, w: usize, grade: &Grade) -> usize {
    tree.reads_apart(w, &grade.words).map_or(w, |end| end - 1)
}

fn graded_as(tree: &Tree, w: usize, end: usize, grade: &Grade) -> Graded {
    // the word on which the rest of the phrase hangs
    let top = (w..=end).find(|k| tree.head(*k).is_none_or(|h| !(w..=end).contains(&h))).unwrap_or(w);
    let word = tree.word(w);
    let able = grade.able && !word.feats.is("Mood", "Cnd") && !word.feats.is("Tense", "Fut");
    let dependent = matches!(word.rel, Rel::Aux | Rel::Advmod);
    let own = (w..=end).any(|k| tree.is_negated(k));
    let above = dependent && word.upos == Upos::Aux && tree.head(w).is_some_and(|h| tree.is_negated(h));
    // a phrase that holds its negation is not turned over by it
    let holds = (w..=end).any(|k| tree.word(k).feats.is("Polarity", "Neg")) || grade.negative;
    let negated = (own || above) && !holds;
    let span = word.span.cover(tree.word(end).span);
    if !negated {
        return Graded { band: grade.band, span, word: top, denied: false, able };
    }
    match grade.negated {
        Some((band, denied)) => Graded { band, span, word: w, denied, able },
        None => Graded { band: turned(grade.band), span, word: w, denied: false, able },
    }
}

/// The band of the negation of an expression.
fn turned(band: Modality) -> Modality {
    use Modality as M;
    match band {
        M::Impossible | M::AlmostNoChance => M::Possible,
        M::VeryUnlikely | M::Unlikely => M::Likely,
        M::Possible => M::Impossible,
        M::Likely | M::VeryLikely => M::Unlikely,
        M::AlmostCertain | M::Certain => M::Possible,
        other => other,
    }
}

fn kind(
    text: &Text,
    draft: &Draft,
    future: bool,
    graded: Option<&Graded>,
    holder: Option<&ActorRef>,
) -> ClaimKind {
    use ClaimKind as K;
    let (s, head) = draft.content_head;
    let tree = &text.trees[s];
    match draft.kind {
        K::Report | K::Assessment => {}
        K::Forecast if is_past(tree, head) && draft.cue_word.is_some() => return K::Assessment,
        other => return other,
    }
    if tree.word(head).feats.is("Mood", "Imp") {
        return K::Demand;
    }
    if is_duty_of_another(text, s, head, holder) {
        return K::Demand;
    }
    let opens = future || graded.is_some_and(|g| opens_future(text, s, head, g));
    if opens {
        return if future && is_own(text, draft, holder) { K::Intention } else { K::Forecast };
    }
    if draft.kind == K::Report {
        // "announced plans to": what is reported is named by its kind
        let done = |c: usize| tree.word(c).rel == Rel::Acl && !is_finite(tree, c);
        let noun = tree.word(head).upos == Upos::Noun && tree.children(head).any(done);
        let cue = text.lexicon.cues_at(tree, head).first();
        if noun && cue.is_some_and(|c| c.kind == K::Intention && c.takes.infinitive) {
            return K::Intention;
        }
        let copula = tree
            .child(head, Rel::Cop)
            .is_some_and(|c| !is_past(tree, head) && !tree.word(c).feats.is("Tense", "Past"));
        if copula || graded.is_some() {
            return K::Assessment;
        }
    }
    draft.kind
}

/// Whether what is said is that somebody else must do something (*Israel must end the siege*; `crate::grammar::demand`).
fn is_duty_of_another(text: &Text, s: usize, head: usize, holder: Option<&ActorRef>) -> bool {
    let tree = &text.trees[s];
    let duty = |w: usize| text.lexicon.is_duty(tree, w);
    let modal = duty(head) || tree.children(head).any(|c| tree.word(c).rel == Rel::Aux && duty(c));
    let subject = tree.child(head, Rel::Nsubj).and_then(|w| text.resolution.mention_at(s, w));
    let actor = subject.and_then(|(_, m)| m.actor.as_ref());
    modal && actor.zip(holder).is_some_and(|(a, h)| a.id != h.id)
}

/// Whether the content is about what the holder himself will do.
fn is_own(text: &Text, draft: &Draft, holder: Option<&ActorRef>) -> bool {
    let (s, head) = draft.content_head;
    let tree = &text.trees[s];
    let Some(subject) = tree.child(head, Rel::Nsubj) else {
        return tree.word(head).feats.is("Person", "1");
    };
    let word = tree.word(subject);
    if word.upos == Upos::Pron && word.feats.is("Person", "1") {
        return true;
    }
    let actor = text.resolution.mention_at(s, subject).and_then(|(_, m)| m.actor.as_ref());
    word.upos == Upos::Pron && actor.zip(holder).is_some_and(|(a, h)| a.id == h.id)
}

fn horizon(text: &Text, draft: &Draft, kind: ClaimKind, inside: impl Fn(Span) -> bool) -> Option<Date> {
    use ClaimKind as K;
    if !matches!(kind, K::Forecast | K::Promise | K::Threat | K::Intention | K::Demand) {
        return None;
    }
    let today = text.document.date.as_ref().and_then(Date::to);
    let ahead = |date: &&Date| match (today, date.to()) {
        (Some(today), Some(to)) => to >= today,
        _ => true,
    };
    let stated = text
        .resolution
        .times
        .iter()
        .filter(|t| inside(t.span))
        .filter_map(|t| t.date.as_ref().map(|d| d.clone().at(t.span)))
        .find(|d| ahead(&d));
    if stated.is_some() || kind != K::Forecast || draft.stance == Stance::Denies {
        return stated;
    }
    let today = today?;
    Some(
        Date::new(Edtf::interval(Some(today), None), Basis::Document, "future tense")
            .precise_to(Precision::Open),
    )
}

/// The clause of condition in the content.
fn condition(text: &Text, tree: &Tree, words: &[usize]) -> Option<Span> {
    words.iter().copied().filter(|w| text.lexicon.is_condition(tree, *w)).find_map(|w| {
        if tree.word(w).rel != Rel::Mark {
            return None;
        }
        let clause = tree.head(w)?;
        let end = if tree.word(clause).rel == Rel::Advcl {
            *tree.subtree(clause).last()?
        } else {
            // attached elsewhere: up to the comma
            (w..tree.len()).find(|x| tree.word(*x).form == ",")?.checked_sub(1)?
        };
        let first =
            (*tree.subtree(clause).first()?).max(if tree.word(clause).rel == Rel::Advcl { 0 } else { w });
        let span: Vec<usize> = (first..=end).filter(|x| words.contains(x)).collect();
        tree.spans(&span).into_iter().reduce(Span::cover)
    })
}

fn topics(text: &Text, holder: Option<&ActorRef>, inside: impl Fn(Span) -> bool) -> Vec<ActorRef> {
    let mut found: Vec<ActorRef> = Vec::new();
    for (i, mention) in text.resolution.mentions.iter().enumerate().filter(|(_, m)| inside(m.span)) {
        if let Some(actor) = &mention.actor
            && holder.is_none_or(|h| h.id != actor.id)
            && found.iter().all(|f| f.id != actor.id)
        {
            found.push(ActorRef { mention: Some(i as u32), ..actor.clone() });
        }
    }
    found
}
