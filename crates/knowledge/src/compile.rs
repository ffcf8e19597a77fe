//! Compiles the tables people edit (`knowledge/`) into one blob, and refuses what would do harm later: rows
//! without a source, unknown codes, bad dates, two holders of a one-holder office, names that would match common
//! words.
//!
//! The bytes depend on the tables alone: everything is sorted before it is written.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use casus_model::{Edtf, Sector};

use crate::blob::{NO_DAY, NONE, Section, assemble, day_number};
use crate::fold::fold;
use crate::form::{Class, EntityKind, Form, LANGS, Matching, Script, Status};
use crate::table::{Row, Table, TableError};

mod inflect;

/// Country codes of actors that are no state's (PLOVER): intergovernmental and non-governmental organisations,
/// companies of many countries, the United Nations, Europe, religious and armed movements across borders.
pub const NON_STATES: &[&str] = &["IGO", "NGO", "MNC", "UNO", "EUR", "ISM", "IMG"];

const NAMES: &[&str] =
    &["entity", "lang", "class", "name", "forms", "paradigm", "matching", "weight", "from", "to", "source"];
const ORGANISATIONS: &[&str] =
    &["id", "name", "kind", "subkind", "country", "sector", "wikidata", "from", "to", "source"];

/// Compiles the tables below `root`. Either all rows are good, or all that is wrong is told at once.
pub fn compile(root: &Path) -> Result<Vec<u8>, Vec<TableError>> {
    let mut c = Compiler::new(root);
    c.sources();
    c.common_words();
    c.states();
    c.titles();
    c.roles();
    c.organisations();
    c.persons();
    c.places();
    c.link_states();
    c.names();
    c.terms();
    c.memberships();
    c.obligations();
    c.links();
    c.finish()
}

/// An entity while it is put together.
struct Entity {
    name: String,
    kind: EntityKind,
    subkind: String,
    country: String,
    sector: Option<Sector>,
    wikidata: u32,
    from: u32,
    to: u32,
    /// Row that made it.
    place: String,
}

/// A name with its forms.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Name {
    class: Class,
    lang: u8,
    text: String,
    matching: Matching,
    weight: u8,
    from: u32,
    to: u32,
    /// Folded forms.
    forms: BTreeSet<(String, u8)>,
}

struct Term {
    person: String,
    begin: String,
    end: String,
    /// Earliest and latest day of beginning and of end.
    begin_days: (u32, u32),
    end_days: (u32, u32),
    acting: bool,
    source: String,
    row: TableError,
}

type RowKey = Vec<String>;

struct Compiler<'r> {
    root: &'r Path,
    errors: Vec<TableError>,
    sources: BTreeMap<String, [String; 3]>,
    as_of: BTreeMap<String, u32>,
    common: BTreeMap<String, BTreeSet<String>>,
    entities: BTreeMap<String, Entity>,
    names: BTreeMap<String, BTreeMap<(Class, u8, String), Name>>,
    states: BTreeMap<String, [String; 6]>,
    places: BTreeMap<String, (u32, f32, f32, u32, String)>,
    titles: BTreeMap<String, bool>,
    terms: BTreeMap<(String, String), Vec<Term>>,
    memberships: BTreeMap<RowKey, (u32, u32, String)>,
    obligations: BTreeMap<RowKey, (u32, u32)>,
    links: BTreeMap<RowKey, (u32, u32)>,
    gender: BTreeMap<String, inflect::Gender>,
}

impl<'r> Compiler<'r> {
    fn new(root: &'r Path) -> Self {
        Self {
            root,
            errors: Vec::new(),
            sources: BTreeMap::new(),
            as_of: BTreeMap::new(),
            common: BTreeMap::new(),
            entities: BTreeMap::new(),
            names: BTreeMap::new(),
            states: BTreeMap::new(),
            places: BTreeMap::new(),
            titles: BTreeMap::new(),
            terms: BTreeMap::new(),
            memberships: BTreeMap::new(),
            obligations: BTreeMap::new(),
            links: BTreeMap::new(),
            gender: BTreeMap::new(),
        }
    }

    // ---- reading

    fn table(&mut self, file: impl AsRef<Path>, columns: &[&str]) -> Table {
        let table = Table::read(self.root, file.as_ref(), columns, &mut self.errors);
        if !self.sources.is_empty() {
            for row in table.rows() {
                let source = row.get("source");
                let key = source_key(source);
                if !source.is_empty() && !self.sources.contains_key(key) {
                    self.errors.push(
                        row.error(
                            format!("names an unknown source '{key}'"),
                            "add the source to sources.tsv",
                        ),
                    );
                }
            }
        }
        table
    }

