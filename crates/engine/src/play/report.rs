//! The report: one self-contained page that shows what came out under the stated assumptions, and opens every
//! assumption. It needs no network and no scripts; plots stretch with the window, their words do not.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{self, Write};

use casus_sim::ensemble::play::in_order;
use casus_sim::ensemble::sensitivity::Estimate;
use casus_sim::ensemble::summary::{convergence, describe, paired, quantile};
use casus_sim::run::RunError;
use casus_sim::scenario::{Change, Shock, evidence_ids};

use super::{Failure, PlayError, Quoted, Results, Source, Study};
use crate::export::escape;

const STYLE: &str = include_str!("report.css");

/// Runs of each future behind a band, and the most numbers that are held for bands.
const BAND_RUNS: u32 = 200;
const BAND_NUMBERS: usize = 20_000_000;
/// Places along a plot of time.
const PLACES: usize = 240;
/// Bars of a histogram.
const BARS: usize = 40;

/// Quantiles .05, .25, .5, .75, .95 of a signal, at some steps.
type Band = Vec<(u32, [f64; 5])>;

/// What of an outcome goes with each uncertain value: alone and in all.
#[derive(Clone, Debug)]
pub struct Matters {
    /// Name of the outcome.
    pub outcome: String,
    /// Name, first-order and total index.
    pub parameters: Vec<(String, Estimate, Estimate)>,
    /// Runs behind it.
    pub runs: u32,
}

/// All that a report shows.
pub struct Report<'r, 's> {
    /// The scenario with its file.
    pub source: &'r Source,
    /// What was played.
    pub study: &'r Study<'s>,
    /// What came out.
    pub results: &'r Results,
    /// What matters; empty when nothing is uncertain.
    pub matters: &'r [Matters],
    /// Records of the workspace that sources name.
    pub quotes: &'r BTreeMap<String, Quoted>,
}

/// Bands of every signal that moves, by future.
struct Bands {
    runs: u32,
    /// Signal, and its band in each future.
    signals: Vec<(usize, Vec<Band>)>,
}

/// Plays the first runs of every future once more and keeps how signals went.
fn bands(study: &Study<'_>) -> Bands {
    let scenario = study.scenario;
    let steps = scenario.steps as usize;
    let width = scenario.signals.len().max(1) * PLACES.min(steps);
    let runs = BAND_RUNS.min(study.runs).min((BAND_NUMBERS / width).max(1) as u32);
    let at: Vec<usize> = match steps {
        0..=PLACES => (0..steps).collect(),
        _ => (0..PLACES).map(|k| k * (steps - 1) / (PLACES - 1)).collect(),
    };
    let mut of: Vec<Vec<Band>> = vec![Vec::new(); scenario.signals.len()];
    for future in 0..study.futures.len() {
        let mut courses: Vec<Vec<Vec<f64>>> = vec![vec![Vec::new(); at.len()]; scenario.signals.len()];
        let play = |replication| -> Result<Vec<Vec<f64>>, RunError> {
            let mut run = (study.begin)(future, replication)?;
            run.play_to(scenario.steps)?;
            let course = |s| at.iter().map(|t| run.course(s)[*t]).collect();
            Ok((0..scenario.signals.len()).map(course).collect())
        };
        in_order(0..runs, play, |_, played| {
            for (signal, course) in courses.iter_mut().zip(played.unwrap_or_default()) {
                for (values, value) in signal.iter_mut().zip(course) {
                    values.push(value);
                }
            }
            true
        });
        for (band, signal) in of.iter_mut().zip(courses) {
            let quantiles = signal.into_iter().zip(&at).map(|(mut values, t)| {
                values.sort_by(f64::total_cmp);
                (*t as u32, [0.05, 0.25, 0.5, 0.75, 0.95].map(|q| quantile(&values, q)))
            });
            band.push(quantiles.filter(|(_, q)| q[2].is_finite()).collect());
        }
    }
    let moves = |futures: &Vec<Band>| {
        let mut values = futures.iter().flatten().flat_map(|(_, q)| q);
        let first = values.next().copied();
        values.any(|v| Some(*v) != first)
    };
    Bands { runs, signals: of.into_iter().enumerate().filter(|(_, f)| moves(f)).collect() }
}

