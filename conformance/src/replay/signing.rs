//! The signed JWT that the documented exchange carries.

use workfront_oauth::{
    AwsLcSigner, ClientId, ClientSecret, CustomerId, Host, MachineApp, PrivateKey, SignedAssertion,
    UserId,
};
use zeroize::Zeroizing;

use super::our_client::noon;
use super::shell;
use super::values::Values;
use crate::programs::Programs;

/// Signs the claims of the run's values with a new key that the real openssl makes.
///
/// # Errors
///
/// openssl makes no key, or the core refuses it or one of the values.
pub async fn sign(programs: &Programs, values: &Values) -> anyhow::Result<SignedAssertion> {
    let directory = tempfile::tempdir()?;
    let make =
        ["openssl", "genpkey", "-quiet", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"];
    let pem = Zeroizing::new(shell::openssl(programs, &make, directory.path(), b"").await?);
    let key = PrivateKey::from_pem(std::str::from_utf8(&pem)?)?;
    let app = MachineApp::new(
        Host::parse(&values.host)?,
        ClientId::new(&values.client_id)?,
        ClientSecret::new(&values.client_secret)?,
        CustomerId::new(&values.customer_id)?,
        UserId::new(&values.user_id)?,
    );
    let assertion = app.assertion(noon())?;
    let signature = AwsLcSigner::new(&key)?.sign_now(assertion.signing_input().as_bytes())?;
    Ok(assertion.with_signature(&signature)?)
}
