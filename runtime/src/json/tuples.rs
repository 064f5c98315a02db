//! Arrays as tuples, read and written.

use super::{ReadError, ReadJson, Reader, WriteJson, Writer};

macro_rules! tuples {
    ($($count:literal: $($part:ident $index:tt),+;)*) => {$(
        impl<'de, $($part: ReadJson<'de>),+> ReadJson<'de> for ($($part,)+) {
            fn read_json(json: &mut Reader<'de>) -> Result<Self, ReadError> {
                const EXPECTED: &str = concat!("an array of ", $count, " items");
                let mut items = json.items(EXPECTED)?;
                let parts = ($(
                    match items.item::<$part>()? {
                        Some(part) => part,
                        None => return Err(items.wrong_length($index, EXPECTED)),
                    },
                )+);
                match items.skip_rest()? {
                    0 => Ok(parts),
                    more => Err(items.wrong_length($count + more, EXPECTED)),
                }
            }
        }

        impl<$($part: WriteJson),+> WriteJson for ($($part,)+) {
            fn write_json(&self, out: &mut Writer) {
                out.raw("[");
                $(
                    self.$index.write_json(out);
                    out.raw(",");
                )+
                out.end("]");
            }
        }
    )*};
}

tuples! {
    1: P0 0;
    2: P0 0, P1 1;
    3: P0 0, P1 1, P2 2;
    4: P0 0, P1 1, P2 2, P3 3;
    5: P0 0, P1 1, P2 2, P3 3, P4 4;
    6: P0 0, P1 1, P2 2, P3 3, P4 4, P5 5;
    7: P0 0, P1 1, P2 2, P3 3, P4 4, P5 5, P6 6;
    8: P0 0, P1 1, P2 2, P3 3, P4 4, P5 5, P6 6, P7 7;
    9: P0 0, P1 1, P2 2, P3 3, P4 4, P5 5, P6 6, P7 7, P8 8;
    10: P0 0, P1 1, P2 2, P3 3, P4 4, P5 5, P6 6, P7 7, P8 8, P9 9;
    11: P0 0, P1 1, P2 2, P3 3, P4 4, P5 5, P6 6, P7 7, P8 8, P9 9, P10 10;
    12: P0 0, P1 1, P2 2, P3 3, P4 4, P5 5, P6 6, P7 7, P8 8, P9 9, P10 10, P11 11;
}
