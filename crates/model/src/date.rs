//! Dates that say how precise they are and where they come from.

use std::fmt;

use jiff::ToSpan;
use jiff::civil::Date as Day;
use serde::{Deserialize, Serialize};

use crate::closed_set;
use crate::{SmolStr, Span};
use std::str::FromStr;

closed_set! {
    /// How precise a date is.
    Precision {
        Day = "day", Range = "range", Week = "week", Month = "month", Quarter = "quarter", Season = "season",
        HalfYear = "half-year", Year = "year", Decade = "decade", Century = "century", Open = "open",
    }
}

closed_set! {
    /// Where a date comes from.
    Basis {
        Given = "given", Metadata = "metadata", Dateline = "dateline", FileName = "file-name", Url = "url",
        Expression = "expression", Document = "document", Inferred = "inferred", Event = "event",
        Human = "human",
    }
}

/// A date or a time span in Extended Date/Time Format (ISO 8601-2:2019), level 1 and what of level 2 the record
/// needs: `2022-01-06`, `2022-01`, `2022`, `2022-01-10/2022-01-16`, `../2022-01-07`,
/// `2022-01-06/..`, `2022-21` (seasons 21–24), `2022-33` (quarters 33–36), `2022-40` (halves 40–41), `202X`, `19XX`;
/// a trailing `~` means approximate, `?` uncertain, `%` both.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub struct Edtf(SmolStr);

/// The text is no date in EDTF as Casus uses it.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("'{0}' is no EDTF date: write 2022-01-06, 2022-01, 2022, 2022-01-10/2022-01-16 or ../2022-01-07")]
pub struct EdtfError(String);

impl Edtf {
    /// A day.
    pub fn day(day: Day) -> Self {
        Self(smol_str::format_smolstr!("{day}"))
    }

    /// A month.
    pub fn month(year: i16, month: i8) -> Self {
        Self(smol_str::format_smolstr!("{year:04}-{month:02}"))
    }

    /// A year.
    pub fn year(year: i16) -> Self {
        Self(smol_str::format_smolstr!("{year:04}"))
    }

    /// From one day to another; `None` leaves that end open.
    pub fn interval(from: Option<Day>, to: Option<Day>) -> Self {
        let end = |d: Option<Day>| d.map_or_else(|| "..".to_owned(), |d| d.to_string());
        Self(format!("{}/{}", end(from), end(to)).into())
    }

    /// The same date, marked approximate.
    pub fn approximate(self) -> Self {
        if self.0.ends_with(['~', '?', '%']) { self } else { Self(format!("{}~", self.0).into()) }
    }

    /// As it is written.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// First and last day it can mean; `None` where it is open.
    pub fn bounds(&self) -> (Option<Day>, Option<Day>) {
        parse(&self.0).expect("an Edtf is checked when it is made").0
    }

    /// How precise it is.
    pub fn precision(&self) -> Precision {
        parse(&self.0).expect("an Edtf is checked when it is made").1
    }
}

impl FromStr for Edtf {
    type Err = EdtfError;
    fn from_str(s: &str) -> Result<Self, EdtfError> {
        parse(s).map(|_| Self(s.into())).ok_or_else(|| EdtfError(s.to_owned()))
    }
}

impl fmt::Display for Edtf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

type Bounds = (Option<Day>, Option<Day>);

fn parse(s: &str) -> Option<(Bounds, Precision)> {
    if let Some((from, to)) = s.split_once('/') {
        let from = if from == ".." { None } else { parse_one(from)?.0.0 };
        let to = if to == ".." { None } else { parse_one(to)?.0.1 };
        if let (Some(f), Some(t)) = (from, to)
            && f > t
        {
            return None;
        }
        let open = from.is_none() || to.is_none();
        return Some(((from, to), if open { Precision::Open } else { Precision::Range }));
    }
    parse_one(s)
}

