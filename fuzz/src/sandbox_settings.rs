//! What a person writes to set the sandbox up: a policy, and faults.

use workfront_oauth_sandbox::authority::AppKind;
use workfront_oauth_sandbox::fuzz;
use workfront_oauth_sandbox::policy::Policy;

use crate::sandbox_world::{check_refusal, world_without_apps};
use crate::shown::check_line;

/// Reads the input as a policy, and as a fault.
///
/// Holds: under every policy that is accepted, each type of app can do all that it does without anything giving way, whatever is
/// refused; a fault that is accepted reads back from what it is written as.
pub fn sandbox_settings(data: &[u8]) {
    if let Some(Ok(fault)) = fuzz::fault(data) {
        let written = serde_json::to_vec(&fault).unwrap_or_default();
        assert_eq!(fuzz::fault(&written), Some(Ok(fault)), "{}", String::from_utf8_lossy(&written));
    }
    let Ok(text) = std::str::from_utf8(data) else { return };
    let policy = match Policy::from_toml(text) {
        Ok(policy) => policy,
        Err(error) => return check_line(&error),
    };
    match world_without_apps().with_apps(policy) {
        Ok(world) => {
            for kind in AppKind::ALL {
                if let Err(refusal) = world.clone().use_app(kind) {
                    check_refusal(&refusal);
                }
            }
        }
        Err(refusal) => check_refusal(&refusal),
    }
}
