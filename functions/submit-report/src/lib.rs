//! submit-report
