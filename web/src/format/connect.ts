/** The platforms that a shop is connected with, as the command line calls them. */
export const PLATFORMS = ['shopify', 'woocommerce', 'stripe', 'standard'] as const
export type PlatformName = (typeof PLATFORMS)[number]

/** What platforms call themselves; any sender has no name of its own. */
export const PLATFORM_NAMES: Record<Exclude<PlatformName, 'standard'>, string> = { shopify: 'Shopify', woocommerce: 'WooCommerce', stripe: 'Stripe' }

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