    /// The tables of a folder, by name.
    fn folder(&mut self, folder: &str) -> Vec<PathBuf> {
        let mut files: Vec<PathBuf> = std::fs::read_dir(self.root.join(folder))
            .into_iter()
            .flatten()
            .filter_map(|e| Some(PathBuf::from(folder).join(e.ok()?.file_name())))
            .filter(|p| p.extension().is_some_and(|e| e == "tsv"))
            .collect();
        files.sort();
        files
    }

    fn sources(&mut self) {
        let table = self.table("sources.tsv", &["key", "title", "licence", "notice", "as_of"]);
        for row in table.rows() {
            let fields = ["title", "licence", "notice"].map(|c| row.get(c).to_owned());
            let as_of = self.date(&row, "as_of").map_or(NO_DAY, |d| d.0.1);
            self.as_of.insert(row.get("key").to_owned(), as_of);
            if self.sources.insert(row.get("key").to_owned(), fields).is_some() {
                self.errors.push(row.error("gives a source twice", "remove one of the two rows"));
            }
        }
    }

    fn common_words(&mut self) {
        for file in self.folder("common-words") {
            let lang = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            let table = self.table(&file, &["word", "source"]);
            self.common.insert(lang, table.rows().map(|r| fold(r.get("word"))).collect());
        }
    }

    /// Adds an entity. Common columns are read from the row; `kind`, `country` and `sector` come from the caller.
    fn entity(&mut self, row: &Row<'_>, id: &str, kind: EntityKind, country: &str, sector: Option<Sector>) {
        let (prefix, rest) = id.split_once(':').unwrap_or(("", id));
        let good = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '.';
        let expected: &[&str] = match kind {
            EntityKind::State => &["state"],
            EntityKind::Person => &["person"],
            EntityKind::Place => &["place"],
            EntityKind::Region => &["region"],
            EntityKind::Title => &["title"],
            EntityKind::Role => &["role"],
            EntityKind::Group => &["group"],
            _ => &["org"],
        };
        if !expected.contains(&prefix) || rest.is_empty() || !rest.chars().all(good) {
            let remedy = format!("write '{}:' and letters, digits, '-' or '.'", expected[0]);
            self.errors.push(row.error(format!("has the bad identifier '{id}'"), remedy));
            return;
        }
        if !country.is_empty()
            && !NON_STATES.contains(&country)
            && !self.entities.contains_key(&format!("state:{country}"))
            && kind != EntityKind::State
        {
            self.errors.push(row.error(
                format!("names an unknown country '{country}'"),
                "write a code of states/states.tsv or IGO, NGO, MNC, UNO, EUR, ISM, IMG",
            ));
        }
        let wikidata = match row.get("wikidata") {
            "" => NONE,
            q => q.strip_prefix('Q').and_then(|q| q.parse().ok()).unwrap_or_else(|| {
                self.errors
                    .push(row.error(format!("has the bad Wikidata item '{q}'"), "write Q and its number"));
                NONE
            }),
        };
        let from = self.date(row, "from").map_or(NO_DAY, |d| d.0.0);
        let to = self.date(row, "to").map_or(NO_DAY, |d| d.0.1);
        if from != NO_DAY && to != NO_DAY && from > to {
            self.errors.push(row.error("ends before it begins", "correct 'from' or 'to'"));
        }
        let entity = Entity {
            name: row.get("name").to_owned(),
            kind,
            subkind: row.get("subkind").to_owned(),
            country: country.to_owned(),
            sector,
            wikidata,
            from,
            to,
            place: row.place(),
        };
        if entity.name.is_empty() {
            self.errors.push(row.error("has no name", "write the English name in column 'name'"));
        }
        if let Some(other) = self.entities.get(id) {
            let problem = format!("gives '{id}' again (first at {})", other.place);
            self.errors.push(row.error(problem, "use another identifier or remove one of the two rows"));
        } else {
            self.entities.insert(id.to_owned(), entity);
        }
    }

    fn sector(&mut self, row: &Row<'_>) -> Option<Sector> {
        let text = row.get("sector");
        let sector = Sector::parse(text);
        if !text.is_empty() && sector.is_none() {
            let remedy = "write a PLOVER sector such as GOV, MIL, OPP";
            self.errors.push(row.error(format!("has the unknown sector '{text}'"), remedy));
        }
        sector
    }

    /// The earliest and latest day of a date, and its text; `None` when the field is empty.
    fn date(&mut self, row: &Row<'_>, column: &str) -> Option<((u32, u32), String)> {
        let text = row.get(column);
        if text.is_empty() {
            return None;
        }
        let bounds = text.parse::<Edtf>().ok().map(|e| e.bounds());
        let Some((Some(from), Some(to))) = bounds else {
            self.errors.push(row.error(
                format!("has the bad date '{text}' in column '{column}'"),
                "write a date in EDTF: 2022-01-06, 2022-01 or 2022, with ~ when approximate",
            ));
            return None;
        };
        Some(((day_number(from), day_number(to)), text.to_owned()))
    }

