//! What is known of writing before any treebank is read: where tokens and sentences usually end.

use casus_model::Span;

use crate::segment::atoms::{Atom, Class};
use crate::segment::tokens::{Piece, View};

/// Abbreviations that are followed by more of the sentence, in lower case and without the last full stop.
const ABBREVIATIONS: [(&str, &[&str]); 14] = [
    (
        "",
        &[
            "dr", "prof", "st", "vs", "etc", "cf", "art", "vol", "ed", "op", "cit", "gen", "col", "maj",
            "no", "nr", "tel", "fig", "max", "min", "ca", "jr", "sr",
        ],
    ),
    (
        "en",
        &[
            "mr", "mrs", "ms", "messrs", "rev", "hon", "gov", "sen", "rep", "pres", "lt", "sgt", "capt",
            "cmdr", "adm", "brig", "cpl", "pvt", "supt", "inc", "ltd", "co", "corp", "bros", "dept", "jan",
            "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec", "nos", "pp", "e.g",
            "i.e", "approx", "ave", "blvd", "mt", "ft",
        ],
    ),
    (
        "it",
        &[
            "sig", "sigg", "sig.ra", "sig.na", "dott", "dott.ssa", "avv", "ing", "on", "sen", "min", "pres",
            "geom", "rag", "arch", "mons", "card", "cap", "col", "ten", "brig", "s", "ss", "san", "artt",
            "n", "nn", "num", "p", "pp", "pag", "pagg", "vol", "ecc", "es", "ad es", "cfr", "c.d", "lett",
            "comm", "segg", "seg", "sez", "v", "d.lgs", "dpr", "d.p.r", "d.l", "l", "reg", "all", "ca",
            "tel", "gen", "feb", "mar", "apr", "mag", "giu", "lug", "ago", "set", "sett", "ott", "nov",
            "dic",
        ],
    ),
    (
        "es",
        &[
            "sr", "sra", "srta", "sres", "d", "dña", "dn", "dra", "lic", "ing", "gral", "cnel", "cap", "tte",
            "sto", "sta", "pág", "págs", "p", "pp", "núm", "nº", "ej", "aprox", "ud", "uds", "vd", "ee.uu",
            "rr.hh", "art", "arts", "depto", "av", "avda", "excmo", "mons", "pdte",
        ],
    ),
    (
        "fr",
        &[
            "m", "mm", "mme", "mmes", "mlle", "mlles", "mgr", "me", "pr", "ste", "p", "pp", "éd", "av", "bd",
            "chap", "env", "ex", "hab", "janv", "févr", "juil", "sept", "oct", "nov", "déc", "réf", "tél",
            "c.-à-d", "cie",
        ],
    ),
    (
        "de",
        &[
            "hr", "hrn", "fr", "frl", "dipl", "ing", "z.b", "z", "b", "u.a", "d.h", "bzw", "usw", "ca",
            "evtl", "ggf", "inkl", "exkl", "mio", "mrd", "nr", "str", "tel", "s", "abs", "bd", "hrsg", "jh",
            "jhd", "sog", "vgl", "zzgl", "jan", "feb", "aug", "sept", "okt", "nov", "dez", "geb", "gest",
            "kap", "min", "std", "u.s", "v.a", "o.ä", "hl", "ff", "gem", "lt",
        ],
    ),
    (
        "pt",
        &[
            "sr", "sra", "srs", "srta", "dra", "drs", "d", "eng", "exmo", "exma", "pág", "págs", "p", "pp",
            "nº", "núm", "av", "r", "ex", "aprox", "gov", "pres", "sen", "dep", "min", "ten", "cap", "sto",
            "sta", "tel",
        ],
    ),
    (
        "ru",
        &[
            "г", "гг", "г-н", "г-жа", "в", "вв", "н", "э", "н.э", "т", "тт", "т.д", "т.п", "т.е", "т.н", "д",
            "п", "е", "др", "пр", "проф", "акад", "им", "ул", "стр", "с", "ст", "см", "рис", "табл", "руб",
            "коп", "тыс", "млн", "млрд", "долл", "чел", "кв", "куб", "ок", "прим", "ред", "изд", "напр",
            "обл", "р-н", "пос", "св", "ген", "полк", "зам", "янв", "фев", "февр", "мар", "апр", "авг",
            "сент", "окт", "ноя", "нояб", "дек",
        ],
    ),
    (
        "uk",
        &[
            "р",
            "рр",
            "ст",
            "ім",
            "вул",
            "м",
            "с",
            "смт",
            "обл",
            "тис",
            "млн",
            "млрд",
            "грн",
            "коп",
            "див",
            "напр",
            "т",
            "д",
            "т.д",
            "т.п",
            "тобто",
            "проф",
            "акад",
            "ін",
            "п",
            "кв",
            "см",
            "рис",
            "табл",
            "ред",
            "вид",
            "св",
            "ген",
        ],
    ),
    (
        "pl",
        &[
            "p", "pp", "prof", "inż", "mgr", "lek", "ks", "bp", "abp", "płk", "mjr", "kpt", "por", "np",
            "m.in", "itd", "itp", "tzn", "tzw", "tj", "r", "w", "ul", "al", "pl", "woj", "pow", "gm", "nr",
            "s", "str", "t", "tys", "mln", "mld", "zł", "godz", "min", "sek", "ok", "św", "im", "zob", "por",
            "red", "wyd", "ww", "ds", "b", "j",
        ],
    ),
    (
        "tr",
        &[
            "doç", "yrd", "av", "sn", "alb", "org", "korg", "tümg", "yzb", "cad", "sok", "mah", "apt", "bkz",
            "vb", "vs", "yy", "s", "ör", "mad", "md", "no", "tel", "m.ö", "m.s", "a.ş", "ltd", "şti",
        ],
    ),
    (
        "kk",
        &[
            "ж", "жж", "т.б", "т", "б", "т.с.с", "млн", "млрд", "мың", "ғ", "обл", "қ", "б.з.д", "б.з",
            "проф", "акад",
        ],
    ),
    ("ar", &["د", "م", "ص", "هـ", "ق"]),
    ("zh", &[]),
];

