//! What a parser gets wrong in ways that the rest of the sentence, or a word's meaning, can tell.
//!
//! What it does, before names are resolved and rules are matched:
//! - a speaker behind the verb: in *…, sostiene l'analista Rossi* or *…, says the minister* a verb of saying stands
//!   after what is said, has no subject, and is followed by a nominal that agrees with it: that is its `nsubj`,
//!   whatever the tree says;
//! - a verb read as an adjective or a noun behind an auxiliary (*Israel will free prisoners*);
//! - a subjunctive read as a noun (*demanded that the minister resign*): a clause with its conjunction has a verb, and what
//!   is joined to the noun before it is the subject;
//! - a gerund at the head of a clause read as its verb (*Fighting resumed in the capital*): what is finite behind it is;
//! - a subject read as the first part of a compound: of the finite verb behind it (*Azerbaijan cut supplies*), or of the
//!   object, with the verb for a participle (*the Taliban barred women*): it is the subject of the verb;
//! - a verb joined to the names before it as one of them (*Chile and Peru signed a treaty*): they are its subject;
//! - a name right before a finite verb without a subject read as anything else (*On Thursday France deployed …*);
//! - a name read as an auxiliary (*in May Peru attacked*), a gerund right behind a verb that has no object read as
//!   an adjunct (*denied supporting rebels*);
//! - a verb read as a noun (*China sanctions US firms*, *Mosca minaccia di tagliare il gas*): no copula makes it a predicate,
//!   it has a subject, or a name before it, and an object or an infinitive, and a verb of the lexicon has that form;
//! - members named after a relative pronoun read as a second subject (*ha fermato venti persone, tra cui due stranieri*);
//! - a past tense that looks like a participle: in *police detained 34 people* the verb has a subject of the active
//!   voice and no auxiliary, so it is finite and active;
//! - a name read as coordinated with the description before it (*another dictator, Bashar al-Assad*): two members need
//!   a conjunction, so it is an apposition;
//! - the last name of a list read as a second subject (*Israel und die Hamas einigten sich*): with a conjunction before
//!   it, it is coordinated;
//! - a place before a colon or a dash at the head of a sentence read as its subject (*Mexico: Since May, the army has …*):
//!   what it heads has another subject;
//! - an adjective behind its noun read as the subject (*troops loyal to Haftar seized the town*): the noun is;
//! - a preposition that hangs on the title before a name (*with former president Karzai*): it leads the name;
//! - a subject in the singular before a verb in the plural, in languages with cases (*Лидера приговорили*): somebody
//!   does it to him, so it is the object;
//! - a present of perfective verbs, which is a future (*Москва запросит*): by prefix and ending (classes
//!   `perfective-prefix`, `imperfective-ending`, `imperfective`);
//! - a future read as a passive, where one auxiliary makes both (*dass Teheran antworten wird*): an infinitive that cannot
//!   be a participle too (class `inseparable-prefix`);
//! - a passive of what has none (*è entrata nella NATO*): verbs of the class `unaccusative`;
//! - a conditional that its ending tells (*expulserait*: class `conditional-ending`);
//! - a counted noun in the genitive read as a subject (*Двух дипломатов выслали*);
//! - a full name read as the predicate of a verb that has no object (*called Minister Sergey Lavrov*);
//! - a clause of time or purpose that is no complement (*seemed to gain control after the protests had turned*, *llamó a
//!   Erdogan para felicitarlo*): what a conjunction of these leads is an `advcl`;
//! - what someone is asked to do, read as a relative clause that tells more of him (*pidió a Bolivia que retire la
//!   demanda*): it is in the subjunctive, and the verb asks (it has a frame of a REQUEST);
//! - a pronoun written together with its verb (class `resumptive`, the Arabic pronouns, which are subjects only when they
//!   stand alone): it is the object, what it resumes before the verb is no subject beside another one behind the verb
//!   (*al-hujūm naffadhahu intiḥārī*, *al-rahāʾin alladhīna khaṭafathum al-ḥaraka*), and a noun behind it read as a
//!   predicate, or as an object of a verb that does not agree with what it resumes, is the subject;
//! - a plural whose ending (class `nominative-ending`: Arabic *-ūn*) makes it the subject of the verb right before it, which
//!   may have been read as a noun, though a noun would ask for a genitive (*khaṭafa musallaḥūn*);
//! - a pronoun with an article, which is a noun (*a mine*); a name in two parts read as two subjects, or as a function word with a name
//!   (*Xi Jinping*);
//! - a particle of a separable verb read as anything else (*ließen fünf Gefangene frei*);
//! - the object that a frame of the verb asks for (*imposer des sanctions*, *ofrecer ayuda*), read as a verb, behind a
//!   partitive article, or hung on the word before it;
//! - arguments whose case tells their part: a name in the accusative or dative hung on the name before it
//!   (*Fransa Yunanistan'ı destekledi*) belongs to the verb, a name in the nominative without preposition is the subject
//!   of a verb that has none, and of two subjects the second is an object (*Berlin schickte Kiew Panzer*), unless an
//!   adjective between them is joined to the first (*US and British activists*);
//! - words of the wrong kind: participles and verbs read as adjectives or nouns (*sono scesi*, *denies that*), numbers that
//!   are names (*Xi*), conjunctions that are subjects;
//! - phrases at the wrong word: arguments of auxiliaries, particles and adverbs that are prepositions (*called on Georgia*,
//!   *frente a la embajada*), gerunds of an object, agents of active verbs.
//!
//! Source: UD v2 `nsubj`, `obj`, `parataxis`, features Case, VerbForm and Voice. Limits: relations are relabelled, and
//! moved only from a nominal to its verb.

use casus_model::{Analysis, EventType, Rel, Sentence, SmolStr, Upos, Word};

use crate::lexicon::{Act, Frame, Lexicon, Pos, Slot};

/// Mends the trees of a document.
pub fn mend(analysis: &mut Analysis) {
    let lexicon = Lexicon::of(&analysis.lang);
    for sentence in &mut analysis.sentences {
        let parsed = sentence.clone();
        if let Some(lexicon) = lexicon {
            attached_pronoun(sentence, lexicon);
            nominative_ending(sentence, lexicon);
        }
        verb_under_auxiliary(sentence);
        subjunctive(sentence);
        gerund_subject(sentence);
        subject_read_as_compound(sentence);
        verb_joined_to_names(sentence);
        name_before_verb(sentence);
        name_read_as_auxiliary(sentence);
        gerund_as_object(sentence);
        noun_with_article(sentence);
        name_in_two(sentence);
        name_read_as_function_word(sentence);
        active_past(sentence);
        apposition(sentence);
        dateline(sentence);
        adjective_for_its_noun(sentence);
        verb_before_its_object(sentence);
        argument_of_auxiliary(sentence);
        conjunction_read_as_subject(sentence);
        number_of_noun(sentence);
        verb_joined_to_noun(sentence);
        particle_of_phrase(sentence);
        agent_of_active(sentence);
        case_of_title(sentence);
        second_subject(sentence);
        one_for_many(sentence);
        arguments_by_case(sentence);
        counted_object(sentence);
        named_object(sentence);
        if let Some(lexicon) = lexicon {
            verb_read_as_noun(sentence, lexicon);
            separable_particle(sentence, lexicon);
            wanted_object(sentence, lexicon);
            verb_endings(sentence, lexicon);
            conditional(sentence, lexicon);
            future_read_as_passive(sentence, lexicon);
            perfective_future(sentence, lexicon);
            inverted_speaker(sentence, lexicon);
            adverbial_clause(sentence, lexicon);
            infinitive_with_zu(sentence);
            preposition_in_two(sentence, lexicon);
            phrase_of_speaker(sentence, lexicon);
            name_before_object(sentence, lexicon);
            gerund_of_object(sentence, lexicon);
            participle_read_as_adjective(sentence, lexicon);
            unaccusative(sentence, lexicon);
            member_of_many(sentence, lexicon);
            asked_of(sentence, lexicon);
        }
        // two mends that each are right may hang a word below itself
        if !sentence.is_tree() && parsed.is_tree() {
            *sentence = parsed;
        }
    }
}

/// "Antworten wird": *werden* with an infinitive is a future; one with an inseparable prefix may be a participle.
fn future_read_as_passive(sentence: &mut Sentence, lexicon: &Lexicon) {
    if lexicon.class("inseparable-prefix").next().is_none() {
        return;
    }
    for i in 0..sentence.words.len() {
        let word = &sentence.words[i];
        let Some(verb) = (word.head as usize).checked_sub(1).filter(|_| word.is_rel(Rel::Aux, "pass")) else {
            continue;
        };
        let Some(verb) = sentence.words.get(verb) else { continue };
        let form = verb.form.to_lowercase();
        let prefixed = lexicon.class("inseparable-prefix").any(|p| form.starts_with(p.as_str()));
        let infinitive = form == verb.lemma.to_lowercase() && !verb.feats.is("VerbForm", "Part");
        if verb.upos == Upos::Verb && infinitive && !prefixed && word.feats.is("Tense", "Pres") {
            let verb = word.head as usize - 1;
            sentence.words[i].subrel = SmolStr::default();
            // "Indien wird Nepal helfen": of two who undergo it one acts
            let undergo = |c: &usize| sentence.words[*c].is_rel(Rel::Nsubj, "pass");
            let subjects: Vec<usize> = children(sentence, verb).filter(undergo).collect();
            for (place, subject) in subjects.into_iter().enumerate() {
                relabel(sentence, subject, if place == 0 { Rel::Nsubj } else { Rel::Obj });
            }
        }
    }
}

