//! Origins, made by one parser and compared as exact strings.
//!
//! A prefix, a suffix or "any localhost" is how others let `https://connect.x.com.evil.test` in (trap 3).
//! What this parser cannot read for certain it refuses: a browser would normalise `127.1` or an
//! internationalised name, and a guess that differs from the browser's would silently drop every message.

use alloc::string::String;

use super::text::{decimal, join};

/// `scheme://host[:port]` in the form in which browsers write `event.origin`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin(String);

impl Origin {
    /// Reads an origin or a bare host name, which means https.
    ///
    /// # Errors
    /// Completes "must be …" for the option that held it.
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        const SHAPE: &str = "a host name or an https origin without path, such as \"app.vendor.com\"";
        if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(if text.is_ascii() {
                SHAPE
            } else {
                "a host name in ASCII: write an internationalised name in its xn-- form"
            });
        }
        let text = text.to_ascii_lowercase();
        let (https, rest) = match (text.strip_prefix("https://"), text.strip_prefix("http://")) {
            (Some(rest), _) => (true, rest),
            (None, Some(rest)) => (false, rest),
            (None, None) => (true, text.as_str()),
        };
        let authority = rest.strip_suffix('/').unwrap_or(rest);
        if authority.bytes().any(|byte| byte == b'@') {
            return Err("an origin without user name or password");
        }
        let (host, port) = split_port(authority).ok_or(SHAPE)?;
        if !is_host(host) {
            return Err(SHAPE);
        }
        if !https && !is_loopback(host) {
            return Err("an https origin: http is for loopback hosts only");
        }
        let scheme = if https { "https://" } else { "http://" };
        let default_port = if https { 443 } else { 80 };
        Ok(Self(match port {
            Some(port) if port != default_port => join(&[scheme, host, ":", &decimal(i64::from(port))]),
            _ => join(&[scheme, host]),
        }))
    }

    /// The origin as browsers write it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether a message's `event.origin` is this origin, to the letter.
    #[must_use]
    pub fn is(&self, event_origin: &str) -> bool {
        self.0 == event_origin
    }
}

/// Whether an address is https, or http on loopback.
#[must_use]
pub fn is_secure(url: &str) -> bool {
    origin_of(url).is_some()
}

/// The origin of an address that is https, or http on loopback.
#[must_use]
pub fn origin_of(url: &str) -> Option<Origin> {
    // Byte by byte: searching a text for another one is a kilobyte of code.
    let mut slashes = 0;
    let is_end = |byte| {
        slashes += usize::from(byte == b'/');
        slashes == 3 || matches!(byte, b'?' | b'#')
    };
    let end = url.bytes().position(is_end).unwrap_or(url.len());
    // Without its `//` it would be taken for a bare host name.
    if slashes > 1 { Origin::parse(url.get(..end)?).ok() } else { None }
}

/// Host and port of `host[:port]`; `None` when the port is no number from 1 to 65535.
fn split_port(authority: &str) -> Option<(&str, Option<u16>)> {
    let bytes = authority.as_bytes();
    let is_digit = |byte: &&u8| byte.is_ascii_digit();
    let digits = bytes.iter().rev().take_while(is_digit).count();
    let colon = bytes.len().checked_sub(digits + 1).filter(|&at| bytes.get(at) == Some(&b':'));
    // `[::1]` ends in a bracket, so its colons are never taken for the port's.
    let Some(colon) = colon else {
        return Some((authority, None));
    };
    // By hand: `parse` tells apart what is all the same here.
    let value = |port: u32, byte| port.saturating_mul(10).saturating_add(u32::from(byte - b'0'));
    let port = authority.get(colon + 1..)?.bytes().fold(0, value);
    let port = u16::try_from(port).ok().filter(|&port| port > 0)?;
    Some((authority.get(..colon)?, Some(port)))
}

