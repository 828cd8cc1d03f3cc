//! The key pair of machine applications: one for every run, because drawing one takes longer than a case. It is registered nowhere but
//! with sandboxes that live as long as a case.

/// The private key, in PEM. It is handled as a secret all the same: what is written anywhere is written by the same code for others.
pub(crate) const MACHINE_PRIVATE_PEM: &str = include_str!("../vectors/keys/machine.pem");
/// The public key, in PEM.
pub(crate) const MACHINE_PUBLIC_PEM: &str = include_str!("../vectors/keys/machine.pub.pem");
