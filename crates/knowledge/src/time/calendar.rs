//! Stretches of the calendar: a day, a week, a month, a century.

use casus_model::{Day, Edtf, Precision, SmolStr};
use jiff::ToSpan;
use jiff::civil::Weekday;
use smol_str::format_smolstr;

/// A unit of time as TIMEX3 durations write it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Unit {
    Second,
    Minute,
    Hour,
    Day,
    Weekend,
    Week,
    Month,
    Quarter,
    Season,
    Half,
    Year,
    Decade,
    Century,
}

impl Unit {
    /// Reads the lexicon's code.
    pub(super) fn parse(code: &str) -> Option<Self> {
        Some(match code {
            "TS" => Self::Second,
            "TM" => Self::Minute,
            "TH" => Self::Hour,
            "D" => Self::Day,
            "WE" => Self::Weekend,
            "W" => Self::Week,
            "M" => Self::Month,
            "Q" => Self::Quarter,
            "S" => Self::Season,
            "H" => Self::Half,
            "Y" => Self::Year,
            "E" => Self::Decade,
            "C" => Self::Century,
            _ => return None,
        })
    }

    /// A duration of `n` of it: `P3D`, `PT2H`, `PXM`.
    pub(super) fn duration(self, n: &str) -> SmolStr {
        let (time, letter) = match self {
            Self::Second => ("T", "S"),
            Self::Minute => ("T", "M"),
            Self::Hour => ("T", "H"),
            Self::Day => ("", "D"),
            Self::Weekend => ("", "WE"),
            Self::Week => ("", "W"),
            Self::Month => ("", "M"),
            Self::Quarter => ("", "Q"),
            Self::Season => ("", "S"),
            Self::Half => ("", "H"),
            Self::Year => ("", "Y"),
            Self::Decade => ("", "E"),
            Self::Century => ("", "C"),
        };
        format_smolstr!("P{time}{n}{letter}")
    }

    /// The day `n` of these units away from `day`.
    pub(super) fn step(self, day: Day, n: i32) -> Option<Day> {
        let span = match self {
            Self::Second | Self::Minute | Self::Hour => return Some(day),
            Self::Day => n.days(),
            Self::Week | Self::Weekend => n.weeks(),
            Self::Month => n.months(),
            Self::Quarter | Self::Season => n.checked_mul(3)?.months(),
            Self::Half => n.checked_mul(6)?.months(),
            Self::Year => n.years(),
            Self::Decade => n.checked_mul(10)?.years(),
            Self::Century => n.checked_mul(100)?.years(),
        };
        day.checked_add(span).ok().filter(|d| d.year() > 0)
    }
}

/// A stretch of the calendar.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Stretch {
    Day(Day),
    /// Named by its Monday.
    Week(Day),
    /// Named by its Saturday.
    Weekend(Day),
    Month(i16, i8),
    /// 1 to 4.
    Quarter(i16, i8),
    /// 21 spring to 24 winter, which begins in the December of its year.
    Season(i16, i8),
    /// 1 or 2.
    Half(i16, i8),
    Year(i16),
    /// First year divided by ten.
    Decade(i16),
    /// First year divided by a hundred.
    Century(i16),
}

impl Stretch {
    /// The stretch of this size that holds the day.
    pub(super) fn holding(unit: Unit, day: Day) -> Self {
        let (y, m) = (day.year(), day.month());
        match unit {
            Unit::Second | Unit::Minute | Unit::Hour | Unit::Day => Self::Day(day),
            Unit::Week => Self::Week(monday(day)),
            Unit::Weekend => Self::Weekend(add(monday(day), 5)),
            Unit::Month => Self::Month(y, m),
            Unit::Quarter => Self::Quarter(y, (m + 2) / 3),
            Unit::Season => match m {
                1 | 2 => Self::Season(y - 1, 24),
                12 => Self::Season(y, 24),
                _ => Self::Season(y, 20 + m / 3),
            },
            Unit::Half => Self::Half(y, (m + 5) / 6),
            Unit::Year => Self::Year(y),
            Unit::Decade => Self::Decade(y / 10),
            Unit::Century => Self::Century(y / 100),
        }
    }

