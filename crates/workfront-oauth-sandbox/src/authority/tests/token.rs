//! The token endpoint, sessions and revocation.

use super::world::{Client, DAY, VERIFIER, World, rule};
use crate::authority::*;

/// oauth-app-code-token-flow: the members of the printed answer.
#[test]
fn documented_example() {
    let mut world = World::new();
    let web = world.web.clone();
    let tokens = world.tokens(&web);
    assert_eq!(tokens.token_type, Some("sessionID"));
    assert_eq!(tokens.access_token.expose_secret().len(), 32);
    assert_eq!(tokens.refresh_token.as_ref().unwrap().expose_secret().len(), 340);
    assert_eq!(tokens.expires_in, Some(28_800.into()));
    assert_eq!(tokens.wid, Some(world.planner.to_string()));
    assert_eq!(world.call_api(&tokens.access_token).unwrap(), world.planner);
}

#[test]
fn a_code_is_good_for_two_minutes() {
    for (seconds, expected) in [(119, None), (120, Some("code.two-minutes"))] {
        let mut world = World::new();
        let web = world.web.clone();
        let code = world.code(&web);
        world.later(seconds);
        assert_eq!(rule(world.redeem(&web, &code)).err(), expected, "{seconds}");
    }
}

#[test]
fn a_second_use_of_a_code_revokes_the_tokens_of_the_first() {
    let mut world = World::new();
    let web = world.web.clone();
    let code = world.code(&web);
    let tokens = world.redeem(&web, &code).unwrap();
    let refusal = world.redeem(&web, &code).unwrap_err();
    assert_eq!((refusal.rule.id, refusal.error), ("code.single-use", ErrorCode::InvalidGrant));
    assert_eq!(rule(world.call_api(&tokens.access_token)), Err("session.alive"));
    let refresh = tokens.refresh_token.unwrap();
    assert_eq!(rule(world.refresh(&web, &refresh)).err(), Some("refresh.revoked"));
}

#[test]
fn a_code_is_bound_to_app_redirect_url_verifier_and_lane() {
    let mut world = World::new();
    let (web, spa) = (world.web.clone(), world.spa.clone());
    let other = world.create(AppKind::Web);
    type Change = fn(&mut TokenRequest);
    let cases: [(&Client, Change, &str, ErrorCode); 7] = [
        (&web, |r| r.code = None, "token.parameter", ErrorCode::InvalidRequest),
        (&web, |r| r.redirect_uri = None, "code.redirect-uri", ErrorCode::InvalidGrant),
        (
            &web,
            |r| r.redirect_uri = Some("http://127.0.0.1/callback".into()),
            "code.redirect-uri",
            ErrorCode::InvalidGrant,
        ),
        (
            &web,
            |r| r.code_verifier = Some(Secret::new(VERIFIER)),
            "pkce.verifier-extra",
            ErrorCode::InvalidGrant,
        ),
        (&spa, |r| r.code_verifier = None, "pkce.verifier-missing", ErrorCode::InvalidGrant),
        (
            &spa,
            |r| r.code_verifier = Some(Secret::new("x".repeat(43))),
            "pkce.verifier",
            ErrorCode::InvalidGrant,
        ),
        (
            &spa,
            |r| r.code_verifier = Some(Secret::new("x")),
            "pkce.verifier-shape",
            ErrorCode::InvalidRequest,
        ),
    ];
    for (client, change, expected, error) in cases {
        let code = world.code(client);
        let mut request = world.redemption(client, &code);
        change(&mut request);
        for _ in 0..2 {
            let refusal = world.token(request.clone()).unwrap_err();
            assert_eq!((refusal.rule.id, refusal.error), (expected, error));
        }
        // The control: nothing else was wrong.
        world.redeem(client, &code).unwrap();
    }
    let code = world.code(&web);
    assert_eq!(rule(world.redeem(&other, &code)).err(), Some("code.client"));
    let preview = Tenant::new("myorganization", "preview").unwrap();
    world.apply(AddTenant { tenant: preview.clone() }).unwrap();
    let request = world.redemption(&web, &code);
    let refusal = world.apply(Token { tenant: preview, request });
    assert_eq!(rule(refusal).err(), Some("client.known"));
    world.redeem(&web, &code).unwrap();
}

#[test]
fn grant_types_and_app_types_go_together() {
    let mut world = World::new();
    let (web, machine) = (world.web.clone(), world.machine.clone());
    let code = world.code(&web);
    for (grant_type, error) in [
        (None, ErrorCode::InvalidRequest),
        (Some("password"), ErrorCode::UnsupportedGrantType),
        (Some("**authorization_code**"), ErrorCode::UnsupportedGrantType),
    ] {
        let mut request = world.redemption(&web, &code);
        request.grant_type = grant_type.map(str::to_owned);
        assert_eq!(world.token(request).unwrap_err().error, error);
    }
    let refusal = world.redeem(&machine, &code).unwrap_err();
    assert_eq!((refusal.rule.id, refusal.error), ("token.app-type", ErrorCode::UnauthorizedClient));
}

