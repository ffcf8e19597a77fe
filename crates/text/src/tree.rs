//! The best tree over scored arcs.

/// Score that keeps an arc out of every tree.
pub(crate) const NEVER: f32 = -1e9;

/// The heads (0 = root, else CoNLL-U ids) of the best tree with one root over `n` words.
///
/// `scores` is `n × (n + 1)`: row `i` scores the heads of word `i + 1`. Chu-Liu-Edmonds; crossing arcs are
/// allowed. One root is had by making arcs from the root dearer than any tree.
pub(crate) fn best_tree(scores: &[f32], n: usize) -> Vec<u32> {
    let width = n + 1;
    let mut heads = Vec::with_capacity(n);
    for (i, row) in scores.chunks_exact(width.max(1)).take(n).enumerate() {
        let mut best = 0;
        let mut top = f32::NEG_INFINITY;
        for (j, s) in row.iter().enumerate() {
            if j != i + 1 && *s > top {
                (best, top) = (j, *s);
            }
        }
        heads.push(best as u32);
    }
    if is_tree(&heads) {
        return heads;
    }
    let mut dense = vec![f64::NEG_INFINITY; width * width];
    for i in 0..n {
        for j in 0..width {
            if j != i + 1 {
                let s = scores[i * width + j];
                let s = if s.is_nan() { -1e6 } else { f64::from(s.clamp(-1e6, 1e6)) };
                dense[j * width + i + 1] = if j == 0 { s - 1e9 } else { s };
            }
        }
    }
    let found = arborescence(&dense, width);
    found[1..].iter().map(|h| *h as u32).collect()
}

/// How many nats likelier a tree with crossing arcs must be than the best one without.
const CROSSING: f32 = 4.0;
/// Longest sentence whose best tree without crossing arcs is looked for: the work grows with the third power.
const LONGEST_PROJECTIVE: usize = 100;

/// The heads of the likeliest tree: that of [`best_tree`], unless its arcs cross and it is not [`CROSSING`] likelier
/// than the best tree whose arcs do not. Few arcs cross, and most that seem to are errors.
pub(crate) fn likely_tree(scores: &[f32], n: usize) -> Vec<u32> {
    let best = best_tree(scores, n);
    if n > LONGEST_PROJECTIVE || is_projective(&best) {
        return best;
    }
    let total = |heads: &[u32]| -> f32 {
        heads.iter().zip(scores.chunks_exact(n + 1)).map(|(head, row)| row[*head as usize]).sum()
    };
    let plain = projective_tree(scores, n);
    if total(&best) > total(&plain) + CROSSING { best } else { plain }
}

/// Whether no arc begins inside another one and ends outside; the root's begins before the first word.
fn is_projective(heads: &[u32]) -> bool {
    let arcs = || heads.iter().zip(1..).map(|(head, i)| (i.min(*head), i.max(*head)));
    arcs().all(|(from, to)| arcs().all(|(a, b)| !(from < a && a < to && to < b)))
}

/// Best trees over a span of words, by `first word * n + last word`, that hang from its first (0) or last (1) word.
struct Spans {
    n: usize,
    /// With an arc between the two ends, and the cut between its halves.
    open: [Vec<f32>; 2],
    open_cut: Vec<u32>,
    /// With all that hangs from the head on this side, and the word that the farthest arc goes to.
    full: [Vec<f32>; 2],
    full_cut: [Vec<u32>; 2],
}

