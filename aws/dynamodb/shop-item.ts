import type {
  ImportTrouble,
  KeyEnd,
  KeyExpiryFacts,
  PendingCredential,
  Rewound,
  SealedCredential,
  Shop,
  ShopFailing,
  ShopKey,
} from '../../core/model/index.ts';
import { bytes, bytesOf, type Item, number, numberOf, optionalNumberOf, text, textOf } from './attributes.ts';
import { among, rowCodec } from './row-codec.ts';

const shopFormat = 1;

const expiryPart = rowCodec<Omit<KeyExpiryFacts, 'laterEnd'>>({
  expiresAt: 'number?=keyExpiresAt',
  expiringPart: 'text?=keyPart',
  checkedAt: 'number?=keyCheckedAt',
});
const laterPart = rowCodec<KeyEnd & { readonly version: number }>({
  part: 'text=keyLaterPart',
  at: 'number=keyLaterAt',
  // A release that does not know these leaves them where it stores another key: so they say of which version they are.
  version: 'number=keyLaterVersion',
});
export const pendingPart = rowCodec<PendingCredential>({
  version: 'number=pendingVersion',
  sealed: 'bytes=pendingCredential',
  since: 'number=pendingSince',
});
export const lostSpanPart = rowCodec<NonNullable<Shop['lostSpan']>>({ from: 'number=lostFrom', to: 'number=lostTo' });
export const rewoundPart = rowCodec<Rewound>({ times: 'number=rewinds', at: 'number=rewoundAt' });
export const failingPart = rowCodec<ShopFailing>({ since: 'number=failingSince', code: 'text=failingCode' });
const troublePart = rowCodec<ImportTrouble>({
  kind: 'text=importTrouble',
  since: 'number=importTroubleSince',
  note: 'text=importTroubleNote',
});

const shopRow = rowCodec<Omit<Shop, 'shard' | 'nextDayCutOff' | 'credential' | 'importTrouble'>>({
  key: 'text=shop',
  mall: 'text',
  code: 'text',
  name: 'text',
  merchant: 'text',
  importFrom: 'number',
  addedAt: 'number?',
  cursor: 'number',
  scannedAt: 'number',
  scanPlace: 'text?',
  rereadDay: 'text',
  rereadAfter: 'text',
  callsPerSecond: 'number',
  shipWithinDays: 'number?',
  cardDays: 'number?',
  pending: among(pendingPart),
  lostSpan: among(lostSpanPart),
  failing: among(failingPart),
  rewound: among(rewoundPart),
});

/** Every attribute that belongs to one credential alone, and must not outlive it. */
export const ofOneCredential = [expiryPart, laterPart, pendingPart].flatMap(({ attributes }) => attributes);

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
export function expiryAttributes(facts: KeyExpiryFacts, version: number): Item {
  const { laterEnd } = facts;
  return { ...expiryPart.write(facts), ...(laterEnd === undefined ? {} : laterPart.write({ ...laterEnd, version })) };
}

/** An empty text is none. */
export function troubleAttributes(trouble: ImportTrouble | null): Item {
  return trouble === null ? { importTrouble: text('') } : troublePart.write(trouble);
}

/** A shop as an item. */
export function shopItem(shop: Shop): Item {
  const { nextDayCutOff, importTrouble } = shop;
  return {
    format: number(shopFormat),
    ...shopRow.write(shop),
    shard: text(shardKey(shop.shard)),
    ...(nextDayCutOff === undefined ? {} : { nextDayCutOff: text(nextDayCutOff) }),
    ...credentialAttributes(shop.credential),
    ...(importTrouble === undefined ? {} : troubleAttributes(importTrouble)),
  };
}

/** The shop an item holds. */
export function shopOf(item: Item): Shop {
  const cutOff = item.nextDayCutOff?.S ?? '';
  const isInTrouble = (item.importTrouble?.S ?? '') !== '';
  return {
    ...shopRow.read(item),
    shard: Number(textOf(item, 'shard')),
    ...(cutOff === '' ? {} : { nextDayCutOff: cutOff }),
    credential: credentialOf(item),
    ...(isInTrouble ? { importTrouble: troublePart.read(item) } : {}),
  };
}

function credentialOf(item: Item): SealedCredential {
  const version = numberOf(item, 'credentialVersion');
  const isOfThisKey = optionalNumberOf(item, 'keyLaterVersion') === version;
  const facts = { version, sealed: bytesOf(item, 'credential'), ...expiryPart.read(item) };
  if (!isOfThisKey || item.keyLaterAt === undefined) return facts;
  const { part, at } = laterPart.read(item);
  return { ...facts, laterEnd: { part, at } };
}
