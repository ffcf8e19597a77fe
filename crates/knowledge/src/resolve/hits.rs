//! Every name, title and role noun of the tables that stands in a sentence, at the borders of its tokens.

use casus_model::{Ner, Sector, Sentence, Span, Upos};

use crate::base::{Base, Entity, Match};
use crate::fold::Folded;
use crate::form::{Class, EntityKind, Matching, Script};
use crate::ner::NameSpan;

/// Some words of a sentence and the entries of the tables that they may be.
#[derive(Clone, Debug)]
pub(super) struct Hit<'b> {
    /// First and last word, both included.
    pub(super) first: usize,
    pub(super) last: usize,
    pub(super) span: Span,
    /// What they may name, in the order of the tables.
    pub(super) names: Vec<(Match<'b>, Entity<'b>)>,
}

impl<'b> Hit<'b> {
    /// The candidates that pass.
    pub(super) fn of<'h>(
        &'h self,
        mut keep: impl FnMut(&Match<'b>, &Entity<'b>) -> bool + 'h,
    ) -> impl Iterator<Item = &'h (Match<'b>, Entity<'b>)> + 'h {
        self.names.iter().filter(move |(m, e)| keep(m, e))
    }

    pub(super) fn covers(&self, word: usize) -> bool {
        self.first <= word && word <= self.last
    }
}

/// Whether the entry is a title or role noun.
pub(super) fn is_role(e: &Entity<'_>) -> bool {
    matches!(e.kind, EntityKind::Role | EntityKind::Title)
}

/// Whether the name says "of that country" and is no name of the country.
pub(super) fn is_demonym(m: &Match<'_>) -> bool {
    matches!(m.name.class, Class::Demonym | Class::Adjective)
}

/// Whether only towns, regions and surnames are so: inside a date nothing is named (*in March*, *on Friday*).
pub(super) fn is_town_or_surname(hit: &Hit<'_>) -> bool {
    hit.names.iter().all(|(m, e)| {
        matches!(e.kind, EntityKind::Place | EntityKind::Region) || m.name.class == Class::Surname
    })
}

/// Finds them all, longest first at each place; names inside others are kept, names that cross others are not.
pub(super) fn find<'b>(
    base: &'b Base,
    text: &str,
    folded: &Folded,
    lang: &str,
    s: &Sentence,
) -> Vec<Hit<'b>> {
    let mut hits: Vec<Hit<'b>> = Vec::new();
    let shouted = is_shouted(text, s);
    for (t, token) in s.tokens.iter().enumerate() {
        let surface = token.span.of(text);
        if !surface.starts_with(|c: char| c.is_alphanumeric()) {
            continue;
        }
        let genitive = if lang == "de" { "s" } else { "" };
        let starts = starts(s, t, surface);
        for (start, m) in starts.iter().flat_map(|start| {
            base.matches(folded, folded.at(*start as usize)).before(genitive).map(|m| (*start, m))
        }) {
            let end = folded.original(m.end) as u32;
            // "US$" is money
            if text[end as usize..].starts_with('$') {
                continue;
            }
            let Some(last) = token_that_ends(s, text, t, end, lang) else { continue };
            let last_word = (s.tokens[last].first + s.tokens[last].count) as usize - 1;
            // of "and-for-the-soldiers" the name is the last word
            let inside = start > token.span.start && token.count > 1;
            let first = (token.first + if inside { token.count - 1 } else { 0 }) as usize;
            let span = Span { start, end };
            let e = base.entity(m.name.entity);
            if !fits(&m, &e, span.of(text), lang, shouted)
                || !part_of_speech_fits(s, first, last_word, &m, &e)
            {
                continue;
            }
            match hits.last_mut().filter(|h| h.span == span) {
                Some(hit) => hit.names.push((m, e)),
                None => hits.push(Hit { first, last: last_word, span, names: vec![(m, e)] }),
            }
        }
    }
    for hit in &mut hits {
        prefer_own_language(hit, lang);
    }
    with_article(uncrossed(hits))
}

/// Of a name found with its article and without (*al-ʿirāqiyya*), the one with it.
fn with_article(hits: Vec<Hit<'_>>) -> Vec<Hit<'_>> {
    let mut kept: Vec<Hit<'_>> = Vec::with_capacity(hits.len());
    for hit in hits {
        let told = |k: &Hit<'_>| {
            let same = |m: &Match<'_>| k.names.iter().any(|(other, _)| other.name.entity == m.name.entity);
            (k.first, k.last, k.span.end) == (hit.first, hit.last, hit.span.end)
                && hit.names.iter().all(|(m, _)| same(m))
        };
        if !kept.iter().any(told) {
            kept.push(hit);
        }
    }
    kept
}