    fn known(&mut self, row: &Row<'_>, column: &str, what: &str) -> Option<String> {
        let id = row.get(column);
        if self.entities.contains_key(id) {
            return Some(id.to_owned());
        }
        self.errors.push(row.error(
            format!("names an unknown {what} '{id}' in column '{column}'"),
            format!("correct it or add the {what} to its table"),
        ));
        None
    }

    fn states(&mut self) {
        let columns = [
            "id", "name", "alpha2", "cow", "gw", "wikidata", "status", "parent", "country", "sector", "from",
            "to", "capital", "lat", "lon", "source",
        ];
        let table = self.table("states/states.tsv", &columns);
        for row in table.rows() {
            let id = row.get("id");
            let code = id.strip_prefix("state:").unwrap_or(id);
            let sector = self.sector(&row);
            let country = if row.get("country").is_empty() { code } else { row.get("country") };
            self.entity(&row, id, EntityKind::State, country, sector);
            if !["sovereign", "territory", "disputed", "de-facto", "historical"].contains(&row.get("status"))
            {
                self.errors.push(row.error(
                    format!("has the unknown status '{}'", row.get("status")),
                    "write sovereign, territory, disputed, de-facto or historical",
                ));
            }
            for column in ["cow", "gw"] {
                if !row.get(column).is_empty() && row.get(column).parse::<u16>().is_err() {
                    let problem = format!("has the bad number '{}' in column '{column}'", row.get(column));
                    self.errors.push(row.error(problem, "write a number or nothing"));
                }
            }
            if let Some(e) = self.entities.get_mut(id) {
                row.get("status").clone_into(&mut e.subkind);
            }
            let fields = ["alpha2", "cow", "gw", "status", "capital", "parent"];
            self.states.insert(id.to_owned(), fields.map(|c| row.get(c).to_owned()));
            if !row.get("lat").is_empty() {
                self.location(&row, id, NONE, 0);
            }
        }
        for row in table.rows() {
            for column in ["parent", "country"] {
                let code = row.get(column);
                if !code.is_empty() && !self.entities.contains_key(&format!("state:{code}")) {
                    let problem = format!("names an unknown state '{code}' in column '{column}'");
                    self.errors.push(row.error(problem, "write the code of another row"));
                }
            }
        }
    }

    /// Capitals are places, which are read after states.
    fn link_states(&mut self) {
        for (state, [.., capital, _]) in &self.states {
            if !capital.is_empty() && !self.entities.contains_key(capital) {
                self.errors.push(TableError {
                    file: "states/states.tsv".into(),
                    line: 0,
                    problem: format!("gives {state} the unknown capital '{capital}'"),
                    remedy: "write the identifier of a place".into(),
                });
            }
        }
    }

    fn titles(&mut self) {
        let table =
            self.table("offices/titles.tsv", &["id", "name", "subkind", "sector", "single", "source"]);
        for row in table.rows() {
            let sector = self.sector(&row);
            self.entity(&row, row.get("id"), EntityKind::Title, "", sector);
            let single = match row.get("single") {
                "yes" => true,
                "no" => false,
                other => {
                    let problem = format!("has '{other}' in column 'single'");
                    self.errors
                        .push(row.error(problem, "write yes or no: does one person hold it at a time?"));
                    false
                }
            };
            self.titles.insert(row.get("id").to_owned(), single);
        }
    }

    fn roles(&mut self) {
        let table = self.table("roles/roles.tsv", &["id", "name", "sector", "source"]);
        for row in table.rows() {
            let sector = self.sector(&row);
            if sector.is_none() && row.get("sector").is_empty() {
                self.errors.push(row.error("has no sector", "write a PLOVER sector such as GOV, MIL, OPP"));
            }
            self.entity(&row, row.get("id"), EntityKind::Role, "", sector);
        }
    }

    fn organisations(&mut self) {
        let mut files = self.folder("organisations");
        files.extend(self.folder("groups"));
        for file in files {
            let table = self.table(&file, ORGANISATIONS);
            for row in table.rows() {
                let Some(
                    kind @ (EntityKind::Government
                    | EntityKind::Alliance
                    | EntityKind::Organization
                    | EntityKind::ArmedGroup
                    | EntityKind::Group
                    | EntityKind::Infrastructure),
                ) = EntityKind::parse(row.get("kind"))
                else {
                    self.errors.push(row.error(
                        format!("has the unknown kind '{}'", row.get("kind")),
                        "write government, alliance, organization, armed-group, group or infrastructure",
                    ));
                    continue;
                };
                let sector = self.sector(&row);
                self.entity(&row, row.get("id"), kind, row.get("country"), sector);
            }
        }
    }

