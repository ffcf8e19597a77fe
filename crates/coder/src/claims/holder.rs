//! Whose claim it is: from the words that name the holder to an actor, carried over sentences.
//!
//! What it does: the source's head is looked up among the mentions; a relative pronoun gives its antecedent; a
//! pronoun that was not resolved, a missing subject and a quotation without attribution give the last speaker;
//! names and descriptions that nobody knows ("an expert", "officials") become actors of this text. Several
//! coordinated holders give one claim each.

use casus_model::{ActorId, ActorRef, Claim, Code, Mention, Rel, Span, Speech, Upos, stable_id};

use super::tree::Tree;
use super::{Draft, Text, grade};

/// Gives every draft its holder and its degree.
pub(super) fn resolve(text: &Text, mut drafts: Vec<Draft>) -> Vec<Claim> {
    // speakers are carried in the order of the attributing words
    drafts.sort_by_key(|d| (d.sentence, d.cue_word.unwrap_or(0), d.content.first().map(|s| s.start)));
    let around: Vec<Option<usize>> = (0..drafts.len()).map(|i| enclosing(text, &drafts, i)).collect();
    let mut holders: Vec<Vec<ActorRef>> = vec![Vec::new(); drafts.len()];
    let mut last: Option<ActorRef> = None;
    for (i, draft) in drafts.iter().enumerate().filter(|(i, _)| around[*i].is_none()) {
        holders[i] = self::holders(text, draft, last.as_ref(), None);
        if let [.., holder] = holders[i].as_slice() {
            last = Some(holder.clone());
        }
    }
    // inside another claim, "I" and "he" are its holder
    for (i, draft) in drafts.iter().enumerate() {
        if let Some(outer) = around[i] {
            let speaker = holders[outer].last().cloned();
            let quoted = speaker.as_ref().filter(|_| drafts[outer].speech == Speech::Direct);
            holders[i] = self::holders(text, draft, speaker.as_ref(), quoted);
        }
    }
    let mut claims = Vec::with_capacity(drafts.len());
    for (draft, holders) in drafts.iter().zip(&holders) {
        if holders.is_empty() {
            claims.push(grade::claim(text, draft, None));
        }
        claims.extend(holders.iter().map(|h| grade::claim(text, draft, Some(h))));
    }
    claims
}

/// The largest other claim in whose content the attributing words of claim `i` stand.
fn enclosing(text: &Text, drafts: &[Draft], i: usize) -> Option<usize> {
    let at = text.trees[drafts[i].sentence].word(drafts[i].cue_word?).span;
    let size = |d: &Draft| d.content.iter().map(|s| s.len()).sum::<usize>();
    drafts
        .iter()
        .enumerate()
        .filter(|(j, d)| *j != i && d.content.iter().any(|c| c.contains(at)))
        .max_by_key(|(j, d)| (size(d), std::cmp::Reverse(*j)))
        .map(|(j, _)| j)
}

/// The holders of a draft. `last` is who spoke last, `quoted` who says "I" here.
fn holders(text: &Text, draft: &Draft, last: Option<&ActorRef>, quoted: Option<&ActorRef>) -> Vec<ActorRef> {
    let s = draft.sentence;
    let tree = &text.trees[s];
    let Some(head) = draft.source_head else {
        if !draft.carried {
            return Vec::new();
        }
        let null_subject =
            draft.cue_word.and_then(|w| text.resolution.mention_at(s, w)).and_then(|(i, m)| actor_of(i, m));
        let first = draft.cue_word.is_some_and(|w| {
            let verb = |v: usize| tree.word(v).feats.is("Person", "1");
            verb(w) || tree.children(w).any(|c| tree.word(c).rel == Rel::Aux && verb(c))
        });
        if first {
            return quoted.cloned().into_iter().collect();
        }
        return null_subject.or_else(|| last.cloned()).into_iter().collect();
    };
    // "Mali and Niger" may hang on each other as well as on the first
    let mut heads = vec![head];
    let mut i = 0;
    while i < heads.len() {
        let joined =
            |c: &usize| tree.word(*c).rel == Rel::Conj && draft.source.contains(c) && is_nominal(tree, *c);
        heads.extend(tree.children(heads[i]).filter(joined));
        i += 1;
    }
    heads.into_iter().filter_map(|h| named(text, s, h, last, quoted)).collect()
}

