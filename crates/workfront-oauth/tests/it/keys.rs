//! Reading private keys as people have them, and saying what was given instead; signing with them.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use workfront_oauth::{KeyError, PrivateKey, SignError, Signer};

use crate::assertions::{at_once, machine_app};
use crate::errors::lines;
use crate::fixture::now;
use crate::openssl::{certificate, key, openssh_key, openssl, public, rsa_key, traditional};

fn refused(text: &str) -> KeyError {
    match PrivateKey::from_pem(text) {
        Ok(key) => panic!("read as {key:?}"),
        Err(error) => error,
    }
}

/// One line of base64 without its PEM frame.
fn body(pem: &str) -> String {
    pem.lines().filter(|line| !line.starts_with('-')).collect()
}

/// The key at its last byte of `prime1` changed, which still reads as a key (RFC 8017 appendix A.1.2).
fn inconsistent() -> String {
    let mut der = STANDARD.decode(body(&traditional(key()))).unwrap();
    let mut at = 4;
    // version, modulus, publicExponent, privateExponent, prime1
    for member in 0..5 {
        let (length, header) = match der[at + 1] {
            0x82 => (usize::from(der[at + 2]) << 8 | usize::from(der[at + 3]), 4),
            0x81 => (usize::from(der[at + 2]), 3),
            short => (usize::from(short), 2),
        };
        at += header + length;
        if member == 4 {
            der[at - 1] ^= 2;
        }
    }
    let text = STANDARD.encode(der);
    format!("-----BEGIN RSA PRIVATE KEY-----\n{text}\n-----END RSA PRIVATE KEY-----\n")
}

#[allow(clippy::vec_init_then_push, reason = "which signers there are depends on the features")]
fn signers(pem: &str) -> Result<Vec<Box<dyn Signer>>, KeyError> {
    let key = PrivateKey::from_pem(pem)?;
    let mut signers: Vec<Box<dyn Signer>> = Vec::new();
    #[cfg(feature = "aws-lc-rs")]
    signers.push(Box::new(workfront_oauth::AwsLcSigner::new(&key)?));
    #[cfg(feature = "rsa")]
    signers.push(Box::new(workfront_oauth::RsaSigner::new(&key)?));
    Ok(signers)
}

/// RFC 7515 appendix A.2: the key as PKCS#1, what it signs, and the signature that must come out.
#[test]
fn rfc_7515_a_2_comes_out_of_every_signer() {
    let input = "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";
    let expected = "cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw";
    for signer in signers(include_str!("vectors/rfc7515-a2.pem")).unwrap() {
        let signature = at_once(signer.sign(input.as_bytes())).unwrap();
        assert_eq!(URL_SAFE_NO_PAD.encode(signature), expected);
    }
}

/// Page 002 asks for RS256 and three claims; `jsonwebtoken` reads them with a parser and a verifier of its own.
#[test]
fn our_jwt_is_verified_by_another_library() {
    let public = DecodingKey::from_rsa_pem(public(key()).as_bytes()).unwrap();
    let mut rules = Validation::new(Algorithm::RS256);
    rules.set_issuer(&["customer-1"]);
    rules.set_required_spec_claims(&["exp", "iss", "sub"]);
    rules.sub = Some("user-1".to_owned());
    // The tests' clock stands still in 2023.
    rules.validate_exp = false;
    let stranger =
        DecodingKey::from_rsa_pem(crate::openssl::public(&rsa_key(2_048)).as_bytes()).unwrap();
    for pem in [key().to_owned(), traditional(key())] {
        for signer in signers(&pem).unwrap() {
            let assertion = machine_app().assertion(now()).unwrap().with_issued_at();
            let jwt = at_once(assertion.sign(&*signer)).unwrap();
            let read =
                |key| jsonwebtoken::decode::<serde_json::Value>(jwt.expose_secret(), key, &rules);
            let token = read(&public).unwrap();
            assert_eq!(token.header.alg, Algorithm::RS256);
            assert_eq!(token.header.typ.as_deref(), Some("JWT"));
            assert_eq!(
                token.claims,
                serde_json::json!({ "exp": 1_700_000_180, "iss": "customer-1", "sub": "user-1", "iat": 1_700_000_000 })
            );
            assert!(read(&stranger).is_err());
        }
    }
}

