import { dayMs, hourMs, minuteMs } from '../../core/kernel/time.ts';
import type { Shop } from '../../core/model/shop.ts';
import type { Deployed } from '../../proving/trial/deployed.ts';
import type { Trial } from '../../proving/trial/trial.ts';
import type { OrderProgress } from '../../simulator/rms/index.ts';

/** Two shops whose import one release leaves in the middle of everything, and another takes over. */
export interface Abandoned {
  readonly kado: Shop;
  /** Its key has expired. */
  readonly momiji: Shop;
}

const shipped: OrderProgress = 500;

/**
 * Lets a release run, and stops it in the middle. It leaves orders that were never announced, one that the mall hides, some it cannot
 * read, an unfinished scan, a shop whose key is refused, and a run that died between its claims and its rows.
 */
export async function leaveEverythingUndone(trial: Trial, deployed: Deployed): Promise<Abandoned> {
  const { rms, services, clock } = trial;
  const kado = await trial.addShop('kado-no-mise');
  const momiji = await trial.addShop('momiji');
  // The night's work of the day is done before there is any: what follows is left to the polls and scans.
  await deployed.tick();
  const inTheLastHour = { from: clock.now() - hourMs, to: clock.now() - minuteMs };
  const numbers = rms.addOrders(kado.code, { count: 30, at: inTheLastHour, kind: 'plain' });
  rms.addOrders(momiji.code, { count: 3, at: inTheLastHour, kind: 'plain' });
  const [hidden = '', spoilt = '', ...others] = numbers;
  rms.hideOrder(hidden);
  rms.spoilOrder(spoilt, 'wrong-type');
  rms.expireKey(momiji.code);
  services.busRefuses = true;
  await trial.ops(`shops rewind --all --from -3h --yes`);
  await deployed.run('poll-orders');

  // So many changed orders among which some spoil every answer: a scan's calls do not suffice for them.
  const changed = others.slice(0, 24);
  const spoiling = changed.filter((_, index) => index % 3 === 1);
  for (const number of changed) rms.moveOrder(kado.code, number, shipped);
  for (const number of spoiling) rms.spoilOrder(number, 'server-error');
  clock.jump(16 * minuteMs);
  await deployed.run('reconcile');

  const at = clock.now() - minuteMs;
  const [late = ''] = rms.addOrders(kado.code, { count: 1, at, kind: 'plain' });
  rms.editOrder(kado.code, late, { addLine: true });
  deployed.fate = ({ table, item }) =>
    /Orders/.test(table) && item.orderNumber?.S === late ? 'die-before' : 'carry-out';
  const outcome = await deployed.run('poll-orders');
  if (outcome.kind !== 'failed') throw new Error('The run did not die.');
  deployed.fate = null;
  rms.editOrder(kado.code, late, { removeLine: 0 });

  services.busRefuses = false;
  rms.showOrder(hidden);
  for (const number of [spoilt, ...spoiling]) rms.mendOrder(number);
  return { kado, momiji };
}

/** What was left, by the rows. */
export async function undoneIn(trial: Trial): Promise<Readonly<Record<string, number>>> {
  const [orders, control, shops] = [
    await trial.items('Orders'),
    await trial.items('Control'),
    await trial.items('Shops'),
  ];
  const count = (
    items: readonly object[],
    is: (item: Record<string, Record<string, unknown> | undefined>) => boolean,
  ) => items.filter((item) => is(item as Parameters<typeof is>[0])).length;
  return {
    missing: count(orders, ({ kind }) => kind?.S === 'missing'),
    quarantined: count(orders, ({ kind }) => kind?.S === 'quarantined'),
    unannounced: count(orders, ({ unannounced }) => ((unannounced?.L as unknown[]) ?? []).length > 0),
    scans: count(shops, ({ scanPlace }) => (scanPlace?.S ?? '') !== ''),
    intents: count(control, ({ scope }) => String(scope?.S).startsWith('intents#')),
    pauses: count(control, ({ scope, cause }) => scope?.S === 'pauses' && cause?.S === 'credentials'),
  };
}

/** Lets a release finish the leftovers: the key is stored again, a dead run's hour passes, and a night. */
export async function finishEverything(trial: Trial, deployed: Deployed, { kado, momiji }: Abandoned): Promise<void> {
  const { rms, clock } = trial;
  const key = rms.rotateKey(momiji.code);
  await trial.ops('shops key --shop momiji --keys-from -', `licenseKey=${key}\n`);
  await deployed.tick();
  rms.addOrders(kado.code, { count: 5, at: clock.now() - minuteMs, kind: 'plain' });
  clock.jump(80 * minuteMs);
  await deployed.tick();
  clock.jump(dayMs);
  await deployed.tick();
}
