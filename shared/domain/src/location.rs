//! The problem's place: WGS 84, kept to a micro-degree (about 0.1 m) so that it hashes and compares exactly.

use std::fmt;

use serde::{
    Deserialize, Deserializer, Serialize,
    de::{self, MapAccess, Visitor, value::MapAccessDeserializer},
};

/// A point with the accuracy that the phone gave.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Location {
    /// Latitude in millionths of a degree.
    pub lat_e6: i32,
    /// Longitude in millionths of a degree.
    pub lng_e6: i32,
    /// Radius in which the point is with 68 % (Android, iOS), in metres; 0 where the phone gave none.
    pub accuracy_m: u32,
}

/// Coarsest accuracy kept, in metres; what is worse is no location.
const COARSEST_M: f64 = 50_000.0;

impl Location {
    /// Latitude in degrees.
    pub fn lat(&self) -> f64 {
        f64::from(self.lat_e6) / 1e6
    }

    /// Longitude in degrees.
    pub fn lng(&self) -> f64 {
        f64::from(self.lng_e6) / 1e6
    }

    /// The cell of the map that it is in: 0.1 degree a side, about 11 km. A commune's box touches at most 10.
    pub fn cell(&self) -> (i32, i32) {
        (self.lat_e6.div_euclid(CELL_E6), self.lng_e6.div_euclid(CELL_E6))
    }

    /// A point from degrees; `None` where there is none such on Earth.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "bounded just above")]
    pub fn of(lat: f64, lng: f64, accuracy_m: f64) -> Option<Self> {
        let on_earth = (-90.0..=90.0).contains(&lat) && (-180.0..=180.0).contains(&lng);
        if !on_earth || !(0.0..=COARSEST_M).contains(&accuracy_m) {
            return None;
        }
        Some(Self {
            lat_e6: (lat * 1e6).round() as i32,
            lng_e6: (lng * 1e6).round() as i32,
            accuracy_m: accuracy_m.ceil() as u32,
        })
    }
}

/// Side of a map cell in millionths of a degree.
pub const CELL_E6: i32 = 100_000;

/// A location as phones send it: degrees.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct SentLocation(pub Location);

impl<'de> Deserialize<'de> for SentLocation {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let sent = deserializer.deserialize_map(ByName)?;
        Location::of(sent.lat, sent.lng, sent.accuracy_m)
            .map(Self)
            .ok_or_else(|| de::Error::custom("coordinate_impossible"))
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sent {
    lat: f64,
    lng: f64,
    #[serde(default)]
    accuracy_m: f64,
}

/// Only an object is a place: serde alone would take `[9.78, 105.47]` too, and who writes so may mean the other order.
struct ByName;

impl<'de> Visitor<'de> for ByName {
    type Value = Sent;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("an object with lat and lng")
    }

    fn visit_map<M: MapAccess<'de>>(self, map: M) -> Result<Sent, M::Error> {
        Sent::deserialize(MapAccessDeserializer::new(map))
    }
}
