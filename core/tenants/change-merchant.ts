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

/** The result of a change. */
export interface MerchantChanging {
  readonly merchant: Merchant;
  /** What became another; empty when everything was so already. */
  readonly fields: readonly (keyof MerchantFacts)[];
}

/** Attempts before another process that changes the merchant at the same time is named as the reason. */
const attemptsMax = 5;

/**
 * Changes the facts of a merchant, over whatever row stands; one that only a shop names gets its first row. What other processes
 * change at the same time stays, unless it is the same field. A merchant who is given the feature `stock` has all listings looked at,
 * also when it is given once more: the first process may have been stopped in between. Throws `store.failing` when other changes go on.
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

/** The row that follows when these facts are written over a merchant's now: a time of a digest that is set is noted. */
export function merchantWith(before: Merchant, facts: Partial<MerchantFacts>, now: EpochMs): Merchant {
  const changed = changedMerchant(before, facts);
  const isTimeSet = changed.digestAt !== undefined && changed.digestAt !== before.digestAt;
  return isTimeSet ? { ...changed, digestSince: now } : changed;
}

/** Other processes wrote a merchant's row each time between its reading and its writing. */
export function merchantChanging(id: string): TsunagiError {
  return new TsunagiError(
    'store.failing',
    'later',
    sentence`Another process keeps changing merchant ${id}. Run this again when it is done.`,
  );
}

/** The result of setting a chat. */
export interface ChatSetting {
  readonly chat: Chat;
  readonly was: 'new' | 'replaced' | 'unchanged';
}

/**
 * Gives a merchant's chat an address, sealed for the merchant alone; the one before is kept as shown, not as it is. A merchant that only a shop
 * names gets its first row, because notices go to those that have one.
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

/** Removes the address of a merchant's chat; the row stays, with what it was. Null when there is none. */
export async function removeChat(ports: Pick<Ports, 'chats' | 'clock'>, merchant: string): Promise<Chat | null> {
  for (let attempt = 1; attempt <= attemptsMax; attempt++) {
    const before = await ports.chats.get(merchant);
    if (before?.address === undefined) return null;
    const chat = chatWithout(before, ports.clock.now());
    if ((await ports.chats.put(chat)) === 'stored') return chat;
  }
  throw merchantChanging(merchant);
}

/** The address of a chat in the clear; null where it has none, or none that opens. Lives in memory only. */
export async function chatAddressOf(ports: Pick<Ports, 'vault'>, { merchant, address }: Chat): Promise<string | null> {
  if (address === undefined) return null;
  const credential = { version: address.sealedVersion, sealed: address.sealed };
  const opened = await openedOrNull(ports, { key: chatSubject(merchant), credential });
  return opened === null ? null : String(opened.address);
}

/** Listings that are made due together. */
const page = 400;
const writesAtOnce = 32;

/**
 * Makes every listing of a merchant's shops due, because the merchant has stock with us from now on: earlier movements were sent to
 * no mall. Safe to repeat: a listing that shows what it should is settled without a call. The sweep names the shops.
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
