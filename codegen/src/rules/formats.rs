//! The formats that are known, and a check of each that refuses only what is certainly wrong.

/// What `format` names (validation 7.3, and the registries of OpenAPI).
#[derive(Clone, Copy, Debug, Eq, PartialEq, Hash)]
pub enum Format {
    /// `date-time`: RFC 3339.
    DateTime,
    /// `date`: RFC 3339's `full-date`.
    Date,
    /// `time`: RFC 3339's `full-time`.
    Time,
    /// `duration`: RFC 3339, appendix A.
    Duration,
    /// `email`: RFC 5322's `addr-spec`.
    Email,
    /// `idn-email`: RFC 6531.
    IdnEmail,
    /// `hostname`: RFC 1034.
    Hostname,
    /// `idn-hostname`: RFC 5890.
    IdnHostname,
    /// `ipv4`: RFC 2673, 3.2.
    Ipv4,
    /// `ipv6`: RFC 4291, 2.2.
    Ipv6,
    /// `uri`: RFC 3986, with a scheme.
    Uri,
    /// `uri-reference`: RFC 3986.
    UriReference,
    /// `iri`: RFC 3987, with a scheme.
    Iri,
    /// `iri-reference`: RFC 3987.
    IriReference,
    /// `uri-template`: RFC 6570.
    UriTemplate,
    /// `uuid`: RFC 4122.
    Uuid,
    /// `json-pointer`: RFC 6901.
    JsonPointer,
    /// `relative-json-pointer`.
    RelativeJsonPointer,
    /// `regex`: ECMA-262.
    Regex,
    /// `byte` or `base64`: RFC 4648.
    Base64,
    /// A whole number of so many bits: `int32`, `uint64`, `long`. It is about numbers, all others
    /// are about text.
    Int {
        /// The name in the document.
        name: &'static str,
        /// The smallest such number.
        minimum: i128,
        /// The greatest such number.
        maximum: i128,
    },
}

const NAMES: [(&str, Format); 21] = [
    ("date-time", Format::DateTime),
    ("date", Format::Date),
    ("time", Format::Time),
    ("duration", Format::Duration),
    ("email", Format::Email),
    ("idn-email", Format::IdnEmail),
    ("hostname", Format::Hostname),
    ("idn-hostname", Format::IdnHostname),
    ("ipv4", Format::Ipv4),
    ("ipv6", Format::Ipv6),
    ("uri", Format::Uri),
    ("uri-reference", Format::UriReference),
    ("iri", Format::Iri),
    ("iri-reference", Format::IriReference),
    ("uri-template", Format::UriTemplate),
    ("uuid", Format::Uuid),
    ("json-pointer", Format::JsonPointer),
    ("relative-json-pointer", Format::RelativeJsonPointer),
    ("regex", Format::Regex),
    ("byte", Format::Base64),
    ("base64", Format::Base64),
];

const INTEGERS: [(&str, i128, i128); 9] = [
    ("int8", i8::MIN as i128, i8::MAX as i128),
    ("int16", i16::MIN as i128, i16::MAX as i128),
    ("int32", i32::MIN as i128, i32::MAX as i128),
    ("int64", i64::MIN as i128, i64::MAX as i128),
    ("uint8", 0, u8::MAX as i128),
    ("uint16", 0, u16::MAX as i128),
    ("uint32", 0, u32::MAX as i128),
    ("uint64", 0, u64::MAX as i128),
    ("long", i64::MIN as i128, i64::MAX as i128),
];

impl Format {
    /// The format of a name; of unknown formats nothing is asked (validation 7.1).
    pub(super) fn parse(name: &str) -> Option<Self> {
        let named = NAMES.iter().find(|(known, _)| *known == name);
        let integer = INTEGERS.iter().find(|(known, ..)| *known == name);
        match (named, integer) {
            (Some((_, format)), _) => Some(*format),
            (_, Some(&(name, minimum, maximum))) => Some(Self::Int {
                name,
                minimum,
                maximum,
            }),
            _ => None,
        }
    }

    /// The name in the document.
    pub fn name(self) -> &'static str {
        match self {
            Self::Int { name, .. } => name,
            _ => NAMES
                .iter()
                .find(|(_, format)| *format == self)
                .map_or("", |(name, _)| name),
        }
    }
}
