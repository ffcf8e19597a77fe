//! Which language a text is in.
//!
//! The script often says it, or letters that one language alone has; for Latin script, frequent small words. Only
//! where those leave it open is the statistical model of letters asked ([`lingua`]), and it is loaded then. Of a
//! long text, three samples are read.

use std::sync::OnceLock;

use casus_model::Lang;
use lingua::{IsoCode639_1, Language, LanguageDetector, LanguageDetectorBuilder};
use rustc_hash::FxHashMap;

/// A language and how sure it is, from 0 to 1.
#[derive(Clone, PartialEq, Debug)]
pub struct Identified {
    /// The language; [`Lang::UNKNOWN`] below [`LEAST`].
    pub lang: Lang,
    /// How sure it is.
    pub confidence: f64,
}

/// Least confidence with which a language is named.
pub const LEAST: f64 = 0.5;

/// Number of letters from which a text says enough.
const ENOUGH: usize = 24;

/// Length in bytes of one sample of a long text; there are three.
const SAMPLE: usize = 700;

/// Tells the language of a text. A text with few letters gets a low confidence.
pub fn identify(text: &str) -> Identified {
    let sample = sample(text);
    let count = Count::of(&sample);
    if count.letters == 0 {
        return unknown(0.0);
    }
    let share = |n: usize| n as f64 / count.letters as f64;
    // a short text says less than a long one; so does one whose script is mixed
    let weight = (count.letters as f64 / ENOUGH as f64).min(1.0);
    let (script, letters) = count.main_script();
    let purity = share(letters);
    if purity < 0.5 {
        return unknown(purity / 2.0);
    }
    let single = match script {
        Script::Hangul => Some("ko"),
        Script::Greek => Some("el"),
        Script::Hebrew => Some("he"),
        Script::Han => Some(if count.kana * 10 > letters { "ja" } else { "zh" }),
        _ => None,
    };
    if let Some(code) = single {
        return named(code, (letters as f64 / 6.0).min(1.0) * purity);
    }
    let told = match script {
        Script::Cyrillic => cyrillic(&sample, letters),
        Script::Arabic => arabic(&sample),
        _ => small_words(&sample),
    };
    if let Some((code, confidence)) = told {
        return named(code, confidence * weight.max(0.6));
    }
    let (code, confidence) = ask(&sample, script);
    named(code, confidence * weight)
}

fn unknown(confidence: f64) -> Identified {
    Identified { lang: Lang::UNKNOWN, confidence }
}

fn named(code: &str, confidence: f64) -> Identified {
    let lang = code.parse().ok().filter(|_| confidence >= LEAST).unwrap_or(Lang::UNKNOWN);
    Identified { lang, confidence }
}

