//! A second reader behind any OpenAI-compatible endpoint (`POST …/chat/completions`): the only part of Casus that
//! uses the network, and only when it is asked to.
//!
//! Answers are kept in a file (JSON Lines) and are not asked for twice. What was asked and what it cost is counted
//! ([`Usage`]). An endpoint that fails a few times in a row is not asked again. What an answer means is not known here:
//! [`casus_engine::second_reader`] checks it.

mod cache;

use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard};
use std::time::Duration;

use casus_engine::second_reader::{Outcome, SecondReader};
use serde::Serialize;
use serde_json::{Value, json};

use cache::{Answer, Cache};

/// Failures in a row after which the endpoint is left alone.
const PATIENCE: u32 = 3;

/// Longest answer that is read, in bytes.
const LONGEST: u64 = 1 << 20;

/// Most tokens of an answer.
const TOKENS: u32 = 600;

/// Where the endpoint is and how much may be asked of it.
#[derive(Clone, Default)]
pub struct Settings {
    /// Base address: `http://127.0.0.1:8080/v1`.
    pub url: String,
    /// Model; the first that the endpoint lists when absent.
    pub model: Option<String>,
    /// Sent as a bearer token.
    pub key: Option<String>,
    /// How long one answer may take.
    pub timeout: Duration,
    /// File of answers; without one they are kept for the run alone.
    pub cache: Option<PathBuf>,
    /// Most questions that are sent.
    pub limit: Option<u64>,
}

/// An endpoint that cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LlmError {
    /// The address is none.
    #[error("'{0}' is no address of an endpoint: write it as http://127.0.0.1:8080/v1")]
    Url(String),
    /// The endpoint does not say which models it has.
    #[error("{url}/models: {why}: start the server, correct the address, or name the model with --llm-model")]
    Models {
        /// The address.
        url: String,
        /// Why.
        why: String,
    },
    /// The file of answers cannot be used.
    #[error("{path}: {error}: choose another file with --llm-cache")]
    Cache {
        /// The file.
        path: PathBuf,
        /// Why.
        error: std::io::Error,
    },
}

/// What was asked, what came of it, and what it cost.
#[derive(Clone, PartialEq, Eq, Default, Debug, Serialize)]
pub struct Usage {
    /// The model.
    pub model: String,
    /// Questions that were sent.
    pub sent: u64,
    /// Questions that were answered from the file.
    pub cached: u64,
    /// Questions left unasked: the limit was reached, or the endpoint failed too often.
    pub unasked: u64,
    /// Questions without an answer.
    pub failed: u64,
    /// Answers that were not in the form asked for, or named words that are not in the sentence.
    pub refused: u64,
    /// Answers that read what Casus read.
    pub agreed: u64,
    /// Answers that read something else.
    pub disagreed: u64,
    /// Tokens of the questions that were sent, as the endpoint counts them.
    pub prompt_tokens: u64,
    /// Tokens of the answers.
    pub completion_tokens: u64,
    /// The last failure.
    pub last_failure: Option<String>,
}

#[derive(Default)]
struct State {
    usage: Usage,
    cache: Cache,
    failures: u32,
}

/// A model behind an endpoint.
pub struct Endpoint {
    agent: ureq::Agent,
    url: String,
    model: String,
    key: Option<String>,
    limit: Option<u64>,
    state: Mutex<State>,
}

impl std::fmt::Debug for Endpoint {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Endpoint").field("url", &self.url).field("model", &self.model).finish_non_exhaustive()
    }
}

impl Endpoint {
    /// Makes ready to ask. Where no model is named, the endpoint is asked which it has.
    pub fn open(settings: &Settings) -> Result<Self, LlmError> {
        let url = settings.url.trim().trim_end_matches('/').trim_end_matches("/chat/completions").to_owned();
        let uri: ureq::http::Uri = url.parse().map_err(|_| LlmError::Url(url.clone()))?;
        let host = uri.host().unwrap_or_default().to_owned();
        if !matches!(uri.scheme_str(), Some("http" | "https")) || host.is_empty() {
            return Err(LlmError::Url(url));
        }
        let mut config = ureq::Agent::config_builder()
            .timeout_global(Some(settings.timeout))
            .http_status_as_error(false)
            .max_redirects(0);
        // a server on this machine is never behind a proxy
        if matches!(host.as_str(), "localhost" | "127.0.0.1" | "[::1]") {
            config = config.proxy(None);
        }
        let agent: ureq::Agent = config.build().into();
        let cache = match &settings.cache {
            Some(path) => Cache::open(path).map_err(|error| LlmError::Cache { path: path.clone(), error })?,
            None => Cache::default(),
        };
        let mut endpoint = Self {
            agent,
            url,
            model: String::new(),
            key: settings.key.clone().filter(|k| !k.is_empty()),
            limit: settings.limit,
            state: Mutex::new(State { cache, ..State::default() }),
        };
        endpoint.model = match &settings.model {
            Some(model) => model.clone(),
            None => endpoint.first_model()?,
        };
        endpoint.state().usage.model.clone_from(&endpoint.model);
        Ok(endpoint)
    }

