//! From candidates to event mentions: sides by document, factuality, attribution, date, place, numbers.

use casus_model::{
    ActorId, ActorRef, Analysis, Attribution, Claim, Code, Document, EventMention, EventType, Factuality,
    Genericity, Ner, Place, Rel, Resolution, Sector, SmolStr, Span, Stance, TimeExpression, Trigger, Upos,
};
use rustc_hash::FxHashMap;

use crate::factuality::{self, State};
use crate::grammar::view::View;
use crate::grammar::{self, Candidate, embedding};
use crate::judge::{self, Judge};
use crate::lexicon::Lexicon;
use crate::{claims, quantity, when};

/// Sentences longer than this are lists and tables, not prose; they are not read for events.
const LONGEST: usize = 250;

/// The events of a document, by place of their triggers.
pub(crate) fn find(
    document: &Document,
    analysis: &Analysis,
    resolution: &Resolution,
    claims: &[Claim],
    rules: bool,
    judge: Option<&Judge>,
) -> Vec<EventMention> {
    let lexicon = Lexicon::of(&analysis.lang).unwrap_or_else(Lexicon::none);
    let count = analysis.sentences.len();
    let mut mentions: Vec<Vec<u32>> = vec![Vec::new(); count];
    for (i, mention) in resolution.mentions.iter().enumerate() {
        if let Some(list) = mentions.get_mut(mention.sentence as usize) {
            list.push(i as u32);
        }
    }
    let mut times: Vec<Vec<&TimeExpression>> = vec![Vec::new(); count];
    for time in &resolution.times {
        if let Some(list) = times.get_mut(time.sentence as usize) {
            list.push(time);
        }
    }
    let mut events = Vec::new();
    let mut doubtful = Vec::new();
    let mut before: Option<when::Told> = None;
    let mut views = Vec::new();
    let raised: Vec<_> = analysis.sentences.iter().map(grammar::light_verb::raise).collect();
    let market = is_business_news(lexicon, analysis);
    for (number, sentence) in raised.iter().enumerate() {
        if sentence.words.len() > LONGEST {
            continue;
        }
        let view = View::new(number, sentence, lexicon, resolution, &mentions[number], &times[number]);
        let candidates = if rules { grammar::read(&view) } else { Vec::new() };
        for candidate in candidates {
            let bare = candidate.bare_genitive;
            let event = mention(&view, document, &times[number], claims, before.as_ref(), candidate, market);
            if let Some(event) = event {
                if bare {
                    doubtful.push(events.len());
                }
                events.push(event);
            }
        }
        let after = when::told(&view, &times[number]);
        views.push((view, std::mem::replace(&mut before, after)));
    }
    settle_genitives(&mut events, &doubtful);
    let Some(judge) = judge else { return events };
    let mut by_sentence: Vec<Vec<EventMention>> = vec![Vec::new(); count];
    for event in events {
        by_sentence[event.sentence as usize].push(event);
    }
    let mut judged = Vec::new();
    for (view, before) in &views {
        let n = view.number;
        let bench = judge::Bench {
            judge,
            text: &document.text,
            lang: analysis.lang.as_str(),
            sentence: view.sentence,
            market,
            mentions: mentions[n].iter().map(|m| &resolution.mentions[*m as usize]).collect(),
            numbers: &mentions[n],
        };
        let events = &mut by_sentence[n];
        judge::review(&bench, view, events);
        if events.is_empty()
            && let Some((candidate, verdict)) = judge::propose(&bench, view)
            && let Some(mut event) =
                mention(view, document, &times[n], claims, before.as_ref(), candidate, market)
        {
            event.confidence = verdict.of(event.kind);
            // no rule has read whether it happened
            event.factuality = Factuality::Hypothetical;
            event.reason = "told by the judge alone".into();
            events.push(event);
        }
        judged.append(events);
    }
    judged
}

