//! Who does what to whom, as a network of actors.
//!
//! An edge joins all events of one type and factuality from one actor to another; its weight is their number, its
//! spells are their dates. Several kinds of edge can run side by side between two actors.

use std::collections::BTreeMap;
use std::io::{self, Write};

use casus_store::{Filter, StoreError, Workspace};

use super::escape;

/// An actor that takes part in an event.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Node {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its country.
    pub country: String,
    /// Its PLOVER sector.
    pub sector: String,
    /// Number of events it takes part in.
    pub events: u64,
}

/// Events of one type and factuality from one actor to another.
#[derive(Clone, PartialEq, Debug)]
pub struct Edge {
    /// Who acts.
    pub source: String,
    /// Who is acted upon.
    pub target: String,
    /// PLOVER type.
    pub kind: String,
    /// Factuality.
    pub factuality: String,
    /// Quad class.
    pub quad: i64,
    /// Mean Goldstein score.
    pub goldstein: f64,
    /// Events with their first and last day.
    pub events: Vec<(String, Option<String>, Option<String>)>,
}

/// Actors and what they do to each other.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Network {
    /// By id.
    pub nodes: Vec<Node>,
    /// By source, target, type and factuality.
    pub edges: Vec<Edge>,
}

fn parts(list: Option<&str>) -> Vec<&str> {
    list.map(|l| l.split('|').collect()).unwrap_or_default()
}

impl Network {
    /// The network of the events that a filter keeps.
    pub fn of(workspace: &Workspace, filter: &Filter) -> Result<Self, StoreError> {
        let mut nodes: BTreeMap<String, Node> = BTreeMap::new();
        let mut edges: BTreeMap<(String, String, String, String), Edge> = BTreeMap::new();
        for event in workspace.events(filter)? {
            let sides = [
                (&event.source_id, &event.source_name, &event.source_country, &event.source_sector),
                (&event.target_id, &event.target_name, &event.target_country, &event.target_sector),
            ];
            for (ids, names, countries, sectors) in sides {
                let names = parts(names.as_deref());
                let (countries, sectors) = (parts(countries.as_deref()), parts(sectors.as_deref()));
                let at = |list: &[&str], i: usize| list.get(i).copied().unwrap_or_default().to_owned();
                for (i, id) in parts(ids.as_deref()).into_iter().enumerate() {
                    let node = nodes.entry(id.to_owned()).or_insert_with(|| Node {
                        id: id.to_owned(),
                        name: at(&names, i),
                        country: at(&countries, i),
                        sector: at(&sectors, i),
                        events: 0,
                    });
                    node.events += 1;
                }
            }
            for source in parts(event.source_id.as_deref()) {
                for target in parts(event.target_id.as_deref()) {
                    let key = (
                        source.to_owned(),
                        target.to_owned(),
                        event.event_type.clone(),
                        event.factuality.clone(),
                    );
                    let edge = edges.entry(key).or_insert_with(|| Edge {
                        source: source.to_owned(),
                        target: target.to_owned(),
                        kind: event.event_type.clone(),
                        factuality: event.factuality.clone(),
                        quad: event.quad,
                        goldstein: 0.0,
                        events: Vec::new(),
                    });
                    edge.goldstein += event.goldstein.unwrap_or_default();
                    edge.events.push((
                        event.event_id.clone(),
                        event.date_from.clone(),
                        event.date_to.clone(),
                    ));
                }
            }
        }
        let mut edges: Vec<Edge> = edges.into_values().collect();
        for edge in &mut edges {
            edge.goldstein = (edge.goldstein / edge.events.len() as f64 * 100.0).round() / 100.0;
        }
        Ok(Self { nodes: nodes.into_values().collect(), edges })
    }

