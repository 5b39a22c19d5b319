import { TsunagiError } from '../../core/errors.ts';
import type { ShopKey } from '../../core/merchants/shop.ts';
import { budgetUntil } from '../../core/ports/clock.ts';
import { pushShops } from '../../core/status/push-shops.ts';
import { defaultStatusSettings } from '../../core/status/settings.ts';
import { minuteMs, secondMs } from '../../core/units.ts';
import type { SimulatedProcess } from './process.ts';
import { launch } from './runs.ts';
import type { World } from './world.ts';

/** A run is killed after this, and stops by itself some seconds before. */
const limitMs = 180 * secondMs;
const marginMs = 3 * secondMs;
/** A message whose worker has not ended it comes again after this, so often at most. */
const visibilityMs = 6 * limitMs;
const receivesMax = 4;
/** Messages are gathered for so long. */
const gatherMs = secondMs;

interface Message {
  readonly shop: ShopKey;
  readonly receives: number;
}

/** Lets workers run from the messages that are sent in this world: some of these are lost, come twice, or late. */
export function workOnMessages(world: World): void {
  const { store, time, counts, statuses, statusWatch: watch } = world;
  if (statuses === null || watch === null) return;
  const { chance } = watch;
  const warm = new Set<SimulatedProcess>();
  const arrived: Message[] = [];

  const fire = (messages: readonly Message[]): void => {
    const idle = [...warm].find((process) => process.isAlive());
    const process = idle && !chance.chance(world.swarm.freshChance) ? idle : world.startProcess('push');
    warm.delete(process);
    watch.workers.set(process.name, process.skewMs);
    const ended = new Set<Message>();
    time.at(time.now() + visibilityMs, () => {
      for (const message of messages) if (!ended.has(message)) comeAgain(message);
    });
    launch(world, process, limitMs, async () => {
      const { clock, ports, memory } = process;
      const budget = budgetUntil(clock, clock.now() + limitMs - marginMs);
      const round = { ports, memory, settings: defaultStatusSettings, budget, writer: ports.chance.word() };
      const { ours } = await pushShops(
        round,
        messages.map(({ shop }) => shop),
      );
      for (const message of messages) if (!ours.has(message.shop)) ended.add(message);
      if (process.isAlive()) warm.add(process);
      const errors = [...ours.values()];
      if (errors.length > 0) throw errors.find((error) => !(error instanceof TsunagiError)) ?? errors[0];
    });
  };
  const take = (): void => {
    const messages = arrived.splice(0);
    fire(messages);
    if (!world.stormy || !chance.chance(statuses.twice)) return;
    counts['two-workers']++;
    time.at(time.now() + chance.int(0, 8_000), () => fire(messages));
  };
  const arrive = (message: Message): void => {
    arrived.push(message);
    if (arrived.length === 1) time.at(time.now() + gatherMs, take);
  };
  const comeAgain = ({ shop, receives }: Message): void => {
    if (receives < receivesMax) arrive({ shop, receives: receives + 1 });
  };
  const send = (shop: ShopKey, afterMs: number): void => {
    time.at(time.now() + afterMs + chance.int(20, 900), () => arrive({ shop, receives: 1 }));
  };
  const isHit = (probability: number): boolean => world.stormy && chance.chance(probability);
  store.workMessages.push = (...messages) => {
    for (const { shop, afterMs } of messages) {
      if (isHit(statuses.messages.lost)) {
        counts['message-lost']++;
        continue;
      }
      const isLate = isHit(statuses.messages.late);
      if (isLate) counts['message-late']++;
      send(shop, afterMs + (isLate ? chance.int(1, 20 * 60) * secondMs : 0));
      if (!isHit(statuses.messages.doubled)) continue;
      counts['message-doubled']++;
      send(shop, afterMs + chance.int(0, 5 * minuteMs));
    }
    return messages.length;
  };
}