/// "Hājamat-hum quwwa": a pronoun written together with its verb is the object.
fn attached_pronoun(sentence: &mut Sentence, lexicon: &Lexicon) {
    for pronoun in 1..sentence.words.len() {
        let (word, verb) = (&sentence.words[pronoun], &sentence.words[pronoun - 1]);
        let attached = word.upos == Upos::Pron
            && verb.upos == Upos::Verb
            && word.head as usize == pronoun
            && word.span.start == verb.span.end
            && lexicon.in_class("resumptive", &word.lemma);
        if !attached {
            continue;
        }
        let verb = pronoun - 1;
        relabel(sentence, pronoun, Rel::Obj);
        let words = &sentence.words;
        let behind = |rel: Rel| {
            let nominal = |c: &usize| matches!(words[*c].upos, Upos::Noun | Upos::Propn | Upos::Adj);
            sentence
                .children(verb)
                .filter(nominal)
                .find(|c| *c > pronoun && words[*c].rel == rel && sentence.child(*c, Rel::Case).is_none())
        };
        let topic = sentence.children(verb).find(|c| *c < verb && words[*c].rel == Rel::Nsubj);
        // a verb agrees in number with a subject that stands before it
        let many = topic.is_some_and(|t| words[t].feats.is("Number", "Plur"));
        let other = if many && words[verb].feats.is("Number", "Sing") { behind(Rel::Obj) } else { None };
        let next = behind(Rel::Xcomp).or(other).filter(|c| *c == pronoun + 1);
        let subject = behind(Rel::Nsubj).or(next);
        if let Some(subject) = subject {
            relabel(sentence, subject, Rel::Nsubj);
            if let Some(topic) = topic {
                relabel(sentence, topic, Rel::Obj);
                relabel(sentence, pronoun, Rel::Dep);
            }
        }
    }
}

/// "Khaṭafa musallaḥūn": a plural in the nominative right behind a verb is its subject; what looks like a noun before it
/// is a verb, for a noun would ask for the genitive.
fn nominative_ending(sentence: &mut Sentence, lexicon: &Lexicon) {
    for subject in 1..sentence.words.len() {
        let word = &sentence.words[subject];
        let plural = matches!(word.upos, Upos::Noun | Upos::Adj)
            && lexicon.class("nominative-ending").any(|e| {
                let stem = word.form.strip_suffix(e.as_str());
                let lemma = || lexicon.lemma_of(&word.form, &word.lemma);
                stem.is_some_and(|s| s.chars().count() > 2 && s.ends_with(lemma().as_str()))
            });
        let verb = subject - 1;
        if !plural || sentence.children(verb).any(|c| sentence.words[c].rel == Rel::Nsubj && c > verb) {
            continue;
        }
        let head = &sentence.words[verb];
        let misread = head.upos == Upos::Noun
            && sentence.head(subject) == Some(verb)
            && lexicon.frames_of(&lexicon.lemma_of(&head.form, &head.lemma)).any(|f| f.pos == Pos::Verb);
        if head.upos != Upos::Verb && !misread || sentence.subtree(subject).contains(&verb) {
            continue;
        }
        let words = &mut sentence.words;
        words[verb].upos = Upos::Verb;
        (words[subject].head, words[subject].rel) = (verb as u32 + 1, Rel::Nsubj);
        words[subject].subrel = SmolStr::default();
        if misread {
            verb_first(sentence, verb, subject);
        }
    }
}

/// Where the verb that was read as a noun was taken for the subject of a verb behind its own subject (*khaṭafa musallaḥūn
/// yartadūna …*), that one tells more of the subject, and the last of its two objects is the first verb's.
fn verb_first(sentence: &mut Sentence, verb: usize, subject: usize) {
    let next = sentence.head(verb).filter(|n| {
        *n == subject + 1 && sentence.words[verb].rel == Rel::Nsubj && sentence.words[*n].upos == Upos::Verb
    });
    let Some(next) = next else { return };
    let above = sentence.words[next].clone();
    let objects: Vec<usize> =
        sentence.children(next).filter(|c| *c > next && sentence.words[*c].rel == Rel::Obj).collect();
    let before: Vec<usize> = sentence.children(next).filter(|c| *c < verb).collect();
    let words = &mut sentence.words;
    (words[verb].head, words[verb].rel, words[verb].subrel) = (above.head, above.rel, above.subrel);
    (words[next].head, words[next].rel) = (subject as u32 + 1, Rel::Acl);
    words[next].subrel = SmolStr::new_static("relcl");
    if let [_, .., last] = objects[..] {
        words[last].head = verb as u32 + 1;
    }
    for c in before {
        words[c].head = verb as u32 + 1;
    }
}

/// Slavic verbs with a prefix and without the endings of imperfectives have no present: what looks like one is a future.
fn perfective_future(sentence: &mut Sentence, lexicon: &Lexicon) {
    if lexicon.class("perfective-prefix").next().is_none() {
        return;
    }
    for word in &mut sentence.words {
        let present = word.upos == Upos::Verb
            && word.feats.is("Mood", "Ind")
            && word.feats.is("Tense", "Pres")
            && !word.feats.is("Aspect", "Perf");
        if !present {
            continue;
        }
        let form = word.form.to_lowercase();
        let bare = ["ся", "сь"].iter().find_map(|r| form.strip_suffix(r)).unwrap_or(&form);
        let begins = lexicon.class("perfective-prefix").any(|p| bare.starts_with(p.as_str()));
        let lasting = lexicon.class("imperfective-ending").any(|e| bare.ends_with(e.as_str()))
            || lexicon.class("imperfective").any(|stem| bare.starts_with(stem.as_str()));
        let whole = lexicon.class("perfective").any(|stem| bare.starts_with(stem.as_str()));
        if whole || (begins && !lasting) {
            word.feats = word.feats.with("Aspect", Some("Perf")).with("Tense", Some("Fut"));
        }
    }
}

/// What an auxiliary other than a copula stands with is a verb.
fn verb_under_auxiliary(sentence: &mut Sentence) {
    for auxiliary in 0..sentence.words.len() {
        let word = &sentence.words[auxiliary];
        let helps = word.rel == Rel::Aux && word.upos == Upos::Aux && word.subrel != "pass";
        let Some(verb) = sentence.head(auxiliary).filter(|v| helps && *v > auxiliary) else { continue };
        let misread = matches!(sentence.words[verb].upos, Upos::Adj | Upos::Noun);
        if misread && sentence.child(verb, Rel::Cop).is_none() {
            sentence.words[verb].upos = Upos::Verb;
        }
    }
}

/// "Demanded that the minister resign": a clause with a conjunction and no copula has a verb.
fn subjunctive(sentence: &mut Sentence) {
    for verb in 1..sentence.words.len() {
        let word = &sentence.words[verb];
        let misread = word.upos == Upos::Noun
            && word.rel == Rel::Ccomp
            && sentence.child(verb, Rel::Mark).is_some_and(|m| m < verb)
            && [Rel::Cop, Rel::Nsubj, Rel::Case].into_iter().all(|r| sentence.child(verb, r).is_none());
        let subject =
            sentence.children(verb).find(|c| *c + 1 == verb && sentence.words[*c].rel == Rel::Compound);
        let Some(subject) = subject.filter(|_| misread) else { continue };
        let dependents: Vec<usize> = sentence.children(verb).filter(|c| *c != subject).collect();
        relabel(sentence, subject, Rel::Nsubj);
        sentence.words[verb].upos = Upos::Verb;
        for c in dependents {
            match sentence.words[c].rel {
                // "that the minister resign": the article is the subject's
                Rel::Det | Rel::Amod | Rel::Nummod | Rel::Compound | Rel::Nmod if c < subject => {
                    sentence.words[c].head = subject as u32 + 1;
                }
                Rel::Nmod if c > verb => relabel(sentence, c, Rel::Obl),
                _ => {}
            }
        }
    }
}

/// "Fighting resumed in the capital, residents said": the finite verb right behind a gerund has it as its subject.
fn gerund_subject(sentence: &mut Sentence) {
    for gerund in 0..sentence.words.len().saturating_sub(1) {
        let (word, next) = (&sentence.words[gerund], &sentence.words[gerund + 1]);
        let misread = word.upos == Upos::Verb
            && (word.feats.is("VerbForm", "Ger")
                || word.feats.is("Tense", "Pres") && word.feats.is("VerbForm", "Part"))
            && matches!(next.rel, Rel::Xcomp | Rel::Ccomp)
            && next.upos == Upos::Verb
            && next.feats.is("Tense", "Past")
            && sentence.child(gerund + 1, Rel::Aux).is_none()
            && sentence.head(gerund + 1) == Some(gerund);
        if !misread {
            continue;
        }
        let (head, rel, subrel) = (word.head, word.rel, word.subrel.clone());
        let moved: Vec<usize> = sentence.children(gerund).filter(|c| *c > gerund + 1).collect();
        let said = rel == Rel::Advcl && head as usize > gerund + 2;
        let words = &mut sentence.words;
        let verb = &mut words[gerund + 1];
        (verb.head, verb.rel, verb.subrel) =
            if said { (head, Rel::Ccomp, SmolStr::default()) } else { (head, rel, subrel) };
        make_finite(&mut words[gerund + 1]);
        words[gerund].upos = Upos::Noun;
        (words[gerund].head, words[gerund].rel) = (gerund as u32 + 2, Rel::Nsubj);
        words[gerund].subrel = SmolStr::default();
        for c in moved {
            words[c].head = gerund as u32 + 2;
        }
    }
}

