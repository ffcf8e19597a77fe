//! The second reader of `casus read` and `casus code`.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use casus_engine::Casus;
use casus_llm::{Endpoint, Settings, Usage};

use crate::args::{Global, Second};
use crate::output::{count, note};

/// The program with the second reader that was asked for, if any; `cache` is where its answers are kept unless another
/// file is named.
pub(crate) fn with(
    args: &Second,
    casus: Casus,
    cache: Option<PathBuf>,
) -> anyhow::Result<(Casus, Option<Arc<Endpoint>>)> {
    let Some(url) = &args.llm else { return Ok((casus, None)) };
    let endpoint = Arc::new(Endpoint::open(&Settings {
        url: url.clone(),
        model: args.llm_model.clone(),
        key: std::env::var("CASUS_LLM_KEY").ok(),
        timeout: Duration::from_secs(args.llm_timeout.max(1)),
        cache: args.llm_cache.clone().or(cache),
        limit: args.llm_limit,
    })?);
    Ok((casus.with_second_reader(endpoint.clone()), Some(endpoint)))
}

/// Says what was asked and what it cost.
pub(crate) fn tell(global: &Global, usage: &Usage) {
    let mut parts = vec![count(usage.sent, "question"), format!("{} from the cache", usage.cached)];
    for (n, what) in [
        (usage.agreed, "agree"),
        (usage.disagreed, "disagree (casus show diagnostics)"),
        (usage.refused, "refused: not in the form asked for, or not in the words of the sentence"),
        (usage.failed, "failed"),
        (usage.unasked, "not asked"),
    ] {
        if n > 0 {
            parts.push(format!("{n} {what}"));
        }
    }
    parts.push(format!("{} + {} tokens", usage.prompt_tokens, usage.completion_tokens));
    note(global, &format!("second reader {}: {}", usage.model, parts.join(", ")));
    if let Some(why) = &usage.last_failure {
        note(global, &format!("second reader {}: {why}", usage.model));
    }
}
