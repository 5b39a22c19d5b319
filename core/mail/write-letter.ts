import type { EpochMs } from '../kernel/index.ts';
import {
  type Capability,
  type Incident,
  type Merchant,
  newlyLeft,
  occasionOf,
  outsOf,
  type Pause,
  type Shop,
  type ShopAudit,
  secondAuditOf,
  spansOfOccasion,
  stretchesOf,
} from '../model/index.ts';
import { type Ports, shopsOfMall } from '../ports/index.ts';
import type { DueNotice } from './due-notices.ts';
import { concerns, type NoticeFacts, type PushFacts, type StockFacts, type WithMails } from './facts.ts';
import { type Hold, keyTrouble } from './key-mails.ts';
import type { Letter } from './letter.ts';
import type { NamedOrders, Period, ShopOutcome } from './lines.ts';
import { outageAllClear } from './outage-all-clear.ts';
import { outageCorrection, type ShopFind } from './outage-correction.ts';
import { outageInterim, outageOpened } from './outage-opened.ts';

/** Writes the mail; null if there is nothing to tell. */
export function writeLetter(
  due: DueNotice,
  merchant: Merchant,
  facts: NoticeFacts,
  pushes: PushFacts,
  stock: StockFacts,
): Letter | null {
  if (due.kind === 'outage-correction') return correctionTo(merchant, facts);
  const concerned = concerns(merchant, facts);
  if (concerned.length === 0) return null;
  const { incident, mails } = facts;
  const shops = facts.shopsByMerchant.get(merchant.id) ?? [];
  const common = { merchant: merchant.name, mall: mails.of(incident.mall), since: sinceOf(incident, concerned) };
  switch (due.kind) {
    case 'outage-opened':
      return outageOpened({
        ...common,
        ...(isOut(incident, concerned) ? {} : { until: untilOf(incident, concerned) }),
        capabilities: concerned,
        features: merchant.features,
        shops: shops.map((shop) => ({
          ...{ name: shop.name, importedUntil: shop.cursor },
          heldApart: heldApart(shop, concerned, facts.pauses),
        })),
        heldPushes: pushes.waiting,
      });
    case 'outage-interim':
      return outageInterim({ ...common, capabilities: concerned, note: due.note ?? '' });
    case 'outage-all-clear': {
      const until = untilOf(incident, concerned);
      const outcomes = shops.map((shop) => outcomeOf(shop, facts, concerned, until));
      const periods = periodsOf(incident, concerned);
      const held = concerned.includes('status') ? { pushes: pushes.held } : {};
      const isMailed = merchant.contacts.length > 0;
      const all = { ...common, until, capabilities: concerned, shops: outcomes, periods, isMailed };
      return outageAllClear({ ...all, ...held, ...stock });
    }
    case 'maintenance-ahead':
    case 'maintenance-after':
      throw new Error('An incident has no mails of a maintenance.');
  }
}

/**
 * A merchant told of an import outage also hears of findings and of shops that could not be asked again. Not reported again: what waits for
 * a key or switch already requested.
 */
function correctionTo(merchant: Merchant, facts: NoticeFacts): Letter | null {
  const { incident, mails } = facts;
  if (!merchant.features.includes('import')) return null;
  const shops = facts.shopsByMerchant.get(merchant.id) ?? [];
  const spans = incident.affected.filter(({ capability }) => capability === 'import');
  const since = Math.min(...spans.map(({ from }) => from));
  const until = Math.max(...spans.map(({ from, to }) => to ?? from));
  const finds = shops.flatMap((shop) => findOf(shop, facts));
  const unaudited = shops
    .filter(({ key, importFrom }) => importFrom < until && !isAudited(key, facts))
    .filter((shop) => !isAsked(shop, facts) || facts.audits.get(shop.key)?.kind === 'audited')
    .map(({ name }) => name);
  if (finds.length + unaudited.length === 0) return null;
  const mall = mails.of(incident.mall);
  return outageCorrection({ merchant: merchant.name, mall, shops: finds, unaudited, since, until });
}

function isAsked(shop: Shop, { pauses, mails }: NoticeFacts): boolean {
  return keyTrouble(mails.of(shop.mall), holdOf(shop, 'import', pauses)) !== null;
}

function isAudited(shop: string, { secondAudits }: NoticeFacts): boolean {
  return secondAudits.get(shop)?.kind === 'audited';
}

/** Spans that touch are one; a relapse begins another. */
function periodsOf(incident: Incident, concerned: readonly Capability[]): Period[] {
  const stretches = stretchesOf(spansOf(incident, concerned).flatMap(outsOf), 0);
  return stretches.map(({ from, to }) => ({ since: from, until: to }));
}

function spansOf(incident: Incident, concerned: readonly Capability[]): ReturnType<typeof spansOfOccasion> {
  return spansOfOccasion(incident).filter(({ capability }) => concerned.includes(capability));
}

function sinceOf(incident: Incident, concerned: readonly Capability[]): EpochMs {
  return Math.min(...spansOf(incident, concerned).map(({ from }) => from));
}

