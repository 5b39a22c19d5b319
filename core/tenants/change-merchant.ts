import { type EpochMs, eachLimited, sentence, TsunagiError } from '../kernel/index.ts';
import {
  bareMerchant,
  type Chat,
  type ChatKind,
  changedMerchant,
  chatDataKey,
  chatSubject,
  chatWith,
  chatWithout,
  differingFacts,
  type Merchant,
  type MerchantFacts,
  shownChat,
} from '../model/index.ts';
import { openedOrNull, type Ports } from '../ports/index.ts';

export interface MerchantChanging {
  readonly merchant: Merchant;
  /** Changed fields; empty if all was so already. */
  readonly fields: readonly (keyof MerchantFacts)[];
}

const attemptsMax = 5;

/**
 * Concurrent changes of other fields stay. A merchant named only by a shop gets a row. Enabling `stock`, even repeatedly, makes all
 * listings due, since an earlier process may have stopped in between. Throws `store.failing` if the row keeps changing.
 */
export async function changeMerchant(
  ports: Pick<Ports, 'merchants' | 'shops' | 'listings' | 'clock'>,
  id: string,
  facts: Partial<MerchantFacts>,
): Promise<MerchantChanging> {
  const changing = await writeChange(ports, id, facts);
  if (facts.features?.includes('stock')) await turnStockOn(ports, id);
  return changing;
}

async function writeChange(
  ports: Pick<Ports, 'merchants' | 'clock'>,
  id: string,
  facts: Partial<MerchantFacts>,
): Promise<MerchantChanging> {
  for (let attempt = 1; attempt <= attemptsMax; attempt++) {
    const standing = await ports.merchants.get(id);
    const now = ports.clock.now();
    const before = standing ?? { ...bareMerchant(id, now), version: 0 };
    const fields = differingFacts(before, facts);
    if (standing !== null && fields.length === 0) return { merchant: standing, fields };
    const merchant = merchantWith(before, facts, now);
    if ((await ports.merchants.put(merchant)) === 'stored') return { merchant, fields };
  }
  throw merchantChanging(id);
}

/** The merchant's next row; notes when a digest time is set. */
export function merchantWith(before: Merchant, facts: Partial<MerchantFacts>, now: EpochMs): Merchant {
  const changed = changedMerchant(before, facts);
  const isTimeSet = changed.digestAt !== undefined && changed.digestAt !== before.digestAt;
  return isTimeSet ? { ...changed, digestSince: now } : changed;
}

export function merchantChanging(id: string): TsunagiError {
  return new TsunagiError(
    'store.failing',
    'later',
    sentence`Another process keeps changing merchant ${id}. Run this again when it is done.`,
  );
}

export interface ChatSetting {
  readonly chat: Chat;
  readonly was: 'new' | 'replaced' | 'unchanged';
}

/**
 * Seals the address for the merchant; of the previous one only the displayed form stays. A merchant named only by a shop gets a row,
 * because notices need one.
 */
export async function setChat(
  ports: Pick<Ports, 'chats' | 'merchants' | 'shops' | 'listings' | 'vault' | 'clock'>,
  merchant: string,
  { address, kind }: { readonly address: string; readonly kind: ChatKind },
): Promise<ChatSetting> {
  await changeMerchant(ports, merchant, {});
  for (let attempt = 1; attempt <= attemptsMax; attempt++) {
    const before = await ports.chats.get(merchant);
    const isSame = before?.address?.kind === kind && (await chatAddressOf(ports, before)) === address;
    if (before !== null && isSame) return { chat: before, was: 'unchanged' };
    const version = (before?.version ?? 0) + 1;
    const { sealed } = await ports.vault.seal(chatSubject(merchant), chatDataKey, version, { address });
    const setAt = ports.clock.now();
    const shown = shownChat(address);
    const chat = chatWith(before, merchant, { kind, shown, setAt, sealed, sealedVersion: version });
    if ((await ports.chats.put(chat)) === 'stored')
      return { chat, was: before?.address === undefined ? 'new' : 'replaced' };
  }
  throw merchantChanging(merchant);
}

/** Keeps the row. Null without an address. */
export async function removeChat(ports: Pick<Ports, 'chats' | 'clock'>, merchant: string): Promise<Chat | null> {
  for (let attempt = 1; attempt <= attemptsMax; attempt++) {
    const before = await ports.chats.get(merchant);
    if (before?.address === undefined) return null;
    const chat = chatWithout(before, ports.clock.now());
    if ((await ports.chats.put(chat)) === 'stored') return chat;
  }
  throw merchantChanging(merchant);
}

/** A chat's address in memory only; null if absent or unopenable. */
export async function chatAddressOf(ports: Pick<Ports, 'vault'>, { merchant, address }: Chat): Promise<string | null> {
  if (address === undefined) return null;
  const credential = { version: address.sealedVersion, sealed: address.sealed };
  const opened = await openedOrNull(ports, { key: chatSubject(merchant), credential });
  return opened === null ? null : String(opened.address);
}

const page = 400;
const writesAtOnce = 32;

/**
 * Makes all listings due, since earlier movements went to no mall. Safe to repeat: a listing already right costs no call. The sweep names
 * the shops.
 */
async function turnStockOn(
  { shops, listings, clock }: Pick<Ports, 'shops' | 'listings' | 'clock'>,
  merchant: string,
): Promise<void> {
  for (const shop of (await shops.all()).filter((one) => one.merchant === merchant)) {
    for (let after: string | null = null, isFirst = true; isFirst || after !== null; isFirst = false) {
      const found = await listings.ofShop(shop.key, after, page);
      await eachLimited(found.listings, writesAtOnce, (listing) => listings.markDue(listing, clock.now()));
      after = found.after;
    }
  }
}
