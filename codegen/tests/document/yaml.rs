use asyncapi_channels_codegen::document::{Node, Number, Value};

use crate::{Read, json, messages, report};

#[test]
fn plain_scalars_follow_the_core_schema() {
    let cases = [
        ("yes", r#""yes""#),
        ("no", r#""no""#),
        ("on", r#""on""#),
        ("off", r#""off""#),
        ("y", r#""y""#),
        ("n", r#""n""#),
        ("null", "null"),
        ("Null", "null"),
        ("NULL", "null"),
        ("nULL", r#""nULL""#),
        ("~", "null"),
        ("", "null"),
        ("true", "true"),
        ("True", "true"),
        ("TRUE", "true"),
        ("tRUE", r#""tRUE""#),
        ("false", "false"),
        ("False", "false"),
        ("FALSE", "false"),
        ("0", "0"),
        ("-0", "-0"),
        ("+12", "12"),
        ("-19", "-19"),
        ("007", "7"),
        ("0x1F", "31"),
        ("0o17", "15"),
        (
            "0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF",
            "87112285931760246646623899502532662132735",
        ),
        ("0x", r#""0x""#),
        ("0xG", r#""0xG""#),
        ("0b11", r#""0b11""#),
        ("1_000", r#""1_000""#),
        ("9007199254740993", "9007199254740993"),
        (
            "123456789012345678901234567890",
            "123456789012345678901234567890",
        ),
        ("1.10", "1.10"),
        (".5", "0.5"),
        ("-.5", "-0.5"),
        ("5.", "5.0"),
        ("1e3", "1e3"),
        ("1.e+3", "1.0e+3"),
        ("1E400", "1E400"),
        (".", r#"".""#),
        ("-", r#"[null]"#),
        ("+", r#""+""#),
        ("1e", r#""1e""#),
        ("1.2.3", r#""1.2.3""#),
        ("3.0.0", r#""3.0.0""#),
        ("2024-01-01", r#""2024-01-01""#),
        ("12:30", r#""12:30""#),
        (".inf", r#"".inf""#),
        ("-.inf", r#""-.inf""#),
        (".nan", r#"".nan""#),
        ("'1'", r#""1""#),
        ("\"true\"", r#""true""#),
        ("'null'", r#""null""#),
        ("''", r#""""#),
        ("日本語", r#""日本語""#),
    ];
    for (text, expected) in cases {
        let text = if text == "-" {
            "a:\n- \n".to_owned()
        } else {
            format!("a: {text}\n")
        };
        assert_eq!(json(&text), format!(r#"{{"a":{expected}}}"#), "{text}");
    }
}

#[test]
fn tags() {
    assert_eq!(
        json(
            "[!!str 1, !!str true, !!int '7', !!float '1.5', !!float 2, !!bool 'true', !!null '']"
        ),
        r#"["1","true",7,1.5,2,true,null]"#
    );
    assert_eq!(
        json("[! 1, !!map {a: 1}, !!seq [1], !!str ]"),
        r#"["1",{"a":1},[1],""]"#
    );
    assert_eq!(json("[!<tag:yaml.org,2002:str> 1]"), r#"["1"]"#);
    assert_eq!(
        messages("a: !!int x"),
        ["doc.yaml:1:10: `x` is not a value for the tag `!!int`"]
    );
    assert_eq!(
        messages("a: !!int 1.5"),
        ["doc.yaml:1:10: `1.5` is not a value for the tag `!!int`"]
    );
    assert_eq!(
        messages("a: !!map [1]"),
        ["doc.yaml:1:4: the tag `!!map` cannot stand before an array"]
    );
    let read = Read::inline("doc.yaml", "a: !thing 12\nb: !other {c: 1}\nc: !q '1'\n");
    assert_eq!(read.root().to_json(), r#"{"a":12,"b":{"c":1},"c":"1"}"#);
    assert!(!read.diagnostics.has_errors());
    assert_eq!(
        messages("a: !thing 12\nb: !other {c: 1}\n"),
        [
            "doc.yaml:1:4: warning: the tag `!thing` is ignored",
            "doc.yaml:2:4: warning: the tag `!other` is ignored"
        ]
    );
}

#[test]
fn scalars_keep_their_text() {
    let read = Read::inline(
        "d.yaml",
        "a: 1.10\nb: 0x1F\nc: True\nd: ~\ne: 'x\\y'\nf: 1.0\ng: [1]\nh:\n",
    );
    let text = |key: &str| read.at(&[key]).scalar_text().map(str::to_owned);
    assert_eq!(text("a").as_deref(), Some("1.10"));
    assert_eq!(text("b").as_deref(), Some("0x1F"));
    assert_eq!(text("c").as_deref(), Some("True"));
    assert_eq!(text("d").as_deref(), Some("~"));
    assert_eq!(text("e").as_deref(), Some("x\\y"));
    assert_eq!(text("g"), None);
    assert_eq!(text("h").as_deref(), Some(""));
    assert_eq!(read.at(&["a"]).kind_name(), "number");
    assert_eq!(read.at(&["b"]).kind_name(), "integer");
    assert_eq!(read.at(&["f"]).kind_name(), "integer");
    assert_eq!(read.at(&["g"]).kind_name(), "array");
}

#[test]
fn numbers() {
    let number = |text: &str| Number::parse(text).expect("a number");
    assert_eq!(number("1e3").as_i128(), Some(1000));
    assert_eq!(number("1500e-2").as_i128(), Some(15));
    assert_eq!(number("1.5").as_i128(), None);
    assert_eq!(number("-0.0").as_i128(), Some(0));
    assert_eq!(number("1e400").as_i128(), None);
    assert!(number("1e400").is_integer());
    assert!(!number("1e-400").is_integer());
    assert!(number("1e99999999999999999999").is_integer());
    assert!(!number("1e-99999999999999999999").is_integer());
    assert_eq!(
        number("-170141183460469231731687303715884105728").as_i128(),
        Some(i128::MIN)
    );
    assert_eq!(
        number("170141183460469231731687303715884105728").as_i128(),
        None
    );
    assert_eq!(number("0.1").as_f64(), 0.1);
    assert!(number("1").same_value(&number("1.0")));
    assert!(number("100").same_value(&number("1e2")));
    assert!(number("0").same_value(&number("-0")));
    assert!(!number("9007199254740993").same_value(&number("9007199254740992")));
    let order = [
        "-1e999", "-10", "-9.5", "-1", "0", "1e-5", "1", "9.5", "10", "1e2", "1e999",
    ];
    for (i, a) in order.iter().enumerate() {
        for (j, b) in order.iter().enumerate() {
            assert_eq!(number(a).compare(&number(b)), i.cmp(&j), "{a} {b}");
        }
    }
}

#[test]
fn json_equality() {
    let read = Read::inline(
        "d",
        "[{a: 1, b: [1.0, x]}, {b: [1, x], a: 1e0}, {a: 1, b: [x, 1]}, '1', 1]",
    );
    let items = read.root().as_array().expect("an array");
    assert!(items[0].json_eq(&items[1]));
    assert!(!items[0].json_eq(&items[2]));
    assert!(!items[3].json_eq(&items[4]));
}

#[test]
fn keys_become_text() {
    assert_eq!(
        json("200: a\nnull: b\ntrue: c\n1.10: d\n0x1F: e\n'q': f\n"),
        r#"{"200":"a","null":"b","true":"c","1.10":"d","0x1F":"e","q":"f"}"#
    );
    assert_eq!(json("~: a\n"), r#"{"null":"a"}"#);
    assert_eq!(json("? a\n: b\n? c\n"), r#"{"a":"b","c":null}"#);
    assert_eq!(json("on: 1\nyes: 2\n"), r#"{"on":1,"yes":2}"#);
}

#[test]
fn complex_keys_are_refused_and_left_out() {
    let text = "? [a, b]\n: 1\nc: 2\n? {d: 1}\n: {e: 3}\n";
    let read = Read::inline("doc.yaml", text);
    assert_eq!(read.root().to_json(), r#"{"c":2}"#);
    assert_eq!(
        messages(text),
        [
            "doc.yaml:1:3: an array or an object cannot be a key",
            "doc.yaml:4:3: an array or an object cannot be a key"
        ]
    );
    let all = messages(&"? ".repeat(100_000));
    assert_eq!(
        all,
        [
            "doc.yaml:1:3: an array or an object cannot be a key",
            "doc.yaml:1:257: more than 128 arrays and objects within each other"
        ]
    );
    let alias = "a: &x [1]\n*x : 2\n";
    assert_eq!(
        messages(alias),
        ["doc.yaml:2:1: an array or an object cannot be a key"]
    );
    assert_eq!(json("a: &x b\n*x : 2\n"), r#"{"a":"b","b":2}"#);
}

#[test]
fn duplicate_keys_show_both_places() {
    let text = "one:\n  a: 1\n  b: 2\n  a: 3\n";
    assert_eq!(
        Read::inline("doc.yaml", text).root().to_json(),
        r#"{"one":{"a":1,"b":2}}"#
    );
    assert_eq!(
        report(text),
        "\
doc.yaml:4:3: the key `a` is there twice
  at #/one
  |
4 |   a: 3
  |   ^
doc.yaml:2:3: it is here first
  |
2 |   a: 1
  |   ^
"
    );
    assert_eq!(
        messages("{1: a, '1': b}"),
        ["doc.yaml:1:8: the key `1` is there twice"]
    );
    assert_eq!(messages("a: 1\na: 2\na: 3\n").len(), 2);
}

#[test]
fn merges() {
    let base = "base: &b {x: 1, y: 2}\nmore: &m {y: 3, z: 4}\n";
    let of = |text: &str| {
        Read::inline("doc.yaml", &format!("{base}{text}"))
            .at(&["t"])
            .to_json()
    };
    assert_eq!(
        of("t:\n  a: 0\n  <<: *b\n  y: 9\n"),
        r#"{"a":0,"x":1,"y":9}"#
    );
    assert_eq!(of("t:\n  <<: [*b, *m]\n"), r#"{"x":1,"y":2,"z":4}"#);
    assert_eq!(of("t:\n  y: 0\n  <<: [*m, *b]\n"), r#"{"y":0,"z":4,"x":1}"#);
    assert_eq!(of("t:\n  <<: {q: 1}\n"), r#"{"q":1}"#);
    assert_eq!(of("t:\n  '<<': *b\n"), r#"{"<<":{"x":1,"y":2}}"#);
    assert_eq!(json("a: <<\n"), r#"{"a":"<<"}"#);
    assert_eq!(
        messages("a:\n  <<: 12\n"),
        ["doc.yaml:2:7: `<<` cannot merge 12"]
    );
    assert_eq!(
        messages("a:\n  <<: [{b: 1}, x]\n"),
        ["doc.yaml:2:16: `<<` cannot merge \"x\""]
    );
    assert_eq!(
        messages("a:\n  <<: {b: 1}\n  <<: {c: 1}\n"),
        ["doc.yaml:3:3: the key `<<` is there twice"]
    );
}

#[test]
fn an_alias_is_the_node_of_its_anchor() {
    let read = Read::inline(
        "doc.yaml",
        "a: &x {b: 1}\nc: *x\nd: [*x, &y 1, *y]\n&k key: *k\n",
    );
    assert_eq!(
        read.root().to_json(),
        r#"{"a":{"b":1},"c":{"b":1},"d":[{"b":1},1,1],"key":"key"}"#
    );
    assert!(read.at(&["a"]).ptr_eq(&read.at(&["c"])));
    assert_eq!(read.at(&["a"]).id(), read.at(&["c"]).id());
    // The last definition before the alias counts.
    assert_eq!(json("[&x 1, *x, &x 2, *x]"), "[1,1,2,2]");
}

#[test]
fn bad_aliases() {
    assert_eq!(
        report("a: *nobody\nb: 1\n"),
        "\
doc.yaml:1:4: no anchor `&nobody` before this alias
  at #/a
  |
1 | a: *nobody
  |    ^^^^^^^
  = help: write `&nobody` before the value that it stands for
"
    );
    assert_eq!(
        messages("a: &x\n  b: *x\n"),
        ["doc.yaml:2:6: the alias `*x` is inside of what it stands for"]
    );
    assert_eq!(
        messages("&x [*x]"),
        ["doc.yaml:1:5: the alias `*x` is inside of what it stands for"]
    );
}

#[test]
fn aliases_cannot_grow_without_bound() {
    let mut text = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for level in 1..9 {
        let list = vec![format!("*a{}", level - 1); 10].join(", ");
        text.push_str(&format!("a{level}: &a{level} [{list}]\n"));
    }
    let all = messages(&text);
    assert_eq!(all.len(), 1, "{all:?}");
    assert!(
        all[0].contains("with the alias `*a4` the document grows beyond 1000000 values"),
        "{all:?}"
    );

    // The same with merges.
    let mut text = String::from("a0: &a0 {k: 1}\n");
    for level in 1..40 {
        text.push_str(&format!(
            "a{level}: &a{level} {{<<: *a{0}, l{level}: *a{0}, m{level}: *a{0}}}\n",
            level - 1
        ));
    }
    let all = messages(&text);
    assert_eq!(all.len(), 1, "{all:?}");
    assert!(all[0].contains("grows beyond"), "{all:?}");
}

#[test]
fn aliases_cannot_grow_deep() {
    let mut text = String::from("a0: &a0 [x]\n");
    for level in 1..200 {
        text.push_str(&format!("a{level}: &a{level} [*a{}]\n", level - 1));
    }
    let all = messages(&text);
    assert_eq!(
        all,
        ["doc.yaml:128:14: more than 128 arrays and objects within each other"]
    );
}

#[test]
fn depth_is_bounded() {
    let nested = |open: &str, close: &str, times: usize| {
        format!("{}1{}", open.repeat(times), close.repeat(times))
    };
    json(&nested("[", "]", 128));
    json(&nested("{a: ", "}", 128));
    for text in [
        nested("[", "]", 129),
        nested("{a: ", "}", 129),
        nested("[", "]", 100_000),
        nested("{a: ", "}", 100_000),
        nested("{\"a\":[", "]}", 100_000),
        "[".repeat(100_000),
        "- ".repeat(100_000),
        (0..2000)
            .map(|level| format!("{}a:\n", " ".repeat(level)))
            .collect(),
        format!("{}{}", "- ".repeat(100), nested("[", "]", 100)),
    ] {
        let all = messages(&text);
        assert_eq!(all.len(), 1, "{all:?}");
        assert!(
            all[0].ends_with("more than 128 arrays and objects within each other"),
            "{all:?}"
        );
    }
}

#[test]
fn documents_in_one_file() {
    assert_eq!(json("---\na: 1\n"), r#"{"a":1}"#);
    assert_eq!(json("a: 1\n---\n"), r#"{"a":1}"#);
    assert_eq!(json("a: 1\n...\n---\n# nothing\n...\n"), r#"{"a":1}"#);
    assert_eq!(json("%YAML 1.2\n---\na: 1\n"), r#"{"a":1}"#);
    let text = "a: 1\n---\nb: 2\n---\nc: 3\n";
    assert_eq!(
        messages(text),
        ["doc.yaml:3:1: a second document in the same file"]
    );
    assert_eq!(Read::inline("d", text).root().to_json(), r#"{"a":1}"#);
}

#[test]
fn empty_documents() {
    for text in [
        "",
        "\n\n",
        "# only a comment\n",
        "---\n",
        "---\n...\n",
        "\u{FEFF}",
    ] {
        let read = Read::inline("doc.yaml", text);
        assert!(read.root.is_none());
        assert_eq!(
            messages(text),
            ["doc.yaml:1:1: the document is empty"],
            "{text:?}"
        );
    }
}

#[test]
fn line_ends_and_byte_order_marks() {
    assert_eq!(
        json("\u{FEFF}a: 1\r\nb: |\r\n  x\r\n  y\r\n"),
        r#"{"a":1,"b":"x\ny\n"}"#
    );
    let read = Read::inline("doc.yaml", "\u{FEFF}a: 1\r\nä: *x\r\n");
    assert!(
        read.report().starts_with("doc.yaml:2:4: "),
        "{}",
        read.report()
    );
    let read = Read::inline("doc.yaml", "a: 1\rb: *x\r");
    assert!(
        read.report().starts_with("doc.yaml:2:4: "),
        "{}",
        read.report()
    );
}

#[test]
fn tabs() {
    let text = "a:\n\tb: 1\n";
    let all = report(text);
    assert!(all.starts_with("doc.yaml:2:"), "{all}");
    assert!(all.contains("= help: indent with spaces"), "{all}");
    assert_eq!(
        json("{\n\t\"a\": 1,\n\t\"b\": [\n\t\t1,\n\t\t2\n\t]\n}\n"),
        r#"{"a":1,"b":[1,2]}"#
    );
    assert_eq!(json("a:\t1\t# c\n"), r#"{"a":1}"#);
}

#[test]
fn json_input() {
    assert_eq!(
        json(
            r#"{"a":"\u0041\n\/\ud83d\ude00","b":1E+2,"c":[],"d":{},"e":-0.0,"f":"\u0000\u007f"}"#
        ),
        "{\"a\":\"A\\n/😀\",\"b\":1E+2,\"c\":[],\"d\":{},\"e\":-0.0,\"f\":\"\\u0000\u{7f}\"}"
    );
    let key = "k".repeat(5000);
    assert_eq!(
        json(&format!("{{\"{key}\":1}}")),
        format!("{{\"{key}\":1}}")
    );
    assert_eq!(
        json(&format!("{{\"a\": {{\"{key}\":[{{\"{key}\" : 1}}]}}}}")).len(),
        10_019
    );
    assert_eq!(json(&format!("{key}: 1")), format!("{{\"{key}\":1}}"));
    assert_eq!(messages(r#"{"a": "\ud83d"}"#).len(), 1);
    assert_eq!(json("{\"a\"\n:\n1}"), r#"{"a":1}"#);
}

#[test]
fn syntax_errors_are_one_error_with_a_place() {
    for (text, place) in [
        ("a: [1, 2\nb: 3\n", "doc.yaml:2:"),
        ("a: 'x\n", "doc.yaml:"),
        ("a: b: c\n", "doc.yaml:1:5: "),
        ("a: @x\n", "doc.yaml:1:4: "),
        ("a: 1\n b: 2\n", "doc.yaml:2:"),
        ("a: }\n", "doc.yaml:1:4: "),
        ("a: \"\\q\"\n", "doc.yaml:1:"),
    ] {
        let read = Read::inline("doc.yaml", text);
        assert!(read.root.is_none(), "{text}");
        assert_eq!(read.diagnostics.iter().count(), 1);
        assert!(read.report().starts_with(place), "{}", read.report());
        assert!(
            read.report().contains(": invalid YAML: "),
            "{}",
            read.report()
        );
    }
    assert_eq!(
        report("a: b: c\n"),
        "\
doc.yaml:1:5: invalid YAML: mapping values are not allowed in this context
  |
1 | a: b: c
  |     ^
  = help: write quotes around text that has `: ` in it, or check the indentation
"
    );
}

#[test]
fn places() {
    let text = "top:\n  list:\n    - one\n    - {two: 2}\n  text: |\n    long\n    text\n  quoted: \"q\" # c\n  none:\n  flow: [1,\n    2]\nend: x\n";
    let read = Read::inline("doc.yaml", text);
    let covered = |node: &Node| read.sources.slice(node.span()).to_owned();
    assert_eq!(covered(read.root()), text.trim_end());
    assert_eq!(covered(&read.at(&["top", "list"])), "- one\n    - {two: 2}");
    let list = read.at(&["top", "list"]);
    let items = list.as_array().expect("an array");
    assert_eq!(covered(&items[0]), "one");
    assert_eq!(covered(&items[1]), "{two: 2}");
    assert_eq!(covered(&read.at(&["top", "quoted"])), "\"q\"");
    assert_eq!(covered(&read.at(&["top", "none"])), "");
    assert_eq!(covered(&read.at(&["top", "flow"])), "[1,\n    2]");
    assert_eq!(covered(&read.at(&["end"])), "x");
    let entry = read.root().entry("end").expect("a key");
    assert_eq!(read.sources.slice(entry.key_span), "end");
    assert!(covered(&read.at(&["top", "text"])).ends_with("long\n    text"));

    let pointer = |node: &Node| read.documents.pointer(node.span());
    assert_eq!(pointer(&items[1]).as_deref(), Some("#/top/list/1"));
    assert_eq!(
        pointer(&read.at(&["top", "none"])).as_deref(),
        Some("#/top/none")
    );
    assert_eq!(pointer(read.root()).as_deref(), Some("#"));
    assert_eq!(
        read.documents.pointer(entry.key_span).as_deref(),
        Some("#/end")
    );
}

#[test]
fn trees_can_be_made_by_hand() {
    let read = Read::inline("d", "a: 1");
    let span = read.root().span();
    let node = Node::new(
        Value::Array(vec![Node::new(Value::Bool(true), span), read.at(&["a"])]),
        span,
    );
    assert_eq!(node.to_json(), "[true,1]");
    assert_eq!(
        node.as_array().expect("an array")[0].scalar_text(),
        Some("true")
    );
    assert_eq!(
        Node::new(Value::String("\u{1}\"\\\n".into()), span).to_json(),
        r#""\u0001\"\\\n""#
    );
}
