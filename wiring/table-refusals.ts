import type { Refusal } from '../aws/clients.ts';
import { measured, minuteMs } from '../core/kernel/index.ts';
import type { Clock, Log } from '../core/ports/index.ts';

/**
 * Logs what DynamoDB refuses, so that alarms need not watch its own metrics, of which there are four for each table and kind. A flood is a
 * line a minute for each table and kind, with the count since the last one.
 */
export function tellRefusals(log: Log, clock: Pick<Clock, 'now'>): (refusal: Refusal) => void {
  const kept = new Map<string, { count: number; toldAt: number }>();
  return ({ table, kind, error }) => {
    const name = `${kind} ${table}`;
    const known = kept.get(name) ?? { count: 0, toldAt: Number.NEGATIVE_INFINITY };
    known.count += 1;
    kept.set(name, known);
    const now = clock.now();
    if (now - known.toldAt < minuteMs) return;
    const figures = { TableThrottles: null, TableErrors: null, [kind]: known.count };
    log.warn('table.refused', { table, error, ...measured('table.refused', { ...figures }) });
    kept.set(name, { count: 0, toldAt: now });
  };
}
