//! The front page: what this server is and which addresses to type. It shows no token and takes no input.

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;
use axum::routing::get;

use crate::html::{Page, escape, fill};
use crate::{App, loopback, salesflow, unipile};

pub(crate) fn routes() -> Router<App> {
    Router::new().route("/", get(index))
}

async fn index(State(app): State<App>, headers: HeaderMap) -> Response {
    // Under the name that it was asked for by, as far as that is one of this machine.
    let name = loopback::host(&headers).and_then(loopback::name_here).unwrap_or("127.0.0.1");
    let origin = |port| format!("http://{name}:{port}");
    let salesflow_users: String =
        salesflow::USERS.iter().map(|user| row(&user.email(), user.about)).collect();
    let unipile_users: String = unipile::USERS.iter().map(|user| row(&user.email(), user.about)).collect();
    let body = fill(
        include_str!("../assets/index.html"),
        &[
            ("users", &salesflow_users),
            ("unipile-users", &unipile_users),
            ("salesflow", &origin(app.ports.salesflow)),
            ("linkedin", &origin(app.ports.linkedin)),
            ("client", &escape(app.linkedin.client_id())),
        ],
    );
    let page = Page {
        title: "linkdock sandbox",
        styles: &["/assets/index.css"],
        script: None,
        data: Vec::new(),
        body: &body,
    };
    let mut response = page.respond(StatusCode::OK);
    response.headers_mut().insert(header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
    response
}

/// A test user's row.
fn row(email: &str, about: &str) -> String {
    format!("<tr><th scope=\"row\"><code>{}</code></th><td>{}</td></tr>\n", escape(email), escape(about))
}
