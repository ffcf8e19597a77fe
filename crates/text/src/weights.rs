//! Weights in a model file: embeddings as bytes with one scale per row, dense weights as halves.

use crate::features::Vocabulary;
use crate::model_file::{Part, u64_at};
use crate::network::Table;
use crate::nn::math::axpy_bytes;
use crate::nn::simd::kernel;

/// A table of embeddings: `rows` scales (f32), then `rows × width` signed bytes.
#[derive(Debug)]
pub(crate) struct ByteTable {
    part: Part,
    rows: usize,
    width: usize,
}

impl ByteTable {
    /// `None` when the section's length does not fit the width.
    pub(crate) fn new(part: Part, width: usize) -> Option<Self> {
        let rows = part.len() / (width + 4);
        (rows > 0 && part.len() == rows * (width + 4)).then_some(Self { part, rows, width })
    }

    pub(crate) fn rows(&self) -> usize {
        self.rows
    }

    /// The section of a table of floats.
    pub(crate) fn encode(values: &[f32], width: usize) -> Vec<u8> {
        let mut scales = Vec::new();
        let mut bytes = Vec::new();
        for row in values.chunks_exact(width) {
            let top = row.iter().fold(0.0f32, |a, x| a.max(x.abs()));
            let scale = if top > 0.0 { top / 127.0 } else { 1.0 };
            scales.extend_from_slice(&scale.to_le_bytes());
            bytes.extend(row.iter().map(|x| (x / scale).round() as i8 as u8));
        }
        scales.extend(bytes);
        scales
    }
}

impl Table for ByteTable {
    fn add_row(&self, row: usize, scale: f32, out: &mut [f32]) {
        let part = &*self.part;
        let own = f32::from_le_bytes(part[row * 4..row * 4 + 4].try_into().expect("four bytes"));
        let from = self.rows * 4 + row * self.width;
        axpy_bytes(own * scale, &part[from..from + self.width], out);
    }
}

/// The sorted hashes of the known words.
#[derive(Debug)]
pub(crate) struct Words(pub(crate) Part);

impl Words {
    pub(crate) fn len(&self) -> usize {
        self.0.len() / 8
    }
}

impl Vocabulary for Words {
    fn find(&self, hash: u64) -> Option<usize> {
        let (mut from, mut to) = (0, self.len());
        while from < to {
            let middle = usize::midpoint(from, to);
            match u64_at(&self.0, middle * 8).cmp(&hash) {
                std::cmp::Ordering::Less => from = middle + 1,
                std::cmp::Ordering::Greater => to = middle,
                std::cmp::Ordering::Equal => return Some(middle),
            }
        }
        None
    }
}

/// Floats as IEEE halves, rounded to nearest; values beyond their range become the greatest half.
pub(crate) fn to_halves(values: &[f32]) -> Vec<u8> {
    values.iter().flat_map(|x| half(*x).to_le_bytes()).collect()
}

/// The floats of halves.
pub(crate) fn from_halves(bytes: &[u8]) -> Vec<f32> {
    let mut values = vec![0.0; bytes.len() / 2];
    widen(bytes, &mut values);
    values
}

kernel! {
    /// Writes the floats of halves.
    fn widen(halves: &[u8], out: &mut [f32]) {
        for (value, half) in out.iter_mut().zip(halves.as_chunks().0) {
            *value = whole(u16::from_le_bytes(*half));
        }
    }
}

fn half(x: f32) -> u16 {
    let sign = ((x.to_bits() >> 16) & 0x8000) as u16;
    let a = x.abs();
    if a.is_nan() {
        return sign;
    }
    if a < 6.103_515_6e-5 {
        return sign | (a * 16_777_216.0).round() as u16;
    }
    let bits = a.min(65_504.0).to_bits() + 0x0FFF + ((a.to_bits() >> 13) & 1);
    sign | (((bits >> 13) - (112 << 10)) as u16).min(0x7BFF)
}

#[inline(always)]
#[allow(clippy::inline_always, reason = "must vectorise inside kernels")]
fn whole(h: u16) -> f32 {
    let sign = u32::from(h & 0x8000) << 16;
    let rest = u32::from(h & 0x7FFF);
    let value =
        if rest < 0x400 { rest as f32 / 16_777_216.0 } else { f32::from_bits((rest << 13) + (112 << 23)) };
    f32::from_bits(value.to_bits() | sign)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn halves_are_near(x in -1000.0f32..1000.0) {
            let back = from_halves(&to_halves(&[x]))[0];
            prop_assert!((back - x).abs() <= x.abs() / 2000.0 + 1e-7, "{} became {}", x, back);
        }
    }

    #[test]
    fn extremes_stay_finite() {
        let back = from_halves(&to_halves(&[1e30, -1e30, 0.0, -0.0, f32::NAN, 1e-9]));
        assert_eq!(back, [65_504.0, -65_504.0, 0.0, -0.0, 0.0, 0.0]);
    }
}
