//! What the reader looks at: a document's words with their ways to the attributing word, and what the rules made of
//! them.

use casus_model::{Ner, Rel, Span, Upos};

use super::super::{Draft, Text};
use super::{CONTENT, CUE, NONE, SOURCE};

/// A word: its sentence and its number in it.
pub(super) type At = (usize, usize);

/// The words around an attributing word.
pub(super) struct Window {
    pub(super) words: Vec<Seen>,
    /// Number of the attributing word among them.
    pub(super) cue: usize,
}

/// A word of the window.
pub(super) struct Seen {
    pub(super) at: At,
    pub(super) features: Vec<u32>,
    /// Features of the step from the word before to this one.
    pub(super) steps: Vec<u32>,
}

/// Hashes of a word's parts.
#[derive(Clone, Copy, Default)]
struct Parts {
    form: u32,
    lemma: u32,
    upos: u32,
    rel: u32,
    /// The first mark or preposition on it.
    marker: u32,
    ner: u32,
    /// Number of the quotation it stands in, from 1, and whether it is a mark itself.
    quote: u32,
    mark: bool,
    punct: u32,
    /// Whether the lexicon knows it as attributing.
    speaks: bool,
    depth: u32,
    verb_form: u32,
}

/// One document.
pub(super) struct Scene<'t, 'a> {
    text: &'t Text<'a>,
    drafts: &'t [Draft],
    parts: Vec<Vec<Parts>>,
}

fn mix(h: u32, x: u32) -> u32 {
    (h.rotate_left(5) ^ x).wrapping_mul(0x9E37_79B9)
}

fn join(parts: &[u32]) -> u32 {
    parts.iter().fold(0x811C_9DC5, |h, p| mix(h, *p))
}

fn of_str(text: &str) -> u32 {
    text.bytes().fold(0x811C_9DC5, |h, b| (h ^ u32::from(b)).wrapping_mul(0x0100_0193))
}

fn bucket(distance: usize) -> u32 {
    match distance {
        0..=4 => distance as u32,
        5..=6 => 5,
        7..=9 => 6,
        10..=14 => 7,
        15..=24 => 8,
        _ => 9,
    }
}

impl<'t, 'a> Scene<'t, 'a> {
    pub(super) fn new(text: &'t Text<'a>, drafts: &'t [Draft]) -> Self {
        let mut quotes: Vec<Span> = text.quotes.iter().flatten().map(|q| q.span).collect();
        quotes.sort_unstable();
        let mut names: Vec<Vec<(Span, Ner)>> = vec![Vec::new(); text.trees.len()];
        for m in &text.resolution.mentions {
            if let (Some(list), Some(ner)) = (names.get_mut(m.sentence as usize), m.ner) {
                list.push((m.span, ner));
            }
        }
        let mut parts = Vec::with_capacity(text.trees.len());
        let mut next = 0;
        for (s, tree) in text.trees.iter().enumerate() {
            let mut row = Vec::with_capacity(tree.len());
            for i in 0..tree.len() {
                let word = tree.word(i);
                while quotes.get(next).is_some_and(|q| q.end <= word.span.start) {
                    next += 1;
                }
                let quote = quotes.get(next).filter(|q| q.overlaps(word.span)).map_or(0, |_| next as u32 + 1);
                let marker = tree
                    .children(i)
                    .find(|c| matches!(tree.word(*c).rel, Rel::Case | Rel::Mark) && *c < i)
                    .map_or(0, |c| of_str(tree.lemma(c)));
                let form = word.form.to_lowercase();
                row.push(Parts {
                    form: of_str(&form),
                    lemma: of_str(&word.lemma),
                    upos: word.upos as u32 + 1,
                    rel: mix(of_str(&word.subrel), word.rel as u32),
                    marker,
                    ner: names[s]
                        .iter()
                        .find(|(span, _)| span.overlaps(word.span))
                        .map_or(0, |(_, n)| *n as u32 + 1),
                    quote,
                    mark: matches!(word.form.as_str(), "\"" | "“" | "”" | "«" | "»" | "''" | "``"),
                    punct: if tree.is_punct(i) { of_str(&form) } else { 0 },
                    speaks: !text.lexicon.cues_at(tree, i).is_empty(),
                    depth: std::iter::successors(tree.head(i), |h| tree.head(*h)).take(6).count() as u32,
                    verb_form: of_str(word.feats.get("VerbForm").unwrap_or("-")),
                });
            }
            parts.push(row);
        }
        Self { text, drafts, parts }
    }

