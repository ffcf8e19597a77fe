//! The compiled tables, ready to be asked: who is called so, who held an office on a day, who was a member, where
//! a place lies.
//!
//! Everything that has a name is an [`Entity`]: states, persons, organisations, places, but also titles
//! (`title:president`) and role nouns (`role:soldier`), so that one pass over a text ([`Base::matches`]) finds
//! them all. Facts hang on entities: terms of office, memberships, obligations, links, coordinates.

use std::fmt;
use std::ops::Range;
use std::path::Path;

use casus_model::{Actor, ActorId, ActorKind, Basis, Code, Date, Day, Edtf, Place, Role, Sector, SmolStr};

use crate::blob::{Blob, BlobError, NONE, Section, SectionBytes, hex, partition_point};
use crate::fold::{Folded, fold};
use crate::form::{Class, EntityKind, Form, LANGS, Matching, Script, Status};

/// The number of an entity in its base. Another base may number otherwise: keep [`Entity::id`] in records.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct EntityIx(pub u32);

/// The number of a name in its base.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct NameIx(pub u32);

/// The number of an office in its base.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct OfficeIx(pub u32);

/// Something that has names.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Entity<'b> {
    /// Its number.
    pub index: EntityIx,
    /// Its identifier in records: `state:KAZ`, `person:kassym-jomart-tokayev`, `org:csto`, `place:1526384`,
    /// `region:KZ.05`, `title:president`, `role:soldier`, `group:uyghurs`.
    pub id: &'b str,
    /// Its usual English name.
    pub name: &'b str,
    /// What it is.
    pub kind: EntityKind,
    /// Finer kind, as the tables call it (`disputed`, `party`, `news-agency`, `pipeline`, `head-of-state`).
    pub subkind: &'b str,
    /// Country code: of a state as such its own (a de facto state has that of the state it broke away from), of
    /// a party or ministry that of its state, of an intergovernmental organisation `IGO`.
    pub country: Option<&'b str>,
    /// Sector where no date or role says otherwise.
    pub sector: Option<Sector>,
    /// Wikidata item, as a number (232 for Q232).
    pub wikidata: Option<u32>,
    /// First day of its existence (of a person: of its life), when the tables know it.
    pub from: Option<Day>,
    /// Last day of its existence.
    pub to: Option<Day>,
}

impl Entity<'_> {
    /// Its code where no date or role says otherwise.
    pub fn code(&self) -> Code {
        Code { country: self.country.map(SmolStr::new), sector: self.sector }
    }

    /// Whether it exists on a day, as far as the tables know.
    pub fn exists_on(&self, day: Day) -> bool {
        self.from.is_none_or(|from| from <= day) && self.to.is_none_or(|to| day <= to)
    }

    /// The kind of actor it is; `None` for places, titles and role nouns.
    pub fn actor_kind(&self) -> Option<ActorKind> {
        Some(match self.kind {
            EntityKind::State => ActorKind::State,
            EntityKind::Government => ActorKind::Government,
            EntityKind::Person => ActorKind::Person,
            EntityKind::Alliance => ActorKind::Alliance,
            EntityKind::Organization | EntityKind::Infrastructure => ActorKind::Organization,
            EntityKind::ArmedGroup => ActorKind::ArmedGroup,
            EntityKind::Group => ActorKind::Group,
            EntityKind::Place | EntityKind::Region | EntityKind::Title | EntityKind::Role => return None,
        })
    }
}

/// A name of an entity, as the tables write it.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Name<'b> {
    /// Its number.
    pub index: NameIx,
    /// Whose name it is.
    pub entity: EntityIx,
    /// The name in its citation form.
    pub text: &'b str,
    /// Language (BCP 47), `mul` when it is written so in many.
    pub lang: &'b str,
    /// Script of its letters.
    pub script: Script,
    /// What sort of name it is.
    pub class: Class,
    /// When it may stand for the entity.
    pub matching: Matching,
    /// How much it speaks for this entity among others of the same name, 0 to 100.
    pub weight: u8,
    /// First day it was used.
    pub from: Option<Day>,
    /// Last day it was used.
    pub to: Option<Day>,
}

