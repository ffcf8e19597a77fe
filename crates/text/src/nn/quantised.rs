//! Products of whole numbers: weights in seven bits, values in eight.
//!
//! A weight is a whole number of its column's scale and a value one of its row's, so that only sums of bytes'
//! products remain. They are exact in any order: every instruction set gives the same bits, at about four times the
//! rate of floats. Two products of a byte and a weight fit sixteen bits, which AVX2 needs.

#[cfg(target_arch = "x86_64")]
use super::simd::{has_vnni, level};
use super::{math, simd::kernel};

/// Columns of a panel.
const NR: usize = 32;
/// Most rows of a tile.
const MR: usize = 12;
/// Rows of the right factor that lie together.
const GROUP: usize = 4;
/// Greatest weight and greatest value.
const TOP_WEIGHT: f32 = 63.0;
const TOP_VALUE: f32 = 127.0;
/// What is added to a value so that it has no sign.
const ZERO: u8 = 128;

/// The right factor of [`product`] and what is added to each row: a `k × n` matrix in panels of 32 columns, each
/// stored by groups of four rows, the four bytes of a column side by side.
#[derive(Clone, Debug)]
pub(crate) struct Quantised {
    k: usize,
    n: usize,
    panels: Vec<i8>,
    /// By column, filled up to whole panels: size of a weight of one, what the values' [`ZERO`] adds, bias.
    scales: Vec<f32>,
    excess: Vec<i32>,
    bias: Vec<f32>,
}

impl Quantised {
    /// Rounds the matrix whose element `(i, j)` is `b[i * n + j]`. Without a bias nothing is added.
    pub(crate) fn new(b: &[f32], k: usize, n: usize, bias: Option<&[f32]>) -> Self {
        let columns = n.next_multiple_of(NR);
        let mut panels = vec![0; columns * k.next_multiple_of(GROUP)];
        let (mut scales, mut excess) = (vec![0.0; columns], vec![0; columns]);
        if k > 0 && n > 0 {
            round_columns(b, k, n, &mut panels, &mut scales, &mut excess);
        }
        let mut bias = bias.map_or_else(|| vec![0.0; n], <[f32]>::to_vec);
        bias.resize(columns, 0.0);
        Self { k, n, panels, scales, excess, bias }
    }
}

kernel! {
    /// Rounds a `k × n` matrix to panels, scales and excess, which are filled up with zeros.
    fn round_columns(b: &[f32], k: usize, n: usize, panels: &mut [i8], scales: &mut [f32], excess: &mut [i32]) {
        for row in b.chunks_exact(n) {
            for (top, w) in scales.iter_mut().zip(row) {
                *top = top.max(w.abs());
            }
        }
        for scale in scales.iter_mut() {
            *scale /= TOP_WEIGHT;
        }
        for (i, row) in b.chunks_exact(n).enumerate() {
            for (p, values) in row.chunks(NR).enumerate() {
                let mut weights = [0; NR];
                for ((weight, v), scale) in weights.iter_mut().zip(values).zip(&scales[p * NR..]) {
                    // In a column of zeros it is no number, of which a zero is made.
                    *weight = (v / scale).round() as i8;
                }
                let group = &mut panels[(p * k.div_ceil(GROUP) + i / GROUP) * NR * GROUP..][..NR * GROUP];
                for (four, weight) in group.chunks_exact_mut(GROUP).zip(weights) {
                    four[i % GROUP] = weight;
                }
                for (excess, weight) in excess[p * NR..][..NR].iter_mut().zip(weights) {
                    *excess += i32::from(weight) * i32::from(ZERO);
                }
            }
        }
    }
}

/// The left factor of [`product`].
#[derive(Debug, Default)]
pub(crate) struct Values {
    /// Bytes of a row, a multiple of [`GROUP`].
    width: usize,
    bytes: Vec<u8>,
    /// By row, the size of a value of one.
    scales: Vec<f32>,
}

impl Values {
    /// Rounds `m` rows of `k` values that lie `row` apart.
    pub(crate) fn fill(&mut self, a: &[f32], m: usize, k: usize, row: usize) {
        self.width = k.next_multiple_of(GROUP);
        self.bytes.clear();
        self.bytes.resize(m * self.width, ZERO);
        self.scales.clear();
        self.scales.resize(m, 0.0);
        if m > 0 && k > 0 {
            round_rows(a, k, row, self.width, &mut self.bytes, &mut self.scales);
        }
    }
}

