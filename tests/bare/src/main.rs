//! A bare function, to hold the others against: `lambda_http`, and a `PutItem` or several (`WRITES`) for each request.
//!
//! As the SDK's own examples have it, with the same TLS, roots and profile as this product's functions, and nothing else.

#![expect(clippy::disallowed_methods, reason = "it reads its settings itself")]

use aws_credential_types::Credentials;
use aws_sdk_dynamodb::{
    Client,
    config::{BehaviorVersion, Region},
    types::AttributeValue,
};
use aws_smithy_http_client::{
    Builder,
    tls::{Provider, TlsContext, TrustStore, rustls_provider::CryptoMode},
};
use lambda_http::{Body, Error, Request, Response, run, service_fn};

const ROOTS: &str = include_str!("../../../shared/aws/roots/amazon.pem");

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let client = client()?;
    let (client, table) = (&client, &std::env::var("TABLE")?);
    let writes: u32 = std::env::var("WRITES")?.parse()?;
    run(service_fn(move |request: Request| async move {
        for n in 0..writes {
            let put = client.put_item().table_name(table).item("report_id", AttributeValue::S(format!("bare-{n}")));
            let body = String::from_utf8_lossy(request.body().as_ref()).into_owned();
            put.item("body", AttributeValue::S(body)).send().await?;
        }
        Ok::<_, Error>(Response::builder().status(201).body(Body::from("{}"))?)
    }))
    .await
}

fn client() -> Result<Client, Error> {
    let mut roots = TrustStore::empty();
    for pem in ROOTS.split_inclusive("-----END CERTIFICATE-----\n").filter(|pem| pem.contains("BEGIN CERTIFICATE")) {
        roots.add_pem_certificate(pem);
    }
    let context = TlsContext::builder().with_trust_store(roots).build()?;
    let http = Builder::new().tls_provider(Provider::Rustls(CryptoMode::Ring)).tls_context(context).build_https();
    let (id, secret) = (std::env::var("AWS_ACCESS_KEY_ID")?, std::env::var("AWS_SECRET_ACCESS_KEY")?);
    let config = aws_sdk_dynamodb::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new(std::env::var("AWS_REGION")?))
        .credentials_provider(Credentials::new(id, secret, None, None, "environment"))
        .endpoint_url(std::env::var("AWS_ENDPOINT_URL_DYNAMODB")?)
        .http_client(http);
    Ok(Client::from_conf(config.build()))
}
