//! Prints the time expressions of a text: `times LANG [DATE] < text`; words alone, without trees.

use std::io::Read;

use casus_knowledge::time;
use casus_model::{Analysis, Basis, Date, Lang};

fn main() {
    let mut args = std::env::args().skip(1);
    let lang: Lang = args.next().and_then(|l| l.parse().ok()).unwrap_or(Lang::EN);
    let mut text = String::new();
    std::io::stdin().read_to_string(&mut text).expect("the text on standard input");
    let analysis = Analysis { lang: lang.clone(), sentences: Vec::new() };
    let given = args.next().and_then(|d| d.parse().ok()).map(|e| Date::new(e, Basis::Given, ""));
    let today = "2026-01-01".parse().expect("a day");
    let date = given.or_else(|| time::infer_document_date(&text, &analysis, &lang, today));
    println!("{date:?}");
    for t in time::find(&text, &analysis, date.as_ref(), &lang) {
        let edtf = t.date.map_or_else(String::new, |d| format!("{} {}", d.edtf, d.precision));
        println!("{} | {} {} | {edtf}", t.span.of(&text), t.kind, t.value);
    }
}
