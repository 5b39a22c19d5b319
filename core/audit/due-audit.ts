import type { HealthSettings } from '../health/settings.ts';
import { type Incident, occasionOf } from '../incidents/incident.ts';
import type { Window } from '../orders/windows.ts';
import { type EpochMs, hourMs } from '../units.ts';

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

/** The span of the orders that an incident kept from being imported, with margins; null when it concerned no orders. */
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