/// A name found in a text.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Match<'b> {
    /// One past its last byte in the folded text.
    pub end: usize,
    /// The name.
    pub name: Name<'b>,
    /// The grammatical form in which it stands, where the tables generate forms.
    pub form: Form,
}

/// An office: a title held in a state or organisation.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Office<'b> {
    /// Its number.
    pub index: OfficeIx,
    /// Its identifier: `president@KAZ`, `secretary-general@nato`.
    pub id: &'b str,
    /// The title (`title:president`).
    pub title: EntityIx,
    /// The state or organisation.
    pub of: EntityIx,
    /// Country its holder acts for.
    pub country: Option<&'b str>,
    /// Sector of its holder.
    pub sector: Option<Sector>,
    /// Whether one person holds it at a time.
    pub single: bool,
}

/// A time in office.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Term<'b> {
    /// The office.
    pub office: OfficeIx,
    /// The person.
    pub person: EntityIx,
    /// First day it can have begun; `None` when not known.
    pub from: Option<Day>,
    /// Last day it can have ended; `None` while it lasts.
    pub to: Option<Day>,
    /// Beginning as the tables write it (EDTF), empty when not known.
    pub begin: &'b str,
    /// End as the tables write it (EDTF), empty while it lasts.
    pub end: &'b str,
    /// Whether the office is held for someone else or until another is chosen.
    pub acting: bool,
    /// The key of the source.
    pub source: &'b str,
}

impl Term<'_> {
    /// Whether it can include a day.
    pub fn includes(&self, day: Day) -> bool {
        self.from.is_none_or(|from| from <= day) && self.to.is_none_or(|to| day <= to)
    }

    /// The term as an EDTF interval; `None` when neither end is known.
    pub fn edtf(&self) -> Option<Edtf> {
        let end = |s: &str| if s.is_empty() { "..".to_owned() } else { s.to_owned() };
        if self.begin.is_empty() && self.end.is_empty() {
            return None;
        }
        format!("{}/{}", end(self.begin), end(self.end)).parse().ok()
    }
}

/// Membership of one entity in another.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Membership<'b> {
    /// The organisation.
    pub org: EntityIx,
    /// The member.
    pub member: EntityIx,
    /// How it belongs.
    pub status: Status,
    /// First day; `None` when not known.
    pub from: Option<Day>,
    /// Last day; `None` while it lasts.
    pub to: Option<Day>,
    /// The key of the source.
    pub source: &'b str,
}

impl Membership<'_> {
    /// Whether it includes a day.
    pub fn includes(&self, day: Day) -> bool {
        self.from.is_none_or(|from| from <= day) && self.to.is_none_or(|to| day <= to)
    }
}

/// What members of an organisation owe each other.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Obligation<'b> {
    /// The organisation.
    pub org: EntityIx,
    /// Treaty and article ("Collective Security Treaty, Article 4").
    pub article: &'b str,
    /// What sort of duty it is: `collective-defence`, `consultation`, `non-aggression`, `no-foreign-bases`,
    /// `collective-security`, `mutual-assistance`, `tariff-union`, `neutrality`, `peacekeeping`.
    pub kind: &'b str,
    /// The duty in a sentence.
    pub text: &'b str,
    /// First day in force.
    pub from: Option<Day>,
    /// Last day in force.
    pub to: Option<Day>,
}

/// A dated tie between two entities.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Link<'b> {
    /// From whom.
    pub from_entity: EntityIx,
    /// Which: `controlled-by`, `part-of`, `successor-of`, `headquarters`, `affiliated-with`, `runs-through`.
    pub relation: &'b str,
    /// To whom.
    pub to_entity: EntityIx,
    /// First day.
    pub from: Option<Day>,
    /// Last day.
    pub to: Option<Day>,
}

/// What is known of a state beside its names.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct State<'b> {
    /// The entity.
    pub entity: EntityIx,
    /// ISO 3166-1 alpha-2, or the four letters of ISO 3166-3; empty when there is none.
    pub alpha2: &'b str,
    /// Number in the Correlates of War.
    pub cow: Option<u16>,
    /// Number in Gleditsch and Ward's list.
    pub gw: Option<u16>,
    /// `sovereign`, `territory`, `disputed`, `de-facto` or `historical`.
    pub status: &'b str,
    /// The capital, when the tables hold it as a place.
    pub capital: Option<EntityIx>,
    /// The state it belongs to or broke away from.
    pub parent: Option<EntityIx>,
}

