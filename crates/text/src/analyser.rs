//! The analyser of one language: a model file made ready.

use casus_model::{Lang, Rel, Sentence, SmolStr, Word};
use serde::{Deserialize, Serialize};

use crate::lemmas::Lemmas;
use crate::model_file::{Bytes, ModelError, ModelFile};
use crate::network::{Dims, Labels, Layout, Network};
use crate::respell;
use crate::segment::Segmenter;
use crate::weights::{ByteTable, Words, from_halves};

/// Names of the sections with the embeddings.
pub(crate) const TABLES: [&str; 5] =
    ["embed.word", "embed.affix", "embed.gram", "embed.shape", "embed.origin"];

/// Longest stretch of words that is read as one sentence; longer ones are read in pieces, so that work stays
/// linear in the length of the text.
const LONGEST: usize = 200;

/// A treebank that a model learned from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origin {
    /// Its name (`UD_English-EWT`).
    pub name: SmolStr,
    /// Sentences learned from.
    pub sentences: usize,
    /// Words in them.
    pub words: usize,
}

/// What a model says of itself.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Meta {
    pub(crate) lang: Lang,
    pub(crate) date: String,
    pub(crate) seed: u64,
    pub(crate) epochs: usize,
    pub(crate) words: usize,
    pub(crate) sentences: usize,
    pub(crate) origins: Vec<Origin>,
    /// The origin whose ways are followed.
    pub(crate) origin: usize,
    pub(crate) dims: Dims,
    pub(crate) labels: Labels,
}

/// A trained model of one language. It does not change while it works and can be shared by threads.
#[derive(Debug)]
pub struct Analyser {
    meta: Meta,
    network: Network<ByteTable, Words>,
    segmenter: Segmenter,
    /// Absent while a model learns them.
    lemmas: Option<Lemmas>,
    size: usize,
}