    /// The words that may attribute.
    pub(super) fn candidates(&self) -> Vec<At> {
        let ruled = |at: &At| self.drafts.iter().any(|d| d.sentence == at.0 && d.cue_word == Some(at.1));
        let may = |at: &At| {
            let word = self.text.trees[at.0].word(at.1);
            match word.upos {
                Upos::Verb | Upos::Noun | Upos::Adj => true,
                Upos::Aux => !matches!(word.rel, Rel::Aux | Rel::Cop),
                Upos::Adp | Upos::Adv | Upos::Sconj => self
                    .text
                    .lexicon
                    .prepositions
                    .iter()
                    .chain(&self.text.lexicon.adverbs)
                    .any(|p| self.text.trees[at.0].reads(at.1, &p.words)),
                Upos::Punct => word.form == ":",
                _ => false,
            }
        };
        let all = (0..self.parts.len()).flat_map(|s| (0..self.parts[s].len()).map(move |w| (s, w)));
        all.filter(|at| may(at) || ruled(at)).collect()
    }

    fn part(&self, s: usize, w: Option<usize>) -> Parts {
        w.and_then(|w| self.parts[s].get(w)).copied().unwrap_or_default()
    }

    fn ruled(&self, at: At) -> Option<&Draft> {
        self.drafts.iter().find(|d| d.sentence == at.0 && d.cue_word == Some(at.1))
    }

    /// What tells whether a word attributes.
    pub(super) fn cue_features(&self, (s, w): At) -> Vec<u32> {
        let tree = &self.text.trees[s];
        let p = &self.parts[s][w];
        let prev = self.part(s, w.checked_sub(1));
        let next = self.part(s, Some(w + 1));
        let after = self.part(s, Some(w + 2));
        let head = self.part(s, tree.head(w));
        let mut f = Vec::with_capacity(64);
        let mut add = |parts: &[u32]| f.push(join(parts));
        add(&[1]);
        add(&[2, p.lemma, p.upos]);
        add(&[3, p.form, p.upos]);
        add(&[4, p.upos, p.rel]);
        add(&[5, p.lemma, p.rel]);
        add(&[6, p.upos, p.verb_form, p.depth.min(3)]);
        add(&[7, prev.form, p.upos]);
        add(&[8, next.form, p.upos]);
        add(&[9, next.form, p.lemma]);
        add(&[10, next.form, after.form]);
        add(&[11, prev.upos, p.upos, next.upos]);
        add(&[12, head.lemma, p.rel]);
        add(&[13, head.upos, p.rel, u32::from(head.speaks)]);
        add(&[14, u32::from(p.quote > 0), p.upos]);
        add(&[15, u32::from(next.mark), u32::from(prev.mark), p.upos]);
        add(&[16, u32::from(p.speaks), p.upos]);
        add(&[17, u32::from(p.speaks), p.upos, p.rel]);
        add(&[38, prev.form, p.form]);
        add(&[39, prev.ner, p.upos, next.ner]);
        let length = self.parts[s].len() as u32;
        add(&[40, u32::from(length < 12), p.upos, p.depth.min(2)]);
        match self.ruled((s, w)) {
            Some(d) => {
                let kind = d.kind as u32;
                let speech = d.speech as u32;
                add(&[18, kind, speech, p.upos]);
                add(&[19, p.lemma, speech]);
                add(&[20, u32::from(d.source.is_empty()), u32::from(d.carried), speech, p.upos]);
                add(&[21, d.content.len().min(3) as u32, d.cue.len().min(4) as u32, p.upos]);
            }
            None => {
                let cue_of_other = self.drafts.iter().any(|d| d.sentence == s && d.cue.contains(&w));
                add(&[22, u32::from(p.speaks), p.upos, u32::from(cue_of_other)]);
                add(&[23, p.lemma]);
            }
        }
        let said = self
            .drafts
            .iter()
            .any(|d| d.cue_word != Some(w) && d.content.iter().any(|c| c.contains(tree.word(w).span)));
        add(&[24, u32::from(said), p.upos]);
        add(&[25, u32::from(said), p.lemma]);
        let mut frame = 0;
        for c in tree.children(w) {
            let q = &self.parts[s][c];
            let side = u32::from(c > w);
            add(&[26, q.rel, p.upos]);
            add(&[27, q.rel, p.lemma]);
            add(&[28, q.rel, q.marker, p.upos, side]);
            add(&[29, q.rel, q.marker, p.lemma]);
            match tree.word(c).rel {
                Rel::Nsubj => {
                    add(&[30, q.upos, q.ner, p.upos]);
                    add(&[31, q.lemma]);
                    add(&[32, q.upos, q.ner, p.lemma]);
                    frame |= 1;
                }
                Rel::Obj => {
                    add(&[33, q.lemma, p.lemma]);
                    add(&[34, q.upos, q.ner, p.upos]);
                    frame |= 2;
                }
                Rel::Ccomp => frame |= 4,
                Rel::Xcomp => frame |= 8,
                Rel::Parataxis => frame |= 16,
                Rel::Aux | Rel::Cop => add(&[35, q.lemma, p.upos]),
                Rel::Advmod => add(&[36, q.lemma, p.upos]),
                _ => {}
            }
        }
        add(&[37, frame, p.upos, u32::from(p.speaks)]);
        add(&[41, frame, p.lemma]);
        add(&[42, frame, p.rel, p.upos]);
        f
    }

