/** The platforms that a shop can be connected to, by their names on the command line. */
export const PLATFORMS = ['shopify', 'woocommerce', 'stripe', 'standard'] as const
export type PlatformName = (typeof PLATFORMS)[number]

/** What platforms call themselves; other senders have no name. */
export const PLATFORM_NAMES: Record<Exclude<PlatformName, 'standard'>, string> = { shopify: 'Shopify', woocommerce: 'WooCommerce', stripe: 'Stripe' }

/** What people call a platform, even one that is known only by its files. */
export function platformName(platform: string): string {
  const known: Partial<Record<string, string>> = { ...PLATFORM_NAMES, standard: 'Standard Webhooks', ebay: 'eBay', prestashop: 'PrestaShop', bigcommerce: 'BigCommerce' }
  return known[platform] ?? platform.charAt(0).toUpperCase() + platform.slice(1)
}

const ADDRESSES: Record<PlatformName, string[]> = {
  shopify: ['--address acme.myshopify.com'],
  woocommerce: ['--address https://shop.example.com'],
  stripe: [],
  standard: ['--shop acme'],
}

/**
 * The command that connects a shop to this very server, ready for a shell, with one option per line. It leaves out an address
 * that platforms cannot reach.
 */
export function connectCommand(platform: PlatformName, base: string): string {
  const server = base.replace(/\/$/, '').replaceAll("'", '%27')
  const isPublic = server.startsWith('https://')
  return [`livetill connect ${platform}`, ...ADDRESSES[platform], ...(isPublic ? [`--public-url '${server}'`] : []), `--server '${server}'`].join(' \\\n  ')
}
