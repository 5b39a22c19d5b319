import type { Ports } from '../../core/ports/index.ts';
import { type WaitStanding, waitsStanding } from '../../ops/status/waits-standing.ts';
import type { WaitView } from '../view/state.ts';
import { mallWord } from './played-malls.ts';

/** How long orders took, as `ops status` reads it. `read` looks anew. */
export function watchWaits(ports: Pick<Ports, 'waits' | 'clock'>): { read(): Promise<void>; views(): WaitView[] } {
  let seen: readonly WaitStanding[] = [];
  const seconds = (ms: number): number => ms / 1_000;
  return {
    async read() {
      seen = await waitsStanding(ports, ports.clock.now());
    },
    views: () =>
      seen.map(({ mall, stored, called }) => ({
        mall: mallWord(mall),
        stored: stored && { p50: seconds(stored.p50Ms), p99: seconds(stored.p99Ms) },
        called: called && { p50: seconds(called.p50Ms), p99: seconds(called.p99Ms) },
      })),
  };
}
