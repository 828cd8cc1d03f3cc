//! The signed JWT that the documented exchange carries: as the pages describe it, by openssl, and as the core makes it.
//!
//! RS256 gives one signature for one text and key (RFC 8017 section 8.2), so the two are the same to the last character.

use std::time::UNIX_EPOCH;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use workfront_oauth::{
    AwsLcSigner, ClientId, ClientSecret, CustomerId, Host, MachineApp, PrivateKey, SignedAssertion,
    UserId,
};
use zeroize::Zeroizing;

use super::our_client::noon;
use super::shell;
use super::values::Values;
use crate::programs::Programs;
use crate::secrets::Secrets;

/// One JWT, made twice with one key.
#[non_exhaustive]
pub struct Signed {
    /// By openssl, from what the pages say of it.
    pub documented: String,
    /// By the core, from the same values.
    pub ours: SignedAssertion,
}

/// Signs the claims of the run's values with a new key that the real openssl makes, and that is told to `secrets`.
///
/// # Errors
///
/// openssl makes no key or does not sign, or the core refuses the key or one of the values.
pub async fn sign(
    programs: &Programs,
    values: &Values,
    secrets: &mut Secrets,
) -> anyhow::Result<Signed> {
    let directory = tempfile::tempdir()?;
    let make =
        ["openssl", "genpkey", "-quiet", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"];
    let pem = Zeroizing::new(shell::openssl(programs, &make, directory.path(), b"").await?);
    let text = std::str::from_utf8(&pem)?;
    secrets.add_private_key(text);
    tokio::fs::write(directory.path().join("private.key"), &pem).await?;

    let input = documented_input(values)?;
    let sign = ["openssl", "dgst", "-sha256", "-sign", "private.key", "-binary"];
    let signature = shell::openssl(programs, &sign, directory.path(), input.as_bytes()).await?;
    let documented = format!("{input}.{}", URL_SAFE_NO_PAD.encode(signature));

    let key = PrivateKey::from_pem(text)?;
    let app = MachineApp::new(
        Host::parse(&values.host)?,
        ClientId::new(&values.client_id)?,
        ClientSecret::new(&values.client_secret)?,
        CustomerId::new(&values.customer_id)?,
        UserId::new(&values.user_id)?,
    );
    let assertion = app.assertion(noon())?;
    let signature = AwsLcSigner::new(&key)?.sign_now(assertion.signing_input().as_bytes())?;
    Ok(Signed { documented, ours: assertion.with_signature(&signature)? })
}

/// What is signed, in the order of the pages' table: `exp` in seconds, the Customer ID as `iss`, the User ID as `sub`; RS256.
fn documented_input(values: &Values) -> anyhow::Result<String> {
    let expiry = noon().duration_since(UNIX_EPOCH)?.as_secs() + A_FEW_MINUTES;
    let claims =
        format!(r#"{{"exp":{expiry},"iss":"{}","sub":"{}"}}"#, values.customer_id, values.user_id);
    let parts =
        [r#"{"alg":"RS256","typ":"JWT"}"#, &claims].map(|part| URL_SAFE_NO_PAD.encode(part));
    Ok(parts.join("."))
}

/// "A few minutes" is what the pages recommend for a JWT's life; three is what the core gives one.
const A_FEW_MINUTES: u64 = 180;
