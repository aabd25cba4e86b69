//! CloudWatch's dashboards: their bodies, with the names that things have on one machine.

use serde_json::Value;

use super::{
    TemplateError,
    intrinsics::{Scope, text_of},
    resources::Resource,
};

/// A dashboard of the template.
#[derive(Debug, Clone)]
pub struct Dashboard {
    /// Its name.
    pub name: String,
    /// What CloudWatch would draw.
    pub body: Value,
}

pub(super) fn read(resources: &[Resource<'_>], scope: &Scope<'_>) -> Result<Vec<Dashboard>, TemplateError> {
    let dashboards = resources.iter().filter(|resource| resource.kind == "AWS::CloudWatch::Dashboard");
    dashboards.map(|resource| dashboard(resource, scope)).collect()
}

fn dashboard(resource: &Resource<'_>, scope: &Scope<'_>) -> Result<Dashboard, TemplateError> {
    let place = resource.logical_id;
    let name = text_of(&scope.resolve(&resource.properties["DashboardName"], place)?);
    let body = text_of(&scope.resolve(&resource.properties["DashboardBody"], place)?);
    let body = serde_json::from_str(&body).map_err(|cause| TemplateError::at(place, cause))?;
    Ok(Dashboard { name, body })
}
