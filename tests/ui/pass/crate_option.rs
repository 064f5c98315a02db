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

fn main() {}
