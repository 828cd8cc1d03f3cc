//! Plays a case's steps with a client, and judges what the last one came to.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use url::Url;

use super::Client;
use super::evidence::{Evidence, query_parameter};
use super::expect::{Finding, expanded, secret_values};
use super::shape::Known;
use super::world::{Base, MachineApp, World};
use crate::cases::client::{Decision, Step, To, Verb};
use crate::cases::{ClientCase, Expectation as _, Profile};
use crate::keys::MACHINE_PRIVATE_PEM;
use crate::ledger::Level;
use crate::secrets::Secrets;
use crate::shim::message::{
    Answer, ApiGet, App, Ask, Callback, JwtExchange, Login, Refusal, Tokens,
};
use crate::shim::process::{NoAnswer, Process};
use crate::verdict::{Judgement, Unjudged, Verdict};

/// What one case came to, before its control is looked at. No text of it holds a secret.
pub(super) struct Played {
    pub(super) judgement: Judgement,
    pub(super) transcript: Vec<String>,
    /// What no report may hold.
    pub(super) secrets: BTreeSet<String>,
    /// The private key of machine applications is among them.
    pub(super) used_key: bool,
}

impl Played {
    /// Nothing was played.
    pub(super) fn not(judgement: Judgement) -> Self {
        Self { judgement, transcript: Vec::new(), secrets: BTreeSet::new(), used_key: false }
    }
}

/// Plays a case on a fresh server with a fresh process of the client.
pub(super) fn play(client: &Client, case: &ClientCase, profile: Profile) -> Played {
    let mut play = match Play::begin(client, case, profile) {
        Ok(play) => play,
        Err(stop) => return Played::not(stop.judgement()),
    };
    let judgement = play.steps().unwrap_or_else(Stop::judgement);
    let mut transcript = std::mem::take(&mut play.transcript);
    if judgement.verdict != Verdict::Pass {
        let complaints = play.process.complaints();
        let last = complaints.lines().rev().take(COMPLAINTS).collect::<Vec<_>>();
        transcript.extend(last.iter().rev().map(|line| format!("the client's stderr: {line}")));
    }
    let values = secret_values(&play.held);
    let mut secrets = Secrets::default();
    values.iter().for_each(|value| secrets.add("secret of the case", value));
    let used_key = play.machine.is_some();
    if used_key {
        secrets.add_private_key(MACHINE_PRIVATE_PEM);
    }
    let plain = |text: &str| play.without_addresses(&secrets.redact(text));
    Played {
        judgement: Judgement {
            reason: plain(&judgement.reason),
            actual: plain(&judgement.actual),
            ..judgement
        },
        transcript: transcript.iter().map(|line| plain(line)).collect(),
        secrets: values,
        used_key,
    }
}

/// Why a case ends before its end.
enum Stop {
    /// The client did not do what the case needs before it can be judged.
    Unmet(String),
    /// The client does not do this.
    Unimplemented(String),
    /// It gave no answer.
    NoAnswer(NoAnswer),
    /// It cannot be judged because of the suite.
    Suite(String),
}

impl Stop {
    fn judgement(self) -> Judgement {
        let (why, reason) = match self {
            Stop::Suite(why) => return Judgement::error(why),
            Stop::Unmet(why) => return Judgement::inconclusive(why),
            Stop::Unimplemented(why) => (Unjudged::Unimplemented, why),
            Stop::NoAnswer(error) => {
                let why = match error {
                    NoAnswer::Unimplemented => Unjudged::Unimplemented,
                    NoAnswer::Timeout(_) => Unjudged::Timeout,
                    NoAnswer::Crash(_) => Unjudged::Crash,
                };
                (why, error.to_string())
            }
        };
        Judgement {
            verdict: Verdict::NotJudged(why),
            reason,
            expected: String::new(),
            actual: String::new(),
        }
    }
}

struct Play<'c> {
    client: &'c Client,
    case: &'c ClientCase,
    world: World,
    process: Process,
    evidence: Evidence,
    /// What texts may name.
    held: BTreeMap<String, String>,
    /// Where the client was told the server is.
    base: Base,
    machine: Option<MachineApp>,
    transcript: Vec<String>,
}

impl<'c> Play<'c> {
    fn begin(client: &'c Client, case: &'c ClientCase, profile: Profile) -> Result<Self, Stop> {
        let mut world = World::new(profile, client.seed()).map_err(Stop::Suite)?;
        let held = world.names();
        let base = world.base(crate::cases::client::Place::Loopback).map_err(Stop::Suite)?;
        let process =
            client.start().map_err(|error| Stop::NoAnswer(NoAnswer::Crash(error.to_string())))?;
        Ok(Self {
            client,
            case,
            world,
            process,
            evidence: Evidence::default(),
            held,
            base,
            machine: None,
            transcript: Vec::new(),
        })
    }

