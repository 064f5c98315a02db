//! Messages that travel in an object with their name beside them.
//!
//! The tag has been looked at when an envelope is read, so its value is passed over, as any other
//! property is. Only that neither the tag nor the payload is there twice is checked.

use crate::json::{END, Fields, ReadError, ReadJson, Reader};

/// What errors call the object.
const ENVELOPE: &str = "envelope";

/// The names of the tag and of the payload, as [`Fields`] has them.
type Names = &'static [&'static str; 2];

/// Reads the payload out of an envelope.
pub fn read_envelope<'de, T: ReadJson<'de>>(
    json: &mut Reader<'de>,
    names: Names,
) -> Result<T, ReadError> {
    let needed = |_: &mut Fields<'_, 'de>, payload| payload;
    let set = |fields: &mut Fields<'_, 'de>, payload: &mut _| fields.set(payload);
    read_envelope_with(json, names, false, set, needed)
}

/// The same for a payload that a function reads.
pub fn read_envelope_by<'de, T>(
    json: &mut Reader<'de>,
    names: Names,
    read: impl Fn(&mut Reader<'de>) -> Result<T, ReadError>,
) -> Result<T, ReadError> {
    let set = |fields: &mut Fields<'_, 'de>, payload: &mut _| fields.set_by(payload, &read);
    let needed = |_: &mut Fields<'_, 'de>, payload| payload;
    read_envelope_with(json, names, false, set, needed)
}

/// Reads an envelope whose payload may have a value when it is not there, which `or_absent` gives.
/// One that is `closed` has no other properties.
pub fn read_envelope_with<'de, T>(
    json: &mut Reader<'de>,
    names: Names,
    closed: bool,
    set: impl Fn(&mut Fields<'_, 'de>, &mut Option<T>),
    or_absent: impl FnOnce(&mut Fields<'_, 'de>, Option<T>) -> Option<T>,
) -> Result<T, ReadError> {
    let mut payload = None;
    let mut fields = Fields::new(json, ENVELOPE, names);
    loop {
        match fields.next() {
            END => break,
            0 => fields.skip(),
            1 => set(&mut fields, &mut payload),
            _ if closed => fields.unknown(),
            _ => fields.skip(),
        }
    }
    match or_absent(&mut fields, payload) {
        Some(payload) if fields.is_complete(&[]) => Ok(payload),
        _ => Err(fields.incomplete(&[1])),
    }
}

/// Reads an envelope whose message has no payload; one that is there is passed over.
pub fn read_empty_envelope(
    json: &mut Reader<'_>,
    names: &'static [&'static str; 1],
) -> Result<(), ReadError> {
    let mut fields = Fields::new(json, ENVELOPE, names);
    while fields.next() != END {
        fields.skip();
    }
    match fields.is_complete(&[]) {
        true => Ok(()),
        false => Err(fields.incomplete(&[])),
    }
}
