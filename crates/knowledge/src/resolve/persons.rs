//! The persons of the tables by the sound of their names, for spellings that the tables do not have.

use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use rustc_hash::FxHashMap;

use crate::base::{Base, EntityIx};
use crate::form::EntityKind;
use crate::names::PersonName;

/// Made when the first name is met that is in no table, since reading every name takes a while.
#[derive(Debug, Default)]
pub(crate) struct PersonIndex {
    by_sound: OnceLock<FxHashMap<String, Vec<EntityIx>>>,
    /// The full names of the persons that were compared so far.
    parsed: Mutex<FxHashMap<EntityIx, Arc<[PersonName]>>>,
}

impl PersonIndex {
    /// Persons with a part that may sound like a part of this name, without repetition.
    pub(crate) fn candidates(&self, base: &Base, name: &PersonName) -> Vec<EntityIx> {
        let index = self.by_sound.get_or_init(|| Self::build(base));
        let mut counts: Vec<EntityIx> =
            name.skeletons().iter().filter_map(|k| index.get(k)).flatten().copied().collect();
        counts.sort();
        counts.dedup();
        counts
    }

    /// The full names of a person, in all their spellings.
    pub(crate) fn names(&self, base: &Base, person: EntityIx) -> Arc<[PersonName]> {
        let mut parsed = self.parsed.lock().unwrap_or_else(PoisonError::into_inner);
        let names = parsed.entry(person).or_insert_with(|| {
            let full = |text: &str| text.contains(' ') || text.chars().any(|c| c > '\u{2e80}');
            base.names_of(person).filter(|n| full(n.text)).map(|n| PersonName::parse(n.text)).collect()
        });
        Arc::clone(names)
    }

    fn build(base: &Base) -> FxHashMap<String, Vec<EntityIx>> {
        let mut index: FxHashMap<String, Vec<EntityIx>> = FxHashMap::default();
        for e in base.entities_of(EntityKind::Person) {
            // The last part of the usual name: the surname, but in names that begin with it.
            let name = PersonName::parse(e.name);
            for key in name.skeletons().into_iter().filter(|k| k.chars().count() >= 2) {
                let list = index.entry(key).or_default();
                if list.last() != Some(&e.index) {
                    list.push(e.index);
                }
            }
        }
        // A sound that very many share (a common given name) tells nobody apart.
        index.retain(|_, list| list.len() <= 60);
        index
    }
}
