//! Whether a person is looking, how wide the screen is, and what may be coloured.

use std::io::IsTerminal;

/// Whether standard output is a terminal.
pub(crate) fn stdout_is_terminal() -> bool {
    std::io::stdout().is_terminal()
}

/// Width of the terminal in columns; `None` where output goes elsewhere: nothing is cut there.
pub(crate) fn width() -> Option<usize> {
    if !stdout_is_terminal() {
        return None;
    }
    let stated = std::env::var("COLUMNS").ok().and_then(|c| c.parse().ok());
    Some(
        stated
            .unwrap_or_else(|| terminal_size::terminal_size().map_or(100, |(w, _)| usize::from(w.0)))
            .max(40),
    )
}

/// Whether colour may be used: on a terminal, unless `NO_COLOR` says no.
pub(crate) fn colour() -> bool {
    stdout_is_terminal()
        && std::env::var_os("NO_COLOR").is_none_or(|v| v.is_empty())
        && std::env::var_os("TERM").is_none_or(|t| t != "dumb")
}

/// Columns that a text takes on a terminal: two for the wide letters of East Asia, none for combining marks.
pub(crate) fn display_width(text: &str) -> usize {
    text.chars().map(char_width).sum()
}

fn char_width(c: char) -> usize {
    match c as u32 {
        0x300..=0x36f
        | 0x483..=0x489
        | 0x591..=0x5bd
        | 0x610..=0x61a
        | 0x64b..=0x65f
        | 0x200b..=0x200f
        | 0xfe00..=0xfe0f => 0,
        0x1100..=0x115f
        | 0x2e80..=0xa4cf
        | 0xac00..=0xd7a3
        | 0xf900..=0xfaff
        | 0xfe30..=0xfe6f
        | 0xff00..=0xff60
        | 0xffe0..=0xffe6
        | 0x1f300..=0x1faff
        | 0x20000..=0x3fffd => 2,
        _ => 1,
    }
}

/// The beginning of a text that fits in so many columns, with `…` where it was cut.
pub(crate) fn fit(text: &str, columns: usize) -> String {
    if display_width(text) <= columns {
        return text.to_owned();
    }
    let mut fitted = String::new();
    let mut used = 0;
    for c in text.chars() {
        used += char_width(c);
        if used >= columns {
            break;
        }
        fitted.push(c);
    }
    fitted.truncate(fitted.trim_end().len());
    fitted.push('…');
    fitted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_fit_whatever_their_script() {
        assert_eq!(fit("Kazakhstan", 10), "Kazakhstan");
        assert_eq!(fit("Kazakhstan", 5), "Kaza…");
        assert_eq!(fit("哈萨克斯坦", 10), "哈萨克斯坦");
        assert_eq!(display_width(&fit("哈萨克斯坦", 6)), 5);
        assert_eq!(display_width("è"), 1);
        assert_eq!(display_width("e\u{300}"), 1);
    }
}
