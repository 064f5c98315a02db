use super::*;

/// A format: its check, texts that are of it, and texts that are not.
type Row = (
    fn(&str) -> bool,
    &'static [&'static str],
    &'static [&'static str],
);

#[rustfmt::skip]
const TABLE: &[Row] = &[
    (date, &["1963-06-19", "2020-02-29", "2000-02-29", "0000-01-01"],
        &["", "2021-02-29", "1900-02-29", "2020-04-31", "2020-00-01", "2020-13-01", "2020-01-00", "2020-1-01", "2020-01-0৪", "2020-01-01Z"]),
    (time, &["08:30:06Z", "08:30:06.5z", "23:59:60Z", "15:59:60-08:00", "00:29:60-23:30", "12:34:56-00:00"],
        &["", "08:30:06", "24:00:00Z", "08:60:00Z", "08:30:61Z", "22:59:60Z", "08:30:06.Z", "08:30:06+24:00", "08:30:06+00:60", "08:30:06+0100", "08:30:06ZZ"]),
    (date_time, &["1963-06-19T08:30:06.283185Z", "1998-12-31t23:59:60z", "1937-01-01T12:00:27.87+00:20"],
        &["", "1963-06-19", "1963-06-19 08:30:06Z", "1963-06-19T08:30:06", "1963-02-30T08:30:06Z", "é963-06-19T08:30:06Z", "1963-06-1৪T00:00:00Z"]),
    (duration, &["P4DT12H30M5S", "P4Y", "PT0S", "P1M", "PT1M", "P3W", "P1Y2M3D", "PT1H2M", "P0D"],
        &["", "P", "PT", "P1", "1D", "P1YT", "PT1D", "P1D2H", "P2D1Y", "P1Y1D", "PT1H1S", "P1W1D", "P1Y2W", "P1.5D", "P-1D", "p1D", "P১Y", "PTT1S"]),
    (email, &["joe.bloggs@example.com", "te~st@example.com", "\"joe bloggs\"@example.com"],
        &["", "2962", "@example.com", "joe@", ".a@example.com", "a..b@example.com", "실례@example.com"]),
    (idn_email, &["실례@실례.테스트", "a@example.com"], &["", "2962", "@실례"]),
    (hostname, &["www.example.com", "1host", "a--b.com", "xn--4gbwdl.xn--wgbh1c"],
        &["", ".", "a.", ".a", "a..b", "-a", "a-", "a_b", "실례.com", "xn--X", "a b", "a\n"]),
    (idn_hostname, &["실례.테스트", "a。b", "bücher.example", "l·l", "א0", "例え.jp"],
        &["", "。", "a..b", "-ü", "ü-", "̀a", "a·l", "aא", "0a.א", "𝕏.com", "ü ü", "〮실례"]),
    (ipv4, &["0.0.0.0", "255.255.255.255"], &["", "256.0.0.0", "1.2.3", "01.2.3.4", "1.2.3.4.5", "1.2.3.4 "]),
    (ipv6, &["::", "::1", "1::d6:192.168.0.1"], &["", "1", "::1%eth1", "1::2::3", "fe80::/64", "[::1]", "12345::"]),
    (uri, &["http://a.b/c?d#e", "urn:a:b", "mailto:a@b.c", "ldap://[2001:db8::7]/c=GB"],
        &["", "/a", "//a/b", "http://a b", "http://a/é", "1http://a", "http://a/%6G", "http://a:b/"]),
    (uri_reference, &["", "/a", "//a/b", "#a", "?a", "http://a"], &["\\\\a\\b", "#a\\b", "/é", "1:b"]),
    (iri, &["http://ƒøø.ßår/?∂éœ=πîx#πîüx"], &["", "/é", "http://é é"]),
    (iri_reference, &["", "/é", "#é"], &["\\\\é", "#a\\b"]),
    (uri_template, &["", "a/{b:1}/{c*}", "{+a,b.c}", "é{%41}"], &["{", "}", "{}", "{a", "a}", "{a,}", "{a:0}", "{a:10000}", "{a=b}", "a b", "%4", "{%4}"]),
    (json_pointer, &["", "/", "/a~0b~1/%"], &["a", "#", "/~", "/~2", "/~0~"]),
    (relative_json_pointer, &["0", "1/a", "10#"], &["", "/a", "01", "-1", "1##", "1#/a", "১/a", "1~"]),
    (uuid, &["2EB8AA08-aa98-11ea-b4aa-73b441d16380", "00000000-0000-0000-0000-000000000000"],
        &["", "2eb8aa08-aa98-11ea-b4aa-73b441d1638", "2eb8aa08aa9811eab4aa73b441d16380", "{2eb8aa08-aa98-11ea-b4aa-73b441d16380}",
          "2eb8aa08-aa98-11ea-b4aa73b441d16380-", "2eb8aa08-aa98-11ea-b4aa-73b441d1638é", "2eb8aa0g-aa98-11ea-b4aa-73b441d16380"]),
    (regex, &["", "^a+$", "(?<n>a)\\k<n>", "(?<=a)b", "[]"], &["^(abc]", "(?P<n>a)", "*", "a{2,1}", "\\"]),
    (base64, &["", "Zg=="], &["Zg", "Z===", "Zg==Zg==", "Zm9_"]),
];

#[test]
fn texts_are_of_their_formats_only() {
    for (row, (check, matching, others)) in TABLE.iter().enumerate() {
        for text in *matching {
            assert!(check(text), "row {row}: {text:?}");
        }
        for text in *others {
            assert!(!check(text), "row {row}: {text:?}");
        }
    }
}

#[test]
fn long_and_strange_texts_do_no_harm() {
    let long = |text: &str| text.repeat(50_000);
    let texts = [
        "a", "é", "xn--", "ü.", ".", "1", "P1Y", "%", "{a", "~0", "(", "[a-", "\\", "@", "\"", ":",
        "-", "=", "א", "\u{200d}",
    ];
    for text in texts {
        for text in [
            text.to_owned(),
            long(text),
            format!("xn--{}", long(text)),
            format!("a@{}", long(text)),
        ] {
            for (check, ..) in TABLE {
                let _ = check(&text);
            }
        }
    }
    // Each text with each character cut off or doubled.
    for (check, matching, others) in TABLE {
        for text in matching.iter().chain(*others) {
            for (index, _) in text.char_indices() {
                let (start, end) = text.split_at(index);
                let _ = (
                    check(start),
                    check(end),
                    check(&format!("{start}{text}{end}")),
                );
            }
        }
    }
}
