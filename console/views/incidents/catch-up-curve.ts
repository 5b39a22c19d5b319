import { html } from 'hono/html';
import { type EpochMs, jstText, mapLimited } from '../../../core/kernel/index.ts';
import type { Incident } from '../../../core/model/index.ts';
import { type OrderList, type Ports, shopsOfMall } from '../../../core/ports/index.ts';
import { t } from '../../../ops/language/language.ts';
import type { Markup } from '../../page.ts';
import { type Axis, placeOf, timeLabels, width } from './bands.ts';

/** When orders of an incident's span were placed at the mall and stored here; null where there are too many to read for a picture. */
export type Curve = { readonly placed: readonly EpochMs[]; readonly stored: readonly EpochMs[] } | null;

const ordersMax = 2_000;
/** Orders are read shop by shop. */
const shopsMax = 100;
const readsAtOnce = 8;

/** Reads it: the index of each shop of the mall, and the rows of what it lists. */
export async function readCurve(
  { ports, orderList }: { readonly ports: Ports; readonly orderList: OrderList },
  { mall }: Pick<Incident, 'mall'>,
  axis: Axis,
): Promise<Curve> {
  const shops = await shopsOfMall(ports, mall);
  if (shops.length > shopsMax) return null;
  const limit = Math.ceil(ordersMax / Math.max(1, shops.length));
  const listed = await mapLimited(shops, readsAtOnce, async ({ key }) => ({
    key,
    orders: await orderList.newest(key, axis, limit),
  }));
  if (listed.some(({ orders }) => orders.length >= limit)) return null;
  const rows = await mapLimited(listed, readsAtOnce, ({ key, orders }) =>
    ports.orders.rows(
      key,
      orders.map(({ orderNumber }) => orderNumber),
    ),
  );
  const times = rows.flatMap((ofShop) => [...ofShop.values()]).flatMap((row) => (row.kind === 'stored' ? [row] : []));
  const sorted = (all: readonly EpochMs[]): EpochMs[] => [...all].sort((one, other) => one - other);
  return {
    placed: sorted(times.map(({ orderedAt }) => orderedAt)),
    stored: sorted(times.map(({ storedAt }) => storedAt)),
  };
}

const [height, base] = [200, 170];

/** Orders at the mall against orders stored: what lies between the two lines was held, and where they meet all is caught up. */
export function catchUpCurve(curve: Curve, axis: Axis): Markup {
  if (curve === null) return html`<p>${t`There are too many orders to draw them: the figures above count them.`}</p>`;
  if (curve.placed.length === 0) return html`<p>${t`No order that was placed in this time is stored yet.`}</p>`;
  const count = curve.placed.length;
  const words = t`${count} orders were placed; ${curve.stored.filter((at) => at <= axis.to).length} of them are stored by ${jstText(axis.to)}`;
  return html`<div class="scroll" tabindex="0"><svg class="curve" role="img" aria-label="${words}" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">
<title>${words}</title>
<text x="0" y="20">${count}</text><text x="0" y="${base}">0</text>
<path class="placed" d="${stepsOf(curve.placed, axis, count)}"/>
<path class="stored" d="${stepsOf(curve.stored, axis, count)}"/>
${timeLabels(axis, height - 8)}
</svg></div>
<p class="legend"><span><svg class="curve" aria-hidden="true" width="24" height="10"><path class="placed" d="M0 5H24"/></svg> ${t`placed at the mall (of the orders stored by now)`}</span>
<span><svg class="curve" aria-hidden="true" width="24" height="10"><path class="stored" d="M0 5H24"/></svg> ${t`stored here`}</span></p>`;
}

/** How many there were at each moment, as a line of steps. */
function stepsOf(moments: readonly EpochMs[], axis: Axis, count: number): string {
  const heightOf = (reached: number): number => Math.round(base - ((base - 14) * reached) / count);
  const seen = moments.filter((at) => at <= axis.to);
  const steps = seen.map((at, index) => `H${Math.round(placeOf(axis, at))}V${heightOf(index + 1)}`);
  return `M${placeOf(axis, axis.from)} ${base}${steps.join('')}H${width}`;
}
