//! A sentence's tree with its children at hand, and the questions the claim grammar asks of it.

use casus_model::{Rel, Sentence, Span, Upos, Word};

/// A sentence and the children of its words.
#[derive(Debug)]
pub(super) struct Tree<'a> {
    /// The sentence.
    pub(super) sentence: &'a Sentence,
    children: Vec<Vec<usize>>,
}

impl<'a> Tree<'a> {
    pub(super) fn new(sentence: &'a Sentence) -> Self {
        let mut children = vec![Vec::new(); sentence.words.len()];
        for (i, word) in sentence.words.iter().enumerate() {
            if let Some(head) = (word.head as usize).checked_sub(1) {
                children[head].push(i);
            }
        }
        Self { sentence, children }
    }

    pub(super) fn len(&self) -> usize {
        self.sentence.words.len()
    }

    pub(super) fn word(&self, i: usize) -> &'a Word {
        &self.sentence.words[i]
    }

    pub(super) fn lemma(&self, i: usize) -> &'a str {
        &self.word(i).lemma
    }

    pub(super) fn children(&self, i: usize) -> impl DoubleEndedIterator<Item = usize> + '_ {
        self.children[i].iter().copied()
    }

    pub(super) fn child(&self, i: usize, rel: Rel) -> Option<usize> {
        self.children(i).find(|c| self.word(*c).rel == rel)
    }

    pub(super) fn head(&self, i: usize) -> Option<usize> {
        self.sentence.head(i)
    }

    /// Word `i` and all below it, without the subtrees whose top fulfils `cut`, in order.
    pub(super) fn below(&self, i: usize, cut: impl Fn(usize) -> bool) -> Vec<usize> {
        let mut found = Vec::new();
        let mut stack = vec![i];
        while let Some(j) = stack.pop() {
            found.push(j);
            stack.extend(self.children(j).filter(|c| !cut(*c)));
        }
        found.sort_unstable();
        found
    }

    /// Word `i` and all below it, in order.
    pub(super) fn subtree(&self, i: usize) -> Vec<usize> {
        self.below(i, |_| false)
    }

    /// Whether `below` is `above` or hangs somewhere below it.
    pub(super) fn under(&self, below: usize, above: usize) -> bool {
        let mut at = Some(below);
        for _ in 0..=self.len() {
            match at {
                Some(i) if i == above => return true,
                Some(i) => at = self.head(i),
                None => return false,
            }
        }
        false
    }

    /// The prepositions and conjunctions on word `i` that stand before it, with their fixed parts.
    pub(super) fn markers(&self, i: usize) -> impl Iterator<Item = usize> + '_ {
        self.children(i).filter(move |c| matches!(self.word(*c).rel, Rel::Case | Rel::Mark) && *c < i)
    }

    /// Whether word `i` is led by a preposition or conjunction with this lemma or form.
    pub(super) fn marked(&self, i: usize, lemma: &str) -> bool {
        self.markers(i).any(|m| self.is(m, lemma))
    }

    /// Whether word `i` has this lemma or, in lower case, this form.
    pub(super) fn is(&self, i: usize, text: &str) -> bool {
        let word = self.word(i);
        word.lemma == text
            || word.form.eq_ignore_ascii_case(text)
            || !word.form.is_ascii() && word.form.to_lowercase() == text
    }

    /// Whether the words from `i` on are these, by lemma or form.
    pub(super) fn reads<T: AsRef<str>>(&self, i: usize, words: &[T]) -> bool {
        i + words.len() <= self.len() && words.iter().enumerate().all(|(k, w)| self.is(i + k, w.as_ref()))
    }

    /// Like [`Self::reads`] with words that modify between them ("is widely expected to"): where they end.
    pub(super) fn reads_apart<T: AsRef<str>>(&self, i: usize, words: &[T]) -> Option<usize> {
        let mut at = i;
        for (k, word) in words.iter().enumerate() {
            if k > 0 {
                at = (at..self.len())
                    .find(|w| self.is(*w, word.as_ref()) || self.word(*w).rel != Rel::Advmod)?;
            }
            if at >= self.len() || !self.is(at, word.as_ref()) {
                return None;
            }
            at += 1;
        }
        Some(at)
    }

    pub(super) fn is_punct(&self, i: usize) -> bool {
        matches!(self.word(i).upos, Upos::Punct | Upos::Sym)
    }

    /// Whether the verb is passive.
    pub(super) fn is_passive(&self, i: usize) -> bool {
        self.children(i).any(|c| {
            let word = self.word(c);
            word.subrel == "pass" && matches!(word.rel, Rel::Nsubj | Rel::Aux | Rel::Csubj | Rel::Expl)
        }) || self.word(i).feats.is("Voice", "Pass")
    }

    /// Whether the predicate is negated by a word of its own ("not", "never"), by its polarity.
    pub(super) fn is_negated(&self, i: usize) -> bool {
        self.children(i).any(|c| {
            let word = self.word(c);
            matches!(word.rel, Rel::Advmod | Rel::Det | Rel::Aux | Rel::Obj | Rel::Nsubj | Rel::Cc)
                && word.feats.is("Polarity", "Neg")
                && (word.rel != Rel::Det || c < i)
        })
    }

    /// The spans of the words: neighbours are one piece, and punctuation between two pieces joins them.
    pub(super) fn spans(&self, words: &[usize]) -> Vec<Span> {
        let mut pieces: Vec<(usize, usize)> = Vec::new();
        for &word in words {
            match pieces.last_mut() {
                Some((_, last)) if (*last + 1..word).all(|k| self.is_punct(k)) => *last = word,
                _ => pieces.push((word, word)),
            }
        }
        pieces.into_iter().filter_map(|(from, to)| self.trimmed(from, to)).collect()
    }

    /// The span from word `from` to word `to` without commas, dashes and the like at its ends; quotation marks stay.
    fn trimmed(&self, mut from: usize, mut to: usize) -> Option<Span> {
        let edge = |i: usize| {
            self.word(i).form.chars().all(|c| ",.:;–—-…".contains(c)) && !self.word(i).form.is_empty()
        };
        while from <= to && edge(from) {
            from += 1;
        }
        while to > from && edge(to) {
            to -= 1;
        }
        (from <= to).then(|| self.word(from).span.cover(self.word(to).span))
    }
}