    fn persons(&mut self) {
        let columns =
            ["id", "name", "surname", "aliases", "gender", "country", "sector", "wikidata", "from", "source"];
        for file in self.folder("persons") {
            let table = self.table(&file, &columns);
            for row in table.rows() {
                let id = row.get("id");
                let sector = self.sector(&row);
                self.entity(&row, id, EntityKind::Person, row.get("country"), sector);
                let gender = match row.get("gender") {
                    "f" => inflect::Gender::Feminine,
                    _ => inflect::Gender::Masculine,
                };
                self.gender.insert(id.to_owned(), gender);
                for alias in row.list("aliases") {
                    self.add(id, Class::Alias, "mul", alias, Matching::Any, 80, &[]);
                }
                let surname = row.get("surname");
                if !surname.is_empty() {
                    let common = self.is_common("mul", surname);
                    let matching = if common { Matching::Context } else { Matching::Any };
                    self.add(id, Class::Surname, "mul", surname, matching, 50, &[]);
                }
            }
        }
    }

    fn places(&mut self) {
        let regions = ["id", "name", "country", "lat", "lon", "names", "source"];
        for (file, kind) in
            [("places/regions.tsv", EntityKind::Region), ("places/places.tsv", EntityKind::Place)]
        {
            let table = self.table(file, &regions);
            for row in table.rows() {
                let id = row.get("id");
                self.entity(&row, id, kind, row.get("country"), None);
                let geonames = id.strip_prefix("place:").and_then(|g| g.parse().ok()).unwrap_or(NONE);
                let population = row.get("population").parse().unwrap_or(0);
                self.location(&row, id, geonames, population);
                for name in row.list("names") {
                    let matching =
                        if self.is_common("mul", name) { Matching::Context } else { Matching::Any };
                    self.add(id, Class::Alias, "mul", name, matching, 40, &[]);
                }
            }
        }
    }

    fn location(&mut self, row: &Row<'_>, id: &str, geonames: u32, population: u32) {
        let degrees =
            |column: &str, limit: f32| row.get(column).parse::<f32>().ok().filter(|d: &f32| d.abs() <= limit);
        let (Some(lat), Some(lon)) = (degrees("lat", 90.0), degrees("lon", 180.0)) else {
            self.errors.push(row.error("has bad coordinates", "write 'lat' and 'lon' in degrees (WGS 84)"));
            return;
        };
        self.places.insert(id.to_owned(), (geonames, lat, lon, population, row.get("admin1").to_owned()));
    }

    // ---- names

    fn is_common(&self, lang: &str, name: &str) -> bool {
        let key = fold(name);
        if lang == "mul" {
            self.common.values().any(|words| words.contains(&key))
        } else {
            self.common.get(lang).is_some_and(|words| words.contains(&key))
        }
    }

    /// Whether a name of one language is a common word of another.
    fn is_common_elsewhere(&self, lang: &str, name: &str) -> bool {
        let key = fold(name);
        self.common.iter().any(|(l, words)| l != lang && words.contains(&key))
    }

    /// Adds a name; its own folded form is always among its forms. A name that is there already keeps what it has.
    #[expect(clippy::too_many_arguments, reason = "a name has as many parts")]
    fn add(
        &mut self,
        entity: &str,
        class: Class,
        lang: &str,
        text: &str,
        matching: Matching,
        weight: u8,
        forms: &[(String, Form)],
    ) {
        let lang = LANGS.iter().position(|l| *l == lang).expect("callers give known languages") as u8;
        let folded = fold(text);
        if folded.is_empty() {
            return;
        }
        let name = self
            .names
            .entry(entity.to_owned())
            .or_default()
            .entry((class, lang, text.to_owned()))
            .or_insert_with(|| Name {
                class,
                lang,
                text: text.to_owned(),
                matching,
                weight,
                from: NO_DAY,
                to: NO_DAY,
                forms: BTreeSet::new(),
            });
        let mut seen: BTreeSet<String> = name.forms.iter().map(|(f, _)| f.clone()).collect();
        for (form, grammar) in std::iter::once((folded, Form::CITATION))
            .chain(forms.iter().map(|(f, grammar)| (fold(f), *grammar)))
        {
            // the first reading of a form stands for all: which case "Токаева" is, is for the parser to say
            if !form.is_empty() && seen.insert(form.clone()) {
                name.forms.insert((form, grammar.to_byte()));
            }
        }
    }

