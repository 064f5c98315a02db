//! Runnable programs live beside this file as examples; this library is empty.
