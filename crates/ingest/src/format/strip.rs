//! The plain text of HTML, tag by tag and in linear time: for feeds, and for pages that no tree should be built of.

/// Elements whose content is no text.
const SILENT: [&str; 9] =
    ["script", "style", "noscript", "template", "svg", "nav", "footer", "form", "title"];

/// Elements that stand in a line of text.
const INLINE: [&str; 24] = [
    "a", "abbr", "b", "bdi", "bdo", "cite", "code", "data", "em", "font", "i", "ins", "kbd", "mark", "q",
    "s", "small", "span", "strong", "sub", "sup", "time", "u", "wbr",
];

/// The text of HTML: paragraphs divided by empty lines, entities decoded.
pub(crate) fn text_of(html: &str) -> String {
    let mut out = String::with_capacity(html.len() / 2);
    let mut rest = html;
    // inside an element without text: its name
    let mut silent: Option<String> = None;
    while let Some(open) = rest.find('<') {
        let (before, tag) = rest.split_at(open);
        if silent.is_none() {
            push_text(&mut out, before);
        }
        if let Some(comment) = tag.strip_prefix("<!--") {
            rest = comment.find("-->").map_or("", |i| &comment[i + 3..]);
            continue;
        }
        let name: String = tag[1..]
            .trim_start_matches('/')
            .chars()
            .take_while(char::is_ascii_alphanumeric)
            .map(|c| c.to_ascii_lowercase())
            .take(16)
            .collect();
        if name.is_empty() && !tag.starts_with("<!") && !tag.starts_with("<?") && !tag.starts_with("</") {
            // a sign, not a tag: 3 < 5
            if silent.is_none() {
                out.push('<');
            }
            rest = &tag[1..];
            continue;
        }
        let Some(close) = tag.find('>') else {
            rest = "";
            break;
        };
        let closing = tag.starts_with("</");
        rest = &tag[close + 1..];
        match &silent {
            Some(element) if closing && *element == name => silent = None,
            Some(_) => {}
            None if !closing && SILENT.contains(&name.as_str()) && !tag[..close].ends_with('/') => {
                silent = Some(name);
            }
            None if name == "br" => out.push('\n'),
            None if INLINE.contains(&name.as_str()) => {}
            None => out.push_str("\n\n"),
        }
    }
    if silent.is_none() {
        push_text(&mut out, rest);
    }
    tidy(&out)
}

/// How deeply elements are nested, by counting tags; what need not be closed is not counted.
pub(crate) fn depth(html: &str) -> usize {
    const VOID: [&str; 20] = [
        "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr",
        "p", "li", "td", "tr", "th", "dd", "dt",
    ];
    let (mut depth, mut deepest) = (0usize, 0usize);
    for (i, _) in html.match_indices('<') {
        let tag = &html[i + 1..];
        let closing = tag.starts_with('/');
        let name = tag.trim_start_matches('/');
        let end = name.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(name.len()).min(12);
        if end == 0 || VOID.iter().any(|v| v.eq_ignore_ascii_case(name.get(..end).unwrap_or(""))) {
            continue;
        }
        depth = if closing { depth.saturating_sub(1) } else { depth + 1 };
        deepest = deepest.max(depth);
    }
    deepest
}

/// Adds text with its entities decoded.
fn push_text(out: &mut String, text: &str) {
    let mut rest = text;
    while let Some(i) = rest.find('&') {
        out.push_str(&rest[..i]);
        let tail = &rest[i + 1..];
        let end = tail.bytes().take(12).position(|b| b == b';');
        match end.and_then(|e| Some((e, entity(&tail[..e])?))) {
            Some((e, c)) => {
                out.push(c);
                rest = &tail[e + 1..];
            }
            None => {
                out.push('&');
                rest = tail;
            }
        }
    }
    out.push_str(rest);
}

/// The character of an entity, by number or by one of the names that news uses.
fn entity(name: &str) -> Option<char> {
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16).ok()?,
            None => number.parse().ok()?,
        };
        return char::from_u32(code).filter(|c| *c != '\0');
    }
    const NAMES: [(&str, char); 54] = [
        ("amp", '&'),
        ("lt", '<'),
        ("gt", '>'),
        ("quot", '"'),
        ("apos", '\''),
        ("nbsp", '\u{a0}'),
        ("shy", '\u{ad}'),
        ("ndash", '–'),
        ("mdash", '—'),
        ("hellip", '…'),
        ("lsquo", '‘'),
        ("rsquo", '’'),
        ("ldquo", '“'),
        ("rdquo", '”'),
        ("sbquo", '‚'),
        ("bdquo", '„'),
        ("laquo", '«'),
        ("raquo", '»'),
        ("euro", '€'),
        ("pound", '£'),
        ("yen", '¥'),
        ("cent", '¢'),
        ("sect", '§'),
        ("copy", '©'),
        ("reg", '®'),
        ("trade", '™'),
        ("deg", '°'),
        ("middot", '·'),
        ("bull", '•'),
        ("iexcl", '¡'),
        ("iquest", '¿'),
        ("times", '×'),
        ("agrave", 'à'),
        ("aacute", 'á'),
        ("acirc", 'â'),
        ("auml", 'ä'),
        ("ccedil", 'ç'),
        ("egrave", 'è'),
        ("eacute", 'é'),
        ("ecirc", 'ê'),
        ("euml", 'ë'),
        ("igrave", 'ì'),
        ("iacute", 'í'),
        ("icirc", 'î'),
        ("iuml", 'ï'),
        ("ntilde", 'ñ'),
        ("ograve", 'ò'),
        ("oacute", 'ó'),
        ("ocirc", 'ô'),
        ("ouml", 'ö'),
        ("ugrave", 'ù'),
        ("uacute", 'ú'),
        ("uuml", 'ü'),
        ("szlig", 'ß'),
    ];
    if let Some((_, c)) = NAMES.iter().find(|(n, _)| *n == name) {
        return Some(*c);
    }
    // the same letters in upper case: Eacute
    let lower = name.to_ascii_lowercase();
    let (_, c) = NAMES.iter().skip(32).find(|(n, _)| *n == lower)?;
    c.to_uppercase().next()
}

/// One space between words, one empty line between paragraphs, none at the ends.
pub(crate) fn tidy(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut gap = 0usize;
    for line in text.lines() {
        let mut words = line.split_ascii_whitespace().peekable();
        if words.peek().is_none() {
            gap += 1;
            continue;
        }
        if !out.is_empty() {
            out.push_str(if gap > 0 { "\n\n" } else { "\n" });
        }
        gap = 0;
        for (i, word) in words.enumerate() {
            if i > 0 {
                out.push(' ');
            }
            out.push_str(word);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paragraphs_are_kept_and_tags_are_not() {
        let html = "<div><h2>Title</h2><p>One <b>bold</b> &amp; <a href=\"x>y\">two</a>.</p><script>no()</script>\
            <p>3 < 5 &eacute;&Eacute;&#8217;&#x2019; &unknown; AT&T<br>next</p><!-- gone --></div>";
        assert_eq!(text_of(html), "Title\n\nOne bold & y\">two.\n\n3 < 5 éÉ’’ &unknown; AT&T\nnext");
    }

    #[test]
    fn depth_counts_open_elements() {
        assert_eq!(depth("<div><p>a<p>b<br></div><div><span><b></b></span></div>"), 3);
        assert_eq!(depth(&"<div>".repeat(5000)), 5000);
    }

    proptest::proptest! {
        #[test]
        fn any_markup_is_read(html in "[<>/a-z!&;#\"'= é\n-]{0,200}") {
            let _ = (text_of(&html), depth(&html));
        }
    }
}
