//! What tells of a labelling as a whole whether it is right: the phrases that it takes in one piece or cuts, the
//! quotation marks that it parts, the order of its pieces.
//!
//! The chain of labels sees a word and its neighbour; a second linear model orders anew the few labellings that the
//! chain holds for likeliest (the approach: Collins and Koo 2005).

use casus_model::Upos;

use super::scene::{At, Parts, Scene, Way, bucket, join};
use super::{CONTENT, CUE, LABELS, NONE, SOURCE};

/// A labelling without what makes no difference: punctuation between two words of one label has their label,
/// punctuation at the ends of a piece has none.
pub(super) fn normal(scene: &Scene<'_, '_>, words: &[At], labels: &[usize]) -> Vec<usize> {
    let punct = |n: usize| scene.word(words[n]).upos == Upos::Punct;
    let mut found = labels.to_vec();
    let mut before: Option<usize> = None;
    let mut n = 0;
    while n < words.len() {
        if !punct(n) || labels[n] == CUE {
            before = Some(n);
            n += 1;
            continue;
        }
        let end = (n..words.len()).find(|k| !punct(*k) || labels[*k] == CUE).unwrap_or(words.len());
        let own = match before {
            Some(b) if end < words.len() && labels[b] == labels[end] && labels[b] != CUE => labels[b],
            _ => NONE,
        };
        found[n..end].fill(own);
        n = end;
    }
    found
}

/// A piece of a labelling: its label, its first and its last word.
type Piece = (usize, usize, usize);

/// What is the same for all labellings of the words around a cue.
pub(super) struct Whole<'s> {
    scene: &'s Scene<'s, 's>,
    words: &'s [At],
    cue: At,
    /// Number of the cue among the words.
    at: usize,
    parts: Vec<Parts>,
    ways: Vec<Way>,
    /// Number of each word's head among the words.
    heads: Vec<Option<usize>>,
    /// First and last word of what hangs on each.
    ends: Vec<(usize, usize)>,
    ruled: Vec<u32>,
    frame: u32,
}

impl<'s> Whole<'s> {
    pub(super) fn new(scene: &'s Scene<'s, 's>, cue: At, words: &'s [At]) -> Self {
        let at = words.iter().position(|x| *x == cue).unwrap_or(0);
        let own = scene.ways(cue);
        let ways = words
            .iter()
            .map(|(t, i)| if *t == cue.0 { own[*i] } else { Way::far(*t as isize - cue.0 as isize) });
        let heads: Vec<Option<usize>> =
            words.iter().enumerate().map(|(n, (t, i))| scene.head((*t, *i)).map(|h| n + h - i)).collect();
        let mut ends: Vec<(usize, usize)> = (0..words.len()).map(|n| (n, n)).collect();
        for n in 0..words.len() {
            for above in std::iter::successors(heads[n], |h| heads[*h]).take(words.len()) {
                ends[above] = (ends[above].0.min(n), ends[above].1.max(n));
            }
        }
        Self {
            scene,
            words,
            cue,
            at,
            parts: words.iter().map(|w| scene.parts(*w)).collect(),
            ways: ways.collect(),
            heads,
            ends,
            ruled: scene.ruled_labels(cue, words),
            frame: scene.frame(cue),
        }
    }

    fn part(&self, n: Option<usize>) -> Parts {
        n.and_then(|n| self.parts.get(n)).copied().unwrap_or_default()
    }