/// A number for people.
fn number(value: f64) -> String {
    let size = value.abs();
    if !value.is_finite() {
        return "–".to_owned();
    }
    if size >= 1e7 || (size < 1e-4 && size > 0.0) {
        return format!("{value:.2e}");
    }
    let digits = if size >= 1000.0 {
        0
    } else if size >= 10.0 {
        1
    } else {
        4
    };
    let text = format!("{value:.digits$}");
    let text = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
    if text == "-0" { "0".to_owned() } else { text.replace('-', "−") }
}

/// A scale from a range of values to per mille of a plot's width.
#[derive(Clone, Copy)]
struct Scale {
    low: f64,
    high: f64,
}

impl Scale {
    fn over(values: impl Iterator<Item = f64>) -> Self {
        let (mut low, mut high) = (f64::INFINITY, f64::NEG_INFINITY);
        for value in values.filter(|v| v.is_finite()) {
            (low, high) = (low.min(value), high.max(value));
        }
        if low > high {
            (low, high) = (0.0, 1.0);
        }
        if high - low <= low.abs().max(high.abs()) * 1e-9 {
            let room = if low == 0.0 { 1.0 } else { low.abs() * 0.1 };
            (low, high) = (low - room, high + room);
        }
        let room = (high - low) * 0.03;
        Self { low: low - room, high: high + room }
    }

    fn at(self, value: f64) -> f64 {
        ((value - self.low) / (self.high - self.low) * 1000.0).clamp(0.0, 1000.0)
    }

    /// Round numbers inside, about so many.
    fn ticks(self, about: usize) -> Vec<f64> {
        let raw = (self.high - self.low) / about as f64;
        let power = 10f64.powf(raw.log10().floor());
        let step = [1.0, 2.0, 5.0, 10.0].into_iter().map(|m| m * power).find(|s| *s >= raw).unwrap_or(raw);
        let first = (self.low / step).ceil() as i64;
        (first..).map(|k| k as f64 * step).take_while(|t| *t <= self.high).take(20).collect()
    }

    /// The axis below a plot.
    fn axis(self, unit: &str) -> String {
        let mut text = String::from("<div class=\"axis\" aria-hidden=\"true\">");
        for tick in self.ticks(5) {
            let _ = write!(text, "<span style=\"left:{:.1}%\">{}</span>", self.at(tick) / 10.0, number(tick));
        }
        let _ = write!(text, "</div><div class=\"unit\">{}</div>", escape(unit));
        text
    }

    fn grid(self, height: f64) -> String {
        let mut text = String::new();
        for tick in self.ticks(5) {
            let x = self.at(tick);
            let _ = write!(text, "<path class=\"grid\" d=\"M{x:.1} 0V{height}\"/>");
        }
        text
    }
}

/// An SVG that stretches with the window.
fn plot(height: u32, label: &str, inside: &str) -> String {
    format!(
        "<svg viewBox=\"0 0 1000 {height}\" preserveAspectRatio=\"none\" role=\"img\" aria-label=\"{}\" style=\"height:{height}px\">{inside}</svg>",
        escape(label)
    )
}

impl Report<'_, '_> {
    /// Writes the page.
    pub fn write(&self, out: &mut dyn Write) -> Result<(), PlayError> {
        let page = self.page()?;
        out.write_all(page.as_bytes()).map_err(|error: io::Error| PlayError::Write {
            path: self.source.path.with_extension("html"),
            error,
        })
    }

    /// The page.
    pub fn page(&self) -> Result<String, PlayError> {
        let mut page = String::new();
        self.head(&mut page);
        self.outcomes(&mut page)?;
        self.differences(&mut page)?;
        self.times(&mut page);
        self.sensitivity(&mut page);
        self.assumptions(&mut page);
        self.failures(&mut page)?;
        page.push_str("</main></body></html>\n");
        Ok(page)
    }