fn mention(
    view: &View<'_>,
    document: &Document,
    times: &[&TimeExpression],
    claims: &[Claim],
    before: Option<&when::Told>,
    mut candidate: Candidate<'_>,
    market: bool,
) -> Option<EventMention> {
    let mut kind = candidate.kind?;
    let state = factuality::assess(view, &candidate, kind);
    let mut factuality = state.value;
    let refused = refusal(&state, &candidate, kind);
    if let Some((mode, cameo)) = refused {
        kind = EventType::Reject;
        candidate.mode = (!mode.is_empty()).then(|| SmolStr::new_static(mode));
        candidate.cameo = SmolStr::new_static(cameo);
        factuality = Factuality::Happened;
    }
    if is_accident(view, kind, &candidate) || is_restatement(view, candidate.word) {
        return None;
    }
    let place = when::place(view, &candidate);
    unmarked_passive(view, &mut candidate, kind);
    unnamed(view, &mut candidate, kind, place.as_ref());
    struck_city(view, &mut candidate, kind);
    if kind == EventType::Assault && candidate.sources.is_empty() && candidate.targets.is_empty() {
        (candidate.sources, candidate.targets) = grammar::nominal::from_context(view, candidate.word);
    }
    from_place(view, &mut candidate, kind, place.as_ref());
    if candidate.sources.is_empty() && candidate.targets.is_empty() && kind != EventType::Protest {
        return None;
    }
    if is_background(view, &candidate, place.is_some()) || is_private(view, kind, &candidate, market) {
        return None;
    }
    let trigger = view.word(candidate.word).span;
    let attribution = attribution(claims, trigger, &mut factuality);
    let (date, mut genericity) =
        when::date(view, document, times, &candidate, factuality, refused.is_some(), before);
    if genericity == Genericity::Specific {
        genericity = state.genericity;
    }
    let sides = || candidate.sources.iter().chain(&candidate.targets);
    if sides().any(|a| a.code.country.as_deref().is_some_and(is_former)) {
        genericity = Genericity::Historical;
    }
    let span = span(view, &candidate);
    Some(EventMention {
        sentence: view.number as u32,
        span,
        trigger: Trigger {
            span: trigger,
            word: candidate.word as u32,
            frame: candidate.frame.name.clone(),
            rule: candidate.rule.into(),
        },
        confidence: confidence(view, &candidate, factuality),
        quantities: quantity::of(view, &candidate),
        kind,
        mode: candidate.mode,
        contexts: candidate.contexts,
        cameo: candidate.cameo,
        sources: candidate.sources,
        targets: candidate.targets,
        date,
        place,
        factuality,
        reason: state.reason,
        genericity,
        attribution,
    })
}

/// A noun deep in another noun's phrase that leaves a side open (*a violation of the sanctions on Iran*) is spoken
/// of, not told; so is a protest of which neither crowd nor place is named, not even by a word of the class
/// `protesters`, and which no verb says to have happened.
fn is_background(view: &View<'_>, candidate: &Candidate<'_>, placed: bool) -> bool {
    if candidate.rule != "nominal" || !view.is_nominal(candidate.word) {
        return false;
    }
    let named = |side: &[ActorRef]| side.iter().any(|a| a.mention.is_some());
    let sides = usize::from(named(&candidate.sources)) + usize::from(named(&candidate.targets));
    let deep =
        matches!(view.rel(candidate.word), Rel::Nmod | Rel::Compound | Rel::Appos | Rel::Amod | Rel::Acl);
    match sides {
        0 => {
            !placed
                && !has_crowd(view, candidate.word)
                && !grammar::nominal::is_said_to_be(view, candidate.word)
        }
        1 => deep && !placed && !candidate.frame.roles.mutual && !meant_as_protest(view, candidate),
        _ => false,
    }
}

/// Whether the noun tells what the act of its clause is meant as (*in protest*).
fn meant_as_protest(view: &View<'_>, candidate: &Candidate<'_>) -> bool {
    candidate.kind == Some(EventType::Protest) && grammar::nominal::is_token(view, candidate.word)
}

/// Whether a word of the class `protesters` hangs on the noun or is subject or agent of the clause it stands in
/// (*doctors went on with their protest*).
fn has_crowd(view: &View<'_>, noun: usize) -> bool {
    let crowd = |w: usize| view.children(w).any(|c| view.in_class("protesters", c));
    let verb = view.ancestors(noun).take(4).find(|a| view.is_verb(*a));
    crowd(noun)
        || verb.is_some_and(|v| {
            view.children(v).any(|c| {
                matches!(view.rel(c), Rel::Nsubj | Rel::Obl)
                    && !view.ancestors(noun).any(|a| a == c)
                    && view.in_class("protesters", c)
            })
        })
}

