//! The journal: every request with its judgement, secrets masked, never without bound.

use workfront_oauth_sandbox::journal::Outcome;

use crate::client::{get, post_form};
use crate::flow::{AUTHORIZE, TOKEN, allowing, call, code, redemption, refresh, tokens, web};

#[test]
fn no_secret_is_in_a_masked_journal() {
    let sandbox = allowing();
    let fresh = code(&sandbox);
    let answer = redemption(&sandbox, &fresh).send();
    let (session, token) = (answer.text("access_token"), answer.text("refresh_token"));
    call(&sandbox, &session);
    let again = refresh(&sandbox, &token).send();
    let app = web(&sandbox);
    crate::client::post_json(sandbox.url(), TOKEN, &serde_json::json!({ "refresh_token": token }))
        .with_basic(&app.client_id, app.client_secret.as_deref().unwrap())
        .send();
    // A body that cannot be taken apart is masked as a whole.
    post_form(sandbox.url(), TOKEN, &[])
        .with_body("text/plain", format!("refresh_token={token}"))
        .send();
    let broken = format!("refresh_token={token}&x=%zz").replace('+', "%2B");
    crate::client::request("POST", sandbox.url(), TOKEN)
        .with_body("application/x-www-form-urlencoded", broken)
        .send();
    let text = serde_json::to_string(&sandbox.journal(0)).unwrap();
    let encoded: String = url::form_urlencoded::byte_serialize(token.as_bytes()).collect();
    let secrets = [
        &fresh,
        &session,
        &token,
        &encoded,
        &again.text("access_token"),
        &again.text("refresh_token"),
    ];
    for secret in
        secrets.into_iter().map(String::as_str).chain([app.client_secret.as_deref().unwrap()])
    {
        assert!(!text.contains(secret), "{secret}");
    }
    assert!(text.contains("[masked "));
    assert!(!sandbox.explain().contains(&token));
}

#[test]
fn a_secret_in_an_address_is_masked_unless_revealed() {
    let sandbox = allowing();
    let fresh = code(&sandbox);
    let from = format!("https://app.example/callback?state=kept&code={fresh}");
    get(sandbox.url(), "/login").with("referer", &from).send();
    let redirect_uri = [("redirect_uri", from.as_str()), ("client_id", &web(&sandbox).client_id)];
    let query =
        url::form_urlencoded::Serializer::new(String::new()).extend_pairs(redirect_uri).finish();
    get(sandbox.url(), &format!("{AUTHORIZE}?{query}")).send();
    let masked = serde_json::to_string(&sandbox.journal(0)).unwrap();
    assert!(!masked.contains(&fresh), "{masked}");
    assert!(masked.contains("https://app.example/callback?state=kept&code=[masked "), "{masked}");
    let control = &sandbox.announcement().control_url;
    let bearer = format!("Bearer {}", sandbox.announcement().control_token);
    let revealed = get(control, "/_sandbox/journal?reveal=true").with("authorization", &bearer);
    assert!(revealed.send().body.contains(&from));
}

#[test]
fn entries_are_numbered_and_asked_for_by_number() {
    let sandbox = allowing();
    tokens(&sandbox);
    let first = sandbox.journal(0);
    assert_eq!((first.entries.len(), first.next, first.dropped), (2, 2, 0));
    assert_eq!(first.entries[1].judgement.outcome, Outcome::Accepted);
    redemption(&sandbox, "x").send();
    let second = sandbox.journal(first.next);
    assert_eq!((second.entries.len(), second.next), (1, 3));
    let refused = &second.entries[0];
    assert_eq!((refused.status, refused.judgement.outcome), (400, Outcome::Refused));
    assert_eq!(
        (&*refused.judgement.rule, &*refused.judgement.source),
        ("code.known", "RFC 6749 §5.2")
    );
    assert!(!refused.judgement.why.is_empty());
    assert_eq!(sandbox.journal(99).entries.len(), 0);
}

#[test]
fn an_old_entry_makes_room_and_is_counted() {
    let sandbox = allowing();
    let host = sandbox.url().strip_prefix("http://").unwrap();
    // Many requests on one connection.
    let mut stream = crate::client::connect(host).unwrap();
    let many = format!("GET /nowhere HTTP/1.1\r\nhost: {host}\r\n\r\n").repeat(2_100);
    let writer = {
        let mut stream = stream.try_clone().unwrap();
        std::thread::spawn(move || {
            use std::io::Write as _;
            stream.write_all(many.as_bytes()).unwrap();
            stream.shutdown(std::net::Shutdown::Write).unwrap();
        })
    };
    crate::client::read_answer(&mut stream).unwrap();
    writer.join().unwrap();
    get(sandbox.url(), "/last").send();
    let extract = sandbox.journal(0);
    assert_eq!(extract.entries.len(), 2_000);
    assert_eq!(extract.dropped + 2_000, extract.next);
    assert_eq!(extract.entries.last().unwrap().path, "/last");
    assert_eq!(sandbox.journal(extract.dropped).dropped, 0);
}
