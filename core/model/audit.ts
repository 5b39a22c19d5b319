import { dayMs, type EpochMs, hourMs, jstText } from '../kernel/index.ts';
import type { HealthSettings } from './health-settings.ts';
import { type AuditFigures, type Incident, type IncidentEvent, occasionOf } from './incident.ts';
import type { ShopKey } from './shop.ts';
import type { Window } from './windows.ts';

/** Surplus rows that stood at the mall when an audit looked. */
export interface SurplusFound {
  readonly rows: number;
  /** Those among them that no push is going to look at any more, and so to remove: a person has to. */
  readonly left: number;
  /** The orders of those that are left. At most 100 are named. */
  readonly leftIn: readonly string[];
  /** Orders that may have such rows, and were not looked at. Absent where there are none, and of results that did not count them. */
  readonly unseen?: number;
}

/** What an audit of one shop's span found. */
export interface ShopAudit {
  /** Which audit: `<incident id>`, `<incident id>+24h`, `nightly-2020-02-11`, or the word a person's command made. */
  readonly audit: string;
  readonly shop: ShopKey;
  readonly from: EpochMs;
  readonly to: EpochMs;
  readonly at: EpochMs;
  readonly result:
    | {
        readonly kind: 'audited';
        /** Orders of the span that the mall lists. */
        readonly atMall: number;
        /** Those of them that were placed within the trouble itself, without the margins, and are stored. */
        readonly placed: number;
        /** 取込漏れ: placed before the cursor as it stood when the audit began, and without a row at a second look. At most 100 are named. */
        readonly missing: readonly string[];
        readonly missingCount: number;
        /** 重複: orders whose claims differ from their lines, and orders with surplus rows. At most 100 are named. */
        readonly doubled: readonly string[];
        /** Orders whose claims differ from their lines, and surplus rows, of which one order may have several. */
        readonly doubledCount: number;
        /** What of `doubledCount` are surplus rows. Of results of 0.1.0, which counted none, absent. */
        readonly surplus?: SurplusFound;
        /** Listed and not stored: the mall does not hand them out, or they cannot be read. At most 100 are named. Of rows of 0.1.0, which counted none, absent. */
        readonly unread?: readonly string[];
        readonly unreadCount?: number;
      }
    /** 確認できませんでした: never counted as 0. */
    | { readonly kind: 'unaudited'; readonly reason: string };
}

/** Sums an audit up over the shops it was meant for. A shop without a result, or that could not be asked, is not audited. */
export function figuresOf(shops: readonly ShopKey[], audits: readonly ShopAudit[]): AuditFigures {
  const byShop = new Map(audits.map((audit) => [audit.shop, audit.result]));
  let [audited, atMall, missing, doubled, unread] = [0, 0, 0, 0, 0];
  let [surplusRows, surplusLeft] = [0, 0];
  for (const shop of shops) {
    const result = byShop.get(shop);
    if (result?.kind !== 'audited') continue;
    audited++;
    atMall += result.atMall;
    missing += result.missingCount;
    doubled += result.doubledCount;
    unread += result.unreadCount ?? 0;
    surplusRows += result.surplus?.rows ?? 0;
    surplusLeft += result.surplus?.left ?? 0;
  }
  const surplus = surplusRows === 0 ? {} : { surplusRows, surplusLeft };
  return { shops: shops.length, audited, atMall, missing, doubled, ...surplus, unread };
}

/** Surplus rows that nothing removes any more, and the orders they stand in. */
export type LeftRows = Pick<SurplusFound, 'left' | 'leftIn'>;

/**
 * What of the surplus rows that stay an earlier audit of the shop had not named: those of other orders, and as many as there are
 * more. Null as `before` is an audit that was not made, or that counted none. Of an order that is named again the rows are not known one by
 * one, so where both are there it is at least so many. Of orders beyond the named ones only the numbers can be compared.
 */
export function newlyLeft(now: LeftRows | null, before: LeftRows | null): LeftRows {
  if (now === null || now.left === 0) return { left: 0, leftIn: [] };
  const told = new Set(before?.leftIn ?? []);
  const leftIn = now.leftIn.filter((orderNumber) => !told.has(orderNumber));
  if (before === null || leftIn.length === now.leftIn.length) return { left: now.left, leftIn: now.leftIn };
  const left = Math.max(leftIn.length, now.left - before.left);
  return { left, leftIn: left > 0 && leftIn.length === 0 ? now.leftIn : leftIn };
}

/** How far an audit looks beyond both ends of an outage: it was troubled before we noticed, and orders show late after it. */
const marginMs = hourMs;

/** An audit that is to be made. */
export interface DueAudit {
  readonly name: string;
  readonly span: Window;
  /** The span without its margins. */
  readonly trouble: Window;
  /** A shop whose cursor has not come so far has not caught up. */
  readonly caughtUpAt: EpochMs;
}

/** The span of the orders that an incident kept from being imported, with margins; null when it concerned no orders, or is not over. */
export function auditSpan(incident: Incident): Window | null {
  const spans = incident.affected.filter(({ capability }) => capability === 'import');
  if (spans.length === 0 || spans.some(({ to }) => to === null)) return null;
  return {
    from: Math.min(...spans.map(({ from }) => from)) - marginMs,
    to: Math.max(...spans.map(({ to }) => to as EpochMs)) + marginMs,
  };
}

/** The name of an incident's second audit. */
export const secondAuditOf = (incident: Incident): string => `${occasionOf(incident)}+24h`;

/** What a nightly audit looks back over: the state scan finds what is absent of the last two days, this what is older. */
export const nightlySpanMs = 7 * dayMs;

/** The name of the audit of a night, by its day in Japan. */
export const nightlyAuditOf = (day: string): string => `nightly-${day}`;

/** The audit that an incident wants now: one while it recovers, another a day after its outage. */
export function dueAudit(incident: Incident | null, now: EpochMs, settings: HealthSettings): DueAudit | null {
  const span = incident && auditSpan(incident);
  if (!span) return null;
  const caughtUpAt = span.to - marginMs;
  const trouble = { from: span.from + marginMs, to: caughtUpAt };
  switch (incident.stage.kind) {
    case 'open':
      return null;
    case 'recovering':
      return { name: occasionOf(incident), span: { from: span.from, to: Math.min(span.to, now) }, trouble, caughtUpAt };
    case 'closed': {
      const isDue = incident.secondAudit === undefined && now >= caughtUpAt + settings.secondAuditAfterMs;
      return isDue ? { name: secondAuditOf(incident), span, trouble, caughtUpAt } : null;
    }
  }
}

const seenMark = 'seen-';

/** A person's note that settles the open findings of the audits so far, where no later audit can tell. */
export function seenLine(incident: string, at: EpochMs, text: string, person: string): IncidentEvent {
  return { incident, at, what: `${seenMark}${jstText(at)}`, text, by: person };
}

/** When a person last marked the open audit findings as settled; null if never. */
export function seenAt(timeline: readonly IncidentEvent[]): EpochMs | null {
  return timeline.reduce<EpochMs | null>(
    (last, { what, at }) => (what.startsWith(seenMark) ? Math.max(at, last ?? at) : last),
    null,
  );
}
