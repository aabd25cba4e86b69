//! What an emergency says in the words of the Common Alerting Protocol 1.2 (OASIS, 1 July 2010, section 3.2.2).

use serde::{Deserialize, Serialize};

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$said:meta])* $word:ident = $cap:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum $name { $($(#[$said])* $word),+ }

        impl $name {
            /// All of them, in the schema's order.
            pub const ALL: &[Self] = &[$(Self::$word),+];

            /// As CAP spells it.
            pub fn cap(self) -> &'static str {
                match self { $(Self::$word => $cap),+ }
            }
        }
    };
}

words! {
    /// The field of the event.
    Field {
        /// Landslide, earthquake.
        Geo = "Geo",
        /// Weather, floods.
        Met = "Met",
        /// General public safety.
        Safety = "Safety",
        /// Police matters.
        Security = "Security",
        /// Rescue.
        Rescue = "Rescue",
        /// Fire.
        Fire = "Fire",
        /// Health.
        Health = "Health",
        /// Pollution and other of the environment.
        Env = "Env",
        /// Traffic and transport.
        Transport = "Transport",
        /// Water, power, other utilities.
        Infra = "Infra",
        /// Chemical, biological, radiological, nuclear, explosive.
        Cbrne = "CBRNE",
        /// Anything else.
        Other = "Other",
    }
}
words! {
    /// When to act.
    Urgency {
        /// At once.
        Immediate = "Immediate",
        /// Within the hour.
        Expected = "Expected",
        /// Later.
        Future = "Future",
        /// No longer.
        Past = "Past",
        /// Not known.
        Unknown = "Unknown",
    }
}
words! {
    /// How much life and property are in danger.
    Threat {
        /// Extraordinary.
        Extreme = "Extreme",
        /// Significant.
        Severe = "Severe",
        /// Possible.
        Moderate = "Moderate",
        /// Minimal.
        Minor = "Minor",
        /// Not known.
        Unknown = "Unknown",
    }
}
words! {
    /// How sure it is.
    Certainty {
        /// It has happened or is happening.
        Observed = "Observed",
        /// Over half.
        Likely = "Likely",
        /// Half or under.
        Possible = "Possible",
        /// Hardly.
        Unlikely = "Unlikely",
        /// Not known.
        Unknown = "Unknown",
    }
}

/// The alert's own words. What the desk does not say is `Unknown`, never guessed, but that an emergency is one to act on
/// at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Alert {
    /// The field.
    pub category: Field,
    /// When to act.
    pub urgency: Urgency,
    /// How much danger.
    pub severity: Threat,
    /// How sure.
    pub certainty: Certainty,
}

impl Default for Alert {
    fn default() -> Self {
        Self {
            category: Field::Other,
            urgency: Urgency::Immediate,
            severity: Threat::Unknown,
            certainty: Certainty::Unknown,
        }
    }
}
