//! Who of those named in a sentence acts in an event, and who is acted upon.
//!
//! For each mention that names an actor or a country's place the judge weighs three parts: it acts, it is acted upon, or
//! neither. It looks at what the rules made of the mention, at the way through the tree from it to the word that tells
//! the event, at prepositions, order, kind and sector, and at the words beside it; not at names. An open side is
//! filled by the likeliest mention; one that the rules read gives way only where the judge is sure of another. Only in
//! languages with gold of their own: what was learned in one language did not help in the others.

use casus_model::{ActorRef, EventMention, Mention, Ner, Rel, Resolution, Sentence};

use super::features::{Block, Features};
use super::{Bench, Limits};
use crate::grammar::arguments::Filler;
use crate::grammar::sides::{actors, state_of};
use crate::grammar::view::View;
use crate::lexicon::Lexicon;

/// What a mention is in an event.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Part {
    /// Nothing.
    Neither,
    /// Who acts.
    Source,
    /// Who is acted upon.
    Target,
}

impl Part {
    /// How many parts there are.
    pub const COUNT: usize = 3;

    fn as_str(self) -> &'static str {
        match self {
            Self::Neither => "neither",
            Self::Source => "source",
            Self::Target => "target",
        }
    }

    fn other(self) -> Self {
        match self {
            Self::Source => Self::Target,
            _ => Self::Source,
        }
    }
}

/// A mention beside an event.
#[derive(Clone, Debug)]
pub struct Party {
    /// Index of the mention in [`casus_model::Resolution::mentions`].
    pub mention: u32,
    /// The part that the rules gave it.
    pub part: Part,
    /// What the judge looks at.
    pub features: Features,
    /// Its head among the words of the sentence.
    head: usize,
    /// The party of whose phrase it is a part (*Iranian* in *Iranian minister Zarif*).
    outer: Option<usize>,
    /// Whether the grammar leaves no doubt that it is acted upon.
    suffers: bool,
}

/// The mentions of a sentence that may have a part in an event.
pub fn candidates(
    lang: &str,
    lexicon: &Lexicon,
    sentence: &Sentence,
    resolution: &Resolution,
    mentions: &[u32],
    event: &EventMention,
    events: &[EventMention],
) -> Vec<Party> {
    let Some(trigger) = top(sentence, event) else { return Vec::new() };
    let known = |m: &Mention| m.actor.is_some() || m.place.as_ref().is_some_and(|p| p.country.is_some());
    let heads: Vec<(u32, &Mention, usize)> = mentions
        .iter()
        .map(|i| (*i, &resolution.mentions[*i as usize]))
        .filter(|(_, m)| known(m) && (m.head as usize) < sentence.words.len())
        .map(|(i, m)| (i, m, m.head as usize))
        .collect();
    // where something happens has no part in it
    let locative = |w: usize| lexicon.in_class("locative", &sentence.words[w].lemma);
    let site = |m: &Mention, head: usize| {
        m.ner == Some(Ner::Loc) && sentence.child(head, Rel::Case).is_some_and(locative)
    };
    let heads: Vec<_> = heads
        .into_iter()
        .filter(|(i, m, head)| {
            part_of(event, *i) != Part::Neither || !site(m, *head) && !is_apart(sentence, *head, trigger)
        })
        .collect();
    let scene = Scene { lang, sentence, event, events, trigger, parties: &heads };
    heads
        .iter()
        .map(|(i, mention, head)| {
            let nominal = |w: usize| heads.iter().position(|(_, _, h)| *h == w);
            let within = |w: usize| {
                matches!(
                    sentence.words[w].rel,
                    Rel::Amod | Rel::Nmod | Rel::Compound | Rel::Flat | Rel::Appos
                )
            };
            let chain = up(sentence, *head);
            let phrase = chain.windows(2).take_while(|pair| within(pair[0])).map(|pair| pair[1]);
            let outer = phrase.into_iter().find_map(nominal);
            let part = part_of(event, *i);
            let features = scene.features(mention, *i, *head);
            let suffers = part == Part::Target && suffers(sentence, *head, trigger);
            Party { mention: *i, part, features, head: *head, outer, suffers }
        })
        .collect()
}

/// Whether a mention is the subject of a passive or what a passive participle belongs to (*soldiers killed in Donetsk*).
fn suffers(sentence: &Sentence, mention: usize, trigger: usize) -> bool {
    let verb = &sentence.words[trigger];
    let participle = verb.rel == Rel::Acl && verb.subrel != "relcl" && verb.feats.is("Voice", "Pass");
    let object = sentence.child(trigger, Rel::Obj).is_some();
    sentence.words[mention].is_rel(Rel::Nsubj, "pass") && sentence.head(mention) == Some(trigger)
        || participle && !object && sentence.head(trigger) == Some(mention)
}

