//! The words and patterns of time of one language, read from `lexicon/<lang>/time.tsv`.
//!
//! Three columns, `#` starts a comment:
//!
//! ```text
//! MONTH   1               january|jan.|jan       words: class, value, forms
//! rule    date            [WEEKDAY ,] MONTH DAY  patterns: meaning, sequence
//! order   mdy                                    how 03/04/2022 is read
//! use     patterns                               the patterns that most languages share
//! ```
//!
//! *Forms* are separated by `|`; `{a,b}` stands for either (`недел{я,и,ю}`); a form written with a capital matches
//! only a capital (`May`). *Sequences* hold classes in capitals, words in small letters, `[optional]` parts,
//! `(a | b)` alternatives, `<context>` that must be there but is no part of the expression, and `+x` for what
//! must follow without a space. What a class may be is [`Class`]; what a meaning may be is [`Action`].
//! `lexicon/und/time.tsv` holds the patterns of digits that all languages share, `time-patterns.tsv` beside it those of
//! words that most do.

use std::sync::OnceLock;

use casus_model::{Lang, SmolStr};
use rustc_hash::FxHashMap;

use super::scan;

macro_rules! names {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $text:literal),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        pub(super) enum $name { $($(#[$vdoc])* $variant),* }
        impl $name {
            fn parse(s: &str) -> Option<Self> {
                match s { $($text => Some(Self::$variant),)* _ => None }
            }
        }
    };
}

names! {
    /// What a word can be in a time expression.
    Class {
        /// Month, 1 to 12.
        Month = "MONTH",
        /// Abbreviated month, which counts only beside a number ("6 mar", not "Mar Nero").
        Mon = "MON",
        /// Day of the week, 1 (Monday) to 7.
        Weekday = "WEEKDAY",
        /// Number of things; `X` for "several". Digits are numbers without being listed.
        Num = "NUM",
        /// Ordinal number.
        Ord = "ORD",
        /// What follows digits to make an ordinal (`th`, `º`).
        Suffix = "SUFFIX",
        /// Unit in the singular or plural: `TS TM TH D WE W M Q S H Y E C`.
        Unit = "UNIT",
        /// Unit in the plural, which alone is a duration ("weeks").
        Units = "UNITS",
        /// -1 last, 0 this, 1 next.
        Dir = "DIR",
        /// A day by its distance in days: yesterday -1.
        Dayref = "DAYREF",
        /// Part of the day: `MO MI AF EV NI DT`, or an hour such as `T12:00`.
        Part = "PART",
        /// `START MID END`.
        Mod = "MOD",
        /// `APPROX LESS_THAN MORE_THAN` and the like: read, but without effect on the value.
        Approx = "APPROX",
        /// 21 spring to 24 winter.
        Season = "SEASON",
        /// `PAST_REF PRESENT_REF FUTURE_REF`.
        Ref = "REF",
        /// A repeated time by its value (`P1D`).
        Freq = "FREQ",
        /// "every".
        Every = "EVERY",
        /// "ago".
        Ago = "AGO",
        /// "in", before a duration until then.
        Within = "WITHIN",
        /// "later", after a duration.
        Later = "LATER",
        /// "earlier", after a duration.
        Earlier = "EARLIER",
        /// Article.
        Det = "DET",
        /// "of" and its contractions.
        Of = "OF",
        /// "in", "on", "at" and their contractions.
        In = "IN",
        /// `AM` or `PM`.
        Ampm = "AMPM",
        /// Time zone.
        Zone = "ZONE",
        /// Decade by its first year within the century: nineties 90; a four-digit value names it outright.
        Decade = "DECADE",
        /// "year" beside its number (`2022 года`).
        YearWord = "YEARWORD",
        /// "years" beside a decade (`anni Novanta`, `1990-е годы`).
        YearsWord = "YEARSWORD",
        /// "the same", "that", beside a unit.
        Same = "SAME",
        /// "this" beside a part of the day.
        Todays = "TODAYS",
        /// "last" beside a part of the day.
        PastDays = "PASTDAYS",
        /// "in", before a distance from now ("fra tre giorni").
        Ahead = "AHEAD",
        /// "o'clock".
        OClock = "OCLOCK",
        /// "at", before an hour.
        AtHour = "ATHOUR",
        /// "fiscal".
        Fiscal = "FISCAL",
        /// Era: `AD` or `BC`.
        Era = "ERA",
        /// From then on.
        Since = "SINCE",
        /// Up to then.
        Until = "UNTIL",
        /// After then.
        After = "AFTER",
        /// Before then.
        Before = "BEFORE",
        /// Opens a range ("from", "between").
        From = "FROM",
        /// Joins the ends of a range ("to", "and", "-").
        To = "TO",
        /// A word that turns its clause to the future ("will", "scheduled").
        Future = "FUTURE",
        /// What announces the date of publication ("published on", "aggiornato il").
        Published = "PUBLISHED",
        /// What must not stand before a number that would else be a year ("$", "No.").
        NotYear = "NOTYEAR",
        /// A number of four digits that can be a year.
        Year = "YEAR",
        /// Two digits after an apostrophe, or where a pattern asks for them.
        Yy = "YY",
        /// 1 to 31, in digits or as an ordinal.
        Day = "DAY",
        /// 1 to 12 in digits.
        Mm = "MM",
        /// 0 to 24 in digits.
        Hour = "HOUR",
        /// 00 to 59 in two digits.
        Minute = "MINUTE",
    }
}

names! {
    /// What a pattern means; [`super::meaning`] says how each is computed.
    Action {
        /// A calendar date from whatever parts it has.
        Date = "date",
        /// A date in digits whose order the language decides.
        Numeric = "numeric",
        /// "next week": direction and unit.
        Shift = "shift",
        /// "the past two weeks": a duration that touches the present.
        Span = "span",
        /// "two weeks ago".
        Ago = "ago",
        /// "in two weeks".
        Ahead = "ahead",
        /// "two weeks later": from the time last spoken of.
        Later = "later",
        /// "two weeks earlier".
        Earlier = "earlier",
        /// "the quarter", "that year": the unit last spoken of.
        Same = "same",
        /// "three days".
        Duration = "duration",
        /// "every Friday", "daily".
        Set = "set",
        /// "third quarter", "first half": the n-th of a unit.
        Nth = "nth",
        /// "now", "recently".
        Ref = "ref",
        /// "the 1990s".
        Decade = "decade",
        /// "the 20th century".
        Century = "century",
        /// "at noon", "3 p.m.".
        Clock = "clock",
        /// Words that look like a time and are none ("the New York Times").
        Skip = "skip",
    }
}

/// One element of a pattern.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Element {
    pub(super) what: What,
    /// Whether it must follow without a space.
    pub(super) glued: bool,
    /// Whether it is context, outside the expression.
    pub(super) outside: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum What {
    Class(Class),
    Word(u32),
}

/// One state of the patterns' tree: what may come next, and the pattern that may end here.
#[derive(Default, Debug)]
pub(super) struct Node {
    pub(super) next: Vec<(Element, usize)>,
    pub(super) ends: Option<usize>,
}

/// What a finished pattern says.
#[derive(Clone, Debug)]
pub(super) struct Rule {
    pub(super) action: Action,
    /// Fixed parts of the meaning (`dir=0`).
    pub(super) fixed: Vec<(Class, SmolStr)>,
}

/// A form of the lexicon behind its first word.
#[derive(Debug)]
pub(super) struct Form {
    pub(super) rest: Vec<u32>,
    pub(super) capital: bool,
    pub(super) class: Class,
    pub(super) value: SmolStr,
}

/// Order of day, month and year in dates written in digits.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) enum Order {
    #[default]
    Dmy,
    Mdy,
    Ymd,
}