    fn names(&mut self) {
        let mut files = Vec::new();
        for folder in ["states", "offices", "roles", "organisations", "groups", "persons", "places"] {
            files.extend(self.folder(&format!("{folder}/names")));
        }
        for file in files {
            let table = self.table(&file, NAMES);
            for row in table.rows() {
                self.name(&row);
            }
        }
        // the English name of everything is a name of it
        let missing: Vec<(String, String, EntityKind)> = self
            .entities
            .iter()
            .filter(|(_, e)| !matches!(e.kind, EntityKind::Title | EntityKind::Role))
            .filter(|(id, e)| {
                !self.names.get(*id).is_some_and(|names| names.keys().any(|(_, _, text)| *text == e.name))
            })
            .map(|(id, e)| (id.clone(), e.name.clone(), e.kind))
            .collect();
        for (id, name, kind) in missing {
            let lang = match kind {
                EntityKind::Person | EntityKind::Place | EntityKind::Region => "mul",
                _ => "en",
            };
            let matching = if self.is_common("mul", &name) { Matching::Context } else { Matching::Any };
            self.add(&id, Class::Name, lang, &name, matching, 90, &[]);
        }
        self.inflect_untagged();
    }

    /// Cyrillic names without a language get the case forms of Russian, the language in which news decline them.
    fn inflect_untagged(&mut self) {
        for (id, names) in &mut self.names {
            let gender = self.gender.get(id).copied();
            for name in names.values_mut() {
                if LANGS[name.lang as usize] == "mul" && Script::of(&name.text) == Script::Cyrillic {
                    for (form, grammar) in inflect::forms("ru", name.class, &name.text, "", gender) {
                        name.forms.insert((fold(&form), grammar.to_byte()));
                    }
                }
            }
        }
    }

    fn name(&mut self, row: &Row<'_>) {
        let Some(entity) = self.known(row, "entity", "entity") else { return };
        let (lang, text) = (row.get("lang"), row.get("name"));
        if !LANGS.contains(&lang) {
            let remedy = format!("write one of {}", LANGS.join(", "));
            self.errors.push(row.error(format!("has the unknown language '{lang}'"), remedy));
            return;
        }
        let Some(class) = Class::parse(row.get("class")) else {
            let known: Vec<_> = Class::ALL.iter().map(|c| c.as_str()).collect();
            let problem = format!("has the unknown class '{}'", row.get("class"));
            self.errors.push(row.error(problem, format!("write one of {}", known.join(", "))));
            return;
        };
        let cased = matches!(Script::of(text), Script::Latin | Script::Cyrillic | Script::Greek);
        let matching = match row.get("matching") {
            "" if class == Class::Acronym && cased => Some(Matching::Case),
            "" if lang != "mul" && self.is_common_elsewhere(lang, text) => Some(Matching::Own),
            "" => Some(Matching::Any),
            m => Matching::parse(m),
        };
        let Some(matching) = matching else {
            let problem = format!("has the unknown matching '{}'", row.get("matching"));
            self.errors.push(row.error(problem, "write any, case, context or own"));
            return;
        };
        let weight = match row.get("weight") {
            "" => Some(default_weight(class)),
            w => w.parse::<u8>().ok().filter(|w| *w <= 100),
        };
        let Some(weight) = weight else {
            let problem = format!("has the bad weight '{}'", row.get("weight"));
            self.errors.push(row.error(problem, "write a number from 0 to 100, or nothing"));
            return;
        };
        if fold(text).is_empty() {
            self.errors.push(row.error("has no name", "write the name in column 'name'"));
            return;
        }
        let capital = text.chars().find(|c| c.is_alphabetic()).is_some_and(|c| !c.is_lowercase());
        if matches!(matching, Matching::Any | Matching::Own)
            && capital
            && class != Class::Noun
            && self.is_common(lang, text)
        {
            self.errors.push(row.error(
                format!("gives the name '{text}', which is also a common word"),
                "write 'case' or 'context' in column 'matching', or a longer name",
            ));
            return;
        }
        let gender = match row.get("paradigm") {
            "f" => Some(inflect::Gender::Feminine),
            "m" => Some(inflect::Gender::Masculine),
            "n" => Some(inflect::Gender::Neuter),
            _ => self.gender.get(&entity).copied(),
        };
        let mut forms: Vec<(String, Form)> = Vec::new();
        for form in row.list("forms") {
            forms.push((form.to_owned(), inflect::stated(lang, form, text)));
            forms.extend(inflect::forms(lang, class, form, row.get("paradigm"), gender));
        }
        forms.extend(inflect::forms(lang, class, text, row.get("paradigm"), gender));
        self.add(&entity, class, lang, text, matching, weight, &forms);
        let (from, to) = (self.date(row, "from"), self.date(row, "to"));
        let lang = LANGS.iter().position(|l| *l == lang).unwrap_or_default() as u8;
        if let Some(name) =
            self.names.get_mut(&entity).and_then(|n| n.get_mut(&(class, lang, text.to_owned())))
        {
            name.from = from.map_or(NO_DAY, |d| d.0.0);
            name.to = to.map_or(NO_DAY, |d| d.0.1);
        }
    }

