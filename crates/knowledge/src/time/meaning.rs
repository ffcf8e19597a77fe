//! What a matched pattern means: a TIMEX3 value, and a stretch of the calendar where one is known.

use casus_model::{Day, Edtf, Precision, SmolStr, TimexType};
use smol_str::format_smolstr;

use super::calendar::{Part, Stretch, Unit, add, monday, season_code, weekday};
use super::lexicon::{Action, Class, Order};
use super::tense::Tense;

/// What one pattern found: classes with their values, in the order of the text.
pub(super) type Slots = Vec<(Class, SmolStr)>;

/// What an expression is understood from.
#[derive(Clone, Copy, Debug)]
pub(super) struct Context {
    /// The day the text speaks from.
    pub(super) today: Option<Day>,
    /// Which way the clause looks.
    pub(super) tense: Tense,
    /// The time last spoken of.
    pub(super) topic: Option<Stretch>,
    /// The quarter, half or other period of accounts last spoken of.
    pub(super) period: Option<Stretch>,
    /// How digits are ordered.
    pub(super) order: Order,
}

/// What an expression means.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Meaning {
    pub(super) kind: TimexType,
    pub(super) value: SmolStr,
    pub(super) stretch: Option<Stretch>,
    pub(super) edtf: Option<(Edtf, Precision)>,
}

impl Meaning {
    fn date(value: impl Into<SmolStr>) -> Self {
        Self { kind: TimexType::Date, value: value.into(), stretch: None, edtf: None }
    }

    fn of(kind: TimexType, value: impl Into<SmolStr>) -> Self {
        Self { kind, value: value.into(), stretch: None, edtf: None }
    }

    fn stretch(stretch: Stretch, part: Option<Part>) -> Self {
        let edtf = match part {
            Some(part) => stretch.narrow(part).map(|e| (e.clone(), e.precision())),
            None => stretch.edtf().map(|e| (e, stretch.precision())),
        };
        Self { kind: TimexType::Date, value: stretch.timex(), stretch: Some(stretch), edtf }
    }

    fn interval(self, from: Option<Day>, to: Option<Day>) -> Self {
        let edtf = Edtf::interval(from, to);
        let precision = edtf.precision();
        Self { edtf: Some((edtf, precision)), ..self }
    }

    /// A part of the day, or an hour of it.
    fn time(day: Option<Meaning>, hour: &str) -> Self {
        let hour = hour.trim_start_matches('T');
        match day {
            Some(day) => {
                Self { kind: TimexType::Time, value: format_smolstr!("{}T{hour}", day.value), ..day }
            }
            None => Self::of(TimexType::Time, format_smolstr!("XXXX-XX-XXT{hour}")),
        }
    }
}

/// The slots, ready to be asked.
struct Read<'s>(&'s Slots);

impl<'s> Read<'s> {
    fn text(&self, class: Class) -> Option<&'s str> {
        self.0.iter().find(|(c, _)| *c == class).map(|(_, v)| v.as_str())
    }

    fn last(&self, class: Class) -> Option<&'s str> {
        self.0.iter().rev().find(|(c, _)| *c == class).map(|(_, v)| v.as_str())
    }

    fn int(&self, class: Class) -> Option<i32> {
        self.text(class)?.parse().ok()
    }

    fn has(&self, class: Class) -> bool {
        self.text(class).is_some()
    }

    fn units(&self) -> impl DoubleEndedIterator<Item = Unit> + '_ {
        self.0
            .iter()
            .filter(|(c, _)| matches!(c, Class::Unit | Class::Units))
            .filter_map(|(_, v)| Unit::parse(v))
    }

    fn unit(&self) -> Option<Unit> {
        self.units().next_back()
    }

    fn part(&self) -> Option<Part> {
        match self.text(Class::Mod)? {
            "START" => Some(Part::Start),
            "MID" => Some(Part::Mid),
            "END" => Some(Part::End),
            _ => None,
        }
    }

    fn year(&self) -> Option<i16> {
        match (self.int(Class::Year), self.int(Class::Yy)) {
            (Some(y), _) => y.try_into().ok(),
            (None, Some(yy)) => Some(if yy < 50 { 2000 + yy as i16 } else { 1900 + yy as i16 }),
            _ => None,
        }
    }
}

