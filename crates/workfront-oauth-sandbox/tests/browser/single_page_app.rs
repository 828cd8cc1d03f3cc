//! A single-page app: PKCE and `fetch` in the browser's own JavaScript, from another site (page 003).

use serde_json::{Value, json};

use crate::Outcome;
use crate::app_server::AppServer;
use crate::protocol::Answer;
use crate::visit::Visit;

/// Calls one of the app's functions where it runs.
async fn call(
    visit: &Visit,
    function: &str,
    arguments: Vec<Value>,
) -> Result<Answer, Box<dyn std::error::Error>> {
    let script = format!(
        "const done = arguments[arguments.length - 1];
         {function}(...[...arguments].slice(0, -1)).then(done, (error) => done({{status: 0, body: String(error)}}));"
    );
    let value = visit.driver().execute_async(script, arguments).await?;
    let value = value.json();
    let status = value["status"].as_u64().ok_or("no status")?;
    Ok(Answer { status: u16::try_from(status)?, body: value["body"].clone() })
}

#[tokio::test]
async fn a_single_page_app_logs_in_refreshes_and_revokes_with_fetch() -> Outcome {
    let visit = Visit::begin().await?;
    let app = AppServer::single_page().await?;
    let server = visit.sandbox.url().to_owned();
    visit.open_setup().await?;
    let client_id = visit.create_app("Single-page web application", "Board").await?;
    assert_eq!(visit.count("#new_client_secret").await?, 0, "a single-page app has no secret");
    visit.fill("redirect_url-1", &app.callback()).await?;
    visit.choose("Rotate refresh token every time it is used").await?;
    visit.fill("developer_name", "Board & Sons").await?;
    visit.fill("developer_email", "board@app.example").await?;
    visit.fill("privacy_policy_url", "https://app.example/privacy").await?;
    visit.save().await?;

    visit.open(&format!("{}/", app.origin)).await?;
    let script = "logIn(arguments[0], arguments[1])";
    visit.driver().execute(script, vec![json!(server), json!(client_id)]).await?;
    wait_for_heading(&visit, "Board wants to access your Workfront account").await?;
    let consent = visit.text_of("main").await?;
    assert!(consent.contains("Developed by Board & Sons") && consent.contains("Privacy policy"));
    visit.press("Allow access").await?;
    assert_eq!(visit.heading().await?, "A single-page app");
    assert_eq!(visit.parameter("domain").await?.as_deref(), Some("myorganization"));
    assert_eq!(visit.parameter("lane").await?.as_deref(), Some("my"));

    let tokens = call(&visit, "redeem", vec![]).await?;
    assert_eq!(tokens.status, 200, "{tokens:?}");
    assert_eq!(tokens.text("token_type"), "sessionID");
    assert_eq!(visit.protocol.api(tokens.text("access_token")).await?, 200);

    // The other half of PKCE: the same code again, and a code without its verifier, give nothing.
    assert_eq!(call(&visit, "redeem", vec![]).await?.status, 400);

    let (server, client_id) = (json!(server), json!(client_id));
    visit.open(&format!("{}/", app.origin)).await?;
    let logged_in = visit.driver().execute(script, vec![server.clone(), client_id.clone()]).await;
    logged_in?;
    wait_for_heading(&visit, "A single-page app").await?;
    let tokens = call(&visit, "redeem", vec![]).await?;
    let first = json!(tokens.text("refresh_token"));
    let refreshed =
        call(&visit, "refresh", vec![server.clone(), client_id.clone(), first.clone()]).await?;
    assert_eq!(refreshed.status, 200, "{refreshed:?}");
    let second = json!(refreshed.text("refresh_token"));
    assert_ne!(first, second, "rotation was ticked on the page");
    let again = call(&visit, "refresh", vec![server.clone(), client_id.clone(), first]).await?;
    assert_eq!((again.status, again.text("error")), (400, "invalid_grant"));

    let access_token = refreshed.text("access_token").to_owned();
    assert_eq!(visit.protocol.api(&access_token).await?, 200);
    let revoked =
        call(&visit, "revoke", vec![server.clone(), client_id.clone(), second.clone()]).await?;
    assert_eq!(revoked.status, 200);
    assert_eq!(visit.protocol.api(&access_token).await?, 401);
    assert_eq!(call(&visit, "refresh", vec![server, client_id, second]).await?.status, 400);
    visit.end().await
}

#[tokio::test]
async fn the_browser_lets_no_other_site_read_an_answer() -> Outcome {
    let visit = Visit::begin().await?;
    let (app, stranger) = (AppServer::single_page().await?, AppServer::single_page().await?);
    visit.open_setup().await?;
    let client_id = visit.create_app("Single-page web application", "Board").await?;
    visit.fill("redirect_url-1", &app.callback()).await?;
    visit.save().await?;
    let arguments = vec![json!(visit.sandbox.url()), json!(client_id), json!("no token")];
    // By another name: of a loopback address, the port may be any.
    let stranger = stranger.origin.replace("localhost", "stranger.localhost");
    visit.open(&format!("{stranger}/")).await?;
    let blocked = call(&visit, "refresh", arguments.clone()).await?;
    assert_eq!(blocked.status, 0, "{blocked:?}");
    visit.open(&format!("{}/", app.origin)).await?;
    assert_eq!(call(&visit, "refresh", arguments).await?.status, 400);
    visit.end().await
}

/// The script leaves the page by itself, so the next one has to be waited for.
async fn wait_for_heading(visit: &Visit, heading: &str) -> Outcome {
    use thirtyfour::prelude::*;
    let query = visit.driver().query(By::Tag("h1")).with_text(heading.to_owned());
    query.first().await?;
    Ok(())
}
