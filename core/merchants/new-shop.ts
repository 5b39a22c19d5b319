import { type EpochMs, jstText, secondMs } from '../units.ts';
import { type MallName, type SealedCredential, type Shop, type ShopKey, shopKey } from './shop.ts';

/** What somebody says of a shop that is to be imported from now on. */
export interface NewShop {
  readonly mall: MallName;
  /** The mall's own name of the shop (楽天: shopUrl). */
  readonly code: string;
  readonly name: string;
  readonly merchant: string;
  readonly shard: number;
  /** Orders placed before this moment are not imported. */
  readonly importFrom: EpochMs;
  readonly callsPerSecond: number;
}

const word = /^[A-Za-z0-9_-]{1,60}$/;

/** Everything that is wrong with a new shop, each as a sentence; empty when it can be added. */
export function problemsOfNewShop(wanted: NewShop, now: EpochMs, lookBackMs: number): string[] {
  const problems: string[] = [];
  const mustBeWord = (option: string, value: string): void => {
    if (!word.test(value)) {
      problems.push(`${option}: got ${JSON.stringify(value)}, expected up to 60 letters, digits, "-" and "_".`);
    }
  };
  mustBeWord('--code', wanted.code);
  mustBeWord('--merchant', wanted.merchant);
  if (wanted.name.trim() === '' || wanted.name.length > 100) {
    problems.push('--name: expected between 1 and 100 characters.');
  }
  const earliest = now - lookBackMs;
  if (wanted.importFrom < earliest) {
    problems.push(
      `--import-from: got ${jstText(wanted.importFrom)}, which is further back than the mall answers; use ${jstText(earliest)} or later.`,
    );
  }
  return problems;
}

/** The key a new shop will have. */
export function keyOfNewShop(wanted: Pick<NewShop, 'mall' | 'code'>): ShopKey {
  return shopKey(wanted.mall, wanted.code);
}

/** A shop at the start of its import: its cursor stands at the first moment that is imported. */
export function newShop(wanted: NewShop, credential: SealedCredential): Shop {
  // Malls measure 注文日時 in seconds.
  const importFrom = Math.floor(wanted.importFrom / secondMs) * secondMs;
  return {
    ...wanted,
    key: keyOfNewShop(wanted),
    importFrom,
    cursor: importFrom,
    scannedAt: 0,
    rereadDay: '',
    rereadAfter: '',
    credential,
  };
}