/// Abbreviations that also end sentences: only a capital letter after them says so.
const MAY_END: [&str; 19] = [
    "etc", "ecc", "inc", "ltd", "co", "corp", "jr", "sr", "u.s", "u.k", "u.n", "e.u", "p.m", "a.m", "usw",
    "itd", "itp", "т.д", "др",
];

/// Titles: a sentence never ends between one and the name after it.
const TITLES: [(&str, &[&str]); 13] = [
    ("", &["dr", "prof", "st", "gen", "col"]),
    (
        "en",
        &[
            "mr", "mrs", "ms", "messrs", "rev", "hon", "gov", "sen", "rep", "pres", "lt", "sgt", "capt",
            "cmdr", "adm", "brig", "cpl", "maj", "vs",
        ],
    ),
    (
        "it",
        &[
            "sig", "sigg", "sig.ra", "sig.na", "dott", "dott.ssa", "avv", "ing", "on", "sen", "pres", "geom",
            "rag", "arch", "mons", "card", "brig", "cap", "ten",
        ],
    ),
    (
        "es",
        &[
            "sr", "sra", "srta", "sres", "dña", "dra", "lic", "ing", "gral", "cnel", "sto", "sta", "mons",
            "excmo",
        ],
    ),
    ("fr", &["m", "mm", "mme", "mmes", "mlle", "mlles", "mgr", "me", "pr", "ste"]),
    ("de", &["hr", "hrn", "frl", "dipl", "hl"]),
    ("pt", &["sr", "sra", "srs", "srta", "dra", "drs", "eng", "exmo", "exma", "sto", "sta", "dep", "sen"]),
    ("ru", &["проф", "акад", "им", "ул", "г-н", "г-жа", "св", "тов", "ген"]),
    ("uk", &["проф", "акад", "ім", "вул", "св", "ген"]),
    ("pl", &["inż", "mgr", "lek", "ks", "bp", "abp", "płk", "mjr", "kpt", "św", "ul", "al", "im"]),
    ("tr", &["doç", "yrd", "av", "sn", "alb", "org", "yzb"]),
    ("kk", &["проф", "акад"]),
    ("ar", &["د"]),
];

