//! Wiring of `link-identity` for Lambda.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), edge::StartError> {
    edge::run(link_identity::start).await
}
