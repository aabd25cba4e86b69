//! process-photo
