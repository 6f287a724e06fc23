//! The description of the API, made from the code.

use utoipa::OpenApi;

use crate::router::api;

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Livetill",
        description = "Orders in, a live sales board out. Amounts are exact decimal strings in the shop's currency; times carry the shop's offset. Errors are RFC 9457 problem documents.",
    ),
    tags(
        (name = "orders", description = "Orders in."),
        (name = "figures", description = "Figures out."),
        (name = "live", description = "Figures as they change."),
        (name = "rejects", description = "Events that were refused."),
        (name = "operations", description = "For those who run the server."),
    ),
)]
struct Preamble;

/// The document without its endpoints.
pub(crate) fn preamble() -> utoipa::openapi::OpenApi {
    let mut document = Preamble::openapi();
    // Made from the manifest's authors, who are not named there.
    document.info.contact = None;
    document
}

/// The OpenAPI document as it is served at `/openapi.json`: indented, with a newline at the end,
/// the same text for the same code.
pub fn openapi_json() -> String {
    let document = api().into_openapi();
    // Made of strings and maps with text keys, which always have a JSON form.
    let mut text = document.to_pretty_json().unwrap_or_default();
    text.push('\n');
    text
}
