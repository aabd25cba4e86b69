//! Wiring of `process-photo` for Lambda.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), edge::StartError> {
    edge::run(process_photo::start).await
}