    /// The words around an attributing word with their features.
    pub(super) fn window(&mut self, cue: At) -> Window {
        let (s, w) = cue;
        let (first, end) = self.reach(cue);
        let draft = self.ruled(cue);
        let words: Vec<At> =
            (first..end).flat_map(|t| (0..self.parts[t].len()).map(move |i| (t, i))).collect();
        let ruled: Vec<u32> = words
            .iter()
            .map(|(t, i)| {
                let Some(d) = draft else { return 9 };
                let span = self.text.trees[*t].word(*i).span;
                if d.sentence == *t && d.cue.contains(i) {
                    CUE as u32
                } else if d.sentence == *t && d.source.contains(i) {
                    SOURCE as u32
                } else if d.content.iter().any(|c| c.contains(span)) {
                    CONTENT as u32
                } else {
                    NONE as u32
                }
            })
            .collect();
        let ways = self.ways(cue);
        let k = self.parts[s][w];
        let at = words.iter().position(|x| *x == cue).unwrap_or(0);
        let frame = self.frame(cue);
        // commas, ends of sentences and other attributing words between each word and the cue
        let mut between = vec![[0u32; 3]; words.len()];
        for (range, step) in [((at + 1..words.len()).collect::<Vec<_>>(), 1), ((0..at).rev().collect(), -1)] {
            let mut seen = [0u32; 3];
            for n in range {
                let before = (n as isize - step) as usize;
                if before != at {
                    let p = &self.parts[words[before].0][words[before].1];
                    let form = self.text.trees[words[before].0].word(words[before].1).form.as_str();
                    seen[0] += u32::from(form == ",");
                    seen[1] += u32::from(matches!(form, "." | "!" | "?" | ";" | ":"));
                    seen[2] += u32::from(p.speaks && p.upos == Upos::Verb as u32 + 1);
                }
                between[n] = seen;
            }
        }
        let mut seen = Vec::with_capacity(words.len());
        for (n, &(t, i)) in words.iter().enumerate() {
            let p = &self.parts[t][i];
            let prev = self.part(t, i.checked_sub(1));
            let next = self.part(t, Some(i + 1));
            let side = u32::from(n > at) + 2 * u32::from(n == at);
            let dist = bucket(n.abs_diff(at)) * 4 + side;
            let way = if t == s { ways[i] } else { Way::far(t as isize - s as isize) };
            let quote = match (p.quote, k.quote) {
                (0, 0) => 0,
                (0, _) => 1,
                (a, b) if a == b => 2,
                (_, 0) => 3,
                _ => 4,
            } + 5 * u32::from(p.mark);
            let rule = ruled[n];
            let rule_before = n.checked_sub(1).map_or(8, |b| ruled[b]);
            let rule_after = ruled.get(n + 1).copied().unwrap_or(8);
            let [commas, stops, speakers] = between[n].map(|x| x.min(3));
            let barrier = commas * 16 + stops * 4 + speakers.min(2);
            let mut f = Vec::with_capacity(40);
            let mut add = |parts: &[u32]| f.push(join(parts));
            add(&[101]);
            add(&[102, way.path]);
            add(&[103, way.path, way.depth]);
            add(&[104, way.path, p.upos]);
            add(&[105, way.path, p.form]);
            add(&[106, way.path, way.marker]);
            add(&[107, way.path, k.lemma]);
            add(&[108, way.path, p.rel]);
            add(&[109, way.path, k.upos, frame]);
            add(&[110, way.path, k.lemma, way.marker]);
            add(&[111, dist]);
            add(&[112, dist, p.upos]);
            add(&[113, dist, p.upos, k.upos]);
            add(&[114, p.form, side]);
            add(&[115, rule, k.upos]);
            add(&[116, rule_before, rule, rule_after]);
            add(&[117, rule, way.path]);
            add(&[118, rule, p.form, side]);
            add(&[119, rule, p.upos, side]);
            add(&[120, rule, k.lemma, side]);
            add(&[121, quote, side]);
            add(&[122, quote, side, rule]);
            add(&[123, quote, side, way.path]);
            add(&[124, prev.upos, p.upos, next.upos, side]);
            add(&[125, prev.form, p.form]);
            add(&[126, p.form, next.form]);
            add(&[127, barrier, side]);
            add(&[128, barrier, side, rule]);
            add(&[129, barrier, way.path]);
            add(&[130, p.ner, side, rule]);
            add(&[131, p.ner, way.path]);
            if n.abs_diff(at) <= 4 {
                add(&[132, dist, p.form]);
                add(&[133, dist, p.form, k.lemma]);
                add(&[134, dist, p.rel, k.upos]);
            }
            add(&[135, k.form, way.path]);
            add(&[136, k.rel, way.path]);
            add(&[137, p.depth.min(3), side, rule]);
            add(&[138, u32::from(p.speaks), p.upos, side, way.path]);
            let mut g = Vec::with_capacity(8);
            let mut step = |parts: &[u32]| g.push(join(parts));
            let way_before = match n.checked_sub(1).map(|b| words[b]) {
                Some((b, j)) if b == t && t == s => ways[j],
                Some((b, _)) => Way::far(b as isize - s as isize),
                None => Way::default(),
            };
            step(&[201]);
            step(&[202, p.form]);
            step(&[203, prev.form]);
            step(&[204, p.upos, prev.upos]);
            step(&[205, rule_before, rule]);
            step(&[206, u32::from(way.branch == way_before.branch), p.upos]);
            step(&[207, u32::from(way.branch == way_before.branch), way.path]);
            step(&[208, quote, p.punct]);
            seen.push(Seen { at: (t, i), features: f, steps: g });
        }
        Window { words: seen, cue: at }
    }

