//! Whole journeys, as phones and desks make them: over HTTP, against the local stack with the real functions.
//!
//! Each test has a stack of its own on free ports, with nothing kept. What a test knows of the product is the HTTP
//! contract and `/local/*`; only the counts of requests are looked up inside.

mod absence;
mod acceptance;
mod audit;
mod bill;
mod bucket;
mod camera;
mod clocks;
mod costs;
mod elsewhere;
mod evidence;
mod limits;
mod links;
mod lists;
mod masks;
mod merging;
mod model;
mod news;
mod other_province;
mod phone;
mod photos;
mod picture;
mod power_cuts;
mod presence;
mod refusals;
mod repeats;
mod sight;
mod staff;
mod staff_rules;
mod statistics;
mod suspension;
mod town;
mod uploads;
mod wrong_steps;
