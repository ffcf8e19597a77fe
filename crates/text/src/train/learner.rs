//! Forward and backward passes over a batch, and the updates.

use crate::features::{UNKNOWN, WordRows};
use crate::network::{BUCKETS, Dims, Labels, Layout, Mat, Table, Tables, bag_scale, bucket, embed, gates_of};
use crate::nn::math::{self, AdamStep, Step};
use crate::nn::{Packed, Rng, gemm};
use crate::tree::NEVER;

/// A label that is not learned from.
pub(crate) const NONE: u32 = u32::MAX;

/// What is to be learned of a word.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Target {
    /// Index into the list of word types.
    pub(crate) kind: u32,
    pub(crate) upos: u32,
    pub(crate) bundle: u32,
    pub(crate) script: u32,
    pub(crate) head: u32,
    pub(crate) relation: u32,
}

/// A sentence to learn from.
#[derive(Clone, Debug)]
pub(crate) struct Item {
    pub(crate) origin: usize,
    pub(crate) words: Vec<Target>,
}

/// A word type: its rows and how often it occurs.
#[derive(Clone, Debug)]
pub(crate) struct Kind {
    pub(crate) rows: WordRows,
    pub(crate) count: u32,
}

/// Chances that a value is left out while learning.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Dropout {
    pub(crate) word: f32,
    pub(crate) input: f32,
    pub(crate) layer: f32,
    pub(crate) top: f32,
}

/// Embeddings of which each batch touches few rows.
#[derive(Debug)]
pub(crate) struct Embedding {
    pub(crate) width: usize,
    pub(crate) value: Vec<f32>,
    grad: Vec<f32>,
    m: Vec<f32>,
    v: Vec<f32>,
    touched: Vec<u32>,
    is_touched: Vec<bool>,
}

impl Embedding {
    fn new(rows: usize, width: usize, bound: f32, rng: &mut Rng) -> Self {
        let n = rows * width;
        let value = (0..n).map(|_| rng.around(bound)).collect();
        Self {
            width,
            value,
            grad: vec![0.0; n],
            m: vec![0.0; n],
            v: vec![0.0; n],
            touched: Vec::new(),
            is_touched: vec![false; rows],
        }
    }

    fn learn(&mut self, row: usize, scale: f32, grad: &[f32]) {
        math::axpy(scale, grad, &mut self.grad[row * self.width..(row + 1) * self.width]);
        if !std::mem::replace(&mut self.is_touched[row], true) {
            self.touched.push(row as u32);
        }
    }

    fn update(&mut self, step: AdamStep) {
        for row in self.touched.drain(..) {
            let at = row as usize * self.width..(row as usize + 1) * self.width;
            let (g, m, v) = (&mut self.grad[at.clone()], &mut self.m[at.clone()], &mut self.v[at.clone()]);
            math::adam(&mut self.value[at], g, m, v, step);
            self.is_touched[row as usize] = false;
        }
    }
}

impl Table for Embedding {
    fn add_row(&self, row: usize, scale: f32, out: &mut [f32]) {
        math::axpy(scale, &self.value[row * self.width..(row + 1) * self.width], out);
    }
}

/// Vectors of words learned elsewhere, and the map from them to word embeddings that is learned here. Vectors stay
/// as they are, so that words without an example have embeddings like those that were learned from.
#[derive(Debug)]
pub(crate) struct Given {
    width: usize,
    /// By row of the word table: the place of its vector, or [`NONE`].
    places: Vec<u32>,
    vectors: Vec<f32>,
    /// `width × word`.
    map: Vec<f32>,
    grad: Vec<f32>,
    m: Vec<f32>,
    v: Vec<f32>,
}

impl Given {
    /// `rows` holds the vector of each row of the word table that has one.
    pub(crate) fn new(width: usize, word: usize, rows: &[Option<&[f32]>], rng: &mut Rng) -> Self {
        /// Size of a vector's values beside those of the map: were they large, each step would be a leap.
        const SIZE: f32 = 0.1;
        let mut vectors = Vec::new();
        let places = rows.iter().map(|row| {
            row.map_or(NONE, |row| {
                vectors.extend(row.iter().map(|x| x * SIZE));
                (vectors.len() / width - 1) as u32
            })
        });
        let places = places.collect();
        let n = width * word;
        // Sums of about the size that word embeddings start with.
        let bound = 0.5 / (SIZE * (width as f32).sqrt());
        let map = (0..n).map(|_| rng.around(bound)).collect();
        Self { width, places, vectors, map, grad: vec![0.0; n], m: vec![0.0; n], v: vec![0.0; n] }
    }

