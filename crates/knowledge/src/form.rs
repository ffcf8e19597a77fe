//! The closed sets the tables use: kinds of entity, classes of name, ways of matching, grammatical forms.

use casus_model::closed_set;

closed_set! {
    /// What an entity is.
    EntityKind {
        /// A state or territory, present or historical.
        State = "state",
        /// A part of a government: ministry, secret service, central bank, parliament, army.
        Government = "government",
        /// A person.
        Person = "person",
        /// An intergovernmental organisation or alliance.
        Alliance = "alliance",
        /// Any other organisation.
        Organization = "organization",
        /// An armed group outside the state.
        ArmedGroup = "armed-group",
        /// People without organisation: an ethnic or religious group.
        Group = "group",
        /// A pipeline, corridor or plant that news treat as a party.
        Infrastructure = "infrastructure",
        /// A town.
        Place = "place",
        /// A first-level region or a part of the world.
        Region = "region",
        /// A title (`president`), which with a state or organisation makes an office.
        Title = "title",
        /// A role noun (`soldier`).
        Role = "role",
    }
}

closed_set! {
    /// What sort of name it is.
    Class {
        /// The usual name.
        Name = "name",
        /// The full official name.
        Official = "official",
        /// A short form.
        Short = "short",
        /// The family name of a person, alone.
        Surname = "surname",
        /// Letters that stand for the name.
        Acronym = "acronym",
        /// Another spelling, a former or an informal name.
        Alias = "alias",
        /// What its people are called; in languages where the adjective is the same word, that too.
        Demonym = "demonym",
        /// Its adjective, where that differs from the name of its people.
        Adjective = "adjective",
        /// A place or building that stands for its government.
        Metonym = "metonym",
        /// A title or role noun.
        Noun = "noun",
    }
}

closed_set! {
    /// When a name found in a text may stand for its entity.
    Matching {
        /// Wherever it is found.
        Any = "any",
        /// Only in the case in which the tables write it: `US`, `WHO`.
        Case = "case",
        /// Only when something beside it speaks for it: a title, a full name before, its country.
        Context = "context",
        /// Only in texts of its own language: in another it is a common word (`Rada`, Polish for a council).
        Own = "own",
    }
}

closed_set! {
    /// How a member belongs to an organisation.
    Status {
        /// With all rights.
        Full = "full",
        /// As associate.
        Associate = "associate",
        /// As observer or dialogue partner.
        Observer = "observer",
        /// As candidate.
        Candidate = "candidate",
        /// As a member whose rights are suspended.
        Suspended = "suspended",
    }
}

closed_set! {
    /// The script of a name.
    Script {
        /// Latin.
        Latin = "Latn",
        /// Cyrillic.
        Cyrillic = "Cyrl",
        /// Arabic.
        Arabic = "Arab",
        /// Chinese characters.
        Han = "Hani",
        /// Greek.
        Greek = "Grek",
        /// Hebrew.
        Hebrew = "Hebr",
        /// Any other.
        Other = "Zyyy",
    }
}

impl Script {
    /// The script of a letter; `None` for what is no letter.
    pub fn of_char(c: char) -> Option<Self> {
        Some(match c {
            'a'..='z' | 'A'..='Z' | '\u{c0}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}' => Self::Latin,
            '\u{400}'..='\u{52f}' => Self::Cyrillic,
            '\u{600}'..='\u{6ff}'
            | '\u{750}'..='\u{77f}'
            | '\u{fb50}'..='\u{fdff}'
            | '\u{fe70}'..='\u{feff}' => Self::Arabic,
            '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{3040}'..='\u{30ff}' => Self::Han,
            '\u{370}'..='\u{3ff}' => Self::Greek,
            '\u{590}'..='\u{5ff}' => Self::Hebrew,
            c if c.is_alphabetic() => Self::Other,
            _ => return None,
        })
    }

    /// The script of the first letter.
    pub fn of(text: &str) -> Self {
        text.chars().find_map(Self::of_char).unwrap_or(Self::Other)
    }
}

/// The languages of the tables. `mul` stands for many.
pub const LANGS: &[&str] = &[
    "mul", "en", "it", "es", "fr", "de", "pt", "ru", "uk", "tr", "ar", "zh", "kk", "pl", "fa", "he", "ka",
    "hy", "az", "uz", "ky", "tg", "tk", "be", "ro", "nl", "ja", "ko",
];

closed_set! {
    /// Grammatical number.
    Number {
        /// One, or not marked.
        Singular = "Sing",
        /// Several.
        Plural = "Plur",
    }
}

closed_set! {
    /// Grammatical case.
    Case {
        /// Nominative, or not marked.
        Nominative = "Nom",
        /// Genitive.
        Genitive = "Gen",
        /// Dative.
        Dative = "Dat",
        /// Accusative.
        Accusative = "Acc",
        /// Instrumental.
        Instrumental = "Ins",
        /// Locative or prepositional.
        Locative = "Loc",
        /// Vocative.
        Vocative = "Voc",
        /// Ablative.
        Ablative = "Abl",
    }
}

closed_set! {
    /// Grammatical gender.
    Gender {
        /// Not marked.
        None = "",
        /// Masculine.
        Masculine = "Masc",
        /// Feminine.
        Feminine = "Fem",
        /// Neuter.
        Neuter = "Neut",
    }
}

/// The grammatical form of a name.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Form {
    /// Number.
    pub number: Number,
    /// Case.
    pub case: Case,
    /// Gender.
    pub gender: Gender,
}

impl Form {
    /// The form in dictionaries, or a language without forms.
    pub const CITATION: Self =
        Self { number: Number::Singular, case: Case::Nominative, gender: Gender::None };

    pub(crate) fn to_byte(self) -> u8 {
        self.number as u8 | (self.case as u8) << 1 | (self.gender as u8) << 4
    }

    pub(crate) fn from_byte(byte: u8) -> Self {
        Self {
            number: Number::ALL[(byte & 1) as usize],
            case: Case::ALL[(byte >> 1 & 7) as usize],
            gender: Gender::ALL[(byte >> 4 & 3) as usize],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_fit_a_byte() {
        for number in Number::ALL {
            for case in Case::ALL {
                for gender in Gender::ALL {
                    let form = Form { number: *number, case: *case, gender: *gender };
                    assert_eq!(Form::from_byte(form.to_byte()), form);
                }
            }
        }
    }

    #[test]
    fn the_first_letter_tells_the_script() {
        assert_eq!(Script::of("2С19"), Script::Cyrillic);
        assert_eq!(Script::of("Ürümqi"), Script::Latin);
        assert_eq!(Script::of("乌鲁木齐"), Script::Han);
        assert_eq!(Script::of("123"), Script::Other);
    }
}
