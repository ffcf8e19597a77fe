//! The file of answers: JSON Lines, one answer a line, added to and never rewritten.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::fs::{File, OpenOptions};
use std::io::{self, BufRead, BufReader, Write};
use std::path::Path;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// An answer with what it cost.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(crate) struct Answer {
    pub(crate) text: String,
    pub(crate) prompt_tokens: u64,
    pub(crate) completion_tokens: u64,
}

#[derive(Serialize, Deserialize)]
struct Line {
    question: String,
    #[serde(flatten)]
    answer: Answer,
}

#[derive(Default)]
pub(crate) struct Cache {
    answers: HashMap<String, Answer>,
    file: Option<File>,
}

impl Cache {
    /// Reads the answers of a file and keeps it open for more; a line that is damaged is asked for again.
    pub(crate) fn open(path: &Path) -> io::Result<Self> {
        let mut file = OpenOptions::new().read(true).append(true).create(true).open(path)?;
        let mut answers = HashMap::new();
        let mut whole = true;
        let mut reader = BufReader::new(&file);
        let mut bytes = Vec::new();
        while reader.read_until(b'\n', &mut bytes)? > 0 {
            whole = bytes.ends_with(b"\n");
            if let Ok(line) = serde_json::from_slice::<Line>(&bytes) {
                answers.insert(line.question, line.answer);
            }
            bytes.clear();
        }
        // a line that was cut short must not swallow the next
        if !whole {
            file.write_all(b"\n")?;
        }
        Ok(Self { answers, file: Some(file) })
    }

    /// The name of a question: SHA-256 of its parts.
    pub(crate) fn key(parts: &[&str]) -> String {
        let mut hash = Sha256::new();
        for part in parts {
            hash.update((part.len() as u64).to_le_bytes());
            hash.update(part.as_bytes());
        }
        hash.finalize().iter().fold(String::new(), |mut hex, byte| {
            let _ = write!(hex, "{byte:02x}");
            hex
        })
    }

    pub(crate) fn get(&self, question: &str) -> Option<String> {
        self.answers.get(question).map(|a| a.text.clone())
    }

    pub(crate) fn put(&mut self, question: String, answer: Answer) -> io::Result<()> {
        let line = Line { question, answer };
        let written = match &mut self.file {
            Some(file) => {
                let mut bytes = serde_json::to_vec(&line)?;
                bytes.push(b'\n');
                file.write_all(&bytes)
            }
            None => Ok(()),
        };
        self.answers.insert(line.question, line.answer);
        written
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_outlive_the_run_and_a_damaged_line() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("answers.jsonl");
        let answer = |text: &str| Answer { text: text.to_owned(), prompt_tokens: 3, completion_tokens: 1 };
        let mut cache = Cache::open(&path).expect("a new file");
        cache.put("a".to_owned(), answer("first")).expect("it is written");
        drop(cache);
        let mut torn = OpenOptions::new().append(true).open(&path).expect("it is there");
        torn.write_all(b"{\"question\":\"b\",\"te").expect("it is written");
        drop(torn);
        let mut cache = Cache::open(&path).expect("it is there");
        assert_eq!((cache.get("a").as_deref(), cache.get("b")), (Some("first"), None));
        cache.put("b".to_owned(), answer("second")).expect("it is written");
        drop(cache);
        assert_eq!(Cache::open(&path).expect("it is there").get("b").as_deref(), Some("second"));
    }

    #[test]
    fn questions_are_told_apart_by_their_parts() {
        assert_ne!(Cache::key(&["ab", "c"]), Cache::key(&["a", "bc"]));
    }
}
