import type { Scene } from './scene.ts';

/**
 * What of a scene's end is compared where two trees play it: what the mall shows, how each request ended, and what was announced of it. Left out
 * is what may differ between two good trees: moments, tries, ids, and how often an end was announced.
 */
export interface ComparedEnd {
  readonly parcels: readonly string[];
  readonly memo: string;
  /** By the place of a request among all of the scene: a request that is made again has the same end twice. */
  readonly requests: readonly string[];
  /** By request, the ends that were announced. */
  readonly announced: readonly (readonly string[])[];
  /** Requests whose failure waits for a mail to the merchant. */
  readonly toBeMailed: readonly number[];
}

/** How a scene ended. */
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
  const announcedOf = (id: string): string[] => [
    ...new Set(store.pushNews.filter(({ pushId }) => pushId === id).map(({ kind }) => kind)),
  ];
  return {
    parcels: mall
      .parcels(world, order)
      .map(({ number, carrier }) => `${number}/${carrier}`)
      .sort(),
    memo: mall.memo(world, order),
    requests: asked.map(stateOf),
    announced: asked.map(announcedOf),
    toBeMailed: [...asked.keys()].filter((index) => noted.has(asked[index] ?? '')),
  };
}