    fn head(&self, page: &mut String) {
        let s = self.study.scenario;
        let name = escape(&s.name);
        let _ = write!(
            page,
            "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
             <meta name=\"generator\" content=\"Casus {version}\"><title>{name}: what would follow</title><style>{STYLE}</style></head><body>\
             <header><h1>{name}</h1>",
            version = env!("CARGO_PKG_VERSION")
        );
        for paragraph in s.about.trim().split("\n\n").filter(|p| !p.is_empty()) {
            let _ = write!(page, "<p>{}</p>", escape(paragraph));
        }
        let _ = write!(
            page,
            "<p class=\"note\">What would follow under the assumptions listed below, as distributions over replications: \
             not a forecast, and no statement of how likely anything is in the world.</p><dl class=\"facts\">\
             <div><dt>Runs a branch</dt><dd>{}</dd></div><div><dt>Branches</dt><dd>{}</dd></div>\
             <div><dt>Steps</dt><dd>{} <small>({})</small></dd></div><div><dt>Seed</dt><dd>{}</dd></div>\
             <div><dt>Failed runs</dt><dd>{}</dd></div><div class=\"wide\"><dt>SHA-256 of the scenario</dt><dd><code>{}</code></dd></div></dl>",
            self.study.runs,
            self.study.futures.len(),
            s.steps,
            escape(&s.step),
            self.study.seed,
            self.results.failed(),
            s.hash
        );
        page.push_str("<ul class=\"legend\">");
        for (future, name) in self.study.futures.iter().enumerate() {
            let branch = s.branches.iter().find(|b| b.name == *name);
            let about = branch.map_or("the scenario as it stands".to_owned(), |b| b.about.clone());
            let _ = write!(
                page,
                "<li class=\"c{}\"><i></i><b>{}</b> <span>{}</span></li>",
                future % 8,
                escape(name),
                escape(&about)
            );
        }
        page.push_str("</ul><nav aria-label=\"Sections\"><a href=\"#outcomes\">Outcomes</a><a href=\"#differences\">Differences</a><a href=\"#time\">Time</a><a href=\"#matters\">What matters</a><a href=\"#assumptions\">Assumptions</a><a href=\"#failures\">Failures</a></nav></header><main>");
    }

    fn outcomes(&self, page: &mut String) -> Result<(), PlayError> {
        page.push_str("<section id=\"outcomes\"><h2>Outcomes</h2><p class=\"soft\">Each row is a branch: the hill shows where runs ended, the line the middle 90 %, the thick part the middle half, the notch the median. A dashed line is what really happened. To the right, the mean with its 95 % interval, and how that interval narrowed as runs were added.</p>");
        for (o, outcome) in self.study.scenario.outcomes.iter().enumerate() {
            let mut values = Vec::new();
            for future in 0..self.study.futures.len() {
                let all = self.results.outcome(future, o)?;
                values.push(all.into_iter().filter(|v| v.is_finite()).collect::<Vec<f64>>());
            }
            let real = outcome.real.as_ref();
            let scale = Scale::over(values.iter().flatten().copied().chain(real.map(|r| r.0)));
            let signal = &self.study.scenario.signals[outcome.signal].name;
            let _ = write!(
                page,
                "<article><h3>{} <small>{}; {} of {}</small></h3>",
                escape(&outcome.name),
                escape(&outcome.unit),
                outcome.measure,
                escape(signal)
            );
            for (future, (name, values)) in self.study.futures.iter().zip(&values).enumerate() {
                let Some(d) = describe(values) else {
                    let _ = write!(
                        page,
                        "<div class=\"row\"><div class=\"name\">{}</div><div class=\"soft\">every run failed</div></div>",
                        escape(name)
                    );
                    continue;
                };
                let mut inside = scale.grid(46.0);
                inside.push_str(&hill(values, scale, 30.0));
                let [q05, q25, q50, q75, q95] = d.quantiles.map(|q| scale.at(q));
                let _ = write!(
                    inside,
                    "<path class=\"thin\" d=\"M{q05:.1} 38H{q95:.1}\"/><path class=\"thick\" d=\"M{q25:.1} 38H{:.1}\"/><path class=\"notch\" d=\"M{q50:.1} 31V45\"/>",
                    q75.max(q25 + 0.5)
                );
                if let Some((real, _)) = real {
                    let _ = write!(inside, "<path class=\"real\" d=\"M{:.1} 0V46\"/>", scale.at(*real));
                }
                let label = format!(
                    "{name}: median {}, middle 90 % from {} to {}",
                    number(d.quantiles[2]),
                    number(d.quantiles[0]),
                    number(d.quantiles[4])
                );
                let steps = convergence(values, 4);
                let narrowing: Vec<String> = steps.iter().map(|(_, _, half)| number(rough(*half))).collect();
                let _ = write!(
                    page,
                    "<div class=\"row c{}\"><div class=\"name\">{}</div>{}<div class=\"say\"><b>{}</b> ± {}<br><small>± {}</small></div></div>",
                    future % 8,
                    escape(name),
                    plot(46, &label, &inside),
                    number(d.mean),
                    number(d.half_width),
                    narrowing.join(" → ")
                );
            }
            let _ = write!(
                page,
                "<div class=\"row\"><div class=\"name\"></div><div>{}</div></div>",
                scale.axis(&outcome.unit)
            );
            if let Some((real, source)) = real {
                let _ = write!(
                    page,
                    "<p class=\"soft\">Really: <b>{}</b> ({})</p>",
                    number(*real),
                    self.linked(source)
                );
            }
            page.push_str("</article>");
        }
        page.push_str("</section>");
        Ok(())
    }

