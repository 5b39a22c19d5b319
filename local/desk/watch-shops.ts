import { type Pause, pauseId, pausesOf, type Shop } from '../../core/model/index.ts';
import type { Ports } from '../../core/ports/index.ts';
import type { Happenings } from './happenings.ts';
import { mallWord } from './played-malls.ts';

/** The shops and pauses as they were read last. */
export interface WatchedShops {
  readonly shops: readonly Shop[];
  readonly pauses: readonly Pause[];
  /** A shop's name, with its mall where another one has the same name; what people call a mall. */
  nameOf(shop: string): string;
  /** Reads both again, and reports which pauses began and ended since. */
  read(): Promise<void>;
}

/** Watches the shops that are imported, and what holds them. */
export function watchShops(ports: Pick<Ports, 'shops' | 'pauses' | 'clock'>, happenings: Happenings): WatchedShops {
  let shops: readonly Shop[] = [];
  let pauses: readonly Pause[] = [];
  const nameOf = (key: string): string => {
    const shop = shops.find((one) => one.key === key);
    // What is paused may be a whole mall.
    if (shop === undefined) return mallWord(key);
    const hasTwin = shops.some(({ key: other, name }) => other !== key && name === shop.name);
    return hasTwin ? `${shop.name} (${mallWord(shop.mall)})` : shop.name;
  };
  return {
    get shops() {
      return shops;
    },
    get pauses() {
      return pauses;
    },
    nameOf,
    async read() {
      const [nowShops, standing] = await Promise.all([ports.shops.all(), ports.pauses.standing()]);
      const nowPauses = pausesOf(standing, ports.clock.now());
      const [before, after] = [new Set(pauses.map(pauseId)), new Set(nowPauses.map(pauseId))];
      shops = [...nowShops].sort((one, other) => one.importFrom - other.importFrom || (one.key < other.key ? -1 : 1));
      for (const pause of nowPauses) {
        if (!before.has(pauseId(pause)))
          happenings.add('bad', `${nameOf(pause.scope)} is paused (${reasonOf(pause)}): ${pause.note}`);
      }
      for (const pause of pauses) {
        if (!after.has(pauseId(pause)))
          happenings.add('good', `${nameOf(pause.scope)} goes on: the pause (${reasonOf(pause)}) is over`);
      }
      pauses = nowPauses;
    },
  };
}

/** The cause, with the kind of work where only one is held. */
function reasonOf({ cause, capability }: Pause): string {
  return capability === undefined ? cause : `${cause}, ${capability}`;
}
