//! What the vector of a word says that it names. A small network learns it from the words of the training text; words
//! of which it says the same share a group.

/// Outside, and the kinds of names.
pub(super) const KINDS: usize = 5;
/// Groups; the last is of words that name nothing.
const GROUPS: usize = 64;
/// A word that names nothing with so much chance is in the last group.
const NOTHING: f32 = 0.97;
/// What a word that the training text holds is said to name is learned from the other words alone, in so many turns:
/// of words that it does not hold, no more is known.
const TURNS: usize = 5;
/// Less likely is as good as impossible.
const FLOOR: f32 = -6.0;

/// The group of each word, from its vector and how often it was seen outside names and in names of each kind.
pub(super) fn groups(rows: &[Vec<f32>], seen: &[[f32; KINDS]]) -> Vec<u8> {
    let taught: Vec<usize> = (0..rows.len()).filter(|i| seen[*i].iter().any(|n| *n > 0.0)).collect();
    let mut turn = vec![None; rows.len()];
    for (k, i) in taught.iter().enumerate() {
        turn[*i] = Some(k % TURNS);
    }
    let mut said = vec![[0.0f32; KINDS]; rows.len()];
    for now in 0..TURNS {
        let others: Vec<usize> = taught.iter().copied().filter(|i| turn[*i] != Some(now)).collect();
        let network = Network::learned(rows, seen, &others, now);
        for ((said, row), turn) in said.iter_mut().zip(rows).zip(&turn) {
            let share = match turn {
                None => 1.0 / TURNS as f32,
                Some(t) if *t == now => 1.0,
                Some(_) => continue,
            };
            let chances = network.chances(&network.hidden(row));
            said.iter_mut().zip(chances).for_each(|(s, c)| *s += share * c);
        }
    }
    let names: Vec<usize> = (0..rows.len()).filter(|i| said[*i][0] < NOTHING).collect();
    let points: Vec<[f32; KINDS]> = names.iter().map(|i| said[*i].map(|c| c.ln().max(FLOOR))).collect();
    let mut groups = vec![(GROUPS - 1) as u8; rows.len()];
    for (i, group) in names.iter().zip(cluster(&points, GROUPS - 1)) {
        groups[*i] = group as u8;
    }
    groups
}

const HIDDEN: usize = 32;
const ROUNDS: usize = 12;
const BATCH: usize = 128;
const RATE: f32 = 2e-3;
/// One hidden unit in five is silent while learning.
const SILENT: u64 = 5;

/// One hidden layer; the inputs are as long as a vector of random numbers of deviation one.
struct Network {
    width: usize,
    scale: f32,
    /// For each hidden unit its weights and what is added, then the same for each kind.
    weights: Vec<f32>,
}

impl Network {
    fn learned(rows: &[Vec<f32>], seen: &[[f32; KINDS]], words: &[usize], turn: usize) -> Self {
        let width = rows.first().map_or(0, Vec::len);
        let mut random = Random(0x2545_F491_4F6C_DD1D ^ (turn as u64 + 1) << 32);
        let first = HIDDEN * (width + 1);
        let size = first + KINDS * (HIDDEN + 1);
        let spread = |at: usize| if at < first { width } else { HIDDEN } as f32;
        let weights = (0..size).map(|at| random.even() * (3.0 / spread(at)).sqrt()).collect();
        let mut network = Self { width, scale: (width as f32).sqrt(), weights };
        let weight = |i: &usize| {
            let n: f32 = seen[*i].iter().sum();
            n.min(8.0).sqrt() * if seen[*i][0] > 0.9 * n { 0.3 } else { 1.0 }
        };
        let mean = words.iter().map(weight).sum::<f32>() / words.len().max(1) as f32;
        let mut order = words.to_vec();
        let (mut means, mut squares) = (vec![0.0f32; size], vec![0.0f32; size]);
        let mut gradient = vec![0.0f32; size];
        let steps = (ROUNDS * words.len().div_ceil(BATCH)) as f32;
        let mut step = 0.0;
        for _ in 0..ROUNDS {
            for i in (1..order.len()).rev() {
                order.swap(i, (random.next() % (i as u64 + 1)) as usize);
            }
            for batch in order.chunks(BATCH) {
                gradient.fill(0.0);
                for i in batch {
                    let silent = std::array::from_fn(|_| random.next().is_multiple_of(SILENT));
                    let n: f32 = seen[*i].iter().sum();
                    let gold = seen[*i].map(|k| k / n);
                    let by = weight(i) / mean / batch.len() as f32;
                    network.learn(&rows[*i], gold, by, &silent, &mut gradient);
                }
                // Adam.
                let rate = RATE * (1.0 - step / steps);
                step += 1.0;
                let (early, late) = (1.0 - 0.9f32.powf(step), 1.0 - 0.99f32.powf(step));
                for (((w, g), m), v) in
                    network.weights.iter_mut().zip(&gradient).zip(&mut means).zip(&mut squares)
                {
                    *m += 0.1 * (g - *m);
                    *v += 0.01 * (g * g - *v);
                    *w -= rate * (*m / early) / ((*v / late).sqrt() + 1e-8);
                }
            }
        }
        network
    }

