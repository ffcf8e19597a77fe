//! What kind of text a document is: the training texts of a language follow different customs of what counts as a
//! name, and so do their readers. The words of a document decide (naive Bayes); where they leave a doubt, each register counts
//! for its share.

use rustc_hash::FxHashMap;

use super::train::Example;

/// A kind of text.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Register {
    /// Reports of journalists.
    News,
    /// Speeches and telegrams of politicians.
    Speech,
    /// Articles and letters of politicians.
    Essay,
    /// Encyclopedias.
    Encyclopedia,
}

impl Register {
    /// All, in the order of their weights in the model.
    pub const ALL: [Self; 4] = [Self::News, Self::Speech, Self::Essay, Self::Encyclopedia];

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::News => "news",
            Self::Speech => "speech",
            Self::Essay => "essay",
            Self::Encyclopedia => "encyclopedia",
        }
    }
}

const REGISTERS: usize = Register::ALL.len();
/// A mark of two bytes, then a weight in units of `1 / SCALE` for each register.
pub(super) const ENTRY: usize = 2 + REGISTERS;
/// Number of entries in a model.
pub(super) const ENTRIES: usize = 1 << 15;
const SCALE: f32 = 8.0;
/// A register so much less likely than the likeliest has no share.
const UNLIKELY: f32 = 0.02;
/// A word seen less often tells nothing.
const SEEN: u32 = 4;
/// How far the count of a word is believed: the words of a sentence come together.
const TRUST: f32 = 0.4;

/// Language and lowercase word as one number.
fn hash(lang: &str, word: &str) -> u64 {
    let mut h = 0xcbf2_9ce4_8422_2325u64;
    for b in lang.bytes().chain([0xff]).chain(word.bytes()) {
        h = (h ^ u64::from(b)).wrapping_mul(0x100_0000_01b3);
    }
    h ^ h >> 29
}

fn slot(hash: u64) -> (usize, [u8; 2]) {
    ((hash as usize) & (ENTRIES - 1), ((hash >> 40) as u16).to_le_bytes())
}

/// The word as it is counted: small letters, no digits; the first word of a sentence loses its capital so as well.
fn word(token: &str) -> String {
    token.chars().flat_map(char::to_lowercase).map(|c| if c.is_numeric() { '0' } else { c }).collect()
}

/// The share that each likely register has in a text, by its words. Empty for a language that has one register.
pub(super) fn shares<'t>(
    table: &[[u8; ENTRY]],
    lang: &str,
    tokens: impl Iterator<Item = &'t str>,
) -> Vec<(Register, f32)> {
    let Some(own) = lookup(table, hash(lang, "")) else { return Vec::new() };
    let mut sums = own.map(i32::from);
    for own in tokens.filter_map(|token| lookup(table, hash(lang, &word(token)))) {
        for (sum, w) in sums.iter_mut().zip(own) {
            *sum += i32::from(w);
        }
    }
    let top = sums.into_iter().max().unwrap_or(0);
    let chance = |sum: i32| ((sum - top) as f32 / SCALE).exp();
    let likely: Vec<(Register, f32)> =
        Register::ALL.into_iter().zip(sums.map(chance)).filter(|(_, chance)| *chance > UNLIKELY).collect();
    let total: f32 = likely.iter().map(|(_, chance)| chance).sum();
    likely.into_iter().map(|(register, chance)| (register, chance / total)).collect()
}

fn lookup(table: &[[u8; ENTRY]], hash: u64) -> Option<[i8; REGISTERS]> {
    let (at, mark) = slot(hash);
    let [low, high, weights @ ..] = table.get(at)?;
    ([*low, *high] == mark).then(|| weights.map(u8::cast_signed))
}

/// Counts the words of the examples that have a register. The commonest keep their place in the table.
pub(super) fn train(examples: &[Example]) -> Vec<u8> {
    let mut counts: FxHashMap<(&str, String), [u32; REGISTERS]> = FxHashMap::default();
    for e in examples {
        let Some(register) = e.register else { continue };
        let k = Register::ALL.iter().position(|r| *r == register).unwrap_or(0);
        for token in &e.tokens {
            counts.entry((e.lang.as_str(), word(token))).or_default()[k] += 1;
            counts.entry((e.lang.as_str(), String::new())).or_default()[k] += 1;
        }
    }
    let mut all: Vec<(&(&str, String), &[u32; REGISTERS])> = counts.iter().collect();
    all.sort_by(|a, b| b.1.iter().sum::<u32>().cmp(&a.1.iter().sum()).then(a.0.cmp(b.0)));
    let mut table = vec![[0u8; ENTRY]; ENTRIES];
    for ((lang, word), own) in all.into_iter().filter(|(_, n)| n.iter().sum::<u32>() >= SEEN) {
        let (at, mark) = slot(hash(lang, word));
        if table[at] != [0; ENTRY] {
            continue;
        }
        let total = counts[&(*lang, String::new())];
        let shares: [f32; REGISTERS] =
            std::array::from_fn(|k| (own[k] as f32 + 0.5) / (total[k] as f32 + 1.0));
        let mean = shares.iter().sum::<f32>() / REGISTERS as f32;
        table[at][..2].copy_from_slice(&mark);
        for k in 0..REGISTERS {
            // The entry of the language itself says which registers it has: the others are out of reach.
            let weight = match (word.is_empty(), total[k]) {
                (_, 0) => -127.0,
                (true, _) => 0.0,
                (false, _) => (TRUST * SCALE * (shares[k] / mean).ln()).round().clamp(-60.0, 60.0),
            };
            table[at][2 + k] = (weight as i8).cast_unsigned();
        }
    }
    table.into_iter().flatten().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_tell_the_register_and_what_all_say_leaves_a_doubt() {
        let example = |register: Register, words: &str| Example {
            lang: "it".into(),
            register: Some(register),
            tokens: words.split(' ').map(str::to_owned).collect(),
            labels: Vec::new(),
        };
        let mut examples = vec![example(Register::Speech, "signori colleghi la seduta continua"); 6];
        examples.extend(vec![example(Register::News, "la polizia indaga e la seduta continua"); 54]);
        let bytes = train(&examples);
        let table = bytes.as_chunks::<ENTRY>().0;
        let share = |register: Register, text: &str| {
            let all = shares(table, "it", text.split(' '));
            all.into_iter().find(|(r, _)| *r == register).map_or(0.0, |(_, share)| share)
        };
        assert!(share(Register::Speech, "Signori colleghi") > 0.9);
        assert!(share(Register::News, "la polizia indaga") > 0.8);
        assert!(share(Register::Speech, "seduta continua") > 0.2, "in doubt, neither is left out");
        assert!(share(Register::News, "seduta continua") > 0.2, "in doubt, neither is left out");
        assert!(share(Register::Essay, "signori") == 0.0, "a register that the language does not have");
        assert!(shares(table, "en", ["ladies"].into_iter()).is_empty());
    }
}
