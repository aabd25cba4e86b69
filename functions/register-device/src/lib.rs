//! register-device
