//! From text to paragraphs, sentences, tokens and words.
//!
//! `paragraphs` divides the text by its lines, `atoms` cuts it into pieces that nothing divides, `tokens` joins
//! those, `sentences` finds where sentences end, and `multiword` splits tokens that hold several words. `rules` says
//! what is known of writing before any treebank is read; a [`Segmenter`] that was trained knows better.
//!
//! Every step is linear in the length of the text and takes any string. The tokens of the sentences, in order, hold
//! every character of the text that is no white space, once; a token's span may hold white space only inside a
//! number (`50 000`).

mod atoms;
mod bytes;
mod lexicon;
mod multiword;
mod paragraphs;
mod perceptron;
mod respace;
mod rules;
mod sentences;
mod tokens;

use casus_model::{Feats, Lang, Rel, Sentence, SmolStr, Span, Token, Upos, Word};

use crate::conllu::{Treebank, place_words};
use crate::segment::bytes::{Reader, Writer};
use crate::segment::lexicon::Lexicon;
use crate::segment::multiword::{Example, Splitter};
use crate::segment::perceptron::Scorer;
use crate::segment::tokens::{Piece, View};

/// The first bytes of a segmenter, with the version of its format.
const MAGIC: &[u8; 5] = b"CSEG\x01";

/// The bytes are no segmenter.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum SegmenterError {
    /// They begin otherwise.
    #[error("these bytes are no segmenter of this version; train the model again")]
    Foreign,
    /// They end early or hold what no segmenter holds.
    #[error("the segmenter is damaged or cut; fetch or train the model again")]
    Damaged,
}

/// Cuts texts of one language.
#[derive(Clone, PartialEq, Debug)]
pub struct Segmenter {
    lang: Lang,
    /// Whether words are written together (Arabic), so that tokens may end between any two letters.
    letters: bool,
    lexicon: Lexicon,
    tokens: Scorer,
    sentences: Scorer,
    splitter: Splitter,
}

impl Segmenter {
    /// A segmenter that follows the rules alone, for any language.
    pub fn rules(lang: Lang) -> Self {
        Self {
            lang,
            letters: false,
            lexicon: Lexicon::default(),
            tokens: Scorer::default(),
            sentences: Scorer::default(),
            splitter: Splitter::default(),
        }
    }

    /// The language.
    pub fn lang(&self) -> &Lang {
        &self.lang
    }

    /// Sentences, tokens and words of a text. Words have form, token and span; the rest is for the analyser.
    pub fn segment(&self, text: &str) -> Vec<Sentence> {
        let mut out = Vec::new();
        for (number, span) in paragraphs::paragraphs(text).into_iter().enumerate() {
            self.paragraph(text, span, number as u32, &mut out);
        }
        out
    }

    fn paragraph(&self, text: &str, span: Span, number: u32, out: &mut Vec<Sentence>) {
        let lang = self.lang.as_str();
        let atoms = atoms::atoms(text, span, self.letters);
        let pieces = tokens::tokens(&View::new(text, &atoms), lang, &self.lexicon, &self.tokens);
        let mut from = 0;
        for last in sentences::ends(text, lang, &pieces, &self.sentences) {
            out.push(self.sentence(text, &pieces, from..last + 1, number));
            from = last + 1;
        }
    }

    fn sentence(
        &self,
        text: &str,
        pieces: &[Piece],
        range: std::ops::Range<usize>,
        paragraph: u32,
    ) -> Sentence {
        let here = &pieces[range];
        let mut sentence = Sentence {
            span: here[0].span.cover(here[here.len() - 1].span),
            paragraph,
            tokens: Vec::with_capacity(here.len()),
            words: Vec::with_capacity(here.len() + here.len() / 8),
        };
        for (i, piece) in here.iter().enumerate() {
            let before = i.checked_sub(1).map_or(0, |j| here[j].hash);
            let after = here.get(i + 1).map_or(0, |p| p.hash);
            let forms = self
                .splitter
                .split(text, piece, before, after)
                .unwrap_or_else(|| vec![form_of(piece.span.of(text))]);
            sentence.tokens.push(Token {
                span: piece.span,
                first: sentence.words.len() as u32,
                count: forms.len() as u32,
            });
            sentence.words.extend(forms.into_iter().map(bare_word));
        }
        place_words(&mut sentence, text);
        sentence
    }

