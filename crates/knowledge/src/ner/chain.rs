//! The chain over the tokens of a sentence: its best sequence of tags, and the chance of each tag.

use super::{TAGS, tag};

/// Weights of tag `b` after tag `a`, at `a * TAGS + b`; the row `TAGS` is the start.
pub(super) const TRANSITIONS: usize = (TAGS + 1) * TAGS;

/// Whether tag `b` may follow tag `a` (`None` at the start).
pub(super) fn may_follow(a: Option<usize>, b: usize) -> bool {
    match tag(b) {
        Some((kind, false)) => a.and_then(tag).is_some_and(|(before, _)| before == kind),
        _ => true,
    }
}

/// The sequence of tags with the greatest sum of weights.
pub(super) fn viterbi(scores: &[[f32; TAGS]], transitions: &[f32]) -> Vec<usize> {
    let n = scores.len();
    let mut back = vec![[0u8; TAGS]; n];
    let mut before = [f32::NEG_INFINITY; TAGS];
    for (i, here) in scores.iter().enumerate() {
        let mut now = [f32::NEG_INFINITY; TAGS];
        for (t, best) in now.iter_mut().enumerate() {
            if i == 0 {
                if may_follow(None, t) {
                    *best = here[t] + transitions[TAGS * TAGS + t];
                }
                continue;
            }
            for (p, score) in before.iter().enumerate() {
                if may_follow(Some(p), t) {
                    let s = score + transitions[p * TAGS + t];
                    if s > *best {
                        *best = s;
                        back[i][t] = p as u8;
                    }
                }
            }
            *best += here[t];
        }
        before = now;
    }
    if n == 0 {
        return Vec::new();
    }
    let mut at = (0..TAGS).max_by(|a, b| before[*a].total_cmp(&before[*b]).then(b.cmp(a))).unwrap_or(0);
    let mut tags = vec![at; n];
    for i in (1..n).rev() {
        at = usize::from(back[i][at]);
        tags[i - 1] = at;
    }
    tags
}

/// What the model expects of a sentence: the chance of each tag at each token, and how often each tag follows each.
pub(super) struct Expected {
    pub(super) tags: Vec<[f32; TAGS]>,
    pub(super) pairs: [f32; TRANSITIONS],
    /// Logarithm of the sum over all sequences.
    total: f32,
}

impl Expected {
    /// Forward and backward over the chain, each token scaled to one.
    pub(super) fn new(scores: &[[f32; TAGS]], transitions: &[f32]) -> Self {
        let n = scores.len();
        let step: [[f32; TAGS]; TAGS + 1] = std::array::from_fn(|a| {
            std::array::from_fn(|b| {
                let before = (a < TAGS).then_some(a);
                if may_follow(before, b) { transitions[a * TAGS + b].exp() } else { 0.0 }
            })
        });
        let mut total = 0.0;
        let mut here = vec![[0.0f32; TAGS]; n];
        for (h, s) in here.iter_mut().zip(scores) {
            let top = s.iter().copied().fold(f32::MIN, f32::max);
            *h = s.map(|s| (s - top).exp());
            total += top;
        }
        let mut forward = vec![[0.0f32; TAGS]; n];
        let mut scale = vec![0.0f32; n];
        for k in 0..n {
            for t in 0..TAGS {
                let reach = match k.checked_sub(1) {
                    None => step[TAGS][t],
                    Some(b) => (0..TAGS).map(|p| forward[b][p] * step[p][t]).sum(),
                };
                forward[k][t] = reach * here[k][t];
            }
            scale[k] = forward[k].iter().sum::<f32>().max(f32::MIN_POSITIVE);
            forward[k] = forward[k].map(|f| f / scale[k]);
            total += scale[k].ln();
        }
        let mut backward = vec![[1.0f32; TAGS]; n];
        for k in (0..n.saturating_sub(1)).rev() {
            for p in 0..TAGS {
                let reach: f32 = (0..TAGS).map(|t| step[p][t] * here[k + 1][t] * backward[k + 1][t]).sum();
                backward[k][p] = reach / scale[k + 1];
            }
        }
        let mut pairs = [0.0f32; TRANSITIONS];
        for k in 0..n {
            for t in 0..TAGS {
                match k.checked_sub(1) {
                    None => pairs[TAGS * TAGS + t] += forward[0][t] * backward[0][t],
                    Some(b) => {
                        for p in 0..TAGS {
                            pairs[p * TAGS + t] +=
                                forward[b][p] * step[p][t] * here[k][t] * backward[k][t] / scale[k];
                        }
                    }
                }
            }
        }
        let tags = forward.iter().zip(&backward).map(|(f, b)| std::array::from_fn(|t| f[t] * b[t])).collect();
        Self { tags, pairs, total }
    }

    /// Logarithm of the chance of these tags.
    pub(super) fn likelihood(&self, scores: &[[f32; TAGS]], transitions: &[f32], gold: &[usize]) -> f32 {
        let mut before = TAGS;
        let mut sum = 0.0;
        for (s, g) in scores.iter().zip(gold) {
            sum += s[*g] + transitions[before * TAGS + g];
            before = *g;
        }
        sum - self.total
    }
}
