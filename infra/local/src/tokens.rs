//! Signing in without an identity provider: tokens made here, and checked as the HTTP API's JWT authorizer does.
//!
//! The issuer and audience are the template's own, the key is this stack's, made at its first start. Expiry goes
//! by the machine's clock, not the stack's.

use std::path::Path;
use std::time::Duration;

use data_encoding::BASE64;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::clock::real_now;
use crate::stored::{self, StoredError};
use crate::template::Issuer;

mod es256;

/// A member of staff who leaves is out within this time.
const STAFF_LIFE: Duration = Duration::from_mins(15);
/// A citizen stays signed in.
const CITIZEN_LIFE: Duration = Duration::from_hours(30 * 24);

/// Makes and checks tokens.
pub(crate) struct Tokens {
    signing: EncodingKey,
    checking: DecodingKey,
}

/// What a token is to be beside whose it is.
#[derive(Default)]
pub(crate) struct Asked {
    /// What else it says.
    pub claims: Map<String, Value>,
    /// Seconds for which it is good, other than usual.
    pub expires_in_s: Option<i64>,
}

/// Why the authorizer lets a request not pass.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Refused {
    /// 401: no `Authorization` header.
    NoToken,
    /// 401: a token that doesn't hold.
    Invalid(String),
    /// 403: a good token without the route's scope.
    NoScope,
}

impl Refused {
    /// The `WWW-Authenticate` header.
    pub(crate) fn challenge(&self) -> String {
        match self {
            Self::NoToken => "Bearer".to_owned(),
            Self::Invalid(cause) => {
                format!("Bearer scope=\"\" error=\"invalid_token\" error_description=\"{cause}\"")
            }
            Self::NoScope => "Bearer scope=\"\" error=\"insufficient_scope\"".to_owned(),
        }
    }
}

#[derive(Deserialize, Serialize)]
struct Kept {
    /// PKCS #8, Base64.
    es256: String,
}

impl Tokens {
    /// Takes the signing key from `folder`, or makes one.
    pub(crate) fn open(folder: Option<&Path>) -> Result<Self, StoredError> {
        es256::install();
        let path = folder.map(|folder| folder.join("signing-key.json"));
        let place = path.as_deref().unwrap_or(Path::new("signing key"));
        let kept: Option<Kept> = path.as_deref().map(stored::read_json).transpose()?.flatten();
        let pkcs8 = if let Some(kept) = kept {
            BASE64.decode(kept.es256.as_bytes()).map_err(|cause| StoredError::damaged(place, &cause))?
        } else {
            let made = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &SystemRandom::new())
                .map_err(|cause| StoredError::damaged(place, &cause))?;
            if let Some(path) = &path {
                stored::write_json(path, &Kept { es256: BASE64.encode(made.as_ref()) })?;
            }
            made.as_ref().to_vec()
        };
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &pkcs8, &SystemRandom::new())
            .map_err(|cause| StoredError::damaged(place, &cause))?;
        Ok(Self {
            signing: EncodingKey::from_ec_der(&pkcs8),
            checking: DecodingKey::from_ec_der(pair.public_key().as_ref()),
        })
    }

    /// A token of `issuer` for `subject`; without groups it is a citizen's.
    pub(crate) fn make(
        &self,
        issuer: &Issuer,
        subject: &str,
        groups: &[String],
        asked: Asked,
    ) -> Result<String, jsonwebtoken::errors::Error> {
        let life = if groups.is_empty() { CITIZEN_LIFE } else { STAFF_LIFE };
        let life_s = asked.expires_in_s.unwrap_or(i64::try_from(life.as_secs()).unwrap_or(i64::MAX));
        let now_s = real_now().as_second();
        let mut claims = Value::Object(asked.claims);
        let own = json!({
            "sub": subject,
            "iss": issuer.issuer,
            "aud": issuer.audience.first(),
            "iat": now_s,
            "exp": now_s.saturating_add(life_s),
        });
        for (name, claim) in own.as_object().into_iter().flatten() {
            claims[name] = claim.clone();
        }
        if !groups.is_empty() {
            claims["cognito:groups"] = json!(groups);
        }
        jsonwebtoken::encode(&Header::new(Algorithm::ES256), &claims, &self.signing)
    }

    /// The claims of the token in an `Authorization` header, if `issuer` made it and it holds now.
    pub(crate) fn check(
        &self,
        header: Option<&str>,
        issuer: &Issuer,
        scopes: &[String],
    ) -> Result<Map<String, Value>, Refused> {
        let header = header.ok_or(Refused::NoToken)?;
        let token = header.strip_prefix("Bearer ").or(header.strip_prefix("bearer ")).unwrap_or(header);
        let mut rules = Validation::new(Algorithm::ES256);
        rules.set_required_spec_claims(&["exp", "iss"]);
        rules.set_issuer(&[&issuer.issuer]);
        rules.validate_nbf = true;
        rules.leeway = 0;
        // the authorizer also takes `client_id` for it: below
        rules.validate_aud = false;
        let claims: Map<String, Value> = jsonwebtoken::decode(token.trim(), &self.checking, &rules)
            .map_err(|cause| Refused::Invalid(reason(&cause)))?
            .claims;
        if !audience(&claims).any(|one| issuer.audience.iter().any(|allowed| allowed == one)) {
            return Err(Refused::Invalid("the token does not have a valid audience".to_owned()));
        }
        if scopes.is_empty() || scopes.iter().any(|wanted| granted(&claims).any(|scope| scope == wanted)) {
            Ok(claims)
        } else {
            Err(Refused::NoScope)
        }
    }
}