    fn steps(&mut self) -> Result<Judgement, Stop> {
        let (last, earlier) = self
            .case
            .steps
            .split_last()
            .ok_or_else(|| Stop::Suite("the case has no steps".to_owned()))?;
        for (index, step) in earlier.iter().enumerate() {
            for _ in 0..step.times {
                let answer = self.step(step)?;
                self.look(step)?;
                if let Some(error) = answer.error.filter(|_| !step.may_fail) {
                    return Err(Stop::Unmet(format!(
                        "step {} was refused before what is judged: the client says {error}{}",
                        index + 1,
                        words(&answer)
                    )));
                }
            }
        }
        let wants_tokens = self.case.expect.tokens.is_some();
        let before = if wants_tokens { self.stored()? } else { None };
        self.evidence.before = self.evidence.requests.len();
        let mut answer = self.step(last)?;
        self.look(last)?;
        for _ in 1..last.times {
            if !answer.ok {
                break;
            }
            answer = self.step(last)?;
            self.look(last)?;
        }
        let stored = if wants_tokens { Some((before, self.stored()?)) } else { None };
        Ok(self.judged(&answer, stored))
    }

    fn judged(
        &self,
        answer: &Answer,
        stored: Option<(Option<Tokens>, Option<Tokens>)>,
    ) -> Judgement {
        let expect = &self.case.expect;
        let held = |name: &str| self.held.get(name).map_or("", String::as_str);
        let values = secret_values(&self.held);
        let machine = self.machine.as_ref();
        let finding = Finding {
            answer,
            evidence: &self.evidence,
            stored,
            issued: (
                self.held.get("access_token").cloned(),
                self.held.get("refresh_token").cloned(),
            ),
            held: &self.held,
            known: Known {
                base: &self.base.url,
                client_id: held("client_id"),
                client_secret: held("client_secret"),
                customer_id: machine.map_or("", |machine| &machine.customer_id),
                user_id: machine.map_or("", |machine| &machine.user_id),
                secrets: &values,
                now: self.world.now(),
            },
        };
        let found = finding.against(expect);
        let said = match answer.error {
            None => "the client says ok".to_owned(),
            Some(error) => format!("the client says {error}{}", words(answer)),
        };
        let requests = match self.evidence.count(To::Any) {
            0 => "no request came".to_owned(),
            count => format!("{count} request(s) came"),
        };
        let actual = format!("{said}; {requests}");
        let miss = match self.case.level {
            Level::Must | Level::Workfront => Verdict::Fail,
            Level::Should => Verdict::Warn,
            Level::May => Verdict::Info,
        };
        match (found.faults.is_empty(), found.mute) {
            (true, false) => Judgement::pass(actual),
            (true, true) => Judgement {
                verdict: if miss == Verdict::Info { miss } else { Verdict::Warn },
                reason:
                    "it refuses, but `other` does not say what: answer with a word of the protocol"
                        .to_owned(),
                expected: expect.says(),
                actual,
            },
            (false, _) => Judgement {
                verdict: miss,
                reason: found.faults.join("; "),
                expected: expect.says(),
                actual,
            },
        }
    }

    /// Does one step. What is no question to the client is answered with ok.
    fn step(&mut self, step: &Step) -> Result<Answer, Stop> {
        match step.verb {
            Verb::Login => self.login(step),
            Verb::Consent => self.consent(step),
            Verb::Callback => self.callback(step),
            Verb::Connect => {
                for part in [Self::login, Self::consent, Self::callback] {
                    let answer = part(self, step)?;
                    if !answer.ok {
                        return Ok(answer);
                    }
                }
                Ok(Answer::done())
            }
            Verb::Refresh => self.ask(&Ask::Refresh),
            Verb::Api => {
                self.ask(&Ask::ApiGet(ApiGet { path: SEARCH.to_owned(), parallel: step.parallel }))
            }
            Verb::Exchange => self.exchange(),
            Verb::Logout => self.ask(&Ask::Logout),
            Verb::Advance => self.advance(step),
            Verb::Fault => self.fault(step),
        }
    }

