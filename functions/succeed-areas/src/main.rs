//! Wiring of `succeed-areas` for Lambda.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), edge::StartError> {
    edge::run(succeed_areas::start).await
}
