use std::error::Error;
use std::time::SystemTime;

use workfront_oauth::{
    AwsLcSigner, ClientId, ClientSecret, CustomerId, Host, MachineApp, PrivateKey, TokenResponse,
    UserId,
};
use workfront_oauth_ureq::Client;

/// A job without a user at hand: a signed JWT for a session.
fn machine_app(host: Host, pem: &str) -> Result<TokenResponse, Box<dyn Error>> {
    let app = MachineApp::new(
        host,
        ClientId::new("00112233445566778899aabbccddeeff")?,
        ClientSecret::new("the-client-secret-shown-once")?,
        CustomerId::new("5f00cc6b220240d6bcd03ee0c2316b43")?, // both stand beside the public key
        UserId::new("6a11dd7c331351e7cde14ff1d3427c54")?,
    );
    let signer = AwsLcSigner::new(&PrivateKey::from_pem(pem)?)?;
    let assertion = app.assertion(SystemTime::now())?;
    let signature = signer.sign_now(assertion.signing_input().as_bytes())?;
    let signed = assertion.with_signature(&signature)?;
    Ok(Client::new(ureq::agent()).send(&app.exchange(&signed))?)
}
