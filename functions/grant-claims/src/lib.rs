//! Who is signed in as what: the groups and the name that a token says are those of the person's row in Staff.
//!
//! Cognito asks at each sign-in and each refresh. Who has no row is a citizen, so a removed officer's next token, 15
//! minutes later at most, says nothing of a unit any more, whatever refresh token it was made by. Apart from manage-staff
//! for the least permission: one read of one table. How another issuer asks it: docs/sign-in.md.

use std::sync::Arc;

use aws::{StoreError, Tables, tables::staff::StaffTable};
use edge::{
    Env, Function, StartError,
    sign_in::{self, Claims},
};

/// It answers no route.
pub const ROUTES: &[&str] = &[];
/// Settings that it reads.
pub const SETTINGS: &[&str] = &["STAFF_TABLE"];

/// Starts the function.
pub async fn start(env: Env) -> Result<Function, StartError> {
    let staff = StaffTable::open(&Tables::open(&env.aws()?)?, env.get("STAFF_TABLE")?);
    // only to open the connection
    staff.get("nobody").await?;
    Ok(sign_in::pre_token(env, "grant-claims", staff, claims))
}

async fn claims(staff: Arc<StaffTable>, subject: String) -> Result<Claims, StoreError> {
    let row = staff.get(&subject).await?;
    Ok(row.map(|row| Claims { groups: row.groups(), name: row.name }).unwrap_or_default())
}
