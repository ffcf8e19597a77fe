//! The tokens that a treebank knows, for languages that write words together.

use rustc_hash::FxHashSet;

use crate::segment::SegmenterError;
use crate::segment::atoms::{Atom, hash_on};
use crate::segment::bytes::{Reader, Writer};

/// Longest token, in atoms, that is looked up.
pub(crate) const LONGEST: usize = 12;

/// Hashes of tokens.
#[derive(Clone, PartialEq, Debug, Default)]
pub(crate) struct Lexicon(FxHashSet<u32>);

impl Lexicon {
    /// Keeps the tokens, given as atoms, that occur at least twice: what occurs once would look known in training
    /// and nowhere else. The words of a list are kept as they are.
    pub(crate) fn new<'a>(
        tokens: impl Iterator<Item = &'a [Atom]>,
        list: impl Iterator<Item = &'a [Atom]>,
    ) -> Self {
        let mut hashes: Vec<u32> =
            tokens.filter(|t| t.len() <= LONGEST).filter_map(hash_of).map(short).collect();
        hashes.sort_unstable();
        let often = hashes.chunk_by(|a, b| a == b).filter(|run| run.len() > 1).map(|run| run[0]);
        Self(often.chain(list.filter(|w| w.len() <= LONGEST).filter_map(hash_of).map(short)).collect())
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn knows(&self, token: u64) -> bool {
        self.0.contains(&short(token))
    }

    /// Number of atoms of the longest known token that these atoms begin with; 0 if there is none.
    pub(crate) fn longest(&self, atoms: &[Atom]) -> usize {
        let mut hash = None;
        let mut best = 0;
        for (i, atom) in atoms.iter().take(LONGEST).enumerate() {
            let next = hash.map_or(atom.hash, |h| hash_on(h, atom.hash));
            if self.knows(next) {
                best = i + 1;
            }
            hash = Some(next);
        }
        best
    }

    pub(crate) fn write(&self, out: &mut Writer) {
        let mut hashes: Vec<u32> = self.0.iter().copied().collect();
        hashes.sort_unstable();
        out.number(hashes.len() as u64);
        let mut last = 0;
        for hash in hashes {
            out.number(u64::from(hash - last));
            last = hash;
        }
    }

    pub(crate) fn read(input: &mut Reader) -> Result<Self, SegmenterError> {
        let mut set = FxHashSet::default();
        let mut last = 0u32;
        for _ in 0..input.number()? {
            let gap = u32::try_from(input.number()?).map_err(|_| SegmenterError::Damaged)?;
            last = last.checked_add(gap).ok_or(SegmenterError::Damaged)?;
            set.insert(last);
        }
        Ok(Self(set))
    }
}

/// The hash of a token, as [`crate::segment::tokens::Piece`] has it.
pub(crate) fn hash_of(atoms: &[Atom]) -> Option<u64> {
    atoms.iter().map(|a| a.hash).reduce(hash_on)
}

fn short(hash: u64) -> u32 {
    (hash >> 32) as u32
}
