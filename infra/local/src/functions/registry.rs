//! Which crate is which function.

use std::future::Future;
use std::sync::Arc;

use edge::{Env, Function, StartError};

use super::Starting;

/// Starts one function.
pub type Start = Arc<dyn Fn(Env) -> Starting + Send + Sync>;

/// A function crate's `start`, as the registry holds it.
pub fn start_of<F, Fut>(start: F) -> Start
where
    F: Fn(Env) -> Fut + Send + Sync + 'static,
    Fut: Future<Output = Result<Function, StartError>> + Send + 'static,
{
    Arc::new(move |env| Box::pin(start(env)))
}

/// Every function of the service, by the name of its crate.
pub fn all() -> Vec<(&'static str, Start)> {
    vec![
        ("announce-news", start_of(announce_news::start)),
        ("assign-report", start_of(assign_report::start)),
        ("clear-photo", start_of(clear_photo::start)),
        ("count-statistics", start_of(count_statistics::start)),
        ("give-feedback", start_of(give_feedback::start)),
        ("grant-claims", start_of(grant_claims::start)),
        ("index-reports", start_of(index_reports::start)),
        ("link-identity", start_of(link_identity::start)),
        ("manage-directory", start_of(manage_directory::start)),
        ("manage-person", start_of(manage_person::start)),
        ("manage-staff", start_of(manage_staff::start)),
        ("nightly", start_of(nightly::start)),
        ("notify", start_of(notify::start)),
        ("process-photo", start_of(process_photo::start)),
        ("publish-news", start_of(publish_news::start)),
        ("read-directory", start_of(read_directory::start)),
        ("read-inbox", start_of(read_inbox::start)),
        ("read-mine", start_of(read_mine::start)),
        ("read-public", start_of(read_public::start)),
        ("register-device", start_of(register_device::start)),
        ("respond-to-report", start_of(respond_to_report::start)),
        ("submit-report", start_of(submit_report::start)),
        ("succeed-areas", start_of(succeed_areas::start)),
        ("upload-photo", start_of(upload_photo::start)),
        ("watch-deadlines", start_of(watch_deadlines::start)),
    ]
}
