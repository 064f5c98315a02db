//! Names of hosts, and the addresses of mail to them.

use std::borrow::Cow;

use email_address::EmailAddress;

use super::idn;

/// The longest name (RFC 1035 section 2.3.4), without the dot of the root.
const LONGEST_NAME: usize = 253;
/// The longest label of a name.
const LONGEST_LABEL: usize = 63;

/// `hostname`: labels of letters, digits and hyphens (RFC 1123 section 2.1). A label that stands for
/// one of other characters must do so correctly.
#[must_use]
pub fn hostname(text: &str) -> bool {
    text.is_ascii() && idn_hostname(text)
}

/// `idn-hostname`: as `hostname`, or with labels of other characters (RFC 5890 section 2.3.2.3).
#[must_use]
pub fn idn_hostname(text: &str) -> bool {
    // RFC 3490 section 3.1 names the other dots.
    let labels = || text.split(['.', '\u{3002}', '\u{ff0e}', '\u{ff61}']);
    if text.is_ascii() && !labels().any(is_encoded) {
        return text.len() <= LONGEST_NAME && labels().all(is_ascii_label);
    }
    // No character is encoded in less than a byte, or takes more than four.
    text.len() <= 4 * LONGEST_NAME && are_labels(labels())
}

/// Whether labels make a name, some of which have other characters or stand for such.
fn are_labels<'a>(labels: impl Iterator<Item = &'a str>) -> bool {
    let mut decoded = Vec::new();
    let mut name_length = 0;
    for label in labels {
        let label = match is_encoded(label) {
            true => match idn::decode(label) {
                Some(label) => Cow::Owned(label),
                None => return false,
            },
            false => Cow::Borrowed(label),
        };
        let length = match label.is_ascii() {
            true if is_ascii_label(&label) => label.len(),
            false if idn::is_label(&label) => idn::encoded_length(&label),
            _ => return false,
        };
        if length > LONGEST_LABEL {
            return false;
        }
        name_length += length + 1;
        decoded.push(label);
    }
    name_length <= LONGEST_NAME + 1 && idn::directions_fit(&decoded)
}

fn is_ascii_label(label: &str) -> bool {
    let is_allowed = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    (1..=LONGEST_LABEL).contains(&label.len())
        && label.bytes().all(is_allowed)
        && !label.starts_with('-')
        && !label.ends_with('-')
}

/// Whether a label stands for one of other characters.
fn is_encoded(label: &str) -> bool {
    label
        .get(..4)
        .is_some_and(|start| start.eq_ignore_ascii_case("xn--"))
}

/// `email`: a mailbox (RFC 5321 section 4.1.2).
#[must_use]
pub fn email(text: &str) -> bool {
    text.is_ascii() && EmailAddress::is_valid(text) && has_domain(text, hostname)
}

/// Whether what follows the last at-sign is a name or an address in brackets.
fn has_domain(text: &str, is_name: fn(&str) -> bool) -> bool {
    text.rsplit_once('@')
        .is_some_and(|(_, domain)| domain.starts_with('[') || is_name(domain))
}

/// `idn-email`: a mailbox that may have other characters than those of ASCII (RFC 6531 section 3.3).
#[must_use]
pub fn idn_email(text: &str) -> bool {
    // The crate knows them in all parts but a quoted one; the structure is that of ASCII.
    let masked: String = text
        .chars()
        .map(|it| if it.is_ascii() { it } else { 'a' })
        .collect();
    EmailAddress::is_valid(&masked) && has_domain(text, idn_hostname)
}