    /// Its size.
    pub(super) fn unit(self) -> Unit {
        match self {
            Self::Day(_) => Unit::Day,
            Self::Week(_) => Unit::Week,
            Self::Weekend(_) => Unit::Weekend,
            Self::Month(..) => Unit::Month,
            Self::Quarter(..) => Unit::Quarter,
            Self::Season(..) => Unit::Season,
            Self::Half(..) => Unit::Half,
            Self::Year(_) => Unit::Year,
            Self::Decade(_) => Unit::Decade,
            Self::Century(_) => Unit::Century,
        }
    }

    /// First and last day.
    pub(super) fn bounds(self) -> Option<(Day, Day)> {
        match self {
            Self::Day(d) => Some((d, d)),
            Self::Week(d) => Some((d, add(d, 6))),
            Self::Weekend(d) => Some((d, add(d, 1))),
            _ => match self.edtf()?.bounds() {
                (Some(from), Some(to)) => Some((from, to)),
                _ => None,
            },
        }
    }

    /// The stretch of the same size that lies `n` further.
    pub(super) fn shift(self, n: i32) -> Option<Self> {
        let unit = self.unit();
        if let Self::Season(y, s) = self {
            let index = i32::from(y) * 4 + i32::from(s - 21) + n;
            return Some(Self::Season(index.div_euclid(4).try_into().ok()?, 21 + index.rem_euclid(4) as i8));
        }
        Some(Self::holding(unit, unit.step(self.bounds()?.0, n)?))
    }

    /// The same part of another year.
    pub(super) fn in_year(self, year: i16) -> Option<Self> {
        Some(match self {
            Self::Day(d) => Self::Day(Day::new(year, d.month(), d.day()).ok()?),
            Self::Month(_, m) => Self::Month(year, m),
            Self::Quarter(_, q) => Self::Quarter(year, q),
            Self::Season(_, s) => Self::Season(year, s),
            Self::Half(_, h) => Self::Half(year, h),
            Self::Year(_) => Self::Year(year),
            _ => return None,
        })
    }

    /// The year it lies in, if it lies in one.
    pub(super) fn year(self) -> Option<i16> {
        match self {
            Self::Day(d) | Self::Week(d) | Self::Weekend(d) => Some(d.year()),
            Self::Month(y, _)
            | Self::Quarter(y, _)
            | Self::Season(y, _)
            | Self::Half(y, _)
            | Self::Year(y) => Some(y),
            Self::Decade(_) | Self::Century(_) => None,
        }
    }

    /// As a TIMEX3 value.
    pub(super) fn timex(self) -> SmolStr {
        let week = |d: Day| {
            let iso = d.iso_week_date();
            format_smolstr!("{:04}-W{:02}", iso.year(), iso.week())
        };
        match self {
            Self::Day(d) => format_smolstr!("{d}"),
            Self::Week(d) => week(d),
            Self::Weekend(d) => format_smolstr!("{}-WE", week(d)),
            Self::Month(y, m) => format_smolstr!("{y:04}-{m:02}"),
            Self::Quarter(y, q) => format_smolstr!("{y:04}-Q{q}"),
            Self::Season(y, s) => format_smolstr!("{y:04}-{}", season_code(s)),
            Self::Half(y, h) => format_smolstr!("{y:04}-H{h}"),
            Self::Year(y) => format_smolstr!("{y:04}"),
            Self::Decade(d) => format_smolstr!("{d:03}"),
            Self::Century(c) => format_smolstr!("{c:02}"),
        }
    }