kernel! {
    /// Rounds rows of `k` values, `row` apart, to bytes, `width` apart, and their scales.
    fn round_rows(a: &[f32], k: usize, row: usize, width: usize, bytes: &mut [u8], scales: &mut [f32]) {
        /// Pushes the fraction out of the mantissa; the last bits are then the whole number.
        const SHIFT: f32 = 12_582_912.0;
        for ((values, out), scale) in a.chunks(row).zip(bytes.chunks_exact_mut(width)).zip(scales) {
            let values = &values[..k];
            let top = math::greatest(values);
            *scale = top / TOP_VALUE;
            let each = if top > 0.0 { TOP_VALUE / top } else { 0.0 };
            for (o, v) in out.iter_mut().zip(values) {
                *o = ((v * each + SHIFT).to_bits() as u8).wrapping_add(ZERO);
            }
        }
    }
}

/// `c = a · b + bias`; `c` has rows `ldc` apart.
pub(crate) fn product(a: &Values, b: &Quantised, c: &mut [f32], ldc: usize) {
    #[cfg(target_arch = "x86_64")]
    match level() {
        // SAFETY: the machine has been seen to have these instructions.
        2 if has_vnni() => return unsafe { with_vnni(a, b, c, ldc) },
        1 | 2 => return unsafe { with_avx2(a, b, c, ldc) },
        _ => {}
    }
    run(a, b, c, ldc, &[(4, plain::<4>), (1, plain::<1>)]);
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f,avx512vl,avx512dq,avx512bw,avx512vnni")]
fn with_vnni(a: &Values, b: &Quantised, c: &mut [f32], ldc: usize) {
    run(a, b, c, ldc, &[(12, vnni::<12>), (8, vnni::<8>), (4, vnni::<4>), (2, vnni::<2>), (1, vnni::<1>)]);
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
fn with_avx2(a: &Values, b: &Quantised, c: &mut [f32], ldc: usize) {
    run(a, b, c, ldc, &[(4, avx2::<4>), (2, avx2::<2>), (1, avx2::<1>)]);
}

/// Sums of products of a few rows of bytes, so far apart, with a panel.
type Tile = unsafe fn(*const u8, usize, &[i8], &mut [[i32; NR]; MR]);

#[inline(always)]
#[allow(clippy::inline_always, reason = "compiled once per instruction set")]
fn run(a: &Values, b: &Quantised, c: &mut [f32], ldc: usize, tiles: &[(usize, Tile)]) {
    let m = a.scales.len();
    if m == 0 || b.n == 0 {
        return;
    }
    assert_eq!(a.width, b.k.next_multiple_of(GROUP), "as many values as rows of weights");
    assert!(
        a.bytes.len() == m * a.width && c.len() >= (m - 1) * ldc + b.n,
        "a factor or the result is too short"
    );
    let mut sums = [[0; NR]; MR];
    for p in 0..b.n.div_ceil(NR) {
        let panel = &b.panels[p * NR * a.width..(p + 1) * NR * a.width];
        let width = NR.min(b.n - p * NR);
        // Filled up to whole panels: a whole panel of results is written without a remainder.
        let scales = b.scales[p * NR..].first_chunk::<NR>().expect("whole panels");
        let excess = b.excess[p * NR..].first_chunk::<NR>().expect("whole panels");
        let bias = b.bias[p * NR..].first_chunk::<NR>().expect("whole panels");
        let mut i = 0;
        while i < m {
            let (rows, tile) =
                tiles.iter().find(|(rows, _)| *rows <= m - i).expect("the last tile has one row");
            // SAFETY: `rows` rows of bytes lie from `i` on, each as wide as the panel has rows; the instructions
            // that the tile uses have been seen to exist.
            unsafe { tile(a.bytes.as_ptr().add(i * a.width), a.width, panel, &mut sums) };
            for (r, sums) in sums.iter().enumerate().take(*rows) {
                let size = a.scales[i + r];
                let columns = sums.iter().zip(excess).zip(scales.iter().zip(bias));
                let floats = columns.map(|((sum, excess), (scale, bias))| {
                    sum.wrapping_sub(*excess) as f32 * (scale * size) + bias
                });
                let out = &mut c[(i + r) * ldc + p * NR..][..width];
                match out.first_chunk_mut::<NR>() {
                    Some(out) => out.iter_mut().zip(floats).for_each(|(o, x)| *o = x),
                    None => out.iter_mut().zip(floats).for_each(|(o, x)| *o = x),
                }
            }
            i += rows;
        }
    }
}

/// # Safety
/// From `a` on there must be `R` rows, `row` bytes apart, of as many bytes as the panel has rows.
unsafe fn plain<const R: usize>(a: *const u8, row: usize, panel: &[i8], sums: &mut [[i32; NR]; MR]) {
    sums[..R].fill([0; NR]);
    for (g, group) in panel.chunks_exact(NR * GROUP).enumerate() {
        for (i, sums) in sums.iter_mut().enumerate().take(R) {
            // SAFETY: by the contract of this function.
            let x = unsafe { a.add(i * row + g * GROUP).cast::<[u8; GROUP]>().read() }.map(i32::from);
            for (s, b) in sums.iter_mut().zip(group.chunks_exact(GROUP)) {
                *s += x[0] * i32::from(b[0])
                    + x[1] * i32::from(b[1])
                    + x[2] * i32::from(b[2])
                    + x[3] * i32::from(b[3]);
            }
        }
    }
}

/// # Safety
/// As [`plain`], on a machine with AVX-512 and its VNNI.
#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f,avx512vnni")]
unsafe fn vnni<const R: usize>(a: *const u8, row: usize, panel: &[i8], sums: &mut [[i32; NR]; MR]) {
    use std::arch::x86_64::{
        _mm512_dpbusd_epi32, _mm512_loadu_si512, _mm512_set1_epi32, _mm512_setzero_si512, _mm512_storeu_si512,
    };
    let mut acc = [[_mm512_setzero_si512(); 2]; R];
    // SAFETY: by the contract of this function; a panel has whole groups of 128 bytes.
    unsafe {
        let mut b = panel.as_ptr();
        for g in 0..panel.len() / (NR * GROUP) {
            let (b0, b1) = (_mm512_loadu_si512(b.cast()), _mm512_loadu_si512(b.add(64).cast()));
            for (i, acc) in acc.iter_mut().enumerate() {
                let x = _mm512_set1_epi32(a.add(i * row + g * GROUP).cast::<i32>().read_unaligned());
                acc[0] = _mm512_dpbusd_epi32(acc[0], x, b0);
                acc[1] = _mm512_dpbusd_epi32(acc[1], x, b1);
            }
            b = b.add(NR * GROUP);
        }
        for (sums, acc) in sums.iter_mut().zip(acc) {
            _mm512_storeu_si512(sums.as_mut_ptr().cast(), acc[0]);
            _mm512_storeu_si512(sums.as_mut_ptr().add(16).cast(), acc[1]);
        }
    }
}

/// # Safety
/// As [`plain`], on a machine with AVX2.
#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
unsafe fn avx2<const R: usize>(a: *const u8, row: usize, panel: &[i8], sums: &mut [[i32; NR]; MR]) {
    use std::arch::x86_64::{
        _mm256_add_epi32, _mm256_loadu_si256, _mm256_madd_epi16, _mm256_maddubs_epi16, _mm256_set1_epi16,
        _mm256_set1_epi32, _mm256_setzero_si256, _mm256_storeu_si256,
    };
    let ones = _mm256_set1_epi16(1);
    // Two passes of 16 columns: eight sums fit the registers.
    for part in 0..2 {
        let mut acc = [[_mm256_setzero_si256(); 2]; R];
        // SAFETY: by the contract of this function.
        unsafe {
            let mut b = panel.as_ptr().add(part * 64);
            for g in 0..panel.len() / (NR * GROUP) {
                let (b0, b1) = (_mm256_loadu_si256(b.cast()), _mm256_loadu_si256(b.add(32).cast()));
                for (i, acc) in acc.iter_mut().enumerate() {
                    let x = _mm256_set1_epi32(a.add(i * row + g * GROUP).cast::<i32>().read_unaligned());
                    let (p0, p1) = (_mm256_maddubs_epi16(x, b0), _mm256_maddubs_epi16(x, b1));
                    acc[0] = _mm256_add_epi32(acc[0], _mm256_madd_epi16(p0, ones));
                    acc[1] = _mm256_add_epi32(acc[1], _mm256_madd_epi16(p1, ones));
                }
                b = b.wrapping_add(NR * GROUP);
            }
            for (sums, acc) in sums.iter_mut().zip(acc) {
                _mm256_storeu_si256(sums.as_mut_ptr().add(part * 16).cast(), acc[0]);
                _mm256_storeu_si256(sums.as_mut_ptr().add(part * 16 + 8).cast(), acc[1]);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nn::Rng;

    type Way = fn(&Values, &Quantised, &mut [f32], usize);

    /// The ways to multiply that this machine has.
    fn ways() -> Vec<(&'static str, Way)> {
        let plain: Way = |a, b, c, ldc| run(a, b, c, ldc, &[(4, super::plain::<4>), (1, super::plain::<1>)]);
        let mut ways: Vec<(&'static str, Way)> = vec![("plain", plain), ("chosen", product)];
        #[cfg(target_arch = "x86_64")]
        {
            // SAFETY: the instructions have been seen to exist.
            if level() >= 1 {
                ways.push(("AVX2", |a, b, c, ldc| unsafe { with_avx2(a, b, c, ldc) }));
            }
            if has_vnni() {
                ways.push(("VNNI", |a, b, c, ldc| unsafe { with_vnni(a, b, c, ldc) }));
            }
        }
        ways
    }

    const SHAPES: [(usize, usize, usize); 6] =
        [(1, 1, 1), (5, 7, 33), (6, 32, 64), (13, 42, 31), (23, 256, 100), (2, 0, 5)];

    #[test]
    fn products_are_near_those_of_floats() {
        let mut rng = Rng::new(1);
        for (m, k, n) in SHAPES {
            let (row, ldc) = (k + 3, n + 2);
            let a: Vec<f32> = (0..m * row).map(|_| rng.around(1.0)).collect();
            let b: Vec<f32> = (0..k * n).map(|_| rng.around(1.0)).collect();
            let bias: Vec<f32> = (0..n).map(|_| rng.around(1.0)).collect();
            let mut values = Values::default();
            values.fill(&a, m, k, row);
            let mut c = vec![7.0; m * ldc];
            product(&values, &Quantised::new(&b, k, n, Some(&bias)), &mut c, ldc);
            for i in 0..m {
                for j in 0..n {
                    let want: f32 = bias[j] + (0..k).map(|t| a[i * row + t] * b[t * n + j]).sum::<f32>();
                    assert!(
                        (c[i * ldc + j] - want).abs() < 0.02 * (1.0 + (k as f32).sqrt()),
                        "{m} {k} {n}: {i} {j}"
                    );
                }
                assert!(c[i * ldc + n..(i + 1) * ldc].iter().all(|x| *x == 7.0), "beside the result");
            }
        }
    }

    #[test]
    fn all_instructions_give_the_same_bits_extremes_too() {
        let mut rng = Rng::new(2);
        for (m, k, n) in SHAPES {
            for extreme in [false, true] {
                let mut draw = |_| {
                    let x = rng.around(1.0);
                    if extreme { x.signum() } else { x }
                };
                let a: Vec<f32> = (0..m * k).map(&mut draw).collect();
                let b: Vec<f32> = (0..k * n).map(&mut draw).collect();
                let mut values = Values::default();
                values.fill(&a, m, k, k.max(1));
                let b = Quantised::new(&b, k, n, None);
                let bits = |way: Way| {
                    let mut c = vec![0.0f32; m * n];
                    way(&values, &b, &mut c, n);
                    c.iter().map(|x| x.to_bits()).collect::<Vec<u32>>()
                };
                let want = bits(ways()[0].1);
                for (name, way) in ways() {
                    assert!(bits(way) == want, "{name}: {m} {k} {n}");
                }
            }
        }
    }

    #[test]
    fn values_that_are_no_numbers_do_no_harm() {
        let mut values = Values::default();
        values.fill(&[f32::NAN, f32::INFINITY, 1.0, 0.0, 0.0, 0.0], 2, 3, 3);
        let b = Quantised::new(&[1.0, 2.0, 3.0], 3, 1, None);
        let mut c = [1.0; 2];
        product(&values, &b, &mut c, 1);
        assert_eq!(c[1], 0.0);
    }
}
