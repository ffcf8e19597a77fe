//! Whether two names are names of one person: spellings, transliterations, scripts, order, initials.
//!
//! The way of a pair: [`parts`] takes titles away and tells given names, patronymics, initials and surname apart;
//! [`sound`] writes every part in a small alphabet of sounds, once for each habit of spelling that could have
//! produced it (English, German, French, Italian, scholarly and Polish, Turkish; Cyrillic of several languages;
//! Arabic; any other script over its romanisation); [`same_person`] aligns the parts and adds up.
//!
//! Names of one person in one language are matched by the same rules: nothing here knows a name but the short
//! list of given names that differ from language to language (`given.tsv`: Vladimir, Volodymyr, Uladzimir).

mod parts;
mod sound;

pub use parts::{Gender, PersonName, is_honorific};
pub(crate) use sound::is_hyphen;
pub use sound::{fold, keys, similarity};

use casus_model::SmolStr;

/// How well two names agree, and why.
#[derive(Clone, PartialEq, Debug)]
pub struct Match {
    /// From 0 to 1; [`SAME`] and above means one person.
    pub score: f32,
    /// In a few words: `same spelling`, `transliteration`, `surname only`, `given names differ`.
    pub reason: SmolStr,
}

impl Match {
    fn new(score: f32, reason: &'static str) -> Self {
        Self { score, reason: SmolStr::new_static(reason) }
    }

    /// Whether the names are taken for names of one person.
    pub fn is_same(&self) -> bool {
        self.score >= SAME
    }
}

/// The score from which two names count as names of one person.
pub const SAME: f32 = 0.8;

/// Two parts that sound this alike are spellings of one name.
const PART: f32 = 0.8;

/// Compares two names of persons, in any scripts.
///
/// A surname alone agrees with a full name that has it, but below [`SAME`]: whether "Greene" is Sam Greene is
/// for the document to tell, not for the name.
pub fn same_person(a: &str, b: &str) -> Match {
    if fold(a) == fold(b) {
        return Match::new(1.0, "same spelling");
    }
    let (a, b) = (PersonName::parse(a), PersonName::parse(b));
    compare(&a, &b)
}

/// The name as it sounds in its usual order, for identifiers: the same for most spellings and scripts.
pub fn canonical(name: &str) -> String {
    PersonName::parse(name).canonical()
}

/// Compares two names that were parsed before.
pub fn compare(a: &PersonName, b: &PersonName) -> Match {
    if a.parts.is_empty() || b.parts.is_empty() {
        return Match::new(0.0, "no name");
    }
    if a.suffix != b.suffix && a.suffix.is_some() && b.suffix.is_some() {
        return Match::new(0.3, "generations differ");
    }
    let (short, long) = if a.full_parts() <= b.full_parts() { (a, b) } else { (b, a) };
    let aligned = align(short, long);
    if short.parts.len() > 1
        && short.parts.len() != long.parts.len()
        && aligned.score < SAME
        && !aligned.gender
    {
        const JOINED: f32 = 0.96;
        let joined = sound::joined_similarity(&short.joined(), &long.joined(), JOINED);
        if joined >= JOINED {
            return Match::new(joined.min(0.95), "same letters, parted otherwise");
        }
    }
    Match { score: aligned.score, reason: aligned.reason }
}

struct Aligned {
    score: f32,
    reason: SmolStr,
    gender: bool,
}

