import { dayMs, type EpochMs, hourMs, jstText } from '../kernel/index.ts';
import type { HealthSettings } from './health-settings.ts';
import { type AuditFigures, type Incident, type IncidentEvent, occasionOf } from './incident.ts';
import type { ShopKey } from './shop.ts';
import type { Window } from './windows.ts';

/** Surplus rows at the mall when an audit looked. */
export interface SurplusFound {
  readonly rows: number;
  /** Rows that no push will remove, so that a person must. */
  readonly left: number;
  /** Orders of those left, at most 100. */
  readonly leftIn: readonly string[];
  /** Orders not looked at that may have such rows; absent if none or not counted. */
  readonly unseen?: number;
}

export interface ShopAudit {
  /** `<incident id>`, `<incident id>+24h`, `nightly-2020-02-11`, or a word made by a command. */
  readonly audit: string;
  readonly shop: ShopKey;
  readonly from: EpochMs;
  readonly to: EpochMs;
  readonly at: EpochMs;
  readonly result:
    | {
        readonly kind: 'audited';
        readonly atMall: number;
        /** Orders placed within the trouble, without margins, and stored. */
        readonly placed: number;
        /** 取込漏れ: placed before the cursor at the start of the audit, and without a row at a second look. At most 100. */
        readonly missing: readonly string[];
        readonly missingCount: number;
        /** 重複: orders whose claims differ from their lines, or with surplus rows. At most 100. */
        readonly doubled: readonly string[];
        /** Orders with wrong claims, plus surplus rows. */
        readonly doubledCount: number;
        /** The surplus rows in `doubledCount`. Absent in results of 0.1.0. */
        readonly surplus?: SurplusFound;
        /** Orders not handed out or unreadable. At most 100. Absent in rows of 0.1.0. */
        readonly unread?: readonly string[];
        readonly unreadCount?: number;
      }
    /** 確認できませんでした: never counted as 0. */
    | { readonly kind: 'unaudited'; readonly reason: string };
}

/** A shop without a result, or not asked, counts as unaudited. */
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

export type LeftRows = Pick<SurplusFound, 'left' | 'leftIn'>;

/**
 * Lasting surplus rows that an earlier audit did not name (`before` null: none made, or not counted): rows of other orders, or the
 * increase, if larger.
 */
export function newlyLeft(now: LeftRows | null, before: LeftRows | null): LeftRows {
  if (now === null || now.left === 0) return { left: 0, leftIn: [] };
  const told = new Set(before?.leftIn ?? []);
  const leftIn = now.leftIn.filter((orderNumber) => !told.has(orderNumber));
  if (before === null || leftIn.length === now.leftIn.length) return { left: now.left, leftIn: now.leftIn };
  const left = Math.max(leftIn.length, now.left - before.left);
  return { left, leftIn: left > 0 && leftIn.length === 0 ? now.leftIn : leftIn };
}

/** Margin at both ends of an outage: trouble starts before we notice, and orders show late after. */
const marginMs = hourMs;

export interface DueAudit {
  readonly name: string;
  readonly span: Window;
  readonly trouble: Window;
  /** A cursor before this has not caught up. */
  readonly caughtUpAt: EpochMs;
}

/** Orders that an incident kept from being imported, with margins; null if none, or not over. */
export function auditSpan(incident: Incident): Window | null {
  const spans = incident.affected.filter(({ capability }) => capability === 'import');
  if (spans.length === 0 || spans.some(({ to }) => to === null)) return null;
  return {
    from: Math.min(...spans.map(({ from }) => from)) - marginMs,
    to: Math.max(...spans.map(({ to }) => to as EpochMs)) + marginMs,
  };
}

export const secondAuditOf = (incident: Incident): string => `${occasionOf(incident)}+24h`;

/** The state scan covers the last two days of it. */
export const nightlySpanMs = 7 * dayMs;

/** Name by the day in Japan. */
export const nightlyAuditOf = (day: string): string => `nightly-${day}`;

/** One audit while an incident recovers, another a day after its outage. */
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

/** A person's note that settles the open findings. */
export function seenLine(incident: string, at: EpochMs, text: string, person: string): IncidentEvent {
  return { incident, at, what: `${seenMark}${jstText(at)}`, text, by: person };
}

/** Time when a person last settled the findings; null if never. */
export function seenAt(timeline: readonly IncidentEvent[]): EpochMs | null {
  return timeline.reduce<EpochMs | null>(
    (last, { what, at }) => (what.startsWith(seenMark) ? Math.max(at, last ?? at) : last),
    null,
  );
}
