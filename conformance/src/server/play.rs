//! Plays a case's steps against a server, and judges the last answer.

use std::sync::Barrier;

use serde_json::{Map, Value, json};

use super::answer::Answer;
use super::browser::Browser;
use super::fault;
use super::form::shown_secret;
use super::held::Held;
use super::http::{Request, Wire};
use super::request::{Sent, prepare};
use super::target::{SETUP_PAGE, Server, SetUp, Target, TestApp};
use super::trouble::Trouble;
use crate::cases::server::{App, ServerCase, Step, Verb};
use crate::cases::{Expectation as _, Profile};
use crate::ledger::Level;
use crate::secrets::Secrets;
use crate::verdict::{Judgement, Unjudged, Verdict};

/// What one case came to, before its control is looked at.
#[derive(Clone)]
pub(super) struct Played {
    pub(super) judgement: Judgement,
    pub(super) transcript: Vec<String>,
}

/// Plays a case with each of its values, each against a server of its own, until one fails.
pub(super) fn play(
    target: &Target,
    case: &ServerCase,
    profile: Profile,
    secrets: &mut Secrets,
) -> Played {
    let values = case.vary.iter().map(|value| Some(value.as_str()));
    let values: Vec<_> = if case.vary.is_empty() { vec![None] } else { values.collect() };
    let mut last = None;
    for value in values {
        let mut transcript = Vec::new();
        let mut judgement = target
            .begin(profile)
            .and_then(|server| {
                Game::new(server.as_ref()).play(case, profile, value, secrets, &mut transcript)
            })
            .unwrap_or_else(Trouble::judgement);
        // What the target lacks, it lacks for every value.
        if !matches!(judgement.verdict, Verdict::Pass | Verdict::NotJudged(Unjudged::Skip))
            && let Some(value) = value
        {
            judgement.reason = format!("with `{value}`: {}", judgement.reason);
        }
        let ends = judgement.verdict != Verdict::Pass;
        judgement.verdict = weighed(judgement.verdict, case, target.flags());
        last = Some(Played { judgement, transcript });
        if ends {
            break;
        }
    }
    last.unwrap_or_else(|| Played {
        judgement: Judgement::error("the case has no value to try"),
        transcript: Vec::new(),
    })
}

/// A miss weighs as much as the case is binding, unless the target's owner has decided so.
fn weighed(verdict: Verdict, case: &ServerCase, flags: &[String]) -> Verdict {
    if verdict != Verdict::Fail {
        return verdict;
    }
    if case.flags.iter().any(|flag| flags.contains(flag)) {
        return Verdict::Info;
    }
    match case.level {
        Level::Should => Verdict::Warn,
        Level::May => Verdict::Info,
        _ => Verdict::Fail,
    }
}

/// One case against one server.
struct Game<'a> {
    server: &'a dyn Server,
    wire: Wire,
    held: Held,
    /// The browser of a user who goes through the pages by hand.
    browser: Option<Browser>,
    /// What the browser was sent to.
    opened: Sent,
}

impl<'a> Game<'a> {
    fn new(server: &'a dyn Server) -> Self {
        Self {
            server,
            wire: server.wire(),
            held: Held::default(),
            browser: None,
            opened: Sent::default(),
        }
    }

