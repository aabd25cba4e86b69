//! Wiring of `read-inbox` for Lambda.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), edge::StartError> {
    edge::run(read_inbox::start).await
}
