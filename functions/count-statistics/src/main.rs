//! Wiring of `count-statistics` for Lambda.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), edge::StartError> {
    edge::run(count_statistics::start).await
}
