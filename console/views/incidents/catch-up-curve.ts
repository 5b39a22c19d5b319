import { html } from 'hono/html';
import { type EpochMs, jstText } from '../../../core/kernel/index.ts';
import { counted, enumerated, t } from '../../../language/index.ts';
import { type Axis, legendEntry, stepChart } from '../../chart.ts';
import { type Markup, nothing } from '../../page.ts';
import type { CurveFacts } from './read-curve.ts';

/** Orders at the mall, as far as they are known, against orders stored: where the two lines meet all is caught up. */
export function catchUpCurve(curve: CurveFacts, axis: Axis, known: Markup = knownPart(curve)): Markup {
  const { placed, stored } = curve;
  if (placed.length === 0) return html`<p>${t`No order of this time is known yet.`} ${known}</p>`;
  // What the mall has after the last order that is known is not known before the audit.
  const knownUntil = curve.audit === null ? placed.at(-1) : undefined;
  return html`<p>${known}</p>${limitsPart(curve)}
${curvePicture({ placed, stored, knownUntil }, axis, t`orders at the mall, as far as they are known`)}`;
}

const namedMax = 3;

function limitsPart({ storedOfEvery, cutShops }: CurveFacts): Markup {
  const names = enumerated([...cutShops.slice(0, namedMax), ...(cutShops.length > namedMax ? ['…'] : [])]);
  return html`${cutShops.length === 0 ? nothing : html`<p class="warn">${t`There are too many orders to draw them all: of ${counted(cutShops.length, 'shop')} (${names}) the newest alone are drawn.`}</p>`}
${storedOfEvery === 1 ? nothing : html`<p><small>${t`There are many orders: when they were stored was read of one in ${storedOfEvery}.`}</small></p>`}`;
}

/** Moments at which orders were placed and stored. `knownUntil`: the line of those that were placed ends there. */
interface Moments {
  readonly placed: readonly EpochMs[];
  readonly stored: readonly EpochMs[];
  readonly knownUntil?: EpochMs | undefined;
}

/** The same as two lines, which end at `until`. */
export function curvePicture(
  { placed, stored, knownUntil }: Moments,
  axis: Axis,
  placedWords: string,
  until: EpochMs = axis.to,
): Markup {
  const by = (moments: readonly EpochMs[]): number => moments.filter((at) => at <= until).length;
  const words = t`${by(placed)} orders were placed; ${by(stored)} of them are stored by ${jstText(until)}`;
  const countOf = (moments: readonly EpochMs[]) => moments.map((at, index) => ({ at, value: index + 1 }));
  const sign = (look: string): Markup => html`<path class="${look}" d="M-10 0H10"/>`;
  return html`${stepChart(words, axis, [
    { look: 'placed', points: countOf(placed), until: Math.min(until, knownUntil ?? until) },
    { look: 'stored', points: countOf(stored), until },
  ])}
<p class="legend">${legendEntry(sign('placed'), placedWords)} ${legendEntry(sign('stored'), t`stored here`)}</p>`;
}

/** How much of what the mall has is known. During an outage it cannot be asked, and only the audit counts what it has. */
function knownPart({ audit, unread, stored }: CurveFacts): Markup {
  const left = unread === 0 ? nothing : html` ${t`${counted(unread, 'order')} of them cannot be read yet.`}`;
  if (audit === null || audit.audited === 0)
    return html`${t`How many orders the mall has is not known before the audit has counted them there: so far ${counted(stored.length, 'order')} of this time stored.`}${left}`;
  const { shops, audited, atMall, missing } = audit;
  const shopsText = audited === shops ? t`all ${counted(shops, 'shop')}` : t`${audited} of ${counted(shops, 'shop')}`;
  return html`${t`The audit of ${shopsText} counted ${counted(atMall, 'order')} at the mall, with a margin before and after.`} ${missedText(missing)}${left}`;
}

/** What the audit missed it imports, so those are among the stored ones. */
function missedText(missing: number): string {
  if (missing === 0) return t`None had been missed.`;
  return missing === 1
    ? t`1 had been missed; the audit imported it.`
    : t`${missing} had been missed; the audit imported them.`;
}