/// Whether a clause stands between a mention and the word that tells the event: the event is told in what somebody says,
/// in a relative clause or in one with a subject of its own, or the mention stands in a relative or adverbial clause.
fn is_apart(sentence: &Sentence, mention: usize, trigger: usize) -> bool {
    let (climb, descent) = ways(sentence, mention, trigger);
    // "the rebels whom the army attacked": what the relative clause is about is in it
    let about = |w: &usize| sentence.head(*w) == Some(mention);
    let relative = |w: &usize| sentence.words[*w].is_rel(Rel::Acl, "relcl") && !about(w);
    let clause = |w: &usize| matches!(sentence.words[*w].rel, Rel::Advcl | Rel::Parataxis) || relative(w);
    let own =
        |w: &usize| sentence.children(*w).any(|c| matches!(sentence.words[c].rel, Rel::Nsubj | Rel::Csubj));
    let closed = |w: &usize| {
        let rel = sentence.words[*w].rel;
        matches!(rel, Rel::Ccomp | Rel::Parataxis) || relative(w) || rel == Rel::Advcl && own(w)
    };
    descent.iter().any(closed) || climb.iter().any(clause)
}

/// From each of two words the words up to, and without, the one above both.
fn ways(sentence: &Sentence, a: usize, b: usize) -> (Vec<usize>, Vec<usize>) {
    let (a, b) = (up(sentence, a), up(sentence, b));
    let meet = a.iter().find(|w| b.contains(w)).copied();
    let before = |chain: &[usize]| chain.iter().copied().take_while(|w| Some(*w) != meet).collect();
    (before(&a), before(&b))
}

/// The part that a mention has in an event.
fn part_of(event: &EventMention, mention: u32) -> Part {
    let on = |side: &[ActorRef]| side.iter().any(|a| a.mention == Some(mention));
    match (on(&event.sources), on(&event.targets)) {
        (true, _) => Part::Source,
        (_, true) => Part::Target,
        _ => Part::Neither,
    }
}

/// The word of the trigger that all its others hang on.
fn top(sentence: &Sentence, event: &EventMention) -> Option<usize> {
    let inside = |w: usize| sentence.words[w].span.overlaps(event.trigger.span);
    (0..sentence.words.len()).find(|w| inside(*w) && sentence.head(*w).is_none_or(|h| !inside(h)))
}

/// A word and those it hangs on, to the root.
fn up(sentence: &Sentence, word: usize) -> Vec<usize> {
    let head = |i: &usize| sentence.head(*i).filter(|h| *h < sentence.words.len());
    std::iter::successors(Some(word), head).take(sentence.words.len()).collect()
}

/// An event and those beside it.
struct Scene<'a> {
    lang: &'a str,
    sentence: &'a Sentence,
    event: &'a EventMention,
    events: &'a [EventMention],
    trigger: usize,
    parties: &'a [(u32, &'a Mention, usize)],
}

