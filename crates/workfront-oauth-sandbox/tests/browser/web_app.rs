//! A web app, from **Create app integration** to its last token.

use std::time::Duration;

use thirtyfour::prelude::*;

use crate::Outcome;
use crate::app_server::AppServer;
use crate::protocol::Answer;
use crate::visit::Visit;

/// Creates a web app with `redirect_uri` on the pages, and gives its Client ID and client secret.
pub(crate) async fn create(visit: &Visit, redirect_uri: &str) -> WebDriverResult<(String, String)> {
    visit.open_setup().await?;
    let client_id = visit.create_app("User Authentication", "Planner").await?;
    let secret = visit.value_of("new_client_secret").await?;
    visit.fill("redirect_url-1", redirect_uri).await?;
    visit.save().await?;
    Ok((client_id, secret))
}

/// **Allow access**, and what the code is exchanged for.
async fn tokens(
    visit: &Visit,
    (client_id, secret): (&str, &str),
    redirect_uri: &str,
) -> Result<Answer, Box<dyn std::error::Error>> {
    visit.open(&visit.authorization(client_id, redirect_uri, "s")).await?;
    if visit.count("main .permissions").await? > 0 {
        visit.press("Allow access").await?;
    }
    let code = visit.parameter("code").await?.ok_or("no code")?;
    Ok(visit.protocol.redeem((client_id, secret), &code, redirect_uri).await?)
}

#[tokio::test]
async fn a_web_app_is_created_used_and_revoked() -> Outcome {
    let visit = Visit::begin().await?;
    let server = AppServer::start().await?;
    visit.open_setup().await?;
    let client_id = visit.create_app("User Authentication", "Planner").await?;
    assert_eq!(client_id.len(), 32);
    let warning = visit.text_of(".shown-once").await?;
    assert!(warning.contains("you won’t be able to see it again"), "{warning}");
    let secret = visit.value_of("new_client_secret").await?;
    assert_eq!(secret.len(), 43);

    let location = visit.address().await?;
    assert!(!location.as_str().contains(&secret), "{location}");
    visit.leave(visit.driver().refresh()).await?;
    assert_eq!(visit.count("#new_client_secret").await?, 0, "loaded again, it is not shown again");
    assert_eq!(visit.count("input[name^='note:']").await?, 1, "nor is there a second one");

    visit.fill("redirect_url-1", &server.callback()).await?;
    visit.fill("description", "Plans\nthings").await?;
    visit.fill("description_url", "https://app.example/about").await?;
    visit.driver().find(By::Css("input[name^='note:']")).await?.send_keys("for staging").await?;
    visit.save().await?;
    let page = visit.text_of("main").await?;
    let last_four = &secret[secret.len() - 4..];
    assert!(page.contains(last_four) && !page.contains(&secret), "masked once the page was left");
    assert_eq!(visit.count("#new_client_secret").await?, 0);
    let note = visit.driver().find(By::Css("input[name^='note:']")).await?;
    assert_eq!(note.prop("value").await?.as_deref(), Some("for staging"));
    assert_eq!(visit.value_of("description").await?, "Plans\nthings");
    assert!(page.contains("Last usage\nNever"));

    // `state` is echoed byte for byte, whatever is in it.
    let state = "a+b%20c&d=\"<é>";
    visit.open(&visit.authorization(&client_id, &server.callback(), state)).await?;
    let consent = visit.text_of("main").await?;
    for line in [
        "Planner wants to access your Workfront account",
        "Retrieve content and information that you have access to",
        "Create, edit, and delete records that you have access to",
        "Plans things",
        "About this app (opens a new tab)",
    ] {
        assert!(consent.contains(line), "{line}: {consent}");
    }
    visit.press("Cancel").await?;
    assert_eq!(visit.heading().await?, "Back at the app");
    assert_eq!(visit.parameter("error").await?.as_deref(), Some("access_denied"));
    assert_eq!(visit.parameter("state").await?.as_deref(), Some(state));
    assert_eq!(visit.parameter("code").await?, None);

    visit.open(&visit.authorization(&client_id, &server.callback(), state)).await?;
    visit.press("Allow access").await?;
    assert_eq!(visit.heading().await?, "Back at the app");
    assert_eq!(visit.parameter("state").await?.as_deref(), Some(state));
    assert_eq!(visit.parameter("domain").await?.as_deref(), Some("myorganization"));
    let code = visit.parameter("code").await?.ok_or("no code")?;

    let app = (client_id.as_str(), secret.as_str());
    let tokens = visit.protocol.redeem(app, &code, &server.callback()).await?;
    assert_eq!(tokens.status, 200, "{tokens:?}");
    assert_eq!(visit.protocol.api(tokens.text("access_token")).await?, 200);
    let revoked = visit.protocol.revoke(app, tokens.text("refresh_token")).await?;
    assert_eq!(revoked.status, 200, "{revoked:?}");
    assert_eq!(visit.protocol.api(tokens.text("access_token")).await?, 401);
    assert_eq!(visit.protocol.refresh(app, tokens.text("refresh_token")).await?.status, 400);

    visit.open_app(&client_id).await?;
    let used = visit.text_of(".item .facts").await?;
    assert!(!used.contains("Never"), "the page knows when the secret was last used: {used}");
    visit.end().await
}