/// What a pattern with this action and these slots means here; `None` when it is no time after all.
pub(super) fn meaning(action: Action, slots: &Slots, cx: &Context) -> Option<Meaning> {
    let read = Read(slots);
    match action {
        Action::Date => date(&read, cx),
        Action::Numeric => numeric(&read, cx),
        Action::Shift => shift(&read, cx),
        Action::Span => span(&read, cx),
        Action::Ago => distance(&read, cx, -1, cx.today.map(Stretch::Day)),
        Action::Ahead => distance(&read, cx, 1, cx.today.map(Stretch::Day)),
        Action::Later => distance(&read, cx, 1, cx.topic.or(cx.today.map(Stretch::Day))),
        Action::Earlier => distance(&read, cx, -1, cx.topic.or(cx.today.map(Stretch::Day))),
        Action::Same => same(&read, cx),
        Action::Duration => {
            let n = read.text(Class::Num).unwrap_or("X");
            let kind = if read.has(Class::Every) { TimexType::Set } else { TimexType::Duration };
            Some(Meaning::of(kind, read.unit()?.duration(n)))
        }
        Action::Set => set(&read),
        Action::Nth => nth(&read, cx),
        Action::Ref => {
            let value = read.text(Class::Ref)?;
            let mut found = Meaning::date(value);
            if let ("PRESENT_REF", Some(day)) = (value, cx.today) {
                found.edtf = Some((Edtf::day(day).approximate(), Precision::Day));
            }
            Some(found)
        }
        Action::Decade => decade(&read, cx),
        Action::Century => century(&read, cx),
        Action::Clock => clock(&read, cx),
        Action::Skip => None,
    }
}

fn with_part_of_day(found: Meaning, read: &Read) -> Meaning {
    match read.text(Class::Part) {
        Some(part) => Meaning::time(Some(found), part),
        None => found,
    }
}

fn date(read: &Read, cx: &Context) -> Option<Meaning> {
    let part = read.part();
    let era = read.text(Class::Era);
    if era == Some("BC") {
        return Some(Meaning::date(format_smolstr!("BC{:04}", read.year()?)));
    }
    if let Some(offset) = read.int(Class::Dayref) {
        let found = match cx.today {
            Some(today) => Meaning::stretch(Stretch::Day(add(today, offset)), None),
            None => Meaning::date("XXXX-XX-XX"),
        };
        return Some(with_part_of_day(found, read));
    }
    let year = read.year().or_else(|| {
        let base = cx.today?.year();
        (read.unit()? == Unit::Year).then(|| Some(base + read.int(Class::Dir)? as i16)).flatten()
    });
    let day: Option<i8> = read.int(Class::Day).and_then(|d| d.try_into().ok());
    let month: Option<i8> = read.int(Class::Month).or(read.int(Class::Mm)).and_then(|m| m.try_into().ok());
    let named = read.int(Class::Weekday);
    let found = match (month, day) {
        (Some(m), Some(d)) => match year {
            Some(y) => Meaning::stretch(Stretch::Day(Day::new(y, m, d).ok()?), None),
            None => match day_of_year(m, d, named, cx) {
                Some(day) => Meaning::stretch(Stretch::Day(day), None),
                None => {
                    Day::new(2000, m, d).ok()?;
                    Meaning::date(format_smolstr!("XXXX-{m:02}-{d:02}"))
                }
            },
        },
        (Some(m), None) => match year.or_else(|| {
            (read.has(Class::Dir) && read.unit().is_none())
                .then(|| directed_year(read.int(Class::Dir)?, m, cx.today?))
                .flatten()
        }) {
            Some(y) => Meaning::stretch(Stretch::Month(y, m), part),
            None => match month_near(m, cx) {
                Some(stretch) => Meaning::stretch(stretch, part),
                None => Meaning::date(format_smolstr!("XXXX-{m:02}")),
            },
        },
        (None, Some(d)) => match day_of_month(d, named, cx) {
            Some(day) => Meaning::stretch(Stretch::Day(day), None),
            None => Meaning::date(format_smolstr!("XXXX-XX-{d:02}")),
        },
        (None, None) => {
            if let Some(n) = named {
                named_day(n, read, cx)?
            } else if let Some(season) = read.int(Class::Season) {
                season_of(season as i8, year, read, cx, part)
            } else {
                Meaning::stretch(Stretch::Year(year?), part)
            }
        }
    };
    Some(with_part_of_day(found, read))
}

