//! CoNLL-U, the format of Universal Dependencies: reading treebanks and parsed text, writing analyses.
//!
//! A file becomes a [`Treebank`]: one text and the sentences in it, with the spans an analysis of that text would
//! have. Multiword tokens (`1-2 della`) keep their surface; empty nodes (`8.1`) are left out. Where a sentence has
//! `# text`, its tokens are found in it; where it has none, or one that its tokens do not spell, the surface is put
//! together from the forms and `SpaceAfter=No`.
//!
//! Labels of Universal Dependencies version 1 (`dobj`, `nsubjpass`, `CONJ`) are read as those of version 2.

use std::fmt::Write;

use casus_model::{CharIndex, Feats, Rel, Sentence, SmolStr, Span, Token, Upos, Word};

/// A CoNLL-U file: its text and the sentences in it.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Treebank {
    /// The sentences joined by a space, paragraphs and documents by an empty line.
    pub text: String,
    /// The sentences, with spans into `text`.
    pub sentences: Vec<Sentence>,
    /// The comment lines of each sentence, with their `#`.
    pub comments: Vec<Vec<String>>,
}

/// A line that is no CoNLL-U.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("line {line}: {message}; {remedy}")]
pub struct ConlluError {
    /// Number of the line, from 1.
    pub line: usize,
    /// What is wrong with it.
    pub message: String,
    /// What would be right.
    pub remedy: &'static str,
}

impl ConlluError {
    fn new(line: usize, message: impl Into<String>, remedy: &'static str) -> Self {
        Self { line, message: message.into(), remedy }
    }
}

impl Treebank {
    /// The text from the first to the last token of sentence `i`.
    pub fn text_of(&self, i: usize) -> &str {
        self.sentences[i].span.of(&self.text)
    }

    /// The value of a comment of sentence `i`: `comment(0, "sent_id")` for `# sent_id = weblog-7`.
    pub fn comment(&self, i: usize, key: &str) -> Option<&str> {
        self.comments[i].iter().find_map(|line| {
            let (k, value) = line.trim_start_matches('#').split_once('=')?;
            (k.trim() == key).then_some(value.trim())
        })
    }

    /// Adds the sentences of another file after those of this one, as new paragraphs.
    pub fn append(&mut self, other: Self) {
        if !self.text.is_empty() && !other.text.is_empty() {
            self.text.push_str("\n\n");
        }
        let offset = self.text.len() as u32;
        let paragraph = self.sentences.last().map_or(0, |s| s.paragraph + 1);
        self.text.push_str(&other.text);
        self.sentences.extend(other.sentences.into_iter().map(|mut sentence| {
            shift(&mut sentence, offset);
            sentence.paragraph += paragraph;
            sentence
        }));
        self.comments.extend(other.comments);
    }
}

/// Moves every span of the sentence by `offset` bytes.
fn shift(sentence: &mut Sentence, offset: u32) {
    let moved = |span: Span| Span { start: span.start + offset, end: span.end + offset };
    sentence.span = moved(sentence.span);
    sentence.tokens.iter_mut().for_each(|t| t.span = moved(t.span));
    sentence.words.iter_mut().for_each(|w| w.span = moved(w.span));
}

/// A surface token while a sentence is read: form, whether a space follows, number of its first word, its words.
struct Piece<'a> {
    form: &'a str,
    space_after: bool,
    first: u32,
    count: u32,
}

/// Reads a CoNLL-U file.
///
/// # Errors
/// Names the first line that is no CoNLL-U, what is wrong with it and what would be right.
pub fn read(input: &str) -> Result<Treebank, ConlluError> {
    let mut bank = Treebank::default();
    let mut rows: Vec<(usize, &str)> = Vec::new();
    let mut comments: Vec<&str> = Vec::new();
    let input = input.strip_prefix('\u{feff}').unwrap_or(input);
    for (number, line) in input.lines().enumerate() {
        let line = line.trim_end_matches('\r');
        if line.is_empty() {
            finish(&mut bank, &mut comments, &mut rows)?;
        } else if line.starts_with('#') && rows.is_empty() {
            comments.push(line);
        } else {
            rows.push((number + 1, line));
        }
    }
    finish(&mut bank, &mut comments, &mut rows)?;
    Ok(bank)
}

