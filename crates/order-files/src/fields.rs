//! The fields of an order that a column of a CSV file can hold.

/// The fields of an order event that a column can hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Field {
    Id,
    Timestamp,
    TimeOfDay,
    Sku,
    Name,
    Price,
    Quantity,
    Currency,
    Version,
    Status,
    Kind,
    Amount,
    Discount,
    Tax,
    Test,
    RefundOf,
    Channel,
    Country,
    TaxIncluded,
    Shipping,
    OrderDiscount,
    OrderTax,
    Tip,
    Fee,
    Rate,
}

/// Of the order as a whole, and said by few files.
pub(super) const OF_ORDERS: [Field; 11] = [
    Field::Test,
    Field::RefundOf,
    Field::Channel,
    Field::Country,
    Field::TaxIncluded,
    Field::Shipping,
    Field::OrderDiscount,
    Field::OrderTax,
    Field::Tip,
    Field::Fee,
    Field::Rate,
];

/// Of a line, and said by few files.
pub(super) const OF_LINES: [Field; 4] = [Field::Kind, Field::Amount, Field::Discount, Field::Tax];

/// Each field with its name in `--map` and the column names by which it is found without; they are
/// compared without case, spaces and punctuation.
pub(super) const FIELDS: [(Field, &str, &[&str]); 25] = [
    (
        Field::Id,
        "id",
        &[
            "orderid",
            "order",
            "orderno",
            "ordernumber",
            "invoiceno",
            "invoice",
            "invoicenumber",
        ],
    ),
    (
        Field::Timestamp,
        "timestamp",
        &[
            "time",
            "datetime",
            "date",
            "orderdate",
            "invoicedate",
            "createdat",
            "placedat",
        ],
    ),
    (Field::TimeOfDay, "time_of_day", &[]),
    (
        Field::Sku,
        "sku",
        &[
            "stockcode",
            "itemid",
            "productid",
            "productcode",
            "lineitemsku",
            "item",
        ],
    ),
    (
        Field::Name,
        "name",
        &[
            "description",
            "title",
            "productname",
            "itemname",
            "lineitemname",
        ],
    ),
    (
        Field::Price,
        "price",
        &["unitprice", "itemprice", "lineitemprice"],
    ),
    (
        Field::Quantity,
        "quantity",
        &["qty", "units", "lineitemquantity"],
    ),
    (Field::Currency, "currency", &[]),
    (Field::Version, "version", &[]),
    (Field::Status, "status", &[]),
    (Field::Kind, "kind", &[]),
    (Field::Amount, "amount", &[]),
    (Field::Discount, "discount", &[]),
    (Field::Tax, "tax", &[]),
    (Field::Test, "test", &[]),
    (Field::RefundOf, "refund_of", &["refundof"]),
    (Field::Channel, "channel", &[]),
    (Field::Country, "country", &[]),
    (Field::TaxIncluded, "tax_included", &["taxincluded"]),
    (Field::Shipping, "shipping", &[]),
    (Field::OrderDiscount, "order_discount", &["orderdiscount"]),
    (Field::OrderTax, "order_tax", &["ordertax"]),
    (Field::Tip, "tip", &[]),
    (Field::Fee, "fee", &[]),
    (Field::Rate, "rate", &["exchangerate"]),
];

// They stand as the fields do: each cell of a file is found by its field's place.
const _: () = {
    let mut place = 0;
    while place < FIELDS.len() {
        assert!(FIELDS[place].0 as usize == place);
        place += 1;
    }
};

impl Field {
    /// Its name in an order's body.
    pub(super) fn body_name(self) -> &'static str {
        let name = self.name();
        name.strip_prefix("order_").unwrap_or(name)
    }

    /// Its name in `--map`.
    pub(super) fn name(self) -> &'static str {
        FIELDS[self as usize].1
    }
}

/// Whether a field that few files have is an amount.
pub(super) fn is_amount(field: Field) -> bool {
    use Field::{Amount, Discount, Fee, OrderDiscount, OrderTax, Rate, Shipping, Tax, Tip};
    matches!(
        field,
        Amount | Discount | Fee | OrderDiscount | OrderTax | Rate | Shipping | Tax | Tip
    )
}

/// Whether rows that say it differently contradict each other. Channel and country are never a reason to refuse: the first one
/// holds.
pub(super) fn may_contradict(field: Field) -> bool {
    !matches!(field, Field::Channel | Field::Country)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A line's fields keep their names; of the order's two that a line has as well say whose they are.
    #[test]
    fn every_field_of_an_order_has_a_column() {
        let of_order = pipeline::ORDER_FIELDS
            .iter()
            .filter(|name| **name != "items");
        let of_order = of_order.map(|name| match pipeline::ITEM_FIELDS.contains(name) {
            true => format!("order_{name}"),
            false => (*name).to_owned(),
        });
        let of_lines = pipeline::ITEM_FIELDS.iter().map(|name| (*name).to_owned());
        let mut expected: Vec<String> = of_order.chain(of_lines).collect();
        expected.push("time_of_day".to_owned());
        let mut names: Vec<String> = FIELDS
            .iter()
            .map(|(_, name, _)| (*name).to_owned())
            .collect();
        expected.sort_unstable();
        names.sort_unstable();
        assert_eq!(names, expected);
    }
}
