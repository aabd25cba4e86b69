//! TLS before the embedded DynamoDB, with a root of its own.
//!
//! The product trusts the roots that are compiled into it and none besides, and no setting changes that. So a copy of the
//! binary has one of its roots' text overwritten with this one: all that is measured is the shipped code.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use tempfile::TempDir;
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};

const ROOTS: &str = include_str!("../../../shared/aws/roots/amazon.pem");
const END: &str = "-----END CERTIFICATE-----\n";

/// The TLS end of a service.
pub(super) struct Front {
    /// `https://localhost:…`
    pub(super) url: String,
    root: String,
    folder: TempDir,
}

impl Front {
    pub(super) async fn before(address: &str) -> Self {
        let key = KeyPair::generate().unwrap();
        let mut authority = CertificateParams::new(Vec::new()).unwrap();
        authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let root = authority.self_signed(&key).unwrap();
        let own = KeyPair::generate().unwrap();
        let leaf = CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
        let leaf = leaf.signed_by(&own, &Issuer::new(authority, key)).unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("https://localhost:{}", listener.local_addr().unwrap().port());
        tokio::spawn(serve(listener, acceptor(leaf.der().clone(), &own), address.to_owned()));
        Self { url, root: root.pem().replace("\r\n", "\n"), folder: tempfile::tempdir().unwrap() }
    }

    /// A copy of a function's binary that trusts this end.
    pub(super) fn trusted_by(&self, binary: &Path, name: &str) -> PathBuf {
        let mut bytes = std::fs::read(binary).unwrap_or_else(|cause| {
            panic!("{}: {cause}; infra/package.sh --host and cargo build --release -p bare make it", binary.display())
        });
        let first = &ROOTS[ROOTS.find("-----BEGIN").unwrap()..ROOTS.find(END).unwrap() + END.len()];
        let place = bytes.windows(first.len()).position(|window| window == first.as_bytes());
        let place = place.unwrap_or_else(|| panic!("{name}: the roots are not in it"));
        let padded = format!("{}{}", "\n".repeat(first.len() - self.root.len()), self.root);
        bytes[place..place + first.len()].copy_from_slice(padded.as_bytes());
        let path = self.folder.path().join(name);
        std::fs::copy(binary, &path).unwrap();
        std::fs::write(&path, bytes).unwrap();
        path
    }
}

fn acceptor(leaf: CertificateDer<'static>, key: &KeyPair) -> TlsAcceptor {
    let key = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
    let provider = Arc::new(tokio_rustls::rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
    TlsAcceptor::from(Arc::new(config.with_no_client_auth().with_single_cert(vec![leaf], key).unwrap()))
}

async fn serve(listener: TcpListener, acceptor: TlsAcceptor, address: String) {
    while let Ok((inside, _)) = listener.accept().await {
        inside.set_nodelay(true).unwrap();
        let (acceptor, address) = (acceptor.clone(), address.clone());
        tokio::spawn(async move {
            // A function that was stopped leaves its connection open: an error here is one of its own.
            let Ok(mut inside) = acceptor.accept(inside).await else { return };
            let mut behind = TcpStream::connect(address).await.unwrap();
            behind.set_nodelay(true).unwrap();
            tokio::io::copy_bidirectional(&mut inside, &mut behind).await.ok();
        });
    }
}
