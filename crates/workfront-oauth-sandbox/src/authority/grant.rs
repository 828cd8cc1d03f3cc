//! A grant: what one person allowed one app on the consent page.

use std::collections::VecDeque;

use serde::{Deserialize, Serialize};

use super::id::{ClientId, FamilyId, GrantId, UserId};
use super::secret::SecretHash;
use super::time::Timestamp;

/// One person's **Allow access** for one app. Saying it again renews the same grant.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Grant {
    /// Its name in the state.
    pub id: GrantId,
    /// Who was allowed.
    pub client_id: ClientId,
    /// Who allowed it.
    pub user: UserId,
    /// When, last.
    pub granted_at: Timestamp,
    pub(super) sessions: VecDeque<SecretHash>,
    pub(super) families: VecDeque<FamilyId>,
}

impl Grant {
    pub(super) fn new(
        id: GrantId,
        client_id: ClientId,
        user: UserId,
        granted_at: Timestamp,
    ) -> Self {
        let (sessions, families) = (VecDeque::new(), VecDeque::new());
        Self { id, client_id, user, granted_at, sessions, families }
    }
}
