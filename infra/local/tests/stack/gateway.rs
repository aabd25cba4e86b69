//! API Gateway: routes, events, authorizer, and its own answers.

use serde_json::{Value, json};

use crate::client::{Calls, function, get, post, send, stack, token};

#[expect(clippy::unnecessary_wraps, reason = "as every made-up function")]
fn ok(_: &Value) -> Result<Value, String> {
    Ok(json!({ "statusCode": 200, "headers": { "content-type": "text/plain" }, "body": "ok" }))
}

#[tokio::test]
async fn a_request_becomes_the_event_that_the_http_api_makes() {
    let calls = Calls::default();
    let stack = stack(vec![("hello", function(&calls, ok))]).await;
    let token = token(&stack, &json!({"sub": "lan", "role": "officer", "unit": "so-yt-hg"})).await;
    let url = format!("{}/v1/mine?b=1&a=%C3%A1&a=2", stack.url());
    let headers = [
        ("authorization", &*format!("Bearer {token}")),
        ("x-one", "1"),
        ("x-one", "2"),
        ("cookie", "a=b; c=d"),
        ("user-agent", "phone"),
    ];
    assert_eq!(send("POST", &url, &headers, "{\"á\":1}").await.text(), "ok");
    let event = calls.lock().unwrap()[0].clone();
    let context = &event["requestContext"];
    for (found, wanted) in [
        (&event["version"], json!("2.0")),
        (&event["routeKey"], json!("POST /v1/mine")),
        (&event["rawPath"], json!("/v1/mine")),
        (&event["rawQueryString"], json!("b=1&a=%C3%A1&a=2")),
        (&event["queryStringParameters"], json!({"a": "á,2", "b": "1"})),
        (&event["cookies"], json!(["a=b", "c=d"])),
        (&event["headers"]["x-one"], json!("1,2")),
        (&event["headers"]["cookie"], Value::Null),
        (&event["body"], json!("{\"á\":1}")),
        (&event["isBase64Encoded"], json!(false)),
        (&context["stage"], json!("$default")),
        (&context["http"]["method"], json!("POST")),
        (&context["http"]["userAgent"], json!("phone")),
        (&context["http"]["sourceIp"], json!("127.0.0.1")),
        (&context["http"]["protocol"], json!("HTTP/1.1")),
        (&context["authorizer"]["jwt"]["claims"]["cognito:groups"], json!("[officers unit:so-yt-hg]")),
        (&context["authorizer"]["jwt"]["claims"]["sub"], json!("lan")),
        (&context["authorizer"]["jwt"]["scopes"], Value::Null),
    ] {
        assert_eq!(*found, wanted, "{event:#}");
    }
    assert!(context["authorizer"]["jwt"]["claims"]["exp"].is_string());
    assert!(event.get("pathParameters").is_none());
}

#[tokio::test]
async fn the_events_time_is_the_stacks() {
    let calls = Calls::default();
    let mut options = crate::client::options(vec![("hello", function(&calls, ok))]);
    options.at = Some("2020-10-21T08:00:00+07:00".parse().unwrap());
    let stack = local::Stack::start(options).await.unwrap();
    get(&format!("{}/v1/hello/mai", stack.url())).await;
    let event = calls.lock().unwrap()[0].clone();
    assert!(event["requestContext"]["time"].as_str().unwrap().starts_with("21/Oct/2020:01:00:0"));
    let epoch_ms = event["requestContext"]["timeEpoch"].as_i64().unwrap();
    assert!((1_603_242_000_000..1_603_242_060_000).contains(&epoch_ms), "{epoch_ms}");
    assert_eq!(event["pathParameters"], json!({"name": "mai"}));
    assert!(event["requestContext"].get("authorizer").is_none());
}

#[tokio::test]
async fn a_body_that_is_no_text_comes_as_base64() {
    let calls = Calls::default();
    let stack = stack(vec![("hello", function(&calls, ok))]).await;
    let token = token(&stack, &json!({"sub": "lan"})).await;
    let url = format!("{}/v1/mine", stack.url());
    send("POST", &url, &[("authorization", &token)], vec![0xff, 0]).await;
    let event = calls.lock().unwrap()[0].clone();
    assert_eq!((&event["body"], &event["isBase64Encoded"]), (&json!("/wA="), &json!(true)));
}

#[tokio::test]
async fn only_a_good_token_passes_and_a_public_route_looks_at_none() {
    let stack = stack(vec![("hello", function(&Calls::default(), ok))]).await;
    let url = format!("{}/v1/mine", stack.url());
    for header in [None, Some("Bearer x.y.z")] {
        let headers: Vec<_> = header.into_iter().map(|header| ("authorization", header)).collect();
        let refused = send("POST", &url, &headers, "").await;
        assert_eq!((refused.status, refused.json()), (401, json!({"message": "Unauthorized"})));
        assert!(refused.header("www-authenticate").starts_with("Bearer"));
    }
    let public = format!("{}/v1/hello/mai", stack.url());
    assert_eq!(send("GET", &public, &[("authorization", "Bearer x")], "").await.status, 200);
}

