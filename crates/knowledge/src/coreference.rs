//! What stands for something named before: "il Paese", "the president", pronouns, subjects that are understood.
//!
//! Only what can be told with some safety is resolved; the reason says from what. Short forms of names are the work
//! of [`crate::resolve`].

use casus_model::{ActorKind, Code, Rel, Sentence, Upos};

use crate::base::Entity;
use crate::resolve::{Cue, Draft, Known, Reader, State};

/// How many sentences back a subject is looked for.
const REACH: usize = 3;

/// The draft that was the last subject before word `w`.
pub(crate) fn subject_before(reader: &Reader<'_>, state: &State, s: usize, w: usize) -> Option<usize> {
    subject(reader, state, s, w, |_| true)
}

fn subject(
    reader: &Reader<'_>,
    state: &State,
    s: usize,
    w: usize,
    fits: impl Fn(&Draft) -> bool,
) -> Option<usize> {
    let is_subject = |d: &Draft| {
        let sentence = reader.sentence(d.s);
        sentence.words[d.head].rel == Rel::Nsubj || d.kind == "null-subject"
    };
    let good = |i: &usize| {
        let d = &state.drafts[*i];
        d.actor.is_some() && is_subject(d) && fits(d)
    };
    let here =
        (0..state.drafts.len()).filter(|i| state.drafts[*i].s == s && state.drafts[*i].head < w).filter(good);
    // The subject of the clause that governs word `w` comes first, then the nearest one before it.
    if let Some(i) =
        here.max_by_key(|i| (governs(reader, s, state.drafts[*i].head, w), state.drafts[*i].head))
    {
        return Some(i);
    }
    for back in 1..=REACH.min(s) {
        let before = (0..state.drafts.len()).filter(|i| state.drafts[*i].s == s - back).filter(good);
        // The subject of the main clause before those of others.
        let best = before.min_by_key(|i| {
            let d = &state.drafts[*i];
            let sentence = reader.sentence(d.s);
            let verb = if d.kind == "null-subject" { Some(d.head) } else { sentence.head(d.head) };
            let main = verb.is_some_and(|v| matches!(sentence.words[v].rel, Rel::Root | Rel::Parataxis));
            (!main, d.head)
        });
        if best.is_some() {
            return best;
        }
    }
    None
}

/// Whether the head of subject `subject` is an ancestor of word `w`.
fn governs(reader: &Reader<'_>, s: usize, subject: usize, w: usize) -> bool {
    let sentence = reader.sentence(s);
    let Some(verb) = sentence.head(subject) else { return false };
    let (mut at, mut steps) = (w, 0);
    while let Some(h) = sentence.head(at) {
        if h == verb {
            return true;
        }
        at = h;
        steps += 1;
        if steps > sentence.words.len() {
            return false;
        }
    }
    false
}

/// Whether a noun is one that the reader is taken to know: with a definite article or a demonstrative, or in a
/// language without articles, and not called upon.
pub(crate) fn is_definite(reader: &Reader<'_>, s: usize, head: usize) -> bool {
    let sentence = reader.sentence(s);
    if sentence.words[head].rel == Rel::Vocative {
        return false;
    }
    let determiners: Vec<_> =
        sentence.children(head).filter(|c| sentence.words[*c].upos == Upos::Det).collect();
    if determiners.is_empty() {
        return !sentence.words.iter().any(|w| w.feats.is("PronType", "Art"));
    }
    determiners.iter().any(|c| {
        sentence.words[*c].feats.is("Definite", "Def") || sentence.words[*c].feats.is("PronType", "Dem")
    })
}

/// "The president", after "President Tokayev": the last one who had that title.
pub(crate) fn same_title(
    reader: &Reader<'_>,
    state: &State,
    s: usize,
    head: usize,
    title: &Entity<'_>,
) -> Option<(Known, String)> {
    if !is_definite(reader, s, head) {
        return None;
    }
    let day = reader.day_at(s, head);
    let by_title = state.drafts.iter().rev().filter(|d| s - d.s.min(s) <= 8).find(|d| {
        d.is_person()
            && (d.role == Some(title.index)
                || d.actor.as_ref().and_then(|a| reader.base.find(&a.id)).is_some_and(|e| {
                    reader.base.terms_of(e.index).any(|t| {
                        reader.base.office(t.office).title == title.index && day.is_none_or(|d| t.includes(d))
                    })
                }))
    });
    by_title.and_then(|d| d.actor.clone()).map(|a| (a, "had the title before".to_owned()))
}

