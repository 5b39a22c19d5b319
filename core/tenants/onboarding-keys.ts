import {
  createBreakers,
  eachLimited,
  isMallTrouble,
  type Sentence,
  type SentenceValue,
  sentence,
  sentences,
  TsunagiError,
  type Words,
} from '../kernel/index.ts';
import { type MallName, mallOf, type ShopKey } from '../model/index.ts';
import type { Credential, Ports } from '../ports/index.ts';
import { type HeldKeys, isSameCredential } from './keys.ts';
import { type DraftLine, type LineProblem, shopOfDraft } from './onboarding-file.ts';
import { checkKey, type WorkingKey } from './verify-shops.ts';

export type GivenKey =
  | { readonly kind: 'given'; readonly credential: Credential }
  /** Present but unusable; the problems name the place. */
  | { readonly kind: 'unusable'; readonly problems: readonly Omit<LineProblem, 'line'>[] }
  | { readonly kind: 'absent'; readonly problem: Words };

export interface LineKeys {
  readonly problems: readonly LineProblem[];
  readonly credentials: ReadonlyMap<number, Credential>;
}

/**
 * Two new shops with one licence key both get none, since every order would be imported twice. A key given for a stored shop must be the
 * stored one.
 *
 * @param held keys of all stored shops
 * @param columnOf the key column that people look for first
 */
export function keysOfLines(
  lines: readonly DraftLine[],
  stored: ReadonlySet<ShopKey>,
  held: HeldKeys,
  keyOf: (shop: ShopKey) => GivenKey,
  columnOf: (mall: MallName) => string,
): LineKeys {
  const problems: LineProblem[] = [];
  const found: { readonly line: number; readonly shop: ShopKey; readonly credential: Credential }[] = [];
  for (const draft of lines) {
    const { line } = draft;
    const shop = shopOfDraft(draft);
    if (shop === null) continue;
    const key = keyOf(shop);
    if (stored.has(shop)) {
      problems.push(...replacements({ line, column: columnOf(mallOf(shop)) }, shop, key, held));
      continue;
    }
    switch (key.kind) {
      case 'given':
        found.push({ line, shop, credential: key.credential });
        break;
      case 'unusable':
        problems.push(...key.problems.map((problem) => ({ line, ...problem })));
        break;
      case 'absent':
        problems.push({ line, column: columnOf(mallOf(shop)), text: key.problem });
    }
  }
  // A credential without a licence belongs to no other shop.
  const byKey = Map.groupBy(found, ({ shop, credential }) => held.licenceOf(mallOf(shop), credential) ?? shop);
  for (const same of byKey.values()) {
    for (const { line, shop, credential } of same) {
      const others = same
        .filter((other) => other.line !== line)
        .map((other) => sentence`${other.shop} (line ${other.line})`);
      const holder = held.holderOf(mallOf(shop), credential);
      const owners = [...(holder === null ? [] : [sentence`${holder}, which is stored`]), ...others];
      if (owners.length > 0) problems.push({ line, column: columnOf(mallOf(shop)), text: twice(owners) });
    }
  }
  const bad = new Set(problems.map(({ line }) => line));
  const credentials = new Map(found.flatMap(({ line, credential }) => (bad.has(line) ? [] : [[line, credential]])));
  return { problems, credentials };
}

function twice(owners: readonly SentenceValue[]): Sentence {
  return sentence`it is that of ${sentences(owners, ', ')} too: every order would be imported twice and hold its stock twice.`;
}

/** An unopenable key cannot stay in use while its successor waits. */
function replacement(standing: Credential | null, shop: ShopKey): Sentence {
  return standing === null
    ? sentence`holds a key that does not open. To store this one: ops shops key --shop ${shop}.`
    : sentence`holds another key than this one. To replace it: ops keys rotate --shop ${shop}.`;
}

function replacements(
  where: Pick<LineProblem, 'line' | 'column'>,
  shop: ShopKey,
  key: GivenKey,
  held: HeldKeys,
): LineProblem[] {
  if (key.kind !== 'given') return [];
  const standing = held.of(shop);
  if (standing !== null && isSameCredential(standing, key.credential)) return [];
  const text = sentence`${shop} ${replacement(standing, shop)} To keep it, leave the shop out of the list of keys.`;
  return [{ ...where, text }];
}

export interface LineToCheck {
  readonly line: number;
  readonly shop: { readonly key: ShopKey; readonly mall: MallName; readonly code: string };
  readonly column: string;
  readonly credential: Credential;
  readonly callsPerSecond: number;
}

export interface CheckedLines {
  readonly problems: readonly LineProblem[];
  readonly working: ReadonlyMap<number, WorkingKey>;
}

const shopsAtOnce = 64;
const failuresInARowMax = 20;

/** Tries keys at the malls. After too many failures of one in a row the rest is left unchecked, not refused. */
export async function checkLines(
  ports: Pick<Ports, 'malls' | 'clock'>,
  lines: readonly LineToCheck[],
  onProgress: (done: number) => void,
): Promise<CheckedLines> {
  const problems: LineProblem[] = [];
  const working = new Map<number, WorkingKey>();
  const breakerOf = createBreakers<MallName>(failuresInARowMax);
  let done = 0;
  await eachLimited(lines, shopsAtOnce, async ({ line, shop, column, credential, callsPerSecond }) => {
    const problem = (text: Words): void => {
      problems.push({ line, column, text });
    };
    const breaker = breakerOf(shop.mall);
    if (breaker.isOpen()) {
      problem(sentence`not checked, because the mall failed ${failuresInARowMax} times in a row. ${checkLater}`);
      return;
    }
    try {
      const mall = ports.malls.shopWith(shop, credential);
      working.set(line, await checkKey(mall, callsPerSecond, ports.clock));
      breaker.succeeded();
    } catch (error) {
      if (!(error instanceof TsunagiError)) throw error;
      if (isMallTrouble(error)) breaker.failed();
      problem(isMallTrouble(error) ? sentence`could not be checked: ${error.words} ${checkLater}` : error.words);
    }
    done++;
    onProgress(done);
  });
  return { problems: problems.sort((a, b) => a.line - b.line), working };
}

const checkLater = sentence`Run this again when it answers, or add --unchecked.`;
