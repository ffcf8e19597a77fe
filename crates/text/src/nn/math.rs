//! Elementwise functions and the recurrence.

use super::simd::kernel;

/// `e^x` to about 2e-7 relative, the same bits on every machine.
#[inline(always)]
#[allow(clippy::inline_always, clippy::excessive_precision, reason = "must vectorise inside kernels")]
pub(crate) fn exp(x: f32) -> f32 {
    let x = x.clamp(-87.0, 87.0);
    let t = x * std::f32::consts::LOG2_E;
    // Rounds to the nearest integer by pushing the fraction out of the mantissa.
    let magic = 12_582_912.0f32;
    let shifted = t + magic;
    let whole = shifted - magic;
    let f = (t - whole) * std::f32::consts::LN_2;
    let p = 1.0
        + f * (1.0
            + f * (0.5 + f * (0.166_666_67 + f * (0.041_666_6 + f * (0.008_333_3 + f * 0.001_388_9)))));
    // The last bits of `shifted` are that integer: they become the exponent.
    let power = (shifted.to_bits() << 23).wrapping_add(127 << 23);
    p * f32::from_bits(power)
}

/// The logistic function.
#[inline(always)]
#[allow(clippy::inline_always, reason = "must vectorise inside kernels")]
pub(crate) fn sigmoid(x: f32) -> f32 {
    1.0 / (1.0 + exp(-x))
}

/// The greatest size of a value; what is no number counts nothing.
#[inline(always)]
#[allow(clippy::inline_always, reason = "must vectorise inside kernels")]
pub(crate) fn greatest(x: &[f32]) -> f32 {
    let mut tops = [0.0f32; 16];
    let mut blocks = x.chunks_exact(16);
    for block in &mut blocks {
        for (top, v) in tops.iter_mut().zip(block) {
            let size = v.abs();
            *top = if size > *top { size } else { *top };
        }
    }
    let rest = blocks.remainder().iter().fold(0.0f32, |top, v| top.max(v.abs()));
    tops.iter().fold(rest, |a, b| a.max(*b))
}

kernel! {
    /// Makes the first `columns` of each row of `width` values non-negative.
    pub(crate) fn rectify(x: &mut [f32], width: usize, columns: usize) {
        for row in x.chunks_exact_mut(width) {
            for x in &mut row[..columns] {
                *x = if *x > 0.0 { *x } else { 0.0 };
            }
        }
    }
}

kernel! {
    /// Turns each row of `n` scores into probabilities.
    pub(crate) fn softmax_rows(x: &mut [f32], n: usize) {
        for row in x.chunks_exact_mut(n) {
            let mut max = [f32::NEG_INFINITY; 16];
            let mut blocks = row.chunks_exact(16);
            for block in &mut blocks {
                for (m, v) in max.iter_mut().zip(block) {
                    *m = if *v > *m { *v } else { *m };
                }
            }
            let mut top = blocks.remainder().iter().fold(f32::NEG_INFINITY, |a, b| a.max(*b));
            for m in max {
                top = top.max(m);
            }
            for v in row.iter_mut() {
                *v = exp(*v - top);
            }
            let mut sums = [0.0f32; 16];
            let mut blocks = row.chunks_exact(16);
            for block in &mut blocks {
                for (s, v) in sums.iter_mut().zip(block) {
                    *s += v;
                }
            }
            let total = sums.iter().sum::<f32>() + blocks.remainder().iter().sum::<f32>();
            let scale = 1.0 / total;
            for v in row.iter_mut() {
                *v *= scale;
            }
        }
    }
}

kernel! {
    /// `y += a * x`.
    pub(crate) fn axpy(a: f32, x: &[f32], y: &mut [f32]) {
        for (y, x) in y.iter_mut().zip(x) {
            *y += a * x;
        }
    }
}

kernel! {
    /// `y += a * x` with signed bytes `x`.
    pub(crate) fn axpy_bytes(a: f32, x: &[u8], y: &mut [f32]) {
        for (y, x) in y.iter_mut().zip(x) {
            *y += a * f32::from(x.cast_signed());
        }
    }
}

kernel! {
    /// Adds a bias to each row, and makes the first `relu` columns non-negative.
    pub(crate) fn bias_relu(x: &mut [f32], bias: &[f32], relu: usize) {
        for row in x.chunks_exact_mut(bias.len()) {
            for (x, b) in row.iter_mut().zip(bias) {
                *x += b;
            }
            for x in &mut row[..relu] {
                *x = if *x > 0.0 { *x } else { 0.0 };
            }
        }
    }
}

/// The weights of one direction of a recurrent layer, each of the width of the state.
#[derive(Clone, Copy)]
pub(crate) struct Gates<'a> {
    pub(crate) vf: &'a [f32],
    pub(crate) vr: &'a [f32],
    pub(crate) bf: &'a [f32],
    pub(crate) br: &'a [f32],
}

/// Scale of the input that passes by the recurrence.
pub(crate) const SKIP: f32 = 1.5;

