//! The formats of texts (JSON Schema Validation, draft 7, section 7.3, and those that later drafts
//! added), each as a function that tells whether a text is of it.

mod base64;
mod dates;
mod hosts;
mod idn;
mod punycode;
mod references;
mod types;

use std::net::{Ipv4Addr, Ipv6Addr};

pub use base64::base64;
pub(super) use base64::decode as decode_base64;
pub use dates::{date, date_time, duration, time};
pub use hosts::{email, hostname, idn_email, idn_hostname};
pub use references::{
    iri, iri_reference, json_pointer, relative_json_pointer, uri, uri_reference, uri_template,
};
pub use types::{Date, DateTime, Url, Uuid, check_date, check_date_time, check_url, check_uuid};

/// `ipv4`: four numbers up to 255 (RFC 2673 section 3.2).
#[must_use]
pub fn ipv4(text: &str) -> bool {
    text.parse::<Ipv4Addr>().is_ok()
}

/// `ipv6`: an address without a zone (RFC 4291 section 2.2).
#[must_use]
pub fn ipv6(text: &str) -> bool {
    text.parse::<Ipv6Addr>().is_ok()
}

/// `uuid`: hexadecimal digits in groups of 8, 4, 4, 4 and 12 (RFC 4122 section 3).
#[must_use]
pub fn uuid(text: &str) -> bool {
    let Ok(bytes) = <&[u8; 36]>::try_from(text.as_bytes()) else {
        return false;
    };
    let hyphens = [8, 13, 18, 23];
    let groups = [
        &bytes[..8],
        &bytes[9..13],
        &bytes[14..18],
        &bytes[19..23],
        &bytes[24..],
    ];
    hyphens.iter().all(|&at| bytes[at] == b'-')
        && groups
            .iter()
            .all(|group| group.iter().all(u8::is_ascii_hexdigit))
}

/// `regex`: a regular expression of ECMA-262.
#[must_use]
pub fn regex(text: &str) -> bool {
    jsonschema_regex::is_valid_ecma_regex(text)
}

#[cfg(test)]
mod tests;
