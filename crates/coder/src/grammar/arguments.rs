//! What stands beside a predicate, by slot.

use casus_model::{Rel, SmolStr, Upos};

use super::view::View;
use super::{active, control, coordination, nominal, participle, passive, possessive};
use crate::lexicon::Slot;

/// The case of a noun beside a noun.
pub(crate) const GENITIVE: SmolStr = SmolStr::new_static("gen");

/// What fills a slot: a word with its phrase, or a mention without words of its own (a null subject).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Filler {
    Word(usize),
    Mention(u32),
}

/// The slots of a predicate.
#[derive(Clone, Debug, Default)]
pub(crate) struct Args {
    /// The predicate.
    pub(crate) word: usize,
    /// The rule family that gave the sides.
    pub(crate) rule: &'static str,
    pub(crate) subj: Vec<Filler>,
    pub(crate) obj: Vec<Filler>,
    pub(crate) iobj: Vec<Filler>,
    pub(crate) xcomp: Vec<usize>,
    pub(crate) ccomp: Vec<usize>,
    pub(crate) adj: Vec<usize>,
    pub(crate) poss: Vec<usize>,
    /// Dependents with a preposition or case: whole preposition, its first word, the dependent.
    pub(crate) preps: Vec<(SmolStr, SmolStr, usize)>,
}

impl Args {
    /// The slots of word `p`.
    pub(crate) fn of(view: &View<'_>, p: usize) -> Self {
        let mut args = Self { word: p, ..Self::default() };
        if view.is_verb(p) || (!view.is_nominal(p) && passive::is_passive(view, p)) {
            args.rule = "active";
            if passive::is_passive(view, p) {
                passive::fill(view, p, &mut args);
            } else {
                active::fill(view, p, &mut args);
            }
            participle::fill(view, p, &mut args);
            coordination::share(view, p, &mut args);
            control::fill(view, p, &mut args);
            args.marked_object(view);
            args.bare_object(view, p);
            args.of_object(view);
            args.of_places(view);
        } else {
            args.rule = "nominal";
            nominal::fill(view, p, &mut args);
            possessive::fill(view, p, &mut args);
        }
        args
    }

    /// Adds a clause with the word that leads it, as with a preposition.
    pub(crate) fn add_mark(&mut self, view: &View<'_>, mark: usize, clause: usize) {
        let lemma = view.lemmas[mark].clone();
        self.preps.push((lemma.clone(), lemma, clause));
    }

    /// Adds a dependent with its preposition or case.
    pub(crate) fn add_prep(&mut self, view: &View<'_>, dependent: usize) {
        if let Some((whole, first)) = view.preposition(dependent) {
            self.preps.push((whole, first, dependent));
        } else if let Some(case) = view.feats(dependent).get("Case") {
            let case = SmolStr::new(case.to_lowercase());
            self.preps.push((case.clone(), case, dependent));
        } else if view.rel(dependent) == Rel::Nmod {
            // a noun beside a noun without case or preposition (*hujūm al-jaysh*)
            self.preps.push((GENITIVE, GENITIVE, dependent));
        }
    }

    /// An actor with the preposition that some languages put before persons (*atacó a Francia*) is the object where
    /// there is no other.
    fn marked_object(&mut self, view: &View<'_>) {
        if self.obj.is_empty() {
            let marked =
                self.preps.iter().filter(|(whole, _, _)| view.lexicon.in_class("object-marker", whole));
            self.obj
                .extend(marked.map(|(_, _, w)| Filler::Word(*w)).find(|f| super::sides::is_actor(view, *f)));
        }
    }

    /// An actor beside the verb without preposition or case, where the verb has no object (*would free 150 Palestinian
    /// prisoners*), is its object; so is any noun behind a particle (*called off the strike*).
    fn bare_object(&mut self, view: &View<'_>, p: usize) {
        if !self.obj.is_empty() || passive::is_passive(view, p) {
            return;
        }
        let counted = |c: usize| {
            let about = |p: &SmolStr| {
                ["approximate", "at-least", "at-most"].iter().any(|k| view.lexicon.in_class(k, p))
            };
            view.child(c, Rel::Nummod).is_some()
                && view.preposition(c).is_some_and(|(whole, _)| about(&whole))
        };
        let particle = view.children(p).find(|c| view.word(*c).is_rel(Rel::Compound, "prt"));
        // "frente a la embajada": the preposition may hang elsewhere
        let led = |c: usize| {
            let first = (0..=c).find(|w| view.is_under(*w, c)).unwrap_or(c);
            first > p + 1
                && (view.upos(first - 1) == Upos::Adp || view.rel(first - 1) == Rel::Fixed)
                && !view.word(first - 1).is_rel(Rel::Compound, "prt")
        };
        let bare = |c: &usize| {
            *c > p
                && view.rel(*c) == Rel::Obl
                && view.word(*c).subrel.is_empty()
                && view.upos(*c) == Upos::Noun
                && (view.preposition(*c).is_none() || counted(*c))
                && view.feats(*c).get("Case").is_none_or(|case| case == "Acc")
                && (view.actor(*c).is_some() || particle.is_some_and(|t| t < *c) && !view.is_time(*c))
                && !led(*c)
        };
        self.obj.extend(view.children(p).find(bare).map(Filler::Word));
    }