    fn play(
        &mut self,
        case: &ServerCase,
        profile: Profile,
        value: Option<&str>,
        secrets: &mut Secrets,
        transcript: &mut Vec<String>,
    ) -> Result<Judgement, Trouble> {
        if !self.server.has_clock() && case.steps.iter().any(|step| step.verb == Verb::Advance) {
            return Err(Trouble::missing("no clock"));
        }
        self.held.set("each", value.unwrap_or_default());
        if let Ok(app) = self.server.app(App::Spa) {
            self.held.set("spa.client_id", app.client_id);
        }
        let last = case.steps.len().saturating_sub(1);
        for (index, step) in case.steps.iter().enumerate() {
            if step.verb == Verb::Advance {
                transcript.push(self.advance(step)?);
                continue;
            }
            if step.verb == Verb::Register && index < last && self.is_registered(step, secrets)? {
                transcript.push(String::from("register: was done before the run"));
                continue;
            }
            if step.parallel.is_some() || step.times.is_some() {
                let (answers, sent) = self.repeat(step, secrets)?;
                let word = step.verb.word();
                transcript.push(format!("{word}: {} answers, {}", answers.len(), tally(&answers)));
                if index == last {
                    return Ok(self.judged(case, profile, &answers, &sent));
                }
                continue;
            }
            let done = self.one(step, secrets);
            let (answer, sent) = done.inspect_err(|trouble| {
                transcript.push(format!("{}: {}", step.verb.word(), trouble.text()));
            })?;
            transcript.push(format!("{}: {}", step.verb.word(), answer.shown()));
            if index == last {
                return Ok(self.judged(case, profile, &[answer], &sent));
            }
            let prepares = matches!(step.verb, Verb::Open | Verb::LogIn | Verb::Follow);
            let accepted = answer.accepted() || (prepares && answer.status < 400);
            if !accepted && !step.may_fail {
                return Err(Trouble::Refused(format!(
                    "step {} was refused before what is judged: {}",
                    index + 1,
                    answer.shown()
                )));
            }
            self.held.keep(&answer, step.name.as_deref(), secrets);
        }
        Err(Trouble::Suite(String::from("the case ends in no request")))
    }

    fn judged(
        &self,
        case: &ServerCase,
        profile: Profile,
        answers: &[Answer],
        sent: &Sent,
    ) -> Judgement {
        let context =
            fault::Context { profile, sent, held: &self.held, issuer: self.server.issuer() };
        let actual = match answers {
            [one] => one.shown(),
            many => tally(many),
        };
        match fault::fault(answers, &case.expect, &context) {
            None => Judgement::pass(actual),
            Some(why) => Judgement::fail(why, case.expect.says(), actual),
        }
    }

    fn app(&self, app: App) -> Result<TestApp, Trouble> {
        match (app, &self.held.made) {
            (App::Made, Some(made)) => Ok(made.clone()),
            (App::Made, None) => Err(Trouble::Suite(String::from("no step registers an app"))),
            (app, _) => self.server.app(app),
        }
    }

    /// One step, once.
    fn one(&mut self, step: &Step, secrets: &mut Secrets) -> Result<(Answer, Sent), Trouble> {
        self.held.now = self.server.now();
        if step.verb.is_set_up() {
            return self.set_up(step, secrets);
        }
        let app = self.app(step.app)?;
        remember(&app, secrets);
        self.introduce(&app);
        if step.verb.is_of_a_user() {
            return self.walk(step, &app, secrets);
        }
        let (request, sent) = prepare(self.server, step, &app, &self.held)?;
        if let Some(jwt) = sent.parameter("jwt_token") {
            secrets.add("JWT", jwt);
            self.held.set("jwt_token", jwt);
        }
        Ok((self.wire.send(&request)?, sent))
    }

    /// What texts may name of an app.
    fn introduce(&mut self, app: &TestApp) {
        let values = [
            ("customer_id", &app.customer_id),
            ("user_id", &app.user_id),
            ("app.private_key_pem", &app.private_key_pem),
        ];
        for (name, value) in values {
            if let Some(value) = value {
                self.held.set(name, value.clone());
            }
        }
    }

