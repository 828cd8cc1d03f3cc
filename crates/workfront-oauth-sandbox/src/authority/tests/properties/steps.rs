//! What somebody may do, in any order, and under which policies.

use proptest::prelude::*;

use super::super::world::DAY;
use crate::authority::AppKind;
use crate::policy::Policy;
use crate::policy::choice::{
    AbsoluteFrom, Activity, CodeReuse, FailedExchange, LogOutEnds, RefreshReuse, RefreshTokens,
    Replay,
};

/// One thing that somebody does somewhere.
#[derive(Debug, Clone)]
pub(super) struct Step {
    pub(super) at: Where,
    pub(super) by: Who,
    pub(super) what: What,
}

/// In which environment.
#[derive(Debug, Clone, Copy)]
pub(super) enum Where {
    /// Where the thing at hand belongs.
    Home,
    /// In one of them.
    Lane(usize),
}

/// Who manages apps.
#[derive(Debug, Clone, Copy)]
pub(super) enum Who {
    Operator,
    /// The first administrator.
    Admin,
    /// One of the users, of whichever organization.
    User(usize),
}

/// What is done. Numbers choose among what there is; no `client` is the one that the code or token was issued to.
#[derive(Debug, Clone)]
pub(super) enum What {
    Wait(u64),
    AddTenant {
        lane: usize,
    },
    AddUser {
        tenant: usize,
        admin: bool,
    },
    RemoveUser {
        user: usize,
    },
    LogIn {
        user: usize,
    },
    LogInAs {
        user: usize,
    },
    UseSession {
        token: usize,
    },
    LogOut {
        token: usize,
    },
    Allow {
        client: usize,
        user: usize,
    },
    /// Allowing, and redeeming the code at once.
    Connect {
        client: usize,
        user: usize,
    },
    Deny {
        client: usize,
        user: usize,
    },
    Withdraw {
        grant: usize,
    },
    Redeem {
        client: Option<usize>,
        code: usize,
    },
    Refresh {
        client: Option<usize>,
        token: usize,
    },
    Revoke {
        client: Option<usize>,
        token: usize,
        refresh: bool,
    },
    Exchange {
        client: usize,
    },
    OpenSetup,
    CreateApp {
        kind: AppKind,
    },
    SaveApp {
        client: usize,
        rotation: bool,
        absolute: Option<u64>,
        inactivity: Option<u64>,
    },
    DeleteApp {
        client: usize,
    },
    AddSecret {
        client: usize,
    },
    NoteSecret {
        client: usize,
    },
    DeleteSecret {
        client: usize,
    },
    AddKey {
        client: usize,
    },
    GenerateKeyPair {
        client: usize,
    },
    DeleteKey {
        client: usize,
    },
}

/// Any steps.
pub(super) fn steps() -> impl Strategy<Value = Vec<Step>> {
    let place = prop_oneof![9 => Just(Where::Home), 1 => (0_usize..4).prop_map(Where::Lane)];
    let who = prop_oneof![
        6 => Just(Who::Admin),
        2 => Just(Who::Operator),
        2 => (0_usize..8).prop_map(Who::User),
    ];
    let step = (place, who, prop_oneof![6 => flows(), 1 => people(), 2 => setup()])
        .prop_map(|(at, by, what)| Step { at, by, what });
    proptest::collection::vec(step, 1..60)
}

/// What apps and browsers do.
fn flows() -> impl Strategy<Value = What> {
    let wait = prop_oneof![3 => 0_u64..200, 3 => 0_u64..900, 2 => 0..DAY, 1 => 0..10 * DAY];
    let other = || prop_oneof![6 => Just(None), 1 => some().prop_map(Some)];
    prop_oneof![
        9 => wait.prop_map(What::Wait),
        3 => (some(), some()).prop_map(|(client, user)| What::Allow { client, user }),
        3 => (some(), some()).prop_map(|(client, user)| What::Connect { client, user }),
        1 => (some(), some()).prop_map(|(client, user)| What::Deny { client, user }),
        3 => (other(), some()).prop_map(|(client, code)| What::Redeem { client, code }),
        9 => (other(), some()).prop_map(|(client, token)| What::Refresh { client, token }),
        1 => (other(), some(), any::<bool>())
            .prop_map(|(client, token, refresh)| What::Revoke { client, token, refresh }),
        2 => some().prop_map(|client| What::Exchange { client }),
        2 => some().prop_map(|token| What::UseSession { token }),
    ]
}