fn finish(
    bank: &mut Treebank,
    comments: &mut Vec<&str>,
    rows: &mut Vec<(usize, &str)>,
) -> Result<(), ConlluError> {
    if rows.is_empty() {
        return Ok(());
    }
    let (pieces, words) = read_rows(rows)?;
    let breaks = comments.iter().any(|c| {
        let c = c.trim_start_matches('#').trim_start();
        c.starts_with("newdoc") || c.starts_with("newpar")
    });
    let stated = comments.iter().find_map(|c| c.trim_start_matches('#').trim_start().strip_prefix("text"));
    let stated = stated.and_then(|c| c.trim_start().strip_prefix('=')).map(str::trim);
    let (surface, spans) = match stated.and_then(|text| Some((text, find_pieces(text, &pieces)?))) {
        Some((text, spans)) => (text.to_owned(), spans),
        None => spell(&pieces),
    };

    let paragraph = bank.sentences.last().map_or(0, |s| s.paragraph + u32::from(breaks));
    if !bank.text.is_empty() {
        bank.text.push_str(if breaks { "\n\n" } else { " " });
    }
    let offset = bank.text.len() as u32;
    bank.text.push_str(&surface);
    let tokens: Vec<Token> = pieces
        .iter()
        .zip(spans)
        .map(|(piece, span)| Token { span, first: piece.first, count: piece.count })
        .collect();
    let mut sentence = Sentence { span: Span::default(), paragraph, tokens, words };
    sentence.span = match (sentence.tokens.first(), sentence.tokens.last()) {
        (Some(first), Some(last)) => first.span.cover(last.span),
        _ => Span::default(),
    };
    place_words(&mut sentence, &surface);
    shift(&mut sentence, offset);
    bank.sentences.push(sentence);
    bank.comments.push(comments.drain(..).map(str::to_owned).collect());
    rows.clear();
    Ok(())
}

/// Gives every word its token and its span: that of the token, or of its own letters where the forms of the words
/// are simply the pieces of the token (`don't` = `do` + `n't`). Spans of tokens refer to `text`.
pub(crate) fn place_words(sentence: &mut Sentence, text: &str) {
    for (t, token) in sentence.tokens.iter().enumerate() {
        let words = &mut sentence.words[token.first as usize..(token.first + token.count) as usize];
        let surface = token.span.of(text);
        let apart = words.len() > 1 && is_concatenation(surface, words.iter().map(|w| w.form.as_str()));
        let mut at = token.span.start;
        for word in words {
            word.token = t as u32;
            word.span = token.span;
            if apart {
                word.span = Span { start: at, end: at + word.form.len() as u32 };
                at = word.span.end;
            }
        }
    }
}

fn is_concatenation<'a>(whole: &str, parts: impl Iterator<Item = &'a str>) -> bool {
    let mut rest = whole;
    for part in parts {
        match rest.strip_prefix(part) {
            Some(r) if !part.is_empty() => rest = r,
            _ => return false,
        }
    }
    rest.is_empty()
}

fn read_rows<'a>(rows: &[(usize, &'a str)]) -> Result<(Vec<Piece<'a>>, Vec<Word>), ConlluError> {
    let mut pieces: Vec<Piece> = Vec::with_capacity(rows.len());
    let mut words: Vec<Word> = Vec::with_capacity(rows.len());
    // the multiword token that the next words belong to: its last word's id
    let mut inside = 0u32;
    let mut lines: Vec<usize> = Vec::with_capacity(rows.len());
    for &(line, row) in rows {
        let columns: Vec<&str> = row.split('\t').collect();
        let [id, form, lemma, upos, _, feats, head, deprel, _, misc] = columns[..] else {
            return Err(ConlluError::new(
                line,
                format!("columns: {} instead of 10", columns.len()),
                "separate ten columns by tabs and sentences by an empty line",
            ));
        };
        if id.contains('.') {
            continue;
        }
        let space_after = !misc.split('|').any(|m| m == "SpaceAfter=No");
        let next = words.len() as u32 + 1;
        if let Some((first, last)) = id.split_once('-') {
            let range = first.parse::<u32>().ok().zip(last.parse::<u32>().ok());
            let Some((first, last)) = range.filter(|(f, l)| *f == next && l > f && *f > inside) else {
                return Err(ConlluError::new(
                    line,
                    format!("'{id}' is no range of the words that follow"),
                    "write the range before its first word, as in 3-4",
                ));
            };
            inside = last;
            pieces.push(Piece { form, space_after, first: first - 1, count: last - first + 1 });
            continue;
        }
        if id.parse() != Ok(next) {
            return Err(ConlluError::new(
                line,
                format!("id '{id}' where {next} is due"),
                "number the words of a sentence 1, 2, 3, …",
            ));
        }
        if next > inside {
            pieces.push(Piece { form, space_after, first: next - 1, count: 1 });
        }
        lines.push(line);
        words.push(read_word(line, form, lemma, upos, feats, head, deprel)?);
    }
    let n = words.len() as u32;
    let last = rows.last().map_or(0, |r| r.0);
    if inside > n {
        return Err(ConlluError::new(
            last,
            format!("the sentence ends before word {inside} of a multiword token"),
            "write all words of the range",
        ));
    }
    if let Some(i) = words.iter().position(|w| w.head > n) {
        return Err(ConlluError::new(
            lines[i],
            format!("word {} has head {}, but the last word of its sentence is {n}", i + 1, words[i].head),
            "let HEAD be 0 or the id of a word of the sentence",
        ));
    }
    modernise(&mut words);
    Ok((pieces, words))
}

