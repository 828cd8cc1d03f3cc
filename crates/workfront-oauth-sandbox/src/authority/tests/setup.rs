//! Setup > System > OAuth2 Applications.

use super::world::{KEY, World, rule};
use crate::authority::*;

#[test]
fn the_eleventh_app_is_refused() {
    let mut world = World::new();
    while world.environment().apps().len() < 10 {
        world.create(AppKind::Web);
    }
    let settings = world.settings(AppKind::SinglePage);
    let refusal = world.create_with(AppKind::SinglePage, settings).unwrap_err();
    assert_eq!((refusal.rule.id, refusal.error), ("setup.ten-apps", ErrorCode::Conflict));
    let web = world.web.clone();
    world.delete_app(&web);
    world.create(AppKind::Web);
}

#[test]
fn each_lane_has_apps_of_its_own() {
    let mut world = World::new();
    let preview = Tenant::new("myorganization", "preview").unwrap();
    let customer = world.apply(AddTenant { tenant: preview.clone() }).unwrap();
    assert_eq!(customer, world.customer);
    assert_eq!(world.apply(AddTenant { tenant: preview.clone() }).unwrap(), customer);
    assert!(world.authority.state().environment(&preview).unwrap().apps().is_empty());
    let elsewhere = Tenant::new("other", "my").unwrap();
    assert_ne!(world.apply(AddTenant { tenant: elsewhere }).unwrap(), customer);
}

#[test]
fn only_administrators_manage_apps() {
    let mut world = World::new();
    let (web, planner) = (world.web.client_id, Actor::User(world.planner));
    let tenant = || Tenant::new("myorganization", "my").unwrap();
    let kind = AppKind::Web;
    let settings = world.settings(kind);
    let secret = world.app(&world.web).unwrap().secrets[0].id;
    let (machine, key, owner) = (world.machine.client_id, world.key, world.admin);
    let forbidden = |result: Result<(), Refusal>| {
        let refusal = result.unwrap_err();
        assert_eq!((refusal.rule.id, refusal.error), ("setup.administrator", ErrorCode::Forbidden));
    };
    macro_rules! refused {
        ($($command:ident { $($field:tt)* })+) => {$(
            let command = $command { tenant: tenant(), actor: planner, $($field)* };
            forbidden(world.apply(command).map(|_| ()));
        )+};
    }
    refused! {
        OpenSetup {}
        CreateApp { kind, settings: settings.clone() }
        SaveApp { client_id: web, settings: settings.clone() }
        DeleteApp { client_id: web }
        AddSecret { client_id: web, note: String::new() }
        NoteSecret { client_id: web, secret, note: String::new() }
        DeleteSecret { client_id: web, secret }
        AddKey { client_id: machine, owner, pem: KEY.public_pem.clone() }
        GenerateKeyPair { client_id: machine, owner }
        DeleteKey { client_id: machine, key }
    }
    world.apply(OpenSetup { tenant: tenant(), actor: Actor::Operator }).unwrap();
    let elsewhere = Tenant::new("other", "my").unwrap();
    world.apply(AddTenant { tenant: elsewhere.clone() }).unwrap();
    let actor = Actor::User(world.admin);
    forbidden(world.apply(OpenSetup { tenant: elsewhere, actor }));
    let nowhere = Tenant::new("nowhere", "my").unwrap();
    assert_eq!(rule(world.apply(OpenSetup { tenant: nowhere, actor })), Err("setup.tenant"));
}

#[test]
fn a_secret_is_shown_once_and_known_by_its_last_four_characters() {
    let mut world = World::new();
    let web = world.web.clone();
    let shown = web.secret.as_ref().unwrap().expose_secret();
    assert_eq!(shown.len(), 43);
    let record = &world.app(&web).unwrap().secrets[0];
    assert!(shown.ends_with(&record.last_four) && record.last_four.len() == 4);
    assert_eq!((record.created_at, record.last_used), (world.now, None));
    let (id, secret) = world.add_secret(web.client_id).unwrap();
    assert_ne!(secret.expose_secret(), shown);
    assert_eq!(world.app(&web).unwrap().secret_by_id(id).unwrap().note, "a note");
}