/// Aligns the parts of the shorter name with those of the longer one, surname with surname where the order is
/// known, and says what is left over.
fn align(short: &PersonName, long: &PersonName) -> Aligned {
    let no = |score: f32, reason: &'static str| Aligned { score, reason: reason.into(), gender: false };
    let mut alike: Vec<Vec<f32>> = Vec::with_capacity(short.parts.len());
    for (i, part) in short.parts.iter().enumerate() {
        let row: Vec<f32> = (0..long.parts.len()).map(|j| part_similarity(short, i, long, j)).collect();
        if !part.optional() && row.iter().all(|s| *s < PART) {
            return no(0.4, "parts differ");
        }
        alike.push(row);
    }
    let mut best: Option<(f32, Vec<Option<usize>>, bool)> = None;
    // The parts stay in order but for a surname that may stand first or last.
    for order in orders(long) {
        let (total, to) = in_order(&alike, &order);
        if best.as_ref().is_none_or(|(t, ..)| total > *t + 1e-6) {
            best = Some((total, to, !order.is_sorted()));
        }
    }
    let Some((_, to, turned)) = best else { return no(0.0, "no name") };
    let pairs: Vec<(usize, usize, f32)> =
        to.iter().enumerate().filter_map(|(i, j)| j.map(|j| (i, j, alike[i][j]))).collect();
    let missing: Vec<usize> = (0..short.parts.len()).filter(|i| to[*i].is_none()).collect();
    if missing.iter().any(|i| !short.parts[*i].optional()) {
        return no(0.4, "parts differ");
    }
    let left: Vec<usize> = (0..long.parts.len()).filter(|j| !to.contains(&Some(*j))).collect();
    if !missing.is_empty() && left.iter().any(|j| long.parts[*j].kind_conflicts(&missing, &short.parts)) {
        return no(0.4, "middle names differ");
    }
    if pairs.iter().any(|(i, j, _)| Gender::differ(&short.parts[*i].text, &long.parts[*j].text)) {
        return Aligned { score: 0.5, reason: "one is a man's form, one a woman's".into(), gender: true };
    }
    let full: Vec<f32> = pairs
        .iter()
        .filter(|(i, j, _)| !short.parts[*i].initial && !long.parts[*j].initial)
        .map(|p| p.2)
        .collect();
    let lowest = pairs.iter().map(|p| p.2).fold(1.0f32, f32::min);
    if pairs.is_empty() || lowest < PART {
        return no(0.5 * lowest, "parts differ");
    }
    if full.is_empty() {
        return no(0.3, "initials only");
    }
    let mean = full.iter().sum::<f32>() / full.len() as f32;
    if short.full_parts() == 1 && long.full_parts() > 1 {
        return no(0.7 * mean, "one part only");
    }
    let middle_initial = |name: &PersonName| name.parts.iter().skip(1).any(|p| p.initial);
    if left.iter().any(|j| long.parts[*j].initial)
        && middle_initial(short)
        && pairs.iter().any(|p| p.0 > 0 && short.parts[p.0].initial)
    {
        return no(0.5, "middle initials differ");
    }
    // Given names left over are middle names; a second surname is common in Spanish and Portuguese names.
    let leftover = left.iter().filter(|j| !long.parts[**j].optional()).count() as f32;
    if turned && leftover > 0.0 {
        return no(0.5, "order and parts differ");
    }
    let initials = pairs.len() - full.len();
    let score = 0.5 * mean + 0.5 * lowest - 0.04 * leftover - 0.03 * initials as f32;
    let reason = if initials > 0 {
        "initials agree"
    } else if leftover > 0.0 {
        "a part more"
    } else if mean > 0.995 {
        "same parts"
    } else {
        "transliteration"
    };
    Aligned { score, reason: reason.into(), gender: false }
}

/// The orders in which the parts of a name can be meant: as written, surname first, surname last.
fn orders(name: &PersonName) -> Vec<Vec<usize>> {
    let n = name.parts.len();
    let as_written: Vec<usize> = (0..n).collect();
    let mut all = vec![as_written.clone()];
    if n > 1 {
        let mut first_to_last: Vec<usize> = (1..n).collect();
        first_to_last.push(0);
        let mut last_to_first = vec![n - 1];
        last_to_first.extend(0..n - 1);
        for order in [first_to_last, last_to_first] {
            if !all.contains(&order) {
                all.push(order);
            }
        }
    }
    all
}

