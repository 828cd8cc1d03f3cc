//! Each setting that acts in the authority, changed alone, changes an outcome.

mod authorize;
mod setup;
mod token;

use super::world::World;
use crate::policy::Policy;

/// What `try_it` comes to by default, and with `change` alone.
fn both<T>(change: impl FnOnce(&mut Policy), try_it: impl Fn(&mut World) -> T) -> (T, T) {
    (try_it(&mut World::new()), try_it(&mut World::with_policy(change)))
}