/// "Azerbaijan cut supplies", "the Taliban barred women": a nominal in a compound with a finite verb is its subject; so is
/// one in a compound with the noun at the root of a sentence that has no other verb than the one between them, which has
/// the noun as its object.
fn subject_read_as_compound(sentence: &mut Sentence) {
    let compounds = |s: &Sentence, head: usize| -> Vec<usize> {
        let nominal = |c: usize| matches!(s.words[c].upos, Upos::Noun | Upos::Propn);
        children(s, head)
            .filter(|c| *c < head && s.words[*c].is_rel(Rel::Compound, "") && nominal(*c))
            .collect()
    };
    for v in 0..sentence.words.len() {
        let verb = &sentence.words[v];
        if verb.upos != Upos::Verb {
            continue;
        }
        let heads = matches!(verb.rel, Rel::Root | Rel::Conj | Rel::Ccomp | Rel::Advcl | Rel::Parataxis);
        let clause = |c: usize| {
            matches!(sentence.words[c].rel, Rel::Nsubj | Rel::Csubj | Rel::Expl | Rel::Mark | Rel::Aux)
        };
        let past = may_be_finite(verb);
        if past
            && heads
            && !children(sentence, v).any(clause)
            && let [subject] = compounds(sentence, v)[..]
        {
            relabel(sentence, subject, Rel::Nsubj);
            make_finite(&mut sentence.words[v]);
            continue;
        }
        let noun = (verb.head as usize).checked_sub(1).filter(|n| {
            let noun = &sentence.words[*n];
            let alone = |w: usize| w == v || !matches!(sentence.words[w].upos, Upos::Verb | Upos::Aux);
            matches!(verb.rel, Rel::Amod | Rel::Compound)
                && past
                && v < *n
                && noun.rel == Rel::Root
                && matches!(noun.upos, Upos::Noun | Upos::Propn)
                && children(sentence, v).all(|c| c + 1 == v)
                && sentence.words.last().is_some_and(|end| end.form == ".")
                && (0..sentence.words.len()).all(alone)
        });
        let Some(noun) = noun else { continue };
        let named: Vec<usize> = compounds(sentence, noun).into_iter().chain(compounds(sentence, v)).collect();
        let [subject] = named[..] else { continue };
        if subject + 1 != v || sentence.words[subject].upos != Upos::Propn {
            continue;
        }
        let own: Vec<usize> = children(sentence, noun).filter(|c| *c < subject).collect();
        for c in own {
            sentence.words[c].head = subject as u32 + 1;
        }
        let words = &mut sentence.words;
        (words[v].head, words[v].rel) = (0, Rel::Root);
        make_finite(&mut words[v]);
        (words[noun].head, words[noun].rel) = (v as u32 + 1, Rel::Obj);
        (words[subject].head, words[subject].rel) = (v as u32 + 1, Rel::Nsubj);
        let end = words.len() - 1;
        words[end].head = v as u32 + 1;
    }
}

/// "Chile and Peru signed a treaty": a finite verb among coordinated names, without a conjunction and a subject of its own,
/// is what they do.
fn verb_joined_to_names(sentence: &mut Sentence) {
    for v in 2..sentence.words.len() {
        let verb = &sentence.words[v];
        let Some(first) = sentence.head(v).filter(|f| *f < v && verb.rel == Rel::Conj) else { continue };
        let past = may_be_finite(verb);
        let own = |c: usize| {
            matches!(sentence.words[c].rel, Rel::Cc | Rel::Nsubj | Rel::Csubj | Rel::Punct) && c < v
        };
        let joined = sentence.words[v - 1].upos == Upos::Propn && sentence.words[v - 1].rel == Rel::Conj;
        let name = &sentence.words[first];
        if verb.upos != Upos::Verb
            || !past
            || !joined
            || name.upos != Upos::Propn
            || name.rel != Rel::Root
            || children(sentence, v).any(own)
        {
            continue;
        }
        let end = children(sentence, first).filter(|c| *c > v).collect::<Vec<_>>();
        for c in end {
            sentence.words[c].head = v as u32 + 1;
        }
        let words = &mut sentence.words;
        (words[v].head, words[v].rel) = (0, Rel::Root);
        make_finite(&mut words[v]);
        words[first].head = v as u32 + 1;
        relabel(sentence, first, Rel::Nsubj);
    }
}

/// "On Thursday France deployed soldiers": a bare name right before the finite verb of the sentence is its subject where it
/// has none, whatever it hangs on.
fn name_before_verb(sentence: &mut Sentence) {
    for v in 1..sentence.words.len() {
        let (name, verb) = (v - 1, &sentence.words[v]);
        let finite = verb.upos == Upos::Verb
            && verb.rel == Rel::Root
            && verb.feats.is("VerbForm", "Fin")
            && !verb.feats.is("Mood", "Imp")
            && !verb.feats.is("Voice", "Pass");
        let taken = |c: usize| {
            let word = &sentence.words[c];
            matches!(word.rel, Rel::Nsubj | Rel::Csubj | Rel::Expl) || word.rel == Rel::Aux
        };
        let word = &sentence.words[name];
        let hangs = match word.rel {
            Rel::Xcomp | Rel::Dep => sentence.head(name) == Some(v),
            Rel::Flat => sentence
                .head(name)
                .is_some_and(|h| sentence.head(h) == Some(v) && sentence.child(h, Rel::Case).is_some()),
            _ => false,
        };
        if finite
            && hangs
            && word.upos == Upos::Propn
            && children(sentence, name).next().is_none()
            && !children(sentence, v).any(taken)
        {
            sentence.words[name].head = v as u32 + 1;
            relabel(sentence, name, Rel::Nsubj);
        }
    }
}

/// "In May Peru attacked": what a preposition leads is no auxiliary.
fn name_read_as_auxiliary(sentence: &mut Sentence) {
    for i in 0..sentence.words.len() {
        if sentence.words[i].rel == Rel::Aux
            && sentence.words[i].upos == Upos::Propn
            && sentence.child(i, Rel::Case).is_some()
        {
            relabel(sentence, i, Rel::Obl);
        }
    }
}

/// "Denied supporting rebels": a gerund right behind a verb without an object is its complement.
fn gerund_as_object(sentence: &mut Sentence) {
    for gerund in 1..sentence.words.len() {
        let word = &sentence.words[gerund];
        let verb = gerund - 1;
        let adjunct = word.rel == Rel::Advcl
            && sentence.head(gerund) == Some(verb)
            && sentence.words[verb].upos == Upos::Verb
            && (word.feats.is("VerbForm", "Ger")
                || word.feats.is("Tense", "Pres") && word.feats.is("VerbForm", "Part"));
        let taken = |c: usize| {
            let word = &sentence.words[c];
            matches!(word.rel, Rel::Obj | Rel::Ccomp | Rel::Xcomp) || word.subrel == "pass"
        };
        if adjunct && sentence.child(gerund, Rel::Mark).is_none() && !children(sentence, verb).any(taken) {
            relabel(sentence, gerund, Rel::Xcomp);
        }
    }
}

/// "China sanctions US firms": a noun with a subject of its own, or a name before it in a compound, and what only verbs have
/// behind them is a verb, when one of the lexicon has that form.
fn verb_read_as_noun(sentence: &mut Sentence, lexicon: &Lexicon) {
    for w in 1..sentence.words.len() {
        let word = &sentence.words[w];
        let nominal = |c: usize| matches!(sentence.words[c].upos, Upos::Noun | Upos::Propn | Upos::Num);
        let own = |c: usize| {
            matches!(
                sentence.words[c].rel,
                Rel::Cop | Rel::Aux | Rel::Det | Rel::Amod | Rel::Case | Rel::Nummod
            )
        };
        let candidate = matches!(word.upos, Upos::Noun | Upos::Adv | Upos::Adj)
            && matches!(word.rel, Rel::Root | Rel::Ccomp | Rel::Parataxis)
            && word.form.starts_with(char::is_lowercase)
            && !children(sentence, w).any(own);
        if !candidate {
            continue;
        }
        // "denies that it sent": what a conjunction leads is no relative clause
        let conjunction = Some(w + 1).filter(|c| {
            sentence.words.get(*c).is_some_and(|c| c.upos == Upos::Sconj)
                && sentence.head(*c).is_some_and(|h| sentence.head(h) == Some(w))
        });
        let subject = children(sentence, w).find(|c| {
            let named =
                sentence.words[*c].is_rel(Rel::Compound, "") && sentence.words[*c].upos == Upos::Propn;
            *c < w && nominal(*c) && (sentence.words[*c].rel == Rel::Nsubj || named && *c + 1 == w)
        });
        let verbal = children(sentence, w).filter(|c| *c > w).find(|c| match sentence.words[*c].rel {
            Rel::Obj | Rel::Obl | Rel::Ccomp => true,
            Rel::Acl if conjunction.is_some() => true,
            // "nega di sostenere i ribelli"
            Rel::Advcl => {
                sentence.words[*c].feats.is("VerbForm", "Inf") && sentence.child(*c, Rel::Mark).is_some()
            }
            // "bars women": two nouns side by side without a comma
            Rel::Appos => nominal(*c) && sentence.subtree(*c).first() == Some(&(w + 1)),
            Rel::Acl => sentence.child(*c, Rel::Mark).is_some(),
            _ => false,
        });
        let (Some(subject), Some(verbal)) = (subject, verbal) else { continue };
        let own = Some(word.lemma.clone())
            .filter(|l| lexicon.frames_of(l).any(|f| f.pos == Pos::Verb && f.act != Act::Nothing));
        let Some(lemma) = own.or_else(|| verb_of_form(lexicon, &word.form)) else { continue };
        let rel = match sentence.words[verbal].rel {
            Rel::Acl if conjunction.is_some() => Rel::Ccomp,
            Rel::Acl | Rel::Advcl => Rel::Xcomp,
            Rel::Appos => Rel::Obj,
            rel => rel,
        };
        relabel(sentence, verbal, rel);
        relabel(sentence, subject, Rel::Nsubj);
        if let Some(conjunction) = conjunction {
            relabel(sentence, conjunction, Rel::Mark);
        }
        let word = &mut sentence.words[w];
        word.upos = Upos::Verb;
        word.lemma = lemma;
        word.feats = word
            .feats
            .with("Gender", None)
            .with("Mood", Some("Ind"))
            .with("Tense", Some("Pres"))
            .with("VerbForm", Some("Fin"));
    }
}

