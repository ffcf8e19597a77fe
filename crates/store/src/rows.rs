//! The answers to questions, as plain structs: one struct for each view, one field for each of its columns.

use rusqlite::Row;

/// A struct with the columns of a view, in the order in which files list them.
macro_rules! rows {
    ($(#[$doc:meta])* $name:ident from $view:literal { $($(#[$field_doc:meta])* $field:ident: $type:ty,)* }) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Debug, Default, serde::Serialize)]
        pub struct $name { $($(#[$field_doc])* pub $field: $type,)* }

        impl $name {
            /// The view it comes from.
            pub const VIEW: &'static str = $view;
            /// Names of the fields, in order.
            pub const COLUMNS: &'static [&'static str] = &[$(stringify!($field)),*];

            pub(crate) fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
                Ok(Self { $($field: row.get(stringify!($field))?,)* })
            }
        }
    };
}

/// A text that may be missing.
type Text = Option<String>;

rows! {
    /// The flat event row: one event with its source metadata. Several values in a field are divided by `|`.
    EventRow from "event_rows" {
        /// `e` and 16 hexadecimal digits.
        event_id: String,
        /// EDTF.
        event_date: Text,
        /// First day it can mean.
        date_from: Text,
        /// Last day it can mean.
        date_to: Text,
        /// `day`, `week`, `month`, …
        date_precision: Text,
        /// `metadata`, `dateline`, `expression`, …
        date_basis: Text,
        /// PLOVER type.
        event_type: String,
        /// PLOVER mode.
        event_mode: Text,
        /// PLOVER contexts.
        contexts: String,
        /// CAMEO code.
        cameo: String,
        /// Quad class, 1 to 4.
        quad: i64,
        /// Goldstein score, −10 to +10.
        goldstein: Option<f64>,
        /// `happened`, `ongoing`, `planned`, `threatened`, `hypothetical`, `denied`.
        factuality: String,
        /// Who says so; empty when the documents themselves do.
        attributed_to: Text,
        /// Actors who act.
        source_id: Text,
        /// Their names.
        source_name: Text,
        /// Their countries.
        source_country: Text,
        /// Their PLOVER sectors.
        source_sector: Text,
        /// Actors who are acted upon.
        target_id: Text,
        /// Their names.
        target_name: Text,
        /// Their countries.
        target_country: Text,
        /// Their PLOVER sectors.
        target_sector: Text,
        /// Where.
        location_name: Text,
        /// Degrees north.
        lat: Option<f64>,
        /// Degrees east.
        lon: Option<f64>,
        /// ACLED geo-precision, 1 to 3.
        geo_precision: Option<i64>,
        /// GeoNames number.
        geonames_id: Text,
        /// Country of the place.
        country: Text,
        /// Lowest number stated.
        number_low: Option<f64>,
        /// Highest number stated; empty when open.
        number_high: Option<f64>,
        /// Number of reports.
        n_reports: i64,
        /// Documents that tell of it, in order of reading.
        doc_ids: String,
        /// The sentence of the main report.
        sentence: Text,
        /// Code points of the main report in its document.
        char_start: i64,
        /// One past its last code point.
        char_end: i64,
        /// Language of the main report.
        lang: String,
        /// 0 to 1.
        confidence: f64,
        /// Version of the coder.
        coder_version: String,
        /// `confirmed`, `rejected`, `edited` or empty.
        reviewed: String,
        /// What the number counts.
        number_kind: Text,
        /// `specific`, `habitual`, `historical`.
        genericity: String,
        /// Why that factuality.
        factuality_reason: String,
        /// Who denies it.
        denied_by: Text,
        /// First-level region of the place.
        admin1: Text,
        /// The main report.
        report_id: String,
        /// The words that gave the event away.
        trigger: String,
        /// Document of the main report.
        doc_id: String,
        /// Its date (EDTF).
        doc_date: Text,
        /// Its title.
        doc_title: Text,
        /// Its path, URL or record.
        doc_origin: String,
        /// Its publisher.
        publisher: Text,
        /// Its address.
        url: Text,
        /// Number of independent texts that report it: those that repeat another's text count as that one.
        n_independent: i64,
    }
}

rows! {
    /// One report of an event.
    ReportRow from "report_rows" {
        /// The event it tells of.
        event_id: Text,
        /// `r` and 16 hexadecimal digits.
        report_id: String,
        /// Document.
        doc_id: String,
        /// Its path, URL or record.
        doc_origin: String,
        /// Its title.
        doc_title: Text,
        /// Its date (EDTF).
        doc_date: Text,
        /// Its publisher.
        publisher: Text,
        /// Its address.
        url: Text,
        /// Its language.
        lang: String,
        /// The document whose text it repeats.
        duplicate_of: Text,
        /// PLOVER type, by this report.
        event_type: String,
        /// PLOVER mode, by this report.
        event_mode: Text,
        /// Factuality, by this report.
        factuality: String,
        /// Why that factuality.
        factuality_reason: String,
        /// Date, by this report (EDTF).
        event_date: Text,
        /// Where that date comes from.
        date_basis: Text,
        /// Who says so, by this report.
        attributed_to: Text,
        /// Who denies it, by this report.
        denied_by: Text,
        /// The words that gave the event away.
        trigger: String,
        /// The frame of the lexicon that matched.
        frame: String,
        /// The rule that applied.
        rule: String,
        /// The sentence.
        sentence: Text,
        /// Bytes of the statement.
        byte_start: i64,
        /// One past its last byte.
        byte_end: i64,
        /// Code points of the statement.
        char_start: i64,
        /// One past its last code point.
        char_end: i64,
        /// 0 to 1.
        confidence: f64,
    }
}

rows! {
    /// One claim with its source metadata.
    ClaimRow from "claim_rows" {
        /// `c` and 16 hexadecimal digits.
        claim_id: String,
        /// Who says it.
        holder_id: Text,
        /// Their name.
        holder_name: Text,
        /// Their country.
        holder_country: Text,
        /// Their PLOVER sector.
        holder_sector: Text,
        /// The words that name them, with role and institution.
        holder_words: Text,
        /// `assessment`, `forecast`, `promise`, `threat`, `denial`, `report`, `intention`, `demand`.
        kind: String,
        /// `direct`, `indirect`, `mixed`.
        speech: String,
        /// How likely the holder says it is (ICD 203).
        modality: String,
        /// `affirms` or `denies`.
        stance: String,
        /// The words that attribute.
        cue: Text,
        /// What is said.
        content: String,
        /// On what condition.
        condition: Text,
        /// By when (EDTF).
        horizon: Text,
        /// First day of the horizon.
        horizon_from: Text,
        /// Last day of the horizon.
        horizon_to: Text,
        /// How precise the horizon is.
        horizon_precision: Text,
        /// Where the horizon comes from.
        horizon_basis: Text,
        /// Actors it is about.
        topic_ids: Text,
        /// Their names.
        topics: Text,
        /// Whether it is about the future.
        forecast: bool,
        /// Document.
        doc_id: String,
        /// Its date (EDTF).
        doc_date: Text,
        /// Its title.
        doc_title: Text,
        /// Its path, URL or record.
        doc_origin: String,
        /// Its publisher.
        publisher: Text,
        /// Its address.
        url: Text,
        /// Its language.
        lang: String,
        /// The sentence in which the content begins.
        sentence: Text,
        /// Code points of the content.
        char_start: i64,
        /// One past its last code point.
        char_end: i64,
        /// 0 to 1.
        confidence: f64,
        /// Version of the coder.
        coder_version: String,
        /// `confirmed`, `rejected`, `edited` or empty.
        reviewed: String,
    }
}

rows! {
    /// One document and how much was read from it.
    DocumentRow from "document_rows" {
        /// `d` and 16 hexadecimal digits.
        doc_id: String,
        /// Path, URL or record.
        origin: String,
        /// Title.
        title: Text,
        /// BCP 47.
        lang: String,
        /// EDTF.
        date: Text,
        /// First day it can mean.
        date_from: Text,
        /// Last day it can mean.
        date_to: Text,
        /// How precise it is.
        date_precision: Text,
        /// Where it comes from.
        date_basis: Text,
        /// The words or the name it was read from.
        date_detail: Text,
        /// Publisher.
        publisher: Text,
        /// Address.
        url: Text,
        /// `coded` or `not-coded`.
        status: String,
        /// The document whose text it repeats.
        duplicate_of: Text,
        /// Code points.
        n_chars: i64,
        /// Sentences.
        n_sentences: i64,
        /// Reports of events.
        n_reports: i64,
        /// Claims.
        n_claims: i64,
        /// Diagnostics.
        n_diagnostics: i64,
        /// SHA-256 of the text.
        text_sha256: String,
        /// SHA-256 of the input.
        source_sha256: String,
        /// Version of the coder.
        coder_version: String,
        /// SHA-256 of the language's model.
        model_sha256: String,
        /// SHA-256 of the knowledge tables.
        knowledge_sha256: String,
    }
}

rows! {
    /// One actor and how often it occurs.
    ActorRow from "actor_rows" {
        /// `state:KAZ`, `person:tokayev`, `x…`.
        actor_id: String,
        /// Usual English name, or the fullest one found.
        name: String,
        /// `state`, `government`, `person`, `alliance`, `organization`, `armed-group`, `group`.
        kind: String,
        /// Country and sector.
        code: String,
        /// Country.
        country: Text,
        /// PLOVER sector.
        sector: Text,
        /// Wikidata item.
        wikidata: Text,
        /// Whether the knowledge tables have it.
        known: bool,
        /// Mentions.
        n_mentions: i64,
        /// Documents that mention it.
        n_documents: i64,
        /// Events in which it acts.
        n_source: i64,
        /// Events in which it is acted upon.
        n_target: i64,
        /// Claims it holds.
        n_claims: i64,
        /// Names that the texts use, most used first.
        names: Text,
        /// Offices and ties.
        roles: Text,
    }
}

rows! {
    /// One finding about an input.
    DiagnosticRow from "diagnostic_rows" {
        /// Stable name.
        code: String,
        /// `note`, `warning`, `error`.
        severity: String,
        /// What was found.
        message: String,
        /// What to do about it.
        hint: Text,
        /// Document; empty when the input was refused.
        doc_id: Text,
        /// Path, URL or record.
        origin: String,
        /// Line of the text, from 1.
        line: Option<i64>,
        /// Code points.
        char_start: Option<i64>,
        /// One past the last code point.
        char_end: Option<i64>,
        /// The words.
        exact: Text,
        /// Language of the document.
        lang: Text,
    }
}

rows! {
    /// The exact words of a record, with those around them.
    EvidenceRow from "evidence_rows" {
        /// A report, a claim or a document.
        record_id: String,
        /// `statement`, `trigger`, `source`, `target`, `holder`, `cue`, `number`, `date`, `content`, `modality`, …
        role: String,
        /// Number among those of the same role.
        n: i64,
        /// Document.
        doc_id: String,
        /// Its path, URL or record.
        doc_origin: String,
        /// Its title.
        doc_title: Text,
        /// Its address.
        url: Text,
        /// SHA-256 of its text.
        text_sha256: String,
        /// Bytes.
        byte_start: i64,
        /// One past the last byte.
        byte_end: i64,
        /// Code points.
        char_start: i64,
        /// One past the last code point.
        char_end: i64,
        /// The words.
        exact: String,
        /// Up to 32 code points before them.
        prefix: String,
        /// Up to 32 code points after them.
        suffix: String,
    }
}

rows! {
    /// A sentence of a document.
    SentenceRow from "sentences" {
        /// Document.
        document_id: String,
        /// Number, from 0.
        n: i64,
        /// Number of its paragraph, from 0.
        paragraph: i64,
        /// Bytes.
        byte_start: i64,
        /// One past the last byte.
        byte_end: i64,
        /// Code points.
        char_start: i64,
        /// One past the last code point.
        char_end: i64,
        /// Its words.
        text: String,
    }
}

rows! {
    /// A mention of an actor or a place.
    MentionRow from "mentions" {
        /// Document.
        document_id: String,
        /// Number, from 0.
        n: i64,
        /// Sentence.
        sentence: i64,
        /// Code points.
        char_start: i64,
        /// One past the last code point.
        char_end: i64,
        /// The words.
        text: String,
        /// `PER`, `ORG`, `LOC`, `MISC`.
        ner: Text,
        /// `state`, `demonym`, `metonym`, `office`, …
        kind: String,
        /// Who it is.
        actor_id: Text,
        /// The code at the document's date.
        code: Text,
        /// The place.
        place_name: Text,
        /// The alias that matched.
        alias: Text,
        /// Why it was resolved so.
        reason: String,
        /// 0 to 1.
        confidence: f64,
    }
}

rows! {
    /// A decision of a person.
    DecisionRow from "decisions" {
        /// Number, in order of deciding.
        id: i64,
        /// `event` or `claim`.
        record_kind: String,
        /// The record as it was named then.
        record_id: String,
        /// The report or claim by which it is found again.
        anchor: String,
        /// `confirm`, `reject`, `edit`, `withdraw`.
        action: String,
        /// `verdict` or the column that is edited.
        field: String,
        /// The new value; empty: what the machine suggests.
        value: Text,
        /// Why.
        note: Text,
        /// ISO 8601 day.
        decided_on: Text,
    }
}

rows! {
    /// How much a workspace holds.
    Counts from "counts" {
        /// Documents.
        documents: i64,
        /// Those that repeat another's text.
        duplicates: i64,
        /// Those in a language without a model.
        not_coded: i64,
        /// Sentences.
        sentences: i64,
        /// Reports of events.
        reports: i64,
        /// Events.
        events: i64,
        /// Claims.
        claims: i64,
        /// Claims about the future.
        forecasts: i64,
        /// Actors.
        actors: i64,
        /// Diagnostics.
        diagnostics: i64,
        /// Decisions of a person.
        decisions: i64,
        /// Decisions whose record the latest reading did not suggest again.
        orphan_decisions: i64,
    }
}
