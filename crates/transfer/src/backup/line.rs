//! The lines of a backup, and their meaning in the domain.

use data_encoding::{HEXLOWER, HEXLOWER_PERMISSIVE};
use domain::{LatestItem, Memo, Price, Quantity, Reason, Reject, Rejection, Timestamp};
use ports::CatalogueItem;
use serde::{Deserialize, Serialize};

use super::figures::{DayLine, FiguresLine};
use super::left::LeftLine;
use super::order::OrderLine;
use super::shop::ShopLine;
use super::slices::SlicesLine;
use super::value::{InvalidValue, parse_day};

/// A line of a backup.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Line {
    // The name from the time when backups were called archives.
    #[serde(rename = "archive")]
    Backup(Header),
    Shop(ShopLine),
    Item(ItemLine),
    Order(OrderLine),
    Total(DayLine),
    Slices(SlicesLine),
    Left(LeftLine),
    Latest(LatestLine),
    Reject(RejectLine),
    Position(PositionLine),
    Memo(MemoLine),
    Figures(FiguresLine),
    Popular(Vec<(String, i64)>),
    End(EndLine),
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Header {
    pub format: u32,
    pub livetill: String,
    pub made_at: i64,
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct ItemLine {
    sku: Box<str>,
    units: i64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    name: Option<Box<str>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    named_at: Option<i64>,
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct LatestLine {
    sku: String,
    /// Whole pieces.
    quantity: Option<u64>,
    /// For fractional quantities.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    thousandths: Option<i64>,
    price: Option<u64>,
    sold_at: Option<i64>,
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct RejectLine {
    reason: String,
    detail: String,
    id: Option<String>,
    source: String,
    received_at: i64,
    /// The original body, if it is text.
    body: Option<String>,
    /// The original body otherwise, two digits per byte.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    body_hex: Option<String>,
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct PositionLine {
    pub source: String,
    pub position: String,
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct MemoLine {
    key: String,
    text: String,
    until: String,
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct EndLine {
    pub lines: u64,
    pub sha256: String,
}

impl ItemLine {
    pub(super) fn new(item: &CatalogueItem) -> ItemLine {
        ItemLine {
            sku: item.sku.clone(),
            units: item.units,
            name: item.name.as_ref().map(|(_, name)| name.clone()),
            named_at: item.name.as_ref().map(|(at, _)| at.millis()),
        }
    }

    pub(super) fn item(self) -> CatalogueItem {
        let named_at = self.named_at.map(Timestamp::from_millis);
        CatalogueItem {
            sku: self.sku,
            name: named_at.zip(self.name),
            units: self.units,
        }
    }
}

impl LatestLine {
    pub(super) fn new(line: &LatestItem) -> LatestLine {
        LatestLine {
            sku: line.sku.clone(),
            quantity: line.quantity.map(Quantity::pieces),
            thousandths: line
                .quantity
                .filter(|it| !it.is_whole())
                .map(Quantity::thousandths),
            price: line.price.map(Price::micros),
            sold_at: line.sold_at.map(Timestamp::millis),
        }
    }

    pub(super) fn item(self) -> LatestItem {
        LatestItem {
            sku: self.sku,
            name: None,
            quantity: match (self.thousandths, self.quantity) {
                (Some(thousandths), _) => Quantity::from_thousandths(thousandths),
                (None, pieces) => pieces.and_then(|it| Quantity::whole(it.try_into().ok()?)),
            },
            price: self.price.map(Price::from_micros),
            sold_at: self.sold_at.map(Timestamp::from_millis),
        }
    }
}

impl MemoLine {
    pub(super) fn new(memo: Memo) -> MemoLine {
        MemoLine {
            until: memo.until.to_string(),
            key: memo.key,
            text: memo.text,
        }
    }

    pub(super) fn memo(self) -> Result<Memo, InvalidValue> {
        Ok(Memo {
            until: parse_day(&self.until)?,
            key: self.key,
            text: self.text,
        })
    }
}

impl RejectLine {
    pub(super) fn new(reject: &Reject) -> RejectLine {
        let (body, body_hex) = match std::str::from_utf8(&reject.body) {
            Ok(text) => (Some(text.to_owned()), None),
            Err(_) => (None, Some(HEXLOWER.encode(&reject.body))),
        };
        RejectLine {
            reason: reject.rejection.reason.as_str().to_owned(),
            detail: reject.rejection.detail.clone(),
            id: reject.id.clone(),
            source: reject.source.clone(),
            received_at: reject.received_at.millis(),
            body,
            body_hex,
        }
    }

    pub(super) fn reject(self) -> Result<Reject, InvalidValue> {
        let reason = Reason::from_name(&self.reason).ok_or(InvalidValue::OutOfRange("reason"))?;
        let body = match (self.body, self.body_hex) {
            (Some(body), _) => body.into_bytes(),
            (None, Some(hex)) => HEXLOWER_PERMISSIVE
                .decode(hex.as_bytes())
                .map_err(|_| InvalidValue::OutOfRange("body_hex"))?,
            (None, None) => Vec::new(),
        };
        Ok(Reject {
            rejection: Rejection::new(reason, self.detail),
            id: self.id,
            source: self.source,
            received_at: Timestamp::from_millis(self.received_at),
            body,
        })
    }
}
