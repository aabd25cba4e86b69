//! What the system draws attention to, and whose (DOMAIN.md, escalation). It changes no state, so it stands
//! beside the history and leaves the version alone: an answer written before a reminder came is good after it.

use serde::{Deserialize, Serialize};

use crate::millis::Millis;

/// What runs out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Watched {
    /// The owner's time to accept.
    Receipt,
    /// The centre's time to assign.
    Coordination,
    /// The citizen's deadline.
    Handling,
    /// The reviewer's time for a dispute.
    Review,
    /// The time for an urgent report to be accepted.
    Urgent,
    /// The leader's time for a proposal.
    Proposal,
}

/// Whom it is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tier {
    /// The officer: it will soon be late.
    Officer,
    /// The leader: it is late.
    Leader,
    /// The unit above and the centre: it is very late.
    Above,
}

/// One alert. Given once for each setting of what it watches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Alert {
    /// What runs out.
    pub of: Watched,
    /// Whom it is for.
    pub to: Tier,
}

/// An alert that was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Alerted {
    /// When.
    pub at: Millis,
    /// What.
    #[serde(flatten)]
    pub alert: Alert,
}
