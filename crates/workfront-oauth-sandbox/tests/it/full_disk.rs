//! A disk that takes no more: every endpoint and page says 503, and nothing has happened.

use std::process::Command;

use serde_json::{Value, json};

use crate::client::{Answer, Request, get, post_form, request};
use crate::flow::{AUTHORIZE, REVOKE, SEARCH, TOKEN};
use crate::program::{PROGRAM, Program};

const APPS: &str = "/setup/oauth2-applications";

/// The program on a file that cannot grow beyond what a start needs. The shell ignores the signal that would end it then.
fn cramped(data: &str) -> Program {
    let script = "trap '' XFSZ; ulimit -f 512; exec \"$0\" serve --data \"$1\"";
    Program::spawn(Command::new("sh").args(["-c", script, PROGRAM, data]))
}

fn fill(program: &Program, client_id: &str) {
    let description = "a full disk ".repeat(100);
    let full = (0..1_000).any(|number| {
        let save = json!({ "description": format!("{number} {description}") });
        let answer = program.control("PATCH", &format!("apps/{client_id}"), Some(&save));
        answer["error"] == "unavailable"
    });
    assert!(full, "the disk was never full");
}

fn not_kept(what: &str, answer: &Answer) {
    assert_eq!(answer.status, 503, "{what}: {answer:?}");
    assert!(answer.header("location").is_none() && answer.header("set-cookie").is_none(), "{what}");
}

#[test]
fn every_endpoint_and_page_says_503_when_nothing_can_be_kept() {
    let directory = tempfile::tempdir().unwrap();
    let program = cramped(directory.path().to_str().unwrap());
    let url = program.text("/url").to_owned();
    let text = |pointer: &str| program.text(pointer).to_owned();
    let (client_id, secret) = (text("/apps/0/client_id"), text("/apps/0/client_secret"));
    let redirect_uri = text("/apps/0/redirect_uris/0");
    let (username, password) = (text("/users/0/username"), text("/users/0/password"));

    // All that has to be there before the disk is full: a session, a form of each kind, a code and tokens.
    let log_in = |page: Answer| {
        let ticket = page.hidden("ticket");
        let form = [("username", &*username), ("password", &*password), ("ticket", &*ticket)];
        post_form(&url, "/login", &form).send()
    };
    let cookie = log_in(get(&url, "/login").send()).cookie().unwrap().to_owned();
    let as_admin = |request: Request| request.with("cookie", &cookie).send();
    let csrf = as_admin(get(&url, &format!("{APPS}/new"))).hidden("csrf");
    let query = url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs([("client_id", &client_id), ("redirect_uri", &redirect_uri)])
        .append_pair("response_type", "code")
        .finish();
    let authorize = format!("{AUTHORIZE}?{query}");
    let ask = || as_admin(get(&url, &authorize)).hidden("ticket");
    let (to_allow, to_keep) = (ask(), ask());
    let allow = |ticket: &str| {
        let form = [("ticket", ticket), ("decision", "allow")];
        as_admin(post_form(&url, "/integrations/oauth2/consent", &form))
    };
    let redeem = |code: &str| {
        let form = [
            ("grant_type", "authorization_code"),
            ("redirect_uri", &*redirect_uri),
            ("code", code),
        ];
        post_form(&url, TOKEN, &form).with_basic(&client_id, &secret).send()
    };
    let tokens = redeem(&allow(&to_allow).in_location("code").unwrap());
    let (session, refresh_token) = (tokens.text("access_token"), tokens.text("refresh_token"));
    let fresh_code = as_admin(get(&url, &authorize)).in_location("code").unwrap();

    fill(&program, &client_id);
    let journal = program.control("GET", "journal", None);
    let before = (journal["next"].as_u64(), program.control("GET", "state", None));

    not_kept("log in", &log_in(get(&url, "/login").send()));
    not_kept("log out", &as_admin(post_form(&url, "/logout", &[("csrf", &csrf)])));
    not_kept("allow", &allow(&to_keep));
    not_kept("allow, remembered", &as_admin(get(&url, &authorize)));
    not_kept("code", &redeem(&fresh_code));
    let refresh = [("grant_type", "refresh_token"), ("refresh_token", &*refresh_token)];
    let post = |path, form: &[(&str, &str)]| {
        post_form(&url, path, form).with_basic(&client_id, &secret).send()
    };
    not_kept("refresh", &post(TOKEN, &refresh));
    not_kept("revoke", &post(REVOKE, &[("token", &refresh_token)]));
    let api = |path: &str| get(&url, path).with("sessionID", &session).send();
    not_kept("search", &api(SEARCH));
    not_kept("API log-out", &api("/attask/api/v14.0/logout"));
    let create = [("csrf", &*csrf), ("type", "web"), ("name", "One more")];
    not_kept("create", &as_admin(post_form(&url, &format!("{APPS}/new"), &create)));
    let page = format!("{APPS}/{client_id}");
    for action in ["save", "add-secret"] {
        let name = [("csrf", &*csrf), ("action", action), ("name", "Another name")];
        let fields = [&name[..], &[("absolute", "0"), ("inactivity", "0")]].concat();
        let form = request("POST", &url, &page).with_multipart(&fields, &[]);
        not_kept(action, &as_admin(form));
    }
    let delete = post_form(&url, &format!("{page}/delete"), &[("csrf", &csrf)]);
    not_kept("delete", &as_admin(delete));
    let bearer = format!("Bearer {}", program.text("/control_token"));
    for (method, path) in [("DELETE", format!("apps/{client_id}")), ("POST", "snapshot".to_owned())]
    {
        let call = request(method, program.text("/control_url"), &format!("/_sandbox/{path}"));
        not_kept(&path, &call.with("authorization", &bearer).send());
    }

    let (since, state) = before;
    let path = format!("journal?since={}", since.unwrap());
    let entries = program.control("GET", &path, None);
    for entry in
        entries["entries"].as_array().unwrap().iter().filter(|entry| entry["status"] == 503)
    {
        assert_eq!(entry["judgement"]["rule"], "storage.kept", "{entry}");
        assert_eq!(entry["judgement"]["outcome"], Value::from("refused"));
    }
    assert_eq!(program.control("GET", "state", None), state, "nothing has happened");
    assert_eq!(as_admin(get(&url, APPS)).status, 200, "what needs nothing kept goes on");
}
