//! The mechanisms a scenario can name, one file each. The build script finds them: a new file needs no line elsewhere.

use std::fmt::Write as _;

use crate::mechanism::{Kind, Parameter};

include!(concat!(env!("OUT_DIR"), "/mechanisms.rs"));

/// The manual page of a mechanism, in Markdown: the doc comment of its file. `None` for kinds from elsewhere.
pub fn manual(kind: &Kind) -> Option<String> {
    let at = ALL.iter().position(|k| k.name == kind.name)?;
    let lines = FILES[at].lines().map_while(|line| line.strip_prefix("//!"));
    Some(lines.flat_map(|line| [line.strip_prefix(' ').unwrap_or(line), "\n"]).collect())
}

/// The kind of this name.
pub fn find(name: &str) -> Option<&'static Kind> {
    ALL.iter().find(|k| k.name == name).copied()
}

/// The manual page with tables of parameters, variants and ports, in Markdown.
pub fn page(kind: &Kind) -> String {
    let mut page =
        format!("# {}\n\n{}\nSource: {}.\n", kind.name, manual(kind).unwrap_or_default(), kind.source);
    page.push_str(
        "\n| parameter | unit | from | to | if nothing is said | meaning |\n|---|---|---|---|---|---|\n",
    );
    for p in kind.parameters {
        let default = p.default.map_or("must be given".to_owned(), |(v, source)| format!("{v} ({source})"));
        let Parameter { name, unit, low, high, about, .. } = p;
        let _ = writeln!(page, "| {name} | {unit} | {low} | {high} | {default} | {about} |");
    }
    if !kind.variants.is_empty() {
        page.push_str("\n| variant | choices, the usual one first | meaning |\n|---|---|---|\n");
        for v in kind.variants {
            let _ = writeln!(page, "| {} | {} | {} |", v.name, v.choices.join(", "), v.about);
        }
    }
    page.push_str("\n| port | unit | meaning |\n|---|---|---|\n");
    for (verb, ports) in [("reads", kind.reads), ("writes", kind.writes)] {
        for port in ports {
            let _ = writeln!(page, "| {verb} {} | {} | {} |", port.name, port.unit, port.about);
        }
    }
    page
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
