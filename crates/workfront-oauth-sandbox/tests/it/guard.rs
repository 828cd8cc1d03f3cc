//! Who is let in: this machine's programs and pages, and nobody's web page.

use crate::client::{get, post_form, request};
use crate::flow::{AUTHORIZE, SEARCH, TOKEN, allowing};
use workfront_oauth_sandbox::Sandbox;

#[test]
fn only_names_of_this_machine_are_answered_to() {
    let sandbox = allowing();
    let port = sandbox.addresses()[0].port();
    for path in [AUTHORIZE, TOKEN, SEARCH, "/login"] {
        for host in [
            "evil.example".to_owned(),
            format!("evil.example:{port}"),
            format!("127.0.0.1.evil.example:{port}"),
            format!("0.0.0.0:{port}"),
        ] {
            assert_eq!(
                get(sandbox.url(), path).with("host", &host).send().status,
                421,
                "{host}{path}"
            );
        }
    }
    for host in [
        format!("localhost:{port}"),
        format!("myorganization.my.localhost:{port}"),
        format!("[::1]:{port}"),
    ] {
        assert_eq!(get(sandbox.url(), "/login").with("host", &host).send().status, 200, "{host}");
    }
    let absolute = request("GET", sandbox.url(), "http://evil.example/login").send();
    assert_eq!(absolute.status, 421);
    let twice =
        get(sandbox.url(), "/login").with("host", "localhost").with("host", "localhost").send();
    assert_eq!(twice.status, 400);
}

#[test]
fn a_form_of_another_origin_is_refused() {
    let sandbox = allowing();
    for (name, value) in [
        ("origin", "https://evil.example"),
        ("origin", "http://127.0.0.1:1"),
        ("origin", "null"),
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-site", "same-site"),
    ] {
        for path in ["/login", "/logout", "/integrations/oauth2/consent", crate::flow::EXCHANGE] {
            let answer = post_form(sandbox.url(), path, &[]).with(name, value).send();
            assert_eq!(answer.status, 403, "{path} {name}: {value}");
        }
    }
    let own = post_form(sandbox.url(), "/logout", &[]).with("origin", sandbox.url()).send();
    assert_eq!(own.status, 303);
}

#[test]
fn the_control_port_wants_its_token_and_no_browser() {
    let sandbox = Sandbox::start();
    let (url, token) = (&sandbox.announcement().control_url, &sandbox.announcement().control_token);
    let bearer = format!("Bearer {token}");
    assert_eq!(get(url, "/_sandbox/clock").with("authorization", &bearer).send().status, 200);
    for wrong in ["Bearer x", "Bearer", &format!("Basic {token}"), &format!("Bearer {token}x")] {
        let answer = get(url, "/_sandbox/clock").with("authorization", wrong).send();
        assert_eq!((answer.status, answer.text("error").as_str()), (401, "unauthorized"));
        assert!(!answer.body.contains(token));
    }
    assert_eq!(get(url, "/_sandbox/clock").send().status, 401);
    let page =
        get(url, "/_sandbox/clock").with("authorization", &bearer).with("origin", url).send();
    assert_eq!(page.status, 403);
    let rebound = get(url, "/_sandbox/clock")
        .with("authorization", &bearer)
        .with("host", "evil.example")
        .send();
    assert_eq!(rebound.status, 421);
    // Nor is it served where the tenants are.
    assert_eq!(
        get(sandbox.url(), "/_sandbox/clock").with("authorization", &bearer).send().status,
        404
    );
}

#[test]
fn only_loopback_addresses_are_listened_on() {
    for address in ["0.0.0.0:0", "192.0.2.1:0", "[::]:0"] {
        let error = Sandbox::builder().with_listen(address.parse().unwrap()).start().unwrap_err();
        assert!(error.to_string().contains("not a loopback address"), "{error}");
        assert!(Sandbox::builder().with_control(address.parse().unwrap()).start().is_err());
    }
}

#[test]
fn a_dropped_sandbox_frees_its_ports() {
    let sandbox = Sandbox::start();
    let addresses = sandbox.addresses().to_vec();
    assert_eq!(addresses.len(), 2);
    drop(sandbox);
    for address in addresses {
        assert!(std::net::TcpStream::connect(address).is_err());
    }
}

#[test]
fn no_secret_reaches_debug() {
    let sandbox = Sandbox::builder().with_key_pair().start().unwrap();
    let announcement = sandbox.announcement();
    let shown = format!(
        "{sandbox:?} {announcement:?} {:?} {:?} {:?} {:?}",
        sandbox.apps(),
        sandbox.users(),
        sandbox.state(Clone::clone),
        sandbox.journal(0),
    );
    let apps = sandbox.apps().iter();
    let secrets = apps.flat_map(|app| [&app.client_secret, &app.private_key_pem]).flatten();
    let passwords = sandbox.users().iter().map(|user| &user.password);
    for secret in secrets.chain(passwords).chain([&announcement.control_token]) {
        assert!(!shown.contains(secret.as_str()));
    }
}
