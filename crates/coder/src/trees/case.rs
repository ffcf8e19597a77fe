//! The case of names tells arguments where a parser errs.
//!
//! What it does: names of the tables stand in texts in forms whose case the tables know (*Тайваню*, *Польщею*,
//! *Ukrayna'yı*). That case replaces the tagger's where the two exclude each other, and with it
//!
//! - a name in another case than the noun it was hung on as a part or a conjunct is an argument of its own: an
//!   instrumental goes to the event noun above or to the verb, an accusative and a dative to the verb, a genitive to
//!   the noun;
//! - object, indirect object and subject are told apart (*пригрозил Тайваню*), and a verb with an accusative object is
//!   no passive;
//! - a name in the nominative read as an oblique is the subject of a verb that has none;
//! - a noun in the nominative read as the owner of a noun that bears no mark of one (*Polis gazeteciyi tutukladı*) is
//!   the subject of a verb that has none;
//! - the object of a verb whose frames take an indirect object alone is that (*помогла Гаити*: the name has no cases),
//!   and of two objects of a verb without subject the actor before it is the subject.
//!
//! Source: case marking in UD (Feats `Case`), and the forms that the tables generate. Limits: names and nouns alone;
//! a form that stands for several cases says only what it excludes.

use casus_knowledge::Base;
use casus_model::{Lang, Rel, Resolution, Sentence, SmolStr, Upos};

use crate::lexicon::{Act, Lexicon, Pos, Slot};

/// Languages whose names the tables know in all cases.
const DECLINED: [&str; 5] = ["kk", "pl", "ru", "tr", "uk"];

/// The tables, for languages whose names they decline.
pub(crate) fn tables<'b>(lang: &Lang, base: Option<&'b Base>) -> Option<&'b Base> {
    base.filter(|_| DECLINED.contains(&lang.as_str()))
}

/// The sentence with its arguments told by case; `None` where nothing is to be changed.
pub(crate) fn arguments(
    text: &str,
    sentence: &Sentence,
    number: usize,
    lexicon: &Lexicon,
    resolution: &Resolution,
    base: Option<&Base>,
) -> Option<Sentence> {
    if !sentence.words.iter().any(|w| w.feats.get("Case").is_some() && nominal(w.upos)) {
        return None;
    }
    let count = sentence.words.len();
    let mut cased = Cased {
        sentence: sentence.clone(),
        lexicon,
        known: vec![false; count],
        cases: vec![Vec::new(); count],
    };
    if let Some(base) = base {
        for mention in resolution.mentions.iter().filter(|m| m.sentence as usize == number) {
            let (Some(actor), at) = (&mention.actor, mention.head as usize) else { continue };
            let mut cases: Vec<&'static str> = base
                .lookup(mention.span.of(text))
                .iter()
                .filter(|m| base.entity(m.name.entity).id == actor.id.0)
                .map(|m| m.form.case.as_str())
                .collect();
            cases.sort_unstable();
            cases.dedup();
            let Some(word) = cased.sentence.words.get(at) else { continue };
            if cases.iter().any(|c| *c != "Nom") {
                cased.set(at, &cases);
            } else if cases == ["Nom"] && mention.span.end >= word.span.end {
                cased.nominative(at);
            } else if mention.span.end < word.span.end && word.feats.get("Case").is_some_and(|c| c != "Nom") {
                // an ending that is set off from the name: "Ukrayna'ya"
                cased.known[at] = true;
            }
        }
    }
    for i in 0..cased.known.len() {
        if cased.known[i] && !cased.has_adposition(i) {
            cased.attach(i);
            cased.relabel(i);
        }
        cased.nominative_owner(i);
        cased.only_indirect(i, resolution, number);
        cased.first_of_two(i, resolution, number);
    }
    (cased.sentence != *sentence).then_some(cased.sentence)
}

fn is_actor(resolution: &Resolution, number: usize, i: usize) -> bool {
    let here = |m: &casus_model::Mention| m.sentence as usize == number && m.head as usize == i;
    resolution.mentions.iter().any(|m| here(m) && m.actor.is_some() && m.ner.is_some())
}

fn nominal(upos: Upos) -> bool {
    matches!(upos, Upos::Noun | Upos::Propn)
}

struct Cased<'l> {
    sentence: Sentence,
    lexicon: &'l Lexicon,
    /// Words whose case the tables vouch for.
    known: Vec<bool>,
    /// The cases in which the tables know the name.
    cases: Vec<Vec<&'static str>>,
}

