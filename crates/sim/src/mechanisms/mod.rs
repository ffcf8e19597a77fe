//! The mechanisms a scenario can name, one file each.

mod cascade;
mod unrest;

use crate::mechanism::Kind;

/// All kinds, by name.
pub const ALL: &[&Kind] = &[&cascade::KIND, &unrest::KIND];

/// The kind of this name.
pub fn find(name: &str) -> Option<&'static Kind> {
    ALL.iter().find(|k| k.name == name).copied()
}
