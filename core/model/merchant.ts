import { type EpochMs, jstDay, jstMoment, type Sentence, sentence } from '../kernel/index.ts';
import { type Capability, capabilities } from './health.ts';
import type { ShopKey } from './shop.ts';

/** The language of a merchant's mails. */
type MailLanguage = 'ja';

/** Whose shops they are: one row a merchant, on however many malls. A shop's row names its merchant by `id`. */
export interface Merchant {
  /** Part of the keys of the stock ledger, so it never changes. */
  readonly id: string;
  readonly name: string;
  /** Mail addresses for the merchant's mails. Personal data: shown masked, never logged. */
  readonly contacts: readonly string[];
  /** What is switched on for the merchant, in the order of `capabilities`. */
  readonly features: readonly Capability[];
  readonly language: MailLanguage;
  /** When in the day the merchant's morning digest is sent, `08:00` in Japan (`isDigestTime`); absent: none is. */
  readonly digestAt?: string;
  /** When that time was set. */
  readonly digestSince?: EpochMs;
  /** The settings of its shipping labels, by the carrier's program: each a text of JSON. */
  readonly labels?: Readonly<Record<string, string>>;
  readonly createdAt: EpochMs;
  /** 1 for the first row, one more with every change: each write is conditional on the one before. */
  readonly version: number;
}

/** What of a merchant a person decides, beside the id. */
export type MerchantFacts = Pick<Merchant, 'name' | 'contacts' | 'features'> & {
  /** Null takes it away. */
  readonly digestAt?: string | null;
  /** Takes the place of the settings of the same programs; an empty text takes them away. */
  readonly labels?: Readonly<Record<string, string>>;
};

/** The time of a morning digest for which none is named. */
export const usualDigestTime = '08:00';

/** The hours in Japan in which a morning digest may be sent: outside of them nothing is read for it. */
export const digestHours = { from: 5, to: 11 } as const;

/** `08:00`: an hour and minutes of a morning in Japan. */
export function isDigestTime(text: string): boolean {
  const [, hour] = /^(\d\d):[0-5]\d$/.exec(text) ?? [];
  return hour !== undefined && Number(hour) >= digestHours.from && Number(hour) < digestHours.to;
}

/**
 * When a merchant's digest is due on the day of `now` in Japan. Null where none is: a time that was set when it was over begins the next day,
 * because no shop was looked through for it.
 */
export function digestMoment(
  { digestAt, digestSince = 0 }: Pick<Merchant, 'digestAt' | 'digestSince'>,
  now: EpochMs,
): EpochMs | null {
  if (digestAt === undefined) return null;
  const at = jstMoment(jstDay(now), digestAt);
  return at < digestSince ? null : at;
}

/** A merchant that was only named with a shop, without further details: import only, and no contacts. */
export function bareMerchant(id: string, now: EpochMs): Merchant {
  return newMerchant(id, { name: id, contacts: [], features: ['import'] }, now);
}

/** A merchant's first row. */
export function newMerchant(id: string, facts: MerchantFacts, now: EpochMs): Merchant {
  const { digestAt = null, ...others } = facts;
  return { id, ...withOrder(others), ...digestOf(digestAt), language: 'ja', createdAt: now, version: 1 };
}

/** Which of these facts differ from the merchant's row, in the order of its fields; the order of a list does not count. */
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

/** The row that follows when these facts are written over a merchant's. */
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

/** True when both hold the same, in whatever order. */
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

/** Longer ones no mail server has to take. https://www.rfc-editor.org/rfc/rfc5321#section-4.5.3.1 */
const longest = 254;
const form =
  /^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}$/;

/** True for a mail address as people in business have them; quoted and non-ASCII local parts are slips of the keyboard here. */
export function isContact(text: string): boolean {
  return text.length <= longest && form.test(text);
}

/** Addresses of one merchant: a mail to more is refused by SES. https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html */
const contactsMax = 50;

/** What is wrong with so many addresses, a sentence; null when they fit into one mail. Repeats do not count. */
export function tooManyContacts(contacts: readonly string[]): string | null {
  const count = distinctContacts(contacts).length;
  if (count <= contactsMax) return null;
  return `got ${count} addresses, expected ${contactsMax} at most: one mail goes to all of them. A mailing list of the merchant's takes any number.`;
}

/**
 * What may be shown of an address, `t***@example.jp`: enough to tell one from another, too little to write to. What is no
 * address is cut down the same way, because it is mostly one with a slip in it.
 */
export function maskedContact(text: string): string {
  const at = text.lastIndexOf('@');
  const domain = at < 0 ? '' : text.slice(at);
  return `${[...text.slice(0, Math.max(1, at))][0] ?? ''}***${/^@[A-Za-z0-9.-]*$/.test(domain) ? domain : ''}`;
}

/** Several addresses as one list without repeats, in the order given; the case of the domain does not count. */
export function distinctContacts(contacts: readonly string[]): string[] {
  const kept = new Map<string, string>();
  for (const contact of contacts) {
    const at = contact.lastIndexOf('@');
    const same = contact.slice(0, at) + contact.slice(at).toLowerCase();
    if (!kept.has(same)) kept.set(same, contact);
  }
  return [...kept.values()];
}

