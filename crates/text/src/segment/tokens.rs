//! Tokens: which neighbouring atoms belong together.
//!
//! White space divides, but for numbers written with spaces (`50 000`). Addresses of the web and of mail hold
//! together. Everything else is decided between two atoms by what the treebank taught, or by
//! [`rules::divides`] where nothing was taught; the rule's opinion is also what learning starts from.

use casus_model::Span;

use crate::segment::atoms::{Atom, Class, hash_on};
use crate::segment::lexicon::Lexicon;
use crate::segment::perceptron::{Features, Scorer, Trainer, mix, says, shuffled};
use crate::segment::rules;

/// A surface token: its place and what later decisions ask of it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Piece {
    pub(crate) span: Span,
    /// Hash of its text in lower case.
    pub(crate) hash: u64,
    /// Class of its first and of its last atom.
    pub(crate) first: Class,
    pub(crate) last: Class,
    /// Number of its atoms.
    pub(crate) atoms: u32,
    /// Whether white space stands before it.
    pub(crate) spaced: bool,
}

/// The places between atoms of one paragraph, with what is known there.
pub(crate) struct View<'a> {
    pub(crate) text: &'a str,
    pub(crate) atoms: &'a [Atom],
    /// For every atom, the index of the first atom of its chunk (what white space divides) and one past the last.
    chunks: Vec<(u32, u32)>,
    /// For every atom that begins a chunk, the hash of the chunk; for the others, of the rest of the chunk.
    rests: Vec<u64>,
}

impl<'a> View<'a> {
    pub(crate) fn new(text: &'a str, atoms: &'a [Atom]) -> Self {
        let mut chunks = Vec::with_capacity(atoms.len());
        let mut from = 0;
        while from < atoms.len() {
            let to = (from + 1..atoms.len()).find(|i| atoms[*i].spaced).unwrap_or(atoms.len());
            chunks.resize(to, (from as u32, to as u32));
            from = to;
        }
        let mut rests = vec![0; atoms.len()];
        for i in (0..atoms.len()).rev() {
            let after = if i + 1 < chunks[i].1 as usize { rests[i + 1] } else { 1 };
            rests[i] = mix(after, atoms[i].hash);
        }
        Self { text, atoms, chunks, rests }
    }

    /// The atoms of the chunk of atom `i`.
    pub(crate) fn chunk(&self, i: usize) -> (usize, usize) {
        (self.chunks[i].0 as usize, self.chunks[i].1 as usize)
    }

    pub(crate) fn surface(&self, i: usize) -> &'a str {
        self.atoms[i].span.of(self.text)
    }
}

/// What is done at a place between atom `i` and the next.
enum Place {
    /// It divides, or it does not, without asking.
    Fixed(bool),
    /// It is asked.
    Open,
}

fn place(view: &View, lang: &str, i: usize, address: &[bool]) -> Place {
    let (left, right) = (&view.atoms[i], &view.atoms[i + 1]);
    if right.spaced {
        return if spaced_number(view, i) { Place::Open } else { Place::Fixed(true) };
    }
    if address[i] && address[i + 1] {
        return Place::Fixed(false);
    }
    if let Some(divides) = rules::sure(view, lang, i) {
        return Place::Fixed(divides);
    }
    // an amount is read without its currency
    if matches!(
        (left.class, right.class),
        (Class::Currency, Class::Digits) | (Class::Digits, Class::Currency)
    ) {
        return Place::Fixed(true);
    }
    // letters that differ in script or case belong to one word unless the language writes words together
    let caseless = |c: Class| matches!(c, Class::Caseless | Class::Han);
    if left.class.is_letters() && right.class.is_letters() && !caseless(left.class) && !caseless(right.class)
    {
        return Place::Fixed(false);
    }
    Place::Open
}

/// Whether a space between atoms `i` and `i + 1` may stand inside a number: `50 000`, `1 250 000`.
fn spaced_number(view: &View, i: usize) -> bool {
    let (left, right) = (&view.atoms[i], &view.atoms[i + 1]);
    let gap = &view.text[left.span.end as usize..right.span.start as usize];
    let group = |k: usize| view.surface(k).len() == 3;
    left.class == Class::Digits
        && right.class == Class::Digits
        && left.span.len() <= 3
        && group(i + 1)
        && matches!(gap, " " | "\u{a0}" | "\u{202f}" | "\u{2009}")
}

