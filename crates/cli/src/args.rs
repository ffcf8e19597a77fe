//! What can be typed. Help, completions and `docs/reference/cli.md` are made from this.

use std::path::PathBuf;

use casus_engine::store::Filter;
use casus_model::{Day, Factuality, Lang};
use clap::{Parser, Subcommand, ValueEnum, ValueHint};
use jiff::civil::{ISOWeekDate, Weekday};

/// Reads news in its own languages and keeps a sourced record: who did what to whom, who said so, and when.
#[derive(Parser, Debug)]
#[command(
    name = "casus",
    version,
    arg_required_else_help = true,
    after_help = "Exit codes: 0 done; 1 done, but something was refused or the command was stopped; 2 not done.\n\
                  Data goes to standard output, messages to standard error."
)]
pub(crate) struct Args {
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What every command takes.
#[derive(clap::Args, Debug)]
pub(crate) struct Global {
    /// The workspace file
    #[arg(long, short, global = true, value_name = "FILE", env = "CASUS_WORKSPACE",
          default_value = "workspace.casus", value_hint = ValueHint::FilePath)]
    pub(crate) workspace: PathBuf,
    /// Write JSON, one object a line
    #[arg(long, global = true)]
    pub(crate) json: bool,
    /// Say nothing but errors
    #[arg(long, short, global = true)]
    pub(crate) quiet: bool,
    /// The day taken for today
    #[arg(long, global = true, hide = true, value_name = "DAY", env = "CASUS_TODAY")]
    pub(crate) today: Option<Day>,
}

#[derive(Subcommand, Debug)]
pub(crate) enum Command {
    /// Read files, folders or standard input into the workspace
    ///
    /// Takes text, Markdown, HTML, RSS and Atom files, and JSON Lines with the fields id, text, title, date, lang,
    /// source and url; also compressed with gzip. Reading the same again changes nothing; a reading that was stopped
    /// goes on where it ended.
    Read(Read),
    /// Show documents, events, actors, claims, forecasts, a timeline, a pair of actors, contradictions, stories, signals,
    /// diagnostics or evidence
    Show(Show),
    /// Say why a record is as it is: words, rules, names, dates, reports and decisions
    Why(Why),
    /// Confirm, reject or correct an event or a claim
    ///
    /// Decisions are kept apart from what the machine suggests and stay when texts are read again.
    Decide(Decide),
    /// Teach names and actors: aliases, merges, splits, forbidden matches
    ///
    /// Teachings are kept in the workspace, apart from what the machine suggests. 'casus read --again' applies them to
    /// the documents that are there.
    Teach(Teach),
    /// Write the record for other programs, or as a page to read and print
    Export(Export),
    /// Ask the workspace in SQL; nothing can be written
    Sql(Sql),
    /// Code JSON Lines from standard input without a workspace, one line out for each line in
    ///
    /// Input: {"id","text","lang"?,"date"?,"title"?,"source"?,"url"?,"pairs"?}. Offsets are Unicode code points. The
    /// schema is docs/reference/code.schema.json.
    Code(Code),
    /// Sentences, words and dependency trees of a text, as CoNLL-U
    Analyse(Analyse),
    /// Play a scenario forward under stated assumptions
    ///
    /// A scenario is a TOML file: mechanisms, parameters with unit and source, shocks, branches, outcomes. Results are
    /// distributions conditional on them. Shipped ones lie in scenarios/.
    Play(Play),
    /// Measure what is read against gold sets (JSON Lines, plain or gzip)
    Eval(Eval),
    /// List the languages there are models for, with their scores, or show the card of one
    Models(Models),
    /// What the knowledge tables hold
    Knowledge(Knowledge),
    /// Check the lexicons of events
    Lexicon(LexiconArgs),
    /// Write a script that completes commands and flags in a shell
    Completions(Completions),
    /// Write the reference of all commands, of the workspace, of mechanisms, or the schema of scenarios
    #[command(hide = true)]
    Reference {
        /// commands, workspace, mechanisms or scenario
        of: Reference,
    },
}

