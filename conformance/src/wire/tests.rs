//! What is read from a message as received, and what is refused rather than repaired.

use proptest::prelude::*;

use super::*;

const FORM: &[(&str, &[u8])] = &[("content-type", b"application/x-www-form-urlencoded")];
const JSON: &[(&str, &[u8])] = &[("content-type", b"application/json; charset=utf-8")];

fn read(target: &str, headers: &[(&str, &[u8])], body: &[u8]) -> Result<Message, WireError> {
    Message::read(Received { method: "POST", target, headers, body })
}

fn members(message: &Message) -> Vec<String> {
    message.members().into_iter().map(|(name, value)| format!("{name}={value}")).collect()
}

/// Page 001, "example 1" with its placeholders filled.
#[test]
fn documented_example() {
    let headers: &[(&str, &[u8])] = &[
        ("host", b"127.0.0.1:1"),
        ("user-agent", b"curl/7.88.1"),
        ("authorization", b"Basic aWQ6c2VjcmV0"),
        ("content-type", b"application/json"),
    ];
    let message = read(
        "/integrations/oauth2/api/v1/token",
        headers,
        br#"{"code": "c", "grant_type": "authorization_code"}"#,
    )
    .unwrap();
    assert_eq!(
        members(&message),
        [
            "method=POST",
            "path=/integrations/oauth2/api/v1/token",
            "header.content-type=application/json",
            "basic.client_id=id",
            "basic.client_secret=secret",
            "body.code=c",
            "body.grant_type=authorization_code",
        ]
    );
}

#[test]
fn what_a_tolerant_parser_would_repair_is_refused() {
    let check = |target: &str, headers, body: &[u8], message: &str| {
        assert_eq!(read(target, headers, body).unwrap_err().to_string(), message);
    };
    check("/?a", &[], b"", "the query: parameter 1 is not `name=value`");
    check("/?a=1&", &[], b"", "the query: parameter 2 is not `name=value`");
    check("/", FORM, b"a=1&b=%", "the body: parameter 2 has a `%` without two hexadecimal digits");
    check("/", FORM, b"a=%+1", "the body: parameter 1 has a `%` without two hexadecimal digits");
    check("/", FORM, b"a=b=c", "the body: parameter 1 has a `=` that is not percent-encoded");
    check(
        "/",
        FORM,
        "a=é".as_bytes(),
        "the body: parameter 1 has a `\\u{e9}` that is not percent-encoded",
    );
    check("/", FORM, b"a=%FF", "the body: parameter 1 is not UTF-8 once decoded");
    check("/", FORM, b"a=\xff", "the body is not UTF-8");
    check(
        "/",
        JSON,
        b"{\"a\": 1, \"a\": 1}",
        "the body is not one JSON object with each name once",
    );
    check("/", JSON, b"[1]", "the body is not one JSON object with each name once");
    check("/", &[], b"a=1", "a body of 3 bytes with no content type");
    check(
        "/",
        &[("content-type", b"text/plain")],
        b"a=1",
        "a body of 3 bytes with the content type `text/plain`",
    );
    check(
        "/",
        &[("authorization", b"Basic aWQ")],
        b"",
        "`Authorization: Basic` is not followed by the base64 of `client_id:client_secret`",
    );
    check(
        "/",
        &[("authorization", b"Basic aWQ=")],
        b"",
        "`Authorization: Basic` is not followed by the base64 of `client_id:client_secret`",
    );
    check(
        "/",
        &[("authorization", b"Basic aTpz"), ("authorization", b"Basic aTpz")],
        b"",
        "the header `authorization` stands twice",
    );
    check(
        "/",
        &[("content-type", b"a/b"), ("content-type", b"a/b")],
        b"",
        "the header `content-type` stands twice",
    );
    check("/", &[("accept", b"\xff")], b"", "the header `accept` is not UTF-8");
}

#[test]
fn a_number_is_not_the_text_of_its_digits() {
    let number = read("/", JSON, b"{\"a\": 1}").unwrap();
    let text = read("/", JSON, b"{\"a\": \"1\"}").unwrap();
    assert!(difference(&number.members(), &text.members()).is_some());
}

#[test]
fn the_difference_shows_only_the_members_that_differ() {
    let expected =
        read("/token", FORM, b"grant_type=authorization_code&code=c&client_id=i").unwrap();
    let actual = read(
        "/token",
        FORM,
        b"client_id=i&grant_type=**authorization_code**&state=s&code=c&code=c",
    )
    .unwrap();
    let difference = difference(&expected.members(), &actual.members()).unwrap();
    assert_eq!(
        difference.expected,
        "body.grant_type = authorization_code\nbody.state = (absent)\nbody.code = (absent)"
    );
    assert_eq!(
        difference.actual,
        "body.grant_type = **authorization_code**\nbody.state = s\nbody.code = c"
    );
}

#[test]
fn debug_shows_no_credential() {
    let message =
        read("/?code=CANARY", &[("authorization", b"Basic Q0FOQVJZOkNBTkFSWQ==")], b"").unwrap();
    assert!(!format!("{message:?}").contains("CANARY"));
}

proptest! {
    #[test]
    fn reads_back_what_an_independent_writer_wrote(pairs in proptest::collection::vec((any::<String>(), any::<String>()), 1..5)) {
        let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(&pairs).finish();
        let message = read(&format!("/?{body}"), FORM, body.as_bytes()).unwrap();
        prop_assert_eq!(&message.query, &pairs);
        prop_assert!(message.payload == Payload::Form(pairs));
    }

    #[test]
    fn nothing_makes_the_reader_panic(target in any::<String>(), body in any::<Vec<u8>>(), json in any::<bool>()) {
        _ = read(&target, if json { JSON } else { FORM }, &body);
    }

    #[test]
    fn the_same_members_in_another_order_are_the_same(pairs in proptest::collection::vec(("[ab]", "[xy]"), 0..5)) {
        let reversed: Vec<_> = pairs.iter().rev().cloned().collect();
        prop_assert_eq!(difference(&pairs, &reversed), None);
    }
}