    /// What was asked so far.
    pub fn usage(&self) -> Usage {
        self.state().usage.clone()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // counts stay usable whatever happened to a thread that held them
        self.state.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    fn first_model(&self) -> Result<String, LlmError> {
        let refuse = |why: String| LlmError::Models { url: self.url.clone(), why };
        let listed = self.call("models", None).map_err(&refuse)?;
        let first = listed["data"][0]["id"].as_str().filter(|m| !m.is_empty());
        first.map(str::to_owned).ok_or_else(|| refuse("no model is listed".to_owned()))
    }

    fn call(&self, path: &str, body: Option<&Value>) -> Result<Value, String> {
        let url = format!("{}/{path}", self.url);
        let key = self.key.as_ref().map(|k| format!("Bearer {k}"));
        let sent = match body {
            None => {
                let request = self.agent.get(&url);
                let request = match &key {
                    Some(key) => request.header("authorization", key),
                    None => request,
                };
                request.call()
            }
            Some(body) => {
                let request = self.agent.post(&url).header("content-type", "application/json");
                let request = match &key {
                    Some(key) => request.header("authorization", key),
                    None => request,
                };
                request.send(body.to_string())
            }
        };
        let mut response = sent.map_err(|e| e.to_string())?;
        let status = response.status();
        if !status.is_success() {
            return Err(format!("the endpoint answers {status}"));
        }
        let text = response.body_mut().with_config().limit(LONGEST).read_to_string();
        let text = text.map_err(|e| e.to_string())?;
        serde_json::from_str(&text)
            .map_err(|_| "the endpoint answers with something else than JSON".to_owned())
    }

    fn ask(&self, system: &str, user: &str) -> Result<Answer, String> {
        let body = json!({
            "model": self.model,
            "messages": [{"role": "system", "content": system}, {"role": "user", "content": user}],
            "temperature": 0,
            "seed": 1,
            "max_tokens": TOKENS,
            "stream": false,
        });
        let said = self.call("chat/completions", Some(&body))?;
        let text = said["choices"][0]["message"]["content"].as_str();
        let text = text.ok_or_else(|| "the endpoint's answer holds no message".to_owned())?;
        let tokens = |key: &str| said["usage"][key].as_u64().unwrap_or(0);
        Ok(Answer {
            text: text.to_owned(),
            prompt_tokens: tokens("prompt_tokens"),
            completion_tokens: tokens("completion_tokens"),
        })
    }
}

impl SecondReader for Endpoint {
    fn name(&self) -> &str {
        &self.model
    }

    fn answer(&self, system: &str, user: &str) -> Option<String> {
        let key = Cache::key(&[&self.model, system, user]);
        {
            let mut state = self.state();
            if let Some(text) = state.cache.get(&key) {
                state.usage.cached += 1;
                return Some(text);
            }
            let spent = self.limit.is_some_and(|limit| state.usage.sent >= limit);
            if spent || state.failures >= PATIENCE {
                state.usage.unasked += 1;
                return None;
            }
            state.usage.sent += 1;
        }
        let answer = self.ask(system, user);
        let mut state = self.state();
        match answer {
            Ok(answer) => {
                state.failures = 0;
                state.usage.prompt_tokens += answer.prompt_tokens;
                state.usage.completion_tokens += answer.completion_tokens;
                let text = answer.text.clone();
                if let Err(error) = state.cache.put(key, answer) {
                    state.usage.last_failure = Some(format!("an answer could not be kept: {error}"));
                }
                Some(text)
            }
            Err(why) => {
                state.failures += 1;
                state.usage.failed += 1;
                state.usage.last_failure = Some(why);
                None
            }
        }
    }

    fn took(&self, outcome: Outcome) {
        let usage = &mut self.state().usage;
        *match outcome {
            Outcome::Agrees => &mut usage.agreed,
            Outcome::Disagrees => &mut usage.disagreed,
            Outcome::Refused => &mut usage.refused,
        } += 1;
    }
}
