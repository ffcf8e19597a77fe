use serde::{Deserialize, Serialize};

use crate::closed_set;
use crate::{ActorRef, Date, Diagnostic, DocumentId, EventType, Lang, Place, SmolStr, Span};

closed_set! {
    /// Whether a thing happened, by the text. (PLOVER's auxiliary modes future, hypothetical and negation, made
    /// finer; its mode historical is [`Genericity::Historical`].)
    Factuality {
        Happened = "happened", Ongoing = "ongoing", Planned = "planned", Threatened = "threatened",
        Hypothetical = "hypothetical", Denied = "denied",
    }
}

closed_set! {
    /// Whether an event is news or background.
    Genericity { Specific = "specific", Habitual = "habitual", Historical = "historical" }
}

closed_set! {
    /// What a number counts.
    QuantityKind {
        Troops = "troops", Dead = "dead", Injured = "injured", Arrested = "arrested",
        Participants = "participants", Displaced = "displaced", Money = "money", Other = "other",
    }
}

closed_set! {
    /// How a statement is made.
    ClaimKind {
        Assessment = "assessment", Forecast = "forecast", Promise = "promise", Threat = "threat",
        Denial = "denial", Report = "report", Intention = "intention", Demand = "demand",
    }
}

closed_set! {
    /// How the words are given.
    Speech { Direct = "direct", Indirect = "indirect", Mixed = "mixed" }
}

closed_set! {
    /// Degrees of likelihood (ICD 203): `Certain` and `Impossible` bound the seven bands; `Unstated` is none.
    Modality {
        Unstated = "unstated", Impossible = "impossible", AlmostNoChance = "almost-no-chance",
        VeryUnlikely = "very-unlikely", Unlikely = "unlikely", Even = "roughly-even", Possible = "possible",
        Likely = "likely", VeryLikely = "very-likely", AlmostCertain = "almost-certain", Certain = "certain",
    }
}

closed_set! {
    /// Which way a statement points.
    Stance { Affirms = "affirms", Denies = "denies" }
}

/// A number in an event, with what it counts: `2,500 men` is 2500 to 2500 troops.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Quantity {
    /// What it counts.
    pub kind: QuantityKind,
    /// Lowest value stated.
    pub low: f64,
    /// Highest value stated; equal to `low` for a plain number, `None` when open ("at least 20").
    pub high: Option<f64>,
    /// Whether the text says it is approximate ("about", "dozens of").
    pub approximate: bool,
    /// The words of it.
    pub span: Span,
}

/// Who says that it is so.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Attribution {
    /// Those who say it; several for "Kyiv and Washington".
    pub holders: Vec<ActorRef>,
    /// The words that name them, when they are in the text.
    pub source: Vec<Span>,
    /// The words that attribute ("said", "secondo").
    pub cue: Option<Span>,
    /// Whether they say that it is so or that it is not.
    pub stance: Stance,
}

/// The words that made the coder see an event, and the rule that did.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Trigger {
    /// Where.
    pub span: Span,
    /// Index of the head word in its sentence.
    pub word: u32,
    /// The frame of the lexicon that matched (`verb:invadere/obj`).
    pub frame: SmolStr,
    /// The rule family that applied (`passive`, `nominal`, `light-verb`, …).
    pub rule: SmolStr,
}

/// One report of an event: what one sentence says.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct EventMention {
    /// Index of the sentence.
    pub sentence: u32,
    /// The words that state it, from the first to the last argument.
    pub span: Span,
    /// What gave it away.
    pub trigger: Trigger,
    /// PLOVER type.
    pub kind: EventType,
    /// PLOVER mode (`visit`, `troops`, `riot`), if one applies.
    pub mode: Option<SmolStr>,
    /// PLOVER contexts (`military`, `economic`, …), sorted.
    pub contexts: Vec<SmolStr>,
    /// CAMEO code, at least the root (`15`, `1523`).
    pub cameo: SmolStr,
    /// Who acts.
    pub sources: Vec<ActorRef>,
    /// Who is acted upon.
    pub targets: Vec<ActorRef>,
    /// When, by the text; `None` when the text and the document leave it open.
    pub date: Option<Date>,
    /// Where.
    pub place: Option<Place>,
    /// Whether it happened.
    pub factuality: Factuality,
    /// Why that factuality, in a few words ("modal potrebbe", "denied by Putin").
    pub reason: SmolStr,
    /// News or background.
    pub genericity: Genericity,
    /// Who says so, outermost last; empty when the document itself says it.
    pub attribution: Vec<Attribution>,
    /// Numbers.
    pub quantities: Vec<Quantity>,
    /// How sure, from 0 to 1.
    pub confidence: f32,
}

/// A statement of someone, quoted or reported.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Claim {
    /// Index of the sentence in which its content begins.
    pub sentence: u32,
    /// Who says it; `None` when the text does not tell ("it is expected that").
    pub holder: Option<ActorRef>,
    /// The words that name the holder, with role and institution; empty when carried over.
    pub source: Vec<Span>,
    /// The words that attribute.
    pub cue: Vec<Span>,
    /// The words said.
    pub content: Vec<Span>,
    /// What it is.
    pub kind: ClaimKind,
    /// Quoted, reported or both.
    pub speech: Speech,
    /// How likely the holder says it is.
    pub modality: Modality,
    /// The grading words, when there are any.
    pub modality_span: Option<Span>,
    /// Whether the holder affirms or denies it.
    pub stance: Stance,
    /// By when, for statements about the future.
    pub horizon: Option<Date>,
    /// The condition on which it is said ("if things settle").
    pub condition: Option<Span>,
    /// The actors it is about.
    pub topics: Vec<ActorRef>,
    /// How sure the coder is, from 0 to 1.
    pub confidence: f32,
}

/// What one document says, coded.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct Coding {
    /// Reports of events, by place.
    pub events: Vec<EventMention>,
    /// Claims, by place of their content.
    pub claims: Vec<Claim>,
    /// What was noticed.
    pub diagnostics: Vec<Diagnostic>,
}

/// One happening, however many reports tell of it.
///
/// `main` is the report the others agree with best; its fields are the event's. Contradictions stay visible in
/// the reports.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Event {
    /// `e` and 16 hexadecimal digits, from the earliest report's document and trigger.
    pub id: SmolStr,
    /// The merged view.
    pub main: EventMention,
    /// Every report: document, language, and the report as it was coded.
    pub reports: Vec<(DocumentId, Lang, EventMention)>,
}
