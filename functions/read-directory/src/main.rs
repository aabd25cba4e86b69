//! Wiring of `read-directory` for Lambda.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), edge::StartError> {
    edge::run(read_directory::start).await
}