#[test]
fn an_app_proves_who_it_is() {
    let mut world = World::new();
    let (web, spa) = (world.web.clone(), world.spa.clone());
    let nobody = Client { client_id: "f".repeat(32).parse().unwrap(), secret: web.secret.clone() };
    let spa_with_secret = spa.with_secret("anything");
    for (client, expected) in [
        (&nobody, "client.known"),
        (&web.without_secret(), "client.secret"),
        (&web.with_secret(""), "client.secret"),
        (&web.with_secret("wrong"), "client.secret"),
        (&spa_with_secret, "client.public"),
    ] {
        let refusal = world.refresh(client, &Secret::new("x")).unwrap_err();
        assert_eq!((refusal.rule.id, refusal.error), (expected, ErrorCode::InvalidClient));
    }
}

#[test]
fn basic_and_body_say_the_same_or_are_refused() {
    let mut world = World::new();
    let web = world.web.clone();
    let basic = || Some((web.client_id.to_string(), web.secret.clone().unwrap()));
    let percent: String =
        web.secret.as_ref().unwrap().expose_secret().bytes().map(|b| format!("%{b:02X}")).collect();
    let encoded = Some((web.client_id.to_string(), Secret::new(percent)));
    let cases = [
        (PresentedClient { basic: basic(), ..Default::default() }, Err("token.parameter")),
        (PresentedClient { basic: encoded, ..Default::default() }, Err("token.parameter")),
        (
            PresentedClient {
                basic: basic(),
                body_id: Some(web.client_id.to_string()),
                body_secret: None,
            },
            Err("token.parameter"),
        ),
        (PresentedClient { basic: basic(), ..web.presented() }, Err("client.one-method")),
        (
            PresentedClient { basic: basic(), body_id: Some("x".into()), body_secret: None },
            Err("client.same-id"),
        ),
        (PresentedClient::default(), Err("client.known")),
    ];
    for (client, expected) in cases {
        let grant_type = Some("refresh_token".into());
        let result = world.token(TokenRequest { client, grant_type, ..Default::default() });
        assert_eq!(rule(result.map(|_| ())), expected);
    }
}

#[test]
fn several_secrets_work_at_once_and_the_used_one_is_noted() {
    let mut world = World::new();
    let web = world.web.clone();
    let (id, secret) = world.add_secret(web.client_id).unwrap();
    let second = web.with_secret(secret.expose_secret());
    let tokens = world.tokens(&web);
    world.later(60);
    let tokens = world.refresh(&second, &tokens.refresh_token.unwrap()).unwrap();
    let app = world.app(&web).unwrap();
    assert_eq!(app.secret_by_id(id).unwrap().last_used, Some(world.now));
    assert_eq!(app.secrets.len(), 2);
    let first = app.secrets[0].id;
    world.delete_secret(&web, first);
    let refresh = tokens.refresh_token.unwrap();
    assert_eq!(rule(world.refresh(&web, &refresh)).err(), Some("client.secret"));
    world.refresh(&second, &refresh).unwrap();
}

#[test]
fn rotation_replaces_the_token_at_each_use() {
    let mut world = World::new();
    let web = world.web.clone();
    let first = world.tokens(&web).refresh_token.unwrap();
    let second = world.refresh(&web, &first).unwrap().refresh_token.unwrap();
    assert_ne!(first.hash(), second.hash());
    let refusal = world.refresh(&web, &first).unwrap_err();
    assert_eq!((refusal.rule.id, refusal.error), ("refresh.rotated", ErrorCode::InvalidGrant));
    world.refresh(&web, &second).unwrap();
}

#[test]
fn without_rotation_the_token_stays() {
    let mut world = World::new();
    let web = world.web.clone();
    world.save(&web, |settings| settings.rotation = false).unwrap();
    let first = world.tokens(&web).refresh_token.unwrap();
    for _ in 0..3 {
        let again = world.refresh(&web, &first).unwrap().refresh_token.unwrap();
        assert_eq!(again.hash(), first.hash());
    }
}

#[test]
fn a_refresh_token_belongs_to_its_app_and_is_no_other_kind_of_token() {
    let mut world = World::new();
    let web = world.web.clone();
    let other = world.create(AppKind::Web);
    let tokens = world.tokens(&web);
    let refresh = tokens.refresh_token.unwrap();
    assert_eq!(rule(world.refresh(&other, &refresh)).err(), Some("refresh.client"));
    assert_eq!(rule(world.refresh(&web, &tokens.access_token)).err(), Some("refresh.known"));
    let code = world.code(&web);
    assert_eq!(rule(world.refresh(&web, &code)).err(), Some("refresh.known"));
    assert_eq!(rule(world.call_api(&refresh)), Err("session.alive"));
    assert_eq!(rule(world.redeem(&web, &refresh)).err(), Some("code.known"));
}

