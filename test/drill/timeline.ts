import type { HealthState } from '../../core/health/health.ts';
import { defaultHealthSettings } from '../../core/health/settings.ts';
import { minuteMs } from '../../core/units.ts';
import { allRows } from '../support/memory/index.ts';
import type { Day } from './day.ts';
import type { Record } from './record.ts';

/** One line of a day's story. */
export interface Moment {
  readonly at: number;
  readonly who: 'mall' | 'tsunagi' | 'mail' | 'orders';
  readonly text: string;
}

/** The day as a story: what the mall did, what was found out and done, who was written to, how the orders came. */
export function storyOf(day: Day, record: Record): Moment[] {
  return [
    ...mallMoments(day),
    ...healthMoments(record),
    ...incidentMoments(day),
    ...mailMoments(record),
    ...orderMoments(day),
  ]
    .sort((a, b) => a.at - b.at)
    .filter((moment, index, all) => moment.text !== all[index - 1]?.text);
}

function mallMoments({ script }: Day): Moment[] {
  const moments: Moment[] = [{ at: script.from, who: 'mall', text: script.title }];
  if (script.greyFrom !== undefined) {
    moments.push({
      at: script.greyFrom,
      who: 'mall',
      text: 'The grey hours begin: about half of the calls are answered.',
    });
  }
  moments.push({ at: script.to, who: 'mall', text: 'Everything is answered again.' });
  return moments;
}

function healthMoments({ healths }: Record): Moment[] {
  const moments: Moment[] = [];
  const before = new Map<string, HealthState>();
  for (const { at, health } of healths) {
    const text = changeText(before.get(health.capability), health.state);
    before.set(health.capability, health.state);
    if (text !== null) moments.push({ at, who: 'tsunagi', text: `${health.capability}: ${text}` });
  }
  return moments;
}

function changeText(before: HealthState | undefined, after: HealthState): string | null {
  switch (after.kind) {
    case 'suspect':
      return before?.kind === 'suspect' ? null : 'something is wrong; looking closer';
    case 'down':
      return 'down; all work is held';
    case 'trickle':
      if (before?.kind !== 'trickle') return 'a first sign of life; a few shops go ahead';
      return before.step === after.step ? null : rampText(after.step);
    case 'healthy':
      return before?.kind === 'suspect' ? 'it was nothing' : 'well again';
  }
}

function rampText(step: number): string {
  const share = defaultHealthSettings.ramp[step]?.share ?? 1;
  return share >= 1 ? 'all shops go ahead' : `${Math.round(share * 100)} % of the shops go ahead`;
}

function incidentMoments({ store }: Day): Moment[] {
  return [...store.timelinesByIncident.values()].flatMap((lines) =>
    [...lines.values()]
      .filter(({ what }) => /^(detected|noticed|closed)/.test(what))
      .map(({ at, text }): Moment => ({ at, who: 'tsunagi', text })),
  );
}

function mailMoments({ mails }: Record): Moment[] {
  const bySubject = Map.groupBy(mails, ({ subject }) => subject);
  return [...bySubject].map(([subject, sent]) => ({
    at: sent[0]?.at ?? 0,
    who: 'mail',
    text: `${sent.length} × ${subject}`,
  }));
}

/** How the orders came, every half hour in which something changed. */
function orderMoments({ rms, store, script }: Day): Moment[] {
  const moments: Moment[] = [];
  const stored = allRows(store).flatMap((row) => (row.kind === 'stored' ? [row.storedAt] : []));
  const placed = rms.control
    .books()
    .shops.flatMap(({ orders }) => orders.map(({ orderDatetimeMs }) => orderDatetimeMs));
  const count = (moments: readonly number[], until: number): number => moments.filter((at) => at <= until).length;
  for (let at = script.from; at <= script.to + 30 * minuteMs; at += 30 * minuteMs) {
    const waiting = count(placed, at) - count(stored, at);
    moments.push({ at, who: 'orders', text: `${count(placed, at)} placed, ${Math.max(0, waiting)} not yet here` });
  }
  return moments;
}
