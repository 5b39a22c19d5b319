import { hourMs, minuteMs } from '../../../core/kernel/time.ts';
import type { PushContent } from '../../../core/model/push.ts';
import { isDoneAfterWithdrawal } from '../../../core/model/push-row.ts';
import { retryPush, withdrawPush } from '../../../core/status/by-hand.ts';
import type { Push } from '../../memory/push.ts';
import type { PushWorld, Worker } from '../../status-world.ts';
import { actOf } from '../../worlds/people.ts';
import { breakCalls, mendCalls } from './malls.ts';
import type { Act, Scene } from './scene.ts';

/** Does one thing in a scene, and writes it down. */
export async function perform(scene: Scene, act: Act): Promise<void> {
  const { world, order, mall, tell } = scene;
  scene.done.push(act);
  switch (act.do) {
    case 'request': {
      const { agoMs = 0 } = act;
      // A worker may publish how it ended before its person is answered.
      const [place, at] = [scene.acts.length, world.time.now()];
      const result = await world.ask(order, act.content, world.shop, agoMs);
      scene.asked.push(result.kind === 'refused' ? '' : result.push.id);
      if (result.kind !== 'refused') {
        scene.acts.splice(place, 0, actOf(result.push.id, act.content, at - agoMs));
        scene.actsAt.splice(place, 0, at);
      }
      return tell(
        `hanako requests ${contentWords(act.content)}${agoMs > 0 ? `, ${agoMs / minuteMs} minutes ago` : ''}: ${result.kind}`,
      );
    }
    case 'withdraw':
    case 'retry': {
      const push = world.pushes().find(({ id }) => id === scene.asked[act.request]);
      return push && (act.do === 'retry' ? retryOne : withdrawOne)(scene, push);
    }
    case 'see-to-failures': {
      const retried = new Set(act.retried.map((request) => scene.asked[request]));
      for (const push of world.pushes().filter((push) => push.state.kind === 'failed' && !isDoneAfterWithdrawal(push)))
        await (retried.has(push.id) ? retryOne : withdrawOne)(scene, push);
      return;
    }
    case 'report-elsewhere':
      mall.addElsewhere?.(world, order, { number: act.number, carrier: mall.carriers[0] });
      scene.elsewhere.push({ number: act.number, isFirst: world.pushes().length === 0 });
      return tell(`another installation reports the parcel ${act.number}`);
    case 'break':
      breakCalls(world, act.fault);
      return tell(faultWords(act.fault));
    case 'mend':
      mendCalls(world);
      return tell('the mall is mended');
    case 'pause':
      await world.worker().ports.pauses.set({ ...pauseOf(scene), since: world.time.now() });
      return tell('taro pauses the shop');
    case 'resume':
      await world.worker().ports.pauses.lift(pauseOf(scene));
      return tell('taro lifts the pause');
    case 'begin-worker':
      if (scene.running.length === 0)
        tell(`workers without a lease begin, one with a clock that is wrong by ${act.skewMs / hourMs} hours`);
      scene.running.push(world.run(workerWithoutLease(world, act.skewMs)));
      return;
    case 'begin-late-worker':
      tell(`a worker begins that writes ${act.lateMs / minuteMs} minutes late`);
      return world.begin(workerWithLateWrite(world, () => world.time.sleep(act.lateMs)));
    case 'begin-dying-worker':
      tell('a worker begins that dies before it writes');
      return world.begin(workerWithLateWrite(world, () => new Promise<never>(() => {})));
    case 'spoil':
      tell('answers about the order cannot be read');
      return mall.spoil?.(world, order);
    case 'unspoil':
      tell('answers about the order can be read again');
      return world.rms.control.mendOrder(order);
    case 'await-workers':
      await Promise.all(scene.running.splice(0));
      return;
    case 'pass':
      return world.pass(act.ms);
    case 'idle':
      return world.idle(act.ms);
  }
}

async function withdrawOne(scene: Scene, push: Push): Promise<void> {
  const { world, acts, tell } = scene;
  const { kind } = await withdrawPush(world.worker().ports, push, { by: 'taro' });
  if (kind === 'withdrawn') acts.push({ kind: 'withdraw', request: push.id });
  if (kind === 'under-way') acts.push({ kind: 'withdraw-refused', request: push.id, isAtWork: mayBeAtWork(scene) });
  tell(`taro takes ${pushWords(push)} back: ${kind}`);
}

async function retryOne({ world, acts, tell }: Scene, push: Push): Promise<void> {
  const { kind } = await retryPush(world.worker().ports, push, { by: 'taro', looksAtConfirmed: true });
  acts.push({ kind: kind === 'replaced' ? 'retry-refused' : 'retry', request: push.id });
  tell(`taro retries ${pushWords(push)}, which is ${push.state.kind}: ${kind}`);
}

/** True where a worker has the order, died with it, or has a clock that is wrong. */
const mayBeAtWork = ({ world, done }: Scene): boolean =>
  world.isAtWork() || done.some((act) => act.do === 'begin-worker' && act.skewMs !== 0);

/** A worker whose first write after its calls waits for something. */
function workerWithLateWrite(world: PushWorld, wait: () => Promise<unknown>): Worker {
  const worker = workerWithoutLease(world, 0);
  const { targets } = worker.ports;
  let isLate = false;
  const put: typeof targets.put = async (target) => {
    const isFirst = target.claim === undefined && !isLate;
    isLate ||= isFirst;
    if (isFirst) await wait();
    return targets.put(target);
  };
  return { ...worker, ports: { ...worker.ports, targets: { ...targets, put } } };
}

function workerWithoutLease(world: PushWorld, skewMs: number): Worker {
  const { leases } = world.worker().ports;
  const free = { ...leases, take: async () => ({ left: null }), release: async () => undefined };
  return world.worker({ leases: free }, skewMs);
}

export const isPaused = ({ world }: Scene): boolean =>
  [...world.store.pausesById.values()].some(({ cause }) => cause === 'manual');

const pauseOf = ({ world }: Scene) => ({ scope: world.shop.key, cause: 'manual', by: 'taro', note: '棚卸し' }) as const;

function faultWords({ kind, operations, times, applyAfterMs }: Extract<Act, { do: 'break' }>['fault']): string {
  return applyAfterMs === undefined
    ? `the next ${times} calls of ${operations.join(', ')} meet ${kind}`
    : `of the next calls ${times} will be carried out ${applyAfterMs / 60_000} minutes late`;
}

/** Names a push for who reads the story. */
export function pushWords({ id, content }: Push): string {
  return `${contentWords(content)} (${id})`;
}

/** A parcel is `number/carrier`, and `right<wrong/carrier` where it corrects. */
function contentWords(content: PushContent): string {
  if (content.kind === 'memo') return `the memo ${content.text}`;
  if (content.kind !== 'ship') return content.kind;
  const words = content.parcels.map(
    ({ trackingNumber, corrects, carrier }) => `${trackingNumber}${corrects ? `<${corrects}` : ''}/${carrier}`,
  );
  return words.join(' and ');
}
