//! Whether a payload can have a tag among its properties: asked at compile time.

use crate::describe::Shape;

/// Fails for a type that is known to be no object.
#[track_caller]
pub const fn can_have_tag(shape: &Shape) {
    match shape {
        Shape::Opaque | Shape::Any | Shape::Map(_) | Shape::Defined { .. } => {}
        Shape::Same { shape, .. } => can_have_tag(shape),
        _ => panic!(
            "a payload that is no object cannot have the tag among its properties: with \
             `content = \"…\"`, it is a property beside the tag"
        ),
    }
}
