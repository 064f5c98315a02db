//! Types that hold each other, and are others in the document.

use asyncapi_channels::Message;

#[derive(Message)]
#[message(spec = "api/recursive.yaml")]
pub struct Tree(Vec<Branch>);

#[derive(Message)]
#[message(spec = "api/recursive.yaml")]
pub struct Branch(Box<Tree>);

#[derive(Message)]
#[message(spec = "api/recursive.yaml")]
pub struct Node {
    children: Option<Box<Node>>,
    parent: Option<Vec<Self>>,
    edge: Option<Box<Edge>>,
    trees: Vec<Branch>,
}

#[derive(Message)]
#[message(spec = "api/recursive.yaml")]
pub struct Edge {
    to: Option<Box<Edge>>,
    when: Option<Box<Node>>,
}

fn main() {}
