//! What is read from files and folders, and what is refused: every refusal names file, place and remedy, and the
//! rest goes on.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use casus_ingest::{Ingest, Limits, Options, Reason};
use casus_model::{Day, Document};
use tempfile::TempDir;

const TODAY: Day = Day::constant(2026, 6, 1);

const TEXT: &str = "The president of Kazakhstan asked the alliance for help on Wednesday after protesters had taken \
    the airport of Almaty, and soldiers landed there on Thursday morning, the ministry of defence said.";

/// Documents and refusals of a folder, in order; both shown by their place below the folder.
struct Read {
    documents: Vec<Document>,
    refused: Vec<(String, Reason)>,
}

fn read_with(options: Options, folder: &Path) -> Read {
    let mut ingest = Ingest::new(options);
    let mut out = Read { documents: Vec::new(), refused: Vec::new() };
    let prefix = format!("{}/", folder.display());
    for result in ingest.documents(vec![folder.to_owned()]) {
        match result {
            Ok(document) => out.documents.push(document),
            Err(error) => out.refused.push((error.to_string().replace(&prefix, ""), error.reason)),
        }
    }
    for document in &mut out.documents {
        document.origin = document.origin.replace(&prefix, "");
    }
    out
}

fn read(folder: &TempDir) -> Read {
    read_with(Options::new(TODAY), folder.path())
}

fn folder(files: &[(&str, &[u8])]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    folder
}

