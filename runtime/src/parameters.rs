//! What a handshake carries besides the path: the address's parameters, the query and the headers.

use std::fmt;

use crate::AddressError;

/// Where a handshake's parameters stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ParameterKind {
    /// In the channel's address (AsyncAPI
    /// [Parameters Object](https://www.asyncapi.com/docs/reference/specification/v3.0.0#parametersObject)).
    Address,
    /// In the URL's query (`query` of the
    /// [WebSockets Channel Binding](https://github.com/asyncapi/bindings/tree/master/websockets#channel)).
    Query,
    /// In the HTTP headers (`headers` of the WebSockets Channel Binding). Their names have no case.
    Header,
}

/// The parameter's name in errors: `parameter`, `query parameter` or `header`.
impl fmt::Display for ParameterKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Address => "parameter",
            Self::Query => "query parameter",
            Self::Header => "header",
        })
    }
}

/// A set of named parameters which travels in a channel's handshake, as pairs of text.
///
/// The macro implements it for the types that it generates; `()` stands for no parameters at all.
/// `#[derive(Parameters)]` implements it for a struct of your own, with a field for each parameter. A
/// list is a key that repeats, and an `Option` may be absent:
///
#[cfg_attr(
    feature = "macros",
    doc = r##"
```
use asyncapi_channels::{ParameterKind, Parameters};

#[derive(Debug, PartialEq, Parameters)]
struct Search {
    #[message(rename = "q", min_length = 1)]
    text: String,
    tag: Vec<String>,
    #[message(range = 1..=100)]
    limit: Option<u32>,
}

let pair = |key: &str, value: &str| (key.to_owned(), value.to_owned());
let pairs = vec![pair("q", "tea"), pair("tag", "a"), pair("tag", "b")];
let search = Search::from_pairs(ParameterKind::Query, pairs).unwrap();
assert_eq!(search.tag, ["a", "b"]);

let error = Search { limit: Some(0), ..search }.to_pairs(ParameterKind::Query).unwrap_err();
assert!(error.to_string().starts_with("query parameter `limit` = \"0\": "));
```
"##
)]
/// It can also be written by hand:
///
/// ```
/// use asyncapi_channels::{AddressError, ParameterKind, Parameters};
///
/// struct Room { name: String }
///
/// impl Parameters for Room {
///     fn to_pairs(&self, _kind: ParameterKind) -> Result<Vec<(String, String)>, AddressError> {
///         Ok(vec![("name".into(), self.name.clone())])
///     }
///
///     fn from_pairs(
///         kind: ParameterKind,
///         pairs: Vec<(String, String)>,
///     ) -> Result<Self, AddressError> {
///         let found = pairs.into_iter().find(|(key, _)| key == "name");
///         let (_, name) = found.ok_or_else(|| AddressError::missing(kind, "name"))?;
///         Ok(Self { name })
///     }
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no set of parameters",
    label = "cannot be written to a handshake, nor read from one",
    note = "write `#[derive(Parameters)]` on a struct with a field for each parameter"
)]
pub trait Parameters: Sized {
    /// The parameters as text which is not yet percent-encoded. A key that is there several times is
    /// a list; one that is not there is an absent parameter.
    ///
    /// # Errors
    ///
    /// When a value has no form as text.
    fn to_pairs(&self, kind: ParameterKind) -> Result<Vec<(String, String)>, AddressError>;

    /// Reads the parameters from pairs which are already percent-decoded, in the order in which the
    /// request has them. The names of headers have no case; all headers of the request are there.
    ///
    /// # Errors
    ///
    /// When a parameter is missing or its value cannot be read; the error names it.
    fn from_pairs(kind: ParameterKind, pairs: Vec<(String, String)>) -> Result<Self, AddressError>;
}

/// No parameters: whatever the request has besides is left alone.
#[diagnostic::do_not_recommend]
impl Parameters for () {
    fn to_pairs(&self, _kind: ParameterKind) -> Result<Vec<(String, String)>, AddressError> {
        Ok(Vec::new())
    }

    fn from_pairs(
        _kind: ParameterKind,
        _pairs: Vec<(String, String)>,
    ) -> Result<Self, AddressError> {
        Ok(())
    }
}

/// Implements [`Parameters`] for a type that is read and written as JSON, by the names (a
/// `&[&str]`) that its properties have in the document.
#[doc(hidden)]
#[macro_export]
macro_rules! __parameters {
    ($type:ty, $names:expr) => {
        impl $crate::Parameters for $type {
            fn to_pairs(
                &self,
                kind: $crate::ParameterKind,
            ) -> ::core::result::Result<
                ::std::vec::Vec<(::std::string::String, ::std::string::String)>,
                $crate::AddressError,
            > {
                kind.__check(self)?;
                kind.__write(self)
            }

            fn from_pairs(
                kind: $crate::ParameterKind,
                pairs: ::std::vec::Vec<(::std::string::String, ::std::string::String)>,
            ) -> ::core::result::Result<Self, $crate::AddressError> {
                kind.__read_checked(pairs, $names)
            }
        }
    };
}
