import type {
  ExpiringPart,
  ImportTrouble,
  KeyEnd,
  KeyExpiryFacts,
  MallName,
  PendingCredential,
  Rewound,
  SealedCredential,
  Shop,
  ShopFailing,
  ShopKey,
} from '../../core/model/index.ts';
import { bytes, bytesOf, number, numberOf, optionalNumber, optionalNumberOf, text, textOf } from './attributes.ts';
import type { Item } from './table.ts';

const shopFormat = 1;

export function shopItemKey(key: ShopKey): Item {
  return { shop: text(key) };
}

/** The partition of the index that lists a shard's shops. */
export function shardKey(shard: number): string {
  return String(shard);
}

export function credentialAttributes(credential: SealedCredential): Item {
  return {
    credentialVersion: number(credential.version),
    credential: bytes(credential.sealed),
    ...expiryAttributes(credential, credential.version),
  };
}

/** What is known of the end of a credential of this version; absent is what is not. */
export function expiryAttributes(
  { expiresAt, expiringPart, laterEnd, checkedAt }: KeyExpiryFacts,
  version: number,
): Item {
  return {
    ...optionalNumber('keyExpiresAt', expiresAt),
    ...(expiringPart === undefined ? {} : { keyPart: text(expiringPart) }),
    ...(laterEnd === undefined ? {} : laterAttributes(laterEnd, version)),
    ...optionalNumber('keyCheckedAt', checkedAt),
  };
}

/** A release that does not know these leaves them where it stores another key: so they say of which version they are. */
function laterAttributes({ part, at }: KeyEnd, version: number): Item {
  return { keyLaterPart: text(part), keyLaterAt: number(at), keyLaterVersion: number(version) };
}

export function pendingAttributes({ version, sealed, since }: PendingCredential): Item {
  return { pendingVersion: number(version), pendingCredential: bytes(sealed), pendingSince: number(since) };
}

/** Every attribute that belongs to one credential alone, and must not outlive it. */
export const ofOneCredential = [
  'keyExpiresAt',
  'keyPart',
  'keyLaterPart',
  'keyLaterAt',
  'keyLaterVersion',
  'keyCheckedAt',
  'pendingVersion',
  'pendingCredential',
  'pendingSince',
] as const;

export function rewoundAttributes({ times, at }: Rewound): Item {
  return { rewinds: number(times), rewoundAt: number(at) };
}

export function failingAttributes({ since, code }: ShopFailing): Item {
  return { failingSince: number(since), failingCode: text(code) };
}

/** An empty text is none. */
export function troubleAttributes(trouble: ImportTrouble | null): Item {
  if (trouble === null) return { importTrouble: text('') };
  const { kind, since, note } = trouble;
  return { importTrouble: text(kind), importTroubleSince: number(since), importTroubleNote: text(note) };
}

function troubleOf(item: Item): { readonly importTrouble?: ImportTrouble } {
  const kind = item.importTrouble?.S ?? '';
  if (kind === '') return {};
  const since = numberOf(item, 'importTroubleSince');
  return { importTrouble: { kind: kind as ImportTrouble['kind'], since, note: textOf(item, 'importTroubleNote') } };
}

export function shopItem(shop: Shop): Item {
  return {
    ...shopItemKey(shop.key),
    format: number(shopFormat),
    mall: text(shop.mall),
    code: text(shop.code),
    name: text(shop.name),
    merchant: text(shop.merchant),
    shard: text(shardKey(shop.shard)),
    importFrom: number(shop.importFrom),
    cursor: number(shop.cursor),
    scannedAt: number(shop.scannedAt),
    ...(shop.scanPlace === undefined ? {} : { scanPlace: text(shop.scanPlace) }),
    rereadDay: text(shop.rereadDay),
    rereadAfter: text(shop.rereadAfter),
    callsPerSecond: number(shop.callsPerSecond),
    ...(shop.nextDayCutOff === undefined ? {} : { nextDayCutOff: text(shop.nextDayCutOff) }),
    ...credentialAttributes(shop.credential),
    ...(shop.pending === undefined ? {} : pendingAttributes(shop.pending)),
    ...optionalNumber('lostFrom', shop.lostSpan?.from),
    ...optionalNumber('lostTo', shop.lostSpan?.to),
    ...(shop.failing === undefined ? {} : failingAttributes(shop.failing)),
    ...(shop.rewound === undefined ? {} : rewoundAttributes(shop.rewound)),
    ...(shop.importTrouble === undefined ? {} : troubleAttributes(shop.importTrouble)),
  };
}

export function shopOf(item: Item): Shop {
  const lostFrom = optionalNumberOf(item, 'lostFrom');
  const lostTo = optionalNumberOf(item, 'lostTo');
  const rewinds = optionalNumberOf(item, 'rewinds');
  const failingSince = optionalNumberOf(item, 'failingSince');
  const cutOff = item.nextDayCutOff?.S ?? '';
  return {
    key: textOf(item, 'shop') as ShopKey,
    mall: textOf(item, 'mall') as MallName,
    code: textOf(item, 'code'),
    name: textOf(item, 'name'),
    merchant: textOf(item, 'merchant'),
    shard: Number(textOf(item, 'shard')),
    importFrom: numberOf(item, 'importFrom'),
    cursor: numberOf(item, 'cursor'),
    scannedAt: numberOf(item, 'scannedAt'),
    ...(item.scanPlace === undefined ? {} : { scanPlace: textOf(item, 'scanPlace') }),
    rereadDay: textOf(item, 'rereadDay'),
    rereadAfter: textOf(item, 'rereadAfter'),
    callsPerSecond: numberOf(item, 'callsPerSecond'),
    ...(cutOff === '' ? {} : { nextDayCutOff: cutOff }),
    credential: {
      version: numberOf(item, 'credentialVersion'),
      sealed: bytesOf(item, 'credential'),
      ...expiryOf(item),
    },
    ...(item.pendingCredential === undefined ? {} : { pending: pendingOf(item) }),
    ...(lostFrom === undefined || lostTo === undefined ? {} : { lostSpan: { from: lostFrom, to: lostTo } }),
    ...(failingSince === undefined ? {} : { failing: { since: failingSince, code: textOf(item, 'failingCode') } }),
    ...(rewinds === undefined ? {} : { rewound: { times: rewinds, at: numberOf(item, 'rewoundAt') } }),
    ...troubleOf(item),
  };
}

function expiryOf(item: Item): KeyExpiryFacts {
  const laterAt = optionalNumberOf(item, 'keyLaterAt');
  const isOfThisKey = optionalNumberOf(item, 'keyLaterVersion') === numberOf(item, 'credentialVersion');
  const expiresAt = optionalNumberOf(item, 'keyExpiresAt');
  const checkedAt = optionalNumberOf(item, 'keyCheckedAt');
  return {
    ...(expiresAt === undefined ? {} : { expiresAt }),
    ...(item.keyPart === undefined ? {} : { expiringPart: textOf(item, 'keyPart') as ExpiringPart }),
    ...(laterAt === undefined || !isOfThisKey
      ? {}
      : { laterEnd: { part: textOf(item, 'keyLaterPart') as ExpiringPart, at: laterAt } }),
    ...(checkedAt === undefined ? {} : { checkedAt }),
  };
}

function pendingOf(item: Item): PendingCredential {
  return {
    version: numberOf(item, 'pendingVersion'),
    sealed: bytesOf(item, 'pendingCredential'),
    since: numberOf(item, 'pendingSince'),
  };
}
