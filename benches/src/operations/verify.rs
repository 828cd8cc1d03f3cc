//! What the sandbox does with a machine's JWT before it judges the claims, beside `jsonwebtoken`.

use std::hint::black_box;

use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use rsa::pkcs8::{DecodePrivateKey, EncodePublicKey, LineEnding};
use serde_json::Value;
use workfront_oauth_sandbox::authority::bench::Verifier;

use crate::operation::Operation;
use crate::operations::sign::{CLAIMS, new_key};

/// Form, header, signature and claims of one JWT; both sides have parsed the key before.
pub(crate) fn verify_rs256() -> anyhow::Result<Operation> {
    let pem = &new_key()?;
    let key = rsa::RsaPrivateKey::from_pkcs8_pem(pem)?.to_public_key();
    let verifier = Verifier::from_spki(key.to_public_key_der()?.as_bytes());
    let verifier = verifier.ok_or_else(|| anyhow::anyhow!("the sandbox refuses the key"))?;
    let peer = DecodingKey::from_rsa_pem(key.to_public_key_pem(LineEnding::LF)?.as_bytes())?;
    // The sandbox judges the claims in a step of its own, which is not measured here.
    let mut validation = Validation::new(Algorithm::RS256);
    validation.validate_exp = false;
    validation.required_spec_claims.clear();
    let key = EncodingKey::from_rsa_pem(pem.as_bytes())?;
    let jwt = jsonwebtoken::encode(&Header::new(Algorithm::RS256), &CLAIMS, &key)?;
    anyhow::ensure!(verifier.claims(&jwt) == Some(3), "the sandbox refuses the JWT");
    jsonwebtoken::decode::<Value>(&jwt, &peer, &validation)?;
    let theirs = jwt.clone();
    Ok(Operation {
        peer: "jsonwebtoken on aws-lc-rs".to_owned(),
        target: 1.1,
        allocations_target: None,
        served: None,
        ours: Box::new(move || {
            black_box(verifier.claims(black_box(&jwt)));
        }),
        theirs: Box::new(move || {
            let _ =
                black_box(jsonwebtoken::decode::<Value>(black_box(&theirs), &peer, &validation));
        }),
    })
}
