//! The runtime under another name, from the root and from the list of crates.

#![deny(warnings)]

extern crate asyncapi_channels as channels;

pub mod vendored {
    pub use asyncapi_channels as runtime;
}

pub mod by_crate {
    channels::asyncapi!("../documents/everything.yaml", crate = channels);
}

pub mod by_path {
    channels::asyncapi!("../documents/everything.yaml", crate = ::channels);
}

pub mod by_module {
    channels::asyncapi!("../documents/everything.yaml", crate = crate::vendored::runtime);
}

pub mod derived {
    pub mod inner {
        use super::super::channels as runtime;

        #[derive(runtime::Message)]
        #[message(crate = super::super::channels)]
        pub struct Say {
            pub text: String,
        }

        #[derive(runtime::Channel)]
        #[channel(crate = super::super::channels, address = "/", client = Say)]
        pub struct Room;
    }
}

fn main() {}