#[tokio::test]
async fn a_staff_role_given_is_remembered_for_tokens_without_one() {
    let calls = Calls::default();
    let stack = stack(vec![("hello", function(&calls, ok))]).await;
    token(&stack, &json!({"sub": "lan", "role": "leader", "unit": "so-yt-hg"})).await;
    for (wanted, groups) in [
        (json!({"sub": "lan"}), json!("[leaders unit:so-yt-hg]")),
        (json!({"sub": "lan", "role": "citizen"}), Value::Null),
        (json!({"sub": "nobody"}), Value::Null),
        (json!({"sub": "x", "role": "centre"}), json!("[centre]")),
    ] {
        let token = token(&stack, &wanted).await;
        send("POST", &format!("{}/v1/mine", stack.url()), &[("authorization", &token)], "").await;
        let event = calls.lock().unwrap().last().unwrap().clone();
        assert_eq!(event["requestContext"]["authorizer"]["jwt"]["claims"]["cognito:groups"], groups, "{wanted}");
    }
    let url = format!("{}/local/tokens", stack.url());
    for wrong in [json!({"sub": "x", "role": "officer"}), json!({"role": "citizen"}), json!({"sub": "x", "rolle": 1})] {
        assert_eq!(post(&url, &wrong).await.status, 400, "{wrong}");
    }
}

#[tokio::test]
async fn what_goes_wrong_is_said_in_the_gateways_words() {
    let answer = |event: &Value| match event["pathParameters"]["name"].as_str().unwrap() {
        "fails" => Err("secret cause".to_owned()),
        "panics" => panic!("made up"),
        "nonsense" => Ok(json!({"statusCode": "many"})),
        _ => Ok(json!({"plain": true})),
    };
    let stack = stack(vec![("hello", function(&Calls::default(), answer))]).await;
    let url = stack.url();
    for (path, status, text) in [
        ("hello/fails", 500, "Internal Server Error"),
        ("hello/panics", 500, "Internal Server Error"),
        ("hello/nonsense", 500, "Internal Server Error"),
        ("nothing", 404, "Not Found"),
    ] {
        let answer = get(&format!("{url}/v1/{path}")).await;
        assert_eq!((answer.status, answer.json()), (status, json!({ "message": text })), "{path}");
    }
    let plain = get(&format!("{url}/v1/hello/other")).await;
    assert_eq!((plain.status, plain.json()), (200, json!({"plain": true})));
    let token = token(&stack, &json!({"sub": "lan"})).await;
    let url = format!("{url}/v1/mine");
    let large = send("POST", &url, &[("authorization", &token)], vec![b'x'; 10 * 1024 * 1024 + 1]).await;
    assert_eq!((large.status, large.json()), (413, json!({"message": "Request Entity Too Large"})));
}

#[tokio::test]
async fn status_headers_cookies_and_bytes_come_through() {
    let answer = |_: &Value| {
        Ok(json!({
            "statusCode": 302, "isBase64Encoded": true, "body": "/wA=", "cookies": ["a=1", "b=2"],
            "headers": { "location": "https://x" }, "multiValueHeaders": { "x-ignored": ["1"] },
        }))
    };
    let stack = stack(vec![("hello", function(&Calls::default(), answer))]).await;
    let answer = get(&format!("{}/v1/hello/mai", stack.url())).await;
    assert_eq!((answer.status, answer.header("location"), &answer.body[..]), (302, "https://x", &[0xff, 0][..]));
    assert_eq!(answer.headers.get_all("set-cookie").iter().count(), 2);
    assert!(!answer.headers.contains_key("x-ignored"));
}

#[tokio::test]
async fn a_browser_is_told_who_may_call() {
    let stack = stack(vec![("hello", function(&Calls::default(), ok))]).await;
    let url = format!("{}/v1/mine", stack.url());
    let asked = |origin: &'static str| {
        let url = url.clone();
        async move {
            let headers = [("origin", origin), ("access-control-request-method", "POST")];
            send("OPTIONS", &url, &headers, "").await
        }
    };
    let allowed = asked("https://app.example").await;
    assert_eq!((allowed.status, allowed.header("access-control-allow-origin")), (204, "https://app.example"));
    assert_eq!(asked("https://evil.example").await.header("access-control-allow-origin"), "");
    let read = send("GET", &format!("{}/v1/hello/a", stack.url()), &[("origin", "https://app.example")], "").await;
    assert_eq!(read.header("access-control-allow-origin"), "https://app.example");
}
