import { jstText, minuteMs, secondMs } from '../../core/kernel/time.ts';
import { capabilities } from '../../core/model/health.ts';
import { defaultHealthSettings } from '../../core/model/health-settings.ts';
import { type Incident, occasionOf } from '../../core/model/incident.ts';
import { overrunMs } from '../../core/model/pause.ts';
import type { Shop } from '../../core/model/shop.ts';
import { clustersAtMost } from './clusters.ts';
import { type Outages, putsOut, type Span, spanOf } from './outages.ts';
import { outByStrikes } from './stock-strikes.ts';
import type { World } from './world.ts';

/** A probe that began before a trouble's end may find its failures, or its end, this much later. */
const roundMs = 2 * minuteMs;

/** A run of the probe lives no longer than this. */
const runMs = minuteMs;

/**
 * What must hold at the end of a world with outages, counted from tables, calls and the mall's own faults: no pause is left,
 * every incident has a trouble of the mall's own for its cause, and is closed, announced and audited.
 */
export function brokenOutages(world: World): string[] {
  const { outages } = world;
  if (outages === null) return [];
  return [
    ...nothingHolds(world),
    ...incidentsAreClosed(world),
    ...endsAfterBeginnings(world),
    ...incidentsHaveCauses(world, outages),
    ...outagesWereFound(world, outages),
    ...toldWhileItLasted(world, outages),
    ...closedInTime(world),
    ...auditsAreTrue(world),
    ...ownNetworkIsNamed(world, outages),
  ];
}

/** Clocks of probes that are wrong by up to an hour tell other times; what depends on them is judged where they are right. */
export function isStrict(outages: Outages): boolean {
  return outages.probeSkewChance === 0;
}

function nothingHolds({ store }: World): string[] {
  const broken: string[] = [];
  for (const { capability, state } of store.healthsById.values()) {
    if (state.kind !== 'healthy') broken.push(`${capability} is still ${state.kind} though the mall is well`);
  }
  for (const { id, to, endedAt } of store.maintenancesById.values()) {
    if (endedAt === undefined) broken.push(`the maintenance ${id} still holds, planned until ${jstText(to)}`);
  }
  return broken;
}

function incidentsAreClosed({ store }: World): string[] {
  const broken: string[] = [];
  const newest = [...store.incidentsById.keys()].sort().at(-1);
  for (const incident of store.incidentsById.values()) {
    const { id, stage, version, toldVersion, affected } = incident;
    if (stage.kind !== 'closed') broken.push(`incident ${id} is still ${stage.kind}`);
    if (toldVersion !== version) broken.push(`incident ${id} has version ${version}, told is ${toldVersion}`);
    const news = store.news.filter((one) => one.incident === id).map((one) => one.id);
    if (!news.includes(`${occasionOf(incident)}#${version}`)) broken.push(`the bus never heard the last of ${id}`);
    const lines = [...(store.timelinesByIncident.get(id)?.values() ?? [])];
    if (!lines.some(({ what }) => what.startsWith('closed~'))) broken.push(`the timeline of ${id} has no end`);
    const heldOrders = affected.some(({ capability }) => capability === 'import');
    if (heldOrders && id === newest && incident.secondAudit === undefined) broken.push(`${id} has no second audit`);
  }
  return broken;
}

/** The spans of the mall's own troubles, by capability, in true time. A window that was kept is none. */
function troublesOf({ start }: World, { troubles }: Outages): Map<string, Span[]> {
  return new Map(
    capabilities.map((capability) => [
      capability,
      troubles
        .filter((trouble) => putsOut(trouble, capability) && isUnplanned(trouble))
        .map(unplannedOf)
        .map(({ from, until }) => ({ from: start + from, until: start + until })),
    ]),
  );
}

/** What of a trouble was not planned. */
function unplannedOf(trouble: Outages['troubles'][number]): Span {
  const span = spanOf(trouble);
  return trouble.kind === 'maintenance' ? { ...span, from: trouble.until + overrunMs } : span;
}

/** A window is an outage only by what it runs over, and that is forgiven for a quarter of an hour. */
function isUnplanned(trouble: Outages['troubles'][number]): boolean {
  return trouble.kind !== 'maintenance' || trouble.overrunMs > 13 * minuteMs;
}

