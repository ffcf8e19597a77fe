//! The network: word vectors, three layers of simple recurrent units in both directions, and heads for parts of
//! speech, features, lemmas, arcs and relations.
//!
//! A sentence of `n` words takes `n + 1` rows: row 0 is the node above the root. Arcs are scored by a biaffine
//! product of a word's vectors as dependent and as head (Dozat and Manning 2017) plus a score of the distance
//! given the dependent; the relation of an arc by a layer over both ends. Labels are chosen greedily, trees by
//! [`crate::tree::likely_tree`].

use std::cell::RefCell;
use std::ops::Range;
use std::sync::atomic::{AtomicU64, Ordering};

use casus_model::{Feats, Rel, SmolStr, Upos};
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use crate::features::{Vocabulary, WordRows};
use crate::lemma::Script;
use crate::lemmas::stem_hash;
use crate::nn::math::{self, Gates};
use crate::nn::{Packed, Quantised, Values, gemm, product};
use crate::tree::{NEVER, likely_tree};

/// Widths of the network's parts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Dims {
    pub(crate) word: usize,
    pub(crate) affix: usize,
    pub(crate) gram: usize,
    pub(crate) shape: usize,
    pub(crate) origin: usize,
    /// Units of one direction of a recurrent layer.
    pub(crate) hidden: usize,
    pub(crate) layers: usize,
    pub(crate) arc: usize,
    pub(crate) rel: usize,
    pub(crate) tag: usize,
    pub(crate) lemma: usize,
    pub(crate) affix_rows: usize,
    pub(crate) gram_rows: usize,
}

impl Dims {
    /// Widths that suit a treebank of so many words.
    pub(crate) fn for_words(words: usize) -> Self {
        let full = Self {
            word: 96,
            affix: 64,
            gram: 48,
            shape: 16,
            origin: 8,
            hidden: 128,
            layers: 3,
            arc: 128,
            rel: 64,
            tag: 64,
            lemma: 64,
            affix_rows: 16_384,
            gram_rows: 24_576,
        };
        match words {
            0..3_000 => Self {
                hidden: 48,
                layers: 2,
                arc: 32,
                rel: 32,
                tag: 32,
                lemma: 32,
                affix_rows: 1024,
                gram_rows: 1024,
                ..full
            },
            3_000..=100_000 => Self { affix_rows: 8192, gram_rows: 12_288, ..full },
            _ => full,
        }
    }

    /// Width of a word vector.
    pub(crate) fn input(&self) -> usize {
        self.word + self.affix + self.gram + self.shape + self.origin
    }

    /// Where the parts of a word vector start: word, affix, gram, shape, origin.
    pub(crate) fn parts(&self) -> [usize; 5] {
        let affix = self.word;
        let gram = affix + self.affix;
        let shape = gram + self.gram;
        [0, affix, gram, shape, shape + self.shape]
    }

    /// Columns of the hidden layer under the heads: `arc dependent | arc head | tag | lemma | relation dependent |
    /// relation head`; all but the last two are rectified.
    pub(crate) fn tops(&self) -> [usize; 6] {
        let tag = 2 * self.arc;
        let lemma = tag + self.tag;
        let dependent = lemma + self.lemma;
        [0, self.arc, tag, lemma, dependent, dependent + self.rel]
    }

    /// Width of that layer.
    pub(crate) fn top(&self) -> usize {
        2 * self.arc + self.tag + self.lemma + 2 * self.rel
    }

    /// Its rectified columns.
    pub(crate) fn rectified(&self) -> usize {
        2 * self.arc + self.tag + self.lemma
    }
}

/// What the heads can say.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Labels {
    /// Parts of speech with their features, as seen together.
    pub(crate) bundles: Vec<(Upos, Feats)>,
    pub(crate) scripts: Vec<Script>,
    pub(crate) relations: Vec<(Rel, SmolStr)>,
}

/// A matrix inside the flat vector of dense weights.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Mat {
    pub(crate) at: usize,
    pub(crate) rows: usize,
    pub(crate) cols: usize,
}

