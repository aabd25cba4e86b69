//! Wiring of `submit-report` for Lambda.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), edge::StartError> {
    edge::run(submit_report::start).await
}
