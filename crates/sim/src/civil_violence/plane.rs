//! A square torus of bits, one row after another, that counts and picks inside a neighbourhood word by word.

use serde::{Deserialize, Serialize};

use crate::random::Draws;

/// One bit per site of an `n × n` torus.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(super) struct Plane {
    n: usize,
    words: usize,
    bits: Vec<u64>,
}

/// The shape of what an agent sees: for each row from `-reach` to `reach`, how many sites to either side.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(super) struct Neighbourhood {
    reach: usize,
    half_widths: Vec<usize>,
    /// Every site of it, as what to add to column and row of its middle.
    sites: Vec<(i8, i8)>,
}

impl Neighbourhood {
    /// All sites within `vision` for which `inside(|dx|, |dy|)` holds.
    pub(super) fn new(vision: f64, inside: impl Fn(f64, f64) -> bool) -> Self {
        let reach = vision.floor() as usize;
        let half_width = |dy: usize| (0..=reach).rev().find(|dx| inside(*dx as f64, dy as f64)).unwrap_or(0);
        let half_widths: Vec<usize> = (0..=2 * reach).map(|row| half_width(row.abs_diff(reach))).collect();
        let row = |(row, half): (usize, &usize)| {
            let half = *half as i8;
            (-half..=half).map(move |dx| (dx, (row as isize - reach as isize) as i8))
        };
        let sites = half_widths.iter().enumerate().flat_map(row).collect();
        Self { reach, half_widths, sites }
    }

    /// The widest row, in sites.
    pub(super) fn width(&self) -> usize {
        2 * self.reach + 1
    }
}

/// Tries before free sites are looked for one by one.
const TRIES: usize = 12;

impl Plane {
    pub(super) fn new(n: usize) -> Self {
        let words = n.div_ceil(64);
        Self { n, words, bits: vec![0; words * n] }
    }

    pub(super) fn get(&self, x: usize, y: usize) -> bool {
        self.bits[y * self.words + x / 64] >> (x % 64) & 1 == 1
    }

    pub(super) fn put(&mut self, x: usize, y: usize, value: bool) {
        let word = &mut self.bits[y * self.words + x / 64];
        *word = *word & !(1 << (x % 64)) | u64::from(value) << (x % 64);
    }

    /// `width` bits of a row from column `x`, not past the end of the row.
    fn run(&self, y: usize, x: usize, width: usize) -> u64 {
        let row = &self.bits[y * self.words..(y + 1) * self.words];
        let (word, shift) = (x / 64, x % 64);
        let mut bits = row[word] >> shift;
        if shift + width > 64 {
            bits |= row[word + 1] << (64 - shift);
        }
        bits & (u64::MAX >> (64 - width))
    }

    /// The bits of one row of a neighbourhood, around the edge of the torus if need be.
    fn window(&self, y: usize, x: usize, half: usize) -> u64 {
        let width = 2 * half + 1;
        let start = if x >= half { x - half } else { x + self.n - half };
        if start + width <= self.n {
            self.run(y, start, width)
        } else {
            let first = self.n - start;
            self.run(y, start, first) | self.run(y, 0, width - first) << first
        }
    }

    /// Rows of the neighbourhood around a site: row of the torus and half width.
    fn rows<'a>(&self, y: usize, around: &'a Neighbourhood) -> impl Iterator<Item = (usize, usize)> + 'a {
        let n = self.n;
        let top = if y >= around.reach { y - around.reach } else { y + n - around.reach };
        around.half_widths.iter().enumerate().map(move |(k, half)| {
            let row = top + k;
            (if row >= n { row - n } else { row }, *half)
        })
    }

    /// Bits set in the neighbourhood.
    pub(super) fn count(&self, x: usize, y: usize, around: &Neighbourhood) -> u32 {
        self.rows(y, around).map(|(row, half)| self.window(row, x, half).count_ones()).sum()
    }

    /// A site of the neighbourhood drawn from those whose bit is off; `None` when there is none.
    pub(super) fn pick_free(
        &self,
        x: usize,
        y: usize,
        around: &Neighbourhood,
        draws: &mut Draws,
    ) -> Option<(usize, usize)> {
        let wrap = |at: usize, by: i8| {
            let to = at as isize + isize::from(by);
            let n = self.n as isize;
            (if to < 0 {
                to + n
            } else if to >= n {
                to - n
            } else {
                to
            }) as usize
        };
        // Most often a few tries find one; all that are free are equally likely in every try.
        for _ in 0..TRIES {
            let (dx, dy) = around.sites[draws.below(around.sites.len())];
            let (x, y) = (wrap(x, dx), wrap(y, dy));
            if !self.get(x, y) {
                return Some((x, y));
            }
        }
        self.pick(x, y, around, false, draws)
    }

    /// A site of the neighbourhood drawn from those whose bit is `value`; `None` when there is none.
    pub(super) fn pick(
        &self,
        x: usize,
        y: usize,
        around: &Neighbourhood,
        value: bool,
        draws: &mut Draws,
    ) -> Option<(usize, usize)> {
        let mut windows = [0u64; 64];
        let mut total = 0;
        for (k, (row, half)) in self.rows(y, around).enumerate() {
            let bits = self.window(row, x, half);
            windows[k] = if value { bits } else { !bits & (u64::MAX >> (63 - 2 * half)) };
            total += windows[k].count_ones();
        }
        if total == 0 {
            return None;
        }
        let mut left = draws.below(total as usize) as u32;
        for (k, (row, half)) in self.rows(y, around).enumerate() {
            let here = windows[k].count_ones();
            if left < here {
                let mut bits = windows[k];
                for _ in 0..left {
                    bits &= bits - 1;
                }
                let column = x + self.n - half + bits.trailing_zeros() as usize;
                return Some((column % self.n, row));
            }
            left -= here;
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counting_by_words_equals_counting_by_sites() {
        for n in [15, 40, 64, 65, 130] {
            let mut plane = Plane::new(n);
            let mut draws = Draws::new(1, 0, n as u32);
            for _ in 0..n * n / 3 {
                plane.put(draws.below(n), draws.below(n), true);
            }
            for (vision, round) in [(7.0, false), (1.7, true), (1.0, true)] {
                let inside = |dx: f64, dy: f64| {
                    if round { dx * dx + dy * dy <= vision * vision } else { dx + dy <= 2.0 * vision }
                };
                let around = Neighbourhood::new(vision, inside);
                for (x, y) in [(0, 0), (n - 1, 3), (n / 2, n - 1), (3, n / 2)] {
                    let reach = vision as usize;
                    let mut plain = 0;
                    for dy in 0..=2 * reach {
                        for dx in 0..=2 * reach {
                            let (a, b) = (dx.abs_diff(reach) as f64, dy.abs_diff(reach) as f64);
                            let site = ((x + n + dx - reach) % n, (y + n + dy - reach) % n);
                            plain += u32::from(inside(a, b) && plane.get(site.0, site.1));
                        }
                    }
                    assert_eq!(plane.count(x, y, &around), plain, "n {n}, vision {vision}, at {x},{y}");
                    if let Some((px, py)) = plane.pick_free(x, y, &around, &mut draws) {
                        assert!(!plane.get(px, py));
                    }
                    for value in [true, false] {
                        if let Some((px, py)) = plane.pick(x, y, &around, value, &mut draws) {
                            assert_eq!(plane.get(px, py), value);
                        }
                    }
                }
            }
        }
    }
}
