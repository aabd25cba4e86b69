//! Wiring of `give-feedback` for Lambda.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), edge::StartError> {
    edge::run(give_feedback::start).await
}
