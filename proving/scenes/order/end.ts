import type { ComparedEnd } from '../../worlds/compared-end.ts';
import type { Scene } from './scene.ts';

/**
 * How a scene ended, as far as two trees that play it are compared: what the mall shows, how each request ended, and what was announced of it.
 * Requests are named by their place among all of the scene: one that is made again has the same end twice.
 */
export function endOf({ world, mall, order, asked }: Scene): ComparedEnd {
  const { store } = world;
  const pushes = new Map(world.pushes().map((push) => [push.id, push]));
  const noted = new Set(
    [...store.digestsByMerchant.values()].flatMap(({ failures }) => failures.map(({ push }) => push)),
  );
  const stateOf = (id: string): string => {
    const state = pushes.get(id)?.state;
    if (state === undefined) return 'refused';
    return 'reason' in state ? `${state.kind} for ${state.reason}` : state.kind;
  };
  const announcedOf = (id: string): string =>
    [...new Set(store.pushNews.filter(({ pushId }) => pushId === id).map(({ kind }) => kind))].join(' ');
  const each = (tell: (id: string) => string): string[] => asked.map((id, place) => `${place} ${tell(id)}`);
  return {
    parcels: mall.parcels(world, order).map(({ number, carrier }) => `${number}/${carrier}`),
    memo: [mall.memo(world, order)],
    requests: each(stateOf),
    announced: each(announcedOf),
    toBeMailed: each((id) => String(noted.has(id))),
  };
}
