//! Setup > System > OAuth2 Applications: who may see it, what it refuses, and what **Delete** takes with it.

use thirtyfour::prelude::*;
use workfront_oauth_sandbox::Sandbox;
use workfront_oauth_sandbox::policy::Policy;
use workfront_oauth_sandbox::policy::choice::Wording;

use crate::Outcome;
use crate::app_server::AppServer;
use crate::visit::{APPS, Visit};
use crate::web_app;

#[tokio::test]
async fn only_administrators_see_setup() -> Outcome {
    let visit = Visit::begin().await?;
    let client_id = visit.sandbox.apps()[0].client_id.clone();
    visit.open(APPS).await?;
    visit.log_in("planner").await?;
    let app = format!("{APPS}/{client_id}");
    for path in [APPS, &format!("{APPS}/new"), &app, &format!("{app}/delete"), "/inspector"] {
        visit.open(path).await?;
        assert_eq!(visit.heading().await?, "You need to be a Workfront administrator", "{path}");
    }
    let deleted = visit
        .protocol
        .http
        .post(format!("{}{app}/delete", visit.sandbox.url()))
        .header("cookie", visit.cookie().await?)
        .form(&[("csrf", "")])
        .send()
        .await?;
    assert_eq!(deleted.status(), 403);
    visit.end().await
}

#[tokio::test]
async fn the_eleventh_app_is_refused() -> Outcome {
    let visit = Visit::begin().await?;
    visit.open_setup().await?;
    let before = visit.sandbox.apps().len();
    visit.follow("Create app integration").await?;
    let open_before = visit.driver().window().await?;
    visit.choose("User Authentication").await?;
    visit.fill("name", "One too many").await?;
    let tab = visit.driver().new_tab().await?;
    visit.driver().switch_to_window(tab).await?;
    for number in before..10 {
        visit.create_app("User Authentication", &format!("App {number}")).await?;
    }
    visit.open(APPS).await?;
    assert_eq!(visit.count("tbody tr").await?, 10);
    assert!(visit.text_of("#count").await?.starts_with("10 of 10 OAuth2 applications in use."));
    assert!(!visit.button("Create app integration").await?.is_enabled().await?);

    // A page that was open before is refused by the server itself.
    visit.driver().switch_to_window(open_before).await?;
    visit.press("Create").await?;
    assert!(visit.text_of("#problems").await?.contains("up to ten OAuth2 applications"));
    visit.open(&format!("{APPS}/new")).await?;
    assert!(
        !visit.button("Create").await?.is_enabled().await?,
        "it says so before it is filled in"
    );
    visit.end().await
}

#[tokio::test]
async fn what_is_wrong_is_said_at_the_top_and_beside_its_field() -> Outcome {
    let visit = Visit::begin().await?;
    visit.open_setup().await?;
    visit.follow("Create app integration").await?;
    let hint = visit.driver().find(By::Id("type-web-hint")).await?;
    visit.driver().action_chain().move_to_element_center(&hint).click().perform().await?;
    let chosen = visit.field("type-web").await?;
    assert!(chosen.is_selected().await?, "a press on what a card says chooses its type");
    visit.driver().refresh().await?;
    // The browser would not send an empty form; somebody without one would.
    visit.driver().execute("document.querySelector('main form').noValidate = true", vec![]).await?;
    visit.press("Create").await?;
    assert_eq!(visit.count("#problems a").await?, 2);
    assert!(visit.driver().title().await?.starts_with("Error: "));

    visit.create_app("User Authentication", "Planner").await?;
    visit.fill("name", " ").await?;
    visit.fill("redirect_url-1", "https://app.example/cb#fragment").await?;
    visit.fill("description_url", "javascript:alert(1)").await?;
    visit.press("Save").await?;
    let focused = visit.driver().active_element().await?;
    assert_eq!(focused.id().await?.as_deref(), Some("problems"), "the list has the focus");
    for (field, words) in [
        ("name", "This field cannot be empty."),
        ("redirect_url-1", "Has a fragment."),
        ("description_url", "URL"),
    ] {
        let wrong = visit.text_of(&format!("#{field}-wrong")).await?;
        assert!(wrong.contains(words), "{field}: {wrong}");
        let input = visit.field(field).await?;
        assert_eq!(input.attr("aria-invalid").await?.as_deref(), Some("true"));
        let described = input.attr("aria-describedby").await?.unwrap_or_default();
        assert!(described.split(' ').any(|id| id == format!("{field}-wrong")), "{described}");
    }
    visit.driver().find(By::Css("#problems a[href='#name']")).await?.click().await?;
    let focused = visit.driver().active_element().await?;
    assert_eq!(
        focused.id().await?.as_deref(),
        Some("name"),
        "a link of the list leads to its field"
    );
    visit.end().await
}

