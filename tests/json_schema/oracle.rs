//! An independent validator, for what the suite itself does not say.

use serde_json::Value;

/// A compiled schema, or none where it needs a document from the network.
pub(crate) struct Oracle(Option<jsonschema::Validator>);

impl Oracle {
    pub(crate) fn new(schema: &Value) -> Self {
        let options = jsonschema::options()
            .with_draft(jsonschema::Draft::Draft7)
            .should_validate_formats(true);
        Self(options.build(schema).ok())
    }

    pub(crate) fn verdict(&self, instance: &Value) -> Option<bool> {
        Some(self.0.as_ref()?.is_valid(instance))
    }
}
