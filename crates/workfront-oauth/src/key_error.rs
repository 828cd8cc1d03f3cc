//! Why a text is not the key that it should be.

/// What was found in place of a usable RSA private key, or of its public half.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum KeyError {
    /// No `-----BEGIN …-----` line.
    #[error(
        "there is no PEM in this text: give the file that begins with -----BEGIN PRIVATE KEY-----"
    )]
    NoPem,
    /// A `BEGIN` line without its `END` line.
    #[error("the PEM is cut off: its {label:?} block has no END line; copy the whole file")]
    CutOff {
        /// What the block calls itself.
        label: String,
    },
    /// An X.509 certificate.
    #[error(
        "this is an X.509 certificate, the public half: give the private key that openssl wrote beside it"
    )]
    Certificate,
    /// A certificate request.
    #[error("this is a certificate request: give the private key that it was made with")]
    CertificateRequest,
    /// A public key.
    #[error("this is a public key: give the private key that belongs to it")]
    PublicKey,
    /// A key under a passphrase.
    #[error(
        "this private key is encrypted: take the passphrase off with openssl pkey -in KEY -out PLAIN_KEY"
    )]
    Encrypted,
    /// An OpenSSH key.
    #[error("this is an OpenSSH key: convert it with ssh-keygen -p -m PKCS8 -f KEY")]
    OpenSsh,
    /// A key of another algorithm.
    #[error(
        "this key is not RSA: RS256 takes an RSA key, openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048"
    )]
    NotRsa,
    /// Something else in PEM.
    #[error("this is PEM of another kind, {label:?}: give the private key")]
    OtherPem {
        /// What the block calls itself.
        label: String,
    },
    /// Base64 or DER that does not read.
    #[error("the key is damaged: copy the file again, with nothing added or left out")]
    Damaged,
    /// An RSA key shorter than RS256 takes.
    #[error(
        "the key has {bits} bits, RS256 takes 2048 or more: make a new one and upload its certificate"
    )]
    TooSmall {
        /// Length of the modulus.
        bits: usize,
    },
    /// Neither a certificate nor a public key where one was expected.
    #[error(
        "there is neither a certificate nor a public key in this text: give the file that was uploaded to Workfront"
    )]
    NoPublicHalf,
    /// The certificate is another key's.
    #[error(
        "the certificate does not belong to this private key: upload the one that was made with it"
    )]
    Mismatch,
    /// The signing library refused a key that reads well.
    #[error(
        "the signing library does not take this key: its numbers do not fit together; make a new one"
    )]
    Inconsistent,
}

impl KeyError {
    /// What to say of a PEM block that is no private key.
    pub(crate) fn for_label(label: Option<&str>) -> Self {
        match label {
            None => Self::NoPem,
            Some("CERTIFICATE" | "TRUSTED CERTIFICATE" | "X509 CERTIFICATE") => Self::Certificate,
            Some("CERTIFICATE REQUEST" | "NEW CERTIFICATE REQUEST") => Self::CertificateRequest,
            Some("PUBLIC KEY" | "RSA PUBLIC KEY") => Self::PublicKey,
            Some("ENCRYPTED PRIVATE KEY") => Self::Encrypted,
            Some("OPENSSH PRIVATE KEY") => Self::OpenSsh,
            Some("EC PRIVATE KEY" | "DSA PRIVATE KEY" | "EC PARAMETERS") => Self::NotRsa,
            Some(label) => Self::OtherPem { label: label.to_owned() },
        }
    }
}
