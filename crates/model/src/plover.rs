//! PLOVER event types and actor sectors (PLOVER manual 2.0 draft, 4 February 2024), CAMEO roots and quad classes.

use serde::{Deserialize, Serialize};

use crate::closed_set;

closed_set! {
    /// The 16 event types of PLOVER.
    EventType {
        Agree = "AGREE", Consult = "CONSULT", Support = "SUPPORT", Concede = "CONCEDE",
        Cooperate = "COOPERATE", Aid = "AID", Retreat = "RETREAT", Request = "REQUEST", Accuse = "ACCUSE",
        Reject = "REJECT", Threaten = "THREATEN", Protest = "PROTEST", Sanction = "SANCTION",
        Mobilize = "MOBILIZE", Coerce = "COERCE", Assault = "ASSAULT",
    }
}

/// Quad class: cooperation or conflict, in words or in deeds.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[repr(u8)]
pub enum Quad {
    /// 1
    VerbalCooperation = 1,
    /// 2
    MaterialCooperation = 2,
    /// 3
    VerbalConflict = 3,
    /// 4
    MaterialConflict = 4,
}

impl EventType {
    /// Quad class (PLOVER manual, table 7.2; SANCTION is 4 as in section 3.13.4).
    pub fn quad(self) -> Quad {
        use EventType as E;
        match self {
            E::Agree | E::Consult | E::Support | E::Concede => Quad::VerbalCooperation,
            E::Cooperate | E::Aid | E::Retreat => Quad::MaterialCooperation,
            E::Request | E::Accuse | E::Reject | E::Threaten => Quad::VerbalConflict,
            E::Protest | E::Sanction | E::Mobilize | E::Coerce | E::Assault => Quad::MaterialConflict,
        }
    }

    /// The CAMEO root code that stands for the type when nothing finer is known.
    pub fn cameo_root(self) -> &'static str {
        use EventType as E;
        match self {
            E::Agree => "03",
            E::Consult => "04",
            E::Support => "05",
            E::Cooperate => "06",
            E::Aid => "07",
            E::Concede => "08",
            E::Retreat => "087",
            E::Accuse => "11",
            E::Request => "10",
            E::Reject => "12",
            E::Threaten => "13",
            E::Protest => "14",
            E::Mobilize => "15",
            E::Sanction => "16",
            E::Coerce => "17",
            E::Assault => "19",
        }
    }
}

closed_set! {
    /// What an actor is within its country (PLOVER manual 2.0: political or armed, and civil).
    Sector {
        Gov = "GOV", Mil = "MIL", Reb = "REB", Opp = "OPP", Pty = "PTY", Leg = "LEG", Jud = "JUD",
        Spy = "SPY", Cop = "COP", Prm = "PRM", Uaf = "UAF", Unk = "UNK",
        Agr = "AGR", Bus = "BUS", Crm = "CRM", Cvl = "CVL", Edu = "EDU", Eli = "ELI", Jrn = "JRN",
        Lab = "LAB", Med = "MED", Pre = "PRE", Ref = "REF", Rel = "REL", Soc = "SOC",
    }
}
