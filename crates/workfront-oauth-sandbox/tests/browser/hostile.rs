//! Names, states and pictures that were made to do harm do none.

use thirtyfour::prelude::*;

use crate::Outcome;
use crate::app_server::AppServer;
use crate::visit::{APPS, Visit};

/// What would be left behind if any of it ran or became markup.
const PROOF: &str = "return {ran: window.pwned === 1, tags: document.querySelectorAll('img[onerror], svg, script, iframe, b').length}";

const NAMES: &[&str] = &[
    "<script>window.pwned=1</script>",
    "\"><img src=x onerror=\"window.pwned=1\">",
    "'><svg onload='window.pwned=1'>",
    "{{ 7 * 7 }} ${7*7} &lt;b&gt;",
    "\u{200f}שם <b>right to left</b>\u{200e}",
    "a\u{0301}\u{200b}\u{feff}👩‍👩‍👧‍👦",
];

/// Names that nobody could read for what they are.
const REFUSED: &[&str] = &[
    "\u{200b}",
    "\u{3164}",
    "\u{202e}evil\u{2066}",
    "\u{2069}\u{2069}\u{202e}evil",
    "Z\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}",
];

/// Puts a name into the heading, and gives where the words after it begin and end, and whether they are beside or below it.
const RENAMED: &str = "
const name = document.querySelector('h1 bdi');
name.textContent = arguments[0];
const words = name.nextSibling;
const edge = (at) => { const range = new Range(); range.setStart(words, at); range.setEnd(words, at + 1); return range.getBoundingClientRect(); };
const [first, last] = [edge(1), edge(5)];
return first.top > last.top || (first.top === last.top && first.left >= last.left) ? 'turned' : 'as written'";

async fn is_inert(visit: &Visit, at: &str) -> Outcome {
    let found = visit.driver().execute(PROOF, vec![]).await?;
    assert_eq!(found.json(), &serde_json::json!({"ran": false, "tags": 0}), "{at}");
    Ok(())
}

#[tokio::test]
async fn hostile_text_is_text_on_every_page() -> Outcome {
    let visit = Visit::begin().await?;
    let server = AppServer::start().await?;
    visit.open_setup().await?;
    visit.create_app("Single-page web application", "Board").await?;
    visit.fill("redirect_url-1", &server.callback()).await?;
    let client_id = visit.value_of("client_id").await?;
    visit.save().await?;
    for name in NAMES {
        visit.open_app(&client_id).await?;
        // Typed by script: a driver cannot type every character.
        let type_in = "for (const id of ['name', 'description', 'developer_name']) document.getElementById(id).value = arguments[0]";
        visit.driver().execute(type_in, vec![(*name).into()]).await?;
        visit.save().await?;
        assert_eq!(visit.value_of("name").await?, *name);
        is_inert(&visit, "the app").await?;
        visit.open(APPS).await?;
        assert!(visit.driver().source().await?.contains("Single-page web application"));
        is_inert(&visit, "the list").await?;
        visit.open(&format!("{APPS}/{client_id}/delete")).await?;
        is_inert(&visit, "before deleting").await?;

        let request = visit.authorization(&client_id, &server.callback(), name);
        let request =
            format!("{request}&code_challenge={}&code_challenge_method=S256", "A".repeat(43));
        visit.open(&request).await?;
        assert!(visit.heading().await?.ends_with("wants to access your Workfront account"));
        let shown = visit.driver().find(By::Css("h1 bdi")).await?.prop("textContent").await?;
        assert_eq!(shown.as_deref(), Some(*name), "the very name, apart from the words around it");
        is_inert(&visit, "consent").await?;
        visit.press("Cancel").await?;
        assert_eq!(visit.parameter("state").await?.as_deref(), Some(*name));

        visit.open(&visit.authorization(&client_id, name, name)).await?;
        assert_eq!(visit.heading().await?, "This app cannot be authorized");
        is_inert(&visit, "the error").await?;
        visit.open("/inspector?show=everything").await?;
        is_inert(&visit, "the inspector").await?;
    }
    visit.end().await
}