/// "Il Paese", "that country", "the nation".
pub(crate) fn descriptions(reader: &Reader<'_>, state: &mut State, s: usize, from: usize) {
    let sentence = reader.sentence(s);
    for (w, word) in sentence.words.iter().enumerate() {
        if !matches!(word.upos, Upos::Noun | Upos::Propn)
            || !reader.cues.is(Cue::Country, &word.lemma)
            || word.feats.is("Number", "Plur")
            || state.drafts[from..].iter().any(|d| d.covers(s, w))
        {
            continue;
        }
        let pointed = sentence.children(w).any(|c| {
            let d = &sentence.words[c];
            d.rel == Rel::Det && (d.feats.is("Definite", "Def") || d.feats.is("PronType", "Dem"))
        });
        let other = sentence.children(w).any(|c| {
            let d = &sentence.words[c];
            d.feats.is("PronType", "Ind") || d.feats.is("NumType", "Ord") || d.rel == Rel::Nummod
        });
        let of_others = sentence.children(w).any(|c| {
            sentence.words[c].rel == Rel::Nmod
                && state.drafts[from..].iter().any(|d| d.covers(s, c) && d.kind == "state")
        });
        if !pointed || other || of_others {
            continue;
        }
        let subject = subject(reader, state, s, w, |d| {
            d.s < s && matches!(d.kind, "state" | "metonym" | "description")
        });
        state.focus.see(s, &state.drafts[from..]);
        let last = state.focus.last_before(s, w).filter(|(at, _)| *at == s).map(|(_, c)| c.clone());
        let last = last.or_else(|| {
            let near = state.drafts[from..]
                .iter()
                .filter(|d| d.last < w && matches!(d.kind, "demonym" | "person" | "office"));
            near.max_by_key(|d| d.last).and_then(|d| d.country.clone()).filter(|_| subject.is_none())
        });
        let code = last
            .or_else(|| subject.and_then(|i| state.drafts[i].country.clone()))
            .or_else(|| state.focus.last_before(s, w).map(|(_, c)| c.clone()))
            .or_else(|| state.focus.country());
        let Some(code) = code else { continue };
        let Some(e) = reader.base.find(&format!("state:{code}")) else { continue };
        let known = Known {
            id: e.id.into(),
            name: e.name.to_owned(),
            kind: ActorKind::State,
            code: Code { country: Some(code.clone()), sector: None },
        };
        let located = reader.marked(s, w, Cue::Locative);
        let mut d = pronoun(reader, s, w, "description", known, "the country named before", 0.7);
        d.country = Some(code);
        d.place = located.then_some(e.index);
        state.drafts.push(d);
    }
}

fn pronoun(
    reader: &Reader<'_>,
    s: usize,
    w: usize,
    kind: &'static str,
    actor: Known,
    reason: &str,
    confidence: f32,
) -> Draft {
    Draft {
        s,
        first: w,
        last: w,
        head: w,
        span: reader.sentence(s).words[w].span,
        ner: None,
        kind,
        country: actor.code.country.clone(),
        actor: Some(actor),
        role: None,
        place: None,
        plural: false,
        alias: None,
        reason: reason.to_owned(),
        confidence,
    }
}

/// Pronouns of the third person, relative pronouns and understood subjects, from left to right.
pub(crate) fn pronouns(reader: &Reader<'_>, state: &mut State, s: usize) {
    let sentence = reader.sentence(s);
    for w in 0..sentence.words.len() {
        let word = &sentence.words[w];
        let draft = match word.upos {
            Upos::Pron if word.feats.is("PronType", "Rel") || word.feats.is("PronType", "Int") => {
                relative(reader, state, s, w)
            }
            Upos::Pron if word.feats.is("PronType", "Prs") => personal(reader, state, s, w),
            Upos::Verb if reader.cues.drops_subjects => understood(reader, state, s, w),
            _ => None,
        };
        if let Some(mut d) = draft {
            d.plural = word.feats.is("Number", "Plur");
            state.drafts.push(d);
        }
    }
}

/// "Tokayev, who …": the word that the clause describes.
fn relative(reader: &Reader<'_>, state: &State, s: usize, w: usize) -> Option<Draft> {
    let sentence = reader.sentence(s);
    let mut at = w;
    for _ in 0..sentence.words.len() {
        if sentence.words[at].rel == Rel::Acl {
            break;
        }
        at = sentence.head(at)?;
    }
    let noun = sentence.head(at)?;
    let i = state.at(s, noun).or_else(|| state.over(s, noun).filter(|i| state.drafts[*i].head == noun))?;
    let d = &state.drafts[i];
    let mut made =
        pronoun(reader, s, w, "pronoun", d.actor.clone()?, "relative pronoun", d.confidence * 0.95);
    made.role = d.role;
    Some(made)
}