    fn hidden(&self, row: &[f32]) -> [f32; HIDDEN] {
        std::array::from_fn(|h| {
            let own = &self.weights[h * (self.width + 1)..][..=self.width];
            (self.scale * super::lists::product(own, row) + own[self.width]).max(0.0)
        })
    }

    fn chances(&self, hidden: &[f32; HIDDEN]) -> [f32; KINDS] {
        let out = &self.weights[HIDDEN * (self.width + 1)..];
        let score = |k: usize| {
            let own = &out[k * (HIDDEN + 1)..][..=HIDDEN];
            super::lists::product(own, hidden) + own[HIDDEN]
        };
        let scores: [f32; KINDS] = std::array::from_fn(score);
        let top = scores.iter().copied().fold(f32::MIN, f32::max);
        let raised = scores.map(|s| (s - top).exp());
        let all: f32 = raised.iter().sum();
        raised.map(|r| r / all)
    }

    fn learn(&self, row: &[f32], gold: [f32; KINDS], by: f32, silent: &[bool; HIDDEN], gradient: &mut [f32]) {
        const LOUDER: f32 = SILENT as f32 / (SILENT - 1) as f32;
        let mut hidden = self.hidden(row);
        for (h, silent) in hidden.iter_mut().zip(silent) {
            *h *= if *silent { 0.0 } else { LOUDER };
        }
        let first = HIDDEN * (self.width + 1);
        let mut back = [0.0f32; HIDDEN];
        for (k, (chance, gold)) in self.chances(&hidden).into_iter().zip(gold).enumerate() {
            let g = by * (chance - gold);
            let at = first + k * (HIDDEN + 1);
            for h in 0..HIDDEN {
                back[h] += g * self.weights[at + h];
                gradient[at + h] += g * hidden[h];
            }
            gradient[at + HIDDEN] += g;
        }
        for (h, back) in back.into_iter().enumerate().filter(|(h, _)| hidden[*h] > 0.0) {
            let own = &mut gradient[h * (self.width + 1)..][..=self.width];
            let g = back * LOUDER;
            own.iter_mut().zip(row).for_each(|(o, x)| *o += g * self.scale * x);
            own[self.width] += g;
        }
    }
}

/// Xorshift.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    /// From minus one to one.
    fn even(&mut self) -> f32 {
        (self.next() >> 40) as f32 / (1u64 << 23) as f32 - 1.0
    }
}

/// The nearest of `n` centres for each point (k-means).
fn cluster(points: &[[f32; KINDS]], n: usize) -> Vec<usize> {
    const SAMPLE: usize = 20_000;
    const ROUNDS: usize = 12;
    let sample: Vec<[f32; KINDS]> =
        points.iter().step_by(points.len().div_ceil(SAMPLE).max(1)).copied().collect();
    if sample.len() < n {
        return vec![0; points.len()];
    }
    let mut centres: Vec<[f32; KINDS]> = (0..n).map(|k| sample[k * sample.len() / n]).collect();
    let nearest = |centres: &[[f32; KINDS]], p: &[f32; KINDS]| {
        let far = |c: &[f32; KINDS]| c.iter().zip(p).map(|(c, p)| (c - p) * (c - p)).sum::<f32>();
        let at = |(i, c): (usize, &[f32; KINDS])| (far(c), i);
        centres.iter().enumerate().map(at).min_by(|a, b| a.0.total_cmp(&b.0)).map_or(0, |(_, i)| i)
    };
    for _ in 0..ROUNDS {
        let mut sums = vec![([0.0f32; KINDS], 0.0f32); n];
        for p in &sample {
            let (sum, count) = &mut sums[nearest(&centres, p)];
            sum.iter_mut().zip(p).for_each(|(s, x)| *s += x);
            *count += 1.0;
        }
        for (centre, (sum, count)) in centres.iter_mut().zip(sums).filter(|(_, (_, count))| *count > 0.0) {
            *centre = sum.map(|s| s / count);
        }
    }
    points.iter().map(|p| nearest(&centres, p)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_were_never_seen_are_grouped_with_those_that_they_are_like() {
        let mut random = Random(7);
        // The first number of a vector tells names of persons from other words; the others tell nothing.
        let rows: Vec<Vec<f32>> = (0..4000)
            .map(|i| {
                let mut row: Vec<f32> = (0..8).map(|_| 0.1 * random.even()).collect();
                row[0] = if i % 2 == 0 { 0.9 } else { -0.9 };
                row
            })
            .collect();
        let mut seen = vec![[0.0; KINDS]; rows.len()];
        for (i, seen) in seen.iter_mut().enumerate().take(2000) {
            seen[i % 2] = 2.0;
        }
        // A word that was seen as something else than its like is grouped with its like all the same.
        seen[1] = [2.0, 0.0, 0.0, 0.0, 0.0];
        let groups = groups(&rows, &seen);
        let of = |parity: usize| -> std::collections::BTreeSet<u8> {
            groups.iter().skip(parity).step_by(2).copied().collect()
        };
        assert!(of(0).is_disjoint(&of(1)), "{:?} {:?}", of(0), of(1));
    }
}