/// Where a place is.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Location<'b> {
    /// The entity: a place, a region or a state.
    pub entity: EntityIx,
    /// GeoNames number.
    pub geonames: Option<u32>,
    /// Latitude in degrees north.
    pub lat: f32,
    /// Longitude in degrees east.
    pub lon: f32,
    /// Inhabitants; 0 when not known.
    pub population: u32,
    /// Code of the first-level region (`KZ.05`), empty when not known.
    pub admin1: &'b str,
}

/// Where facts come from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Source<'b> {
    /// The key used in the tables.
    pub key: &'b str,
    /// What it is.
    pub title: &'b str,
    /// Its licence.
    pub licence: &'b str,
    /// The notice it asks for.
    pub notice: &'b str,
    /// The day up to which it tells of the world; terms without an end hold at least until then.
    pub as_of: Option<Day>,
}

/// The compiled tables. Cheap to clone; safe to share between threads.
#[derive(Clone)]
pub struct Base {
    blob: Blob,
    fst: fst::raw::Fst<SectionBytes>,
}

impl fmt::Debug for Base {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Base").field("hash", &self.content_hash()).finish_non_exhaustive()
    }
}

impl Base {
    /// Opens a blob that is part of the program.
    pub fn from_static(bytes: &'static [u8]) -> Result<Self, BlobError> {
        Self::new(Blob::from_static(bytes)?)
    }

    /// Opens a blob in memory.
    pub fn from_vec(bytes: Vec<u8>) -> Result<Self, BlobError> {
        Self::new(Blob::from_vec(bytes)?)
    }

    /// Maps a blob into memory. The file must not be changed while it is in use.
    pub fn open(path: &Path) -> Result<Self, BlobError> {
        Self::new(Blob::open(path)?)
    }

    fn new(blob: Blob) -> Result<Self, BlobError> {
        let fst = fst::raw::Fst::new(blob.section_bytes(Section::Fst))
            .map_err(|_| BlobError::Damaged { section: Section::Fst as usize })?;
        Ok(Self { blob, fst })
    }

    /// SHA-256 of the compiled tables, as 64 hexadecimal digits, for the provenance of records.
    pub fn content_hash(&self) -> String {
        hex(self.blob.hash())
    }

    /// Reads all bytes and compares their hash with the stated one.
    pub fn verify(&self) -> Result<(), BlobError> {
        self.blob.verify()
    }

    /// Bytes of the blob.
    pub fn size(&self) -> usize {
        self.blob.len()
    }

    // ---- entities

