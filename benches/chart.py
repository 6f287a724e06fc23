"""Small charts of the measured curves, as SVG."""

import math


def chart(curves):
    """Small charts, four to a row, sizes on a logarithmic axis."""
    width, height, pad, columns = 300, 200, 46, 4
    rows = -(-len(curves) // columns)
    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" width="{width * min(columns, len(curves))}" '
             f'height="{height * rows}" font-family="sans-serif" font-size="11">',
             '<rect width="100%" height="100%" fill="#fff"/>']
    for index, (title, points) in enumerate(curves.items()):
        left, top = index % columns * width, index // columns * height
        xs = [math.log10(x) for x, _ in points]
        ceiling = max(y for _, y in points) * 1.15 or 1
        span = (max(xs) - min(xs)) or 1
        place = lambda x, y: (left + pad + (math.log10(x) - min(xs)) / span * (width - 2 * pad),
                              top + height - pad + 10 - y / ceiling * (height - pad - 24))
        parts.append(f'<text x="{left + 10}" y="{top + 14}" font-weight="bold">{title}</text>')
        line = " ".join("{:.1f},{:.1f}".format(*place(x, y)) for x, y in points)
        parts.append(f'<polyline points="{line}" fill="none" stroke="#1f6feb" stroke-width="2"/>')
        for x, y in points:
            cx, cy = place(x, y)
            label = f"{y:,.0f}" if y >= 100 else f"{y:,.2f}"
            parts.append(f'<circle cx="{cx:.1f}" cy="{cy:.1f}" r="3" fill="#1f6feb"/>'
                         f'<text x="{cx:.1f}" y="{cy - 7:.1f}" text-anchor="middle">{label}</text>'
                         f'<text x="{cx:.1f}" y="{top + height - 12}" text-anchor="middle">{x:,}</text>')
    return "\n".join(parts + ["</svg>", ""])
