//! The photos' bucket as S3 shows it, by requests that are signed here: so a test can sign what no function would.
//!
//! Source: Amazon S3 API reference, "Authenticating requests: using query parameters (AWS Signature Version 4)".

use std::collections::BTreeMap;

use data_encoding::HEXLOWER;
use hmac::{Hmac, KeyInit, Mac};
use jiff::{SignedDuration, Timestamp};
use local::Options;
use sha2::{Digest, Sha256};

use super::phone::send;
use super::town::Town;

/// The bucket of one stack.
pub(crate) struct Bucket {
    env: BTreeMap<String, String>,
    name: String,
}

/// A request to sign.
pub(crate) struct Wanted<'a> {
    pub(crate) method: &'a str,
    pub(crate) key: &'a str,
    pub(crate) query: &'a [(&'a str, &'a str)],
    /// Beside `host`, in the alphabet's order.
    pub(crate) headers: &'a [(&'a str, &'a str)],
    /// How long ago it is signed.
    pub(crate) ago: SignedDuration,
}

/// For how long a URL is good.
const SECONDS: u32 = 600;

impl Bucket {
    pub(crate) fn of(town: &Town) -> Self {
        let template = local::template::read(&Options::ephemeral().template).unwrap();
        let name = template.functions.iter().find_map(|function| function.environment.get("PHOTOS_BUCKET")).unwrap();
        Self { env: town.stack().aws().into_iter().collect(), name: name.clone() }
    }

    /// A URL that is good for ten minutes from when it is signed.
    pub(crate) fn sign(&self, wanted: &Wanted<'_>) -> String {
        let (endpoint, region) = (&self.env["AWS_ENDPOINT_URL_S3"], &self.env["AWS_REGION"]);
        #[expect(clippy::disallowed_methods, reason = "signatures use the machine's clock")]
        let at = (Timestamp::now() - wanted.ago).strftime("%Y%m%dT%H%M%SZ").to_string();
        let scope = format!("{}/{region}/s3/aws4_request", &at[..8]);
        let names: Vec<_> = ["host"].into_iter().chain(wanted.headers.iter().map(|(name, _)| *name)).collect();
        let mut query: BTreeMap<String, String> =
            wanted.query.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect();
        query.extend([
            ("X-Amz-Algorithm".into(), "AWS4-HMAC-SHA256".into()),
            ("X-Amz-Credential".into(), format!("{}/{scope}", self.env["AWS_ACCESS_KEY_ID"])),
            ("X-Amz-Date".into(), at.clone()),
            ("X-Amz-Expires".into(), SECONDS.to_string()),
            ("X-Amz-SignedHeaders".into(), names.join(";")),
        ]);
        let query: Vec<_> = query.iter().map(|(name, value)| format!("{}={}", encode(name), encode(value))).collect();
        let query = query.join("&");
        let path = format!("/{}/{}", self.name, wanted.key);
        let host = endpoint.trim_start_matches("http://");
        let headers: Vec<_> = wanted.headers.iter().map(|(name, value)| format!("{name}:{value}\n")).collect();
        let headers = headers.concat();
        let names = names.join(";");
        let request = format!("{}\n{path}\n{query}\nhost:{host}\n{headers}\n{names}\nUNSIGNED-PAYLOAD", wanted.method);
        let digest = HEXLOWER.encode(&Sha256::digest(request));
        let text = format!("AWS4-HMAC-SHA256\n{at}\n{scope}\n{digest}");
        let secret = format!("AWS4{}", self.env["AWS_SECRET_ACCESS_KEY"]).into_bytes();
        let key = [&at[..8], region, "s3", "aws4_request"].iter().fold(secret, |key, part| tag(&key, part));
        format!("{endpoint}{path}?{query}&X-Amz-Signature={}", HEXLOWER.encode(&tag(&key, &text)))
    }

    /// The keys of all objects that begin with `prefix`, in order.
    pub(crate) async fn keys(&self, prefix: &str) -> Vec<String> {
        let query = [("list-type", "2"), ("prefix", prefix)];
        let wanted = Wanted { method: "GET", key: "", query: &query, headers: &[], ago: SignedDuration::ZERO };
        let list = send("GET", &self.sign(&wanted), &[], "").await;
        assert_eq!(list.status, 200, "{}", list.text());
        let text = list.text();
        text.split("<Key>").skip(1).map(|rest| rest.split("</Key>").next().unwrap().to_owned()).collect()
    }
}

fn tag(key: &[u8], text: &str) -> Vec<u8> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).unwrap();
    mac.update(text.as_bytes());
    mac.finalize().into_bytes().to_vec()
}

/// Everything but what RFC 3986 leaves unreserved.
fn encode(text: &str) -> String {
    let one = |byte: u8| match byte {
        b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => char::from(byte).to_string(),
        _ => format!("%{byte:02X}"),
    };
    text.bytes().map(one).collect()
}