/// The best alignment of the parts of one name (rows of `alike`) with those of another (columns) taken in `order`.
fn in_order(alike: &[Vec<f32>], order: &[usize]) -> (f32, Vec<Option<usize>>) {
    let (n, m) = (alike.len(), order.len());
    let mut best = vec![vec![0.0f32; m + 1]; n + 1];
    for i in (0..n).rev() {
        for j in (0..m).rev() {
            let s = alike[i][order[j]];
            let take = if s >= PART { s + best[i + 1][j + 1] } else { 0.0 };
            best[i][j] = take.max(best[i + 1][j]).max(best[i][j + 1]);
        }
    }
    let mut to = vec![None; n];
    let (mut i, mut j) = (0, 0);
    while i < n && j < m {
        let s = alike[i][order[j]];
        if s >= PART && (best[i][j] - s - best[i + 1][j + 1]).abs() < 1e-5 {
            to[i] = Some(order[j]);
            i += 1;
            j += 1;
        } else if best[i][j] == best[i + 1][j] {
            i += 1;
        } else {
            j += 1;
        }
    }
    (best[0][0], to)
}

fn part_similarity(a: &PersonName, i: usize, b: &PersonName, j: usize) -> f32 {
    let (p, q) = (&a.parts[i], &b.parts[j]);
    if p.initial || q.initial {
        if p.patronymic != q.patronymic && !(p.initial && q.initial) && (p.patronymic || q.patronymic) {
            // "V. V. Putin": the second initial may be the patronymic's.
            return if p.starts_like(q) { 0.85 } else { 0.0 };
        }
        return if p.starts_like(q) { 0.9 } else { 0.0 };
    }
    if p.patronymic != q.patronymic {
        return 0.0;
    }
    p.similarity(q)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn same(a: &str, b: &str) {
        let m = same_person(a, b);
        assert!(m.is_same(), "{a} / {b}: {m:?}");
    }

    #[track_caller]
    fn other(a: &str, b: &str) {
        let m = same_person(a, b);
        assert!(!m.is_same(), "{a} / {b}: {m:?}");
    }

    #[test]
    fn one_person_in_many_spellings() {
        for b in
            ["Kassym-Jomart Tokaev", "Kasym-Zhomart Tokajev", "Касым-Жомарт Токаев", "Қасым-Жомарт Тоқаев"]
        {
            same("Kassym-Jomart Tokayev", b);
        }
        for b in
            ["Aleksandr Lukashenko", "Alyaksandr Lukashenka", "Александр Лукашенко", "Аляксандр Лукашэнка"]
        {
            same("Alexander Lukashenko", b);
        }
        for b in ["Wolodymyr Selenskyj", "Volodymyr Zelenskyy", "Vladimir Zelensky", "Владимир Зеленский"]
        {
            same("Volodymyr Zelensky", b);
        }
        same("Xi Jinping", "习近平");
        same("Xi Jinping", "Си Цзиньпин");
        same("Wang Yi", "Ван И");
        same("Muammar Gaddafi", "Muʿammar al-Qadhdhāfī");
        same("Mohammed bin Salman", "محمد بن سلمان");
        same("Nikita Chruschtschow", "Nikita Khrushchev");
        same("Nikita Krusciov", "Nikita Khrushchev");
        same("Nikita Krusciov", "Nikita Chruschtschow");
        same("Nikita Krusciov", "Никита Хрущёв");
    }

    #[test]
    fn order_initials_patronymics_and_titles() {
        same("Vladimir Vladimirovich Putin", "V. Putin");
        same("Putin, Vladimir", "President Vladimir Putin");
        same("В. В. Путин", "Vladimir Putin");
        same("Viktor Orbán", "Orbán Viktor");
        same("George W. Bush", "George Walker Bush");
    }

    #[test]
    fn near_misses_stay_apart() {
        other("Vladimir Putin", "Vladimir Potanin");
        other("Kim Jong Un", "Kim Jong Il");
        other("George W. Bush", "George H. W. Bush");
        other("Nursultan Nazarbayev", "Dariga Nazarbayeva");
        other("Ilham Aliyev", "Heydar Aliyev");
        other("Li Keqiang", "Li Qiang");
        other("Sergei Ivanov", "Sergeya Ivanova");
        other("Putin", "Vladimir Putin");
        other("Sergei Ivanovich Petrov", "Sergei Petrovich Petrov");
    }
}