    /// Prepositional phrases that hang on the object (*give aid to X* read as *[aid to X]*) count after the verb's.
    fn of_object(&mut self, view: &View<'_>) {
        let objects: Vec<usize> = self.obj.iter().filter_map(|f| f.word()).collect();
        for object in objects {
            // "14 tanques Leopard a Ucrania", "gas lacrimogeni contro gli studenti": hung on the name or adjective
            let named = |c: &usize| {
                matches!(view.rel(*c), Rel::Appos | Rel::Flat | Rel::Amod) && view.actor(*c).is_none()
            };
            let names = view.children(object).filter(named);
            let of_names = names.flat_map(|n| view.children(n).filter(|c| view.rel(*c) == Rel::Nmod));
            for c in view.children(object).filter(|c| view.rel(*c) == Rel::Nmod).chain(of_names) {
                self.add_prep(view, c);
                // "withdrew some of its troops from Syria"
                if view.in_class("partitive", object) {
                    let genitive = |k: &usize| {
                        let case = view.preposition(*k);
                        case.is_none_or(|(whole, _)| view.lexicon.in_class("genitive", &whole))
                    };
                    let phrases = view.children(c).filter(|k| view.rel(*k) == Rel::Nmod && !genitive(k));
                    phrases.for_each(|k| self.add_prep(view, k));
                }
            }
        }
    }

    /// What hangs on a place beside the verb (*protested in Tbilisi against the government* read as *[Tbilisi against
    /// the government]*) is the verb's.
    fn of_places(&mut self, view: &View<'_>) {
        let place = |w: usize| view.mention(w).is_some_and(|(_, m)| m.place.is_some());
        let places: Vec<usize> = self.preps.iter().map(|(_, _, w)| *w).filter(|w| place(*w)).collect();
        for at in places {
            for c in view.children(at).filter(|c| view.rel(*c) == Rel::Nmod && !place(*c)) {
                let led = |(whole, _): (SmolStr, SmolStr)| !view.lexicon.in_class("genitive", &whole);
                if view.preposition(c).is_some_and(led) {
                    self.add_prep(view, c);
                }
            }
        }
    }

    /// What fills a slot, in order.
    pub(crate) fn slot<'s>(
        &'s self,
        view: &'s View<'_>,
        slot: &'s Slot,
    ) -> Box<dyn Iterator<Item = Filler> + 's> {
        let words = |list: &'s [usize]| Box::new(list.iter().map(|w| Filler::Word(*w)));
        let class = |name: &'static str, case: &'static str| {
            self.preps
                .iter()
                .filter(move |(whole, first, _)| {
                    let lexicon = view.lexicon;
                    lexicon.in_class(name, whole)
                        || (whole == first && (lexicon.in_class(name, first) || first == case))
                })
                .map(|(_, _, w)| Filler::Word(*w))
        };
        match slot {
            Slot::Subj => Box::new(self.subj.iter().copied()),
            Slot::Obj => Box::new(self.obj.iter().copied()),
            Slot::Iobj => Box::new(self.iobj.iter().copied()),
            Slot::Xcomp => words(&self.xcomp),
            Slot::Ccomp => words(&self.ccomp),
            Slot::Adj => words(&self.adj),
            Slot::Poss => words(&self.poss),
            Slot::Gen => Box::new(class("genitive", "gen")),
            Slot::By => Box::new(class("agentive", "ins")),
            Slot::Any => Box::new(view.children(self.word).map(Filler::Word)),
            Slot::Prep(name) => Box::new(
                self.preps
                    .iter()
                    .filter(move |(whole, first, _)| whole == name || first == name)
                    .map(|(_, _, w)| Filler::Word(*w)),
            ),
        }
    }
}

impl Filler {
    pub(crate) fn word(self) -> Option<usize> {
        match self {
            Self::Word(w) => Some(w),
            Self::Mention(_) => None,
        }
    }
}
