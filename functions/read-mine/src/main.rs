//! Wiring of `read-mine` for Lambda.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), edge::StartError> {
    edge::run(read_mine::start).await
}
