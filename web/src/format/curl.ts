/** A command that sends a first order to this very server, ready for a shell, with one option per line. */
export function firstOrderCommand(base: string, shop: string, placedAt: string): string {
  const url = shop === 'default' ? `${base}v1/orders` : `${base}v1/orders?shop=${encodeURIComponent(shop)}`
  const order = {
    id: 'first-order',
    timestamp: placedAt,
    items: [{ sku: 'MUG-1', name: 'Enamel mug', price: '12.50', quantity: 2 }],
  }
  return [`curl '${url.replaceAll("'", '%27')}'`, `-H 'content-type: application/json'`, `-d '${JSON.stringify(order)}'`].join(' \\\n  ')
}
