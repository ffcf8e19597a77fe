//! Trees put right where parsers typically err and names, dates or the lexicon tell better. ([`crate::mend()`] relabels
//! what can be told before names are known; here edges move.)
//!
//! Each rule looks for a reading that the language's tables or the agreement of forms rule out, and moves one edge:
//!
//! - an infinitive hung on a verb that takes none, right after a noun that takes one (*condemned attempts to seize*);
//! - an object read as an oblique though no adposition or case marks it;
//! - a second *and said …* hung inside the first one's content;
//! - a subject hung on the date before it, or read as a second oblique (*On 11 November Tokayev attended*);
//! - *before condemning …* hung on a passive inside what is said, though only the speaker can condemn;
//! - a bare infinitive after an object, read as a conjunct (*saw leaders visit*);
//! - the day of saying hung inside what is said (*said on Thursday it would send troops*);
//! - a coordinated verb whose number differs from that of the clause whose subject it would share;
//! - *the city, where …* hung on another noun than the place that stands before it;
//! - a subject cut off from its verb by a clause between dashes;
//! - a named subject read as an interjection or an address;
//! - an object with an article that is a dative's alone (*drohte der Ukraine*);
//! - a participle of force behind the name of the one it tells of (*supports Bazoum, detained since July*);
//! - a list of subjects read as part of the date before it (*el sábado, y Brasil y Chile condenaron*);
//! - a person read as part of the name of a place (*traf in Berlin Bundeskanzler Scholz*);
//! - a noun beside a noun read as a dative where it can only be a genitive (*der Angriff der Armee*);
//! - a group of people hung as an adjective on a noun of the subject of a verb without object (*iʿtaqalat quwwāt
//!   al-amn al-mutaẓāhirīn*), or read as an adverb.
//!
//! Source: the errors of this project's own parsers on news. Limits: every rule moves at most one word of a
//! construction; a sentence that would stop being a tree stays as it was.

use std::borrow::Cow;

use casus_knowledge::Base;
use casus_model::{Analysis, EventType, Feats, Rel, Resolution, Sentence, SmolStr, Span, Upos, Word};

use super::case;
use crate::lexicon::{Act, Lexicon, Pos, Slot};

/// The analysis with its trees put right; borrowed where nothing was wrong.
pub(crate) fn analysis<'a>(
    text: &str,
    analysis: &'a Analysis,
    resolution: &Resolution,
    base: Option<&Base>,
) -> Cow<'a, Analysis> {
    let Some(lexicon) = Lexicon::of(&analysis.lang) else { return Cow::Borrowed(analysis) };
    let base = case::tables(&analysis.lang, base);
    let mut times: Vec<Vec<Span>> = vec![Vec::new(); analysis.sentences.len()];
    for time in &resolution.times {
        if let Some(list) = times.get_mut(time.sentence as usize) {
            list.push(time.span);
        }
    }
    let mut found: Option<Analysis> = None;
    for (number, sentence) in analysis.sentences.iter().enumerate() {
        let cased = case::arguments(text, sentence, number, lexicon, resolution, base);
        let sentence = cased.filter(Sentence::is_tree).map_or(Cow::Borrowed(sentence), Cow::Owned);
        let mut repair = Repair { sentence, lexicon, resolution, number, times: &times[number] };
        repair.all();
        if let Cow::Owned(better) = repair.sentence
            && better.is_tree()
        {
            found.get_or_insert_with(|| analysis.clone()).sentences[number] = better;
        }
    }
    found.map_or(Cow::Borrowed(analysis), Cow::Owned)
}

struct Repair<'a> {
    sentence: Cow<'a, Sentence>,
    lexicon: &'static Lexicon,
    resolution: &'a Resolution,
    number: usize,
    times: &'a [Span],
}

