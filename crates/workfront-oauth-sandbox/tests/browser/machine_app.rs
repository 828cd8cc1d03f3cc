//! A machine app: its key pair and its certificate, and JWTs that are signed with them (pages 002 and 004).

use std::process::{Command, Stdio};

use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde_json::json;
use thirtyfour::prelude::*;

use crate::Outcome;
use crate::visit::Visit;

/// A JWT that names the Customer ID and User ID which the page shows.
async fn jwt(visit: &Visit, private_key_pem: &str) -> Result<String, Box<dyn std::error::Error>> {
    let fact = |name: &str| {
        let path = format!("//dt[normalize-space()='{name}']/following-sibling::dd[1]/code[1]");
        async { visit.driver().find(By::XPath(path)).await?.text().await }
    };
    let now = visit.sandbox.clock().now().seconds();
    let claims =
        json!({"iss": fact("Customer ID").await?, "sub": fact("User ID").await?, "exp": now + 180});
    let key = EncodingKey::from_rsa_pem(private_key_pem.as_bytes())?;
    Ok(jsonwebtoken::encode(&Header::new(Algorithm::RS256), &claims, &key)?)
}

#[tokio::test]
async fn a_generated_key_pair_works_until_it_is_deleted() -> Outcome {
    let visit = Visit::begin().await?;
    visit.open_setup().await?;
    let client_id = visit.create_app("Server Authentication", "Nightly").await?;
    let secret = visit.value_of("new_client_secret").await?;
    assert_eq!(
        visit.count("#redirect_url-1, #logo, #absolute").await?,
        0,
        "it sends nobody anywhere"
    );
    visit.click_twice("Generate public/private keypair").await?;
    let warning = visit.text_of(".shown-once").await?;
    assert!(warning.contains("you won’t be able to see it again"), "{warning}");
    let pem = visit.value_of("private_key_pem").await?;
    assert!(pem.starts_with("-----BEGIN PRIVATE KEY-----"));

    let app = (client_id.as_str(), secret.as_str());
    let jwt = jwt(&visit, &pem).await?;
    let token = visit.protocol.exchange(app, &jwt).await?;
    assert_eq!(token.status, 200, "{token:?}");
    assert_eq!(visit.protocol.api(token.text("access_token")).await?, 200);

    let form = visit.driver().find(By::Id("private-key")).await?;
    let seal = form.find(By::Name("seal")).await?.prop("value").await?.unwrap_or_default();
    let download = visit
        .protocol
        .http
        .post(form.prop("action").await?.unwrap_or_default())
        .form(&[("seal", &seal), ("private_key_pem", &pem)])
        .send()
        .await?;
    let disposition = download.headers()["content-disposition"].to_str()?.to_owned();
    assert_eq!(disposition, "attachment; filename=\"private.key\"");
    assert_eq!(download.text().await?.trim(), pem.trim());

    visit.open_app(&client_id).await?;
    assert_eq!(visit.count("#private_key_pem").await?, 0, "offered once");
    for button in ["Add public key", "Generate public/private keypair"] {
        assert!(!visit.button(button).await?.is_enabled().await?, "{button}: one key at a time");
    }
    visit.delete("Delete public key").await?;
    assert_eq!(visit.protocol.api(token.text("access_token")).await?, 401);
    let refused = visit.protocol.exchange(app, &jwt).await?;
    assert_eq!(refused.status, 400, "{refused:?}");
    visit.end().await
}

#[tokio::test]
async fn a_certificate_made_by_the_documented_command_is_uploaded() -> Outcome {
    let visit = Visit::begin().await?;
    let folder = tempfile::tempdir()?;
    // Page 002, line by line, with a subject so that it asks nothing.
    let made = Command::new("openssl")
        .args(["req", "-x509", "-sha256", "-nodes", "-newkey", "rsa:2048"])
        .args(["-keyout", "private.key", "-out", "certificate_pub.crt", "-subj", "/CN=nightly"])
        .current_dir(&folder)
        .stderr(Stdio::null())
        .status()?;
    assert!(made.success());
    let (certificate, key) =
        (folder.path().join("certificate_pub.crt"), folder.path().join("private.key"));

    visit.open_setup().await?;
    let client_id = visit.create_app("Server Authentication", "Nightly").await?;
    let secret = visit.value_of("new_client_secret").await?;

    // The other file, the one that must not leave the app, is refused by name.
    visit.fill("key_pem", &std::fs::read_to_string(&key)?).await?;
    visit.press("Save").await?;
    let unasked = visit.text_of("#key_pem-wrong").await?;
    assert!(unasked.contains("press Add public key"), "it is not dropped: {unasked}");
    visit.press("Add public key").await?;
    let wrong = visit.text_of("#key_pem-wrong").await?;
    assert!(wrong.contains("private key"), "{wrong}");
    assert_eq!(visit.field("key_pem").await?.attr("aria-invalid").await?.as_deref(), Some("true"));

    visit.field("key_pem").await?.clear().await?;
    visit.field("key_file").await?.send_keys(certificate.to_str().ok_or("a path")?).await?;
    visit.press("Add public key").await?;
    let page = visit.text_of("main").await?;
    assert!(page.contains("Certificate of\nCN=nightly"), "{page}");

    let jwt = jwt(&visit, &std::fs::read_to_string(&key)?).await?;
    let token = visit.protocol.exchange((&client_id, &secret), &jwt).await?;
    assert_eq!(token.status, 200, "{token:?}");
    assert_eq!(visit.protocol.api(token.text("access_token")).await?, 200);
    visit.end().await
}
