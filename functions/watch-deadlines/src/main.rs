//! Wiring of `watch-deadlines` for Lambda.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), edge::StartError> {
    edge::run(watch_deadlines::start).await
}
