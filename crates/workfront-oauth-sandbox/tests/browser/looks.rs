//! Every page in both themes, from a desk to a phone: checked for what everybody needs, and kept as a picture to look at.
//!
//! The pictures are in `target/tmp/pages/`.

use std::path::PathBuf;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;
use thirtyfour::prelude::*;
use workfront_oauth_sandbox::Sandbox;
use workfront_oauth_sandbox::policy::Policy;
use workfront_oauth_sandbox::policy::choice::IdentityProvider;

use crate::Outcome;
use crate::accessibility;
use crate::app_server::AppServer;
use crate::visit::{APPS, Visit};

/// A desk, a small laptop, a tablet and a phone.
const WIDTHS: [u64; 4] = [1280, 1024, 768, 390];

/// Looks at the page that is open.
async fn look(visit: &Visit, name: &str) -> Outcome {
    let cdp = visit.driver().cdp();
    for theme in ["light", "dark"] {
        for width in WIDTHS {
            let media = json!({"features": [{"name": "prefers-color-scheme", "value": theme}]});
            cdp.send_raw("Emulation.setEmulatedMedia", media).await?;
            let size =
                json!({"width": width, "height": 800, "deviceScaleFactor": 1, "mobile": false});
            cdp.send_raw("Emulation.setDeviceMetricsOverride", size).await?;
            accessibility::check(visit.driver(), &format!("{name}, {theme}, {width}")).await?;
            let metrics = cdp.send_raw("Page.getLayoutMetrics", json!({})).await?;
            let height = metrics["cssContentSize"]["height"].as_u64().unwrap_or(800).max(800);
            // The whole page in one go: a window resized for it may be captured before it is painted.
            let whole = json!({"x": 0, "y": 0, "width": width, "height": height, "scale": 1});
            let how = json!({"captureBeyondViewport": true, "clip": whole});
            let picture = cdp.send_raw("Page.captureScreenshot", how).await?;
            let picture = STANDARD.decode(picture["data"].as_str().ok_or("no picture")?)?;
            assert!(picture.starts_with(b"\x89PNG"));
            std::fs::write(folder()?.join(format!("{name}-{theme}-{width}.png")), picture)?;
        }
    }
    cdp.send_raw("Emulation.clearDeviceMetricsOverride", json!({})).await?;
    Ok(())
}

fn folder() -> std::io::Result<PathBuf> {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("pages");
    std::fs::create_dir_all(&folder)?;
    Ok(folder)
}

#[tokio::test]
async fn log_in_and_consent_are_fit_to_be_seen() -> Outcome {
    let visit = Visit::begin().await?;
    let server = AppServer::start().await?;
    visit.open(APPS).await?;
    look(&visit, "log-in").await?;
    visit.fill("username", "admin").await?;
    visit.fill("password", "wrong").await?;
    visit.press("Log in").await?;
    look(&visit, "log-in-refused").await?;
    visit.log_in("admin").await?;

    let client_id =
        visit.create_app("Single-page web application", "Planner for ClientApp").await?;
    visit.fill("redirect_url-1", &server.callback()).await?;
    visit
        .fill("description", "Puts what your team plans on one wall, and keeps it up to date.")
        .await?;
    visit.fill("description_url", "https://app.example/about").await?;
    visit.fill("privacy_policy_url", "https://app.example/privacy").await?;
    visit.fill("developer_name", "ClientApp Inc.").await?;
    let logo = std::env::temp_dir().join(format!("logo-{}.png", std::process::id()));
    std::fs::write(&logo, LOGO)?;
    visit.field("logo").await?.send_keys(logo.to_str().ok_or("a path")?).await?;
    visit.save().await?;
    std::fs::remove_file(&logo)?;

    let request = visit.authorization(&client_id, &server.callback(), "s");
    let request = format!("{request}&code_challenge={}&code_challenge_method=S256", "A".repeat(43));
    visit.open(&request).await?;
    look(&visit, "consent").await?;
    visit.press("Cancel").await?;
    visit.driver().back().await?;
    visit.press("Allow access").await?;
    look(&visit, "out-of-date").await?;
    visit.open(&visit.authorization(&client_id, "https://other.example/callback", "s")).await?;
    look(&visit, "authorization-error").await?;
    visit.end().await
}

#[tokio::test]
async fn setup_is_fit_to_be_seen() -> Outcome {
    let visit = Visit::begin().await?;
    visit.open_setup().await?;
    look(&visit, "apps").await?;
    visit.follow("Create app integration").await?;
    look(&visit, "new-app").await?;
    visit.driver().execute("document.querySelector('main form').noValidate = true", vec![]).await?;
    visit.press("Create").await?;
    look(&visit, "new-app-problems").await?;

    visit.create_app("User Authentication", "Planner for ClientApp").await?;
    look(&visit, "web-app-created").await?;
    visit.fill("name", "").await?;
    visit.fill("redirect_url-1", "http://app.example/callback").await?;
    visit.press("+ Add another").await?;
    visit.fill("redirect_url-2", "https://app.example/callback#fragment").await?;
    visit.press("Save").await?;
    look(&visit, "web-app-problems").await?;

    visit.create_app("Server Authentication", "Nightly export").await?;
    look(&visit, "machine-app-created").await?;
    visit.press("Generate public/private keypair").await?;
    look(&visit, "machine-app-key").await?;
    visit.press("Save").await?;
    visit.driver().find(By::Css("details.confirm summary")).await?.click().await?;
    look(&visit, "machine-app-saved").await?;

    let client_id = visit.create_app("Single-page web application", "Board").await?;
    look(&visit, "single-page-app-created").await?;
    visit.open(&format!("{APPS}/{client_id}/delete")).await?;
    look(&visit, "delete-app").await?;
    visit.open(&format!("{APPS}/none")).await?;
    look(&visit, "no-such-app").await?;
    visit.open("/").await?;
    look(&visit, "addresses").await?;
    visit.end().await
}

#[tokio::test]
async fn the_inspector_is_fit_to_be_seen() -> Outcome {
    let visit = Visit::begin().await?;
    visit.open("/inspector").await?;
    visit.log_in("admin").await?;
    look(&visit, "inspector-empty").await?;
    let app = visit.sandbox.apps()[0].clone();
    let secret = app.client_secret.clone().unwrap_or_default();
    visit
        .protocol
        .redeem((&app.client_id, &secret), "no-code", "https://app.example/callback")
        .await?;
    visit.protocol.refresh((&app.client_id, "wrong"), "no-token").await?;
    visit.protocol.api("00000000000000000000000000000000").await?;
    let long = "x".repeat(400);
    visit
        .open(&visit.authorization(&app.client_id, &format!("https://{long}.example/"), &long))
        .await?;
    visit.open("/inspector").await?;
    visit.driver().find(By::Css("tbody details summary")).await?.click().await?;
    look(&visit, "inspector").await?;
    visit.end().await
}

#[tokio::test]
async fn the_pages_for_others_are_fit_to_be_seen() -> Outcome {
    let mut policy = Policy::default();
    policy.identity_provider = IdentityProvider::SingleSignOn;
    policy.app_limit = 3;
    let visit = Visit::at(Sandbox::builder().with_policy(policy)).await?;
    visit.open(APPS).await?;
    look(&visit, "identity-provider").await?;
    visit.log_in("planner").await?;
    look(&visit, "administrators-only").await?;
    visit.driver().delete_all_cookies().await?;
    visit.open_setup().await?;
    look(&visit, "apps-full").await?;
    visit.end().await
}

/// A PNG of 64 by 64 pixels, made for this test.
const LOGO: &[u8] = include_bytes!("logo.png");
