import { type EpochMs, jstDay, jstMoment, type Sentence, sentence } from '../kernel/index.ts';
import { type Capability, capabilities } from './health.ts';
import type { ShopKey } from './shop.ts';

type MailLanguage = 'ja';

/** Owner of shops on any malls, named by their rows by `id`. */
export interface Merchant {
  /** Part of keys of the stock ledger, so never changed. */
  readonly id: string;
  readonly name: string;
  /** Addresses for mails. Personal data: shown masked, never logged. */
  readonly contacts: readonly string[];
  /** Features in the order of `capabilities`. */
  readonly features: readonly Capability[];
  readonly language: MailLanguage;
  /** Time of the morning digest in Japan, such as `08:00` (`isDigestTime`); absent: none. */
  readonly digestAt?: string;
  readonly digestSince?: EpochMs;
  /** Label settings by the carrier's program, as JSON text. */
  readonly labels?: Readonly<Record<string, string>>;
  readonly createdAt: EpochMs;
  readonly version: number;
}

export type MerchantFacts = Pick<Merchant, 'name' | 'contacts' | 'features'> & {
  readonly digestAt?: string | null;
  /** Replaces the same programs' settings; an empty text removes them. */
  readonly labels?: Readonly<Record<string, string>>;
};

export const usualDigestTime = '08:00';

/** Hours in Japan in which digests may be sent. */
export const digestHours = { from: 5, to: 11 } as const;

export function isDigestTime(text: string): boolean {
  const [, hour] = /^(\d\d):[0-5]\d$/.exec(text) ?? [];
  return hour !== undefined && Number(hour) >= digestHours.from && Number(hour) < digestHours.to;
}

/** Time of the digest on the day of `now` in Japan, or null. A time set after it had passed counts from the next day. */
export function digestMoment(
  { digestAt, digestSince = 0 }: Pick<Merchant, 'digestAt' | 'digestSince'>,
  now: EpochMs,
): EpochMs | null {
  if (digestAt === undefined) return null;
  const at = jstMoment(jstDay(now), digestAt);
  return at < digestSince ? null : at;
}

/** A merchant named only by a shop: import, no contacts. */
export function bareMerchant(id: string, now: EpochMs): Merchant {
  return newMerchant(id, { name: id, contacts: [], features: ['import'] }, now);
}

export function newMerchant(id: string, facts: MerchantFacts, now: EpochMs): Merchant {
  const { digestAt = null, ...others } = facts;
  return { id, ...withOrder(others), ...digestOf(digestAt), language: 'ja', createdAt: now, version: 1 };
}

/** Facts in the order of fields; order within lists does not count. */
export function differingFacts(merchant: Merchant, facts: Partial<MerchantFacts>): (keyof MerchantFacts)[] {
  const { name, contacts, features, digestAt, labels = {} } = facts;
  const isOther = ([program, settings]: readonly [string, string]): boolean =>
    (merchant.labels?.[program] ?? '') !== settings;
  return [
    ...(name !== undefined && name !== merchant.name ? (['name'] as const) : []),
    ...(contacts !== undefined && !isSameSet(contacts, merchant.contacts) ? (['contacts'] as const) : []),
    ...(features !== undefined && !isSameSet(features, merchant.features) ? (['features'] as const) : []),
    ...(digestAt !== undefined && digestAt !== (merchant.digestAt ?? null) ? (['digestAt'] as const) : []),
    ...(Object.entries(labels).some(isOther) ? (['labels'] as const) : []),
  ];
}

export function changedMerchant(merchant: Merchant, facts: Partial<MerchantFacts>): Merchant {
  const { digestAt: standing = null, digestSince, ...rest } = merchant;
  const { name, contacts, features } = merchant;
  const { digestAt = standing, labels, ...others } = facts;
  return {
    ...rest,
    ...withOrder({ name, contacts, features, ...others }),
    ...(labels === undefined ? {} : { labels: withoutEmpty({ ...rest.labels, ...labels }) }),
    ...digestOf(digestAt, digestAt === standing ? digestSince : undefined),
    version: merchant.version + 1,
  };
}

const withoutEmpty = (texts: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(texts).filter(([, text]) => text !== ''));

export function isSameSet(one: readonly string[], other: readonly string[]): boolean {
  const wanted = new Set(other);
  return new Set(one).size === wanted.size && one.every((member) => wanted.has(member));
}

function digestOf(digestAt: string | null, since?: EpochMs): Pick<Merchant, 'digestAt' | 'digestSince'> {
  return { ...(digestAt === null ? {} : { digestAt }), ...(since === undefined ? {} : { digestSince: since }) };
}

function withOrder(facts: Omit<MerchantFacts, 'digestAt' | 'labels'>): Omit<MerchantFacts, 'digestAt' | 'labels'> {
  return { ...facts, features: capabilities.filter((capability) => facts.features.includes(capability)) };
}

/** Longest address that mail servers must take. https://www.rfc-editor.org/rfc/rfc5321#section-4.5.3.1 */
const longest = 254;
const form =
  /^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}$/;

/** Accepts addresses usual in business; quoted and non-ASCII local parts count as typing errors. */
export function isContact(text: string): boolean {
  return text.length <= longest && form.test(text);
}

/** SES refuses a mail to more addresses. https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html */
const contactsMax = 50;

/** Objection to the number of addresses; null if they fit into one mail. Repeats do not count. */
export function tooManyContacts(contacts: readonly string[]): string | null {
  const count = distinctContacts(contacts).length;
  if (count <= contactsMax) return null;
  return `got ${count} addresses, expected ${contactsMax} at most: one mail goes to all of them. A mailing list of the merchant's takes any number.`;
}

