//! The contract of `casus code`: one line out per line in, in order, bad lines named, schema fresh.

use casus_engine::{Casus, code};
use serde_json::{Value, json};

fn run(input: &[u8]) -> Vec<Value> {
    let casus = Casus::new().expect("what is embedded loads");
    let mut output = Vec::new();
    code::stream(&casus, input, &mut output, None, |_| true).expect("reading from memory does not fail");
    let text = String::from_utf8(output).expect("output is UTF-8");
    text.lines().map(|l| serde_json::from_str(l).expect("every line is JSON")).collect()
}

#[test]
fn every_line_is_answered_in_order_and_bad_ones_do_not_stop_the_stream() {
    let mut input = Vec::new();
    for n in 0..200 {
        match n % 50 {
            10 => input.extend_from_slice(b"{broken\n"),
            20 => input.extend_from_slice(b"{\"id\":\"x\",\"text\":7}\n"),
            30 => input.extend_from_slice(b"{\"id\":\"bytes\",\"text\":\"\xff\"}\n"),
            40 => input.extend_from_slice(b"{\"id\":\"day\",\"text\":\"a\",\"date\":\"yesterday\"}\n"),
            _ => input.extend_from_slice(
                format!("{{\"id\":{n},\"text\":\"Italy met Spain.\",\"lang\":\"en\"}}\n").as_bytes(),
            ),
        }
    }
    let out = run(&input);
    assert_eq!(out.len(), 200);
    for (n, line) in out.iter().enumerate() {
        match n % 50 {
            10 | 20 | 30 | 40 => {
                assert_eq!(line["line"], json!(n + 1));
                assert!(line["error"].as_str().is_some_and(|e| e.len() > 10), "{line}");
            }
            _ => assert_eq!(line["id"], json!(n)),
        }
    }
    assert_eq!(out[20]["id"], json!("x"), "the id of a bad line is given back where it can be read");
}

#[test]
fn a_text_without_model_is_answered_and_says_so() {
    let out = run("{\"id\":1,\"text\":\"Ég veit það ekki.\",\"lang\":\"is\"}\n\n".as_bytes());
    assert_eq!(out.len(), 1, "blank lines are passed over");
    assert_eq!(out[0]["coded"], json!(false));
    assert_eq!(out[0]["events"], json!([]));
}

#[test]
fn pairs_outside_the_text_are_refused() {
    let out =
        run(b"{\"id\":1,\"text\":\"abc\",\"lang\":\"en\",\"pairs\":[{\"source\":[0,1],\"target\":[2,9]}]}\n");
    assert!(out[0]["error"].as_str().is_some_and(|e| e.contains("[2,9]")), "{}", out[0]);
}

#[test]
fn the_schema_in_the_reference_is_fresh() {
    let path = concat!(env!("CASUS_ROOT"), "docs/reference/code.schema.json");
    let fresh = code::schema();
    if std::env::var_os("CASUS_UPDATE_REFERENCE").is_some() {
        std::fs::write(path, &fresh).expect("the reference can be written");
    }
    let stored = std::fs::read_to_string(path).unwrap_or_default();
    assert!(
        stored == fresh,
        "docs/reference/code.schema.json is stale: CASUS_UPDATE_REFERENCE=1 cargo test -p casus-engine --test code"
    );
}
