//! Training of an analyser from treebanks: on one core, from the treebank and the seed alone.

mod commas;
mod headlines;
mod learner;
mod peoples;
mod treebank;
mod vectors;

use std::collections::{BTreeMap, BTreeSet};

use casus_model::{Feats, Lang, Rel, SmolStr, Upos};
use rustc_hash::FxHashMap;

use crate::analyser::{Analyser, Meta, Origin};
use crate::conllu::Treebank;
use crate::features::{FIRST, WordRows, word_hash};
use crate::lemma::Script;
use crate::lemmas::{Lemmas, stem_hash};
use crate::model_file::{self, Bytes, ModelError, ModelFile};
use crate::network::{Dims, Labels};
use crate::nn::Rng;
use crate::segment::Segmenter;
use crate::weights;
pub use commas::hang_commas_left;
use learner::{Dropout, Given, Item, Kind, Learner, NONE, Target};
use treebank::GoldSentence;
pub use vectors::{VectorError, WordVectors};

/// How to train.
#[derive(Clone, Debug)]
pub struct TrainOptions {
    /// Language of the model.
    pub lang: Lang,
    /// Seed of everything random.
    pub seed: u64,
    /// Passes over the data; `None` chooses by the amount of data.
    pub epochs: Option<usize>,
    /// Day of training, as it is to stand in the model (`2026-11-21`).
    pub date: String,
    /// Whether to learn from sentences in the way of English headlines as well.
    pub headlines: bool,
}

/// What there is to learn from beside treebanks; all of it may be missing.
#[derive(Clone, Debug, Default)]
pub struct Resources {
    /// Word vectors learned elsewhere, of the language or of several that share a space; the model knows their words
    /// as well as those of the treebanks.
    pub vectors: Option<WordVectors>,
    /// Words, for the segmenter of a language that writes them together.
    pub words: Vec<String>,
    /// Lemmas known to be words, beside those of the treebanks: a form that may come from one is believed to.
    pub lemmas: Vec<(SmolStr, Upos)>,
    /// Names of peoples with their other forms, to learn from sentences about each of them.
    pub peoples: Vec<Vec<SmolStr>>,
    /// Copies of each sentence that names a people.
    pub copies: usize,
}

/// How far training is, once per pass.
#[derive(Clone, Copy, Debug)]
pub struct Progress {
    /// Passes done.
    pub epoch: usize,
    /// Passes to do.
    pub epochs: usize,
    /// Mean losses of the pass: arcs, relations, parts of speech, features, lemmas (nats per word).
    pub losses: [f32; 5],
}

/// Why a model cannot be trained.
#[derive(Debug, thiserror::Error)]
pub enum TrainError {
    /// There is nothing to learn from.
    #[error("the treebank has no sentence that is a tree: give CoNLL-U with heads and relations")]
    Empty,
}