fn is_nominal(tree: &Tree, w: usize) -> bool {
    matches!(tree.word(w).upos, Upos::Noun | Upos::Propn | Upos::Pron)
}

fn actor_of(index: usize, mention: &Mention) -> Option<ActorRef> {
    mention.actor.clone().map(|actor| ActorRef { mention: Some(index as u32), ..actor })
}

/// The actor that the phrase of word `head` names.
fn named(
    text: &Text,
    s: usize,
    head: usize,
    last: Option<&ActorRef>,
    quoted: Option<&ActorRef>,
) -> Option<ActorRef> {
    let tree = &text.trees[s];
    let word = tree.word(head);
    if word.upos == Upos::Pron && (word.feats.is("Person", "1") || word.feats.is("Person", "2")) {
        // outside quotation marks it is the author of the document, whom nobody names
        return if word.feats.is("Person", "1") { quoted.cloned() } else { None };
    }
    if word.feats.get("PronType").is_some_and(|t| t.contains("Rel")) && word.upos == Upos::Pron {
        let clause = tree.head(head)?;
        let antecedent = tree.head(clause)?;
        if antecedent != head && is_nominal(tree, antecedent) {
            return named(text, s, antecedent, last, quoted);
        }
    }
    if let Some(found) = text.resolution.mention_at(s, head).and_then(|(i, m)| actor_of(i, m)) {
        // "Russian officials" and "the minister, Sergey Lavrov": a person in apposition is the holder
        return Some(appositive(text, s, head).unwrap_or(found));
    }
    if let Some(found) = appositive(text, s, head) {
        return Some(found);
    }
    let personal = word.upos == Upos::Pron
        && !word.feats.get("PronType").is_some_and(|t| t == "Ind" || t == "Tot")
        || word.upos == Upos::Det;
    if personal {
        return last.cloned();
    }
    Some(unknown(text, s, head))
}

/// The person or organisation named in apposition to word `head`, or as the name that goes with a title.
fn appositive(text: &Text, s: usize, head: usize) -> Option<ActorRef> {
    let tree = &text.trees[s];
    tree.children(head)
        .filter(|c| matches!(tree.word(*c).rel, Rel::Appos | Rel::Flat) && tree.word(*c).upos == Upos::Propn)
        .find_map(|c| text.resolution.mention_at(s, c).and_then(|(i, m)| actor_of(i, m)))
}

/// An actor known from these words alone.
fn unknown(text: &Text, s: usize, head: usize) -> ActorRef {
    let tree = &text.trees[s];
    let words = tree.below(head, |w| {
        let word = tree.word(w);
        let direct = tree.head(w) == Some(head);
        match word.rel {
            Rel::Acl | Rel::Appos | Rel::Parataxis | Rel::Obl | Rel::Advcl => true,
            // of a description, what it is of; of a name, nothing
            Rel::Nmod => {
                let of = tree.markers(w).any(|m| text.lexicon.agents.iter().any(|a| tree.is(m, a)));
                direct && (tree.word(head).upos == Upos::Propn || (tree.markers(w).next().is_some() && !of))
            }
            Rel::Det => direct && word.feats.is("PronType", "Art"),
            Rel::Punct | Rel::Conj | Rel::Cc | Rel::Case => direct,
            _ => false,
        }
    });
    let span = Tree::spans(tree, &words).into_iter().reduce(Span::cover).unwrap_or(tree.word(head).span);
    let name = span.of(&text.document.text).split_whitespace().collect::<Vec<_>>().join(" ");
    let country = text
        .resolution
        .mentions
        .iter()
        .filter(|m| m.sentence as usize == s && words.contains(&(m.head as usize)))
        .find_map(|m| m.actor.as_ref().and_then(|a| a.code.country.clone()));
    let id = stable_id("x", &[&text.document.id.0, &name.to_lowercase()]);
    ActorRef { id: ActorId(id.into()), name, code: Code { country, sector: None }, mention: None }
}
