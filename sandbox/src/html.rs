//! The frame every page shares: the document around a body and the headers it is sent with. No page may carry an inline
//! script, an inline style or unescaped input.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};

/// Everything from the sandbox itself and nothing inline. Who may frame a page is for each page to say.
const CONTENT_SECURITY_POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; \
     base-uri 'none'; form-action 'none'",
);

/// A page before it is sent.
pub(crate) struct Page<'a> {
    /// What the browser's title bar says.
    pub(crate) title: &'a str,
    /// The paths of its own style sheets, on top of the shared one, and of its script where it has one.
    pub(crate) styles: &'a [&'a str],
    pub(crate) script: Option<&'a str>,
    /// Data for the script: names after `data-` and values.
    pub(crate) data: Vec<(&'a str, String)>,
    /// Markup, already safe.
    pub(crate) body: &'a str,
}

impl Page<'_> {
    /// The page as an answer.
    pub(crate) fn respond(&self, status: StatusCode) -> Response {
        let script = self
            .script
            .map(|path| format!("<script type=\"module\" src=\"{path}\"></script>\n"))
            .unwrap_or_default();
        let styles: String =
            self.styles.iter().map(|path| format!("<link rel=\"stylesheet\" href=\"{path}\">\n")).collect();
        let data: String =
            self.data.iter().map(|(name, value)| format!(" data-{name}=\"{}\"", escape(value))).collect();
        let document = format!(
            "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <meta name=\"color-scheme\" content=\"light dark\">\n<title>{title}</title>\n\
             <link rel=\"icon\" href=\"/assets/icon.svg\" type=\"image/svg+xml\">\n\
             <link rel=\"stylesheet\" href=\"/assets/base.css\">\n\
             {styles}{script}</head>\n<body{data}>\n{body}</body>\n</html>\n",
            title = self.title,
            body = self.body,
        );
        let headers = [
            (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
            (header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY),
            // The addresses of these pages are credentials.
            (header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
            (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
        ];
        (status, headers, Html(document)).into_response()
    }
}

/// Text made safe for markup, inside double quotes too.
pub(crate) fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// A template with every `{name}` replaced by its markup, in one pass: what a value holds is never taken for a name.
pub(crate) fn fill(template: &str, values: &[(&str, &str)]) -> String {
    let mut parts = template.split('{');
    let mut filled = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let value = part.split_once('}').and_then(|(name, rest)| {
            values.iter().find(|(known, _)| *known == name).map(|(_, value)| (value, rest))
        });
        match value {
            Some((value, rest)) => filled.extend([value, rest]),
            None => filled.extend(["{", part]),
        }
    }
    filled
}

#[cfg(test)]
mod tests {
    use super::{escape, fill};

    #[test]
    fn a_template_is_filled_once() {
        for (template, expected) in
            [("{a}-{b}", "{b}-2"), ("{a}{a} {c} {", "{b}{b} {c} {"), ("} {a", "} {a"), ("", "")]
        {
            assert_eq!(fill(template, &[("a", "{b}"), ("b", "2")]), expected);
        }
    }

    #[test]
    fn escaped_text_closes_neither_a_tag_nor_an_attribute() {
        assert_eq!(escape(r#""><b>&amp;"#), "&quot;&gt;&lt;b&gt;&amp;amp;");
    }
}
