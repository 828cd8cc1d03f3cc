//! What comes of a builder: an error where it cannot be used, and no word of its secrets.

use std::error::Error;

use reqwest::header::{AUTHORIZATION, HeaderMap, HeaderValue};
use workfront_oauth_reqwest::Client;

#[test]
fn a_builder_that_cannot_be_used_says_why_in_one_line() {
    let builder = reqwest::Client::builder().user_agent("two\nlines");
    let error = Client::from_builder(builder).unwrap_err();
    assert_eq!(
        error.to_string(),
        "no HTTP client could be made (failed to parse header value): check the builder's settings and the system's root \
         certificates"
    );
    assert!(error.source().is_some());
}

#[test]
fn default_headers_are_not_shown() {
    let headers = HeaderMap::from_iter([(AUTHORIZATION, HeaderValue::from_static("CANARY"))]);
    let builder = reqwest::Client::builder().default_headers(headers);
    assert!(format!("{builder:?}").contains("CANARY"), "reqwest itself shows them");
    let shown = format!("{:?}", Client::from_builder(builder).unwrap());
    assert!(!shown.contains("CANARY"), "{shown}");
}
