//! Wiring of `grant-claims` for Lambda.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), edge::StartError> {
    edge::run(grant_claims::start).await
}