/// What stands before a number: a sentence never ends between the two.
const COUNTED: [&str; 26] = [
    "no", "nos", "nr", "n", "nn", "num", "núm", "art", "arts", "artt", "p", "pp", "pag", "pág", "vol", "fig",
    "abs", "ст", "стр", "рис", "п", "ч", "поз", "poz", "str", "lit",
];

/// Whether the full stop of token `i` belongs to a title before a name, or to what stands before a number.
pub(crate) fn goes_on(text: &str, lang: &str, tokens: &[Piece], i: usize) -> bool {
    let Some(next) = tokens.get(i + 1) else { return false };
    let Some((word, _)) = before_dot(text, tokens, &tokens[i]) else { return false };
    let word = word.to_lowercase();
    let title =
        || TITLES.iter().any(|(l, list)| (l.is_empty() || *l == lang) && list.contains(&word.as_str()));
    match next.first {
        Class::Digits => COUNTED.contains(&word.as_str()),
        first => first.is_capitalised() && title(),
    }
}

/// Whether `word` (without its last full stop) is an abbreviation in the language.
pub(crate) fn is_abbreviation(lang: &str, word: &str) -> bool {
    let lower = word.to_lowercase();
    ABBREVIATIONS.iter().any(|(l, list)| (l.is_empty() || *l == lang) && list.contains(&lower.as_str()))
}

/// Italian and French words that lose their last vowel before another word and stand for nothing else: what follows
/// their apostrophe is a word of its own. `d'` and `dell'` before a capital may begin a name.
const ELIDED: [(&str, &[&str]); 2] = [
    (
        "it",
        &[
            "l", "un", "dell", "all", "dall", "nell", "sull", "coll", "d", "c", "gl", "quell", "quest",
            "nessun", "ciascun", "sant", "tutt", "anch", "dov", "com", "quand", "mezz", "bell", "vent",
            "trent", "quarant", "cinquant", "sessant", "settant", "ottant", "novant",
        ],
    ),
    ("fr", &["l", "d", "j", "m", "t", "s", "c", "n", "qu", "lorsqu", "puisqu", "quoiqu", "jusqu"]),
];

/// What is sure of the place after atom `i`, whatever a treebank teaches: dates as ISO 8601 writes them are one token,
/// and an elided article ends with its apostrophe.
pub(crate) fn sure(view: &View, lang: &str, i: usize) -> Option<bool> {
    use Class::{Apostrophe, Dash, Digits};
    let (from, to) = view.chunk(i);
    let at = |k: usize| (from..to).contains(&k).then(|| &view.atoms[k]);
    let digits = |k: usize, n: usize| at(k).is_some_and(|a| a.class == Digits && a.span.len() == n);
    let dash = |k: usize| at(k).is_some_and(|a| a.class == Dash && a.span.len() == 1);
    let date = |k: usize| digits(k, 4) && dash(k + 1) && digits(k + 2, 2) && dash(k + 3) && digits(k + 4, 2);
    let first = (i.saturating_sub(3)..=i).find(|k| date(*k));
    if first.is_some_and(|k| !(dash(k + 5) || k > from && dash(k - 1))) {
        return Some(false);
    }
    let elided = ELIDED.iter().find(|(l, _)| *l == lang)?.1;
    // Atom `k`, an apostrophe and the atom after it; a space before the apostrophe is a slip.
    let elides = |k: usize| {
        let (word, next) = (view.atoms.get(k)?, at(k + 2)?);
        let name = matches!(word.class, Class::Capital | Class::Initial) && next.class.is_capitalised();
        let lower = view.surface(k).to_lowercase();
        let known = elided.contains(&lower.as_str()) && !(name && lower.starts_with('d'));
        (at(k + 1)?.class == Apostrophe && !next.spaced && next.class.is_word() && known).then_some(())
    };
    match view.atoms[i].class {
        Apostrophe => elides(i.checked_sub(1)?).map(|()| true),
        _ => elides(i).map(|()| false),
    }
}