    fn login(&mut self, step: &Step) -> Result<Answer, Stop> {
        let app = step.app.unwrap_or(App::Web);
        self.base = self.world.base(step.at).map_err(Stop::Suite)?;
        let announced = self.world.app(app).map_err(Stop::Suite)?;
        let own = announced.client_id.clone();
        let mut redirect_uri = announced.redirect_uris.first().cloned().unwrap_or_default();
        let mut client_secret = announced.client_secret.clone();
        if let Some(other) = &step.redirect_uri {
            self.world.register(&own, other).map_err(Stop::Suite)?;
            redirect_uri.clone_from(other);
        }
        if step.client_secret.is_some() {
            client_secret.clone_from(&step.client_secret);
        }
        let client_id = step.client_id.clone().unwrap_or(own);
        let tenant = step.tenant.then(|| self.world.tenant());
        let (domain, lane) = tenant.unzip();
        self.hold(step, "client_id", &client_id);
        self.hold(step, "redirect_uri", &redirect_uri);
        self.hold(step, "client_secret", client_secret.as_deref().unwrap_or_default());
        let login = Login {
            case: self.case.id.clone(),
            base_url: self.base.url.clone(),
            client_id,
            redirect_uri,
            app,
            client_secret,
            auth: step.auth,
            body: step.body,
            session: step.session.clone(),
            domain,
            lane,
            ca_file: self.base.ca_file.clone(),
        };
        let answer = self.ask(&Ask::Login(login))?;
        if answer.ok {
            let url = answer.authorize_url.clone().unwrap_or_default();
            let Ok(parsed) = Url::parse(&url) else {
                return Err(Stop::NoAnswer(NoAnswer::Crash(
                    "it says ok to `login` and gives no authorize_url".to_owned(),
                )));
            };
            let state = query_parameter(&parsed, "state").unwrap_or_default();
            self.hold(step, "state", &state);
            self.hold(step, "authorize_url", &url);
            self.evidence.authorize.push(parsed);
        }
        Ok(answer)
    }

    fn consent(&mut self, step: &Step) -> Result<Answer, Stop> {
        let url = self.held.get("authorize_url").cloned().unwrap_or_default();
        let decision = step.decision.unwrap_or(Decision::Allow);
        let callback = self.world.browse(&url, decision).map_err(Stop::Unmet)?;
        let expected = self.held.get("redirect_uri").cloned().unwrap_or_default();
        let parsed = Url::parse(&callback).ok().filter(|_| callback.starts_with(&expected));
        let Some(parsed) = parsed else {
            return Err(Stop::Unmet("the browser is not sent back to redirect_uri".to_owned()));
        };
        let code = query_parameter(&parsed, "code").unwrap_or_default();
        self.transcript.push(match code.is_empty() {
            false => "the browser is sent back with a code".to_owned(),
            true => "the browser is sent back without a code".to_owned(),
        });
        self.hold(step, "code", &code);
        self.hold(step, "callback", &callback);
        Ok(Answer::done())
    }

    fn callback(&mut self, step: &Step) -> Result<Answer, Stop> {
        let name = match &step.of {
            Some(name) => format!("{name}.callback"),
            None => "callback".to_owned(),
        };
        let url = self.held.get(&name).cloned();
        let url = url.ok_or_else(|| Stop::Suite(format!("no step gave {name}")))?;
        let url = self.changed(&url, step)?;
        let session = step.session.clone();
        self.ask(&Ask::Callback(Callback { url, session }))
    }

    /// The callback with the case's changes; without any, as it came.
    fn changed(&self, url: &str, step: &Step) -> Result<String, Stop> {
        if step.set.is_empty()
            && step.remove.is_empty()
            && step.before.is_empty()
            && step.after.is_empty()
        {
            return Ok(url.to_owned());
        }
        let expand = |value: &String| expanded(value, &self.held);
        let mut changed = Url::parse(url).map_err(|error| Stop::Suite(error.to_string()))?;
        let mut pairs: Vec<(String, String)> = changed
            .query_pairs()
            .map(|(name, value)| (name.into_owned(), value.into_owned()))
            .filter(|(name, _)| !step.remove.contains(name))
            .collect();
        for (name, value) in &step.set {
            match pairs.iter_mut().find(|(known, _)| known == name) {
                Some(pair) => pair.1 = expand(value),
                None => pairs.push((name.clone(), expand(value))),
            }
        }
        let extra = |extra: &BTreeMap<String, String>| {
            extra.iter().map(|(name, value)| (name.clone(), expand(value))).collect::<Vec<_>>()
        };
        let pairs = [extra(&step.before), pairs, extra(&step.after)].concat();
        changed.query_pairs_mut().clear().extend_pairs(pairs);
        Ok(changed.into())
    }

    fn exchange(&mut self) -> Result<Answer, Stop> {
        if self.machine.is_none() {
            self.machine = Some(self.world.machine().map_err(Stop::Suite)?);
        }
        let Some(app) = &self.machine else {
            return Err(Stop::Suite("there is no machine app".to_owned()));
        };
        let exchange = JwtExchange {
            base_url: self.base.url.clone(),
            client_id: app.client_id.clone(),
            client_secret: app.client_secret.clone(),
            customer_id: app.customer_id.clone(),
            user_id: app.user_id.clone(),
            private_key_pem: MACHINE_PRIVATE_PEM.to_owned(),
            now: Some(self.world.now()),
        };
        self.held.insert("client_id".to_owned(), exchange.client_id.clone());
        self.held.insert("client_secret".to_owned(), exchange.client_secret.clone());
        self.ask(&Ask::JwtExchange(exchange))
    }

