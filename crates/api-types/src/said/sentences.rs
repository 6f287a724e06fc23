//! The sentences that have a word, each with the form in which it is said. A form stands before a more general one that would
//! take its text too. A word never changes; a sentence may get another form.

/// Word and form. A test of the workspace looks each form up in the code that says it.
pub(super) const SENTENCES: &[(&str, &str)] = &[
    // What can be wrong with the text of an event.
    ("not_utf8", "not valid UTF-8"),
    ("not_utf8", "the body is not UTF-8"),
    ("not_an_object", "an order event must be a JSON object"),
    ("not_an_object", "the body is not a JSON object"),
    ("not_of_platform", "the body is not a {what}"),
    ("too_deep", "nested too deeply for an order event"),
    ("too_deep", "the body is nested too deeply"),
    (
        "given_twice",
        "a field is given twice, or an item is not an object, at byte {byte}",
    ),
    ("not_json", "not valid JSON at byte {byte}"),
    ("not_json", "the array is not valid JSON after byte {byte}"),
    (
        "more_after_json",
        "there is something after the JSON of the body",
    ),
    ("body_without", "the body has no {field}"),
    (
        "no_event_in_data",
        "data is neither an order event nor a list of them",
    ),
    (
        "envelope_version",
        "specversion must be `1.0`: other CloudEvents are not read",
    ),
    ("envelope_without_data", "the CloudEvent has no data"),
    (
        "envelope_without_data",
        "the EventBridge event has no detail",
    ),
    ("envelope_without_data", "the event has no data.object"),
    ("envelope_base64", "data_base64 is not base64"),
    (
        "envelope_source",
        "the envelope's source must be a URI reference",
    ),
    ("envelope_id", "the envelope's id must be text"),
    (
        "envelope_time",
        "the envelope's time must be RFC 3339 with an offset",
    ),
    (
        "no_such_field",
        "an entry of {count} fields, none of them `{name}`",
    ),
    (
        "kafka_batch",
        "the batch of {count} records at offsets {first} to {last} {} ({bytes} bytes)",
    ),
    (
        "buffered_unreadable",
        "record {record} of the intake buffer cannot be understood",
    ),
    (
        "buffered_too_large",
        "record {record} of the intake buffer is larger than the store accepts",
    ),
    // Its identity.
    ("no_id", "no id, and the source does not give one"),
    ("no_id", "the order has no id"),
    (
        "id_reused",
        "the order has no id of its own, and what stands in for one {}",
    ),
    ("text_or_integer", "{field} must be text or an integer"),
    ("empty", "{field} is empty"),
    ("too_long", "{field} is longer than {most} bytes"),
    ("control_characters", "{field} has control characters"),
    (
        "refunds_itself",
        "refund_of is the event's own id: a refund needs an id of its own",
    ),
    (
        "rounded",
        "{field} is `{text}` in row {row}: a spreadsheet has rounded it; {}",
    ),
    (
        "cut_digits",
        "{field} is `{text}` in the order of row {row}, and all long numbers of this column end in zeros: a spreadsheet keeps only {digits} digits; {}",
    ),
    // Its time.
    (
        "neither_text_nor_number",
        "{field} is neither text nor a number; {}",
    ),
    ("unreadable_time", "{field} cannot be read; {}"),
    ("before_1995", "timestamp {time} is before 1995; {}"),
    (
        "in_future",
        "timestamp {time} is more than {minutes} minutes in the future",
    ),
    (
        "too_late",
        "older than the {days} newest business days with data, which are kept in detail",
    ),
    ("no_offset", "{field} is not a time with an offset"),
    ("no_time", "the order has no time"),
    (
        "two_ways",
        "the time `{text}` cannot be read, or can be read two ways; use --time-format",
    ),
    // Its lines.
    (
        "too_many_lines",
        "{count} item lines; an order may have at most {most}",
    ),
    (
        "too_many_lines",
        "{count} rows of one order; an order has at most {most}",
    ),
    ("line_too_long", "a line of more than 16 MiB"),
    (
        "no_lines",
        "an order needs at least one item line, or an amount such as shipping",
    ),
    ("items_no_list", "items must be a list of lines"),
    ("not_one_of", "{field} is not one of {known}"),
    (
        "no_sku_nor_name",
        "{field} is missing, and there is no name to use instead",
    ),
    ("missing", "{field} is missing; {}"),
    ("missing", "{field} is missing"),
    ("must_be_text", "{field} must be text"),
    (
        "too_many_items",
        "the order has items that the shop has never sold, and the {most} that max_items allows are used up; {}",
    ),
    // Its numbers.
    ("not_a_number", "{field} is not a decimal number"),
    ("not_a_number", "{field} must be a number"),
    ("not_whole", "{field} is not a whole number"),
    ("too_precise", "{field} has more than {most} decimals"),
    (
        "whole_below_zero",
        "{field} is below 0 on an order; to give it back, send an event with refund_of",
    ),
    ("below_zero", "{field} is below zero; {}"),
    ("below_zero", "{field} is below 0; {}"),
    ("too_high", "{field} is above {most}"),
    ("too_high", "{field} is beyond {most}"),
    ("out_of_range", "{field} is out of range"),
    (
        "quantity_range",
        "{field} must be at most {most} and not 0; {}",
    ),
    (
        "line_quantity",
        "the quantity of line {line} is beyond {most}",
    ),
    ("line_amount", "an amount of line {line} is beyond {most}"),
    (
        "beside_price",
        "{field} is given as well as price: a line may have only one of them",
    ),
    (
        "needs_quantity",
        "{field} needs a quantity: only kinds other than product may be a lump sum",
    ),
    ("other_sign", "{field} must have the sign of its quantity"),
    ("above_line", "{field} is more than the line is worth"),
    (
        "tax_above_line",
        "{field} is included in the price, but is more than the line is worth after its discount",
    ),
    (
        "tax_of_line",
        "{field} cannot be taken out of a line of more than {most}",
    ),
    ("lines_sum", "the order's lines sum to more than {most}"),
    (
        "lines_sum",
        "the order's return lines sum to more than {most}",
    ),
    ("order_sum", "the order's {field} sum to more than {most}"),
    (
        "day_full",
        "its amount is more than the sums of its day, or of one of its items on that day, can hold; {}",
    ),
    (
        "decimal_sign",
        "{field} is `{text}`, and {file} does not show whether the comma or the point is its decimal sign; use --decimal comma or --decimal point",
    ),
    // Its version, status and currency.
    (
        "version",
        "version must be an integer of 64 bits or an RFC 3339 time",
    ),
    (
        "status",
        "status must be `placed`, `pending` or `cancelled`",
    ),
    (
        "currency_no_text",
        "currency must be text, an ISO 4217 code",
    ),
    ("no_currency", "the object has no currency"),
    (
        "currency_unknown",
        "currency is `{said}`, but this shop counts in {currency}; it is not an ISO 4217 code",
    ),
    (
        "no_rates",
        "currency is `{said}`, but this shop counts in {currency}, and there are no rates: load some with `livetill rates import`",
    ),
    (
        "no_rate",
        "there is no rate of {day} for {said} in {currency}; {}",
    ),
    (
        "rate",
        "rate is `{text}`; it must be a decimal number above 0 {}",
    ),
    (
        "foreign_sign",
        "{field} is `{text}`, but the order is in {currency}: `{sign}` does not stand for that",
    ),
    (
        "unknown_sign",
        "{field} is `{text}`: is `{sign}` the shop's currency? Use --currency",
    ),
    // Its rows.
    (
        "known_otherwise",
        "the order is known with other contents; {}",
    ),
    (
        "rows_differ",
        "rows {first} and {row} of {file} differ in {what} (`{ours}`, `{theirs}`): {}",
    ),
    (
        "files_differ",
        "{one} (row {first}) and {other} (row {row}) differ in {}: the files of one import are one input, {}",
    ),
    (
        "too_wide",
        "row {row} of {file} has {cells} cells and the header {width}: {}",
    ),
    // Alerts.
    (
        "sales_none",
        "no order in {minutes} min, {expected} were expected",
    ),
    (
        "sales_few",
        "{orders} order in {minutes} min, {expected} were expected",
    ),
    (
        "sales_few",
        "{orders} orders in {minutes} min, {expected} were expected",
    ),
    ("source_silent", "it could not be read for {time}"),
    ("shard_silent", "shard {shard} could not be read for {time}"),
    ("source_behind", "it is {time} behind"),
    ("shard_behind", "shard {shard} is {time} behind"),
    (
        "source_credentials",
        "the platform refuses the credentials: {}",
    ),
    ("source_scope", "the credentials may not read orders: {}"),
    ("source_refused", "the platform refuses the request; {}"),
    ("store_away", "the store has not answered for {time}"),
    (
        "store_refuses_on",
        "only on the server of {host}: it has taken no writes for {time} ({why}); figures can still be read",
    ),
    (
        "store_refuses",
        "it has taken no writes for {time} ({why}); figures can still be read",
    ),
    (
        "buffer_refuses",
        "the intake buffer takes no orders ({why})",
    ),
    (
        "items_rejected",
        "{known} of at most {most} items (max_items): {kept} order with new ones rejected and kept",
    ),
    (
        "items_rejected",
        "{known} of at most {most} items (max_items): {kept} orders with new ones rejected and kept",
    ),
    (
        "items_nearly",
        "{known} of at most {most} items (max_items): beyond that, orders with new ones are rejected",
    ),
    (
        "rejects_full",
        "what platforms sent and could not be counted takes {used} of {most} MiB: the oldest are dropped as new ones come",
    ),
    (
        "rejects_nearly",
        "what platforms sent and could not be counted takes {used} of {most} MiB: beyond, the oldest are dropped",
    ),
    (
        "books_day",
        "{day} differs from {platform}'s own figures; {}",
    ),
    (
        "books_days",
        "{days} days differ from {platform}'s own figures, {day} the newest; {}",
    ),
    // Comparisons with a platform's books, and why there is none.
    (
        "books_report",
        "the platform's report has another sum than its orders; it may be hours behind",
    ),
    ("books_unknown", "our sums of the day are unknown"),
    (
        "books_currencies",
        "the day's orders are no longer kept one by one, and some are in other currencies: our sums contain them, but the platform's do not",
    ),
    (
        "books_not_kept",
        "the day's orders are no longer kept one by one: what differs came or changed after the day was closed",
    ),
    (
        "books_sums",
        "no order differs, but the sums of the day do: some orders here belong to nothing there",
    ),
    ("api_unauthorized", "{platform} refuses the credentials; {}"),
    (
        "api_scope",
        "{platform} does not let these credentials {}: {scope} is missing; {}",
    ),
    ("api_limited", "{platform} wants fewer requests"),
    ("api_away", "{platform} cannot be reached: {why}"),
    ("api_refused", "{platform} refuses: {why}"),
    (
        "api_impossible",
        "{platform} gave an answer that Livetill does not understand: {why}",
    ),
];
