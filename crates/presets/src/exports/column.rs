//! The columns of exports.

/// Titles in lower case, without spaces and punctuation.
pub(super) type Titles = &'static [&'static str];

/// The content of an export's column.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Column {
    /// The platform's own id of the order.
    Id,
    /// Joins the rows of an order, if the id does not.
    Key,
    /// When it was placed, or only the day.
    Time,
    /// The time of that day.
    TimeOfDay,
    /// The zone of these times, in words.
    Zone,
    /// When it last changed.
    Changed,
    /// When it was cancelled.
    CancelledAt,
    /// When money was last refunded.
    RefundedAt,
    /// Its status.
    Status,
    /// Whether it was paid, or which kind of row this is.
    Kind,
    /// Whether it is a test.
    Mode,
    /// The id of the payment.
    Payment,
    /// Its currency.
    Currency,
    /// An item's SKU.
    Sku,
    /// The id of an item without a SKU.
    ItemId,
    /// An item's name.
    Title,
    /// What kind of item it is.
    ItemKind,
    /// All items in one cell.
    Items,
    /// Number of pieces.
    Quantity,
    /// Price of one piece.
    Price,
    /// Amount of the whole line.
    Amount,
    /// Discount of a line.
    LineDiscount,
    /// Tax of a line.
    LineTax,
    /// Sum of all lines of the order.
    Subtotal,
    /// Discount of the order.
    Discount,
    /// Shipping.
    Shipping,
    /// Discount of shipping.
    ShippingDiscount,
    /// Tax of shipping.
    ShippingTax,
    /// The order's tax.
    Tax,
    /// Handling, duties or wrapping.
    Fee,
    /// Tax of these fees.
    FeeTax,
    /// The total paid.
    Total,
    /// The amount refunded.
    Refunded,
    /// Country of shipping.
    Country,
    /// Country of billing.
    BillingCountry,
    /// Where it was sold.
    Channel,
}

impl Column {
    /// Every column.
    pub const ALL: [Column; 36] = [
        Column::Id,
        Column::Key,
        Column::Time,
        Column::TimeOfDay,
        Column::Zone,
        Column::Changed,
        Column::CancelledAt,
        Column::RefundedAt,
        Column::Status,
        Column::Kind,
        Column::Mode,
        Column::Payment,
        Column::Currency,
        Column::Sku,
        Column::ItemId,
        Column::Title,
        Column::ItemKind,
        Column::Items,
        Column::Quantity,
        Column::Price,
        Column::Amount,
        Column::LineDiscount,
        Column::LineTax,
        Column::Subtotal,
        Column::Discount,
        Column::Shipping,
        Column::ShippingDiscount,
        Column::ShippingTax,
        Column::Tax,
        Column::Fee,
        Column::FeeTax,
        Column::Total,
        Column::Refunded,
        Column::Country,
        Column::BillingCountry,
        Column::Channel,
    ];

    /// Its name in messages, and for choosing a column by hand.
    pub const fn name(self) -> &'static str {
        match self {
            Column::Id => "id",
            Column::Key => "key",
            Column::Time => "timestamp",
            Column::TimeOfDay => "time_of_day",
            Column::Zone => "zone",
            Column::Changed => "changed",
            Column::CancelledAt => "cancelled_at",
            Column::RefundedAt => "refunded_at",
            Column::Status => "status",
            Column::Kind => "row_kind",
            Column::Mode => "mode",
            Column::Payment => "payment",
            Column::Currency => "currency",
            Column::Sku => "sku",
            Column::ItemId => "item_id",
            Column::Title => "name",
            Column::ItemKind => "kind",
            Column::Items => "items",
            Column::Quantity => "quantity",
            Column::Price => "price",
            Column::Amount => "amount",
            Column::LineDiscount => "discount",
            Column::LineTax => "tax",
            Column::Subtotal => "subtotal",
            Column::Discount => "order_discount",
            Column::Shipping => "shipping",
            Column::ShippingDiscount => "shipping_discount",
            Column::ShippingTax => "shipping_tax",
            Column::Tax => "order_tax",
            Column::Fee => "fee",
            Column::FeeTax => "fee_tax",
            Column::Total => "total",
            Column::Refunded => "refunded",
            Column::Country => "country",
            Column::BillingCountry => "billing_country",
            Column::Channel => "channel",
        }
    }

    /// The column with this name.
    pub fn from_name(name: &str) -> Option<Column> {
        Column::ALL.into_iter().find(|column| column.name() == name)
    }

    /// Whether it holds amounts of money.
    pub const fn is_money(self) -> bool {
        matches!(
            self,
            Column::Price
                | Column::Amount
                | Column::LineDiscount
                | Column::LineTax
                | Column::Subtotal
                | Column::Discount
                | Column::Shipping
                | Column::ShippingDiscount
                | Column::ShippingTax
                | Column::Tax
                | Column::Fee
                | Column::FeeTax
                | Column::Total
                | Column::Refunded
        )
    }

    /// Whether it holds times.
    pub const fn is_time(self) -> bool {
        matches!(
            self,
            Column::Time | Column::Changed | Column::CancelledAt | Column::RefundedAt
        )
    }

    /// Whether it holds ids. A spreadsheet must have kept all their digits.
    pub const fn is_identity(self) -> bool {
        matches!(
            self,
            Column::Id | Column::Key | Column::Payment | Column::Sku | Column::ItemId
        )
    }

    /// Whether it marks a row of an order. A row without any of these is a remark at the end, or a sum.
    pub const fn is_substance(self) -> bool {
        matches!(
            self,
            Column::Time | Column::Sku | Column::ItemId | Column::Title | Column::Quantity
        ) || self.is_money()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_one_each() {
        for (index, column) in Column::ALL.into_iter().enumerate() {
            assert_eq!(column as usize, index);
            assert_eq!(Column::from_name(column.name()), Some(column));
        }
    }
}