/// "last March", "next June".
fn directed_year(dir: i32, month: i8, today: Day) -> Option<i16> {
    let year = today.year();
    Some(match dir {
        -1 => year - i16::from(month >= today.month()),
        0 => year,
        1 => year + i16::from(month <= today.month()),
        _ => return None,
    })
}

/// A month without its year.
fn month_near(month: i8, cx: &Context) -> Option<Stretch> {
    let today = cx.today?;
    let (y, now) = (today.year(), today.month());
    // Texts tell what was, and announce what is near; a month of a year ago is named with its year.
    let near = match cx.tense {
        Tense::Past => 2,
        Tense::Unknown => 3,
        Tense::Future => 11,
    };
    let year = match (month - now).rem_euclid(12) {
        1.. if (month - now).rem_euclid(12) <= near => y + i16::from(month < now),
        _ => y - i16::from(month > now),
    };
    Some(Stretch::Month(year, month))
}

/// A day and a month without their year; the weekday, if named, must fit.
fn day_of_year(month: i8, day: i8, named: Option<i32>, cx: &Context) -> Option<Day> {
    let today = cx.today?;
    let distance = |d: &Day| (*d - today).get_days();
    let mut candidates: Vec<Day> =
        (-6..=6).filter_map(|off| Day::new(today.year() + off, month, day).ok()).collect();
    if let Some(wanted) = named.and_then(weekday) {
        let fits: Vec<Day> = candidates.iter().copied().filter(|d| d.weekday() == wanted).collect();
        if !fits.is_empty() {
            candidates = fits;
        }
    }
    candidates.sort_by_key(|d| distance(d).abs());
    let side = |ahead: bool| {
        candidates.iter().copied().find(|d| if ahead { distance(d) >= 0 } else { distance(d) <= 0 })
    };
    match cx.tense {
        // With its weekday the nearest one that fits is meant.
        _ if named.is_some() => candidates.first().copied(),
        // What lies most of a year away would be named with its year.
        Tense::Past => side(false).filter(|d| distance(d) > -FAR).or(candidates.first().copied()),
        Tense::Future => side(true).filter(|d| distance(d) < FAR).or(candidates.first().copied()),
        Tense::Unknown => candidates.first().copied(),
    }
}

/// From how many days on a day is named with its year.
const FAR: i32 = 270;

/// "giovedì 6", "il 6": the nearest month in which it fits.
fn day_of_month(day: i8, named: Option<i32>, cx: &Context) -> Option<Day> {
    let today = cx.today?;
    let wanted = named.and_then(weekday);
    let mut fits: Vec<Day> = (-12..=12)
        .filter_map(|off| {
            let month = Unit::Month.step(Day::new(today.year(), today.month(), 1).ok()?, off)?;
            Day::new(month.year(), month.month(), day).ok()
        })
        .filter(|d| wanted.is_none_or(|w| d.weekday() == w))
        .collect();
    fits.sort_by_key(|d| (*d - today).get_days().abs());
    fits.iter().copied().find(|d| match cx.tense {
        Tense::Past => *d <= today,
        Tense::Future => *d >= today,
        Tense::Unknown => true,
    })
}

/// A weekday, with or without "last" and "next".
fn named_day(n: i32, read: &Read, cx: &Context) -> Option<Meaning> {
    let wanted = weekday(n)?;
    let Some(today) = cx.today else { return Some(Meaning::date(format_smolstr!("XXXX-WXX-{n}"))) };
    let ahead = i32::from(wanted.since(today.weekday()));
    let behind = i32::from(today.weekday().since(wanted));
    let week = |w: i32| add(monday(today), w * 7 + n - 1);
    let day = match (read.int(Class::Dir), read.unit()) {
        (Some(dir), Some(Unit::Week)) => week(dir),
        (Some(-1), _) => add(today, -(if behind == 0 { 7 } else { behind })),
        (Some(1), _) => add(today, if ahead == 0 { 7 } else { ahead }),
        (Some(0), _) if cx.tense == Tense::Past => add(today, -behind),
        (Some(0), _) => week(0).max(today).min(add(today, ahead)),
        _ if cx.tense == Tense::Future => add(today, ahead),
        _ => add(today, -behind),
    };
    Some(Meaning::stretch(Stretch::Day(day), None))
}