#[test]
fn inactivity_ends_a_refresh_token_before_the_absolute_limit() {
    for (seconds, expected) in [(7 * DAY - 1, None), (7 * DAY, Some("refresh.inactivity-expiry"))] {
        let mut world = World::new();
        let web = world.web.clone();
        let refresh = world.tokens(&web).refresh_token.unwrap();
        world.later(seconds);
        assert_eq!(rule(world.refresh(&web, &refresh)).err(), expected);
    }
}

#[test]
fn rotation_does_not_put_off_the_absolute_limit() {
    for (last, expected) in [(6 * DAY - 1, None), (6 * DAY, Some("refresh.absolute-expiry"))] {
        let mut world = World::new();
        let web = world.web.clone();
        let mut refresh = world.tokens(&web).refresh_token.unwrap();
        for days in [6, 6, 6, 6] {
            world.later(days * DAY);
            refresh = world.refresh(&web, &refresh).unwrap().refresh_token.unwrap();
        }
        world.later(last);
        assert_eq!(rule(world.refresh(&web, &refresh)).err(), expected);
    }
}

#[test]
fn no_expiration_means_it() {
    let mut world = World::new();
    let web = world.web.clone();
    world
        .save(&web, |settings| {
            settings.absolute_seconds = None;
            settings.inactivity_seconds = None;
        })
        .unwrap();
    let refresh = world.tokens(&web).refresh_token.unwrap();
    world.later(50 * 366 * DAY);
    world.refresh(&web, &refresh).unwrap();
}

#[test]
fn an_access_token_expires_like_a_session() {
    let mut world = World::new();
    let web = world.web.clone();
    let token = world.tokens(&web).access_token;
    for _ in 0..3 {
        world.later(28_799);
        world.call_api(&token).unwrap();
    }
    world.later(28_800);
    assert_eq!(rule(world.call_api(&token)), Err("session.alive"));
}

#[test]
fn log_out_ends_the_session() {
    let mut world = World::new();
    let session_id = world.log_in();
    assert_eq!(world.call_api(&session_id).unwrap(), world.planner);
    let tenant = world.tenant.clone();
    let looked = world.authority.state().session(&tenant, &session_id, world.now).unwrap();
    assert_eq!(looked.1.username, "planner");
    world.apply(LogOut { tenant: tenant.clone(), session_id: session_id.clone() }).unwrap();
    assert_eq!(rule(world.call_api(&session_id)), Err("session.alive"));
    world.apply(LogOut { tenant, session_id }).unwrap();
}

#[test]
fn a_wrong_password_opens_nothing() {
    let mut world = World::new();
    for (username, password) in [("planner", "wrong"), ("nobody", "planner password"), ("", "")] {
        let (tenant, username) = (world.tenant.clone(), username.to_owned());
        let command = LogIn { tenant, username, password: Secret::new(password) };
        assert_eq!(rule(world.apply(command)).err(), Some("login.credentials"));
    }
}

#[test]
fn revocation_kills_the_family_and_its_access_tokens() {
    let mut world = World::new();
    let web = world.web.clone();
    let other = world.create(AppKind::Web);
    let first = world.tokens(&web);
    let refresh = first.refresh_token.unwrap();
    let second = world.refresh(&web, &refresh).unwrap();
    assert_eq!(rule(world.revoke(&other, &refresh)), Err("revoke.client"));
    assert_eq!(world.revoke(&web, &Secret::new("x")).unwrap(), RevokeOutcome::Nothing);
    assert_eq!(world.revoke(&web, &refresh).unwrap(), RevokeOutcome::Family);
    for token in [&first.access_token, &second.access_token] {
        assert_eq!(rule(world.call_api(token)), Err("session.alive"));
    }
    let live = second.refresh_token.unwrap();
    assert_eq!(rule(world.refresh(&web, &live)).err(), Some("refresh.revoked"));
    let third = world.tokens(&web);
    assert_eq!(world.revoke(&web, &third.access_token).unwrap(), RevokeOutcome::Session);
    world.refresh(&web, &third.refresh_token.unwrap()).unwrap();
}

#[test]
fn tokens_are_one_kind_of_thing_in_the_state_and_never_in_clear() {
    let mut world = World::new();
    let web = world.web.clone();
    let tokens = world.tokens(&web);
    let code = world.code(&web);
    let session_id = world.log_in();
    let state = serde_json::to_string(world.authority.state()).unwrap();
    let refresh = tokens.refresh_token.unwrap();
    let secret = web.secret.clone().unwrap();
    for secret in [&tokens.access_token, &refresh, &code, &session_id, &secret] {
        assert!(!state.contains(secret.expose_secret()));
        assert!(state.contains(&secret.hash().to_string()));
    }
    assert!(!state.contains("planner password"));
}
