//! Types of the user's that are not what they replace.

mod own {
    use asyncapi_channels::Message;

    #[derive(Message, Clone, Debug, PartialEq)]
    pub struct Room {
        pub id: i64,
        #[message(required)]
        pub topic: Option<String>,
        pub tags: Vec<u8>,
        pub created: Option<String>,
        pub limits: Option<i64>,
    }

    #[derive(Message, Clone, Debug, PartialEq)]
    #[message(rename_all = "lowercase")]
    pub enum Mood {
        Glad,
        Bad,
    }
}

asyncapi_channels::asyncapi! {
    "api/rooms.yaml",
    replace = { "Room" = own::Room, "Mood" = own::Mood, "User" = ::std::vec::Vec<String> },
}

fn main() {}
