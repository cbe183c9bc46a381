//! The vendor's forms of a time, as seconds since 1970.

use serde_json::Value;

const DAY: u64 = 24 * 60 * 60;

/// A time in seconds beyond this is one in milliseconds.
const LATEST_SECONDS: u64 = 100_000_000_000;

/// ISO 8601 in UTC with milliseconds, the one form that Unipile takes.
pub(super) fn to_iso(seconds: u64) -> String {
    let (mut days, of_day) = (seconds / DAY, seconds % DAY);
    let mut year = 1970;
    while days >= days_of_year(year) {
        days -= days_of_year(year);
        year += 1;
    }
    let mut month = 1;
    while days >= days_of_month(year, month) {
        days -= days_of_month(year, month);
        month += 1;
    }
    let (hour, minute, second) = (of_day / 3600, of_day / 60 % 60, of_day % 60);
    format!("{year:04}-{month:02}-{:02}T{hour:02}:{minute:02}:{second:02}.000Z", days + 1)
}

/// A time as an answer gives it: ISO 8601 in UTC, or a number of seconds or milliseconds.
pub(super) fn from_json(value: &Value) -> Option<u64> {
    match value {
        Value::Number(number) => {
            number.as_u64().map(|time| if time > LATEST_SECONDS { time / 1000 } else { time })
        }
        Value::String(text) => from_iso(text),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    }
}

fn from_iso(text: &str) -> Option<u64> {
    let (date, time) = text.split_once(['T', ' '])?;
    let time = time.strip_suffix('Z').or_else(|| time.strip_suffix("+00:00"))?;
    let mut date = date.splitn(3, '-').map(|part| part.parse::<u64>().ok());
    let (year, month, day) = (date.next()??, date.next()??, date.next()??);
    let mut clock = time.split('.').next()?.splitn(3, ':').map(|part| part.parse::<u64>().ok());
    let (hour, minute, second) = (clock.next()??, clock.next()??, clock.next()??);
    let fits = (1970..10_000).contains(&year)
        && (1..=12).contains(&month)
        && hour < 24
        && minute < 60
        && second < 61;
    if !fits || day == 0 || day > days_of_month(year, month) {
        return None;
    }
    let years: u64 = (1970..year).map(days_of_year).sum();
    let months: u64 = (1..month).map(|month| days_of_month(year, month)).sum();
    Some((years + months + day - 1) * DAY + hour * 3600 + minute * 60 + second)
}

fn is_leap(year: u64) -> bool {
    year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400))
}

fn days_of_year(year: u64) -> u64 {
    if is_leap(year) { 366 } else { 365 }
}

fn days_of_month(year: u64, month: u64) -> u64 {
    match month {
        2 => 28 + u64::from(is_leap(year)),
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

#[cfg(test)]
mod tests {
    use super::{from_json, to_iso};
    use serde_json::json;

    #[test]
    fn a_time_is_written_as_unipile_takes_it_and_read_back() {
        for (seconds, iso) in [
            (0, "1970-01-01T00:00:00.000Z"),
            (951_782_400, "2000-02-29T00:00:00.000Z"),
            (951_868_799, "2000-02-29T23:59:59.000Z"),
            (951_868_800, "2000-03-01T00:00:00.000Z"),
            (1_709_164_800, "2024-02-29T00:00:00.000Z"),
            (1_746_403_200, "2025-05-05T00:00:00.000Z"),
            (4_107_542_399, "2100-02-28T23:59:59.000Z"),
            (4_107_542_400, "2100-03-01T00:00:00.000Z"),
        ] {
            assert_eq!(to_iso(seconds), iso);
            assert_eq!(from_json(&json!(iso)), Some(seconds), "{iso}");
        }
    }

    #[test]
    fn other_forms_are_read_and_garbage_is_none() {
        for (value, seconds) in [
            (json!("2025-05-05T00:00:00Z"), Some(1_746_403_200)),
            (json!("2025-05-05T00:00:00.123456+00:00"), Some(1_746_403_200)),
            (json!(1_746_403_200), Some(1_746_403_200)),
            (json!(1_746_403_200_999_u64), Some(1_746_403_200)),
            (json!("2025-05-05"), None),
            (json!("2025-13-05T00:00:00Z"), None),
            (json!("2025-02-29T00:00:00Z"), None),
            (json!("2025-05-05T24:00:00Z"), None),
            (json!("99999999999-05-05T00:00:00Z"), None),
            (json!("2025-05-05T00:00:00+02:00"), None),
            (json!(""), None),
            (json!(-1), None),
            (json!(null), None),
        ] {
            assert_eq!(from_json(&value), seconds, "{value}");
        }
    }
}