    fn vector(&self, row: u32) -> Option<&[f32]> {
        let place = self.places[row as usize];
        (place != NONE).then(|| &self.vectors[place as usize * self.width..][..self.width])
    }
}

/// Mean losses of a batch: arcs, relations, parts of speech, bundles, lemmas.
pub(crate) type Losses = [f32; 5];

/// Weights of the losses.
const SHARES: Losses = [1.0, 1.0, 0.5, 0.5, 0.5];

/// A network that learns.
#[derive(Debug)]
pub(crate) struct Learner {
    pub(crate) dims: Dims,
    pub(crate) layout: Layout,
    pub(crate) dense: Vec<f32>,
    grad: Vec<f32>,
    m: Vec<f32>,
    v: Vec<f32>,
    pub(crate) tables: Tables<Embedding>,
    given: Option<Given>,
    dropout: Dropout,
    steps: i32,
    packed: Packed,
}

impl Learner {
    pub(crate) fn new(
        dims: Dims,
        labels: &Labels,
        words: usize,
        origins: usize,
        dropout: Dropout,
        rng: &mut Rng,
    ) -> Self {
        let layout = Layout::new(&dims, labels);
        let mut dense = vec![0.0; layout.total];
        let mut init = |m: Mat, gain: f32| {
            let bound = gain * (6.0 / (m.rows + m.cols) as f32).sqrt();
            m.of_mut(&mut dense).iter_mut().for_each(|x| *x = rng.around(bound));
        };
        for (l, (input, gates)) in layout.layers.iter().enumerate() {
            // Each block of the input matrix is a square-ish matrix of its own.
            let blocks = if l == 0 { 8.0 } else { 6.0 };
            let bound = (input.rows + input.cols) as f32 / (input.rows as f32 + input.cols as f32 / blocks);
            init(*input, bound.sqrt());
            init(Mat { cols: 2 * dims.hidden, ..*gates }, 0.0);
        }
        init(layout.top, 1.5);
        init(layout.arc, 0.5);
        init(layout.rel, 1.0);
        init(layout.upos, 1.0);
        init(layout.bundle, 1.0);
        init(layout.script, 1.0);
        let tables = [
            Embedding::new(words, dims.word, 0.3, rng),
            Embedding::new(dims.affix_rows, dims.affix, 0.5, rng),
            Embedding::new(dims.gram_rows, dims.gram, 0.5, rng),
            Embedding::new(crate::features::SHAPES, dims.shape, 0.5, rng),
            Embedding::new(origins.max(1), dims.origin, 0.3, rng),
        ];
        let n = layout.total;
        Self {
            dims,
            layout,
            dense,
            grad: vec![0.0; n],
            m: vec![0.0; n],
            v: vec![0.0; n],
            tables,
            given: None,
            dropout,
            steps: 0,
            packed: Packed::default(),
        }
    }

    /// Starts from vectors learned elsewhere.
    pub(crate) fn give(&mut self, given: Given) {
        self.given = Some(given);
    }

    /// Adds to the word embeddings what the vectors given say of them, in the end. `seen` tells the rows that were
    /// learned from.
    pub(crate) fn settle(&mut self, seen: impl Fn(usize) -> bool) {
        let Some(given) = self.given.take() else { return };
        let word = self.dims.word;
        let values = &mut self.tables[0].value;
        let unknown = values[UNKNOWN as usize * word..][..word].to_vec();
        for (row, value) in values.chunks_exact_mut(word).enumerate() {
            if let Some(vector) = given.vector(row as u32) {
                if !seen(row) {
                    value.copy_from_slice(&unknown);
                }
                for (x, weights) in vector.iter().zip(given.map.chunks_exact(word)) {
                    math::axpy(*x, weights, value);
                }
            }
        }
    }