fn read_word(
    line: usize,
    form: &str,
    lemma: &str,
    upos: &str,
    feats: &str,
    head: &str,
    deprel: &str,
) -> Result<Word, ConlluError> {
    let upos = match upos {
        "_" => Upos::X,
        "CONJ" => Upos::Cconj,
        _ => Upos::parse(upos).ok_or_else(|| {
            ConlluError::new(
                line,
                format!("'{upos}' is no part of speech of Universal Dependencies"),
                "write one of the 17 labels, such as NOUN, or _",
            )
        })?,
    };
    let head = match head {
        "_" => 0,
        _ => head.parse().map_err(|_| {
            ConlluError::new(
                line,
                format!("head '{head}' is no number"),
                "write 0 for the root, else the id of the head",
            )
        })?,
    };
    let (rel, subrel) = match deprel {
        "_" => (Rel::Dep, ""),
        "dobj" => (Rel::Obj, ""),
        "nsubjpass" => (Rel::Nsubj, "pass"),
        "csubjpass" => (Rel::Csubj, "pass"),
        "auxpass" => (Rel::Aux, "pass"),
        "neg" => (Rel::Advmod, ""),
        "name" => (Rel::Flat, ""),
        "foreign" => (Rel::Flat, "foreign"),
        "mwe" => (Rel::Fixed, ""),
        "remnant" => (Rel::Orphan, ""),
        _ => {
            let (rel, sub) = deprel.split_once(':').unwrap_or((deprel, ""));
            let rel = Rel::parse(rel).ok_or_else(|| {
                ConlluError::new(
                    line,
                    format!("'{rel}' is no relation of Universal Dependencies"),
                    "write one of the 37 relations, such as nsubj or nsubj:pass, or _",
                )
            })?;
            (rel, sub)
        }
    };
    let lemma = if lemma == "_" && form != "_" { "" } else { lemma };
    Ok(Word {
        form: form.into(),
        lemma: lemma.into(),
        upos,
        feats: Feats::new(feats),
        head,
        rel,
        subrel: subrel.into(),
        token: 0,
        span: Span::default(),
    })
}

/// Version 1 had one label `CONJ` for all conjunctions and one relation `nmod` below nouns and verbs alike. A
/// conjunction that marks a clause is `SCONJ`.
fn modernise(words: &mut [Word]) {
    for word in words {
        if word.upos == Upos::Cconj && word.rel == Rel::Mark {
            word.upos = Upos::Sconj;
        }
    }
}

/// Finds the tokens in the sentence's stated text; `None` when they do not spell it.
fn find_pieces(text: &str, pieces: &[Piece]) -> Option<Vec<Span>> {
    let mut at = 0;
    let spans = pieces
        .iter()
        .map(|piece| {
            at += text[at..].len() - text[at..].trim_start().len();
            // a form may hold spaces (`50 000`), and those may be written otherwise in the text
            let mut end = at;
            for part in piece.form.split_whitespace() {
                end += text[end..].len() - text[end..].trim_start().len();
                end += text[end..].starts_with(part).then_some(part.len())?;
            }
            let span = (end > at).then(|| Span::new(at, end))?;
            at = end;
            Some(span)
        })
        .collect::<Option<Vec<Span>>>()?;
    text[at..].trim().is_empty().then_some(spans)
}

