//! What the compiler refuses: each fault is told with file, line, problem and remedy, and nothing is compiled.

use std::fs;
use std::path::Path;

use casus_knowledge::{Base, compile};
use casus_model::Day;

const SOURCES: &str = "key\ttitle\tlicence\tnotice\tas_of\nown\tOwn\tCC0\t\t2022\n";
const STATES: &str = "id\tname\talpha2\tcow\tgw\twikidata\tstatus\tparent\tcountry\tsector\tfrom\tto\tcapital\tlat\tlon\tsource\n\
    state:KAZ\tKazakhstan\tKZ\t705\t705\tQ232\tsovereign\t\t\t\t1991-12-16\t\t\t48\t68\town\n";
const TITLES: &str = "id\tname\tsubkind\tsector\tsingle\tsource\n\
    title:president\tpresident\thead-of-state\tGOV\tyes\town\n\
    title:ambassador\tambassador\tdiplomat\tGOV\tno\town\n";
const ROLES: &str = "id\tname\tsector\tsource\nrole:soldier\tsoldier\tMIL\town\n";
const REGIONS: &str = "id\tname\tcountry\tlat\tlon\tnames\tsource\n";
const PLACES: &str = "id\tname\tcountry\tadmin1\tlat\tlon\tpopulation\tnames\tsource\n";
const NAMES: &str = "entity\tlang\tclass\tname\tforms\tparadigm\tmatching\tweight\tfrom\tto\tsource\n";
const PERSONS: &str = "id\tname\tsurname\taliases\tgender\tcountry\tsector\twikidata\tfrom\tsource\n\
    person:a\tAda Alba\tAlba\t\tf\tKAZ\t\t\t\town\nperson:b\tBob Bruno\tBruno\t\tm\tKAZ\t\t\t\town\n";
const TERMS: &str = "of\ttitle\tfrom\tto\tacting\tperson\tsource\n";

