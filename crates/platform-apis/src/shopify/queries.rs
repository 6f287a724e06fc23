//! The GraphQL queries. They request no field that identifies a person.

/// A query.
#[derive(Clone, Copy)]
pub(super) struct Query {
    pub(super) name: &'static str,
    pub(super) text: &'static str,
    /// Whether it changes anything.
    pub(super) changes: bool,
    /// Whether it has the variable `country`.
    pub(super) wants_country: bool,
}

const fn read(name: &'static str, text: &'static str) -> Query {
    Query {
        name,
        text,
        changes: false,
        wants_country: false,
    }
}

macro_rules! money {
    () => {
        " fragment M on MoneyBag { shopMoney { amount currencyCode } }"
    };
}

macro_rules! line {
    () => {
        " fragment L on LineItem { id sku name title quantity isGiftCard requiresShipping variant { id } product { id } \
         originalUnitPriceSet { ...M } discountAllocations { allocatedAmountSet { ...M } } taxLines { rate priceSet { ...M } } \
         duties { price { ...M } } }"
    };
}

macro_rules! refund {
    () => {
        " fragment R on Refund { id createdAt processedAt \
         refundLineItems(first: $lines) { nodes { ...B } pageInfo { hasNextPage endCursor } } \
         refundShippingLines(first: 10) { nodes { subtotalAmountSet { ...M } taxAmountSet { ...M } } } \
         orderAdjustments(first: 10) { nodes { reason amountSet { ...M } taxAmountSet { ...M } } } \
         duties { amountSet { ...M } } \
         transactions(first: 10) { nodes { kind status amountSet { ...M } } } }"
    };
}

macro_rules! refund_line {
    () => {
        " fragment B on RefundLineItem { lineItem { id } quantity subtotalSet { ...M } totalTaxSet { ...M } }"
    };
}

macro_rules! order {
    () => {
        concat!(
            " fragment O on Order { id createdAt processedAt updatedAt cancelledAt currencyCode displayFinancialStatus taxesIncluded test \
             edited sourceName totalTipReceivedSet { ...M } originalTotalAdditionalFeesSet { ...M } \
             shippingAddress @include(if: $country) { countryCodeV2 } billingAddress @include(if: $country) { countryCodeV2 } \
             lineItems(first: $lines) { nodes { ...L } pageInfo { hasNextPage endCursor } } \
             shippingLines(first: 10, includeRemovals: true) { nodes { originalPriceSet { ...M } \
             discountAllocations { allocatedAmountSet { ...M } } taxLines { rate priceSet { ...M } } } } \
             refunds(first: $refunds) { ...R } }",
            line!(),
            refund!(),
            refund_line!(),
            money!()
        )
    };
}