impl Mat {
    pub(crate) fn of(self, all: &[f32]) -> &[f32] {
        &all[self.at..self.at + self.rows * self.cols]
    }

    pub(crate) fn of_mut(self, all: &mut [f32]) -> &mut [f32] {
        &mut all[self.at..self.at + self.rows * self.cols]
    }
}

/// Where each weight stands; part of the file format.
#[derive(Clone, Debug)]
pub(crate) struct Layout {
    /// Per layer: the input matrix (`u | uf | ur` per direction, in the first layer also `skip`) and the gates
    /// (`vf | vr | bf | br` per direction).
    pub(crate) layers: Vec<(Mat, Mat)>,
    pub(crate) top: Mat,
    pub(crate) top_bias: Mat,
    pub(crate) arc: Mat,
    pub(crate) arc_bias: Mat,
    pub(crate) distance: Mat,
    pub(crate) rel: Mat,
    pub(crate) rel_bias: Mat,
    pub(crate) upos: Mat,
    pub(crate) upos_bias: Mat,
    pub(crate) bundle: Mat,
    pub(crate) bundle_bias: Mat,
    pub(crate) script: Mat,
    pub(crate) script_bias: Mat,
    pub(crate) total: usize,
}

impl Layout {
    pub(crate) fn new(d: &Dims, labels: &Labels) -> Self {
        let mut total = 0;
        let mut mat = |rows: usize, cols: usize| {
            let at = total;
            total += rows * cols;
            Mat { at, rows, cols }
        };
        let h = d.hidden;
        let layers = (0..d.layers)
            .map(|l| {
                let input = if l == 0 { mat(d.input(), 8 * h) } else { mat(2 * h, 6 * h) };
                (input, mat(2, 4 * h))
            })
            .collect();
        let (rels, bundles, scripts) = (labels.relations.len(), labels.bundles.len(), labels.scripts.len());
        Self {
            layers,
            top: mat(2 * h, d.top()),
            top_bias: mat(1, d.top()),
            arc: mat(d.arc, d.arc),
            arc_bias: mat(1, d.arc),
            distance: mat(d.arc, BUCKETS),
            rel: mat(d.rel, rels),
            rel_bias: mat(1, rels),
            upos: mat(d.tag, Upos::ALL.len()),
            upos_bias: mat(1, Upos::ALL.len()),
            bundle: mat(d.tag, bundles),
            bundle_bias: mat(1, bundles),
            script: mat(d.lemma, scripts),
            script_bias: mat(1, scripts),
            total,
        }
    }
}

/// Classes of the distance from a word to its head.
pub(crate) const BUCKETS: usize = 21;

/// The class of the distance from dependent row `i` to head row `j`; row 0 is above the root.
pub(crate) fn bucket(i: usize, j: usize) -> usize {
    if j == 0 {
        return 0;
    }
    let class = match i.abs_diff(j) {
        0 | 1 => 1,
        2 => 2,
        3 => 3,
        4 => 4,
        5 | 6 => 5,
        7..=9 => 6,
        10..=14 => 7,
        15..=22 => 8,
        23..=35 => 9,
        _ => 10,
    };
    if j < i { class } else { class + 10 }
}

/// Scale of the sum of `n` row vectors.
pub(crate) fn bag_scale(n: usize) -> f32 {
    1.0 / (n.max(1) as f32).sqrt()
}

/// A table of embeddings that can add a row to a vector.
pub(crate) trait Table {
    /// `out += scale * row`.
    fn add_row(&self, row: usize, scale: f32, out: &mut [f32]);
}

/// The embedding tables: word, affix, gram, shape, origin.
pub(crate) type Tables<T> = [T; 5];