#[derive(clap::Args, Debug)]
pub(crate) struct Read {
    /// Files and folders; - is standard input
    #[arg(required_unless_present = "again", value_name = "PATH", value_hint = ValueHint::AnyPath)]
    pub(crate) paths: Vec<PathBuf>,
    /// Code the documents of the workspace anew, where models, tables or teachings have changed since
    #[arg(long, conflicts_with_all = ["paths", "date", "lang", "max_size"])]
    pub(crate) again: bool,
    /// Date of publication of all of them (EDTF: 2022-01-06, 2022-01), before what they state
    #[arg(long, value_name = "DATE", value_parser = parse_edtf)]
    pub(crate) date: Option<String>,
    /// Language of all of them (BCP 47), instead of telling it from the text
    #[arg(long, value_name = "LANG")]
    pub(crate) lang: Option<Lang>,
    /// Largest document that is read, in MiB; a compressed file may unpack to twice as much
    #[arg(long, value_name = "MIB", default_value_t = 32, value_parser = clap::value_parser!(u64).range(1..=2048))]
    pub(crate) max_size: u64,
    #[command(flatten)]
    pub(crate) parts: Parts,
    #[command(flatten)]
    pub(crate) second: Second,
}

/// A date in EDTF, kept as it was written.
fn parse_edtf(text: &str) -> Result<String, casus_model::EdtfError> {
    text.parse::<casus_model::Edtf>().map(|edtf| edtf.to_string())
}

/// Which records.
#[derive(clap::Args, Debug, Default)]
pub(crate) struct FilterArgs {
    /// Those of an actor: name, id, country or code
    #[arg(long, value_name = "NAME")]
    pub(crate) actor: Option<String>,
    /// Those of a kind: PLOVER type or TYPE/mode of events, kind of claims and actors, code of diagnostics
    #[arg(long = "type", value_name = "TYPE", value_delimiter = ',')]
    pub(crate) kinds: Vec<String>,
    /// Those that can have been on or after a day
    #[arg(long, value_name = "DAY")]
    pub(crate) from: Option<Day>,
    /// Those that can have been on or before a day
    #[arg(long, value_name = "DAY")]
    pub(crate) to: Option<Day>,
    /// Events that are happened, ongoing, planned, threatened, hypothetical or denied
    #[arg(long, value_name = "FACTUALITY", value_delimiter = ',', value_parser = parse_factuality)]
    pub(crate) factuality: Vec<Factuality>,
    /// Those in a language
    #[arg(long, value_name = "LANG")]
    pub(crate) lang: Option<Lang>,
    /// Those whose text has these words
    #[arg(long, value_name = "WORDS")]
    pub(crate) text: Option<String>,
    /// Also those that were rejected
    #[arg(long)]
    pub(crate) rejected: bool,
    /// At most so many
    #[arg(long, value_name = "N")]
    pub(crate) limit: Option<u64>,
}

/// A week of ISO 8601.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct IsoWeek(ISOWeekDate);

impl IsoWeek {
    /// Its Monday and its Sunday.
    pub(crate) fn days(self) -> (Day, Day) {
        let monday = self.0.date();
        (monday, monday.saturating_add(jiff::Span::new().days(6)))
    }
}

impl std::str::FromStr for IsoWeek {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let parts =
            text.split_once("-W").and_then(|(year, week)| Some((year.parse().ok()?, week.parse().ok()?)));
        parts
            .and_then(|(year, week)| ISOWeekDate::new(year, week, Weekday::Monday).ok())
            .map(Self)
            .ok_or_else(|| "write a week as 2022-W01".to_owned())
    }
}

impl std::fmt::Display for IsoWeek {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}-W{:02}", self.0.year(), self.0.week())
    }
}

fn parse_factuality(text: &str) -> Result<Factuality, String> {
    text.parse().map_err(|()| {
        let known: Vec<&str> = Factuality::ALL.iter().map(|f| f.as_str()).collect();
        format!("choose one of {}", known.join(", "))
    })
}

