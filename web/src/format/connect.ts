/** The platforms that a shop is connected with, as the command line calls them. */
export const PLATFORMS = ['shopify', 'woocommerce', 'stripe', 'standard'] as const
export type PlatformName = (typeof PLATFORMS)[number]

/** What platforms call themselves; any sender has no name of its own. */
export const PLATFORM_NAMES: Record<Exclude<PlatformName, 'standard'>, string> = { shopify: 'Shopify', woocommerce: 'WooCommerce', stripe: 'Stripe' }

/** How people call a platform, also one that is known by its files alone. */
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

/** The command that connects a shop with this very server, ready for a shell: an option a line. What platforms cannot reach is not named to them. */
export function connectCommand(platform: PlatformName, base: string): string {
  const server = base.replace(/\/$/, '').replaceAll("'", '%27')
  const isPublic = server.startsWith('https://')
  return [`livetill connect ${platform}`, ...ADDRESSES[platform], ...(isPublic ? [`--public-url '${server}'`] : []), `--server '${server}'`].join(' \\\n  ')
}