impl Scene<'_> {
    fn features(&self, mention: &Mention, index: u32, head: usize) -> Features {
        let Self { lang, sentence, event, trigger, .. } = *self;
        let words = &sentence.words;
        let rel = |w: usize| words[w].rel.as_str();
        let form = |w: usize| words[w].form.to_lowercase();
        let (kind, lemma) = (event.kind.as_str(), words[trigger].lemma.as_str());
        let side = |actors: &[ActorRef]| match actors {
            [] => "open",
            all if all.iter().all(|a| a.mention.is_none()) => "placed",
            _ => "read",
        };
        let state = format!("{} {}", side(&event.sources), side(&event.targets));
        let part = part_of(event, index).as_str();
        let order = if head < trigger { "before" } else { "after" };
        let form_of_verb =
            format!("{} {}", words[trigger].upos.as_str(), words[trigger].feats.is("Voice", "Pass"));
        // the way over the tree, up from the mention and down to the trigger
        let (climb, descent) = ways(sentence, head, trigger);
        let rels = |chain: &[usize], most: usize| {
            chain.iter().take(most).map(|w| words[*w].deprel().to_string()).collect::<Vec<_>>().join("<")
        };
        let path = format!("{}^{}", rels(&climb, 5), rels(&descent, 4));
        let last = climb.last().copied().unwrap_or(head);
        let led = |w: usize| sentence.child(w, Rel::Case).map_or_else(|| "-".to_owned(), form);
        let (case, led) = (led(head), led(last));
        let steps = climb.len().min(5).to_string();
        let depth = descent.len().min(4).to_string();
        let (low, high) = (head.min(trigger), head.max(trigger));
        let others = self.parties.iter().filter(|(_, _, h)| *h > low && *h < high).count().min(3).to_string();
        let sector =
            mention.actor.as_ref().map_or("place", |a| a.code.sector.map_or("state", |s| s.as_str()));

        let mut block = Block::new(20);
        block.add(&["part", part]);
        block.add(&["part", part, &state]);
        block.add(&["part", part, kind]);
        block.add(&["part", part, kind, &state]);
        block.add(&["order", order, part, &state]);
        block.add(&["order", order, kind, &state]);
        block.add(&["between", &others, order, part, &state]);
        block.add(&["steps", &steps, &depth, part, &state]);
        block.add(&["rule", &event.trigger.rule, part]);
        block.add(&["parties", &self.parties.len().min(6).to_string(), part]);
        for other in self.events.iter().filter(|e| e.trigger != event.trigger) {
            let there = part_of(other, index).as_str();
            let same = if other.kind == event.kind { "same" } else { "other" };
            block.add(&["elsewhere", there, same, part, &state]);
        }
        let mut features = Features::default();
        block.close(PARTS, &mut features);

        let mut block = Block::new(21);
        block.add(&["path", &path]);
        block.add(&["path", &path, &state]);
        block.add(&["path", &path, kind]);
        block.add(&["path", &path, &form_of_verb]);
        block.add(&["path", &path, part]);
        block.add(&["climb", &rels(&climb, 3), kind]);
        block.add(&["climb", &rels(&climb, 3), &state, &form_of_verb]);
        block.add(&["rel", rel(head), order, &form_of_verb]);
        block.add(&["last", rel(last), kind, order]);
        block.add(&["last", rel(last), &state, order, &steps]);
        block.add(&[lang, "case", &case]);
        block.add(&[lang, "case", &case, kind]);
        block.add(&[lang, "case", &case, &state, order, &steps]);
        block.add(&[lang, "led", &led, kind]);
        block.add(&[lang, "led", &led, lemma]);
        block.add(&[lang, "led", &led, rel(last), &state]);
        block.close(TREE, &mut features);

        let mut block = Block::new(22);
        block.add(&["sector", sector]);
        block.add(&["sector", sector, kind]);
        block.add(&["sector", sector, kind, order, &state]);
        block.add(&["sector", sector, part]);
        block.add(&["kind", &mention.kind]);
        block.add(&["kind", &mention.kind, part]);
        block.close(WHO, &mut features);

        let mut block = Block::new(23);
        block.add(&[lang, "trigger", lemma, rel(last), order]);
        block.add(&[lang, "trigger", lemma, order, &state]);
        let inside: Vec<String> = (low + 1..high).map(form).collect();
        for word in inside.iter().take(8) {
            block.add(&[lang, "inside", word, order]);
        }
        if inside.len() < 4 {
            block.add(&[lang, "inside", &inside.join(" "), order]);
        }
        for n in 1..=2 {
            if let Some(w) = head.checked_sub(n) {
                block.add(&[lang, "left", &n.to_string(), &form(w)]);
            }
            if head + n < words.len() {
                block.add(&[lang, "right", &n.to_string(), &form(head + n)]);
            }
        }
        let above = sentence.head(head).filter(|h| *h < words.len()).map_or("", |h| words[h].lemma.as_str());
        block.add(&[lang, "above", above, rel(head)]);
        block.close(WORDS, &mut features);
        features
    }
}

/// Lengths of the blocks: what the rules made of the mention, the way through the tree, who it is, the words.
const PARTS: f32 = 2.0;
const TREE: f32 = 2.5;
const WHO: f32 = 1.5;
const WORDS: f32 = 2.0;

/// Whether the rules gave an event someone to act who has no words of his own (the crowd of a protest): then he stays.
pub fn is_given(event: &EventMention) -> bool {
    !event.sources.is_empty() && event.sources.iter().all(|a| a.mention.is_none())
}

/// The parties to put on the sides (who acts, who is acted upon) instead of what the rules read; `None` where that stays.
/// `given`: who acts is known without words of his own ([`is_given`]).
pub fn settle(
    parties: &[Party],
    likely: &[[f32; Part::COUNT]],
    given: bool,
    limits: Limits,
) -> [Option<usize>; 2] {
    let mut changes = [None, None];
    let mut parts: Vec<Part> = parties.iter().map(|p| p.part).collect();
    // a side that loses whom the rules put there is open again
    for part in [Part::Source, Part::Target, Part::Source] {
        if given && part == Part::Source {
            continue;
        }
        let bars = |i: usize| part == Part::Source && parties[i].suffers;
        let p = |i: usize| if bars(i) { 0.0 } else { likely[i][part as usize] };
        let Some(mut best) = (0..parties.len()).reduce(|a, b| if p(b) > p(a) { b } else { a }) else { break };
        let sure = p(best);
        while let Some(outer) = parties[best].outer.filter(|o| p(*o) * 2.0 >= p(best)) {
            best = outer;
        }
        let own = (0..parties.len()).filter(|i| parts[*i] == part).map(p).reduce(f32::max);
        let wanted = match own {
            _ if parts[best] == part => false,
            None if parts[best] == part.other() => sure >= limits.swap,
            None => sure >= limits.fill,
            Some(own) => sure >= limits.swap && own < 1.0 - limits.swap,
        };
        if wanted {
            parts.iter_mut().filter(|p| **p == part).for_each(|p| *p = Part::Neither);
            parts[best] = part;
            changes[part as usize - 1] = Some(best);
        }
    }
    changes
}