/// Learns a model and gives the bytes of its file. The same treebanks, and options give the same bytes.
///
/// `dev` chooses which treebank's ways the model follows where the treebanks of `bank` differ; without it the
/// largest is followed. `help` holds treebanks of related languages: the network learns from them as well, but knows
/// only the labels of `bank`.
///
/// # Errors
/// When no sentence of `bank` is a tree.
pub fn train(
    bank: &Treebank,
    help: Option<&Treebank>,
    dev: Option<&Treebank>,
    resources: &Resources,
    options: &TrainOptions,
    progress: &mut dyn FnMut(Progress),
) -> Result<Vec<u8>, TrainError> {
    let mut gold = treebank::prepare(bank);
    if gold.is_empty() {
        return Err(TrainError::Empty);
    }
    if options.headlines {
        gold.extend(headlines::headlines(&gold));
    }
    gold.extend(peoples::peoples(&gold, &resources.peoples, resources.copies));
    let labels = labels(&gold);
    let largest = {
        let own = origins(&gold);
        own[largest(&own)].name.clone()
    };
    let own = gold.len();
    gold.extend(help.map(treebank::prepare).unwrap_or_default());
    let words: usize = gold.iter().map(|s| s.words.len()).sum();
    let origins = origins(&gold);
    let dims = Dims::for_words(words);
    let vocabulary = vocabulary(&gold, resources.vectors.as_ref());
    let (items, kinds) = items(&gold, &labels, &origins, &vocabulary, &dims);

    let mut rng = Rng::new(options.seed);
    // The fewer words there are, the more often they are seen and the more must be left out.
    let leave = if words > 300_000 {
        0.5
    } else if words > 90_000 {
        0.75
    } else {
        1.0
    };
    let dropout = Dropout { word: 0.25, input: 0.2 * leave, layer: 0.25 * leave, top: 0.35 * leave };
    let rows = vocabulary.len() + FIRST as usize;
    let mut learner = Learner::new(dims.clone(), &labels, rows, origins.len(), dropout, &mut rng);
    if let Some(vectors) = &resources.vectors {
        let unnamed = std::iter::repeat_n(None, FIRST as usize);
        let given: Vec<_> = unnamed.chain(vocabulary.iter().map(|hash| vectors.get(*hash))).collect();
        learner.give(Given::new(vectors.width, dims.word, &given, &mut rng));
    }
    let epochs = options.epochs.unwrap_or_else(|| (5_000_000 / words).clamp(8, 40));
    let batch_words = (words / 200).clamp(120, 256);
    let total = (epochs * words / batch_words).max(1) as f32;
    let mut steps = 0.0;
    for epoch in 1..=epochs {
        let mut sums = [0.0; 5];
        let batches = batches(&items, batch_words, &mut rng);
        for batch in &batches {
            let sentences: Vec<&Item> = batch.iter().map(|i| &items[*i]).collect();
            steps += 1.0;
            let losses = learner.step(&sentences, &kinds, rate(steps / total), &mut rng);
            sums.iter_mut().zip(losses).for_each(|(s, l)| *s += l / batches.len() as f32);
        }
        progress(Progress { epoch, epochs, losses: sums });
    }

    let seen: BTreeSet<u32> = kinds.iter().map(|k| k.rows.word).collect();
    learner.settle(|row| seen.contains(&(row as u32)));
    let segmenter = Segmenter::train(options.lang.clone(), bank, &resources.words, options.seed).to_bytes();
    let mut meta = Meta {
        lang: options.lang.clone(),
        date: options.date.clone(),
        seed: options.seed,
        epochs,
        words,
        sentences: gold.len(),
        origins,
        origin: 0,
        dims,
        labels,
    };
    meta.origin = meta.origins.iter().position(|o| o.name == largest).unwrap_or(0);
    let stems = stems(&gold[..own], resources);
    let mut file = pack(&meta, &vocabulary, &stems, &learner, &segmenter);
    if let Some(dev) = dev.filter(|_| meta.origins.len() > 1) {
        meta.origin = best_origin(&file, &meta, &treebank::prepare(dev));
        file = pack(&meta, &vocabulary, &stems, &learner, &segmenter);
    }
    // A related language spells the same form and another lemma.
    let lemmas = lemmas(&file, &gold[..own]);
    Ok(with_sections(&file, &[("lemmas", &lemmas)]).expect("a packed model is in order"))
}

/// The model with its segmenter and its table of lemmas learned anew, its network kept.
///
/// # Errors
/// When the bytes are no model of this version, or damaged.
pub fn refresh(model: &[u8], bank: &Treebank, resources: &Resources) -> Result<Vec<u8>, ModelError> {
    let file = ModelFile::new("the model".to_owned(), Bytes::Owned(model.into()))?;
    file.verify()?;
    let meta: Meta = serde_json::from_slice(&file.part("meta")?).map_err(|e| file.damaged(&e.to_string()))?;
    let segmenter = Segmenter::train(meta.lang.clone(), bank, &resources.words, meta.seed).to_bytes();
    let gold = treebank::prepare(bank);
    let sections: [(&str, &[u8]); 3] = [
        ("segment", &segmenter),
        ("stems", &stems(&gold, resources)),
        ("lemmas", &Lemmas::encode(&BTreeMap::new())),
    ];
    let model = with_sections(model, &sections)?;
    let lemmas = lemmas(&model, &gold);
    with_sections(&model, &[("lemmas", &lemmas)])
}

/// A model with sections put in the place of those of the same name, or added.
fn with_sections(model: &[u8], fresh: &[(&str, &[u8])]) -> Result<Vec<u8>, ModelError> {
    let file = ModelFile::new("the model".to_owned(), Bytes::Owned(model.into()))?;
    let mut sections: Vec<(&str, &[u8])> = file.sections().collect();
    for (name, content) in fresh {
        match sections.iter_mut().find(|(n, _)| n == name) {
            Some(section) => section.1 = content,
            None => sections.push((name, content)),
        }
    }
    Ok(model_file::write(file.lang(), &sections))
}

/// The sorted hashes of all lemmas with their parts of speech.
fn stems(gold: &[GoldSentence], resources: &Resources) -> Vec<u8> {
    let words = gold.iter().flat_map(|s| &s.words).filter(|w| !w.lemma.is_empty());
    let given = resources.lemmas.iter().map(|(lemma, upos)| stem_hash(lemma, *upos));
    let hashes: BTreeSet<u64> = words.map(|w| stem_hash(&w.lemma, w.upos)).chain(given).collect();
    hashes.iter().flat_map(|h| h.to_le_bytes()).collect()
}

