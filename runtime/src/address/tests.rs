use super::*;

fn matched(template: &str, target: &str) -> Result<(Pairs, Pairs), AddressError> {
    Template::parse(template).matches(target)
}

fn pairs(pairs: &[(&str, &str)]) -> Pairs {
    pairs
        .iter()
        .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()))
        .collect()
}

fn parameters(template: &str, target: &str) -> Option<Pairs> {
    match matched(template, target) {
        Ok((parameters, _)) => Some(parameters),
        Err(error) => {
            assert!(error.is_no_match(), "{error}");
            assert_eq!(error.status(), 404);
            None
        }
    }
}

#[test]
fn a_parameter_is_one_segment() {
    let template = "user/events/{userId}";
    assert_eq!(
        parameters(template, "/user/events/7"),
        Some(pairs(&[("userId", "7")]))
    );
    assert_eq!(parameters(template, "/user/events/7/8"), None);
    assert_eq!(parameters(template, "/user/events"), None);
    assert_eq!(parameters(template, "/x/user/events/7"), None);
    assert_eq!(parameters(template, "/users/events/7"), None);
}

#[test]
fn a_slash_at_either_end_makes_no_difference() {
    for template in ["/a/{b}", "a/{b}", "a/{b}/", "/a/{b}/"] {
        for target in ["/a/1", "/a/1/", "/a/1/?x=/", "a/1"] {
            assert_eq!(
                parameters(template, target),
                Some(pairs(&[("b", "1")])),
                "{target}"
            );
        }
        assert_eq!(parameters(template, "/a/1//"), None);
        assert_eq!(parameters(template, "//a/1"), None);
    }
    for template in ["", "/"] {
        for target in ["", "/", "/?a=b", "?a"] {
            assert_eq!(parameters(template, target), Some(vec![]), "{target}");
        }
        assert_eq!(parameters(template, "/a"), None);
    }
}

#[test]
fn a_dot_is_a_dot() {
    assert_eq!(parameters("feed.json", "/feed.json"), Some(vec![]));
    assert_eq!(parameters("feed.json", "/feedxjson"), None);
    assert_eq!(parameters("feed.json", "/feed%2Ejson"), Some(vec![]));
    assert_eq!(parameters("a+b(c)*", "/a+b(c)*"), Some(vec![]));
    assert_eq!(parameters("a+b(c)*", "/aab(c)"), None);
}

#[test]
fn an_escaped_slash_stays_within_a_parameter() {
    let found = Some(pairs(&[("path", "a/b"), ("x", "é 1")]));
    assert_eq!(
        parameters("files/{path}/{x}", "/files/a%2fb/%C3%A9%201"),
        found
    );
    assert_eq!(parameters("a/b", "/a%2Fb"), None);
}

#[test]
fn several_parameters_in_a_segment() {
    let template = "v{version}.json";
    assert_eq!(
        parameters(template, "/v1.0.json"),
        Some(pairs(&[("version", "1.0")]))
    );
    assert_eq!(
        parameters(template, "/v1.json.json"),
        Some(pairs(&[("version", "1.json")]))
    );
    assert_eq!(parameters(template, "/v.json"), None);
    assert_eq!(parameters(template, "/v"), None);
    assert_eq!(
        parameters("{a}-{b}", "/x-y-z"),
        Some(pairs(&[("a", "x"), ("b", "y-z")]))
    );
    assert_eq!(
        parameters("{a}-{b}", "/-y-z"),
        Some(pairs(&[("a", "-y"), ("b", "z")]))
    );
    assert_eq!(parameters("{a}-{b}", "/x-"), None);
    assert_eq!(parameters("{a}-{b}", "/xy"), None);
    assert_eq!(
        parameters("{a}{b}", "/éx"),
        Some(pairs(&[("a", "é"), ("b", "x")]))
    );
    assert_eq!(parameters("{a}{b}", "/x"), None);
    let found = Some(pairs(&[("a", "1"), ("b", "2"), ("c", "3")]));
    assert_eq!(parameters("x{a}.{b},{c}y", "/x1.2,3y"), found);
}

#[test]
fn an_escaped_separator_belongs_to_the_value() {
    let values = pairs(&[("a", "1,2"), ("b", "3")]);
    let (path, _) = Template::parse("{a},{b}").build(&values).unwrap();
    assert_eq!(path, "/1%2C2,3");
    assert_eq!(parameters("{a},{b}", &path), Some(values));
    // Without another one it is the separator after all.
    assert_eq!(
        parameters("{a},{b}", "/1%2C2"),
        Some(pairs(&[("a", "1"), ("b", "2")]))
    );
}

#[test]
fn an_empty_parameter_does_not_match() {
    assert_eq!(parameters("a/{b}", "/a/"), None);
    assert_eq!(parameters("a/{b}/c", "/a//c"), None);
    assert_eq!(parameters("{b}", "/"), None);
}

