//! Bounds on the work of reading nested unions.
//!
//! A union reads its value's text anew, and its alternatives may hold unions again. serde_json's
//! limit on nesting starts over with each text, and alternatives that are tried one after the other
//! multiply with each level; so both are bounded here, for everything inside the outermost union.

use std::cell::Cell;

/// How deep arrays and objects may nest: as deep as serde_json allows.
const NESTING: usize = 127;
/// How many unions may be inside each other.
const UNIONS: u32 = 128;
/// How often, on average, each byte may be read in vain.
const RETRIES: usize = 64;
/// How many bytes may always be read in vain, however short the text is.
const FREE: usize = 1 << 16;

#[derive(Clone, Copy)]
struct State {
    /// Whether a frame is being read that is also checked.
    checking: bool,
    unions: u32,
    /// How many bytes may still be read in vain.
    budget: usize,
}

thread_local! {
    static STATE: Cell<State> = const { Cell::new(State { checking: false, unions: 0, budget: 0 }) };
}

/// Reads a frame, or checks what was read from one: `check` says whether it is to be valid.
pub(crate) fn reading<T>(check: bool, read: impl FnOnce() -> T) -> T {
    struct Restore(bool);

    impl Drop for Restore {
        fn drop(&mut self) {
            set_checking(self.0);
        }
    }

    let _restore = Restore(set_checking(check));
    read()
}

/// Whether a frame is being read that is also checked. That no two alternatives match is then
/// decided on the frame's own text: a value that was read has constants that the text may lack.
pub(crate) fn is_checking() -> bool {
    STATE.get().checking
}

fn set_checking(checking: bool) -> bool {
    let mut state = STATE.get();
    let before = std::mem::replace(&mut state.checking, checking);
    STATE.set(state);
    before
}

/// Counts one union for as long as it is read.
pub(crate) struct Guard(());

/// Enters a union, whose value has this text.
pub(crate) fn enter(json: &str) -> Result<Guard, &'static str> {
    const TOO_DEEP: &str = "recursion limit exceeded";
    let mut state = STATE.get();
    if state.unions == 0 {
        if nesting(json) > NESTING {
            return Err(TOO_DEEP);
        }
        state.budget = json.len().saturating_mul(RETRIES).saturating_add(FREE);
    } else if state.unions == UNIONS {
        return Err(TOO_DEEP);
    }
    state.unions += 1;
    STATE.set(state);
    Ok(Guard(()))
}

impl Guard {
    /// Whether another alternative may be tried.
    pub(crate) fn may_try(&self) -> bool {
        STATE.get().budget > 0
    }

    /// Counts an alternative that was tried in vain.
    pub(crate) fn failed(&self, json: &str) {
        let mut state = STATE.get();
        state.budget = state.budget.saturating_sub(json.len().max(1));
        STATE.set(state);
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        let mut state = STATE.get();
        state.unions = state.unions.saturating_sub(1);
        STATE.set(state);
    }
}

/// How deep arrays and objects nest in a JSON text.
fn nesting(json: &str) -> usize {
    if json.len() <= NESTING {
        return 0;
    }
    let (mut deepest, mut depth) = (0_usize, 0_usize);
    let mut bytes = json.bytes();
    while let Some(byte) = bytes.next() {
        match byte {
            b'[' | b'{' => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            b']' | b'}' => depth = depth.saturating_sub(1),
            b'"' => {
                while let Some(byte) = bytes.next() {
                    match byte {
                        b'"' => break,
                        b'\\' => {
                            bytes.next();
                        }
                        _ => {}
                    }
                }
            }
            _ => {}
        }
    }
    deepest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nesting_counts_brackets_outside_of_texts() {
        let pad = " ".repeat(NESTING);
        let text = |json: &str| nesting(&format!("{json}{pad}"));
        assert_eq!(text("1"), 0);
        assert_eq!(text(r#"[{"a":[]},[[]]]"#), 3);
        assert_eq!(text(r#"["[[[[\"[[[",[]]"#), 2);
        assert_eq!(text(r#"["\\",[[]]]"#), 3);
        assert_eq!(text(r#"]]]["#), 1);
        assert_eq!(text(r#"["[["#), 1);
    }

    #[test]
    fn unions_are_counted_while_they_are_read() {
        let guards: Vec<_> = (0..UNIONS).map(|_| enter("1").ok()).collect();
        assert!(guards.iter().all(Option::is_some));
        assert!(enter("1").is_err());
        drop(guards);
        assert!(enter("1").is_ok());
    }

    #[test]
    fn trials_in_vain_are_bounded() {
        let outer = enter("{}").unwrap();
        let inner = enter("{}").unwrap();
        let mut trials = 0;
        while inner.may_try() {
            inner.failed("{}");
            trials += 1;
        }
        assert_eq!(trials, (2 * RETRIES + FREE) / 2);
        assert!(!outer.may_try());
        drop((outer, inner));
        assert!(enter("{}").unwrap().may_try());
    }
}
