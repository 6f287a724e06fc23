//! The description of the API, generated from the code.

use api_types::Problem;
use utoipa::openapi::security::{
    ApiKey, ApiKeyValue, Http, HttpAuthScheme, SecurityRequirement, SecurityScheme,
};
use utoipa::openapi::{Content, Ref, RefOr, Response};
use utoipa::{OpenApi, ToSchema as _};

use crate::auth::{Permission, Role, SESSION_COOKIE, Scope};
use crate::router::api;

/// The security schemes, by the names they have in the document.
const KEY: &str = "key";
const SESSION: &str = "session";

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
        (name = "rejects", description = "Events that were rejected."),
        (name = "session", description = "Signing in, for browsers. Programs send their key with each request."),
        (name = "alerts", description = "What is wrong, and who has been notified."),
        (name = "shops", description = "Shops come and go while the server runs."),
        (name = "operations", description = "For those who run the server."),
    ),
)]
struct Preamble;

/// The document without its endpoints.
pub(crate) fn preamble() -> utoipa::openapi::OpenApi {
    let mut document = Preamble::openapi();
    // Taken from the manifest's authors, which it does not list.
    document.info.contact = None;
    let components = document.components.get_or_insert_default();
    let bearer = "A key made by `livetill keys add`. Its role says what it may do, and it may be limited to shops. A \
                  server without keys, which only its own machine can reach, needs none.";
    let mut scheme = Http::new(HttpAuthScheme::Bearer);
    scheme.description = Some(bearer.to_owned());
    components.add_security_scheme(KEY, SecurityScheme::Http(scheme));
    let cookie = "The cookie that POST /v1/session sets. Writes also need an Origin header.";
    let cookie = ApiKeyValue::with_description(SESSION_COOKIE, cookie);
    components.add_security_scheme(SESSION, SecurityScheme::ApiKey(ApiKey::Cookie(cookie)));
    document
}

/// Documents what the guard in front of a group of endpoints requires, and how it refuses.
pub(crate) fn describe_guard(group: &mut utoipa::openapi::OpenApi, permission: Permission) {
    let role = match permission.role() {
        Role::Admin => "Role `admin` is needed".to_owned(),
        role => format!("Role `{role}` or `admin` is needed"),
    };
    let needed = match permission.scope() {
        Scope::Shop => Some(format!("{role}, for this shop.")),
        Scope::Server => Some(format!("{role}, for all shops.")),
        Scope::Asker => None,
    };
    for item in group.paths.paths.values_mut() {
        let methods = [
            &mut item.get,
            &mut item.post,
            &mut item.delete,
            &mut item.put,
            &mut item.patch,
        ];
        for operation in methods.into_iter().filter_map(Option::as_mut) {
            let responses = &mut operation.responses.responses;
            let too_many = "Too many requests with this key or from this address; `Retry-After` says when to try again.";
            let too_many = match responses.get("429") {
                Some(RefOr::T(said)) => format!("{too_many} {}", said.description),
                _ => too_many.to_owned(),
            };
            responses.insert("429".to_owned(), RefOr::T(problem(&too_many)));
            if permission == Permission::Greet {
                continue;
            }
            let schemes = [KEY, SESSION].map(|name| SecurityRequirement::new(name, [""; 0]));
            operation.security = Some(schemes.into());
            let unknown = "No key, or an invalid one.";
            responses.insert("401".to_owned(), RefOr::T(problem(unknown)));
            if let Some(needed) = &needed {
                let forbidden = match responses.get("403") {
                    Some(RefOr::T(said)) => format!("{needed} {}", said.description),
                    _ => needed.clone(),
                };
                responses.insert("403".to_owned(), RefOr::T(problem(&forbidden)));
            }
        }
    }
}

fn problem(description: &str) -> Response {
    let schema = Ref::from_schema_name(Problem::name());
    let mut response = Response::new(description);
    let content = Content::new(Some(schema));
    response
        .content
        .insert("application/problem+json".to_owned(), content.into());
    response
}

/// The OpenAPI document as served at `/openapi.json`: indented, with a newline at the end, the same text for the same
/// code.
pub fn openapi_json() -> String {
    let document = api(|group, _| group).into_openapi();
    // Strings and maps with text keys always have a JSON form.
    let mut text = document.to_pretty_json().unwrap_or_default();
    text.push('\n');
    text
}