/// However it was copied, it is the same key.
#[test]
fn a_key_is_read_however_it_was_pasted() {
    let (pkcs8, pkcs1) = (key(), traditional(key()));
    let bag = openssl(&["pkey", "-text"], pkcs8);
    let forms: Vec<String> = [pkcs8, pkcs1.as_str()]
        .into_iter()
        .flat_map(|pem| {
            [
                pem.to_owned(),
                pem.replace('\n', "\r\n"),
                pem.replace('\n', "\r"),
                pem.replace('\n', "\\n"),
                pem.replace('\n', "\\r\\n"),
                pem.replace('\n', " "),
                pem.replace('\n', ""),
                format!("\"{}\"", pem.replace('\n', "\\n")),
                format!("'{pem}'"),
                format!("PRIVATE_KEY=\"{pem}\""),
                format!("\u{feff}{pem}"),
                format!(
                    "Bag Attributes\n    localKeyID: 01 02\nKey Attributes: <No Attributes>\n{pem}"
                ),
                format!("# made for the sandbox\n\n{pem}\nend"),
                format!("{}{pem}", certificate(pkcs8)),
                format!("{pem}{}", certificate(pkcs8)),
                pem.replace('\n', "\n    "),
                pem.replace('\n', "\t\n\n"),
            ]
        })
        .chain([bag])
        .collect();
    for form in forms {
        let key = PrivateKey::from_pem(&form).unwrap_or_else(|error| panic!("{error}: {form}"));
        assert_eq!(key.bits(), 2_048);
        assert_eq!(key.matches_certificate(&certificate(pkcs8)), Ok(()));
    }
}

#[test]
fn lost_padding_is_made_good() {
    // One of the two encodings ends in padding unless both lengths divide by three.
    for pem in [key().to_owned(), traditional(key())] {
        assert!(PrivateKey::from_pem(&pem.replace('=', "")).is_ok());
    }
}

