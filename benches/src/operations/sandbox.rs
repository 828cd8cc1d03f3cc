//! The sandbox as a running server: refreshes over HTTP.

use std::path::Path;

use anyhow::Context;
use serde_json::Value;
use url::form_urlencoded::Serializer;
use workfront_oauth_sandbox::authority::AppKind;
use workfront_oauth_sandbox::{AppAnnounced, Sandbox};

use crate::connection::Connection;
use crate::fixed_answer::FixedAnswer;
use crate::operation::{Operation, Work};
use crate::operations::mock_server::MockServer;
use crate::refreshing::Refreshing;

/// Refreshes, each rotating its token, of a sandbox in memory; beside its HTTP stack with nothing behind it.
pub(crate) fn beside_its_stack() -> anyhow::Result<Operation> {
    let sandbox = Sandbox::builder().start()?;
    let fixed = FixedAnswer::start(TOKEN, log_in(&sandbox)?)?;
    let mut theirs =
        Refreshing::new(fixed.origin(), TOKEN, &credentials(web(&sandbox)?), any_tokens())?;
    Ok(Operation {
        peer: "axum, a fixed answer".to_owned(),
        // Half of the stack's throughput.
        target: 2.0,
        allocations_target: None,
        served: Some(AT_ONCE),
        ours: refreshes(sandbox)?,
        theirs: Box::new(move || {
            let _running = &fixed;
            round(&mut theirs);
        }),
    })
}

/// The same beside the mock server that Node projects use, which signs each token with a key of its own.
pub(crate) fn beside_the_mock_server(node: &Path) -> anyhow::Result<Operation> {
    let sandbox = Sandbox::builder().start()?;
    let server = MockServer::start(node)?;
    let form = credentials(web(&sandbox)?);
    let mut theirs = Refreshing::new(server.origin(), "/token", &form, any_tokens())?;
    Ok(Operation {
        peer: "npm oauth2-mock-server".to_owned(),
        target: 0.1,
        allocations_target: None,
        served: Some(AT_ONCE),
        ours: refreshes(sandbox)?,
        theirs: Box::new(move || {
            let _running = &server;
            round(&mut theirs);
        }),
    })
}

fn refreshes(sandbox: Sandbox) -> anyhow::Result<Work> {
    let mut clients = clients(&sandbox)?;
    Ok(Box::new(move || {
        let _running = &sandbox;
        round(&mut clients);
    }))
}

fn round(clients: &mut Refreshing) {
    let outcome = clients.round();
    assert!(outcome.is_ok(), "a refresh is refused: {outcome:?}");
}

/// For a server that takes any.
fn any_tokens() -> Vec<String> {
    (0..AT_ONCE).map(|_| "q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQ".to_owned()).collect()
}

/// Clients of a sandbox, each with tokens of its own.
pub(crate) fn clients(sandbox: &Sandbox) -> anyhow::Result<Refreshing> {
    let tokens = (0..AT_ONCE).map(|_| refresh_token(sandbox)).collect::<anyhow::Result<_>>()?;
    Refreshing::new(sandbox.url(), TOKEN, &credentials(web(sandbox)?), tokens)
}

/// What a refresh says before the token.
fn credentials(app: &AppAnnounced) -> String {
    let secret = app.client_secret.as_deref().unwrap_or_default();
    let mut form = Serializer::new(String::new());
    form.append_pair("grant_type", "refresh_token")
        .append_pair("client_id", &app.client_id)
        .append_pair("client_secret", secret)
        .append_pair("refresh_token", "");
    form.finish()
}

fn refresh_token(sandbox: &Sandbox) -> anyhow::Result<String> {
    let tokens: Value = serde_json::from_str(&log_in(sandbox)?)?;
    let token = tokens.get("refresh_token").and_then(Value::as_str);
    Ok(token.context("no refresh token")?.to_owned())
}

/// A whole log-in of the demo's web app; gives the body with its tokens.
fn log_in(sandbox: &Sandbox) -> anyhow::Result<String> {
    let mut connection = Connection::open(sandbox.url())?;
    sandbox.consent_as("planner").context("the demo has no planner")?;
    let app = web(sandbox)?;
    let redirect_uri = app.redirect_uris.first().context("the demo's app has no redirect URL")?;
    let mut query = Serializer::new(String::new());
    query
        .append_pair("client_id", &app.client_id)
        .append_pair("redirect_uri", redirect_uri)
        .append_pair("response_type", "code");
    let host = sandbox.url().trim_start_matches("http://");
    let path = format!("/integrations/oauth2/authorize?{}", query.finish());
    connection.send(format!("GET {path} HTTP/1.1\r\nhost: {host}\r\n\r\n").as_bytes())?;
    let location = connection.answer()?.header("location").context("no redirect")?.to_owned();
    let location = url::Url::parse(&location)?;
    let code = location.query_pairs().find(|(name, _)| name == "code").context("no code")?.1;
    let mut form = Serializer::new(String::new());
    form.append_pair("grant_type", "authorization_code")
        .append_pair("code", &code)
        .append_pair("redirect_uri", redirect_uri)
        .append_pair("client_id", &app.client_id)
        .append_pair("client_secret", app.client_secret.as_deref().unwrap_or_default());
    let form = form.finish();
    let request = format!(
        "POST {TOKEN} HTTP/1.1\r\nhost: {host}\r\ncontent-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n\r\n{form}",
        form.len()
    );
    connection.send(request.as_bytes())?;
    Ok(connection.answer()?.body.to_owned())
}

fn web(sandbox: &Sandbox) -> anyhow::Result<&AppAnnounced> {
    sandbox.app(AppKind::Web).context("the demo has no web app")
}

const TOKEN: &str = "/integrations/oauth2/api/v1/token";
/// As many clients as keep a server of two threads busy.
pub(crate) const AT_ONCE: u32 = 16;
