//! What the shipped tables answer. Compiles them once for all tests.

use std::path::Path;
use std::sync::OnceLock;

use casus_knowledge::{Base, Class, EntityKind, Folded, compile};
use casus_model::{ActorId, Day};

fn base() -> &'static Base {
    static BASE: OnceLock<Base> = OnceLock::new();
    BASE.get_or_init(|| {
        let tables = Path::new(env!("CASUS_ROOT")).join("knowledge");
        match compile(&tables) {
            Ok(blob) => Base::from_vec(blob).unwrap(),
            Err(errors) => panic!("{errors:#?}"),
        }
    })
}

fn day(s: &str) -> Day {
    s.parse().unwrap()
}

/// The names that begin at the first occurrence of `at`, longest last: entity and class.
fn found(text: &str, at: &str) -> Vec<(String, Class)> {
    let folded = Folded::new(text);
    let start = folded.at(text.find(at).unwrap());
    base()
        .matches(&folded, start)
        .map(|m| (base().entity(m.name.entity).id.to_owned(), m.name.class))
        .collect()
}

#[test]
fn names_are_found_whole_and_in_any_spelling() {
    let hit = |text, at, id: &str| found(text, at).iter().any(|(e, _)| e == id);
    assert!(hit("Il presidente kazako Tokayev", "kazako", "state:KAZ"));
    assert!(hit("le autorità kazake", "kazake", "state:KAZ"));
    assert!(hit("dell’Ucraina", "Ucraina", "state:UKR"));
    assert!(hit("the Collective Security Treaty\nOrganization said", "Collective", "org:csto"));
    assert!(found("Malicious", "Mali").is_empty(), "a name ends where a word ends");
    assert!(hit("哈萨克斯坦总统", "哈萨克斯坦", "state:KAZ"), "no spaces in Chinese");
}

#[test]
fn an_office_resolves_by_date() {
    let holder = |office, d| base().office_holder(office, day(d)).map(|e| e.name.to_owned());
    assert_eq!(holder("president@KAZ", "2018-06-01").as_deref(), Some("Nursultan Nazarbayev"));
    assert_eq!(holder("president@KAZ", "2022-01-06").as_deref(), Some("Kassym-Jomart Tokayev"));
    assert_eq!(holder("president@USA", "2022-01-06").as_deref(), Some("Joe Biden"));
    assert_eq!(holder("president@KAZ", "1815-06-18"), None);
    assert_eq!(holder("president@GBR", "2022-01-06"), None);
}

#[test]
fn a_person_has_one_row_however_many_offices() {
    let mut names: Vec<(String, String)> = base()
        .entities()
        .filter(|e| e.kind == EntityKind::Person)
        .map(|e| (casus_knowledge::fold(e.name), e.id.to_owned()))
        .collect();
    names.sort();
    let twice: Vec<_> = names.windows(2).filter(|w| w[0].0 == w[1].0).collect();
    assert!(twice.is_empty(), "one name, two persons: {twice:?}");
    let holder = |office, d| base().office_holder(office, day(d)).map(|e| e.id.to_owned());
    for office in ["monarch@GBR", "monarch@CAN", "monarch@JAM"] {
        assert_eq!(holder(office, "2016-03-01").as_deref(), Some("person:elizabeth-ii"), "{office}");
        assert_eq!(holder(office, "2023-03-01").as_deref(), Some("person:charles-iii"), "{office}");
    }
}

#[test]
fn ministers_of_sixty_states() {
    for title in ["title:foreign-minister", "title:defence-minister"] {
        let title = base().find(title).unwrap().index;
        let held = |e: &casus_knowledge::Entity<'_>| {
            base().office_with(title, e.index).is_some_and(|o| base().terms(o.index).next().is_some())
        };
        let states = base().entities().filter(|e| e.kind == EntityKind::State && held(e)).count();
        assert!(states >= 60, "{}: {states}", base().entity(title).name);
    }
}

#[test]
fn a_former_holder_stays_known() {
    let id = base().office_holder("president@KAZ", day("2018-06-01")).unwrap().id.to_owned();
    let actor = base().actor(&ActorId(id.as_str().into())).unwrap();
    assert!(actor.known && actor.roles.iter().any(|r| r.title == "president"));
    assert!(base().roles_of(base().find(&id).unwrap().index, day("2022-01-06")).is_empty());
}

#[test]
fn members_change_with_time() {
    let members = |org: &str, d| {
        let org = base().find(org).unwrap().index;
        let mut codes: Vec<_> =
            base().members(org, day(d)).into_iter().map(|m| base().entity(m).country.unwrap()).collect();
        codes.sort_unstable();
        codes
    };
    assert_eq!(members("org:csto", "2022-01-06"), ["ARM", "BLR", "KAZ", "KGZ", "RUS", "TJK"]);
    assert!(members("org:csto", "2010-01-01").contains(&"UZB"));
    assert!(!members("org:nato", "2022-01-06").contains(&"FIN"));
    assert!(members("org:nato", "2023-06-01").contains(&"FIN"));
}

#[test]
fn states_know_their_numbers_and_capitals() {
    let state = base().state("KAZ").unwrap();
    assert_eq!((state.alpha2, state.cow, state.gw, state.status), ("KZ", Some(705), Some(705), "sovereign"));
    let capital = base().place(state.capital.unwrap()).unwrap();
    assert_eq!((capital.name.as_str(), capital.country.as_deref()), ("Astana", Some("KAZ")));
    assert!((capital.lat.unwrap() - 51.18).abs() < 0.05);
    assert_eq!(base().state("SUN").unwrap().status, "historical");
    assert_eq!(base().entity(base().state("XAB").unwrap().entity).country, Some("GEO"));
}

#[test]
fn every_name_is_found_under_its_own_text() {
    for name in base().names() {
        let hits = base().lookup(name.text);
        assert!(
            hits.iter().any(|m| m.name.index == name.index),
            "{} of {:?}",
            name.text,
            base().entity(name.entity)
        );
    }
}

#[test]
fn all_kinds_of_entity_are_there() {
    for kind in EntityKind::ALL {
        if *kind != EntityKind::Group {
            assert!(base().entities().any(|e| e.kind == *kind), "{kind}");
        }
    }
}
