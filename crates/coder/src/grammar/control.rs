//! Control and raising: *Moscow agreed to send troops*, *ha scelto di astenersi*, *urged Kyiv to withdraw*.
//!
//! What it does: an infinitive, gerund or other clause without subject takes the subject of the verb it depends
//! on, or that verb's object when it has one that names an actor and the verb is not of the class
//! `subject-control` (promise, threaten). What someone is accused of, thanked or punished for is the object's act
//! too (*accused Serbia of planning an attack*). An infinitive on a noun (*the decision to invade*, *ordini di sparare*)
//! takes the noun's possessor, else the subject of the verb that governs the noun. An event noun without a source
//! takes the subject of the verb that plans, tries or continues it ([`of_planned`]).
//! Source: Rosenbaum's principle of the nearest controller, with its lexical exceptions. Limits: *promise*-class
//! verbs that are missing from the class are read as object control.

use casus_model::{EventType, Rel};

use super::arguments::{Args, Filler};
use super::view::View;
use super::{active, coordination, participle, passive, possessive};
use crate::lexicon::{Act, Effect, Frame, Slot};

pub(crate) fn fill(view: &View<'_>, p: usize, args: &mut Args) {
    if args.rule == "participle" {
        behind_paper(view, p, args);
    }
    if !args.subj.is_empty() || (passive::is_passive(view, p) && !args.obj.is_empty()) {
        return;
    }
    let mut found = inherited(view, p, 0);
    if found.is_empty() {
        return;
    }
    if args.rule == "active" {
        args.rule = "control";
    }
    if passive::is_passive(view, p) && args.obj.is_empty() {
        args.obj.append(&mut found);
    } else {
        args.subj = found;
    }
}

/// "Parliament passed a resolution criticising …": what a text says, say those who made it.
fn behind_paper(view: &View<'_>, p: usize, args: &mut Args) {
    let text = |f: &Filler| f.word().filter(|w| view.rel(p) == Rel::Acl && view.head(p) == Some(*w));
    if let [only] = args.subj.as_slice()
        && let Some(noun) = text(only)
        && !super::sides::is_actor(view, *only)
        && view.actor(noun).is_none()
    {
        let author = nominal_controller(view, noun, 0);
        if author.iter().any(|f| !super::sides::actors(view, *f).is_empty()) {
            args.subj = author;
        }
    }
}

fn inherited(view: &View<'_>, p: usize, depth: usize) -> Vec<Filler> {
    let Some(g) = view.head(p).filter(|_| depth < 6) else { return Vec::new() };
    match view.rel(p) {
        Rel::Conj => subject_of(view, g, depth),
        Rel::Xcomp | Rel::Ccomp | Rel::Advcl | Rel::Obl | Rel::Nmod | Rel::Parataxis | Rel::Dep => {
            if !view.is_verb(g) {
                return nominal_controller(view, g, depth);
            }
            if view.rel(p) == Rel::Parataxis && view.feats(p).is("VerbForm", "Fin") {
                return Vec::new();
            }
            let asked = view.feats(p).is("VerbForm", "Inf") && asks(view, g);
            if (matches!(view.rel(p), Rel::Xcomp | Rel::Ccomp) || asked || answers_for(view, p, g))
                && !view.in_class("subject-control", g)
                && !phones(view, g)
            {
                let object = view
                    .children(g)
                    .filter(|c| matches!(view.rel(*c), Rel::Obj | Rel::Iobj))
                    .find(|c| view.actor(*c).is_some());
                if let Some(object) = object {
                    return vec![Filler::Word(object)];
                }
            }
            subject_of(view, g, depth)
        }
        // "the group planning an attack", and where a parser hangs what Serbia is accused of on Serbia
        Rel::Acl if view.word(p).subrel != "relcl" && view.actor(g).is_some() && view.is_verb(p) => {
            vec![Filler::Word(g)]
        }
        Rel::Acl if view.word(p).subrel != "relcl" && !happens_around(view, p, g) => {
            nominal_controller(view, g, depth)
        }
        _ => Vec::new(),
    }
}

/// Whether gerund `p` tells what an adverbial noun `g` is of (*cut aid because of an escalation of fighting*): the act of
/// the clause has a doer, that one need not be his.
fn happens_around(view: &View<'_>, p: usize, g: usize) -> bool {
    view.rel(g) == Rel::Obl
        && (view.feats(p).is("VerbForm", "Ger") || view.feats(p).is("VerbForm", "Part"))
        && !view.in_class("carrier", g)
        && view
            .children(p)
            .any(|c| matches!(view.rel(c), Rel::Mark | Rel::Case) && view.in_class("genitive", c))
}

/// Whether verb `g` tells of a telephone call to its object (*called Kyiv to discuss the truce*).
pub(crate) fn is_call(view: &View<'_>, g: usize) -> bool {
    phones(view, g) && called(view, g).next().is_some()
}

/// Those whom a call goes to: the verb's objects, one with the preposition of persons among them (*llamó a Erdogan*).
pub(crate) fn called<'v>(view: &'v View<'_>, g: usize) -> impl Iterator<Item = usize> + 'v {
    view.children(g).filter(move |c| {
        let person =
            || view.preposition(*c).is_some_and(|(whole, _)| view.lexicon.in_class("object-marker", &whole));
        let object = match view.rel(*c) {
            Rel::Obj | Rel::Iobj => true,
            Rel::Obl => person(),
            _ => false,
        };
        object && view.actor(*c).is_some()
    })
}

