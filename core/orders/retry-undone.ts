import type { Shop, ShopKey } from '../merchants/shop.ts';
import { mapLimited } from '../pacing/limited.ts';
import { inChunks } from '../units.ts';
import type { Intent } from './intent.ts';
import { readAndStore, type Wanted } from './read-and-store.ts';
import type { ShopRun } from './run.ts';
import { type SeenDue, setAside } from './set-aside.ts';
import { type Round, visitShops } from './visit-shops.ts';
import { joinedKeys } from './write-plans.ts';

/** Orders that have to be read from their malls again. */
export interface UndoneWork {
  /** Problem rows whose time for another try has come. */
  readonly problems: SeenDue[];
  /** What dead runs were about to write. */
  readonly intents: Intent[];
}

/** Shops read at once. */
const shopsReadAtOnce = 16;

/**
 * Reads orders again, shop by shop, and counts them. The rows of shops that are gone, or paused, or fail, are set aside. An
 * intent stays in any case: it is the only trace of its claims.
 */
export async function retryUndone(
  round: Round,
  { problems, intents }: UndoneWork,
  report: { retried: number },
): Promise<void> {
  const problemsOf = Map.groupBy(problems, ({ shop }) => shop);
  const intentsOf = Map.groupBy(intents, ({ shop }) => shop);
  const keys = [...new Set<ShopKey>([...problemsOf.keys(), ...intentsOf.keys()])];
  const found = await mapLimited(keys, shopsReadAtOnce, (key) => round.ports.shops.get(key));
  const left = new Set<ShopKey>(keys.filter((_, index) => !found[index]));
  const visit = async (run: ShopRun): Promise<void> => {
    const { key } = run.shop;
    report.retried += await retryOne(run, problemsOf.get(key) ?? [], intentsOf.get(key) ?? []);
  };
  const onLeft = ({ key }: Shop): void => void left.add(key);
  try {
    await visitShops(
      round,
      found.filter((shop) => shop !== null),
      visit,
      { onLeft },
    );
  } finally {
    await setAside(
      round,
      problems.filter(({ shop }) => left.has(shop)),
    );
  }
}

async function retryOne(run: ShopRun, problems: readonly SeenDue[], intents: readonly Intent[]): Promise<number> {
  const unsettled = new Set<string>();
  let retried = 0;
  for (const chunk of inChunks(wantedOf(intents, problems), run.traits.readBatch)) {
    if (!run.mayCall()) return retried;
    const batch = await readAndStore(run, chunk);
    for (const orderNumber of batch.unsettled) unsettled.add(orderNumber);
    retried += chunk.length;
  }
  for (const intent of intents) {
    const settled = intent.orderNumbers.every((orderNumber) => !unsettled.has(orderNumber));
    if (settled) await run.ports.intents.close(intent);
  }
  return retried;
}

/** The orders of dead runs, with every claim such a run may have written, then the other ones that are due; each once. */
function wantedOf(intents: readonly Intent[], problems: readonly SeenDue[]): Wanted[] {
  const joined = new Map<string, Wanted>();
  for (const { orderNumbers, claims } of intents) {
    for (const orderNumber of orderNumbers) {
      const carried = claims.filter((claim) => claim.orderNumber === orderNumber);
      const before = joined.get(orderNumber)?.carried ?? [];
      joined.set(orderNumber, { orderNumber, carried: joinedKeys(before, carried) });
    }
  }
  for (const { orderNumber } of problems) if (!joined.has(orderNumber)) joined.set(orderNumber, { orderNumber });
  return [...joined.values()];
}
