//! The keywords of one schema, as rules.

use super::{Rule, RuleBook};
use crate::document::Node;
use crate::session::Session;

impl RuleBook {
    pub(super) fn rules_of(&mut self, session: &mut Session, schema: &Node) -> Vec<Rule> {
        let _ = (session, schema);
        Vec::new()
    }
}
