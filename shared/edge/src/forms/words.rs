//! What a public report is found by: the texts of the public form, so that nothing else can be searched.

use super::PublicReport;

impl PublicReport {
    /// Its code, description, address and answer, as the public reads them.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        let core = &self.core;
        let answer = core.answer.as_ref().and_then(|answer| answer.text.as_deref());
        [Some(core.code.as_str()), self.description(), core.address.as_deref(), answer].into_iter().flatten()
    }

    /// What the citizen wrote; none where it is hidden or erased.
    pub fn description(&self) -> Option<&str> {
        self.core.description.as_deref()
    }
}