    // ---- facts

    fn terms(&mut self) {
        let columns = ["person", "title", "of", "from", "to", "acting", "source"];
        for file in self.folder("offices/terms") {
            let table = self.table(&file, &columns);
            for row in table.rows() {
                let person = self.known(&row, "person", "person");
                let title = self.known(&row, "title", "title");
                let of = self.known(&row, "of", "state or organisation");
                let begin = self.date(&row, "from");
                let end = self.date(&row, "to");
                if let (Some(b), Some(e)) = (&begin, &end)
                    && b.0.0 > e.0.1
                {
                    self.errors.push(row.error("ends before it begins", "correct 'from' or 'to'"));
                }
                let (Some(person), Some(title), Some(of)) = (person, title, of) else { continue };
                if !self.titles.contains_key(&title) {
                    let problem = format!("has '{title}' in column 'title', which is no title");
                    self.errors.push(row.error(problem, "write an identifier of offices/titles.tsv"));
                    continue;
                }
                let (begin_days, begin) = begin.unwrap_or(((NO_DAY, NO_DAY), String::new()));
                let (end_days, end) = end.unwrap_or(((NO_DAY, NO_DAY), String::new()));
                self.terms.entry((of, title)).or_default().push(Term {
                    person,
                    begin,
                    end,
                    begin_days,
                    end_days,
                    acting: row.get("acting") == "yes",
                    source: source_key(row.get("source")).to_owned(),
                    row: row.error("", ""),
                });
            }
        }
        for ((of, title), terms) in &mut self.terms {
            terms.sort_by(|a, b| {
                (unknown_first(a.begin_days.0), &a.person).cmp(&(unknown_first(b.begin_days.0), &b.person))
            });
            if !self.titles[title] {
                continue;
            }
            for (i, a) in terms.iter().enumerate() {
                for b in &terms[i + 1..] {
                    // certainly at the same time, for more than a day
                    let a_lasts = a.end_days.0 > b.begin_days.1;
                    let b_lasts = b.end_days.0 > b.begin_days.1 && b.end_days.0 > a.begin_days.1;
                    let known = a.begin_days.1 != NO_DAY && b.begin_days.1 != NO_DAY;
                    if known && a_lasts && b_lasts && !a.acting && !b.acting {
                        self.errors.push(TableError {
                            problem: format!(
                                "gives '{title}' of {of} to {} from {} while {} holds it ({}:{})",
                                b.person,
                                b.begin,
                                a.person,
                                a.row.file.display(),
                                a.row.line,
                            ),
                            remedy: "correct the dates, or write 'yes' in column 'acting' of one of them"
                                .into(),
                            ..b.row.clone()
                        });
                    }
                }
            }
        }
    }

    fn memberships(&mut self) {
        let columns = ["org", "member", "status", "from", "to", "source"];
        for file in self.folder("organisations/memberships") {
            let table = self.table(&file, &columns);
            for row in table.rows() {
                let org = self.known(&row, "org", "organisation");
                let member = self.known(&row, "member", "member");
                let status = Status::parse(row.get("status"));
                if status.is_none() {
                    self.errors.push(row.error(
                        format!("has the unknown status '{}'", row.get("status")),
                        "write full, associate, observer, candidate or suspended",
                    ));
                }
                let from = self.date(&row, "from").map_or(NO_DAY, |d| d.0.0);
                let to = self.date(&row, "to").map_or(NO_DAY, |d| d.0.1);
                let (Some(org), Some(member), Some(status)) = (org, member, status) else { continue };
                let key =
                    vec![org, member, format!("{:08x}", unknown_first(from)), (status as u8).to_string()];
                let source = source_key(row.get("source")).to_owned();
                if self.memberships.insert(key, (from, to, source)).is_some() {
                    self.errors.push(row.error("gives a membership twice", "remove one of the two rows"));
                }
            }
        }
    }

    fn obligations(&mut self) {
        let columns = ["org", "article", "kind", "text", "from", "to", "source"];
        for file in self.folder("organisations/obligations") {
            let table = self.table(&file, &columns);
            for row in table.rows() {
                let Some(org) = self.known(&row, "org", "organisation") else { continue };
                let from = self.date(&row, "from").map_or(NO_DAY, |d| d.0.0);
                let to = self.date(&row, "to").map_or(NO_DAY, |d| d.0.1);
                let key = [&org, row.get("article"), row.get("kind"), row.get("text")].map(str::to_owned);
                self.obligations.insert(key.to_vec(), (from, to));
            }
        }
    }