/// "He", "lui", "they", "it".
fn personal(reader: &Reader<'_>, state: &State, s: usize, w: usize) -> Option<Draft> {
    let sentence = reader.sentence(s);
    let word = &sentence.words[w];
    let third = word.feats.is("Person", "3");
    let argument = matches!(word.rel, Rel::Nsubj | Rel::Obj | Rel::Iobj | Rel::Obl | Rel::Nmod);
    if !third || word.feats.is("Reflex", "Yes") || !argument || word.feats.is("Poss", "Yes") {
        return None;
    }
    let plural = word.feats.is("Number", "Plur");
    let neuter = word.feats.is("Gender", "Neut");
    // Where nouns have gender, "essa" is as often a thing; the tables do not tell who is a woman.
    if word.feats.is("Gender", "Fem")
        && sentence.words.iter().any(|w| w.upos == Upos::Noun && w.feats.get("Gender").is_some())
    {
        return None;
    }
    let own_subject = subject_beside(sentence, w);
    let other = |d: &Draft| d.s != s || Some(d.head) != own_subject;
    let i = if plural {
        let fits = |d: &Draft| d.plural && d.kind != "demonym" && other(d);
        let object = matches!(word.rel, Rel::Obj | Rel::Iobj);
        let beside = object.then(|| last_before(state, s, w, fits)).flatten();
        beside.or_else(|| subject(reader, state, s, w, fits))?
    } else if neuter {
        // "It" may stand for a thing; only beside a state or organisation that was the subject just before.
        let i = subject(reader, state, s, w, |d| !d.plural)?;
        let d = &state.drafts[i];
        if d.is_person() || s - d.s > 1 {
            return None;
        }
        i
    } else {
        // An object is rather the person named last. Someone without a name is meant where his own words are told:
        // "the minister said that he …".
        let speaks = |d: &Draft| d.role.is_some() && d.s == s && governs(reader, s, d.head, w);
        let fits = |d: &Draft| (d.is_person() || speaks(d)) && !d.plural && other(d);
        let subordinate = sentence.head(w).is_some_and(|v| sentence.words[v].rel != Rel::Root);
        let beside = (word.rel == Rel::Obj && subordinate).then(|| last_before(state, s, w, fits)).flatten();
        match beside {
            Some(i) => i,
            None => subject(reader, state, s, w, fits)?,
        }
    };
    let d = &state.drafts[i];
    let confidence = if neuter || plural { 0.5 } else { 0.7 };
    Some(pronoun(reader, s, w, "pronoun", d.actor.clone()?, "the last subject that fits", confidence))
}

/// The subject of the clause of word `w`, or of the one that the clause is joined to: no object in it is that one too.
fn subject_beside(sentence: &Sentence, w: usize) -> Option<usize> {
    let mut verb = sentence.head(w)?;
    loop {
        match sentence.child(verb, Rel::Nsubj).filter(|c| *c != w) {
            None if sentence.words[verb].rel == Rel::Conj => verb = sentence.head(verb)?,
            found => return found,
        }
    }
}

/// The draft named last before word `w` in its sentence.
fn last_before(state: &State, s: usize, w: usize, fits: impl Fn(&Draft) -> bool) -> Option<usize> {
    (0..state.drafts.len())
        .filter(|i| {
            let d = &state.drafts[*i];
            d.s == s && d.last < w && d.actor.is_some() && d.kind != "demonym" && fits(d)
        })
        .max_by_key(|i| state.drafts[*i].last)
}

/// "Ukraine, where he has massed troops", "interventions that it has made": the one named last before the noun
/// that the clause describes, who can act.
fn within_relative(reader: &Reader<'_>, state: &State, s: usize, w: usize, plural: bool) -> Option<Draft> {
    let sentence = reader.sentence(s);
    let noun = sentence.head(w)?;
    let clause = *sentence.subtree(w).first()?;
    let beside = |d: &Draft| d.last + 3 > clause && d.kind != "person";
    let acts = |d: &Draft| {
        d.plural == plural
            && d.place.is_none()
            && d.head != noun
            && !d.covers(s, noun)
            && !beside(d)
            && (d.is_person()
                || matches!(d.kind, "metonym" | "state" | "government" | "null-subject" | "pronoun"))
    };
    let i = last_before(state, s, clause, acts)?;
    let actor = state.drafts[i].actor.clone()?;
    Some(pronoun(reader, s, w, "null-subject", actor, "understood subject: who is named before", 0.55))
}