/// Writes the vector of a word.
pub(crate) fn embed<T: Table>(d: &Dims, tables: &Tables<T>, rows: &WordRows, origin: usize, out: &mut [f32]) {
    let [_, affix, gram, shape, from] = d.parts();
    out.fill(0.0);
    tables[0].add_row(rows.word as usize, 1.0, &mut out[..affix]);
    for row in &rows.affixes {
        tables[1].add_row(*row as usize, bag_scale(rows.affixes.len()), &mut out[affix..gram]);
    }
    for row in &rows.grams {
        tables[2].add_row(*row as usize, bag_scale(rows.grams.len()), &mut out[gram..shape]);
    }
    tables[3].add_row(rows.shape as usize, 1.0, &mut out[shape..from]);
    tables[4].add_row(origin, 1.0, &mut out[from..]);
}

#[derive(Debug)]
struct LayerWeights {
    input: Quantised,
    gates: Vec<f32>,
}

/// A trained network, ready to run. `T` holds the embeddings, `V` the vocabulary.
#[derive(Debug)]
pub(crate) struct Network<T, V> {
    /// No other network of the program has it.
    number: u64,
    dims: Dims,
    labels: Labels,
    /// Neighbours among the bundles with the same part of speech.
    runs: Vec<(Upos, Range<usize>)>,
    vocabulary: V,
    /// Hashes of the lemmas seen in training with their part of speech.
    stems: V,
    tables: Tables<T>,
    origin: usize,
    layers: Vec<LayerWeights>,
    top: Quantised,
    arc: Quantised,
    distance: Quantised,
    rel: Quantised,
    upos: Quantised,
    bundle: Quantised,
    script: Quantised,
}

/// What the network says of a word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Reading {
    pub(crate) lemma: SmolStr,
    /// Index into [`Labels::bundles`].
    pub(crate) bundle: u32,
    /// CoNLL-U id of the head, 0 for the root.
    pub(crate) head: u32,
    /// Index into [`Labels::relations`].
    pub(crate) relation: u32,
}

/// First-layer products of the word forms met so far, and room for the passes. Each thread keeps one, since most words
/// of a text have been met in others.
#[derive(Debug, Default)]
struct Workspace {
    /// Where the products of a form stand, by the number of the network and the form; the node above the root has none.
    types: FxHashMap<(u64, SmolStr), usize>,
    first: Vec<f32>,
    /// Whether the products of all these forms are there.
    whole: bool,
    x: Vec<f32>,
    u: Vec<f32>,
    h: Vec<f32>,
    z: Vec<f32>,
    q: Vec<f32>,
    g: Vec<f32>,
    scores: Vec<f32>,
    heads: Packed,
    values: Values,
    pairs: Vec<f32>,
    out: Vec<f32>,
    tags: Vec<f32>,
    state: Vec<f32>,
}

/// First-layer products that a workspace keeps before it starts afresh: about 2,000 forms.
const KEPT: usize = 2 << 20;

impl<T: Table, V: Vocabulary> Network<T, V> {
    pub(crate) fn new(
        dims: Dims,
        labels: Labels,
        vocabulary: V,
        stems: V,
        tables: Tables<T>,
        origin: usize,
        dense: &[f32],
    ) -> Self {
        let l = Layout::new(&dims, &labels);
        let plain = |m: Mat| Quantised::new(m.of(dense), m.rows, m.cols, None);
        let biased = |m: Mat, bias: Mat| Quantised::new(m.of(dense), m.rows, m.cols, Some(bias.of(dense)));
        let layer = |(input, gates): &(Mat, Mat)| LayerWeights {
            input: plain(*input),
            gates: gates.of(dense).to_vec(),
        };
        static NETWORKS: AtomicU64 = AtomicU64::new(1);
        let mut runs = Vec::new();
        for run in labels.bundles.chunk_by(|a, b| a.0 == b.0) {
            let from = runs.last().map_or(0, |(_, r): &(Upos, Range<usize>)| r.end);
            runs.push((run[0].0, from..from + run.len()));
        }
        Self {
            number: NETWORKS.fetch_add(1, Ordering::Relaxed),
            runs,
            layers: l.layers.iter().map(layer).collect(),
            top: biased(l.top, l.top_bias),
            arc: biased(l.arc, l.arc_bias),
            distance: plain(l.distance),
            rel: biased(l.rel, l.rel_bias),
            upos: biased(l.upos, l.upos_bias),
            bundle: biased(l.bundle, l.bundle_bias),
            script: biased(l.script, l.script_bias),
            dims,
            labels,
            vocabulary,
            stems,
            tables,
            origin,
        }
    }