/** By whichever clocks. */
function endsAfterBeginnings({ store }: World): string[] {
  return [...store.incidentsById.values()].flatMap(({ id, affected }) =>
    affected.flatMap(({ capability, from, to }) =>
      to !== null && to < from ? [`${id} has ${capability} end before it began`] : [],
    ),
  );
}

/** Rounds of probes die and clocks differ: a trouble of no more than this may go unnoticed. */
const unnoticedMs = 4 * minuteMs;

function incidentsHaveCauses(world: World, outages: Outages): string[] {
  if (!isStrict(outages)) return [];
  const troubles = troublesOf(world, outages);
  // Faults of single calls of stock that came close together may have been found, as one trouble.
  const struck = outByStrikes(world.watch.stockStrikes);
  const broken: string[] = [];
  for (const { id, affected } of world.store.incidentsById.values()) {
    for (const { capability, from } of affected) {
      const causes = [...(troubles.get(capability) ?? []), ...(capability === 'stock' ? struck : [])];
      if (!causes.some((cause) => from >= cause.from - roundMs && from <= cause.until + roundMs)) {
        broken.push(`${id} says ${capability} was out from ${jstText(from)}, when the mall was well`);
      }
    }
  }
  broken.push(...openedAnew(world));
  const spans = [...troubles.values()].flat();
  const isShort = ({ from, until }: Span): boolean => until - from <= unnoticedMs;
  const found = spans.filter((span) => !isShort(span));
  const maybe = [...spans.filter(isShort), ...struck];
  const clusters = clustersAtMost(found, maybe, defaultHealthSettings.reopenWithinMs);
  const incidents = world.store.incidentsById.size;
  // A mall that answers most calls may be found late, not at all, or well for a while: so each such trouble may leave an hour
  // of calm before it and another one after it, and cannot hold an hour of calm itself.
  const halfOpen = outages.troubles.filter(({ kind }) => kind === 'half-open').length;
  if (incidents > clusters + 2 * halfOpen) {
    broken.push(
      `${incidents} incidents for at most ${clusters} troubles with an hour of calm between them, ${halfOpen} half-open`,
    );
  }
  return broken;
}

/** What begins within an hour of an all-clear is the same incident, reopened. */
function openedAnew({ watch }: World): string[] {
  const closings = watch.incidents.flatMap(({ incident: { id, stage } }) =>
    stage.kind === 'closed' ? [{ id, at: stage.at }] : [],
  );
  const opened = new Map(watch.incidents.map(({ incident: { id, openedAt } }) => [id, openedAt]));
  return [...opened].flatMap(([id, openedAt]) => {
    const before = closings.filter((one) => one.id < id).map(({ at }) => at);
    const calmMs = openedAt - Math.max(...before);
    return calmMs > defaultHealthSettings.reopenWithinMs ? [] : [`${id} opened anew ${calmMs} ms after an all-clear`];
  });
}

/** Troubles that put the whole import out. */
const foundWhole: ReadonlySet<string> = new Set(['whole-outage', 'listings-refused']);

/**
 * A whole outage of ten minutes is found, whichever process dies during it. The exception: a worker with a fast clock has postponed
 * the next try of every shop's refused key beyond the outage, so there is no shop to probe.
 */
function outagesWereFound(world: World, outages: Outages): string[] {
  if (!isStrict(outages)) return [];
  const found = [...world.store.incidentsById.values()].flatMap(({ affected }) => affected);
  return outages.troubles.flatMap((trouble) => {
    const span = spanOf(trouble);
    if (!foundWhole.has(trouble.kind) || span.until - span.from < 15 * minuteMs) return [];
    const [from, until] = [world.start + span.from, world.start + span.until];
    const isFound = found.some((one) => one.capability === 'import' && one.from < until && (one.to ?? until) > from);
    const rests = ({ key }: Shop): boolean =>
      world.watch.keyRests.some((rest) => rest.shop === key && rest.from <= from && rest.until >= until);
    return isFound || world.shops.every(rests)
      ? []
      : [`the outage from ${jstText(from)} to ${jstText(until)} was never found`];
  });
}

