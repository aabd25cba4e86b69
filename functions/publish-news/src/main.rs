//! Wiring of `publish-news` for Lambda.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), edge::StartError> {
    edge::run(publish_news::start).await
}