    /// `out (m × cols) = a (m × rows) · mat`.
    fn forward(&mut self, m: usize, a: &[f32], row: usize, mat: Mat, out: &mut [f32]) {
        self.packed.fill(mat.of(&self.dense), mat.rows, mat.cols, mat.cols, 1);
        gemm(m, a, row, 1, &self.packed, out, mat.cols, false);
    }

    /// Adds the gradient of `mat` given its input `a` and the gradient `d` of its output (rows `dcol` apart), and
    /// of the input to `da`.
    fn backward(
        &mut self,
        m: usize,
        a: &[f32],
        row: usize,
        d: &[f32],
        mat: Mat,
        da: Option<(&mut [f32], usize)>,
    ) {
        self.packed.fill(d, m, mat.cols, mat.cols, 1);
        gemm(mat.rows, a, 1, row, &self.packed, mat.of_mut(&mut self.grad), mat.cols, true);
        if let Some((da, ld)) = da {
            self.packed.fill(mat.of(&self.dense), mat.cols, mat.rows, 1, mat.cols);
            gemm(m, d, mat.cols, 1, &self.packed, da, ld, true);
        }
    }

    fn bias_back(&mut self, d: &[f32], mat: Mat) {
        let grad = mat.of_mut(&mut self.grad);
        for row in d.chunks_exact(mat.cols) {
            math::axpy(1.0, row, grad);
        }
    }