/// A finite verb of the third person without a subject. Verbs of speech take the last person who was a subject;
/// other verbs the subject of the main clause before, when it agrees.
fn understood(reader: &Reader<'_>, state: &State, s: usize, w: usize) -> Option<Draft> {
    let sentence = reader.sentence(s);
    let word = &sentence.words[w];
    let children: Vec<usize> = sentence.children(w).collect();
    let auxiliary = children.iter().copied().find(|c| {
        matches!(sentence.words[*c].rel, Rel::Aux | Rel::Cop)
            && sentence.words[*c].feats.is("VerbForm", "Fin")
    });
    let finite = if word.feats.is("VerbForm", "Fin") { Some(w) } else { auxiliary }?;
    let feats = &sentence.words[finite].feats;
    if !feats.is("Person", "3") || feats.is("Mood", "Imp") {
        return None;
    }
    let plural = feats.is("Number", "Plur");
    // "interventions that it has made": a pronoun whose noun is in another number is no subject.
    let disagrees = |c: usize| {
        word.rel == Rel::Acl
            && sentence.words[c].feats.is("PronType", "Rel")
            && sentence.head(w).is_some_and(|n| {
                let number = sentence.words[n].feats.get("Number");
                number.is_some_and(|n| (n == "Plur") != plural)
            })
    };
    let is_passive = children.iter().any(|c| sentence.words[*c].subrel == "pass");
    let has_subject = children.iter().any(|c| {
        let rel = sentence.words[*c].rel;
        matches!(rel, Rel::Csubj | Rel::Expl)
            || rel == Rel::Nsubj && (is_passive || !disagrees(*c))
            || sentence.words[*c].subrel == "pass" && rel == Rel::Aux
    });
    if word.rel == Rel::Acl && !has_subject {
        return within_relative(reader, state, s, w, plural);
    }
    // The subject of a joined verb is that of the first; of a clause within another, often that of the outer one.
    let root_like = matches!(word.rel, Rel::Root | Rel::Parataxis | Rel::Ccomp | Rel::Advcl);
    if has_subject || !root_like {
        return None;
    }
    // "Ha sostenuto il leader" supports him; "ha sostenuto che" says. A name right after the verb may be the speaker.
    let bare = |c: &usize| {
        *c > w
            && matches!(sentence.words[*c].rel, Rel::Obj | Rel::Obl)
            && matches!(sentence.words[*c].upos, Upos::Noun | Upos::Propn)
            && sentence.child(*c, Rel::Case).is_none()
    };
    let named_after = |c: &usize| bare(c) && *c == w + 1 && sentence.words[*c].upos == Upos::Propn;
    let speech = reader.cues.is(Cue::Speech, &word.lemma);
    if speech && children.iter().any(named_after) {
        return None;
    }
    let speech = speech
        && (children.iter().any(|c| sentence.words[*c].rel == Rel::Ccomp)
            || !children.iter().any(|c| bare(c) && sentence.child(*c, Rel::Det).is_some()));
    let clausal_subject =
        children.iter().any(|c| matches!(sentence.words[*c].rel, Rel::Ccomp | Rel::Xcomp)) && !speech;
    if clausal_subject {
        return None;
    }
    let agrees =
        |d: &Draft| d.plural == plural && (!speech || d.is_person() || d.kind == "metonym" || d.plural);
    // "Pidió a Bolivia que retire …": the subject of what is wished is another than who wishes, the one who is asked.
    if word.rel == Rel::Ccomp && feats.is("Mood", "Sub") {
        let mut asked = sentence
            .children(sentence.head(w)?)
            .filter(|c| *c < w && matches!(sentence.words[*c].rel, Rel::Obl | Rel::Iobj));
        let i = asked.find_map(|c| state.at(s, c)).filter(|i| agrees(&state.drafts[*i]))?;
        let actor = state.drafts[i].actor.clone()?;
        return Some(pronoun(reader, s, w, "null-subject", actor, "understood subject: who is asked", 0.7));
    }
    let i = subject(reader, state, s, w, agrees)?;
    let d = &state.drafts[i];
    if !speech && s - d.s > 1 {
        return None;
    }
    let confidence = if speech { 0.75 } else { 0.6 };
    Some(pronoun(
        reader,
        s,
        w,
        "null-subject",
        d.actor.clone()?,
        "understood subject: the last that agrees",
        confidence,
    ))
}