fn season_of(season: i8, year: Option<i16>, read: &Read, cx: &Context, part: Option<Part>) -> Meaning {
    if let Some(y) = year {
        return Meaning::stretch(Stretch::Season(y, season), part);
    }
    let Some(today) = cx.today else {
        return Meaning::date(format_smolstr!("XXXX-{}", season_code(season)));
    };
    let Stretch::Season(y, now) = Stretch::holding(Unit::Season, today) else {
        return Meaning::date(format_smolstr!("XXXX-{}", season_code(season)));
    };
    let year = match (read.int(Class::Dir), cx.tense) {
        (Some(0), _) => y,
        (Some(-1), _) => y - i16::from(season >= now),
        (Some(1), _) => y + i16::from(season <= now),
        (_, Tense::Future) => y + i16::from(season < now),
        _ => y - i16::from(season > now),
    };
    Meaning::stretch(Stretch::Season(year, season), part)
}

/// Digits alone: `03/04/2022`. Where both readings are possible the language's order decides; `document_date`
/// treats that case apart.
fn numeric(read: &Read, cx: &Context) -> Option<Meaning> {
    let mut parts =
        read.0.iter().filter(|(c, _)| matches!(c, Class::Day | Class::Mm)).map(|(_, v)| v.parse::<i8>());
    let (a, b) = (parts.next()?.ok()?, parts.next()?.ok()?);
    let year = read.year()?;
    let (day, month) = match cx.order {
        _ if a > 12 => (a, b),
        _ if b > 12 => (b, a),
        Order::Mdy => (b, a),
        Order::Dmy | Order::Ymd => (a, b),
    };
    let found = Meaning::stretch(Stretch::Day(Day::new(year, month, day).ok()?), None);
    Some(with_part_of_day(found, read))
}

/// "last week", "next month", "this year", with or without "early".
fn shift(read: &Read, cx: &Context) -> Option<Meaning> {
    let (unit, dir, part) = (read.unit()?, read.int(Class::Dir)?, read.part());
    let Some(today) = cx.today else {
        return Some(Meaning::date(match unit {
            Unit::Week => "XXXX-WXX",
            Unit::Weekend => "XXXX-WXX-WE",
            Unit::Month => "XXXX-XX",
            Unit::Quarter => "XXXX-QX",
            Unit::Day => "XXXX-XX-XX",
            _ => "XXXX",
        }));
    };
    let mut stretch = Stretch::holding(unit, today).shift(dir)?;
    // At the weekend "last weekend" is the one before, and in the week too.
    if let (Unit::Weekend, Tense::Past, Stretch::Weekend(saturday)) = (unit, cx.tense, stretch)
        && dir == 0
        && saturday > today
    {
        stretch = stretch.shift(-1)?;
    }
    let mut found = Meaning::stretch(stretch, part);
    // "earlier this month" ends today, "later this year" begins today.
    if let (Some((from, to)), Some(side)) = (stretch.bounds(), read.text(Class::Mod)) {
        found = match side {
            "SOFAR" => found.interval(Some(from.min(today)), Some(today.min(to))),
            "YET" => found.interval(Some(today.max(from)), Some(to.max(today))),
            _ => found,
        };
    }
    Some(with_part_of_day(found, read))
}

/// "the past two weeks", "the coming months".
fn span(read: &Read, cx: &Context) -> Option<Meaning> {
    let (unit, dir) = (read.unit()?, read.int(Class::Dir)?);
    let n = read.text(Class::Num).unwrap_or("X");
    let found = Meaning::of(TimexType::Duration, unit.duration(n));
    let Some(today) = cx.today else { return Some(found) };
    let Ok(count) = n.parse::<i32>() else {
        // "within a few weeks": from now on, nobody says until when.
        return Some(if dir < 0 {
            found.interval(None, Some(today))
        } else {
            found.interval(Some(today), None)
        });
    };
    let other = unit.step(today, dir * count)?;
    Some(found.interval(Some(today.min(other)), Some(today.max(other))))
}