    /// Scores, losses and gradients of a softmax over labels; gives the mean loss.
    #[allow(
        clippy::too_many_arguments,
        reason = "a head is its input, its weights, its labels and its gradient"
    )]
    fn classify(
        &mut self,
        rows: usize,
        a: &[f32],
        lda: usize,
        mat: Mat,
        bias: Mat,
        gold: impl Fn(usize) -> u32,
        share: f32,
        da: &mut [f32],
        ldda: usize,
    ) -> f32 {
        let n = mat.cols;
        let mut p = vec![0.0; rows * n];
        self.forward(rows, a, lda, mat, &mut p);
        math::bias_relu(&mut p, bias.of(&self.dense), 0);
        math::softmax_rows(&mut p, n);
        let words = (0..rows).filter(|i| gold(*i) != NONE).count().max(1) as f32;
        let mut loss = 0.0;
        for (i, row) in p.chunks_exact_mut(n).enumerate() {
            let y = gold(i);
            if y == NONE {
                row.fill(0.0);
            } else {
                loss -= row[y as usize].max(1e-9).ln();
                row[y as usize] -= 1.0;
                for x in row.iter_mut() {
                    *x *= share / words;
                }
            }
        }
        self.backward(rows, a, lda, &p, mat, Some((da, ldda)));
        self.bias_back(&p, bias);
        loss / words
    }

    /// Learns from a batch; gives its losses.
    pub(crate) fn step(&mut self, batch: &[&Item], kinds: &[Kind], rate: f32, rng: &mut Rng) -> Losses {
        let d = self.dims.clone();
        let layout = self.layout.clone();
        let (h, wide) = (d.hidden, 2 * d.hidden);
        let rows: usize = batch.iter().map(|s| s.words.len() + 1).sum();
        let words = rows - batch.len();
        let root = Kind { rows: WordRows::root(), count: u32::MAX };
        let mut offsets = Vec::with_capacity(batch.len());
        let mut gold: Vec<Target> = Vec::with_capacity(rows);
        let nothing =
            Target { kind: NONE, upos: NONE, bundle: NONE, script: NONE, head: NONE, relation: NONE };
        for item in batch {
            offsets.push(gold.len());
            gold.push(nothing);
            gold.extend(&item.words);
        }
        let kind = |i: usize| if gold[i].kind == NONE { &root } else { &kinds[gold[i].kind as usize] };

        // Word vectors.
        let input = d.input();
        let mut x0 = vec![0.0; rows * input];
        let mut word_rows = vec![0u32; rows];
        for i in 0..rows {
            let kind = kind(i);
            let drop = self.dropout.word / (self.dropout.word + kind.count as f32);
            word_rows[i] = if rng.unit() < drop { UNKNOWN } else { kind.rows.word };
        }
        for (item, at) in batch.iter().zip(&offsets) {
            for i in *at..=*at + item.words.len() {
                let seen = WordRows { word: word_rows[i], ..kind(i).rows.clone() };
                embed(&d, &self.tables, &seen, item.origin, &mut x0[i * input..(i + 1) * input]);
            }
        }
        let given = self.given.as_ref().map(|given| {
            let mut vectors = vec![0.0; rows * given.width];
            for (i, out) in vectors.chunks_exact_mut(given.width).enumerate() {
                // Words without a vector are to be learned too: those that nothing is known of have none.
                let drop = if word_rows[i] == UNKNOWN { 0.5 } else { 0.05 };
                if let Some(vector) = given.vector(kind(i).rows.word).filter(|_| rng.unit() >= drop) {
                    out.copy_from_slice(vector);
                }
            }
            self.packed.fill(&given.map, given.width, d.word, d.word, 1);
            gemm(rows, &vectors, given.width, 1, &self.packed, &mut x0, input, true);
            vectors
        });
        let mask0 = sentence_mask(batch, input, self.dropout.input, rng);
        multiply(&mut x0, &mask0);

        // Recurrent layers.
        let mut xs = vec![x0];
        let mut us = Vec::new();
        let mut states = Vec::new();
        let mut masks = vec![mask0];
        for (l, (mat, gates)) in layout.layers.iter().enumerate() {
            let per = mat.cols / 2;
            let mut u = vec![0.0; rows * mat.cols];
            self.forward(rows, &xs[l], mat.rows, *mat, &mut u);
            let mut out = vec![0.0; rows * wide];
            // State before each step.
            let mut before = vec![0.0; rows * wide];
            let weights = gates.of(&self.dense);
            for (item, at) in batch.iter().zip(&offsets) {
                let n = item.words.len() + 1;
                for dir in 0..2 {
                    let mut state = vec![0.0; h];
                    for t in 0..n {
                        let row = at + if dir == 0 { t } else { n - 1 - t };
                        before[row * wide + dir * h..][..h].copy_from_slice(&state);
                        let u = &u[row * mat.cols + dir * per..][..per];
                        let skip = if l == 0 { &u[3 * h..] } else { &xs[l][row * wide + dir * h..][..h] };
                        let out = &mut out[row * wide + dir * h..][..h];
                        math::sru_step(h, &u[..3 * h], skip, gates_of(weights, h, dir), &mut state, out);
                    }
                }
            }
            let mask = sentence_mask(batch, wide, self.dropout.layer, rng);
            multiply(&mut out, &mask);
            masks.push(mask);
            us.push(u);
            states.push(before);
            xs.push(out);
        }

        // Hidden layer under the heads.
        let top = d.top();
        let x = xs.last().expect("a network has layers").clone();
        let mut z = vec![0.0; rows * top];
        self.forward(rows, &x, wide, layout.top, &mut z);
        math::bias_relu(&mut z, layout.top_bias.of(&self.dense), d.rectified());
        let keep = 1.0 - self.dropout.top;
        for row in z.chunks_exact_mut(top) {
            for v in &mut row[..d.rectified()] {
                *v = if rng.unit() < self.dropout.top { 0.0 } else { *v / keep };
            }
        }
        let mut dz = vec![0.0; rows * top];
        let [_, head_at, tag_at, lemma_at, rel_dep, rel_head] = d.tops();
        let mut losses = [0.0; 5];

        // Parts of speech, bundles, lemmas.
        losses[2] = self.classify(
            rows,
            &z[tag_at..],
            top,
            layout.upos,
            layout.upos_bias,
            |i| gold[i].upos,
            SHARES[2],
            &mut dz[tag_at..],
            top,
        );
        losses[3] = self.classify(
            rows,
            &z[tag_at..],
            top,
            layout.bundle,
            layout.bundle_bias,
            |i| gold[i].bundle,
            SHARES[3],
            &mut dz[tag_at..],
            top,
        );
        losses[4] = self.classify(
            rows,
            &z[lemma_at..],
            top,
            layout.script,
            layout.script_bias,
            |i| gold[i].script,
            SHARES[4],
            &mut dz[lemma_at..],
            top,
        );

        // Arcs.
        let mut q = vec![0.0; rows * d.arc];
        self.forward(rows, &z, top, layout.arc, &mut q);
        math::bias_relu(&mut q, layout.arc_bias.of(&self.dense), 0);
        let mut g = vec![0.0; rows * BUCKETS];
        self.forward(rows, &z, top, layout.distance, &mut g);
        let mut dq = vec![0.0; rows * d.arc];
        let mut dg = vec![0.0; rows * BUCKETS];
        let mut scores = Vec::new();
        for (item, at) in batch.iter().zip(&offsets) {
            let (n, at) = (item.words.len(), *at);
            let width = n + 1;
            let first = &q[(at + 1) * d.arc..];
            self.packed.fill(&z[at * top + head_at..], d.arc, width, 1, top);
            scores.clear();
            scores.resize(n * width, 0.0);
            gemm(n, first, d.arc, 1, &self.packed, &mut scores, width, false);
            for (i, row) in scores.chunks_exact_mut(width).enumerate() {
                let near = &g[(at + i + 1) * BUCKETS..][..BUCKETS];
                for (j, s) in row.iter_mut().enumerate() {
                    *s += near[bucket(i + 1, j)];
                }
                row[i + 1] = NEVER;
            }
            math::softmax_rows(&mut scores, width);
            for (i, row) in scores.chunks_exact_mut(width).enumerate() {
                let y = gold[at + i + 1].head as usize;
                losses[0] -= row[y].max(1e-9).ln() / words as f32;
                row[y] -= 1.0;
                let near = &mut dg[(at + i + 1) * BUCKETS..][..BUCKETS];
                for (j, s) in row.iter_mut().enumerate() {
                    *s *= SHARES[0] / words as f32;
                    near[bucket(i + 1, j)] += *s;
                }
            }
            self.packed.fill(&z[at * top + head_at..], width, d.arc, top, 1);
            gemm(n, &scores, width, 1, &self.packed, &mut dq[(at + 1) * d.arc..], d.arc, false);
            self.packed.fill(first, n, d.arc, d.arc, 1);
            gemm(width, &scores, 1, width, &self.packed, &mut dz[at * top + head_at..], top, true);
        }
        self.backward(rows, &z, top, &dq, layout.arc, Some((&mut dz, top)));
        self.bias_back(&dq, layout.arc_bias);
        self.backward(rows, &z, top, &dg, layout.distance, Some((&mut dz, top)));

        // Relations of the true arcs.
        let r = d.rel;
        let mut pairs = Vec::with_capacity(words * r);
        let mut ends = Vec::with_capacity(words);
        for (item, at) in batch.iter().zip(&offsets) {
            for (i, word) in item.words.iter().enumerate() {
                let (dep, head) = (at + 1 + i, at + word.head as usize);
                ends.push((dep, head));
                let a = &z[dep * top + rel_dep..][..r];
                let b = &z[head * top + rel_head..][..r];
                pairs.extend(
                    a.iter().zip(b).map(|(a, b)| {
                        if rng.unit() < self.dropout.top { 0.0 } else { (a + b).max(0.0) / keep }
                    }),
                );
            }
        }
        let mut dpairs = vec![0.0; pairs.len()];
        losses[1] = self.classify(
            words,
            &pairs,
            r,
            layout.rel,
            layout.rel_bias,
            |i| gold[ends[i].0].relation,
            SHARES[1],
            &mut dpairs,
            r,
        );
        for (i, (dep, head)) in ends.iter().enumerate() {
            for k in 0..r {
                if pairs[i * r + k] > 0.0 {
                    let grad = dpairs[i * r + k] / keep;
                    dz[dep * top + rel_dep + k] += grad;
                    dz[head * top + rel_head + k] += grad;
                }
            }
        }

        // Back through the hidden layer.
        for (row, z) in dz.chunks_exact_mut(top).zip(z.chunks_exact(top)) {
            for (dv, v) in row[..d.rectified()].iter_mut().zip(z) {
                *dv = if *v > 0.0 { *dv / keep } else { 0.0 };
            }
        }
        let mut dx = vec![0.0; rows * wide];
        self.backward(rows, &x, wide, &dz, layout.top, Some((&mut dx, wide)));
        self.bias_back(&dz, layout.top_bias);

        // Back through the layers.
        for (l, (mat, gates)) in layout.layers.iter().enumerate().rev() {
            let per = mat.cols / 2;
            multiply(&mut dx, &masks[l + 1]);
            let mut du = vec![0.0; rows * mat.cols];
            let mut below = vec![0.0; rows * mat.rows];
            let mut dgates = vec![0.0; 8 * h];
            let weights = gates.of(&self.dense);
            for (item, at) in batch.iter().zip(&offsets) {
                let n = item.words.len() + 1;
                for dir in 0..2 {
                    let mut dc = vec![0.0; h];
                    for t in (0..n).rev() {
                        let row = at + if dir == 0 { t } else { n - 1 - t };
                        let u = &us[l][row * mat.cols + dir * per..][..per];
                        let (du, dtail) = du[row * mat.cols + dir * per..][..per].split_at_mut(3 * h);
                        let (skip, dskip) = if l == 0 {
                            (&u[3 * h..], dtail)
                        } else {
                            let at = row * wide + dir * h;
                            (&xs[l][at..at + h], &mut below[at..at + h])
                        };
                        let step = Step {
                            u: &u[..3 * h],
                            skip,
                            old: &states[l][row * wide + dir * h..][..h],
                            dout: &dx[row * wide + dir * h..][..h],
                            dc: &mut dc,
                            du,
                            dskip,
                            dgates: &mut dgates[dir * 4 * h..][..4 * h],
                        };
                        math::sru_back(h, gates_of(weights, h, dir), step);
                    }
                }
            }
            math::axpy(1.0, &dgates, gates.of_mut(&mut self.grad));
            let input = std::mem::take(&mut xs[l]);
            self.backward(rows, &input, mat.rows, &du, *mat, Some((&mut below, mat.rows)));
            dx = below;
        }

        // Word vectors.
        multiply(&mut dx, &masks[0]);
        if let (Some(given), Some(vectors)) = (&mut self.given, given) {
            self.packed.fill(&dx, rows, d.word, input, 1);
            gemm(given.width, &vectors, 1, given.width, &self.packed, &mut given.grad, d.word, false);
        }
        let [_, affix, gram, shape, from] = d.parts();
        for (item, at) in batch.iter().zip(&offsets) {
            for i in *at..=*at + item.words.len() {
                let grad = &dx[i * input..(i + 1) * input];
                let rows = &kind(i).rows;
                self.tables[0].learn(word_rows[i] as usize, 1.0, &grad[..affix]);
                for row in &rows.affixes {
                    self.tables[1].learn(*row as usize, bag_scale(rows.affixes.len()), &grad[affix..gram]);
                }
                for row in &rows.grams {
                    self.tables[2].learn(*row as usize, bag_scale(rows.grams.len()), &grad[gram..shape]);
                }
                self.tables[3].learn(rows.shape as usize, 1.0, &grad[shape..from]);
                self.tables[4].learn(item.origin, 1.0, &grad[from..]);
            }
        }
        self.update(rate);
        losses
    }

    fn update(&mut self, rate: f32) {
        /// Longest gradient that is followed in full.
        const CLIP: f32 = 2.0;
        let norm = math::squares(&self.grad).sqrt();
        if norm > CLIP {
            let scale = CLIP / norm;
            self.grad.iter_mut().for_each(|g| *g *= scale);
        }
        self.steps += 1;
        let (beta1, beta2) = (0.9f32, 0.98f32);
        let step = AdamStep {
            rate,
            beta1,
            beta2,
            correct1: 1.0 / (1.0 - beta1.powi(self.steps)),
            correct2: 1.0 / (1.0 - beta2.powi(self.steps)),
            decay: 0.0,
        };
        math::adam(&mut self.dense, &mut self.grad, &mut self.m, &mut self.v, step);
        for table in &mut self.tables {
            table.update(step);
        }
        if let Some(given) = &mut self.given {
            math::adam(&mut given.map, &mut given.grad, &mut given.m, &mut given.v, step);
        }
    }
}

