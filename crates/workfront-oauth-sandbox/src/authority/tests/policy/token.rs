//! Settings of the token endpoint: codes, client authentication, answers, refreshing, activity.

use serde_json::json;

use super::super::world::{Client, DAY, HOUR, KEY, REDIRECT, World, rule};
use super::both;
use crate::authority::*;
use crate::policy::Policy;
#[allow(clippy::wildcard_imports, reason = "the tests name nearly every choice there is")]
use crate::policy::choice::*;

/// How a fresh code of the web app fares, in the request that `change` makes of the usual one.
fn redeem(
    change: impl Fn(&World, &mut TokenRequest),
) -> impl Fn(&mut World) -> Result<Tokens, &'static str> {
    move |world| {
        let client = world.web.clone();
        let code = world.code(&client);
        let mut request = world.redemption(&client, &code);
        change(world, &mut request);
        rule(world.token(request))
    }
}

#[test]
fn settings_of_codes() {
    let late = |world: &mut World| {
        let client = world.web.clone();
        let code = world.code(&client);
        world.later(60);
        rule(world.redeem(&client, &code)).err()
    };
    assert_eq!(both(|p| p.code_seconds = 60, late), (None, Some("code.two-minutes")));

    let reused = |world: &mut World| {
        let client = world.web.clone();
        let code = world.code(&client);
        let token = world.redeem(&client, &code).unwrap().access_token;
        world.redeem(&client, &code).unwrap_err();
        world.call_api(&token).is_ok()
    };
    assert_eq!(both(|p| p.code_reuse = CodeReuse::Refuse, reused), (false, true));

    let again = |world: &mut World| {
        let client = world.web.clone();
        let code = world.code(&client);
        let mut request = world.redemption(&client, &code);
        request.redirect_uri = None;
        world.token(request).unwrap_err();
        rule(world.redeem(&client, &code)).err()
    };
    let burn = |p: &mut Policy| p.code_failed_exchange = FailedExchange::Burn;
    assert_eq!(both(burn, again), (None, Some("code.single-use")));

    let offline = |p: &mut Policy| p.refresh_tokens = RefreshTokens::OfflineAccess;
    let has_refresh = |scope: &'static str| {
        move |world: &mut World| {
            let client = world.web.clone();
            let mut request = world.request(&client);
            request.scope = Some(scope.into());
            let code = world.allow(request).unwrap().code;
            world.redeem(&client, &code).unwrap().refresh_token.is_some()
        }
    };
    assert_eq!(both(offline, has_refresh("")), (true, false));
    assert_eq!(both(offline, has_refresh("offline_access")), (true, true));
}

#[test]
fn settings_of_client_authentication() {
    let twice = |right: bool| {
        redeem(move |world, request| {
            let secret = world.web.secret.clone().unwrap();
            let wrong = Secret::new("wrong");
            let (basic, body) = if right { (secret, wrong) } else { (wrong, secret) };
            request.client.basic = Some((world.web.client_id.to_string(), basic));
            request.client.body_secret = Some(body);
        })
    };
    let of = |result: Result<Tokens, &'static str>| result.err();
    for (choice, right, expected) in [
        (BothMethods::Basic, true, None),
        (BothMethods::Basic, false, Some("client.secret")),
        (BothMethods::Body, false, None),
        (BothMethods::Body, true, Some("client.secret")),
    ] {
        let (default, changed) = both(|p| p.both_methods = choice, twice(right));
        assert_eq!((of(default), of(changed)), (Some("client.one-method"), expected));
    }

    let encoded = |encode: bool| {
        redeem(move |world, request| {
            let secret = world.web.secret.as_ref().unwrap().expose_secret();
            let percent: String = secret.bytes().map(|byte| format!("%{byte:02x}")).collect();
            let secret = if encode { &percent } else { secret };
            let basic = (world.web.client_id.to_string(), Secret::new(secret));
            request.client = PresentedClient { basic: Some(basic), ..Default::default() };
        })
    };
    for (choice, encode, expected) in [
        (BasicEncoding::Literal, true, Some("client.secret")),
        (BasicEncoding::Form, true, None),
        (BasicEncoding::Literal, false, None),
    ] {
        let (default, changed) = both(|p| p.basic_encoding = choice, encoded(encode));
        assert_eq!((of(default), of(changed)), (None, expected));
    }

    let public = |world: &mut World| {
        let client = world.spa.with_secret("anything");
        let code = world.code(&client);
        rule(world.redeem(&client, &code)).err()
    };
    let ignore = |p: &mut Policy| p.public_secret = Tolerance::Ignore;
    assert_eq!(both(ignore, public), (Some("client.public"), None));

    let guessing = |world: &mut World| {
        let client = world.web.clone();
        for _ in 0..3 {
            world.refresh(&client.with_secret("wrong"), &Secret::new("x")).unwrap_err();
        }
        rule(world.refresh(&client, &Secret::new("x"))).err()
    };
    let limit = |p: &mut Policy| p.guess_limit = 3;
    assert_eq!(both(limit, guessing), (Some("refresh.known"), Some("client.guesses")));
    for (seconds, expected) in [(60, Some("client.guesses")), (10, Some("refresh.known"))] {
        let mut world = World::with_policy(|p| {
            p.guess_limit = 3;
            p.guess_seconds = seconds;
        });
        guessing(&mut world);
        world.later(10);
        let refusal = world.refresh(&world.web.clone(), &Secret::new("x")).unwrap_err();
        assert_eq!(Some(refusal.rule.id), expected);
        assert_eq!(refusal.retry_after, (seconds == 60).then_some(50));
    }
}

