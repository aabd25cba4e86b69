//! Wiring of `manage-directory` for Lambda.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), edge::StartError> {
    edge::run(manage_directory::start).await
}
