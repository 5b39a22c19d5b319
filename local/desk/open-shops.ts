import {
  type Capability,
  changedMerchant,
  differingFacts,
  newMerchant,
  type Shop,
  shopKey,
  shownChat,
} from '../../core/model/index.ts';
import type { Credential, Ports } from '../../core/ports/index.ts';
import { replaceKey, setChat } from '../../core/tenants/index.ts';
import { mallDesks } from '../../malls/mall-desks.ts';
import type { DeskMall } from './desk-mall.ts';
import { nameOfShop } from './shop-names.ts';
import { importFromOf } from './stock-mall.ts';

/** One shop's rate at its mall, calls a second. */
const callsPerSecond = 1;

/**
 * Adds the shops of the simulated malls that are not imported yet, with their keys. Shops of one code are one merchant's; who has one at
 * several malls has stock with us.
 */
export async function openShops(ports: Ports, malls: readonly DeskMall[], chats: string | null = null): Promise<void> {
  const all = malls.flatMap((mall) => mall.truth.shops().map(({ code }) => ({ mall, code })));
  for (const { mall, code } of all) {
    const isAtSeveral = all.filter((one) => one.code === code).length > 1;
    const features: readonly Capability[] = isAtSeveral ? ['import', 'status', 'stock'] : ['import', 'status'];
    const isNew = await openShop(ports, mall, code, features);
    if (!isNew) await renewKeys(ports, mall, code);
  }
  const [first] = all;
  // So that notices are seen in a chat, too. A person may have chosen another one since.
  if (chats !== null && first !== undefined) await openChat(ports, first.code, `${chats}slack/${first.code}`);
}

async function openChat(ports: Ports, merchant: string, address: string): Promise<void> {
  const { address: standing } = (await ports.chats.get(merchant)) ?? {};
  const isOurs = standing === undefined || standing.shown === shownChat(address);
  if (isOurs) await setChat(ports, merchant, { address, kind: 'slack' });
}

/** What a person of a shop does where the mall shows other keys than the stored ones, or they end soon. */
async function renewKeys(ports: Ports, mall: DeskMall, code: string): Promise<void> {
  const { played } = mall.simulator;
  const row = await ports.shops.get(shopKey(mall.name, code));
  if (row === null || played.renewal === undefined) return;
  const standing: Readonly<Record<string, unknown>> = await ports.vault.open(row.key, row.credential);
  const renewal = played.renewal(mall.control, code);
  const isKnown = Object.entries(credentialAt(mall, code)).every(
    ([name, value]) => typeof value === 'number' || standing[name] === value,
  );
  if (renewal === null && isKnown) return;
  if (renewal !== null) mall.act(renewal.name, renewal.body);
  await replaceKey(ports, row, credentialAt(mall, code), { check: false });
}

/** Adds one shop, and its merchant with their first; false where it is imported already. */
async function openShop(ports: Ports, mall: DeskMall, code: string, features: readonly Capability[]): Promise<boolean> {
  const [key, name, shard] = [shopKey(mall.name, code), nameOfShop(code), 0];
  if ((await ports.shops.get(key)) !== null) return false;
  // A contact address under the project's own example domain.
  const facts = { name, contacts: [`${code}@shop.example`], features };
  const merchant = await ports.merchants.get(code);
  if (merchant === null) await ports.merchants.put(newMerchant(code, facts, mall.beganAt));
  else if (differingFacts(merchant, { features }).length > 0)
    await ports.merchants.put(changedMerchant(merchant, { features }));
  const importFrom = importFromOf(mall);
  const shop: Shop = {
    key,
    mall: mall.name,
    code,
    name,
    merchant: code,
    shard,
    importFrom,
    cursor: importFrom,
    scannedAt: 0,
    rereadDay: '',
    rereadAfter: '',
    callsPerSecond,
    credential: await ports.vault.seal(key, shard, 1, credentialAt(mall, code)),
  };
  await ports.shops.add(shop);
  return true;
}

/** What a person of a shop enters: what its mall shows, and of moments this one. */
function credentialAt({ name, control, simulator: { words } }: DeskMall, code: string): Credential {
  const entries = control.shops() as readonly Readonly<Record<string, unknown>>[];
  const shown = entries.find((one) => one[words.shop] === code);
  if (shown === undefined) throw new Error(`There is no shop ${code} at the simulated ${name}.`);
  const { keyParts, credentialOf } = mallDesks.of(name);
  const now = control.nowMs();
  return credentialOf(
    Object.fromEntries(keyParts.map((part) => [part.name, part.form === 'moment' ? now : String(shown[part.name])])),
  );
}