#[tokio::test]
async fn the_enter_key_saves() -> Outcome {
    let visit = Visit::begin().await?;
    visit.open_setup().await?;
    let client_id = visit.create_app("User Authentication", "Planner").await?;
    visit.open_app(&client_id).await?;
    visit.fill("name", "Planner for ClientApp").await?;
    let field = visit.field("name").await?;
    visit.leave(field.send_keys(Key::Enter + "")).await?;
    assert_eq!(visit.text_of(".told").await?, "Saved.");
    assert!(visit.driver().title().await?.starts_with("Saved: Planner for ClientApp"));
    let focused = visit.driver().active_element().await?;
    assert_eq!(focused.class_name().await?.as_deref(), Some("told"), "what was done is read out");
    assert_eq!(visit.heading().await?, "Planner for ClientApp");
    visit.end().await
}

#[tokio::test]
async fn deleting_an_app_ends_its_tokens() -> Outcome {
    let visit = Visit::begin().await?;
    let server = AppServer::start().await?;
    let (client_id, secret) = web_app::create(&visit, &server.callback()).await?;
    visit.open(&visit.authorization(&client_id, &server.callback(), "s")).await?;
    visit.press("Allow access").await?;
    let code = visit.parameter("code").await?.ok_or("no code")?;
    let app = (client_id.as_str(), secret.as_str());
    let tokens = visit.protocol.redeem(app, &code, &server.callback()).await?;

    visit.open(APPS).await?;
    visit.follow("Delete Planner").await?;
    assert_eq!(visit.heading().await?, "Delete Planner?");
    visit.follow("Keep it").await?;
    assert_eq!(visit.protocol.api(tokens.text("access_token")).await?, 200);
    visit.open(&format!("{APPS}/{client_id}/delete")).await?;
    visit.press("Delete").await?;
    assert_eq!(visit.text_of(".told").await?, "The app was deleted.");
    visit.driver().refresh().await?;
    assert_eq!(visit.count(".told").await?, 0, "it is said once");
    visit.open(&format!("{APPS}?done=deleted")).await?;
    assert_eq!(visit.count(".told").await?, 0, "and by no address that somebody made up");
    assert_eq!(visit.protocol.api(tokens.text("access_token")).await?, 401);
    assert_eq!(visit.protocol.refresh(app, tokens.text("refresh_token")).await?.status, 401);
    visit.open_app(&client_id).await?;
    assert_eq!(visit.heading().await?, "There is nothing here");
    visit.end().await
}

#[tokio::test]
async fn the_three_types_have_the_words_of_the_page_or_of_today() -> Outcome {
    for (wording, names) in [
        (
            Wording::Page,
            ["Server Authentication", "User Authentication", "Single-page web application"],
        ),
        (Wording::Today, ["Machine to Machine", "Single Page Web", "Web"]),
    ] {
        let mut policy = Policy::default();
        policy.wording = wording;
        let visit = Visit::at(Sandbox::builder().with_policy(policy)).await?;
        visit.open_setup().await?;
        visit.follow("Create app integration").await?;
        let mut labels = Vec::new();
        for label in visit.driver().find_all(By::Css(".choice label")).await? {
            labels.push(label.text().await?);
        }
        assert_eq!(labels, names);
        visit.end().await?;
    }
    Ok(())
}

#[tokio::test]
async fn a_form_without_its_token_changes_nothing() -> Outcome {
    let visit = Visit::begin().await?;
    visit.open_setup().await?;
    let client_id = visit.create_app("User Authentication", "Planner").await?;
    let forge = "for (const token of document.getElementsByName('csrf')) token.value = 'x'";
    for (path, button) in [
        (format!("{APPS}/{client_id}"), "Save"),
        (format!("{APPS}/{client_id}"), "Add client secret"),
        (format!("{APPS}/{client_id}/delete"), "Delete"),
        (APPS.to_owned(), "Log out"),
    ] {
        visit.open(&path).await?;
        visit.driver().execute(forge, vec![]).await?;
        visit.press(button).await?;
        assert_eq!(visit.heading().await?, "This page is out of date", "{button}");
    }
    visit.open_app(&client_id).await?;
    assert_eq!(visit.count("input[name^='note:']").await?, 1);
    visit.end().await
}