/// Beginning, middle and end of a long text.
fn sample(text: &str) -> String {
    if text.len() <= 4 * SAMPLE {
        return text.to_owned();
    }
    let boundary = |mut i: usize| {
        while !text.is_char_boundary(i) {
            i += 1;
        }
        i
    };
    let piece = |from: usize| &text[boundary(from)..boundary(from + SAMPLE)];
    [piece(0), piece(text.len() / 2), piece(text.len() - SAMPLE - 4)].join(" ")
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Script {
    Latin,
    Cyrillic,
    Arabic,
    Han,
    Hangul,
    Greek,
    Hebrew,
    Other,
}

#[derive(Default)]
struct Count {
    letters: usize,
    scripts: [usize; 8],
    kana: usize,
}

impl Count {
    fn of(text: &str) -> Self {
        let mut count = Self::default();
        for c in text.chars().filter(|c| c.is_alphabetic()) {
            let script = script_of(c);
            // a Chinese character says as much as several letters
            let weight = if script == Script::Han { 3 } else { 1 };
            count.letters += weight;
            count.kana += usize::from(matches!(c, '\u{3040}'..='\u{30ff}')) * weight;
            count.scripts[script as usize] += weight;
        }
        count
    }

    fn main_script(&self) -> (Script, usize) {
        use Script::{Arabic, Cyrillic, Greek, Han, Hangul, Hebrew, Latin, Other};
        let all = [Latin, Cyrillic, Arabic, Han, Hangul, Greek, Hebrew, Other];
        all.into_iter()
            .map(|s| (s, self.scripts[s as usize]))
            .rev()
            .max_by_key(|(_, n)| *n)
            .unwrap_or((Other, 0))
    }
}

fn script_of(c: char) -> Script {
    match c {
        'a'..='z' | 'A'..='Z' | '\u{c0}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}' => Script::Latin,
        '\u{400}'..='\u{52f}' => Script::Cyrillic,
        '\u{600}'..='\u{6ff}' | '\u{750}'..='\u{77f}' | '\u{fb50}'..='\u{fdff}' | '\u{fe70}'..='\u{feff}' => {
            Script::Arabic
        }
        '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{20000}'..='\u{3ffff}' => Script::Han,
        '\u{ac00}'..='\u{d7af}' => Script::Hangul,
        '\u{370}'..='\u{3ff}' => Script::Greek,
        '\u{590}'..='\u{5ff}' => Script::Hebrew,
        _ => Script::Other,
    }
}

/// Russian, Ukrainian and Kazakh by the letters that they alone have among the three. A text with none of them, or
/// with letters of other Cyrillic alphabets, is left open.
fn cyrillic(text: &str, letters: usize) -> Option<(&'static str, f64)> {
    let (mut kazakh, mut ukrainian, mut russian, mut other) = (0, 0, 0, 0);
    for c in text.chars() {
        match c {
            'ә' | 'ғ' | 'қ' | 'ң' | 'ө' | 'ұ' | 'ү' | 'һ' | 'Ә' | 'Ғ' | 'Қ' | 'Ң' | 'Ө' | 'Ұ' | 'Ү' =>
            {
                kazakh += 1;
            }
            'і' | 'ї' | 'є' | 'ґ' | 'І' | 'Ї' | 'Є' | 'Ґ' => ukrainian += 1,
            'ы' | 'э' | 'ё' | 'ъ' | 'Э' | 'Ы' | 'Ё' => russian += 1,
            'ў' | 'Ў' | 'ј' | 'љ' | 'њ' | 'ђ' | 'ћ' | 'џ' | 'ѓ' | 'ќ' => other += 1,
            _ => {}
        }
    }
    // Kyrgyz and Mongolian have ө ү, but neither қ nor ғ; Bulgarian has ъ often and no ы
    let specific = text.contains(['қ', 'ғ', 'ұ', 'і']);
    let frequent = |n: usize| n * 50 >= letters;
    if other > 0 || letters < 12 {
        None
    } else if frequent(kazakh) && specific {
        Some(("kk", 0.98))
    } else if frequent(ukrainian) && kazakh == 0 && russian * 4 <= ukrainian {
        Some(("uk", 0.98))
    } else if text.contains('ы') && kazakh == 0 && ukrainian == 0 && russian * 80 >= letters {
        Some(("ru", 0.97))
    } else {
        None
    }
}

/// Arabic unless letters of Persian or Urdu occur.
fn arabic(text: &str) -> Option<(&'static str, f64)> {
    let foreign =
        text.chars().filter(|c| matches!(c, 'پ' | 'چ' | 'ژ' | 'گ' | 'ک' | 'ی' | 'ے' | 'ٹ' | 'ں')).count();
    let own = text.chars().filter(|c| matches!(c, 'ة' | 'ى' | 'أ' | 'إ' | 'ي' | 'ك')).count();
    (own > 4 * foreign && own > 0).then_some(("ar", 0.97))
}

/// Small words that are frequent in one language; a word may serve several.
const SMALL_WORDS: [(&str, &str); 13] = [
    (
        "en",
        "the of and to in that is was for with on as by it from have has said are were which this be not his their",
    ),
    (
        "it",
        "il di che e la un una per del della non con sono è nel alla dei le gli da ha anche più si delle al dal dopo come",
    ),
    (
        "es",
        "el de que y la los las en un una por con para se del no es su al lo como más fue ha también sobre entre pero",
    ),
    (
        "fr",
        "le de la les et des en un une du que est pour dans qui par sur au avec ne pas il plus son ce aux sont été cette",
    ),
    (
        "de",
        "der die und das in den von zu mit ist des dem sich nicht auf für ein eine auch im als nach wird bei hat aus er",
    ),
    (
        "pt",
        "o de que e a os as em um uma para com não do da no na por se mais dos ao foi são como pelo também à das",
    ),
    (
        "pl",
        "w i na z się do nie że to o jest po przez od za jak dla ale są był oraz które może tym ich przed",
    ),
    (
        "tr",
        "ve bir bu için ile da de olarak olan daha gibi çok kadar sonra en ancak ise değil olduğu tarafından göre dedi",
    ),
    (
        "nl",
        "de het een van en in is dat op te met voor niet aan zijn er om ook door naar bij uit maar worden heeft wordt",
    ),
    (
        "ro",
        "și de în a la cu o care pe că nu din este un pentru mai sau prin ale fost său după sunt către au",
    ),
    ("cs", "a v na se je že s z do o k i pro za by ve jako od po jsou ale podle které jeho není také byl"),
    ("sv", "och i att det som en på är av för med den till inte har de ett om var från men sig vid"),
    ("ca", "el de la i que a en les per un una amb del no és als dels ha més però aquest seva són"),
];

fn table() -> &'static FxHashMap<&'static str, u16> {
    static TABLE: OnceLock<FxHashMap<&'static str, u16>> = OnceLock::new();
    TABLE.get_or_init(|| {
        let mut map: FxHashMap<&str, u16> = FxHashMap::default();
        for (i, (_, words)) in SMALL_WORDS.iter().enumerate() {
            for word in words.split(' ') {
                *map.entry(word).or_default() |= 1 << i;
            }
        }
        map
    })
}

/// The language whose small words are far more frequent than those of any other; `None` when none stands out.
fn small_words(text: &str) -> Option<(&'static str, f64)> {
    let table = table();
    // a word that few languages have says more
    let mut scores = [0.0f64; SMALL_WORDS.len()];
    let mut words = 0usize;
    for word in text.split(|c: char| !c.is_alphabetic()).filter(|w| !w.is_empty()) {
        words += 1;
        let lower = word.to_lowercase();
        let Some(langs) = table.get(lower.as_str()) else { continue };
        let each = 1.0 / f64::from(langs.count_ones());
        for (i, score) in scores.iter_mut().enumerate() {
            if langs & (1 << i) != 0 {
                *score += each;
            }
        }
    }
    let mut order: Vec<usize> = (0..scores.len()).collect();
    order.sort_by(|a, b| scores[*b].total_cmp(&scores[*a]).then(a.cmp(b)));
    let (best, second) = (scores[order[0]], scores[order[1]]);
    let clear = words >= 12 && best >= 3.0 && best >= 1.8 * second && best * 9.0 >= words as f64;
    clear.then(|| (SMALL_WORDS[order[0]].0, if best >= 2.5 * second { 0.98 } else { 0.9 }))
}

/// Asks the statistical model about the sample.
fn ask(text: &str, script: Script) -> (&'static str, f64) {
    static LATIN: OnceLock<LanguageDetector> = OnceLock::new();
    static OTHER: OnceLock<LanguageDetector> = OnceLock::new();
    use IsoCode639_1::{AR, CS, DE, EN, ES, FA, FR, IT, KK, NL, PL, PT, RO, RU, TR, UK};
    let build = |codes: &[IsoCode639_1]| LanguageDetectorBuilder::from_iso_codes_639_1(codes).build();
    let detector = match script {
        Script::Latin => LATIN.get_or_init(|| build(&[EN, IT, ES, FR, DE, PT, PL, TR, NL, RO, CS])),
        _ => OTHER.get_or_init(|| build(&[RU, UK, KK, AR, FA])),
    };
    // few letters are enough for the model, and many are slow
    let end = text.char_indices().nth(300).map_or(text.len(), |(i, _)| i);
    let values = detector.compute_language_confidence_values(&text[..end]);
    values.first().map_or(("und", 0.0), |(language, confidence)| (code_of(*language), *confidence))
}

fn code_of(language: Language) -> &'static str {
    match language {
        Language::English => "en",
        Language::Italian => "it",
        Language::Spanish => "es",
        Language::French => "fr",
        Language::German => "de",
        Language::Portuguese => "pt",
        Language::Polish => "pl",
        Language::Turkish => "tr",
        Language::Dutch => "nl",
        Language::Romanian => "ro",
        Language::Czech => "cs",
        Language::Russian => "ru",
        Language::Ukrainian => "uk",
        Language::Kazakh => "kk",
        Language::Arabic => "ar",
        Language::Persian => "fa",
        _ => "und",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        let found = identify(text);
        assert_eq!(found.lang.as_str(), expected, "{found:?} for {text}");
    }

    #[test]
    fn thirteen_languages_are_told_from_a_sentence() {
        check("The president of Kazakhstan asked the alliance for help on Wednesday.", "en");
        check("Il presidente del Kazakistan ha chiesto aiuto all'alleanza mercoledì.", "it");
        check("El presidente de Kazajistán pidió ayuda a la alianza el miércoles.", "es");
        check("Le président du Kazakhstan a demandé l'aide de l'alliance mercredi.", "fr");
        check("Der Präsident Kasachstans bat das Bündnis am Mittwoch um Hilfe.", "de");
        check("O presidente do Cazaquistão pediu ajuda à aliança na quarta-feira.", "pt");
        check(
            "Президент Казахстана обратился в среду за помощью к союзникам, объявив чрезвычайное положение.",
            "ru",
        );
        check("Президент Казахстану звернувся у середу по допомогу до союзників, його підтримали.", "uk");
        check("Қазақстан президенті сәрсенбі күні одақтастарынан көмек сұрады.", "kk");
        check("Kazakistan cumhurbaşkanı çarşamba günü ittifaktan yardım istedi.", "tr");
        check("طلب رئيس كازاخستان المساعدة من التحالف يوم الأربعاء.", "ar");
        check("哈萨克斯坦总统周三向联盟请求援助。", "zh");
        check("Prezydent Kazachstanu zwrócił się w środę o pomoc do sojuszu.", "pl");
    }

    #[test]
    fn what_says_nothing_stays_unknown() {
        for text in ["", "123 456", "!!! ???", "OK", "x", "🙂🙂", "Tokayev"] {
            check(text, "und");
        }
    }

    #[test]
    fn a_long_text_is_sampled() {
        let text =
            "Il governo ha detto che la situazione è sotto controllo e non ci sono pericoli. ".repeat(20_000);
        let started = std::time::Instant::now();
        check(&text, "it");
        assert!(started.elapsed().as_millis() < 500);
    }
}
