//! What a function may do to photos is what its code does to them: the calls of `shared/aws` that it makes, and the
//! requests that those make.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::source::{code, functions, text};
use super::template::{self, each, statements};

/// A request as the SDK writes it, and the right that it takes.
const REQUESTS: [(&str, &str); 9] = [
    (".get_item()", "dynamodb:GetItem"),
    (".query()", "dynamodb:Query"),
    (".put_item()", "dynamodb:PutItem"),
    (".update_item()", "dynamodb:UpdateItem"),
    (".delete_item()", "dynamodb:DeleteItem"),
    (".get_object()", "s3:GetObject"),
    (".put_object()", "s3:PutObject"),
    (".delete_object()", "s3:DeleteObject"),
    // S3 tells that there is no such object only to who may list the bucket.
    ("::is_no_such_key", "s3:ListBucket"),
];

/// Code with each chain of calls on one line.
fn unfolded(code: &str) -> String {
    let mut out = String::new();
    for line in code.lines().map(str::trim) {
        if !line.starts_with('.') {
            out.push('\n');
        }
        out.push_str(line);
    }
    out
}

/// The rights that each method in a piece of `shared/aws` takes, with those that it takes by calling others.
fn rights(code: &str) -> BTreeMap<String, BTreeSet<&'static str>> {
    let code = unfolded(code);
    // a method and what makes its key may have one name
    let mut bodies: BTreeMap<&str, String> = BTreeMap::new();
    for piece in code.split("fn ").skip(1) {
        bodies.entry(piece.split(['(', '<']).next().unwrap()).or_default().push_str(piece);
    }
    let mut rights: BTreeMap<String, BTreeSet<&'static str>> = BTreeMap::new();
    for name in bodies.keys() {
        let (mut taken, mut seen, mut waiting) = (BTreeSet::new(), BTreeSet::new(), vec![*name]);
        while let Some(name) = waiting.pop() {
            if seen.insert(name) {
                let body = &bodies[name];
                taken.extend(REQUESTS.iter().filter(|(request, _)| body.contains(request)).map(|(_, right)| *right));
                waiting.extend(bodies.keys().filter(|other| body.contains(&format!("self.{other}("))));
            }
        }
        rights.insert((*name).to_owned(), taken);
    }
    rights
}

/// The rights that a function's calls of `field` take: `app.photos.get(…)`.
fn taken(code: &str, field: &str, rights: &BTreeMap<String, BTreeSet<&'static str>>) -> BTreeSet<String> {
    let (code, start) = (unfolded(code), format!("{field}."));
    let calls = code.split(&start).skip(1).filter_map(|rest| rest.split('(').next());
    calls.filter_map(|name| rights.get(name)).flatten().map(|right| (*right).to_owned()).collect()
}

/// The rights that the template gives a function on a resource.
fn given(function: &Value, resource: &str) -> BTreeSet<String> {
    let on = statements(function).into_iter().filter(|statement| {
        let named = statement["Resource"].to_string();
        // a stream is Lambda's to read
        named.contains(resource) && !named.contains("StreamArn")
    });
    on.flat_map(|statement| each(&statement["Action"])).map(|action| action.as_str().unwrap().to_owned()).collect()
}

#[test]
fn a_function_may_do_to_photos_what_its_code_does_and_nothing_else() {
    let parts = ["photos.rs", "photos/parting.rs", "photos/seen.rs"];
    let table = rights(&parts.map(|part| text(&format!("shared/aws/src/tables/{part}"))).concat());
    let bucket = rights(&text("shared/aws/src/photos.rs"));
    assert!(table["seen_by_unit"].contains("dynamodb:PutItem") && bucket["remove_kept"].contains("s3:DeleteObject"));
    let template = template::functions();
    let mut found = 0;
    for function in functions() {
        let mut code = code(&format!("functions/{function}"));
        if code.contains("photos: Some(") {
            code += &text("shared/edge/src/change.rs");
        }
        if code.contains("shown::keeper(") {
            code += &text("shared/edge/src/shown.rs");
        }
        for (field, rights, resource) in [("photos", &table, "PhotosTable"), ("bucket", &bucket, "PhotosBucket")] {
            let taken = taken(&code, field, rights);
            found += taken.len();
            let given = given(&template[&function], resource);
            assert_eq!(taken, given, "{function}, {resource}: left what it does, right what it may");
        }
    }
    assert!(found > 20, "found only {found}: the rule no longer reads the sources");
}