/// The bytes at which a name may begin in a token: its first, and those after Arabic conjunctions, prepositions and
/// articles that are written with their noun (*wa-li-l-junūd*).
fn starts(s: &Sentence, t: usize, surface: &str) -> Vec<u32> {
    let token = &s.tokens[t];
    let mut starts = vec![token.span.start];
    if Script::of(surface) != Script::Arabic {
        return starts;
    }
    let long = |t: &str| t.chars().count() > 2;
    let conjunction = |t: &str| ["و", "ف"].iter().find_map(|p| t.strip_prefix(p).map(str::len));
    let mut add = |rest: usize| {
        let start = token.span.end - rest as u32;
        if !starts.contains(&start) {
            starts.push(start);
        }
    };
    let whole = &surface[surface.len() - conjunction(surface).unwrap_or(surface.len())..];
    for t in [surface, whole] {
        for prefix in ["بال", "كال", "لل", "ال"] {
            let Some(rest) = t.strip_prefix(prefix).filter(|rest| long(rest)) else { continue };
            if prefix.ends_with("ال") {
                add(rest.len() + "ال".len());
            }
            if t.len() < surface.len() {
                add(t.len());
            }
            add(rest.len());
        }
    }
    // a lone "and", "for" or "with" may be the first letter of the name itself: the tokenizer knows
    let words = &s.words[token.first as usize..(token.first + token.count) as usize];
    let mut rest = surface;
    for word in &words[..words.len() - 1] {
        let Some(after) = rest.strip_prefix(word.form.as_str()).filter(|rest| long(rest)) else { break };
        rest = after;
        add(rest.len());
    }
    starts
}

/// The token at or after `from` that ends at byte `end`, or there but for an ending: after an apostrophe, a German
/// genitive, the case of an acronym after a hyphen (*БҰҰ-ның*, *ONZ-u*).
fn token_that_ends(s: &Sentence, text: &str, from: usize, end: u32, lang: &str) -> Option<usize> {
    let k = from + s.tokens[from..].iter().position(|t| t.span.end >= end)?;
    let token = &s.tokens[k];
    if token.span.end == end {
        return Some(k);
    }
    if end <= token.span.start {
        return None;
    }
    let ending = &text[end as usize..token.span.end as usize];
    let short = |e: &str| (1..=6).contains(&e.chars().count()) && e.chars().all(char::is_lowercase);
    let fits = match lang {
        "de" if ending == "s" => {
            let word = &s.words[(token.first + token.count) as usize - 1];
            word.feats.get("Case") == Some("Gen") && matches!(word.upos, Upos::Propn | Upos::Noun)
        }
        "kk" | "pl" if ending.starts_with('-') => {
            text[..end as usize].ends_with(char::is_uppercase) && short(&ending[1..])
        }
        // a noun with the pronoun that is written with it (*junūduhu*)
        "ar" => token.count > 1 && matches!(ending, "ه" | "ها" | "هم" | "هما" | "نا"),
        _ => ending.starts_with(['\'', '’']),
    };
    fits.then_some(k)
}

/// Names as the recogniser saw them, without the name of a state or place that it drew to the full name of a person
/// of the tables: in Kazakh and Turkish the object or the goal follows the subject at once.
pub(super) fn cut(spans: &[NameSpan], hits: &[Hit<'_>]) -> Vec<NameSpan> {
    let person = |h: &Hit<'_>| {
        h.names.iter().any(|(m, e)| e.kind == EntityKind::Person && m.name.class != Class::Surname)
    };
    let spatial = |e: &Entity<'_>| {
        matches!(e.kind, EntityKind::State | EntityKind::Place | EntityKind::Region | EntityKind::Alliance)
    };
    let shorter = |n: &NameSpan| {
        let whole =
            hits.iter().find(|h| h.first == n.first && h.first < h.last && h.last < n.last && person(h))?;
        let rest = hits.iter().find(|h| h.first == whole.last + 1 && n.last <= h.last)?;
        rest.names.iter().any(|(_, e)| spatial(e)).then_some(NameSpan {
            last: whole.last,
            ner: Ner::Per,
            ..*n
        })
    };
    spans.iter().map(|n| shorter(n).unwrap_or(*n)).collect()
}