/// "two weeks ago", "in three days", "a year later".
fn distance(read: &Read, cx: &Context, sign: i32, from: Option<Stretch>) -> Option<Meaning> {
    let unit = read.unit()?;
    let vague = if sign < 0 { "PAST_REF" } else { "FUTURE_REF" };
    let Some(n) = read.int(Class::Num) else { return Some(Meaning::date(vague)) };
    if matches!(unit, Unit::Second | Unit::Minute | Unit::Hour) {
        let value = if sign < 0 { "PAST_REF" } else { "FUTURE_REF" };
        let mut found = Meaning::date(value);
        if let (Some(today), true) = (cx.today, from.is_some_and(|f| f.unit() == Unit::Day)) {
            found.edtf = Some((Edtf::day(today).approximate(), Precision::Day));
        }
        return Some(found);
    }
    // A year before a quarter is a quarter.
    if unit == Unit::Year
        && n == 1
        && let Some(period) = cx.period
        && let Some(year) = period.year()
        && let Some(stretch) = period.in_year(year + sign as i16)
    {
        return Some(Meaning::stretch(stretch, None));
    }
    let Some(from) = from else { return Some(Meaning::date(unplaced(unit))) };
    let base = from.bounds()?.0;
    let day = unit.step(base, sign * n)?;
    let size = match (from.unit(), unit) {
        // From a month, two weeks later is a matter of weeks; from a day, of days.
        (_, Unit::Day) => Unit::Day,
        (_, unit) => unit,
    };
    Some(Meaning::stretch(Stretch::holding(size, day), None))
}

fn unplaced(unit: Unit) -> &'static str {
    match unit {
        Unit::Day => "XXXX-XX-XX",
        Unit::Week | Unit::Weekend => "XXXX-WXX",
        Unit::Month => "XXXX-XX",
        Unit::Quarter => "XXXX-QX",
        _ => "XXXX",
    }
}

/// "the quarter", "that year", "the same day", "the 1988 period": the period last spoken of, perhaps of another
/// year.
fn same(read: &Read, cx: &Context) -> Option<Meaning> {
    let unit = read.unit();
    let period = match unit {
        Some(Unit::Quarter) => cx.period.filter(|p| p.unit() == Unit::Quarter),
        None => cx.period,
        Some(unit) => cx.topic.and_then(|t| {
            let (from, to) = t.bounds()?;
            let held = Stretch::holding(unit, from);
            (held == Stretch::holding(unit, to)).then_some(held)
        }),
    };
    // Without a period named before, accounts are those of the last quarter that ended.
    let today = || {
        let stretch = Stretch::holding(unit.unwrap_or(Unit::Quarter), cx.today?);
        if stretch.unit() == Unit::Quarter { stretch.shift(-1) } else { Some(stretch) }
    };
    let Some(mut stretch) = period.or_else(today) else {
        return Some(Meaning::date(unplaced(unit.unwrap_or(Unit::Year))));
    };
    if let Some(year) = read.year() {
        stretch = stretch.in_year(year)?;
    } else if let Some(dir) = read.int(Class::Dir) {
        stretch = match stretch.year() {
            Some(year) if read.last(Class::Every).is_none() => {
                // "next year's quarter" counts from today, "the year-ago quarter" from the quarter.
                let base = if read.units().count() > 1 { cx.today.map_or(year, Day::year) } else { year };
                stretch.in_year(base + dir as i16)?
            }
            _ => stretch.shift(dir)?,
        };
    }
    Some(Meaning::stretch(stretch, read.part()))
}

fn set(read: &Read) -> Option<Meaning> {
    let value = if let Some(value) = read.text(Class::Freq) {
        value.into()
    } else if let Some(n) = read.int(Class::Weekday) {
        let part =
            read.text(Class::Part).map_or_else(String::new, |p| format!("T{}", p.trim_start_matches('T')));
        format_smolstr!("XXXX-WXX-{n}{part}")
    } else if let Some(m) = read.int(Class::Month) {
        match read.int(Class::Day) {
            Some(d) => format_smolstr!("XXXX-{m:02}-{d:02}"),
            None => format_smolstr!("XXXX-{m:02}"),
        }
    } else if let Some(s) = read.int(Class::Season) {
        format_smolstr!("XXXX-{}", season_code(s as i8))
    } else if let Some(part) = read.text(Class::Part) {
        format_smolstr!("XXXX-XX-XXT{}", part.trim_start_matches('T'))
    } else {
        read.unit()?.duration(read.text(Class::Num).unwrap_or("1"))
    };
    Some(Meaning::of(TimexType::Set, value))
}