/// Whether a document tells of business: a word of the class `business` stands in every third of its sentences.
fn is_business_news(lexicon: &Lexicon, analysis: &Analysis) -> bool {
    let speaks = |s: &&casus_model::Sentence| s.words.iter().any(|w| lexicon.in_class("business", &w.lemma));
    analysis.sentences.iter().filter(speaks).count() * 3 >= analysis.sentences.len().max(1)
}

/// What people do of whom neither text nor tables tell a country, a sector or an institution is no matter of politics,
/// nor is what companies do among themselves (PLOVER codes acts with a political side). Force, arrests and protests
/// count whoever is struck; but not a company's own moves, nor what the judge alone takes for force where nobody else
/// has a part.
fn is_private(view: &View<'_>, kind: EventType, candidate: &Candidate<'_>, market: bool) -> bool {
    use EventType as E;
    // matches and championships use the words of war and of diplomacy
    let spoken_of = |class: &str| (0..view.len()).any(|w| view.in_class(class, w));
    if spoken_of("sport") && !matches!(kind, E::Protest | E::Coerce | E::Mobilize | E::Sanction) {
        return true;
    }
    let sides = || candidate.sources.iter().chain(&candidate.targets);
    let business = |a: &ActorRef| a.code.sector == Some(Sector::Bus);
    // people visit museums
    if kind == E::Consult && sides().all(|a| a.code.sector == Some(Sector::Cvl)) {
        return true;
    }
    let forceful = matches!(kind, E::Assault | E::Protest | E::Coerce | E::Mobilize | E::Sanction);
    let by_rule = candidate.rule != "judge";
    if forceful && (sides().next().is_none() || by_rule && !sides().all(business)) {
        return false;
    }
    // violence and protest that a rule reads need no more than those who are hurt or stand up
    if by_rule && (kind == E::Protest || kind == E::Assault && !candidate.targets.is_empty()) {
        return false;
    }
    let market = market || sides().any(business) || spoken_of("business");
    let public = |a: &ActorRef| {
        let in_no_table = a.id.0.starts_with('x');
        if market {
            // where business is spoken of, a name of which a country alone is known is a company's or its owner's, and
            // people are customers
            return a.code.sector.map_or(!in_no_table, |s| !matches!(s, Sector::Bus | Sector::Cvl));
        }
        let mention = a.mention.and_then(|m| view.resolution.mentions.get(m as usize));
        let known = a.code.country.is_some() || a.code.sector.is_some() || !in_no_table;
        known || mention.is_some_and(|m| m.ner == Some(Ner::Org))
    };
    !sides().any(public)
}

/// "… in other words, the invasion of Russia": a noun that calls by another name what was told (class `restating`).
fn is_restatement(view: &View<'_>, word: usize) -> bool {
    let renamed = |c: usize| c < word && view.in_class("restating", c) && view.preposition(c).is_some();
    view.is_nominal(word)
        && matches!(view.rel(word), Rel::Parataxis | Rel::Appos)
        && view.children(word).any(renamed)
}

