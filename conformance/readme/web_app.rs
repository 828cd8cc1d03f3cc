use std::error::Error;
use std::time::SystemTime;

use workfront_oauth::{
    Browser, Callback, ClientId, ClientSecret, Entropy, Host, RedirectUri, TokenResponse, WebApp,
};
use workfront_oauth_reqwest::Client;

/// A server with a client secret. `visit` stands for the user: it opens the link and comes back with the redirect.
async fn web_app(
    host: Host,
    visit: impl AsyncFn(&str) -> String,
) -> Result<TokenResponse, Box<dyn Error>> {
    let app = WebApp::new(
        host, // in earnest: Host::parse("myorganization.my.workfront.com")?
        ClientId::new("00112233445566778899aabbccddeeff")?,
        ClientSecret::new("the-client-secret-shown-once")?,
        RedirectUri::new("https://app.example/callback")?,
    )
    .with_pkce();
    let client = Client::new()?;

    // One request of the browser's: keep `pending` under its state, and send the browser to the link.
    let browser = Browser::cookie("the value of this browser's session cookie")?;
    let (link, pending) = app.authorize(Entropy::from_os()?, &browser, SystemTime::now());

    // Its next one: the redirect, checked before anything is sent.
    let callback = Callback::parse(&visit(&link).await)?;
    let code = pending.complete(callback, &browser, SystemTime::now())?;
    let tokens = client.send(&app.redeem(&code)?).await?;

    // Later: store the new refresh token before anything else.
    let kept = tokens.refresh_token().ok_or("no refresh token")?;
    Ok(client.send(&app.refresh(kept)?).await?)
}
