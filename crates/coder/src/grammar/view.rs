//! A sentence as the grammar sees it: children by head, lemmas, mentions by head word, prepositions.

use casus_model::{
    ActorRef, Feats, Mention, Rel, Resolution, Sentence, SmolStr, Span, TimeExpression, TimexType, Upos,
    Word, lower,
};

use crate::lexicon::{FactualityWord, Lexicon};

/// A sentence, indexed once.
pub(crate) struct View<'a> {
    pub(crate) number: usize,
    pub(crate) sentence: &'a Sentence,
    pub(crate) lexicon: &'a Lexicon,
    pub(crate) resolution: &'a Resolution,
    pub(crate) lemmas: Vec<SmolStr>,
    starts: Vec<u32>,
    kids: Vec<u32>,
    mentions: Vec<Option<u32>>,
    depths: Vec<u32>,
    times: Vec<Span>,
    dates: Vec<Span>,
}

impl<'a> View<'a> {
    /// `mentions` are the indices of the sentence's mentions in the resolution, `times` its time expressions.
    pub(crate) fn new(
        number: usize,
        sentence: &'a Sentence,
        lexicon: &'a Lexicon,
        resolution: &'a Resolution,
        mentions: &[u32],
        times: &[&TimeExpression],
    ) -> Self {
        let n = sentence.words.len();
        let mut starts = vec![0u32; n + 2];
        for word in &sentence.words {
            starts[(word.head as usize).min(n) + 1] += 1;
        }
        for i in 1..starts.len() {
            starts[i] += starts[i - 1];
        }
        let mut next = starts.clone();
        let mut kids = vec![0u32; n];
        for (i, word) in sentence.words.iter().enumerate() {
            let at = &mut next[(word.head as usize).min(n)];
            kids[*at as usize] = i as u32;
            *at += 1;
        }
        let lemmas = lexicon.lemmas(sentence);
        let mut view = Self {
            number,
            sentence,
            lexicon,
            resolution,
            lemmas,
            starts,
            kids,
            mentions: vec![None; n],
            depths: Vec::new(),
            times: times.iter().map(|t| t.span).collect(),
            dates: times.iter().filter(|t| t.kind == TimexType::Date).map(|t| t.span).collect(),
        };
        view.depths = (0..n).map(|i| view.ancestors(i).count() as u32).collect();
        for m in mentions {
            let mention = &resolution.mentions[*m as usize];
            if let Some(top) = view.top_of(mention) {
                let better = view.mentions[top].is_none_or(|old| {
                    let old = &resolution.mentions[old as usize];
                    (mention.actor.is_some(), mention.span.len()) > (old.actor.is_some(), old.span.len())
                });
                if better {
                    view.mentions[top] = Some(*m);
                }
            }
        }
        view
    }

    /// The word on which the rest of a mention depends.
    fn top_of(&self, mention: &Mention) -> Option<usize> {
        let words = &self.sentence.words;
        let inside = |i: usize| mention.span.overlaps(words[i].span);
        (0..words.len())
            .filter(|i| inside(*i))
            .filter(|i| !matches!(words[*i].rel, Rel::Case | Rel::Det | Rel::Punct))
            .min_by_key(|i| (self.depths[*i], *i))
            .or_else(|| Some(mention.head as usize).filter(|h| *h < words.len()))
    }

    pub(crate) fn len(&self) -> usize {
        self.sentence.words.len()
    }