impl FilterArgs {
    /// What the library asks for.
    pub(crate) fn filter(&self) -> Filter {
        Filter {
            actor: self.actor.clone(),
            pair: None,
            kinds: self.kinds.clone(),
            from: self.from,
            to: self.to,
            factuality: self.factuality.iter().map(ToString::to_string).collect(),
            lang: self.lang.as_ref().map(|l| l.as_str().to_owned()),
            text: self.text.clone(),
            rejected: self.rejected,
            limit: self.limit,
        }
    }
}

#[derive(clap::Args, Debug)]
pub(crate) struct Show {
    #[command(subcommand)]
    pub(crate) what: What,
}

#[derive(Subcommand, Debug)]
pub(crate) enum What {
    /// Documents, with date, language and what was read from them
    Documents(FilterArgs),
    /// Events, each with its reports counted
    Events(FilterArgs),
    /// Actors, those of most mentions first
    Actors(FilterArgs),
    /// Claims: who said what
    Claims(FilterArgs),
    /// Claims about the future
    Forecasts(FilterArgs),
    /// Events day by day
    Timeline(FilterArgs),
    /// Events between two actors, in both directions
    Pair {
        /// The one: name, id, country or code
        a: String,
        /// The other
        b: String,
        #[command(flatten)]
        filter: FilterArgs,
    },
    /// Where reports contradict each other: numbers with who says which, and what one tells and another denies
    Conflicts(FilterArgs),
    /// Documents that tell the same story, across languages; copies of one text count once
    Stories(FilterArgs),
    /// Stance and attention of each actor towards another, week by week, with the acts and statements they rest on
    ///
    /// Statements (by state media too), votes, recognitions, visits, what was called off, and the silence of a third
    /// party: absence over exposure, in the texts that were read.
    Signals {
        /// Those of a week (ISO 8601: 2022-W01)
        #[arg(long, value_name = "WEEK", conflicts_with_all = ["from", "to"])]
        week: Option<IsoWeek>,
        #[command(flatten)]
        filter: FilterArgs,
    },
    /// What was noticed about the inputs
    Diagnostics(FilterArgs),
    /// The exact words of an event, a report, a claim or a document's date, in their sentences
    Evidence {
        /// Id of a record
        id: String,
    },
}

#[derive(clap::Args, Debug)]
pub(crate) struct Why {
    /// Id of an event, a report, a claim, a document or an actor
    pub(crate) id: String,
}

#[derive(clap::Args, Debug)]
pub(crate) struct Decide {
    /// Id of an event or a claim
    pub(crate) id: String,
    /// confirm, reject, undo, or set FIELD=VALUE …
    ///
    /// Fields of an event: type, mode, contexts, cameo, factuality, date, attributed_to, location_name, source, target.
    /// Fields of a claim: kind, modality, stance, horizon.
    #[arg(required = true, value_name = "DECISION")]
    pub(crate) decision: Vec<String>,
    /// Why
    #[arg(long, value_name = "TEXT")]
    pub(crate) note: Option<String>,
}

#[derive(clap::Args, Debug)]
pub(crate) struct Teach {
    #[command(subcommand)]
    pub(crate) what: Lesson,
}

