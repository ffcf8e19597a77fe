//! Which documents tell the same story, within and across languages.
//!
//! What it does: a document is the bag of its names, numbers and longer words, folded and cut to their first letters,
//! so that cognates and inflected forms meet (*Boeing*, *presid-ent/-ente*); names count double. Terms are weighed by
//! how few documents have them, and documents are joined bottom-up by the mean likeness of their members (average
//! linkage) as long as it is above a limit. Documents that are dated more than a month and a half apart are never
//! likened. Source: topic detection and tracking (Allan 2002); the limit was set where ECB+ and MEANTIME both do well.
//! Limits: languages in different scripts meet by numbers alone; in a collection of few documents rare and
//! common words cannot be told apart, so only names, numbers and long words count.

use std::collections::BinaryHeap;

use casus_model::Day;
use rustc_hash::FxHashMap;

/// Mean likeness (cosine) at which two stories are one.
const ALIKE: f32 = 0.27;

/// From so many documents on, what half of them have says nothing.
const MANY: usize = 20;

/// Days between two documents of which neither can tell what the other tells.
const APART: i64 = 45;

/// The story of each document, numbered by first occurrence. The date is that of the document, if it is known.
pub fn stories(documents: &[(&str, Option<Day>)]) -> Vec<usize> {
    let vectors = weigh(documents);
    let mut likeness = likeness(documents, &vectors);
    let mut members: Vec<Vec<usize>> = (0..documents.len()).map(|i| vec![i]).collect();
    let mut heap: BinaryHeap<(u32, std::cmp::Reverse<usize>, std::cmp::Reverse<usize>)> = BinaryHeap::new();
    let mean = |sum: f32, a: &[usize], b: &[usize]| sum / (a.len() * b.len()) as f32;
    let rank = |mean: f32| (mean * 1e6) as u32;
    for (a, near) in likeness.iter().enumerate() {
        for (b, sum) in near
            .iter()
            .filter(|(b, sum)| **b > a && **sum >= ALIKE)
            .collect::<std::collections::BTreeMap<_, _>>()
        {
            heap.push((rank(*sum), std::cmp::Reverse(a), std::cmp::Reverse(*b)));
        }
    }
    while let Some((found, std::cmp::Reverse(a), std::cmp::Reverse(b))) = heap.pop() {
        if members[a].is_empty() || members[b].is_empty() {
            continue;
        }
        let Some(sum) = likeness[a].get(&b).copied() else { continue };
        if rank(mean(sum, &members[a], &members[b])) != found {
            continue;
        }
        // b joins a; what was near b is near a
        let moved = std::mem::take(&mut members[b]);
        members[a].extend(moved);
        let mut near: Vec<(usize, f32)> = std::mem::take(&mut likeness[b]).into_iter().collect();
        near.sort_by_key(|(c, _)| *c);
        for (c, sum) in near {
            likeness[c].remove(&b);
            if c != a {
                *likeness[a].entry(c).or_default() += sum;
                let joined = likeness[a][&c];
                likeness[c].insert(a, joined);
            }
        }
        let mut again: Vec<(usize, f32)> = likeness[a].iter().map(|(c, s)| (*c, *s)).collect();
        again.sort_by_key(|(c, _)| *c);
        for (c, sum) in again {
            let value = mean(sum, &members[a], &members[c]);
            if value >= ALIKE {
                heap.push((rank(value), std::cmp::Reverse(a.min(c)), std::cmp::Reverse(a.max(c))));
            }
        }
    }
    let mut story = vec![0; documents.len()];
    let mut clusters: Vec<Vec<usize>> = members.into_iter().filter(|m| !m.is_empty()).collect();
    for cluster in &mut clusters {
        cluster.sort_unstable();
    }
    clusters.sort();
    for (n, cluster) in clusters.iter().enumerate() {
        for d in cluster {
            story[*d] = n;
        }
    }
    story
}