impl Repair<'_> {
    fn all(&mut self) {
        self.between_dashes();
        for i in 0..self.sentence.words.len() {
            match self.word(i).upos {
                Upos::Verb => {
                    self.lost_subject(i);
                    self.bare_object(i);
                    self.phrase_of_event(i);
                    self.subject_on_date(i);
                    self.noun_infinitive(i);
                    self.speaker_next(i);
                    self.bare_infinitive(i);
                    self.second_saying(i);
                    self.day_of_saying(i);
                    self.agreement(i);
                    self.dative_object(i);
                    self.object_on_subject(i);
                    self.who_was_seized(i);
                    self.list_of_subjects(i);
                }
                Upos::Adv | Upos::Pron | Upos::Sconj => self.where_clause(i),
                Upos::Noun | Upos::Propn => {
                    self.genitive_noun(i);
                    self.person_on_place(i);
                }
                _ => {}
            }
        }
    }

    fn word(&self, i: usize) -> &Word {
        &self.sentence.words[i]
    }

    fn head(&self, i: usize) -> Option<usize> {
        self.sentence.head(i)
    }

    fn lemma(&self, i: usize) -> SmolStr {
        let word = self.word(i);
        self.lexicon.lemma_of(&word.form, &word.lemma)
    }

    fn in_class(&self, class: &str, i: usize) -> bool {
        self.lexicon.in_class(class, &self.lemma(i))
    }

    fn child(&self, i: usize, rel: Rel) -> Option<usize> {
        self.sentence.child(i, rel)
    }

    /// "Macron soutient Bazoum, détenu depuis juillet": whom a participle of force right behind a name and a comma tells
    /// of is the one named last.
    fn who_was_seized(&mut self, v: usize) {
        let word = self.word(v);
        let participle = word.rel == Rel::Advcl
            && word.feats.is("VerbForm", "Part")
            && !word.feats.is("Tense", "Pres")
            && v > 1
            && self.word(v - 1).form == ","
            && [Rel::Aux, Rel::Mark, Rel::Nsubj].iter().all(|r| self.child(v, *r).is_none());
        let force =
            |kind: EventType| matches!(kind, EventType::Coerce | EventType::Assault | EventType::Sanction);
        let lemma = self.lemma(v);
        if !participle || !self.lexicon.frames_of(&lemma).any(|f| matches!(f.act, Act::Event(k) if force(k)))
        {
            return;
        }
        let Some(verb) = self.head(v).filter(|h| *h < v) else { return };
        let named = std::iter::successors(Some(v - 2), |w| self.head(*w))
            .take_while(|w| *w > verb && *w < v)
            .find(|w| {
                self.actor(*w) && matches!(self.word(*w).rel, Rel::Obj | Rel::Obl | Rel::Iobj | Rel::Nmod)
            });
        if let Some(named) = named {
            self.hang(v, named, Rel::Acl, "");
        }
    }

    /// "… el sábado, y Brasil, Colombia y Chile condenaron": a list right before a coordinated verb in the plural that has
    /// no subject is its subject, and no part of what stands before the comma.
    fn list_of_subjects(&mut self, v: usize) {
        let many = self.finite(v).is_some_and(|f| self.word(f).feats.is("Number", "Plur"));
        if self.word(v).rel != Rel::Conj || self.child(v, Rel::Nsubj).is_some() || !many || v < 4 {
            return;
        }
        let listed = |w: usize| matches!(self.word(w).rel, Rel::Conj | Rel::Appos) && self.actor(w);
        let Some(last) = Some(v - 1).filter(|w| listed(*w)) else { return };
        let first = std::iter::successors(Some(last), |w| self.head(*w).filter(|h| listed(*h))).last();
        let Some(first) = first.filter(|f| *f < last && *f > 1) else { return };
        let apart = self.word(first - 1).upos == Upos::Cconj && self.word(first - 2).form == ",";
        let foreign = self.head(first).is_some_and(|h| !self.actor(h));
        if apart && foreign {
            self.hang(first, v, Rel::Nsubj, "");
            self.hang(first - 1, v, Rel::Cc, "");
        }
    }

    /// "Traf in Berlin Bundeskanzler Scholz": a person who was read as part of the name of a place is the object of a verb
    /// that has none.
    fn person_on_place(&mut self, i: usize) {
        let word = self.word(i);
        let hung = word.rel == Rel::Flat && self.actor(i) && self.child(i, Rel::Case).is_none();
        let Some(place) = self.head(i).filter(|p| hung && *p + 1 == i && self.child(*p, Rel::Case).is_some())
        else {
            return;
        };
        let kind = |w: usize| self.resolution.mention_at(self.number, w).map(|(_, m)| m);
        let person = kind(i).is_some_and(|m| matches!(m.kind.as_str(), "person" | "office"));
        let there =
            kind(place).is_none_or(|m| m.place.is_some() || matches!(m.kind.as_str(), "place" | "metonym"));
        let verb =
            self.head(place).filter(|v| self.word(*v).upos == Upos::Verb && self.word(place).rel == Rel::Obl);
        if let Some(verb) = verb.filter(|v| person && there && self.child(*v, Rel::Obj).is_none()) {
            self.hang(i, verb, Rel::Obj, "");
        }
    }

    /// "Der Angriff der Armee": where articles tell a dative (class `dative-article`), a noun beside a noun without a
    /// preposition is a genitive, whose article may be the same.
    fn genitive_noun(&mut self, i: usize) {
        let word = self.word(i);
        let dative = word.rel == Rel::Nmod && word.feats.is("Case", "Dat");
        if dative
            && self.child(i, Rel::Case).is_none()
            && self.lexicon.class("dative-article").next().is_some()
        {
            let word = &mut self.sentence.to_mut().words[i];
            word.feats = word.feats.with("Case", Some("Gen"));
        }
    }

    /// An object whose article can only be a dative (class `dative-article`) is the indirect one.
    fn dative_object(&mut self, v: usize) {
        let object = self.sentence.children(v).find(|c| self.word(*c).rel == Rel::Obj && self.actor(*c));
        let Some(object) = object.filter(|_| self.child(v, Rel::Iobj).is_none()) else { return };
        let dative = self.sentence.children(object).any(|c| {
            let word = self.word(c);
            word.rel == Rel::Det && self.lexicon.in_class("dative-article", &word.form.to_lowercase())
        });
        if dative {
            self.relabel(object, Rel::Iobj);
        }
    }

    /// In a clause that begins with its verb, a group of people hung as an adjective below the subject, or read as an
    /// adverb, is the object.
    fn object_on_subject(&mut self, v: usize) {
        let Some(subject) = self.child(v, Rel::Nsubj).filter(|s| *s == v + 1) else { return };
        if self.child(v, Rel::Obj).is_some() || self.is_passive(v) {
            return;
        }
        let below = |w: usize| {
            self.head(w) == Some(subject) || self.head(w).is_some_and(|h| self.head(h) == Some(subject))
        };
        let hung = (subject + 1..self.sentence.words.len().min(subject + 5)).find(|w| {
            let word = self.word(*w);
            word.upos == Upos::Noun && word.rel == Rel::Amod && below(*w) && self.actor(*w)
        });
        if let Some(w) = hung.filter(|_| self.actor(subject)) {
            self.hang(w, v, Rel::Obj, "");
            return;
        }
        let loose = self.sentence.children(v).find(|w| {
            let word = self.word(*w);
            *w > subject
                && matches!(word.upos, Upos::Noun | Upos::Adj)
                && word.rel == Rel::Advmod
                && self.child(*w, Rel::Case).is_none()
                && self.actor(*w)
                && !self.is_time(*w)
        });
        if let Some(w) = loose {
            self.relabel(w, Rel::Obj);
        }
    }

    /// Whether an actor's name or role stands here.
    fn actor(&self, i: usize) -> bool {
        self.resolution.mention_at(self.number, i).is_some_and(|(_, m)| m.actor.is_some())
    }

    /// Whether word `i` takes an infinitive, by the table of factuality.
    fn takes_infinitive(&self, i: usize) -> bool {
        self.lexicon.factuality_of(&self.lemma(i)).iter().any(|w| w.slots.contains(&Slot::Xcomp))
    }

    fn is_nominal(&self, i: usize) -> bool {
        matches!(self.word(i).upos, Upos::Noun | Upos::Propn)
    }

    fn is_time(&self, i: usize) -> bool {
        self.times.iter().any(|t| t.overlaps(self.word(i).span))
    }

    fn is_case_marked(&self, i: usize) -> bool {
        self.word(i).feats.get("Case").is_some()
            || self.sentence.children(i).any(|c| matches!(self.word(c).rel, Rel::Case | Rel::Mark))
    }

    /// The word that tells number and tense of the clause of verb `i`: itself, or its finite auxiliary.
    fn finite(&self, i: usize) -> Option<usize> {
        let fin = |w: &usize| self.word(*w).feats.is("VerbForm", "Fin");
        Some(i).filter(fin).or_else(|| {
            self.sentence.children(i).find(|c| matches!(self.word(*c).rel, Rel::Aux | Rel::Cop) && fin(c))
        })
    }

    /// First word of the verb group of `i`.
    fn group_start(&self, i: usize) -> usize {
        let mut first = i;
        while first > 0
            && self.head(first - 1) == Some(i)
            && matches!(self.word(first - 1).rel, Rel::Aux | Rel::Advmod | Rel::Expl)
        {
            first -= 1;
        }
        first
    }

    fn is_above(&self, above: usize, mut i: usize) -> bool {
        for _ in 0..self.sentence.words.len() {
            if i == above {
                return true;
            }
            match self.head(i) {
                Some(h) => i = h,
                None => return false,
            }
        }
        true
    }

    fn hang(&mut self, i: usize, head: usize, rel: Rel, sub: &'static str) {
        if self.is_above(i, head) {
            return;
        }
        let word = &mut self.sentence.to_mut().words[i];
        word.head = head as u32 + 1;
        word.rel = rel;
        word.subrel = SmolStr::new_static(sub);
    }

    fn relabel(&mut self, i: usize, rel: Rel) {
        let word = &mut self.sentence.to_mut().words[i];
        word.rel = rel;
        word.subrel = SmolStr::default();
    }

    fn is_passive(&self, i: usize) -> bool {
        self.word(i).feats.is("Voice", "Pass")
            || self.sentence.children(i).any(|c| self.word(c).subrel == "pass")
    }

    /// "ha sostenuto il leader": a noun phrase without adposition or case right after an active verb is its object.
    fn bare_object(&mut self, v: usize) {
        if self.child(v, Rel::Obj).is_some() || self.child(v, Rel::Ccomp).is_some() || self.is_passive(v) {
            return;
        }
        let found = self.sentence.children(v).find(|o| {
            let word = self.word(*o);
            *o > v
                && *o <= v + 4
                && (word.rel == Rel::Obl || self.is_named_predicate(*o))
                && word.subrel.is_empty()
                && self.is_nominal(*o)
                && !self.is_case_marked(*o)
                && !self.is_time(*o)
                && (v + 1..*o).all(|w| self.head(w) == Some(*o))
        });
        if let Some(o) = found
            && (self.sentence.children(o).any(|c| self.word(c).rel == Rel::Det) || self.actor(o))
        {
            self.relabel(o, Rel::Obj);
        }
    }

    /// Whether a name was read as what its verb says of the subject: nobody is "Erdogan" by being called.
    fn is_named_predicate(&self, i: usize) -> bool {
        let mut children = self.sentence.children(i).map(|c| self.word(c).rel);
        self.word(i).is_rel(Rel::Xcomp, "")
            && self.word(i).upos == Upos::Propn
            && self.actor(i)
            && !children.any(|r| matches!(r, Rel::Cop | Rel::Mark | Rel::Nsubj))
    }

    /// "Condemned the killing of civilians by the army", "ha condannato la visita di Pelosi a Taiwan": a phrase right
    /// behind that of an event noun, with a preposition that frames of the noun ask for and those of the verb do not.
    fn phrase_of_event(&mut self, v: usize) {
        let phrases: Vec<usize> =
            self.sentence.children(v).filter(|c| *c > v && self.word(*c).is_rel(Rel::Obl, "")).collect();
        for phrase in phrases {
            let Some(case) = self.child(phrase, Rel::Case) else { continue };
            let start = self.sentence.subtree(phrase).first().copied().unwrap_or(phrase);
            let ends_before = |n: &usize| {
                matches!(self.word(*n).rel, Rel::Obj | Rel::Nsubj)
                    && self.word(*n).upos == Upos::Noun
                    && self.sentence.subtree(*n).last().is_some_and(|l| l + 1 == start)
            };
            let Some(noun) = self.sentence.children(v).find(ends_before) else { continue };
            let preposition = self.lemma(case);
            let agentive = self.lexicon.in_class("agentive", &preposition);
            let asks = |w: usize, pos: Pos| {
                self.lexicon.frames_of(&self.lemma(w)).filter(|f| f.pos == pos).any(|f| {
                    let roles = f.roles.source.iter().chain(&f.roles.target).chain(&f.roles.theme);
                    roles.into_iter().any(|s| match s {
                        Slot::Prep(p) => *p == preposition,
                        Slot::By => agentive && pos == Pos::Noun,
                        _ => false,
                    })
                })
            };
            let named = self.actor(phrase) && !self.is_time(phrase) && !self.is_passive(v);
            if named && asks(noun, Pos::Noun) && !asks(v, Pos::Verb) {
                self.hang(phrase, noun, Rel::Nmod, "");
            }
        }
    }

    /// "L'11 novembre Tokayev ha partecipato": the name before the verb, hung on the date before it.
    fn subject_on_date(&mut self, v: usize) {
        if self.finite(v).is_none() || self.child(v, Rel::Nsubj).is_some() || self.is_passive(v) {
            return;
        }
        let first = self.group_start(v);
        let Some(last) = first.checked_sub(1).filter(|w| self.word(*w).upos == Upos::Propn) else { return };
        if self.head(last) == Some(v)
            && self.word(last).is_rel(Rel::Obl, "")
            && !self.is_case_marked(last)
            && !self.is_time(last)
        {
            self.relabel(last, Rel::Nsubj);
            return;
        }
        let mut name = last;
        while let Some(h) = self.head(name).filter(|h| *h < name && self.word(*h).upos == Upos::Propn) {
            name = h;
        }
        let dated = self.head(name).is_some_and(|h| h != v && self.is_time(h) && self.is_above(v, h));
        if dated && !self.is_time(name) && !self.is_case_marked(name) {
            self.hang(name, v, Rel::Nsubj, "");
        }
    }

    /// "condannare i tentativi di annettere": the infinitive belongs to the noun that takes it.
    fn noun_infinitive(&mut self, i: usize) {
        let word = self.word(i);
        if !word.feats.is("VerbForm", "Inf") {
            return;
        }
        // "la decisione del Kazakistan di allontanarsi": of the noun, not of the name on it
        if word.rel == Rel::Acl
            && let Some(name) = self.head(i).filter(|g| self.word(*g).upos == Upos::Propn)
            && let Some(noun) = self.head(name).filter(|n| self.takes_infinitive(*n))
            && self.word(name).rel == Rel::Nmod
        {
            self.hang(i, noun, Rel::Acl, "");
            return;
        }
        if !matches!(word.rel, Rel::Xcomp | Rel::Ccomp | Rel::Advcl) {
            return;
        }
        let Some(mark) = self.sentence.children(i).find(|c| *c < i && self.word(*c).rel == Rel::Mark) else {
            return;
        };
        let Some(g) = self.head(i).filter(|g| self.word(*g).upos == Upos::Verb && *g < i) else { return };
        if self.takes_infinitive(g) {
            return;
        }
        let noun = self.sentence.children(g).find(|o| {
            *o > g
                && *o < mark
                && matches!(self.word(*o).rel, Rel::Obj | Rel::Obl)
                && self.word(*o).upos == Upos::Noun
                && self.takes_infinitive(*o)
                && (*o + 1..mark).all(|w| self.is_above(*o, w))
        });
        if let Some(noun) = noun {
            self.hang(i, noun, Rel::Acl, "");
        }
    }

    /// "said the men were forced to leave, before condemning …": an act of words after what is said is the speaker's.
    fn speaker_next(&mut self, i: usize) {
        let word = self.word(i);
        let loose = matches!(word.rel, Rel::Advcl | Rel::Conj | Rel::Xcomp);
        if !loose || self.finite(i).is_some() || !self.is_verbal(i) {
            return;
        }
        let temporal = self.sentence.children(i).any(|c| c < i && self.in_class("temporal", c));
        let Some(mut g) = self.head(i).filter(|g| temporal && *g < i) else { return };
        while let Some(h) = self.head(g).filter(|_| self.word(g).rel == Rel::Xcomp) {
            g = h;
        }
        let said = self.word(g).rel == Rel::Ccomp && self.is_passive(g);
        if let Some(say) = self.head(g).filter(|h| said && *h < g && self.in_class("say", *h)) {
            self.hang(i, say, Rel::Advcl, "");
        }
    }

    /// Whether a verb tells of an act of words.
    fn is_verbal(&self, i: usize) -> bool {
        use EventType as E;
        self.lexicon.frames_of(&self.lemma(i)).any(|f| {
            matches!(
                f.act,
                Act::Event(E::Accuse | E::Support | E::Reject | E::Request | E::Threaten | E::Agree)
            )
        })
    }

    /// "ha visto i leader visitare": an infinitive without marker or conjunction after an object is no conjunct.
    fn bare_infinitive(&mut self, i: usize) {
        let word = self.word(i);
        if word.rel != Rel::Conj
            || !word.feats.is("VerbForm", "Inf")
            || self.sentence.children(i).any(|c| matches!(self.word(c).rel, Rel::Cc | Rel::Mark | Rel::Punct))
        {
            return;
        }
        let object = self.head(i).and_then(|g| self.child(g, Rel::Obj)).filter(|o| *o < i);
        if let Some(object) = object
            && self.head(i).is_some_and(|g| self.finite(g).is_some() && g < object)
        {
            self.relabel(i, Rel::Xcomp);
        }
    }

    /// "said on Thursday it would send": the day right after a verb of saying, before the subject or the conjunction
    /// of what is said, is the day of saying.
    fn day_of_saying(&mut self, v: usize) {
        if !self.in_class("say", v) {
            return;
        }
        let Some(content) = self.child(v, Rel::Ccomp).filter(|c| *c > v + 1) else { return };
        let day = (v + 1..content).find(|t| {
            self.head(*t) == Some(content)
                && matches!(self.word(*t).rel, Rel::Obl | Rel::Nmod | Rel::Advmod)
                && self.is_time(*t)
                && (v + 1..*t).all(|w| self.is_above(*t, w))
        });
        let Some(day) = day else { return };
        let after = (day + 1..content).find(|w| !self.is_above(day, *w));
        let opens = |w: usize| {
            let clause = self.head(w) == Some(content)
                && matches!(self.word(w).rel, Rel::Nsubj | Rel::Csubj | Rel::Mark | Rel::Expl);
            clause || self.word(w).rel == Rel::Det
        };
        if after.is_some_and(opens) {
            self.hang(day, v, Rel::Obl, "");
        }
    }

    /// "said that … whom he called bandits and said he had …": the same verb of saying goes on the outer one.
    fn second_saying(&mut self, v: usize) {
        if self.word(v).rel != Rel::Conj
            || !self.in_class("say", v)
            || self.child(v, Rel::Nsubj).is_some()
            || self.child(v, Rel::Cc).is_none()
        {
            return;
        }
        let lemma = self.lemma(v);
        let outer = (0..v).rev().find(|w| {
            self.word(*w).upos == Upos::Verb && self.lemma(*w) == lemma && self.finite(*w).is_some()
        });
        if let Some(outer) = outer
            && self.head(v).is_some_and(|h| h != outer && self.is_above(outer, h))
        {
            self.hang(v, outer, Rel::Conj, "");
        }
    }

    /// "when the protests threatened … and has used": a verb in another number does not share that subject.
    fn agreement(&mut self, v: usize) {
        if self.word(v).rel != Rel::Conj || self.child(v, Rel::Nsubj).is_some() {
            return;
        }
        let number = |w: usize| {
            let f = self.finite(w)?;
            self.word(f).feats.get("Number").map(SmolStr::new)
        };
        let Some(own) = number(v) else { return };
        let Some(first) = self.head(v).filter(|h| self.child(*h, Rel::Nsubj).is_some()) else { return };
        if number(first).is_none_or(|n| n == own) || own != "Sing" {
            return;
        }
        let mut at = first;
        for _ in 0..self.sentence.words.len() {
            let Some(h) = self.head(at) else { return };
            at = h;
            if self.word(at).upos == Upos::Verb && number(at).is_some_and(|n| n == own) {
                self.hang(v, at, Rel::Conj, "");
                return;
            }
        }
    }

    /// "Ізраїль і ХАМАС домовилися": an actor before a verb without subject, read as an interjection or an address.
    fn lost_subject(&mut self, v: usize) {
        if self.finite(v).is_none() || self.is_passive(v) {
            return;
        }
        let lost = |c: &usize| {
            *c < v
                && self.is_nominal(*c)
                && matches!(self.word(*c).rel, Rel::Discourse | Rel::Vocative | Rel::Dislocated)
                && self.actor(*c)
        };
        let subject = self.sentence.children(v).any(|c| matches!(self.word(c).rel, Rel::Nsubj | Rel::Csubj));
        let Some(name) = self.sentence.children(v).find(lost).filter(|_| !subject) else { return };
        let case = self.word(name).feats.get("Case");
        let set_off = self.sentence.words.get(name + 1).is_some_and(|w| w.form == ",");
        if case.is_none_or(|c| c == "Nom") && !set_off {
            self.relabel(name, Rel::Nsubj);
        }
    }

    /// "Putin's attention from Ukraine, where …": the clause belongs to the place that stands before it.
    fn where_clause(&mut self, c: usize) {
        if !self.in_class("where", c) || !matches!(self.word(c).rel, Rel::Advmod | Rel::Obl | Rel::Mark) {
            return;
        }
        let Some(v) = self.head(c).filter(|v| self.word(*v).rel == Rel::Acl) else { return };
        let Some(noun) = self.head(v).filter(|n| *n < c) else { return };
        let is_place = |w: usize| {
            self.resolution.mention_at(self.number, w).is_some_and(|(_, m)| {
                m.place.is_some() || m.actor.as_ref().is_some_and(|a| is_state(&a.id.0))
            })
        };
        if is_place(noun) || self.lexicon.in_class("territorio", &self.lemma(noun)) {
            return;
        }
        let place = (noun + 1..c).rev().take(4).find(|w| self.is_nominal(*w) && is_place(*w));
        if let Some(place) = place {
            self.hang(v, place, Rel::Acl, "relcl");
        }
    }

    /// "Because Tokaev – who … – asked": the word before the dashes is the subject of the verb after them.
    fn between_dashes(&mut self) {
        let dash = |w: &usize| matches!(self.word(*w).form.as_str(), "–" | "—");
        let dashes: Vec<usize> = (0..self.sentence.words.len()).filter(dash).collect();
        let [open, close] = dashes[..] else { return };
        let Some(noun) = open.checked_sub(1).filter(|n| self.is_nominal(*n)) else { return };
        let mut verb = close + 1;
        while verb < self.sentence.words.len()
            && matches!(self.word(verb).upos, Upos::Aux | Upos::Adv | Upos::Part)
        {
            verb += 1;
        }
        if verb >= self.sentence.words.len() || self.word(verb).upos != Upos::Verb {
            return;
        }
        let told = self.finite(verb).is_some() || self.word(verb).feats.is("Tense", "Past");
        let lost = self.head(verb).is_some_and(|h| h > open && h < close);
        if !told || !lost || self.child(verb, Rel::Nsubj).is_some() {
            return;
        }
        let mut top = noun;
        while let Some(h) = self.head(top).filter(|h| *h < open && self.word(*h).rel != Rel::Root) {
            top = h;
        }
        if self.word(top).upos == Upos::Verb {
            return;
        }
        let (head, rel, sub) = {
            let w = self.word(top);
            (w.head, w.rel, w.subrel.clone())
        };
        let words = &mut self.sentence.to_mut().words;
        words[verb].head = head;
        words[verb].rel = rel;
        words[verb].subrel = sub;
        words[verb].feats = Feats::new("Mood=Ind|Tense=Past|VerbForm=Fin");
        words[top].head = verb as u32 + 1;
        words[top].rel = Rel::Nsubj;
        words[top].subrel = SmolStr::default();
        let marks: Vec<usize> = self
            .sentence
            .children(top)
            .filter(|c| *c < top && matches!(self.word(*c).upos, Upos::Sconj))
            .collect();
        for mark in marks {
            let word = &mut self.sentence.to_mut().words[mark];
            word.head = verb as u32 + 1;
            word.rel = Rel::Mark;
        }
    }
}

fn is_state(id: &str) -> bool {
    id.starts_with("state:")
}