function untilOf(incident: Incident, concerned: readonly Capability[]): EpochMs {
  return Math.max(...spansOf(incident, concerned).map(({ from, to }) => to ?? from));
}

function isOut(incident: Incident, concerned: readonly Capability[]): boolean {
  return spansOf(incident, concerned).some(({ to }) => to === null);
}

/** Unknown figures are null, never 0. */
function outcomeOf(
  shop: Shop,
  { audits, pauses }: NoticeFacts,
  concerned: readonly Capability[],
  until: EpochMs,
): ShopOutcome {
  const result = audits.get(shop.key);
  const common = {
    name: shop.name,
    caughtUp: shop.cursor >= until,
    importedUntil: shop.cursor,
    hold: holdOf(shop, concerned[0] ?? 'import', pauses),
    heldApart: heldApart(shop, concerned, pauses),
  };
  if (result?.kind !== 'audited') return { ...common, imported: null, missing: null, doubled: null };
  const { placed, missingCount, doubledCount, surplus } = result;
  const found = { imported: placed, missing: missingCount, doubled: doubledCount, unread: unreadOf(result) };
  return { ...common, ...found, ...(surplus === undefined || surplus.rows === 0 ? {} : { surplus }) };
}

function findOf({ key, name }: Shop, { audits, secondAudits }: NoticeFacts): ShopFind[] {
  const result = secondAudits.get(key);
  if (result?.kind !== 'audited') return [];
  const found = { orderNumbers: result.missing, count: result.missingCount };
  const first = audits.get(key);
  const unread = newly(unreadOf(result), first?.kind === 'audited' ? unreadOf(first) : null);
  const surplus = newlyLeft(result.surplus ?? null, first?.kind === 'audited' ? (first.surplus ?? null) : null);
  if (found.count + unread.count + surplus.left === 0) return [];
  return [{ name, found, unread, ...(surplus.left === 0 ? {} : { surplus }) }];
}

type Audited = Extract<ShopAudit['result'], { readonly kind: 'audited' }>;

/** Audits of 0.1.0 counted none. */
function unreadOf({ unread = [], unreadCount = 0 }: Audited): NamedOrders {
  return { orderNumbers: unread, count: unreadCount };
}

/** Orders that the all-clear did not name. Beyond those named, only counts can be compared. */
function newly(now: NamedOrders, before: NamedOrders | null): NamedOrders {
  const told = new Set(before?.orderNumbers ?? []);
  const orderNumbers = now.orderNumbers.filter((orderNumber) => !told.has(orderNumber));
  const unnamed = (orders: NamedOrders | null): number =>
    orders === null ? 0 : orders.count - orders.orderNumbers.length;
  return { orderNumbers, count: orderNumbers.length + Math.max(0, unnamed(now) - unnamed(before)) };
}

/**
 * Reads the facts of an incident's mails.
 *
 * @param pauses set by people and refused keys (`Standing`)
 */
export async function gatherFacts(
  ports: Pick<Ports, 'shops' | 'audits'> & WithMails,
  incident: Incident,
  pauses: readonly Pause[],
): Promise<NoticeFacts> {
  const [shops, audits, secondAudits] = await Promise.all([
    shopsOfMall(ports, incident.mall),
    ports.audits.of(occasionOf(incident)),
    ports.audits.of(secondAuditOf(incident)),
  ]);
  const shopsByMerchant = Map.groupBy(shops, ({ merchant }) => merchant);
  return {
    ...{ incident, shopsByMerchant, pauses, mails: ports.mails },
    ...{ audits: byShop(audits), secondAudits: byShop(secondAudits) },
  };
}

function byShop(audits: readonly ShopAudit[]): Map<string, ShopAudit['result']> {
  return new Map(audits.map(({ shop, result }) => [shop, result]));
}

/**
 * The hold on a shop's capability besides outages and windows; null if none. A refused key or a function that is off still counts while
 * retried.
 *
 * @param pauses set by people and refused keys (`Standing`)
 */
export function holdOf(shop: Seen, capability: Capability, pauses: readonly Pause[]): Hold | null {
  const holding = pauses.filter(
    (pause) =>
      (pause.scope === shop.key || pause.scope === shop.mall) &&
      (pause.capability === undefined || pause.capability === capability),
  );
  const isRefused = ({ cause, credentialVersion }: Pause) =>
    cause === 'credentials' && credentialVersion === shop.credential.version;
  const refused = holding.find(isRefused);
  if (refused?.code === 'key.function-off') return { functionOff: refused.function ?? null };
  if (refused !== undefined) return 'key';
  return holding.some(({ cause }) => cause === 'manual') ? 'person' : null;
}

/** Capabilities that something else holds, so that the end of an outage does not bring them back. */
export function heldApart(shop: Seen, of: readonly Capability[], pauses: readonly Pause[] = []): Capability[] {
  return of.filter((capability) => holdOf(shop, capability, pauses) !== null);
}

type Seen = Pick<Shop, 'key' | 'mall' | 'credential'>;
