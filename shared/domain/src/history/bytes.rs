//! Hashes and salts, stored as bytes rather than text: half the size.

use std::fmt;

use data_encoding::HEXLOWER;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

macro_rules! bytes {
    ($name:ident, $length:literal, $what:literal) => {
        #[doc = $what]
        #[derive(Clone, Copy, PartialEq, Eq)]
        pub struct $name(pub [u8; $length]);

        impl $name {
            /// Lower-case hex, as shown.
            pub fn hex(&self) -> String {
                HEXLOWER.encode(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.hex())
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_bytes(&self.0)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                struct Visitor;
                impl<'de> de::Visitor<'de> for Visitor {
                    type Value = $name;

                    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                        write!(f, "{} bytes", $length)
                    }

                    fn visit_bytes<E: de::Error>(self, bytes: &[u8]) -> Result<$name, E> {
                        bytes.try_into().map($name).map_err(|_| E::invalid_length(bytes.len(), &self))
                    }

                    fn visit_seq<A: de::SeqAccess<'de>>(self, mut seq: A) -> Result<$name, A::Error> {
                        let mut bytes = Vec::with_capacity($length);
                        while let Some(byte) = seq.next_element()? {
                            bytes.push(byte);
                        }
                        self.visit_bytes(&bytes)
                    }
                }
                deserializer.deserialize_bytes(Visitor)
            }
        }
    };
}
bytes!(Bytes16, 16, "16 bytes.");
bytes!(Bytes32, 32, "32 bytes.");