/// Whether clause `p` is what verb `g` does something to its object for: *accused Serbia of planning*, *ha ringraziato
/// Putin per aver mandato*. A bare infinitive after the preposition of reason is a purpose of the subject; what is over
/// and told with a verb of accusing is the accused's, however it is marked (*wirft Russland vor, … bombardiert zu haben*).
fn answers_for(view: &View<'_>, p: usize, g: usize) -> bool {
    let verb = view.feats(p);
    let perfect = view.children(p).any(|c| view.rel(c) == Rel::Aux);
    let led = |class: &str| {
        view.children(p).any(|c| matches!(view.rel(c), Rel::Mark | Rel::Case) && view.in_class(class, c))
    };
    let takes = |accuses: bool| {
        view.lexicon.frames_of(view.lemma(g)).any(|f| {
            matches!(f.act, Act::Event(kind) if !accuses || kind == EventType::Accuse)
                && f.roles.target.iter().any(|s| matches!(s, Slot::Obj | Slot::Iobj))
        })
    };
    !verb.is("VerbForm", "Fin")
        && (((led("genitive") || ((perfect || verb.is("VerbForm", "Ger")) && led("reason"))) && takes(false))
            || (perfect && takes(true)))
}

/// Whether verb `g` may tell of a telephone call: what it is made for is the caller's purpose (*called Kyiv to discuss*).
fn phones(view: &View<'_>, g: usize) -> bool {
    view.lexicon
        .frames_of(view.lemma(g))
        .any(|f| f.act == Act::Event(EventType::Consult) && f.mode.as_deref() == Some("phone"))
}

/// Whether verb `g` governs what its object is to do. A verb whose frames of REQUEST take the one asked otherwise
/// (*call on X to*) does not: its object with an infinitive is a purpose (*called Putin to urge*).
fn asks(view: &View<'_>, g: usize) -> bool {
    let mut requests =
        view.lexicon.frames_of(view.lemma(g)).filter(|f| f.act == Act::Event(EventType::Request)).peekable();
    let governs = requests.peek().is_none()
        || requests.any(|f| f.roles.target.iter().any(|s| matches!(s, Slot::Obj | Slot::Iobj)));
    governs && !view.factuality(g).is_empty()
}

/// The subject of a verb, with what it shares and inherits itself.
pub(crate) fn subject_of(view: &View<'_>, g: usize, depth: usize) -> Vec<Filler> {
    if !view.is_verb(g) {
        return nominal_controller(view, g, depth);
    }
    let mut args = Args::default();
    if passive::is_passive(view, g) {
        passive::fill(view, g, &mut args);
        // "was forced to leave": the patient controls
        if !args.obj.is_empty() {
            return args.obj;
        }
    } else {
        active::fill(view, g, &mut args);
    }
    participle::fill(view, g, &mut args);
    coordination::share(view, g, &mut args);
    if args.subj.is_empty() { inherited(view, g, depth + 1) } else { args.subj }
}

/// Who plans, tries, threatens or goes on with the event that noun `p` names: the subject of the verb over it
/// (*Israel plans an attack on Iran*).
pub(crate) fn of_planned(view: &View<'_>, p: usize) -> Vec<Filler> {
    // "repelled an attack": the attack was on the subject
    let governs = |v: usize| {
        !view.lexicon.frames_of(view.lemma(v)).any(Frame::is_undergone)
            && view.factuality(v).iter().any(|w| {
                matches!(w.effect, Effect::Planned | Effect::Attempt | Effect::Threatened | Effect::Ongoing)
                    && w.slots.contains(&Slot::Obj)
            })
    };
    match view.head(p) {
        Some(v) if view.rel(p) == Rel::Obj && view.is_verb(v) && governs(v) => subject_of(view, v, 0),
        _ => Vec::new(),
    }
}

fn nominal_controller(view: &View<'_>, noun: usize, depth: usize) -> Vec<Filler> {
    let mut args = Args::default();
    possessive::fill(view, noun, &mut args);
    super::nominal::fill(view, noun, &mut args);
    let own = args.poss.iter().chain(&args.adj).chain(args.preps.iter().filter_map(|(whole, _, w)| {
        (view.lexicon.in_class("genitive", whole) || view.lexicon.in_class("agentive", whole)).then_some(w)
    }));
    if let Some(w) = own.copied().find(|w| !super::sides::actors(view, Filler::Word(*w)).is_empty()) {
        return vec![Filler::Word(w)];
    }
    if view.child(noun, Rel::Cop).is_some()
        && let Some(subject) = view.child(noun, Rel::Nsubj)
    {
        return vec![Filler::Word(subject)];
    }
    match view.head(noun) {
        Some(g) if view.is_verb(g) => subject_of(view, g, depth + 1),
        Some(g) if depth < 4 && matches!(view.rel(noun), Rel::Nmod | Rel::Conj) => {
            nominal_controller(view, g, depth + 1)
        }
        _ => Vec::new(),
    }
}
