//! What the document itself says about the future: forecasts without a holder.
//!
//! What it does: a clause outside every reported claim whose predicate is in the future, which tells what would be or
//! what is expected by nobody named, or which carries a grading word about what is not past ("È probabile che …",
//! "sembra destinato a …"), is a claim of the document; so is the infinitive of a headline ("Turkey to build a port").
//! Limits: plans told as facts ("will meet on Monday") are forecasts too; the coder of events tells plans.

use casus_model::{ClaimKind, Rel, Speech, Stance};

use super::reported::is_finite;
use super::{Draft, Text, grade};

/// Adds the forecasts of the document to the drafts.
pub(super) fn find(text: &Text, drafts: &mut Vec<Draft>) {
    for (s, tree) in text.trees.iter().enumerate() {
        let mut taken: Vec<usize> = Vec::new();
        for i in 0..tree.len() {
            let word = tree.word(i);
            let clause = matches!(word.rel, Rel::Root | Rel::Parataxis | Rel::Ccomp | Rel::Csubj)
                || (word.rel == Rel::Conj && is_finite(tree, i))
                || matches!(word.rel, Rel::Acl | Rel::Advcl);
            // a participle or infinitive that belongs to a noun tells of it ("a project expected to bring jobs")
            let noun = tree.head(i).filter(|h| word.rel == Rel::Acl && *h < i && !is_finite(tree, i));
            let subject = word.rel == Rel::Advcl && tree.child(i, Rel::Nsubj).is_some();
            let predicates = is_finite(tree, i) || word.rel == Rel::Root || noun.is_some() || subject;
            if !clause || !predicates || taken.iter().any(|t| tree.under(i, *t)) {
                continue;
            }
            let inside = |d: &Draft| d.content.iter().any(|c| c.contains(word.span));
            if drafts.iter().any(|d| inside(d) || (d.sentence == s && d.cue.contains(&i))) {
                continue;
            }
            let condition = tree.markers(i).any(|m| text.lexicon.is_condition(tree, m));
            if condition || !grade::is_forecast(text, s, i) {
                continue;
            }
            let top = noun.unwrap_or(i);
            let mut words = tree.subtree(top);
            let leads = |w: usize| {
                tree.is_punct(w)
                    || matches!(tree.word(w).rel, Rel::Mark | Rel::Cc | Rel::Case)
                        && tree.head(w) == Some(top)
            };
            let begin = words.iter().position(|w| !leads(*w)).unwrap_or(0);
            words.drain(..begin);
            if words.len() < 3 {
                continue;
            }
            taken.push(i);
            drafts.push(Draft {
                sentence: s,
                cue_word: None,
                cue: Vec::new(),
                source_head: None,
                source: Vec::new(),
                content: tree.spans(&words),
                content_head: (s, i),
                kind: ClaimKind::Forecast,
                stance: Stance::Affirms,
                speech: Speech::Indirect,
                carried: false,
                confidence: 0.5,
            });
        }
    }
}
