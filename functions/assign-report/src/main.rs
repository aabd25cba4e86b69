//! Wiring of `assign-report` for Lambda.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), edge::StartError> {
    edge::run(assign_report::start).await
}