/// The verb of the lexicon that may have this form in the present: both differ by no more than an ending of two letters.
fn verb_of_form(lexicon: &Lexicon, form: &str) -> Option<SmolStr> {
    let ends = |a: &str, b: &str| a.strip_prefix(b).is_some_and(|end| end.chars().count() <= 2);
    let fits = |lemma: &str| lemma.chars().count() > 2 && (ends(form, lemma) || ends(lemma, form));
    let verbs =
        lexicon.frames().iter().filter(|f| f.pos == Pos::Verb && f.act != Act::Nothing && fits(&f.lemma));
    // of *back* and *backs*, *tagliare* and *taglia*: the nearest
    verbs.map(|f| &f.lemma).min_by_key(|l| (l.len().abs_diff(form.len()), (*l).clone())).cloned()
}

/// "Pidió a Bolivia que retire la demanda": what is asked of someone stands in the subjunctive, and tells nothing more of
/// him. A relative clause in that mood describes someone who is sought; then no preposition leads him.
fn asked_of(sentence: &mut Sentence, lexicon: &Lexicon) {
    let asks = |f: &Frame| f.pos == Pos::Verb && f.act == Act::Event(EventType::Request);
    for clause in 0..sentence.words.len() {
        let word = &sentence.words[clause];
        if word.rel != Rel::Acl || word.upos != Upos::Verb {
            continue;
        }
        let wished =
            children(sentence, clause).chain([clause]).any(|w| sentence.words[w].feats.is("Mood", "Sub"));
        let Some(asked) = sentence.head(clause).filter(|a| {
            matches!(sentence.words[*a].rel, Rel::Obl | Rel::Iobj) && sentence.child(*a, Rel::Case).is_some()
        }) else {
            continue;
        };
        let Some(verb) = sentence.head(asked) else { continue };
        let conjunction = children(sentence, clause).min().filter(|c| {
            let c = &sentence.words[*c];
            c.feats.is("PronType", "Rel") && c.rel != Rel::Obl || c.rel == Rel::Mark
        });
        // a name without a comma behind it is not told more of, whatever mood a rare form was taken for
        let named = |c: usize| c == asked + 1 && sentence.words[asked].upos == Upos::Propn;
        if let Some(conjunction) = conjunction.filter(|c| wished || named(*c))
            && lexicon.frames_of(&sentence.words[verb].lemma).any(asks)
        {
            relabel(sentence, conjunction, Rel::Mark);
            sentence.words[conjunction].upos = Upos::Sconj;
            sentence.words[conjunction].feats = sentence.words[conjunction].feats.with("PronType", None);
            relabel(sentence, clause, Rel::Ccomp);
            let word = &mut sentence.words[clause];
            word.head = verb as u32 + 1;
            if word.feats.is("Mood", "Ind") {
                word.feats = word.feats.with("Mood", Some("Sub"));
            }
        }
    }
}

/// "Ha fermato venti persone, tra cui due stranieri": who is counted among others is no second subject.
fn member_of_many(sentence: &mut Sentence, lexicon: &Lexicon) {
    for member in 2..sentence.words.len() {
        if sentence.words[member].rel != Rel::Nsubj {
            continue;
        }
        let Some(verb) = sentence.head(member).filter(|v| *v < member) else { continue };
        let led = sentence.children(member).any(|c| {
            c < member
                && lexicon.in_class("relative", &sentence.words[c].lemma)
                && sentence.child(c, Rel::Case).is_some()
        });
        let other = sentence.children(verb).any(|c| c < verb && sentence.words[c].rel == Rel::Nsubj);
        if led && other {
            relabel(sentence, member, Rel::Dep);
        }
    }
}

/// The adjective in "troops loyal to Haftar seized …" is no subject with a subject of its own, and does not lead the
/// sentence, with the verb below it.
fn adjective_for_its_noun(sentence: &mut Sentence) {
    for adjective in 1..sentence.words.len() {
        let word = &sentence.words[adjective];
        let verb = children(sentence, adjective).find(|v| {
            let verb = &sentence.words[*v];
            let own = |r: Rel| sentence.child(*v, r).is_none();
            *v > adjective
                && verb.upos == Upos::Verb
                && matches!(verb.rel, Rel::Advcl | Rel::Conj | Rel::Ccomp | Rel::Xcomp | Rel::Parataxis)
                && may_be_finite(verb)
                && own(Rel::Nsubj)
                && own(Rel::Mark)
                && own(Rel::Cc)
        });
        if word.upos == Upos::Adj
            && sentence.child(adjective, Rel::Cop).is_none()
            && let Some(verb) = verb
            && let Some(noun) = sentence.child(adjective, Rel::Nsubj).filter(|n| *n + 1 == adjective)
        {
            let marks: Vec<usize> =
                children(sentence, adjective).filter(|c| sentence.words[*c].rel == Rel::Punct).collect();
            let above = sentence.words[adjective].clone();
            let words = &mut sentence.words;
            (words[verb].head, words[verb].rel, words[verb].subrel) = (above.head, above.rel, above.subrel);
            words[noun].head = verb as u32 + 1;
            words[adjective].head = noun as u32 + 1;
            for mark in marks {
                words[mark].head = verb as u32 + 1;
            }
            make_finite(&mut words[verb]);
            relabel(sentence, adjective, Rel::Amod);
            continue;
        }
        let argument = word.upos == Upos::Adj && matches!(word.rel, Rel::Nsubj | Rel::Obj | Rel::Obl);
        let noun = sentence.child(adjective, Rel::Nsubj).filter(|n| argument && *n + 1 == adjective);
        let Some(noun) = noun.filter(|n| matches!(sentence.words[*n].upos, Upos::Noun | Upos::Propn)) else {
            continue;
        };
        if sentence.child(adjective, Rel::Cop).is_some() {
            continue;
        }
        let above = sentence.words[adjective].clone();
        let words = &mut sentence.words;
        (words[noun].head, words[noun].rel, words[noun].subrel) = (above.head, above.rel, above.subrel);
        (words[adjective].head, words[adjective].rel) = (noun as u32 + 1, Rel::Amod);
        words[adjective].subrel = SmolStr::default();
    }
}

/// "Saudi Arabia bombed Yemen": what has a subject of its own right before a noun is no adjective of the noun, but the
/// verb whose object that is.
fn verb_before_its_object(sentence: &mut Sentence) {
    for verb in 1..sentence.words.len() {
        let word = &sentence.words[verb];
        let described = sentence.head(verb).filter(|n| *n == verb + 1 && word.rel == Rel::Amod);
        let subject = || sentence.child(verb, Rel::Nsubj).is_some_and(|s| s < verb);
        let Some(object) = described.filter(|_| word.upos == Upos::Verb && may_be_finite(word) && subject())
        else {
            continue;
        };
        let of_clause = |c: &usize| {
            matches!(
                sentence.words[*c].rel,
                Rel::Obl | Rel::Advcl | Rel::Advmod | Rel::Punct | Rel::Parataxis
            )
        };
        let moved: Vec<usize> = children(sentence, object).filter(|c| *c != verb).filter(of_clause).collect();
        let above = sentence.words[object].clone();
        let words = &mut sentence.words;
        (words[verb].head, words[verb].rel, words[verb].subrel) = (above.head, above.rel, above.subrel);
        words[object].head = verb as u32 + 1;
        for part in moved {
            words[part].head = verb as u32 + 1;
        }
        make_finite(&mut words[verb]);
        relabel(sentence, object, Rel::Obj);
    }
}

/// "Will Griechenland unterstützen": what is acted upon hangs on the verb, not on its auxiliary.
fn argument_of_auxiliary(sentence: &mut Sentence) {
    for i in 0..sentence.words.len() {
        let word = &sentence.words[i];
        let argument = matches!(word.rel, Rel::Nsubj | Rel::Obj | Rel::Iobj | Rel::Obl);
        let auxiliary = sentence.head(i).filter(|a| argument && sentence.words[*a].rel == Rel::Aux);
        if let Some(verb) = auxiliary.and_then(|a| sentence.head(a)) {
            sentence.words[i].head = verb as u32 + 1;
        }
    }
}

/// "With former president Karzai": the preposition leads the name, not the title before it.
fn case_of_title(sentence: &mut Sentence) {
    for case in 0..sentence.words.len() {
        let Some(title) = sentence.head(case).filter(|t| sentence.words[case].rel == Rel::Case && *t > case)
        else {
            continue;
        };
        let word = &sentence.words[title];
        let titles = word.is_rel(Rel::Nmod, "desc") || word.is_rel(Rel::Flat, "") && word.upos == Upos::Noun;
        let name = sentence.head(title).filter(|n| titles && *n > title);
        if let Some(name) = name.filter(|n| sentence.child(*n, Rel::Case).is_none()) {
            sentence.words[case].head = name as u32 + 1;
        }
    }
}

/// The first word of a sentence, before a colon or dash, is no subject of a verb that has another.
fn dateline(sentence: &mut Sentence) {
    let Some(mark) = (1..sentence.words.len().min(5))
        .find(|w| matches!(sentence.words[*w].form.as_str(), ":" | "-" | "–" | "—" | "--"))
    else {
        return;
    };
    let words = &sentence.words;
    let subject = |w: &usize| words[*w].rel == Rel::Nsubj && words[*w].upos == Upos::Propn;
    let Some(place) = (0..mark).find(subject) else { return };
    let Some(verb) = sentence.head(place).filter(|v| *v > mark) else { return };
    if sentence.children(verb).any(|c| c > mark && words[c].rel == Rel::Nsubj) {
        sentence.words[place].rel = Rel::Dep;
    }
}