/// Which atoms belong to an address of the web or of mail.
fn addresses(view: &View) -> Vec<bool> {
    let mut inside = vec![false; view.atoms.len()];
    let mut from = 0;
    while from < view.atoms.len() {
        let (_, to) = view.chunk(from);
        if to - from >= 3 {
            let chunk =
                &view.text[view.atoms[from].span.start as usize..view.atoms[to - 1].span.end as usize];
            if let Some(address) = rules::address(chunk) {
                let base = view.atoms[from].span.start;
                let (start, end) = (base + address.start, base + address.end);
                let atoms = &view.atoms[from..to];
                for (flag, atom) in inside[from..to].iter_mut().zip(atoms) {
                    *flag = atom.span.start >= start && atom.span.end <= end;
                }
            }
        }
        from = to;
    }
    inside
}

/// What the token that is being put together looks like.
struct Current {
    hash: u64,
    before: u64,
    atoms: u32,
    divided: bool,
}

/// The features of the place after atom `i`, where the token so far is `current`.
fn features(view: &View, lang: &str, lexicon: &Lexicon, i: usize, current: &Current, out: &mut Features) {
    out.clear();
    let (from, to) = view.chunk(i);
    let inside = |k: usize| (from..to).contains(&k).then(|| &view.atoms[k]);
    let class = |a: Option<&Atom>| a.map_or(99, |a| a.class as u64);
    let hash = |a: Option<&Atom>| a.map_or(99, |a| a.hash);
    let (left, right) = (&view.atoms[i], &view.atoms[i + 1]);
    let (lc, rc, lh, rh) = (left.class as u64, right.class as u64, left.hash, right.hash);
    let ll = i.checked_sub(1).and_then(inside);
    let rr = inside(i + 2);
    if left.class.is_letters() && right.class.is_letters() {
        // inside writing that does not part its words
        let l3 = i.checked_sub(2).and_then(inside);
        let r3 = inside(i + 3);
        let so_far = u64::from(current.atoms.min(6));
        out.add(20, &[lh]);
        out.add(21, &[rh]);
        out.add(22, &[lh, rh]);
        out.add(23, &[hash(ll), lh]);
        out.add(24, &[rh, hash(rr)]);
        out.add(25, &[hash(ll), lh, rh]);
        out.add(26, &[lh, rh, hash(rr)]);
        out.add(27, &[hash(ll), lh, rh, hash(rr)]);
        out.add(28, &[hash(l3), hash(ll), lh]);
        out.add(29, &[rh, hash(rr), hash(r3)]);
        out.add(30, &[current.hash]);
        out.add(31, &[current.hash, rh]);
        out.add(32, &[current.hash, rh, hash(rr)]);
        out.add(33, &[current.before, current.hash]);
        out.add(34, &[so_far, lh]);
        out.add(35, &[so_far, rh, hash(rr)]);
        out.add(36, &[so_far]);
        out.add(37, &[lh, hash(rr)]);
        if !lexicon.is_empty() {
            // what the lexicon sees from the beginning of this token, and from here
            let begun = i + 1 - current.atoms as usize;
            let whole = lexicon.longest(&view.atoms[begun..to]) as u64;
            let ahead = lexicon.longest(&view.atoms[i + 1..to]) as u64;
            let known = u64::from(lexicon.knows(current.hash));
            let left_over = (to - i - 1) as u64;
            let fits = u64::from(ahead == left_over);
            out.add(50, &[known, so_far, whole]);
            out.add(51, &[known, ahead]);
            out.add(52, &[known, whole, so_far, ahead]);
            out.add(53, &[known, fits, ahead, so_far]);
            out.add(54, &[lh, rh, known, ahead]);
            if left.class == Class::Caseless {
                let all = u64::from(lexicon.longest(&view.atoms[from..to]) == to - from);
                out.add(55, &[known, all, fits, ahead.min(4)]);
                out.add(56, &[all, fits, current.hash]);
                out.add(57, &[known, all, fits, rh, left_over.min(4)]);
            }
        }
        if left.class == Class::Caseless {
            let rest = view.rests[i + 1];
            let length = (to - i - 1).min(8) as u64;
            let done = (i - from).min(8) as u64;
            out.add(40, &[rest]);
            out.add(41, &[current.hash, rest]);
            out.add(42, &[done, current.hash, length]);
            out.add(43, &[done, length]);
            out.add(44, &[length, lh, rh]);
            out.add(45, &[view.rests[from], done]);
            out.add(46, &[done, u64::from(current.divided), lh, rh, hash(rr)]);
            out.add(47, &[length, hash(l3), hash(ll), lh, rest]);
        }
        return;
    }
    let last = u64::from(i + 2 == to);
    let after = view.atoms.get(to).map_or(98, |a| a.class as u64);
    let rule = u64::from(rules::divides(view, lang, i));
    out.add(0, &[rule]);
    out.add(1, &[rule, lc, rc]);
    out.add(2, &[lh, rh]);
    out.add(3, &[lh, rc]);
    out.add(4, &[lc, rh]);
    out.add(5, &[class(ll), lc, rc, class(rr)]);
    out.add(6, &[hash(ll), lh, rh]);
    out.add(7, &[lh, rh, hash(rr)]);
    out.add(8, &[lc, rh, class(rr), rule]);
    out.add(9, &[lc, rh, hash(rr)]);
    out.add(10, &[current.hash, rh]);
    out.add(11, &[current.hash, rh, last, after]);
    out.add(12, &[(left.span.len() as u64).min(6), lc, rh, last, after]);
    out.add(13, &[u64::from(current.divided), lc, rc, class(rr)]);
    out.add(14, &[u64::from(current.atoms.min(4)), lc, rc, last]);
    out.add(15, &[rule, lc, rc, last, after]);
    if to - from <= 8 {
        out.add(16, &[view.rests[from], (i - from) as u64]);
    }
    if right.spaced {
        out.add(17, &[lc, rc]);
    }
}

