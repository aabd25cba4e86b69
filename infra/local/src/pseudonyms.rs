//! `cargo run -p local -- pseudonyms …`: the HMAC keys behind the pseudonyms are changed, and all that is stored comes under
//! the new one (RUNBOOK.md, "Change the key of the pseudonyms").
//!
//! It asks DynamoDB itself, with an operator's own rights: no function may read a table through, or write a key.

use std::ffi::OsString;

use aws::tables::{
    keys::Keys,
    people::{People, ToErase},
    photos::Photos,
    rekeying::Rekeying,
    reports::Reports,
};
use aws::{StoreError, Tables};
use edge::Env;
use ring::rand::{SecureRandom, SystemRandom};

/// Times that the tables are gone through for what comes up meanwhile.
const PASSES: usize = 5;

/// What the command line asks of the pseudonyms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeysErrand {
    step: Step,
    /// A deployed stack; else the local one at that port.
    stack: Option<String>,
    port: u16,
    /// Names that are not the template's: after a restore.
    names: [Option<String>; 4],
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Add,
    Switch,
    Rekey,
    Drop,
    Left,
}

/// Tables, and how the template names them after the stack's name.
const TABLES: [(&str, &str); 4] =
    [("keys", "hmac-keys"), ("reports", "reports"), ("photos", "photos"), ("people", "people")];

/// Why it failed.
#[derive(Debug, thiserror::Error)]
pub enum KeysError {
    /// DynamoDB did not do it.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// No way to DynamoDB.
    #[error(transparent)]
    Access(#[from] edge::StartError),
    /// Not yet.
    #[error("{0}")]
    NotYet(String),
}

/// Reads what follows `pseudonyms` on the command line.
pub(crate) fn parse(arguments: impl IntoIterator<Item = OsString>) -> Result<KeysErrand, lexopt::Error> {
    use lexopt::prelude::{Long, Value, ValueExt};

    let mut parser = lexopt::Parser::from_args(arguments);
    let (mut step, mut stack, mut port, mut names) = (None, None, 8000, [const { None }; 4]);
    while let Some(argument) = parser.next()? {
        match argument {
            Long("stack") => stack = Some(parser.value()?.string()?),
            Long("dynamodb-port") => port = parser.value()?.parse()?,
            Long(table) if let Some(n) = TABLES.iter().position(|(name, _)| *name == table) => {
                names[n] = Some(parser.value()?.string()?);
            }
            Value(word) if step.is_none() => step = Some(word),
            other => return Err(other.unexpected()),
        }
    }
    let step = match step.as_ref().and_then(|word| word.to_str()) {
        Some("add") => Step::Add,
        Some("switch") => Step::Switch,
        Some("rekey") => Step::Rekey,
        Some("drop") => Step::Drop,
        Some("left") => Step::Left,
        _ => return Err("pseudonyms add, switch, rekey, left or drop".into()),
    };
    Ok(KeysErrand { step, stack, port, names })
}

impl KeysErrand {
    /// Does it; gives what to print.
    pub async fn run(self) -> Result<String, KeysError> {
        let tables = Tables::open(&self.env().aws()?)?;
        let [keys, reports, photos, people] = self.table_names();
        let keys = Keys::open(&tables, keys);
        let rekeying = async || -> Result<Rekeying, StoreError> {
            Ok(Rekeying {
                reports: Reports::open(&tables, reports.clone()),
                photos: Photos::open(&tables, photos.clone()),
                people: People::open(&tables, people.clone()),
                pseudonyms: keys.load().await?,
            })
        };
        Ok(match self.step {
            Step::Add => {
                format!("key {} is there: let the functions start anew, then `switch`", keys.add(secret()?).await?)
            }
            Step::Switch => {
                let rekeying = rekeying().await?;
                Rekeying { pseudonyms: rekeying.pseudonyms.switched(), ..rekeying }.copy_people().await?;
                format!(
                    "key {} is the one to write with: let the functions start anew, then `rekey`",
                    keys.switch().await?
                )
            }
            Step::Rekey => rekey(&rekeying().await?).await?,
            Step::Left => left(&rekeying().await?).await?,
            Step::Drop => {
                let left = rekeying().await?.left().await?;
                if !left.is_nothing() {
                    return Err(KeysError::NotYet(format!("not yet: {left} under an older key; `rekey` first")));
                }
                format!("key {} is the only one: let the functions start anew", keys.drop_older().await?)
            }
        })
    }

    fn env(&self) -> Env {
        if self.stack.is_some() {
            return Env::of_process();
        }
        let endpoint = format!("http://127.0.0.1:{}", self.port);
        Env::from_pairs([
            ("AWS_REGION", crate::template::REGION),
            ("AWS_ACCESS_KEY_ID", "local"),
            ("AWS_SECRET_ACCESS_KEY", "local"),
            ("AWS_ENDPOINT_URL_DYNAMODB", endpoint.as_str()),
        ])
    }

    fn table_names(&self) -> [String; 4] {
        let stack = self.stack.as_deref().unwrap_or("local");
        std::array::from_fn(|n| self.names[n].clone().unwrap_or_else(|| format!("{stack}-{}", TABLES[n].1)))
    }
}

/// Until there is nothing to do: an index may be a moment behind, and functions that were not started anew yet write on.
async fn rekey(rekeying: &Rekeying) -> Result<String, KeysError> {
    let waiting = rekeying.people.to_erase().await?;
    if waiting.iter().any(|waiting| matches!(waiting, ToErase::Person(..))) {
        return Err(KeysError::NotYet("not yet: somebody is being erased; again in ten minutes".to_owned()));
    }
    let mut said = Vec::new();
    for _ in 0..PASSES {
        let done = rekeying.run().await?;
        said.push(done.to_string());
        if done.is_nothing() {
            said.push("nothing is left under an older key: `drop`, once no function writes with it".to_owned());
            return Ok(said.join("\n"));
        }
    }
    Err(KeysError::NotYet(format!("{}\nstill more: does a function write with the older key?", said.join("\n"))))
}

async fn left(rekeying: &Rekeying) -> Result<String, KeysError> {
    Ok(format!("{} under an older key", rekeying.left().await?))
}

fn secret() -> Result<[u8; 32], KeysError> {
    let mut secret = [0; 32];
    let filled = SystemRandom::new().fill(&mut secret);
    filled.map_err(|_| KeysError::NotYet("no randomness".to_owned()))?;
    Ok(secret)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(line: &str) -> Result<KeysErrand, String> {
        parse(line.split(' ').filter(|word| !word.is_empty()).map(Into::into)).map_err(|cause| cause.to_string())
    }

    #[test]
    fn a_deployed_stack_is_named_and_a_restored_table_by_itself() {
        let errand = parsed("rekey --stack field-reports-dev --people field-reports-dev-people-2").unwrap();
        let names = ["hmac-keys", "reports", "photos", "people-2"].map(|table| format!("field-reports-dev-{table}"));
        assert_eq!((errand.step, errand.table_names()), (Step::Rekey, names));
        assert_eq!(parsed("left").unwrap().table_names()[0], "local-hmac-keys");
        assert!(parsed("").is_err() && parsed("forget").is_err() && parsed("add --stock x").is_err());
    }
}