impl Analyser {
    /// Makes a model ready.
    ///
    /// # Errors
    /// When the bytes are no model, of another version, cut or damaged.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, ModelError> {
        Self::with_origin(bytes, None)
    }

    /// Makes a model ready that follows the ways of another of its origins.
    pub(crate) fn with_origin(bytes: &[u8], origin: Option<usize>) -> Result<Self, ModelError> {
        let file = ModelFile::new("the model".to_owned(), Bytes::Owned(bytes.into()))?;
        Self::open(&file, origin)
    }

    /// Makes a model ready, reading its embeddings where they lie.
    pub(crate) fn new(file: &ModelFile) -> Result<Self, ModelError> {
        Self::open(file, None)
    }

    fn open(file: &ModelFile, origin: Option<usize>) -> Result<Self, ModelError> {
        file.verify()?;
        let part = |name: &str| file.part(name);
        let meta: Meta = serde_json::from_slice(&part("meta")?).map_err(|e| file.damaged(&e.to_string()))?;
        let d = &meta.dims;
        let labels = &meta.labels;
        if labels.bundles.is_empty()
            || labels.scripts.is_empty()
            || labels.relations.is_empty()
            || d.layers == 0
        {
            return Err(file.damaged("a head without labels"));
        }
        let words = Words(part("words")?);
        let widths = [d.word, d.affix, d.gram, d.shape, d.origin];
        let least = [
            words.len() + crate::features::FIRST as usize,
            d.affix_rows,
            d.gram_rows,
            crate::features::SHAPES,
            meta.origins.len(),
        ];
        let mut tables = Vec::with_capacity(5);
        for ((name, width), rows) in TABLES.iter().zip(widths).zip(least) {
            let table = ByteTable::new(part(name)?, width).filter(|t| t.rows() >= rows);
            tables.push(table.ok_or_else(|| file.damaged(name))?);
        }
        let tables = <[ByteTable; 5]>::try_from(tables).map_err(|_| file.damaged("tables"))?;
        let dense = from_halves(&part("dense")?);
        if dense.len() != Layout::new(d, labels).total {
            return Err(file.damaged("dense"));
        }
        let origin = origin.unwrap_or(meta.origin).min(meta.origins.len().saturating_sub(1));
        let stems = Words(part("stems")?);
        let network = Network::new(d.clone(), labels.clone(), words, stems, tables, origin, &dense);
        let segmenter = Segmenter::from_bytes(&part("segment")?).map_err(|e| file.damaged(&e.to_string()))?;
        let lemmas = match file.part("lemmas") {
            Ok(table) => Some(Lemmas::new(table).ok_or_else(|| file.damaged("lemmas"))?),
            Err(_) => None,
        };
        Ok(Self { meta, network, segmenter, lemmas, size: file.len() })
    }

    /// The language.
    pub fn lang(&self) -> &Lang {
        &self.meta.lang
    }

    /// Bytes of the model file.
    pub fn size(&self) -> usize {
        self.size
    }

    /// Day of training.
    pub fn date(&self) -> &str {
        &self.meta.date
    }

    /// Seed of training.
    pub fn seed(&self) -> u64 {
        self.meta.seed
    }

    /// Passes over the data in training.
    pub fn epochs(&self) -> usize {
        self.meta.epochs
    }

    /// Treebanks learned from.
    pub fn origins(&self) -> &[Origin] {
        &self.meta.origins
    }

    /// The treebank whose ways are followed where they differ.
    pub fn origin(&self) -> &Origin {
        &self.meta.origins[self.meta.origin]
    }

    /// Sentences, tokens, words and trees of a text.
    pub fn analyse(&self, text: &str) -> Vec<Sentence> {
        if self.meta.lang.as_str() != "ar" {
            let mut sentences = self.segmenter.segment(text);
            self.read_sentences(&mut sentences);
            return sentences;
        }
        let spelled = respell::hamzated(text, &|form| self.network.knows(form));
        let mut sentences = self.segmenter.segment(&spelled);
        self.read_sentences(&mut sentences);
        as_written(&mut sentences, text);
        sentences
    }

    /// Fills in lemmas, tags and trees of sentences whose words have forms.
    pub fn read_sentences(&self, sentences: &mut [Sentence]) {
        let mut words: Vec<&mut [Word]> = sentences.iter_mut().map(|s| s.words.as_mut_slice()).collect();
        self.read_all(&mut words);
    }

    /// Fills in lemmas, tags and the tree of one sentence.
    pub(crate) fn read(&self, words: &mut [Word]) {
        self.read_all(&mut [words]);
    }

    fn read_all(&self, sentences: &mut [&mut [Word]]) {
        let forms: Vec<Vec<SmolStr>> = sentences
            .iter()
            .flat_map(|s| s.chunks(LONGEST))
            .map(|piece| piece.iter().map(|w| w.form.clone()).collect())
            .collect();
        let mut readings = self.network.read(&forms).into_iter();
        let labels = self.network.labels();
        for words in sentences {
            let mut root = 0;
            for (piece, start) in words.chunks_mut(LONGEST).zip((0..).step_by(LONGEST)) {
                for (i, (word, reading)) in
                    piece.iter_mut().zip(readings.next().unwrap_or_default()).enumerate()
                {
                    let (upos, feats) = &labels.bundles[reading.bundle as usize];
                    (word.upos, word.feats) = (*upos, feats.clone());
                    let remembered = self.lemmas.as_ref().and_then(|l| l.get(&word.form, word.upos));
                    word.lemma = remembered.unwrap_or(reading.lemma);
                    let (rel, subrel) = &labels.relations[reading.relation as usize];
                    (word.rel, word.subrel) = (*rel, subrel.clone());
                    word.head = if reading.head == 0 { 0 } else { reading.head + start };
                    if reading.head == 0 && start == 0 {
                        root = i as u32 + 1;
                    } else if reading.head == 0 {
                        // The pieces of an overlong sentence stand side by side under the root of the first.
                        (word.rel, word.subrel) = (Rel::Parataxis, SmolStr::default());
                        word.head = root;
                    }
                }
            }
        }
    }
}

/// Gives words that are letters of the text the letters that stand there.
fn as_written(sentences: &mut [Sentence], text: &str) {
    for word in sentences.iter_mut().flat_map(|s| &mut s.words) {
        let surface = word.span.of(text);
        let same = || surface.chars().map(respell::bare).eq(word.form.chars().map(respell::bare));
        if surface.len() == word.form.len() && surface != word.form && same() {
            word.form = surface.into();
        }
    }
}
