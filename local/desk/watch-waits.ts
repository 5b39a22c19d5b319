import type { Ports } from '../../core/ports/index.ts';
import { figuresMs, type SecondsFacts, type SecondsFigures, secondsFacts } from '../../views/now/index.ts';
import type { WaitView } from '../view/state.ts';
import { mallWord } from './played-malls.ts';

/** How long orders took, as `ops status` reads it. `read` looks anew. */
export function watchWaits(ports: Pick<Ports, 'waits' | 'clock'>): { read(): Promise<void>; views(): WaitView[] } {
  let seen: SecondsFacts = {};
  const figures = (of: SecondsFigures) => of && { p50: of.p50Seconds, p99: of.p99Seconds };
  return {
    async read() {
      const now = ports.clock.now();
      seen = secondsFacts(await ports.waits.since(now - figuresMs), now);
    },
    views: () =>
      Object.entries(seen).map(([mall, { stored, called }]) => ({
        ...{ mall: mallWord(mall), stored: figures(stored), called: figures(called) },
      })),
  };
}