#[tokio::test]
async fn a_secret_is_replaced_by_adding_one_and_deleting_the_other() -> Outcome {
    let visit = Visit::begin().await?;
    let server = AppServer::start().await?;
    let (client_id, old) = create(&visit, &server.callback()).await?;
    let answer = tokens(&visit, (&client_id, &old), &server.callback()).await?;
    let refresh_token = answer.text("refresh_token").to_owned();

    visit.open_app(&client_id).await?;
    visit.fill("description", "typed and not saved").await?;
    visit.press("Add client secret").await?;
    let new = visit.value_of("new_client_secret").await?;
    assert_ne!(old, new);
    let told = visit.text_of(".told").await?;
    assert!(told.contains("not saved yet"), "{told}");
    assert_eq!(visit.value_of("description").await?, "typed and not saved");
    visit.leave(visit.driver().refresh()).await?;
    assert_eq!(visit.count("input[name^='note:']").await?, 2, "loaded again, it adds no other");
    assert_eq!(visit.value_of("description").await?, "typed and not saved");
    for secret in [&old, &new] {
        let refreshed = visit.protocol.refresh((&client_id, secret), &refresh_token).await?;
        assert_eq!(refreshed.status, 200, "both secrets work until one is deleted");
    }

    visit.open_app(&client_id).await?;
    assert_eq!(visit.value_of("description").await?, "");
    // The older one stands first.
    visit.delete("Delete client secret").await?;
    assert_eq!(visit.count("input[name^='note:']").await?, 1);
    let refused = visit.protocol.refresh((&client_id, &old), &refresh_token).await?;
    assert_eq!((refused.status, refused.text("error")), (401, "invalid_client"));
    let refreshed = visit.protocol.refresh((&client_id, &new), &refresh_token).await?;
    assert_eq!(refreshed.status, 200);
    visit.end().await
}

#[tokio::test]
async fn rotation_and_expirations_are_what_the_page_says() -> Outcome {
    let visit = Visit::begin().await?;
    let server = AppServer::start().await?;
    let (client_id, secret) = create(&visit, &server.callback()).await?;
    let app = (client_id.as_str(), secret.as_str());

    let answer = tokens(&visit, app, &server.callback()).await?;
    let kept = visit.protocol.refresh(app, answer.text("refresh_token")).await?;
    assert_eq!(kept.text("refresh_token"), answer.text("refresh_token"), "rotation is off");

    visit.open_app(&client_id).await?;
    visit.choose("Rotate refresh token every time it is used").await?;
    visit.select("absolute", "6 months (180 days)").await?;
    visit.select("inactivity", "7 days").await?;
    visit.save().await?;
    assert!(visit.field("rotation").await?.is_selected().await?);
    assert_eq!(visit.value_of("absolute").await?, "15552000");

    let answer = tokens(&visit, app, &server.callback()).await?;
    let first = answer.text("refresh_token").to_owned();
    let answer = visit.protocol.refresh(app, &first).await?;
    let second = answer.text("refresh_token").to_owned();
    assert_ne!(first, second, "rotation is on");
    assert_eq!(visit.protocol.refresh(app, &first).await?.status, 400);

    visit.sandbox.advance(Duration::from_secs(7 * 86_400))?;
    let idle = visit.protocol.refresh(app, &second).await?;
    assert_eq!((idle.status, idle.text("error")), (400, "invalid_grant"));

    // A week later nobody is logged in any more either.
    visit.open(&visit.authorization(&client_id, &server.callback(), "s")).await?;
    visit.log_in("admin").await?;
    let code = visit.parameter("code").await?.ok_or("the consent is remembered")?;
    let answer = visit.protocol.redeem(app, &code, &server.callback()).await?;
    let mut token = answer.text("refresh_token").to_owned();
    for _ in 0..29 {
        visit.sandbox.advance(Duration::from_secs(6 * 86_400))?;
        token = visit.protocol.refresh(app, &token).await?.text("refresh_token").to_owned();
    }
    visit.sandbox.advance(Duration::from_secs(6 * 86_400))?;
    let over = visit.protocol.refresh(app, &token).await?;
    assert_eq!(over.status, 400, "180 days are over, however active the app was");
    visit.end().await
}

#[tokio::test]
async fn only_registered_redirect_urls_get_a_code() -> Outcome {
    let visit = Visit::begin().await?;
    let (one, two) = (AppServer::start().await?, AppServer::start().await?);
    let (client_id, _) = create(&visit, &one.callback()).await?;
    visit.open(&visit.authorization(&client_id, "https://other.example/callback", "s")).await?;
    assert_eq!(visit.heading().await?, "This app cannot be authorized");
    assert!(
        visit.address().await?.as_str().starts_with(visit.sandbox.url()),
        "shown, not redirected"
    );

    visit.open_app(&client_id).await?;
    visit.press("+ Add another").await?;
    visit.fill("redirect_url-2", "https://other.example/callback").await?;
    visit.press("+ Add another").await?;
    visit.fill("redirect_url-3", &two.callback()).await?;
    visit.press("Remove redirect URL 2").await?;
    visit.save().await?;
    assert_eq!(visit.value_of("redirect_url-2").await?, two.callback());

    for server in [&one, &two] {
        visit.open(&visit.authorization(&client_id, &server.callback(), "s")).await?;
        if visit.count(".permissions").await? > 0 {
            visit.press("Allow access").await?;
        }
        let address = visit.address().await?;
        assert!(address.as_str().starts_with(&server.callback()), "{address}");
        assert!(visit.parameter("code").await?.is_some());
    }
    visit.end().await
}