/// A DNS name, a dotted quad, or `[::1]`. A trailing dot makes another origin of the same host, and a last
/// label that starts with a digit is an address in a notation that browsers rewrite.
fn is_host(host: &str) -> bool {
    let mut start = 0;
    let mut starts_with_digit = false;
    for (index, byte) in host.bytes().enumerate() {
        match byte {
            b'.' if index > start && index - start <= 63 => start = index + 1,
            b'-' | b'_' | b'a'..=b'z' | b'0'..=b'9' => {
                if index == start {
                    starts_with_digit = byte.is_ascii_digit();
                }
            }
            _ => return host == "[::1]",
        }
    }
    let last = host.len() - start;
    (1..=63).contains(&last) && host.len() <= 253 && (!starts_with_digit || first_of_ipv4(host).is_some())
}

fn is_loopback(host: &str) -> bool {
    host == "localhost" || host.ends_with(".localhost") || host == "[::1]" || first_of_ipv4(host) == Some(127)
}

/// The first number of a dotted quad in its one canonical notation.
fn first_of_ipv4(host: &str) -> Option<u32> {
    let mut first = None;
    let (mut numbers, mut digits, mut value) = (0, 0, 0);
    for byte in host.bytes().chain([b'.']) {
        match byte {
            // No empty number, none over 255, and no zero in front.
            b'.' if digits > 0 && value < 256 => {
                first = first.or(Some(value));
                numbers += 1;
                (digits, value) = (0, 0);
            }
            b'0'..=b'9' if digits == 0 || (digits < 3 && value > 0) => {
                digits += 1;
                value = value * 10 + u32::from(byte - b'0');
            }
            _ => return None,
        }
    }
    first.filter(|_| numbers == 4)
}

#[cfg(test)]
mod tests {
    use std::prelude::rust_2024::*;

    use super::*;

    #[test]
    fn good_origins_take_the_browsers_form() {
        for (text, origin) in [
            ("app.salesflow.io", "https://app.salesflow.io"),
            ("APP.Salesflow.IO", "https://app.salesflow.io"),
            ("HTTPS://app.salesflow.io/", "https://app.salesflow.io"),
            ("https://app.salesflow.io:443", "https://app.salesflow.io"),
            ("app.salesflow.io:8443", "https://app.salesflow.io:8443"),
            ("http://localhost:80", "http://localhost"),
            ("http://localhost:4000", "http://localhost:4000"),
            ("http://sub.localhost:4000", "http://sub.localhost:4000"),
            ("http://127.0.0.1:4000/", "http://127.0.0.1:4000"),
            ("http://[::1]:4000", "http://[::1]:4000"),
            ("https://10.0.0.7", "https://10.0.0.7"),
            ("xn--bcher-kva.example", "https://xn--bcher-kva.example"),
            ("https://host:065", "https://host:65"),
        ] {
            assert_eq!(Origin::parse(text).unwrap().as_str(), origin, "{text}");
        }
    }

    #[test]
    fn what_cannot_be_read_for_certain_is_refused() {
        for text in [
            "",
            " ",
            "null",
            "https://",
            "://host",
            "//host",
            "ftp://host",
            "https:host",
            "javascript:alert(1)",
            "https://host/path",
            "host/path",
            "host?x",
            "host#x",
            "https://host//",
            "https://user@host",
            "https://user:pw@host",
            "host:",
            "host:0",
            "host:65536",
            "host:+80",
            "host:8a",
            "https://host.",
            "host..com",
            ".host",
            "-",
            "https://*.host.com",
            "bücher.example",
            "https://[::1",
            "[::2]",
            "http://app.salesflow.io",
            "http://127.0.0.1.evil.test",
            "http://localhost.evil.test",
            "http://notlocalhost",
            "127.1",
            "0x7f.0.0.1",
            "0177.0.0.1",
            "2130706433",
            "256.0.0.1",
            "1.2.3.4.5",
            "host\\path",
            "host\u{0}",
        ] {
            let parsed = Origin::parse(text);
            // "null" and "-" are names a DNS server could hold; they become https origins, never "null".
            if matches!(text, "null" | "-") {
                assert!(!parsed.unwrap().is(text));
            } else {
                assert!(parsed.is_err(), "{text:?} became {parsed:?}");
            }
        }
    }
}