#[test]
fn a_note_has_at_most_64_characters() {
    let mut world = World::new();
    let (client_id, secret) = (world.web.client_id, world.app(&world.web).unwrap().secrets[0].id);
    let mut note = |note: &str| {
        let (tenant, actor) = (world.tenant.clone(), Actor::User(world.admin));
        rule(world.apply(NoteSecret { tenant, actor, client_id, secret, note: note.into() }))
    };
    assert_eq!(note(&"é".repeat(64)), Ok(()));
    assert_eq!(note(&"é".repeat(65)), Err("secret.note"));
    assert_eq!(note("two\nlines"), Err("secret.note"));
}

#[test]
fn what_is_not_there_cannot_be_changed() {
    let mut world = World::new();
    let (web, spa) = (world.web.clone(), world.spa.clone());
    let secret = world.app(&web).unwrap().secrets[0].id;
    let key = world.key;
    let (tenant, actor) = (world.tenant.clone(), Actor::Operator);
    let of = |client_id| DeleteSecret { tenant: tenant.clone(), actor, client_id, secret };
    assert_eq!(rule(world.apply(of(spa.client_id))), Err("secret.known"));
    assert_eq!(rule(world.add_secret(spa.client_id)).err(), Some("secret.app-type"));
    assert_eq!(rule(world.delete_key(&web, key)), Err("key.known"));
    world.delete_app(&web);
    assert_eq!(rule(world.apply(of(web.client_id))), Err("setup.app"));
    let settings = world.settings(AppKind::Web);
    let client_id = web.client_id;
    let save = SaveApp { tenant: tenant.clone(), actor, client_id, settings };
    assert_eq!(rule(world.apply(save)), Err("setup.app"));
    assert_eq!(rule(world.apply(DeleteApp { tenant, actor, client_id })), Err("setup.app"));
}

#[test]
fn a_deleted_app_takes_everything_with_it() {
    let mut world = World::new();
    let web = world.web.clone();
    let tokens = world.tokens(&web);
    let code = world.code(&web);
    world.delete_app(&web);
    assert_eq!(rule(world.redeem(&web, &code)).err(), Some("client.known"));
    let refresh = tokens.refresh_token.unwrap();
    assert_eq!(rule(world.refresh(&web, &refresh)).err(), Some("client.known"));
    assert_eq!(rule(world.call_api(&tokens.access_token)), Err("session.alive"));
    let environment = world.environment();
    assert_eq!(environment.codes().count() + environment.families().count(), 0);
    assert_eq!(environment.grants().count() + environment.live_refresh_tokens().count(), 0);
}

#[test]
fn a_save_replaces_the_fields_and_a_bad_one_changes_nothing() {
    let mut world = World::new();
    let web = world.web.clone();
    world.save(&web, |settings| settings.description = "Plans".into()).unwrap();
    let refusal = world.save(&web, |settings| settings.name.clear()).unwrap_err();
    assert_eq!((refusal.rule.id, refusal.field), ("app.name", Some("name")));
    let settings = &world.app(&web).unwrap().settings;
    assert_eq!((settings.name.as_str(), settings.description.as_str()), ("Planner", "Plans"));
}

#[test]
fn users_are_added_once_and_take_their_keys_with_them() {
    let mut world = World::new();
    let add = |username: &str, domain: &str| AddUser {
        domain: domain.into(),
        username: username.into(),
        name: String::new(),
        password: Secret::new("x"),
        admin: false,
    };
    assert_eq!(rule(world.apply(add("PLANNER", "myorganization"))).err(), Some("setup.user"));
    assert_eq!(rule(world.apply(add("new", "nowhere"))).err(), Some("setup.user"));
    assert_eq!(rule(world.apply(add(" ", "myorganization"))).err(), Some("setup.user"));
    let jwt = KEY.sign(&world.claims());
    let token = world.exchange(&jwt).unwrap().access_token;
    let user = world.admin;
    world.apply(RemoveUser { user }).unwrap();
    assert_eq!(rule(world.call_api(&token)), Err("session.alive"));
    assert_eq!(rule(world.exchange(&jwt)).err(), Some("exchange.key"));
    assert_eq!(rule(world.apply(RemoveUser { user })), Err("setup.user"));
}