    /// All entities, by identifier.
    pub fn entities(&self) -> impl ExactSizeIterator<Item = Entity<'_>> {
        (0..self.blob.count(Section::Entities)).map(|i| self.entity(EntityIx(i as u32)))
    }

    /// All entities of a kind, in order of their identifiers.
    pub fn entities_of(&self, kind: EntityKind) -> impl Iterator<Item = Entity<'_>> {
        let all = (0..self.blob.count(Section::Entities)).map(|i| EntityIx(i as u32));
        all.filter(move |index| self.kind_of(*index) == kind).map(|index| self.entity(index))
    }

    /// The kind of an entity.
    fn kind_of(&self, index: EntityIx) -> EntityKind {
        EntityKind::ALL[(self.blob.word(Section::Entities, index.0 as usize, 2) & 0xff) as usize]
    }

    /// An entity by its number.
    pub fn entity(&self, index: EntityIx) -> Entity<'_> {
        let (i, s, b) = (index.0 as usize, Section::Entities, &self.blob);
        let kinds = b.word(s, i, 2);
        let country = b.str(s, i, 3);
        Entity {
            index,
            id: b.str(s, i, 0),
            name: b.str(s, i, 1),
            kind: self.kind_of(index),
            subkind: b.str(s, i, 7),
            country: Some(country).filter(|c| !c.is_empty()),
            sector: Sector::ALL.get((kinds >> 8 & 0xff) as usize).copied(),
            wikidata: Some(b.word(s, i, 4)).filter(|q| *q != NONE),
            from: b.day(s, i, 5),
            to: b.day(s, i, 6),
        }
    }

    /// An entity by its identifier.
    pub fn find(&self, id: &str) -> Option<Entity<'_>> {
        let n = self.blob.count(Section::Entities);
        let i = partition_point(n, |i| self.blob.str(Section::Entities, i, 0) < id);
        (i < n && self.blob.str(Section::Entities, i, 0) == id).then(|| self.entity(EntityIx(i as u32)))
    }

    /// An actor of the tables, with all its offices, oldest first. `None` for unknown identifiers and for
    /// entities that are no actors.
    pub fn actor(&self, id: &ActorId) -> Option<Actor> {
        let entity = self.find(&id.0)?;
        Some(Actor {
            id: id.clone(),
            name: entity.name.to_owned(),
            kind: entity.actor_kind()?,
            code: entity.code(),
            roles: self.terms_of(entity.index).map(|t| self.role_of_term(&t)).collect(),
            wikidata: entity.wikidata.map(|q| smol_str::format_smolstr!("Q{q}")),
            known: true,
        })
    }

    // ---- names

    /// All names, grouped by entity.
    pub fn names(&self) -> impl ExactSizeIterator<Item = Name<'_>> {
        (0..self.blob.count(Section::Names)).map(|i| self.name(NameIx(i as u32)))
    }

    /// A name by its number.
    pub fn name(&self, index: NameIx) -> Name<'_> {
        let (i, s, b) = (index.0 as usize, Section::Names, &self.blob);
        let packed = b.word(s, i, 2).to_le_bytes();
        let text = b.str(s, i, 0);
        Name {
            index,
            entity: EntityIx(b.word(s, i, 1)),
            text,
            lang: LANGS[packed[0] as usize],
            script: Script::of(text),
            class: Class::ALL[packed[1] as usize],
            matching: Matching::ALL[packed[2] as usize],
            weight: packed[3],
            from: b.day(s, i, 3),
            to: b.day(s, i, 4),
        }
    }

    /// The names of an entity.
    pub fn names_of(&self, entity: EntityIx) -> impl ExactSizeIterator<Item = Name<'_>> {
        let n = self.blob.count(Section::Entities);
        let start = self.blob.word(Section::Entities, entity.0 as usize, 8);
        let end = if (entity.0 as usize) + 1 < n {
            self.blob.word(Section::Entities, entity.0 as usize + 1, 8)
        } else {
            self.blob.count(Section::Names) as u32
        };
        (start..end).map(|i| self.name(NameIx(i)))
    }

    /// All names that begin at byte `at` of the folded text and end where a word ends, shortest first. `at`
    /// should be where a word begins. Case is not looked at: see [`Name::matching`].
    pub fn matches<'b, 't>(&'b self, text: &'t Folded, at: usize) -> Matches<'b, 't> {
        Matches {
            base: self,
            text: text.as_str().as_bytes(),
            at,
            node: Some(self.fst.root()),
            output: fst::raw::Output::zero(),
            postings: 0..0,
            end: at,
            ending: "",
        }
    }

    /// All names that are written so, in any of their forms, case and diacritics aside.
    pub fn lookup<'b>(&'b self, name: &str) -> Vec<Match<'b>> {
        let key = fold(name);
        let end = key.len();
        let range = self.fst.get(key.as_bytes()).map_or(0..0, |v| posting_range(v.value()));
        range.map(|p| self.posting(p, end)).collect()
    }

    /// Role nouns and titles with this lemma in a language (`role("it", "soldato")` → `role:soldier`).
    pub fn role<'b>(&'b self, lang: &str, lemma: &str) -> Option<Entity<'b>> {
        self.lookup(lemma)
            .into_iter()
            .filter(|m| m.name.lang == lang)
            .map(|m| self.entity(m.name.entity))
            .find(|e| matches!(e.kind, EntityKind::Role | EntityKind::Title))
    }

    fn posting(&self, posting: usize, end: usize) -> Match<'_> {
        let word = self.blob.word(Section::Postings, posting, 0);
        Match { end, name: self.name(NameIx(word & 0x00ff_ffff)), form: Form::from_byte((word >> 24) as u8) }
    }

    // ---- states and places

    /// A state by its code (`KAZ`, `SUN`, `XKX`).
    pub fn state(&self, code: &str) -> Option<State<'_>> {
        self.state_of(self.find(&format!("state:{code}"))?.index)
    }

    /// What is known of a state.
    pub fn state_of(&self, entity: EntityIx) -> Option<State<'_>> {
        let (s, b) = (Section::States, &self.blob);
        let i = b.equal_range(s, 0, entity.0).next()?;
        let number = |field| u16::try_from(b.word(s, i, field)).ok();
        let entity_in = |field| Some(b.word(s, i, field)).filter(|e| *e != NONE).map(EntityIx);
        Some(State {
            entity,
            alpha2: b.str(s, i, 1),
            cow: number(2),
            gw: number(3),
            status: b.str(s, i, 4),
            capital: entity_in(5),
            parent: entity_in(6),
        })
    }

    /// Where a place or region lies.
    pub fn location(&self, entity: EntityIx) -> Option<Location<'_>> {
        let (s, b) = (Section::Places, &self.blob);
        let i = b.equal_range(s, 0, entity.0).next()?;
        Some(Location {
            entity,
            geonames: Some(b.word(s, i, 1)).filter(|g| *g != NONE),
            lat: f32::from_bits(b.word(s, i, 2)),
            lon: f32::from_bits(b.word(s, i, 3)),
            population: b.word(s, i, 4),
            admin1: b.str(s, i, 5),
        })
    }

    /// A place, region or state as records write places. Precision is 1 for towns, 3 for regions and states.
    pub fn place(&self, entity: EntityIx) -> Option<Place> {
        let e = self.entity(entity);
        let location = self.location(entity);
        if location.is_none() && e.kind != EntityKind::State {
            return None;
        }
        let degrees = |x: f32| (f64::from(x) * 1e4).round() / 1e4;
        Some(Place {
            id: e.id.split_once(':').map_or(e.id, |(_, rest)| rest).into(),
            name: e.name.to_owned(),
            country: e.country.map(SmolStr::new),
            admin1: location.map(|l| l.admin1).filter(|a| !a.is_empty()).map(SmolStr::new),
            lat: location.map(|l| degrees(l.lat)),
            lon: location.map(|l| degrees(l.lon)),
            precision: if e.kind == EntityKind::Place { 1 } else { 3 },
        })
    }

    // ---- offices

    /// All offices.
    pub fn offices(&self) -> impl ExactSizeIterator<Item = Office<'_>> {
        (0..self.blob.count(Section::Offices)).map(|i| self.office(OfficeIx(i as u32)))
    }

    /// An office by its number.
    pub fn office(&self, index: OfficeIx) -> Office<'_> {
        let (i, s, b) = (index.0 as usize, Section::Offices, &self.blob);
        let flags = b.word(s, i, 4);
        Office {
            index,
            id: b.str(s, i, 2),
            title: EntityIx(b.word(s, i, 1)),
            of: EntityIx(b.word(s, i, 0)),
            country: Some(b.str(s, i, 3)).filter(|c| !c.is_empty()),
            sector: Sector::ALL.get((flags & 0xff) as usize).copied(),
            single: flags >> 8 & 1 == 1,
        }
    }

    /// The offices of a state or organisation.
    pub fn offices_of(&self, of: EntityIx) -> impl ExactSizeIterator<Item = Office<'_>> {
        self.blob.equal_range(Section::Offices, 0, of.0).map(|i| self.office(OfficeIx(i as u32)))
    }

    /// The office a title means in a state or organisation. `president` in a state without a president is
    /// `None`.
    pub fn office_with(&self, title: EntityIx, of: EntityIx) -> Option<Office<'_>> {
        self.offices_of(of).find(|o| o.title == title)
    }

    /// The terms of an office, oldest first.
    pub fn terms(&self, office: OfficeIx) -> impl ExactSizeIterator<Item = Term<'_>> {
        self.blob.equal_range(Section::Terms, 0, office.0).map(|i| self.term(i))
    }

    /// Who can have held an office on a day, the one who began last first. On a day of change there are two.
    pub fn holders(&self, office: OfficeIx, day: Day) -> Vec<Term<'_>> {
        let mut terms: Vec<_> = self.terms(office).filter(|t| t.includes(day)).collect();
        terms.sort_by_key(|t| (std::cmp::Reverse(t.from), t.acting));
        terms
    }

    /// Who held an office on a day: `office_holder("president@KAZ", day)`.
    pub fn office_holder(&self, office: &str, day: Day) -> Option<Entity<'_>> {
        let (title, of) = office.split_once('@')?;
        let of = self.find(&format!("state:{of}")).or_else(|| self.find(&format!("org:{of}")))?;
        let office = self.office_with(self.find(&format!("title:{title}"))?.index, of.index)?;
        self.holders(office.index, day).first().map(|t| self.entity(t.person))
    }

    /// All terms of a person, oldest first.
    pub fn terms_of(&self, person: EntityIx) -> impl ExactSizeIterator<Item = Term<'_>> {
        let range = self.blob.equal_range(Section::PersonTerms, 0, person.0);
        range.map(|i| self.term(self.blob.word(Section::PersonTerms, i, 1) as usize))
    }

    /// The offices a person held on a day.
    pub fn roles_of(&self, person: EntityIx, day: Day) -> Vec<Role> {
        self.terms_of(person).filter(|t| t.includes(day)).map(|t| self.role_of_term(&t)).collect()
    }

    fn term(&self, i: usize) -> Term<'_> {
        let (s, b) = (Section::Terms, &self.blob);
        Term {
            office: OfficeIx(b.word(s, i, 0)),
            person: EntityIx(b.word(s, i, 1)),
            from: b.day(s, i, 2),
            to: b.day(s, i, 3),
            begin: b.str(s, i, 4),
            end: b.str(s, i, 5),
            acting: b.word(s, i, 6) == 1,
            source: b.str(s, i, 7),
        }
    }

    fn role_of_term(&self, term: &Term<'_>) -> Role {
        let office = self.office(term.office);
        let title = self.entity(office.title).name;
        Role {
            title: if term.acting { smol_str::format_smolstr!("acting {title}") } else { title.into() },
            organization: Some(self.entity(office.of).name.into()),
            code: Code { country: office.country.map(SmolStr::new), sector: office.sector },
            term: term.edtf().map(|e| Date::new(e, Basis::Given, term.source)),
        }
    }

    // ---- organisations

    /// All memberships recorded for an organisation, by member.
    pub fn memberships(&self, org: EntityIx) -> impl ExactSizeIterator<Item = Membership<'_>> {
        self.blob.equal_range(Section::Memberships, 0, org.0).map(|i| self.membership(i))
    }

    /// The full members of an organisation on a day.
    pub fn members(&self, org: EntityIx, day: Day) -> Vec<EntityIx> {
        let full = |m: &Membership<'_>| m.status == Status::Full && m.includes(day);
        self.memberships(org).filter(full).map(|m| m.member).collect()
    }

    /// All memberships of a state or other entity.
    pub fn memberships_of(&self, member: EntityIx) -> impl ExactSizeIterator<Item = Membership<'_>> {
        let range = self.blob.equal_range(Section::MemberIndex, 0, member.0);
        range.map(|i| self.membership(self.blob.word(Section::MemberIndex, i, 1) as usize))
    }

    fn membership(&self, i: usize) -> Membership<'_> {
        let (s, b) = (Section::Memberships, &self.blob);
        Membership {
            org: EntityIx(b.word(s, i, 0)),
            member: EntityIx(b.word(s, i, 1)),
            status: Status::ALL[b.word(s, i, 2) as usize],
            from: b.day(s, i, 3),
            to: b.day(s, i, 4),
            source: b.str(s, i, 5),
        }
    }

    /// What members of an organisation owe each other.
    pub fn obligations(&self, org: EntityIx) -> impl ExactSizeIterator<Item = Obligation<'_>> {
        let (s, b) = (Section::Obligations, &self.blob);
        b.equal_range(s, 0, org.0).map(move |i| Obligation {
            org,
            article: b.str(s, i, 1),
            kind: b.str(s, i, 2),
            text: b.str(s, i, 3),
            from: b.day(s, i, 4),
            to: b.day(s, i, 5),
        })
    }

    /// The dated ties of an entity to others.
    pub fn links(&self, from: EntityIx) -> impl ExactSizeIterator<Item = Link<'_>> {
        let (s, b) = (Section::Links, &self.blob);
        b.equal_range(s, 0, from.0).map(move |i| Link {
            from_entity: from,
            relation: b.str(s, i, 1),
            to_entity: EntityIx(b.word(s, i, 2)),
            from: b.day(s, i, 3),
            to: b.day(s, i, 4),
        })
    }

    /// Where the facts come from.
    pub fn sources(&self) -> impl ExactSizeIterator<Item = Source<'_>> {
        let (s, b) = (Section::Sources, &self.blob);
        (0..b.count(s)).map(move |i| Source {
            key: b.str(s, i, 0),
            title: b.str(s, i, 1),
            licence: b.str(s, i, 2),
            notice: b.str(s, i, 3),
            as_of: b.day(s, i, 4),
        })
    }

    pub(crate) fn count(&self, section: Section) -> usize {
        self.blob.count(section)
    }

    /// Number of different written forms, in all languages.
    pub fn form_count(&self) -> usize {
        self.fst.len()
    }
}

