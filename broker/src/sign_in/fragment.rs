//! The redirect to the return page, with everything in the fragment: browsers send that to no server.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use form_urlencoded::Serializer;

use crate::fault::{Fault, Reason};

/// What the return page is told, pair by pair.
pub(crate) struct Fragment(Serializer<'static, String>);

impl Default for Fragment {
    fn default() -> Self {
        Self(Serializer::new(String::new()))
    }
}

impl Fragment {
    /// Adds the pair, where there is a value.
    pub(crate) fn add(&mut self, name: &str, value: Option<&str>) {
        if let Some(value) = value {
            self.0.append_pair(name, value);
        }
    }

    /// The redirect to `return_url`, or to the broker's own page. `reason` is for the request log.
    pub(crate) fn redirect(mut self, return_url: Option<&str>, reason: Option<&'static str>) -> Response {
        // Relative to a vendor's return route, so that it holds under any prefix.
        let location = [return_url.unwrap_or("../return"), "#", &self.0.finish()].concat();
        let Ok(location) = HeaderValue::from_str(&location) else {
            return Fault::Interrupted.into_response(); // cannot happen: URL and fragment are ASCII
        };
        let headers = [
            (header::LOCATION, location),
            (header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
        ];
        let mut response = (StatusCode::SEE_OTHER, headers).into_response();
        if let Some(reason) = reason {
            response.extensions_mut().insert(Reason(reason));
        }
        response
    }
}
