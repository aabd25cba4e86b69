//! A local stack with people around it: who starts a journey, and what the whole town can see.

use std::collections::BTreeMap;

use local::{Options, Stack};
use serde_json::{Value, json};

use super::payload::obeys_the_platforms;
use super::phone::{Phone, send};
use crate::watched::Watched;

/// A stack of its own on free ports, nothing kept.
pub(crate) struct Town {
    stack: Watched,
}

/// The ward in which the rubbish lies, before 1 July 2025.
pub(crate) const WARD: &str = "vn-31318-2020";
/// Its committee.
pub(crate) const WARD_UNIT: &str = "ubnd-vn-31318-2020";
/// The committee of another ward of the same town.
pub(crate) const OTHER_UNIT: &str = "ubnd-vn-31321-2020";

impl Town {
    /// Wednesday, 21 October 2020, 08:00.
    pub(crate) async fn in_2020() -> Self {
        Self::at("2020-10-21T08:00:00+07:00").await
    }

    pub(crate) async fn at(time: &str) -> Self {
        Self::with(Options { at: Some(time.parse().unwrap()), ..Options::ephemeral() }).await
    }

    pub(crate) async fn with(options: Options) -> Self {
        Self { stack: Watched::new(Stack::start(options).await.unwrap()) }
    }

    /// Stops, and starts again over what was kept, its functions anew.
    pub(crate) async fn again(self, options: Options) -> Self {
        self.stack.stop().await;
        Self::with(options).await
    }

    pub(crate) fn stack(&self) -> &Stack {
        &self.stack
    }

    pub(crate) fn api(&self) -> String {
        self.stack.url()
    }

    pub(crate) fn anyone(&self) -> Phone {
        Phone::of_anyone(&self.api())
    }

    pub(crate) async fn citizen(&self, sub: &str) -> Phone {
        Phone::of_citizen(&self.api(), sub).await
    }

    pub(crate) async fn officer(&self, unit: &str) -> Phone {
        Phone::of_staff(&self.api(), &format!("officer-{unit}"), "officer", unit).await
    }

    pub(crate) async fn leader(&self, unit: &str) -> Phone {
        Phone::of_staff(&self.api(), &format!("leader-{unit}"), "leader", unit).await
    }

    /// Whoever Staff says they are, with a new token.
    pub(crate) async fn person(&self, sub: &str) -> Phone {
        Phone::of_person(&self.api(), sub).await
    }

    /// The sample administrator.
    pub(crate) async fn admin(&self) -> Phone {
        self.person("quan-tri").await
    }

    /// Somebody of the monitoring centre.
    pub(crate) async fn centre(&self) -> Phone {
        Phone::of_staff(&self.api(), "centre-1", "centre", "centre").await
    }

    /// Lets time pass, and what is due in it happen.
    pub(crate) async fn passes(&self, span: &str) {
        let url = format!("{}/local/clock", self.api());
        send("POST", &url, &[], json!({ "advance": span }).to_string()).await.expect(200);
        self.stack.settle().await;
    }

    /// Everything pushed so far, once all of it has been. Each is what both platforms take.
    pub(crate) async fn pushes(&self) -> Vec<Value> {
        self.stack.settle().await;
        let pushes = send("GET", &format!("{}/local/pushes", self.api()), &[], "").await.expect(200);
        pushes.as_array().unwrap().iter().for_each(obeys_the_platforms);
        pushes.as_array().unwrap().clone()
    }

    /// How many reports anyone can list, by status.
    pub(crate) async fn listed(&self) -> BTreeMap<String, usize> {
        let mut counts = BTreeMap::new();
        let mut cursor = String::new();
        loop {
            let page = self.anyone().get(&format!("/v1/reports?limit=100{cursor}")).await.expect(200);
            for report in page["items"].as_array().unwrap() {
                *counts.entry(report["status"].as_str().unwrap().to_owned()).or_default() += 1;
            }
            match page["next"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => return counts,
            }
        }
    }
}

/// The id that a phone makes: version 7, told from others by `n`.
pub(crate) fn report_id(n: u32) -> String {
    format!("017548a9-d4b8-7c1e-9d42-{n:012x}")
}

/// What the citizen sends in the rubbish case.
pub(crate) fn rubbish(id: &str, photos: &[String]) -> Value {
    json!({
        "id": id, "category": "MT-RAC", "description": "Rác thải, mùi hôi trên đường Châu Văn Liêm", "area": WARD,
        "address": "đường Châu Văn Liêm", "photos": photos, "visibility": "public", "consent": "2020-02",
    })
}