/// Good tables with some files replaced or added.
fn tables(changes: &[(&str, String)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let mut files = vec![
        ("sources.tsv", SOURCES.to_owned()),
        ("states/states.tsv", STATES.to_owned()),
        ("offices/titles.tsv", TITLES.to_owned()),
        ("roles/roles.tsv", ROLES.to_owned()),
        ("places/regions.tsv", REGIONS.to_owned()),
        ("places/places.tsv", PLACES.to_owned()),
        ("persons/persons.tsv", PERSONS.to_owned()),
        ("common-words/en.tsv", "word\tsource\nmay\town\nwho\town\n".to_owned()),
    ];
    files.extend_from_slice(changes);
    for (file, text) in files {
        let path = folder.path().join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}

/// Compiles tables with one change and expects exactly one fault, told so.
fn refused(file: &str, text: String, place: &str, problem: &str, remedy: &str) {
    let folder = tables(&[(file, text)]);
    let errors = compile(folder.path()).expect_err(problem);
    let told: Vec<String> = errors.iter().map(ToString::to_string).collect();
    assert_eq!(errors.len(), 1, "{told:#?}");
    let message = &told[0];
    assert!(message.starts_with(place), "{message}");
    assert!(message.contains(problem), "{message}");
    assert!(message.contains(remedy), "{message}");
}

#[test]
fn good_tables_compile_to_the_same_bytes_every_time() {
    let folder = tables(&[]);
    let blob = compile(folder.path()).unwrap();
    assert_eq!(blob, compile(folder.path()).unwrap());
    assert_eq!(blob, compile(tables(&[]).path()).unwrap());
    let base = Base::from_vec(blob).unwrap();
    base.verify().unwrap();
    assert_eq!(base.content_hash().len(), 64);
    assert_eq!(base.find("state:KAZ").unwrap().wikidata, Some(232));
}

#[test]
fn a_name_that_is_a_common_word_elsewhere_stays_in_its_language() {
    let names = format!(
        "{NAMES}state:KAZ\tes\talias\tMay\t\t\t\t\t\t\town\nstate:KAZ\tes\tname\tKazajstán\t\t\t\t\t\t\town\n"
    );
    let folder = tables(&[("states/names/es.tsv", names)]);
    let base = Base::from_vec(compile(folder.path()).unwrap()).unwrap();
    let matching = |name: &str| base.lookup(name)[0].name.matching;
    assert_eq!(matching("May"), casus_knowledge::Matching::Own);
    assert_eq!(matching("Kazajstán"), casus_knowledge::Matching::Any);
}

#[test]
fn a_row_without_a_source_is_refused() {
    let text = format!("{ROLES}role:rebel\trebel\tREB\t\n");
    refused("roles/roles.tsv", text, "roles/roles.tsv:3:", "names no source", "column 'source'");
}

#[test]
fn an_unknown_source_is_refused() {
    let text = format!("{ROLES}role:rebel\trebel\tREB\thearsay:p. 3\n");
    refused("roles/roles.tsv", text, "roles/roles.tsv:3:", "unknown source 'hearsay'", "sources.tsv");
}

#[test]
fn overlapping_terms_of_an_office_for_one_are_refused() {
    let terms = "state:KAZ\ttitle:president\t2000-01-01\t2005-06-30\t\tperson:a\town\n\
        state:KAZ\ttitle:president\t2004-01-01\t\t\tperson:b\town\n";
    refused(
        "offices/terms/heads.tsv",
        format!("{TERMS}{terms}"),
        "offices/terms/heads.tsv:3:",
        "while person:a holds it (offices/terms/heads.tsv:2)",
        "'acting'",
    );
    // a day of change, a month that may or may not overlap, an acting holder and an office for several are fine
    for (title, to, from, acting) in [
        ("president", "2004-01-01", "2004-01-01", ""),
        ("president", "2004-01", "2004-01-15", ""),
        ("president", "2005-06-30", "2004-01-01", "yes"),
        ("ambassador", "2005-06-30", "2004-01-01", ""),
    ] {
        let terms = format!(
            "{TERMS}state:KAZ\ttitle:{title}\t2000-01-01\t{to}\t\tperson:a\town\n\
             state:KAZ\ttitle:{title}\t{from}\t\t{acting}\tperson:b\town\n"
        );
        assert!(compile(tables(&[("offices/terms/heads.tsv", terms)]).path()).is_ok(), "{title} {to} {from}");
    }
}

#[test]
fn unknown_codes_are_refused() {
    let place = format!("{PLACES}place:1\tNowhere\tXYZ\t\t1\t2\t3\t\town\n");
    refused("places/places.tsv", place, "places/places.tsv:2:", "unknown country 'XYZ'", "states/states.tsv");
    let role = format!("{ROLES}role:rebel\trebel\tRBL\town\n");
    refused("roles/roles.tsv", role, "roles/roles.tsv:3:", "unknown sector 'RBL'", "PLOVER");
    let term = format!("{TERMS}state:KAZ\ttitle:president\t2000\t\t\tperson:nobody\town\n");
    let file = "offices/terms/heads.tsv";
    refused(file, term, "offices/terms/heads.tsv:2:", "unknown person 'person:nobody'", "add the person");
    let name = format!("{NAMES}state:KAZ\txx\tname\tKazakhstan\t\t\t\t\t\t\town\n");
    refused("states/names/xx.tsv", name, "states/names/xx.tsv:2:", "unknown language 'xx'", "write one of");
    let name = format!("{NAMES}state:KAZ\ten\tnickname\tKazakhstan\t\t\t\t\t\t\town\n");
    refused(
        "states/names/en.tsv",
        name,
        "states/names/en.tsv:2:",
        "unknown class 'nickname'",
        "write one of",
    );
}

#[test]
fn a_name_that_is_a_common_word_is_refused() {
    let name = format!("{NAMES}person:a\ten\talias\tMay\t\t\t\t\t\t\town\n");
    refused(
        "persons/names/en.tsv",
        name,
        "persons/names/en.tsv:2:",
        "'May', which is also a common word",
        "'context'",
    );
    let name = format!("{NAMES}state:KAZ\tmul\talias\tWho\t\t\t\t\t\t\town\n");
    refused(
        "states/names/en.tsv",
        name,
        "states/names/en.tsv:2:",
        "'Who', which is also a common word",
        "'case'",
    );
    for good in
        ["person:a\ten\talias\tMay\t\t\tcontext\t\t\t\town", "state:KAZ\ten\tacronym\tWHO\t\t\t\t\t\t\town"]
    {
        let names = format!("{NAMES}{good}\n");
        assert!(compile(tables(&[("persons/names/en.tsv", names)]).path()).is_ok(), "{good}");
    }
}

#[test]
fn identifiers_are_given_once_and_written_well() {
    let text = format!("{ROLES}role:soldier\tsoldier\tMIL\town\n");
    refused(
        "roles/roles.tsv",
        text,
        "roles/roles.tsv:3:",
        "gives 'role:soldier' again (first at roles/roles.tsv:2)",
        "another",
    );
    let text = format!("{ROLES}soldier\tsoldier\tMIL\town\n");
    refused("roles/roles.tsv", text, "roles/roles.tsv:3:", "bad identifier 'soldier'", "write 'role:'");
}

#[test]
fn bad_dates_are_refused() {
    for bad in ["2022-13", "6 January 2022", "2022-02-30", "../2022"] {
        let term = format!("{TERMS}state:KAZ\ttitle:president\t{bad}\t\t\tperson:a\town\n");
        let problem = format!("bad date '{bad}' in column 'from'");
        refused("offices/terms/heads.tsv", term, "offices/terms/heads.tsv:2:", &problem, "EDTF");
    }
    let term = format!("{TERMS}state:KAZ\ttitle:president\t2005\t2004\t\tperson:a\town\n");
    refused(
        "offices/terms/heads.tsv",
        term,
        "offices/terms/heads.tsv:2:",
        "ends before it begins",
        "correct",
    );
}

#[test]
fn a_row_of_another_length_is_refused() {
    let text = format!("{ROLES}role:rebel\trebel\town\n");
    refused("roles/roles.tsv", text, "roles/roles.tsv:3:", "has 3 fields where the header has 4", "tabs");
    let text = "id\tname\tsource\n".to_owned();
    refused("roles/roles.tsv", text, "roles/roles.tsv:1:", "no column 'sector'", "header");
}

#[test]
fn files_that_cannot_be_read_are_named() {
    let folder = tables(&[]);
    fs::remove_file(folder.path().join("roles/roles.tsv")).unwrap();
    let told = compile(folder.path()).unwrap_err()[0].to_string();
    assert!(told.starts_with("roles/roles.tsv:0: cannot be read"), "{told}");
    fs::write(folder.path().join("roles/roles.tsv"), b"id\tname\tsector\tsource\n\xff\xfe\n").unwrap();
    let told = compile(folder.path()).unwrap_err()[0].to_string();
    assert!(told.starts_with("roles/roles.tsv:2: is not UTF-8"), "{told}");
    assert!(compile(Path::new("no/such/folder")).is_err());
}

#[test]
fn all_faults_are_told_at_once() {
    let folder = tables(&[
        ("roles/roles.tsv", format!("{ROLES}role:a\ta\tXXX\town\nrole:b\tb\tMIL\t\n")),
        ("offices/terms/heads.tsv", format!("{TERMS}state:XXX\ttitle:president\t2000\t\t\tperson:a\town\n")),
    ]);
    assert_eq!(compile(folder.path()).unwrap_err().len(), 3);
}

#[test]
fn surnames_that_are_common_words_need_context() {
    let persons = format!("{PERSONS}person:c\tTheresa May\tMay\t\tf\tKAZ\t\t\t\town\n");
    let blob = compile(tables(&[("persons/persons.tsv", persons)]).path()).unwrap();
    let base = Base::from_vec(blob).unwrap();
    let found = base.lookup("May");
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].name.matching, casus_knowledge::Matching::Context);
}

#[test]
fn terms_without_an_end_last() {
    let terms = format!("{TERMS}state:KAZ\ttitle:president\t2000-05~\t\t\tperson:a\town\n");
    let base =
        Base::from_vec(compile(tables(&[("offices/terms/heads.tsv", terms)]).path()).unwrap()).unwrap();
    let holder = |y| base.office_holder("president@KAZ", Day::new(y, 6, 1).unwrap()).map(|e| e.id.to_owned());
    assert_eq!(holder(1999), None);
    assert_eq!(holder(2024).as_deref(), Some("person:a"));
}