fn parse_one(s: &str) -> Option<(Bounds, Precision)> {
    let s = s.strip_suffix(['~', '?', '%']).unwrap_or(s);
    let months = |year: i16, first: i8, count: i8, p| {
        let from = Day::new(year, first, 1).ok()?;
        let to = from.checked_add(i32::from(count).months()).ok()?.yesterday().ok()?;
        Some(((Some(from), Some(to)), p))
    };
    let digits = |t: &str, n: usize| t.len() == n && t.bytes().all(|b| b.is_ascii_digit());
    if let Some(head) = s.strip_suffix("XX").filter(|h| digits(h, 2)) {
        let year: i16 = head.parse::<i16>().ok()? * 100;
        return months(year.max(1), 1, 12, Precision::Century)
            .and_then(|((from, _), p)| Some(((from, Some(Day::new(year + 99, 12, 31).ok()?)), p)));
    }
    if let Some(head) = s.strip_suffix('X').filter(|h| digits(h, 3)) {
        let year: i16 = head.parse::<i16>().ok()? * 10;
        let from = Day::new(year.max(1), 1, 1).ok()?;
        return Some(((Some(from), Some(Day::new(year + 9, 12, 31).ok()?)), Precision::Decade));
    }
    let mut parts = s.split('-');
    let year: i16 = parts.next().filter(|y| digits(y, 4))?.parse().ok()?;
    let Some(month) = parts.next() else { return months(year, 1, 12, Precision::Year) };
    let month: i8 = Some(month).filter(|m| digits(m, 2))?.parse().ok()?;
    let day = parts.next();
    if parts.next().is_some() {
        return None;
    }
    match (month, day) {
        (1..=12, Some(day)) => {
            let day = Day::new(year, month, Some(day).filter(|d| digits(d, 2))?.parse().ok()?).ok()?;
            Some(((Some(day), Some(day)), Precision::Day))
        }
        (1..=12, None) => months(year, month, 1, Precision::Month),
        (21..=23, None) => months(year, (month - 21) * 3 + 3, 3, Precision::Season),
        (24, None) => months(year, 12, 3, Precision::Season),
        (33..=36, None) => months(year, (month - 33) * 3 + 1, 3, Precision::Quarter),
        (40..=41, None) => months(year, (month - 40) * 6 + 1, 6, Precision::HalfYear),
        _ => None,
    }
}

/// A date in a record: what it is, how precise, and where it comes from.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Date {
    /// The value.
    pub edtf: Edtf,
    /// How precise it is. A week is an interval of seven days in EDTF and keeps its name here.
    pub precision: Precision,
    /// Where it comes from.
    pub basis: Basis,
    /// The words or the name it was read from ("giovedì", "news-2022-01-06.txt").
    pub detail: SmolStr,
    /// Where those words stand in the text, when they do.
    pub span: Option<Span>,
}

impl Date {
    /// A date with the precision its value has.
    pub fn new(edtf: Edtf, basis: Basis, detail: impl Into<SmolStr>) -> Self {
        let precision = edtf.precision();
        Self { edtf, precision, basis, detail: detail.into(), span: None }
    }

    /// The same date under another name for its precision (a week).
    pub fn precise_to(self, precision: Precision) -> Self {
        Self { precision, ..self }
    }

    /// The same date, with the place of the words it was read from.
    pub fn at(self, span: Span) -> Self {
        Self { span: Some(span), ..self }
    }

    /// First day it can mean.
    pub fn from(&self) -> Option<Day> {
        self.edtf.bounds().0
    }

    /// Last day it can mean.
    pub fn to(&self) -> Option<Day> {
        self.edtf.bounds().1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(s: &str, expected: &str, precision: Precision) {
        let edtf: Edtf = s.parse().unwrap();
        let (from, to) = edtf.bounds();
        let end = |d: Option<Day>| d.map_or_else(|| "..".to_owned(), |d| d.to_string());
        assert_eq!(format!("{} {}", end(from), end(to)), expected, "{s}");
        assert_eq!(edtf.precision(), precision, "{s}");
    }

    #[test]
    fn every_form_knows_its_bounds() {
        check("2022-01-06", "2022-01-06 2022-01-06", Precision::Day);
        check("2022-02~", "2022-02-01 2022-02-28", Precision::Month);
        check("2020", "2020-01-01 2020-12-31", Precision::Year);
        check("199X", "1990-01-01 1999-12-31", Precision::Decade);
        check("19XX", "1900-01-01 1999-12-31", Precision::Century);
        check("2022-34", "2022-04-01 2022-06-30", Precision::Quarter);
        check("2022-41", "2022-07-01 2022-12-31", Precision::HalfYear);
        check("2022-21", "2022-03-01 2022-05-31", Precision::Season);
        check("2022-24", "2022-12-01 2023-02-28", Precision::Season);
        check("2022-01-10/2022-01-16", "2022-01-10 2022-01-16", Precision::Range);
        check("../2022-01-07", ".. 2022-01-07", Precision::Open);
        check("2022-01-06/..", "2022-01-06 ..", Precision::Open);
        check("2022-01/2022-03", "2022-01-01 2022-03-31", Precision::Range);
    }

    #[test]
    fn what_is_no_date_is_refused() {
        for s in [
            "",
            "2022-13",
            "2022-02-30",
            "22-01-01",
            "2022-1-1",
            "yesterday",
            "2022-01-07/2022-01-06",
            "2022-01-01-01",
        ] {
            assert!(s.parse::<Edtf>().is_err(), "{s}");
        }
    }
}