#[derive(Subcommand, Debug)]
pub(crate) enum Lesson {
    /// An actor is also called so
    Alias {
        /// The name
        name: String,
        /// The actor's id (casus show actors)
        actor: String,
    },
    /// Two actors are one
    Merge {
        /// The actor that is no more
        from: String,
        /// The actor that stays
        into: String,
    },
    /// What was found under a name and taken for one actor is another
    Split {
        /// The name
        name: String,
        /// The actor it was taken for
        from: String,
        /// The actor it is
        into: String,
    },
    /// A name never means an actor
    Forbid {
        /// The name
        name: String,
        /// The actor
        actor: String,
    },
    /// There is an actor that no table knows
    Actor {
        /// An id of your own, such as person:ada-example
        id: String,
        /// Its name
        name: String,
        /// state, government, person, alliance, organization, armed-group or group
        kind: String,
        /// Its code: KAZGOV, ---MIL
        code: String,
    },
    /// A name means a place
    Place {
        /// The name
        name: String,
        /// The place (place:524901)
        place: String,
    },
    /// List what was taught
    List,
    /// Write what was taught as a table that others can load
    ///
    /// Tab-separated, with the columns teach, name, id, into, kind and code.
    Export,
    /// Take over a table of teachings that someone exported or wrote
    ///
    /// Nothing is taken over when a row is wrong; what is known already is left out.
    Load {
        /// The table
        #[arg(value_hint = ValueHint::FilePath)]
        table: PathBuf,
    },
    /// Take a teaching back
    Forget {
        /// Its number in the list
        number: i64,
    },
}

/// What a reference tells of.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub(crate) enum Reference {
    /// docs/reference/cli.md
    Commands,
    /// docs/reference/workspace.md
    Workspace,
    /// docs/reference/mechanisms.md
    Mechanisms,
    /// docs/reference/scenario.schema.json
    Scenario,
}

/// Formats to export to.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub(crate) enum ExportFormat {
    /// Comma-separated values (RFC 4180)
    Csv,
    /// JSON Lines
    Jsonl,
    /// Located events on a map (RFC 7946)
    Geojson,
    /// Network of actors for Gephi (GEXF 1.3)
    Gexf,
    /// Network of actors (GraphML)
    Graphml,
    /// Dossier: one page to read and print
    Html,
}

/// Tables to export.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub(crate) enum ExportTable {
    /// The flat event row
    Events,
    /// Claims
    Claims,
    /// Claims about the future
    Forecasts,
    /// Actors
    Actors,
    /// Documents
    Documents,
    /// Diagnostics
    Diagnostics,
}

#[derive(clap::Args, Debug)]
pub(crate) struct Export {
    /// The format
    #[arg(long, value_enum)]
    pub(crate) format: ExportFormat,
    /// What csv and jsonl list
    #[arg(long, value_enum, default_value = "events")]
    pub(crate) table: ExportTable,
    /// For spreadsheets: byte order mark and semicolons
    #[arg(long)]
    pub(crate) excel: bool,
    /// Title of the dossier
    #[arg(long, default_value = "Dossier")]
    pub(crate) title: String,
    /// Write to a file instead of standard output
    #[arg(long, short, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) out: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) filter: FilterArgs,
}

#[derive(clap::Args, Debug)]
pub(crate) struct Sql {
    /// One SELECT; docs/reference/workspace.md lists tables and views
    pub(crate) query: String,
}

#[derive(clap::Args, Debug)]
pub(crate) struct Code {
    /// A file instead of standard input
    #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) file: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) parts: Parts,
    #[command(flatten)]
    pub(crate) second: Second,
}

#[derive(clap::Args, Debug)]
pub(crate) struct Models {
    /// Show the card of this language's model: treebanks, licences, scores, the command that made it
    #[arg(long, value_name = "LANG")]
    pub(crate) card: Option<Lang>,
}

#[derive(clap::Args, Debug)]
pub(crate) struct Analyse {
    /// A file instead of standard input
    #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) file: Option<PathBuf>,
    /// The language (BCP 47), instead of telling it from the text
    #[arg(long, value_name = "LANG")]
    pub(crate) lang: Option<Lang>,
    /// The input is CoNLL-U: keep its tokens and words, make lemmas, tags and trees anew
    #[arg(long)]
    pub(crate) tokens: bool,
}

/// Which parts of the coder read events.
#[derive(clap::Args, Clone, Copy, Debug, Default)]
pub(crate) struct Parts {
    /// Read by the rules alone, without the learned judge of events and reader of attributions
    #[arg(long)]
    pub(crate) no_judge: bool,
    /// Let the judge alone read events, without the rules
    #[arg(long, conflicts_with = "no_judge")]
    pub(crate) no_rules: bool,
}