    fn advance(&mut self, step: &Step) -> Result<Answer, Stop> {
        let seconds = step.seconds.unwrap_or_default();
        self.world.advance(seconds).map_err(Stop::Suite)?;
        self.transcript.push(format!("the clock moves on by {seconds} s"));
        if !step.unseen && self.client.sets_clock() {
            return self.ask(&Ask::SetClock { now: self.world.now() });
        }
        Ok(Answer::done())
    }

    fn fault(&mut self, step: &Step) -> Result<Answer, Stop> {
        let suite = |error: serde_json::Error| Stop::Suite(format!("the fault is none: {error}"));
        let Some(fault) = &step.fault else { return Ok(Answer::done()) };
        let mut written = serde_json::to_value(fault).map_err(suite)?;
        expand_texts(&mut written, &self.held);
        if let Some(Value::Object(merge)) = written.pointer_mut("/effect/merge") {
            merge.extend(step.drop.iter().map(|name| (name.clone(), Value::Null)));
        }
        let fault = serde_json::from_value(written).map_err(suite)?;
        self.world.fault(fault).map_err(Stop::Suite)?;
        Ok(Answer::done())
    }

    fn stored(&mut self) -> Result<Option<Tokens>, Stop> {
        let answer = self.ask(&Ask::DumpTokens)?;
        answer
            .tokens
            .ok_or_else(|| Stop::Unimplemented("the client does not say what is stored".to_owned()))
    }

    /// Asks, and writes down what was said. A client that does not know the operation has not implemented it.
    fn ask(&mut self, ask: &Ask) -> Result<Answer, Stop> {
        let op = ask.op();
        if !self.client.does(op) {
            return Err(Stop::Unimplemented(format!("the client does not do `{op}`")));
        }
        let answer = self.process.ask(ask).map_err(|error| {
            self.transcript.push(format!("{op}: {error}"));
            Stop::NoAnswer(error)
        })?;
        self.transcript.push(match answer.error {
            None => format!("{op}: ok"),
            Some(error) => format!("{op}: {error}"),
        });
        match answer.error {
            Some(Refusal::UnknownOp) => {
                Err(Stop::Unimplemented(format!("the client does not know this `{op}`")))
            }
            _ => Ok(answer),
        }
    }

    /// Takes in what has arrived at the server.
    fn look(&mut self, step: &Step) -> Result<(), Stop> {
        let seen = self.world.seen().map_err(Stop::Suite)?;
        for seen in seen {
            self.transcript.push(format!("    {}", seen.shown()));
            for name in ["access_token", "refresh_token"] {
                let issued = seen.response.get(name).and_then(Value::as_str);
                if let Some(issued) = issued.map(str::to_owned) {
                    self.hold(step, name, &issued);
                }
            }
            self.evidence.requests.push(seen);
        }
        Ok(())
    }

    /// Keeps a value for later steps, under the step's name too.
    fn hold(&mut self, step: &Step, name: &str, value: &str) {
        if let Some(prefix) = &step.name {
            self.held.insert(format!("{prefix}.{name}"), value.to_owned());
        }
        self.held.insert(name.to_owned(), value.to_owned());
    }

    /// Ports differ from run to run.
    fn without_addresses(&self, text: &str) -> String {
        let names = [(self.base.url.as_str(), "{base}")];
        let held =
            ["base", "other"].map(|name| (self.held.get(name).map_or("", String::as_str), name));
        let held = held.map(|(url, name)| (url, if name == "base" { "{base}" } else { "{other}" }));
        names
            .into_iter()
            .chain(held)
            .filter(|(url, _)| !url.is_empty())
            .fold(text.to_owned(), |text, (url, name)| text.replace(url, name))
    }
}

/// What the client adds for a person, cut to what a person reads.
fn words(answer: &Answer) -> String {
    let Some(message) = &answer.message else { return String::new() };
    let cut: String = message.chars().take(MESSAGE).collect();
    format!(" ({cut})")
}

fn expand_texts(value: &mut Value, held: &BTreeMap<String, String>) {
    match value {
        Value::String(text) => *text = expanded(text, held),
        Value::Array(items) => items.iter_mut().for_each(|item| expand_texts(item, held)),
        Value::Object(members) => members.values_mut().for_each(|item| expand_texts(item, held)),
        _ => {}
    }
}

/// The documented call, in a version that both policies have.
const SEARCH: &str = "/attask/api/v16.0/proj/search";
/// Lines of complaints that a report repeats.
const COMPLAINTS: usize = 5;
/// Characters of a client's message that a report repeats.
const MESSAGE: usize = 200;
