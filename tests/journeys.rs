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
mod cut_off;
mod devices;
mod elsewhere;
mod evidence;
mod faults;
mod following;
mod limits;
mod links;
mod lists;
mod masks;
mod merging;
mod model;
mod news;
mod other_province;
mod payload;
mod phone;
mod photos;
mod picture;
mod power_cuts;
mod presence;
mod refusals;
mod rekeying;
mod repeats;
mod replay;
mod rights;
mod search;
mod sight;
mod staff;
mod staff_rules;
mod statistics;
mod suspension;
mod tables;
mod town;
mod uploads;
mod watching;
mod wrong_steps;
