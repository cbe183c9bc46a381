//! Pages that move on to their own address before they show anything, as the control API may ask of them. The mark on the
//! address keeps them from doing it twice.

/// On the address that a page has hopped to: a parameter without a value.
pub(crate) const MARK: &str = "hopped";

pub(crate) fn is_marked(query: &str) -> bool {
    query.split('&').any(|part| part == MARK)
}

/// What the page's script reads: where to.
pub(crate) fn onward(query: &str) -> (&'static str, String) {
    ("hop", format!("?{query}&{MARK}"))
}