#[tokio::test]
async fn a_name_leaves_the_sentence_around_it_alone() -> Outcome {
    let visit = Visit::begin().await?;
    let server = AppServer::start().await?;
    visit.open_setup().await?;
    visit.follow("Create app integration").await?;
    visit.choose("Single-page web application").await?;
    for name in REFUSED {
        let type_in = "document.getElementById('name').value = arguments[0]";
        visit.driver().execute(type_in, vec![(*name).into()]).await?;
        visit.press("Create").await?;
        assert!(!visit.text_of("#name-wrong").await?.is_empty(), "{name:?} on a new app");
    }
    let client_id = visit.create_app("Single-page web application", "Board").await?;
    visit.fill("redirect_url-1", &server.callback()).await?;
    visit.save().await?;
    let request = visit.authorization(&client_id, &server.callback(), "s");
    let request = format!("{request}&code_challenge={}&code_challenge_method=S256", "A".repeat(43));
    visit.open(&request).await?;
    let allow = visit.button("Allow access").await?.rect().await?;
    visit.open_app(&client_id).await?;
    let type_in = "document.getElementById('description').value = 'A few words more. '.repeat(200)";
    visit.driver().execute(type_in, vec![]).await?;
    visit.save().await?;
    visit.open(&request).await?;
    let below = visit.button("Allow access").await?.rect().await?;
    assert_eq!(below.y, allow.y, "a long description does not push the buttons away");
    // Not only refused: a name that came by another way is held by the page itself.
    for name in REFUSED {
        let found = visit.driver().execute(RENAMED, vec![(*name).into()]).await?;
        assert_eq!(found.json(), "as written", "{name:?}");
    }
    visit.end().await
}

#[tokio::test]
async fn a_logo_is_a_picture_or_nothing() -> Outcome {
    let visit = Visit::begin().await?;
    let folder = tempfile::tempdir()?;
    let file = |name: &str, bytes: &[u8]| -> Result<String, Box<dyn std::error::Error>> {
        let path = folder.path().join(name);
        std::fs::write(&path, bytes)?;
        Ok(path.to_str().ok_or("a path")?.to_owned())
    };
    visit.open_setup().await?;
    let client_id = visit.create_app("User Authentication", "Planner").await?;
    let svg = b"<svg xmlns='http://www.w3.org/2000/svg'><script>window.pwned=1</script></svg>";
    for (name, bytes) in [
        ("logo.svg", svg.to_vec()),
        ("logo.png", b"<html>".to_vec()),
        ("large.gif", {
            let mut large = b"GIF89a".to_vec();
            large.resize(200 * 1024, 0);
            large
        }),
    ] {
        visit.field("logo").await?.send_keys(file(name, &bytes)?).await?;
        visit.press("Save").await?;
        assert!(!visit.text_of("#logo-wrong").await?.is_empty(), "{name}");
    }
    // A picture that is also markup, for whoever would take it for that.
    let mut picture = PIXEL.to_vec();
    picture.extend(b"<script>window.pwned=1</script>");
    visit.field("logo").await?.send_keys(file("logo.png", &picture)?).await?;
    visit.save().await?;
    let logo = visit.driver().find(By::Css("img.logo")).await?;
    assert_eq!(logo.prop("naturalWidth").await?.as_deref(), Some("1"), "the browser shows it");
    let address = logo.prop("src").await?.unwrap_or_default();
    let answer = visit.protocol.http.get(&address).send().await?;
    for (name, value) in [
        ("content-type", "image/gif"),
        ("x-content-type-options", "nosniff"),
        ("content-security-policy", "default-src 'none'; sandbox; frame-ancestors 'none'"),
    ] {
        assert_eq!(answer.headers()[name], value);
    }
    visit.open(&address).await?;
    assert_eq!(
        visit.driver().execute("return window.pwned", vec![]).await?.json(),
        &serde_json::Value::Null
    );

    visit.open_app(&client_id).await?;
    visit.choose("Remove this logo").await?;
    visit.save().await?;
    assert_eq!(visit.protocol.http.get(&address).send().await?.status(), 404);
    visit.end().await
}

/// A GIF of one pixel.
const PIXEL: &[u8] = b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x2f\x54\xc8\xff\xff\xff\x2c\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02\x44\x01\x00\x3b";
