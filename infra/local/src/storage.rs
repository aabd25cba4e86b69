//! DynamoDB and S3 on this machine, on ports of their own, so that any AWS client reaches them.

pub mod dynamodb;
pub mod expiry;
pub mod s3;
