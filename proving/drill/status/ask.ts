import { requestPushes } from '../../../core/status/request.ts';
import type { Asked, Day, Wish } from '../day.ts';

/**
 * Lets merchants ask for changes, each wish at its moment, some twice. What a warehouse hands in at one moment is asked for
 * together. `onAsked` is called with each request once it is stored.
 */
export function letMerchantsAsk(day: Day, onAsked: (asked: Asked) => void): void {
  const { ports } = day.startProcess('person');
  const ask = async (wishes: readonly Wish[], at: number): Promise<void> => {
    const requests = wishes.map(({ shop, orderNumber, content }) => ({ shop, orderNumber, content }));
    for (const requested of await requestPushes(ports, requests, { by: 'warehouse', now: at })) {
      if (requested.kind === 'refused') throw new Error(`A request was refused: ${requested.problems.join('; ')}`);
      const { shop, orderNumber, id, content } = requested.push;
      onAsked({ at, shop, orderNumber, push: id, change: content.kind });
    }
  };
  for (const [at, wishes] of momentsOf(day.wishes)) {
    day.time.at(at, () => void ask(wishes, at).catch((error: unknown) => void day.unexpected.push(String(error))));
  }
}

/** The wishes of each shop at each moment, second ones included. */
function momentsOf(wishes: readonly Wish[]): [number, readonly Wish[]][] {
  const all = wishes.flatMap((wish) => [
    { at: wish.at, wish },
    ...(wish.againAt === undefined ? [] : [{ at: wish.againAt, wish }]),
  ]);
  const groups = Map.groupBy(all, ({ at, wish }) => `${wish.shop} ${at}`);
  return [...groups.values()].map((group) => [group[0]?.at ?? 0, group.map(({ wish }) => wish)]);
}