    /// First and one past the last sentence of the window: that of the cue, and those next to it in its paragraph
    /// where somebody is quoted.
    fn reach(&self, (s, w): At) -> (usize, usize) {
        let (from, to) =
            self.text.paragraphs.iter().copied().find(|(a, b)| (*a..*b).contains(&s)).unwrap_or((s, s + 1));
        let draft = self.ruled((s, w));
        let near = |t: usize| {
            let span = self.text.trees[t].sentence.span;
            self.parts[t].iter().any(|p| p.quote > 0)
                || draft.is_some_and(|d| d.content.iter().any(|c| c.overlaps(span)))
        };
        let (mut first, mut end) = (s, s + 1);
        while first > from && s - first < 3 && near(first - 1) {
            first -= 1;
        }
        while end < to && end - s < 6 && near(end) {
            end += 1;
        }
        (first, end)
    }

    /// What hangs on the cue, as bits.
    fn frame(&self, (s, w): At) -> u32 {
        let tree = &self.text.trees[s];
        let mut frame = 0;
        for c in tree.children(w) {
            frame |= match tree.word(c).rel {
                Rel::Nsubj if c < w => 1,
                Rel::Nsubj => 2,
                Rel::Obj => 4,
                Rel::Ccomp if c > w => 8,
                Rel::Ccomp | Rel::Parataxis => 16,
                Rel::Xcomp => 32,
                _ => 0,
            };
        }
        frame
    }

    /// The way from each word of the cue's sentence to the cue.
    fn ways(&self, (s, w): At) -> Vec<Way> {
        let tree = &self.text.trees[s];
        let chain: Vec<usize> = std::iter::successors(Some(w), |i| tree.head(*i)).take(tree.len()).collect();
        let mut up = Vec::with_capacity(chain.len());
        let mut h = 0;
        for (k, i) in chain.iter().enumerate() {
            up.push(h);
            if k < 3 {
                h = mix(h, self.parts[s][*i].rel);
            }
        }
        (0..tree.len())
            .map(|t| {
                let mut branch = t;
                let mut at = t;
                for depth in 0..tree.len() as u32 {
                    if let Some(k) = chain.iter().position(|c| *c == at) {
                        let on_chain = at == t;
                        let b = &self.parts[s][branch];
                        let (rel, marker) = if on_chain { (7, 0) } else { (b.rel, b.marker) };
                        let side = u32::from(branch > w);
                        return Way {
                            path: join(&[k.min(4) as u32, up[k], rel, side]),
                            branch: branch as u32 + 1,
                            marker,
                            depth: if on_chain { 0 } else { depth.min(3) },
                        };
                    }
                    branch = at;
                    match tree.head(at) {
                        Some(h) => at = h,
                        None => break,
                    }
                }
                Way::default()
            })
            .collect()
    }
}

/// How one comes from a word to the cue.
#[derive(Clone, Copy, Default)]
struct Way {
    /// The relations from the cue up to where the ways meet, and the relation of the branch down.
    path: u32,
    /// The word where the branch begins.
    branch: u32,
    /// The mark or preposition on it.
    marker: u32,
    depth: u32,
}

impl Way {
    /// Of a word so many sentences after the cue's.
    fn far(offset: isize) -> Self {
        Self { path: join(&[99, offset.clamp(-3, 6) as u32]), branch: 0, marker: 0, depth: 0 }
    }
}