/// Puts the surface together from forms and spaces.
fn spell(pieces: &[Piece]) -> (String, Vec<Span>) {
    let mut text = String::new();
    let mut spans = Vec::with_capacity(pieces.len());
    for (i, piece) in pieces.iter().enumerate() {
        spans.push(Span::new(text.len(), text.len() + piece.form.len()));
        text.push_str(piece.form);
        if piece.space_after && i + 1 < pieces.len() {
            text.push(' ');
        }
    }
    (text, spans)
}

/// Writes sentences of `text` as CoNLL-U, each with `# sent_id`, `# text` and, where a paragraph begins, `# newpar`.
///
/// The last column holds `SpaceAfter=No` and `TokenRange=START:END`, the token's place in the text in Unicode code
/// points.
pub fn write(text: &str, sentences: &[Sentence]) -> String {
    write_named(text, sentences, |_| None)
}

/// The same for what a file held: its sentences keep the `# sent_id` they had.
pub fn write_treebank(bank: &Treebank) -> String {
    write_named(&bank.text, &bank.sentences, |i| bank.comment(i, "sent_id"))
}

fn write_named<'a>(text: &str, sentences: &[Sentence], name: impl Fn(usize) -> Option<&'a str>) -> String {
    let mut out = String::new();
    let index = CharIndex::new(text);
    let mut paragraph = None;
    for (i, sentence) in sentences.iter().enumerate() {
        if paragraph.replace(sentence.paragraph) != Some(sentence.paragraph) {
            out.push_str("# newpar\n");
        }
        let surface = one_line(sentence.span.of(text));
        let name = name(i).map_or_else(|| (i + 1).to_string(), str::to_owned);
        let _ = writeln!(out, "# sent_id = {name}\n# text = {surface}");
        for token in &sentence.tokens {
            let (start, end) = index.chars(token.span);
            let follows = &text[token.span.end as usize..];
            let glued = follows.chars().next().is_some_and(|c| !c.is_whitespace());
            let misc = format!("{}TokenRange={start}:{end}", if glued { "SpaceAfter=No|" } else { "" });
            let words = token.first..token.first + token.count;
            if token.count > 1 {
                let surface = one_line(token.span.of(text));
                let _ = writeln!(
                    out,
                    "{}-{}\t{surface}\t_\t_\t_\t_\t_\t_\t_\t{misc}",
                    token.first + 1,
                    words.end
                );
            }
            for id in words {
                let word = &sentence.words[id as usize];
                let misc = if token.count > 1 { "_" } else { &misc };
                let lemma = if word.lemma.is_empty() { "_" } else { &word.lemma };
                let Word { form, upos, feats, head, .. } = word;
                let deprel: SmolStr = word.deprel();
                let _ = writeln!(
                    out,
                    "{}\t{form}\t{lemma}\t{upos}\t_\t{feats}\t{head}\t{deprel}\t_\t{misc}",
                    id + 1
                );
            }
        }
        out.push('\n');
    }
    out
}

/// The text with every run of white space as one space, for a field of CoNLL-U.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    const DELLA: &str = "\
# newdoc id = a
# sent_id = s1
# text = Il capo della  NATO (50\u{a0}000 uomini).
1\tIl\til\tDET\tRD\tDefinite=Def\t2\tdet\t_\t_
2\tcapo\tcapo\tNOUN\tS\t_\t0\troot\t_\t_
3-4\tdella\t_\t_\t_\t_\t_\t_\t_\t_
3\tdi\tdi\tADP\tE\t_\t5\tcase\t_\t_
4\tla\til\tDET\tRD\t_\t5\tdet\t_\t_
5\tNATO\tNATO\tPROPN\tSP\t_\t2\tnmod\t_\t_
5.1\tx\tx\tX\t_\t_\t_\t_\t2:dep\t_
6\t(\t(\tPUNCT\tF\t_\t8\tpunct\t_\tSpaceAfter=No
7\t50 000\t50 000\tNUM\tN\t_\t8\tnummod\t_\t_
8\tuomini\tuomo\tNOUN\tS\t_\t5\tappos\t_\tSpaceAfter=No
9\t)\t)\tPUNCT\tF\t_\t8\tpunct\t_\tSpaceAfter=No
10\t.\t.\tPUNCT\tF\t_\t2\tpunct\t_\t_

