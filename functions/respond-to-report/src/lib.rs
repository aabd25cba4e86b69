//! respond-to-report
