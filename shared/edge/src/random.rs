//! The only source of randomness.

use crate::Problem;

/// 16 random bytes, for the salt of one history entry.
pub fn salt() -> Result<[u8; 16], Problem> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).map_err(Problem::internal)?;
    Ok(bytes)
}
