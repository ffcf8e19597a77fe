use std::fmt;
use std::sync::{Arc, OnceLock};

use casus_model::{EventType, SmolStr};
use rustc_hash::FxHashSet;

/// Part of speech of a frame's head.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Pos {
    /// Verb or auxiliary.
    Verb,
    /// Noun or proper noun.
    Noun,
    /// Adjective.
    Adjective,
}

/// What a frame makes of its word.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Act {
    /// An event of this type.
    Event(EventType),
    /// The event of the noun in its theme slot.
    Light,
    /// The opposite of the event in its theme slot.
    Stop,
    /// Nothing: a false friend.
    Nothing,
}

/// A place beside a predicate, as `lexicon/README.md` describes them.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Slot {
    /// Agent.
    Subj,
    /// Patient.
    Obj,
    /// Indirect object.
    Iobj,
    /// Open complement.
    Xcomp,
    /// Clausal complement.
    Ccomp,
    /// Demonym or compound.
    Adj,
    /// Possessor.
    Poss,
    /// Genitive.
    Gen,
    /// Agent of a noun.
    By,
    /// Any dependent.
    Any,
    /// A dependent with this preposition or case.
    Prep(SmolStr),
}

impl Slot {
    /// Reads the name of a slot; whatever is no fixed name is a preposition.
    pub fn parse(text: &str) -> Self {
        match text {
            "subj" => Self::Subj,
            "obj" => Self::Obj,
            "iobj" => Self::Iobj,
            "xcomp" => Self::Xcomp,
            "ccomp" => Self::Ccomp,
            "adj" => Self::Adj,
            "poss" => Self::Poss,
            "gen" => Self::Gen,
            "by" => Self::By,
            "any" => Self::Any,
            preposition => Self::Prep(preposition.into()),
        }
    }
}

/// What a condition asks of the word in a slot.
#[derive(Clone, PartialEq, Debug)]
pub enum Words {
    /// The slot is filled.
    Anything,
    /// An actor is named.
    Actor,
    /// An armed group is named: an actor of the sectors REB and UAF.
    Rebel,
    /// A place is named.
    Place,
    /// An event frame matches.
    Event,
    /// An intergovernmental organisation is named, or one of these words of the class `alliance` stands there.
    Alliance(Arc<FxHashSet<SmolStr>>),
    /// One of these lemmas.
    Lemmas(Arc<FxHashSet<SmolStr>>),
}

/// A condition of a frame.
#[derive(Clone, PartialEq, Debug)]
pub struct Condition {
    /// Where.
    pub slot: Slot,
    /// What.
    pub words: Words,
    /// Whether it must not hold.
    pub negated: bool,
}

/// Which slots are the sides and the theme.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Roles {
    /// Slots of the source, best first.
    pub source: Vec<Slot>,
    /// Slots of the target, best first.
    pub target: Vec<Slot>,
    /// Slots of the theme, best first.
    pub theme: Vec<Slot>,
    /// Whether the action is mutual.
    pub mutual: bool,
}

/// A noun that tells what violence is done with, a row of `means.tsv`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Means {
    /// Lemmas that must hang on the noun (*roadside* on *bomb*).
    pub companions: Vec<SmolStr>,
    /// PLOVER mode of the violence.
    pub mode: SmolStr,
    /// CAMEO code.
    pub cameo: SmolStr,
}

/// One way in which a word tells of an event.
#[derive(Clone, PartialEq, Debug)]
pub struct Frame {
    /// Head lemma.
    pub lemma: SmolStr,
    /// Its part of speech.
    pub pos: Pos,
    /// What it makes of the word.
    pub act: Act,
    /// PLOVER mode.
    pub mode: Option<SmolStr>,
    /// CAMEO code.
    pub cameo: SmolStr,
    /// PLOVER contexts, sorted.
    pub contexts: Vec<SmolStr>,
    /// Sides and theme.
    pub roles: Roles,
    /// Conditions.
    pub when: Vec<Condition>,
    /// Example.
    pub example: SmolStr,
    /// Name in records: `verb:take side`.
    pub name: SmolStr,
    /// File and line (`verbs.tsv:12`).
    pub place: SmolStr,
}

impl Frame {
    /// Whether a light verb tells of an event that its subject undergoes (*come under attack*, *repel an attack*).
    pub(crate) fn is_undergone(&self) -> bool {
        self.act == Act::Light && self.roles.target.contains(&Slot::Subj)
    }

    /// Whether a condition asks for this word as the object.
    pub(crate) fn wants_object(&self, lemma: &SmolStr) -> bool {
        self.when.iter().any(|c| {
            c.slot == Slot::Obj
                && !c.negated
                && matches!(&c.words, Words::Lemmas(words) if words.contains(lemma))
        })
    }

    /// Whether the word tells the event by itself, without a companion (*strike*, not *take side*).
    pub(crate) fn is_one_word(&self) -> bool {
        !self.name.contains(' ')
    }

    /// Whether the word by itself tells an event of this type.
    pub(crate) fn tells(&self, kind: EventType) -> bool {
        self.act == Act::Event(kind) && self.is_one_word()
    }

    /// The frame under which an event of this type is kept that no row of a lexicon tells, but the judge or a rule.
    pub(crate) fn of_kind(kind: EventType) -> &'static Self {
        static FRAMES: OnceLock<Vec<Frame>> = OnceLock::new();
        let frames = FRAMES.get_or_init(|| {
            let frame = |kind: &EventType| Self {
                lemma: SmolStr::default(),
                pos: Pos::Verb,
                act: Act::Event(*kind),
                mode: None,
                cameo: SmolStr::new_static(kind.cameo_root()),
                contexts: Vec::new(),
                roles: Roles::default(),
                when: Vec::new(),
                example: SmolStr::default(),
                name: smol_str::format_smolstr!("no-row:{}", kind.as_str().to_lowercase()),
                place: SmolStr::default(),
            };
            EventType::ALL.iter().map(frame).collect()
        });
        &frames[kind as usize]
    }
}

impl fmt::Display for Slot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Subj => "subj",
            Self::Obj => "obj",
            Self::Iobj => "iobj",
            Self::Xcomp => "xcomp",
            Self::Ccomp => "ccomp",
            Self::Adj => "adj",
            Self::Poss => "poss",
            Self::Gen => "gen",
            Self::By => "by",
            Self::Any => "any",
            Self::Prep(p) => p,
        })
    }
}
