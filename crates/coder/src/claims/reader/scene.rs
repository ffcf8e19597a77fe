//! What the reader looks at: a document's words with their ways to the attributing word, and what the rules made of
//! them.

use casus_model::{Ner, Rel, Span, Upos, Word, lower};

use super::super::{Draft, Text, Tree};
use super::{CONTENT, CUE, LIKELY, NONE, SOURCE};

/// The most sentences of one quotation that are read on one side of the attributing word.
const LONG: usize = 24;

/// A word: its sentence and its number in it.
pub(super) type At = (usize, usize);

/// The words around an attributing word.
pub(super) struct Window {
    pub(super) words: Vec<Seen>,
    /// Number of the attributing word among them.
    pub(super) cue: usize,
    /// Features of the whole: whether there is a holder, and in how many pieces it is said.
    pub(super) end: Vec<u32>,
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
pub(super) struct Parts {
    pub(super) form: u32,
    pub(super) lemma: u32,
    pub(super) upos: u32,
    pub(super) rel: u32,
    /// The first mark or preposition on it.
    pub(super) marker: u32,
    pub(super) ner: u32,
    /// Number of the quotation it stands in, from 1, and whether it is a mark itself.
    pub(super) quote: u32,
    pub(super) mark: bool,
    pub(super) punct: u32,
    /// Whether the lexicon knows it as attributing.
    pub(super) speaks: bool,
    pub(super) depth: u32,
    pub(super) verb_form: u32,
    /// The last letters of the lemma.
    pub(super) end: u32,
    /// The type of event that the lexicon makes of it first, from 1; what else it makes of it; 0.
    pub(super) event: u32,
    /// Whether it belongs to an expression of time.
    pub(super) time: bool,
    /// The largest phrase that begins with it: its relation, mark and part of speech, and whether its head stands
    /// before; the same of the one that ends with it.
    pub(super) opens: u32,
    pub(super) closes: u32,
    /// Whether the phrase that begins here runs to the end of the sentence, and whether it hangs on the word before.
    pub(super) runs: u32,
}

/// One document.
pub(super) struct Scene<'t, 'a> {
    text: &'t Text<'a>,
    drafts: &'t [Draft],
    /// For each sentence the drafts that attribute in it, and those whose content reaches into it.
    attributing: Vec<Vec<usize>>,
    said: Vec<Vec<usize>>,
    parts: Vec<Vec<Parts>>,
    quoting: Vec<bool>,
    /// How likely each word attributes: 0, 1 or 2, from [`Scene::weigh`].
    likely: Vec<Vec<u8>>,
    /// The same of the likeliest word of each sentence outside quotations.
    speaker: Vec<u8>,
}

fn mix(h: u32, x: u32) -> u32 {
    (h.rotate_left(5) ^ x).wrapping_mul(0x9E37_79B9)
}

pub(super) fn join(parts: &[u32]) -> u32 {
    parts.iter().fold(0x811C_9DC5, |h, p| mix(h, *p))
}

fn of_str(text: &str) -> u32 {
    text.bytes().fold(0x811C_9DC5, |h, b| (h ^ u32::from(b)).wrapping_mul(0x0100_0193))
}

/// The last three letters.
fn ending(word: &str) -> &str {
    word.char_indices().rev().nth(2).map_or(word, |(at, _)| &word[at..])
}

pub(super) fn bucket(distance: usize) -> u32 {
    match distance {
        0..=4 => distance as u32,
        5..=6 => 5,
        7..=9 => 6,
        10..=14 => 7,
        15..=24 => 8,
        _ => 9,
    }
}

/// Tells for each word of a sentence the phrases that begin and end with it.
fn phrases(tree: &Tree<'_>, row: &mut [Parts]) {
    let count = row.len();
    let mut ends: Vec<(usize, usize)> = (0..count).map(|i| (i, i)).collect();
    for i in 0..count {
        for above in std::iter::successors(tree.head(i), |h| tree.head(*h)).take(count) {
            ends[above] = (ends[above].0.min(i), ends[above].1.max(i));
        }
    }
    let mut end = count;
    while end > 1 && tree.is_punct(end - 1) {
        end -= 1;
    }
    for i in 0..count {
        let top = |side: fn(&(usize, usize)) -> usize| {
            let chain = std::iter::successors(Some(i), |h| tree.head(*h)).take(count);
            chain.take_while(|a| side(&ends[*a]) == i).last().unwrap_or(i)
        };
        let name = |a: usize| {
            let side = tree.head(a).map_or(2, |h| u32::from(h < a));
            join(&[row[a].rel, row[a].marker, row[a].upos, side])
        };
        let (opens, closes) = (top(|e| e.0), top(|e| e.1));
        let long = ends[opens].1 - i;
        let near = i.checked_sub(1).is_some_and(|p| tree.head(opens) == Some(p));
        let runs = u32::from(ends[opens].1 + 1 >= end) + 2 * u32::from(near) + 4 * bucket(long);
        (row[i].opens, row[i].closes, row[i].runs) = (name(opens), name(closes), runs);
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
        let mut times: Vec<Vec<Span>> = vec![Vec::new(); text.trees.len()];
        for t in &text.resolution.times {
            if let Some(list) = times.get_mut(t.sentence as usize) {
                list.push(t.span);
            }
        }
        let mut attributing = vec![Vec::new(); text.trees.len()];
        let mut said = vec![Vec::new(); text.trees.len()];
        for (n, draft) in drafts.iter().enumerate() {
            attributing[draft.sentence].push(n);
            for c in &draft.content {
                let first = text.trees.partition_point(|t| t.sentence.span.end <= c.start);
                for s in first..text.trees.len() {
                    if text.trees[s].sentence.span.start >= c.end {
                        break;
                    }
                    said[s].push(n);
                }
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
                let form = lower(&word.form);
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
                    end: of_str(ending(&word.lemma)),
                    event: text.lexicon.event_of(&word.lemma, word.upos),
                    time: times[s].iter().any(|t| t.overlaps(word.span)),
                    ..Parts::default()
                });
            }
            phrases(tree, &mut row);
            parts.push(row);
        }
        let quoting = parts.iter().map(|row| row.iter().any(|p| p.quote > 0)).collect();
        let likely = text.trees.iter().map(|t| vec![0; t.len()]).collect();
        let speaker = vec![0; text.trees.len()];
        Self { text, drafts, attributing, said, parts, quoting, likely, speaker }
    }

    /// Takes how likely the candidates attribute, for the windows: what another word attributes is not this one's.
    pub(super) fn weigh(&mut self, candidates: impl Iterator<Item = (At, f32)>) {
        for ((s, w), p) in candidates {
            let grade = if p > LIKELY { 2 } else { u8::from(p > 0.2) };
            self.likely[s][w] = grade;
            if self.parts[s][w].quote == 0 {
                self.speaker[s] = self.speaker[s].max(grade);
            }
        }
    }

    /// Whether the nearest word above `i` that likely attributes is `cue` (1), another one (2), or none does (0).
    fn governor(&self, cue: At, (s, i): At) -> u32 {
        let tree = &self.text.trees[s];
        let mut at = tree.head(i);
        for _ in 0..tree.len() {
            match at {
                Some(w) if (s, w) == cue => return 1,
                Some(w) if self.likely[s][w] == 2 => return 2,
                Some(w) => at = tree.head(w),
                None => break,
            }
        }
        0
    }

    /// The words that may attribute.
    pub(super) fn candidates(&self) -> Vec<At> {
        let ruled = |at: &At| self.ruled(*at).is_some();
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
                Upos::Punct => word.form == ":" || at.1 == 0 && matches!(word.form.as_str(), "―" | "—" | "–"),
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
        self.attributing[at.0].iter().map(|n| &self.drafts[*n]).find(|d| d.cue_word == Some(at.1))
    }

    /// What tells whether a word attributes.
    pub(super) fn cue_features(&self, (s, w): At) -> Vec<u32> {
        let tree = &self.text.trees[s];
        let p = &self.parts[s][w];
        let prev = self.part(s, w.checked_sub(1));
        let before = self.part(s, w.checked_sub(2));
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
        let above = self.part(s, tree.head(w).and_then(|h| tree.head(h)));
        let quoted = u32::from(p.quote > 0);
        add(&[43, p.event, p.upos]);
        add(&[44, p.event, p.rel]);
        add(&[45, p.event, quoted]);
        add(&[46, p.end, p.upos]);
        add(&[47, p.end, p.upos, p.rel]);
        add(&[48, p.lemma, quoted]);
        add(&[49, p.lemma, p.verb_form]);
        add(&[50, prev.lemma, p.lemma]);
        add(&[51, head.lemma, p.rel, p.lemma]);
        add(&[52, head.rel, p.rel, p.upos]);
        add(&[53, above.lemma, head.rel, p.rel]);
        add(&[54, head.event, p.rel, p.event]);
        add(&[55, u32::from(self.quoting[s]), quoted, p.upos, p.depth.min(2)]);
        add(&[56, u32::from(self.quoting[s]), p.lemma]);
        add(&[57, before.form, prev.form, p.upos]);
        add(&[58, p.form, next.form]);
        add(&[59, p.lemma, next.upos, after.upos]);
        add(&[60, u32::from(s == 0), p.upos, p.rel]);
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
                let cue_of_other = self.attributing[s].iter().any(|n| self.drafts[*n].cue.contains(&w));
                add(&[22, u32::from(p.speaks), p.upos, u32::from(cue_of_other)]);
                add(&[23, p.lemma]);
            }
        }
        let said = self.said[s].iter().map(|n| &self.drafts[*n]).any(|d| {
            (d.cue_word != Some(w) || d.sentence != s)
                && d.content.iter().any(|c| c.contains(tree.word(w).span))
        });
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
                    add(&[61, q.form, quoted, p.upos]);
                    add(&[62, q.upos, q.ner, p.event]);
                    add(&[32, q.upos, q.ner, p.lemma]);
                    frame |= 1;
                }
                Rel::Obj => {
                    add(&[33, q.lemma, p.lemma]);
                    add(&[34, q.upos, q.ner, p.upos]);
                    add(&[63, q.lemma, p.event]);
                    add(&[64, q.end, p.lemma]);
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
        add(&[65, frame, p.event]);
        add(&[66, frame, p.end, p.upos]);
        add(&[67, frame, p.lemma, quoted]);
        add(&[41, frame, p.lemma]);
        add(&[42, frame, p.rel, p.upos]);
        add(&[68, next.opens, p.upos]);
        add(&[69, next.opens, p.lemma]);
        add(&[70, prev.closes, p.lemma]);
        add(&[71, next.opens, p.event, p.upos]);
        add(&[72, prev.form, p.form, next.form]);
        add(&[73, prev.closes, p.upos, next.opens]);
        add(&[74, p.opens, p.closes, p.lemma]);
        add(&[75, p.opens, p.runs, p.upos]);
        f
    }

    /// The words around an attributing word with their features.
    pub(super) fn window(&mut self, cue: At) -> Window {
        let (s, w) = cue;
        let (first, end) = self.reach(cue);
        let draft = self.ruled(cue);
        let words: Vec<At> =
            (first..end).flat_map(|t| (0..self.parts[t].len()).map(move |i| (t, i))).collect();
        let ruled = self.ruled_labels(cue, &words);
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
                    let form = self.text.trees[words[before].0].word(words[before].1).form.as_str();
                    seen[0] += u32::from(form == ",");
                    seen[1] += u32::from(matches!(form, "." | "!" | "?" | ";" | ":"));
                    seen[2] += u32::from(self.likely[words[before].0][words[before].1] == 2);
                }
                between[n] = seen;
            }
        }
        let mut seen = Vec::with_capacity(words.len());
        let mut quote_before = 0;
        let (mut governor_before, mut other_before) = (0, 0);
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
            let mut f = Vec::with_capacity(72);
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
            add(&[140, way.path, way.second]);
            add(&[141, way.second, side, rule]);
            add(&[142, way.path, way.second, k.lemma]);
            add(&[143, way.path, k.event]);
            add(&[144, way.path, way.marker, k.event]);
            add(&[145, k.lemma, side, quote]);
            add(&[146, p.lemma, way.path]);
            add(&[147, u32::from(i == 0), u32::from(i + 1 == self.parts[t].len()), side, p.punct]);
            add(&[148, u32::from(self.quoting[t]), quote, side, u32::from(t == s)]);
            add(&[149, p.event, way.path]);
            add(&[150, rule, way.path, way.second]);
            add(&[151, u32::from(p.time), way.path]);
            add(&[152, u32::from(p.time), dist, k.upos]);
            add(&[153, rule, prev.form, side]);
            add(&[154, rule, next.form, side]);
            add(&[155, rule, barrier, way.path]);
            add(&[156, k.lemma, way.path, way.marker]);
            add(&[157, p.upos, p.rel, way.second, side]);
            add(&[158, quote, rule, way.path, side]);
            let likely = if n == at { 3 } else { u32::from(self.likely[t][i]) };
            let governor = self.governor(cue, (t, i)) + 3 * likely;
            let other = self.other(draft, (t, i));
            add(&[159, governor, side]);
            add(&[160, governor, way.path]);
            add(&[161, governor, rule, side]);
            add(&[162, governor, way.path, way.second]);
            add(&[163, other, rule, side]);
            add(&[164, other, governor, quote, side]);
            add(&[165, other, way.path]);
            if t != s {
                let offset = (t as isize - s as isize).clamp(-3, 3) as u32;
                let speaker = u32::from(self.speaker[t]);
                add(&[166, offset, quote, speaker]);
                add(&[167, offset, quote, speaker, other, u32::from(self.quoting[s])]);
                add(&[168, offset, quote, rule, speaker]);
            }
            let mut g = Vec::with_capacity(40);
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
            let same =
                u32::from(way.branch == way_before.branch) * 2 + u32::from(way.stem == way_before.stem);
            let near = if n == at {
                1
            } else if n == at + 1 {
                2
            } else {
                0
            };
            step(&[209, same, way.second, way.path]);
            step(&[210, same, way.second, prev.punct]);
            step(&[211, same, way.marker, way.second, k.upos]);
            step(&[212, quote, quote_before]);
            step(&[213, prev.form, p.form]);
            step(&[214, near, p.form]);
            step(&[215, near, p.upos, k.upos]);
            step(&[216, near, k.lemma]);
            step(&[217, same, p.rel, side]);
            step(&[218, rule_before, rule, same, prev.punct]);
            step(&[219, way.path, way_before.path]);
            step(&[220, u32::from(i == 0), side, quote]);
            step(&[221, prev.punct, p.upos, side, same]);
            step(&[223, governor, governor_before]);
            step(&[224, governor, governor_before, prev.punct]);
            step(&[225, governor, p.form]);
            step(&[226, other, other_before, side]);
            (governor_before, other_before) = (governor, other);
            step(&[227, p.opens, side]);
            step(&[228, p.opens, way.path]);
            step(&[229, p.opens, p.runs, side]);
            step(&[230, p.opens, prev.closes, side]);
            step(&[231, p.opens, p.runs, prev.punct, side]);
            step(&[232, p.opens, rule_before, rule]);
            step(&[233, p.opens, k.lemma, side]);
            step(&[234, p.opens, p.form, side]);
            step(&[235, prev.closes, p.punct, side]);
            step(&[236, p.form, next.form, side]);
            step(&[237, p.opens, next.opens, side]);
            step(&[238, p.opens, governor, barrier]);
            step(&[222, u32::from(p.time), u32::from(prev.time), near, side]);
            quote_before = quote;
            seen.push(Seen { at: (t, i), features: f, steps: g });
        }
        let end = self.end_features(cue, frame, end - first);
        Window { words: seen, cue: at, end }
    }

    /// What the rules make of each word in the attribution of this cue; 9 where they see none.
    pub(super) fn ruled_labels(&self, cue: At, words: &[At]) -> Vec<u32> {
        let draft = self.ruled(cue);
        let label = |(t, i): &At| {
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
        };
        words.iter().map(label).collect()
    }

    /// The word at a place.
    pub(super) fn word(&self, (s, w): At) -> &Word {
        self.text.trees[s].word(w)
    }

    /// Number of its head in its sentence.
    pub(super) fn head(&self, (s, w): At) -> Option<usize> {
        self.text.trees[s].head(w)
    }

    pub(super) fn parts(&self, (s, w): At) -> Parts {
        self.parts[s][w]
    }

    /// How likely it attributes: 0, 1 or 2.
    pub(super) fn grade(&self, (s, w): At) -> u8 {
        self.likely[s][w]
    }

    /// What tells whether there is a holder, and in how many pieces what is said stands.
    fn end_features(&self, (s, w): At, frame: u32, sentences: usize) -> Vec<u32> {
        let tree = &self.text.trees[s];
        let k = &self.parts[s][w];
        let head = self.part(s, tree.head(w));
        let subject = tree.children(w).find(|c| tree.word(*c).rel == Rel::Nsubj);
        let passive = u32::from(tree.is_passive(w));
        let subject_upos = self.part(s, subject).upos;
        let quoted = u32::from(k.quote > 0) + 2 * u32::from(self.quoting[s]);
        let place = u32::from(w == 0) + 2 * u32::from(w + 2 >= tree.len());
        let ruled = self.ruled((s, w)).map_or(9, |d| {
            let pieces = d.content.len().min(3) as u32;
            u32::from(d.source.is_empty()) + 2 * u32::from(d.carried) + 4 * pieces
        });
        let mut f = Vec::with_capacity(24);
        let mut add = |parts: &[u32]| f.push(join(parts));
        add(&[301]);
        add(&[302, k.lemma, k.upos]);
        add(&[303, k.upos, k.rel, k.verb_form]);
        add(&[304, frame, k.upos, passive]);
        add(&[305, frame, k.lemma]);
        add(&[306, ruled, k.upos]);
        add(&[307, ruled, k.lemma]);
        add(&[308, ruled, frame, passive]);
        add(&[309, subject_upos, passive, k.upos]);
        add(&[310, self.part(s, subject).lemma, passive]);
        add(&[311, quoted, sentences.min(4) as u32, k.upos]);
        add(&[312, quoted, frame, place]);
        add(&[313, head.lemma, k.rel]);
        add(&[314, k.form, k.rel]);
        add(&[315, k.rel, head.upos, u32::from(head.speaks), subject_upos]);
        add(&[316, k.event, k.upos, passive]);
        for c in tree.children(w) {
            let q = &self.parts[s][c];
            add(&[317, q.rel, q.marker, k.upos]);
        }
        f
    }

    /// What the rules make of a word in another attribution than this one: nothing, attributing, holder, content.
    fn other(&self, draft: Option<&Draft>, (t, i): At) -> u32 {
        let own = |d: &Draft| draft.is_some_and(|x| std::ptr::eq(x, d));
        let mut drafts = self.attributing[t].iter().map(|n| &self.drafts[*n]).filter(|d| !own(d));
        if drafts.clone().any(|d| d.cue.contains(&i)) {
            return 1;
        }
        if drafts.any(|d| d.source.contains(&i)) {
            return 2;
        }
        let span = self.text.trees[t].word(i).span;
        let mut said = self.said[t].iter().map(|n| &self.drafts[*n]).filter(|d| !own(d));
        3 * u32::from(said.any(|d| d.content.iter().any(|c| c.contains(span))))
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
        // what one quotation holds is read to its end
        let quoted_on = |t: usize| {
            let (last, next) = (self.parts[t].last(), self.parts[t + 1].first());
            last.zip(next).is_some_and(|(a, b)| a.quote > 0 && a.quote == b.quote)
        };
        let (mut first, mut end) = (s, s + 1);
        while first > from && (s - first < 6 || s - first < LONG && quoted_on(first - 1)) && near(first - 1) {
            first -= 1;
        }
        while end < to && (end - s < 6 || end - s < LONG && quoted_on(end - 1)) && near(end) {
            end += 1;
        }
        (first, end)
    }

    /// What hangs on the cue, as bits.
    pub(super) fn frame(&self, (s, w): At) -> u32 {
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
    pub(super) fn ways(&self, (s, w): At) -> Vec<Way> {
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
                let (mut stem, mut branch) = (t, t);
                let mut at = t;
                for depth in 0..tree.len() as u32 {
                    if let Some(k) = chain.iter().position(|c| *c == at) {
                        let on_chain = at == t;
                        let b = &self.parts[s][branch];
                        let (rel, marker) = if on_chain { (7, 0) } else { (b.rel, b.marker) };
                        let side = u32::from(branch > w);
                        let c = &self.parts[s][stem];
                        let deep = depth > 1;
                        return Way {
                            path: join(&[k.min(4) as u32, up[k], rel, side]),
                            branch: branch as u32 + 1,
                            marker,
                            stem: if deep { stem as u32 + 1 } else { 0 },
                            second: if deep { join(&[c.rel, c.marker]) } else { depth },
                            depth: if on_chain { 0 } else { depth.min(3) },
                        };
                    }
                    (stem, branch) = (branch, at);
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
pub(super) struct Way {
    /// The relations from the cue up to where the ways meet, and the relation of the branch down.
    pub(super) path: u32,
    /// The word where the branch begins.
    pub(super) branch: u32,
    /// The mark or preposition on it.
    pub(super) marker: u32,
    /// The word below that one where the way goes on, and its relation and mark.
    pub(super) stem: u32,
    pub(super) second: u32,
    pub(super) depth: u32,
}

impl Way {
    /// Of a word so many sentences after the cue's.
    pub(super) fn far(offset: isize) -> Self {
        Self { path: join(&[99, offset.clamp(-3, 6) as u32]), ..Self::default() }
    }
}