    fn differences(&self, page: &mut String) -> Result<(), PlayError> {
        if self.study.futures.len() < 2 {
            return Ok(());
        }
        let _ = write!(
            page,
            "<section id=\"differences\"><h2>Differences from the {}</h2><p class=\"soft\">Taken replication by replication: both share their random numbers, so what is left is the branch's doing. Dot and thick bar: mean and its 95 % interval; thin line: the middle 90 % of the pairs.</p>",
            escape(&self.study.futures[0])
        );
        for (o, outcome) in self.study.scenario.outcomes.iter().enumerate() {
            let base = self.results.outcome(0, o)?;
            let mut found = Vec::new();
            for (future, name) in self.study.futures.iter().enumerate().skip(1) {
                let values = self.results.outcome(future, o)?;
                let pairs = values.into_iter().zip(base.iter().copied());
                let (a, b): (Vec<f64>, Vec<f64>) =
                    pairs.filter(|(a, b)| a.is_finite() && b.is_finite()).unzip();
                found.extend(paired(&a, &b).map(|d| (future, name, d)));
            }
            let ends = found.iter().flat_map(|(_, _, d)| {
                [
                    d.of.quantiles[0],
                    d.of.quantiles[4],
                    d.of.mean - d.of.half_width,
                    d.of.mean + d.of.half_width,
                ]
            });
            let scale = Scale::over(ends.chain([0.0]));
            let _ = write!(
                page,
                "<article><h3>{} <small>{}</small></h3>",
                escape(&outcome.name),
                escape(&outcome.unit)
            );
            for (future, name, d) in &found {
                let [low, high] =
                    [d.of.mean - d.of.half_width, d.of.mean + d.of.half_width].map(|v| scale.at(v));
                let inside = format!(
                    "{}<path class=\"zero\" d=\"M{:.1} 0V26\"/><path class=\"thin\" d=\"M{:.1} 13H{:.1}\"/><path class=\"thick\" d=\"M{low:.1} 13H{high:.1}\"/><path class=\"notch\" d=\"M{:.1} 6V20\"/>",
                    scale.grid(26.0),
                    scale.at(0.0),
                    scale.at(d.of.quantiles[0]),
                    scale.at(d.of.quantiles[4]),
                    scale.at(d.of.mean)
                );
                let count = |share: f64| (share * d.of.n as f64).round();
                let sign = if d.of.mean > 0.0 { "+" } else { "" };
                let _ = write!(
                    page,
                    "<div class=\"row c{}\"><div class=\"name\">{}</div>{}<div class=\"say\"><b>{sign}{}</b> ± {}<br><small>higher in {}, lower in {} of {} pairs</small></div></div>",
                    future % 8,
                    escape(name),
                    plot(26, &format!("{name}: mean difference {}", number(d.of.mean)), &inside),
                    number(d.of.mean),
                    number(d.of.half_width),
                    count(d.higher),
                    count(d.lower),
                    d.of.n
                );
            }
            let _ = write!(
                page,
                "<div class=\"row\"><div class=\"name\"></div><div>{}</div></div></article>",
                scale.axis(&outcome.unit)
            );
        }
        page.push_str("</section>");
        Ok(())
    }

