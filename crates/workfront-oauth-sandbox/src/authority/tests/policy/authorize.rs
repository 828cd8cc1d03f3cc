//! Settings of the authorization endpoint: requests, consent, PKCE, the texts of errors.

use super::super::world::{Client, REDIRECT, VERIFIER, World, challenge};
use super::both;
use crate::authority::*;
#[allow(clippy::wildcard_imports, reason = "the tests name nearly every choice there is")]
use crate::policy::choice::*;

/// The location of the redirect for a request of the web app with one change, or the rule that forbids one.
fn location(
    client: fn(&World) -> Client,
    change: impl Fn(&mut AuthorizeRequest),
) -> impl Fn(&mut World) -> Result<String, &'static str> {
    move |world| {
        let mut request = world.request(&client(world));
        change(&mut request);
        match world.authority.authorizable(&world.tenant, &request, world.now) {
            Err(AuthorizeRefusal::Show(refusal)) => Err(refusal.rule.id),
            Err(AuthorizeRefusal::Redirect(refusal, _)) => Ok(refusal.rule.id.into()),
            Ok(_) => Ok(world.allow(request).unwrap().redirection.location()),
        }
    }
}

fn web(world: &World) -> Client {
    world.web.clone()
}

fn spa(world: &World) -> Client {
    world.spa.clone()
}

#[test]
fn settings_of_the_authorization_request() {
    let trailing = location(web, |r| r.redirect_uri = Some(format!("{REDIRECT}/")));
    let (refused, accepted) =
        both(|p| p.redirect_matching = RedirectMatching::TrailingSlash, trailing);
    assert_eq!(refused, Err("authorize.redirect-uri"));
    assert!(accepted.unwrap().starts_with(&format!("{REDIRECT}/?code=")));

    let port = location(spa, |r| r.redirect_uri = Some("http://127.0.0.1:5/callback".into()));
    let (accepted, refused) = both(|p| p.redirect_matching = RedirectMatching::Exact, port);
    assert!(accepted.is_ok() && refused == Err("authorize.redirect-uri"));

    let omitted = |world: &mut World| {
        let client = world.web.clone();
        world.save(&client, |settings| settings.redirect_urls.truncate(1)).unwrap();
        location(web, |r| r.redirect_uri = None)(world)
    };
    let (refused, accepted) =
        both(|p| p.redirect_omitted = RedirectOmitted::OnlyRegistered, omitted);
    assert!(refused == Err("authorize.redirect-uri") && accepted.is_ok());

    let unknown = || location(web, |r| r.unknown = vec!["approval_prompt".into()]);
    let (accepted, refused) = both(|p| p.unknown_parameters = Tolerance::Refuse, unknown());
    assert!(accepted.unwrap().contains("code=") && refused.unwrap() == "authorize.parameter-once");

    let scope = || location(web, |r| r.scope = Some("profile offline_access".into()));
    let (accepted, refused) = both(|p| p.scopes = Scopes::OfflineAccess, scope());
    assert!(accepted.unwrap().contains("code=") && refused.unwrap() == "authorize.scope");

    let wrong = || location(web, |r| r.response_type = None);
    let (redirected, shown) = both(|p| p.error_delivery = Delivery::Page, wrong());
    assert!(redirected.is_ok() && shown == Err("authorize.response-type"));

    let (with, without) = both(|p| p.state_parameter = Presence::Omit, location(web, |_| ()));
    assert!(with.unwrap().contains("&state=") && !without.unwrap().contains("state="));

    let (with, without) = both(|p| p.domain_and_lane = Presence::Omit, location(web, |_| ()));
    assert!(with.unwrap().contains("&lane=my") && !without.unwrap().contains("lane="));
}

#[test]
fn settings_of_consent_and_log_in() {
    let deny = |world: &mut World| {
        let (tenant, request) = (world.tenant.clone(), world.request(&world.web));
        let denied = world.apply(Deny { tenant, request, user: None }).unwrap();
        matches!(denied, Denied::Redirect(..))
    };
    assert_eq!(both(|p| p.denial_delivery = Delivery::Page, deny), (true, false));

    let asked_again = |world: &mut World| {
        let client = world.web.clone();
        world.code(&client);
        world.authority.wants_consent(&world.tenant, client.client_id, world.planner)
    };
    assert_eq!(both(|p| p.consent = ConsentMemory::Ask, asked_again), (false, true));

    let log_in = |world: &mut World| world.authority.wants_log_in();
    assert_eq!(both(|p| p.log_in = LogInPage::Always, log_in), (false, true));
}

#[test]
fn settings_of_pkce() {
    let without = || {
        location(spa, |r| {
            r.code_challenge = None;
            r.code_challenge_method = None;
        })
    };
    let (refused, accepted) = both(|p| p.pkce_spa = Pkce::Optional, without());
    assert!(refused.unwrap() == "pkce.required" && accepted.unwrap().contains("code="));

    let with = || {
        location(web, |r| {
            r.code_challenge = Some(challenge(VERIFIER));
            r.code_challenge_method = Some("S256".into());
        })
    };
    let (accepted, refused) = both(|p| p.pkce_web = Pkce::Refused, with());
    assert!(accepted.unwrap().contains("code=") && refused.unwrap() == "pkce.allowed");

    let page = || {
        location(spa, |r| {
            r.code_challenge = Some("wzgjYF9qEiWep-CwqgrTE78-2ghjwCtRO3vj23o4W_fw".into());
        })
    };
    let (refused, accepted) = both(|p| p.pkce_challenge = ChallengeShape::Any, page());
    assert!(refused.unwrap() == "pkce.challenge" && accepted.unwrap().contains("code="));
}

#[test]
fn settings_of_error_texts() {
    let text = |world: &mut World| {
        let mut request = world.request(&world.web);
        request.response_type = Some("\"token\" é".into());
        match world.authority.authorizable(&world.tenant, &request, world.now) {
            Err(AuthorizeRefusal::Redirect(_, to)) => {
                let text = to.parameters.iter().find(|(name, _)| *name == "error_description");
                text.map(|(_, text)| text.clone())
            }
            other => panic!("{other:?}"),
        }
    };
    let (default, why) = both(|p| p.error_text = ErrorText::Why, text);
    assert_eq!(default.as_deref(), Some("response_type is required, and must be code."));
    assert_eq!(why.as_deref(), Some("response_type is '''token'' '', not 'code'"));
    assert_eq!(both(|p| p.error_text = ErrorText::Absent, text).1, None);
}
