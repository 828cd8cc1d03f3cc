//! Signed JWTs: each backend beside itself without our JWT around it, and beside `jsonwebtoken`.

use std::hint::black_box;

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::{KeyPair, KeySize};
use aws_lc_rs::signature::{RSA_PKCS1_SHA256, RsaKeyPair};
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use rsa::pkcs1v15::SigningKey;
use rsa::pkcs8::{DecodePrivateKey, EncodePrivateKey, LineEnding};
use rsa::sha2::Sha256;
use rsa::signature::{RandomizedSigner, SignatureEncoding};
use serde::Serialize;
use workfront_oauth::{Assertion, AwsLcSigner, CustomerId, PrivateKey, RsaSigner, UserId};

use crate::operation::Operation;
use crate::operations::fixture;

#[derive(Serialize)]
pub(crate) struct Claims {
    exp: u64,
    iss: &'static str,
    sub: &'static str,
}

pub(crate) const CLAIMS: Claims =
    Claims { exp: 1_700_000_180, iss: "5f00cc6b220240d6bcd03ee0c2316b43", sub: "6a11dd7c331351e7" };

/// The PEM text of a new private key.
pub(crate) fn new_key() -> anyhow::Result<String> {
    let key = KeyPair::generate(KeySize::Rsa2048)?;
    let der = aws_lc_rs::encoding::AsDer::<aws_lc_rs::encoding::Pkcs8V1Der<'_>>::as_der(&key)?;
    let key = rsa::RsaPrivateKey::from_pkcs8_der(der.as_ref())?;
    Ok(key.to_pkcs8_pem(LineEnding::LF)?.to_string())
}

fn assertion() -> anyhow::Result<Assertion> {
    let (customer, user) = (CustomerId::new(CLAIMS.iss)?, UserId::new(CLAIMS.sub)?);
    Ok(Assertion::new(customer, user, fixture::now())?)
}

pub(crate) fn aws_lc_beside_itself() -> anyhow::Result<Operation> {
    let pem = &new_key()?;
    let signer = AwsLcSigner::new(&PrivateKey::from_pem(pem)?)?;
    let assertion = assertion()?;
    let raw = raw_aws_lc(pem)?;
    let input = assertion.signing_input();
    Ok(Operation {
        peer: "aws-lc-rs, signature alone".to_owned(),
        target: 1.05,
        allocations_target: None,
        served: None,
        ours: Box::new(move || {
            let signature = signer.sign_now(black_box(&assertion).signing_input().as_bytes());
            let _ = black_box(signature.and_then(|s| assertion.with_signature(&s)));
        }),
        theirs: Box::new(move || {
            let mut signature = vec![0; raw.public_modulus_len()];
            let random = SystemRandom::new();
            let _ = raw.sign(&RSA_PKCS1_SHA256, &random, input.as_bytes(), &mut signature);
            black_box(signature);
        }),
    })
}

fn raw_aws_lc(pem: &str) -> anyhow::Result<RsaKeyPair> {
    let der = rsa::RsaPrivateKey::from_pkcs8_pem(pem)?.to_pkcs8_der()?;
    Ok(RsaKeyPair::from_pkcs8(der.as_bytes())?)
}

pub(crate) fn rsa_beside_itself() -> anyhow::Result<Operation> {
    let pem = &new_key()?;
    let signer = RsaSigner::new(&PrivateKey::from_pem(pem)?)?;
    let assertion = assertion()?;
    let raw = SigningKey::<Sha256>::new(rsa::RsaPrivateKey::from_pkcs8_pem(pem)?);
    let input = assertion.signing_input();
    Ok(Operation {
        peer: "rsa, signature alone".to_owned(),
        target: 1.05,
        allocations_target: None,
        served: None,
        ours: Box::new(move || {
            let signature = signer.sign_now(black_box(&assertion).signing_input().as_bytes());
            let _ = black_box(signature.and_then(|s| assertion.with_signature(&s)));
        }),
        theirs: Box::new(move || {
            let mut random = rsa::rand_core::OsRng;
            black_box(raw.sign_with_rng(&mut random, input.as_bytes()).to_vec());
        }),
    })
}

/// A key that both sides keep; the peer parses it again for every token.
pub(crate) fn kept() -> anyhow::Result<Operation> {
    let pem = &new_key()?;
    let signer = AwsLcSigner::new(&PrivateKey::from_pem(pem)?)?;
    let assertion = assertion()?;
    let key = EncodingKey::from_rsa_pem(pem.as_bytes())?;
    let header = Header::new(Algorithm::RS256);
    Ok(Operation {
        peer: "jsonwebtoken on aws-lc-rs".to_owned(),
        target: 1.0,
        allocations_target: None,
        served: None,
        ours: Box::new(move || {
            let signature = signer.sign_now(black_box(&assertion).signing_input().as_bytes());
            let _ = black_box(signature.and_then(|s| assertion.with_signature(&s)));
        }),
        theirs: Box::new(move || {
            let _ = black_box(jsonwebtoken::encode(&header, &CLAIMS, &key));
        }),
    })
}

/// From the text of a key file to one token: the first of a process.
pub(crate) fn from_pem() -> anyhow::Result<Operation> {
    let pem = &new_key()?;
    let assertion = assertion()?;
    let header = Header::new(Algorithm::RS256);
    let (ours, theirs) = (pem.clone(), pem.clone());
    Ok(Operation {
        peer: "jsonwebtoken on aws-lc-rs".to_owned(),
        target: 1.0,
        allocations_target: None,
        served: None,
        ours: Box::new(move || {
            let signer = PrivateKey::from_pem(black_box(&ours)).and_then(|k| AwsLcSigner::new(&k));
            if let Ok(signer) = signer {
                let signature = signer.sign_now(assertion.signing_input().as_bytes());
                let _ = black_box(signature.and_then(|s| assertion.with_signature(&s)));
            }
        }),
        theirs: Box::new(move || {
            if let Ok(key) = EncodingKey::from_rsa_pem(black_box(&theirs).as_bytes()) {
                let _ = black_box(jsonwebtoken::encode(&header, &CLAIMS, &key));
            }
        }),
    })
}
