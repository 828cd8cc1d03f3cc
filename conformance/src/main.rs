//! The program `workfront-conformance`.

fn main() {}