    /// What a user does.
    fn walk(
        &mut self,
        step: &Step,
        app: &TestApp,
        secrets: &mut Secrets,
    ) -> Result<(Answer, Sent), Trouble> {
        match step.verb {
            Verb::LogIn | Verb::Follow | Verb::Consent => {
                let browser = self.browser.as_mut();
                let browser = browser
                    .ok_or_else(|| Trouble::Suite(String::from("no step opens a page before")))?;
                let answer = match step.verb {
                    Verb::LogIn => browser.log_in()?,
                    Verb::Follow => browser.follow_on()?,
                    _ => browser.consent(step.decision, step.forged)?,
                };
                return Ok((answer, self.opened.clone()));
            }
            _ => {}
        }
        let (request, sent) = prepare(self.server, step, app, &self.held)?;
        if let Some(state) = sent.parameter("state") {
            self.held.set("state", state);
        }
        let by_hand = step.by_hand || step.verb == Verb::Open;
        if !by_hand && request.headers.is_empty() && request.method == "GET" {
            let answer = self.server.decide(&request.url, &sent.redirect_uri, step.decision)?;
            return Ok((answer, sent));
        }
        let person = self.server.person()?;
        secrets.add("password", &person.password);
        let mut browser = Browser::new(self.wire.clone(), person, &sent.redirect_uri);
        for (name, value) in &request.headers {
            browser.send_besides(name, value);
        }
        let answer = match step.verb {
            Verb::Open => browser.open(&request.url)?,
            _ => browser.trip(&request.url, step.decision)?,
        };
        self.browser = Some(browser);
        self.opened = sent.clone();
        Ok((answer, sent))
    }

    /// What an administrator does.
    fn set_up(&mut self, step: &Step, secrets: &mut Secrets) -> Result<(Answer, Sent), Trouble> {
        let members = self.asked(step)?;
        let client_id = match step.verb {
            Verb::Register | Verb::SetupPage | Verb::AppPage => String::new(),
            _ => self.app(step.app)?.client_id,
        };
        let held = |name: &str| {
            let given = members.get(name).and_then(Value::as_str);
            given.or_else(|| self.held.get(name)).unwrap_or_default().to_owned()
        };
        let (method, path) = match step.verb {
            Verb::Register => ("POST", String::new()),
            Verb::SetupPage => ("GET", SETUP_PAGE.to_owned()),
            Verb::AppPage => ("GET", format!("{SETUP_PAGE}/again")),
            Verb::DeleteApp => ("DELETE", format!("/{client_id}")),
            Verb::AddSecret => ("POST", format!("/{client_id}/secrets")),
            Verb::DeleteSecret => ("DELETE", format!("/{client_id}/secrets/{}", held("secret_id"))),
            Verb::AddKey => ("POST", format!("/{client_id}/keys")),
            _ => ("DELETE", format!("/{client_id}/keys/{}", held("key_id"))),
        };
        let body = (method == "POST").then(|| Value::Object(members.clone()));
        let by_hand = step.by_hand;
        let answer = self.server.set_up(SetUp { method, path, body, by_hand })?;
        if by_hand {
            // The page shows the secret in a field that can only be read.
            let secret = shown_secret(&answer.body).ok_or_else(|| {
                Trouble::Refused(String::from("the page of the new app shows no secret"))
            })?;
            secrets.add("client secret", &secret);
            self.held.set("shown_secret", secret);
        } else if step.verb == Verb::Register && answer.accepted() {
            let made = self.made(&members, &answer)?;
            remember(&made, secrets);
            self.held.made = Some(made);
        }
        if let (Verb::AddKey, Some(pem), Some(made)) =
            (step.verb, answer.member("private_key_pem"), self.held.made.as_mut())
        {
            made.user_id = answer.member("user_id");
            made.private_key_pem = Some(pem);
        }
        Ok((answer, Sent::default()))
    }

    /// Takes the app that the server's owner has registered as this step would, if apps are registered so.
    fn is_registered(&mut self, step: &Step, secrets: &mut Secrets) -> Result<bool, Trouble> {
        if step.by_hand {
            return Ok(false);
        }
        let app = self.server.registered(&self.asked(step)?)?;
        if let Some(app) = &app {
            remember(app, secrets);
        }
        let found = app.is_some();
        self.held.made = app.or_else(|| self.held.made.take());
        Ok(found)
    }

