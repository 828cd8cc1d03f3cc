//! The organization that the targets of the sandbox start from, and what must hold of its refusals.

use std::sync::OnceLock;

use workfront_oauth_sandbox::authority::{Refusal, Tenant};
use workfront_oauth_sandbox::fuzz::World;
use workfront_oauth_sandbox::policy::Policy;

/// The organization with its users alone. Made once: they have passwords, and stretching those takes long.
pub(crate) fn world_without_apps() -> &'static World {
    static WORLD: OnceLock<World> = OnceLock::new();
    WORLD.get_or_init(|| {
        let tenant = Tenant::new("myorganization", "my")
            .unwrap_or_else(|error| panic!("the names are sound: {error}"));
        World::without_apps(tenant)
            .unwrap_or_else(|refusal| panic!("the users are sound: {}", refusal.why))
    })
}

/// The same with an app of each type.
pub(crate) fn world() -> &'static World {
    static WORLD: OnceLock<World> = OnceLock::new();
    WORLD.get_or_init(|| {
        world_without_apps()
            .with_apps(Policy::default())
            .unwrap_or_else(|refusal| panic!("the apps are sound: {}", refusal.why))
    })
}

/// A refusal names a rule and its source, and says in one line what was wrong.
pub(crate) fn check_refusal(refusal: &Refusal) {
    assert!(!refusal.rule.id.is_empty() && !refusal.rule.source.is_empty());
    let why = &refusal.why;
    assert!(!why.is_empty() && !why.contains(char::is_control), "not one line: {why:?}");
}
