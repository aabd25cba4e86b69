//! Wiring of `manage-staff` for Lambda.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), edge::StartError> {
    edge::run(manage_staff::start).await
}