/// For each row a mask that is the same over its sentence, with kept values scaled up.
fn sentence_mask(batch: &[&Item], width: usize, chance: f32, rng: &mut Rng) -> Vec<f32> {
    let keep = 1.0 / (1.0 - chance);
    let mut all = Vec::new();
    for item in batch {
        let mask: Vec<f32> = (0..width).map(|_| if rng.unit() < chance { 0.0 } else { keep }).collect();
        for _ in 0..=item.words.len() {
            all.extend_from_slice(&mask);
        }
    }
    all
}

fn multiply(x: &mut [f32], mask: &[f32]) {
    for (x, m) in x.iter_mut().zip(mask) {
        *x *= m;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lemma::Script;
    use casus_model::{Feats, Rel, SmolStr, Upos};

    /// The gradient of every kind of weight agrees with differences of the loss.
    #[test]
    fn gradients_are_slopes() {
        let dims = Dims {
            word: 5,
            affix: 4,
            gram: 3,
            shape: 2,
            origin: 2,
            hidden: 6,
            layers: 2,
            arc: 5,
            rel: 4,
            tag: 6,
            lemma: 3,
            affix_rows: 11,
            gram_rows: 13,
        };
        let labels = Labels {
            bundles: vec![(Upos::Noun, Feats::default()), (Upos::Verb, Feats::default())],
            scripts: vec![Script::KEEP, Script::between("as", "a")],
            relations: vec![
                (Rel::Root, SmolStr::default()),
                (Rel::Obj, SmolStr::default()),
                (Rel::Nsubj, SmolStr::default()),
            ],
        };
        let kinds: Vec<Kind> = ["ab", "bcd", "xyzw"]
            .iter()
            .map(|f| Kind { rows: WordRows::of(f, &Vec::new(), 11, 13), count: 9 })
            .collect();
        let word = |kind, head, relation| Target {
            kind,
            upos: kind % 2,
            bundle: kind % 2,
            script: kind % 2,
            head,
            relation,
        };
        let items = [
            Item { origin: 0, words: vec![word(0, 2, 2), word(1, 0, 0), word(2, 2, 1)] },
            Item { origin: 1, words: vec![word(2, 0, 0), word(0, 1, 1)] },
        ];
        let batch: Vec<&Item> = items.iter().collect();
        let none = Dropout { word: 0.0, input: 0.0, layer: 0.0, top: 0.0 };
        let mut rng = Rng::new(3);
        let mut learner = Learner::new(dims, &labels, 2, 2, none, &mut rng);
        let mut noise = Rng::new(5);
        learner.dense.iter_mut().for_each(|x| *x += noise.around(0.1));
        let loss = |l: &mut Learner| -> f32 {
            let (dense, values) = (l.dense.clone(), l.tables.each_ref().map(|t| t.value.clone()));
            let losses = l.step(&batch, &kinds, 0.0, &mut Rng::new(1));
            l.dense = dense;
            for (t, v) in l.tables.iter_mut().zip(values) {
                t.value = v;
            }
            losses.iter().zip(SHARES).map(|(l, s)| l * s).sum()
        };
        // With beta1 the first moment after one step on zero history is a tenth of the gradient.
        loss(&mut learner);
        let grads: Vec<f32> = learner.m.iter().map(|m| m * 10.0).collect();
        let table_grads =
            learner.tables.each_ref().map(|t| t.m.iter().map(|m| m * 10.0).collect::<Vec<f32>>());
        let eps = 1e-3;
        let mut wrong = Vec::new();
        for i in 0..learner.dense.len() {
            let old = learner.dense[i];
            learner.dense[i] = old + eps;
            let up = loss(&mut learner);
            learner.dense[i] = old - eps;
            let down = loss(&mut learner);
            learner.dense[i] = old;
            let slope = (up - down) / (2.0 * eps);
            if (slope - grads[i]).abs() > 3e-3 + 0.05 * slope.abs() {
                wrong.push((i, slope, grads[i]));
            }
        }
        for t in 0..5 {
            for i in 0..learner.tables[t].value.len() {
                let old = learner.tables[t].value[i];
                learner.tables[t].value[i] = old + eps;
                let up = loss(&mut learner);
                learner.tables[t].value[i] = old - eps;
                let down = loss(&mut learner);
                learner.tables[t].value[i] = old;
                let slope = (up - down) / (2.0 * eps);
                if (slope - table_grads[t][i]).abs() > 3e-3 + 0.05 * slope.abs() {
                    wrong.push((100_000 * (t + 1) + i, slope, table_grads[t][i]));
                }
            }
        }
        let total = learner.dense.len();
        assert!(wrong.len() * 100 < total, "{} of {total}: {:?}", wrong.len(), &wrong[..wrong.len().min(20)]);
    }
}
