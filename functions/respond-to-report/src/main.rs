//! Wiring of `respond-to-report` for Lambda.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), edge::StartError> {
    edge::run(respond_to_report::start).await
}
