//! What the judge looks at, as hashes with values: the same for training and use.
//!
//! Names are masked, so that a kind of event is learned and not who took part in it. Words, sub-words and lemmas are
//! shared by all languages: cognates (`protest-`, `sanc-`) carry from one to the other. The hits of lexicon and
//! grammar are told by type, not by word, and so are the same for all languages too.

use std::borrow::Cow;

use casus_model::{EventMention, Mention, Rel, Sentence, Span, Upos, lower};

use crate::lexicon::{Act, Lexicon};

/// What is asked: the sentences, what is named in them, what the rules read there, and the sides in question.
#[derive(Clone, Copy, Debug)]
pub struct Question<'a> {
    /// The document's text.
    pub text: &'a str,
    /// The sentence or, for sides in different ones, those from the one to the other.
    pub sentences: &'a [Sentence],
    /// The mentions in them.
    pub mentions: &'a [&'a Mention],
    /// What the rules read in them.
    pub events: &'a [&'a EventMention],
    /// The language.
    pub lang: &'a str,
    /// The lexicon of the language, if there is one.
    pub lexicon: Option<&'a Lexicon>,
    /// Who acts, if that is asked.
    pub source: Option<Span>,
    /// Who is acted upon.
    pub target: Option<Span>,
}

/// Features of the sentence, which all questions about it share, and of the sides.
#[derive(Clone, Default, Debug)]
pub struct Features(pub(super) Vec<(u32, f32)>);

/// Hashes of one block; counted, damped and brought to a length when it is closed.
pub(super) struct Block {
    number: u8,
    hashes: Vec<u32>,
}

fn hash(seed: u32, bytes: impl IntoIterator<Item = u8>) -> u32 {
    bytes.into_iter().fold(seed, |h, b| (h ^ u32::from(b)).wrapping_mul(0x0100_0193))
}

impl Block {
    pub(super) fn new(number: u8) -> Self {
        Self { number, hashes: Vec::new() }
    }

    pub(super) fn add(&mut self, parts: &[&str]) {
        let mut h = hash(0x811C_9DC5, [self.number]);
        for part in parts {
            h = hash(hash(h, part.bytes()), [0xFF]);
        }
        self.hashes.push(h);
    }

    /// All n-grams of `from` to `to` words.
    fn grams(&mut self, prefix: &str, words: &[&str], from: usize, to: usize) {
        for n in from..=to {
            for gram in words.windows(n) {
                let mut h = hash(hash(0x811C_9DC5, [self.number]), prefix.bytes());
                for w in gram {
                    h = hash(hash(h, w.bytes()), [0xFF]);
                }
                self.hashes.push(h);
            }
        }
    }

    /// Three to five letters within each word, its edges marked.
    fn letters(&mut self, words: &[&str]) {
        let mut chars: Vec<char> = Vec::new();
        for word in words {
            chars.clear();
            chars.push(' ');
            chars.extend(word.chars());
            chars.push(' ');
            for n in 3..=5 {
                for gram in chars.windows(n) {
                    let mut h = hash(0x811C_9DC5, [self.number]);
                    for c in gram {
                        h = hash(h, u32::from(*c).to_le_bytes());
                    }
                    self.hashes.push(h);
                }
            }
        }
    }

    pub(super) fn close(mut self, length: f32, into: &mut Features) {
        self.hashes.sort_unstable();
        let start = into.0.len();
        let mut norm = 0.0;
        for run in self.hashes.chunk_by(|a, b| a == b) {
            let value = 1.0 + (run.len() as f32).ln();
            norm += value * value;
            into.0.push((run[0], value));
        }
        let scale = length / norm.sqrt().max(1e-9);
        for (_, v) in &mut into.0[start..] {
            *v *= scale;
        }
    }
}

/// A token as it is counted: in lower case, or what it is a name of.
struct Piece<'q> {
    span: Span,
    text: Cow<'q, str>,
    named: Option<&'static str>,
}

fn pieces<'q>(q: &Question<'q>) -> Vec<Piece<'q>> {
    let mut names: Vec<(Span, &'static str)> =
        q.mentions.iter().filter_map(|m| Some((m.span, m.ner?.as_str()))).collect();
    names.sort_unstable();
    let mut all = Vec::new();
    let mut next = 0;
    for token in q.sentences.iter().flat_map(|s| &s.tokens) {
        while names.get(next).is_some_and(|(n, _)| n.end <= token.span.start) {
            next += 1;
        }
        let named = names[next.min(names.len())..]
            .iter()
            .take_while(|(n, _)| n.start < token.span.end)
            .find(|(n, _)| n.overlaps(token.span))
            .map(|(_, kind)| *kind);
        let text = token.span.of(q.text);
        let text = if text.chars().all(char::is_numeric) { Cow::Borrowed("0") } else { lower(text) };
        all.push(Piece { span: token.span, text, named });
    }
    all
}

