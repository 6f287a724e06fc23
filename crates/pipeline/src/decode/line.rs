//! One line of an event.

use domain::{
    Amount, InvalidPrice, LineKind, LineValue, OrderLine, Price, Quantity, Reason, Rejection,
};

use super::fields::{item, order};
use super::raw::RawItem;
use super::seen::Seen;
use super::value::text_or_integer;

/// Reads the lines of an order. An invalid SKU is reported before any other problem.
pub(super) fn lines<'v>(
    items: &'v [RawItem<'_>],
    seen: &mut Seen,
) -> Result<Vec<OrderLine<'v>>, Rejection> {
    let mut lines = Vec::with_capacity(items.len());
    for (index, item) in items.iter().enumerate() {
        match line(item, index, seen) {
            Ok(line) => lines.push(line),
            Err(rejection) => {
                let skus = items.iter().enumerate();
                let wrong = skus
                    .filter_map(|(index, item)| sku(item, index).err())
                    .next();
                return Err(wrong.unwrap_or(rejection));
            }
        }
    }
    Ok(lines)
}

/// The SKU of a line. Empty if it has none.
fn sku<'v>(item: &'v RawItem<'_>, index: usize) -> Result<&'v str, Rejection> {
    match item.get(item::SKU) {
        None => Ok(""),
        Some(value) => text_or_integer(value, Reason::InvalidSku, || {
            format!("items[{index}].sku must be text or an integer")
        }),
    }
}

fn line<'v>(
    item: &'v RawItem<'_>,
    index: usize,
    seen: &mut Seen,
) -> Result<OrderLine<'v>, Rejection> {
    let sku = sku(item, index)?;
    let name = name(item, index)?;
    let kind = kind(item, index)?;
    if kind == LineKind::Product && name.is_none() && item.get(item::SKU).is_none() {
        let detail = format!("items[{index}].sku is missing, and there is no name to use instead");
        return Err(Rejection::new(Reason::InvalidSku, detail));
    }
    if !item.has_rare() {
        let price = price(item, index)?;
        return Ok(OrderLine::product(sku, name, price, quantity(item, index)?));
    }
    let mut amount = |place, of_order, name| {
        let what = || format!("items[{index}].{name}");
        seen.amount(of_order, item.get(place), what)
    };
    Ok(OrderLine {
        kind,
        sku,
        name,
        discount: amount(item::DISCOUNT, order::DISCOUNT, "discount")?,
        tax: amount(item::TAX, order::TAX, "tax")?,
        value: value(item, kind, index)?,
    })
}

fn kind(item: &RawItem<'_>, index: usize) -> Result<LineKind, Rejection> {
    let Some(value) = item.get(item::KIND) else {
        return Ok(LineKind::Product);
    };
    value.as_str().and_then(LineKind::from_name).ok_or_else(|| {
        let known = LineKind::ALL.map(LineKind::as_str).join(", ");
        let detail = format!("items[{index}].kind is not one of {known}");
        Rejection::new(Reason::InvalidKind, detail)
    })
}

fn value(item: &RawItem<'_>, kind: LineKind, index: usize) -> Result<LineValue, Rejection> {
    let Some(amount) = item.get(item::AMOUNT) else {
        return Ok(LineValue::Priced {
            price: price(item, index)?,
            quantity: quantity(item, index)?,
        });
    };
    let invalid = |what: &str| {
        let detail = format!("items[{index}].amount {what}");
        Rejection::new(Reason::InvalidAmount, detail)
    };
    if item.get(item::PRICE).is_some() {
        return Err(invalid(
            "is given as well as price: a line may have only one of them",
        ));
    }
    let amount = amount
        .digits()
        .ok_or_else(|| invalid("is not a decimal number"))?;
    let amount = Amount::parse(amount).map_err(|error| invalid(&error.to_string()))?;
    match item.get(item::QUANTITY) {
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
    match item.get(item::NAME) {
        None => Ok(None),
        // Books and years are called by numbers, too.
        Some(value) => text_or_integer(value, Reason::InvalidName, || {
            format!("items[{index}].name must be text or an integer")
        })
        .map(Some),
    }
}

fn price(item: &RawItem<'_>, index: usize) -> Result<Price, Rejection> {
    let invalid =
        |what: String| Rejection::new(Reason::InvalidPrice, format!("items[{index}].price {what}"));
    let Some(value) = item.get(item::PRICE) else {
        return Err(invalid("is missing".to_owned()));
    };
    let digits = value.digits();
    let parsed = digits.map_or(Err(InvalidPrice::NotANumber), Price::parse);
    parsed.map_err(|error| invalid(format!("is {error}").replace("is more", "has more")))
}

fn quantity(item: &RawItem<'_>, index: usize) -> Result<Quantity, Rejection> {
    let invalid = |what: &str| {
        let detail = format!("items[{index}].quantity {what}");
        Rejection::new(Reason::InvalidQuantity, detail)
    };
    let Some(value) = item.get(item::QUANTITY) else {
        return Err(invalid("is missing"));
    };
    let quantity = value.digits().ok_or_else(|| invalid("must be a number"))?;
    Quantity::parse(quantity).map_err(|error| invalid(&error.to_string()))
}
