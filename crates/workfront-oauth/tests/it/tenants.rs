//! `domain` and `lane` of a callback: compared with the host that is known, or followed within a fence.

use workfront_oauth::{
    AuthorizationCode, Call, Callback, CallbackError, Home, Host, HostError, Lane, RefreshToken,
    SinglePageApp, Suffix, WebApp,
};

use crate::fixture::{STATE, browser, client_id, client_secret, entropy, now, redirect_uri};

fn at(host: Host, query: &str) -> Result<AuthorizationCode, CallbackError> {
    let app = WebApp::new(host, client_id(), client_secret(), redirect_uri());
    let (_, pending) = app.authorize(entropy(), &browser(), now());
    let callback = Callback::from_query(&format!("code=c&state={STATE}{query}"))?;
    pending.complete(callback, &browser(), now())
}

fn mismatch(parameter: &'static str, expected: &str) -> CallbackError {
    CallbackError::TenantMismatch { parameter, expected: expected.to_owned() }
}

fn check(host: &Host, query: &str, expected: Option<CallbackError>) {
    assert_eq!(at(host.clone(), query).err(), expected, "{host} {query}");
}

/// Page 001: the redirect carries the `domain` and the `lane` of the organisation's host.
#[test]
fn documented_example() {
    let host = Host::parse("myorganization.preview.workfront.com").unwrap();
    check(&host, "&domain=myorganization&lane=preview", None);
}

#[test]
fn the_tenant_is_compared_where_it_comes_at_all() {
    let host = Host::workfront("acme", Lane::MY).unwrap();
    check(&host, "", None);
    check(&host, "&domain=&lane=", None);
    check(&host, "&domain=ACME&lane=My", None);
    check(&host, "&domain=origin-acme&lane=my", None);
    check(&host, "&domain=Origin-ACME", None);
    check(&host, "&domain=other", Some(mismatch("domain", "acme")));
    check(&host, "&domain=acme.evil.example", Some(mismatch("domain", "acme")));
    check(&host, "&domain=acme&lane=preview", Some(mismatch("lane", "my")));
    check(&host, "&domain=acme&domain=acme", Some(CallbackError::Repeated { parameter: "domain" }));
    check(&host, "&lane=my&lane=my", Some(CallbackError::Repeated { parameter: "lane" }));
}

/// Public clients call `origin-` hosts; a callback names the customer without the prefix.
#[test]
fn an_origin_prefix_is_left_aside_however_the_host_was_made() {
    for host in [
        Host::parse("origin-acme.my.workfront.com").unwrap(),
        Host::workfront("origin-acme", Lane::MY).unwrap(),
        Host::workfront("Origin-Acme", Lane::MY).unwrap(),
    ] {
        assert_eq!(host.origin(), "https://origin-acme.my.workfront.com");
        assert_eq!(host.domain(), Some("acme"));
        check(&host, "&domain=acme&lane=my", None);
        check(&host, "&domain=origin-acme&lane=my", None);
        check(&host, "&domain=other&lane=my", Some(mismatch("domain", "acme")));
    }
}

#[test]
fn a_sandbox_or_a_gateway_compares_with_what_it_was_told_to_expect() {
    for host in [
        Host::loopback("http://127.0.0.1:8123").unwrap(),
        Host::gateway("https://gateway.example").unwrap(),
    ] {
        check(&host, "&domain=anything&lane=at-all", None);
        for domain in ["acme", "origin-acme"] {
            let told = host.clone().expecting(domain, Lane::SB01).unwrap();
            assert_eq!(told.origin(), host.origin());
            check(&told, "&domain=acme&lane=sb01", None);
            check(&told, "&domain=other&lane=sb01", Some(mismatch("domain", "acme")));
            check(&told, "&domain=acme&lane=my", Some(mismatch("lane", "sb01")));
        }
    }
    let workfront = Host::workfront("acme", Lane::MY).unwrap();
    assert_eq!(workfront.expecting("acme", Lane::MY), Err(HostError::NotLoopback));
}

const LANES: [Lane; 2] = [Lane::MY, Lane::PREVIEW];

fn follower() -> SinglePageApp {
    SinglePageApp::new(Host::central(), client_id(), redirect_uri())
        .follow_tenant(Suffix::WorkfrontCom, &LANES)
}

fn followed(query: &str) -> Result<String, CallbackError> {
    let app = follower();
    let (url, pending) = app.authorize(entropy(), &browser(), now());
    assert!(url.starts_with("https://oauth.my.workfront.com/integrations/oauth2/authorize?"));
    let callback = Callback::from_query(&format!("code=c&state={STATE}{query}"))?;
    let code = pending.complete(callback, &browser(), now())?;
    Ok(app.redeem(&code).unwrap().request().uri().to_string())
}

#[test]
fn a_followed_tenant_is_redeemed_at_its_own_host() {
    let url = |host: &str| Ok(format!("https://{host}/integrations/oauth2/api/v1/token"));
    assert_eq!(followed("&domain=acme&lane=my"), url("acme.my.workfront.com"));
    assert_eq!(followed("&domain=ACME&lane=Preview"), url("acme.preview.workfront.com"));
    assert_eq!(followed("&domain=origin-acme&lane=my"), url("acme.my.workfront.com"));
}

/// Each of these turns the template `https://{domain}.{lane}.workfront.com` into somebody else's server, or into no host.
#[test]
fn a_crafted_tenant_is_not_followed() {
    for domain in [
        "evil.example%2F",
        "evil.example%3F",
        "evil.example%23",
        "evil.example%5C",
        "a%40evil.example",
        "a%3A80",
        "a.b",
        "-a",
        "a-",
        "origin--a",
        "origin-",
        "%C3%A9",
        "xn--%C3%A9",
        "a%20b",
        "a%25",
        "%5B%3A%3A1%5D",
        "a_b",
        &"a".repeat(64),
    ] {
        let error = CallbackError::TenantMalformed { parameter: "domain" };
        assert_eq!(followed(&format!("&domain={domain}&lane=my")), Err(error), "{domain}");
    }
    for lane in ["sb01", "evil", "my.evil.example%2F", "my%2F", "-", "my%2E"] {
        let error = CallbackError::TenantMalformed { parameter: "lane" };
        assert_eq!(followed(&format!("&domain=acme&lane={lane}")), Err(error), "{lane}");
    }
    let missing = |parameter| Err(CallbackError::TenantMissing { parameter });
    assert_eq!(followed(""), missing("domain"));
    assert_eq!(followed("&lane=my"), missing("domain"));
    assert_eq!(followed("&domain=acme"), missing("lane"));
    assert_eq!(followed("&domain=acme&lane="), missing("lane"));
}

#[test]
fn tokens_of_a_followed_tenant_go_back_to_it_and_nowhere_else() {
    let app = follower();
    let token = |host: &str| {
        RefreshToken::new("r", Home::new(client_id(), Host::parse(host).unwrap())).unwrap()
    };
    let acme = token("acme.preview.workfront.com");
    let url = "https://acme.preview.workfront.com/integrations/oauth2/api/v1/";
    assert_eq!(app.refresh(&acme).unwrap().request().uri().to_string(), format!("{url}token"));
    assert_eq!(app.revoke(&acme).unwrap().request().uri().to_string(), format!("{url}revoke"));
    for host in ["acme.sb01.workfront.com", "acme.my.workfront.adobe.com"] {
        assert!(app.refresh(&token(host)).is_err(), "{host}");
    }
    let loopback = Home::new(client_id(), Host::loopback("http://localhost").unwrap());
    assert!(app.refresh(&RefreshToken::new("r", loopback).unwrap()).is_err());
}
