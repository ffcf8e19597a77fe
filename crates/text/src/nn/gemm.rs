//! Matrix products.

#[cfg(target_arch = "x86_64")]
use super::simd::level;

/// Columns of a panel of a packed matrix.
const NR: usize = 32;

/// A `k × n` matrix in panels of 32 columns, each stored row by row and filled up with zeros: the right factor of
/// [`gemm`].
#[derive(Clone, Debug, Default)]
pub(crate) struct Packed {
    k: usize,
    n: usize,
    panels: Vec<f32>,
}

impl Packed {
    /// Packs the matrix whose element `(i, j)` is `b[i * row + j * col]` into the same memory.
    pub(crate) fn fill(&mut self, b: &[f32], k: usize, n: usize, row: usize, col: usize) {
        (self.k, self.n) = (k, n);
        self.panels.clear();
        self.panels.resize(k * n.div_ceil(NR) * NR, 0.0);
        for (p, panel) in self.panels.chunks_exact_mut((k * NR).max(1)).enumerate() {
            let width = NR.min(n - p * NR);
            if col == 1 {
                for (i, out) in panel.chunks_exact_mut(NR).enumerate() {
                    let from = i * row + p * NR;
                    out[..width].copy_from_slice(&b[from..from + width]);
                }
            } else {
                for j in 0..width {
                    let from = (p * NR + j) * col;
                    for i in 0..k {
                        panel[i * NR + j] = b[from + i * row];
                    }
                }
            }
        }
    }
}

/// `c = a · b`, or `c += a · b` when `add`.
///
/// `a` is `m × k` with element `(i, j)` at `i * row + j * col`; `c` is `m × n` with rows `ldc` apart.
#[allow(clippy::too_many_arguments, reason = "three matrices with their shapes")]
pub(crate) fn gemm(
    m: usize,
    a: &[f32],
    row: usize,
    col: usize,
    b: &Packed,
    c: &mut [f32],
    ldc: usize,
    add: bool,
) {
    if m == 0 || b.n == 0 {
        return;
    }
    if b.k == 0 {
        if !add {
            c.chunks_mut(ldc).take(m).for_each(|r| r[..b.n].fill(0.0));
        }
        return;
    }
    assert!(a.len() > (m - 1) * row + (b.k - 1) * col, "left factor too short");
    assert!(c.len() >= (m - 1) * ldc + b.n, "result too short");
    let mut sums = [[0.0f32; NR]; MR];
    let mut run = |tiles: &[(usize, Tile)]| {
        for (p, panel) in b.panels.chunks_exact(b.k * NR).enumerate() {
            let width = NR.min(b.n - p * NR);
            let mut i = 0;
            while i < m {
                let (rows, tile) =
                    tiles.iter().find(|(rows, _)| *rows <= m - i).expect("the last tile has one row");
                assert!(a.len() > (i + rows - 1) * row + (b.k - 1) * col, "inside the left factor");
                // SAFETY: the tile reads `rows` rows and `k` columns of `a`, checked above, and `k` rows of the
                // panel; the instructions it uses have been seen to exist.
                unsafe { tile(a.as_ptr().add(i * row), row, col, panel, &mut sums) };
                for (r, sums) in sums.iter().enumerate().take(*rows) {
                    let out = &mut c[(i + r) * ldc + p * NR..][..width];
                    if add {
                        out.iter_mut().zip(sums).for_each(|(o, s)| *o += s);
                    } else {
                        out.copy_from_slice(&sums[..width]);
                    }
                }
                i += rows;
            }
        }
    };
    #[cfg(target_arch = "x86_64")]
    match level() {
        2 => return run(&[(12, wide::<12>), (8, wide::<8>), (4, wide::<4>), (2, wide::<2>), (1, wide::<1>)]),
        1 => return run(&[(6, half::<6>), (3, half::<3>), (1, half::<1>)]),
        _ => {}
    }
    run(&[(4, plain::<4>), (1, plain::<1>)]);
}

/// Most rows of a tile.
const MR: usize = 12;

/// Sums of products of a few rows of the left factor with a panel.
type Tile = unsafe fn(*const f32, usize, usize, &[f32], &mut [[f32; NR]; MR]);

/// # Safety
/// `a` must reach `R` rows and as many columns as the panel has rows.
unsafe fn plain<const R: usize>(
    a: *const f32,
    row: usize,
    col: usize,
    panel: &[f32],
    sums: &mut [[f32; NR]; MR],
) {
    for (t, b) in panel.chunks_exact(NR).enumerate() {
        for (i, sums) in sums.iter_mut().enumerate().take(R) {
            if t == 0 {
                sums.fill(0.0);
            }
            // SAFETY: by the contract of this function.
            let x = unsafe { *a.add(i * row + t * col) };
            for (s, b) in sums.iter_mut().zip(b) {
                *s += x * b;
            }
        }
    }
}

