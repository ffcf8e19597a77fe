//! `casus reference`: pages of `docs/reference`, made from the program itself.

use std::fmt::Write as _;

use casus_engine::sim::{mechanisms, scenario};
use casus_engine::store::{FORMAT, PLAY_SCHEMA, SCHEMA, VIEWS};
use clap::CommandFactory;

use crate::Outcome;
use crate::args::{Args, Reference};
use crate::output::Output;

pub(crate) fn run(of: Reference) -> anyhow::Result<Outcome> {
    let mut text = String::new();
    match of {
        Reference::Commands => {
            text.push_str("# Commands\n\nMade from the program's own definitions (`casus reference commands`); a test keeps it fresh.\n");
            let mut command = Args::command().term_width(100);
            command.build();
            describe(&mut command, "", &mut text);
        }
        Reference::Workspace => workspace(&mut text)?,
        Reference::Mechanisms => {
            text.push_str("# Mechanisms of scenarios\n\nMade from the mechanisms' own files (`casus reference mechanisms`); a test keeps it fresh.\n");
            for kind in mechanisms::ALL {
                text.push('\n');
                text.push_str(&mechanisms::page(kind).replacen("# ", "## ", 1));
            }
        }
        Reference::Scenario => {
            text = serde_json::to_string_pretty(&scenario::schema())?;
            text.push('\n');
        }
    }
    let mut out = Output::new();
    out.writer().write_all(text.as_bytes())?;
    out.finish()?;
    Ok(Outcome::Done)
}

/// Tables and views with their comments, as SQL: what people who ask the file need.
fn workspace(text: &mut String) -> std::fmt::Result {
    write!(
        text,
        "# The workspace file, format {FORMAT}\n\n\
         Made from the program's own tables (`casus reference workspace`); a test keeps it fresh.\n\n\
         A workspace is one SQLite file (`application_id` 0x43415355, `user_version` {FORMAT}, write-ahead log). It opens \
         in any program that reads SQLite, such as Datasette; `casus sql` asks it without being able to write. Start \
         with the views: `event_rows` is the flat event row, `report_rows`, `claim_rows`, `actor_rows`, `document_rows`, \
         `diagnostic_rows` and `evidence_rows` the others; `gdelt2_events`, `polecat_events`, `icews_events` and \
         `acled_events` have the column names of those data sets and hold only what is said to have happened or to go \
         on. Lists in a column are divided by `|`. Full text: `documents_fts`.\n\n\
         ## Tables\n\n```sql\n{SCHEMA}\n{PLAY_SCHEMA}```\n\n## Views\n\n```sql\n{VIEWS}```\n"
    )
}

fn describe(command: &mut clap::Command, above: &str, text: &mut String) {
    let name = format!("{above} {}", command.get_name()).trim().to_owned();
    let help = command.clone().bin_name(name.clone()).term_width(100).render_long_help().to_string();
    let lines: Vec<&str> = help.lines().map(str::trim_end).collect();
    let _ = write!(text, "\n## {name}\n\n```text\n{}\n```\n", lines.join("\n").trim_end());
    let inner: Vec<String> = command.get_subcommands().map(|c| c.get_name().to_owned()).collect();
    for sub in inner.iter().filter(|s| *s != "help") {
        if let Some(sub) = command.find_subcommand_mut(sub)
            && !sub.is_hide_set()
        {
            describe(sub, &name, text);
        }
    }
}