/// The heads of the best tree with one root and without crossing arcs (Eisner 1996).
fn projective_tree(scores: &[f32], n: usize) -> Vec<u32> {
    fn best(places: std::ops::Range<usize>, value: impl Fn(usize) -> f32) -> (f32, usize) {
        let start = (f32::NEG_INFINITY, places.start);
        places.fold(start, |best, q| if value(q) > best.0 { (value(q), q) } else { best })
    }
    // Word `i`, counted from 0, has row `i` and column `i + 1`.
    let score = |dep: usize, column: usize| {
        let s = scores[dep * (n + 1) + column];
        if s.is_nan() { -1e6 } else { s.clamp(-1e6, 1e6) }
    };
    let sums = || [vec![0.0f32; n * n], vec![0.0f32; n * n]];
    let cuts = || vec![0u32; n * n];
    let mut spans = Spans { n, open: sums(), open_cut: cuts(), full: sums(), full_cut: [cuts(), cuts()] };
    for length in 1..n {
        for s in 0..n - length {
            let t = s + length;
            let Spans { open, full, .. } = &mut spans;
            let (halves, open_cut) = best(s..t, |q| full[0][s * n + q] + full[1][(q + 1) * n + t]);
            open[0][s * n + t] = halves + score(t, s + 1);
            open[1][s * n + t] = halves + score(s, t + 1);
            let (from_first, first_cut) = best(s + 1..t + 1, |q| open[0][s * n + q] + full[0][q * n + t]);
            let (from_last, last_cut) = best(s..t, |q| full[1][s * n + q] + open[1][q * n + t]);
            full[0][s * n + t] = from_first;
            full[1][s * n + t] = from_last;
            spans.open_cut[s * n + t] = open_cut as u32;
            spans.full_cut[0][s * n + t] = first_cut as u32;
            spans.full_cut[1][s * n + t] = last_cut as u32;
        }
    }
    let (_, root) = best(0..n, |r| spans.full[1][r] + spans.full[0][r * n + n - 1] + score(r, 0));
    spans.heads(root)
}

impl Spans {
    /// The heads of the tree under a root.
    fn heads(&self, root: usize) -> Vec<u32> {
        let n = self.n;
        let mut heads = vec![0; n];
        // From, to, at which end the head is, whether all is there.
        let mut todo = vec![(0, root, 1, true), (root, n - 1, 0, true)];
        while let Some((s, t, end, full)) = todo.pop() {
            if s == t {
                continue;
            }
            if full {
                let q = self.full_cut[end][s * n + t] as usize;
                todo.extend(if end == 0 {
                    [(s, q, 0, false), (q, t, 0, true)]
                } else {
                    [(s, q, 1, true), (q, t, 1, false)]
                });
            } else {
                let (dep, head) = if end == 0 { (t, s) } else { (s, t) };
                heads[dep] = head as u32 + 1;
                let q = self.open_cut[s * n + t] as usize;
                todo.extend([(s, q, 0, true), (q + 1, t, 1, true)]);
            }
        }
        heads
    }
}

/// Whether the heads form one tree with a single root.
pub(crate) fn is_tree(heads: &[u32]) -> bool {
    let n = heads.len();
    if heads.iter().filter(|h| **h == 0).count() != usize::from(n > 0) {
        return false;
    }
    let mut seen = vec![0u32; n + 1];
    for start in 1..=n {
        let mut at = start;
        while at != 0 && seen[at] == 0 {
            seen[at] = start as u32;
            at = heads[at - 1] as usize;
        }
        if at != 0 && seen[at] == start as u32 {
            return false;
        }
    }
    true
}

/// Best arborescence from node 0: `scores[u * n + v]` scores `u → v`; gives the head of every node.
fn arborescence(scores: &[f64], n: usize) -> Vec<usize> {
    let mut head = vec![0; n];
    for v in 1..n {
        let mut best = f64::NEG_INFINITY;
        for u in 0..n {
            let s = scores[u * n + v];
            if u != v && s > best {
                (head[v], best) = (u, s);
            }
        }
    }
    let Some(cycle) = find_cycle(&head) else { return head };
    let mut inside = vec![false; n];
    for v in &cycle {
        inside[*v] = true;
    }
    let outside: Vec<usize> = (0..n).filter(|v| !inside[*v]).collect();
    let m = outside.len() + 1;
    let c = m - 1;
    let mut contracted = vec![f64::NEG_INFINITY; m * m];
    // Where the best arc into the cycle enters it, and from where the best arc out of it leaves.
    let mut enters = vec![0; m];
    let mut leaves = vec![0; m];
    for (a, u) in outside.iter().enumerate() {
        for (b, v) in outside.iter().enumerate() {
            contracted[a * m + b] = scores[u * n + v];
        }
        for v in &cycle {
            let gain = scores[u * n + v] - scores[head[*v] * n + v];
            if gain > contracted[a * m + c] {
                contracted[a * m + c] = gain;
                enters[a] = *v;
            }
            let out = scores[v * n + u];
            if out > contracted[c * m + a] {
                contracted[c * m + a] = out;
                leaves[a] = *v;
            }
        }
    }
    let inner = arborescence(&contracted, m);
    let mut result = head;
    for (b, v) in outside.iter().enumerate() {
        result[*v] = if inner[b] == c { leaves[b] } else { outside[inner[b]] };
    }
    let from = inner[c];
    result[enters[from]] = outside[from];
    result
}

