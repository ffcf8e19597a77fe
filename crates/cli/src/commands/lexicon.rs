//! `casus lexicon lint`

use anyhow::bail;
use casus_engine::Casus;

use crate::Outcome;
use crate::args::{Global, LexiconArgs, LexiconWhat};
use crate::output::{Output, note};

pub(crate) fn run(global: &Global, args: &LexiconArgs) -> anyhow::Result<Outcome> {
    let LexiconWhat::Lint { lang } = &args.what;
    let reports = Casus::new()?.lint_lexicons(lang.as_ref())?;
    if reports.is_empty() {
        bail!("there is no lexicon of events for {}", lang.as_ref().map_or("any language", |l| l.as_str()));
    }
    let mut out = Output::new();
    for report in &reports {
        if global.json {
            out.json(report)?;
            continue;
        }
        for f in &report.findings {
            out.line(&format!("{} [{}] {}", f.place, f.code, f.message))?;
        }
        note(
            global,
            &format!(
                "{}: {} frames; the examples of {} of {} rows are read; {} to mend",
                report.lang,
                report.frames,
                report.read,
                report.rows,
                report.findings.len()
            ),
        );
    }
    out.finish()?;
    Ok(if reports.iter().all(|r| r.findings.is_empty()) { Outcome::Done } else { Outcome::Partly })
}
