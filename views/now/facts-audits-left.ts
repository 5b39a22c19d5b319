import { dayMs, type EpochMs, jstDay } from '../../core/kernel/index.ts';
import {
  type AuditFigures,
  auditSpan,
  type Incident,
  nightlyAuditOf,
  nightlySpanMs,
  occasionOf,
  type Shop,
  type ShopAudit,
  type ShopKey,
  secondAuditOf,
  seenAt,
  type Window,
} from '../../core/model/index.ts';
import type { Ports } from '../../core/ports/index.ts';
import { latestResults } from '../incident/index.ts';

/** Of more shops than this a night is read as a whole. */
const singlyMax = 20;

export interface AuditLeft {
  readonly incident: string;
  /** Shops of which nothing has compared the span with the mall. */
  readonly unaudited: number;
  /** Orders with surplus rows that only a person removes, as the latest audit that looked at them saw it. */
  readonly surplusOrders: number;
}

/** What the audits of these incidents left open and nothing has settled since. Where all came out clean, nothing is read. */
export async function auditsLeft(
  ports: Pick<Ports, 'incidents' | 'audits'>,
  incidents: readonly Incident[],
  shops: readonly Shop[],
  now: EpochMs,
): Promise<AuditLeft[]> {
  const left = await Promise.all(incidents.map((incident) => leftBy(ports, incident, shops, now)));
  return left.filter(({ unaudited, surplusOrders }) => unaudited + surplusOrders > 0);
}

interface OpenShop {
  readonly key: ShopKey;
  readonly isUnaudited: boolean;
  readonly surplusIn: readonly string[];
  /** When this was seen. */
  readonly at: EpochMs;
}

async function leftBy(
  ports: Pick<Ports, 'incidents' | 'audits'>,
  incident: Incident,
  shops: readonly Shop[],
  now: EpochMs,
): Promise<AuditLeft> {
  const span = auditSpan(incident);
  const figures = incident.secondAudit ?? incident.audit;
  const isOpen = span !== null && figures !== undefined && !isClean(figures);
  const open = isOpen ? await openShops(ports, { incident, figures, span }, shops) : [];
  if (!isOpen || open.length === 0) return { incident: incident.id, unaudited: 0, surplusOrders: 0 };
  const settledAt = seenAt(await ports.incidents.timeline(incident.id)) ?? 0;
  const unsettled = open.filter(({ at }) => at > settledAt);
  const standing = await afterNights(ports, unsettled, span, now);
  return {
    incident: incident.id,
    // A shop without a result may be one that was added since.
    unaudited: Math.min(standing.filter(({ isUnaudited }) => isUnaudited).length, figures.shops - figures.audited),
    surplusOrders: standing.reduce((sum, { surplusIn }) => sum + surplusIn.length, 0),
  };
}

const isClean = ({ shops, audited, surplusLeft = 0 }: AuditFigures): boolean => audited >= shops && surplusLeft === 0;

/** The shops of which the incident's own audits left something open. Of those that were removed nothing is. */
async function openShops(
  ports: Pick<Ports, 'audits'>,
  { incident, figures, span }: { readonly incident: Incident; readonly figures: AuditFigures; readonly span: Window },
  shops: readonly Shop[],
): Promise<OpenShop[]> {
  const names = incident.secondAudit === undefined ? [occasionOf] : [secondAuditOf, occasionOf];
  const [last = [], before = []] = await Promise.all(
    names.map(async (nameIn) => (await latestResults(ports, incident, nameIn)).results),
  );
  // What they found shop by shop is forgotten after 60 days.
  if (last.length === 0 && figures.audited > 0) return [];
  const isWhole = last.length >= figures.shops;
  const [byShop, byShopBefore] = [mapOf(last), mapOf(before)];
  return shops.flatMap(({ key, mall, addedAt = 0 }) => {
    const one = byShop.get(key);
    if (mall !== incident.mall || (one === undefined && (isWhole || addedAt > span.to))) return [];
    const isUnaudited = one?.result.kind !== 'audited';
    const looked = isUnaudited ? byShopBefore.get(key) : one;
    const surplusIn = looked === undefined ? [] : surplusOf(looked);
    return isUnaudited || surplusIn.length > 0 ? [{ key, isUnaudited, surplusIn, at: one?.at ?? span.to }] : [];
  });
}

const mapOf = (results: readonly ShopAudit[]): ReadonlyMap<ShopKey, ShopAudit> =>
  new Map(results.map((one) => [one.shop, one]));

const surplusOf = ({ result }: ShopAudit): readonly string[] =>
  result.kind === 'audited' ? (result.surplus?.leftIn ?? []) : [];

/** What is still open after the audits of the nights since, the latest one of each shop. */
async function afterNights(
  { audits }: Pick<Ports, 'audits'>,
  open: readonly OpenShop[],
  span: Window,
  now: EpochMs,
): Promise<OpenShop[]> {
  const standing: OpenShop[] = [];
  let left = open;
  for (let at = Math.min(now, span.from + nightlySpanMs); jstDay(at) >= jstDay(span.to); at -= dayMs) {
    if (left.length === 0) break;
    const night = mapOf(await resultsOf(audits, nightlyAuditOf(jstDay(at)), left));
    const stillLeft: OpenShop[] = [];
    for (const shop of left) {
      const later = night.get(shop.key);
      if (later === undefined || later.at <= shop.at || !hasLookedAt(later, span)) stillLeft.push(shop);
      else standing.push({ ...shop, isUnaudited: false, surplusIn: stillIn(shop, later) });
    }
    left = stillLeft;
  }
  return [...standing, ...left];
}

function hasLookedAt({ from, to, result }: ShopAudit, span: Window): boolean {
  return result.kind === 'audited' && from <= span.from && to >= span.to;
}

/** Where the later audit has not seen the rows of each order, those before stand. Those it found in a shop that had no audit are left, too. */
function stillIn({ isUnaudited, surplusIn }: OpenShop, later: ShopAudit): readonly string[] {
  const found = surplusOf(later);
  if (later.result.kind === 'audited' && (later.result.surplus?.unseen ?? 0) > 0) return surplusIn;
  return isUnaudited ? found : surplusIn.filter((orderNumber) => found.includes(orderNumber));
}

async function resultsOf(
  audits: Ports['audits'],
  name: string,
  shops: readonly OpenShop[],
): Promise<readonly ShopAudit[]> {
  if (shops.length > singlyMax) return audits.of(name);
  const found = await Promise.all(shops.map(({ key }) => audits.get(name, key)));
  return found.filter((one) => one !== null);
}
