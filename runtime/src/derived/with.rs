//! Fields that are read and written by functions of serde's shape.

use crate::json::Writer;

/// The serializer that a function for serde writes to.
pub(crate) type TextSerializer<'a> = serde_json::Serializer<&'a mut Vec<u8>>;

impl Writer {
    /// Writes a value by a function for serde's serializers.
    pub fn foreign_by(
        &mut self,
        write: impl FnOnce(&mut TextSerializer<'_>) -> Result<(), serde_json::Error>,
    ) {
        let mut json = Vec::new();
        let written = write(&mut serde_json::Serializer::new(&mut json));
        match (written, String::from_utf8(json)) {
            (Ok(()), Ok(json)) => self.raw(&json),
            (Err(error), _) => self.fail(error.to_string()),
            (Ok(()), Err(error)) => self.fail(error.to_string()),
        }
    }
}