/** Merchants are notified of what lasts: when this was decided, the mall was failing, or had been in the same run of the probe. */
function toldWhileItLasted(world: World, outages: Outages): string[] {
  if (!isStrict(outages)) return [];
  const spans = [...troublesOf(world, outages).values(), outByStrikes(world.watch.stockStrikes)].flat();
  // A fault of a single call that met a probe is a failure that the run heard, too.
  const heard = world.watch.stockStrikes.flatMap(({ at, round }) => (round === null ? [] : [{ from: at, until: at }]));
  const told = new Map(world.watch.incidents.map(({ incident }) => [incident.noticedAt ?? 0, incident.id]));
  return [...told].flatMap(([at, id]) => {
    const isFailing = [...spans, ...heard].some(({ from, until }) => from <= at && at <= until + runMs);
    return at === 0 || isFailing ? [] : [`it was decided to tell of ${id} at ${jstText(at)}, when the mall was well`];
  });
}

/** Closed is closed: all shops that nothing else held were caught up and audited by then, or an hour had passed. */
function closedInTime({ watch, outages }: World): string[] {
  const broken: string[] = [];
  for (const { at, incident, seen } of watch.incidents) {
    if (seen === null) continue;
    const until = lastImport(incident);
    if (until === null) continue;
    const since = Math.max(...incident.affected.map(({ to }) => to ?? 0));
    const isLate = at - since >= defaultHealthSettings.allClearWithinMs - minuteMs || !isStrict(outages as Outages);
    for (const { key, cursor } of seen.shops) {
      if (isLate || watch.unsettled.has(key)) continue;
      if (!seen.audited.has(key)) broken.push(`${incident.id} was closed before ${key} was audited`);
      if (cursor < until) broken.push(`${incident.id} was closed before ${key} was caught up`);
    }
    const { audit } = incident;
    if (audit === undefined) broken.push(`${incident.id} was closed without the figures of its audit`);
    else if (audit.audited > seen.audited.size) {
      broken.push(`${incident.id} counts ${audit.audited} audited shops, the table has ${seen.audited.size}`);
    } else if (!Number.isInteger(audit.missing + audit.doubled + audit.atMall)) {
      broken.push(`${incident.id} has figures that are no numbers`);
    }
  }
  return broken;
}

function lastImport({ affected }: Incident): number | null {
  const ends = affected.flatMap(({ capability, to }) => (capability === 'import' ? [to ?? Number.NaN] : []));
  return ends.length === 0 ? null : Math.max(...ends);
}

/** 取込漏れ is what was placed before the cursor; what was placed after it is merely not imported yet. */
function auditsAreTrue({ watch, rms, shops }: World): string[] {
  const broken: string[] = [];
  const ledgers = new Map(rms.control.books().shops.map((ledger) => [ledger.shopUrl, ledger.orders]));
  const codes = new Map(shops.map(({ key, code }) => [key, code]));
  for (const { at, audit, cursor } of watch.audits) {
    const { result } = audit;
    if (result.kind !== 'audited') continue;
    const orders = ledgers.get(codes.get(audit.shop) ?? '') ?? [];
    const placedAt = new Map(orders.map((order) => [order.orderNumber, order.orderDatetimeMs]));
    for (const order of result.missing) {
      const placed = placedAt.get(order) ?? Number.POSITIVE_INFINITY;
      if (placed > cursor)
        broken.push(`${audit.audit} counts ${order} as missing, placed ${placed - cursor} ms after the cursor`);
    }
    const inSpan = orders.filter(isWithin(audit.from - secondMs, Math.min(audit.to, at) + secondMs));
    if (result.atMall > inSpan.length) {
      broken.push(`${audit.audit} counts ${result.atMall} orders at the mall, its books have ${inSpan.length}`);
    }
  }
  return broken;
}

/** The mall counts in seconds, and both ends of a listing belong to it. */
function isWithin(from: number, to: number): (order: { readonly orderDatetimeMs: number }) => boolean {
  return ({ orderDatetimeMs }) => orderDatetimeMs >= from && orderDatetimeMs <= to;
}

/** When our own way out is cut, the log says so. */
function ownNetworkIsNamed({ logs }: World, { troubles, crash }: Outages): string[] {
  const isLong = troubles.some(({ kind, ...span }) => kind === 'own-network' && lengthOf(span) > 8 * minuteMs);
  const isSaid = logs.some((log) => log.lines.some(({ event }) => event === 'network.ours-broken'));
  return isLong && !isSaid && crash === 0 ? ['our own network was broken, and no log line said so'] : [];
}

function lengthOf(span: object): number {
  const { from, until } = span as Span;
  return until - from;
}
