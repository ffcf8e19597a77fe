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

    /// The best tree by trying all heads.
    fn brute(scores: &[f32], n: usize) -> f32 {
        let width = n + 1;
        let mut best = f32::NEG_INFINITY;
        for code in 0..width.pow(n as u32) {
            let heads: Vec<u32> = (0..n).map(|i| (code / width.pow(i as u32) % width) as u32).collect();
            if is_tree(&heads) {
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
            prop_assert_eq!(total, brute(&scores, n));
        }

        #[test]
        fn long_sentences_get_a_tree(n in 5usize..60, seed in any::<u64>()) {
            let mut rng = crate::nn::Rng::new(seed);
            let scores: Vec<f32> = (0..n * (n + 1)).map(|_| rng.around(3.0)).collect();
            prop_assert!(is_tree(&best_tree(&scores, n)));
        }
    }

    #[test]
    fn scores_that_are_no_numbers_still_give_a_tree() {
        for n in 0..6 {
            assert!(is_tree(&best_tree(&vec![f32::NAN; n * (n + 1)], n)));
        }
    }
}
