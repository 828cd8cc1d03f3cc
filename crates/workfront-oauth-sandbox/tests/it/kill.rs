//! Killed with SIGKILL while requests are in flight, and started again on the same data: no code is spent twice, no rotated token lives
//! again, no app is lost.
//!
//! `cargo xtask kills` is the long form.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};

use crate::client::{Answer, Request, get, post_form, request};
use crate::flow::TOKEN;
use crate::program::Program;

const REDIRECT: &str = "https://kill.example/callback";
const CLIENTS: usize = 4;

/// What the clients know when the program dies.
#[derive(Default)]
struct Known {
    /// Codes that were exchanged, as far as the answer came.
    spent: Vec<String>,
    /// Codes whose exchange was under way.
    code_in_doubt: Vec<String>,
    /// Refresh tokens that were rotated, as far as the answer came.
    rotated: Vec<String>,
    /// The refresh tokens that took their place.
    live: Vec<String>,
    /// Refresh tokens whose use was under way.
    refresh_in_doubt: Vec<String>,
    /// Apps whose creation was answered, and not their deletion.
    apps: Vec<String>,
    /// Apps whose deletion was answered.
    deleted: Vec<String>,
}

/// A running program and the app that its clients use.
struct Run {
    url: String,
    control_url: String,
    bearer: String,
    app: (String, String),
}

impl Run {
    fn of(program: &Program, app: (String, String)) -> Self {
        Self {
            url: program.text("/url").to_owned(),
            control_url: program.text("/control_url").to_owned(),
            bearer: format!("Bearer {}", program.text("/control_token")),
            app,
        }
    }

    fn control(&self, method: &str, path: &str, body: &Value) -> Option<Answer> {
        request(method, &self.control_url, &format!("/_sandbox/{path}"))
            .with("authorization", &self.bearer)
            .with_body("application/json", body.to_string())
            .try_send()
            .filter(Answer::is_whole)
    }

    fn authorize(&self) -> Option<String> {
        let query = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs([
                ("client_id", self.app.0.as_str()),
                ("redirect_uri", REDIRECT),
                ("response_type", "code"),
            ])
            .finish();
        let answer = get(&self.url, &format!("/integrations/oauth2/authorize?{query}"))
            .try_send()
            .filter(Answer::is_whole)?;
        Some(answer.in_location("code").unwrap_or_else(|| panic!("{answer:?}")))
    }

    fn redemption(&self, code: &str) -> Request {
        let (id, secret) = &self.app;
        let pairs =
            [("grant_type", "authorization_code"), ("code", code), ("redirect_uri", REDIRECT)];
        post_form(&self.url, TOKEN, &pairs).with_basic(id, secret)
    }

    fn refresh(&self, token: &str) -> Request {
        let (id, secret) = &self.app;
        let pairs = [("grant_type", "refresh_token"), ("refresh_token", token)];
        post_form(&self.url, TOKEN, &pairs).with_basic(id, secret)
    }

    /// One client: codes, exchanges, rotations and now and then an app, until the program is gone.
    fn client(&self, number: usize, known: &Mutex<Known>, answered: &AtomicUsize) -> Option<()> {
        let note = |note: &dyn Fn(&mut Known)| note(&mut known.lock().unwrap());
        let count = || answered.fetch_add(1, Ordering::SeqCst);
        loop {
            let code = self.authorize()?;
            count();
            note(&|known| known.code_in_doubt.push(code.clone()));
            let answer = self.redemption(&code).try_send().filter(Answer::is_whole)?;
            assert_eq!(answer.status, 200, "{answer:?}");
            let mut token = answer.text("refresh_token");
            note(&|known| {
                known.code_in_doubt.retain(|other| *other != code);
                known.spent.push(code.clone());
                known.live.push(token.clone());
            });
            count();
            for _ in 0..3 {
                note(&|known| {
                    known.live.retain(|other| *other != token);
                    known.refresh_in_doubt.push(token.clone());
                });
                let answer = self.refresh(&token).try_send().filter(Answer::is_whole)?;
                assert_eq!(answer.status, 200, "{answer:?}");
                let next = answer.text("refresh_token");
                note(&|known| {
                    known.refresh_in_doubt.retain(|other| *other != token);
                    known.rotated.push(token.clone());
                    known.live.push(next.clone());
                });
                token = next;
                count();
            }
            // One app for each client, so that the limit of ten is never met.
            let body = json!({ "type": "spa", "name": format!("Client {number}") });
            let answer = self.control("POST", "apps", &body)?;
            assert_eq!(answer.status, 201, "{answer:?}");
            let app = answer.text("client_id");
            note(&|known| known.apps.push(app.clone()));
            count();
            note(&|known| known.apps.retain(|other| *other != app));
            let answer = self.control("DELETE", &format!("apps/{app}"), &json!({}))?;
            assert_eq!(answer.status, 204, "{answer:?}");
            note(&|known| known.deleted.push(app.clone()));
            count();
        }
    }

