use casus_model::SmolStr;
use rustc_hash::FxHashMap;

use super::frame::{Act, Frame};
use super::{Lexicon, load};

/// Something to mend in a lexicon.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Finding {
    /// Language, file and line.
    pub place: String,
    /// `unreadable`, `conflict`, `unreachable` or `no-example`.
    pub code: &'static str,
    /// What is wrong.
    pub message: String,
}

/// Checks the embedded lexicon of a language: rows that cannot be read; frames of one word with the same
/// conditions that say different things (`conflict`) or the same thing (`unreachable`); frames without example.
pub fn lint(lang: &str) -> Vec<Finding> {
    let (lexicon, errors) = load::tables(lang);
    let mut findings: Vec<Finding> = errors
        .into_iter()
        .map(|e| Finding { place: e.place, code: "unreadable", message: e.problem })
        .collect();
    findings.extend(frames(lang, &lexicon));
    findings.sort();
    findings
}

fn frames(lang: &str, lexicon: &Lexicon) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut seen: FxHashMap<(SmolStr, u8, String), &Frame> = FxHashMap::default();
    for frame in lexicon.frames() {
        let place = format!("{lang}/{}", frame.place);
        if frame.example.is_empty() || frame.example == "-" {
            findings.push(Finding {
                place: place.clone(),
                code: "no-example",
                message: format!("'{}' has no example", frame.name),
            });
        }
        let mut conditions: Vec<String> = frame.when.iter().map(|c| format!("{c:?}")).collect();
        conditions.sort();
        let key = (frame.lemma.clone(), frame.pos as u8, conditions.join(" "));
        let Some(first) = seen.get(&key) else {
            seen.insert(key, frame);
            continue;
        };
        let same = first.act == frame.act && first.mode == frame.mode && first.cameo == frame.cameo;
        let code = if same { "unreachable" } else { "conflict" };
        let means = |f: &Frame| match f.act {
            Act::Event(kind) => format!("{kind} {}", f.cameo),
            Act::Light => "light".to_owned(),
            Act::Stop => "stop".to_owned(),
            Act::Nothing => "-".to_owned(),
        };
        findings.push(Finding {
            place,
            code,
            message: format!(
                "'{}' is {} here and {} in {}, under the same conditions",
                frame.name,
                means(frame),
                means(first),
                first.place
            ),
        });
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lexicon::languages;

    #[test]
    fn the_embedded_lexicons_are_clean() {
        let findings: Vec<String> = languages()
            .into_iter()
            .flat_map(lint)
            .map(|f| format!("{} [{}] {}", f.place, f.code, f.message))
            .collect();
        assert!(findings.is_empty(), "{} findings\n{}", findings.len(), findings.join("\n"));
    }
}