#[test]
fn success_forgives_earlier_failures() {
    let mut world = World::with_policy(|p| p.guess_limit = 2);
    let client = world.web.clone();
    for _ in 0..5 {
        world.refresh(&client, &Secret::new("x")).unwrap_err();
        world.tokens(&client);
    }
}

#[test]
fn settings_of_the_answer_with_tokens() {
    let tokens = |world: &mut World| world.tokens(&world.web.clone());
    let cases = [
        (ExpiresIn::Zero, Some(json!(0))),
        (ExpiresIn::Fixed, Some(json!(7_200))),
        (ExpiresIn::Text, Some(json!("28800"))),
        (ExpiresIn::Absent, None),
    ];
    for (choice, expected) in cases {
        let (default, changed) = both(|p| p.expires_in = choice, tokens);
        assert_eq!((default.expires_in, changed.expires_in), (Some(json!(28_800)), expected));
    }
    let fixed = |p: &mut Policy| (p.expires_in, p.expires_in_fixed) = (ExpiresIn::Fixed, 5);
    assert_eq!(tokens(&mut World::with_policy(fixed)).expires_in, Some(json!(5)));
    let (default, changed) = both(|p| p.token_type = TokenType::Bearer, tokens);
    assert_eq!((default.token_type, changed.token_type), (Some("sessionID"), Some("Bearer")));
    let (default, changed) = both(|p| p.wid = Presence::Omit, tokens);
    assert!(default.wid.is_some() && changed.wid.is_none());

    let exchanged = |world: &mut World| {
        let jwt = KEY.sign(&world.claims());
        world.exchange(&jwt).unwrap()
    };
    let (default, changed) = both(|p| p.exchange_members = Presence::Omit, exchanged);
    assert!(default.token_type.is_some() && changed.token_type.is_none());
    assert!(default.expires_in.is_some() && changed.expires_in.is_none());
}

