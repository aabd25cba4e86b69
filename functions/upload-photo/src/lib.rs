//! upload-photo