    fn links(&mut self) {
        let columns = ["entity", "relation", "to_entity", "from", "to", "source"];
        const RELATIONS: &[&str] =
            &["controlled-by", "part-of", "successor-of", "headquarters", "affiliated-with", "runs-through"];
        for folder in ["states/links", "organisations/links", "persons/links"] {
            for file in self.folder(folder) {
                let table = self.table(&file, &columns);
                for row in table.rows() {
                    if !RELATIONS.contains(&row.get("relation")) {
                        let problem = format!("has the unknown relation '{}'", row.get("relation"));
                        self.errors
                            .push(row.error(problem, format!("write one of {}", RELATIONS.join(", "))));
                    }
                    let a = self.known(&row, "entity", "entity");
                    let b = self.known(&row, "to_entity", "entity");
                    let from = self.date(&row, "from").map_or(NO_DAY, |d| d.0.0);
                    let to = self.date(&row, "to").map_or(NO_DAY, |d| d.0.1);
                    if let (Some(a), Some(b)) = (a, b) {
                        self.links.insert(vec![a, row.get("relation").to_owned(), b], (from, to));
                    }
                }
            }
        }
    }

    // ---- writing

    fn finish(mut self) -> Result<Vec<u8>, Vec<TableError>> {
        if !self.errors.is_empty() {
            self.errors.sort();
            return Err(self.errors);
        }
        let number: BTreeMap<&str, u32> = self.entities.keys().map(String::as_str).zip(0..).collect();
        let ix = |id: &str| number.get(id).copied().unwrap_or(NONE);
        let mut out = Writer::new();
        out.sources(&self.sources, &self.as_of);
        let forms = out.entities(&self.entities, &self.names, &ix);
        out.forms(forms);
        out.offices(&self, &ix);
        for (key, (from, to, source)) in &self.memberships {
            let status = key[3].parse().unwrap_or_default();
            let source = out.str(source);
            out.push(Section::Memberships, &[ix(&key[0]), ix(&key[1]), status, *from, *to, source]);
        }
        let mut by_member: Vec<[u32; 2]> =
            self.memberships.keys().zip(0..).map(|(key, i)| [ix(&key[1]), i]).collect();
        by_member.sort_unstable();
        for m in &by_member {
            out.push(Section::MemberIndex, m);
        }
        for (key, (from, to)) in &self.obligations {
            let [article, kind, text] = [1, 2, 3].map(|i| out.str(&key[i]));
            out.push(Section::Obligations, &[ix(&key[0]), article, kind, text, *from, *to, 0]);
        }
        for (key, (from, to)) in &self.links {
            let relation = out.str(&key[1]);
            out.push(Section::Links, &[ix(&key[0]), relation, ix(&key[2]), *from, *to, 0]);
        }
        for (id, [alpha2, cow, gw, status, capital, parent]) in &self.states {
            let number = |s: &str| s.parse().unwrap_or(NONE);
            let (alpha2, status) = (out.str(alpha2), out.str(status));
            let parent = ix(&format!("state:{parent}"));
            out.push(
                Section::States,
                &[ix(id), alpha2, number(cow), number(gw), status, ix(capital), parent, 0],
            );
        }
        for (id, (geonames, lat, lon, population, admin1)) in &self.places {
            let admin1 = out.str(admin1);
            out.push(
                Section::Places,
                &[ix(id), *geonames, lat.to_bits(), lon.to_bits(), *population, admin1, 0],
            );
        }
        Ok(out.finish())
    }
}

/// The key in a source column: what stands before the first colon; the rest says where in the source.
fn source_key(source: &str) -> &str {
    source.split_once(':').map_or(source, |(key, _)| key)
}

/// Days that are not known sort before all others.
fn unknown_first(day: u32) -> u32 {
    day.wrapping_add(1)
}

/// How much a name speaks for its entity where the tables do not say.
fn default_weight(class: Class) -> u8 {
    match class {
        Class::Name | Class::Official => 90,
        Class::Acronym | Class::Demonym | Class::Adjective | Class::Alias | Class::Noun => 80,
        Class::Short => 70,
        Class::Metonym => 60,
        Class::Surname => 50,
    }
}

/// Sections while they are written.
struct Writer {
    sections: [Vec<u8>; Section::COUNT],
    strings: BTreeMap<String, u32>,
}

impl Writer {
    fn new() -> Self {
        let mut writer = Self { sections: Default::default(), strings: BTreeMap::new() };
        writer.str("");
        writer
    }

