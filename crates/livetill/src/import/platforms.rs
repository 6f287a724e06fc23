//! Order exports of platforms, known by their head lines. In each of them something that belongs to
//! the sale stands where a list of item lines has no column: discounts, refunds, cancellations, a
//! second row that leaves out what the first one said. Until they are understood they are refused,
//! so that nobody takes half of the truth for it.

use anyhow::bail;
use csv::StringRecord;

/// Titles that only this platform's export has together.
const EXPORTS: [(&str, &[&str]); 11] = [
    (
        "Shopify",
        &["name", "financialstatus", "lineitemprice", "lineitemsku"],
    ),
    (
        "WooCommerce Analytics",
        &["order", "customertype", "itemssold", "attribution"],
    ),
    (
        "WooCommerce's Advanced Order Export",
        &["ordernumber", "cartdiscountamount", "itemcost"],
    ),
    (
        "Stripe",
        &["convertedamount", "amountrefunded", "sellermessage"],
    ),
    (
        "Square",
        &["grosssales", "netsales", "pricepointname", "paymentid"],
    ),
    (
        "Etsy",
        &["listingid", "itemtotal", "ordershipping", "transactionid"],
    ),
    (
        "Amazon",
        &["amazonorderid", "itemprice", "itempromotiondiscount"],
    ),
    ("eBay", &["salesrecordnumber", "itemtitle", "soldfor"]),
    (
        "Magento",
        &["purchasepoint", "purchasedate", "grandtotalbase"],
    ),
    (
        "PrestaShop",
        &["reference", "newclient", "payment", "total"],
    ),
    (
        "BigCommerce",
        &["orderstatus", "subtotalinctax", "productdetails"],
    ),
];

/// Whose price is that of the whole line.
const AMAZON: &str = "Amazon";

/// Refuses a platform's export, unless all needed columns are said by who knows them.
pub(super) fn check(head: &StringRecord, all_mapped: bool, file: &str) -> anyhow::Result<()> {
    let titles: Vec<String> = head.iter().map(plain).collect();
    let has = |wanted: &&str| titles.iter().any(|title| title == wanted);
    let found = EXPORTS.iter().find(|(_, marks)| marks.iter().all(&has));
    match found {
        Some((AMAZON, _)) => bail!(
            "{file} is an order export of Amazon, which is not read yet: its item-price is that of the \
             whole line. Send price / quantity as the price, in a file with other titles"
        ),
        Some((platform, _)) if !all_mapped => bail!(
            "{file} is an order export of {platform}, which is not read yet: its discounts, refunds and \
             cancellations would be passed over. To count its item lines without them, say --map for \
             each of id, timestamp, sku and price"
        ),
        _ => Ok(()),
    }
}

/// A title without case, spaces and punctuation.
pub(super) fn plain(title: &str) -> String {
    title
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|sign| sign.to_ascii_lowercase())
        .collect()
}
