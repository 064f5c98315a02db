//! Test targets under `tests/tests/`; this library is empty.
