/** What the server says in English, by its stable names for it: pages in other languages have words of their own. */
export const server = {
  /** By the last part of a problem's type. What is not here is said as the server says it. */
  problems: {
    unauthorized: { title: 'Sign in first', detail: 'This needs a key.' },
    invalid_key: { title: 'Invalid key', detail: 'This server does not know this key; it may have been revoked.' },
    session_over: { title: 'Session over', detail: 'The session has expired, its key was revoked, or the server was restarted. Sign in again.' },
    role_not_allowed: { title: 'Role not allowed', detail: 'The role of this key does not allow this.' },
    shop_not_allowed: { title: 'Shop not allowed', detail: 'This key is not for this shop.' },
    unknown_shop: { title: 'Unknown shop', detail: 'This server has no such shop.' },
    unknown_item: { title: 'Unknown item', detail: 'No order sold an item with this SKU.' },
    unknown_alert: { title: 'Unknown alert', detail: 'This alert is over.' },
    day_not_retained: { title: 'Day not retained', detail: 'This day is not kept in detail.' },
    invalid_goal: { title: 'Invalid goal', detail: 'A goal is an amount above 0, with no more decimals than the currency has.' },
    store_unavailable: { title: 'Store unavailable', detail: 'The store cannot be read now.' },
    too_many_requests: { title: 'Too many requests', detail: 'Try again in a moment.' },
    too_many_views: { title: 'Too many views', detail: 'Too many different live views of all shops are open.' },
    busy: { title: 'Busy', detail: 'Too much is being sent at once. Try again in a moment.' },
    shutting_down: { title: 'Shutting down', detail: 'The server is shutting down. Try again in a moment.' },
    timeout: { title: 'Request timeout', detail: 'The request took too long. Try again.' },
    internal: { title: 'Internal error', detail: 'Something went wrong in the server; its log says what.' },
  },
  /** By the rule of an alert. */
  alerts: {
    sales_stopped: 'Far fewer orders come in than is usual for this time of such a day.',
    data_stopped: 'A source is not read, or its reader is far behind: the figures are older than they look.',
    store_away: 'The store does not answer this server: orders are refused, or wait in the intake buffer.',
    store_refuses: 'The store refuses orders until somebody fixes it: the Health page says why.',
    store_lost: 'The store lost figures without an error: what it shows is too low.',
    data_lost: 'A source removed orders before they were read: they are missing in the figures.',
    items_full: 'The shop has nearly as many items as it may (max-items): orders with new ones are rejected then.',
    books_differ: 'On some days the figures are not those of the platform: livetill reconcile names the orders.',
    rejects_full: 'The room for rejected orders is nearly full, and the oldest are dropped: the Health page says why they were rejected.',
  },
}
