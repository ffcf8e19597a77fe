//! Who is who, where and when: tables, names, dates and their resolution.

pub mod time;

use casus_model::{Analysis, Document, Resolution};

/// The compiled tables, ready to be asked.
#[derive(Debug, Default)]
pub struct Knowledge {}

impl Knowledge {
    /// What the expressions of an analysed document refer to.
    pub fn resolve(&self, _document: &Document, _analysis: &Analysis) -> Resolution {
        Resolution::default()
    }
}