impl Parts {
    /// The program with these parts alone.
    pub(crate) fn of(self, casus: casus_engine::Casus) -> casus_engine::Casus {
        if !self.no_judge && !self.no_rules {
            return casus;
        }
        let coder = if self.no_judge {
            casus_engine::Coder::rules_alone()
        } else {
            casus_engine::Coder { rules: false, ..casus_engine::Coder::default() }
        };
        casus.with_coder(coder)
    }
}

/// Who else reads sentences of which the judge is unsure.
#[derive(clap::Args, Clone, Debug, Default)]
#[command(next_help_heading = "Second reader")]
pub(crate) struct Second {
    /// Ask a language model behind this OpenAI-compatible endpoint about sentences of which the judge is unsure
    ///
    /// Off unless an address is given. The model decides nothing: where it reads something else, a diagnostic shows
    /// both (casus show diagnostics). The sentences in doubt are sent to the address, with their language and date;
    /// nothing else is. A key, where the endpoint wants one, is taken from the variable CASUS_LLM_KEY.
    #[arg(long, value_name = "URL")]
    pub(crate) llm: Option<String>,
    /// The model; the first that the endpoint lists when absent
    #[arg(long, value_name = "NAME", requires = "llm")]
    pub(crate) llm_model: Option<String>,
    /// How long one answer may take
    #[arg(long, value_name = "SECONDS", default_value_t = 60, requires = "llm")]
    pub(crate) llm_timeout: u64,
    /// Send at most so many questions
    #[arg(long, value_name = "N", requires = "llm")]
    pub(crate) llm_limit: Option<u64>,
    /// Keep answers in this file and ask nothing twice; beside the workspace when absent (casus code: not kept)
    #[arg(long, value_name = "FILE", requires = "llm", value_hint = ValueHint::FilePath)]
    pub(crate) llm_cache: Option<PathBuf>,
}

#[derive(clap::Args, Debug)]
pub(crate) struct Eval {
    /// The task, where it is not told by the file, and the gold file; with --all the folder that holds gold/
    ///
    /// Tasks: attribution, events, pairs, factuality, forecasts, ner, muc, parallel, stories, time, timelines or types.
    #[arg(value_name = "[TASK] GOLD", num_args = 1..=2, required = true, value_hint = ValueHint::AnyPath)]
    pub(crate) gold: Vec<PathBuf>,
    /// Measure these predictions (JSON Lines in the form of the gold) instead of what Casus reads
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) predicted: Option<PathBuf>,
    /// Also list so many rows that lost most, with their sentences
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(crate) worst: usize,
    /// Events: count CONCEDE and RETREAT as one type
    #[arg(long = "yield")]
    pub(crate) yields: bool,
    /// Events: leave out predictions that lack a side
    #[arg(long)]
    pub(crate) dyad: bool,
    /// Events: also a row for each type
    #[arg(long)]
    pub(crate) per: bool,
    /// Events: the main measure: T, SC, SF, TC, TF, DC or DF
    #[arg(long, value_name = "MEASURE")]
    pub(crate) main: Option<String>,
    /// Factuality: judge only the events that were found
    #[arg(long)]
    pub(crate) given: bool,
    /// Stories: mentions by chain instead of documents by story
    #[arg(long)]
    pub(crate) chains: bool,
    /// Measure all known gold sets of a folder, with rules and judge and with either alone, and write the result as
    /// Markdown
    #[arg(long, conflicts_with = "predicted")]
    pub(crate) all: bool,
    /// With --all: fail where a value is lower than in this earlier result by more than its tolerance
    #[arg(long, value_name = "FILE", requires = "all", value_hint = ValueHint::FilePath)]
    pub(crate) against: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) parts: Parts,
}

#[derive(clap::Args, Debug)]
pub(crate) struct Knowledge {
    /// What to tell
    #[command(subcommand)]
    pub(crate) what: KnowledgeWhat,
}