/// What the network gets wrong on the sentences it learned from: the usual lemma of each such form, as a table.
fn lemmas(model: &[u8], gold: &[GoldSentence]) -> Vec<u8> {
    let analyser = Analyser::from_bytes(model).expect("a packed model is in order");
    let mut usual: BTreeMap<(String, Upos), BTreeMap<&SmolStr, usize>> = BTreeMap::new();
    let mut missed: BTreeSet<(String, Upos)> = BTreeSet::new();
    for sentence in gold {
        let mut words = sentence.words.clone();
        analyser.read(&mut words);
        for (word, gold) in words.iter().zip(&sentence.words) {
            if gold.lemma.is_empty() || !crate::lemmas::has_lemmas(gold.upos) {
                continue;
            }
            let key = (gold.form.to_lowercase(), gold.upos);
            *usual.entry(key.clone()).or_default().entry(&gold.lemma).or_default() += 1;
            if word.upos == gold.upos && word.lemma != gold.lemma {
                missed.insert(key);
            }
        }
    }
    let best = |key: &(String, Upos)| {
        let counts = usual.get(key)?;
        let all: usize = counts.values().sum();
        // Of equally frequent lemmas the first by its letters.
        let (lemma, n) = counts.iter().rev().max_by_key(|(_, n)| **n)?;
        (2 * n > all).then(|| (key.clone(), (*lemma).clone()))
    };
    Lemmas::encode(&missed.iter().filter_map(best).collect())
}

/// Learning rate at a share of the way: up over the first twentieth, then down along a cosine.
fn rate(done: f32) -> f32 {
    const TOP: f32 = 2.5e-3;
    let warm = 0.05;
    if done < warm {
        return TOP * done / warm;
    }
    let rest = ((done - warm) / (1.0 - warm)).min(1.0);
    TOP * (0.01 + 0.99 * 0.5 * (1.0 + (rest * std::f32::consts::PI).cos()))
}

/// Sentences in random order, grouped by similar length into batches of about so many words, batches shuffled.
fn batches(items: &[Item], words: usize, rng: &mut Rng) -> Vec<Vec<usize>> {
    let mut order: Vec<usize> = (0..items.len()).collect();
    rng.shuffle(&mut order);
    let mut batches = vec![Vec::new()];
    let mut size = 0;
    for i in order {
        let n = items[i].words.len();
        if size > 0 && size + n > words {
            batches.push(Vec::new());
            size = 0;
        }
        size += n;
        batches.last_mut().expect("there is one").push(i);
    }
    batches
}

fn origins(gold: &[GoldSentence]) -> Vec<Origin> {
    let mut counts: BTreeMap<&SmolStr, (usize, usize)> = BTreeMap::new();
    for s in gold {
        let count = counts.entry(&s.origin).or_default();
        count.0 += 1;
        count.1 += s.words.len();
    }
    counts
        .into_iter()
        .map(|(name, (sentences, words))| Origin { name: name.clone(), sentences, words })
        .collect()
}

fn largest(origins: &[Origin]) -> usize {
    (0..origins.len()).max_by_key(|i| (origins[*i].words, usize::MAX - i)).unwrap_or(0)
}

/// The origin whose ways fit the development set best.
fn best_origin(file: &[u8], meta: &Meta, dev: &[GoldSentence]) -> usize {
    let mut best = (0, meta.origin);
    for (i, origin) in meta.origins.iter().enumerate() {
        if origin.words * 50 < meta.words {
            continue;
        }
        let Ok(analyser) = Analyser::with_origin(file, Some(i)) else { continue };
        let right = right(&analyser, dev);
        if right > best.0 {
            best = (right, i);
        }
    }
    best.1
}

/// How many heads with relation, and how many tags with features, are right.
fn right(analyser: &Analyser, gold: &[GoldSentence]) -> usize {
    let mut right = 0;
    for sentence in gold {
        let mut words = sentence.words.clone();
        analyser.read(&mut words);
        for (a, b) in words.iter().zip(&sentence.words) {
            right += usize::from(a.head == b.head && a.rel == b.rel);
            right += usize::from(a.upos == b.upos && a.feats == b.feats);
        }
    }
    right
}

