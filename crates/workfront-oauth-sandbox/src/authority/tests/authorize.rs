//! Authorization requests, consent and denial.

use super::world::{REDIRECT, World, rule};
use crate::authority::*;

/// Judges the request of the web app with one change.
fn judge(change: impl FnOnce(&mut AuthorizeRequest)) -> (&'static str, ErrorCode, bool) {
    let world = World::new();
    let mut request = world.request(&world.web);
    change(&mut request);
    match world.authority.authorizable(&world.tenant, &request, world.now) {
        Ok(_) => panic!("the request was accepted"),
        Err(AuthorizeRefusal::Show(refusal)) => (refusal.rule.id, refusal.error, false),
        Err(AuthorizeRefusal::Redirect(refusal, to)) => {
            let location = to.location();
            assert!(location.starts_with(&format!("{REDIRECT}?error={}", refusal.error)));
            assert!(location.contains("&state=a%20b%2Bc%25"), "{location}");
            (refusal.rule.id, refusal.error, true)
        }
    }
}

/// oauth-app-code-token-flow: `<redirect_uri>?code=…&domain=…&lane=…`, and `state` byte for byte.
#[test]
fn documented_example() {
    let mut world = World::new();
    let request = world.request(&world.web);
    let allowed = world.allow(request).unwrap();
    let code = allowed.code.expose_secret();
    let expected =
        format!("{REDIRECT}?code={code}&state=a%20b%2Bc%25&domain=myorganization&lane=my");
    assert_eq!(allowed.redirection.location(), expected);
}

#[test]
fn nobody_is_redirected_for_an_unknown_app_or_redirect_url() {
    use ErrorCode::{InvalidRequest, UnauthorizedClient};
    assert_eq!(judge(|r| r.client_id = None), ("authorize.client", InvalidRequest, false));
    for id in ["", "nobody", "00000000000000000000000000000000"] {
        let refusal = judge(|r| r.client_id = Some(id.into()));
        assert_eq!(refusal, ("authorize.client", InvalidRequest, false));
    }
    for uri in [None, Some("https://evil.example/".into()), Some(format!("{REDIRECT}/"))] {
        let refusal = judge(|r| r.redirect_uri = uri);
        assert_eq!(refusal, ("authorize.redirect-uri", InvalidRequest, false));
    }
    for name in ["client_id", "redirect_uri"] {
        let refusal = judge(|r| r.repeated = vec![name.into()]);
        assert_eq!(refusal, ("authorize.parameter-once", InvalidRequest, false));
    }
    let world = World::new();
    let mut request = world.request(&world.web);
    request.client_id = Some(world.machine.client_id.to_string());
    let refusal = world.authority.authorizable(&world.tenant, &request, world.now).unwrap_err();
    assert!(matches!(&refusal, AuthorizeRefusal::Show(r) if r.error == UnauthorizedClient));
}

#[test]
fn other_errors_are_told_to_the_app() {
    use ErrorCode::{InvalidRequest, UnsupportedResponseType};
    type Change = fn(&mut AuthorizeRequest);
    let cases: [(&str, ErrorCode, Change); 5] = [
        ("authorize.response-type", InvalidRequest, |r| r.response_type = None),
        ("authorize.response-type", UnsupportedResponseType, |r| {
            r.response_type = Some("token".into());
        }),
        ("authorize.parameter-once", InvalidRequest, |r| r.repeated = vec!["scope".into()]),
        ("pkce.challenge", InvalidRequest, |r| r.code_challenge_method = Some("S256".into())),
        ("pkce.method", InvalidRequest, |r| r.code_challenge = Some("a".repeat(43))),
    ];
    for (expected, error, change) in cases {
        assert_eq!(judge(change), (expected, error, true));
    }
}

