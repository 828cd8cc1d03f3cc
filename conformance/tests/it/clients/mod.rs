//! The clients of this package as processes, against the sandbox.

mod bench;
mod flows;
mod mutants;
mod refusals;
mod tls;
