//! Runs the literate corpus (`corpus/**/*.md`): every text goes the whole way and must yield what stands beside it.
//!
//! `CASUS_CORPUS=it/events` runs the files whose path holds that string; `CASUS_UPDATE_CORPUS=1` rewrites the
//! expectations that differ (read what was rewritten: an expectation states what is right); `CASUS_UPDATE_CORPUS=miss`
//! moves what does not hold to `miss` blocks, where it waits to be mended.

mod compare;
mod format;

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

fn root() -> PathBuf {
    Path::new(env!("CASUS_ROOT")).canonicalize().expect("the repository has a root")
}

fn markdown_files(folder: &Path, into: &mut Vec<PathBuf>) {
    let mut entries: Vec<_> =
        std::fs::read_dir(folder).into_iter().flatten().flatten().map(|e| e.path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            markdown_files(&path, into);
        } else if path.extension().is_some_and(|e| e == "md")
            && path.file_name().is_some_and(|n| n != "README.md")
        {
            into.push(path);
        }
    }
}

#[test]
fn every_case_yields_what_stands_beside_it() {
    let root = root();
    let only = std::env::var("CASUS_CORPUS").unwrap_or_default();
    let update = match std::env::var("CASUS_UPDATE_CORPUS").as_deref() {
        Ok("miss") => Update::SetAside,
        Ok(_) => Update::Rewrite,
        Err(_) => Update::Nothing,
    };
    let mut paths = Vec::new();
    markdown_files(&root.join("corpus"), &mut paths);
    paths.retain(|p| p.to_string_lossy().contains(&only));

    let reader = compare::Reader::new();
    let reports: Vec<Report> = paths.par_iter().map(|path| run(&reader, path, &root, update)).collect();

    let (mut cases, mut failed, mut misses) = (0, 0, 0);
    let mut text = String::new();
    for report in &reports {
        cases += report.cases;
        failed += report.failed;
        misses += report.misses;
        text.push_str(&report.text);
    }
    println!("{text}");
    println!("corpus: {cases} cases in {} files, {failed} failed, {misses} known misses", paths.len());
    assert!(cases > 0, "no case matches CASUS_CORPUS={only:?}");
    assert_eq!(failed, 0, "corpus: {failed} of {cases} cases differ; the differences are printed above");
}

/// The edits that move what does not hold to the `miss` block of a case, and what holds again back.
fn set_aside(actual: &compare::Actual, case: &format::Case) -> Vec<(std::ops::Range<usize>, Vec<String>)> {
    let misses = case.miss.as_ref().map_or(&[][..], |m| &m.expectations);
    let stated = case.expect.as_ref().map_or(&[][..], |e| &e.expectations);
    let (again, still): (Vec<_>, Vec<_>) = misses.iter().cloned().partition(|m| actual.holds(m));
    let again = again.into_iter().filter(|m| !m.negated || m.head.is_empty() || compare::is_subset(&m.kind));
    let expected: Vec<_> = stated.iter().cloned().chain(again).collect();
    let (keep, aside) = actual.set_aside(&expected, &still);
    let aside: Vec<String> = still.iter().map(|m| m.source.clone()).chain(aside).collect();
    let fence = |tag: &str| format!("```{tag}");
    let mut edits = Vec::new();
    match (&case.expect, &case.miss) {
        (Some(expect), Some(miss)) if aside.is_empty() => {
            edits.push((miss.lines.start - 1..miss.lines.end + 1, Vec::new()));
            edits.push((expect.lines.clone(), keep));
        }
        (Some(expect), Some(miss)) => {
            edits.push((miss.lines.clone(), aside));
            edits.push((expect.lines.clone(), keep));
        }
        (Some(expect), None) => {
            let mut lines = keep;
            if !aside.is_empty() {
                lines.extend([fence(""), String::new(), fence("miss")]);
                lines.extend(aside);
            }
            edits.push((expect.lines.clone(), lines));
        }
        (None, Some(miss)) => {
            let mut lines = Vec::new();
            if !keep.is_empty() {
                lines.push(fence("expect"));
                lines.extend(keep);
                lines.push(fence(""));
            }
            if !aside.is_empty() {
                lines.extend((!lines.is_empty()).then(String::new));
                lines.push(fence("miss"));
                lines.extend(aside);
                lines.push(fence(""));
            }
            edits.push((miss.lines.start - 1..miss.lines.end + 1, lines));
        }
        (None, None) => {}
    }
    edits
}

/// What to do with expectations that do not hold.
#[derive(Clone, Copy, PartialEq)]
enum Update {
    Nothing,
    Rewrite,
    SetAside,
}

#[derive(Default)]
struct Report {
    text: String,
    cases: usize,
    failed: usize,
    misses: usize,
}

fn run(reader: &compare::Reader, path: &Path, root: &Path, update: Update) -> Report {
    let mut report = Report::default();
    let shown = path.strip_prefix(root).unwrap_or(path);
    let content = std::fs::read_to_string(path).expect("a corpus file is readable UTF-8");
    let mut suite = match format::parse(shown, &content) {
        Ok(suite) => suite,
        Err(message) => {
            return Report { text: format!("{message}\n"), cases: 1, failed: 1, misses: 0 };
        }
    };
    let mut rewrites: Vec<(std::ops::Range<usize>, Vec<String>)> = Vec::new();
    for case in &suite.cases {
        report.cases += 1;
        let actual = match reader.read(case) {
            Ok(actual) => actual,
            Err(message) => {
                report.failed += 1;
                let _ = writeln!(
                    report.text,
                    "\n{}:{} {}\n    {message}",
                    shown.display(),
                    case.line,
                    case.heading
                );
                continue;
            }
        };
        let mut differences = Vec::new();
        if let Some(block) = &case.expect {
            let misses = case.miss.as_ref().map_or(&[][..], |m| &m.expectations);
            differences = actual.differences(&block.expectations, misses);
            if !differences.is_empty() && update == Update::Rewrite {
                rewrites.push((block.lines.clone(), actual.rewrite(&block.expectations)));
                differences.clear();
            }
        }
        if update == Update::SetAside {
            rewrites.extend(set_aside(&actual, case));
            continue;
        }
        if let Some(block) = &case.miss {
            for line in &block.expectations {
                report.misses += 1;
                if actual.holds(line) {
                    differences.push(format!("! now holds, move it to the expect block: {}", line.source));
                }
            }
        }
        if !differences.is_empty() {
            report.failed += 1;
            let _ = writeln!(report.text, "\n{}:{} {}", shown.display(), case.line, case.heading);
            for line in case.text.lines() {
                let _ = writeln!(report.text, "    > {line}");
            }
            for line in differences {
                let _ = writeln!(report.text, "    {line}");
            }
        }
    }
    if !rewrites.is_empty() {
        // From the end, so that ranges stay right; where two begin at one place, the insertion comes first.
        rewrites.sort_by_key(|(range, _)| std::cmp::Reverse((range.start, range.end)));
        for (range, lines) in rewrites {
            suite.lines.splice(range, lines);
        }
        let mut content = suite.lines.join("\n");
        content.push('\n');
        std::fs::write(path, content).expect("a corpus file can be rewritten");
        let _ = writeln!(report.text, "rewritten: {}", suite.path.display());
    }
    report
}