    /// Whether the vocabulary has this form.
    pub(crate) fn knows(&self, form: &str) -> bool {
        self.vocabulary.find(crate::features::word_hash(form)).is_some()
    }

    pub(crate) fn labels(&self) -> &Labels {
        &self.labels
    }

    /// Reads sentences given as word forms. Work grows with the square of a sentence's length: callers cut long
    /// ones.
    pub(crate) fn read(&self, sentences: &[Vec<SmolStr>]) -> Vec<Vec<Reading>> {
        /// Rows that go through the layers together.
        const BATCH: usize = 384;
        thread_local! {
            static WORKSPACE: RefCell<Workspace> = RefCell::default();
        }
        let mut all = Vec::with_capacity(sentences.len());
        let mut from = 0;
        while from < sentences.len() {
            let mut to = from;
            let mut rows = 0;
            while to < sentences.len() && (to == from || rows + sentences[to].len() < BATCH) {
                rows += sentences[to].len() + 1;
                to += 1;
            }
            WORKSPACE.with_borrow_mut(|w| self.read_batch(&sentences[from..to], rows, w, &mut all));
            from = to;
        }
        all
    }

    fn read_batch(
        &self,
        sentences: &[Vec<SmolStr>],
        rows: usize,
        w: &mut Workspace,
        all: &mut Vec<Vec<Reading>>,
    ) {
        let d = &self.dims;
        self.encode(sentences, rows, w);
        let (top, r) = (d.top(), d.rel);
        w.z.resize(rows * top, 0.0);
        w.values.fill(&w.h, rows, 2 * d.hidden, 2 * d.hidden);
        product(&w.values, &self.top, &mut w.z, top);
        math::rectify(&mut w.z, top, d.rectified());
        let [_, head_at, tag_at, lemma_at, rel_dep, rel_head] = d.tops();

        // Tags and lemmas.
        let (nu, nb, ns) = (Upos::ALL.len(), self.labels.bundles.len(), self.labels.scripts.len());
        w.tags.resize(rows * nu, 0.0);
        w.values.fill(&w.z[tag_at..], rows, d.tag, top);
        product(&w.values, &self.upos, &mut w.tags, nu);
        w.out.resize(rows * nb.max(ns), 0.0);
        product(&w.values, &self.bundle, &mut w.out, nb);
        let mut bundles = Vec::with_capacity(rows);
        for i in 0..rows {
            // Both heads have a say in the part of speech: its own score and that of its best bundle.
            let mut parts = [f32::NEG_INFINITY; Upos::ALL.len()];
            let scores = &w.out[i * nb..(i + 1) * nb];
            for (upos, run) in &self.runs {
                let part = &mut parts[*upos as usize];
                *part = part.max(greatest(&scores[run.clone()]));
            }
            let own = &w.tags[i * nu..(i + 1) * nu];
            let upos = best(own.iter().zip(&parts).map(|(s, bundle)| s + bundle));
            let mut runs = self.runs.iter().filter(|(u, _)| *u as usize == upos);
            let found = runs.find_map(|(_, run)| run.clone().find(|k| scores[*k] == parts[upos]));
            bundles.push(found.unwrap_or(0) as u32);
        }
        w.values.fill(&w.z[lemma_at..], rows, d.lemma, top);
        product(&w.values, &self.script, &mut w.out, ns);

        // Arcs and relations.
        w.q.resize(rows * d.arc, 0.0);
        w.values.fill(&w.z, rows, d.arc, top);
        product(&w.values, &self.arc, &mut w.q, d.arc);
        w.g.resize(rows * BUCKETS, 0.0);
        product(&w.values, &self.distance, &mut w.g, BUCKETS);
        w.pairs.clear();
        let mut heads = Vec::with_capacity(rows);
        let mut at = 0;
        for sentence in sentences {
            let n = sentence.len();
            w.heads.fill(&w.z[at * top + head_at..], d.arc, n + 1, 1, top);
            w.scores.resize(n * (n + 1), 0.0);
            gemm(n, &w.q[(at + 1) * d.arc..], d.arc, 1, &w.heads, &mut w.scores, n + 1, false);
            for i in 1..=n {
                let near = &w.g[(at + i) * BUCKETS..(at + i + 1) * BUCKETS];
                let row = &mut w.scores[(i - 1) * (n + 1)..i * (n + 1)];
                for (j, s) in row.iter_mut().enumerate() {
                    *s += near[bucket(i, j)];
                }
                row[i] = NEVER;
            }
            let tree = likely_tree(&w.scores, n);
            for (i, head) in tree.iter().enumerate() {
                let dep = &w.z[(at + 1 + i) * top + rel_dep..][..r];
                let head = &w.z[(at + *head as usize) * top + rel_head..][..r];
                w.pairs.extend(dep.iter().zip(head).map(|(a, b)| (a + b).max(0.0)));
            }
            heads.push(tree);
            at += n + 1;
        }
        let words = w.pairs.len() / r;
        let nr = self.labels.relations.len();
        w.tags.resize((words * nr).max(w.tags.len()), 0.0);
        w.values.fill(&w.pairs, words, r, r);
        product(&w.values, &self.rel, &mut w.tags, nr);

        let (mut at, mut word) = (0, 0);
        for (sentence, heads) in sentences.iter().zip(heads) {
            let mut readings = Vec::with_capacity(sentence.len());
            for (i, (form, head)) in sentence.iter().zip(heads).enumerate() {
                let row = at + 1 + i;
                let scores = &w.tags[word * nr..(word + 1) * nr];
                let fits = scores.iter().zip(&self.labels.relations).map(|(s, (rel, _))| {
                    if (*rel == Rel::Root) == (head == 0) { *s } else { f32::NEG_INFINITY }
                });
                let relation = best(fits) as u32;
                let lemma = self.lemma(form, bundles[row], &w.out[row * ns..(row + 1) * ns]);
                readings.push(Reading { lemma, bundle: bundles[row], head, relation });
                word += 1;
            }
            all.push(readings);
            at += sentence.len() + 1;
        }
    }