/// Whom a disaster or an accident killed nobody attacked (*an earthquake killed 20 people*, *died in a crash*): violence
/// without an actor, whose clause, or one that it hangs on, has a noun of the class `hazard` as subject, or that
/// happens in or by one.
fn is_accident(view: &View<'_>, kind: EventType, candidate: &Candidate<'_>) -> bool {
    if kind != EventType::Assault {
        return false;
    }
    let led =
        |w: usize, class: &str| view.children(w).any(|c| view.rel(c) == Rel::Case && view.in_class(class, c));
    let hazard = |w: usize| {
        let hazardous = |w: usize| {
            // "Israeli fire" has someone behind it
            let own = |c: usize| matches!(view.rel(c), Rel::Amod | Rel::Nmod) && !led(c, "locative");
            // "artillery fire" is no blaze
            let shot = |c: usize| {
                matches!(view.rel(c), Rel::Amod | Rel::Nmod | Rel::Compound)
                    && view.in_class("weapon", c)
                    && view.in_class("fire", w)
            };
            view.in_class("hazard", w)
                && !view.children(w).any(|c| shot(c) || own(c) && view.actor(c).is_some())
        };
        let within = |c: usize| matches!(view.rel(c), Rel::Nmod | Rel::Conj) && hazardous(c);
        hazardous(w) || view.children(w).any(within)
    };
    // a maker's or a carrier's machine crashes: nobody attacks with it
    let unknown = candidate.sources.iter().all(|a| a.mention.is_none() || a.code.sector == Some(Sector::Bus));
    let clauses = std::iter::once(candidate.word).chain(view.ancestors(candidate.word).take(4));
    let mut inner = None;
    for w in clauses {
        let hangs = inner.is_none_or(|i: usize| {
            matches!(view.rel(i), Rel::Advcl | Rel::Acl | Rel::Xcomp | Rel::Conj | Rel::Parataxis | Rel::Obl)
        });
        if !hangs {
            return false;
        }
        let caused = view.children(w).any(|c| match view.rel(c) {
            Rel::Nsubj | Rel::Csubj => view.actor(c).is_none() && hazard(c),
            Rel::Compound => unknown && hazard(c),
            Rel::Obl | Rel::Nmod => (unknown || led(c, "agentive")) && inner.is_none() && hazard(c),
            _ => false,
        });
        // "a flood that killed", "a ferry capsized, killing"
        let above = inner.is_some() || candidate.rule == "judge";
        if caused || (unknown && above && view.in_class("hazard", w)) {
            return true;
        }
        inner = Some(w);
    }
    false
}

/// A refusal: not meaning to cooperate is a REJECT that happened (*will not withdraw*, *has no intention to
/// recognise*), not a cooperation that did not.
fn refusal(
    state: &State,
    candidate: &Candidate<'_>,
    kind: EventType,
) -> Option<(&'static str, &'static str)> {
    use EventType as E;
    let cooperative =
        matches!(kind, E::Agree | E::Consult | E::Support | E::Concede | E::Cooperate | E::Aid | E::Retreat);
    if !state.refused || state.value != Factuality::Denied || !cooperative || candidate.sources.is_empty() {
        return None;
    }
    embedding::refine(E::Reject, kind, candidate.mode.as_deref(), &candidate.cameo).or(Some(("", "120")))
}

/// Who says so, innermost first; an act that is told only in a denial is denied.
fn attribution(claims: &[Claim], trigger: Span, factuality: &mut Factuality) -> Vec<Attribution> {
    let found = claims::attributions_at(claims, trigger);
    if !found.is_empty()
        && found.iter().all(|a| a.stance == Stance::Denies)
        && *factuality != Factuality::Hypothetical
    {
        *factuality = Factuality::Denied;
    }
    found
}

/// Where the passive is written like the active (class `unmarked-passive`: Arabic *qutila*, *qatala*), a verb of violence
/// with a subject alone tells of whom it struck.
fn unmarked_passive(view: &View<'_>, candidate: &mut Candidate<'_>, kind: EventType) {
    // a number right after the subject counts those whom it strikes (*qatala musalliḥūn khamsat junūd*)
    let subject = candidate.args.subj.iter().find_map(|f| f.word());
    let counted = subject.map(|s| s + 1).filter(|n| *n < view.len() && view.upos(*n) == Upos::Num);
    if let Some(number) = counted
        && subject.is_some_and(|s| s > candidate.word)
        && view.in_class("unmarked-passive", candidate.word)
        && candidate.targets.is_empty()
        && let Some(noun) = view.head(number).filter(|h| *h == number + 1)
    {
        candidate.targets = grammar::sides::actors(view, grammar::arguments::Filler::Word(noun));
    }
    let struck = matches!(kind, EventType::Assault | EventType::Coerce)
        && candidate.targets.is_empty()
        && counted.is_none()
        && candidate.args.obj.is_empty()
        && candidate.args.rule != "nominal"
        && view.in_class("unmarked-passive", candidate.word);
    if struck {
        std::mem::swap(&mut candidate.sources, &mut candidate.targets);
    }
}

/// A capital that is struck is the city, not the government that its name stands for elsewhere (*attacked Damascus*).
fn struck_city(view: &View<'_>, candidate: &mut Candidate<'_>, kind: EventType) {
    if kind != EventType::Assault {
        return;
    }
    for actor in &mut candidate.targets {
        let mention = actor.mention.and_then(|m| view.resolution.mentions.get(m as usize));
        if mention.is_some_and(|m| m.kind == "metonym" && m.ner == Some(Ner::Loc)) {
            actor.code.sector = None;
        }
    }
}