#[test]
fn the_query_is_no_part_of_a_parameter() {
    let (parameters, query) = matched("a/{b}", "/a/1?x=2&b=3#end").unwrap();
    assert_eq!(parameters, pairs(&[("b", "1")]));
    assert_eq!(query, pairs(&[("x", "2"), ("b", "3")]));
}

#[test]
fn a_query_is_decoded() {
    let (_, query) = matched("a", "/a?x=a+b%2Bc&x=%C3%A9&&flag&k%20=a=b").unwrap();
    let expected = [("x", "a b+c"), ("x", "é"), ("flag", ""), ("k ", "a=b")];
    assert_eq!(query, pairs(&expected));
}

#[test]
fn text_that_is_not_utf8_is_told() {
    let error = matched("a/{b}", "/a/%FF").unwrap_err();
    assert_eq!(
        (error.status(), error.key(), error.kind()),
        (400, Some("b"), Some(ParameterKind::Address))
    );
    let text = "parameter `b` = \"%FF\": expected UTF-8 text after percent-decoding";
    assert_eq!(error.to_string(), text);
    // The rest of the path is another channel's.
    assert_eq!(parameters("a/{b}/c", "/a/%FF/d"), None);
    assert_eq!(parameters("a", "/%FF"), None);
    let error = matched("a", "/a?q=%C3").unwrap_err();
    assert_eq!(
        (error.status(), error.kind()),
        (400, Some(ParameterKind::Query))
    );
    assert!(
        error
            .to_string()
            .starts_with("query parameter `q` = \"%C3\": "),
        "{error}"
    );
}

#[test]
fn a_lone_percent_sign_is_itself() {
    assert_eq!(parameters("{a}", "/100%"), Some(pairs(&[("a", "100%")])));
    assert_eq!(parameters("{a}", "/%zz%2"), Some(pairs(&[("a", "%zz%2")])));
    assert_eq!(
        parameters("{a}%{b}", "/1%2525"),
        Some(pairs(&[("a", "1"), ("b", "25")]))
    );
}

#[test]
fn a_path_is_built_with_all_reserved_characters_escaped() {
    let template = Template::parse("/a b/{x}/v{y}.json");
    let values = pairs(&[("x", "a/b?c#d%e é&=+:@"), ("y", "-._~")]);
    let (path, query) = template.build(&values).unwrap();
    let expected = "/a%20b/a%2Fb%3Fc%23d%25e%20%C3%A9%26%3D%2B%3A%40/v-._~.json";
    assert_eq!((path.as_str(), query.as_str()), (expected, ""));
    assert_eq!(parameters("/a b/{x}/v{y}.json", &path), Some(values));
}

#[test]
fn what_could_not_be_matched_is_not_built() {
    let build = |template, values: &[(&str, &str)]| {
        Template::parse(template)
            .build(&pairs(values))
            .map_err(|error| error.to_string())
    };
    assert_eq!(build("{a}", &[]).unwrap_err(), "parameters: missing `a`");
    let error = "parameter `a` = \"\": expected text that is not empty";
    assert_eq!(build("{a}", &[("a", "")]).unwrap_err(), error);
    let error = "parameter `a` = \"..\": a segment of a path must not be `.` or `..`";
    assert_eq!(build("x/{a}", &[("a", "..")]).unwrap_err(), error);
    assert!(build("{a}{b}", &[("a", "."), ("b", ".")]).is_err());
    assert!(build("{a}.", &[("a", ".")]).is_err());
    assert_eq!(build("{a}.x", &[("a", ".")]).unwrap().0, "/..x");
}

#[test]
fn a_template_may_have_a_query() {
    let template = "feed/{id}?version=2&token={token}";
    let values = pairs(&[("id", "1"), ("token", "a&b")]);
    let (path, query) = Template::parse(template).build(&values).unwrap();
    assert_eq!(
        (path.as_str(), query.as_str()),
        ("/feed/1", "version=2&token=a%26b")
    );
    let (found, rest) = matched(template, "/feed/1?x=y&token=a%26b&version=2").unwrap();
    assert_eq!((found, rest), (values, pairs(&[("x", "y")])));
    assert!(
        matched(template, "/feed/1?token=a&version=3")
            .unwrap_err()
            .is_no_match()
    );
    assert!(matched(template, "/feed/1").unwrap_err().is_no_match());
}

#[test]
fn braces_without_a_partner_are_text() {
    assert_eq!(parameters("a{b", "/a%7Bb"), Some(vec![]));
    assert_eq!(parameters("a}b", "/a}b"), Some(vec![]));
    assert_eq!(parameters("a{}", "/a%7B%7D"), Some(vec![]));
    assert_eq!(
        Template::parse("a{}{b").build(&[]).unwrap().0,
        "/a%7B%7D%7Bb"
    );
}