/// `aud` (one or several), else `client_id`.
fn audience(claims: &Map<String, Value>) -> impl Iterator<Item = &str> {
    let named = claims.get("aud").or(claims.get("client_id"));
    let one = named.and_then(Value::as_str);
    let several = named.and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str);
    one.into_iter().chain(several)
}

fn granted(claims: &Map<String, Value>) -> impl Iterator<Item = &str> {
    let text = claims.get("scope").or(claims.get("scp")).and_then(Value::as_str);
    text.unwrap_or_default().split(' ')
}

fn reason(cause: &jsonwebtoken::errors::Error) -> String {
    use jsonwebtoken::errors::ErrorKind;
    match cause.kind() {
        ErrorKind::ExpiredSignature => "the token has expired".to_owned(),
        ErrorKind::InvalidIssuer => "the token does not have a valid issuer".to_owned(),
        ErrorKind::ImmatureSignature => "the token is not valid yet".to_owned(),
        ErrorKind::InvalidSignature => "the token has a wrong signature".to_owned(),
        _ => "unable to decode the token".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn issuer() -> Issuer {
        Issuer { issuer: "https://issuer".to_owned(), audience: vec!["app".to_owned(), "staff".to_owned()] }
    }

    fn signed(tokens: &Tokens, claims: &Value) -> String {
        jsonwebtoken::encode(&Header::new(Algorithm::ES256), claims, &tokens.signing).unwrap()
    }

    fn refused(claims: &Value) -> String {
        let tokens = Tokens::open(None).unwrap();
        match tokens.check(Some(&signed(&tokens, claims)), &issuer(), &[]).unwrap_err() {
            Refused::Invalid(cause) => cause,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_token_says_whom_it_is_for_and_in_which_groups() {
        let tokens = Tokens::open(None).unwrap();
        let token =
            tokens.make(&issuer(), "lan", &["officers".to_owned(), "unit:so-yt-hg".to_owned()], Asked::default());
        let token = token.unwrap();
        let claims = tokens.check(Some(&format!("Bearer {token}")), &issuer(), &[]).unwrap();
        assert_eq!(claims["sub"], "lan");
        assert_eq!(claims["cognito:groups"], json!(["officers", "unit:so-yt-hg"]));
        assert_eq!(claims["exp"].as_i64().unwrap() - claims["iat"].as_i64().unwrap(), 900);
        let citizen = tokens.make(&issuer(), "mai", &[], Asked::default()).unwrap();
        assert!(!tokens.check(Some(&citizen), &issuer(), &[]).unwrap().contains_key("cognito:groups"));
    }

    #[test]
    fn the_claims_must_hold_now_and_here() {
        let now = real_now().as_second();
        let good = json!({"iss": "https://issuer", "aud": "app", "exp": now + 60, "nbf": now - 1});
        for (claim, value, cause) in [
            ("exp", json!(now - 1), "expired"),
            ("nbf", json!(now + 60), "not valid yet"),
            ("iss", json!("https://other"), "issuer"),
            ("aud", json!("other"), "audience"),
            ("aud", Value::Null, "audience"),
        ] {
            let mut claims = good.clone();
            claims[claim] = value;
            assert!(refused(&claims).contains(cause), "{claims}");
        }
    }

    #[test]
    fn a_client_id_will_do_for_an_audience() {
        let tokens = Tokens::open(None).unwrap();
        let claims = json!({"iss": "https://issuer", "client_id": "staff", "exp": real_now().as_second() + 60});
        assert!(tokens.check(Some(&signed(&tokens, &claims)), &issuer(), &[]).is_ok());
    }

    #[test]
    fn a_token_of_another_key_or_without_one_is_refused() {
        let tokens = Tokens::open(None).unwrap();
        let foreign =
            Tokens::open(None).unwrap().make(&issuer(), "x", &["admins".to_owned()], Asked::default()).unwrap();
        let (_, payload) = foreign.split_once('.').unwrap();
        let (payload, _) = payload.split_once('.').unwrap();
        // {"alg":"none"}
        let unsigned = format!("eyJhbGciOiJub25lIn0.{payload}.");
        for token in [foreign.as_str(), &unsigned, "x", ""] {
            let refused = tokens.check(Some(token), &issuer(), &[]).unwrap_err();
            assert!(matches!(refused, Refused::Invalid(_)), "{token}");
        }
        assert_eq!(tokens.check(None, &issuer(), &[]), Err(Refused::NoToken));
    }

    #[test]
    fn a_route_with_scopes_wants_one_of_them() {
        let tokens = Tokens::open(None).unwrap();
        let claims = json!({"iss": "https://issuer", "aud": "app", "exp": real_now().as_second() + 60, "scope": "a b"});
        let token = signed(&tokens, &claims);
        assert!(tokens.check(Some(&token), &issuer(), &["b".to_owned()]).is_ok());
        assert_eq!(tokens.check(Some(&token), &issuer(), &["c".to_owned()]), Err(Refused::NoScope));
    }
}
