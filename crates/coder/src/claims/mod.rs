//! Claims: who is reported to say, think, want or expect what.
//!
//! The way of a document: [`quotes`] pairs the quotation marks; [`direct`] gives every quotation to the word that
//! attributes it; [`reported`] reads indirect speech and attitudes from the trees,
//! and [`extent`] where what is said begins and ends; the learned [`reader`] puts right what they found in languages
//! it knows; [`free`] takes what the document itself says about the future; [`grade`] tells kind, likelihood, stance, horizon and condition;
//! [`holder`] tells whose claim it is, carrying speakers over sentences. The words are in `lexicon/<lang>`
//! ([`lexicon`]); the rules read Universal Dependencies and are the same for all languages.
//!
//! A claim may stand inside the content of another ("Eyal said that Putin denied …"): [`outermost`] tells which
//! do not, and [`attributions_at`] gives all holders of a place in the text, innermost first.

mod direct;
mod extent;
mod free;
mod grade;
mod holder;
mod lexicon;
mod quotes;
pub mod reader;
mod reported;
mod tree;

use casus_model::{Analysis, Attribution, Claim, ClaimKind, Document, Resolution, Span, Speech, Stance};

use crate::grammar::view::View;
use crate::grammar::{light_verb, matching};
use crate::lexicon::Act;
use lexicon::Lexicon;
use quotes::Quote;
pub use reader::Reader;
use tree::Tree;

/// What the rules read: one document with its trees and quotes.
struct Text<'a> {
    document: &'a Document,
    resolution: &'a Resolution,
    lexicon: &'static Lexicon,
    trees: Vec<Tree<'a>>,
    /// By paragraph, in order.
    quotes: Vec<Vec<Quote>>,
    /// First and one past the last sentence of each paragraph.
    paragraphs: Vec<(usize, usize)>,
}

impl<'a> Text<'a> {
    fn new(
        document: &'a Document,
        analysis: &'a Analysis,
        resolution: &'a Resolution,
        lexicon: &'static Lexicon,
    ) -> Self {
        let sentences = &analysis.sentences;
        let mut paragraphs: Vec<(usize, usize)> = Vec::new();
        for (i, sentence) in sentences.iter().enumerate() {
            match paragraphs.last_mut() {
                Some((first, end)) if sentences[*first].paragraph == sentence.paragraph => *end = i + 1,
                _ => paragraphs.push((i, i + 1)),
            }
        }
        let spans: Vec<Span> =
            paragraphs.iter().map(|(a, b)| sentences[*a].span.cover(sentences[*b - 1].span)).collect();
        let quotes = quotes::find(&document.text, &spans);
        let trees = sentences.iter().map(Tree::new).collect();
        Self { document, resolution, lexicon, trees, quotes, paragraphs }
    }

    /// Whether a quotation begins, ends or runs on in a span.
    fn is_quoted(&self, span: Span) -> bool {
        self.quotes.iter().flatten().any(|q| q.span.overlaps(span))
    }

    /// Whether word `w` of sentence `s` heads a frame of the event grammar that is about nothing said or asked for: one
    /// without a theme.
    fn deed(&self, s: usize, w: usize) -> bool {
        let Some(events) = self.lexicon.events else { return false };
        let of = |sentence: u32| sentence as usize == s;
        let mentions = &self.resolution.mentions;
        let mentions: Vec<u32> =
            (0..).zip(mentions).filter(|(_, m)| of(m.sentence)).map(|(i, _)| i).collect();
        let times: Vec<_> = self.resolution.times.iter().filter(|t| of(t.sentence)).collect();
        let sentence = light_verb::raise(self.trees[s].sentence);
        let view = View::new(s, &sentence, events, self.resolution, &mentions, &times);
        let frame = matching::frame_at(&view, w, 0).map(|(frame, _)| frame);
        frame.is_some_and(|f| f.act != Act::Nothing && f.roles.theme.is_empty())
    }
}

/// A claim before its holder and its degree are told.
#[derive(Clone, Debug)]
struct Draft {
    /// Sentence of the cue; of the content when there is no cue.
    sentence: usize,
    /// Head word of the cue.
    cue_word: Option<usize>,
    /// Words of the cue.
    cue: Vec<usize>,
    /// Head of the words that name the holder.
    source_head: Option<usize>,
    /// Words that name the holder; none when it is carried over.
    source: Vec<usize>,
    /// What is said.
    content: Vec<Span>,
    /// Sentence and head word of what is said.
    content_head: (usize, usize),
    kind: ClaimKind,
    stance: Stance,
    speech: Speech,
    /// Whether somebody must be holding it although no words name him.
    carried: bool,
    /// How sure, from 0 to 1.
    confidence: f32,
}

/// The claims of a document, by place of their content.
///
/// Empty for a language without a lexicon. Claims that stand inside the content of others are listed too.
pub fn find(
    document: &Document,
    analysis: &Analysis,
    resolution: &Resolution,
    reader: Option<&Reader>,
) -> Vec<Claim> {
    let Some(lexicon) = Lexicon::of(&analysis.lang) else { return Vec::new() };
    let text = Text::new(document, analysis, resolution, lexicon);
    let mut drafts = ruled(&text);
    if let Some(reader) = reader.filter(|r| r.knows(analysis.lang.as_str())) {
        reader::review(reader, &text, &mut drafts);
    }
    free::find(&text, &mut drafts);
    let mut claims = holder::resolve(&text, drafts);
    claims.sort_by(|a, b| (a.content.first(), a.cue.first()).cmp(&(b.content.first(), b.cue.first())));
    claims
}

/// What the rules read of attributed words.
fn ruled(text: &Text<'_>) -> Vec<Draft> {
    let mut drafts = direct::find(text);
    reported::find(text, &mut drafts);
    drafts
}

/// Who says, or denies, what stands at a place of the text: the holders of every claim whose content holds it,
/// innermost first. Empty when the document itself says it.
pub fn attributions_at(claims: &[Claim], at: Span) -> Vec<Attribution> {
    let mut around: Vec<&Claim> = claims
        .iter()
        .filter(|c| c.holder.is_some() && c.content.iter().any(|span| span.contains(at)))
        .filter(|c| !c.cue.iter().any(|span| span.contains(at)))
        .collect();
    around.sort_by_key(|c| c.content.iter().map(|s| s.len()).sum::<usize>());
    let mut found: Vec<Attribution> = Vec::new();
    let mut last: Option<&Claim> = None;
    for claim in around {
        let holder = claim.holder.iter().cloned();
        match (last, found.last_mut()) {
            (Some(before), Some(group)) if before.cue == claim.cue && before.content == claim.content => {
                group.holders.extend(holder);
            }
            _ => found.push(Attribution {
                holders: holder.collect(),
                source: claim.source.clone(),
                cue: claim.cue.first().copied(),
                stance: claim.stance,
            }),
        }
        last = Some(claim);
    }
    found
}

/// For each claim, whether it stands outside the content of all others.
pub fn outermost(claims: &[Claim]) -> Vec<bool> {
    claims
        .iter()
        .map(|inner| {
            let Some(at) = inner.cue.first().or(inner.content.first()) else { return true };
            !claims.iter().any(|outer| {
                outer != inner
                    && (outer.cue != inner.cue || outer.source != inner.source)
                    && outer.holder.is_some()
                    && outer.content.iter().any(|span| span.contains(*at) && *span != *at)
            })
        })
        .collect()
}
