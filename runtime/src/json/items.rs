//! Writing arrays whose first items have types of their own.

use super::{WriteJson, Writer};

/// The items of an array that is being written.
#[derive(Debug)]
pub struct ItemWriter<'w> {
    out: &'w mut Writer,
    /// How many items were to be written.
    count: usize,
    /// The first item that is not there.
    end: Option<usize>,
}

impl<'w> ItemWriter<'w> {
    /// Begins an array.
    pub fn new(out: &'w mut Writer) -> Self {
        out.raw("[");
        Self {
            out,
            count: 0,
            end: None,
        }
    }

    /// Writes an item that is always there.
    pub fn item<T: WriteJson>(&mut self, item: &T) {
        self.write(|out| out.value(item));
    }

    /// The same by a function.
    pub fn item_by<T>(&mut self, item: &T, write: impl FnOnce(&mut Writer, &T)) {
        self.write(|out| write(out, item));
    }

    /// Writes an item if it is there. The array ends with the first that is not, so none may follow
    /// it.
    pub fn optional_item<T: WriteJson>(&mut self, item: &Option<T>) {
        match item {
            Some(item) => self.item(item),
            None => self.absent(),
        }
    }

    /// The same by a function.
    pub fn optional_item_by<T>(&mut self, item: &Option<T>, write: impl FnOnce(&mut Writer, &T)) {
        match item {
            Some(item) => self.item_by(item, write),
            None => self.absent(),
        }
    }

    /// Writes the items that follow.
    pub fn rest<T: WriteJson>(&mut self, rest: &[T]) {
        rest.iter().for_each(|item| self.item(item));
    }

    /// The same by a function.
    pub fn rest_by<T>(&mut self, rest: &[T], write: impl Fn(&mut Writer, &T)) {
        rest.iter().for_each(|item| self.item_by(item, &write));
    }

    /// Ends the array.
    pub fn end(self) {
        self.out.end("]");
    }

    fn absent(&mut self) {
        self.end.get_or_insert(self.count);
        self.count += 1;
    }

    fn write(&mut self, write: impl FnOnce(&mut Writer)) {
        if let Some(end) = self.end {
            self.out.fail(format!(
                "item {} of the array is there, but item {end} is not",
                self.count
            ));
        }
        self.count += 1;
        write(self.out);
        self.out.raw(",");
    }
}
