//! What functions gave up on: an object for each batch, as Lambda keeps it for a stream's on-failure destination.

use aws_sdk_s3::Client;

use crate::{Access, StoreError};

/// The bucket of an on-failure destination.
#[derive(Clone)]
pub struct FailedEvents {
    client: Client,
    bucket: String,
}

impl FailedEvents {
    /// The bucket of that name.
    pub fn open(access: &Access, bucket: String) -> Result<Self, StoreError> {
        Ok(Self { client: access.s3()?, bucket })
    }

    /// The keys of all objects, by function and then by time, which is how their keys sort.
    pub async fn list(&self) -> Result<Vec<String>, StoreError> {
        let (mut keys, mut after) = (Vec::new(), None);
        loop {
            let list = self.client.list_objects_v2().bucket(&self.bucket).set_continuation_token(after);
            let out = list.send().await.map_err(StoreError::of("list failed events"))?;
            keys.extend(out.contents.unwrap_or_default().into_iter().filter_map(|object| object.key));
            after = out.next_continuation_token;
            if after.is_none() {
                keys.sort();
                return Ok(keys);
            }
        }
    }

    /// One object's bytes.
    pub async fn get(&self, key: &str) -> Result<Vec<u8>, StoreError> {
        let get = self.client.get_object().bucket(&self.bucket).key(key).send().await;
        let body = get.map_err(StoreError::of("get failed event"))?.body.collect().await;
        Ok(body.map_err(StoreError::of("read failed event"))?.to_vec())
    }

    /// Removes an object that is done.
    pub async fn remove(&self, key: &str) -> Result<(), StoreError> {
        let remove = self.client.delete_object().bucket(&self.bucket).key(key);
        remove.send().await.map_err(StoreError::of("remove failed event"))?;
        Ok(())
    }
}
