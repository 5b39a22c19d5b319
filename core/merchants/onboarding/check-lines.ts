import { isMallTrouble, TsunagiError } from '../../errors.ts';
import { eachLimited } from '../../pacing/limited.ts';
import type { Ports } from '../../ports/index.ts';
import type { Credential } from '../../ports/vault.ts';
import { checkKey, type WorkingKey } from '../check-key.ts';
import type { MallName, ShopKey } from '../shop.ts';
import { keyColumnOf, type LineProblem } from './line.ts';

/** A line with its key, to be tried at the mall. */
export interface LineToCheck {
  readonly line: number;
  readonly shop: { readonly key: ShopKey; readonly mall: MallName; readonly code: string };
  readonly credential: Credential;
  readonly callsPerSecond: number;
}

export interface CheckedLines {
  readonly problems: readonly LineProblem[];
  readonly working: ReadonlyMap<number, WorkingKey>;
}

/** Shops asked for at once; each one's calls keep to its own rate. */
const shopsAtOnce = 64;
/** After so many in a row that the mall failed, it is not asked any more. */
const failuresInARowMax = 20;

/**
 * Asks the mall with every line's key, many at once. A mall that is away refuses no key: what could not be asked is called
 * unchecked, and the rest of the lines is not sent into its time-outs.
 */
export async function checkLines(
  ports: Pick<Ports, 'malls' | 'clock'>,
  lines: readonly LineToCheck[],
  onProgress: (done: number) => void,
): Promise<CheckedLines> {
  const problems: LineProblem[] = [];
  const working = new Map<number, WorkingKey>();
  let failuresInARow = 0;
  let done = 0;
  await eachLimited(lines, shopsAtOnce, async ({ line, shop, credential, callsPerSecond }) => {
    const problem = (text: string): void => {
      problems.push({ line, column: keyColumnOf(shop.key), text });
    };
    if (failuresInARow >= failuresInARowMax) {
      problem(`not checked, because the mall failed ${failuresInARowMax} times in a row. ${checkLater}`);
      return;
    }
    try {
      const mall = ports.malls.shopWith(shop, credential);
      working.set(line, await checkKey(mall, callsPerSecond, ports.clock));
      failuresInARow = 0;
    } catch (error) {
      if (!(error instanceof TsunagiError)) throw error;
      if (isMallTrouble(error)) failuresInARow++;
      problem(isMallTrouble(error) ? `could not be checked: ${error.message} ${checkLater}` : error.message);
    }
    done++;
    onProgress(done);
  });
  return { problems: problems.sort((a, b) => a.line - b.line), working };
}

const checkLater = 'Run this again when it answers, or add --unchecked.';
