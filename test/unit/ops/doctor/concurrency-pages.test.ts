import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { settings as healthProbe } from '../../../../functions/health-probe/settings.ts';
import { settings as notifyMerchants } from '../../../../functions/notify-merchants/settings.ts';
import { settings as pollOrders } from '../../../../functions/poll-orders/settings.ts';
import { settings as pushStatus } from '../../../../functions/push-status/settings.ts';
import { settings as reconcile } from '../../../../functions/reconcile/settings.ts';
import { settings as syncStock } from '../../../../functions/sync-stock/settings.ts';
import { diagnose } from './diagnose.ts';
import { eventSource, fn, known, schedule } from './stage-facts.ts';

const scheduled = {
  'poll-orders': { ...pollOrders, aShard: true },
  reconcile: { ...reconcile, aShard: true },
  'health-probe': { ...healthProbe, aShard: false },
  'notify-merchants': { ...notifyMerchants, aShard: false },
};
/** Only where a mall sends messages about changed orders. */
const { hints: withAmazon, ...ofEvery } = syncStock.concurrencyAShard;
const fed = { 'push-status': pushStatus, 'sync-stock': { ...syncStock, concurrencyAShard: ofEvery } };

/** What the doctor says is needed for a stage of the functions as they are set. */
function neededFor(shards: number, { sender }: { readonly sender: boolean }): number {
  const there = Object.entries(scheduled).filter(([name]) => sender || name !== 'notify-merchants');
  const outcomes = diagnose({
    functions: [...there, ...Object.entries(fed)].map(([name, { timeoutSeconds }]) => fn(name, { timeoutSeconds })),
    schedules: known(
      there.flatMap(([name, { everyMinutes, aShard }]) =>
        Array.from({ length: aShard ? shards : 1 }, (_, shard) => schedule(name, shard, { everyMinutes })),
      ),
    ),
    eventSources: Object.entries(fed).flatMap(([name, { concurrencyAShard }]) =>
      Object.values(concurrencyAShard).map((runs) =>
        eventSource({ functionName: `tsunagi-prod-${name}`, runsMax: runs * shards }),
      ),
    ),
    concurrency: known({ limit: 1_000, unreserved: 1_000 }),
  });
  const told = outcomes.find((one) => one.check === 'concurrency' && one.kind === 'fine');
  return Number(told && 'what' in told ? /^(\d+) executions at once are needed/.exec(told.what)?.[1] : Number.NaN);
}

const pageOf = (name: string): string =>
  readFileSync(new URL(`../../../../docs/${name}`, import.meta.url), 'utf8').replaceAll(/\s+/g, ' ');

it('the page on deploying names the executions at once that the doctor wants', () => {
  const [one, withSender] = [neededFor(1, { sender: false }), neededFor(1, { sender: true })];
  const further = neededFor(2, { sender: true }) - withSender;
  const byQueues = Object.values(fed).flatMap(({ concurrencyAShard }) => Object.values(concurrencyAShard));
  expect(pageOf('start/deploy.md')).toContain(
    `With one shard ${one} are needed at most, ${withSender} with a \`sender\`, and ${further} more with each further shard; ` +
      `${byQueues.reduce<number>((sum, runs) => sum + runs, 0)} of each shard are for status changes and stock, when much of both comes at once. Amazon among the malls takes ${withAmazon} more of each`,
  );
});

it('the page on scale names those of 57,000 shops', () => {
  const shards = Number(/rounded up: (\d+) for 57,000 shops/.exec(pageOf('concepts/scale.md'))?.[1]);
  expect(pageOf('concepts/scale.md')).toContain(`| ${neededFor(shards, { sender: true })}; the doctor counts them |`);
});
