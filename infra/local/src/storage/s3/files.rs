//! The file store, with two things added: an upload whose SHA-256 is not the declared one leaves nothing behind
//! (the store itself writes first and checks after), and whoever asked is told of each new object.

use std::collections::BTreeSet;
use std::future::Future;
use std::pin::Pin;

use axum::http::Method;
use bytes::Bytes;
use data_encoding::BASE64;
use futures_util::TryStreamExt;
use s3s::crypto::{Checksum, Md5};
use s3s::dto::{
    AbortMultipartUploadInput, AbortMultipartUploadOutput, CompleteMultipartUploadInput, CompleteMultipartUploadOutput,
    CopyObjectInput, CopyObjectOutput, CreateBucketInput, CreateBucketOutput, CreateMultipartUploadInput,
    CreateMultipartUploadOutput, DeleteBucketInput, DeleteBucketOutput, DeleteObjectInput, DeleteObjectOutput,
    DeleteObjectsInput, DeleteObjectsOutput, GetBucketLocationInput, GetBucketLocationOutput, GetObjectInput,
    GetObjectOutput, HeadBucketInput, HeadBucketOutput, HeadObjectInput, HeadObjectOutput, ListBucketsInput,
    ListBucketsOutput, ListObjectsInput, ListObjectsOutput, ListObjectsV2Input, ListObjectsV2Output, ListPartsInput,
    ListPartsOutput, PutObjectInput, PutObjectOutput, StreamingBlob, UploadPartCopyInput, UploadPartCopyOutput,
    UploadPartInput, UploadPartOutput,
};
use s3s::{Body, S3, S3Request, S3Response, S3Result, s3_error};
use s3s_fs::FileSystem;
use sha2::{Digest, Sha256};

use crate::objects::News;

/// An object was stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Created {
    /// In which bucket.
    pub bucket: String,
    /// Under which key, as the caller wrote it.
    pub key: String,
    /// The operation, as S3 names it in its event: `PutObject`.
    pub reason: &'static str,
}

/// The `ETag` of an object that was not uploaded in parts: its MD5 in hex.
pub(crate) fn tag_of(bytes: &[u8]) -> String {
    data_encoding::HEXLOWER.encode(Md5::checksum(bytes).as_ref())
}

pub(super) struct Files {
    store: FileSystem,
    telling: BTreeSet<String>,
    news: News,
}

impl Files {
    pub(super) fn new(store: FileSystem, telling: BTreeSet<String>, news: News) -> Self {
        Self { store, telling, news }
    }

    fn tell(&self, bucket: String, key: String, reason: &'static str) {
        if self.telling.contains(&bucket) {
            self.news.tell(Created { bucket, key, reason });
        }
    }

    async fn put(&self, mut request: S3Request<PutObjectInput>) -> S3Result<S3Response<PutObjectOutput>> {
        if let Some(declared) = &request.input.checksum_sha256
            && let Some(body) = request.input.body.take()
        {
            let bytes = whole(body).await?;
            if BASE64.encode(&Sha256::digest(&bytes)) != *declared {
                return Err(s3_error!(BadDigest, "The SHA256 you specified did not match the calculated checksum."));
            }
            request.input.body = Some(StreamingBlob::from(Body::from(bytes)));
        }
        self.store.put_object(request).await
    }
}

async fn whole(body: StreamingBlob) -> S3Result<Bytes> {
    let read = |mut all: Vec<u8>, part: Bytes| async move {
        all.extend_from_slice(&part);
        Ok(all)
    };
    let bytes = body.try_fold(Vec::new(), read).await;
    bytes.map(Bytes::from).map_err(|_| s3_error!(IncompleteBody))
}

type Answer<'a, O> = Pin<Box<dyn Future<Output = S3Result<S3Response<O>>> + Send + 'a>>;

/// Operations that the file store answers as they are.
macro_rules! as_stored {
    ($($operation:ident: $input:ty => $output:ty),+ $(,)?) => {
        $(fn $operation<'s, 'a>(&'s self, request: S3Request<$input>) -> Answer<'a, $output>
        where
            's: 'a,
            Self: 'a,
        {
            self.store.$operation(request)
        })+
    };
}

impl S3 for Files {
    fn put_object<'s, 'a>(&'s self, request: S3Request<PutObjectInput>) -> Answer<'a, PutObjectOutput>
    where
        's: 'a,
        Self: 'a,
    {
        Box::pin(async move {
            let (bucket, key) = (request.input.bucket.clone(), request.input.key.clone());
            // a form comes through here too
            let reason = if request.method == Method::POST { "POST Object" } else { "PutObject" };
            let answer = self.put(request).await?;
            self.tell(bucket, key, reason);
            Ok(answer)
        })
    }

    fn copy_object<'s, 'a>(&'s self, request: S3Request<CopyObjectInput>) -> Answer<'a, CopyObjectOutput>
    where
        's: 'a,
        Self: 'a,
    {
        Box::pin(async move {
            let (bucket, key) = (request.input.bucket.clone(), request.input.key.clone());
            let answer = self.store.copy_object(request).await?;
            self.tell(bucket, key, "CopyObject");
            Ok(answer)
        })
    }

    fn complete_multipart_upload<'s, 'a>(
        &'s self,
        request: S3Request<CompleteMultipartUploadInput>,
    ) -> Answer<'a, CompleteMultipartUploadOutput>
    where
        's: 'a,
        Self: 'a,
    {
        Box::pin(async move {
            let (bucket, key) = (request.input.bucket.clone(), request.input.key.clone());
            let answer = self.store.complete_multipart_upload(request).await?;
            self.tell(bucket, key, "CompleteMultipartUpload");
            Ok(answer)
        })
    }

    as_stored! {
        abort_multipart_upload: AbortMultipartUploadInput => AbortMultipartUploadOutput,
        create_bucket: CreateBucketInput => CreateBucketOutput,
        create_multipart_upload: CreateMultipartUploadInput => CreateMultipartUploadOutput,
        delete_bucket: DeleteBucketInput => DeleteBucketOutput,
        delete_object: DeleteObjectInput => DeleteObjectOutput,
        delete_objects: DeleteObjectsInput => DeleteObjectsOutput,
        get_bucket_location: GetBucketLocationInput => GetBucketLocationOutput,
        get_object: GetObjectInput => GetObjectOutput,
        head_bucket: HeadBucketInput => HeadBucketOutput,
        head_object: HeadObjectInput => HeadObjectOutput,
        list_buckets: ListBucketsInput => ListBucketsOutput,
        list_objects: ListObjectsInput => ListObjectsOutput,
        list_objects_v2: ListObjectsV2Input => ListObjectsV2Output,
        list_parts: ListPartsInput => ListPartsOutput,
        upload_part: UploadPartInput => UploadPartOutput,
        upload_part_copy: UploadPartCopyInput => UploadPartCopyOutput,
    }
}
