use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{Date, Sector, SmolStr};

/// A country or what stands in its place: ISO 3166-1 alpha-3 (`KAZ`), ISO 3166-3 for former states (`SUN`), or
/// PLOVER's codes of non-states (`IGO`, `NGO`, `MNC`, `UNO`, `EUR`, `ISM`, `IMG`).
pub type Country = SmolStr;

/// Names an actor: `state:KAZ`, `person:tokayev`, `org:csto`, and for actors known only from texts `x` with 16
/// hexadecimal digits.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub struct ActorId(pub SmolStr);

impl fmt::Display for ActorId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What kind of thing an actor is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ActorKind {
    /// A state or territory, present or historical.
    State,
    /// A government or a part of it (ministry, central bank, embassy).
    Government,
    /// A person.
    Person,
    /// An intergovernmental organisation or alliance.
    Alliance,
    /// Any other organisation: party, company, think tank, news agency.
    Organization,
    /// An armed group outside the state.
    ArmedGroup,
    /// A group without organisation: protesters, oligarchs, soldiers, Uighurs.
    Group,
}

/// A country and a sector: `KAZGOV`, `---MIL`, `IGO`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize, Deserialize)]
pub struct Code {
    /// The country, when there is one.
    pub country: Option<Country>,
    /// The sector, when there is one. A state as such has none.
    pub sector: Option<Sector>,
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.country.as_deref().unwrap_or("---"))?;
        self.sector.map_or(Ok(()), |sector| f.write_str(sector.as_str()))
    }
}

/// An office held, or a tie to an organisation, for a time.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Role {
    /// The office or role in English, or as the text says it for actors known only from texts.
    pub title: SmolStr,
    /// The organisation or institution, when it is named.
    pub organization: Option<SmolStr>,
    /// The code the actor has in this role.
    pub code: Code,
    /// First and last day, as an EDTF interval; `None` when not known.
    pub term: Option<Date>,
}

/// Someone who acts or is acted upon.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Actor {
    /// Its name in records.
    pub id: ActorId,
    /// Its usual English name, or the fullest name found for actors known only from texts.
    pub name: String,
    /// What it is.
    pub kind: ActorKind,
    /// Its code where no date or role says otherwise.
    pub code: Code,
    /// Offices and ties, oldest first.
    pub roles: Vec<Role>,
    /// Wikidata item (`Q232`).
    pub wikidata: Option<SmolStr>,
    /// Whether it comes from the knowledge tables (`true`) or from the texts alone.
    pub known: bool,
}

/// An actor in a record, with the code it had at that date and in that role.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct ActorRef {
    /// Who.
    pub id: ActorId,
    /// The name to show.
    pub name: String,
    /// Country and sector in this record.
    pub code: Code,
    /// Index of the mention in [`crate::Resolution::mentions`] that stands for it.
    pub mention: Option<u32>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_written_as_the_field_writes_them() {
        let code =
            |country: Option<&str>, sector| Code { country: country.map(SmolStr::new), sector }.to_string();
        assert_eq!(code(Some("KAZ"), Some(Sector::Gov)), "KAZGOV");
        assert_eq!(code(None, Some(Sector::Mil)), "---MIL");
        assert_eq!(code(Some("IGO"), None), "IGO");
    }
}