/// The words and patterns of one language.
#[derive(Debug, Default)]
pub(super) struct Lexicon {
    vocabulary: FxHashMap<SmolStr, u32>,
    pub(super) forms: Vec<Vec<Form>>,
    pub(super) nodes: Vec<Node>,
    pub(super) rules: Vec<Rule>,
    /// Whether some pattern can start with this word, by word number.
    pub(super) starts: Vec<bool>,
    pub(super) order: Order,
}

/// A row that cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("line {line}: {message}")]
pub(super) struct LexiconError {
    line: usize,
    message: String,
}

macro_rules! embedded {
    ($($lang:literal),*) => {
        /// Languages with words of time, and their files.
        const FILES: &[(&str, &str)] =
            &[$(($lang, include_str!(concat!("../../../../lexicon/", $lang, "/time.tsv")))),*];
    };
}
embedded!("en", "it", "es", "fr", "de", "pt", "ru", "uk", "pl", "tr", "ar", "zh", "kk");
const SHARED: &str = include_str!("../../../../lexicon/und/time.tsv");
const PATTERNS: &str = include_str!("../../../../lexicon/und/time-patterns.tsv");

impl Lexicon {
    /// The lexicon of a language; that of digits alone where there is none.
    pub(super) fn of(lang: &Lang) -> &'static Self {
        static LOADED: [OnceLock<Lexicon>; FILES.len() + 1] = [const { OnceLock::new() }; FILES.len() + 1];
        let at = FILES.iter().position(|(l, _)| *l == lang.as_str()).unwrap_or(FILES.len());
        LOADED[at].get_or_init(|| {
            let own = FILES.get(at).map_or("", |(_, text)| text);
            Self::parse(&[SHARED, own]).expect("the tests read every embedded lexicon")
        })
    }

    /// Reads files one after the other.
    pub(super) fn parse(files: &[&str]) -> Result<Self, LexiconError> {
        let mut lexicon = Self { nodes: vec![Node::default()], ..Self::default() };
        for file in files {
            for (line, row) in file.lines().enumerate() {
                let row = row.trim_end();
                if row.is_empty() || row.starts_with('#') {
                    continue;
                }
                lexicon.row(row).map_err(|message| LexiconError { line: line + 1, message })?;
            }
        }
        lexicon.mark_starts();
        Ok(lexicon)
    }

    fn row(&mut self, row: &str) -> Result<(), String> {
        let mut columns = row.split('\t').map(str::trim).filter(|c| !c.is_empty());
        let mut column = |what: &str| columns.next().ok_or(format!("the column '{what}' is missing"));
        let kind = column("class")?;
        let value = column("value")?;
        match kind {
            "order" => {
                self.order = match value {
                    "dmy" => Order::Dmy,
                    "mdy" => Order::Mdy,
                    "ymd" => Order::Ymd,
                    _ => return Err(format!("'{value}' is no order: write dmy, mdy or ymd")),
                }
            }
            "use" if value == "patterns" => {
                for (line, row) in
                    PATTERNS.lines().enumerate().filter(|(_, r)| !r.is_empty() && !r.starts_with('#'))
                {
                    self.row(row).map_err(|e| format!("time-patterns.tsv, line {}: {e}", line + 1))?;
                }
            }
            "rule" => self.rule(value, column("sequence")?)?,
            _ => {
                let class = Class::parse(kind).ok_or(format!("'{kind}' is no class"))?;
                for form in column("forms")?.split('|').flat_map(|f| expand(f.trim())) {
                    self.form(class, value, &form)?;
                }
            }
        }
        Ok(())
    }

    fn form(&mut self, class: Class, value: &str, form: &str) -> Result<(), String> {
        let words: Vec<u32> =
            scan::pieces(form, |_| None).iter().map(|p| self.learn(&scan::fold(p.span.of(form)))).collect();
        let (first, rest) = words.split_first().ok_or(format!("an empty form of {value}"))?;
        let capital = form.starts_with(char::is_uppercase);
        self.forms[*first as usize].push(Form { rest: rest.to_vec(), capital, class, value: value.into() });
        Ok(())
    }

    fn learn(&mut self, word: &str) -> u32 {
        let next = self.vocabulary.len() as u32;
        let id = *self.vocabulary.entry(word.into()).or_insert(next);
        if id == next {
            self.forms.push(Vec::new());
        }
        id
    }

    fn rule(&mut self, meaning: &str, sequence: &str) -> Result<(), String> {
        let mut parts = meaning.split(' ');
        let action = parts.next().unwrap_or_default();
        let action = Action::parse(action).ok_or(format!("'{action}' is no meaning"))?;
        let mut fixed = Vec::new();
        for part in parts {
            let (name, value) = part.split_once('=').ok_or(format!("'{part}' is no NAME=value"))?;
            let class = Class::parse(name).ok_or(format!("'{name}' is no class"))?;
            fixed.push((class, value.into()));
        }
        self.rules.push(Rule { action, fixed });
        let rule = self.rules.len() - 1;
        for sequence in sequences(sequence)? {
            let mut node = 0;
            for (token, glued, outside) in sequence {
                let what = match Class::parse(&token) {
                    Some(class) => What::Class(class),
                    None if token.chars().any(|c| c.is_ascii_uppercase()) => {
                        return Err(format!("'{token}' is no class"));
                    }
                    None => What::Word(self.learn(&scan::fold(&token))),
                };
                let element = Element { what, glued, outside };
                node = match self.nodes[node].next.iter().find(|(e, _)| *e == element) {
                    Some((_, next)) => *next,
                    None => {
                        self.nodes.push(Node::default());
                        let next = self.nodes.len() - 1;
                        self.nodes[node].next.push((element, next));
                        next
                    }
                };
            }
            if node == 0 {
                return Err("a pattern that can be empty".into());
            }
            self.nodes[node].ends.get_or_insert(rule);
        }
        Ok(())
    }

    fn mark_starts(&mut self) {
        let root = &self.nodes[0].next;
        let starts_class = |class| {
            root.iter().any(|(e, _)| match e.what {
                What::Class(c) => {
                    c == class || matches!((c, class), (Class::Day, Class::Ord) | (Class::Month, Class::Mon))
                }
                What::Word(_) => false,
            })
        };
        self.starts = (0..self.forms.len())
            .map(|word| {
                self.forms[word].iter().any(|f| starts_class(f.class))
                    || root.iter().any(|(e, _)| e.what == What::Word(word as u32))
            })
            .collect();
    }

    /// The number of a folded word.
    pub(super) fn word(&self, folded: &str) -> Option<u32> {
        self.vocabulary.get(folded).copied()
    }
}

