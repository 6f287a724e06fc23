// A made-up gift shop for developing the dashboard without a server: about 200 products, a lively
// day curve, some returns. It sums in whole cents and knows nothing of deduplication or time zones.

const COLOURS = ['White', 'Red', 'Blue', 'Ivory', 'Green', 'Pink', 'Vintage', 'Striped']
const THINGS = [
  'Hanging Heart T-Light Holder', 'Regency Cakestand 3 Tier', 'Jumbo Bag Retrospot', 'Party Bunting',
  'Lunch Bag', 'Ceramic Mug', 'Storage Tin', 'Alarm Clock Bakelike', 'Paper Chain Kit', 'Doormat',
  'Wooden Picture Frame', 'Heart of Wicker', 'Jam Making Set', 'Tea Towel', 'Kéks Cookie Cutter',
  'Gingham Napkins', 'Metal Sign', 'Hot Water Bottle', 'Birthday Card', 'Spotty Umbrella',
  'Knitting Nancy', 'Childrens Apron', 'Enamel Bowl', 'Photo Cube', 'Recipe Box',
]
const CURVE = [2, 1, 1, 1, 1, 2, 5, 12, 26, 44, 62, 70, 78, 74, 66, 64, 60, 56, 52, 58, 64, 48, 24, 8]

export function sampleShop({ seed = 7, perDay = 1400 } = {}) {
  let state = seed
  const random = () => {
    state = (state * 1664525 + 1013904223) >>> 0
    return state / 2 ** 32
  }
  const products = THINGS.flatMap((thing, t) =>
    COLOURS.map((colour, c) => ({
      sku: String(20000 + t * 97 + c * 13),
      name: (t + c) % 41 === 7 ? null : `${colour} ${thing}`,
      cents: 85 + Math.floor(random() ** 3 * 2400),
    })),
  )
  for (let i = products.length - 1; i > 0; i -= 1) {
    const j = Math.floor(random() * (i + 1))
    ;[products[i], products[j]] = [products[j], products[i]]
  }
  const pick = () => products[Math.floor(random() ** 2.4 * products.length)]
  const sum = CURVE.reduce((a, b) => a + b)

  function order() {
    const lines = Array.from({ length: 1 + Math.floor(random() ** 2 * 4) }, () => ({
      product: pick(),
      quantity: 1 + Math.floor(random() ** 4 * 6),
    }))
    return { lines, cents: lines.reduce((total, line) => total + line.product.cents * line.quantity, 0) }
  }

  /** Orders expected in one minute of the day; the weekday changes the level a little. */
  const rate = (minute, level) => {
    const hour = Math.floor(minute / 60)
    const share = (minute % 60) / 60
    const weight = CURVE[hour] * (1 - share) + CURVE[(hour + 1) % 24] * share
    return (perDay * level * weight) / sum / 60
  }

  const poisson = (mean) => {
    let n = 0
    for (let p = Math.exp(-mean), x = random(); x > p; x *= random()) n += 1
    return n
  }

  return { random, products, order, rate, poisson }
}