/// Each with what was found and what to do about it.
#[test]
fn what_is_no_usable_key_is_named() {
    let pkcs8 = key();
    let pkcs1 = traditional(pkcs8);
    let ec = openssl(&["ecparam", "-name", "prime256v1", "-genkey"], "");
    let mut errors = vec![
        refused(""),
        refused(&body(pkcs8)),
        refused(&pkcs8.replace("-----BEGIN PRIVATE KEY-----", "-----BEGIN PRIVATE KEY")),
        refused(pkcs8.split_once("-----END").unwrap().0),
        refused(&pkcs8.replace("END PRIVATE", "END RSA PRIVATE")),
        refused(&certificate(pkcs8)),
        refused(&openssl(&["req", "-new", "-key", "/dev/stdin", "-subj", "/CN=test"], pkcs8)),
        refused(&public(pkcs8)),
        refused(&openssl(&["rsa", "-RSAPublicKey_out"], pkcs8)),
        refused(&openssl(&["pkcs8", "-topk8", "-passout", "pass:x"], pkcs8)),
        refused(&openssl(&["rsa", "-traditional", "-aes128", "-passout", "pass:x"], pkcs8)),
        refused(&ec),
        refused(&openssl(&["pkey"], &ec)),
        refused("-----BEGIN DH PARAMETERS-----\nMA==\n-----END DH PARAMETERS-----"),
        refused(&pkcs8.replacen('M', "!", 1)),
        refused(
            &pkcs8
                .replace("-----BEGIN PRIVATE", "-----BEGIN RSA PRIVATE")
                .replace("END PRIVATE", "END RSA PRIVATE"),
        ),
        refused(&pkcs1.replace(&pkcs1.lines().nth(5).unwrap().to_owned(), "")),
        refused(&rsa_key(1_024)),
        PrivateKey::from_pem(pkcs8).unwrap().matches_certificate(pkcs8).unwrap_err(),
        PrivateKey::from_pem(pkcs8)
            .unwrap()
            .matches_certificate(&public(&rsa_key(2_048)))
            .unwrap_err(),
        signers(&inconsistent()).err().unwrap(),
    ];
    errors.push(match openssh_key() {
        Some(openssh) => refused(&openssh),
        None => refused(
            "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaA==\n-----END OPENSSH PRIVATE KEY-----",
        ),
    });
    insta::assert_snapshot!(lines::<KeyError>(include_str!("../../src/key_error.rs"), "KeyError", &errors), @r#"
        NoPem: there is no PEM in this text: give the file that begins with -----BEGIN PRIVATE KEY-----
        NoPem: there is no PEM in this text: give the file that begins with -----BEGIN PRIVATE KEY-----
        NoPem: there is no PEM in this text: give the file that begins with -----BEGIN PRIVATE KEY-----
        CutOff: the PEM is cut off: its "PRIVATE KEY" block has no END line; copy the whole file
        CutOff: the PEM is cut off: its "PRIVATE KEY" block has no END line; copy the whole file
        Certificate: this is an X.509 certificate, the public half: give the private key that openssl wrote beside it
        CertificateRequest: this is a certificate request: give the private key that it was made with
        PublicKey: this is a public key: give the private key that belongs to it
        PublicKey: this is a public key: give the private key that belongs to it
        Encrypted: this private key is encrypted: take the passphrase off with openssl pkey -in KEY -out PLAIN_KEY
        Encrypted: this private key is encrypted: take the passphrase off with openssl pkey -in KEY -out PLAIN_KEY
        NotRsa: this key is not RSA: RS256 takes an RSA key, openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048
        NotRsa: this key is not RSA: RS256 takes an RSA key, openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048
        OtherPem: this is PEM of another kind, "DH PARAMETERS": give the private key
        Damaged: the key is damaged: copy the file again, with nothing added or left out
        Damaged: the key is damaged: copy the file again, with nothing added or left out
        Damaged: the key is damaged: copy the file again, with nothing added or left out
        TooSmall: the key has 1024 bits, RS256 takes 2048 or more: make a new one and upload its certificate
        NoPublicHalf: there is neither a certificate nor a public key in this text: give the file that was uploaded to Workfront
        Mismatch: the certificate does not belong to this private key: upload the one that was made with it
        Inconsistent: the signing library does not take this key: its numbers do not fit together; make a new one
        OpenSsh: this is an OpenSSH key: convert it with ssh-keygen -p -m PKCS8 -f KEY
        "#);
}

#[test]
fn a_key_is_compared_with_what_was_uploaded() {
    let own = PrivateKey::from_pem(key()).unwrap();
    let other = rsa_key(2_048);
    for mine in [
        certificate(key()),
        public(key()),
        openssl(&["rsa", "-RSAPublicKey_out"], key()),
        certificate(key()).replace('\n', "\\n"),
        format!("{}{}", key(), certificate(key())),
    ] {
        assert_eq!(own.matches_certificate(&mine), Ok(()));
    }
    for theirs in
        [certificate(&other), public(&other), openssl(&["rsa", "-RSAPublicKey_out"], &other)]
    {
        assert_eq!(own.matches_certificate(&theirs), Err(KeyError::Mismatch));
    }
    let ec = openssl(&["ecparam", "-name", "prime256v1", "-genkey", "-noout"], "");
    assert_eq!(own.matches_certificate(&certificate(&ec)), Err(KeyError::NotRsa));
    assert_eq!(own.matches_certificate(key()), Err(KeyError::NoPublicHalf));
    assert_eq!(own.matches_certificate("nothing"), Err(KeyError::NoPem));
    let cut = certificate(key()).replacen('M', "", 1);
    assert_eq!(own.matches_certificate(&cut), Err(KeyError::Damaged));
}

/// A key's text leaks through nothing: not its own `Debug`, not a signer's, not an error's.
#[test]
fn no_part_of_a_key_is_printed() {
    let key_text = body(key());
    let parts: Vec<&str> =
        (0..key_text.len() - 12).step_by(12).map(|at| &key_text[at..at + 12]).collect();
    let check = |printed: String| {
        assert!(!parts.iter().any(|part| printed.contains(part)), "{printed}");
    };
    let private = PrivateKey::from_pem(key()).unwrap();
    check(format!("{private:?}"));
    assert_eq!(format!("{private:?}"), "PrivateKey([redacted], 2048 bits)");
    #[cfg(feature = "aws-lc-rs")]
    check(format!("{:?}", workfront_oauth::AwsLcSigner::new(&private).unwrap()));
    #[cfg(feature = "rsa")]
    check(format!("{:?}", workfront_oauth::RsaSigner::new(&private).unwrap()));
    for spoilt in
        [key().replacen('M', "!", 1), key().replace('-', ""), key().replace("KEY-----", "KEY")]
    {
        let error = refused(&spoilt);
        check(format!("{error} {error:?}"));
    }
}

/// Ready-made signers do at once what a key service takes its time for.
#[test]
fn a_signature_is_as_long_as_the_key() {
    for signer in signers(&rsa_key(3_072)).unwrap() {
        let signature: Result<Vec<u8>, SignError> = at_once(signer.sign(b"input"));
        assert_eq!(signature.unwrap().len(), 384);
    }
}

/// A text may be as large as what a form or a file lets through; reading it must not take the square of its length.
#[test]
fn hostile_texts_are_refused_in_linear_time() {
    let long = 1 << 20;
    for hostile in [
        "-----BEGIN ".repeat(long / 11),
        "-----BEGIN A-----".repeat(long / 17),
        "-----BEGIN A-----\n-----END B-----\n".repeat(long / 34),
        "-----BEGIN A-----\n-----END A-----\n".repeat(long / 34),
        "\\n".repeat(long / 2),
        format!("-----BEGIN PRIVATE KEY-----{}-----END PRIVATE KEY-----", "A".repeat(long)),
        format!("-----BEGIN PRIVATE KEY-----{}-----END PRIVATE KEY-----", " ".repeat(long)),
        "-".repeat(long),
    ] {
        refused(&hostile);
    }
}
