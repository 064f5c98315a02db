//! No bytes make the reader panic.

use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::Read;

const SEEDS: [&str; 6] = [
    "asyncapi: 3.0.0\nchannels:\n  a: &x\n    address: /a\n    messages:\n      m: {$ref: '#/components/messages/M'}\n  b: *x\ncomponents:\n  messages:\n    M: {payload: {type: object, <<: *x}}\n",
    "{\"a\":[1,2.5e3,\"\\ud83d\\ude00\"],\"b\":{\"$ref\":\"#/a/1\"},\"c\":null}",
    "---\n- |\n  text\n  more\n- >-\n  folded\n- !!str 1\n- ? k\n  : v\n...\n---\n",
    "%YAML 1.2\n---\n\"a\": 'b''c'\r\nd: \"\\x41\\n\"\r\n\te: 1\r\n",
    "a: {$ref: '#/b'}\nb: {$ref: '#/c/d'}\nc: {$ref: '#e'}\nz: {$id: '#e', d: {$ref: 'x.yaml#/a%20b'}}\nä: ö # ü\n",
    "$id: http://a.b/c/d?e\ndefinitions: {x: {$id: ../y/./z, $anchor: n, items: {$ref: '../c/d?e#/definitions/x'}}}\nitems: [{$ref: '/y/z#n'}, {$ref: 'urn:u:v'}]\n",
];

/// A small generator of numbers that look random, the same each time.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % bound as u64).unwrap_or(0)
    }
}

fn read_all(text: &str) {
    let mut read = Read::inline("m.yaml", text);
    if let Some(root) = read.root.clone() {
        let mut open = vec![root];
        while let Some(node) = open.pop() {
            read.documents
                .resolve(&node, &mut read.sources, &mut read.diagnostics);
            read.documents.pointer(node.span());
            open.extend(node.as_array().unwrap_or_default().iter().cloned());
            open.extend(
                node.as_object()
                    .unwrap_or_default()
                    .iter()
                    .map(|entry| entry.value.clone()),
            );
        }
        let _ = (
            read.root().to_json(),
            read.root().json_eq(&read.root().clone()),
        );
    }
    let _ = read.report();
}

#[test]
fn changed_documents_never_panic() {
    let interesting = b"\0\t\n\r !\"#%&'*,-:>?@[]`{|}~\\<$./\x7f\x80\xc3\xef\xf0\xff";
    let mut random = Random(0x9E37_79B9_7F4A_7C15);
    for round in 0..4000 {
        let mut bytes = SEEDS[round % SEEDS.len()].as_bytes().to_vec();
        for _ in 0..=random.below(4) {
            let at = random.below(bytes.len().max(1));
            match random.below(6) {
                0 => bytes.truncate(at),
                1 => bytes.insert(at, interesting[random.below(interesting.len())]),
                2 if at < bytes.len() => drop(bytes.remove(at)),
                3 if at < bytes.len() => bytes[at] ^= 1 << random.below(8),
                4 => {
                    let end = (at + random.below(20)).min(bytes.len());
                    let part = bytes[at.min(end)..end].to_vec();
                    let to = random.below(bytes.len() + 1);
                    bytes.splice(to..to, part);
                }
                _ if at < bytes.len() => bytes[at] = interesting[random.below(interesting.len())],
                _ => {}
            }
        }
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let outcome = catch_unwind(AssertUnwindSafe(|| read_all(&text)));
        assert!(outcome.is_ok(), "panicked on {text:?}");
    }
}

#[test]
fn every_prefix_is_read() {
    for seed in SEEDS {
        for (end, _) in seed.char_indices() {
            read_all(&seed[..end]);
        }
    }
}
