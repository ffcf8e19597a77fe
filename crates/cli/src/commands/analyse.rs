//! `casus analyse`: CoNLL-U of a text.

use anyhow::{Context, bail};
use casus_engine::text::{conllu, decode, language};
use casus_engine::{Casus, model::Lang};

use super::input;
use crate::Outcome;
use crate::args::{Analyse, Global};
use crate::output::Output;

pub(crate) fn run(_global: &Global, args: &Analyse) -> anyhow::Result<Outcome> {
    let casus = Casus::new()?;
    let bytes = input(args.file.as_deref())?;
    let text = decode::decode(&bytes, None)?.text;
    let mut out = Output::new();
    let conllu = if args.tokens {
        let treebank = conllu::read(&text).context("the input is no CoNLL-U")?;
        let lang = known(&casus, args.lang.as_ref(), &treebank.text)?;
        let Some(analysis) = casus.analyse_tokens(treebank.sentences, &lang) else {
            bail!(missing(&casus, &lang))
        };
        conllu::write(&treebank.text, &analysis.sentences)
    } else {
        let lang = known(&casus, args.lang.as_ref(), &text)?;
        let Some(analysis) = casus.analyse(&text, &lang) else { bail!(missing(&casus, &lang)) };
        conllu::write(&text, &analysis.sentences)
    };
    out.writer().write_all(conllu.as_bytes())?;
    out.finish()?;
    Ok(Outcome::Done)
}

/// The language that is stated, or that the text tells.
fn known(casus: &Casus, stated: Option<&Lang>, text: &str) -> anyhow::Result<Lang> {
    let lang = stated.cloned().unwrap_or_else(|| language::identify(text).lang);
    if !lang.is_known() {
        bail!("the language cannot be told from this text: name it with --lang");
    }
    if !casus.langs().contains(&lang) {
        bail!(missing(casus, &lang));
    }
    Ok(lang)
}

fn missing(casus: &Casus, lang: &Lang) -> String {
    let known: Vec<String> = casus.langs().iter().map(ToString::to_string).collect();
    let known = if known.is_empty() { "none".to_owned() } else { known.join(", ") };
    format!(
        "there is no sound model for '{lang}': there are models for {known}; name another language with --lang"
    )
}