impl Cased<'_> {
    fn case(&self, i: usize) -> Option<&str> {
        self.sentence.words[i].feats.get("Case")
    }

    fn head(&self, i: usize) -> Option<usize> {
        self.sentence.head(i)
    }

    fn lemma(&self, i: usize) -> SmolStr {
        let word = &self.sentence.words[i];
        self.lexicon.lemma_of(&word.form, &word.lemma)
    }

    fn is_verb(&self, i: usize) -> bool {
        self.sentence.words[i].upos == Upos::Verb
    }

    fn is_event_noun(&self, i: usize) -> bool {
        self.lexicon.frames_of(&self.lemma(i)).any(|f| f.pos == Pos::Noun && f.act != Act::Nothing)
    }

    fn has_adposition(&self, i: usize) -> bool {
        self.sentence.children(i).any(|c| self.sentence.words[c].rel == Rel::Case)
    }

    fn put(&mut self, i: usize, head: usize, rel: Rel) {
        let word = &mut self.sentence.words[i];
        word.head = head as u32 + 1;
        word.rel = rel;
        word.subrel = SmolStr::default();
    }

    /// The tables' cases of a name: the tagger's stays where it is among them.
    fn set(&mut self, i: usize, cases: &[&'static str]) {
        self.known[i] = true;
        self.cases[i] = cases.to_vec();
        let word = &mut self.sentence.words[i];
        if word.feats.get("Case").is_some_and(|c| cases.contains(&c)) {
            return;
        }
        let likely = match word.rel {
            Rel::Obj => ["Acc", "Dat", "Ins", "Gen"],
            Rel::Iobj => ["Dat", "Acc", "Ins", "Gen"],
            Rel::Nmod => ["Gen", "Ins", "Dat", "Acc"],
            _ => ["Ins", "Dat", "Acc", "Gen"],
        };
        if let Some(case) = likely.iter().find(|c| cases.contains(c)).or(cases.first()) {
            word.feats = word.feats.with("Case", Some(case));
        }
    }

    /// A name in the nominative is no oblique: it is the subject of a verb that has none (*Finlandiya NATO'ya katıldı*).
    fn nominative(&mut self, i: usize) {
        let word = &mut self.sentence.words[i];
        if word.feats.get("Case").is_some() {
            word.feats = word.feats.with("Case", Some("Nom"));
        }
        let Some(verb) = self.head(i).filter(|v| *v > i && self.is_verb(*v)) else { return };
        let words = &self.sentence.words;
        let subject = |c: usize| matches!(words[c].rel, Rel::Nsubj | Rel::Csubj);
        let oblique = words[i].is_rel(Rel::Obl, "") && !self.has_adposition(i);
        if oblique && !self.sentence.children(verb).any(subject) {
            self.put(i, verb, Rel::Nsubj);
        }
    }

    /// A name that hangs on a noun in another case goes where its own case belongs.
    fn attach(&mut self, i: usize) {
        let Some(above) = self.head(i).filter(|h| nominal(self.sentence.words[*h].upos)) else { return };
        let rel = self.sentence.words[i].rel;
        let owner = self.sentence.words[i].subrel == "poss";
        let part = matches!(rel, Rel::Flat | Rel::Conj | Rel::Compound | Rel::Appos);
        let Some(case) = self.case(i).map(str::to_owned) else { return };
        if !(part || rel == Rel::Nmod) || case == "Nom" || self.case(above) == Some(case.as_str()) {
            return;
        }
        if rel == Rel::Conj && case == "Acc" && self.sentence.words[above].rel == Rel::Obj {
            return;
        }
        if rel == Rel::Conj && self.cases[above].contains(&case.as_str()) {
            let first = &mut self.sentence.words[above];
            first.feats = first.feats.with("Case", Some(&case));
            return;
        }
        // a noun with a light verb stands for the verb ("Türkiye İsrail'i protesto etti")
        let acts = |w: usize| {
            let light = |c: usize| self.sentence.words[c].rel == Rel::Compound && self.is_verb(c) && c > w;
            self.sentence.children(w).any(light)
        };
        let mut top = above;
        while let Some(next) = self.head(top).filter(|h| !acts(top) && nominal(self.sentence.words[*h].upos))
        {
            top = next;
        }
        let verb = if acts(top) { Some(top) } else { self.head(top).filter(|v| self.is_verb(*v)) };
        match case.as_str() {
            "Gen" if part => self.put(i, above, Rel::Nmod),
            "Ins" | "Dat" | "Abl" if self.is_event_noun(top) => self.put(i, top, Rel::Nmod),
            "Acc" if part || owner => {
                if let Some(verb) = verb {
                    self.put(i, verb, Rel::Obj);
                }
            }
            "Dat" | "Ins" | "Abl" if part || owner => {
                if let Some(verb) = verb {
                    self.put(i, verb, Rel::Obl);
                }
            }
            _ => {}
        }
    }

    /// Arguments of a verb by their case.
    fn relabel(&mut self, i: usize) {
        let Some(verb) = self.head(i).filter(|v| self.is_verb(*v)) else { return };
        let rel = self.sentence.words[i].rel;
        let other_object = |s: &Sentence| s.children(verb).any(|c| c != i && s.words[c].rel == Rel::Obj);
        match (self.case(i).unwrap_or_default(), rel) {
            ("Dat", Rel::Obj | Rel::Nsubj) => self.put(i, verb, Rel::Iobj),
            ("Ins", Rel::Obj | Rel::Nsubj | Rel::Iobj) => self.put(i, verb, Rel::Obl),
            ("Acc", Rel::Iobj | Rel::Nsubj) if !other_object(&self.sentence) => self.put(i, verb, Rel::Obj),
            _ => {}
        }
        let accusative = self.sentence.words[i].rel == Rel::Obj && self.case(i) == Some("Acc");
        let feats = &mut self.sentence.words[verb].feats;
        if accusative && feats.is("Voice", "Pass") && !feats.is("VerbForm", "Part") {
            *feats = feats.with("Voice", None);
        }
    }

    /// *Polis gazeteciyi tutukladı*: an owner in the nominative beside a noun without the mark of one.
    fn nominative_owner(&mut self, i: usize) {
        let word = &self.sentence.words[i];
        if word.rel != Rel::Nmod
            || word.subrel != "poss"
            || self.case(i) != Some("Nom")
            || !nominal(word.upos)
        {
            return;
        }
        let Some(owned) = self.head(i).filter(|h| *h > i) else { return };
        let unmarked = self.sentence.words[owned].feats.get("Number[psor]").is_none();
        let Some(verb) = self.head(owned).filter(|v| self.is_verb(*v)) else { return };
        let subject = self.sentence.children(verb).any(|c| self.sentence.words[c].rel == Rel::Nsubj);
        if unmarked && !subject && self.case(owned).is_some_and(|c| c != "Nom") {
            self.put(i, verb, Rel::Nsubj);
        }
    }

    /// The object of a verb that takes an indirect one alone, where it is an actor without case of its own.
    fn only_indirect(&mut self, i: usize, resolution: &Resolution, number: usize) {
        let excluded = self.known[i] && !self.cases[i].contains(&"Dat");
        if self.sentence.words[i].rel != Rel::Obj || excluded || self.has_adposition(i) {
            return;
        }
        let Some(verb) = self.head(i).filter(|v| self.is_verb(*v)) else { return };
        if !is_actor(resolution, number, i) {
            return;
        }
        let lemma = self.lemma(verb);
        let mut frames = self.lexicon.frames_of(&lemma).filter(|f| f.pos == Pos::Verb).peekable();
        let indirect = |f: &crate::lexicon::Frame| {
            let takes = |slot: &Slot| {
                f.roles.source.contains(slot) || f.roles.target.contains(slot) || f.roles.theme.contains(slot)
            };
            takes(&Slot::Iobj) && !takes(&Slot::Obj)
        };
        if frames.peek().is_some() && frames.all(indirect) {
            if self.known[i] {
                let word = &mut self.sentence.words[i];
                word.feats = word.feats.with("Case", Some("Dat"));
            }
            self.put(i, verb, Rel::Iobj);
        }
    }

    /// *Перу и Чили подписали договор*: of two objects of a verb without subject, the actor before it is the subject,
    /// unless its case excludes that.
    fn first_of_two(&mut self, i: usize, resolution: &Resolution, number: usize) {
        let Some(verb) = self.head(i).filter(|v| *v > i && self.is_verb(*v)) else { return };
        let words = &self.sentence.words;
        if words[i].rel != Rel::Obj || self.known[i] || !is_actor(resolution, number, i) {
            return;
        }
        let later = self.sentence.children(verb).any(|c| c > verb && words[c].rel == Rel::Obj);
        let subject = self.sentence.children(verb).any(|c| matches!(words[c].rel, Rel::Nsubj | Rel::Csubj));
        if later && !subject {
            self.put(i, verb, Rel::Nsubj);
        }
    }
}