/// The words with runs of the same mark put together.
fn marked<'p>(pieces: &'p [Piece<'_>], mark: impl Fn(&'p Piece<'_>) -> Option<&'p str>) -> Vec<&'p str> {
    let mut words: Vec<&str> = Vec::with_capacity(pieces.len());
    let mut last = None;
    for p in pieces {
        let m = mark(p);
        if m.is_some() && m == last {
            continue;
        }
        words.push(m.unwrap_or(&p.text));
        last = m;
    }
    words
}

/// What all questions about the same sentences share.
pub(super) fn of_sentence(q: &Question<'_>) -> Features {
    let mut features = Features::default();
    let pieces = pieces(q);
    let words = marked(&pieces, |p| p.named);
    let plain: Vec<&str> = pieces.iter().filter(|p| p.named.is_none()).map(|p| &*p.text).collect();
    let mut block = Block::new(0);
    block.add(&[]);
    block.add(&[q.lang]);
    block.close(1.4, &mut features);
    let mut block = Block::new(1);
    block.grams("", &words, 1, 2);
    block.close(1.0, &mut features);
    let mut block = Block::new(2);
    block.letters(&plain);
    block.close(1.0, &mut features);
    let mut block = Block::new(3);
    let mut hits = Block::new(4);
    for word in q.sentences.iter().flat_map(|s| &s.words) {
        if matches!(word.upos, Upos::Verb | Upos::Noun | Upos::Adj) {
            block.add(&[&word.lemma]);
            if let Some(lexicon) = q.lexicon {
                let lemma = lexicon.lemma_of(&word.form, &word.lemma);
                for frame in lexicon.frames_of(&lemma) {
                    if let Act::Event(kind) = frame.act {
                        hits.add(&[kind.as_str()]);
                    }
                }
                for f in lexicon.factuality_of(&lemma) {
                    hits.add(&["factuality", &format!("{:?}", f.effect)]);
                }
            }
        }
    }
    block.close(1.0, &mut features);
    hits.close(0.7, &mut features);
    let mut block = Block::new(5);
    for event in q.events {
        block.add(&[event.kind.as_str()]);
        block.add(&[event.kind.as_str(), event.mode.as_deref().unwrap_or("-")]);
        block.add(&[event.kind.as_str(), &event.trigger.rule]);
        block.add(&[event.kind.as_str(), event.factuality.as_str()]);
    }
    if q.events.is_empty() {
        block.add(&["none"]);
    }
    block.close(1.0, &mut features);
    features
}

/// What the sides in question add.
pub(super) fn of_sides(q: &Question<'_>) -> Features {
    let mut features = Features::default();
    if q.source.is_none() && q.target.is_none() {
        let mut block = Block::new(10);
        block.add(&["no sides"]);
        block.close(1.0, &mut features);
        return features;
    }
    let pieces = pieces(q);
    let on = |p: &Piece, side: Option<Span>| side.is_some_and(|s| s.overlaps(p.span));
    let mark = |p: &Piece| {
        if on(p, q.source) {
            Some("<s>")
        } else if on(p, q.target) {
            Some("<t>")
        } else {
            p.named
        }
    };
    let words = marked(&pieces, mark);
    let between = between(&words);
    if let Some((order, inside)) = &between {
        let mut block = Block::new(11);
        block.grams(order, inside, 1, 3);
        block.close(1.0, &mut features);
        let mut block = Block::new(12);
        block.letters(inside);
        block.close(1.0, &mut features);
    }
    let mut block = Block::new(13);
    for n in 2..=3 {
        for gram in words.windows(n) {
            if gram.iter().any(|w| matches!(*w, "<s>" | "<t>")) {
                block.add(gram);
            }
        }
    }
    block.close(0.7, &mut features);
    let mut block = Block::new(14);
    for (mark, side) in [("s", q.source), ("t", q.target)] {
        if side.is_none() {
            block.add(&[mark, "-"]);
        }
        for p in pieces.iter().filter(|p| on(p, side)) {
            block.add(&[mark, p.named.unwrap_or(&p.text)]);
        }
        for m in q.mentions.iter().filter(|m| side.is_some_and(|s| s.overlaps(m.span))) {
            let sector = m.actor.as_ref().and_then(|a| a.code.sector).map_or("-", |s| s.as_str());
            block.add(&[mark, "kind", &m.kind]);
            block.add(&[mark, "sector", sector]);
        }
    }
    block.close(0.7, &mut features);
    path(q, &mut features);
    let mut block = Block::new(16);
    for event in q.events {
        let touches = |side: Option<Span>, actors: &[casus_model::ActorRef]| {
            side.is_some_and(|s| {
                actors.iter().any(|a| {
                    q.mentions
                        .iter()
                        .any(|m| m.actor.as_ref().is_some_and(|b| b.id == a.id) && m.span.overlaps(s))
                })
            })
        };
        let how = match (
            touches(q.source, &event.sources),
            touches(q.target, &event.targets),
            touches(q.source, &event.targets) && touches(q.target, &event.sources),
        ) {
            (true, true, _) => "both",
            (_, _, true) => "crossed",
            (true, false, _) => "source",
            (false, true, _) => "target",
            _ => "neither",
        };
        block.add(&[event.kind.as_str(), how]);
        block.add(&[event.kind.as_str(), event.mode.as_deref().unwrap_or("-"), how]);
        block.add(&[event.kind.as_str(), event.factuality.as_str(), how]);
    }
    if !q.events.is_empty() {
        block.close(1.5, &mut features);
    }
    features
}

