//! Integers that the document allows and the field cannot hold.

#[derive(asyncapi_channels::Message)]
#[message(spec = "api/integers.yaml", schema = "Counts")]
struct Counts {
    /// Fits: the bounds are those of a byte.
    small: u8,
    short: u8,
    signed: u16,
    long: i32,
    open: i16,
    /// Fits: that it is not negative is for the user to know.
    unsigned: u32,
}

fn main() {}
