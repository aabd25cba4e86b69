//! Staff: who works where. Tokens are minted of it; functions look here only where absence decides who may act.

use domain::{actor::Role, directory::UnitId};
use serde::{Deserialize, Serialize};
use serde_dynamo::aws_sdk_dynamodb_1::{from_item, to_item};

use super::{TableAt, text};
use crate::StoreError;

/// The Staff table.
#[derive(Clone)]
pub struct StaffTable(pub(super) TableAt);

/// A person of staff.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Staff {
    /// The token's subject.
    pub staff_id: String,
    /// The name that citizens may see as the unit's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The role.
    pub role: Role,
    /// The unit; optional for the centre and admins.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<UnitId>,
}

impl Staff {
    /// The groups that a token says: the role's, and the unit's.
    pub fn groups(&self) -> Vec<String> {
        let role = match self.role {
            Role::Officer => "officers",
            Role::Leader => "leaders",
            Role::Centre => "centre",
            Role::Admin => "admins",
            Role::Citizen | Role::System => return Vec::new(),
        };
        std::iter::once(role.to_owned()).chain(self.unit.as_ref().map(|u| format!("unit:{u}"))).collect()
    }
}

impl StaffTable {
    /// The person of staff with that subject.
    pub async fn get(&self, id: &str) -> Result<Option<Staff>, StoreError> {
        let out = self.0.client.get_item().table_name(&*self.0.name).key("staff_id", text(id)).consistent_read(true);
        let out = out.send().await.map_err(StoreError::of("get staff"))?;
        self.0.meter.read(&out.consumed_capacity);
        out.item.map(|i| from_item(i).map_err(StoreError::of("read staff"))).transpose()
    }

    /// Stores a person of staff, in place of what stood there.
    pub async fn put(&self, staff: &Staff) -> Result<(), StoreError> {
        let item = to_item(staff).map_err(StoreError::of("write staff"))?;
        let put = self.0.client.put_item().table_name(&*self.0.name).set_item(Some(item));
        put.send().await.map_err(StoreError::of("put staff"))?;
        self.0.meter.write(None);
        Ok(())
    }
}
