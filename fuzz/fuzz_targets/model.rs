//! Any bytes as a model file: refused with a reason or read, never a panic.
#![no_main]

use casus_text::Analyser;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    if let Ok(analyser) = Analyser::from_bytes(data) {
        assert!(analyser.analyse("The army left.").iter().all(casus_model::Sentence::is_tree));
    }
});
