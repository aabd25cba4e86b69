//! Wiring of `upload-photo` for Lambda.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), edge::StartError> {
    edge::run(upload_photo::start).await
}