    /// Features of a labelling in its normal form.
    pub(super) fn features(&self, labels: &[usize], rank: usize) -> Vec<u32> {
        let k = &self.parts[self.at];
        let mut f = Vec::with_capacity(200);
        let mut pieces: Vec<Piece> = Vec::new();
        for (n, label) in labels.iter().enumerate().filter(|(_, label)| **label != NONE) {
            match pieces.last_mut() {
                Some((own, _, last)) if own == label && *last + 1 == n => *last = n,
                _ => pieces.push((*label, n, n)),
            }
        }
        f.push(join(&[499]));
        f.push(join(&[500, rank.min(4) as u32]));
        f.push(join(&[498, k.upos, k.rel, k.event]));
        f.push(join(&[497, k.lemma, u32::from(k.speaks)]));
        f.push(join(&[496, k.upos, u32::from(k.speaks), u32::from(self.ruled[self.at] != 9)]));
        for piece in &pieces {
            self.piece(*piece, labels, &mut f);
        }
        self.arcs(labels, &mut f);
        self.quotes(labels, &mut f);
        let mut add = |parts: &[u32]| f.push(join(parts));
        // the order of the pieces, and what stands between them
        let mut order = 0;
        for (n, (label, first, _)) in pieces.iter().enumerate() {
            let gap = n.checked_sub(1).map_or(0, |b| {
                let between = pieces[b].2 + 1..*first;
                let words = between.clone().filter(|k| self.parts[*k].punct == 0).count();
                if between.is_empty() { 0 } else { 1 + bucket(words).min(3) }
            });
            order = join(&[order, *label as u32, gap]);
        }
        add(&[501, order]);
        add(&[502, order, k.upos, k.rel]);
        add(&[503, order, self.frame]);
        add(&[504, order, k.lemma]);
        // the attributing words
        let cue: Vec<usize> = (0..labels.len()).filter(|n| labels[*n] == CUE).collect();
        let lemmas = cue.iter().fold(0, |h, n| join(&[h, self.parts[*n].lemma]));
        let uposes = cue.iter().fold(0, |h, n| join(&[h, self.parts[*n].upos, u32::from(*n == self.at)]));
        let after = self.part(cue.last().map(|n| n + 1));
        add(&[505, lemmas]);
        add(&[506, uposes]);
        add(&[507, uposes, after.upos]);
        add(&[508, lemmas, after.opens]);
        add(&[509, k.lemma, uposes]);
        add(&[510, cue.len().min(6) as u32, k.upos]);
        // what the rules say
        let agrees =
            |label: usize| (0..labels.len()).all(|n| (labels[n] == label) == (self.ruled[n] == label as u32));
        let agreed = (1..LABELS).fold(0, |bits, label| bits * 2 + u32::from(agrees(label)));
        let ruled = u32::from(self.ruled[self.at] != 9);
        add(&[511, agreed, ruled]);
        add(&[512, agreed, ruled, k.upos]);
        add(&[513, agreed, ruled, k.lemma]);
        add(&[514, agreed, ruled, k.quote.min(1), self.frame]);
        // words of the sentence that are left over
        let in_sentence = |n: &usize| self.words[*n].0 == self.cue.0 && self.parts[*n].punct == 0;
        let taken = |n: &usize| labels[*n] != NONE;
        let left: Vec<usize> = (0..labels.len()).filter(in_sentence).collect();
        let before = left.iter().take_while(|n| !taken(n)).count();
        let behind = left.iter().rev().take_while(|n| !taken(n)).count();
        let inside = left.iter().filter(|n| !taken(n)).count() - (before + behind).min(left.len());
        add(&[515, bucket(before), k.upos]);
        add(&[516, bucket(behind), k.upos]);
        add(&[517, bucket(inside), k.upos]);
        add(&[518, bucket(before).min(1), bucket(behind).min(1), bucket(inside).min(2), k.quote.min(1)]);
        // other words that attribute in what is said
        let others: Vec<usize> = (0..labels.len())
            .filter(|n| labels[*n] == CONTENT && self.scene.grade(self.words[*n]) == 2)
            .collect();
        let outer = others.iter().any(|n| {
            std::iter::successors(self.heads[self.at], |h| self.heads[*h]).take(labels.len()).any(|h| h == *n)
        });
        let unquoted = others.iter().filter(|n| self.parts[**n].quote == 0).count();
        add(&[519, others.len().min(3) as u32, u32::from(outer)]);
        add(&[520, unquoted.min(3) as u32, k.quote.min(1), k.upos]);
        f
    }

    fn piece(&self, (label, first, last): Piece, labels: &[usize], f: &mut Vec<u32>) {
        let mut add = |parts: &[u32]| f.push(join(parts));
        let label = label as u32 + 8 * u32::from(first > self.at);
        let k = &self.parts[self.at];
        let (a, b) = (&self.parts[first], &self.parts[last]);
        let before = self.part(first.checked_sub(1));
        let after = self.part(Some(last + 1));
        let second = self.part(Some(last + 2));
        add(&[521, label, a.form]);
        add(&[522, label, b.form]);
        add(&[523, label, before.form, a.form]);
        add(&[524, label, b.form, after.form]);
        add(&[525, label, before.upos, a.upos]);
        add(&[526, label, b.upos, after.upos]);
        add(&[527, label, a.opens, before.punct]);
        add(&[528, label, b.closes, after.punct]);
        add(&[529, label, after.opens, b.upos]);
        add(&[530, label, after.opens, after.runs]);
        add(&[531, label, after.punct, second.opens]);
        add(&[532, label, bucket((last - first) / 2), k.upos]);
        add(&[533, label, after.form, second.form]);
        add(&[534, label, before.closes, a.opens]);
        add(&[535, label, after.punct, second.upos, second.rel]);
        let inside = first..=last;
        let tops: Vec<usize> = inside
            .clone()
            .filter(|n| self.parts[*n].punct == 0 && self.heads[*n].is_none_or(|h| !inside.contains(&h)))
            .collect();
        add(&[536, label, tops.len().min(4) as u32]);
        add(&[537, label, tops.len().min(3) as u32, k.upos, k.rel]);
        let rels = tops.iter().take(4).fold(0, |h, n| join(&[h, self.parts[*n].rel]));
        add(&[538, label, rels]);
        add(&[539, label, rels, k.upos]);
        for top in &tops {
            let p = &self.parts[*top];
            let (from, to) = self.ends[*top];
            let word = |range: std::ops::Range<usize>| range.clone().any(|n| self.parts[n].punct == 0);
            let cut = u32::from(word(from.min(first)..first))
                + 2 * u32::from(word(last + 1..(to + 1).max(last + 1)));
            let one = u32::from(tops.len() == 1);
            let way = &self.ways[*top];
            add(&[540, label, one, cut, p.rel]);
            add(&[541, label, one, cut, way.path]);
            add(&[542, label, one, p.upos, p.ner]);
            add(&[543, label, way.path, way.depth, p.upos]);
            add(&[544, label, way.path, way.marker, k.lemma]);
            add(&[545, label, way.path, way.second, one]);
            let above = self.heads[*top].map_or(9, |h| labels[h] as u32);
            add(&[546, label, above, p.rel, p.marker]);
            add(&[547, label, above, p.rel, k.lemma]);
        }
    }

