//! domain <- aws, edge <- functions <- local <- tests. No arrow runs back.

use std::collections::BTreeMap;
use std::process::Command;

use serde_json::Value;

use super::source::{functions, root};

/// What the crates of this workspace name in their manifests: crate, then dependencies.
fn dependencies() -> BTreeMap<String, Vec<Value>> {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--no-deps", "--offline", "--format-version", "1"])
        .current_dir(root())
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    let packages = metadata["packages"].as_array().unwrap().iter();
    packages.map(|package| (text(&package["name"]), package["dependencies"].as_array().unwrap().clone())).collect()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

/// Each crate's dependencies, those for its tests included.
fn names() -> BTreeMap<String, Vec<String>> {
    let crates = dependencies().into_iter();
    crates.map(|(name, all)| (name, all.iter().map(|dependency| text(&dependency["name"])).collect())).collect()
}

/// How far out a crate of ours lies: it may name only what lies further in.
fn layer(name: &str) -> usize {
    match name {
        // "bare" is what the benchmark holds functions against.
        "domain" | "bare" => 0,
        "aws" => 1,
        "edge" => 2,
        "local" => 4,
        "tests" => 5,
        function => {
            assert!(functions().contains(function), "{function} is a crate that the layout does not know");
            3
        }
    }
}

#[test]
fn no_arrow_runs_back_and_functions_never_depend_on_each_other() {
    let crates = names();
    for (name, dependencies) in &crates {
        for ours in dependencies.iter().filter(|dependency| crates.contains_key(*dependency)) {
            assert!(layer(ours) < layer(name), "{name} must not depend on {ours}");
        }
    }
}

#[test]
fn the_domain_knows_neither_aws_nor_input_and_output_nor_chance() {
    let impure = ["aws", "lambda", "tokio", "hyper", "http", "axum", "getrandom", "rand", "tracing", "reqwest"];
    for dependency in &names()["domain"] {
        let first = dependency.split(['-', '_']).next().unwrap();
        assert!(!impure.contains(&first), "domain must not depend on {dependency}");
    }
}

#[test]
fn only_shared_aws_names_a_service_sdk() {
    for (name, dependencies) in names() {
        // The stack plays the services on one machine, and tests look at what they stored.
        let may = matches!(name.as_str(), "aws" | "local" | "tests" | "bare");
        let sdk = dependencies.iter().find(|dependency| dependency.starts_with("aws-sdk-"));
        assert!(may || sdk.is_none(), "{name} must not depend on {sdk:?}");
    }
}

#[test]
fn only_the_edge_knows_lambda() {
    for (name, dependencies) in names() {
        // The stack plays Lambda on one machine.
        let may = matches!(name.as_str(), "edge" | "local" | "tests" | "bare");
        let lambda = |dependency: &&String| dependency.starts_with("lambda_") || *dependency == "aws_lambda_events";
        let found = dependencies.iter().find(lambda);
        assert!(may || found.is_none(), "{name} must not depend on {found:?}");
    }
}

#[test]
fn no_aws_crate_has_its_default_features() {
    for (name, all) in dependencies() {
        for dependency in all {
            let of = text(&dependency["name"]);
            let heavy =
                of.starts_with("aws-sdk-") || matches!(of.as_str(), "aws-config" | "lambda_http" | "lambda_runtime");
            let defaults = dependency["uses_default_features"].as_bool().unwrap();
            assert!(!(heavy && defaults), "{name}: {of} with default features brings a second HTTP and TLS stack");
        }
    }
}
