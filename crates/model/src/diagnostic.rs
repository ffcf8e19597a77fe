use serde::{Deserialize, Serialize};

use crate::{SmolStr, Span};

/// How much a finding matters.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Worth knowing.
    Note,
    /// The record may be wrong or poorer because of it.
    Warning,
    /// The input, or this part of it, was refused.
    Error,
}

/// A finding about an input: bad text never stops a batch, it yields one of these.
///
/// `code` is stable and documented in `docs/reference/diagnostics.md` (`undated-document`, `unknown-language`,
/// `glued-dateline`, …).
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub struct Diagnostic {
    /// Stable name of the kind of finding, in kebab case.
    pub code: SmolStr,
    /// How much it matters.
    pub severity: Severity,
    /// What was found, in one sentence.
    pub message: String,
    /// What the reader can do about it.
    pub hint: Option<String>,
    /// Where in the document's text.
    pub span: Option<Span>,
}

impl Diagnostic {
    /// A finding without place or hint; add them with [`Self::at`] and [`Self::hint`].
    pub fn new(code: &'static str, severity: Severity, message: impl Into<String>) -> Self {
        Self { code: SmolStr::new_static(code), severity, message: message.into(), hint: None, span: None }
    }

    /// The same finding, with its place.
    pub fn at(self, span: Span) -> Self {
        Self { span: Some(span), ..self }
    }

    /// The same finding, with what to do about it.
    pub fn hint(self, hint: impl Into<String>) -> Self {
        Self { hint: Some(hint.into()), ..self }
    }
}
