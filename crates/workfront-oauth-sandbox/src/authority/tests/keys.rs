//! Public keys: what may be uploaded, and what is generated.

use aws_lc_rs::signature::KeyPair as _;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rsa::BigUint;
use rsa::pkcs1::der::Encode as _;
use rsa::pkcs1::{RsaPublicKey as RsaKey, UintRef};

use super::world::{KEY, OTHER_KEY, TestKey, World, rule};
use crate::authority::*;

/// Uploads `pem` to a machine app that has no key yet.
fn upload(pem: &str) -> Result<PublicKeyRecord, (&'static str, String)> {
    let mut world = World::new();
    let (machine, key) = (world.machine.clone(), world.key);
    world.delete_key(&machine, key).unwrap();
    let id = world.add_key(&machine, pem).map_err(|refusal| {
        assert_eq!(refusal.field, Some("public_key"));
        (refusal.rule.id, refusal.why)
    })?;
    Ok(world.app(&machine).unwrap().keys.iter().find(|key| key.id == id).unwrap().clone())
}

fn pem(label: &str, der: &[u8]) -> String {
    format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", STANDARD.encode(der))
}

/// An RSA key with these numbers, whatever they are.
pub(super) fn key_of(modulus: &[u8], exponent: u64) -> String {
    let exponent = exponent.to_be_bytes();
    let key = RsaKey {
        modulus: UintRef::new(modulus).unwrap(),
        public_exponent: UintRef::new(&exponent).unwrap(),
    };
    pem("RSA PUBLIC KEY", &key.to_der().unwrap())
}

fn modulus() -> Vec<u8> {
    let der = KEY.pair.public_key().as_ref().to_vec();
    RsaKey::try_from(der.as_slice()).unwrap().modulus.as_bytes().to_vec()
}

/// The content of a PEM document.
fn der(pem: &str) -> Vec<u8> {
    let body: String = pem.lines().filter(|line| !line.starts_with("-----")).collect();
    STANDARD.decode(body).unwrap()
}

#[test]
fn a_file_may_be_der() {
    let pkcs1 = KEY.pair.public_key().as_ref().to_vec();
    let certificate = upload(&pem_of(&der(&KEY.certificate_pem))).unwrap();
    assert!(matches!(certificate.source, KeySource::Certificate { .. }));
    for file in [der(&KEY.public_pem), pkcs1, KEY.public_pem.clone().into_bytes()] {
        assert_eq!(upload(&pem_of(&file)).unwrap().fingerprint, certificate.fingerprint);
    }
    let private = pem_of(&der(&KEY.private_pem));
    assert!(private.len() < 100, "nothing of a private key is handed on");
    assert_eq!(upload(&private).unwrap_err().0, "key.private");
    assert_eq!(upload(&pem_of(b"\x30\x03\x02\x01\x00")).unwrap_err().0, "key.form");
    assert_eq!(upload(&pem_of(b"\xff\xfe")).unwrap_err().0, "key.form");
}

#[test]
fn a_certificate_a_public_key_and_its_pkcs1_form_are_one_key() {
    let pkcs1 = pem("RSA PUBLIC KEY", KEY.pair.public_key().as_ref());
    let text = format!("Certificate:\r\n  Data:\r\n{}", KEY.certificate_pem.replace('\n', "\r\n"));
    let one_line = KEY.public_pem.replace('\n', " ");
    let records: Vec<_> = [&KEY.certificate_pem, &KEY.public_pem, &pkcs1, &text, &one_line]
        .map(|pem| upload(pem).unwrap())
        .into();
    for record in &records {
        assert_eq!((record.bits, &record.fingerprint), (2_048, &records[0].fingerprint));
    }
    assert!(
        matches!(&records[0].source, KeySource::Certificate { subject, .. } if subject.contains("rcgen"))
    );
    assert_eq!(records[1].source, KeySource::PublicKey);
    assert_eq!(upload(&records[1].to_pem()).unwrap().fingerprint, records[1].fingerprint);
}

#[test]
fn a_private_key_is_called_by_its_name() {
    let both = format!("{}{}", KEY.certificate_pem, KEY.private_pem);
    let encrypted = pem("ENCRYPTED PRIVATE KEY", b"whatever");
    for text in [&KEY.private_pem, &both, &encrypted] {
        let (rule, why) = upload(text).unwrap_err();
        assert_eq!(rule, "key.private");
        assert!(why.contains("private key") && why.contains("certificate_pub.crt"));
    }
}

