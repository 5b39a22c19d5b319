import { TsunagiError } from '../../core/kernel/errors.ts';
import { minuteMs, secondMs } from '../../core/kernel/time.ts';
import { budgetUntil, type TimeBudget } from '../../core/ports/system.ts';
import { type Draw, type Draws, turnsOf } from './draws.ts';
import type { SimulatedProcess } from './process.ts';
import { launch } from './runs.ts';
import { minuteOf, type Workplace } from './world.ts';

/** A run is killed after this, and stops by itself some seconds before. */
const limitMs = 180 * secondMs;
const marginMs = 3 * secondMs;
/** A message whose worker has not ended it comes again after this, so often at most. */
const visibilityMs = 6 * limitMs;
const receivesMax = 4;
/** Messages are gathered for so long. */
const gatherMs = secondMs;

interface Message<Item> {
  readonly item: Item;
  readonly receives: number;
}

/** Who works on the messages of a queue, and how the queue treats them. */
export interface WorkQueueOptions<Item> {
  readonly role: 'push' | 'stock';
  readonly draws: Draws;
  /** What a message is about. */
  nameOf(item: Item): string;
  /** The chance that two workers get the same messages at almost the same time. */
  readonly twice: number;
  /** The chances that a message is lost, comes late, or comes twice. */
  readonly messages: { readonly lost: number; readonly late: number; readonly doubled: number };
  /** Called for every worker, with how far its clock is off. */
  readonly workers: Map<string, number>;
  /** Works on messages, and returns for each what it failed of; null for one that is done with. */
  work(process: SimulatedProcess, budget: TimeBudget, items: readonly Item[]): Promise<readonly unknown[]>;
}

/** Lets workers run from the messages that are handed in: some of these are lost, come twice, or late. */
export function openWorkQueue<Item>(
  world: Workplace,
  options: WorkQueueOptions<Item>,
): (item: Item, afterMs: number) => void {
  const { time, counts } = world;
  const { role, draws, messages: chances, workers } = options;
  const turn = turnsOf(draws.of(role));
  const warm = new Set<SimulatedProcess>();
  const arrived: Message<Item>[] = [];

  const fire = (messages: readonly Message<Item>[]): void => {
    const idle = [...warm].find((process) => process.isAlive());
    const about = messages[0] === undefined ? '' : options.nameOf(messages[0].item);
    const run = world.turn(role, about, minuteOf(world));
    const isIdle = idle && !draws.of('fresh', run).hits('now', world.swarm.freshChance);
    const process = isIdle ? idle : world.startProcess(role, undefined, run);
    process.begin(run);
    warm.delete(process);
    workers.set(process.name, process.skewMs);
    const ended = new Set<Message<Item>>();
    time.at(time.now() + visibilityMs, () => {
      for (const message of messages) if (!ended.has(message)) comeAgain(message);
    });
    launch(world, process, limitMs, async () => {
      const budget = budgetUntil(process.clock, process.clock.now() + limitMs - marginMs);
      const outcomes = await options.work(
        process,
        budget,
        messages.map(({ item }) => item),
      );
      for (const [index, message] of messages.entries()) if (outcomes[index] === null) ended.add(message);
      if (process.isAlive()) warm.add(process);
      const errors = outcomes.filter((error) => error !== null);
      if (errors.length > 0) throw errors.find((error) => !(error instanceof TsunagiError)) ?? errors[0];
    });
  };
  const take = (): void => {
    const messages = arrived.splice(0);
    fire(messages);
    const chance = turn('take', options.nameOf((messages[0] as Message<Item>).item), minuteOf(world));
    if (!world.stormy || !chance.hits('twice', options.twice)) return;
    counts['two-workers']++;
    time.at(time.now() + chance.int(0, 8_000), () => fire(messages));
  };
  const arrive = (message: Message<Item>): void => {
    arrived.push(message);
    if (arrived.length === 1) time.at(time.now() + gatherMs, take);
  };
  const comeAgain = ({ item, receives }: Message<Item>): void => {
    if (receives < receivesMax) arrive({ item, receives: receives + 1 });
  };
  const send = (item: Item, afterMs: number, chance: Draw): void => {
    time.at(time.now() + afterMs + chance.of('way').int(20, 900), () => arrive({ item, receives: 1 }));
  };
  return (item, afterMs) => {
    const chance = turn('message', options.nameOf(item), minuteOf(world));
    const isHit = (what: keyof typeof chances): boolean => world.stormy && chance.hits(what, chances[what]);
    if (isHit('lost')) {
      counts['message-lost']++;
      return;
    }
    const isLate = isHit('late');
    if (isLate) counts['message-late']++;
    send(item, afterMs + (isLate ? chance.of('late').int(1, 20 * 60) * secondMs : 0), chance);
    if (!isHit('doubled')) return;
    counts['message-doubled']++;
    const again = chance.of('again');
    send(item, afterMs + again.int(0, 5 * minuteMs), again);
  };
}