/// Whether a token ends after atom `i`, by rule.
pub(crate) fn divides(view: &View, lang: &str, i: usize) -> bool {
    use Class::{Apostrophe, Comma, Currency, Dash, Digits, Dot, Slash, Symbol};
    let (left, right) = (&view.atoms[i], &view.atoms[i + 1]);
    if right.spaced {
        return !matches!(lang, "fr" | "ru" | "pl" | "uk" | "es" | "kk");
    }
    let (from, to) = view.chunk(i);
    let rr = (i + 2 < to).then(|| &view.atoms[i + 2]);
    let ll = (i > from).then(|| &view.atoms[i - 1]);
    let word = |a: Option<&Atom>| a.is_some_and(|a| a.class.is_word());
    let digits = |a: Option<&Atom>| a.is_some_and(|a| a.class == Digits);
    let elides = matches!(lang, "it" | "fr" | "ca");
    match (left.class, right.class) {
        (l, r) if l.is_letters() && r.is_letters() => l == Class::Han || r == Class::Han,
        (l, r) if l.is_word() && r.is_word() => false,
        // 2.500 and 3,14 and 10:30
        (Digits, Dot | Comma | Class::Colon | Apostrophe) => !digits(rr),
        (Dot | Comma | Class::Colon | Apostrophe, Digits) => !digits(ll),
        // abbreviations and initials
        (l, Dot) if l.is_letters() => !dot_belongs(view, lang, i, from, to),
        (Dot, r) if r.is_letters() => !(word(ll) && inner_dot(left, ll, right)),
        // l'Ucraina, but O'Brien
        (l, Apostrophe) if l.is_letters() => !(word(rr) || elides),
        (Apostrophe, r) if r.is_word() => elides || !word(ll),
        (l, Dash) if l.is_word() => !word(rr) || right.span.len() > 1 && view.surface(i + 1).starts_with('-'),
        (Dash, r) if r.is_word() => !word(ll),
        (l, Slash) if l.is_word() => !word(rr),
        (Slash, r) if r.is_word() => !word(ll),
        (Symbol, r) if r.is_word() => !matches!(view.surface(i), "#" | "@" | "_" | "&"),
        (l, Symbol) if l.is_word() => !(matches!(view.surface(i + 1), "_" | "&" | "@") && word(rr)),
        (Currency, Currency) => false,
        (Class::Terminal, Class::Terminal) => view.surface(i).is_ascii() != view.surface(i + 1).is_ascii(),
        _ => true,
    }
}

/// Whether the full stop after atom `i` belongs to its word.
fn dot_belongs(view: &View, lang: &str, i: usize, from: usize, to: usize) -> bool {
    let left = &view.atoms[i];
    let dot_last = i + 2 == to;
    if !dot_last {
        // U.S. or www.x, not end."
        let after = &view.atoms[i + 2];
        if after.class.is_letters() && inner_dot(&view.atoms[i + 1], Some(left), after) {
            return true;
        }
    }
    if left.class == Class::Initial {
        return true;
    }
    let start = view.atoms[from].span.start as usize;
    let chunk =
        view.text[start..left.span.end as usize].trim_start_matches(['(', '[', '"', '«', '“', '„', '\'']);
    // U.S. again: a single letter after another full stop
    if chunk.contains('.') && view.surface(i).chars().count() == 1 {
        return true;
    }
    chunk.len() <= 24 && is_abbreviation(lang, chunk) || is_abbreviation(lang, view.surface(i))
}

