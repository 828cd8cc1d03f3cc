//! Keys and certificates, made by the real `openssl` while the tests run.

// Starting a program is what this file is for; the core never does.
#![allow(clippy::disallowed_methods, clippy::disallowed_types)]

use std::io::Write;
use std::process::{Command, Stdio};
use std::sync::OnceLock;

/// What `openssl` prints, given an input.
pub(crate) fn openssl(arguments: &[&str], input: &str) -> String {
    let mut child = Command::new("openssl")
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "openssl {arguments:?}: {complaint}");
    String::from_utf8(output.stdout).unwrap()
}

/// A new RSA key, PKCS#8.
pub(crate) fn rsa_key(bits: usize) -> String {
    openssl(&["genpkey", "-algorithm", "RSA", "-pkeyopt", &format!("rsa_keygen_bits:{bits}")], "")
}

/// One RSA key of 2,048 bits for all tests that do not care which.
pub(crate) fn key() -> &'static str {
    static KEY: OnceLock<String> = OnceLock::new();
    KEY.get_or_init(|| rsa_key(2_048))
}

pub(crate) fn traditional(key: &str) -> String {
    openssl(&["rsa", "-traditional"], key)
}

pub(crate) fn public(key: &str) -> String {
    openssl(&["pkey", "-pubout"], key)
}

/// A certificate over a key, as page 002's command makes one, but for a key that is there.
pub(crate) fn certificate(key: &str) -> String {
    openssl(&["req", "-x509", "-sha256", "-key", "/dev/stdin", "-subj", "/CN=test"], key)
}

/// A key in OpenSSH's own format, where `ssh-keygen` is installed.
pub(crate) fn openssh_key() -> Option<String> {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("key");
    let arguments = ["-q", "-t", "rsa", "-b", "2048", "-N", "", "-f"];
    let status = Command::new("ssh-keygen").args(arguments).arg(&path).status().ok()?;
    assert!(status.success());
    Some(std::fs::read_to_string(path).unwrap())
}