fn codes(document: &Document) -> Vec<&str> {
    document.diagnostics.iter().map(|d| d.code.as_str()).collect()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// Asserts that one input was refused with this message and that the good one beside it was read.
fn refused(read: &Read, message: &str) {
    assert_eq!(read.refused.iter().map(|(m, _)| m.as_str()).collect::<Vec<_>>(), [message]);
    assert_eq!(read.documents.iter().map(|d| d.origin.as_str()).collect::<Vec<_>>(), ["good.txt"]);
}

#[test]
fn folders_are_read_by_name_without_hidden_files() {
    let f = folder(&[
        (
            "b/2022-01-07-two.txt",
            b"Il presidente del Kazakistan ha chiesto aiuto all'alleanza dei paesi vicini mercoledi.",
        ),
        ("a.txt", TEXT.as_bytes()),
        (".hidden.txt", TEXT.as_bytes()),
        (".git/x.txt", TEXT.as_bytes()),
    ]);
    let r = read(&f);
    assert!(r.refused.is_empty(), "{:?}", r.refused);
    let shown: Vec<(&str, &str)> = r.documents.iter().map(|d| (d.origin.as_str(), d.lang.as_str())).collect();
    assert_eq!(shown, [("a.txt", "en"), ("b/2022-01-07-two.txt", "it")]);
    assert_eq!(r.documents[0].text, TEXT, "plain text stays as it is");
    assert!(r.documents[0].date.is_none() && codes(&r.documents[0]).contains(&"undated-document"));
    assert_eq!(r.documents[1].date.as_ref().unwrap().edtf.as_str(), "2022-01-07");
}

#[test]
fn the_same_input_gives_the_same_documents() {
    let f = folder(&[("a.txt", TEXT.as_bytes()), ("b.jsonl", br#"{"id":"7","text":"Troops left."}"#)]);
    assert_eq!(read(&f).documents, read(&f).documents);
}

#[test]
fn what_the_user_states_goes_before_what_is_found() {
    let f = folder(&[("2022-01-07.txt", TEXT.as_bytes())]);
    let options =
        Options { date: Some("2022-01-06".into()), lang: Some("fr".parse().unwrap()), ..Options::new(TODAY) };
    let r = read_with(options, f.path());
    assert_eq!(r.documents[0].date.as_ref().unwrap().edtf.as_str(), "2022-01-06");
    assert_eq!(r.documents[0].lang.as_str(), "fr");
}

#[test]
fn a_date_in_the_future_is_refused() {
    let f = folder(&[("2031-01-07.txt", TEXT.as_bytes())]);
    let r = read(&f);
    assert!(r.documents[0].date.is_none());
    assert!(codes(&r.documents[0]).contains(&"future-date"), "{:?}", codes(&r.documents[0]));
}

#[test]
fn a_missing_path_is_named() {
    let mut ingest = Ingest::new(Options::new(TODAY));
    let errors: Vec<String> =
        ingest.documents(vec![PathBuf::from("no/such/place")]).map(|r| r.unwrap_err().to_string()).collect();
    let expected =
        "no/such/place: there is no such file or folder; check the spelling and the current folder";
    assert_eq!(errors, [expected]);
}

#[cfg(unix)]
#[test]
fn an_unreadable_file_is_named() {
    use std::os::unix::fs::PermissionsExt;
    let f = folder(&[("bad.txt", TEXT.as_bytes()), ("good.txt", TEXT.as_bytes())]);
    let bad = f.path().join("bad.txt");
    fs::set_permissions(&bad, fs::Permissions::from_mode(0o0)).unwrap();
    if fs::read(&bad).is_ok() {
        eprintln!("skipped: this user may read everything");
        return;
    }
    let r = read(&f);
    assert!(r.refused[0].0.starts_with("bad.txt: cannot be read: "), "{}", r.refused[0].0);
    assert_eq!(r.documents.len(), 1);
}

#[cfg(unix)]
#[test]
fn links_in_circles_are_found() {
    let f = folder(&[("good.txt", TEXT.as_bytes()), ("sub/.keep", b"")]);
    std::os::unix::fs::symlink(f.path(), f.path().join("sub/up")).unwrap();
    std::os::unix::fs::symlink("self", f.path().join("self")).unwrap();
    let r = read(&f);
    assert_eq!(r.documents.len(), 1);
    let loops: Vec<&str> = r.refused.iter().map(|(m, _)| m.split(": ").next().unwrap()).collect();
    assert_eq!(loops, ["self", "sub/up"]);
    assert!(
        r.refused.iter().all(|(m, reason)| matches!(reason, Reason::Loop(_)) && m.contains("leads back to"))
    );
}

#[test]
fn binary_files_are_told_by_kind() {
    let f = folder(&[("bad.txt", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"), ("good.txt", TEXT.as_bytes())]);
    refused(&read(&f), "bad.txt: this is an image (byte 0); leave it out");
    let noise: Vec<u8> = (0..5000u32).map(|i| (i.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    let f = folder(&[("bad", &noise), ("good.txt", TEXT.as_bytes())]);
    let r = read(&f);
    assert!(r.refused[0].0.starts_with("bad: this is binary data (byte "), "{}", r.refused[0].0);
}

#[test]
fn empty_files_are_refused() {
    let f = folder(&[("bad.txt", b" \n\n"), ("good.txt", TEXT.as_bytes())]);
    refused(&read(&f), "bad.txt: there is no text in it; leave it out");
    let f = folder(&[
        ("bad.html", b"<html><body><script>x</script></body></html>"),
        ("good.txt", TEXT.as_bytes()),
    ]);
    refused(&read(&f), "bad.html: there is no text in it; leave it out");
}

#[test]
fn damaged_bytes_are_read_and_noted() {
    let broken = [TEXT.as_bytes(), " più \u{e8} città".as_bytes(), b" \xFF."].concat();
    let nul = [TEXT.as_bytes(), b"\0 End."].concat();
    let wide: Vec<u8> = TEXT.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let f = folder(&[("1.txt", &broken), ("2.txt", &nul), ("3.txt", &wide)]);
    let r = read(&f);
    assert!(r.refused.is_empty());
    assert!(codes(&r.documents[0]).contains(&"replaced-bytes"));
    assert!(codes(&r.documents[1]).contains(&"nul-bytes"));
    assert_eq!(r.documents[2].text, TEXT);
}

#[test]
fn a_text_beyond_the_limit_is_refused() {
    let options = || Options { limits: Limits { document: 1000, unpacked: 1 << 20 }, ..Options::new(TODAY) };
    let long = "x".repeat(1001);
    let f = folder(&[("bad.txt", long.as_bytes()), ("good.txt", TEXT.as_bytes())]);
    refused(
        &read_with(options(), f.path()),
        "bad.txt: more than 1000 bytes, the limit for one document; split it, or raise the limit with --max-size",
    );
    let lines = format!("{{\"text\":\"One.\"}}\n{{\"text\":\"{long}\"}}\n\n{{\"text\":\"Two.\"}}\n");
    let f = folder(&[("news.jsonl", lines.as_bytes())]);
    let r = read_with(options(), f.path());
    let origins: Vec<&str> = r.documents.iter().map(|d| d.origin.as_str()).collect();
    assert_eq!(origins, ["news.jsonl:1", "news.jsonl:4"]);
    assert!(r.refused[0].0.starts_with("news.jsonl:2: more than 1000 bytes"), "{}", r.refused[0].0);
}

#[test]
fn gzip_is_read_but_no_bomb() {
    let lines = format!("{{\"text\":\"{TEXT}\"}}\n");
    let f = folder(&[("a.txt.gz", &gzip(TEXT.as_bytes())), ("b.jsonl.gz", &gzip(lines.as_bytes()))]);
    let r = read(&f);
    assert_eq!(r.documents.len(), 2, "{:?}", r.refused);
    assert_eq!((r.documents[0].text.as_str(), r.documents[1].origin.as_str()), (TEXT, "b.jsonl.gz:1"));

    let bomb = gzip(&vec![b' '; 4 << 20]);
    let f = folder(&[("bad.jsonl.gz", &bomb), ("good.txt", TEXT.as_bytes())]);
    let limits = Limits { document: 1 << 30, unpacked: 1 << 20 };
    refused(
        &read_with(Options { limits, ..Options::new(TODAY) }, f.path()),
        "bad.jsonl.gz: unpacks to more than 1048576 bytes, more than 200 for each packed one; unpack it by hand if it \
         is to be trusted, or raise the limit with --max-size",
    );
    let cut = gzip(TEXT.as_bytes());
    let f = folder(&[("bad.txt.gz", &cut[..cut.len() / 2]), ("good.txt", TEXT.as_bytes())]);
    let r = read(&f);
    assert!(r.refused[0].0.starts_with("bad.txt.gz: damaged gzip data: "), "{}", r.refused[0].0);
    assert_eq!(r.documents.len(), 1);
}

#[test]
fn a_broken_line_is_named_and_the_others_go_on() {
    let lines = br#"{"id":"a","text":"Troops arrived in the capital on Thursday morning, the ministry said.","date":"2022-01-06","lang":"en","source":"Wire","url":"https://x.example/a","title":"Troops"}
{"id":"b","text":"unfinished
{"id":"c"}

{"text":"Talks begin next week between the two governments in Geneva.","source":{"name":"Desk"}}
"#;
    let f = folder(&[("news.jsonl", lines)]);
    let r = read(&f);
    let origins: Vec<&str> = r.documents.iter().map(|d| d.origin.as_str()).collect();
    assert_eq!(origins, ["news.jsonl#a", "news.jsonl:5"]);
    let d = &r.documents[0];
    assert_eq!(d.date.as_ref().unwrap().edtf.as_str(), "2022-01-06");
    assert_eq!((d.title.as_deref(), d.source.as_deref()), (Some("Troops"), Some("Wire")));
    assert_eq!(r.documents[1].source.as_deref(), Some("Desk"));
    let messages: Vec<&str> = r.refused.iter().map(|(m, _)| m.split("; ").next().unwrap()).collect();
    assert_eq!(messages[0], "news.jsonl:2:28: EOF while parsing a string");
    assert_eq!(messages[1], "news.jsonl:3: the record has no \"text\"");
}

#[test]
fn a_page_gives_its_main_text_and_what_it_states() {
    let paragraphs = format!("<p>{TEXT}</p>").repeat(4);
    let page = format!(
        "<!DOCTYPE html><html lang=\"en\"><head><title>Troops land | Wire</title>\
         <meta property=\"og:site_name\" content=\"The Wire\">\
         <link rel=\"canonical\" href=\"https://wire.example/troops\"></head>\
         <body><nav><a href=\"/\">Home</a> <a href=\"/s\">Subscribe now</a></nav>\
         <article><h1>Troops land</h1><time datetime=\"2022-01-06T14:00:00Z\">6 January</time>{paragraphs}</article>\
         <footer><p>Cookie settings</p></footer></body></html>"
    );
    let linked = page.replace("<time datetime=\"2022-01-06T14:00:00Z\">6 January</time>", "").replace(
        "</head>",
        r#"<script type="application/ld+json">{"@context":"https://schema.org","@type":"NewsArticle","headline":"Troops land","datePublished":"2022-01-05T08:00:00Z"}</script></head>"#,
    );
    let f = folder(&[("a.html", page.as_bytes()), ("b.html", linked.as_bytes())]);
    let r = read(&f);
    assert!(r.refused.is_empty(), "{:?}", r.refused);
    let d = &r.documents[0];
    assert!(
        d.text.contains("asked the alliance") && !d.text.contains("Subscribe") && !d.text.contains("Cookie"),
        "{}",
        d.text
    );
    assert_eq!(d.date.as_ref().unwrap().edtf.as_str(), "2022-01-06");
    assert_eq!(d.source.as_deref(), Some("The Wire"));
    assert_eq!(d.url.as_deref(), Some("https://wire.example/troops"));
    assert!(d.title.as_deref().unwrap().starts_with("Troops land"));
    assert_eq!(r.documents[1].date.as_ref().unwrap().edtf.as_str(), "2022-01-05", "from JSON-LD");
}

#[test]
fn a_deeply_nested_page_is_read_in_linear_time() {
    let page = format!(
        "<html><body>{}<p>{TEXT}</p>{}</body></html>",
        "<div>".repeat(200_000),
        "</div>".repeat(200_000)
    );
    let f = folder(&[("a.html", page.as_bytes())]);
    let started = std::time::Instant::now();
    let r = read(&f);
    assert_eq!(r.documents[0].text, TEXT);
    assert!(codes(&r.documents[0]).contains(&"deeply-nested"));
    assert!(started.elapsed().as_secs() < 10);
}

#[test]
fn every_entry_of_a_feed_is_a_document() {
    let rss = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><rss version=\"2.0\"><channel><title>Desk</title><language>en</language>\
         <item><title>One</title><link>https://d.example/1</link><guid>1</guid>\
         <pubDate>Wed, 27 Apr 2022 09:00:00 GMT</pubDate><description>&lt;p&gt;{TEXT}&lt;/p&gt;</description></item>\
         <item><title>Only a title here</title><link>https://d.example/2</link><guid>2</guid></item></channel></rss>"
    );
    let atom = format!(
        "<feed xmlns=\"http://www.w3.org/2005/Atom\"><title>Desk</title><id>f</id><updated>2022-04-27T09:00:00Z</updated>\
         <entry><title>Three</title><id>3</id><updated>2022-04-28T09:00:00Z</updated><link href=\"https://d.example/3\"/>\
         <content type=\"html\">{TEXT} More.</content></entry></feed>"
    );
    let f = folder(&[("a.xml", rss.as_bytes()), ("b.atom", atom.as_bytes()), ("c.rss", b"<rss><broken")]);
    let r = read(&f);
    assert_eq!(r.refused.len(), 1);
    assert!(r.refused[0].0.starts_with("c.rss: no RSS or Atom feed: "), "{}", r.refused[0].0);
    let shown: Vec<(&str, Option<&str>)> =
        r.documents.iter().map(|d| (d.origin.as_str(), d.date.as_ref().map(|d| d.edtf.as_str()))).collect();
    assert_eq!(shown, [("a.xml#1", Some("2022-04-27")), ("a.xml#2", None), ("b.atom#3", Some("2022-04-28"))]);
    let d = &r.documents[0];
    assert_eq!(
        (d.text.as_str(), d.url.as_deref(), d.source.as_deref()),
        (TEXT, Some("https://d.example/1"), Some("Desk"))
    );
    assert!(codes(&r.documents[1]).contains(&"title-only"));
}

#[test]
fn duplicates_point_to_the_first_also_across_readings() {
    let near = format!("ALMATY (Wire) - {TEXT}");
    let f = folder(&[("a.txt", TEXT.as_bytes()), ("b.txt", TEXT.as_bytes()), ("c.txt", near.as_bytes())]);
    let r = read(&f);
    let first = r.documents[0].id.clone();
    assert_eq!(r.documents[0].duplicate_of, None);
    assert_eq!(r.documents[1].duplicate_of, Some(first.clone()));
    assert_eq!(r.documents[2].duplicate_of, Some(first.clone()));
    assert!(codes(&r.documents[2]).contains(&"duplicate"));

    let mut later = Ingest::new(Options::new(TODAY));
    later.remember(&first, TEXT);
    let path = f.path().join("c.txt");
    let document = later.documents(vec![path]).next().unwrap().unwrap();
    assert_eq!(document.duplicate_of, Some(first));
}

#[test]
fn odd_texts_are_noted() {
    let f = folder(&[
        ("a.txt", " date 2022-01-06 Quwhich began as a street revolution, with elements of a palace coup, risks becoming \
          a civil war in a few hours.".as_bytes()),
        ("b.txt", b"12345 67890"),
        ("c.txt", b"Troops left."),
    ]);
    let r = read(&f);
    let a = codes(&r.documents[0]);
    assert!(a.contains(&"broken-translation") && a.contains(&"glued-dateline"), "{a:?}");
    assert_eq!(r.documents[0].date.as_ref().unwrap().edtf.as_str(), "2022-01-06");
    assert!(codes(&r.documents[1]).contains(&"unknown-language"));
    assert!(codes(&r.documents[2]).contains(&"short-text"));
}