/// What people do and what is done with their accounts.
fn people() -> impl Strategy<Value = What> {
    prop_oneof![
        2 => some().prop_map(|user| What::LogIn { user }),
        2 => some().prop_map(|user| What::LogInAs { user }),
        3 => some().prop_map(|token| What::LogOut { token }),
        2 => some().prop_map(|grant| What::Withdraw { grant }),
        1 => some().prop_map(|lane| What::AddTenant { lane }),
        2 => (some(), any::<bool>()).prop_map(|(tenant, admin)| What::AddUser { tenant, admin }),
        1 => some().prop_map(|user| What::RemoveUser { user }),
    ]
}

/// What is done on the setup page.
fn setup() -> impl Strategy<Value = What> {
    let kind = prop_oneof![Just(AppKind::Web), Just(AppKind::SinglePage), Just(AppKind::Machine)];
    let limit =
        || prop_oneof![Just(None), (1_u64..600).prop_map(Some), (1..20 * DAY).prop_map(Some)];
    prop_oneof![
        1 => Just(What::OpenSetup),
        4 => kind.prop_map(|kind| What::CreateApp { kind }),
        4 => (some(), any::<bool>(), limit(), limit()).prop_map(
            |(client, rotation, absolute, inactivity)| {
                What::SaveApp { client, rotation, absolute, inactivity }
            },
        ),
        1 => some().prop_map(|client| What::DeleteApp { client }),
        1 => some().prop_map(|client| What::AddSecret { client }),
        1 => some().prop_map(|client| What::NoteSecret { client }),
        2 => some().prop_map(|client| What::DeleteSecret { client }),
        1 => some().prop_map(|client| What::AddKey { client }),
        1 => some().prop_map(|client| What::GenerateKeyPair { client }),
        2 => some().prop_map(|client| What::DeleteKey { client }),
    ]
}

fn some() -> std::ops::Range<usize> {
    0..8
}

/// Any choice in the settings on which an invariant depends.
pub(super) fn policies() -> impl Strategy<Value = Policy> {
    let codes = (
        prop_oneof![Just(CodeReuse::Refuse), Just(CodeReuse::RevokeTokens)],
        prop_oneof![Just(FailedExchange::Keep), Just(FailedExchange::Burn)],
        prop_oneof![Just(120_u64), 1_u64..600],
        prop_oneof![Just(RefreshTokens::Always), Just(RefreshTokens::OfflineAccess)],
    );
    let refreshing = (
        prop_oneof![Just(RefreshReuse::Refuse), Just(RefreshReuse::RevokeFamily)],
        any::<bool>(),
        prop_oneof![Just(0), Just(30)],
        prop_oneof![Just(AbsoluteFrom::FirstToken), Just(AbsoluteFrom::EachToken)],
        any::<bool>(),
        prop_oneof![Just(Activity::Refresh), Just(Activity::LogIn), Just(Activity::AnyUse)],
    );
    let sessions = (
        prop_oneof![Just(28_800_u64), 1_u64..20_000],
        any::<bool>(),
        any::<bool>(),
        any::<bool>(),
        prop_oneof![Just(LogOutEnds::Session), Just(LogOutEnds::Tokens)],
    );
    let apps = (
        any::<bool>(),
        any::<bool>(),
        prop_oneof![Just(10_u64), 1_u64..6],
        1_u64..3,
        prop_oneof![Just(Replay::Allow), Just(Replay::Refuse)],
    );
    (codes, refreshing, sessions, apps).prop_map(|(codes, refreshing, sessions, apps)| Policy {
        code_reuse: codes.0,
        code_failed_exchange: codes.1,
        code_seconds: codes.2,
        refresh_tokens: codes.3,
        refresh_reuse: refreshing.0,
        reuse_ends_sessions: refreshing.1,
        refresh_grace_seconds: refreshing.2,
        absolute_from: refreshing.3,
        absolute_ends_sessions: refreshing.4,
        activity: refreshing.5,
        session_seconds: sessions.0,
        session_use: sessions.1,
        refresh_ends_session: sessions.2,
        revoke_ends_sessions: sessions.3,
        log_out: sessions.4,
        secret_deletion_ends_tokens: apps.0,
        key_deletion_ends_sessions: apps.1,
        app_limit: apps.2.max(3),
        keys_per_app: apps.3,
        jwt_replay: apps.4,
        ..Policy::default()
    })
}