    /// Learns from a treebank and, for languages that write words together, a list of words. The same treebank, list
    /// and seed give the same segmenter.
    pub fn train(lang: Lang, bank: &Treebank, words: &[String], seed: u64) -> Self {
        let code = lang.as_str();
        let letters = writes_together(bank);
        let mut whole = bank.clone();
        if letters {
            whole.append(respace::respaced(bank, |i| bank.comment(i, "text").is_some()));
        }
        let bank = &whole;
        let text = bank.text.as_str();
        // tokens
        let spans: Vec<_> = paragraph_spans(bank).into_iter().filter(|(_, r)| is_stated(bank, r)).collect();
        let atoms: Vec<Vec<atoms::Atom>> =
            spans.iter().map(|(s, _)| atoms::atoms(text, *s, letters)).collect();
        let parts: Vec<(View, Vec<u32>)> = spans
            .iter()
            .zip(&atoms)
            .map(|((_, range), atoms)| {
                let ends = bank.sentences[range.clone()]
                    .iter()
                    .flat_map(|s| s.tokens.iter().map(|t| t.span.end))
                    .collect();
                (View::new(text, atoms), ends)
            })
            .collect();
        let together = letters || code == "zh";
        let lexicon = if together { lexicon_of(bank, words, letters) } else { Lexicon::default() };
        let scorer = tokens::train(&parts, code, &lexicon, if together { 19 } else { 16 }, 10, seed);
        // sentences, from the tokens that will be found
        let pieces: Vec<(Vec<Piece>, Vec<u32>)> = spans
            .iter()
            .zip(&parts)
            .map(|((_, range), (view, _))| {
                let ends = bank.sentences[range.clone()].iter().map(|s| s.span.end).collect();
                (tokens::tokens(view, code, &lexicon, &scorer), ends)
            })
            .collect();
        let sentences = sentences::train(text, code, &pieces, 16, 10, seed);
        let merged = merged_tokens(bank, &atoms);
        let examples = examples(text, &merged);
        let splitter = Splitter::train(&examples, 16, 10, seed);
        Self { lang, letters, lexicon, tokens: scorer, sentences, splitter }
    }

    /// The segmenter in bytes, for the model file.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = Writer::default();
        out.0.extend_from_slice(MAGIC);
        out.string(self.lang.as_str());
        out.number(u64::from(self.letters));
        self.lexicon.write(&mut out);
        self.tokens.write(&mut out);
        self.sentences.write(&mut out);
        self.splitter.write(&mut out);
        out.0
    }

    /// Reads what [`Self::to_bytes`] wrote.
    ///
    /// # Errors
    /// When the bytes are of another format or version, cut or damaged.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, SegmenterError> {
        let rest = bytes.strip_prefix(MAGIC.as_slice()).ok_or(SegmenterError::Foreign)?;
        let mut input = Reader(rest);
        let lang = input.string()?.parse().map_err(|_| SegmenterError::Damaged)?;
        let letters = input.number()? == 1;
        let lexicon = Lexicon::read(&mut input)?;
        let tokens = Scorer::read(&mut input)?;
        let sentences = Scorer::read(&mut input)?;
        let splitter = Splitter::read(&mut input)?;
        Ok(Self { lang, letters, lexicon, tokens, sentences, splitter })
    }
}

/// The form of an ordinary token: its surface without marks that are not seen, white space in numbers as one space.
fn form_of(surface: &str) -> SmolStr {
    if surface.is_ascii() && !surface.bytes().any(|b| b.is_ascii_control()) {
        return surface.into();
    }
    let visible = atoms::visible(surface);
    if visible.is_empty() {
        return "_".into();
    }
    visible.split_whitespace().collect::<Vec<_>>().join(" ").into()
}

fn bare_word(form: SmolStr) -> Word {
    Word {
        form,
        lemma: SmolStr::default(),
        upos: Upos::X,
        feats: Feats::default(),
        head: 0,
        rel: Rel::Dep,
        subrel: SmolStr::default(),
        token: 0,
        span: Span::default(),
    }
}

/// Whether the treebank divides runs of letters into tokens so often that its language writes words together.
fn writes_together(bank: &Treebank) -> bool {
    let letter = |c: Option<char>| {
        c.is_some_and(|c| c.is_alphabetic() && atoms::class_of(c) == atoms::Class::Caseless)
    };
    let (mut inside, mut all) = (0usize, 0usize);
    for token in bank.sentences.iter().flat_map(|s| &s.tokens) {
        all += 1;
        let (before, after) = bank.text.split_at(token.span.end as usize);
        inside += usize::from(letter(before.chars().next_back()) && letter(after.chars().next()));
    }
    inside * 50 > all
}