# sent_id = s2
1-2\tDon't\t_\t_\t_\t_\t_\t_\t_\t_
1\tDo\tdo\tAUX\t_\t_\t3\taux\t_\t_
2\tn't\tnot\tPART\t_\t_\t3\tneg\t_\t_
3\tgo\tgo\tVERB\t_\t_\t0\troot\t_\tSpaceAfter=No
4\t!\t!\tPUNCT\t_\t_\t3\tpunct\t_\t_
";

    #[test]
    fn tokens_are_found_in_the_stated_text() {
        let bank = read(DELLA).unwrap();
        let s = &bank.sentences[0];
        let surfaces: Vec<&str> = s.tokens.iter().map(|t| t.span.of(&bank.text)).collect();
        assert_eq!(surfaces, ["Il", "capo", "della", "NATO", "(", "50\u{a0}000", "uomini", ")", "."]);
        let forms: Vec<&str> = s.words.iter().map(|w| w.form.as_str()).collect();
        assert_eq!(forms, ["Il", "capo", "di", "la", "NATO", "(", "50 000", "uomini", ")", "."]);
        assert_eq!(s.words[2].span.of(&bank.text), "della", "a word that is no piece has its token's span");
        assert_eq!(s.words[2].token, s.words[3].token);
        assert!(s.is_tree());
        assert_eq!(bank.comment(0, "sent_id"), Some("s1"));
        assert_eq!(bank.comment(0, "newdoc id"), Some("a"));
    }

    #[test]
    fn a_surface_without_text_is_spelled_from_forms() {
        let bank = read(DELLA).unwrap();
        assert_eq!(bank.text_of(1), "Don't go!");
        let s = &bank.sentences[1];
        assert_eq!(s.words[0].span.of(&bank.text), "Do", "pieces of a token have their own letters");
        assert_eq!(s.words[1].span.of(&bank.text), "n't");
        assert_eq!((s.words[1].rel, s.paragraph), (Rel::Advmod, 0), "version 1 labels, same paragraph");
    }

    #[test]
    fn what_is_written_reads_back_the_same() {
        let bank = read(DELLA).unwrap();
        let written = write(&bank.text, &bank.sentences);
        let again = read(&written).unwrap();
        assert_eq!(again.sentences.len(), 2);
        assert!(written.contains("SpaceAfter=No|TokenRange="));
        for (a, b) in bank.sentences.iter().zip(&again.sentences) {
            let plain =
                |s: &Sentence| s.words.iter().map(|w| (w.form.clone(), w.head, w.rel)).collect::<Vec<_>>();
            assert_eq!(plain(a), plain(b));
            assert_eq!(a.tokens.len(), b.tokens.len());
        }
    }

    #[test]
    fn appended_files_keep_their_places() {
        let mut bank = read(DELLA).unwrap();
        bank.append(read(DELLA).unwrap());
        assert_eq!(bank.sentences.len(), 4);
        assert_eq!(bank.sentences[2].tokens[2].span.of(&bank.text), "della");
        assert_eq!(bank.sentences[2].paragraph, 1);
    }

    fn refused(row: &str, line: usize, part: &str) {
        let error = read(&format!("# text = x\n{row}\n")).unwrap_err();
        assert_eq!(error.line, line, "{error}");
        assert!(error.to_string().contains(part), "{error}");
    }

    #[test]
    fn a_broken_line_is_named_with_its_remedy() {
        refused("1\tx\tx", 2, "columns: 3 instead of 10");
        refused("2\tx\tx\tX\t_\t_\t0\troot\t_\t_", 2, "id '2' where 1 is due");
        refused("1\tx\tx\tNOM\t_\t_\t0\troot\t_\t_", 2, "'NOM' is no part of speech");
        refused("1\tx\tx\tX\t_\t_\tzero\troot\t_\t_", 2, "head 'zero' is no number");
        refused("1\tx\tx\tX\t_\t_\t0\tsubject\t_\t_", 2, "'subject' is no relation");
        refused("1\tx\tx\tX\t_\t_\t7\tdep\t_\t_", 2, "head 7, but the last word of its sentence is 1");
        refused("1-3\tx\t_\t_\t_\t_\t_\t_\t_\t_\n1\tx\tx\tX\t_\t_\t0\troot\t_\t_", 3, "ends before word 3");
        refused("4-5\tx\t_\t_\t_\t_\t_\t_\t_\t_", 2, "'4-5' is no range");
    }
}
