//! Log-in: the page, its refusals, log-out, and the stand-in for an identity provider.

use thirtyfour::prelude::*;
use workfront_oauth_sandbox::Sandbox;
use workfront_oauth_sandbox::policy::Policy;
use workfront_oauth_sandbox::policy::choice::IdentityProvider;

use crate::Outcome;
use crate::app_server::AppServer;
use crate::visit::{APPS, Visit};
use crate::web_app;

#[tokio::test]
async fn log_in_leads_to_what_was_asked_for_and_log_out_ends_it() -> Outcome {
    let visit = Visit::begin().await?;
    visit.open(APPS).await?;
    visit.fill("username", "admin").await?;
    visit.fill("password", "wrong").await?;
    visit.press("Log in").await?;
    assert_eq!(visit.text_of("#problems p").await?, "No user has this username and password.");
    assert_eq!(visit.value_of("username").await?, "admin");
    assert_eq!(visit.value_of("password").await?, "", "a password is never sent back");
    visit.log_in("admin").await?;
    assert_eq!(visit.address().await?.path(), APPS);

    let cookies = visit.driver().get_all_cookies().await?;
    assert!(cookies.iter().all(|cookie| cookie.http_only == Some(true)));
    let old = visit.cookie().await?;
    visit.press("Log out").await?;
    assert_eq!(visit.heading().await?, "Log in to Workfront");
    visit.open(APPS).await?;
    assert_eq!(visit.heading().await?, "Log in to Workfront");
    let apps = format!("{}{APPS}", visit.sandbox.url());
    let answer = visit.protocol.http.get(apps).header("cookie", old).send().await?;
    assert_eq!(answer.status(), 303, "the session itself is over, not just its cookie");
    visit.end().await
}

#[tokio::test]
async fn the_keyboard_is_enough() -> Outcome {
    let visit = Visit::begin().await?;
    visit.open("/login").await?;
    let password = visit.sandbox.users()[0].password.clone();
    let username = visit.sandbox.users()[0].username.clone();
    let focused = visit.driver().active_element().await?;
    assert_eq!(focused.id().await?.as_deref(), Some("username"), "the first field has the focus");
    focused.send_keys(username + Key::Tab).await?;
    let focused = visit.driver().active_element().await?;
    visit.leave(focused.send_keys(password + Key::Enter)).await?;
    assert_eq!(visit.heading().await?, "Addresses");

    // The first stop of the Tab key leads past the navigation.
    visit.driver().action_chain().send_keys(Key::Tab).perform().await?;
    let skip = visit.driver().active_element().await?;
    assert_eq!(skip.text().await?, "Skip to the content");
    skip.send_keys(Key::Enter + "").await?;
    let focused = visit.driver().active_element().await?;
    assert_eq!(focused.id().await?.as_deref(), Some("content"));
    visit.end().await
}

#[tokio::test]
async fn single_sign_on_goes_by_way_of_the_identity_provider() -> Outcome {
    let mut policy = Policy::default();
    policy.identity_provider = IdentityProvider::SingleSignOn;
    let visit = Visit::at(Sandbox::builder().with_policy(policy)).await?;
    let server = AppServer::start().await?;
    visit.open(APPS).await?;
    assert_eq!(visit.heading().await?, "Log in with your organization");
    assert_eq!(visit.address().await?.path(), "/sso/log-in");
    visit.fill("username", "admin").await?;
    visit.fill("password", "wrong").await?;
    visit.press("Log in").await?;
    assert_eq!(visit.count("#problems").await?, 1);
    visit.driver().delete_all_cookies().await?;

    let (client_id, secret) = web_app::create(&visit, &server.callback()).await?;
    visit.driver().delete_all_cookies().await?;
    visit.open(&visit.authorization(&client_id, &server.callback(), "s")).await?;
    visit.log_in("planner").await?;
    assert!(visit.text_of(".account").await?.contains("planner"));
    visit.press("Allow access").await?;
    let code = visit.parameter("code").await?.ok_or("no code")?;
    let answer = visit.protocol.redeem((&client_id, &secret), &code, &server.callback()).await?;
    assert_eq!(answer.status, 200);
    visit.end().await
}