#[test]
fn what_is_no_key_is_refused() {
    let two = format!("{}{}", KEY.public_pem, OTHER_KEY.public_pem);
    let cut = KEY.public_pem.replace("-----END", "-----");
    for text in [
        "",
        "ssh-rsa AAAA",
        "-----BEGIN ",
        &two,
        &cut,
        &pem("CERTIFICATE REQUEST", b"x"),
        &pem("CERTIFICATE", b"x"),
        &pem("PUBLIC KEY", b"x"),
        &pem("RSA PUBLIC KEY", b"x"),
        "-----BEGIN PUBLIC KEY-----\n!\n-----END PUBLIC KEY-----",
        &" ".repeat(65 * 1024),
    ] {
        assert_eq!(upload(text).unwrap_err().0, "key.form", "{text:.40}");
    }
}

#[test]
fn weak_keys_are_refused() {
    let modulus = modulus();
    let mut even = modulus.clone();
    *even.last_mut().unwrap() &= 0xfe;
    // All powers of 65537 are 1 modulo each small prime here: the pattern of CVE-2017-15361.
    let mut roca = BigUint::from(1_u8);
    for prime in 3_u32..=167 {
        if (2..prime).all(|divisor| prime % divisor != 0) {
            roca *= prime;
        }
    }
    let shift = 2_048 - roca.bits();
    let roca = (roca << shift) + 1_u8;
    let elliptic = rcgen::KeyPair::generate().unwrap().public_key_pem();
    for (text, part) in [
        (key_of(&modulus[..128], 65_537), "1024 bits"),
        (key_of(&[0xff; 1_025], 65_537), "8200 bits"),
        (key_of(&modulus, 1), "exponent is less than 3"),
        (key_of(&modulus, 2), "exponent is less than 3"),
        (key_of(&modulus, 65_536), "exponent is even"),
        (key_of(&even, 65_537), "modulus is even"),
        (key_of(&roca.to_bytes_be(), 65_537), "ROCA"),
        (elliptic, "no RSA key"),
    ] {
        let (rule, why) = upload(&text).unwrap_err();
        assert!(rule == "key.strength" && why.contains(part), "{rule}: {why}");
    }
    assert!(upload(&key_of(&modulus, 65_537)).is_ok());
}

#[test]
fn one_key_at_a_time_and_for_machine_apps_alone() {
    let mut world = World::new();
    let (machine, web) = (world.machine.clone(), world.web.clone());
    assert_eq!(rule(world.add_key(&machine, &KEY.public_pem)).err(), Some("key.limit"));
    assert_eq!(rule(world.add_key(&web, &KEY.public_pem)).err(), Some("key.app-type"));
}

#[test]
fn a_generated_pair_signs_and_its_private_half_is_not_kept() {
    let mut world = World::new();
    let (machine, key) = (world.machine.clone(), world.key);
    world.delete_key(&machine, key).unwrap();
    let (tenant, actor, owner) = (world.tenant.clone(), Actor::Operator, world.admin);
    let client_id = machine.client_id;
    let before = world.authority.clone();
    let command = || GenerateKeyPair { tenant: tenant.clone(), actor, client_id, owner };
    let pair = world.apply(command()).unwrap();
    let private = pair.private_key_pem.expose_secret();
    assert!(private.starts_with("-----BEGIN PRIVATE KEY-----\n"));
    let record = world.app(&machine).unwrap().keys[0].clone();
    assert_eq!((record.id, record.source, record.bits), (pair.key, KeySource::Generated, 2_048));
    let body: String = private.lines().filter(|line| !line.starts_with('-')).collect();
    assert!(!serde_json::to_string(world.authority.state()).unwrap().contains(&body[..64]));

    let signer = TestKey {
        pair: aws_lc_rs::signature::RsaKeyPair::from_pkcs8(&STANDARD.decode(body).unwrap())
            .unwrap(),
        public_pem: String::new(),
        private_pem: String::new(),
        certificate_pem: String::new(),
    };
    world.exchange(&signer.sign(&world.claims())).unwrap();

    // The pair follows from the seed.
    let again = before.decide(command(), world.now).answer.unwrap();
    assert_eq!(again.private_key_pem.expose_secret(), private);
}
