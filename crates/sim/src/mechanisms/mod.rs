//! The mechanisms a scenario can name, one file each. The build script finds them: a new file needs no line elsewhere.

use crate::mechanism::Kind;

include!(concat!(env!("OUT_DIR"), "/mechanisms.rs"));

/// The manual page of a mechanism, in Markdown: the doc comment of its file. `None` for kinds from elsewhere.
pub fn manual(kind: &Kind) -> Option<String> {
    let at = ALL.iter().position(|k| k.name == kind.name)?;
    let lines = FILES[at].lines().map_while(|line| line.strip_prefix("//!"));
    Some(lines.flat_map(|line| [line.strip_prefix(' ').unwrap_or(line), "\n"]).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_mechanism_has_a_name_of_its_own_and_a_manual_page() {
        for kind in ALL {
            assert_eq!(ALL.iter().filter(|k| k.name == kind.name).count(), 1, "{}", kind.name);
            let page = manual(kind).unwrap();
            assert!(
                page.starts_with(&format!("`{}`: ", kind.name)),
                "{} begins its page otherwise",
                kind.name
            );
        }
    }
}
