//! Each setting that acts in the authority, changed alone, changes an outcome.

use serde_json::json;

use super::world::{Client, DAY, KEY, REDIRECT, VERIFIER, World, encode, rule};
use crate::authority::*;
use crate::policy::Policy;
#[allow(clippy::wildcard_imports, reason = "the tests name nearly every choice there is")]
use crate::policy::choice::*;

/// What `try_it` comes to by default, and with `change` alone.
fn both<T>(change: impl FnOnce(&mut Policy), try_it: impl Fn(&mut World) -> T) -> (T, T) {
    (try_it(&mut World::new()), try_it(&mut World::with_policy(change)))
}

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

/// How an exchange fares with one more claim.
fn exchange(
    name: &'static str,
    value: impl Fn(&World) -> serde_json::Value,
) -> impl Fn(&mut World) -> Option<&'static str> {
    move |world| {
        let mut claims = world.claims();
        claims[name] = value(world);
        rule(world.exchange(&KEY.sign(&claims))).err()
    }
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
            r.code_challenge = Some(super::world::challenge(VERIFIER));
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
fn settings_of_claims() {
    let at = |seconds: i64| move |world: &World| json!(world.now.seconds() + seconds);
    let leeway = |p: &mut Policy| p.jwt_leeway_seconds = 60;
    assert_eq!(both(leeway, exchange("exp", at(-59))), (Some("jwt.exp"), None));
    assert_eq!(both(leeway, exchange("exp", at(-60))).1, Some("jwt.exp"));
    assert_eq!(both(leeway, exchange("nbf", at(60))), (Some("jwt.nbf"), None));

    let longest = |p: &mut Policy| p.jwt_max_lifetime = 600;
    assert_eq!(both(longest, exchange("exp", at(601))), (None, Some("jwt.lifetime")));
    assert_eq!(both(longest, exchange("exp", at(600))), (None, None));

    let check = |p: &mut Policy| p.jwt_iat = Claim::Check;
    assert_eq!(both(check, exchange("iat", at(1))), (None, Some("jwt.iat")));
    assert_eq!(both(check, exchange("iat", |_| json!("now"))), (None, Some("jwt.iat")));
    assert_eq!(both(check, exchange("iat", at(0))), (None, None));
    let old = |p: &mut Policy| (p.jwt_iat, p.jwt_max_lifetime) = (Claim::Check, 600);
    assert_eq!(both(old, exchange("iat", at(-600))), (None, Some("jwt.lifetime")));
    let nothing = || exchange("other", |_| json!(1));
    let require = |p: &mut Policy| p.jwt_iat = Claim::Require;
    assert_eq!(both(require, nothing()), (None, Some("jwt.iat")));

    let ignore = |p: &mut Policy| p.jwt_nbf = Claim::Ignore;
    assert_eq!(both(ignore, exchange("nbf", at(1))), (Some("jwt.nbf"), None));
    let require = |p: &mut Policy| p.jwt_nbf = Claim::Require;
    assert_eq!(both(require, nothing()), (None, Some("jwt.nbf")));

    let ignore = |p: &mut Policy| p.jwt_aud = Claim::Ignore;
    assert_eq!(both(ignore, exchange("aud", |_| json!("x"))), (Some("jwt.aud"), None));
    let require = |p: &mut Policy| p.jwt_aud = Claim::Require;
    assert_eq!(both(require, nothing()), (None, Some("jwt.aud")));

    let any = |p: &mut Policy| p.jwt_subject = Subject::AnyUser;
    let planner = |world: &World| json!(world.planner.to_string());
    assert_eq!(both(any, exchange("sub", planner)), (Some("jwt.sub"), None));
    assert_eq!(both(any, exchange("sub", |_| json!("x"))), (Some("jwt.sub"), Some("jwt.sub")));
}