/// All strings that a form with `{a,b}` stands for.
fn expand(form: &str) -> Vec<String> {
    let Some(open) = form.find('{') else { return vec![form.to_owned()] };
    let Some(close) = form[open..].find('}').map(|c| c + open) else { return vec![form.to_owned()] };
    let tails = expand(&form[close + 1..]);
    form[open + 1..close]
        .split(',')
        .flat_map(|middle| tails.iter().map(move |tail| format!("{}{middle}{tail}", &form[..open])))
        .collect()
}

type Token = (String, bool, bool);

/// All flat sequences that a pattern stands for.
fn sequences(pattern: &str) -> Result<Vec<Vec<Token>>, String> {
    let spaced: String = pattern
        .chars()
        .flat_map(|c| {
            let bracket = "[](){}<>|".contains(c);
            [bracket.then_some(' '), Some(c), bracket.then_some(' ')]
        })
        .flatten()
        .collect();
    let tokens: Vec<&str> = spaced.split_whitespace().collect();
    let mut at = 0;
    let all = alternatives(&tokens, &mut at, false)?;
    if at < tokens.len() {
        return Err(format!("'{}' without its opening bracket", tokens[at]));
    }
    Ok(all)
}

fn alternatives(tokens: &[&str], at: &mut usize, outside: bool) -> Result<Vec<Vec<Token>>, String> {
    let mut done: Vec<Vec<Token>> = Vec::new();
    let mut open: Vec<Vec<Token>> = vec![Vec::new()];
    while let Some(token) = tokens.get(*at) {
        let parts = match *token {
            "]" | ")" | ">" => break,
            "|" => {
                done.append(&mut open);
                open = vec![Vec::new()];
                *at += 1;
                continue;
            }
            "[" | "(" | "<" => {
                *at += 1;
                let mut inner = alternatives(tokens, at, outside || *token == "<")?;
                let close = if *token == "[" {
                    "]"
                } else if *token == "(" {
                    ")"
                } else {
                    ">"
                };
                if tokens.get(*at) != Some(&close) {
                    return Err(format!("'{token}' without its '{close}'"));
                }
                if *token == "[" {
                    inner.push(Vec::new());
                }
                inner
            }
            word => {
                let (glued, word) = match word.strip_prefix('+') {
                    Some(rest) if !rest.is_empty() => (true, rest),
                    _ => (false, word),
                };
                // A word such as "o'clock" is several pieces.
                let cut = scan::pieces(word, |_| None);
                vec![
                    cut.iter()
                        .enumerate()
                        .map(|(i, p)| (p.span.of(word).to_owned(), glued || i > 0, outside))
                        .collect(),
                ]
            }
        };
        *at += 1;
        open = open
            .iter()
            .flat_map(|head| parts.iter().map(move |tail| [head.clone(), tail.clone()].concat()))
            .collect();
    }
    done.append(&mut open);
    Ok(done)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_embedded_lexicon_can_be_read() {
        for (lang, text) in FILES {
            if let Err(e) = Lexicon::parse(&[SHARED, text]) {
                panic!("lexicon/{lang}/time.tsv: {e}");
            }
        }
    }

    #[test]
    fn what_cannot_be_read_is_named() {
        for (row, says) in [
            ("MONHT\t1\tjanuary", "'MONHT' is no class"),
            ("MONTH\t1", "the column 'forms' is missing"),
            ("rule\twhen\tMONTH", "'when' is no meaning"),
            ("rule\tdate\t[MONTH", "'[' without its ']'"),
            ("rule\tdate\t[MONTH]", "a pattern that can be empty"),
            ("rule\tdate\tMONHT", "'MONHT' is no class"),
        ] {
            let error = Lexicon::parse(&["# a comment", row]).unwrap_err().to_string();
            assert_eq!(error, format!("line 1: {says}"));
        }
    }

    #[test]
    fn patterns_and_forms_expand() {
        let flat: Vec<String> = sequences("[a] (b | c <d>)")
            .unwrap()
            .iter()
            .map(|s| s.iter().map(|(w, _, o)| if *o { format!("<{w}>") } else { w.clone() }).collect())
            .collect();
        assert_eq!(flat, ["ab", "ac<d>", "b", "c<d>"]);
        assert_eq!(expand("недел{я,и} {a,b}"), ["неделя a", "неделя b", "недели a", "недели b"]);
    }
}
