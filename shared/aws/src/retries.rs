//! Counts the attempts after the first, which the SDK makes by itself and tells nobody of.

use aws_smithy_runtime_api::{
    box_error::BoxError,
    client::{
        interceptors::{
            Intercept,
            context::{BeforeSerializationInterceptorContextRef, BeforeTransmitInterceptorContextRef},
        },
        runtime_components::RuntimeComponents,
    },
};
use aws_smithy_types::config_bag::{ConfigBag, Storable, StoreReplace};

use crate::Meter;

/// Counts retries of one function's clients.
#[derive(Debug)]
pub(crate) struct Retries(pub(crate) Meter);

/// Attempts of one call so far.
#[derive(Debug)]
struct Attempts(u32);

impl Storable for Attempts {
    type Storer = StoreReplace<Self>;
}

impl Intercept for Retries {
    fn name(&self) -> &'static str {
        "Retries"
    }

    fn read_before_execution(
        &self,
        _: &BeforeSerializationInterceptorContextRef<'_>,
        cfg: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        cfg.interceptor_state().store_put(Attempts(0));
        Ok(())
    }

    fn read_before_attempt(
        &self,
        _: &BeforeTransmitInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        cfg: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let before = cfg.load::<Attempts>().map_or(0, |attempts| attempts.0);
        if before > 0 {
            self.0.retry();
        }
        cfg.interceptor_state().store_put(Attempts(before + 1));
        Ok(())
    }
}