#[test]
fn settings_of_the_exchange() {
    let twice = |change: fn(&mut serde_json::Value)| {
        move |world: &mut World| {
            let mut claims = world.claims();
            claims["jti"] = json!("one");
            world.exchange(&KEY.sign(&claims)).unwrap();
            change(&mut claims);
            rule(world.exchange(&KEY.sign(&claims))).err()
        }
    };
    let seen = Some("jwt.replay");
    let refuse = |p: &mut Policy| p.jwt_replay = Replay::Refuse;
    assert_eq!(both(refuse, twice(|_| ())), (None, seen));
    assert_eq!(both(refuse, twice(|claims| claims["x"] = json!(1))), (None, None));
    let jti = |p: &mut Policy| p.jwt_replay = Replay::RefuseJti;
    assert_eq!(both(jti, twice(|claims| claims["x"] = json!(1))), (None, seen));
    assert_eq!(both(jti, twice(|claims| claims["jti"] = json!("two"))), (None, None));

    let double = |world: &mut World| {
        let jwt = encode(KEY.sign(&world.claims()).as_bytes());
        rule(world.exchange(&jwt)).err()
    };
    let accept = |p: &mut Policy| p.jwt_double_base64 = Accept::Accept;
    assert_eq!(both(accept, double), (Some("jwt.form"), None));

    // The certificate of the tests is good for 30 days from 2026-12-20.
    let expired = |world: &mut World| {
        let (machine, key) = (world.machine.clone(), world.key);
        world.delete_key(&machine, key).unwrap();
        let added = rule(world.add_key(&machine, &KEY.certificate_pem)).err();
        let jwt = KEY.sign(&world.claims());
        let exchanged = rule(world.exchange(&jwt)).err();
        world.later(30 * DAY);
        let late = KEY.sign(&world.claims());
        (added, exchanged, rule(world.exchange(&late)).err())
    };
    let no = Some("jwt.certificate-validity");
    let at_exchange = |p: &mut Policy| p.certificate_validity = CertificateValidity::AtExchange;
    let fine = (None, None, None);
    assert_eq!(both(at_exchange, expired), (fine, (None, None, no)));
    let at_upload = |p: &mut Policy| p.certificate_validity = CertificateValidity::AtUpload;
    let uploaded_late = |world: &mut World| {
        world.later(30 * DAY);
        expired(world).0
    };
    assert_eq!(both(at_upload, uploaded_late), (None, no));
    assert_eq!(both(at_upload, expired).1, fine);
    let both_times = |p: &mut Policy| p.certificate_validity = CertificateValidity::Both;
    assert_eq!(both(both_times, uploaded_late).1, no);
    assert_eq!(both(both_times, expired).1, (None, None, no));
}

#[test]
fn settings_of_apps() {
    let count = |world: &mut World| {
        let settings = world.settings(AppKind::Web);
        rule(world.create_with(AppKind::Web, settings)).err()
    };
    assert_eq!(both(|p| p.app_limit = 3, count), (None, Some("setup.ten-apps")));

    let another = |world: &mut World| rule(world.add_secret(world.web.client_id)).err();
    assert_eq!(both(|p| p.secrets_per_app = 1, another), (None, Some("secret.limit")));

    let key = |world: &mut World| {
        let machine = world.machine.clone();
        rule(world.add_key(&machine, &super::world::OTHER_KEY.public_pem)).err()
    };
    assert_eq!(both(|p| p.keys_per_app = 2, key), (Some("key.limit"), None));

    let first = |world: &mut World| {
        let settings = world.settings(AppKind::Web);
        world.create_with(AppKind::Web, settings).unwrap().secret.is_some()
    };
    assert_eq!(both(|p| p.first_secret = FirstSecret::OnRequest, first), (true, false));

    let http = |world: &mut World| {
        let client = world.web.clone();
        let url = "http://app.example/".to_owned();
        rule(world.save(&client, |settings| settings.redirect_urls = vec![url])).err()
    };
    let any = |p: &mut Policy| p.redirect_http = RedirectHttp::Any;
    assert_eq!(both(any, http), (Some("app.redirect-scheme"), None));

    let developer = |world: &mut World| {
        let client = world.spa.clone();
        rule(world.save(&client, |settings| settings.developer_name = "Me".into())).err()
    };
    let page = |p: &mut Policy| p.spa_fields = SinglePageFields::Page;
    assert_eq!(both(page, developer), (None, Some("app.field")));

    let secret_gone = |world: &mut World| {
        let client = world.web.clone();
        let tokens = world.tokens(&client);
        let (_, secret) = world.add_secret(client.client_id).unwrap();
        let first = world.app(&client).unwrap().secrets[0].id;
        world.delete_secret(&client, first);
        let second = client.with_secret(secret.expose_secret());
        let called = world.call_api(&tokens.access_token).is_ok();
        (world.refresh(&second, &tokens.refresh_token.unwrap()).is_ok(), called)
    };
    let ends = |p: &mut Policy| p.secret_deletion_ends_tokens = true;
    assert_eq!(both(ends, secret_gone), ((true, true), (false, false)));

    let key_gone = |world: &mut World| {
        let jwt = KEY.sign(&world.claims());
        let token = world.exchange(&jwt).unwrap().access_token;
        let (machine, key) = (world.machine.clone(), world.key);
        world.delete_key(&machine, key).unwrap();
        world.call_api(&token).is_ok()
    };
    assert_eq!(both(|p| p.key_deletion_ends_sessions = false, key_gone), (false, true));

    for change in [
        (|p| p.rotation_default = true) as fn(&mut Policy),
        |p| p.absolute_default = 60,
        |p| p.inactivity_default = 60,
    ] {
        let begins =
            |world: &mut World| AppSettings::new("Planner", AppKind::Web, world.authority.policy());
        let (default, changed) = both(change, begins);
        assert_ne!(default, changed);
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

    let unknown = |world: &mut World| rule(world.revoke(&web(world), &Secret::new("x"))).err();
    assert_eq!(both(|p| p.revoke_unknown = Tolerance::Refuse, unknown), (None, no));

    let session = |world: &mut World| {
        let client = world.web.clone();
        let tokens = world.tokens(&client);
        world.revoke(&client, &tokens.refresh_token.unwrap()).unwrap();
        world.call_api(&tokens.access_token).is_ok()
    };
    assert_eq!(both(|p| p.revoke_ends_sessions = false, session), (false, true));
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
