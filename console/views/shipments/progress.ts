import { mapLimited, type Words } from '../../../core/kernel/index.ts';
import { type Change, canonicalContent, type Pause, pushIdOf, type Shop } from '../../../core/model/index.ts';
import type { Ports } from '../../../core/ports/index.ts';
import type { AnsweredWish } from '../../../ops/pushes/ask.ts';
import { gatherPushes } from '../../../ops/pushes/gather.ts';
import { pausesNow } from '../../../views/pause/index.ts';
import { failureWords } from '../../live.ts';
import { createLooks, type Followed } from '../../looks.ts';

const everyMs = 2_000;
const readsAtOnce = 32;

export interface RequestStanding {
  readonly wish: AnsweredWish;
  /** Null where nothing was requested, or its row is gone. */
  readonly push: Change | null;
}

export interface ProgressSeen {
  readonly rows: readonly RequestStanding[];
  /** What may hold one. */
  readonly pauses: readonly Pause[];
  /** Why a later look failed; null where it did not. */
  readonly failure: Words | null;
}

export interface Progress extends Followed<ProgressSeen> {
  readonly requested: readonly AnsweredWish[];
  now(): Promise<ProgressSeen>;
}

/** Looks at requests while a page shows them: by the lists of their shops, and once by its key at each that ended. */
export function createProgress(ports: Ports, requested: readonly AnsweredWish[]): Progress {
  const asked = requested.filter(({ outcome }) => outcome.kind !== 'refused');
  const standing = new Map<AnsweredWish, Change>();
  let last: ProgressSeen = { rows: requested.map((wish) => ({ wish, push: null })), pauses: [], failure: null };

  async function look(): Promise<ProgressSeen> {
    const open = asked.filter((wish) => !isOver(standing.get(wish)));
    const shops = [...new Map(open.map(({ shop }): [string, Shop] => [shop.key, shop])).values()];
    const { pushes } = await gatherPushes(ports, shops, { kind: 'ship' });
    const listed = new Map(pushes.map((push) => [keyOf(push), push]));
    await mapLimited(open, readsAtOnce, async (wish) => {
      const key = { shop: wish.shop.key, orderNumber: wish.orderNumber, id: idOf(wish) };
      const push = listed.get(keyOf(key)) ?? (await ports.changes.one(key));
      if (push !== null) standing.set(wish, push);
    });
    const rows = requested.map((wish) => ({ wish, push: standing.get(wish) ?? null }));
    const isHeld = rows.some(({ push }) => push?.state.kind === 'held');
    last = { rows, pauses: isHeld ? await pausesNow(ports, shops) : [], failure: null };
    return last;
  }

  const isAllOver = (): boolean => asked.every((wish) => isOver(standing.get(wish)));
  const looks = createLooks<ProgressSeen>({
    look,
    // A look that failed is shown as one, and followed by another.
    failed: (error) => ({ ...last, failure: failureWords(error) }),
    pauseMs: (viewers) => (viewers === 0 || isAllOver() ? null : everyMs),
  });
  return { requested, now: looks.take, follow: looks.follow };
}

const idOf = ({ content }: AnsweredWish): string => pushIdOf(canonicalContent(content));
const keyOf = ({ shop, orderNumber, id }: Pick<Change, 'shop' | 'orderNumber' | 'id'>): string =>
  `${shop} ${orderNumber} ${id}`;

/** What failed may be tried again, and is looked at further. */
const isOver = (push: Change | undefined): boolean =>
  push?.state.kind === 'confirmed' || push?.state.kind === 'withdrawn';