/// Names as the recogniser saw them, without the marks, the dates and the common nouns that a capital at the start of a
/// sentence or of an institution drew in: of "Mario Rossi on Tuesday" the name is the first part, "Guerrilleros de las
/// FARC" are rebels of that group, "la Policía" is the police.
pub(super) fn tidy(s: &Sentence, spans: &mut Vec<NameSpan>, hits: &[Hit<'_>], dates: &[Span]) {
    let mark = |w: usize| !s.words[w].form.contains(char::is_alphanumeric);
    let capital = |w: usize| s.words[w].form.starts_with(char::is_uppercase);
    let dated = |w: usize| dates.iter().any(|d| d.contains(s.words[w].span));
    // "the European Union on Tuesday": what leads the next phrase is left behind by it
    let small = |w: usize| {
        let word = &s.words[w];
        matches!(word.upos, Upos::Adp | Upos::Cconj | Upos::Sconj | Upos::Det)
            && word.form.starts_with(char::is_lowercase)
    };
    let start = (0..s.words.len()).find(|w| !mark(*w) && s.words[*w].upos != Upos::Num).unwrap_or(0);
    // what reads as a role noun or title and as nothing else
    let role = |first: usize, last: Option<usize>| {
        let here = |h: &&Hit<'_>| h.first == first && last.is_none_or(|l| h.last == l);
        let all = hits.iter().filter(here);
        let spatial = |e: &Entity<'_>| matches!(e.kind, EntityKind::Place | EntityKind::Region);
        let pure = all.clone().all(|h| h.names.iter().all(|(_, e)| is_role(e) || spatial(e)))
            && all.clone().any(|h| h.names.iter().any(|(_, e)| is_role(e)));
        all.max_by_key(|h| h.last).filter(|_| pure)
    };
    let plural = |h: &Hit<'_>| {
        s.words[h.first].feats.is("Number", "Plur")
            || h.names.iter().any(|(m, _)| m.form.number == crate::form::Number::Plural)
    };
    let force = |h: &Hit<'_>| {
        use Sector::{Cop, Crm, Mil, Prm, Reb, Uaf};
        h.names.iter().any(|(_, e)| matches!(e.sector, Some(Cop | Crm | Mil | Prm | Reb | Uaf)))
    };
    // "Kuleba met Borrell" are two persons, "Belarus deported migrants" is no organisation
    let verb = |w: &usize| {
        let word = &s.words[*w];
        matches!(word.upos, Upos::Verb | Upos::Aux) && word.form.starts_with(char::is_lowercase)
    };
    for i in 0..spans.len() {
        let name = spans[i];
        if matches!(name.ner, Ner::Per | Ner::Org)
            && let Some(cut) = (name.first + 1..name.last).find(verb)
        {
            spans[i].last = cut - 1;
            spans.push(NameSpan { first: cut + 1, ..name });
        }
    }
    spans.sort_by_key(|n| n.first);
    spans.retain_mut(|n| {
        while n.first < n.last && mark(n.first) {
            n.first += 1;
        }
        while n.last > n.first && (mark(n.last) || dated(n.last) || small(n.last)) {
            n.last -= 1;
        }
        if mark(n.first) || (n.first..=n.last).all(dated) {
            return false;
        }
        let word = &s.words[n.first];
        if n.first == start && n.last == start && word.upos == Upos::Noun && word.feats.is("Number", "Plur") {
            return false;
        }
        if let Some(h) = role(n.first, Some(n.last)) {
            let surname = n.ner == Ner::Per && !(n.first == start && plural(h));
            return surname || n.ner == Ner::Loc;
        }
        if n.ner == Ner::Loc {
            return true;
        }
        // "hat Belarus Migranten abgeschoben": a state and people are two.
        let state =
            |h: &&Hit<'_>| h.first == n.first && h.of(|_, e| e.kind == EntityKind::State).next().is_some();
        let people = |h: &&Hit<'_>| role(h.last + 1, Some(n.last)).is_some_and(plural);
        if let Some(h) = hits.iter().filter(state).find(people) {
            n.last = h.last;
            return true;
        }
        let Some(h) = role(n.first, None).filter(|h| h.last < n.last) else { return true };
        // "La compagnia aerea cilena Andenflug", "il Parlamento danese": what the noun and the adjective of a country
        // say is no part of the name that follows, and no name where none does.
        let of_country = |d: &&Hit<'_>| {
            d.first == h.last + 1 && !capital(d.first) && d.of(|m, _| is_demonym(m)).next().is_some()
        };
        let last = hits.iter().find(of_country).map_or(h.last, |d| d.last);
        if last >= n.last {
            return false;
        }
        if !capital(n.first) && capital(last + 1) {
            n.first = last + 1;
        } else if plural(h) && force(h) {
            let led = |w: &usize| matches!(s.words[*w].upos, Upos::Adp | Upos::Det);
            let rest = (h.last + 1..=n.last).find(|w| !led(w));
            if let Some(rest) = rest.filter(|r| *r > h.last + 1) {
                n.first = rest;
                n.ner = Ner::Org;
            }
        }
        true
    });
}