/// Whether a full stop between two words stands inside one token (`U.S`, `casus.org`), rather than between two
/// sentences that were glued (`Zhomart.Tokaev`).
fn inner_dot(_dot: &Atom, before: Option<&Atom>, after: &Atom) -> bool {
    let Some(before) = before else { return false };
    !(after.class == Class::Capital && before.span.len() > 2) || before.class == Class::Initial
}

/// The address of the web or of mail in a chunk, without punctuation at its ends.
pub(crate) fn address(chunk: &str) -> Option<Span> {
    let head = chunk.trim_start_matches(['(', '[', '<', '"', '\'', '«', '“', '‘']);
    let body =
        head.trim_end_matches(['.', ',', ';', ':', '!', '?', ')', ']', '>', '"', '\'', '»', '”', '’', '…']);
    let start = chunk.len() - head.len();
    let known = ["http://", "https://", "www.", "ftp://"]
        .iter()
        .any(|p| body.get(..p.len()).is_some_and(|b| b.eq_ignore_ascii_case(p)));
    let mail = body.split_once('@').is_some_and(|(user, host)| {
        let plain = |s: &str| {
            !s.is_empty()
                && s.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_' | b'+'))
        };
        plain(user) && plain(host) && host.contains('.')
    });
    (known || mail).then(|| Span::new(start, start + body.len()))
}

/// Whether the treebank of a language (Arabic: PADT) takes whole paragraphs for sentences, so that it teaches nothing of
/// where a sentence ends.
pub(crate) fn keeps_paragraphs(lang: &str) -> bool {
    lang == "ar"
}

/// Whether a sentence ends after token `i`, by rule.
pub(crate) fn ends(text: &str, lang: &str, tokens: &[Piece], i: usize) -> bool {
    let token = &tokens[i];
    let Some(next) = tokens.get(i + 1) else { return true };
    // a closing mark that is written to the word before it still belongs to this sentence
    if next.last.closes()
        && !next.spaced
        && !(next.first == Class::Quote && tokens.get(i + 2).is_some_and(|t| !t.spaced))
    {
        return false;
    }
    let closing = token.last.closes() && token.atoms == 1 && (!token.spaced || next.spaced);
    let mark = if closing { i.checked_sub(1).map(|j| &tokens[j]) } else { Some(token) };
    let Some(mark) = mark.filter(|m| m.last.is_final()) else { return false };
    // skip what may open the next sentence
    let opening = tokens[i + 1..].iter().take(3).find(|t| !t.first.opens());
    let Some(first) = opening else { return true };
    let starts = first.first.is_capitalised()
        || matches!(first.first, Class::Digits | Class::Caseless | Class::Han)
        || !first.first.is_word();
    if mark.last == Class::Terminal {
        return starts || !mark.span.of(text).ends_with(['!', '?']);
    }
    if !starts {
        return false;
    }
    if let Some((word, initial)) = before_dot(text, tokens, mark) {
        let lower = word.to_lowercase();
        if MAY_END.contains(&lower.as_str()) {
            return first.first.is_capitalised();
        }
        return !(initial || is_abbreviation(lang, word))
            && (mark.atoms == 1 || first.first.is_capitalised());
    }
    true
}

/// The word whose full stop `mark` is or holds, and whether it is a single letter in upper case.
fn before_dot<'t>(text: &'t str, tokens: &[Piece], mark: &Piece) -> Option<(&'t str, bool)> {
    if mark.last != Class::Dot {
        return None;
    }
    if mark.atoms > 1 {
        let word = mark.span.of(text);
        return Some((&word[..word.rfind('.')?], mark.first == Class::Initial && mark.atoms == 2));
    }
    let i = tokens.partition_point(|t| t.span.start < mark.span.start);
    let word = tokens.get(i.checked_sub(1)?).filter(|t| !mark.spaced && t.last.is_letters())?;
    Some((word.span.of(text), word.first == Class::Initial && word.atoms == 1))
}
