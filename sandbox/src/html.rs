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
    /// The paths of its own style sheet, on top of the shared one, and of its script where it has one.
    pub(crate) style: &'a str,
    pub(crate) script: Option<&'a str>,
    /// Data for the script: the name after `data-` and the value.
    pub(crate) data: Option<(&'a str, String)>,
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
        let data = self
            .data
            .as_ref()
            .map(|(name, value)| format!(" data-{name}=\"{}\"", escape(value)))
            .unwrap_or_default();
        let document = format!(
            "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <meta name=\"color-scheme\" content=\"light dark\">\n<title>{title}</title>\n\
             <link rel=\"icon\" href=\"/assets/icon.svg\" type=\"image/svg+xml\">\n\
             <link rel=\"stylesheet\" href=\"/assets/base.css\">\n\
             <link rel=\"stylesheet\" href=\"{style}\">\n{script}</head>\n<body{data}>\n{body}</body>\n</html>\n",
            title = self.title,
            style = self.style,
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

#[cfg(test)]
mod tests {
    use super::escape;

    #[test]
    fn escaped_text_closes_neither_a_tag_nor_an_attribute() {
        assert_eq!(escape(r#""><b>&amp;"#), "&quot;&gt;&lt;b&gt;&amp;amp;");
    }
}
