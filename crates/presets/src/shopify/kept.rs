//! Which parts of a body may be stored.

use crate::keep::Keep::{self, Value};
use crate::keep::object;

const AMOUNT: Keep = object(&[("amount", Value), ("currency_code", Value)]);
const MONEY: Keep = object(&[("shop_money", AMOUNT)]);
const ALLOCATIONS: Keep = object(&[("amount", Value), ("amount_set", MONEY)]);
const TAXES: Keep = object(&[("price", Value), ("price_set", MONEY), ("rate", Value)]);
const DUTIES: Keep = object(&[
    ("shop_money", AMOUNT),
    ("price", Value),
    ("price_set", MONEY),
    ("amount", Value),
    ("amount_set", MONEY),
]);
const ADDRESS: Keep = object(&[("country_code", Value)]);
const ITEM: Keep = object(&[
    ("id", Value),
    ("sku", Value),
    ("variant_id", Value),
    ("product_id", Value),
    ("title", Value),
    ("name", Value),
    ("quantity", Value),
    ("gift_card", Value),
    ("tip", object(&[])),
    ("tip_payment_gateway", Value),
    ("tip_payment_method", Value),
    ("price", Value),
    ("price_set", MONEY),
    ("discount_allocations", ALLOCATIONS),
    ("tax_lines", TAXES),
    ("duties", DUTIES),
]);
const SHIPPING: Keep = object(&[
    ("price", Value),
    ("price_set", MONEY),
    ("discount_allocations", ALLOCATIONS),
    ("tax_lines", TAXES),
    ("is_removed", Value),
]);
const REFUND_ITEM: Keep = object(&[
    ("line_item_id", Value),
    ("quantity", Value),
    ("subtotal", Value),
    ("subtotal_set", MONEY),
    ("total_tax", Value),
    ("total_tax_set", MONEY),
    ("restock_type", Value),
    ("line_item", ITEM),
]);
const REFUND_SHIPPING: Keep = object(&[
    ("subtotal_amount", Value),
    ("subtotal_amount_set", MONEY),
    ("tax_amount", Value),
    ("tax_amount_set", MONEY),
]);
const ADJUSTMENT: Keep = object(&[
    ("kind", Value),
    ("amount", Value),
    ("amount_set", MONEY),
    ("tax_amount", Value),
    ("tax_amount_set", MONEY),
]);
const TRANSACTION: Keep = object(&[
    ("kind", Value),
    ("status", Value),
    ("amount", Value),
    ("amount_set", MONEY),
    ("currency", Value),
]);
const REFUND: Keep = object(&[
    ("id", Value),
    ("order_id", Value),
    ("created_at", Value),
    ("processed_at", Value),
    ("refund_line_items", REFUND_ITEM),
    ("refund_shipping_lines", REFUND_SHIPPING),
    ("order_adjustments", ADJUSTMENT),
    ("refund_duties", DUTIES),
    ("duties", DUTIES),
    ("transactions", TRANSACTION),
]);
const CHANGES: Keep = object(&[("id", Value), ("delta", Value)]);
const EDIT: Keep = object(&[
    ("id", Value),
    ("order_id", Value),
    ("agreement", Value),
    ("created_at", Value),
    (
        "line_items",
        object(&[("additions", CHANGES), ("removals", CHANGES)]),
    ),
]);

/// For orders, refunds, edits and deletions, which never use one name for two things.
pub(super) const KEPT: Keep = object(&[
    ("id", Value),
    ("order_id", Value),
    ("order_number", Value),
    ("created_at", Value),
    ("processed_at", Value),
    ("updated_at", Value),
    ("cancelled_at", Value),
    ("cancel_reason", Value),
    ("currency", Value),
    ("presentment_currency", Value),
    ("financial_status", Value),
    ("taxes_included", Value),
    ("test", Value),
    ("source_name", Value),
    ("location_id", Value),
    ("total_tip_received", Value),
    ("original_total_additional_fees_set", MONEY),
    ("line_items", ITEM),
    ("shipping_lines", SHIPPING),
    ("shipping_address", ADDRESS),
    ("billing_address", ADDRESS),
    ("refunds", REFUND),
    ("refund_line_items", REFUND_ITEM),
    ("refund_shipping_lines", REFUND_SHIPPING),
    ("order_adjustments", ADJUSTMENT),
    ("refund_duties", DUTIES),
    ("duties", DUTIES),
    ("transactions", TRANSACTION),
    ("order_edit", EDIT),
]);
