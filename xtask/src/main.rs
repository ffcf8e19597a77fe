//! Developer commands: `cargo xtask COMMAND`. Each command is one file beside this one.

use clap::{Parser, Subcommand};

mod claims;
mod demo;
mod judge;
mod knowledge;
mod ner;
mod rules;
mod test;
mod train;
mod vectors;

#[derive(Parser)]
#[command(name = "cargo xtask", about = "Developer commands of Casus", arg_required_else_help = true)]
struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Build the program, read examples/, print a summary and write dossier.html
    Demo(demo::Args),
    /// Play every published claim in full and write docs/claims.md (minutes; needs the shared tables)
    Claims,
    /// Compile the tables of knowledge/ into knowledge/casus.knowledge
    Knowledge(knowledge::Args),
    /// Train the model of a language from a folder of CoNLL-U files
    Train(train::Args),
    /// Score the models on the development sets
    Evaluate(train::EvaluateArgs),
    /// Fetch word vectors of a language that a model can start from
    Vectors(vectors::Args),
    /// Fetch a list of Chinese words for the segmenter
    Words(vectors::WordsArgs),
    /// Train the recogniser of names
    TrainNer(ner::Args),
    /// Train the judge of events and write models/judge.bin with its card
    TrainJudge(judge::Args),
    /// Train the reader of attributions and write models/attribution.bin with its card
    TrainReader(judge::Args),
    /// Write docs/rules.md from the heads of the rule files
    Rules(rules::Args),
    /// Run every check that CI runs
    Test,
}

fn main() -> anyhow::Result<()> {
    match Args::parse().command {
        Command::Demo(args) => demo::run(&args),
        Command::Claims => claims::run(),
        Command::Knowledge(args) => knowledge::run(&args),
        Command::Train(args) => train::run(&args),
        Command::Evaluate(args) => train::evaluate(&args),
        Command::Vectors(args) => vectors::vectors(&args),
        Command::Words(args) => vectors::words(&args),
        Command::TrainNer(args) => ner::run(&args),
        Command::TrainJudge(args) => judge::run("train_judge", &args),
        Command::TrainReader(args) => judge::run("train_reader", &args),
        Command::Rules(args) => rules::run(&args),
        Command::Test => test::run(),
    }
}

/// The folder of the workspace's `Cargo.toml`.
fn root() -> &'static std::path::Path {
    std::path::Path::new(env!("CASUS_ROOT"))
}