fn find_cycle(head: &[usize]) -> Option<Vec<usize>> {
    let n = head.len();
    let mut seen = vec![0; n];
    for start in 1..n {
        let mut at = start;
        while at != 0 && seen[at] == 0 {
            seen[at] = start;
            at = head[at];
        }
        if at != 0 && seen[at] == start {
            let mut cycle = vec![at];
            let mut v = head[at];
            while v != at {
                cycle.push(v);
                v = head[v];
            }
            return Some(cycle);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The best tree that is wanted by trying all heads.
    fn brute(scores: &[f32], n: usize, wanted: impl Fn(&[u32]) -> bool) -> f32 {
        let width = n + 1;
        let mut best = f32::NEG_INFINITY;
        for code in 0..width.pow(n as u32) {
            let heads: Vec<u32> = (0..n).map(|i| (code / width.pow(i as u32) % width) as u32).collect();
            if is_tree(&heads) && wanted(&heads) {
                best = best.max((0..n).map(|i| scores[i * width + heads[i] as usize]).sum());
            }
        }
        best
    }

    proptest! {
        #[test]
        fn it_is_a_tree_and_no_tree_is_better(n in 1usize..5, raw in prop::collection::vec(-50i32..50, 20)) {
            let scores: Vec<f32> = raw[..n * (n + 1)].iter().map(|x| *x as f32).collect();
            let heads = best_tree(&scores, n);
            prop_assert!(is_tree(&heads));
            let total: f32 = (0..n).map(|i| scores[i * (n + 1) + heads[i] as usize]).sum();
            prop_assert_eq!(total, brute(&scores, n, |_| true));
        }

        #[test]
        fn no_tree_without_crossing_arcs_is_better(n in 1usize..6, raw in prop::collection::vec(-50i32..50, 30)) {
            let scores: Vec<f32> = raw[..n * (n + 1)].iter().map(|x| *x as f32).collect();
            let heads = projective_tree(&scores, n);
            prop_assert!(is_tree(&heads) && is_projective(&heads));
            let total = |heads: &[u32]| (0..n).map(|i| scores[i * (n + 1) + heads[i] as usize]).sum::<f32>();
            let plain = brute(&scores, n, is_projective);
            prop_assert_eq!(total(&heads), plain);
            let likely = total(&likely_tree(&scores, n));
            prop_assert!(likely == plain || likely > plain + CROSSING);
        }

        #[test]
        fn long_sentences_get_a_tree(n in 5usize..60, seed in any::<u64>()) {
            let mut rng = crate::nn::Rng::new(seed);
            let scores: Vec<f32> = (0..n * (n + 1)).map(|_| rng.around(3.0)).collect();
            prop_assert!(is_tree(&best_tree(&scores, n)));
            prop_assert!(is_tree(&likely_tree(&scores, n)));
        }
    }

    #[test]
    fn scores_that_are_no_numbers_still_give_a_tree() {
        for n in 0..6 {
            assert!(is_tree(&likely_tree(&vec![f32::NAN; n * (n + 1)], n)));
        }
    }
}
