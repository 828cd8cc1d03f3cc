//! Starting: what there is to begin with, and that a start which fails has done nothing.

use workfront_oauth_sandbox::authority::Tenant;
use workfront_oauth_sandbox::policy::Policy;
use workfront_oauth_sandbox::{Sandbox, StartError};

fn tenant(domain: &str, lane: &str) -> Tenant {
    Tenant::new(domain, lane).unwrap()
}

#[test]
fn each_organization_has_its_users_once_however_its_lanes_are_named() {
    let sandbox = Sandbox::builder()
        .with_tenant(tenant("acme", "my"))
        .with_tenant(tenant("other", "my"))
        .with_tenant(tenant("acme", "preview"))
        .start()
        .unwrap();
    let names: Vec<&str> = sandbox.users().iter().map(|user| user.username.as_str()).collect();
    assert_eq!(names, ["admin", "planner", "admin", "planner"]);
    assert_eq!(sandbox.state(|state| state.users().count()), 4);
}

#[test]
fn an_organization_that_is_new_to_the_data_gets_its_users() {
    let directory = tempfile::tempdir().unwrap();
    let started = |tenants: &[&str]| {
        let builder = Sandbox::builder().with_data(directory.path()).with_seed(7);
        let builder = tenants
            .iter()
            .fold(builder, |builder, domain| builder.with_tenant(tenant(domain, "my")));
        builder.start().unwrap()
    };
    let first = started(&["acme"]);
    let known: Vec<String> = first.users().iter().map(|user| user.password.clone()).collect();
    assert_eq!((first.users().len(), first.apps().len()), (2, 3));
    drop(first);
    let second = started(&["acme", "other"]);
    assert!(second.users().iter().all(|user| user.domain == "other"));
    assert!(second.users().iter().all(|user| !known.contains(&user.password)));
    assert_eq!((second.users().len(), second.apps().len()), (2, 0));
    drop(second);
    let third = started(&["acme", "other"]);
    assert_eq!((third.users().len(), third.state(|state| state.users().count())), (0, 4));
}

#[test]
fn a_port_in_use_leaves_the_data_as_it_was() {
    let directory = tempfile::tempdir().unwrap();
    let occupied = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let builder = || Sandbox::builder().with_data(directory.path());
    let failed = builder().with_control(occupied.local_addr().unwrap()).start().unwrap_err();
    assert!(matches!(failed, StartError::Bind { .. }), "{failed}");
    let sandbox = builder().start().unwrap();
    assert_eq!(sandbox.apps().len(), 3);
    let start = sandbox.state(Clone::clone);
    sandbox.snapshot().unwrap();
    sandbox.reset().unwrap();
    assert_eq!(sandbox.state(Clone::clone), start);
}

#[test]
fn demo_apps_that_the_policy_refuses_leave_the_data_as_it_was() {
    let directory = tempfile::tempdir().unwrap();
    let builder = || Sandbox::builder().with_data(directory.path());
    let mut policy = Policy::default();
    policy.app_limit = 1;
    let failed = builder().with_policy(policy).start().unwrap_err();
    assert!(matches!(failed, StartError::Demo(_)), "{failed}");
    assert_eq!(builder().start().unwrap().apps().len(), 3);
}
