//! Wiring of `announce-news` for Lambda.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), edge::StartError> {
    edge::run(announce_news::start).await
}