#[tokio::test]
async fn what_was_typed_outlives_a_reload_and_another_tab() -> Outcome {
    let visit = Visit::begin().await?;
    let server = AppServer::start().await?;
    let (client_id, _) = web_app::create(&visit, &server.callback()).await?;
    let other = visit.driver().new_tab().await?;
    visit.driver().switch_to_window(other).await?;
    visit.open_app(&client_id).await?;
    let description = "typed and not saved";
    visit.fill("description", description).await?;
    visit.click_twice("Add client secret").await?;
    let secret = visit.value_of("new_client_secret").await?;
    assert_eq!(visit.count("input[name^='note:']").await?, 2, "the second click made none");
    visit.leave(visit.driver().refresh()).await?;
    assert_eq!(visit.value_of("description").await?, description);
    assert_eq!(visit.count("#new_client_secret").await?, 0);

    let windows = visit.driver().windows().await?;
    visit.driver().switch_to_window(windows[0].clone()).await?;
    visit.fill("name", "Planner of the first tab").await?;
    visit.save().await?;
    visit.driver().switch_to_window(windows[1].clone()).await?;
    visit.press("Save").await?;
    assert!(visit.text_of("#problems").await?.contains("was changed after this page was shown"));
    assert_eq!(visit.value_of("description").await?, description);
    visit.save().await?;

    // Over the protocol: the app is called what the second tab said, and its new secret works.
    visit.open(&visit.authorization(&client_id, &server.callback(), "s")).await?;
    assert!(visit.heading().await?.starts_with("Planner wants"));
    assert_eq!(visit.text_of(".description").await?, description);
    visit.press("Allow access").await?;
    let code = visit.parameter("code").await?.ok_or("no code")?;
    let app = (client_id.as_str(), secret.as_str());
    assert_eq!(visit.protocol.redeem(app, &code, &server.callback()).await?.status, 200);
    visit.end().await
}

#[tokio::test]
async fn what_was_typed_outlives_the_session_and_a_file_that_is_too_large() -> Outcome {
    let visit = Visit::begin().await?;
    let server = AppServer::start().await?;
    let (client_id, secret) = web_app::create(&visit, &server.callback()).await?;
    visit.open_app(&client_id).await?;
    visit.fill("description", "typed and not saved").await?;
    let folder = tempfile::tempdir()?;
    let picture = folder.path().join("large.png");
    std::fs::write(&picture, vec![0; 3 * 1024 * 1024])?;
    visit.field("logo").await?.send_keys(picture.to_str().ok_or("a path")?).await?;
    visit.press("Save").await?;
    assert_eq!(visit.heading().await?, "That was too large");
    visit.leave(visit.driver().back()).await?;
    assert_eq!(visit.value_of("description").await?, "typed and not saved");
    visit.field("logo").await?.clear().await?;

    visit.driver().delete_all_cookies().await?;
    visit.press("Save").await?;
    assert_eq!(visit.heading().await?, "You were logged out");
    let form = visit.driver().window().await?;
    visit.driver().find(By::LinkText("Log in (opens a new tab)")).await?.click().await?;
    let windows = visit.driver().windows().await?;
    let tab = windows.into_iter().find(|window| *window != form).ok_or("a new tab")?;
    visit.driver().switch_to_window(tab).await?;
    visit.log_in("admin").await?;
    assert_eq!(visit.value_of("client_id").await?, client_id);
    visit.driver().switch_to_window(form).await?;
    visit.leave(visit.driver().back()).await?;
    assert_eq!(visit.value_of("description").await?, "typed and not saved");
    visit.save().await?;

    visit.open(&visit.authorization(&client_id, &server.callback(), "s")).await?;
    assert_eq!(visit.text_of(".description").await?, "typed and not saved");
    visit.press("Allow access").await?;
    let code = visit.parameter("code").await?.ok_or("no code")?;
    let app = (client_id.as_str(), secret.as_str());
    assert_eq!(visit.protocol.redeem(app, &code, &server.callback()).await?.status, 200);
    visit.end().await
}