kernel! {
    /// One step of a simple recurrent unit (Lei et al. 2018) over `h` units:
    /// `f = σ(uf + vf·c)`, `c' = f·c + (1-f)·u`, `r = σ(ur + vr·c)`, `out = r·c' + (1-r)·SKIP·skip`.
    /// `u` holds `u | uf | ur`; `c` is changed in place.
    pub(crate) fn sru_step(h: usize, u: &[f32], skip: &[f32], gates: Gates<'_>, c: &mut [f32], out: &mut [f32]) {
        let (x, rest) = u.split_at(h);
        let (uf, ur) = rest.split_at(h);
        let (ur, skip, c, out) = (&ur[..h], &skip[..h], &mut c[..h], &mut out[..h]);
        let (vf, vr, bf, br) = (&gates.vf[..h], &gates.vr[..h], &gates.bf[..h], &gates.br[..h]);
        for i in 0..h {
            let old = c[i];
            let f = sigmoid(uf[i] + vf[i] * old + bf[i]);
            let r = sigmoid(ur[i] + vr[i] * old + br[i]);
            let new = f * old + (1.0 - f) * x[i];
            c[i] = new;
            out[i] = r * new + (1.0 - r) * SKIP * skip[i];
        }
    }
}

/// What a step leaves behind for learning, and where its gradients go.
pub(crate) struct Step<'a> {
    pub(crate) u: &'a [f32],
    pub(crate) skip: &'a [f32],
    /// State before the step.
    pub(crate) old: &'a [f32],
    /// Gradient of the output.
    pub(crate) dout: &'a [f32],
    /// Gradient of the state after the step; becomes that of the state before it.
    pub(crate) dc: &'a mut [f32],
    /// Gradient of `u`.
    pub(crate) du: &'a mut [f32],
    /// Gradient of `skip`, added.
    pub(crate) dskip: &'a mut [f32],
    /// Gradients of `vf | vr | bf | br`, added.
    pub(crate) dgates: &'a mut [f32],
}

kernel! {
    /// The gradients of [`sru_step`].
    pub(crate) fn sru_back(h: usize, gates: Gates<'_>, step: Step<'_>) {
        let (x, rest) = step.u.split_at(h);
        let (uf, ur) = rest.split_at(h);
        let (ur, skip, old, dout) = (&ur[..h], &step.skip[..h], &step.old[..h], &step.dout[..h]);
        let (vf, vr, bf, br) = (&gates.vf[..h], &gates.vr[..h], &gates.bf[..h], &gates.br[..h]);
        let dc = &mut step.dc[..h];
        let (dx, rest) = step.du.split_at_mut(h);
        let (duf, dur) = rest.split_at_mut(h);
        let dur = &mut dur[..h];
        let dskip = &mut step.dskip[..h];
        let (dvf, rest) = step.dgates.split_at_mut(h);
        let (dvr, rest) = rest.split_at_mut(h);
        let (dbf, dbr) = rest.split_at_mut(h);
        let dbr = &mut dbr[..h];
        for i in 0..h {
            let o = old[i];
            let f = sigmoid(uf[i] + vf[i] * o + bf[i]);
            let r = sigmoid(ur[i] + vr[i] * o + br[i]);
            let new = f * o + (1.0 - f) * x[i];
            let d = dout[i];
            let dr = d * (new - SKIP * skip[i]) * r * (1.0 - r);
            dskip[i] += d * (1.0 - r) * SKIP;
            let dnew = dc[i] + d * r;
            let df = dnew * (o - x[i]) * f * (1.0 - f);
            dx[i] = dnew * (1.0 - f);
            duf[i] = df;
            dur[i] = dr;
            dc[i] = dnew * f + df * vf[i] + dr * vr[i];
            dvf[i] += df * o;
            dvr[i] += dr * o;
            dbf[i] += df;
            dbr[i] += dr;
        }
    }
}

/// Strides of Adam: rate, decay of the first and second moment, and their corrections at this step.
#[derive(Clone, Copy, Debug)]
pub(crate) struct AdamStep {
    pub(crate) rate: f32,
    pub(crate) beta1: f32,
    pub(crate) beta2: f32,
    pub(crate) correct1: f32,
    pub(crate) correct2: f32,
    pub(crate) decay: f32,
}

kernel! {
    /// One update of Adam (Kingma and Ba 2015) with decoupled decay; clears the gradient.
    pub(crate) fn adam(x: &mut [f32], g: &mut [f32], m: &mut [f32], v: &mut [f32], s: AdamStep) {
        let n = x.len();
        let (g, m, v) = (&mut g[..n], &mut m[..n], &mut v[..n]);
        for i in 0..n {
            m[i] = s.beta1 * m[i] + (1.0 - s.beta1) * g[i];
            v[i] = s.beta2 * v[i] + (1.0 - s.beta2) * g[i] * g[i];
            let step = m[i] * s.correct1 / ((v[i] * s.correct2).sqrt() + 1e-8);
            x[i] -= s.rate * (step + s.decay * x[i]);
            g[i] = 0.0;
        }
    }
}

/// The sum of squares, in a fixed order.
pub(crate) fn squares(x: &[f32]) -> f32 {
    let mut sums = [0.0f32; 16];
    let mut blocks = x.chunks_exact(16);
    for block in &mut blocks {
        for (s, v) in sums.iter_mut().zip(block) {
            *s += v * v;
        }
    }
    sums.iter().sum::<f32>() + blocks.remainder().iter().map(|v| v * v).sum::<f32>()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_exponential_is_close_everywhere() {
        for i in -860..860 {
            let x = i as f32 / 10.0;
            assert!((exp(x) / x.exp() - 1.0).abs() < 1e-5, "{x}");
        }
        assert!(sigmoid(-200.0) >= 0.0 && sigmoid(200.0) <= 1.0);
    }

    #[test]
    fn probabilities_sum_to_one() {
        let mut x: Vec<f32> = (0..74).map(|i| (i * 37 % 11) as f32).collect();
        softmax_rows(&mut x, 37);
        for row in x.chunks(37) {
            assert!((row.iter().sum::<f32>() - 1.0).abs() < 1e-5);
        }
    }
}
