//! A file with one object per line, read in pieces.

use http_client::http::{Method, StatusCode, Uri, header};
use serde_json::{Value, json};

use super::ask::refused;
use super::{PLATFORM, strange};
use crate::ApiError;
use crate::server::{Address, Answer, Question, Server};

/// Bytes to read at once; more if an order is longer.
const PIECE: u64 = 1024 * 1024;
/// The most bytes to read at once.
const LONGEST: u64 = 32 * 1024 * 1024;
/// The most orders in a piece.
const MOST: usize = 250;

/// Whole orders of the file, each with its lines in the form of a GraphQL page.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Piece {
    pub(super) orders: Vec<Value>,
    /// Where the next piece begins; `None` = the end of the file.
    pub(super) next: Option<u64>,
    /// The share of the file read so far, from 0 to 1.
    pub(super) share: f64,
}

/// Reads the piece after `at` bytes of a file at its own address, without credentials.
pub(super) async fn piece(url: &str, at: u64) -> Result<Piece, ApiError> {
    let uri: Uri = url.parse().map_err(|_| strange("a file has no address"))?;
    let (Some(scheme), Some(authority)) = (uri.scheme_str(), uri.authority()) else {
        return Err(strange("a file has no address"));
    };
    let server = Server::new(
        PLATFORM,
        Address::parse(&format!("{scheme}://{authority}"))?,
    )?;
    let path = uri.path_and_query().map_or("/", |path| path.as_str());
    let mut length = PIECE;
    loop {
        let question = Question::unnamed(Method::GET, path);
        let range = format!("bytes={at}-{}", at + length - 1);
        let answer = server.ask(question.and(header::RANGE, range)).await?;
        let (bytes, total) = match answer.status() {
            StatusCode::PARTIAL_CONTENT => (answer.bytes(), total(&answer)?),
            // The server sent the whole file.
            StatusCode::OK => {
                let start = usize::try_from(at).unwrap_or(usize::MAX);
                let bytes = answer.bytes().get(start..).unwrap_or_default();
                (bytes, at + bytes.len() as u64)
            }
            StatusCode::RANGE_NOT_SATISFIABLE => (&[][..], at),
            status => return Err(refused(&format!("its file answers {}", status.as_u16()))),
        };
        let is_end = at + bytes.len() as u64 >= total;
        let (orders, used) = orders(bytes, is_end)?;
        if orders.is_empty() && !is_end {
            if length >= LONGEST {
                return Err(strange("an order of the file is too long"));
            }
            length *= 4;
            continue;
        }
        let next = at + used as u64;
        return Ok(Piece {
            orders,
            next: (next < total).then_some(next),
            share: next as f64 / total.max(1) as f64,
        });
    }
}

/// The length of the file, in bytes.
fn total(answer: &Answer) -> Result<u64, ApiError> {
    let range = answer.header(header::CONTENT_RANGE.as_str());
    let total = range.and_then(|range| range.rsplit('/').next()?.parse().ok());
    total.ok_or_else(|| strange("a part of a file does not say how long the file is"))
}

/// The complete orders within these bytes, and how many bytes they take.
fn orders(bytes: &[u8], is_end: bool) -> Result<(Vec<Value>, usize), ApiError> {
    let (mut orders, mut open, mut used, mut at) = (Vec::new(), None, 0, 0);
    while at < bytes.len() {
        let rest = &bytes[at..];
        let end = rest.iter().position(|byte| *byte == b'\n');
        let Some(end) = end.or(is_end.then_some(rest.len())) else {
            break;
        };
        let line = &rest[..end];
        let next = (at + end + 1).min(bytes.len());
        if !line.trim_ascii().is_empty() {
            // The parser's own text may quote the input.
            let object: Value = serde_json::from_slice(line)
                .map_err(|_| strange("a line of the file is no JSON"))?;
            match object["__parentId"].is_null() {
                true => {
                    orders.extend(open.take());
                    used = at;
                    if orders.len() >= MOST {
                        return Ok((orders, used));
                    }
                    open = Some(order(object));
                }
                false => add(open.as_mut(), object)?,
            }
        }
        at = next;
    }
    if is_end && at >= bytes.len() {
        orders.extend(open);
        used = bytes.len();
    }
    Ok((orders, used))
}

fn order(mut order: Value) -> Value {
    let list = || json!({"nodes": [], "pageInfo": {"hasNextPage": false}});
    order["lineItems"] = list();
    order["shippingLines"] = list();
    order
}

/// Adds a line to its order, which precedes it.
fn add(order: Option<&mut Value>, line: Value) -> Result<(), ApiError> {
    let order = order.filter(|order| order["id"] == line["__parentId"]);
    let order =
        order.ok_or_else(|| strange("a line of the file does not stand behind its order"))?;
    let list = match line["__typename"].as_str() {
        Some("LineItem") => "lineItems",
        Some("ShippingLine") => "shippingLines",
        _ => return Err(strange("a line of the file is of an unknown kind")),
    };
    if let Some(nodes) = order[list]["nodes"].as_array_mut() {
        nodes.push(line);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = concat!(
        r#"{"id":"gid://shopify/Order/1","refunds":[]}"#,
        "\n",
        r#"{"id":"gid://shopify/LineItem/7","__typename":"LineItem","__parentId":"gid://shopify/Order/1"}"#,
        "\n",
        r#"{"__typename":"ShippingLine","__parentId":"gid://shopify/Order/1"}"#,
        "\n",
        r#"{"id":"gid://shopify/Order/2","refunds":[]}"#,
        "\n",
    );

    #[test]
    fn an_order_is_whole_when_the_next_one_begins_or_the_file_ends() {
        for cut in 0..=FILE.len() {
            let (first, used) = orders(&FILE.as_bytes()[..cut], false).unwrap();
            let (rest, more) = orders(&FILE.as_bytes()[used..], true).unwrap();
            assert_eq!(used + more, FILE.len(), "{cut}");
            let all: Vec<Value> = first.into_iter().chain(rest).collect();
            assert_eq!(all.len(), 2, "{cut}");
            assert_eq!(all[0]["lineItems"]["nodes"].as_array().unwrap().len(), 1);
            assert_eq!(
                all[0]["shippingLines"]["nodes"].as_array().unwrap().len(),
                1
            );
            assert_eq!(all[1]["id"], "gid://shopify/Order/2");
        }
        assert_eq!(orders(b"", true).unwrap(), (Vec::new(), 0));
    }

    #[test]
    fn what_stands_elsewhere_is_no_file_of_ours() {
        let turned: Vec<&str> = FILE.lines().rev().collect();
        for wrong in [&*turned.join("\n"), "no json", r#"{"__parentId":"x"}"#] {
            assert!(orders(wrong.as_bytes(), true).is_err(), "{wrong}");
        }
    }
}