/** Masks an address, `t***@example.jp`: distinguishable, not usable. Also masks mistyped ones. */
export function maskedContact(text: string): string {
  const at = text.lastIndexOf('@');
  const domain = at < 0 ? '' : text.slice(at);
  return `${[...text.slice(0, Math.max(1, at))][0] ?? ''}***${/^@[A-Za-z0-9.-]*$/.test(domain) ? domain : ''}`;
}

/** Addresses without repeats, in order; the domain's case does not count. */
export function distinctContacts(contacts: readonly string[]): string[] {
  const kept = new Map<string, string>();
  for (const contact of contacts) {
    const at = contact.lastIndexOf('@');
    const same = contact.slice(0, at) + contact.slice(at).toLowerCase();
    if (!kept.has(same)) kept.set(same, contact);
  }
  return [...kept.values()];
}

/** Message format of a chat: `{"text": …}` (Slack), or an adaptive card (a Teams workflow). */
export const chatKinds = ['slack', 'teams'] as const;
export type ChatKind = (typeof chatKinds)[number];

/** A chat's incoming webhook: a secret, since its address suffices to post. */
export interface ChatAddress {
  readonly kind: ChatKind;
  /** Displayable form, `hooks.slack.com …wxyz`. */
  readonly shown: string;
  readonly setAt: EpochMs;
  /** The address sealed under the data key of chats, for this merchant and version. */
  readonly sealed: Uint8Array;
  readonly sealedVersion: number;
}

/** Trouble of a chat: notices refused for good, or failing for minutes. */
export interface ChatTrouble {
  readonly kind: 'refused' | 'failing';
  readonly since: EpochMs;
  readonly reason: string;
}

/** A merchant's chat; the row keeps its history once the address is removed. */
export interface Chat {
  readonly merchant: string;
  readonly version: number;
  /** Start of having an address without a gap: notices of what was over before are not sent. */
  readonly since: EpochMs;
  readonly address?: ChatAddress;
  readonly trouble?: ChatTrouble;
  /** Earlier addresses, the newest last. */
  readonly before: readonly PastChatAddress[];
}

interface PastChatAddress extends Pick<ChatAddress, 'kind' | 'shown' | 'setAt'> {
  readonly until: EpochMs;
}

const pastMax = 20;

/** Data key of chats. No shard's number, so that a role may open chats without shops' keys (`lib/merchant-notifier.ts`). */
export const chatDataKey = 65_535;

/** Name under which a chat's address is sealed; no shop has it. */
export const chatSubject = (merchant: string): ShopKey => `chat#${merchant}`;

export function chatWith(before: Chat | null, merchant: string, address: ChatAddress): Chat {
  const { version = 0, since = address.setAt } = before ?? {};
  return {
    ...{ merchant, version: version + 1, address },
    since: before?.address === undefined ? address.setAt : since,
    before: pastOf(before, address.setAt),
  };
}

export function chatWithout(before: Chat, now: EpochMs): Chat {
  const { merchant, version, since } = before;
  return { merchant, version: version + 1, since, before: pastOf(before, now) };
}

export function chatInTrouble({ trouble: _, ...chat }: Chat, trouble: ChatTrouble | null): Chat {
  return { ...chat, version: chat.version + 1, ...(trouble === null ? {} : { trouble }) };
}

function pastOf(chat: Chat | null, until: EpochMs): PastChatAddress[] {
  const { address, before = [] } = chat ?? {};
  if (address === undefined) return [...before];
  const { kind, shown, setAt } = address;
  return [...before, { kind, shown, setAt, until }].slice(-pastMax);
}

/** Teams workflow triggers, recognised by path since their host has changed; and the former connectors. */
const teamsPath = /\/workflows\/[^/]+\/triggers\/[^/]+\/paths\/invoke$/;
const teamsHost = /\.webhook\.office\.com$/;

export function chatKindOf(address: string): ChatKind {
  const { pathname, hostname } = new URL(address);
  return teamsPath.test(pathname) || teamsHost.test(hostname) ? 'teams' : 'slack';
}

/** Host and last four characters. */
export function shownChat(address: string): string {
  return `${new URL(address).hostname} …${address.slice(-4)}`;
}

const chatAddressMax = 2_048;
/** Shorter texts hold no secret, and four characters would be most of it. */
const chatSecretMin = 16;

/**
 * Fault of an address, never repeating it; null if right.
 *
 * @param desk chat played by `npm start`, or null
 */
export function wrongChatAddress(address: string, desk: string | null): Sentence | null {
  if (desk !== null && address.startsWith(desk)) return null;
  if (address.length > chatAddressMax || /\s/.test(address) || !URL.canParse(address))
    return sentence`expected the whole address of an incoming webhook, as https://hooks.slack.com/services/T0/B0/x.`;
  const { protocol, username, password, hostname, pathname, search, hash } = new URL(address);
  if (protocol !== 'https:') return sentence`expected an address that begins with https://.`;
  if (username !== '' || password !== '') return sentence`expected no user name or password before the host.`;
  if (hash !== '') return sentence`expected nothing behind a #.`;
  // A merchant's chat has neither a name of our own network nor a numeric address.
  if (
    !/^(?!-)[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z][a-z0-9-]*[a-z0-9]$/.test(hostname) ||
    /\.(?:local|internal|localhost)$/.test(hostname)
  )
    return sentence`expected the public name of a host, as hooks.slack.com.`;
  if (pathname.length + search.length < chatSecretMin)
    return sentence`expected the whole address of an incoming webhook, with its path.`;
  return null;
}