/** How a chat takes messages: `{"text": …}` as Slack does, or an adaptive card as a workflow of Teams does. */
export const chatKinds = ['slack', 'teams'] as const;
export type ChatKind = (typeof chatKinds)[number];

/** The address of the incoming webhook of a merchant's chat: a secret, because it is enough to post there. */
export interface ChatAddress {
  readonly kind: ChatKind;
  /** What may be shown of it, `hooks.slack.com …wxyz`. */
  readonly shown: string;
  readonly setAt: EpochMs;
  /** The address, sealed under the data key of chats for this merchant and this version. */
  readonly sealed: Uint8Array;
  readonly sealedVersion: number;
}

/** Why notices do not reach a chat: it refuses them for good, or has not taken one for minutes. */
export interface ChatTrouble {
  readonly kind: 'refused' | 'failing';
  readonly since: EpochMs;
  readonly reason: string;
}

/** A merchant's chat: one row a merchant, which stays with its history once the address is removed. */
export interface Chat {
  readonly merchant: string;
  /** Counts up with every write; a write is conditional on the one before. */
  readonly version: number;
  /** Since when there is an address without a gap: a chat gets no notice of what was over before. */
  readonly since: EpochMs;
  /** Absent once it is removed. */
  readonly address?: ChatAddress;
  readonly trouble?: ChatTrouble;
  /** Earlier addresses, the newest last. */
  readonly before: readonly PastChatAddress[];
}

interface PastChatAddress extends Pick<ChatAddress, 'kind' | 'shown' | 'setAt'> {
  readonly until: EpochMs;
}

/** Of earlier addresses so many are kept. */
const pastMax = 20;

/** The number of the data key of chats: that of no shard, so a role may open it and no key of a shop (`lib/merchant-notifier.ts`). */
export const chatDataKey = 65_535;

/** Whom a chat's address is sealed for: the name of no shop. */
export const chatSubject = (merchant: string): ShopKey => `chat#${merchant}`;

/** The row with another address, whatever stood before. */
export function chatWith(before: Chat | null, merchant: string, address: ChatAddress): Chat {
  const { version = 0, since = address.setAt } = before ?? {};
  return {
    ...{ merchant, version: version + 1, address },
    since: before?.address === undefined ? address.setAt : since,
    before: pastOf(before, address.setAt),
  };
}

/** The row once its address is removed. */
export function chatWithout(before: Chat, now: EpochMs): Chat {
  const { merchant, version, since } = before;
  return { merchant, version: version + 1, since, before: pastOf(before, now) };
}

/** The row with another trouble, or with none. */
export function chatInTrouble({ trouble: _, ...chat }: Chat, trouble: ChatTrouble | null): Chat {
  return { ...chat, version: chat.version + 1, ...(trouble === null ? {} : { trouble }) };
}

function pastOf(chat: Chat | null, until: EpochMs): PastChatAddress[] {
  const { address, before = [] } = chat ?? {};
  if (address === undefined) return [...before];
  const { kind, shown, setAt } = address;
  return [...before, { kind, shown, setAt, until }].slice(-pastMax);
}

/** The trigger of a workflow, whose host has changed while the end of its path has not; and the connectors before it. */
const teamsPath = /\/workflows\/[^/]+\/triggers\/[^/]+\/paths\/invoke$/;
const teamsHost = /\.webhook\.office\.com$/;

/** How the webhook at this address takes messages, by its form. */
export function chatKindOf(address: string): ChatKind {
  const { pathname, hostname } = new URL(address);
  return teamsPath.test(pathname) || teamsHost.test(hostname) ? 'teams' : 'slack';
}

/** What may be shown of an address: its host, and its last four characters, which tell one of a host from another. */
export function shownChat(address: string): string {
  return `${new URL(address).hostname} …${address.slice(-4)}`;
}

const chatAddressMax = 2_048;
/** Shorter ones hold no secret, and four characters would be most of it. */
const chatSecretMin = 16;

/**
 * What is wrong with the address of a webhook, in words that never repeat it; null when nothing is.
 *
 * @param desk where the chat that `npm start` plays takes messages; null where there is none
 */
export function wrongChatAddress(address: string, desk: string | null): Sentence | null {
  if (desk !== null && address.startsWith(desk)) return null;
  if (address.length > chatAddressMax || /\s/.test(address) || !URL.canParse(address))
    return sentence`expected the whole address of an incoming webhook, as https://hooks.slack.com/services/T0/B0/x.`;
  const { protocol, username, password, hostname, pathname, search, hash } = new URL(address);
  if (protocol !== 'https:') return sentence`expected an address that begins with https://.`;
  if (username !== '' || password !== '') return sentence`expected no user name or password before the host.`;
  if (hash !== '') return sentence`expected nothing behind a #.`;
  // A name that only our own network knows, or an address in digits, is no chat of a merchant's.
  if (
    !/^(?!-)[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z][a-z0-9-]*[a-z0-9]$/.test(hostname) ||
    /\.(?:local|internal|localhost)$/.test(hostname)
  )
    return sentence`expected the public name of a host, as hooks.slack.com.`;
  if (pathname.length + search.length < chatSecretMin)
    return sentence`expected the whole address of an incoming webhook, with its path.`;
  return null;
}
