//! What must not be known is not: proofs over the whole stack, all with the real functions.
//!
//! - `matrix`: every route of the template by every kind of caller, held to the table in `secrecy/matrix.txt`.
//! - `canary`: a person whose every trait is unmistakable reports something; nothing that others can see has any of it.
//! - `confidential`: what the public reads is the same to the byte whether there are confidential reports or not.
//! - `permissions`: each function does what the template lets it, and all of that.
//! - `edge`: 100,000 requests that nobody should send.

mod canary;
mod confidential;
mod edge;
mod matrix;
mod permissions;
