//! One line of an event.

use std::borrow::Cow;

use domain::{
    Amount, InvalidPrice, LineKind, LineValue, OrderLine, Price, Quantity, Reason, Rejection,
};
use sonic_rs::JsonValueTrait;

use super::raw::{Rare, RawItem};
use super::value::{Seen, amount_of, digits, text_or_integer};

/// The SKUs of the lines, empty where there is none. They stand by themselves because lines borrow them.
pub(super) fn skus<'v>(items: &'v [RawItem<'_>]) -> Result<Vec<Cow<'v, str>>, Rejection> {
    let sku = |(index, item): (usize, &'v RawItem<'_>)| match item.sku.as_ref() {
        None => Ok(Cow::Borrowed("")),
        Some(value) => text_or_integer(value, Reason::InvalidSku, || {
            format!("items[{index}].sku must be text or an integer")
        }),
    };
    items.iter().enumerate().map(sku).collect()
}

/// Reads a line.
pub(super) fn line<'v>(
    item: &'v RawItem<'_>,
    sku: &'v str,
    index: usize,
    seen: &mut Seen,
) -> Result<OrderLine<'v>, Rejection> {
    let name = name(item, index)?;
    let kind = kind(&item.rare, index)?;
    if kind == LineKind::Product && item.sku.is_none() && name.is_none() {
        let detail = format!("items[{index}].sku is missing, and there is no name to use instead");
        return Err(Rejection::new(Reason::InvalidSku, detail));
    }
    if item.rare.is_empty() {
        let price = price(item, index)?;
        return Ok(OrderLine::product(sku, name, price, quantity(item, index)?));
    }
    let mut amount = |name| {
        let value = seen.value(&item.rare, name);
        amount_of(value, || format!("items[{index}].{name}"))
    };
    Ok(OrderLine {
        kind,
        sku,
        name,
        discount: amount("discount")?,
        tax: amount("tax")?,
        value: value(item, kind, index)?,
    })
}

fn kind(rare: &Rare<'_>, index: usize) -> Result<LineKind, Rejection> {
    let Some(value) = rare.get("kind") else {
        return Ok(LineKind::Product);
    };
    value.as_str().and_then(LineKind::from_name).ok_or_else(|| {
        let known = LineKind::ALL.map(LineKind::as_str).join(", ");
        let detail = format!("items[{index}].kind is not one of {known}");
        Rejection::new(Reason::InvalidKind, detail)
    })
}

fn value(item: &RawItem<'_>, kind: LineKind, index: usize) -> Result<LineValue, Rejection> {
    let Some(amount) = item.rare.get("amount") else {
        return Ok(LineValue::Priced {
            price: price(item, index)?,
            quantity: quantity(item, index)?,
        });
    };
    let invalid = |what: &str| {
        let detail = format!("items[{index}].amount {what}");
        Rejection::new(Reason::InvalidAmount, detail)
    };
    if item.price.is_some() {
        return Err(invalid(
            "is given as well as price: a line may have only one of them",
        ));
    }
    let amount = digits(amount).ok_or_else(|| invalid("is not a decimal number"))?;
    let amount = Amount::parse(amount).map_err(|error| invalid(&error.to_string()))?;
    match item.quantity {
        Some(_) => Ok(LineValue::Total {
            amount,
            quantity: quantity(item, index)?,
        }),
        None if kind == LineKind::Product => Err(invalid(
            "needs a quantity: only kinds other than product may be a lump sum",
        )),
        None => Ok(LineValue::Lump(amount)),
    }
}

fn name<'v>(item: &'v RawItem<'_>, index: usize) -> Result<Option<&'v str>, Rejection> {
    match &item.name {
        None => Ok(None),
        Some(value) => value.as_str().map(Some).ok_or_else(|| {
            Rejection::new(
                Reason::InvalidName,
                format!("items[{index}].name must be text"),
            )
        }),
    }
}

fn price(item: &RawItem<'_>, index: usize) -> Result<Price, Rejection> {
    let invalid =
        |what: String| Rejection::new(Reason::InvalidPrice, format!("items[{index}].price {what}"));
    let Some(value) = &item.price else {
        return Err(invalid("is missing".to_owned()));
    };
    let parsed = digits(value).map_or(Err(InvalidPrice::NotANumber), Price::parse);
    parsed.map_err(|error| invalid(format!("is {error}").replace("is more", "has more")))
}

fn quantity(item: &RawItem<'_>, index: usize) -> Result<Quantity, Rejection> {
    let invalid = |what: &str| {
        let detail = format!("items[{index}].quantity {what}");
        Rejection::new(Reason::InvalidQuantity, detail)
    };
    let Some(value) = &item.quantity else {
        return Err(invalid("is missing"));
    };
    let quantity = digits(value).ok_or_else(|| invalid("must be a number"))?;
    Quantity::parse(quantity).map_err(|error| invalid(&error.to_string()))
}
