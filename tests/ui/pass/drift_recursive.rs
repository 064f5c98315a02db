//! Types that hold each other, as the document has them.

#![deny(warnings)]
#![allow(dead_code)]

use asyncapi_channels::Message;
use std::collections::BTreeMap;

#[derive(Message)]
#[message(spec = "../drift/api/recursive.yaml")]
struct Tree(Vec<Branch>);

#[derive(Message)]
#[message(spec = "../drift/api/recursive.yaml")]
struct Branch(BTreeMap<String, Tree>);

/// By itself alone.
#[derive(Message)]
#[message(spec = "../drift/api/recursive.yaml", schema = "Tree")]
struct Own(Vec<BTreeMap<String, Own>>);

#[derive(Message)]
#[message(spec = "../drift/api/recursive.yaml")]
struct Node {
    #[message(max_items = 10)]
    children: Vec<Node>,
    parent: Option<Box<Self>>,
    edge: Option<Box<Edge>>,
    trees: Vec<Tree>,
}

#[derive(Message)]
#[message(spec = "../drift/api/recursive.yaml")]
struct Edge {
    to: Node,
    when: Option<Term>,
}

#[derive(Message)]
#[message(spec = "../drift/api/recursive.yaml", tag = "is", rename_all = "lowercase")]
enum Term {
    Not { term: Box<Term> },
    Has(Has),
}

#[derive(Message)]
#[message(spec = "../drift/api/recursive.yaml")]
struct Has {
    nodes: Vec<Node>,
}

fn main() {}
