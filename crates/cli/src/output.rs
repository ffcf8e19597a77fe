//! Tables for people, JSON for programs.

use std::io::{self, BufWriter, StdoutLock, Write};

use crate::args::Global;
use crate::terminal::{self, display_width, fit};

/// Standard output of one command.
pub(crate) struct Output {
    out: BufWriter<StdoutLock<'static>>,
    colour: bool,
    width: Option<usize>,
}

/// How a piece of text is set off.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Style {
    Plain,
    Bold,
    Dim,
    /// Did not or may not happen: yellow.
    Open,
    /// Denied or refused: red.
    Bad,
}

impl Output {
    pub(crate) fn new() -> Self {
        Self {
            out: BufWriter::new(io::stdout().lock()),
            colour: terminal::colour(),
            width: terminal::width(),
        }
    }

    /// One JSON object on a line.
    pub(crate) fn json<T: serde::Serialize>(&mut self, value: &T) -> anyhow::Result<()> {
        serde_json::to_writer(&mut self.out, value)?;
        self.out.write_all(b"\n")?;
        Ok(())
    }

    /// A line.
    pub(crate) fn line(&mut self, text: &str) -> io::Result<()> {
        writeln!(self.out, "{text}")
    }

    /// A line, indented and cut to the width of the screen.
    pub(crate) fn detail(&mut self, indent: usize, text: &str, style: Style) -> io::Result<()> {
        let text: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let text = self.width.map_or(text.clone(), |w| fit(&text, w.saturating_sub(indent)));
        writeln!(self.out, "{:indent$}{}", "", self.paint(&text, style))
    }

    /// The text with its style, where colour may be used.
    pub(crate) fn paint(&self, text: &str, style: Style) -> String {
        let code = match style {
            _ if !self.colour => return text.to_owned(),
            Style::Plain => return text.to_owned(),
            Style::Bold => "1",
            Style::Dim => "2",
            Style::Open => "33",
            Style::Bad => "31",
        };
        format!("\u{1b}[{code}m{text}\u{1b}[0m")
    }

    /// Rows in columns as wide as their widest cell; on a terminal the last column is cut to what room is left.
    pub(crate) fn table(&mut self, header: &[&str], rows: &[Vec<String>]) -> io::Result<()> {
        let clean = |cell: &str| cell.split_whitespace().collect::<Vec<_>>().join(" ");
        let rows: Vec<Vec<String>> = rows.iter().map(|r| r.iter().map(|c| clean(c)).collect()).collect();
        let last = header.len().saturating_sub(1);
        let mut widths: Vec<usize> = header.iter().map(|h| display_width(h)).collect();
        for row in &rows {
            for (i, cell) in row.iter().enumerate() {
                widths[i] = widths[i].max(display_width(cell));
            }
        }
        if let Some(width) = self.width {
            // No column but the last may take more than a third of the screen.
            for w in &mut widths[..last] {
                *w = (*w).min(width / 3);
            }
            let taken: usize = widths[..last].iter().map(|w| w + 2).sum();
            widths[last] = widths[last].min(width.saturating_sub(taken).max(12));
        }
        let line = |cells: &[String]| {
            let mut text = String::new();
            for (i, cell) in cells.iter().enumerate() {
                let cell = if self.width.is_some() { fit(cell, widths[i]) } else { cell.clone() };
                text.push_str(&cell);
                if i < last {
                    text.extend(std::iter::repeat_n(' ', widths[i].saturating_sub(display_width(&cell)) + 2));
                }
            }
            text.truncate(text.trim_end().len());
            text
        };
        let head: Vec<String> = header.iter().map(|h| (*h).to_owned()).collect();
        let head = self.paint(&line(&head), Style::Bold);
        let body: Vec<String> = rows.iter().map(|r| line(r)).collect();
        writeln!(self.out, "{head}")?;
        for row in body {
            writeln!(self.out, "{row}")?;
        }
        Ok(())
    }

    /// The writer itself.
    pub(crate) fn writer(&mut self) -> &mut dyn Write {
        &mut self.out
    }

    /// Writes out what is left; tells when the reader has gone.
    pub(crate) fn finish(mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// A message for a person, on standard error.
pub(crate) fn note(global: &Global, text: &str) {
    if !global.quiet {
        let _ = writeln!(io::stderr(), "{text}");
    }
}

/// `1 event`, `2 events`, `1,234 events`.
pub(crate) fn count(n: u64, what: &str) -> String {
    let digits = n.to_string();
    let mut grouped = String::new();
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(c);
    }
    let plural = match what.strip_suffix('y') {
        _ if n == 1 => what.to_owned(),
        Some(stem) => format!("{stem}ies"),
        None => format!("{what}s"),
    };
    format!("{grouped} {plural}")
}

#[cfg(test)]
mod tests {
    use super::count;

    #[test]
    fn counts_are_written_as_people_write_them() {
        assert_eq!(count(1, "event"), "1 event");
        assert_eq!(count(1234567, "document"), "1,234,567 documents");
        assert_eq!(count(0, "country"), "0 countries");
    }
}