/// Whether the sentences state their text. One whose text was put together from its words cannot teach where words
/// end; it is left out unless the whole treebank is so.
fn is_stated(bank: &Treebank, sentences: &std::ops::Range<usize>) -> bool {
    let stated = |i: usize| bank.comment(i, "text").is_some();
    sentences.clone().all(stated) || !(0..bank.sentences.len()).any(stated)
}

/// The tokens of a treebank and the words of a list, without the vowel signs of Arabic, which news does not write.
fn lexicon_of(bank: &Treebank, words: &[String], letters: bool) -> Lexicon {
    let atoms = |word: &str| {
        let plain: String = word.chars().filter(|c| !is_vowel_sign(*c)).collect();
        atoms::atoms(&plain, Span::new(0, plain.len()), letters)
    };
    let tokens = bank.sentences.iter().flat_map(|s| &s.tokens).map(|t| atoms(t.span.of(&bank.text)));
    let tokens: Vec<Vec<atoms::Atom>> = tokens.collect();
    let list: Vec<Vec<atoms::Atom>> = words.iter().map(|w| atoms(w)).collect();
    Lexicon::new(tokens.iter().map(Vec::as_slice), list.iter().map(Vec::as_slice))
}

/// Signs that are written above and below Arabic letters, and the stroke that stretches words.
fn is_vowel_sign(c: char) -> bool {
    matches!(c, '\u{64B}'..='\u{652}' | '\u{670}' | '\u{640}')
}

/// The paragraphs of a treebank and the sentences in each.
fn paragraph_spans(bank: &Treebank) -> Vec<(Span, std::ops::Range<usize>)> {
    let mut out: Vec<(Span, std::ops::Range<usize>)> = Vec::new();
    for (i, s) in bank.sentences.iter().enumerate() {
        match out.last_mut() {
            Some((span, range)) if bank.sentences[range.start].paragraph == s.paragraph => {
                *span = span.cover(s.span);
                range.end = i + 1;
            }
            _ => out.push((s.span, i..i + 1)),
        }
    }
    out
}

/// A token of the treebank with the forms of its words. Tokens that divide an atom (`do` `n't`) are one here.
struct Merged<'a> {
    span: Span,
    words: Vec<&'a str>,
    /// Number of the sentence.
    sentence: usize,
}

fn merged_tokens<'a>(bank: &'a Treebank, atoms: &[Vec<atoms::Atom>]) -> Vec<Merged<'a>> {
    let mut inside = atoms.iter().flatten().peekable();
    let mut out: Vec<Merged> = Vec::new();
    for (number, sentence) in bank.sentences.iter().enumerate() {
        for token in &sentence.tokens {
            let words = sentence.words[token.first as usize..(token.first + token.count) as usize].iter();
            let words = words.map(|w| w.form.as_str());
            while inside.peek().is_some_and(|a| a.span.end <= token.span.start) {
                inside.next();
            }
            let divided = inside.peek().is_some_and(|a| a.span.start < token.span.start);
            match out.last_mut() {
                Some(last) if divided && last.sentence == number => {
                    last.span = last.span.cover(token.span);
                    last.words.extend(words);
                }
                _ => out.push(Merged { span: token.span, words: words.collect(), sentence: number }),
            }
        }
    }
    out
}

fn examples<'a>(text: &'a str, tokens: &[Merged<'a>]) -> Vec<Example<'a>> {
    let hash = |t: &Merged| {
        atoms::atoms(text, t.span, false).iter().map(|a| a.hash).reduce(atoms::hash_on).unwrap_or_default()
    };
    let hashes: Vec<u64> = tokens.iter().map(hash).collect();
    tokens
        .iter()
        .enumerate()
        .map(|(i, t)| {
            let same = |j: usize| tokens.get(j).is_some_and(|o| o.sentence == t.sentence);
            Example {
                surface: t.span.of(text),
                words: t.words.clone(),
                before: if i > 0 && same(i - 1) { hashes[i - 1] } else { 0 },
                after: if same(i + 1) { hashes[i + 1] } else { 0 },
            }
        })
        .collect()
}

#[cfg(test)]
mod tests;
