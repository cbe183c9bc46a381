//! What every vendor's sign-in in a window of its own has in common: the page it starts on, the redirect it ends with, the page
//! that redirect leads to, and one-time secrets.

mod fragment;
mod page;
mod return_page;

use crate::fault::Fault;
use crate::secret::Secret;
pub(crate) use fragment::Fragment;
pub(crate) use page::{RedirectUri, own_origins, own_redirect_uri, page_origin, stated_origin};
pub(crate) use return_page::routes;

/// A state or receipt: 256 bits in base64 for URLs. Nothing else is looked up or given back.
pub(crate) fn one_time_secret(text: &str) -> Option<Secret> {
    let fits =
        text.len() == 43 && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte));
    if fits { Secret::parse(text) } else { None }
}

/// The first value of a query's parameter that isn't empty.
pub(crate) fn query_parameter(query: &str, wanted: &str) -> Option<String> {
    query_parameters(query, wanted).next()
}

/// Its values that aren't empty, in their order.
pub(crate) fn query_parameters(query: &str, wanted: &str) -> impl Iterator<Item = String> {
    let pairs = form_urlencoded::parse(query.as_bytes());
    pairs.filter_map(move |(name, value)| (name == wanted && !value.is_empty()).then(|| value.into_owned()))
}

/// Runs `work` to its end even when the request that wants it is dropped.
pub(crate) async fn seen_through<T: Send + 'static>(
    work: impl Future<Output = Result<T, Fault>> + Send + 'static,
) -> Result<T, Fault> {
    tokio::spawn(work).await.unwrap_or(Err(Fault::Interrupted))
}

#[cfg(test)]
mod tests {
    use super::one_time_secret;

    #[test]
    fn a_one_time_secret_has_one_form() {
        let usual = "aB3-_".repeat(9);
        for (text, taken) in [
            (&usual[..43], true),
            (&usual[..42], false),
            (&usual[..44], false),
            ("", false),
            ("aB3-_aB3-_aB3-_aB3-_aB3-_aB3-_aB3-_aB3-_aB=", false),
            ("aB3-_aB3-_aB3-_aB3-_aB3-_aB3-_aB3-_aB3-_aB&", false),
        ] {
            assert_eq!(one_time_secret(text).is_some(), taken, "{text}");
        }
    }
}
