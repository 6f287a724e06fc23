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

/// Fields of the whole order that few files have.
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

/// Fields of a line that few files have.
pub(super) const OF_LINES: [Field; 4] = [Field::Kind, Field::Amount, Field::Discount, Field::Tax];

/// Each field with its name in `--map`, and the column names that are recognised without `--map`. Names are compared
/// without case, spaces and punctuation.
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

// The list has the order of the enum: a field is looked up by its discriminant.
const _: () = {
    let mut place = 0;
    while place < FIELDS.len() {
        assert!(FIELDS[place].0 as usize == place);
        place += 1;
    }
};

impl Field {
    /// The field's name in an order's body.
    pub(super) fn body_name(self) -> &'static str {
        let name = self.name();
        name.strip_prefix("order_").unwrap_or(name)
    }

    /// The field's name in `--map`.
    pub(super) fn name(self) -> &'static str {
        FIELDS[self as usize].1
    }
}

/// Whether the field is an amount, among those that few files have.
pub(super) fn is_amount(field: Field) -> bool {
    use Field::{Amount, Discount, Fee, OrderDiscount, OrderTax, Rate, Shipping, Tax, Tip};
    matches!(
        field,
        Amount | Discount | Fee | OrderDiscount | OrderTax | Rate | Shipping | Tax | Tip
    )
}

/// Whether rows with different values contradict each other. A different channel or country never rejects an order: the
/// first one counts.
pub(super) fn may_contradict(field: Field) -> bool {
    !matches!(field, Field::Channel | Field::Country)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A line's fields keep their names. A field of the order that a line has as well takes the prefix `order_`.
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