    pub(crate) fn word(&self, i: usize) -> &'a Word {
        &self.sentence.words[i]
    }

    pub(crate) fn rel(&self, i: usize) -> Rel {
        self.sentence.words[i].rel
    }

    pub(crate) fn upos(&self, i: usize) -> Upos {
        self.sentence.words[i].upos
    }

    pub(crate) fn feats(&self, i: usize) -> &'a Feats {
        &self.sentence.words[i].feats
    }

    pub(crate) fn lemma(&self, i: usize) -> &str {
        &self.lemmas[i]
    }

    pub(crate) fn head(&self, i: usize) -> Option<usize> {
        (self.sentence.words[i].head as usize).checked_sub(1).filter(|h| *h < self.len())
    }

    pub(crate) fn depth(&self, i: usize) -> u32 {
        self.depths[i]
    }

    /// Words whose head is word `i`, in order.
    pub(crate) fn children(&self, i: usize) -> impl DoubleEndedIterator<Item = usize> + '_ {
        let (from, to) = (self.starts[i + 1] as usize, self.starts[i + 2] as usize);
        self.kids[from..to].iter().map(|k| *k as usize)
    }

    /// First child with this relation.
    pub(crate) fn child(&self, i: usize, rel: Rel) -> Option<usize> {
        self.children(i).find(|c| self.rel(*c) == rel)
    }

    /// Heads of word `i`, nearest first; a broken tree ends after as many steps as there are words.
    pub(crate) fn ancestors(&self, i: usize) -> impl Iterator<Item = usize> + '_ {
        std::iter::successors(self.head(i), |h| self.head(*h)).take(self.len())
    }

    /// Whether word `i` is word `top` or lies below it.
    pub(crate) fn is_under(&self, i: usize, top: usize) -> bool {
        i == top || self.ancestors(i).any(|a| a == top)
    }

    /// What a word says about factuality, by its lemma or, for participles used as adjectives, its form.
    pub(crate) fn factuality(&self, i: usize) -> &'a [FactualityWord] {
        let by_lemma = self.lexicon.factuality_of(self.lemma(i));
        if by_lemma.is_empty() || self.rel(i) == Rel::Amod {
            let form = self.lexicon.factuality_of(&lower(&self.word(i).form));
            if !form.is_empty() {
                return form;
            }
        }
        by_lemma
    }

    /// Whether a word is a member of one of the language's word classes.
    pub(crate) fn in_class(&self, class: &str, i: usize) -> bool {
        self.lexicon.in_class(class, self.lemma(i))
    }

    /// Whether clause `i` tells what must happen first: a word of the class `until` leads it.
    pub(crate) fn is_led_by_until(&self, i: usize) -> bool {
        self.rel(i) == Rel::Advcl
            && self.children(i).any(|c| {
                matches!(self.rel(c), Rel::Mark | Rel::Case | Rel::Advmod)
                    && c < i
                    && self.in_class("until", c)
            })
    }

    /// The mention that word `i` heads.
    pub(crate) fn mention(&self, i: usize) -> Option<(u32, &'a Mention)> {
        self.mentions[i].map(|m| (m, &self.resolution.mentions[m as usize]))
    }

    /// The actor that word `i` itself names.
    pub(crate) fn actor(&self, i: usize) -> Option<ActorRef> {
        let (index, mention) = self.mention(i).filter(|_| !self.is_time(i))?;
        let actor = mention.actor.as_ref()?;
        Some(ActorRef { mention: Some(index), ..actor.clone() })
    }

    /// Whether word `i` belongs to a time expression.
    pub(crate) fn is_time(&self, i: usize) -> bool {
        self.times.iter().any(|t| t.contains(self.word(i).span))
    }

    /// Whether word `i` belongs to the expression of a day, month or year.
    pub(crate) fn is_date(&self, i: usize) -> bool {
        self.dates.iter().any(|t| t.contains(self.word(i).span))
    }

    /// Whether word `i` is a verb form (or a participle that was taken for an adjective).
    pub(crate) fn is_verb(&self, i: usize) -> bool {
        matches!(self.upos(i), Upos::Verb | Upos::Aux)
    }

    pub(crate) fn is_nominal(&self, i: usize) -> bool {
        matches!(self.upos(i), Upos::Noun | Upos::Propn | Upos::Pron | Upos::Num)
    }

    /// Whether word `i` is negated by one of its dependents or, as a verb, by its own form (*katılmadı*).
    pub(crate) fn is_negated(&self, i: usize) -> bool {
        let inflected = self.is_verb(i) && self.feats(i).is("Polarity", "Neg");
        inflected
            || self.children(i).any(|c| {
                matches!(
                    self.rel(c),
                    Rel::Advmod | Rel::Aux | Rel::Det | Rel::Discourse | Rel::Cc | Rel::Mark
                ) && (self.is_negation(c) && !self.is_of_some(c) || self.is_no_longer(c))
            })
    }

    /// "Not all parties signed": a negation right before a word for all of them (class `universal`) leaves some.
    fn is_of_some(&self, negation: usize) -> bool {
        let next = negation + 1;
        next < self.len() && (self.feats(next).is("PronType", "Tot") || self.in_class("universal", next))
    }

    /// "No longer", "no more": an adverb of degree that a negation of its own turns over.
    fn is_no_longer(&self, adverb: usize) -> bool {
        self.rel(adverb) == Rel::Advmod
            && self.feats(adverb).is("Degree", "Cmp")
            && self.children(adverb).any(|c| self.is_negation(c))
    }

    pub(crate) fn is_negation(&self, i: usize) -> bool {
        // "cinq personnes": a noun of which there are some
        let counted = self.upos(i) == Upos::Noun
            && (self.feats(i).is("Number", "Plur") || self.children(i).any(|c| self.rel(c) == Rel::Nummod));
        self.in_class("negation", i) && !counted
            || (self.feats(i).is("Polarity", "Neg") && self.upos(i) != Upos::Adj && self.rel(i) != Rel::Cc)
    }

    /// The preposition of a nominal: the whole of it (`da parte di`), and its first word.
    pub(crate) fn preposition(&self, i: usize) -> Option<(SmolStr, SmolStr)> {
        let case = self.children(i).find(|c| {
            self.rel(*c) == Rel::Case && !matches!(self.upos(*c), Upos::Punct) && self.lemma(*c) != "'s"
        })?;
        let first = SmolStr::new(self.lemma(case));
        let fixed: Vec<&str> =
            self.children(case).filter(|c| self.rel(*c) == Rel::Fixed).map(|c| self.lemma(c)).collect();
        let mut whole = first.to_string();
        for part in fixed {
            whole.push(' ');
            whole.push_str(part);
        }
        Some((whole.into(), first))
    }
}
