//! What the documented openssl command does.

use super::{first, two};

/// `openssl req` asks for a country, a state, and so on, unless the subject is given (`man openssl-req`, `-subj`).
pub(super) fn asks_for_a_subject(texts: &[&str]) -> bool {
    has(first(texts), "req")
        && !["-subj", "-batch", "-config"].iter().any(|option| has(first(texts), option))
}

/// A self-signed certificate is valid for 30 days unless another time is given (`man openssl-req`, `-days`).
pub(super) fn valid_for_thirty_days(texts: &[&str]) -> bool {
    has(first(texts), "-x509")
        && !["-days", "-not_after"].iter().any(|option| has(first(texts), option))
}

/// The command makes a certificate, which holds a public key and is none.
pub(super) fn certificate_called_public_key(texts: &[&str]) -> bool {
    let (purpose, command) = two(texts);
    has(command, "-x509")
        && ["öffentlichen Schlüssel", "公钥"].iter().any(|words| purpose.contains(words))
}

fn has(command: &str, word: &str) -> bool {
    command.split_whitespace().any(|other| other == word)
}
