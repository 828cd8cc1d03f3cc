//! The application that the targets play: every secret of it can be told from anything a fuzzer makes up.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use workfront_oauth::{
    AuthorizationCode, Browser, Callback, ClientId, ClientSecret, Entropy, Host, RedirectUri,
    WebApp,
};

/// Its client secret.
pub(crate) const CLIENT_SECRET: &str = "CANARY-client-secret-5f0c";
/// The code that it was given.
pub(crate) const CODE: &str = "CANARY-code-91ab";

/// A web app at the documented host.
pub(crate) fn web_app() -> WebApp {
    let made = || -> Result<WebApp, Box<dyn std::error::Error>> {
        Ok(WebApp::new(
            Host::parse("myorganization.my.workfront.com")?,
            ClientId::new("00112233445566778899aabbccddeeff")?,
            ClientSecret::new(CLIENT_SECRET)?,
            RedirectUri::new("https://app.example/callback")?,
        ))
    };
    made().unwrap_or_else(|error| panic!("the application is sound: {error}"))
}

/// The browser of every log-in.
pub(crate) fn browser() -> Browser {
    Browser::cookie("a browser's cookie").unwrap_or_else(|error| panic!("a sound cookie: {error}"))
}

/// The time of every log-in.
pub(crate) fn now() -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(1_700_000_000)
}

/// The randomness of every log-in.
pub(crate) fn entropy() -> Entropy {
    Entropy::from_bytes([7; Entropy::BYTES])
}

/// The `state` that [`entropy`] makes.
pub(crate) const STATE: &str = "BwcHBwcHBwcHBwcHBwcHBw";

/// A code that was given to this application.
pub(crate) fn code(app: &WebApp) -> AuthorizationCode {
    let (_, pending) = app.authorize(entropy(), &browser(), now());
    let callback = format!("/callback?code={CODE}&domain=myorganization&lane=my&state={STATE}");
    Callback::parse(&callback)
        .and_then(|callback| pending.complete(callback, &browser(), now()))
        .unwrap_or_else(|error| panic!("a sound callback: {error}"))
}
