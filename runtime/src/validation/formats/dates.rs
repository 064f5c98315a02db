//! Dates, times and durations (RFC 3339 section 5.6 and appendix A).

/// `date`: a day that the calendar has.
#[must_use]
pub fn date(text: &str) -> bool {
    is_date(text.as_bytes())
}

/// `time`: a time of day with its offset from UTC.
#[must_use]
pub fn time(text: &str) -> bool {
    is_time(text.as_bytes())
}

/// `date-time`: a date, a `T`, and a time.
#[must_use]
pub fn date_time(text: &str) -> bool {
    match text.as_bytes().split_at_checked(10) {
        Some((date, [b'T' | b't', time @ ..])) => is_date(date) && is_time(time),
        _ => false,
    }
}

/// `duration`: amounts from years to days, from hours to seconds, or of weeks alone. No unit between
/// two others may be left out.
#[must_use]
pub fn duration(text: &str) -> bool {
    let Some(amounts) = text.strip_prefix('P') else {
        return false;
    };
    let (days, time) = match amounts.split_once('T') {
        Some((days, time)) => (days, Some(time)),
        None => (amounts, None),
    };
    match time {
        None => has_amounts(days, "YMD") || has_amounts(days, "W"),
        Some(time) => (days.is_empty() || has_amounts(days, "YMD")) && has_amounts(time, "HMS"),
    }
}

/// Whether a text is amounts, each a number and a unit, of units that follow on each other.
fn has_amounts(text: &str, units: &str) -> bool {
    let mut rest = text;
    let mut unit = None;
    while !rest.is_empty() {
        let after = rest.trim_start_matches(|it: char| it.is_ascii_digit());
        let mut characters = after.chars();
        let next = characters.next().and_then(|it| units.find(it));
        let follows = unit.is_none_or(|unit| next == Some(unit + 1));
        if after.len() == rest.len() || next.is_none() || !follows {
            return false;
        }
        unit = next;
        rest = characters.as_str();
    }
    unit.is_some()
}

fn is_date(text: &[u8]) -> bool {
    let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = *text else {
        return false;
    };
    match (
        number(y1, y2),
        number(y3, y4),
        number(m1, m2),
        number(d1, d2),
    ) {
        (Some(century), Some(year), Some(month @ 1..=12), Some(day @ 1..)) => {
            day <= days(century, year, month)
        }
        _ => false,
    }
}

/// How many days a month has (RFC 3339 appendix C).
fn days(century: u8, year: u8, month: u8) -> u8 {
    let is_leap = if year == 0 {
        century.is_multiple_of(4)
    } else {
        year.is_multiple_of(4)
    };
    match month {
        2 if is_leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

fn is_time(text: &[u8]) -> bool {
    let [h1, h2, b':', m1, m2, b':', s1, s2, rest @ ..] = text else {
        return false;
    };
    let (Some(hour @ ..24), Some(minute @ ..60), Some(second @ ..=60)) =
        (number(*h1, *h2), number(*m1, *m2), number(*s1, *s2))
    else {
        return false;
    };
    let offset = match rest {
        [b'.', fraction @ ..] => {
            let digits = fraction.iter().take_while(|it| it.is_ascii_digit()).count();
            let (digits, offset) = fraction.split_at(digits);
            if digits.is_empty() {
                return false;
            }
            offset
        }
        offset => offset,
    };
    let Some(offset) = minutes_of_offset(offset) else {
        return false;
    };
    // A leap second is the last one of a day in UTC (RFC 3339 section 5.7).
    let minute_of_day = i32::from(hour) * 60 + i32::from(minute) - offset;
    second < 60 || minute_of_day.rem_euclid(DAY) == DAY - 1
}

/// The minutes of a day.
const DAY: i32 = 24 * 60;

/// `Z`, or an offset such as `+01:30`, in minutes.
fn minutes_of_offset(text: &[u8]) -> Option<i32> {
    match *text {
        [b'Z' | b'z'] => Some(0),
        [sign @ (b'+' | b'-'), h1, h2, b':', m1, m2] => {
            let hours = number(h1, h2).filter(|hours| *hours < 24)?;
            let minutes = number(m1, m2).filter(|minutes| *minutes < 60)?;
            let minutes = i32::from(hours) * 60 + i32::from(minutes);
            Some(if sign == b'-' { -minutes } else { minutes })
        }
        _ => None,
    }
}

/// The number of two digits.
fn number(tens: u8, ones: u8) -> Option<u8> {
    (tens.is_ascii_digit() && ones.is_ascii_digit()).then(|| (tens - b'0') * 10 + (ones - b'0'))
}