    fn times(&self, page: &mut String) {
        let bands = bands(self.study);
        let _ = write!(
            page,
            "<section id=\"time\"><h2>Through time</h2><p class=\"soft\">Median of the first {} runs of each branch, with the band that holds 90 % of them at each step.</p><div class=\"panels\">",
            bands.runs
        );
        for (signal, futures) in &bands.signals {
            let signal = &self.study.scenario.signals[*signal];
            let up = Scale::over(futures.iter().flatten().flat_map(|(_, q)| [q[0], q[4]]));
            let last = f64::from(self.study.scenario.steps.max(2) - 1);
            let y = |v: f64| 180.0 - up.at(v) * 0.18;
            let x = |t: u32| f64::from(t) / last * 1000.0;
            let mut inside = String::new();
            let mut labels = String::new();
            for tick in up.ticks(4) {
                let _ = write!(inside, "<path class=\"grid\" d=\"M0 {:.1}H1000\"/>", y(tick));
                let _ = write!(labels, "<span style=\"top:{:.1}px\">{}</span>", y(tick), number(tick));
            }
            for (future, band) in futures.iter().enumerate() {
                let mut outline = String::new();
                let mut line = String::new();
                for (k, (t, q)) in band.iter().enumerate() {
                    let _ = write!(outline, "{}{:.1} {:.1}", if k == 0 { "M" } else { "L" }, x(*t), y(q[4]));
                    let _ = write!(line, "{}{:.1} {:.1}", if k == 0 { "M" } else { "L" }, x(*t), y(q[2]));
                }
                for (t, q) in band.iter().rev() {
                    let _ = write!(outline, "L{:.1} {:.1}", x(*t), y(q[0]));
                }
                let _ = write!(
                    inside,
                    "<g class=\"c{}\"><path class=\"band\" d=\"{outline}Z\"/><path class=\"line\" d=\"{line}\"/></g>",
                    future % 8
                );
            }
            let along = Scale { low: 0.0, high: last };
            let _ = write!(
                page,
                "<article><h3>{} <small>{}</small></h3><div class=\"time\"><div class=\"up\" aria-hidden=\"true\">{labels}</div><div>{}{}</div></div></article>",
                escape(&signal.name),
                escape(&signal.unit),
                plot(180, &format!("{} through time", signal.name), &inside),
                along.axis(&self.study.scenario.step)
            );
        }
        page.push_str("</div></section>");
    }

    fn sensitivity(&self, page: &mut String) {
        page.push_str("<section id=\"matters\"><h2>What matters</h2>");
        if self.matters.is_empty() {
            page.push_str("<p class=\"soft\">No value of the scenario is uncertain, so none can matter more than another. Give values a distribution to see.</p></section>");
            return;
        }
        let _ = write!(
            page,
            "<p class=\"soft\">Shares of an outcome's variance over {} runs of Sobol's design, base line: dark what goes with a value alone, light what goes with it in all; the line is the 95 % interval of the latter. The gap between the two is interaction. Runs that are held against each other share their random numbers.</p>",
            self.matters[0].runs
        );
        for matters in self.matters {
            let _ = write!(page, "<article><h3>{}</h3>", escape(&matters.outcome));
            for (name, first, total) in &matters.parameters {
                let at = |v: f64| (v / 1.1 * 1000.0).clamp(0.0, 1000.0);
                let inside = format!(
                    "<rect class=\"light\" x=\"0\" y=\"5\" width=\"{:.1}\" height=\"14\"/><rect class=\"dark\" x=\"0\" y=\"5\" width=\"{:.1}\" height=\"14\"/><path class=\"whisker\" d=\"M{:.1} 12H{:.1}\"/>",
                    at(total.value),
                    at(first.value),
                    at(total.value - total.half_width),
                    at(total.value + total.half_width)
                );
                let _ = write!(
                    page,
                    "<div class=\"row c0\"><div class=\"name\">{}</div>{}<div class=\"say\">alone {} ± {}<br>in all {} ± {}</div></div>",
                    escape(name),
                    plot(24, &format!("{name}: in all {}", number(total.value)), &inside),
                    number(round(first.value)),
                    number(round(first.half_width)),
                    number(round(total.value)),
                    number(round(total.half_width))
                );
            }
            page.push_str("</article>");
        }
        page.push_str("</section>");
    }