/// Fills the sides of an event, or changes them where the judge is sure.
pub(super) fn fill(
    bench: &Bench<'_>,
    view: &View<'_>,
    event: &mut EventMention,
    events: &[EventMention],
    limits: Limits,
) {
    let parties =
        candidates(bench.lang, view.lexicon, view.sentence, view.resolution, bench.numbers, event, events);
    let likely: Vec<_> = parties.iter().map(|p| bench.judge.part(p)).collect();
    let changes = settle(&parties, &likely, is_given(event), limits);
    for (n, party) in changes.into_iter().enumerate().filter_map(|(n, party)| Some((n, &parties[party?]))) {
        let (side, other) = match n {
            0 => (&mut event.sources, &mut event.targets),
            _ => (&mut event.targets, &mut event.sources),
        };
        other.retain(|a| a.mention != Some(party.mention));
        let mut found = named(view, party);
        found.retain(|a| !other.iter().any(|o| o.id == a.id));
        if found.is_empty() {
            continue;
        }
        for mention in found.iter().filter_map(|a| a.mention) {
            event.span = event.span.cover(view.resolution.mentions[mention as usize].span);
        }
        *side = found;
        if !event.trigger.rule.ends_with(RULE) {
            event.trigger.rule = smol_str::format_smolstr!("{}{RULE}", event.trigger.rule);
        }
    }
}

/// How the rule of an event is marked whose sides the judge found.
const RULE: &str = "+sides";

/// The actors of a party's phrase, else the state of the place it names.
fn named(view: &View<'_>, party: &Party) -> Vec<ActorRef> {
    let found = actors(view, Filler::Word(party.head));
    if found.iter().any(|a| a.mention == Some(party.mention)) {
        return found;
    }
    let mention = &view.resolution.mentions[party.mention as usize];
    let actor = mention.actor.clone().or_else(|| state_of(mention.place.as_ref()?));
    actor.map(|a| ActorRef { mention: Some(party.mention), ..a }).into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn party(part: Part, outer: Option<usize>) -> Party {
        Party { mention: 0, part, features: Features::default(), head: 0, outer, suffers: false }
    }

    fn given(parties: &[Party], likely: &[[f32; Part::COUNT]]) -> [Option<usize>; 2] {
        settle(parties, likely, false, Limits { fill: 0.6, swap: 0.7, ..Limits::default() })
    }

    #[test]
    fn an_open_side_is_filled_by_whom_is_likely_enough() {
        let two = [party(Part::Source, None), party(Part::Neither, None)];
        assert_eq!(given(&two, &[[0.0, 0.9, 0.1], [0.3, 0.0, 0.7]]), [None, Some(1)]);
        assert_eq!(given(&two, &[[0.0, 0.9, 0.1], [0.5, 0.0, 0.5]]), [None, None]);
    }

    #[test]
    fn whom_the_rules_read_gives_way_only_where_the_judge_is_sure_of_both() {
        let two = [party(Part::Source, None), party(Part::Neither, None)];
        assert_eq!(given(&two, &[[0.8, 0.1, 0.1], [0.1, 0.9, 0.0]]), [Some(1), None]);
        assert_eq!(given(&two, &[[0.5, 0.4, 0.1], [0.1, 0.9, 0.0]]), [None, None]);
    }

    #[test]
    fn a_side_that_loses_its_party_to_the_other_is_open_again() {
        let two = [party(Part::Source, None), party(Part::Neither, None)];
        assert_eq!(given(&two, &[[0.1, 0.1, 0.8], [0.2, 0.6, 0.2]]), [Some(1), Some(0)]);
    }

    #[test]
    fn who_suffers_by_the_grammar_does_not_act() {
        let one = [Party { suffers: true, ..party(Part::Target, None) }];
        assert_eq!(given(&one, &[[0.0, 0.9, 0.1]]), [None, None]);
    }

    #[test]
    fn a_part_of_a_phrase_stands_for_the_whole() {
        let three = [party(Part::Source, None), party(Part::Neither, None), party(Part::Neither, Some(1))];
        let likely = [[0.0, 1.0, 0.0], [0.5, 0.0, 0.5], [0.1, 0.0, 0.9]];
        assert_eq!(given(&three, &likely), [None, Some(1)]);
    }
}
