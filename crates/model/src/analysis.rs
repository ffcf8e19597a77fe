use serde::{Deserialize, Serialize};

use crate::{Feats, Lang, Rel, SmolStr, Span, Upos};

/// What the text says of itself before anything is looked up: sentences, tokens, words and trees.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Analysis {
    /// The language it was analysed as.
    pub lang: Lang,
    /// The sentences in order; their spans do not overlap.
    pub sentences: Vec<Sentence>,
}

/// A sentence with its tokens (as written) and its words (as analysed).
///
/// Invariants: tokens are in order and do not overlap; every word belongs to one token; exactly one word has
/// `head == 0`; following heads from any word ends there. [`Sentence::is_tree`] checks the last two.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct Sentence {
    /// From the first byte of the first token to the last byte of the last.
    pub span: Span,
    /// Number of the paragraph it stands in, from 0. A headline is a paragraph of its own.
    pub paragraph: u32,
    /// Surface tokens.
    pub tokens: Vec<Token>,
    /// Syntactic words; word `i` has CoNLL-U id `i + 1`.
    pub words: Vec<Word>,
}

/// A piece of the surface: one word, or a multiword token such as `della` = `di` + `la`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Token {
    /// Where it stands.
    pub span: Span,
    /// Index of its first word in [`Sentence::words`].
    pub first: u32,
    /// Number of its words, at least 1.
    pub count: u32,
}

/// A syntactic word.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Word {
    /// Its form; inside a multiword token it may differ from the surface (`di`, `la`).
    pub form: SmolStr,
    /// Its dictionary form.
    pub lemma: SmolStr,
    /// Part of speech.
    pub upos: Upos,
    /// Features.
    pub feats: Feats,
    /// CoNLL-U id of its head: 0 for the root, else index + 1.
    pub head: u32,
    /// Universal relation to the head.
    pub rel: Rel,
    /// Subtype of the relation (`pass` in `nsubj:pass`), empty when there is none.
    pub subrel: SmolStr,
    /// Index of its token in [`Sentence::tokens`].
    pub token: u32,
    /// Span of its token, or of its own letters where the words of a multiword token are simply its pieces
    /// (`Russia's` = `Russia` + `'s`).
    pub span: Span,
}

impl Word {
    /// Whether the relation is `rel` with subtype `sub` (`word.is_rel(Rel::Nsubj, "pass")`).
    pub fn is_rel(&self, rel: Rel, sub: &str) -> bool {
        self.rel == rel && self.subrel == sub
    }

    /// The relation as CoNLL-U writes it.
    pub fn deprel(&self) -> SmolStr {
        if self.subrel.is_empty() {
            SmolStr::new_static(self.rel.as_str())
        } else {
            smol_str::format_smolstr!("{}:{}", self.rel, self.subrel)
        }
    }
}

impl Sentence {
    /// Index of the root word, if the sentence has words.
    pub fn root(&self) -> Option<usize> {
        self.words.iter().position(|w| w.head == 0)
    }

    /// Index of the head of word `i`; `None` for the root.
    pub fn head(&self, i: usize) -> Option<usize> {
        (self.words[i].head as usize).checked_sub(1)
    }

    /// Indices of the words whose head is word `i`, in order.
    pub fn children(&self, i: usize) -> impl DoubleEndedIterator<Item = usize> + '_ {
        let id = i as u32 + 1;
        self.words.iter().enumerate().filter(move |(_, w)| w.head == id).map(|(j, _)| j)
    }

    /// First child of word `i` with this universal relation.
    pub fn child(&self, i: usize, rel: Rel) -> Option<usize> {
        self.children(i).find(|j| self.words[*j].rel == rel)
    }

    /// Indices of word `i` and of everything below it, in order.
    pub fn subtree(&self, i: usize) -> Vec<usize> {
        let mut inside = vec![false; self.words.len()];
        let mut stack = vec![i];
        while let Some(j) = stack.pop() {
            if !std::mem::replace(&mut inside[j], true) {
                stack.extend(self.children(j));
            }
        }
        (0..self.words.len()).filter(|j| inside[*j]).collect()
    }

    /// The surface from the first to the last of the words.
    pub fn span_of(&self, words: &[usize]) -> Option<Span> {
        words.iter().map(|i| self.words[*i].span).reduce(Span::cover)
    }

    /// Whether the heads form one tree: a single root that every word reaches.
    pub fn is_tree(&self) -> bool {
        let n = self.words.len();
        let roots = self.words.iter().filter(|w| w.head == 0).count();
        if roots != 1 || self.words.iter().any(|w| w.head as usize > n) {
            return n == 0 && roots == 0;
        }
        // 0 unseen, 1 on the current path, 2 known to reach the root
        let mut state = vec![0u8; n];
        for start in 0..n {
            let mut path = Vec::new();
            let mut at = Some(start);
            while let Some(i) = at {
                match state[i] {
                    1 => return false,
                    2 => break,
                    _ => {
                        state[i] = 1;
                        path.push(i);
                        at = self.head(i);
                    }
                }
            }
            for i in path {
                state[i] = 2;
            }
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sentence(heads: &[u32]) -> Sentence {
        let word = |head: &u32| Word {
            form: SmolStr::default(),
            lemma: SmolStr::default(),
            upos: Upos::X,
            feats: Feats::default(),
            head: *head,
            rel: Rel::Dep,
            subrel: SmolStr::default(),
            token: 0,
            span: Span::default(),
        };
        Sentence { words: heads.iter().map(word).collect(), ..Sentence::default() }
    }

    #[test]
    fn trees_are_told_from_other_graphs() {
        assert!(sentence(&[]).is_tree());
        assert!(sentence(&[2, 0, 2]).is_tree());
        assert!(!sentence(&[2, 1, 0]).is_tree(), "a cycle beside the root");
        assert!(!sentence(&[0, 0]).is_tree(), "two roots");
        assert!(!sentence(&[2, 1]).is_tree(), "no root");
        assert!(!sentence(&[9, 0]).is_tree(), "a head outside the sentence");
    }

    #[test]
    fn a_subtree_is_in_order_and_whole() {
        let s = sentence(&[2, 4, 2, 0, 4]);
        assert_eq!(s.subtree(1), vec![0, 1, 2]);
        assert_eq!(s.subtree(3), vec![0, 1, 2, 3, 4]);
    }
}
