use serde::{Deserialize, Serialize};

use crate::closed_set;
use crate::{Actor, ActorRef, Country, Date, Diagnostic, SmolStr, Span};

closed_set! {
    /// Kinds of name, as named-entity recognition counts them.
    Ner { Per = "PER", Org = "ORG", Loc = "LOC", Misc = "MISC" }
}

closed_set! {
    /// Kinds of time expression (TimeML 1.2.1, TIMEX3).
    TimexType { Date = "DATE", Time = "TIME", Duration = "DURATION", Set = "SET" }
}

/// A place in which someone acts or is: a name, a title, a description or a pronoun.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Mention {
    /// The words of it, without a leading article; for a null subject, the verb.
    pub span: Span,
    /// Index of its sentence in [`crate::Analysis::sentences`].
    pub sentence: u32,
    /// Index of its syntactic head in the sentence's words.
    pub head: u32,
    /// The kind as named-entity recognition counts it; `None` for pronouns and descriptions.
    pub ner: Option<Ner>,
    /// Finer kind: `state`, `demonym`, `metonym`, `office`, `person`, `alliance`, `party`, `role`, `pronoun`, …
    pub kind: SmolStr,
    /// Who it is, with the code at the document's date.
    pub actor: Option<ActorRef>,
    /// Where it is, when it names a place.
    pub place: Option<Place>,
    /// The alias of the tables that matched, as the tables write it.
    pub alias: Option<SmolStr>,
    /// Why it was resolved so, in a few words, for `casus why`.
    pub reason: SmolStr,
    /// How sure, from 0 to 1.
    pub confidence: f32,
}

/// Names a place: a GeoNames number, or a country's or region's code.
pub type PlaceId = SmolStr;

/// A place on the map (WGS 84).
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Place {
    /// GeoNames number where there is one, else the code of the country or region.
    pub id: PlaceId,
    /// English name.
    pub name: String,
    /// Country it lies in.
    pub country: Option<Country>,
    /// First-level region.
    pub admin1: Option<SmolStr>,
    /// Latitude in degrees north.
    pub lat: Option<f64>,
    /// Longitude in degrees east.
    pub lon: Option<f64>,
    /// ACLED geo-precision: 1 the town itself, 2 its surroundings or district, 3 region or country.
    pub precision: u8,
}

/// An expression of time.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct TimeExpression {
    /// Where it stands.
    pub span: Span,
    /// Index of its sentence.
    pub sentence: u32,
    /// TIMEX3 type.
    pub kind: TimexType,
    /// TIMEX3 value (`2022-01-06`, `P3D`, `XXXX-WXX-4`, `FUTURE_REF`).
    pub value: SmolStr,
    /// What it means on the calendar, when that is known.
    pub date: Option<Date>,
}

/// What the text's expressions refer to.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct Resolution {
    /// Mentions by place; nested ones after those that hold them.
    pub mentions: Vec<Mention>,
    /// The actors that occur, known ones and those made from this text, by id.
    pub actors: Vec<Actor>,
    /// Time expressions by place.
    pub times: Vec<TimeExpression>,
    /// What was noticed.
    pub diagnostics: Vec<Diagnostic>,
}

impl Resolution {
    /// The innermost mention whose head is word `head` of sentence `sentence`, with its index.
    pub fn mention_at(&self, sentence: usize, head: usize) -> Option<(usize, &Mention)> {
        self.mentions
            .iter()
            .enumerate()
            .filter(|(_, m)| m.sentence as usize == sentence && m.head as usize == head)
            .min_by_key(|(_, m)| m.span.len())
    }
}