    /// What a step of the setup gives.
    fn asked(&self, step: &Step) -> Result<Map<String, Value>, Trouble> {
        let member = |(name, value)| Ok((String::clone(name), self.held.json(value)?));
        step.set.iter().map(member).collect()
    }

    /// The app that has just been registered.
    fn made(&self, asked: &Map<String, Value>, answer: &Answer) -> Result<TestApp, Trouble> {
        let redirect = asked.get("redirect_urls").and_then(|urls| urls.get(0));
        let machine = self.server.app(App::Machine).ok();
        Ok(TestApp {
            client_id: answer
                .member("client_id")
                .ok_or_else(|| Trouble::Suite(String::from("a registered app has no client_id")))?,
            client_secret: answer.member("client_secret"),
            redirect_uri: redirect.and_then(Value::as_str).unwrap_or_default().to_owned(),
            pkce: asked.get("type") == Some(&json!("spa")),
            customer_id: machine.as_ref().and_then(|app| app.customer_id.clone()),
            user_id: machine.and_then(|app| app.user_id),
            ..TestApp::default()
        })
    }

    fn advance(&mut self, step: &Step) -> Result<String, Trouble> {
        let base = match &step.until {
            None => 0,
            Some(name) => match self.held.get(name).map(str::parse::<i64>) {
                Some(Ok(seconds)) if seconds > 0 => seconds,
                _ => return Err(Trouble::missing(format!("the server's {name} is no lifetime"))),
            },
        };
        let seconds = base.saturating_add(step.seconds.unwrap_or_default());
        self.server.advance(seconds)?;
        Ok(format!("the clock moves on by {seconds} s"))
    }

    /// One step, many times: one after another, or released together.
    fn repeat(
        &mut self,
        step: &Step,
        secrets: &mut Secrets,
    ) -> Result<(Vec<Answer>, Sent), Trouble> {
        if let Some(times) = step.times {
            if matches!(step.verb, Verb::Redeem | Verb::Refresh | Verb::Exchange) {
                self.server.guesses(times)?;
            }
            let mut answers = Vec::new();
            let mut last = Sent::default();
            for _ in 0..times {
                let (answer, sent) = self.one(step, secrets)?;
                if let Some(code) = answer.redirected("code") {
                    secrets.add("code", &code);
                }
                answers.push(answer);
                last = sent;
            }
            return Ok((answers, last));
        }
        self.held.now = self.server.now();
        let app = self.app(step.app)?;
        remember(&app, secrets);
        let (request, sent) = prepare(self.server, step, &app, &self.held)?;
        let count = self.server.at_once(step.parallel.unwrap_or(1))?;
        let answers = at_once(&self.wire, &request, count)?;
        for answer in &answers {
            self.held.keep(answer, step.name.as_deref(), secrets);
        }
        Ok((answers, sent))
    }
}

/// Sends one request on so many connections, all of them ready before the first goes.
fn at_once(wire: &Wire, request: &Request, count: u32) -> Result<Vec<Answer>, Trouble> {
    let barrier = Barrier::new(count as usize);
    std::thread::scope(|scope| {
        let send = || {
            let wire = wire.clone();
            barrier.wait();
            wire.send(request)
        };
        let threads: Vec<_> = (0..count).map(|_| scope.spawn(send)).collect();
        let join = |thread: std::thread::ScopedJoinHandle<'_, Result<Answer, Trouble>>| {
            thread.join().unwrap_or_else(|_| Err(Trouble::Suite(String::from("a thread panicked"))))
        };
        threads.into_iter().map(join).collect()
    })
}

fn remember(app: &TestApp, secrets: &mut Secrets) {
    if let Some(secret) = &app.client_secret {
        secrets.add("client secret", secret);
    }
    if let Some(pem) = &app.private_key_pem {
        secrets.add_private_key(pem);
    }
}

/// How many answers were of which kind.
fn tally(answers: &[Answer]) -> String {
    let accepted = answers.iter().filter(|answer| answer.accepted()).count();
    format!("{accepted} of {} accepted", answers.len())
}
