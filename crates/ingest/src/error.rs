use std::fmt;
use std::path::Path;

use casus_text::decode::NoText;

/// An input, or a part of it, that was refused. The others go on.
#[derive(Debug, thiserror::Error)]
pub struct IngestError {
    /// The path, as the user wrote it or as it was found; `stdin` for standard input.
    pub origin: String,
    /// Line and column from 1, where the place is known; the column in bytes.
    pub place: Option<(u64, u64)>,
    /// Why.
    #[source]
    pub reason: Reason,
}

impl fmt::Display for IngestError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.origin)?;
        if let Some((line, column)) = self.place {
            write!(f, ":{line}")?;
            if column > 0 {
                write!(f, ":{column}")?;
            }
        }
        write!(f, ": {}; {}", self.reason, self.reason.remedy())
    }
}

/// Why an input was refused.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Reason {
    /// There is no such file or folder.
    #[error("there is no such file or folder")]
    Missing,
    /// The system does not let it be read.
    #[error("cannot be read: {0}")]
    Unreadable(std::io::Error),
    /// A link that leads back to a folder above it.
    #[error("this link leads back to {0}")]
    Loop(String),
    /// A device, socket or pipe in a folder.
    #[error("this is neither a file nor a folder")]
    Special,
    /// Bytes that are no text.
    #[error("this is {} (byte {})", .0.kind, .0.at)]
    NoText(NoText),
    /// Nothing, or nothing but white space.
    #[error("there is no text in it")]
    Empty,
    /// More than the limit for one document.
    #[error("more than {0} bytes, the limit for one document")]
    TooLong(u64),
    /// A gzip file that grows beyond all measure.
    #[error("unpacks to more than {0} bytes, more than 200 for each packed one")]
    Bomb(u64),
    /// Damaged gzip data.
    #[error("damaged gzip data: {0}")]
    Gzip(std::io::Error),
    /// Broken JSON, or JSON that holds no document.
    #[error("{0}")]
    Json(String),
    /// A feed that cannot be read.
    #[error("no RSS or Atom feed: {0}")]
    Feed(String),
}

impl Reason {
    /// What the user can do about it.
    pub fn remedy(&self) -> &str {
        match self {
            Self::Missing => "check the spelling and the current folder",
            Self::Unreadable(_) => "check its permissions",
            Self::Loop(_) => "nothing is lost: that folder is read where it stands",
            Self::Special => "leave it out, or pass its content on standard input (-)",
            Self::NoText(no_text) => no_text.remedy,
            Self::Empty => "leave it out",
            Self::TooLong(_) => "split it, or raise the limit with --max-size",
            Self::Bomb(_) => "unpack it by hand if it is to be trusted, or raise the limit with --max-size",
            Self::Gzip(_) => "fetch or pack it again",
            Self::Json(_) => r#"write one object a line, at least {"text": "…"}"#,
            Self::Feed(_) => {
                "check that it is RSS, Atom or JSON Feed; give web pages a name that ends in .html"
            }
        }
    }
}

impl IngestError {
    pub(crate) fn new(origin: impl Into<String>, reason: Reason) -> Self {
        Self { origin: origin.into(), place: None, reason }
    }

    pub(crate) fn at(self, line: u64, column: u64) -> Self {
        Self { place: Some((line, column)), ..self }
    }

    pub(crate) fn io(path: &Path, error: std::io::Error) -> Self {
        let reason = match error.kind() {
            std::io::ErrorKind::NotFound => Reason::Missing,
            _ => Reason::Unreadable(error),
        };
        Self::new(name(path), reason)
    }
}

/// A path as it is shown: without `./` before it, with `/` between folders.
pub(crate) fn name(path: &Path) -> String {
    if path.as_os_str() == "-" {
        return "stdin".to_owned();
    }
    let parts: Vec<_> = path.components().filter(|c| *c != std::path::Component::CurDir).collect();
    let shown: std::path::PathBuf = parts.iter().collect();
    shown.to_string_lossy().replace('\\', "/")
}
