//! Whether what is checked is being read from a text.

use std::cell::Cell;

thread_local! {
    static CHECKING: Cell<bool> = const { Cell::new(false) };
}

/// Reads a frame, or a value that was written to be read as another: `check` says whether it is to
/// be valid.
#[inline]
pub(crate) fn reading<T>(check: bool, read: impl FnOnce() -> T) -> T {
    struct Restore(bool);

    impl Drop for Restore {
        #[inline]
        fn drop(&mut self) {
            set_checking(self.0);
        }
    }

    let _restore = Restore(set_checking(check));
    read()
}

/// Whether a text is being read that is also checked. That no two alternatives match is then decided
/// on that text: a value that was read has constants that the text may lack.
pub(crate) fn is_checking() -> bool {
    CHECKING.get()
}

#[inline]
fn set_checking(checking: bool) -> bool {
    CHECKING.replace(checking)
}