    /// GEXF 1.3 with days as dates; an event of unknown date gives its edge no spell.
    pub(super) fn gexf(&self, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, r#"<?xml version="1.0" encoding="UTF-8"?>"#)?;
        writeln!(
            out,
            r#"<gexf xmlns="http://gexf.net/1.3" version="1.3"><meta><creator>Casus</creator></meta>"#
        )?;
        writeln!(
            out,
            r#"<graph mode="dynamic" defaultedgetype="directed" timeformat="date" timerepresentation="interval">"#
        )?;
        writeln!(
            out,
            r#"<attributes class="node"><attribute id="country" title="country" type="string"/><attribute id="sector" title="sector" type="string"/><attribute id="events" title="events" type="integer"/></attributes>"#
        )?;
        writeln!(
            out,
            r#"<attributes class="edge"><attribute id="factuality" title="factuality" type="string"/><attribute id="quad" title="quad" type="integer"/><attribute id="goldstein" title="goldstein" type="double"/></attributes>"#
        )?;
        writeln!(out, "<nodes>")?;
        for n in &self.nodes {
            let Node { events, .. } = n;
            writeln!(
                out,
                r#"<node id="{}" label="{}"><attvalues><attvalue for="country" value="{}"/><attvalue for="sector" value="{}"/><attvalue for="events" value="{events}"/></attvalues></node>"#,
                escape(&n.id),
                escape(&n.name),
                escape(&n.country),
                escape(&n.sector)
            )?;
        }
        writeln!(out, "</nodes>\n<edges>")?;
        for (i, e) in self.edges.iter().enumerate() {
            writeln!(
                out,
                r#"<edge id="{i}" source="{}" target="{}" kind="{}" label="{}" weight="{}"><attvalues><attvalue for="factuality" value="{}"/><attvalue for="quad" value="{}"/><attvalue for="goldstein" value="{}"/></attvalues>"#,
                escape(&e.source),
                escape(&e.target),
                escape(&e.kind),
                escape(&e.kind),
                e.events.len(),
                escape(&e.factuality),
                e.quad,
                e.goldstein
            )?;
            let spells: Vec<String> = e
                .events
                .iter()
                .filter(|(_, from, to)| from.is_some() || to.is_some())
                .map(|(_, from, to)| {
                    let end = |name, day: &Option<String>| {
                        day.as_ref().map(|d| format!(r#" {name}="{d}""#)).unwrap_or_default()
                    };
                    format!("<spell{}{}/>", end("start", from), end("end", to))
                })
                .collect();
            if !spells.is_empty() {
                write!(out, "<spells>{}</spells>", spells.concat())?;
            }
            writeln!(out, "</edge>")?;
        }
        writeln!(out, "</edges></graph></gexf>")
    }

    /// GraphML, one edge for each type and factuality between two actors.
    pub(super) fn graphml(&self, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, r#"<?xml version="1.0" encoding="UTF-8"?>"#)?;
        writeln!(out, r#"<graphml xmlns="http://graphml.graphdrawing.org/xmlns">"#)?;
        for (id, of, kind) in [
            ("name", "node", "string"),
            ("country", "node", "string"),
            ("sector", "node", "string"),
            ("events", "node", "int"),
            ("type", "edge", "string"),
            ("factuality", "edge", "string"),
            ("quad", "edge", "int"),
            ("goldstein", "edge", "double"),
            ("weight", "edge", "int"),
            ("first", "edge", "string"),
            ("last", "edge", "string"),
        ] {
            let key = if of == "edge" { format!("e_{id}") } else { format!("n_{id}") };
            writeln!(out, r#"<key id="{key}" for="{of}" attr.name="{id}" attr.type="{kind}"/>"#)?;
        }
        writeln!(out, r#"<graph edgedefault="directed">"#)?;
        for n in &self.nodes {
            writeln!(
                out,
                r#"<node id="{}"><data key="n_name">{}</data><data key="n_country">{}</data><data key="n_sector">{}</data><data key="n_events">{}</data></node>"#,
                escape(&n.id),
                escape(&n.name),
                escape(&n.country),
                escape(&n.sector),
                n.events
            )?;
        }
        for (i, e) in self.edges.iter().enumerate() {
            let first = e.events.iter().filter_map(|(_, from, _)| from.as_deref()).min();
            let last = e.events.iter().filter_map(|(_, _, to)| to.as_deref()).max();
            write!(
                out,
                r#"<edge id="e{i}" source="{}" target="{}"><data key="e_type">{}</data><data key="e_factuality">{}</data><data key="e_quad">{}</data><data key="e_goldstein">{}</data><data key="e_weight">{}</data>"#,
                escape(&e.source),
                escape(&e.target),
                escape(&e.kind),
                escape(&e.factuality),
                e.quad,
                e.goldstein,
                e.events.len()
            )?;
            for (key, day) in [("e_first", first), ("e_last", last)] {
                if let Some(day) = day {
                    write!(out, r#"<data key="{key}">{day}</data>"#)?;
                }
            }
            writeln!(out, "</edge>")?;
        }
        writeln!(out, "</graph></graphml>")
    }
}
