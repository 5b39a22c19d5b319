import { html } from 'hono/html';
import { problemOrders } from '../../../core/import/index.ts';
import { type EpochMs, jstText, mapLimited } from '../../../core/kernel/index.ts';
import { type AuditFigures, type Incident, mallOf } from '../../../core/model/index.ts';
import { shopsOfMall } from '../../../core/ports/index.ts';
import type { Instance } from '../../../ops/frame/instance.ts';
import { t } from '../../../ops/language/language.ts';
import { counted } from '../../../ops/terminal/text.ts';
import { type Markup, nothing } from '../../page.ts';
import { type Axis, placeOf, timeLabels, width } from './bands.ts';

/** The orders of an incident's span. */
export interface CurveFacts {
  /** When those that are known here were placed at the mall; of one that cannot be read, when it was first seen. */
  readonly placed: readonly EpochMs[];
  readonly stored: readonly EpochMs[];
  /** Known at the mall, and not stored: they cannot be read. */
  readonly unread: number;
  /** What the last audit counted at the mall; null before one. */
  readonly audit: AuditFigures | null;
}

/** Null where there are too many to read for a picture. */
export type Curve = CurveFacts | null;

const ordersMax = 2_000;
/** Orders are read shop by shop. */
const shopsMax = 100;
const readsAtOnce = 8;

/** Reads it: the index of each shop of the mall, and the rows of what it lists. */
export async function readCurve(
  { ports, orderList, importSettings }: Pick<Instance, 'ports' | 'orderList' | 'importSettings'>,
  { mall, audit, secondAudit }: Pick<Incident, 'mall' | 'audit' | 'secondAudit'>,
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
  const problems = await problemOrders(ports.orders, importSettings, ports.clock.now());
  const unread = problems.flatMap(({ shop, stored, problem: { since } }) =>
    !stored && mallOf(shop) === mall && since >= axis.from && since <= axis.to ? [since] : [],
  );
  const sorted = (all: readonly EpochMs[]): EpochMs[] => [...all].sort((one, other) => one - other);
  return {
    placed: sorted([...times.map(({ orderedAt }) => orderedAt), ...unread]),
    stored: sorted(times.map(({ storedAt }) => storedAt)),
    unread: unread.length,
    audit: secondAudit ?? audit ?? null,
  };
}

const [height, base] = [200, 170];

/** Orders at the mall, as far as they are known, against orders stored: what lies between the two lines was held, and where they meet all is caught up. */
export function catchUpCurve(curve: Curve, axis: Axis): Markup {
  if (curve === null) return html`<p>${t`There are too many orders to draw them: the figures above count them.`}</p>`;
  // An order that the audit missed was placed before it, at a moment that is not known: it stands at the end.
  const missing = Array.from({ length: Math.min(ordersMax, curve.audit?.missing ?? 0) }, () => axis.to);
  const placed = [...curve.placed, ...missing];
  if (placed.length === 0) return html`<p>${t`No order of this time is known yet.`} ${knownPart(curve)}</p>`;
  // What the mall has after the last order that is known is not known before the audit.
  const knownUntil = curve.audit === null ? placed.at(-1) : undefined;
  return html`<p>${knownPart(curve)}</p>
${curvePicture({ placed, stored: curve.stored, knownUntil }, axis, t`orders at the mall, as far as they are known`)}`;
}

/**
 * Moments at which orders were placed and stored, as two lines.
 *
 * @param until the lines end there: of a day that is known in full, the moment that is looked at
 */
export function curvePicture(
  {
    placed,
    stored,
    knownUntil,
  }: {
    readonly placed: readonly EpochMs[];
    readonly stored: readonly EpochMs[];
    /** The line of those that were placed ends there. */
    readonly knownUntil?: EpochMs | undefined;
  },
  axis: Axis,
  placedWords: string,
  until: EpochMs = axis.to,
): Markup {
  const count = placed.length;
  const by = (moments: readonly EpochMs[]): number => moments.filter((at) => at <= until).length;
  const words = t`${by(placed)} orders were placed; ${by(stored)} of them are stored by ${jstText(until)}`;
  return html`<div class="scroll" tabindex="0"><svg class="curve" role="img" aria-label="${words}" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">
<title>${words}</title>
<text x="0" y="20">${count}</text><text x="0" y="${base}">0</text>
<path class="placed" d="${stepsOf(placed, axis, count, Math.min(until, knownUntil ?? until))}"/>
<path class="stored" d="${stepsOf(stored, axis, count, until)}"/>
${timeLabels(axis, height - 8)}
</svg></div>
<p class="legend"><span><svg class="curve" aria-hidden="true" width="24" height="10"><path class="placed" d="M0 5H24"/></svg> ${placedWords}</span>
<span><svg class="curve" aria-hidden="true" width="24" height="10"><path class="stored" d="M0 5H24"/></svg> ${t`stored here`}</span></p>`;
}

/** How much of what the mall has is known. During an outage it cannot be asked, and only the audit counts what it has. */
function knownPart({ audit, unread, stored }: CurveFacts): Markup {
  const left = unread === 0 ? nothing : html` ${t`${counted(unread, 'order')} of them cannot be read yet.`}`;
  if (audit === null || audit.audited === 0)
    return html`${t`How many orders the mall has is not known before the audit has counted them there: so far ${counted(stored.length, 'order')} of this time stored.`}${left}`;
  const { shops, audited, atMall, missing } = audit;
  const shopsText = audited === shops ? t`all ${counted(shops, 'shop')}` : t`${audited} of ${counted(shops, 'shop')}`;
  return html`${t`The audit of ${shopsText} counted ${counted(atMall, 'order')} at the mall, with a margin before and after: ${missing} missing here.`}${left}`;
}

/** How many there were at each moment, as a line of steps; of a column the last one. */
function stepsOf(moments: readonly EpochMs[], axis: Axis, count: number, until: EpochMs): string {
  const heightOf = (reached: number): number => Math.round(base - ((base - 14) * reached) / Math.max(1, count));
  const seen = moments.filter((at) => at <= until);
  const places = seen.map((at, index) => ({ x: Math.round(placeOf(axis, at)), y: heightOf(index + 1) }));
  const steps = [...new Map(places.map((place) => [place.x, place])).values()].map(({ x, y }) => `H${x}V${y}`);
  return `M${placeOf(axis, axis.from)} ${base}${steps.join('')}H${Math.round(placeOf(axis, until))}`;
}