pub(super) const SHOP: Query = read(
    "Shop",
    "query Shop { shop { name myshopifyDomain ianaTimezone currencyCode } currentAppInstallation { accessScopes { handle } } }",
);
pub(super) const CHANGED: Query = Query {
    wants_country: true,
    ..read(
        "Changed",
        concat!(
            "query Changed($query: String!, $first: Int!, $after: String, $lines: Int!, $refunds: Int!, $country: Boolean!) { \
             orders(first: $first, after: $after, query: $query, sortKey: UPDATED_AT) { nodes { ...O } pageInfo { hasNextPage endCursor } } }",
            order!()
        ),
    )
};
pub(super) const ORDER: Query = Query {
    wants_country: true,
    ..read(
        "Whole",
        concat!(
            "query Whole($id: ID!, $lines: Int!, $refunds: Int!, $country: Boolean!) { order(id: $id) { ...O } }",
            order!()
        ),
    )
};
pub(super) const LINES: Query = read(
    "Lines",
    concat!(
        "query Lines($id: ID!, $after: String) { order(id: $id) { updatedAt \
         lineItems(first: 100, after: $after) { nodes { ...L } pageInfo { hasNextPage endCursor } } } }",
        line!(),
        money!()
    ),
);
pub(super) const REFUNDS: Query = read(
    "Refunds",
    "query Refunds($id: ID!) { order(id: $id) { updatedAt refunds(first: 250) { id } } }",
);
pub(super) const REFUND: Query = read(
    "OneRefund",
    concat!(
        "query OneRefund($id: ID!, $lines: Int!) { refund(id: $id) { ...R } }",
        refund!(),
        refund_line!(),
        money!()
    ),
);
pub(super) const REFUND_LINES: Query = read(
    "RefundLines",
    concat!(
        "query RefundLines($id: ID!, $after: String) { refund(id: $id) { \
         refundLineItems(first: 100, after: $after) { nodes { ...B } pageInfo { hasNextPage endCursor } } } }",
        refund_line!(),
        money!()
    ),
);
pub(super) const EDITS: Query = read(
    "Edits",
    "query Edits($id: ID!, $after: String) { order(id: $id) { agreements(first: 3, after: $after) { nodes { __typename id happenedAt \
     sales(first: 250) { nodes { actionType quantity ... on ProductSale { lineItem { id } } ... on GiftCardSale { lineItem { id } } } } } \
     pageInfo { hasNextPage endCursor } } } }",
);
pub(super) const BOOKS: Query = read(
    "Books",
    "query Books($query: String!, $first: Int!, $after: String) { \
     orders(first: $first, after: $after, query: $query, sortKey: UPDATED_AT) { nodes { id test currencyCode cancelledAt displayFinancialStatus \
     agreements(first: 10) { nodes { __typename id happenedAt ... on RefundAgreement { refund { id } } \
     sales(first: 15) { nodes { lineType totalAmount { shopMoney { amount } } totalTaxAmount { shopMoney { amount } } } \
     pageInfo { hasNextPage } } } pageInfo { hasNextPage } } } \
     pageInfo { hasNextPage endCursor } } }",
);
pub(super) const BOOK: Query = read(
    "Book",
    "query Book($id: ID!, $after: String) { order(id: $id) { id test currencyCode cancelledAt displayFinancialStatus \
     agreements(first: 3, after: $after) { nodes { __typename id happenedAt ... on RefundAgreement { refund { id } } \
     sales(first: 250) { nodes { lineType totalAmount { shopMoney { amount } } totalTaxAmount { shopMoney { amount } } } \
     pageInfo { hasNextPage } } } pageInfo { hasNextPage endCursor } } } }",
);
pub(super) const COUNT: Query = read(
    "Count",
    "query Count($query: String!, $limit: Int!) { ordersCount(query: $query, limit: $limit) { count } }",
);
pub(super) const BEGIN: Query = Query {
    changes: true,
    ..read(
        "Begin",
        "mutation Begin($query: String!) { bulkOperationRunQuery(query: $query, groupObjects: true) { bulkOperation { id } userErrors { field } } }",
    )
};
pub(super) const LOOK: Query = read(
    "Look",
    "query Look($id: ID!) { node(id: $id) { ... on BulkOperation { status url createdAt } } }",
);
pub(super) const WEBHOOKS: Query = read(
    "Webhooks",
    "query Webhooks($after: String) { webhookSubscriptions(first: 100, after: $after) { nodes { id topic uri includeFields } \
     pageInfo { hasNextPage endCursor } } }",
);
pub(super) const SUBSCRIBE: Query = Query {
    changes: true,
    ..read(
        "Subscribe",
        "mutation Subscribe($topic: WebhookSubscriptionTopic!, $webhook: WebhookSubscriptionInput!) { \
         webhookSubscriptionCreate(topic: $topic, webhookSubscription: $webhook) { webhookSubscription { id } userErrors { field } } }",
    )
};
pub(super) const RENEW: Query = Query {
    changes: true,
    ..read(
        "Renew",
        "mutation Renew($id: ID!, $webhook: WebhookSubscriptionInput!) { \
         webhookSubscriptionUpdate(id: $id, webhookSubscription: $webhook) { webhookSubscription { id } userErrors { field } } }",
    )
};
pub(super) const UNSUBSCRIBE: Query = Query {
    changes: true,
    ..read(
        "Unsubscribe",
        "mutation Unsubscribe($id: ID!) { webhookSubscriptionDelete(id: $id) { deletedWebhookSubscriptionId userErrors { field } } }",
    )
};

/// The query of a bulk file: orders matching `search`, each followed by its lines. It has no variables.
pub(super) fn bulk_text(search: &str, with_country: bool) -> String {
    const COUNTRY: &str = "shippingAddress { countryCodeV2 } billingAddress { countryCodeV2 }";
    let country = if with_country { COUNTRY } else { "" };
    format!(
        "{{ orders(query: \"{search}\", sortKey: UPDATED_AT) {{ edges {{ node {{ id createdAt processedAt updatedAt cancelledAt currencyCode \
         displayFinancialStatus taxesIncluded test edited sourceName totalTipReceivedSet {{ ...M }} originalTotalAdditionalFeesSet {{ ...M }} {country} refunds {{ id }} \
         lineItems {{ edges {{ node {{ __typename ...L }} }} }} \
         shippingLines(includeRemovals: true) {{ edges {{ node {{ __typename id originalPriceSet {{ ...M }} \
         discountAllocations {{ allocatedAmountSet {{ ...M }} }} taxLines {{ rate priceSet {{ ...M }} }} }} }} }} \
         }} }} }} }}{}{}",
        line!(),
        money!()
    )
}
