//! What the tables hold, as plain numbers.

use std::collections::BTreeMap;

use crate::base::Base;
use crate::blob::Section;

/// What a base holds: for `casus knowledge stats`.
#[derive(Clone, PartialEq, Eq, Debug, Default, serde::Serialize)]
pub struct Stats {
    /// Bytes of the blob.
    pub bytes: usize,
    /// Its hash.
    pub hash: String,
    /// Entities by kind.
    pub entities: BTreeMap<String, usize>,
    /// Entities by kind and finer kind (`organization/party`).
    pub subkinds: BTreeMap<String, usize>,
    /// Names by language.
    pub names: BTreeMap<String, usize>,
    /// Entities of each kind that have a name in a language of their own: kind → language → entities.
    pub coverage: BTreeMap<String, BTreeMap<String, usize>>,
    /// Different written forms, in all languages.
    pub forms: usize,
    /// Offices.
    pub offices: usize,
    /// Terms of office.
    pub terms: usize,
    /// Terms by title.
    pub titles: BTreeMap<String, usize>,
    /// Memberships.
    pub memberships: usize,
    /// Obligations.
    pub obligations: usize,
    /// Links between entities.
    pub links: usize,
}

impl Base {
    /// Counts what the base holds.
    pub fn stats(&self) -> Stats {
        let mut stats = Stats {
            bytes: self.size(),
            hash: self.content_hash(),
            forms: self.form_count(),
            offices: self.count(Section::Offices),
            terms: self.count(Section::Terms),
            memberships: self.count(Section::Memberships),
            obligations: self.count(Section::Obligations),
            links: self.count(Section::Links),
            ..Stats::default()
        };
        for entity in self.entities() {
            let kind = entity.kind.as_str();
            *stats.entities.entry(kind.to_owned()).or_default() += 1;
            if !entity.subkind.is_empty() {
                *stats.subkinds.entry(format!("{kind}/{}", entity.subkind)).or_default() += 1;
            }
            let mut langs: Vec<&str> = self.names_of(entity.index).map(|n| n.lang).collect();
            for lang in &langs {
                *stats.names.entry((*lang).to_owned()).or_default() += 1;
            }
            langs.sort_unstable();
            langs.dedup();
            let coverage = stats.coverage.entry(kind.to_owned()).or_default();
            for lang in langs {
                *coverage.entry(lang.to_owned()).or_default() += 1;
            }
        }
        for office in self.offices() {
            let title = self.entity(office.title).name.to_owned();
            *stats.titles.entry(title).or_default() += self.terms(office.index).len();
        }
        stats
    }
}
