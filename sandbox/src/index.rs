//! The front page: what this server is and which addresses to type. It shows no token and takes no input.

use axum::Router;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;
use axum::routing::get;

use crate::html::{Page, escape};
use crate::salesflow::USERS;
use crate::{App, loopback};

pub(crate) fn routes() -> Router<App> {
    Router::new().route("/", get(index))
}

async fn index(headers: HeaderMap) -> Response {
    let host = loopback::host(&headers).unwrap_or("127.0.0.1");
    let rows: String = USERS
        .iter()
        .map(|user| {
            format!(
                "<tr><th scope=\"row\"><code>{}</code></th><td>{}</td></tr>\n",
                escape(&user.email()),
                escape(user.about)
            )
        })
        .collect();
    let body = include_str!("../assets/index.html")
        .replace("{users}", &rows)
        .replace("{origin}", &format!("http://{}", escape(host)));
    let page =
        Page { title: "linkdock sandbox", style: "/assets/index.css", script: None, data: None, body: &body };
    let mut response = page.respond(StatusCode::OK);
    response.headers_mut().insert(header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
    response
}
