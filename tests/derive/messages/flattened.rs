//! Flattened fields and tags in one object.

use super::{read, refused};
use asyncapi_channels::Message;
use std::collections::BTreeMap;

#[derive(Debug, PartialEq, Message)]
#[message(tag = "type", rename_all = "camelCase")]
enum Set {
    Map(WithMap),
    Kind {
        id: u8,
        #[message(flatten)]
        kind: Kind,
    },
}

#[derive(Debug, PartialEq, Message)]
struct WithMap {
    id: u8,
    #[message(flatten)]
    rest: BTreeMap<String, u8>,
}

#[derive(Debug, PartialEq, Message)]
#[message(tag = "kind", rename_all = "camelCase")]
enum Kind {
    Round { radius: u8 },
    Flat,
}

#[test]
fn the_tag_is_none_of_the_properties_that_are_left() {
    for text in [
        r#"{"type":"map","id":1,"a":2,"b":3}"#,
        r#"{"type":"kind","id":1,"kind":"round","radius":2}"#,
        r#"{"type":"kind","id":1,"kind":"flat"}"#,
    ] {
        assert_eq!(read::<Set>(text).unwrap().1, text);
    }
    assert_eq!(
        read::<Set>(r#"{"a":2,"type":"map","id":1}"#).unwrap().1,
        r#"{"type":"map","id":1,"a":2}"#
    );
    assert!(refused::<Set>(r#"{"type":"kind","id":1}"#).contains("missing property `kind`"));
    assert!(
        refused::<Set>(r#"{"a":2,"type":"map","id":1,"type":"map"}"#)
            .contains("duplicate property `type`")
    );
}
