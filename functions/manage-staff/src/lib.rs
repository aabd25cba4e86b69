//! Who works where: `/v1/staff`, `/v1/units/{id}/staff`, `/v1/me/absence`; what was changed by whom: `/v1/audit`; the
//! units that nobody leads today: `/v1/inbox/attention`; and who may send no reports: `/v1/reports/{id}/suspension`.
//!
//! Who asks is looked up in Staff, whatever their token says: this is the one function in which a removed administrator
//! must not have 15 minutes left. A change is stored with its entry in the audit; then the person's phones leave the
//! unit's topic and reports named to them go back to its leader. A repeat does what a first try left undone. Each night
//! the same is done for leaves that begin that day (`begin`), and phones that weren't heard of for a week are let go (`leases`).

use std::sync::Arc;

use aws::{
    Tables,
    push::Push,
    tables::{
        audit::Audit,
        directory::{Current, Versions},
        people::People,
        reports::Reports,
        staff::StaffTable,
    },
};
use domain::{actor::Role, staff::Staff};
use edge::{Env, Function, Problem, Reply, Request, StartError};

mod begin;
mod change;
mod leases;
mod parting;
mod read;
mod returning;
mod suspending;

/// Routes that this function answers.
pub const ROUTES: &[&str] = &[
    "GET /v1/staff/{id}",
    "PUT /v1/staff/{id}",
    "DELETE /v1/staff/{id}",
    "GET /v1/units/{id}/staff",
    "PUT /v1/staff/{id}/absence",
    "PUT /v1/me/absence",
    "GET /v1/audit",
    "GET /v1/inbox/attention",
    "PUT /v1/reports/{id}/suspension",
    "DELETE /v1/reports/{id}/suspension",
];
/// Settings that it reads.
pub const SETTINGS: &[&str] =
    &["STAFF_TABLE", "AUDIT_TABLE", "REPORTS_TABLE", "PEOPLE_TABLE", "DIRECTORY_TABLE", "TOPIC_PREFIX"];

#[derive(Clone)]
struct App {
    staff: StaffTable,
    audit: Audit,
    reports: Reports,
    people: People,
    push: Push,
    directory: Arc<Current>,
}

/// Starts the function.
pub async fn start(env: Env) -> Result<Function, StartError> {
    let access = env.aws()?;
    let tables = Tables::open(&access)?;
    let app = App {
        staff: StaffTable::open(&tables, env.get("STAFF_TABLE")?),
        audit: Audit::open(&tables, env.get("AUDIT_TABLE")?),
        reports: Reports::open(&tables, env.get("REPORTS_TABLE")?),
        people: People::open(&tables, env.get("PEOPLE_TABLE")?),
        push: Push::open(&access, env.get("TOPIC_PREFIX")?)?,
        directory: Arc::new(Versions::open(&tables, env.get("DIRECTORY_TABLE")?).load().await?),
    };
    let nightly = edge::batch::single(env.clone(), "manage-staff", app.clone(), begin::begin);
    Ok(edge::http(env, "manage-staff", app, handle).or_scheduled(nightly))
}

async fn handle(app: Arc<App>, request: Request) -> Result<Reply, Problem> {
    match request.route.as_str() {
        "GET /v1/staff/{id}" => read::one(&app, &request).await,
        "PUT /v1/staff/{id}" => change::put(&app, &request).await,
        "DELETE /v1/staff/{id}" => change::remove(&app, &request).await,
        "GET /v1/units/{id}/staff" => read::unit(&app, &request).await,
        "PUT /v1/staff/{id}/absence" => change::absence_of(&app, &request).await,
        "PUT /v1/me/absence" => change::absence(&app, &request).await,
        "GET /v1/audit" => read::audit(&app, &request).await,
        "PUT /v1/reports/{id}/suspension" => suspending::suspend(&app, &request).await,
        "DELETE /v1/reports/{id}/suspension" => suspending::lift(&app, &request).await,
        _ => read::attention(&app, &request).await,
    }
}

impl App {
    /// The caller's row as it is now.
    async fn caller(&self, request: &Request) -> Result<Staff, Problem> {
        let caller = request.caller()?.staff()?;
        self.staff.get(&caller.subject).await?.ok_or_else(|| Problem::new("staff_only"))
    }

    /// The caller, if of the centre or an administrator.
    async fn watcher(&self, request: &Request) -> Result<Staff, Problem> {
        let caller = self.caller(request).await?;
        if watches(&caller) { Ok(caller) } else { Err(Problem::new("centre_only")) }
    }
}

/// Whether the person may see all staff.
fn watches(caller: &Staff) -> bool {
    matches!(caller.role, Role::Centre | Role::Admin)
}