    /// A source: ids of records open the sentence, addresses lead there.
    fn linked(&self, source: &str) -> String {
        let mut text = escape(source);
        for id in evidence_ids(source) {
            let opened = match self.quotes.get(id) {
                Some(q) => format!(
                    "<details class=\"quote\"><summary>{id}</summary><blockquote lang=\"{}\" dir=\"auto\">{}</blockquote><small>{}{}</small></details>",
                    escape(&q.lang),
                    escape(&q.sentence),
                    escape(&q.document),
                    q.url.as_ref().filter(|u| u.starts_with("http")).map_or(String::new(), |u| format!(
                        " · <a href=\"{0}\" rel=\"noreferrer\">{0}</a>",
                        escape(u)
                    ))
                ),
                None => {
                    format!("<span title=\"not in the workspace that was given\">{id} (not looked up)</span>")
                }
            };
            text = text.replace(id, &opened);
        }
        let address =
            source.split_whitespace().find(|w| w.starts_with("https://") || w.starts_with("http://"));
        if let Some(address) = address {
            let address = escape(address.trim_end_matches([',', ';', ')', '.']));
            text = text.replace(&address, &format!("<a href=\"{address}\" rel=\"noreferrer\">{address}</a>"));
        }
        text
    }

    fn assumptions(&self, page: &mut String) {
        let s = self.study.scenario;
        page.push_str("<section id=\"assumptions\"><h2>Assumptions</h2><p class=\"soft\">Every number with its source. The id of a record opens the sentence it was read from.</p>");
        if !s.actors.is_empty() {
            page.push_str("<h3>Actors</h3><ul>");
            for actor in &s.actors {
                let _ = write!(
                    page,
                    "<li><b>{}</b> {} {} <span class=\"soft\">{}</span></li>",
                    escape(&actor.name),
                    escape(&actor.code),
                    escape(&actor.about),
                    self.linked(&actor.source)
                );
            }
            page.push_str("</ul>");
        }
        let table = |page: &mut String, title: &str, about: &str| {
            let _ = write!(
                page,
                "<h3>{} <small>{}</small></h3><div class=\"scroll\"><table><thead><tr><th>What</th><th>Value</th><th>Unit</th><th>Source</th></tr></thead><tbody>",
                escape(title),
                escape(about)
            );
        };
        let row = |page: &mut String, what: &str, meaning: &str, value: &str, unit: &str, source: &str| {
            let meaning = if meaning.is_empty() {
                String::new()
            } else {
                format!("<br><small>{}</small>", escape(meaning))
            };
            let _ = write!(
                page,
                "<tr><td>{}{meaning}</td><td>{}</td><td>{}</td><td>{}</td></tr>",
                escape(what),
                escape(value),
                escape(unit),
                self.linked(source)
            );
        };
        table(page, "At the start", "signals");
        for signal in &s.signals {
            row(page, &signal.name, "", &signal.start.to_string(), &signal.unit, &signal.source);
        }
        page.push_str("</tbody></table></div>");
        for used in &s.mechanisms {
            table(
                page,
                &used.name,
                &format!("{} — {} ({})", used.kind.name, used.kind.about, used.kind.source),
            );
            for (parameter, (value, source)) in used.kind.parameters.iter().zip(&used.parameters) {
                row(page, parameter.name, parameter.about, &value.to_string(), parameter.unit, source);
            }
            for variant in used.kind.variants {
                let choice = used.variants.get(variant.name).copied().unwrap_or_default();
                let usual = variant.choices.first() == Some(&choice);
                let source = if usual { "the usual reading" } else { "choice of the scenario" };
                row(page, variant.name, variant.about, choice, "", source);
            }
            page.push_str("</tbody></table></div>");
        }
        let shock = |page: &mut String, shock: &Shock| {
            let signal = &s.signals[shock.signal];
            let when = if shock.at == shock.until {
                format!("at step {}", shock.at)
            } else {
                format!("at each step from {} to {}", shock.at, shock.until)
            };
            let (Change::Set(value) | Change::Add(value)) = shock.change;
            let verb = if matches!(shock.change, Change::Set(_)) { "becomes" } else { "changes by" };
            row(
                page,
                &format!("{} {verb}, {when}", signal.name),
                "",
                &value.to_string(),
                &signal.unit,
                &shock.source,
            );
        };
        if !s.shocks.is_empty() {
            table(page, "Shocks", "from outside, in every branch");
            s.shocks.iter().for_each(|one| shock(page, one));
            page.push_str("</tbody></table></div>");
        }
        for branch in &s.branches {
            table(page, &format!("Branch: {}", branch.name), &branch.about);
            for (m, p, value) in &branch.parameters {
                let used = &s.mechanisms[*m];
                let parameter = &used.kind.parameters[*p];
                let name = format!("{}.{}", used.name, parameter.name);
                row(page, &name, parameter.about, &value.to_string(), parameter.unit, &branch.source);
            }
            for (signal, value) in &branch.signals {
                let signal = &s.signals[*signal];
                row(
                    page,
                    &format!("{} at the start", signal.name),
                    "",
                    &value.to_string(),
                    &signal.unit,
                    &branch.source,
                );
            }
            branch.shocks.iter().for_each(|one| shock(page, one));
            page.push_str("</tbody></table></div>");
        }
        page.push_str("</section>");
    }

