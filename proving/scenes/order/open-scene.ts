import { minuteMs } from '../../../core/kernel/time.ts';
import type { OrderAct } from '../../laws/acts.ts';
import type { SentCall } from '../../laws/sent.ts';
import { openPushWorld, type PushWorld } from '../../status-world.ts';
import { namedDraws } from '../../worlds/draws.ts';
import type { Exchange } from '../../worlds/mall-transport.ts';
import { newsOf } from '../../worlds/people.ts';
import { missRows, type SceneMall, sceneMalls } from './malls.ts';
import type { OrderProgram, Scene } from './scene.ts';
import { watchNews } from './what-holds.ts';

/** Opens a scene before its first act. `isTakenTwice` is asked for each message. */
export async function openScene(
  { seed, latencies, mall: name, isEarly, hasEmptyRow, missedShare }: Omit<OrderProgram, 'acts' | 'takenTwice'>,
  isTakenTwice: () => boolean,
): Promise<Scene> {
  const mall: SceneMall = sceneMalls[name];
  const draws = latencies === 'in-sequence' ? {} : { draws: namedDraws(seed, 'latencies').of() };
  const calls: SentCall[] = [];
  let shown: readonly string[] = [];
  const world = await openPushWorld({
    ...{ ...mall.settings, seed, ...draws, isTakenTwice },
    onExchange: (exchange) => {
      const sent = sentIn(exchange);
      if (sent.numbers.length > 0) calls.push({ ...sent, shown });
      shown = mall.parcels(world, order).flatMap(({ number }) => number ?? []);
    },
  });
  missRows(world, missedShare);
  const order = mall.addOrder(world, isEarly);
  if (hasEmptyRow) mall.addEmptyRow?.(world, order);
  const startedAt = world.time.now();
  const story: string[] = [];
  return {
    ...{ world, mall, order, elsewhere: [], ...actsHeard(world), calls, done: [], asked: [], running: [], story },
    toldInVain: watchNews(world),
    tell: (line) => void story.push(`${((world.time.now() - startedAt) / minuteMs).toFixed(2)} min: ${line}`),
  };
}

/** The tracking numbers of scenes, wherever a call says them. */
const numbersSaid = /(?<!\d)([1-6])\1{3}(?!\d)/g;

function sentIn({ at, request, outcome }: Exchange): Omit<SentCall, 'shown'> {
  const text = `${request.path} ${request.body ?? ''}`;
  const isTaken = outcome.ending === 'answer' && outcome.status < 300;
  return { at, numbers: [...text.matchAll(numbersSaid)].map(([number]) => number), text, isTaken };
}

/** A list of acts to which every event that the bus accepts is added, and when each act was. */
function actsHeard({ store, time }: PushWorld): Pick<Scene, 'acts' | 'actsAt'> {
  const acts: OrderAct[] = [];
  const actsAt: number[] = [];
  const add = acts.push.bind(acts);
  acts.push = (...all) => {
    actsAt.push(...all.map(() => time.now()));
    return add(...all);
  };
  const { pushNews } = store;
  const accept = pushNews.push.bind(pushNews);
  pushNews.push = (...all) => {
    for (const news of all) acts.push(newsOf(news));
    return accept(...all);
  };
  return { acts, actsAt };
}