fn labels(gold: &[GoldSentence]) -> Labels {
    let words: usize = gold.iter().map(|s| s.words.len()).sum();
    let mut bundles: BTreeMap<(Upos, Feats), usize> = BTreeMap::new();
    let mut scripts: BTreeMap<Script, usize> = BTreeMap::new();
    let mut relations: BTreeMap<(Rel, SmolStr), usize> = BTreeMap::new();
    for word in gold.iter().flat_map(|s| &s.words) {
        *bundles.entry((word.upos, word.feats.clone())).or_default() += 1;
        *relations.entry((word.rel, word.subrel.clone())).or_default() += 1;
        if !word.lemma.is_empty() {
            *scripts.entry(Script::between(&word.form, &word.lemma)).or_default() += 1;
        }
    }
    // What occurs once in a large treebank is an error more often than a rule.
    let least = if words > 100_000 { 3 } else { 1 };
    let mut scripts: Vec<Script> =
        scripts.into_iter().filter(|(_, n)| *n > least.min(2)).map(|(s, _)| s).collect();
    if !scripts.contains(&Script::KEEP) {
        scripts.push(Script::KEEP);
    }
    let bundles = bundles.into_iter().filter(|(_, n)| *n >= least).map(|(b, _)| b).collect();
    let mut relations: Vec<(Rel, SmolStr)> =
        relations.into_iter().filter(|(_, n)| *n >= least).map(|(r, _)| r).collect();
    if !relations.iter().any(|(r, _)| *r == Rel::Root) {
        relations.push((Rel::Root, SmolStr::default()));
    }
    Labels { bundles, scripts, relations }
}

/// The hashes of the forms that occur at least twice or have a vector, in order.
fn vocabulary(gold: &[GoldSentence], vectors: Option<&WordVectors>) -> Vec<u64> {
    let mut counts: FxHashMap<u64, u32> = FxHashMap::default();
    for word in gold.iter().flat_map(|s| &s.words) {
        *counts.entry(word_hash(&word.form)).or_default() += 1;
    }
    let mut known: Vec<u64> = counts.into_iter().filter(|(_, n)| *n > 1).map(|(h, _)| h).collect();
    known.extend(vectors.into_iter().flat_map(WordVectors::hashes));
    known.sort_unstable();
    known.dedup();
    known
}

fn items(
    gold: &[GoldSentence],
    labels: &Labels,
    origins: &[Origin],
    vocabulary: &Vec<u64>,
    dims: &Dims,
) -> (Vec<Item>, Vec<Kind>) {
    let index = |i: Option<usize>| i.map_or(NONE, |i| i as u32);
    let bundles: FxHashMap<_, _> = labels.bundles.iter().zip(0u32..).collect();
    let scripts: FxHashMap<_, _> = labels.scripts.iter().zip(0u32..).collect();
    let relation = |rel: Rel, sub: &SmolStr| {
        let exact = labels.relations.iter().position(|(r, s)| *r == rel && s == sub);
        index(exact.or_else(|| labels.relations.iter().position(|(r, _)| *r == rel)))
    };
    let mut known: FxHashMap<SmolStr, u32> = FxHashMap::default();
    let mut kinds: Vec<Kind> = Vec::new();
    let mut counts: FxHashMap<u32, u32> = FxHashMap::default();
    let mut items = Vec::with_capacity(gold.len());
    for sentence in gold {
        let mut words = Vec::with_capacity(sentence.words.len());
        for word in &sentence.words {
            let kind = *known.entry(word.form.clone()).or_insert_with(|| {
                let (affixes, grams) = (dims.affix_rows as u32, dims.gram_rows as u32);
                kinds.push(Kind { rows: WordRows::of(&word.form, vocabulary, affixes, grams), count: 0 });
                kinds.len() as u32 - 1
            });
            *counts.entry(kinds[kind as usize].rows.word).or_default() += 1;
            let script = Script::between(&word.form, &word.lemma);
            words.push(Target {
                kind,
                upos: word.upos as u32,
                bundle: bundles.get(&(word.upos, word.feats.clone())).copied().unwrap_or(NONE),
                script: if word.lemma.is_empty() {
                    NONE
                } else {
                    scripts.get(&script).copied().unwrap_or(NONE)
                },
                head: word.head,
                relation: relation(word.rel, &word.subrel),
            });
        }
        let origin = origins.iter().position(|o| o.name == sentence.origin).unwrap_or(0);
        items.push(Item { origin, words });
    }
    for kind in &mut kinds {
        kind.count = counts[&kind.rows.word];
    }
    (items, kinds)
}

fn pack(meta: &Meta, vocabulary: &[u64], stems: &[u8], learner: &Learner, segmenter: &[u8]) -> Vec<u8> {
    let json = serde_json::to_vec(meta).expect("plain data can be written");
    let words: Vec<u8> = vocabulary.iter().flat_map(|h| h.to_le_bytes()).collect();
    let tables = learner.tables.each_ref().map(|t| weights::ByteTable::encode(&t.value, t.width));
    let dense = weights::to_halves(&learner.dense);
    let none = Lemmas::encode(&BTreeMap::new());
    let mut sections: Vec<(&str, &[u8])> = vec![("meta", &json), ("words", &words)];
    sections.extend(crate::analyser::TABLES.iter().zip(&tables).map(|(name, t)| (*name, t.as_slice())));
    sections.extend([
        ("dense", dense.as_slice()),
        ("segment", segmenter),
        ("lemmas", &none),
        ("stems", stems),
    ]);
    model_file::write(&meta.lang, &sections)
}