    fn str(&mut self, s: &str) -> u32 {
        if let Some(offset) = self.strings.get(s) {
            return *offset;
        }
        let heap = &mut self.sections[Section::Strings as usize];
        let offset = heap.len() as u32;
        let mut end = s.len().min(u16::MAX as usize);
        while !s.is_char_boundary(end) {
            end -= 1;
        }
        heap.extend_from_slice(&(end as u16).to_le_bytes());
        heap.extend_from_slice(&s.as_bytes()[..end]);
        self.strings.insert(s.to_owned(), offset);
        offset
    }

    fn push(&mut self, section: Section, words: &[u32]) {
        debug_assert_eq!(words.len(), section.words(), "{section:?}");
        for word in words {
            self.sections[section as usize].extend_from_slice(&word.to_le_bytes());
        }
    }

    fn sources(&mut self, sources: &BTreeMap<String, [String; 3]>, as_of: &BTreeMap<String, u32>) {
        for (key, texts) in sources {
            let [title, licence, notice] = texts.each_ref().map(|t| self.str(t));
            let day = as_of.get(key).copied().unwrap_or(NO_DAY);
            let key = self.str(key);
            self.push(Section::Sources, &[key, title, licence, notice, day, 0]);
        }
    }

    /// Writes entities and their names; gives back which names and forms each folded form stands for.
    fn entities(
        &mut self,
        entities: &BTreeMap<String, Entity>,
        names: &BTreeMap<String, BTreeMap<(Class, u8, String), Name>>,
        ix: &impl Fn(&str) -> u32,
    ) -> BTreeMap<String, Vec<u32>> {
        let mut forms: BTreeMap<String, Vec<u32>> = BTreeMap::new();
        let mut next = 0u32;
        for (id, e) in entities {
            let first = next;
            for name in names.get(id).into_iter().flat_map(BTreeMap::values) {
                let packed = [name.lang, name.class as u8, name.matching as u8, name.weight];
                let text = self.str(&name.text);
                self.push(Section::Names, &[text, ix(id), u32::from_le_bytes(packed), name.from, name.to]);
                for (form, grammar) in &name.forms {
                    forms.entry(form.clone()).or_default().push(next | u32::from(*grammar) << 24);
                }
                next += 1;
            }
            let [id, name, country, subkind] = [id, &e.name, &e.country, &e.subkind].map(|s| self.str(s));
            let kinds = e.kind as u32 | e.sector.map_or(0xff, |s| s as u32) << 8;
            self.push(
                Section::Entities,
                &[id, name, kinds, country, e.wikidata, e.from, e.to, subkind, first],
            );
        }
        forms
    }

    fn forms(&mut self, forms: BTreeMap<String, Vec<u32>>) {
        let mut fst = fst::MapBuilder::memory();
        let mut start = 0u64;
        for (form, postings) in &forms {
            let count = postings.len().min(0xffff);
            fst.insert(form, start << 16 | count as u64).expect("keys come sorted and into memory");
            for posting in &postings[..count] {
                self.push(Section::Postings, &[*posting]);
            }
            start += count as u64;
        }
        self.sections[Section::Fst as usize] = fst.into_inner().expect("memory does not fail");
    }

    fn offices(&mut self, c: &Compiler<'_>, ix: &impl Fn(&str) -> u32) {
        let mut by_person: Vec<[u32; 3]> = Vec::new();
        let mut term_number = 0;
        for (((of, title), terms), office) in c.terms.iter().zip(0..) {
            let bare = |id: &str| id.split_once(':').map_or(id, |(_, rest)| rest).to_owned();
            let id = self.str(&format!("{}@{}", bare(title), bare(of)));
            let country = self.str(&c.entities[of].country);
            let sector = c.entities[title].sector.or(c.entities[of].sector).map_or(0xff, |s| s as u32);
            let flags = sector | u32::from(c.titles[title]) << 8;
            self.push(Section::Offices, &[ix(of), ix(title), id, country, flags, 0, 0]);
            for term in terms {
                let [begin, end, source] = [&term.begin, &term.end, &term.source].map(|s| self.str(s));
                let words = [
                    office,
                    ix(&term.person),
                    term.begin_days.0,
                    term.end_days.1,
                    begin,
                    end,
                    u32::from(term.acting),
                    source,
                ];
                self.push(Section::Terms, &words);
                by_person.push([ix(&term.person), unknown_first(term.begin_days.0), term_number]);
                term_number += 1;
            }
        }
        by_person.sort_unstable();
        for p in &by_person {
            self.push(Section::PersonTerms, &[p[0], p[2]]);
        }
    }

    fn finish(self) -> Vec<u8> {
        assemble(self.sections)
    }
}