/// People of whom the text tells neither name nor role, as those whom force strikes (*members of a far-right group were
/// arrested*, *killing 20*): civilians, of the country of the place.
fn unnamed(view: &View<'_>, candidate: &mut Candidate<'_>, kind: EventType, place: Option<&Place>) {
    let arrest = kind == EventType::Coerce && candidate.mode.as_deref() == Some("arrest");
    if !candidate.targets.is_empty() || !(arrest || kind == EventType::Assault) {
        return;
    }
    let object = candidate.args.obj.iter().find_map(|f| f.word());
    let Some(object) = object.filter(|o| view.actor(*o).is_none()) else { return };
    let counted = view.upos(object) == Upos::Num || view.children(object).any(|c| view.rel(c) == Rel::Nummod);
    let people = view.in_class("partitive", object) && !view.feats(object).is("Number", "Sing");
    let persons = match kind {
        EventType::Coerce => view.upos(object) == Upos::Noun && view.feats(object).is("Number", "Plur"),
        _ => view.upos(object) == Upos::Num,
    };
    if !(persons || arrest && counted || arrest && people) {
        return;
    }
    let country = place.and_then(|p| p.country.clone());
    let id = country.as_deref().map_or_else(|| "group:people".to_owned(), |c| format!("group:people@{c}"));
    let code = Code { country, sector: Some(Sector::Cvl) };
    candidate.targets.push(ActorRef {
        id: ActorId(id.into()),
        name: "people".to_owned(),
        code,
        mention: None,
    });
}

/// Fills open sides from the place: the crowd of a protest, those whom violence or force in a town strikes, those to whom
/// aid, troops or a visit go.
fn from_place(view: &View<'_>, candidate: &mut Candidate<'_>, kind: EventType, place: Option<&Place>) {
    let country = place.and_then(|p| p.country.clone());
    let open = candidate.targets.is_empty() || country.is_some();
    if kind == EventType::Protest && candidate.sources.is_empty() && open {
        let crowd = Code { country: country.clone(), sector: Some(Sector::Cvl) };
        let id = ActorId(
            format!("group:protesters-{}", country.as_deref().unwrap_or("any").to_lowercase()).into(),
        );
        candidate.sources.push(ActorRef { id, name: "protesters".to_owned(), code: crowd, mention: None });
    }
    let visit = kind == EventType::Consult && candidate.mode.as_deref() == Some("visit");
    // "sent tanks to Kyiv", "refused aid to Kyiv": what is handed over goes there
    let handed = matches!(kind, EventType::Aid | EventType::Mobilize)
        || (kind == EventType::Reject && candidate.mode.as_deref() == Some("assist"));
    let reaches = visit || handed || kind == EventType::Coerce;
    let fills = kind == EventType::Assault || (reaches && !candidate.sources.is_empty());
    if !fills || !candidate.targets.is_empty() {
        return;
    }
    let own = |country: &SmolStr| {
        let sources = &candidate.sources;
        sources.iter().any(|s| s.code.country.as_ref() == Some(country) && !is_against_state(s))
    };
    let site = place.filter(|p| p.country.as_ref().is_some_and(|c| !own(c))).cloned();
    let Some(site) = site.or_else(|| struck(view, candidate)) else { return };
    // "guerrillas blew up a bridge in Cali": what is struck is told; it is the state's matter where another state strikes
    let is_place = |w: usize| view.mention(w).is_some_and(|(_, m)| m.place.is_some());
    let object = candidate.args.obj.iter().find_map(|f| f.word());
    let told = kind == EventType::Assault && object.is_some_and(|w| !is_place(w));
    let foreign =
        candidate.sources.iter().any(|s| s.code.country.is_some() && s.code.country != site.country);
    if told && !foreign {
        return;
    }
    candidate.targets.extend(grammar::sides::state_of(&site));
}