    fn failures(&self, page: &mut String) -> Result<(), PlayError> {
        page.push_str("<section id=\"failures\"><h2>Failures</h2>");
        if self.results.failed() == 0 {
            page.push_str("<p class=\"soft\">No run failed.</p>");
        } else {
            let _ = write!(
                page,
                "<p>{} of {} runs failed and are left out above; the first of them:</p><ul>",
                self.results.failed(),
                self.results.total()
            );
            for Failure { future, run, why } in self.results.failures(20)? {
                let _ = write!(page, "<li>{}, run {run}: {}</li>", escape(&future), escape(&why));
            }
            page.push_str("</ul>");
        }
        let _ = write!(
            page,
            "</section><footer class=\"soft\"><p>Made again by <code>casus play report {} --runs {} --seed {}</code> with Casus {} and the scenario of the hash above, on any number of threads.</p></footer>",
            escape(&self.source.path.file_name().unwrap_or_default().to_string_lossy()),
            self.study.runs,
            self.study.seed,
            env!("CARGO_PKG_VERSION")
        );
        Ok(())
    }
}

fn round(value: f64) -> f64 {
    (value * 1000.0).round() / 1000.0
}

/// Two digits that count.
fn rough(value: f64) -> f64 {
    if value == 0.0 {
        return 0.0;
    }
    let power = 10f64.powf(1.0 - value.abs().log10().floor());
    (value * power).round() / power
}

/// The outline of a histogram, standing on a line at `floor`.
fn hill(values: &[f64], scale: Scale, floor: f64) -> String {
    let mut counts = [0usize; BARS];
    for value in values {
        counts[((scale.at(*value) / 1000.0 * BARS as f64) as usize).min(BARS - 1)] += 1;
    }
    let highest = counts.iter().copied().max().unwrap_or(0).max(1) as f64;
    let mut path = format!("M0 {floor}");
    for (k, count) in counts.iter().enumerate() {
        let (left, right) = (k as f64 / BARS as f64 * 1000.0, (k + 1) as f64 / BARS as f64 * 1000.0);
        let top = floor - *count as f64 / highest * (floor - 2.0);
        let _ = write!(path, "L{left:.1} {top:.1}L{right:.1} {top:.1}");
    }
    format!("<path class=\"hill\" d=\"{path}L1000 {floor}Z\"/>")
}
