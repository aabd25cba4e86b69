//! Wiring of `index-reports` for Lambda.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), edge::StartError> {
    edge::run(index_reports::start).await
}