/// Of two subjects before a verb with a conjunction, or two names with a comma, between them, the second is coordinated
/// with the first.
fn second_subject(sentence: &mut Sentence) {
    let nominal = |u: Upos| matches!(u, Upos::Noun | Upos::Propn);
    for v in 0..sentence.words.len() {
        if sentence.words[v].upos != Upos::Verb {
            continue;
        }
        let words = &sentence.words;
        let subject = |c: &usize| *c < v && words[*c].rel == Rel::Nsubj && nominal(words[*c].upos);
        let subjects: Vec<usize> = sentence.children(v).filter(subject).collect();
        let [first, .., last] = subjects[..] else { continue };
        let (of_first, of_last) = (sentence.subtree(first), sentence.subtree(last));
        let conjunction = (first + 1..last).rev().find(|w| words[*w].upos == Upos::Cconj);
        // "US, China agree": in headlines a comma joins two names
        let names = || [first, last].iter().all(|w| words[*w].upos == Upos::Propn);
        let comma = || (first + 1..last).find(|w| words[*w].form == "," && names());
        let Some(cc) = conjunction.or_else(comma) else { continue };
        let auxiliary = sentence.children(v).filter(|c| words[*c].rel == Rel::Aux);
        let group: Vec<usize> = auxiliary.chain([v]).collect();
        let number = |value: &str| group.iter().any(|w| words[*w].feats.is("Number", value));
        let joined = (cc + 1..last).all(|w| of_last.contains(&w));
        let listed = (first + 1..cc).all(|w| of_first.contains(&w) || words[w].upos == Upos::Punct);
        // "Mali, Niger and Chad announced": a list of names is many, whatever the features of the verb
        let list = comma().is_some()
            && sentence.children(last).any(|c| words[c].rel == Rel::Conj && words[c].upos == Upos::Propn);
        if number("Sing") && !number("Plur") && !list || !joined || !listed {
            continue;
        }
        let words = &mut sentence.words;
        (words[last].head, words[last].rel) = (first as u32 + 1, Rel::Conj);
        words[last].subrel = SmolStr::default();
        words[cc].head = last as u32 + 1;
        if words[cc].upos == Upos::Cconj {
            words[cc].rel = Rel::Cc;
        }
    }
}

/// A noun in the singular before a finite active verb in the plural is its object where a language tells cases, unless
/// it counts many (*ряд стран*) or is one of several.
fn one_for_many(sentence: &mut Sentence) {
    for v in 0..sentence.words.len() {
        let words = &sentence.words;
        let verb = &words[v];
        let active = verb.upos == Upos::Verb
            && verb.feats.is("Number", "Plur")
            && verb.feats.is("VerbForm", "Fin")
            && !verb.feats.is("Voice", "Pass")
            && !verb.feats.is("Person", "1")
            && !verb.feats.is("Person", "2");
        // Slavic pasts in the plural end alike, whatever the features say
        let form = verb.form.to_lowercase();
        let plural = ["ли", "лися", "лись"].iter().any(|e| form.ends_with(e));
        let slavic = form.chars().any(|c| ('а'..='я').contains(&c));
        if !active || slavic && verb.feats.is("Tense", "Past") && !plural {
            continue;
        }
        let subjects: Vec<usize> = sentence.children(v).filter(|c| words[*c].rel == Rel::Nsubj).collect();
        let [subject] = subjects[..] else { continue };
        let noun = &words[subject];
        let more = |c: usize| {
            matches!(words[c].rel, Rel::Conj | Rel::Nummod | Rel::Appos | Rel::Det)
                || (words[c].rel == Rel::Nmod && words[c].feats.is("Number", "Plur"))
        };
        let singular = subject < v
            && noun.upos == Upos::Noun
            && noun.subrel.is_empty()
            && noun.feats.get("Case").is_some()
            && noun.feats.is("Number", "Sing");
        let object = sentence.children(v).any(|c| matches!(words[c].rel, Rel::Obj | Rel::Aux));
        if !singular || object || sentence.children(subject).any(more) {
            continue;
        }
        let word = &mut sentence.words[subject];
        word.rel = Rel::Obj;
        word.feats = word.feats.with("Case", Some("Acc"));
    }
}

/// Negation and passive of verbs that agglutinate, where what follows the lemma tells them (classes `negative-ending`
/// and `passive-ending`: *saldır-ma-dı*, *saldır-ıl-dı*).
fn verb_endings(sentence: &mut Sentence, lexicon: &Lexicon) {
    if lexicon.class("passive-ending").next().is_none() {
        return;
    }
    for word in sentence.words.iter_mut().filter(|w| w.upos == Upos::Verb) {
        let lemma = lexicon.lemma_of(&word.form, &word.lemma);
        let form = word.form.to_lowercase();
        let Some(rest) = form.strip_prefix(lemma.as_str()) else { continue };
        let begins = |class: &str| lexicon.class(class).any(|e| rest.starts_with(e.as_str()));
        if begins("negative-ending") {
            word.feats = word.feats.with("Polarity", Some("Neg"));
        }
        // "tutukla-n-dı": after a vowel the passive is an n, after a consonant a syllable
        let vowel = lemma.ends_with(['a', 'e', 'ı', 'i', 'o', 'ö', 'u', 'ü']);
        let passive = lexicon.class("passive-ending").any(|e| {
            let end = rest.strip_prefix(e.as_str());
            end.is_some_and(|end| end.chars().count() > 1) && (e.chars().count() > 1 || (e == "n" && vowel))
        });
        if passive {
            word.feats = word.feats.with("Voice", Some("Pass"));
        } else if word.feats.is("Voice", "Pass") && !begins("passive-ending") {
            word.feats = word.feats.with("Voice", None);
        }
    }
}

/// A pronoun with an article of its own is a noun (*a mine killed three soldiers*).
fn noun_with_article(sentence: &mut Sentence) {
    for i in 0..sentence.words.len() {
        let article = |c: usize| {
            let word = &sentence.words[c];
            word.rel == Rel::Det && word.feats.is("Definite", "Ind") && c + 1 == i
        };
        if sentence.words[i].upos == Upos::Pron && children(sentence, i).any(article) {
            let word = &mut sentence.words[i];
            word.upos = Upos::Noun;
            word.lemma = word.form.to_lowercase().into();
        }
    }
}

/// The first part of a name read as a function word (*Xi Jinping ha incontrato …*): the name is the subject of a verb behind
/// it that has none.
fn name_read_as_function_word(sentence: &mut Sentence) {
    for i in 0..sentence.words.len() {
        let word = &sentence.words[i];
        let function = matches!(word.upos, Upos::Cconj | Upos::Sconj | Upos::Adv | Upos::Intj | Upos::Adp);
        let capital = word.form.starts_with(char::is_uppercase);
        let named = |c: usize| {
            c == i + 1 && sentence.words[c].rel == Rel::Flat && sentence.words[c].upos == Upos::Propn
        };
        if !function || !capital || !children(sentence, i).any(named) {
            continue;
        }
        let verb = sentence.head(i).filter(|v| *v > i && sentence.words[*v].upos == Upos::Verb);
        let lacks = |v: usize| {
            !children(sentence, v).any(|c| matches!(sentence.words[c].rel, Rel::Nsubj | Rel::Csubj))
        };
        let subject = verb.is_some_and(lacks);
        sentence.words[i].upos = Upos::Propn;
        if subject {
            relabel(sentence, i, Rel::Nsubj);
        }
    }
}

/// Two names side by side read as two subjects (*Xi Jinping met …*) are one.
fn name_in_two(sentence: &mut Sentence) {
    // "Eyal" looks like a noun, where nouns have no capitals
    let capital = |w: &Word| w.upos == Upos::Noun && w.form.starts_with(char::is_uppercase);
    let few = sentence.words.iter().filter(|w| capital(w)).count() == 1;
    for i in 1..sentence.words.len() {
        let (first, second) = (&sentence.words[i - 1], &sentence.words[i]);
        let subject = |w: &Word| w.rel == Rel::Nsubj && w.upos == Upos::Propn;
        // "Xi" looks like a number
        let roman =
            |w: &Word| w.rel == Rel::Nsubj && w.upos == Upos::Num && w.form.starts_with(char::is_uppercase);
        let case = |w: &Word| w.feats.get("Case").map(str::to_owned);
        if (subject(first) || roman(first))
            && (subject(second) || few && capital(second) && second.rel == Rel::Nsubj)
            && first.head == second.head
            && case(first) == case(second)
            && !children(sentence, i - 1)
                .chain(children(sentence, i))
                .any(|c| sentence.words[c].rel == Rel::Case)
        {
            sentence.words[i].head = i as u32;
            sentence.words[i].upos = Upos::Propn;
            sentence.words[i - 1].upos = Upos::Propn;
            relabel(sentence, i, Rel::Flat);
        }
    }
}

/// *Ließ … frei*: a word behind the verb that makes with it a verb which the lexicon knows, and has nothing of its own, is
/// its particle, whatever the tree says (in languages with the class `inseparable-prefix`).
fn separable_particle(sentence: &mut Sentence, lexicon: &Lexicon) {
    if lexicon.class("inseparable-prefix").next().is_none() {
        return;
    }
    for p in 1..sentence.words.len() {
        let word = &sentence.words[p];
        let adverbial = matches!(word.upos, Upos::Adj | Upos::Adv | Upos::Adp)
            && matches!(word.rel, Rel::Conj | Rel::Advmod | Rel::Xcomp | Rel::Obj | Rel::Obl | Rel::Amod);
        let Some(verb) = sentence.head(p).filter(|v| adverbial && *v < p) else { continue };
        if sentence.words[verb].upos != Upos::Verb || children(sentence, p).next().is_some() {
            continue;
        }
        let stem = lexicon.lemma_of(&sentence.words[verb].form, &sentence.words[verb].lemma);
        let whole = smol_str::format_smolstr!("{}{stem}", crate::lexicon::fold(&word.form));
        if lexicon.frames_of(&whole).next().is_some() {
            relabel(sentence, p, Rel::Compound);
            sentence.words[p].subrel = "prt".into();
        }
    }
}

