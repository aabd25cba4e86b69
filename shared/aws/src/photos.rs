//! Photos in S3: where they come in, where they are kept, and URLs that are good for one thing and a short time.

use std::time::Duration;

use aws_sdk_s3::{Client, presigning::PresigningConfig, primitives::ByteStream, types::ChecksumMode};
use domain::ids::{PhotoId, ReportId};

use crate::{Access, StoreError};

/// Seconds in which an upload URL may be used.
pub const UPLOAD_SECONDS: u64 = 600;
/// Seconds in which a photo's URL may be used.
pub const SHOW_SECONDS: u64 = 300;

/// The photos' bucket.
#[derive(Clone)]
pub struct Bucket {
    client: Client,
    name: String,
}

/// How large a rendered photo is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Size {
    /// Longest side 320 px.
    Thumb,
    /// Longest side 1600 px.
    Full,
}

impl std::str::FromStr for Size {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        match text {
            "thumb" => Ok(Self::Thumb),
            "full" => Ok(Self::Full),
            _ => Err(()),
        }
    }
}

/// An upload that was signed: use exactly this method, URL and these headers.
#[derive(Debug)]
pub struct Upload {
    /// Where to.
    pub url: String,
    /// With which headers.
    pub headers: Vec<(String, String)>,
}

impl Bucket {
    /// The bucket of that name.
    pub fn open(access: &Access, name: String) -> Result<Self, StoreError> {
        Ok(Self { client: access.s3()?, name })
    }

    /// A PUT of exactly these bytes: key, length, type and SHA-256 are part of the signature.
    pub async fn sign_upload(
        &self,
        report: &ReportId,
        photo: &PhotoId,
        bytes: u32,
        sha256: &str,
        content_type: &str,
    ) -> Result<Upload, StoreError> {
        let request = self
            .client
            .put_object()
            .bucket(&self.name)
            .key(incoming(report, photo))
            .content_length(i64::from(bytes))
            .content_type(content_type)
            .checksum_sha256(sha256)
            .presigned(presigning(UPLOAD_SECONDS)?)
            .await
            .map_err(StoreError::of("sign upload"))?;
        let headers = request.headers().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        Ok(Upload { url: request.uri().to_owned(), headers })
    }

    /// A URL that shows a rendered photo for five minutes.
    pub async fn sign_show(&self, report: &ReportId, photo: &PhotoId, size: Size) -> Result<String, StoreError> {
        let get = self.client.get_object().bucket(&self.name).key(rendered(report, photo, size));
        let get = get.response_content_type("image/jpeg").response_cache_control("private, max-age=300");
        let request = get.presigned(presigning(SHOW_SECONDS)?).await.map_err(StoreError::of("sign photo"))?;
        Ok(request.uri().to_owned())
    }

    /// What was uploaded, at most `most` bytes; `None` where it is gone.
    pub async fn incoming(&self, report: &ReportId, photo: &PhotoId, most: u32) -> Result<Option<Vec<u8>>, StoreError> {
        let get = self
            .client
            .get_object()
            .bucket(&self.name)
            .key(incoming(report, photo))
            .checksum_mode(ChecksumMode::Enabled);
        let out = match get.send().await {
            Ok(out) => out,
            Err(error)
                if error
                    .as_service_error()
                    .is_some_and(aws_sdk_s3::operation::get_object::GetObjectError::is_no_such_key) =>
            {
                return Ok(None);
            }
            Err(error) => return Err(StoreError::of("get upload")(error)),
        };
        if out.content_length().unwrap_or(i64::MAX) > i64::from(most) {
            return Err(StoreError::saying("get upload", "larger than S3 should have let in"));
        }
        let bytes = out.body.collect().await.map_err(StoreError::of("get upload"))?;
        Ok(Some(bytes.to_vec()))
    }

    /// Keeps the original apart, for 30 days by lifecycle.
    pub async fn keep_original(&self, report: &ReportId, photo: &PhotoId, bytes: Vec<u8>) -> Result<(), StoreError> {
        self.put(original(report, photo), bytes, "application/octet-stream").await
    }

    /// Stores a rendered photo.
    pub async fn keep_rendered(
        &self,
        report: &ReportId,
        photo: &PhotoId,
        size: Size,
        jpeg: Vec<u8>,
    ) -> Result<(), StoreError> {
        self.put(rendered(report, photo, size), jpeg, "image/jpeg").await
    }

    /// Removes what was uploaded, once it is dealt with.
    pub async fn remove_incoming(&self, report: &ReportId, photo: &PhotoId) -> Result<(), StoreError> {
        self.remove(incoming(report, photo)).await
    }

    /// Removes what of a photo still has its metadata; removing what isn't there is as good.
    pub async fn remove_original(&self, report: &ReportId, photo: &PhotoId) -> Result<(), StoreError> {
        self.remove(incoming(report, photo)).await?;
        self.remove(original(report, photo)).await
    }

    /// Removes all that was kept of a photo; removing what isn't there is as good.
    pub async fn remove_kept(&self, report: &ReportId, photo: &PhotoId) -> Result<(), StoreError> {
        let renditions = [Size::Full, Size::Thumb].map(|size| rendered(report, photo, size));
        for key in renditions.into_iter().chain([original(report, photo)]) {
            self.remove(key).await?;
        }
        Ok(())
    }

    async fn remove(&self, key: String) -> Result<(), StoreError> {
        let delete = self.client.delete_object().bucket(&self.name).key(key);
        delete.send().await.map_err(StoreError::of("remove photo"))?;
        Ok(())
    }

    async fn put(&self, key: String, bytes: Vec<u8>, content_type: &str) -> Result<(), StoreError> {
        let put = self
            .client
            .put_object()
            .bucket(&self.name)
            .key(key)
            .content_type(content_type)
            .body(ByteStream::from(bytes));
        put.send().await.map_err(StoreError::of("put photo"))?;
        Ok(())
    }
}

fn incoming(report: &ReportId, photo: &PhotoId) -> String {
    format!("incoming/{report}/{photo}")
}

fn original(report: &ReportId, photo: &PhotoId) -> String {
    format!("original/{report}/{photo}")
}

fn rendered(report: &ReportId, photo: &PhotoId, size: Size) -> String {
    let name = match size {
        Size::Thumb => "thumb",
        Size::Full => "full",
    };
    format!("rendered/{report}/{photo}/{name}.jpg")
}

fn presigning(seconds: u64) -> Result<PresigningConfig, StoreError> {
    PresigningConfig::expires_in(Duration::from_secs(seconds)).map_err(StoreError::of("sign"))
}
