import { generateKeyPairSync } from 'node:crypto';
import { dayMs, hourMs, secondMs } from '../../core/kernel/time.ts';
import { mallOf, type Shop, type ShopKey, shopKey } from '../../core/model/shop.ts';
import type { MallShop, MallTraits } from '../../core/ports/mall.ts';
import type { Transport } from '../../malls/http.ts';
import { openYahooShop } from '../../malls/yahoo/client.ts';
import type { YahooCredential } from '../../malls/yahoo/site.ts';
import { createMallTime } from '../../malls/yahoo/times.ts';
import { createYahooTokens } from '../../malls/yahoo/tokens.ts';
import { yahooTraits } from '../../malls/yahoo/traits.ts';
import { type OnLevel, type Prng, prng, seedOf } from '../../simulator/index.ts';
import { createYahoo, type YahooSettingsChange, type YahooSimulator } from '../../simulator/yahoo/index.ts';
import { memoryPorts } from '../memory/index.ts';
import type { Edition } from './edition.ts';
import type { SimulatedProcess } from './process.ts';
import type { World } from './world.ts';

const { status: _, ...otherTraits } = yahooTraits;
/** Yahoo!ショッピング where no statuses are sent to it: in worlds of several malls, and in drills. `yahoo-statuses.ts` plays them. */
export const yahooWithoutStatuses: MallTraits = { ...otherTraits, capabilities: ['import', 'stock'] };

/** A simulated Yahoo!ショッピング in a world's time, with settings drawn from the third edition on. A signature costs more than a world has; unsigned calls are taken for as long as it lasts. */
export function createWorldsYahoo(
  seed: number,
  now: () => number,
  { onLevel, edition = 2 }: { onLevel?: OnLevel; edition?: Edition } = {},
): YahooSimulator {
  const yahoo = createYahoo({
    now,
    seed,
    ...(onLevel && { onLevel }),
    settings: { throttle: { enforce: false }, auth: { unsignedHours: 24 * 30 } },
  });
  if (edition >= 3) yahoo.control.changeSettings(drawnSettings(prng(seedOf(seed, 'yahoo-settings'))));
  return yahoo;
}

/** What Yahoo's pages say in two ways, or not at all: a client must work with each of them. */
function drawnSettings(chance: Prng): YahooSettingsChange {
  return {
    answers: {
      zones: chance.pick(['not-publication', 'everywhere', 'nowhere']),
      repeats: chance.chance(0.5),
      items: chance.pick(['first', 'last']),
    },
    split: {
      childIds: chance.pick(['parts', 'source', 'nowhere']),
      original: chance.pick(['kept', 'cancelled']),
      publication: chance.pick(['now', 'now', 'original']),
    },
  };
}

let pem: string | null = null;
/** A key for signatures that are never checked. */
export function anyKey(): string {
  pem ??= generateKeyPairSync('rsa', { modulusLength: 512 })
    .publicKey.export({ type: 'spki', format: 'pem' })
    .toString();
  return pem;
}

/** Opens shops at Yahoo!ショッピング for one process, which keeps their access tokens. */
export function yahooShops(
  process: Pick<SimulatedProcess, 'clock'>,
  transport: (shop: Pick<Shop, 'key' | 'code'>) => Transport,
): (shop: Shop, credential: YahooCredential) => MallShop {
  const now = (): number => process.clock.now();
  const mallTime = createMallTime(now);
  const timeoutMs = 10 * secondMs;
  const tokensByShop = new Map<ShopKey, ReturnType<typeof createYahooTokens>>();
  return (shop, credential) => {
    const unsigned = withoutSignature(transport(shop));
    const tokens =
      tokensByShop.get(shop.key) ??
      createYahooTokens({ authUrl: 'https://auth.invalid', transport: unsigned, now, timeoutMs, mallTime });
    tokensByShop.set(shop.key, tokens);
    return openYahooShop({
      shop: shop.key,
      sellerId: shop.code,
      credential,
      baseUrl: 'https://yahoo.invalid',
      transport: unsigned,
      tokens,
      mallTime,
      now,
      settings: { timeoutMs: 20 * secondMs },
    });
  };
}

function withoutSignature(transport: Transport): Transport {
  return (request) => {
    const { 'x-sws-signature': _, 'x-sws-signature-version': __, ...headers } = request.headers;
    return transport({ ...request, headers });
  };
}

/** Adds a shop at Yahoo!ショッピング to a world, of the merchant who has stock, with a small backlog. */
export async function onboardAtYahoo(
  world: Pick<World, 'store' | 'start' | 'stockWatch'>,
  yahoo: YahooSimulator,
  { index, merchant, shard }: { readonly index: number; readonly merchant: string; readonly shard: number },
): Promise<Shop> {
  const code = `store-${index + 1}`;
  const given = yahoo.control.addShop({ sellerId: code, overdraftDefault: index % 2 === 1 });
  const ports = memoryPorts(world.store);
  const key = shopKey('yahoo', code);
  const importFrom = Math.floor((world.start - 2 * dayMs) / secondMs) * secondMs;
  const credential: YahooCredential = {
    mall: 'yahoo',
    clientId: given.clientId,
    clientSecret: given.clientSecret,
    refreshToken: given.refreshToken,
    consentedAt: world.start,
    publicKey: anyKey(),
    publicKeyVersion: String(given.publicKeyVersion),
    publicKeyIssuedAt: world.start,
  };
  const shop: Shop = {
    key,
    mall: 'yahoo',
    code,
    name: code,
    merchant,
    shard,
    importFrom,
    cursor: importFrom,
    scannedAt: 0,
    rereadDay: '',
    rereadAfter: '',
    callsPerSecond: 1,
    credential: await ports.vault.seal(key, shard, 1, credential),
  };
  await ports.shops.add(shop);
  yahoo.control.addOrders(code, { count: 8, at: { from: world.start - 20 * hourMs, to: world.start } });
  return shop;
}

/** True of a shop, or whatever belongs to one, at Yahoo!ショッピング. */
export function isAtYahoo(shop: ShopKey): boolean {
  return mallOf(shop) === 'yahoo';
}
