import { minuteMs } from '../../../core/kernel/time.ts';
import type { OrderAct } from '../../laws/acts.ts';
import { openPushWorld, type PushWorld } from '../../status-world.ts';
import { namedDraws } from '../../worlds/draws.ts';
import { newsOf } from '../../worlds/people.ts';
import { missRows, sceneMalls } from './malls.ts';
import type { OrderProgram, Scene } from './scene.ts';
import { watchNews } from './what-holds.ts';

/** Opens a scene before its first act. `isTakenTwice` is asked for each message. */
export async function openScene(
  { seed, latencies, mall: name, isEarly, missedShare }: Omit<OrderProgram, 'acts' | 'takenTwice'>,
  isTakenTwice: () => boolean,
): Promise<Scene> {
  const mall = sceneMalls[name];
  const draws = latencies === 'in-sequence' ? {} : { draws: namedDraws(seed, 'latencies').of() };
  const world = await openPushWorld({ ...mall.settings, seed, ...draws, isTakenTwice });
  missRows(world, missedShare);
  const order = mall.addOrder(world, isEarly);
  const startedAt = world.time.now();
  const story: string[] = [];
  return {
    ...{ world, mall, order, elsewhere: [], acts: actsHeard(world), done: [], asked: [], running: [], story },
    toldInVain: watchNews(world),
    tell: (line) => void story.push(`${((world.time.now() - startedAt) / minuteMs).toFixed(2)} min: ${line}`),
  };
}

/** A list of acts to which every event that the bus accepts is added. */
function actsHeard({ store }: PushWorld): OrderAct[] {
  const acts: OrderAct[] = [];
  const { pushNews } = store;
  const accept = pushNews.push.bind(pushNews);
  pushNews.push = (...all) => {
    for (const news of all) acts.push(newsOf(news));
    return accept(...all);
  };
  return acts;
}
