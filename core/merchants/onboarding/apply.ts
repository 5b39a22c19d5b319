import { TsunagiError } from '../../errors.ts';
import { eachLimited } from '../../pacing/limited.ts';
import type { Ports } from '../../ports/index.ts';
import { sealFor } from '../add-shop.ts';
import { changedMerchant, differingFacts, type Merchant } from '../merchant.ts';
import { newShop } from '../new-shop.ts';
import type { MerchantPlan, MerchantStep, ShopStep } from './plan.ts';

type StorePorts = Pick<Ports, 'vault' | 'shops' | 'merchants'>;

/** What was written so far. */
export interface Applied {
  merchantsAdded: number;
  merchantsUpdated: number;
  shopsAdded: number;
  /** Lines whose shop somebody else added meanwhile. */
  readonly overtaken: number[];
}

/** Merchants written at once. */
const merchantsAtOnce = 24;
/** Tries of a merchant's row that others write at the same time. */
const attemptsMax = 5;

/**
 * Makes a plan true. Of each merchant its row comes first, then its shops one by one, each by one conditional write: whoever
 * dies in between leaves merchants and shops that are whole, and the same file again adds what is missing. `onProgress` gets
 * the figures after every write; they are also what stands when this throws.
 */
export async function applyOnboarding(
  ports: StorePorts,
  plans: readonly MerchantPlan[],
  onProgress: (applied: Applied) => void,
): Promise<Applied> {
  const applied: Applied = { merchantsAdded: 0, merchantsUpdated: 0, shopsAdded: 0, overtaken: [] };
  await openDataKeys(ports, plans);
  await eachLimited(plans, merchantsAtOnce, async ({ step, shops }) => {
    await writeMerchant(ports, step, applied);
    onProgress(applied);
    for (const shop of shops) {
      await writeShop(ports, shop, applied);
      onProgress(applied);
    }
  });
  return applied;
}

/** The data key of each shard is made and opened once, here: many shops at once would each ask KMS for the same one. */
async function openDataKeys(ports: Pick<Ports, 'vault'>, plans: readonly MerchantPlan[]): Promise<void> {
  const first = new Map(plans.flatMap(({ shops }) => shops.map((step) => [step.shop.shard, step] as const)));
  for (const { shop, credential, checked } of first.values()) await sealFor(ports, shop, credential, 1, checked);
}

async function writeMerchant(ports: StorePorts, step: MerchantStep, applied: Applied): Promise<void> {
  if (step.kind === 'unchanged') return;
  let wanted: Merchant | null = step.merchant;
  for (let attempt = 1; wanted !== null; attempt++) {
    if ((await ports.merchants.put(wanted)) === 'stored') {
      if (wanted.version === 1) applied.merchantsAdded++;
      else applied.merchantsUpdated++;
      return;
    }
    const standing = await ports.merchants.get(wanted.id);
    if (standing === null || attempt === attemptsMax) throw merchantChanging(wanted.id);
    wanted = differingFacts(standing, wanted).length === 0 ? null : changedMerchant(standing, factsOf(wanted));
  }
}

const factsOf = ({ name, contacts, features }: Merchant) => ({ name, contacts, features });

async function writeShop(
  ports: StorePorts,
  { line, shop, credential, checked }: ShopStep,
  applied: Applied,
): Promise<void> {
  const sealed = await sealFor(ports, shop, credential, 1, checked);
  if ((await ports.shops.add(newShop(shop, sealed))) === 'stored') applied.shopsAdded++;
  else applied.overtaken.push(line);
}

function merchantChanging(id: string): TsunagiError {
  return new TsunagiError(
    'store.failing',
    'later',
    `Somebody else keeps changing merchant ${id}. Run this again when they are done.`,
  );
}