/// "the third quarter of 1990", "the first half", "next year's first quarter".
fn nth(read: &Read, cx: &Context) -> Option<Meaning> {
    let counted = |u: &Unit| matches!(u, Unit::Quarter | Unit::Half | Unit::Century);
    let (unit, size) = match read.units().find(counted)? {
        Unit::Century => return century(read, cx),
        Unit::Quarter => (Unit::Quarter, 4),
        half => (half, 2),
    };
    let n = match (read.int(Class::Ord).or(read.int(Class::Num)), read.part()) {
        (Some(n), _) if (1..=size).contains(&n) => n as i8,
        (None, Some(Part::Start)) => 1,
        (None, Some(Part::End)) => size as i8,
        _ => return None,
    };
    let make = |y| if unit == Unit::Quarter { Stretch::Quarter(y, n) } else { Stretch::Half(y, n) };
    if let Some(year) = read.year() {
        return Some(Meaning::stretch(make(year), None));
    }
    let code = if unit == Unit::Quarter { 'Q' } else { 'H' };
    let Some(today) = cx.today else { return Some(Meaning::date(format_smolstr!("XXXX-{code}{n}"))) };
    if let Some(dir) = read.int(Class::Dir) {
        return Some(Meaning::stretch(make(today.year() + dir as i16), None));
    }
    // The nearest one; the tense decides between equals.
    let now = Stretch::holding(unit, today).bounds()?.0;
    let months = |s: Stretch| {
        s.bounds().map(|(from, _)| {
            (i32::from(from.year()) - i32::from(now.year())) * 12 + i32::from(from.month())
                - i32::from(now.month())
        })
    };
    let year = today.year();
    let nearest = [year - 1, year, year + 1].into_iter().map(make).min_by_key(|s| {
        let away = months(*s).unwrap_or(i32::MAX / 4);
        let wrong_way = (cx.tense == Tense::Future && away < 0) || (cx.tense != Tense::Future && away > 0);
        (away.abs() * 2 + i32::from(wrong_way), away)
    })?;
    Some(Meaning::stretch(nearest, None))
}

fn decade(read: &Read, cx: &Context) -> Option<Meaning> {
    let named = read.int(Class::Decade).or(read.int(Class::Year)).or(read.int(Class::Yy))?;
    let first = if named >= 100 {
        named
    } else {
        // "the nineties" are those last past.
        let now = cx.today.map_or(2000, |d| i32::from(d.year()));
        let base = now / 100 * 100 + named;
        if base > now { base - 100 } else { base }
    };
    if first % 10 != 0 {
        return None;
    }
    Some(Meaning::stretch(Stretch::Decade((first / 10).try_into().ok()?), read.part()))
}

fn century(read: &Read, cx: &Context) -> Option<Meaning> {
    let n: i16 = match read.int(Class::Ord).or(read.int(Class::Day)).or(read.int(Class::Num)) {
        Some(n) => i16::try_from(n).ok()? - 1,
        None => cx.today?.year() / 100 + read.int(Class::Dir)? as i16,
    };
    if read.text(Class::Era) == Some("BC") {
        return Some(Meaning::date(format_smolstr!("BC{n:02}")));
    }
    (0..=21).contains(&n).then(|| Meaning::stretch(Stretch::Century(n), read.part()))
}

fn clock(read: &Read, cx: &Context) -> Option<Meaning> {
    let with_day =
        [Class::Weekday, Class::Dayref, Class::Month, Class::Day, Class::Mm].iter().any(|c| read.has(*c));
    let day = if with_day {
        let slots: Slots = read.0.iter().filter(|(c, _)| *c != Class::Part).cloned().collect();
        date(&Read(&slots), cx)
    } else {
        // An hour alone belongs to the day last spoken of, else to the day of the text.
        match cx.topic {
            Some(Stretch::Day(d)) => Some(Meaning::stretch(Stretch::Day(d), None)),
            _ => cx.today.map(|d| Meaning::stretch(Stretch::Day(d), None)),
        }
    };
    if let Some(part) = read.text(Class::Part) {
        return Some(Meaning::time(day, part));
    }
    let (mut hour, minute) = (read.int(Class::Hour)?, read.int(Class::Minute).unwrap_or(0));
    match read.text(Class::Ampm) {
        Some("PM") if hour < 12 => hour += 12,
        Some("AM") if hour == 12 => hour = 0,
        _ => {}
    }
    (hour <= 24).then(|| Meaning::time(day, &format!("{hour:02}:{minute:02}")))
}