    /// The lemma by the best script that fits the form. Where that makes up a word, another that changes the end of the
    /// form alone is believed if it gives a lemma seen in training with this part of speech.
    fn lemma(&self, form: &str, bundle: u32, scores: &[f32]) -> SmolStr {
        /// How much likelier, in nats, a script may be that makes up a word.
        const KNOWN: f32 = 4.0;
        let form = crate::features::unvocalised(form);
        let upos = self.labels.bundles[bundle as usize].0;
        let known = |lemma: &str| self.stems.find(stem_hash(lemma, upos)).is_some();
        let scripts = &self.labels.scripts;
        let top = greatest(scores);
        let first = scores.iter().position(|s| *s == top).unwrap_or(0);
        let apply = |script: usize| scripts.get(script).and_then(|s| s.apply(&form));
        let usual = apply(first);
        if let Some(lemma) = usual.as_ref().filter(|l| known(l)) {
            return lemma.clone();
        }
        // Only when the best script does not fit may one far below it be the one that counts.
        let counts = |score: f32| usual.is_none() || top - score <= KNOWN;
        let mut order: Vec<(f32, usize)> =
            scores.iter().copied().zip(0..).filter(|(s, _)| counts(*s)).collect();
        order.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        let mut fits = order.iter().filter_map(|(score, i)| Some((*score, *i, scripts[*i].apply(&form)?)));
        let Some((top, _, lemma)) = fits.next() else { return form.into() };
        let mut near = fits.take_while(|(score, ..)| top - score < KNOWN);
        near.find(|(_, i, l)| scripts[*i].changes_the_end(&form) && known(l))
            .map_or(lemma, |(.., known)| known)
    }

