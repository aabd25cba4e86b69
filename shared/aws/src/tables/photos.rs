//! Photos: what was declared, what processing found, and who may show it.
//!
//! A row is declared by upload-photo and claimed by the report that names it, in either order. `by` says who declared
//! it, `claim` whose report claimed it; it is shown only where the two agree. What nobody claims expires. Under
//! `seen#<unit>` stand the pictures that the unit has shown as evidence (`seen`).

use aws_sdk_dynamodb::{
    error::SdkError,
    operation::update_item::UpdateItemError,
    types::{AttributeValue, ReturnConsumedCapacity},
};
use domain::{
    ids::{PhotoId, ReportId},
    millis::Millis,
    photo::{Near, PhotoFacts, PhotoFault, PhotoState, Picture},
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_dynamo::aws_sdk_dynamodb_1::{from_item, to_attribute_value};

use super::{Item, TableAt, number, text};
use crate::StoreError;

mod parting;
mod seen;

/// The Photos table.
#[derive(Clone)]
pub struct Photos(pub(super) TableAt);

/// Seconds after which a photo that no report claimed is forgotten: two days.
pub const UNCLAIMED: i64 = 2 * 24 * 3_600;

/// A photo's row.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PhotoRow {
    /// Its id.
    pub photo_id: PhotoId,
    /// Who declared it: a pseudonym for scene photos, a unit for evidence. Absent where a claim came first.
    #[serde(default)]
    pub by: Option<String>,
    /// Whose report claimed it.
    #[serde(default)]
    pub claim: Option<String>,
    /// Declared size in bytes.
    #[serde(default)]
    pub bytes: u32,
    /// Declared SHA-256, base64.
    #[serde(default)]
    pub sha256: String,
    /// Declared type.
    #[serde(default)]
    pub content_type: String,
    /// How far it is.
    #[serde(default = "pending")]
    pub state: PhotoState,
    /// Why it was rejected.
    #[serde(default)]
    pub reason: Option<PhotoFault>,
    /// When it was declared.
    #[serde(default)]
    pub declared_at: Option<Millis>,
    /// When the camera says it was taken.
    #[serde(default)]
    pub taken_at: Option<Millis>,
    /// Whether it was taken at the report's place.
    #[serde(default)]
    pub near: Near,
    /// What the picture looks like: its perceptual hash.
    #[serde(default)]
    pub perceptual: Option<u64>,
    /// Whether the picture was seen before.
    #[serde(default)]
    pub seen_before: bool,
}

fn pending() -> PhotoState {
    PhotoState::Pending
}

impl PhotoRow {
    /// Whether it may be shown with its report.
    pub fn shown(&self) -> bool {
        self.state == PhotoState::Processed && self.claim.is_some() && self.claim == self.by
    }

    /// By what the picture is known again.
    pub fn picture(&self) -> Picture<'_> {
        Picture { id: &self.photo_id, perceptual: self.perceptual }
    }

    /// What the rules need to know of it.
    pub fn facts(&self) -> Option<PhotoFacts> {
        Some(PhotoFacts {
            id: self.photo_id.clone(),
            state: self.state,
            declared_at: self.declared_at?,
            by: self.by.clone()?,
            seen_before: self.seen_before,
        })
    }
}

/// What a phone declares of a photo that it wants to send.
#[derive(Debug, Clone)]
pub struct Declared {
    /// Its id.
    pub id: PhotoId,
    /// Pseudonym or unit.
    pub by: String,
    /// Size in bytes.
    pub bytes: u32,
    /// SHA-256, base64.
    pub sha256: String,
    /// MIME type.
    pub content_type: String,
    /// Whether the report is known to be the declarer's, so that it is claimed at once.
    pub claimed: bool,
}

/// What processing found.
#[derive(Debug, Clone, Default)]
pub struct Found {
    /// Why it can't be used, if it can't.
    pub rejected: Option<PhotoFault>,
    /// When the camera says it was taken.
    pub taken_at: Option<Millis>,
    /// Whether it was taken at the report's place.
    pub near: Near,
    /// What the picture looks like.
    pub perceptual: Option<u64>,
    /// Whether the picture was seen before.
    pub seen_before: bool,
}

impl Photos {
    /// All photos of a report: one read.
    pub async fn of(&self, report: &ReportId) -> Result<Vec<PhotoRow>, StoreError> {
        let out = self
            .0
            .client
            .query()
            .table_name(&*self.0.name)
            .key_condition_expression("report_id = :r")
            .expression_attribute_values(":r", text(report.as_str()))
            .consistent_read(true)
            .return_consumed_capacity(ReturnConsumedCapacity::Total)
            .send()
            .await
            .map_err(StoreError::of("list photos"))?;
        self.0.meter.read(&out.consumed_capacity);
        out.items.unwrap_or_default().into_iter().map(read).collect()
    }

    /// One photo of a report.
    pub async fn get(&self, report: &ReportId, photo: &PhotoId) -> Result<Option<PhotoRow>, StoreError> {
        let out = self.0.client.get_item().table_name(&*self.0.name);
        let out = out
            .key("report_id", text(report.as_str()))
            .key("photo_id", text(photo.as_str()))
            .consistent_read(true)
            .return_consumed_capacity(ReturnConsumedCapacity::Total)
            .send()
            .await
            .map_err(StoreError::of("get photo"))?;
        self.0.meter.read(&out.consumed_capacity);
        out.item.map(read).transpose()
    }

