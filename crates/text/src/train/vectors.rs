//! Word vectors learned elsewhere from plain text, to start from.

use rustc_hash::FxHashMap;

use crate::features::word_hash;

/// Vectors of words, as `word2vec` and fastText write them: a line `COUNT WIDTH`, then one line per word with its
/// values, frequent words first.
#[derive(Clone, Debug, Default)]
pub struct WordVectors {
    pub(crate) width: usize,
    /// Place in `values` by the hash of the form.
    places: FxHashMap<u64, u32>,
    values: Vec<f32>,
}

/// Why a file holds no word vectors.
#[derive(Debug, thiserror::Error)]
#[error("line {line}: {what}; wanted are lines of a word and its numbers, as fastText writes them (*.vec)")]
pub struct VectorError {
    line: usize,
    what: &'static str,
}

impl WordVectors {
    /// Reads the text of a `.vec` file. Of forms that print the same word the first counts. All values are scaled
    /// together to a mean square of one.
    ///
    /// # Errors
    /// When a line does not hold as many numbers as the first.
    pub fn read(text: &str) -> Result<Self, VectorError> {
        let mut vectors = Self::default();
        let mut squares = 0.0f64;
        for (line, content) in (1..).zip(text.lines()) {
            let wrong = |what| VectorError { line, what };
            let (word, numbers) = content.trim_end().split_once(' ').ok_or(wrong("no number"))?;
            if line == 1 && !numbers.contains(' ') {
                continue;
            }
            let from = vectors.values.len();
            for number in numbers.split(' ') {
                let x: f32 = number.parse().map_err(|_| wrong("a value is no number"))?;
                if !x.is_finite() {
                    return Err(wrong("a value is not finite"));
                }
                vectors.values.push(x);
            }
            let width = vectors.values.len() - from;
            if vectors.width != 0 && width != vectors.width {
                return Err(wrong("not as many values as before"));
            }
            vectors.width = width;
            squares += vectors.values[from..].iter().map(|x| f64::from(x * x)).sum::<f64>();
            vectors.places.entry(word_hash(word)).or_insert((from / width) as u32);
        }
        let scale = (vectors.values.len() as f64 / squares.max(1e-9)).sqrt() as f32;
        vectors.values.iter_mut().for_each(|x| *x *= scale);
        Ok(vectors)
    }

    /// The hashes of the forms, in no order.
    pub(crate) fn hashes(&self) -> impl Iterator<Item = u64> {
        self.places.keys().copied()
    }

    /// The vector of the form with the hash.
    pub(crate) fn get(&self, hash: u64) -> Option<&[f32]> {
        let at = *self.places.get(&hash)? as usize * self.width;
        Some(&self.values[at..at + self.width])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_with_and_without_a_first_line_are_read_and_others_named() {
        for head in ["", "2 2\n"] {
            let vectors = WordVectors::read(&format!("{head}the 1 1\nCourt -1 1\n")).expect("vectors");
            assert_eq!(vectors.get(word_hash("court")), Some([-1.0, 1.0].as_slice()));
            assert_eq!(vectors.get(word_hash("port")), None);
        }
        let wrong = WordVectors::read("the 1 1\ncourt 1\n").expect_err("one value too few");
        assert!(wrong.to_string().starts_with("line 2: not as many"), "{wrong}");
        assert!(WordVectors::read("the 1 x\n").is_err());
    }
}