#[test]
fn settings_of_sessions() {
    let after = |seconds| {
        move |world: &mut World| {
            let token = world.tokens(&world.web.clone()).access_token;
            world.later(seconds);
            world.call_api(&token).is_ok()
        }
    };
    assert_eq!(both(|p| p.session_seconds = 60, after(60)), (true, false));

    let used = |world: &mut World| {
        let token = world.tokens(&world.web.clone()).access_token;
        world.later(20_000).call_api(&token).unwrap();
        world.later(20_000).call_api(&token).is_ok()
    };
    assert_eq!(both(|p| p.session_use = false, used), (true, false));

    // Used every 7 h, an access token outlives the day that the refresh token has, unless the day ends both.
    let for_a_day = |world: &mut World| {
        let client = world.web.clone();
        world.save(&client, |app| app.absolute_seconds = Some(DAY)).unwrap();
        let first = world.tokens(&client);
        for _ in 0..3 {
            world.later(7 * HOUR).call_api(&first.access_token).unwrap();
        }
        let last = world.refresh(&client, &first.refresh_token.unwrap()).unwrap();
        let alive = [&first.access_token, &last.access_token].map(|token| {
            let before = world.clone().later(3 * HOUR - 1).call_api(token).is_ok();
            (before, world.clone().later(3 * HOUR).call_api(token).is_ok())
        });
        (alive, last.expires_in)
    };
    let (without, with) = both(|p| p.absolute_ends_sessions = true, for_a_day);
    assert_eq!(without, ([(true, true); 2], Some(json!(8 * HOUR))));
    assert_eq!(with, ([(true, false); 2], Some(json!(3 * HOUR))));

    let before = |world: &mut World| {
        let client = world.web.clone();
        let tokens = world.tokens(&client);
        world.refresh(&client, &tokens.refresh_token.unwrap()).unwrap();
        world.call_api(&tokens.access_token).is_ok()
    };
    assert_eq!(both(|p| p.refresh_ends_session = true, before), (true, false));

    let logged_out = |world: &mut World| {
        let client = world.web.clone();
        let tokens = world.tokens(&client);
        let (tenant, session_id) = (world.tenant.clone(), tokens.access_token);
        world.apply(LogOut { tenant, session_id }).unwrap();
        world.refresh(&client, &tokens.refresh_token.unwrap()).is_ok()
    };
    assert_eq!(both(|p| p.log_out = LogOutEnds::Tokens, logged_out), (true, false));
}

#[test]
fn settings_of_refreshing() {
    let same = |world: &mut World| {
        let client = world.web.clone();
        world.save(&client, |settings| settings.rotation = false).unwrap();
        let refresh = world.tokens(&client).refresh_token.unwrap();
        world.refresh(&client, &refresh).unwrap().refresh_token.is_some()
    };
    assert_eq!(both(|p| p.same_refresh_token = SameToken::Omit, same), (true, false));

    let reused = |world: &mut World| {
        let client = world.web.clone();
        let first = world.tokens(&client);
        let refresh = first.refresh_token.unwrap();
        let live = world.refresh(&client, &refresh).unwrap().refresh_token.unwrap();
        world.refresh(&client, &refresh).unwrap_err();
        (world.refresh(&client, &live).is_ok(), world.call_api(&first.access_token).is_ok())
    };
    let revoke = |p: &mut Policy| p.refresh_reuse = RefreshReuse::RevokeFamily;
    assert_eq!(both(revoke, reused), ((true, true), (false, false)));
    let mut gentle = World::with_policy(|p| {
        revoke(p);
        p.reuse_ends_sessions = false;
    });
    assert_eq!(reused(&mut gentle), (false, true));

    let within = |seconds| {
        move |world: &mut World| {
            let client = world.web.clone();
            let first = world.tokens(&client).refresh_token.unwrap();
            let second = world.refresh(&client, &first).unwrap().refresh_token.unwrap();
            world.later(seconds);
            let third = rule(world.refresh(&client, &first)).map(|t| t.refresh_token.unwrap());
            let live = world.environment().live_refresh_tokens().count();
            (third.map(|t| t.hash() != second.hash()), live)
        }
    };
    let grace = |p: &mut Policy| p.refresh_grace_seconds = 30;
    assert_eq!(both(grace, within(29)), ((Err("refresh.rotated"), 1), (Ok(true), 1)));
    assert_eq!(both(grace, within(30)).1, (Err("refresh.rotated"), 1));

    let long = |world: &mut World| {
        let client = world.web.clone();
        let mut refresh = world.tokens(&client).refresh_token.unwrap();
        for _ in 0..5 {
            world.later(6 * DAY + 1);
            match rule(world.refresh(&client, &refresh)) {
                Ok(tokens) => refresh = tokens.refresh_token.unwrap(),
                Err(rule) => return Some(rule),
            }
        }
        None
    };
    let each = |p: &mut Policy| p.absolute_from = AbsoluteFrom::EachToken;
    assert_eq!(both(each, long), (Some("refresh.absolute-expiry"), None));

    let redirect = |uri: Option<&'static str>| {
        move |world: &mut World| {
            let client = world.web.clone();
            let refresh_token = world.tokens(&client).refresh_token;
            let request = TokenRequest {
                client: client.presented(),
                grant_type: Some("refresh_token".into()),
                refresh_token,
                redirect_uri: uri.map(str::to_owned),
                ..Default::default()
            };
            rule(world.token(request)).err()
        }
    };
    let refused = Some("refresh.redirect-uri");
    let ignore = |p: &mut Policy| p.refresh_redirect_uri = RefreshRedirect::Ignore;
    assert_eq!(both(ignore, redirect(Some("https://other.example/"))), (refused, None));
    let require = |p: &mut Policy| p.refresh_redirect_uri = RefreshRedirect::Require;
    assert_eq!(both(require, redirect(None)), (None, refused));
    assert_eq!(both(require, redirect(Some(REDIRECT))), (None, None));
}