    /// The arcs of the trees that a labelling cuts.
    fn arcs(&self, labels: &[usize], f: &mut Vec<u32>) {
        let k = &self.parts[self.at];
        for (n, head) in self.heads.iter().enumerate() {
            let Some(h) = head.filter(|h| labels[*h] != labels[n] && self.parts[n].punct == 0) else {
                continue;
            };
            let (p, q) = (&self.parts[n], &self.parts[h]);
            let ends = labels[n] as u32 + 4 * labels[h] as u32 + 16 * u32::from(n < h);
            let comma = self.part(self.ends[n].0.checked_sub(1)).punct;
            let mut add = |parts: &[u32]| f.push(join(parts));
            add(&[550, ends, p.rel]);
            add(&[551, ends, p.rel, p.marker]);
            add(&[552, ends, p.rel, comma]);
            add(&[553, ends, p.rel, p.upos, q.upos]);
            add(&[554, ends, p.rel, k.lemma]);
            add(&[555, ends, p.rel, p.lemma]);
            add(&[556, ends, p.rel, comma, p.marker]);
            add(&[557, ends, p.rel, q.rel, u32::from(h == self.at)]);
            add(&[558, ends, p.rel, u32::from(p.time), bucket(self.ends[n].1 - self.ends[n].0)]);
        }
    }

    /// The quotations, brackets and dashes that a labelling parts.
    fn quotes(&self, labels: &[usize], f: &mut Vec<u32>) {
        let k = &self.parts[self.at];
        let mut counts = [0u32; 3];
        let mut n = 0;
        while n < labels.len() {
            let quote = self.parts[n].quote;
            let end = (n..labels.len()).find(|x| self.parts[*x].quote != quote).unwrap_or(labels.len());
            if quote > 0 {
                let words = (n..end).filter(|x| self.parts[*x].punct == 0);
                let (taken, all) =
                    words.fold((0, 0), |(taken, all), x| (taken + u32::from(labels[x] == CONTENT), all + 1));
                counts[if taken == 0 {
                    0
                } else if taken < all {
                    1
                } else {
                    2
                }] += 1;
            }
            n = end;
        }
        let [out, part, full] = counts.map(|x| x.min(3));
        let odd = |open: &str, close: &str| {
            let inside = (0..labels.len()).filter(|n| labels[*n] == CONTENT);
            let sum: i32 = inside
                .map(|n| match self.scene.word(self.words[n]).form.as_str() {
                    x if x == open => 1,
                    x if x == close => -1,
                    _ => 0,
                })
                .sum();
            sum.clamp(-1, 1).unsigned_abs()
        };
        let brackets = odd("(", ")");
        let dashes: u32 = (0..labels.len())
            .filter(|n| {
                labels[*n] == CONTENT
                    && matches!(self.scene.word(self.words[*n]).form.as_str(), "-" | "--" | "–" | "—")
            })
            .count() as u32;
        let mut add = |parts: &[u32]| f.push(join(parts));
        add(&[560, out, part, full]);
        add(&[561, out, part, full, k.quote.min(1), k.upos]);
        add(&[562, part, k.lemma]);
        add(&[563, out, full.min(1), k.lemma]);
        add(&[564, brackets]);
        add(&[565, dashes % 2, dashes.min(3)]);
        let source = labels.contains(&SOURCE);
        add(&[566, u32::from(source), full.min(1), part.min(1), self.frame]);
    }
}