/// Where the postings of a key lie: the value of the transducer packs their start and number.
fn posting_range(value: u64) -> Range<usize> {
    let (start, count) = ((value >> 16) as usize, (value & 0xffff) as usize);
    start..start + count
}

/// The names that begin at one place of a text. See [`Base::matches`].
#[derive(Debug)]
pub struct Matches<'b, 't> {
    base: &'b Base,
    text: &'t [u8],
    at: usize,
    node: Option<fst::raw::Node<'b>>,
    output: fst::raw::Output,
    postings: Range<usize>,
    end: usize,
    ending: &'static str,
}

impl Matches<'_, '_> {
    /// Lets a name also end before this case ending (German *Russlands* is *Russland* and `s`).
    pub fn before(self, ending: &'static str) -> Self {
        Self { ending, ..self }
    }

    fn ends_name(&self) -> bool {
        let ending = self.ending.as_bytes();
        ends_word(self.text, self.at)
            || !ending.is_empty()
                && self.text[self.at..].starts_with(ending)
                && ends_word(self.text, self.at + ending.len())
    }
}

impl<'b> Iterator for Matches<'b, '_> {
    type Item = Match<'b>;

    fn next(&mut self) -> Option<Match<'b>> {
        loop {
            if let Some(posting) = self.postings.next() {
                return Some(self.base.posting(posting, self.end));
            }
            let node = self.node?;
            let byte = self.text.get(self.at).copied();
            let Some(i) = byte.and_then(|b| node.find_input(b)) else {
                self.node = None;
                continue;
            };
            let step = node.transition(i);
            self.output = self.output.cat(step.out);
            self.at += 1;
            let reached = self.base.fst.node(step.addr);
            self.node = Some(reached);
            if reached.is_final() && self.ends_name() {
                self.postings = posting_range(self.output.cat(reached.final_output()).value());
                self.end = self.at;
            }
        }
    }
}

/// Whether a word ends before byte `at`. Chinese and Japanese characters are words by themselves.
fn ends_word(text: &[u8], at: usize) -> bool {
    let char_at = |bytes: &[u8]| {
        let len = bytes.len().min(4);
        let valid = match std::str::from_utf8(&bytes[..len]) {
            Ok(s) => s,
            Err(e) => std::str::from_utf8(&bytes[..e.valid_up_to()]).unwrap_or_default(),
        };
        valid.chars().next()
    };
    let Some(&next) = text.get(at) else { return true };
    if next < 0x80 {
        return !next.is_ascii_alphanumeric();
    }
    char_at(&text[at..]).is_none_or(|c| !c.is_alphanumeric() || Script::of_char(c) == Some(Script::Han))
}
