//! From the News stream: an emergency to all who follow its areas, at once; so also its changes and its withdrawal.
//!
//! The trigger lets only emergencies through. A record may come twice: the push carries the same collapse id, as do all
//! of one item, so that what is said last is what stands on the phone.

use std::sync::Arc;

use aws::{
    StoreError, Tables,
    push::Push,
    tables::directory::{Current, Versions},
};
use domain::{calendar::date_of, news::News};
use edge::{Env, Function, StartError, batch::Written};

mod payload;

/// It answers no route.
pub const ROUTES: &[&str] = &[];
/// Settings that it reads.
pub const SETTINGS: &[&str] = &["DIRECTORY_TABLE", "TOPIC_PREFIX"];

struct App {
    push: Push,
    directory: Current,
}

/// Starts the function.
pub async fn start(env: Env) -> Result<Function, StartError> {
    let access = env.aws()?;
    let tables = Tables::open(&access)?;
    let app = App {
        push: Push::open(&access, env.get("TOPIC_PREFIX")?)?,
        directory: Versions::open(&tables, env.get("DIRECTORY_TABLE")?).load().await?,
    };
    Ok(edge::batch::written(env, "announce-news", app, handle))
}

/// One publish to each area's topic. A phone that follows two of them gets one push in place of the other.
async fn handle(app: Arc<App>, written: Written<News>) -> Result<(), StoreError> {
    let news = written.item;
    let Some(stage) = news.stage() else { return Ok(()) };
    let directory = app.directory.at(written.at).await?;
    let message = payload::message(&news, stage);
    for area in news.told(&directory, date_of(written.at)) {
        let topic = app.push.area_topic(area).await?;
        app.push.to_topic(&topic, &message).await?;
    }
    Ok(())
}