#[test]
fn settings_of_activity() {
    // Two days with a refresh, a log-in or a call to the API now and then, and six more, under a limit of seven.
    let idle = |act: fn(&mut World, &Client, &Tokens)| {
        move |world: &mut World| {
            let client = world.web.clone();
            world.save(&client, |settings| settings.rotation = false).unwrap();
            let tokens = world.tokens(&client);
            world.later(4 * 3_600);
            for _ in 0..8 {
                act(world, &client, &tokens);
                world.later(DAY / 4);
            }
            world.later(6 * DAY);
            rule(world.refresh(&client, tokens.refresh_token.as_ref().unwrap())).err()
        }
    };
    let refresh = idle(|world, client, tokens| {
        world.refresh(client, tokens.refresh_token.as_ref().unwrap()).ok();
    });
    let log_in = idle(|world, _, _| {
        world.log_in();
    });
    let call = idle(|world, _, tokens| {
        world.call_api(&tokens.access_token).unwrap();
    });
    let dead = Some("refresh.inactivity-expiry");
    for (choice, by_refresh, by_log_in, by_call) in [
        (Activity::Refresh, None, dead, dead),
        (Activity::LogIn, dead, None, dead),
        (Activity::AnyUse, None, None, None),
    ] {
        let world = || World::with_policy(|p| p.activity = choice);
        assert_eq!(refresh(&mut world()), by_refresh, "{choice:?}");
        assert_eq!(log_in(&mut world()), by_log_in, "{choice:?}");
        assert_eq!(call(&mut world()), by_call, "{choice:?}");
    }
}

#[test]
fn settings_of_revocation() {
    let named = |by_refresh_token: bool| {
        move |world: &mut World| {
            let token = Some(world.tokens(&world.web.clone()).access_token);
            let (tenant, client) = (world.tenant.clone(), world.web.presented());
            let (token, refresh_token) =
                if by_refresh_token { (None, token) } else { (token, None) };
            rule(world.apply(Revoke { tenant, client, token, refresh_token })).err()
        }
    };
    let no = Some("revoke.token");
    let token = |p: &mut Policy| p.revoke_parameter = RevokeParameter::Token;
    assert_eq!(both(token, named(true)), (None, no));
    assert_eq!(both(token, named(false)), (None, None));
    let refresh = |p: &mut Policy| p.revoke_parameter = RevokeParameter::RefreshToken;
    assert_eq!(both(refresh, named(false)), (None, no));
    assert_eq!(both(refresh, named(true)), (None, None));

    let unknown =
        |world: &mut World| rule(world.revoke(&world.web.clone(), &Secret::new("x"))).err();
    assert_eq!(both(|p| p.revoke_unknown = Tolerance::Refuse, unknown), (None, no));

    let session = |world: &mut World| {
        let client = world.web.clone();
        let tokens = world.tokens(&client);
        world.revoke(&client, &tokens.refresh_token.unwrap()).unwrap();
        world.call_api(&tokens.access_token).is_ok()
    };
    assert_eq!(both(|p| p.revoke_ends_sessions = false, session), (false, true));
}
