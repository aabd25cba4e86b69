//! An erasure that dies after any of its calls: the clock finishes it, whoever asks again or not.

use std::collections::BTreeMap;

use data_encoding::BASE64URL_NOPAD;
use edge::{Env, Function};
use lambda_runtime::Context;
use local::Options;
use serde_json::{Value, json, value::to_raw_value};

use super::breaking::{Left, way_to};
use super::phone::Phone;
use super::rights::{confidential, data, nothing_left, pseudonym};
use super::town::{Town, report_id, rubbish};

/// The function with all its ways through `left`.
async fn breaking(town: &Town, left: &Left) -> Function {
    let template = local::template::read(&Options::ephemeral().template).unwrap();
    let function = template.functions.iter().find(|function| function.crate_name == "manage-person").unwrap();
    let mut settings: BTreeMap<String, String> = function.environment.clone().into_iter().collect();
    for (name, value) in town.stack().aws() {
        let value = if name.starts_with("AWS_ENDPOINT_URL") { way_to(&value, left).await } else { value };
        settings.insert(name, value);
    }
    manage_person::start(Env::from_pairs(settings)).await.unwrap()
}

/// `DELETE /v1/me` of that phone's owner, as the gateway hands it over.
fn event(phone: &Phone, town: &Town) -> Value {
    let path = format!("{}/../events/manage-person.erase.json", env!("CARGO_MANIFEST_DIR"));
    let mut event: Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    let claims = BASE64URL_NOPAD.decode(phone.token().split('.').nth(1).unwrap().as_bytes()).unwrap();
    let claims: Value = serde_json::from_slice(&claims).unwrap();
    event["requestContext"]["authorizer"]["jwt"]["claims"] = json!({"sub": claims["sub"], "iss": claims["iss"]});
    event["requestContext"]["timeEpoch"] = json!(town.stack().clock().now().as_millisecond());
    event
}

async fn call(function: &Function, event: &Value) -> Value {
    let answer = function.call(to_raw_value(event).unwrap(), Context::default()).await;
    answer.map_or(Value::Null, |answer| serde_json::from_str(answer.get()).unwrap())
}

#[tokio::test]
async fn an_erasure_that_dies_after_any_of_its_calls_is_finished_by_the_clock() {
    let town = Town::in_2020().await;
    let lan = town.citizen("lan").await;
    lan.submit(&rubbish(&report_id(999), &[])).await.expect(201);
    let left = Left::default();
    left.is(i64::MAX);
    let function = breaking(&town, &left).await;
    let mut calls = 0;
    for n in 0.. {
        let (one, two) = (report_id(2 * n), report_id(2 * n + 1));
        let mai = town.citizen(&format!("mai-{n}")).await;
        mai.wants_pushes(&format!("phone-{n}"), "fcm").await;
        assert_eq!(mai.send("PUT", &format!("/v1/reports/{}/follow", report_id(999)), &[], "").await.status, 204);
        let scene = mai.declare(&one, "scene", format!("ảnh {n}").as_bytes()).await.expect(201)["photo_id"].clone();
        mai.submit(&rubbish(&one, &[scene.as_str().unwrap().to_owned()])).await.expect(201);
        mai.submit(&confidential(&two)).await.expect(201);
        mai.feedback(&two, &json!({"kind": "withdraw", "version": 1})).await.expect(200);
        town.stack().settle().await;
        let name = pseudonym(&data(&mai).await);

        left.is(i64::from(n));
        let answer = call(&function, &event(&mai, &town)).await;
        if answer["statusCode"] == 200 {
            calls = n;
            break;
        }
        assert_eq!(answer["statusCode"], 503, "after {n} calls: {answer}");
        left.is(i64::MAX);
        let state = data(&mai).await["erasure"]["state"].clone();
        assert!(state.is_string() || n < 2, "what was begun is known: {n}");
        if state.is_string() {
            town.passes("PT5M").await;
        } else {
            mai.delete("/v1/me").await.expect(200);
        }
        town.stack().settle().await;
        nothing_left(&town, &name, &format!("after {n} calls"));
        assert_eq!(data(&mai).await["erasure"]["state"], "erased", "after {n} calls");
        assert_eq!(town.anyone().read(&one).await.expect(200)["status"], "submitted");
    }
    assert!(calls > 15, "{calls} calls");
}
