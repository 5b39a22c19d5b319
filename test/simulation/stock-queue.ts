import { TsunagiError } from '../../core/errors.ts';
import { budgetUntil } from '../../core/ports/clock.ts';
import { defaultSyncSettings } from '../../core/stock/sync-settings.ts';
import { type StockWorkItem, workOff } from '../../core/stock/work-off.ts';
import { minuteMs, secondMs } from '../../core/units.ts';
import type { SimulatedProcess } from './process.ts';
import { launch } from './runs.ts';
import { settingsOf, type World } from './world.ts';

/** A run is killed after this, and stops by itself some seconds before. */
const limitMs = 180 * secondMs;
const marginMs = 3 * secondMs;
/** A message whose worker has not ended it comes again after this, so often at most. */
const visibilityMs = 6 * limitMs;
const receivesMax = 4;
/** Messages are gathered for so long. */
const gatherMs = secondMs;

interface Message {
  readonly item: StockWorkItem;
  readonly receives: number;
}

/** Lets workers run from the messages about stock that are sent in this world: some of these are lost, come twice, or late. */
export function workOnStockMessages(world: World): void {
  const { store, time, counts, stocks, stockWatch: watch } = world;
  if (stocks === null || watch === null) return;
  const { chance } = watch;
  const warm = new Set<SimulatedProcess>();
  const arrived: Message[] = [];

  const fire = (messages: readonly Message[]): void => {
    const idle = [...warm].find((process) => process.isAlive());
    const process = idle && !chance.chance(world.swarm.freshChance) ? idle : world.startProcess('stock');
    warm.delete(process);
    watch.workers.set(process.name, process.skewMs);
    const ended = new Set<Message>();
    time.at(time.now() + visibilityMs, () => {
      for (const message of messages) if (!ended.has(message)) comeAgain(message);
    });
    launch(world, process, limitMs, async () => {
      const { clock, ports, memory } = process;
      const budget = budgetUntil(clock, clock.now() + limitMs - marginMs);
      const round = {
        ports,
        memory,
        settings: defaultSyncSettings,
        importSettings: settingsOf(world),
        budget,
        writer: ports.chance.word(),
      };
      const { failureOf } = await workOff(
        round,
        messages.map(({ item }) => item),
      );
      const failures = messages.flatMap((message) => {
        const failure = failureOf(message.item);
        if (failure === null) ended.add(message);
        return failure === null ? [] : [failure.error];
      });
      if (process.isAlive()) warm.add(process);
      if (failures.length > 0) throw failures.find((error) => !(error instanceof TsunagiError)) ?? failures[0];
    });
  };
  const take = (): void => {
    const messages = arrived.splice(0);
    fire(messages);
    if (!world.stormy || !chance.chance(stocks.twice)) return;
    counts['two-workers']++;
    time.at(time.now() + chance.int(0, 8_000), () => fire(messages));
  };
  const arrive = (message: Message): void => {
    arrived.push(message);
    if (arrived.length === 1) time.at(time.now() + gatherMs, take);
  };
  const comeAgain = ({ item, receives }: Message): void => {
    if (receives < receivesMax) arrive({ item, receives: receives + 1 });
  };
  const send = (item: StockWorkItem, afterMs: number): void => {
    time.at(time.now() + afterMs + chance.int(20, 900), () => arrive({ item, receives: 1 }));
  };
  const isHit = (probability: number): boolean => world.stormy && chance.chance(probability);
  store.stockMessages.push = (...messages) => {
    for (const message of messages) {
      const afterMs = message.kind === 'shop' ? message.afterMs : 0;
      if (isHit(stocks.messages.lost)) {
        counts['message-lost']++;
        continue;
      }
      const isLate = isHit(stocks.messages.late);
      if (isLate) counts['message-late']++;
      send(message, afterMs + (isLate ? chance.int(1, 20 * 60) * secondMs : 0));
      if (!isHit(stocks.messages.doubled)) continue;
      counts['message-doubled']++;
      send(message, afterMs + chance.int(0, 5 * minuteMs));
    }
    return messages.length;
  };
}