/// Cuts a paragraph's atoms into tokens.
pub(crate) fn tokens(view: &View, lang: &str, lexicon: &Lexicon, scorer: &Scorer) -> Vec<Piece> {
    let mut features_here = Features::default();
    walk(view, lang, |i, current| {
        if scorer.is_empty() {
            return rules::divides(view, lang, i);
        }
        features(view, lang, lexicon, i, current, &mut features_here);
        scorer.score(&features_here) > 0
    })
}

/// Goes through the places from left to right; `decide` answers the open ones.
fn walk(view: &View, lang: &str, mut decide: impl FnMut(usize, &Current) -> bool) -> Vec<Piece> {
    let address = addresses(view);
    let mut out: Vec<Piece> = Vec::new();
    let mut begun = 0;
    let mut current = Current { hash: 0, before: 0, atoms: 0, divided: false };
    for (i, atom) in view.atoms.iter().enumerate() {
        current.hash = if current.atoms == 0 { atom.hash } else { hash_on(current.hash, atom.hash) };
        current.atoms += 1;
        let divides = i + 1 == view.atoms.len()
            || match place(view, lang, i, &address) {
                Place::Fixed(divides) => divides,
                Place::Open => decide(i, &current),
            };
        if divides {
            let first = &view.atoms[begun];
            out.push(Piece {
                span: first.span.cover(atom.span),
                hash: current.hash,
                first: first.class,
                last: atom.class,
                atoms: current.atoms,
                spaced: first.spaced,
            });
            let spaced = view.atoms.get(i + 1).is_none_or(|a| a.spaced);
            let before = if spaced { 0 } else { current.hash };
            current = Current { hash: 0, before, atoms: 0, divided: !spaced };
            begun = i + 1;
        }
    }
    out
}

/// Learns from paragraphs in which it is known after which bytes a token ends.
pub(crate) fn train(
    paragraphs: &[(View, Vec<u32>)],
    lang: &str,
    lexicon: &Lexicon,
    bits: u32,
    epochs: u64,
    seed: u64,
) -> Scorer {
    let mut trainer = Trainer::new(bits);
    let mut here = Features::default();
    trainer.believe(&says(0, true), &says(0, false));

    for epoch in 0..epochs {
        for p in shuffled(paragraphs.len(), seed ^ epoch) {
            let (view, ends) = &paragraphs[p as usize];
            let mut next = 0;
            walk(view, lang, |i, current| {
                let end = view.atoms[i].span.end;
                while ends.get(next).is_some_and(|e| *e < end) {
                    next += 1;
                }
                let yes = ends.get(next) == Some(&end);
                features(view, lang, lexicon, i, current, &mut here);
                trainer.learn(&here, yes);
                yes
            });
        }
    }
    trainer.finish()
}