/// Terms with their weights, each vector of length 1.
fn weigh(documents: &[(&str, Option<Day>)]) -> Vec<Vec<(u32, f32)>> {
    let many = documents.len() >= MANY;
    let mut numbers: FxHashMap<String, u32> = FxHashMap::default();
    let mut counts: Vec<Vec<(u32, f32)>> = Vec::with_capacity(documents.len());
    let mut held: Vec<u32> = Vec::new();
    for (text, _) in documents {
        let mut bag: FxHashMap<u32, f32> = FxHashMap::default();
        terms(text, many, &mut |term, times| {
            let n = numbers.len() as u32;
            let id = *numbers.entry(term).or_insert(n);
            *bag.entry(id).or_default() += times;
        });
        held.resize(numbers.len(), 0);
        let mut bag: Vec<(u32, f32)> = bag.into_iter().collect();
        bag.sort_unstable_by_key(|(id, _)| *id);
        for (id, _) in &bag {
            held[*id as usize] += 1;
        }
        counts.push(bag);
    }
    let n = documents.len() as f32;
    let weight = |id: u32| {
        let have = held[id as usize];
        let common = many && have as usize * 2 > documents.len();
        if have < 2 && many || common { 0.0 } else { ((1.0 + n) / (1.0 + have as f32)).ln() + 1.0 }
    };
    counts
        .into_iter()
        .map(|bag| {
            let mut vector: Vec<(u32, f32)> = bag
                .into_iter()
                .map(|(id, times)| (id, (1.0 + times.ln()) * weight(id)))
                .filter(|(_, w)| *w > 0.0)
                .collect();
            let length = vector.iter().map(|(_, w)| w * w).sum::<f32>().sqrt().max(1e-9);
            for (_, w) in &mut vector {
                *w /= length;
            }
            vector
        })
        .collect()
}

/// The terms of a text: beginnings of words, names counted apart and double, numbers.
fn terms(text: &str, many: bool, add: &mut dyn FnMut(String, f32)) {
    for word in text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()) {
        let first = word.chars().next().unwrap_or(' ');
        if first.is_numeric() {
            add(format!("#{word}"), 1.0);
            continue;
        }
        let folded = casus_knowledge::fold(word);
        let length = folded.chars().count();
        let name = first.is_uppercase();
        let acronym = name && word.chars().all(char::is_uppercase);
        if length < 4 && !acronym {
            continue;
        }
        if many || length > 5 || name {
            add(folded.chars().take(5).collect(), 1.0);
        }
        if name {
            add(format!("N{}", folded.chars().take(6).collect::<String>()), 2.0);
        }
    }
}

/// Sums of likeness between documents that share a term and can be of one time.
fn likeness(documents: &[(&str, Option<Day>)], vectors: &[Vec<(u32, f32)>]) -> Vec<FxHashMap<usize, f32>> {
    let mut index: FxHashMap<u32, Vec<(usize, f32)>> = FxHashMap::default();
    for (i, vector) in vectors.iter().enumerate() {
        for (term, weight) in vector {
            index.entry(*term).or_default().push((i, *weight));
        }
    }
    let far = |a: usize, b: usize| match (documents[a].1, documents[b].1) {
        (Some(x), Some(y)) => i64::from((x - y).get_days().abs()) > APART,
        _ => false,
    };
    let mut near: Vec<FxHashMap<usize, f32>> = vec![FxHashMap::default(); vectors.len()];
    for (a, vector) in vectors.iter().enumerate() {
        let mut sums: FxHashMap<usize, f32> = FxHashMap::default();
        for (term, weight) in vector {
            for (b, other) in index.get(term).into_iter().flatten() {
                if *b > a {
                    *sums.entry(*b).or_default() += weight * other;
                }
            }
        }
        let mut sums: Vec<(usize, f32)> = sums.into_iter().filter(|(b, _)| !far(a, *b)).collect();
        sums.sort_unstable_by_key(|(b, _)| *b);
        for (b, sum) in sums {
            near[a].insert(b, sum);
            near[b].insert(a, sum);
        }
    }
    near
}

#[cfg(test)]
mod tests {
    use super::*;

    const FLOOD: &str =
        "Floods in Bangladesh killed 114 people, the ministry in Dhaka said. Sylhet is under water.";
    const INONDATION: &str =
        "Les inondations au Bangladesh ont fait 114 morts, dit le ministère à Dhaka. Sylhet est sous l'eau.";
    const VOTE: &str =
        "Parliament in Lisbon rejected the budget of Prime Minister António Costa by 117 votes to 108.";

    #[test]
    fn a_story_is_one_in_two_languages() {
        let day = |d: &str| d.parse().ok();
        let found = stories(&[(FLOOD, None), (VOTE, day("2021-10-27")), (INONDATION, None)]);
        assert_eq!(found, [0, 1, 0]);
    }

    #[test]
    fn what_is_told_years_apart_is_not_one_story() {
        let day = |d: &str| d.parse().ok();
        assert_eq!(stories(&[(FLOOD, day("2007-08-01")), (FLOOD, day("2022-06-20"))]), [0, 1]);
        assert_eq!(stories(&[(FLOOD, day("2022-06-19")), (FLOOD, day("2022-06-20"))]), [0, 0]);
    }

    #[test]
    fn nothing_is_no_story() {
        assert!(stories(&[]).is_empty());
        assert_eq!(stories(&[("", None), ("", None)]), [0, 1]);
    }
}
