use std::error::Error;
use std::time::SystemTime;

use workfront_oauth::{
    Browser, Callback, ClientId, Entropy, Host, RedirectUri, SinglePageApp, TokenResponse,
};
use workfront_oauth_ureq::Client;

/// A program on the user's own machine: no secret, always PKCE.
fn single_page_app(
    host: Host,
    visit: impl Fn(&str) -> String,
) -> Result<TokenResponse, Box<dyn Error>> {
    let app = SinglePageApp::new(
        host,
        ClientId::new("00112233445566778899aabbccddeeff")?,
        RedirectUri::new("http://127.0.0.1:8734/callback")?,
    );
    let client = Client::new(ureq::agent());
    let (link, pending) =
        app.authorize(Entropy::from_os()?, &Browser::SameProcess, SystemTime::now());
    let callback = Callback::parse(&visit(&link))?;
    let code = pending.complete(callback, &Browser::SameProcess, SystemTime::now())?;
    Ok(client.send(&app.redeem(&code)?)?)
}
