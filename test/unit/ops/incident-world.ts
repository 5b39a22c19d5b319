import { dayMs, hourMs, minuteMs } from '../../../core/kernel/time.ts';
import { type Incident, timelineOf } from '../../../core/model/incident.ts';
import { newMerchant } from '../../../core/model/merchant.ts';
import { type OpsWorld, openWorld, start } from './world.ts';

/** When RMS failed. */
export const since = start - 2 * hourMs;
/** An outage that goes on. */
export const open: Incident = {
  id: 'rms-20261124-134500',
  mall: 'rms',
  version: 1,
  openedAt: since,
  detectedAt: since + 2 * minuteMs,
  stage: { kind: 'open' },
  affected: [
    { capability: 'import', from: since, to: null },
    { capability: 'stock', from: since + minuteMs, to: null },
  ],
  reopened: 0,
  noticedAt: since + 5 * minuteMs,
};
/** What an audit found. */
export const figures = { shops: 2, audited: 1, atMall: 40, missing: 1, doubled: 0 };
/** An outage of weeks ago. */
export const closed: Incident = {
  ...open,
  id: 'rms-20261101-020000',
  openedAt: since - 23 * dayMs,
  affected: [{ capability: 'import', from: since - 23 * dayMs, to: since - 23 * dayMs + 7 * hourMs }],
  stage: { kind: 'closed', at: since - 22 * dayMs },
  audit: figures,
};

/** Three merchants with a shop each: two whom an outage of import concerns, and one who uses statuses alone. */
export async function openIncidentWorld(): Promise<OpsWorld> {
  const world = openWorld();
  const { ports } = world;
  for (const [id, features] of [
    ['kado', ['import', 'stock']],
    ['sumi', ['import']],
    ['quiet', ['status']],
  ] as const) {
    const row = newMerchant(id, { name: `${id}商店`, contacts: [`${id}@example.jp`], features }, start);
    await ports.merchants.put(row);
    await world.addShop(`${id}-shop`, { merchant: id, name: `${id}店` });
  }
  return world;
}

/** Writes an incident down as a probe does: its row, and what it adds to the timeline. */
export async function keepIncident({ ports }: OpsWorld, incident: Incident): Promise<void> {
  await ports.incidents.put(incident);
  for (const line of timelineOf(incident)) await ports.incidents.tell(line);
}
