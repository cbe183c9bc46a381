//! Times as the API writes them: ISO 8601, UTC, with milliseconds (`2025-05-05T00:00:00.000Z`) and nothing else.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

const DAY: u64 = 24 * 60 * 60;

/// The time that a text stands for; None unless it is written in just this way.
pub(crate) fn parse(text: &str) -> Option<SystemTime> {
    let shape = text.bytes().map(|byte| if byte.is_ascii_digit() { b'0' } else { byte });
    if !shape.eq(*b"0000-00-00T00:00:00.000Z") {
        return None;
    }
    let number = |from: usize, to: usize| text.get(from..to)?.parse::<u64>().ok();
    let (year, month, day) = (number(0, 4)?, number(5, 7)?, number(8, 10)?);
    let (hour, minute, second, millis) = (number(11, 13)?, number(14, 16)?, number(17, 19)?, number(20, 23)?);
    let in_range = year >= 1970 && (1..=12).contains(&month) && hour < 24 && minute < 60 && second < 60;
    if !in_range || !(1..=days_in(year, month)).contains(&day) {
        return None;
    }
    let days = (1970..year).map(days_of).sum::<u64>()
        + (1..month).map(|month| days_in(year, month)).sum::<u64>()
        + day
        - 1;
    let seconds = days * DAY + hour * 3600 + minute * 60 + second;
    Some(UNIX_EPOCH + Duration::from_millis(seconds * 1000 + millis))
}

/// A time as text; one before 1970 is taken for its first moment.
pub(crate) fn format(time: SystemTime) -> String {
    let since = time.duration_since(UNIX_EPOCH).unwrap_or_default();
    let (mut days, rest) = (since.as_secs() / DAY, since.as_secs() % DAY);
    let mut year = 1970;
    while days >= days_of(year) {
        days -= days_of(year);
        year += 1;
    }
    let mut month = 1;
    while days >= days_in(year, month) {
        days -= days_in(year, month);
        month += 1;
    }
    let (day, hour, minute, second) = (days + 1, rest / 3600, rest / 60 % 60, rest % 60);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{:03}Z", since.subsec_millis())
}

const fn is_leap(year: u64) -> bool {
    year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400))
}

const fn days_of(year: u64) -> u64 {
    if is_leap(year) { 366 } else { 365 }
}

const fn days_in(year: u64, month: u64) -> u64 {
    match month {
        2 if is_leap(year) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

#[cfg(test)]
mod tests {
    use super::{format, parse};
    use std::time::{Duration, UNIX_EPOCH};

    #[test]
    fn times_read_as_they_are_written() {
        for (text, millis) in [
            ("1970-01-01T00:00:00.000Z", 0),
            ("2000-02-29T23:59:59.999Z", 951_868_799_999),
            ("2027-01-15T08:00:00.000Z", 1_800_000_000_000),
            ("2100-03-01T00:00:00.001Z", 4_107_542_400_001),
        ] {
            let time = UNIX_EPOCH + Duration::from_millis(millis);
            assert_eq!(parse(text), Some(time), "{text}");
            assert_eq!(format(time), text);
        }
    }

    #[test]
    fn other_ways_to_write_a_time_are_refused() {
        for text in [
            "",
            "2027-01-15",
            "2027-01-15T08:00:00Z",
            "2027-01-15T08:00:00.000+00:00",
            "2027-01-15 08:00:00.000Z",
            "2027-02-29T08:00:00.000Z",
            "2027-13-01T08:00:00.000Z",
            "2027-01-00T08:00:00.000Z",
            "2027-01-15T24:00:00.000Z",
            "1969-12-31T23:59:59.000Z",
            "2027-01-15T08:00:00.000Z ",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
