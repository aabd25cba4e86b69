//! What happened, as metrics for who watches the service. A record that comes again counts again: exact figures are the
//! statistics'.

use domain::statistics::{Happened, happened};
use edge::{
    Env,
    batch::Change,
    metrics::{ACCEPTED, ANSWERED, IN_TIME, LATE, RECEIVED, REFUSED, REOPENED, figure, of_category},
};

/// Emits what the changes mean.
pub(crate) fn tell(env: &Env, changes: &[Change]) {
    for change in changes {
        let Some(report) = &change.new else { continue };
        let category = report.category.as_str();
        for entry in change.entries() {
            let at = entry.at.at();
            match happened(report, entry) {
                Some(Happened::Received) => of_category(env, &RECEIVED, category, 1, at),
                Some(Happened::Accepted) => figure(env, &ACCEPTED, 1, at),
                Some(Happened::AnsweredInTime) => {
                    of_category(env, &ANSWERED, category, 1, at);
                    figure(env, &IN_TIME, 1, at);
                }
                Some(Happened::AnsweredByExtension) => of_category(env, &ANSWERED, category, 1, at),
                Some(Happened::AnsweredLate) => {
                    of_category(env, &ANSWERED, category, 1, at);
                    of_category(env, &LATE, category, 1, at);
                }
                Some(Happened::Reopened) => figure(env, &REOPENED, 1, at),
                Some(Happened::Refused) => figure(env, &REFUSED, 1, at),
                None => {}
            }
        }
    }
}
