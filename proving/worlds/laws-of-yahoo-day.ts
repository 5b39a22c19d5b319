import type { PushContent } from '../../core/model/push.ts';
import type { PushNews } from '../../core/model/push-row.ts';
import { brokenChangesLaws } from '../laws/changes.ts';
import type { Finding } from '../laws/finding.ts';
import type { PushWorld } from '../status-world.ts';
import { isSoAtYahoo } from './yahoo-changes.ts';

/* The shapes of the laws of changes, filled from a day at Yahoo!ショッピング: what was asked for, what events said, and the mall's books. */

/** A change that was asked for, and what the last event said of it. */
interface Asked {
  readonly order: string;
  readonly request: string;
  readonly content: PushContent;
}

/** Begins to note what the laws need of a day. */
export function watchDay(world: PushWorld) {
  const asked: Asked[] = [];
  const tooEarly: string[] = [];
  return {
    /** Somebody asks for a change of an order. */
    async ask(order: string, content: PushContent): Promise<void> {
      const answer = await world.ask(order, content);
      if (answer.kind !== 'refused') asked.push({ order, content, request: answer.push.id });
    },
    /** The mall says that a call came too early. */
    cameTooEarly: (order: string): void => void tooEarly.push(order),
    /** `lost`: calls that the mall answered well, and did nothing about. */
    unlawful: (lost: number): Finding[] => {
      const ends = endsOf(world, asked);
      return brokenChangesLaws({
        failures: ends
          .filter(({ news }) => news.kind === 'StatusPushFailed')
          .map(({ order, news, ...end }) => ({ order, reason: news.reason ?? '', borneOut: borneOut(end, lost) })),
        confirmations: ends
          .filter(({ news, isCorrected }) => news.kind === 'StatusPushConfirmed' && !isCorrected)
          .map(({ order, content, isSo }) => ({ order, what: content.kind, isSo })),
        ...{ tooEarly, cancels: [], calls: null },
      });
    },
  };
}

interface End extends Asked {
  readonly news: PushNews;
  readonly isSo: boolean;
  /** True where another request of its order gave its parcel another number. */
  readonly isCorrected: boolean;
}

function endsOf({ store, yahoo }: PushWorld, asked: readonly Asked[]): End[] {
  const once = new Map(asked.map((one) => [`${one.order} ${one.request}`, one]));
  return [...once.values()].flatMap((one) => {
    const news = store.pushNews.findLast(
      ({ orderNumber, pushId }) => orderNumber === one.order && pushId === one.request,
    );
    const order = yahoo?.control.order(one.order) ?? null;
    const isCorrected = asked.some(
      ({ order, request, content }) => order === one.order && request !== one.request && content.kind === 'ship',
    );
    return news === undefined
      ? []
      : [{ ...one, news, isCorrected, isSo: order !== null && isSoAtYahoo(one.content, order) }];
  });
}

/** The reasons for which a change may fail there. */
function borneOut(
  { content, isSo, isCorrected }: Pick<End, 'content' | 'isSo' | 'isCorrected'>,
  lost: number,
): Set<string> {
  return new Set([
    'done-after-withdrawal',
    // 完了 that was asked for before its shipment.
    ...(content.kind === 'complete' ? ['wrong-progress'] : []),
    // After so many calls that did nothing a change is given up.
    ...(lost > 0 && !isSo ? ['refused-otherwise'] : []),
    ...(isCorrected ? ['content-refused', 'parcel-beside', 'refused-otherwise'] : []),
  ]);
}