    /// As EDTF.
    pub(super) fn edtf(self) -> Option<Edtf> {
        let text = match self {
            Self::Day(d) => return Some(Edtf::day(d)),
            Self::Week(_) | Self::Weekend(_) => {
                let (from, to) = self.bounds()?;
                return Some(Edtf::interval(Some(from), Some(to)));
            }
            Self::Month(y, m) => return Some(Edtf::month(y, m)),
            Self::Year(y) => return Some(Edtf::year(y)),
            Self::Quarter(y, q) => format!("{y:04}-{}", 32 + q),
            Self::Season(y, s) => format!("{y:04}-{s}"),
            Self::Half(y, h) => format!("{y:04}-{}", 39 + h),
            Self::Decade(d) => format!("{d:03}X"),
            Self::Century(c) => format!("{c:02}XX"),
        };
        text.parse().ok()
    }

    /// How precise it is.
    pub(super) fn precision(self) -> Precision {
        match self {
            Self::Day(_) => Precision::Day,
            Self::Week(_) => Precision::Week,
            Self::Weekend(_) => Precision::Range,
            Self::Month(..) => Precision::Month,
            Self::Quarter(..) => Precision::Quarter,
            Self::Season(..) => Precision::Season,
            Self::Half(..) => Precision::HalfYear,
            Self::Year(_) => Precision::Year,
            Self::Decade(_) => Precision::Decade,
            Self::Century(_) => Precision::Century,
        }
    }

    /// "early", "mid-", "late": the part of it that is meant, whose ends are soft.
    pub(super) fn narrow(self, part: Part) -> Option<Edtf> {
        let (from, to) = self.bounds()?;
        let days = (to - from).get_days();
        let at = |of: i32| add(from, days * of / 6);
        let text = match part {
            Part::Start => format!("{from}/{}~", at(2)),
            Part::Mid => format!("{}~/{}~", at(2), at(4)),
            Part::End => format!("{}~/{to}", add(at(4), 1).min(to)),
        };
        if days == 0 { self.edtf() } else { text.parse().ok() }
    }
}

/// A part of a stretch.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Part {
    Start,
    Mid,
    End,
}

/// TIMEX3's name of a season.
pub(super) fn season_code(season: i8) -> &'static str {
    ["SP", "SU", "FA", "WI"][(season - 21).clamp(0, 3) as usize]
}

/// Monday of the day's week (ISO 8601).
pub(super) fn monday(day: Day) -> Day {
    add(day, -i32::from(day.weekday().to_monday_zero_offset()))
}

/// The day some days away; the day itself at the ends of the calendar.
pub(super) fn add(day: Day, days: i32) -> Day {
    day.checked_add(days.days()).unwrap_or(day)
}

/// 1 Monday to 7 Sunday.
pub(super) fn weekday(n: i32) -> Option<Weekday> {
    Weekday::from_monday_one_offset(n.try_into().ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(s: &str) -> Day {
        s.parse().unwrap()
    }

    #[test]
    fn stretches_hold_their_days_and_move() {
        let today = day("2022-01-08");
        for (unit, held, before) in [
            (Unit::Week, "2022-W01", "2021-W52"),
            (Unit::Weekend, "2022-W01-WE", "2021-W52-WE"),
            (Unit::Month, "2022-01", "2021-12"),
            (Unit::Quarter, "2022-Q1", "2021-Q4"),
            (Unit::Season, "2021-WI", "2021-FA"),
            (Unit::Half, "2022-H1", "2021-H2"),
            (Unit::Year, "2022", "2021"),
            (Unit::Decade, "202", "201"),
            (Unit::Century, "20", "19"),
        ] {
            let stretch = Stretch::holding(unit, today);
            assert_eq!(stretch.timex(), held);
            assert_eq!(stretch.shift(-1).unwrap().timex(), before);
        }
        assert_eq!(Stretch::Week(day("2022-01-10")).edtf().unwrap().as_str(), "2022-01-10/2022-01-16");
    }

    #[test]
    fn a_part_of_a_stretch_has_soft_ends() {
        let november = Stretch::Month(2022, 11);
        assert_eq!(november.narrow(Part::Start).unwrap().as_str(), "2022-11-01/2022-11-10~");
        assert_eq!(november.narrow(Part::Mid).unwrap().as_str(), "2022-11-10~/2022-11-20~");
        assert_eq!(november.narrow(Part::End).unwrap().as_str(), "2022-11-21~/2022-11-30");
    }
}