/// A noun that a frame of the verb wants as its object, where the verb has none (*ofreció a Armenia ayuda*): a bare noun
/// of the verb or of what stands before it, a noun behind a partitive article read as a preposition (class `partitive-article`: *a
/// imposé des sanctions*), or a noun read as a verb, whose dependents are then the verb's (*yaptırım uyguladı*).
fn wanted_object(sentence: &mut Sentence, lexicon: &Lexicon) {
    let lacking = |s: &Sentence, v: usize| {
        let nominal = |c: usize| matches!(s.words[c].upos, Upos::Noun | Upos::Propn | Upos::Pron | Upos::Num);
        let taken = |c: usize| {
            let word = &s.words[c];
            word.rel == Rel::Obj && nominal(c)
                || word.rel == Rel::Ccomp
                || matches!(word.rel, Rel::Aux | Rel::Nsubj) && word.subrel == "pass"
        };
        s.words[v].upos == Upos::Verb && !children(s, v).any(taken)
    };
    if !(0..sentence.words.len()).any(|v| lacking(sentence, v)) {
        return;
    }
    let lemmas = lexicon.lemmas(sentence);
    for v in 0..sentence.words.len() {
        let asks = |f: &Frame| {
            let theme = f.roles.theme.contains(&Slot::Obj);
            f.pos == Pos::Verb && (theme || f.when.iter().any(|c| c.slot == Slot::Obj))
        };
        if !lacking(sentence, v) || !lexicon.frames_of(&lemmas[v]).any(asks) {
            continue;
        }
        let wanted = |lemma: &SmolStr| {
            lexicon.frames_of(&lemmas[v]).any(|f| f.pos == Pos::Verb && f.wants_object(lemma))
        };
        // "wants talks", "called off their strike": an event in the place of the theme
        let theme = |c: usize| {
            let event = |f: &Frame| f.pos == Pos::Noun && f.act != Act::Nothing;
            let bare = sentence.words[c].is_rel(Rel::Obl, "") && sentence.words[c].upos == Upos::Noun;
            bare && c > v
                && sentence.child(c, Rel::Case).is_none()
                && lexicon.frames_of(&lemmas[c]).any(event)
                && lexicon
                    .frames_of(&lemmas[v])
                    .any(|f| f.pos == Pos::Verb && f.roles.theme.contains(&Slot::Obj))
        };
        // "pediu ajuda": the noun of an event read as a verb
        let event_read_as_verb = |c: usize, lemma: &str| {
            sentence.words[c].rel == Rel::Obj
                && sentence.words[c].upos == Upos::Verb
                && lexicon.frames_of(lemma).any(|f| f.pos == Pos::Noun && f.act != Act::Nothing)
                && lexicon
                    .frames_of(&lemmas[v])
                    .any(|f| f.pos == Pos::Verb && f.roles.theme.contains(&Slot::Obj))
        };
        let words = &sentence.words;
        let partitive = |c: usize| {
            let case = children(sentence, c).find(|k| words[*k].rel == Rel::Case);
            case.map(|k| {
                let article = k + 1 < words.len() && words[k + 1].rel == Rel::Det;
                (k, article && lexicon.in_class("partitive-article", &words[k].lemma))
            })
        };
        let found = (v.saturating_sub(1)..words.len()).filter(|c| *c != v).find_map(|c| {
            let near = sentence.head(c) == Some(v)
                || c > v && sentence.head(c).is_some_and(|h| h > v && h < c && sentence.head(h) == Some(v));
            let word = &words[c];
            let nominal = matches!(word.upos, Upos::Noun | Upos::Verb)
                || word.upos == Upos::Adj && word.rel == Rel::Obj;
            if !near || !nominal || word.rel == Rel::Conj {
                return None;
            }
            let as_verb = word.upos == Upos::Verb;
            let led = |c: usize| matches!(words[c].rel, Rel::Mark | Rel::Aux | Rel::Cop | Rel::Obj);
            if as_verb && children(sentence, c).any(led) {
                return None;
            }
            let form = crate::lexicon::fold(&word.form);
            let known = !as_verb && (wanted(&lemmas[c]) || theme(c));
            let lemma = if known { lemmas[c].clone() } else { form };
            if word.rel == Rel::Nsubj || !known && !wanted(&lemma) && !event_read_as_verb(c, &lemma) {
                return None;
            }
            match partitive(c) {
                Some((case, true)) => Some((c, lemma, Some(case))),
                Some(_) => None,
                None => Some((c, lemma, None)),
            }
        });
        let Some((object, lemma, article)) = found else { continue };
        if let Some(article) = article {
            relabel(sentence, article, Rel::Det);
        }
        if sentence.words[object].upos == Upos::Verb {
            let verbal: Vec<usize> = children(sentence, object)
                .filter(|c| {
                    let own = matches!(
                        sentence.words[*c].rel,
                        Rel::Amod
                            | Rel::Det
                            | Rel::Nummod
                            | Rel::Compound
                            | Rel::Flat
                            | Rel::Nmod
                            | Rel::Case
                    );
                    !own
                })
                .collect();
            for c in verbal {
                sentence.words[c].head = v as u32 + 1;
            }
        }
        let phrases: Vec<usize> =
            children(sentence, object).filter(|c| sentence.words[*c].rel == Rel::Obl).collect();
        for c in phrases {
            relabel(sentence, c, Rel::Nmod);
        }
        sentence.words[object].upos = Upos::Noun;
        sentence.words[object].lemma = lemma;
        sentence.words[object].head = v as u32 + 1;
        relabel(sentence, object, Rel::Obj);
    }
}

fn arguments_by_case(sentence: &mut Sentence) {
    let nominal = |s: &Sentence, i: usize| matches!(s.words[i].upos, Upos::Noun | Upos::Propn);
    let case = |s: &Sentence, i: usize| s.words[i].feats.get("Case").map(str::to_owned);
    let set = |s: &mut Sentence, i: usize, rel: Rel| {
        s.words[i].rel = rel;
        s.words[i].subrel = "".into();
    };
    for p in 0..sentence.words.len() {
        if sentence.words[p].upos != Upos::Verb {
            continue;
        }
        let bare = |s: &Sentence, i: usize| !children(s, i).any(|c| s.words[c].rel == Rel::Case);
        let has = |s: &Sentence, rel: Rel| children(s, p).any(|c| s.words[c].rel == rel);
        let arguments: Vec<usize> =
            children(sentence, p).filter(|w| sentence.words[*w].upos == Upos::Propn).collect();
        for w in arguments {
            let flat: Vec<usize> = children(sentence, w)
                .filter(|c| *c == w + 1 && *c < p)
                .filter(|c| sentence.words[*c].rel == Rel::Flat && sentence.words[*c].upos == Upos::Propn)
                .collect();
            for c in flat {
                let (Some(own), Some(first)) = (case(sentence, c), case(sentence, w)) else { continue };
                if first != "Nom" || !matches!(own.as_str(), "Acc" | "Dat" | "Abl" | "Ins") {
                    continue;
                }
                sentence.words[c].head = p as u32 + 1;
                let rel = if own == "Acc" && !has(sentence, Rel::Obj) { Rel::Obj } else { Rel::Obl };
                set(sentence, c, rel);
            }
            if matches!(sentence.words[w].rel, Rel::Obl | Rel::Nmod)
                && case(sentence, w).as_deref() == Some("Nom")
                && bare(sentence, w)
                && !has(sentence, Rel::Nsubj)
                && !has(sentence, Rel::Csubj)
            {
                set(sentence, w, Rel::Nsubj);
            }
        }
        let subjects: Vec<usize> = children(sentence, p)
            .filter(|c| sentence.words[*c].rel == Rel::Nsubj && sentence.words[*c].subrel.is_empty())
            .collect();
        // "US and British activists": an adjective joined to the first belongs, with it, to the second
        if let [first, second] = subjects[..]
            && second > first + 1
            && sentence.words[second - 1].upos == Upos::Adj
            && sentence.words[second - 1].rel == Rel::Conj
            && sentence.head(second - 1) == Some(first)
        {
            sentence.words[first].head = second as u32 + 1;
            set(sentence, first, Rel::Amod);
            continue;
        }
        for second in subjects.into_iter().skip(1).filter(|c| nominal(sentence, *c)).collect::<Vec<_>>() {
            let rel = if has(sentence, Rel::Obj) { Rel::Iobj } else { Rel::Obj };
            set(sentence, second, rel);
        }
    }
}

fn apposition(sentence: &mut Sentence) {
    for n in 1..sentence.words.len() {
        let word = &sentence.words[n];
        let Some(head) = (word.head as usize).checked_sub(1).filter(|h| *h < n) else { continue };
        let description = &sentence.words[head];
        let alone = word.rel == Rel::Conj
            && word.upos == Upos::Propn
            && description.upos == Upos::Noun
            && !description.feats.is("Number", "Plur")
            && sentence.words[n - 1].form == ","
            && children(sentence, head).filter(|c| sentence.words[*c].rel == Rel::Conj).count() == 1
            && !children(sentence, n)
                .any(|c| matches!(sentence.words[c].rel, Rel::Cc | Rel::Conj | Rel::Case));
        if alone {
            relabel(sentence, n, Rel::Appos);
        }
    }
}