/// The place that is itself what the act is done to (*attacks on the suburbs of Damascus*, *a state of siege in Pando*),
/// and not only where it happens.
fn struck(view: &View<'_>, candidate: &Candidate<'_>) -> Option<Place> {
    let slots = candidate.frame.roles.target.iter().flat_map(|s| candidate.args.slot(view, s));
    let phrases = slots.filter_map(grammar::arguments::Filler::word);
    phrases.flat_map(|w| (0..view.len()).filter(move |k| view.is_under(*k, w))).find_map(|k| {
        let place = view.mention(k).and_then(|(_, m)| m.place.clone());
        place.filter(|p| p.country.is_some())
    })
}

/// Whether those who act are no part of the state they are in: what they strike there is the state's.
fn is_against_state(actor: &ActorRef) -> bool {
    matches!(actor.code.sector, Some(Sector::Reb | Sector::Uaf | Sector::Crm))
}

/// States of ISO 3166-3: what they do is history.
fn is_former(country: &str) -> bool {
    matches!(country, "SUN" | "CSK" | "YUG" | "DDR" | "SCG" | "YMD" | "VDR" | "ZAR" | "TMP" | "HVO" | "BUR")
}

/// From the first to the last word of the event and its sides.
fn span(view: &View<'_>, candidate: &Candidate<'_>) -> Span {
    let mut span = view.word(candidate.word).span.cover(view.word(candidate.anchor).span);
    for actor in candidate.sources.iter().chain(&candidate.targets) {
        let mention = actor.mention.and_then(|m| view.resolution.mentions.get(m as usize));
        if let Some(mention) = mention.filter(|m| m.sentence as usize == view.number) {
            span = span.cover(mention.span);
        }
    }
    span
}

/// How sure: verbs of main clauses most, nouns and what is embedded less, one open side less.
fn confidence(view: &View<'_>, candidate: &Candidate<'_>, factuality: Factuality) -> f32 {
    let mut score: f32 = if view.is_verb(candidate.anchor) { 0.9 } else { 0.65 };
    let root = view.head(candidate.anchor).is_none();
    let embedded = view
        .ancestors(candidate.anchor)
        .chain(std::iter::once(candidate.anchor))
        .any(|a| matches!(view.rel(a), Rel::Advcl | Rel::Acl));
    if !root && embedded {
        score -= 0.15;
    }
    if candidate.sources.is_empty() || (candidate.targets.is_empty() && !candidate.frame.roles.mutual) {
        score -= 0.15;
    }
    if candidate.bare_genitive {
        score -= 0.1;
    }
    if matches!(factuality, Factuality::Hypothetical | Factuality::Denied) {
        score -= 0.05;
    }
    score.clamp(0.05, 1.0)
}

/// A bare genitive (*the invasion of Russia*) is a target only if the document does not show that actor as the
/// one who acts: when elsewhere it is a source of force or is asked for help, the side stays open and an event
/// that has no other is dropped.
fn settle_genitives(events: &mut Vec<EventMention>, doubtful: &[usize]) {
    let forceful = |k: EventType| {
        matches!(
            k,
            EventType::Assault
                | EventType::Mobilize
                | EventType::Coerce
                | EventType::Aid
                | EventType::Threaten
        )
    };
    let mut balance: FxHashMap<SmolStr, i32> = FxHashMap::default();
    for (i, event) in events.iter().enumerate() {
        if doubtful.contains(&i) {
            continue;
        }
        let country = |a: &ActorRef| a.code.country.clone();
        if forceful(event.kind) {
            for c in event.sources.iter().filter_map(country) {
                *balance.entry(c).or_default() += 1;
            }
            for c in event.targets.iter().filter_map(country) {
                *balance.entry(c).or_default() -= 1;
            }
        }
        if event.kind == EventType::Request && event.mode.as_deref() == Some("assist") {
            for c in event.targets.iter().filter_map(country) {
                *balance.entry(c).or_default() += 1;
            }
        }
    }
    let mut drop = Vec::new();
    for i in doubtful {
        let event = &mut events[*i];
        let acts =
            |a: &ActorRef| a.code.country.as_ref().and_then(|c| balance.get(c)).is_some_and(|n| *n > 0);
        if event.targets.iter().all(acts) {
            event.targets.clear();
            drop.push(*i);
        }
    }
    let mut i = 0;
    events.retain(|_| {
        i += 1;
        !drop.contains(&(i - 1))
    });
}