/// # Safety
/// As [`plain`], on a machine with AVX-512.
#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f")]
unsafe fn wide<const R: usize>(
    a: *const f32,
    row: usize,
    col: usize,
    panel: &[f32],
    sums: &mut [[f32; NR]; MR],
) {
    use std::arch::x86_64::{
        _mm512_add_ps, _mm512_loadu_ps, _mm512_mul_ps, _mm512_set1_ps, _mm512_setzero_ps, _mm512_storeu_ps,
    };
    let mut acc = [[_mm512_setzero_ps(); 2]; R];
    // SAFETY: by the contract of this function; a panel has whole rows of 32.
    unsafe {
        let mut b = panel.as_ptr();
        for t in 0..panel.len() / NR {
            let (b0, b1) = (_mm512_loadu_ps(b), _mm512_loadu_ps(b.add(16)));
            for (i, acc) in acc.iter_mut().enumerate() {
                let x = _mm512_set1_ps(*a.add(i * row + t * col));
                acc[0] = _mm512_add_ps(acc[0], _mm512_mul_ps(x, b0));
                acc[1] = _mm512_add_ps(acc[1], _mm512_mul_ps(x, b1));
            }
            b = b.add(NR);
        }
        for (sums, acc) in sums.iter_mut().zip(acc) {
            _mm512_storeu_ps(sums.as_mut_ptr(), acc[0]);
            _mm512_storeu_ps(sums.as_mut_ptr().add(16), acc[1]);
        }
    }
}

/// # Safety
/// As [`plain`], on a machine with AVX2.
#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
unsafe fn half<const R: usize>(
    a: *const f32,
    row: usize,
    col: usize,
    panel: &[f32],
    sums: &mut [[f32; NR]; MR],
) {
    use std::arch::x86_64::{
        _mm256_add_ps, _mm256_loadu_ps, _mm256_mul_ps, _mm256_set1_ps, _mm256_setzero_ps, _mm256_storeu_ps,
    };
    // Two passes of 16 columns: twelve sums fit the registers.
    for part in 0..2 {
        let mut acc = [[_mm256_setzero_ps(); 2]; R];
        // SAFETY: by the contract of this function; a panel has whole rows of 32.
        unsafe {
            let mut b = panel.as_ptr().add(part * 16);
            for t in 0..panel.len() / NR {
                let (b0, b1) = (_mm256_loadu_ps(b), _mm256_loadu_ps(b.add(8)));
                for (i, acc) in acc.iter_mut().enumerate() {
                    let x = _mm256_set1_ps(*a.add(i * row + t * col));
                    acc[0] = _mm256_add_ps(acc[0], _mm256_mul_ps(x, b0));
                    acc[1] = _mm256_add_ps(acc[1], _mm256_mul_ps(x, b1));
                }
                b = b.wrapping_add(NR);
            }
            for (sums, acc) in sums.iter_mut().zip(acc) {
                _mm256_storeu_ps(sums.as_mut_ptr().add(part * 16), acc[0]);
                _mm256_storeu_ps(sums.as_mut_ptr().add(part * 16 + 8), acc[1]);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nn::Rng;

    #[test]
    fn products_agree_with_the_definition_for_all_shapes_and_orders() {
        let mut rng = Rng::new(1);
        for (m, k, n) in [(1, 1, 1), (5, 7, 33), (6, 32, 64), (13, 40, 31), (19, 3, 100), (2, 0, 5)] {
            let a: Vec<f32> = (0..m * k).map(|_| rng.around(1.0)).collect();
            let b: Vec<f32> = (0..k * n).map(|_| rng.around(1.0)).collect();
            let transposed: Vec<f32> = (0..m * k).map(|x| a[(x % m) * k + x / m]).collect();
            let b_transposed: Vec<f32> = (0..n * k).map(|x| b[(x % k) * n + x / k]).collect();
            let want: Vec<f32> =
                (0..m * n).map(|x| (0..k).map(|t| a[x / n * k + t] * b[t * n + x % n]).sum()).collect();
            for (a, row, col) in [(&a, k, 1), (&transposed, 1, m)] {
                for (b, row_b, col_b) in [(&b, n, 1), (&b_transposed, 1, k)] {
                    let mut packed = Packed::default();
                    packed.fill(b, k, n, row_b, col_b);
                    let mut c = vec![1.0; m * n];
                    gemm(m, a, row, col, &packed, &mut c, n, false);
                    assert!(c.iter().zip(&want).all(|(x, y)| (x - y).abs() < 1e-4));
                    gemm(m, a, row, col, &packed, &mut c, n, true);
                    assert!(c.iter().zip(&want).all(|(x, y)| (x - 2.0 * y).abs() < 1e-4));
                }
            }
        }
    }
}