#[derive(Subcommand, Debug)]
pub(crate) enum KnowledgeWhat {
    /// Count actors, names, offices and terms
    Stats,
    /// List the actors and places that bear a name
    Find {
        /// The name, in any language
        name: String,
    },
}

#[derive(clap::Args, Debug)]
pub(crate) struct LexiconArgs {
    /// What to do
    #[command(subcommand)]
    pub(crate) what: LexiconWhat,
}

#[derive(Subcommand, Debug)]
pub(crate) enum LexiconWhat {
    /// Find rows that cannot be read, frames that contradict each other, have no example, or that the analyser never
    /// reaches
    ///
    /// Exit code 1 where there is something to mend.
    Lint {
        /// Only this language (BCP 47)
        #[arg(long, value_name = "LANG")]
        lang: Option<Lang>,
    },
}

#[derive(clap::Args, Debug)]
pub(crate) struct Completions {
    /// The shell
    pub(crate) shell: clap_complete::Shell,
}

#[derive(clap::Args, Debug)]
pub(crate) struct Play {
    #[command(subcommand)]
    pub(crate) command: PlayCommand,
}

#[derive(Subcommand, Debug)]
pub(crate) enum PlayCommand {
    /// Check a scenario and say what is uncertain in it
    ///
    /// Sources that are ids of records are looked up in the workspace, where there is one.
    Check {
        /// The scenario
        #[arg(value_hint = ValueHint::FilePath)]
        scenario: PathBuf,
    },
    /// Play the base line and every branch many times and describe what comes out
    Run {
        /// The scenario
        #[arg(value_hint = ValueHint::FilePath)]
        scenario: PathBuf,
        #[command(flatten)]
        runs: Runs,
        #[command(flatten)]
        results: ResultsArgs,
    },
    /// Play the branches and take their differences replication by replication
    Compare {
        /// The scenario
        #[arg(value_hint = ValueHint::FilePath)]
        scenario: PathBuf,
        /// The branch that the others are held against, instead of the base line
        #[arg(long, value_name = "BRANCH")]
        against: Option<String>,
        /// Only these branches
        #[arg(long = "branch", value_name = "BRANCH")]
        branches: Vec<String>,
        #[command(flatten)]
        runs: Runs,
        #[command(flatten)]
        results: ResultsArgs,
    },
    /// Let several futures part from one state: unchanged, the scenario's branches, signals set by hand
    Branch {
        /// The scenario
        #[arg(value_hint = ValueHint::FilePath)]
        scenario: PathBuf,
        /// The step from which they part: so many have been played
        #[arg(long, value_name = "STEP", required_unless_present = "from")]
        at: Option<u32>,
        /// Save the states of all replications at that step
        #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
        save: Option<PathBuf>,
        /// Go on from states that were saved, with their seed and number of runs
        #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, conflicts_with_all = ["at", "save", "runs", "seed"])]
        from: Option<PathBuf>,
        /// Only these branches; all that can part there otherwise
        #[arg(long = "branch", value_name = "BRANCH")]
        branches: Vec<String>,
        /// One more future, in which a signal is changed there: SIGNAL=VALUE, repeatable
        #[arg(long, value_name = "SIGNAL=VALUE")]
        set: Vec<String>,
        #[command(flatten)]
        runs: Runs,
        #[command(flatten)]
        results: ResultsArgs,
    },
    /// Play a design over what is uncertain, and say what matters
    Sweep {
        /// The scenario
        #[arg(value_hint = ValueHint::FilePath)]
        scenario: PathBuf,
        /// How points are chosen
        #[arg(long, value_enum, default_value = "sobol")]
        design: Design,
        /// Base size: Sobol plays it times parameters plus two, Morris times parameters plus one, the others as it is
        #[arg(long, default_value_t = 128, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
        base: u32,
        /// Also indices of pairs (Sobol): the base size times twice the parameters plus two
        #[arg(long)]
        pairs: bool,
        /// A design made elsewhere: CSV with a column for each that is uncertain, in its unit, and a row for each run
        #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, conflicts_with_all = ["design", "base", "pairs"])]
        points: Option<PathBuf>,
        /// Play this branch instead of the base line
        #[arg(long, value_name = "BRANCH")]
        branch: Option<String>,
        /// Seed of all random numbers, instead of the scenario's
        #[arg(long, value_name = "S")]
        seed: Option<u64>,
        #[command(flatten)]
        results: ResultsArgs,
    },
    /// Write one self-contained page with distributions, differences, courses, what matters, and every assumption
    ///
    /// Sources that are ids of records open their sentences, where the workspace has them.
    Report {
        /// The scenario
        #[arg(value_hint = ValueHint::FilePath)]
        scenario: PathBuf,
        /// The page
        #[arg(long, short, value_name = "FILE", default_value = "report.html", value_hint = ValueHint::FilePath)]
        out: PathBuf,
        /// Base size of the Sobol design that says what matters; 0 leaves it out
        #[arg(long, default_value_t = 32, value_name = "N", value_parser = clap::value_parser!(u32).range(0..=1_000_000))]
        base: u32,
        /// Threads to play on; the page does not depend on it [default: all cores]
        #[arg(long, value_name = "T", value_parser = clap::value_parser!(u32).range(1..=4096))]
        threads: Option<u32>,
        #[command(flatten)]
        runs: Runs,
    },
    /// Propose a scenario from the workspace: actors, alliances, fronts, protest, each value with its records
    ///
    /// A draft to be edited. What was not read from any text is marked as an assumption.
    FromWorkspace {
        /// Code of the state it is about; the one with most protest otherwise
        #[arg(long, value_name = "CODE")]
        state: Option<String>,
        /// First day; the busiest 90 days in a row otherwise
        #[arg(long, value_name = "DAY", requires = "to")]
        from: Option<Day>,
        /// Last day
        #[arg(long, value_name = "DAY", requires = "from")]
        to: Option<Day>,
        /// Write to a file instead of standard output
        #[arg(long, short, value_name = "FILE", value_hint = ValueHint::FilePath)]
        out: Option<PathBuf>,
    },
    /// Describe a scenario in the ODD protocol
    Odd {
        /// The scenario
        #[arg(value_hint = ValueHint::FilePath)]
        scenario: PathBuf,
    },
    /// List the mechanisms a scenario can name, or open the manual page of one
    Mechanisms {
        /// The mechanism
        name: Option<String>,
    },
}