#[test]
fn a_wrong_redirect_url_is_told_in_words_that_fit_how_many_there_are() {
    for (registered, expected) in [
        (vec![], "the app has no redirect URL yet"),
        (vec![REDIRECT], "redirect_uri \"https://other.example/\" is not the registered URL"),
        (
            vec![REDIRECT, "https://app.example/two"],
            "redirect_uri \"https://other.example/\" is none of the 2 registered URLs",
        ),
    ] {
        let mut world = World::new();
        let web = world.web.clone();
        let urls = registered.iter().map(|&url| url.into()).collect();
        world.save(&web, |s| s.redirect_urls = urls).unwrap();
        let mut request = world.request(&web);
        request.redirect_uri = Some("https://other.example/".into());
        assert_eq!(world.allow(request).unwrap_err().why, expected);
    }
}

#[test]
fn a_single_page_app_must_use_pkce() {
    let mut world = World::new();
    let mut request = world.request(&world.spa);
    request.code_challenge = None;
    request.code_challenge_method = None;
    assert_eq!(rule(world.allow(request)).err(), Some("pkce.required"));
}

#[test]
fn parameters_are_sorted_and_empty_ones_are_absent() {
    let pairs = [
        ("client_id", "a"),
        ("state", ""),
        ("search", "x"),
        ("client_id", "b"),
        ("client_id", "c"),
    ];
    let request = AuthorizeRequest::from_pairs(pairs);
    assert_eq!(request.client_id.as_deref(), Some("a"));
    assert_eq!(request.state, None);
    assert_eq!(
        (request.repeated, request.unknown),
        (vec!["client_id".into()], vec!["search".into()])
    );
}

#[test]
fn cancel_denies_access() {
    let mut world = World::new();
    let (tenant, request) = (world.tenant.clone(), world.request(&world.web));
    let user = Some(world.planner);
    let denied = world.apply(Deny { tenant, request, user }).unwrap();
    let Denied::Redirect(_, to) = denied else { panic!("{denied:?}") };
    assert!(to.location().starts_with(&format!("{REDIRECT}?error=access_denied&")));
    assert!(to.location().contains("&state=a%20b%2Bc%25"));
    assert_eq!(world.environment().codes().count(), 0);
}

#[test]
fn consent_is_remembered_for_each_person_and_app() {
    let mut world = World::new();
    let wants = |world: &World, client: &super::world::Client, user| {
        world.authority.wants_consent(&world.tenant, client.client_id, user)
    };
    assert!(wants(&world, &world.web, world.planner));
    world.code(&world.web.clone());
    assert!(!wants(&world, &world.web, world.planner));
    assert!(wants(&world, &world.web, world.admin) && wants(&world, &world.spa, world.planner));
}

#[test]
fn taking_a_permission_back_kills_what_hangs_on_it() {
    let mut world = World::new();
    let web = world.web.clone();
    let tokens = world.tokens(&web);
    let code = world.code(&web);
    let grant = world.environment().grants().next().unwrap().id;
    let tenant = world.tenant.clone();
    world.apply(WithdrawConsent { tenant: tenant.clone(), grant }).unwrap();
    assert_eq!(rule(world.redeem(&web, &code)).err(), Some("code.known"));
    assert_eq!(rule(world.call_api(&tokens.access_token)), Err("session.alive"));
    let refusal = world.refresh(&web, &tokens.refresh_token.unwrap()).unwrap_err();
    assert_eq!(refusal.rule.id, "refresh.revoked");
    assert!(refusal.why.contains("took the permission back"));
    assert!(world.authority.wants_consent(&tenant, web.client_id, world.planner));
    assert!(world.apply(WithdrawConsent { tenant, grant }).is_err());
}

#[test]
fn somebody_of_another_organization_can_allow_nothing() {
    let mut world = World::new();
    let tenant = Tenant::new("other", "my").unwrap();
    world.apply(AddTenant { tenant: tenant.clone() }).unwrap();
    let stranger = world
        .apply(AddUser {
            domain: "other".into(),
            username: "planner".into(),
            name: "Planner".into(),
            password: Secret::new("x"),
            admin: true,
        })
        .unwrap();
    let (tenant, request) = (world.tenant.clone(), world.request(&world.web));
    let refusal = world.apply(Allow { tenant: tenant.clone(), request, user: stranger });
    assert_eq!(rule(refusal).err(), Some("setup.user"));
    assert_eq!(rule(world.apply(LogInAs { tenant, user: stranger })).err(), Some("setup.user"));
}