/// *Двух инспекторов выслали*: a counted noun whose numeral is in the genitive is no subject; of a plural verb of the
/// active voice without one it is the object.
fn counted_object(sentence: &mut Sentence) {
    for n in 0..sentence.words.len() {
        let word = &sentence.words[n];
        let oblique =
            |w: usize| sentence.words[w].feats.is("Case", "Gen") || sentence.words[w].feats.is("Case", "Acc");
        let Some(verb) = (word.head as usize).checked_sub(1) else { continue };
        let head = &sentence.words[verb];
        let active = head.upos == Upos::Verb
            && head.feats.is("VerbForm", "Fin")
            && head.feats.is("Number", "Plur")
            && !head.feats.is("Voice", "Pass");
        if word.rel != Rel::Nsubj || !active || !oblique(n) {
            continue;
        }
        let counted = children(sentence, n).any(|c| sentence.words[c].rel == Rel::Nummod && oblique(c));
        let alone = !children(sentence, verb)
            .any(|c| c != n && matches!(sentence.words[c].rel, Rel::Nsubj | Rel::Obj));
        if counted && alone {
            relabel(sentence, n, Rel::Obj);
        }
    }
}

/// *called Foreign Minister Sergey Lavrov*: a full name right after a verb of the active voice that has no object is its
/// object, not its predicate.
fn named_object(sentence: &mut Sentence) {
    for n in 0..sentence.words.len() {
        let word = &sentence.words[n];
        if word.rel != Rel::Xcomp || word.upos != Upos::Propn {
            continue;
        }
        let before = (word.head as usize).checked_sub(1).filter(|v| *v < n);
        let Some(verb) = before.filter(|v| sentence.words[*v].upos == Upos::Verb) else { continue };
        let rel = |c: usize| sentence.words[c].rel;
        // "a appelé Erdogan pour …": one of two complements
        let second = children(sentence, verb).any(|c| c != n && rel(c) == Rel::Xcomp);
        let full = (second || children(sentence, n).any(|c| rel(c) == Rel::Flat))
            && !children(sentence, n).any(|c| matches!(rel(c), Rel::Case | Rel::Mark | Rel::Cop));
        let taken = children(sentence, verb).any(|c| {
            let passive = rel(c) == Rel::Aux && sentence.words[c].subrel == "pass";
            matches!(rel(c), Rel::Obj | Rel::Iobj) || passive
        });
        if full && !taken {
            relabel(sentence, n, Rel::Obj);
        }
    }
}

/// Whether a verb is finite or has the form of a participle that a past may share.
fn may_be_finite(verb: &Word) -> bool {
    verb.feats.is("VerbForm", "Fin") || verb.feats.is("Tense", "Past")
}

/// Makes a finite verb of the active voice of what was read as a participle.
fn make_finite(verb: &mut Word) {
    verb.feats = verb.feats.with("VerbForm", Some("Fin")).with("Voice", None);
}

/// Gives a word another relation to its head.
fn relabel(sentence: &mut Sentence, n: usize, rel: Rel) {
    let word = &mut sentence.words[n];
    (word.rel, word.subrel) = (rel, SmolStr::default());
}

/// *expulserait*: endings that only a conditional has (class `conditional-ending`), on verbs that no treebank had.
fn conditional(sentence: &mut Sentence, lexicon: &Lexicon) {
    if lexicon.class("conditional-ending").next().is_none() {
        return;
    }
    for word in sentence.words.iter_mut().filter(|w| w.upos == Upos::Verb && !w.feats.is("Mood", "Cnd")) {
        let form = word.form.to_lowercase();
        if lexicon.class("conditional-ending").any(|e| form.ends_with(e.as_str())) {
            word.feats = word.feats.with("Mood", Some("Cnd")).with("Tense", Some("Pres"));
        }
    }
}

/// *è entrata*, *est arrivé*: a verb without passive, whose perfect takes *to be*, has a subject of the active voice.
fn unaccusative(sentence: &mut Sentence, lexicon: &Lexicon) {
    for p in 0..sentence.words.len() {
        if sentence.words[p].upos != Upos::Verb
            || !lexicon.in_class(
                "unaccusative",
                &lexicon.lemma_of(&sentence.words[p].form, &sentence.words[p].lemma),
            )
        {
            continue;
        }
        let passive: Vec<usize> =
            children(sentence, p).filter(|c| sentence.words[*c].subrel == "pass").collect();
        for c in passive {
            sentence.words[c].subrel = "".into();
        }
    }
}

/// "Wirft Russland vor, ein Krankenhaus bombardiert zu haben": an infinitive with *zu* alone is a complement.
fn infinitive_with_zu(sentence: &mut Sentence) {
    for v in 0..sentence.words.len() {
        // "bombardiert zu haben": the marker may hang on the auxiliary
        let parts = || {
            std::iter::once(v).chain(
                children(sentence, v)
                    .filter(|c| matches!(sentence.words[*c].rel, Rel::Aux | Rel::Xcomp) && *c > v),
            )
        };
        let marks =
            || parts().flat_map(|p| children(sentence, p)).filter(|c| sentence.words[*c].rel == Rel::Mark);
        let zu = |c: usize| sentence.words[c].form == "zu" && sentence.words[c].upos == Upos::Part;
        if sentence.words[v].rel == Rel::Advcl && marks().next().is_some() && marks().all(zu) {
            relabel(sentence, v, Rel::Xcomp);
        }
    }
}

/// *Sono scesi in piazza*: a participle of a verb whose perfect takes *to be* (class `unaccusative`), read as an adjective.
fn participle_read_as_adjective(sentence: &mut Sentence, lexicon: &Lexicon) {
    for w in 0..sentence.words.len() {
        let word = &sentence.words[w];
        let Some(be) = sentence.child(w, Rel::Cop).filter(|c| word.upos == Upos::Adj && *c < w) else {
            continue;
        };
        let lemma = lexicon.lemma_of(&word.form, &word.lemma);
        if lemma != word.lemma && lexicon.in_class("unaccusative", &lemma) {
            relabel(sentence, be, Rel::Aux);
            let word = &mut sentence.words[w];
            (word.upos, word.lemma) = (Upos::Verb, lemma);
            word.feats = word.feats.with("VerbForm", Some("Part")).with("Tense", Some("Past"));
        }
    }
}

/// *Frente a la embajada*: an adverb and the preposition behind it, which together are one of place.
fn preposition_in_two(sentence: &mut Sentence, lexicon: &Lexicon) {
    for adverb in 0..sentence.words.len().saturating_sub(2) {
        let (word, next) = (&sentence.words[adverb], &sentence.words[adverb + 1]);
        let apart = word.rel == Rel::Advmod && next.rel == Rel::Case;
        let whole = || smol_str::format_smolstr!("{} {}", word.lemma, next.lemma);
        let Some(noun) = sentence.head(adverb + 1).filter(|n| apart && *n > adverb + 1) else { continue };
        if lexicon.in_class("locative", &whole()) {
            if sentence.subtree(adverb).contains(&noun) {
                sentence.words[noun].head = sentence.words[adverb].head;
                relabel(sentence, noun, Rel::Obl);
            }
            sentence.words[adverb].head = noun as u32 + 1;
            relabel(sentence, adverb, Rel::Case);
            sentence.words[adverb + 1].head = adverb as u32 + 1;
            relabel(sentence, adverb + 1, Rel::Fixed);
        }
    }
}

/// *Sechs Zivilisten*: a number right before the noun that it hangs on counts it.
fn number_of_noun(sentence: &mut Sentence) {
    for w in 0..sentence.words.len() {
        let word = &sentence.words[w];
        let counts = word.upos == Upos::Num && word.rel == Rel::Dep && sentence.head(w) == Some(w + 1);
        if counts && sentence.words[w + 1].upos == Upos::Noun {
            relabel(sentence, w, Rel::Nummod);
        }
    }
}

/// *Accused Russia of shelling the port*: a gerund with a preposition of the genitive says what is held against the object
/// right before it.
fn gerund_of_object(sentence: &mut Sentence, lexicon: &Lexicon) {
    for gerund in 0..sentence.words.len() {
        let word = &sentence.words[gerund];
        let clause = word.rel == Rel::Advcl && word.feats.is("VerbForm", "Ger");
        let mark = sentence
            .child(gerund, Rel::Mark)
            .filter(|m| clause && *m > 0 && lexicon.in_class("genitive", &sentence.words[*m].lemma));
        let object = sentence.head(gerund).and_then(|verb| sentence.child(verb, Rel::Obj));
        if let (Some(mark), Some(object)) = (mark, object)
            && sentence.subtree(object).last() == Some(&(mark - 1))
        {
            sentence.words[gerund].head = object as u32 + 1;
            relabel(sentence, gerund, Rel::Acl);
        }
    }
}

/// *Called on Georgia to release prisoners*: a particle right before a bare phrase of its verb is the phrase's preposition.
fn particle_of_phrase(sentence: &mut Sentence) {
    for w in 0..sentence.words.len().saturating_sub(1) {
        let word = &sentence.words[w];
        let particle = word.is_rel(Rel::Compound, "prt") && word.upos == Upos::Adp;
        let verb = sentence.head(w).filter(|v| particle && *v < w);
        let bare = |c: &usize| {
            sentence.words[*c].is_rel(Rel::Obl, "")
                && sentence.child(*c, Rel::Case).is_none()
                && sentence.subtree(*c).first() == Some(&(w + 1))
        };
        if let Some(phrase) = verb.and_then(|v| children(sentence, v).find(bare)) {
            sentence.words[w].head = phrase as u32 + 1;
            relabel(sentence, w, Rel::Case);
        }
    }
}