    /// Leaves the vectors of all rows in `w.h`.
    fn encode(&self, sentences: &[Vec<SmolStr>], rows: usize, w: &mut Workspace) {
        let d = &self.dims;
        let (h, wide) = (d.hidden, 8 * d.hidden);
        // Should this pass fail, what it leaves behind counts for nothing.
        let whole = std::mem::take(&mut w.whole);
        if w.first.len() > KEPT || !whole {
            w.types.clear();
            w.first.clear();
        }
        // New forms first, all at once.
        let root = SmolStr::default();
        let mut kinds = Vec::with_capacity(rows);
        let known = w.first.len();
        let mut fresh = 0;
        w.x.clear();
        for form in sentences.iter().flat_map(|s| std::iter::once(&root).chain(s)) {
            let kind = *w.types.entry((self.number, form.clone())).or_insert_with(|| {
                let (affixes, grams) = (d.affix_rows as u32, d.gram_rows as u32);
                let word = if form.is_empty() {
                    WordRows::root()
                } else {
                    WordRows::of(form, &self.vocabulary, affixes, grams)
                };
                let from = w.x.len();
                w.x.resize(from + d.input(), 0.0);
                embed(d, &self.tables, &word, self.origin, &mut w.x[from..]);
                fresh += 1;
                known + (fresh - 1) * wide
            });
            kinds.push(kind);
        }
        w.first.resize(known + fresh * wide, 0.0);
        w.values.fill(&w.x, fresh, d.input(), d.input());
        product(&w.values, &self.layers[0].input, &mut w.first[known..], wide);
        w.whole = true;

        w.h.resize(rows * 2 * h, 0.0);
        for (l, layer) in self.layers.iter().enumerate() {
            let per = if l == 0 { 4 * h } else { 3 * h };
            if l > 0 {
                std::mem::swap(&mut w.x, &mut w.h);
                w.h.resize(rows * 2 * h, 0.0);
                w.u.resize(rows * 6 * h, 0.0);
                w.values.fill(&w.x, rows, 2 * h, 2 * h);
                product(&w.values, &layer.input, &mut w.u, 6 * h);
            }
            let mut at = 0;
            for sentence in sentences {
                let n = sentence.len() + 1;
                for dir in 0..2 {
                    let gates = gates_of(&layer.gates, h, dir);
                    w.state.clear();
                    w.state.resize(h, 0.0);
                    for t in 0..n {
                        let row = at + if dir == 0 { t } else { n - 1 - t };
                        let (u, skip) = if l == 0 {
                            let u = &w.first[kinds[row] + dir * per..][..per];
                            u.split_at(3 * h)
                        } else {
                            (&w.u[row * 2 * per + dir * per..][..per], &w.x[row * 2 * h + dir * h..][..h])
                        };
                        let out = &mut w.h[row * 2 * h + dir * h..][..h];
                        math::sru_step(h, u, skip, gates, &mut w.state, out);
                    }
                }
                at += n;
            }
        }
    }
}

/// The gates of a direction inside a layer's `2 × 4h` matrix.
pub(crate) fn gates_of(all: &[f32], h: usize, dir: usize) -> Gates<'_> {
    let at = |k: usize| &all[(dir * 4 + k) * h..(dir * 4 + k + 1) * h];
    Gates { vf: at(0), vr: at(1), bf: at(2), br: at(3) }
}

/// The greatest score.
fn greatest(scores: &[f32]) -> f32 {
    let mut tops = [f32::NEG_INFINITY; 16];
    let mut blocks = scores.chunks_exact(16);
    for block in &mut blocks {
        for (top, s) in tops.iter_mut().zip(block) {
            *top = if *s > *top { *s } else { *top };
        }
    }
    blocks.remainder().iter().chain(&tops).fold(f32::NEG_INFINITY, |top, s| top.max(*s))
}

/// Index of the first greatest score.
fn best(scores: impl Iterator<Item = f32>) -> usize {
    let mut top = f32::NEG_INFINITY;
    let mut index = 0;
    for (i, s) in scores.enumerate() {
        if s > top {
            (top, index) = (s, i);
        }
    }
    index
}