    /// What the clients know still holds.
    fn check(&self, known: &Known) {
        for token in &known.rotated {
            assert_eq!(self.refresh(token).send().status, 400, "a rotated token lives again");
        }
        for token in &known.live {
            let answer = self.refresh(token).send();
            assert_eq!(answer.status, 200, "a live token is lost: {answer:?}");
            assert_eq!(self.refresh(token).send().status, 400);
        }
        for token in &known.refresh_in_doubt {
            // Rotated or not, but not both.
            self.refresh(token).send();
            assert_eq!(self.refresh(token).send().status, 400, "a token is rotated twice");
        }
        for code in &known.spent {
            assert_eq!(self.redemption(code).send().status, 400, "a code is spent twice");
        }
        for code in &known.code_in_doubt {
            self.redemption(code).send();
            assert_eq!(self.redemption(code).send().status, 400, "a code is spent twice");
        }
        let there =
            |app: &String| self.control("GET", &format!("apps/{app}"), &json!({})).unwrap().status;
        assert!(known.apps.iter().all(|app| there(app) == 200), "an app is lost");
        assert!(known.deleted.iter().all(|app| there(app) == 404), "a deleted app is back");
        // Room for the next round: an app whose creation was under way may be there or not.
        let apps = self.control("GET", "apps", &json!({})).unwrap().json();
        for app in apps["apps"].as_array().unwrap() {
            let app = app["client_id"].as_str().unwrap();
            if app != self.app.0 {
                self.control("DELETE", &format!("apps/{app}"), &json!({})).unwrap();
            }
        }
    }
}

#[test]
fn killed_in_flight_nothing_that_was_answered_is_lost() {
    let kills = std::env::var("WORKFRONT_SANDBOX_KILLS").ok();
    let kills: u64 = kills.map_or(5, |text| text.parse().expect("a number of kills"));
    let directory = tempfile::tempdir().unwrap();
    let data = directory.path().to_str().unwrap();
    let mut app = None;
    let mut known = Known::default();
    let mut figures = Figures::default();
    for round in 0..=kills {
        let mut program = Program::serve(&["--data", data]);
        let app = app.get_or_insert_with(|| register(&program)).clone();
        let run = Arc::new(Run::of(&program, app));
        run.check(&known);
        figures.add(&known);
        if round == kills {
            break;
        }
        run.control("POST", "consent", &json!({ "mode": "allow" })).unwrap();
        known = killed_after(&mut program, &run, 5 + scattered(round) % 60);
    }
    assert_eq!(figures.kills, kills);
    // Shown where the output is not captured: on a line of its own, for a program to find.
    print(&format!("\n{figures}\n"));
}

/// What was checked after all kills together.
#[derive(Default)]
struct Figures {
    kills: u64,
    spent: usize,
    code_in_doubt: usize,
    rotated: usize,
    live: usize,
    refresh_in_doubt: usize,
    apps: usize,
}

impl Figures {
    /// Counts what was known when the program died. Nothing was known before the first time.
    fn add(&mut self, known: &Known) {
        let before = self.spent + self.code_in_doubt;
        self.spent += known.spent.len();
        self.code_in_doubt += known.code_in_doubt.len();
        self.rotated += known.rotated.len();
        self.live += known.live.len();
        self.refresh_in_doubt += known.refresh_in_doubt.len();
        self.apps += known.apps.len() + known.deleted.len();
        self.kills += u64::from(self.spent + self.code_in_doubt > before);
    }
}

impl std::fmt::Display for Figures {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { kills, spent, code_in_doubt, rotated, live, refresh_in_doubt, apps } = self;
        write!(
            f,
            "kills {kills}, codes spent {spent}, codes in doubt {code_in_doubt}, tokens rotated {rotated}, \
             tokens live {live}, tokens in doubt {refresh_in_doubt}, apps {apps}, lost or twice 0"
        )
    }
}

fn print(text: &str) {
    use std::io::Write as _;
    std::io::stdout().write_all(text.as_bytes()).unwrap();
}

/// Lets the clients work until so many requests are answered, and kills the program then.
fn killed_after(program: &mut Program, run: &Arc<Run>, requests: usize) -> Known {
    let known = Arc::new(Mutex::new(Known::default()));
    let answered = Arc::new(AtomicUsize::new(0));
    let clients: Vec<_> = (0..CLIENTS)
        .map(|number| {
            let (run, known, answered) =
                (Arc::clone(run), Arc::clone(&known), Arc::clone(&answered));
            std::thread::spawn(move || run.client(number, &known, &answered))
        })
        .collect();
    while answered.load(Ordering::SeqCst) < requests
        && clients.iter().all(|client| !client.is_finished())
    {
        std::thread::yield_now();
    }
    program.child.kill().unwrap();
    program.child.wait().unwrap();
    for client in clients {
        client.join().unwrap();
    }
    Arc::into_inner(known).unwrap().into_inner().unwrap()
}

/// A web app with rotation, over the control port: the secrets of the demo apps are only in the first line of the first run.
fn register(program: &Program) -> (String, String) {
    for app in program.control("GET", "apps", None)["apps"].as_array().unwrap() {
        let path = format!("/_sandbox/apps/{}", app["client_id"].as_str().unwrap());
        let bearer = format!("Bearer {}", program.text("/control_token"));
        request("DELETE", program.text("/control_url"), &path)
            .with("authorization", &bearer)
            .send();
    }
    let body =
        json!({ "type": "web", "name": "Kill", "redirect_urls": [REDIRECT], "rotation": true });
    let app = program.control("POST", "apps", Some(&body));
    let text = |name: &str| app[name].as_str().unwrap().to_owned();
    (text("client_id"), text("client_secret"))
}

/// A number that differs from round to round, the same in each run.
fn scattered(round: u64) -> usize {
    // Knuth's multiplicative hash.
    usize::try_from((round + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 40).unwrap()
}