/// *France condemns Myanmar coup*: a bare name between a verb that gives nobody anything and its object is the object's.
fn name_before_object(sentence: &mut Sentence, lexicon: &Lexicon) {
    for name in 1..sentence.words.len().saturating_sub(1) {
        let word = &sentence.words[name];
        let Some(verb) = sentence.head(name).filter(|v| *v + 1 == name && word.rel == Rel::Iobj) else {
            continue;
        };
        let object = sentence.words[name + 1].rel == Rel::Obj && sentence.head(name + 1) == Some(verb);
        let given = lexicon.frames_of(&sentence.words[verb].lemma).filter(|f| f.pos == Pos::Verb).any(|f| {
            f.roles.source.iter().chain(&f.roles.target).chain(&f.roles.theme).any(|s| *s == Slot::Iobj)
        });
        if word.upos == Upos::Propn && object && !given {
            sentence.words[name].head = name as u32 + 2;
            relabel(sentence, name, Rel::Compound);
        }
    }
}

/// *Adotti un approccio o scelga …*: a finite verb is joined to the verb above a noun, not to the noun.
fn verb_joined_to_noun(sentence: &mut Sentence) {
    for v in 0..sentence.words.len() {
        let word = &sentence.words[v];
        let finite = word.rel == Rel::Conj && word.upos == Upos::Verb && word.feats.is("VerbForm", "Fin");
        let own = || sentence.child(v, Rel::Nsubj).is_some() || sentence.child(v, Rel::Cop).is_some();
        let Some(noun) = sentence.head(v).filter(|n| finite && *n < v && !own()) else { continue };
        let object = sentence.words[noun].upos == Upos::Noun && sentence.words[noun].rel == Rel::Obj;
        let above = sentence.head(noun).filter(|h| object && sentence.words[*h].upos == Upos::Verb);
        if let Some(verb) = above.filter(|verb| sentence.words[*verb].feats.is("VerbForm", "Fin")) {
            sentence.words[v].head = verb as u32 + 1;
        }
    }
}

/// *Ha detto Greene, direttore del Russia Institute al King's College*: a phrase right behind who speaks and what he is
/// belongs to that.
fn phrase_of_speaker(sentence: &mut Sentence, lexicon: &Lexicon) {
    for v in 0..sentence.words.len() {
        if !lexicon.in_class("say", &sentence.words[v].lemma) {
            continue;
        }
        let Some(speaker) = sentence.child(v, Rel::Nsubj).filter(|s| *s > v) else { continue };
        let Some(title) = sentence.child(speaker, Rel::Appos) else { continue };
        let end = sentence.subtree(speaker).last().copied();
        let behind = |c: &usize| {
            let start = sentence.subtree(*c).first().copied();
            sentence.words[*c].is_rel(Rel::Obl, "")
                && sentence.words[*c].upos == Upos::Propn
                && start.is_some_and(|s| sentence.words[s].rel == Rel::Case)
                && start == end.map(|e| e + 1)
        };
        let found = children(sentence, v).find(behind);
        if let Some(phrase) = found {
            sentence.words[phrase].head = title as u32 + 1;
            relabel(sentence, phrase, Rel::Nmod);
        }
    }
}

/// *Ha ritirato i suoi soldati dal Niger*: a verb with an object of its own has no agent beside it.
fn agent_of_active(sentence: &mut Sentence) {
    for w in 0..sentence.words.len() {
        let agent = sentence.words[w].is_rel(Rel::Obl, "agent");
        let Some(verb) = sentence.head(w).filter(|_| agent) else { continue };
        let passive = children(sentence, verb).any(|c| sentence.words[c].subrel == "pass");
        let acts = sentence.child(verb, Rel::Obj).is_some() && sentence.child(verb, Rel::Nsubj).is_some();
        if acts && !passive {
            relabel(sentence, w, Rel::Obl);
        }
    }
}

/// *Hanno annunciato che lasceranno …*: a conjunction is nobody who acts.
fn conjunction_read_as_subject(sentence: &mut Sentence) {
    for w in 0..sentence.words.len() {
        let word = &sentence.words[w];
        if word.upos == Upos::Sconj
            && matches!(word.rel, Rel::Nsubj | Rel::Obj)
            && sentence.head(w).is_some_and(|h| sentence.words[h].rel == Rel::Ccomp)
        {
            relabel(sentence, w, Rel::Mark);
        }
    }
}

/// What a conjunction of time or purpose leads is no complement of the verb before it.
fn adverbial_clause(sentence: &mut Sentence, lexicon: &Lexicon) {
    for p in 0..sentence.words.len() {
        if !matches!(sentence.words[p].rel, Rel::Ccomp | Rel::Xcomp) || sentence.words[p].upos != Upos::Verb {
            continue;
        }
        let led = children(sentence, p).any(|c| {
            let word = &sentence.words[c];
            let lemma = word.lemma.as_str();
            word.rel == Rel::Mark && lexicon.in_class("temporal", lemma)
                || matches!(word.rel, Rel::Mark | Rel::Case) && c < p && lexicon.in_class("purpose", lemma)
        });
        if led {
            relabel(sentence, p, Rel::Advcl);
        }
    }
}

fn active_past(sentence: &mut Sentence) {
    for p in 0..sentence.words.len() {
        let word = &sentence.words[p];
        let participle = word.feats.is("VerbForm", "Part") && word.feats.is("Voice", "Pass");
        if !participle
            // short forms are predicates by themselves: «город взят»
            || word.feats.is("Variant", "Short")
            || word.rel == Rel::Amod
            || (word.rel == Rel::Acl && word.subrel != "relcl")
        {
            continue;
        }
        // a sentence with a full stop is no headline, which alone leaves out the auxiliary of a passive
        let whole = word.rel == Rel::Root
            && word.feats.is("Tense", "Past")
            && !children(sentence, p).any(|c| sentence.words[c].is_rel(Rel::Obl, "agent"))
            && sentence.words.last().is_some_and(|w| w.form == ".");
        let acts = children(sentence, p)
            .any(|c| sentence.words[c].rel == Rel::Nsubj && (whole || sentence.words[c].subrel != "pass"));
        let helped = children(sentence, p).any(|c| matches!(sentence.words[c].rel, Rel::Aux | Rel::Cop));
        if acts && !helped {
            let passive: Vec<usize> =
                children(sentence, p).filter(|c| sentence.words[*c].is_rel(Rel::Nsubj, "pass")).collect();
            for c in passive {
                relabel(sentence, c, Rel::Nsubj);
            }
            make_finite(&mut sentence.words[p]);
        }
    }
}

fn inverted_speaker(sentence: &mut Sentence, lexicon: &Lexicon) {
    for v in 0..sentence.words.len() {
        let verb = &sentence.words[v];
        if verb.upos != Upos::Verb || !lexicon.in_class("say", &lexicon.lemma_of(&verb.form, &verb.lemma)) {
            continue;
        }
        let after_what_is_said = (verb.rel == Rel::Parataxis && (verb.head as usize) <= v)
            || children(sentence, v)
                .any(|c| c < v && matches!(sentence.words[c].rel, Rel::Ccomp | Rel::Parataxis));
        let has_subject = children(sentence, v)
            .any(|c| matches!(sentence.words[c].rel, Rel::Nsubj | Rel::Csubj | Rel::Expl));
        let says_more =
            children(sentence, v).any(|c| c > v && matches!(sentence.words[c].rel, Rel::Ccomp | Rel::Xcomp));
        if !(after_what_is_said || set_off(sentence, v)) || has_subject || says_more {
            continue;
        }
        let speaker = children(sentence, v).find(|c| {
            let word = &sentence.words[*c];
            *c > v
                && word.rel == Rel::Obj
                && matches!(word.upos, Upos::Noun | Upos::Propn)
                && agrees(sentence, v, *c)
        });
        if let Some(speaker) = speaker {
            relabel(sentence, speaker, Rel::Nsubj);
            let verb = &mut sentence.words[v];
            if (verb.head as usize) <= v && matches!(verb.rel, Rel::Advcl | Rel::Acl | Rel::Conj) {
                verb.rel = Rel::Parataxis;
                verb.subrel = "".into();
            }
        }
    }
}

/// Whether a comma, dash or closing quotation mark stands right before the finite verb and its auxiliaries, and its
/// clause hangs on what precedes: "…, ha detto Rossi", whatever the parser took it for.
fn set_off(sentence: &Sentence, v: usize) -> bool {
    let mut first = v;
    while first > 0
        && sentence.words[first - 1].head as usize == v + 1
        && sentence.words[first - 1].rel == Rel::Aux
    {
        first -= 1;
    }
    let finite = (first..=v).any(|w| sentence.words[w].feats.is("VerbForm", "Fin"));
    let hangs = (sentence.words[v].head as usize).checked_sub(1).is_some_and(|h| h < first);
    let mark = first
        .checked_sub(1)
        .is_some_and(|w| matches!(sentence.words[w].form.as_str(), "," | "\"" | "”" | "»" | "–" | "—" | "-"));
    let alone = children(sentence, v).all(|c| {
        c < v || matches!(sentence.words[c].rel, Rel::Obj | Rel::Obl | Rel::Punct | Rel::Advmod | Rel::Appos)
    });
    finite && hangs && mark && alone
}

/// Whether verb and noun do not differ in number; an auxiliary counts for the verb.
fn agrees(sentence: &Sentence, verb: usize, noun: usize) -> bool {
    let number = |w: usize| sentence.words[w].feats.get("Number").map(ToString::to_string);
    let finite = children(sentence, verb)
        .find(|c| sentence.words[*c].rel == Rel::Aux && sentence.words[*c].feats.is("VerbForm", "Fin"))
        .unwrap_or(verb);
    match (number(finite), number(noun)) {
        (Some(of_verb), Some(of_noun)) => of_verb == of_noun,
        _ => true,
    }
}

fn children(sentence: &Sentence, head: usize) -> impl Iterator<Item = usize> + '_ {
    (0..sentence.words.len()).filter(move |c| sentence.words[*c].head as usize == head + 1)
}