/// Whether a sentence is written in capitals, so that case tells nothing.
fn is_shouted(text: &str, s: &Sentence) -> bool {
    let mut letters =
        s.span.of(text).chars().filter(|c| c.is_alphabetic() && (c.is_lowercase() || c.is_uppercase()));
    s.tokens.len() > 3 && letters.all(char::is_uppercase)
}

fn fits(m: &Match<'_>, e: &Entity<'_>, surface: &str, lang: &str, shouted: bool) -> bool {
    let name = &m.name;
    if name.matching == Matching::Case && surface != name.text {
        return false;
    }
    // Role nouns are words of their language; letters stand for other names in other languages.
    let own = is_role(e) || is_demonym(m) || name.class == Class::Acronym || name.matching == Matching::Own;
    if own && name.lang != lang && name.lang != "mul" {
        return false;
    }
    if name.lang == "tr" && dots_differ(name.text, surface) {
        return false;
    }
    let first = |s: &str| s.chars().find(|c| c.is_alphabetic());
    let capital = first(name.text).is_some_and(char::is_uppercase);
    if capital && first(surface).is_some_and(char::is_lowercase) && !is_role(e) {
        return false;
    }
    // "The economist said": only the article has the capital of a sentence's beginning
    let named = |s: &str| {
        s.split_once(' ').is_some_and(|(a, rest)| a.len() <= 3 && rest.contains(char::is_uppercase))
    };
    if named(name.text) && !named(surface) && surface.contains(' ') && !is_role(e) {
        return false;
    }
    // "IT", "MALI" in capitals: an acronym-like form of a short name is no name unless all is in capitals.
    let caps = |s: &str| s.chars().all(|c| !c.is_lowercase());
    if !shouted && capital && !caps(name.text) && caps(surface) && surface.chars().count() <= 3 {
        return false;
    }
    true
}

/// Whether two spellings of a Turkish word differ in the dot of an i: *gazi* (veteran) and *gazı* (the gas).
fn dots_differ(a: &str, b: &str) -> bool {
    let dot = |c: char| match c {
        'i' | 'İ' => Some(true),
        'ı' | 'I' => Some(false),
        _ => None,
    };
    a.chars().zip(b.chars()).any(|(a, b)| dot(a).zip(dot(b)).is_some_and(|(a, b)| a != b))
}

fn part_of_speech_fits(s: &Sentence, first: usize, last: usize, m: &Match<'_>, e: &Entity<'_>) -> bool {
    if last > first {
        return true;
    }
    let upos = s.words[first].upos;
    match upos {
        Upos::Noun | Upos::Propn | Upos::X | Upos::Sym => true,
        Upos::Adj => !is_role(e) || m.name.class == Class::Noun,
        Upos::Verb | Upos::Aux | Upos::Adv | Upos::Adp | Upos::Det | Upos::Pron | Upos::Num | Upos::Intj => {
            // Taggers err on names they have not seen; a name in capitals is one all the same.
            !is_role(e)
                && (!is_demonym(m) || m.name.text.chars().count() > 4)
                && m.name.text.chars().count() > 3
                && upos != Upos::Det
                && upos != Upos::Pron
        }
        _ => false,
    }
}

/// Where a name of the text's own language or of many stands, names of other languages do not count.
fn prefer_own_language(hit: &mut Hit<'_>, lang: &str) {
    let own = |m: &Match<'_>| m.name.lang == lang || m.name.lang == "mul";
    if hit.names.iter().any(|(m, _)| own(m)) {
        hit.names.retain(|(m, _)| own(m));
    }
}

/// Drops hits that cross longer ones.
fn uncrossed(mut hits: Vec<Hit<'_>>) -> Vec<Hit<'_>> {
    hits.sort_by_key(|h| (std::cmp::Reverse(h.span.len()), h.first));
    let mut kept: Vec<Hit<'_>> = Vec::new();
    for hit in hits {
        let crosses = kept
            .iter()
            .any(|k| k.span.overlaps(hit.span) && !k.span.contains(hit.span) && !hit.span.contains(k.span));
        if !crosses {
            kept.push(hit);
        }
    }
    kept.sort_by_key(|h| (h.span.start, std::cmp::Reverse(h.span.end)));
    kept
}
