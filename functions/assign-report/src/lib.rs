//! assign-report
