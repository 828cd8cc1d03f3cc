//! The report that a person reads.

use super::report_file::one_of_each;
use workfront_conformance::report::terminal;

#[test]
fn what_a_person_reads() {
    insta::assert_snapshot!(terminal::render(&one_of_each()));
}
