//! `casus analyse`: CoNLL-U of a text.

use anyhow::{Context, bail};
use casus_engine::text::conllu::{self, Treebank};
use casus_engine::text::{decode, language};
use casus_engine::{Casus, model::CharIndex, model::Lang, model::Sentence};
use serde_json::{Value, json};

use super::input;
use crate::Outcome;
use crate::args::{Analyse, Global};
use crate::output::{Output, note};

pub(crate) fn run(global: &Global, args: &Analyse) -> anyhow::Result<Outcome> {
    let casus = Casus::new()?;
    let name = args.file.as_ref().filter(|f| f.as_os_str() != "-");
    let name = name.map_or_else(|| "standard input".to_owned(), |f| f.display().to_string());
    let bytes = input(args.file.as_deref())?;
    let decoded = decode::decode(&bytes, None).with_context(|| name.clone())?;
    for found in &decoded.diagnostics {
        let hint = found.hint.as_ref().map(|h| format!("; {h}")).unwrap_or_default();
        note(global, &format!("{name}: {}{hint}", found.message));
    }
    let text = decoded.text;
    let treebank = if args.tokens {
        let bank = conllu::read(&text).with_context(|| format!("{name} is no CoNLL-U"))?;
        let lang = known(&casus, args.lang.as_ref(), &bank.text)?;
        let Some(analysis) = casus.analyse_tokens(bank.sentences, &lang) else {
            bail!(missing(&casus, &lang))
        };
        Treebank { sentences: analysis.sentences, ..bank }
    } else {
        if conllu::read(&text).is_ok_and(|bank| !bank.sentences.is_empty()) {
            note(global, &format!("{name} is CoNLL-U, read here as plain text; --tokens keeps its words"));
        }
        let lang = known(&casus, args.lang.as_ref(), &text)?;
        let Some(analysis) = casus.analyse(&text, &lang) else { bail!(missing(&casus, &lang)) };
        let comments = vec![Vec::new(); analysis.sentences.len()];
        Treebank { text, sentences: analysis.sentences, comments }
    };
    let mut out = Output::new();
    if global.json {
        let index = CharIndex::new(&treebank.text);
        for (i, sentence) in treebank.sentences.iter().enumerate() {
            let name = treebank.comment(i, "sent_id").map_or_else(|| (i + 1).to_string(), str::to_owned);
            out.json(&object(&name, sentence, &treebank.text, &index))?;
        }
    } else {
        out.writer().write_all(conllu::write_treebank(&treebank).as_bytes())?;
    }
    out.finish()?;
    Ok(Outcome::Done)
}

/// A sentence with its words by the names of CoNLL-U's columns; `start` and `end` are Unicode code points of the text,
/// those of a word inside a multiword token the token's where its letters are not its own.
fn object(name: &str, sentence: &Sentence, text: &str, index: &CharIndex) -> Value {
    let (start, end) = index.chars(sentence.span);
    let words = sentence.words.iter().zip(1..).map(|(word, id)| {
        let (start, end) = index.chars(word.span);
        json!({
            "id": id,
            "token": word.token + 1,
            "form": word.form,
            "lemma": word.lemma,
            "upos": word.upos,
            "feats": word.feats,
            "head": word.head,
            "deprel": word.deprel(),
            "start": start,
            "end": end,
        })
    });
    let words: Vec<Value> = words.collect();
    json!({"sent_id": name, "text": sentence.span.of(text), "start": start, "end": end, "words": words})
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
