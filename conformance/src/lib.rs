//! Judges clients and servers against Workfront's documents, and replays every documented example.

pub mod curl;
