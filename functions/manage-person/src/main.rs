//! Wiring of `manage-person` for Lambda.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), edge::StartError> {
    edge::run(manage_person::start).await
}