    /// Declares a photo, or the same again; `false` where somebody else has declared it for this report.
    pub async fn declare(&self, report: &ReportId, photo: &Declared, now: Timestamp) -> Result<bool, StoreError> {
        let mut sets = "SET #by = :by, bytes = :bytes, sha256 = :sha, content_type = :type, \
                        declared_at = if_not_exists(declared_at, :now), #state = if_not_exists(#state, :pending)"
            .to_owned();
        let mut update = self.update(report, &photo.id);
        if photo.claimed {
            sets.push_str(", claim = :by REMOVE expires_at");
        } else {
            sets.push_str(", expires_at = if_not_exists(expires_at, :end)");
            update = update.expression_attribute_values(":end", number(now.as_second() + UNCLAIMED));
        }
        let result = update
            .update_expression(sets)
            .condition_expression("attribute_not_exists(#by) OR #by = :by")
            .expression_attribute_names("#by", "by")
            .expression_attribute_names("#state", "state")
            .expression_attribute_values(":by", text(&photo.by))
            .expression_attribute_values(":bytes", number(photo.bytes))
            .expression_attribute_values(":sha", text(&photo.sha256))
            .expression_attribute_values(":type", text(&photo.content_type))
            .expression_attribute_values(":now", number(now.as_millisecond()))
            .expression_attribute_values(":pending", text("pending"))
            .send()
            .await;
        self.stored(result)
    }

    /// Claims a photo that a report names, whether declared yet or not. A repeat changes nothing, and an event that comes
    /// late brings nobody back who goes by another name by now.
    pub async fn claim(&self, report: &ReportId, photo: &PhotoId, by: &str) -> Result<(), StoreError> {
        let result = self
            .update(report, photo)
            .update_expression("SET claim = :by REMOVE expires_at")
            .condition_expression("attribute_not_exists(claim) OR claim = :by")
            .expression_attribute_values(":by", text(by))
            .send()
            .await;
        self.stored(result).map(|_| ())
    }

    /// Stores what processing found; `false` where the row is gone, or was processed before.
    pub async fn processed(&self, report: &ReportId, photo: &PhotoId, found: &Found) -> Result<bool, StoreError> {
        let state = if found.rejected.is_some() { PhotoState::Rejected } else { PhotoState::Processed };
        let mut sets = vec!["#state = :state".to_owned(), "near = :near".to_owned()];
        let mut update = self
            .update(report, photo)
            .expression_attribute_names("#by", "by")
            .expression_attribute_names("#state", "state")
            .expression_attribute_values(":state", named(&state)?)
            .expression_attribute_values(":near", named(&found.near)?)
            .expression_attribute_values(":pending", named(&PhotoState::Pending)?);
        let found = [
            ("reason", found.rejected.as_ref().map(named).transpose()?),
            ("taken_at", found.taken_at.map(|at| number(at.at().as_millisecond()))),
            ("perceptual", found.perceptual.map(look)),
            // Never set to false: a scene photo that came meanwhile may have marked it (`mark_seen`).
            ("seen_before", found.seen_before.then_some(AttributeValue::Bool(true))),
        ];
        for (name, value) in found {
            if let Some(value) = value {
                sets.push(format!("{name} = :{name}"));
                update = update.expression_attribute_values(format!(":{name}"), value);
            }
        }
        let result = update
            .update_expression(format!("SET {}", sets.join(", ")))
            .condition_expression("attribute_exists(#by) AND #state = :pending")
            .send()
            .await;
        self.stored(result)
    }

    fn update(
        &self,
        report: &ReportId,
        photo: &PhotoId,
    ) -> aws_sdk_dynamodb::operation::update_item::builders::UpdateItemFluentBuilder {
        self.0
            .client
            .update_item()
            .table_name(&*self.0.name)
            .key("report_id", text(report.as_str()))
            .key("photo_id", text(photo.as_str()))
            .return_consumed_capacity(ReturnConsumedCapacity::Total)
    }

    fn stored(
        &self,
        result: Result<aws_sdk_dynamodb::operation::update_item::UpdateItemOutput, SdkError<UpdateItemError>>,
    ) -> Result<bool, StoreError> {
        match result {
            Ok(out) => {
                self.0.meter.write(&out.consumed_capacity);
                Ok(true)
            }
            Err(SdkError::ServiceError(e))
                if matches!(e.err(), UpdateItemError::ConditionalCheckFailedException(_)) =>
            {
                self.0.meter.write(None);
                Ok(false)
            }
            Err(error) => Err(StoreError::of("write photo")(error)),
        }
    }
}

fn read(item: Item) -> Result<PhotoRow, StoreError> {
    from_item(item).map_err(StoreError::of("read photo"))
}

/// A perceptual hash as a number: DynamoDB's hold 38 digits.
fn look(perceptual: u64) -> AttributeValue {
    AttributeValue::N(perceptual.to_string())
}

/// A value that serde writes as a name.
fn named<T: Serialize>(value: &T) -> Result<AttributeValue, StoreError> {
    to_attribute_value(value).map_err(StoreError::of("write photo"))
}