/// How points of a design are chosen.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub(crate) enum Design {
    /// Saltelli's, over Sobol's sequence: shares of the variance
    Sobol,
    /// Morris's: mean effects, for a first look
    Morris,
    /// One point in each slice of every parameter
    LatinHypercube,
    /// Independent points
    MonteCarlo,
}

#[derive(clap::Args, Debug)]
pub(crate) struct Runs {
    /// Replications of each branch
    #[arg(long, default_value_t = 100, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) runs: u32,
    /// Seed of all random numbers, instead of the scenario's
    #[arg(long, value_name = "S")]
    pub(crate) seed: Option<u64>,
}

/// Where results go and how they are made.
#[derive(clap::Args, Debug)]
pub(crate) struct ResultsArgs {
    /// Threads to play on; results do not depend on it [default: all cores]
    #[arg(long, value_name = "T", value_parser = clap::value_parser!(u32).range(1..=4096))]
    pub(crate) threads: Option<u32>,
    /// Write every run to a file: .csv, .jsonl or .parquet
    ///
    /// It grows as FILE.part; a command that was stopped goes on there when it is given again.
    #[arg(long, short, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) out: Option<PathBuf>,
    /// Also save the states of runs in progress after every so many steps, beside FILE
    #[arg(long, value_name = "STEPS", requires = "out", value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) save_every: Option<u32>,
    /// Keep every run in the workspace too (tables plays, play_runs, play_values)
    #[arg(long)]
    pub(crate) keep: bool,
}
