import { TsunagiError } from '../errors.ts';
import type { Ports } from '../ports/index.ts';
import type { Digest } from './digest.ts';

/** Looks before somebody who writes the same row at the same time wins. */
const looksMax = 8;

/**
 * Changes a merchant's row, over the version that was read; null from `change` leaves it as it is. Throws `store.failing` when
 * the row keeps changing.
 */
export async function changeDigest(
  { digests }: Pick<Ports, 'digests'>,
  merchant: string,
  change: (digest: Digest | null) => Digest | null,
): Promise<void> {
  for (let look = 1; look <= looksMax; look++) {
    const next = change(await digests.get(merchant));
    if (next === null || (await digests.put(next)) === 'stored') return;
  }
  throw new TsunagiError(
    'store.failing',
    'later',
    `What ${merchant} has to be told keeps changing. It was not noted; whoever noted it tries again.`,
  );
}
