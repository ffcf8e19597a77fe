//! `casus teach …`

use anyhow::{Context, bail};
use casus_engine::knowledge::Teaching;
use casus_engine::model::{ActorKind, Code, Sector, SmolStr};
use casus_engine::store::Workspace;

use super::today;
use crate::Outcome;
use crate::args::{Global, Lesson, Teach};
use crate::output::{Output, note};

pub(crate) fn run(global: &Global, args: &Teach) -> anyhow::Result<Outcome> {
    let id = |s: &String| SmolStr::new(s);
    let teaching = match &args.what {
        Lesson::List => return list(global),
        Lesson::Forget { number } => {
            if !Workspace::open(&global.workspace)?.forget_teaching(*number)? {
                bail!("there is no teaching {number}: 'casus teach list' lists them");
            }
            note(global, "forgotten; 'casus read --again' codes the documents anew");
            return Ok(Outcome::Done);
        }
        Lesson::Alias { name, actor } => Teaching::Alias { alias: name.clone(), actor: id(actor) },
        Lesson::Merge { from, into } => Teaching::Merge { from: id(from), into: id(into) },
        Lesson::Split { name, from, into } => {
            Teaching::Split { name: name.clone(), from: id(from), into: id(into) }
        }
        Lesson::Forbid { name, actor } => Teaching::Forbid { name: name.clone(), actor: id(actor) },
        Lesson::Place { name, place } => Teaching::Place { name: name.clone(), place: id(place) },
        Lesson::Actor { id: own, name, kind, code: written } => {
            Teaching::Actor { id: id(own), name: name.clone(), kind: kind_of(kind)?, code: code(written)? }
        }
    };
    let mut workspace = Workspace::create(&global.workspace)?;
    let number = workspace.teach(&serde_json::to_value(&teaching)?, None, Some(today(global)))?;
    note(global, &format!("teaching {number} noted; 'casus read --again' codes the documents anew"));
    Ok(Outcome::Done)
}

fn list(global: &Global) -> anyhow::Result<Outcome> {
    let workspace = Workspace::open_read_only(&global.workspace)?;
    let mut out = Output::new();
    for (number, record) in workspace.teachings()? {
        if global.json {
            out.json(&serde_json::json!({"id": number, "record": record}))?;
        } else {
            out.line(&format!("{number}  {record}"))?;
        }
    }
    out.finish()?;
    Ok(Outcome::Done)
}

fn kind_of(kind: &str) -> anyhow::Result<ActorKind> {
    serde_json::from_value(serde_json::Value::String(kind.to_lowercase())).with_context(|| {
        format!("'{kind}' is no kind of actor: write state, government, person, alliance, organization, armed-group or group")
    })
}

/// `KAZ`, `KAZGOV`, `---MIL`.
fn code(written: &str) -> anyhow::Result<Code> {
    let wrong =
        || format!("'{written}' is no code: write a country, a PLOVER sector, or both: KAZ, KAZGOV, ---MIL");
    let upper = written.to_uppercase();
    let (country, sector) = (upper.get(..3).with_context(wrong)?, upper.get(3..).with_context(wrong)?);
    let country = match country {
        "---" => None,
        c if c.bytes().all(|b| b.is_ascii_uppercase()) => Some(SmolStr::new(c)),
        _ => bail!(wrong()),
    };
    let sector = match sector {
        "" => None,
        s => Some(Sector::parse(s).with_context(wrong)?),
    };
    Ok(Code { country, sector })
}
