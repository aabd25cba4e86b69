//! give-feedback
