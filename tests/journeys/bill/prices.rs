//! List prices of ap-southeast-1 (Singapore) in USD, before any free tier, tax or agreement.
//!
//! As of the public price lists of 2025, written down from memory: this project's machines don't reach them. **Hold each against
//! the AWS pricing pages before a budget is made of it**; the two with the least certainty are marked.

pub(super) const API_REQUEST: f64 = 1.25e-6;
pub(super) const LAMBDA_REQUEST: f64 = 0.20e-6;
/// arm64.
pub(super) const LAMBDA_GB_SECOND: f64 = 13.3334e-6;
/// Least certain: half of what it was before November 2024.
pub(super) const WRITE_UNIT: f64 = 0.7115e-6;
pub(super) const READ_UNIT: f64 = 0.1423e-6;
/// A month, with point-in-time recovery (0.285 + 0.228).
pub(super) const TABLE_GB: f64 = 0.513;
pub(super) const S3_WRITE: f64 = 5.0e-6;
pub(super) const S3_READ: f64 = 0.4e-6;
pub(super) const S3_GB: f64 = 0.025;
/// A publish, and a delivery to a phone.
pub(super) const SNS: f64 = 0.5e-6;
pub(super) const EVENT: f64 = 1.0e-6;
pub(super) const LOG_GB: f64 = 0.70;
pub(super) const METRIC: f64 = 0.30;
pub(super) const ALARM: f64 = 0.10;
/// Beyond three in an account.
pub(super) const DASHBOARD: f64 = 3.0;
pub(super) const TRACE: f64 = 5.0e-6;
pub(super) const OUT_GB: f64 = 0.12;
/// A person who signs in or refreshes in a month, beyond 10,000 (Essentials).
pub(super) const ACTIVE_PERSON: f64 = 0.015;
pub(super) const FREE_PERSONS: f64 = 10_000.0;
/// Least certain: a message to Vietnam; operators and sender differ, and it changes by the quarter.
pub(super) const SMS: f64 = 0.08;
