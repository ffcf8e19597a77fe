//! Whether the clause around an expression looks back or ahead: "giovedì" alone is the last or the next one.

use casus_model::{Analysis, Rel, Sentence, Span, Upos};

/// Which way a clause looks.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Tense {
    /// To what was.
    Past,
    /// To what will be.
    Future,
    /// The clause does not say.
    Unknown,
}

/// The tense of the clause around a span; `is_future` tells words that turn a clause to the future ("will",
/// "dovrebbe", "scheduled").
pub(super) fn tense_at(sentence: &Sentence, span: Span, is_future: impl Fn(&str) -> bool + Copy) -> Tense {
    let Some(mut at) = sentence.words.iter().position(|w| w.span.overlaps(span)) else {
        return Tense::Unknown;
    };
    // Up to the first word that is a predicate, at most the depth of the tree.
    for _ in 0..sentence.words.len() {
        match own_tense(sentence, at, is_future) {
            Tense::Unknown => {}
            tense => return tense,
        }
        match sentence.head(at) {
            Some(head) => at = head,
            None => break,
        }
    }
    Tense::Unknown
}

fn own_tense(sentence: &Sentence, at: usize, is_future: impl Fn(&str) -> bool + Copy) -> Tense {
    let word = &sentence.words[at];
    if is_future(&word.lemma) || is_future(&word.form) {
        return Tense::Future;
    }
    let helpers = || sentence.children(at).filter(|c| matches!(sentence.words[*c].rel, Rel::Aux | Rel::Cop));
    if helpers().any(|c| {
        let helper = &sentence.words[c];
        helper.feats.is("Tense", "Fut") || is_future(&helper.lemma) || is_future(&helper.form)
    }) {
        return Tense::Future;
    }
    if word.feats.is("Tense", "Fut") {
        return Tense::Future;
    }
    // "si riunirà giovedì" is future, "ha detto giovedì" past; "si riunisce giovedì" looks ahead when the verb is
    // finite and present, unless a participle makes it a perfect.
    if helpers().any(|c| {
        let feats = &sentence.words[c].feats;
        feats.is("Tense", "Past") || feats.is("Tense", "Imp")
    }) {
        return Tense::Past;
    }
    let participle = word.feats.is("VerbForm", "Part");
    if (word.upos == Upos::Verb || participle)
        && (word.feats.is("Tense", "Past") || word.feats.is("Tense", "Imp") || word.feats.is("Tense", "Pqp"))
    {
        return Tense::Past;
    }
    if word.upos == Upos::Verb && word.feats.is("VerbForm", "Inf") && !helpers().any(|_| true) {
        // "plans to meet Thursday": what is to be done lies ahead; "agreed to meet Thursday" may be either.
        let governed = word.rel == Rel::Xcomp || word.rel == Rel::Acl;
        let told = sentence.head(at).map(|head| own_tense(sentence, head, is_future));
        return if governed && told != Some(Tense::Past) { Tense::Future } else { Tense::Unknown };
    }
    if word.upos == Upos::Verb && word.feats.is("VerbForm", "Fin") && word.feats.is("Tense", "Pres") {
        return Tense::Future;
    }
    Tense::Unknown
}

/// The sentence that holds a place in the text, and its index: the last one that starts there or before.
pub(super) fn sentence_at(analysis: &Analysis, byte: u32) -> Option<(usize, &Sentence)> {
    let after = analysis.sentences.partition_point(|s| s.span.start <= byte);
    let index = after.checked_sub(1)?;
    Some((index, &analysis.sentences[index]))
}
