//! The ODD protocol of a scenario: overview, design concepts, details (Grimm et al. 2020), written from what is played.

use std::fmt::Write as _;

use crate::scenario::{Change, Scenario};

/// The protocol in Markdown.
pub fn protocol(scenario: &Scenario) -> String {
    let mut out = String::new();
    let s = &mut out;
    let _ = writeln!(s, "# {}: ODD protocol\n", scenario.name);
    let _ = writeln!(s, "## Purpose and patterns\n\n{}\n", scenario.about.trim());
    let _ = writeln!(s, "What is read off a run:\n");
    for outcome in &scenario.outcomes {
        let real =
            outcome.real.as_ref().map(|(v, source)| format!("; really {v} ({source})")).unwrap_or_default();
        let signal = &scenario.signals[outcome.signal].name;
        let _ =
            writeln!(s, "- **{}** ({}): {} of `{signal}`{real}", outcome.name, outcome.unit, outcome.measure);
    }
    let _ = writeln!(s, "\n## Entities, state variables and scales\n");
    for actor in &scenario.actors {
        let code = if actor.code.is_empty() { String::new() } else { format!(" ({})", actor.code) };
        let _ = writeln!(s, "- **{}**{code}: {} Source: {}.", actor.name, actor.about, actor.source);
    }
    let _ =
        writeln!(s, "One step is one {}; a run has {} steps. Shared state:\n", scenario.step, scenario.steps);
    let _ = writeln!(s, "| signal | unit | start | source |\n|---|---|---|---|");
    for signal in &scenario.signals {
        let _ = writeln!(s, "| `{}` | {} | {} | {} |", signal.name, signal.unit, signal.start, signal.source);
    }
    let _ = writeln!(
        s,
        "\n## Process overview and scheduling\n\nWithin a step, shocks come first; then, in this order:\n"
    );
    for (i, used) in scenario.mechanisms.iter().enumerate() {
        let every = if used.every == 1 { String::new() } else { format!(", every {} steps", used.every) };
        let _ = writeln!(
            s,
            "{}. **{}** (`{}`{every}): {} Source: {}.",
            i + 1,
            used.name,
            used.kind.name,
            used.kind.about,
            used.kind.source
        );
    }
    let _ = writeln!(s, "\n## Design concepts\n");
    let _ = writeln!(
        s,
        "*Stochasticity*: every replication and mechanism has its own stream of a counter-based generator, seed {}; branches of one replication share their numbers. *Interaction*: mechanisms act on one another only through the signals above. *Observation*: outcomes are distributions over replications, conditional on the values below.",
        scenario.seed
    );
    let _ = writeln!(s, "\n## Initialization and input\n");
    for used in &scenario.mechanisms {
        let _ = writeln!(
            s,
            "`{}`:\n\n| parameter | value | unit | meaning | source |\n|---|---|---|---|---|",
            used.name
        );
        for (parameter, (v, source)) in used.kind.parameters.iter().zip(&used.parameters) {
            let _ = writeln!(
                s,
                "| {} | {} | {} | {} | {source} |",
                parameter.name, v, parameter.unit, parameter.about
            );
        }
        let choices: Vec<String> =
            used.variants.iter().map(|(name, choice)| format!("{name} = {choice}")).collect();
        if !choices.is_empty() {
            let _ = writeln!(s, "\nVariants: {}.", choices.join(", "));
        }
        let _ = writeln!(s);
    }
    if !scenario.shocks.is_empty() {
        let _ = writeln!(s, "Shocks:\n");
        scenario.shocks.iter().for_each(|shock| write_shock(s, scenario, shock));
        let _ = writeln!(s);
    }
    let _ = writeln!(s, "## Branches\n");
    for branch in &scenario.branches {
        let _ = writeln!(s, "- **{}**: {} {}", branch.name, branch.about, branch.source);
        for (m, p, v) in &branch.parameters {
            let used = &scenario.mechanisms[*m];
            let _ = writeln!(s, "  - `{}.{}` = {}", used.name, used.kind.parameters[*p].name, v);
        }
        for (signal, v) in &branch.signals {
            let _ = writeln!(s, "  - `{}` starts at {}", scenario.signals[*signal].name, v);
        }
        branch.shocks.iter().for_each(|shock| {
            s.push_str("  ");
            write_shock(s, scenario, shock);
        });
    }
    out
}

fn write_shock(s: &mut String, scenario: &Scenario, shock: &crate::scenario::Shock) {
    let name = &scenario.signals[shock.signal].name;
    let when = if shock.until == shock.at {
        format!("step {}", shock.at)
    } else {
        format!("steps {} to {}", shock.at, shock.until)
    };
    let what = match shock.change {
        Change::Set(v) => format!("`{name}` becomes {v}"),
        Change::Add(v) => format!("`{name}` changes by {v}"),
    };
    let _ = writeln!(s, "- {when}: {what} ({})", shock.source);
}
