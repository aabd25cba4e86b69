//! Wiring of `clear-photo` for Lambda.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), edge::StartError> {
    edge::run(clear_photo::start).await
}