/// The words from one side to the other, and which comes first.
fn between<'w>(words: &[&'w str]) -> Option<(&'static str, Vec<&'w str>)> {
    let at = |mark: &str| words.iter().position(|w| *w == mark);
    let (s, t) = (at("<s>")?, at("<t>")?);
    let (order, from, to) = if s < t { ("st", s, t) } else { ("ts", t, s) };
    Some((order, words[from + 1..to].to_vec()))
}

/// The lemmas and relations from the head of one side to that of the other over the tree, and the verbs above.
fn path(q: &Question<'_>, features: &mut Features) {
    let mut block = Block::new(15);
    for sentence in q.sentences {
        let top = |side: Option<Span>| {
            let side = side?;
            let inside = |i: usize| side.overlaps(sentence.words[i].span);
            (0..sentence.words.len()).find(|i| {
                inside(*i) && sentence.head(*i).is_none_or(|h| h < sentence.words.len() && !inside(h))
            })
        };
        let up = |from: usize| {
            std::iter::successors(Some(from), |i| sentence.head(*i).filter(|h| *h < sentence.words.len()))
                .take(sentence.words.len())
                .collect::<Vec<usize>>()
        };
        let (source, target) = (top(q.source), top(q.target));
        for (mark, side) in [("s", source), ("t", target)] {
            let Some(side) = side else { continue };
            let chain = up(side);
            let rel = sentence.words[side].rel.as_str();
            for (steps, i) in chain.iter().skip(1).take(4).enumerate() {
                let word = &sentence.words[*i];
                if matches!(word.upos, Upos::Verb | Upos::Noun | Upos::Adj) {
                    block.add(&[mark, rel, &word.lemma]);
                    block.add(&[mark, &word.lemma]);
                    if let Some(lexicon) = q.lexicon {
                        for frame in lexicon.frames_of(&lexicon.lemma_of(&word.form, &word.lemma)) {
                            if let Act::Event(kind) = frame.act {
                                block.add(&[
                                    mark,
                                    "frame",
                                    kind.as_str(),
                                    if steps == 0 { "near" } else { "far" },
                                ]);
                            }
                        }
                    }
                    let denied = sentence.children(*i).any(|c| {
                        sentence.words[c].rel == Rel::Advmod && sentence.words[c].feats.is("Polarity", "Neg")
                    });
                    if denied {
                        block.add(&[mark, "negated"]);
                    }
                }
            }
        }
        if let (Some(s), Some(t)) = (source, target) {
            let (a, b) = (up(s), up(t));
            if let Some(meet) = a.iter().find(|i| b.contains(i)) {
                let word = &sentence.words[*meet];
                block.add(&["meet", &word.lemma]);
                let rels = |chain: &[usize]| -> String {
                    chain
                        .iter()
                        .take_while(|i| *i != meet)
                        .map(|i| sentence.words[*i].deprel().to_string())
                        .collect::<Vec<_>>()
                        .join("<")
                };
                let (ra, rb) = (rels(&a), rels(&b));
                block.add(&["path", &ra, &rb]);
                block.add(&["path", &ra, &rb, &word.lemma]);
                for i in a
                    .iter()
                    .chain(&b)
                    .filter(|i| !q.source.is_some_and(|x| x.overlaps(sentence.words[**i].span)))
                {
                    block.add(&["on", &sentence.words[*i].lemma]);
                }
            }
        }
    }
    if !block.hashes.is_empty() {
        block.close(1.2, features);
    }
}
