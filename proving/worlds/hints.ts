import { hourMs, secondMs } from '../../core/kernel/time.ts';
import { hintWork } from '../../wiring/hint-work.ts';
import { drawsOf } from './edition.ts';
import { openWorkQueue } from './work-queue.ts';
import { settingsOf, type World } from './world.ts';
import type { MallHint } from './world-mall.ts';

/** How messages of malls fare on their way, while it storms. How early they come, and which were forged, is the mall's. */
const fates = { lost: 0.2, late: 0.1, doubled: 0.1 } as const;
const twice = 0.1;

/** Messages are fetched so often, until so long after the storm. */
const everyMs = 5 * secondMs;
const untilMs = 2 * hourMs;

/** Whether malls of a world send messages about their shops: in those with glances. */
export const hasHints = ({ glances }: Pick<World, 'glances'>): boolean => glances !== null;

/** Lets workers run from what malls send about their shops, where they do. */
export function workOnHints(world: World, stormEnd: number): void {
  const { seed, edition, time, beside } = world;
  const sending = beside.flatMap(({ hints }) => (hints !== undefined && hasHints(world) ? [hints] : []));
  if (sending.length === 0) return;
  const send = openWorkQueue<MallHint>(world, {
    role: 'stock',
    draws: drawsOf(edition, seed, 'hints'),
    nameOf: ({ about }) => `hints ${about}`,
    twice,
    messages: fates,
    workers: new Map(),
    async work({ ports, cache }, budget, hints) {
      const run = { ports, cache, settings: settingsOf(world), runId: ports.random.id(), budget };
      const handle = { queue: 'hints', handle: 'handle', group: null, receives: 1, sentAt: null };
      const messages = hints.map(({ body }, index) => ({ ...handle, id: String(index), body }));
      const failed = await hintWork(ports.log, () => run)(messages, { budget, requestId: run.runId });
      return hints.map((_, index) => failed.get(String(index)) ?? null);
    },
  });
  const fetch = (): void => {
    for (const { messages } of sending) for (const hint of messages()) send(hint, 0);
    if (time.now() < stormEnd + untilMs) time.at(time.now() + everyMs, fetch);
  };
  time.at(time.now() + everyMs, fetch);
}
