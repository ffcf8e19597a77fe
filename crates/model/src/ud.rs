//! Universal Dependencies: parts of speech, features, relations (universaldependencies.org, version 2).

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{SmolStr, closed_set};

closed_set! {
    /// The 17 universal parts of speech.
    Upos {
        Adj = "ADJ", Adp = "ADP", Adv = "ADV", Aux = "AUX", Cconj = "CCONJ", Det = "DET", Intj = "INTJ",
        Noun = "NOUN", Num = "NUM", Part = "PART", Pron = "PRON", Propn = "PROPN", Punct = "PUNCT",
        Sconj = "SCONJ", Sym = "SYM", Verb = "VERB", X = "X",
    }
}

closed_set! {
    /// The 37 universal relations, without their subtypes.
    Rel {
        Acl = "acl", Advcl = "advcl", Advmod = "advmod", Amod = "amod", Appos = "appos", Aux = "aux",
        Case = "case", Cc = "cc", Ccomp = "ccomp", Clf = "clf", Compound = "compound", Conj = "conj",
        Cop = "cop", Csubj = "csubj", Dep = "dep", Det = "det", Discourse = "discourse",
        Dislocated = "dislocated", Expl = "expl", Fixed = "fixed", Flat = "flat", Goeswith = "goeswith",
        Iobj = "iobj", List = "list", Mark = "mark", Nmod = "nmod", Nsubj = "nsubj", Nummod = "nummod",
        Obj = "obj", Obl = "obl", Orphan = "orphan", Parataxis = "parataxis", Punct = "punct",
        Reparandum = "reparandum", Root = "root", Vocative = "vocative", Xcomp = "xcomp",
    }
}

/// Morphological features as CoNLL-U writes them: `Mood=Ind|Tense=Past`, sorted; empty for `_`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize, Deserialize)]
pub struct Feats(pub SmolStr);

impl Feats {
    /// Takes the CoNLL-U column.
    pub fn new(column: &str) -> Self {
        if column == "_" { Self::default() } else { Self(column.into()) }
    }

    /// The value of a feature (`get("Tense")` → `Some("Past")`).
    pub fn get(&self, name: &str) -> Option<&str> {
        let mut features = self.0.as_bytes().split(|b| *b == b'|');
        let value = features.find_map(|f| f.strip_prefix(name.as_bytes())?.strip_prefix(b"="))?;
        std::str::from_utf8(value).ok()
    }

    /// Whether the feature has this value.
    pub fn is(&self, name: &str, value: &str) -> bool {
        self.get(name) == Some(value)
    }

    /// These features with one of them set, or without it.
    #[must_use]
    pub fn with(&self, name: &str, value: Option<&str>) -> Self {
        let given = value.map(|v| format!("{name}={v}"));
        let mut all: Vec<&str> =
            self.0.split('|').filter(|f| f.contains('=') && f.split('=').next() != Some(name)).collect();
        all.extend(given.as_deref());
        all.sort_by_key(|f| f.to_lowercase());
        Self(all.join("|").into())
    }
}

impl fmt::Display for Feats {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_empty() { "_" } else { &self.0 })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_feature_is_set_and_taken_away() {
        let feats = Feats::new("Tense=Past|VerbForm=Part|Voice=Pass");
        assert_eq!(feats.with("Voice", None).with("VerbForm", Some("Fin")).0, "Tense=Past|VerbForm=Fin");
        assert_eq!(Feats::new("_").with("Case", Some("Nom")).0, "Case=Nom");
    }

    #[test]
    fn a_feature_is_found_by_its_whole_name() {
        let feats = Feats::new("Mood=Ind|Tense=Past|VerbForm=Fin");
        assert_eq!(feats.get("Tense"), Some("Past"));
        assert_eq!(feats.get("Ten"), None);
        assert_eq!(feats.get("Form"), None);
        assert!(Feats::new("_").get("Mood").is_none());
    }
}
