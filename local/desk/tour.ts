import { setTimeout as wait } from 'node:timers/promises';
import { minuteMs } from '../../core/kernel/index.ts';
import type { Ports } from '../../core/ports/index.ts';
import type { Cloud } from '../cloud.ts';
import type { DeskMall } from './desk-mall.ts';
import { followSteps, heldAtBroken, type StockScene, sellTwice, toldText } from './tour-stock.ts';

/** What the tour looks at, and how it speaks. */
export interface TourScene {
  readonly cloud: Cloud;
  readonly ports: Ports;
  readonly stock: StockScene;
  /** How many orders are stored. */
  stored(): number;
  say(sentence: string): void;
}

/** By the machine's clock. */
const lookEveryMs = 250;
const patienceMs = 150_000;
/** By the mall's clock: a shop whose cursor is no further behind has nothing left of its backlog. */
const caughtUpMs = 8 * minuteMs;

/**
 * Tells an outage by itself: the mall breaks, everything is held while buyers go on buying, one mail goes out; the mall comes
 * back, a few shops go ahead and then all, the audit counts, the all-clear goes out. Throws when a part of it does not come.
 */
export async function tour({ cloud, ports, stock, stored, say }: TourScene): Promise<void> {
  const { broken: mall, other } = stock;
  const [name, otherName] = [mall, other].map(({ simulator }) => simulator.played.shortTitle);
  const atMall = (): number =>
    [mall, other].flatMap(({ truth }) => truth.shops()).reduce((sum, { orders }) => sum + orders, 0);
  const step = (sentence: string): void => say(`── ${sentence}`);
  const state = async (): Promise<string> => {
    const { healths } = await ports.pauses.standing();
    const ofMall = healths.find((health) => health.mall === mall.name && health.capability === 'import');
    return ofMall?.state.kind ?? 'healthy';
  };

  step('Orders of all shops come in, a listing a minute and shop; what is sold at one mall is taken off the other.');
  const isCaughtUp = async (): Promise<boolean> =>
    (await ports.shops.all()).every(({ cursor }) => mall.control.nowMs() - cursor < caughtUpMs);
  await until('the first orders', async () => stored() > 0 && stored() >= atMall() - 20 && (await isCaughtUp()));
  step(`Now ${name} breaks. There is no announcement; the probes find out.`);
  breakMall(mall);
  await until('the outage to be noticed', async () => (await state()) === 'down');
  step('It is certain: everything is held. No worker calls the mall any more, only probes do.');
  await until('the mail to the merchants', async () => cloud.mails().length > 0);
  const [first] = cloud.mails();
  step(`Each affected merchant gets one mail: ${first?.subject ?? ''}`);
  step(`Buyers go on buying: ${atMall() - stored()} orders wait at ${name}.`);
  const ware = await sellTwice(stock);
  if (ware !== null) {
    step(`${otherName} sells the last pieces of ${ware.sku}, and ${name}, which cannot be updated, two of the same.`);
    await until(`what ${otherName} sold to be held at ${name}`, async () => (await heldAtBroken(stock)) > 0);
    step(`What ${otherName} sells is reckoned; the levels of ${await heldAtBroken(stock)} items are held for ${name}.`);
  }
  const toldBefore = stock.setAtBroken().length;
  step(`${name} comes back.`);
  mendMall(mall);
  await until('the first sign of life', async () => (await state()) !== 'down');
  step('A first answer. A few shops go ahead, those furthest behind; then a tenth, a half, all.');
  await until('the orders of the outage', () => stored() >= atMall() - 20);
  step('Every order of the outage is here.');
  await until(`the levels of ${name}`, followSteps(stock));
  step(toldText(stock, toldBefore));
  await until('health', async () => (await state()) === 'healthy');
  step(`${name} is well. Every shop is compared with the mall, order by order.`);
  const closed = async () => (await ports.incidents.latest(mall.name))?.stage.kind === 'closed';
  await until('the end of the incident', closed);
  const sent = cloud.mails().length;
  await until('the all-clear', async () => cloud.mails().some(({ subject }) => subject.includes('復旧')));
  const last = cloud.mails().findLast(({ subject }) => subject.includes('復旧'));
  const incident = await ports.incidents.latest(mall.name);
  const { audited = 0, missing = 0, doubled = 0 } = incident?.audit ?? {};
  step(`${audited} shops audited: ${missing} missing, ${doubled} doubled. The all-clear: ${last?.subject ?? ''}`);
  if (ware !== null) {
    step(
      await until('the all-clear that names what was sold twice', async () => soldTwiceText(cloud.mails(), ware.sku)),
    );
  }
  const told = (words: string): number =>
    new Set(cloud.mails().flatMap(({ subject, to }) => (subject.includes(words) ? [String(to)] : []))).size;
  await until('an all-clear for each who was told', async () => told('復旧') >= told('接続障害のお知らせ'));
  const allClears = cloud
    .mails()
    .map(({ subject }) => subject)
    .filter((subject) => subject.includes('復旧'));
  step(
    `That was all, ${tookText(performance.now())} after the start. ${leftText(allClears)} Mails before the all-clear: ${sent}.`,
  );
}

/** The all-clear that names a SKU which both malls sold, by its own subject; false while there is none. Other merchants get another one. */
export function soldTwiceText(
  mails: readonly { readonly subject: string; readonly text: string }[],
  sku: string,
): string | false {
  for (const { subject, text } of mails.filter(({ subject }) => subject.includes('復旧'))) {
    const named = text.split('\n').find((line) => line.includes(sku) && line.includes('個不足'));
    if (named !== undefined) return `One names what was sold twice, ${subject}: ${named.trim()}`;
  }
  return false;
}

/** What the outage took of people's time, by the subjects of its all-clears: each counts what its merchant has to check (要確認). */
export function leftText(subjects: readonly string[]): string {
  const left = subjects.reduce((sum, subject) => sum + Number(/要確認(\d+)件/.exec(subject)?.[1] ?? 0), 0);
  const done = 'No action was needed to detect, hold, resume or audit.';
  return left === 0 ? done : `${done} What no software can decide is left to the merchants: ${left} to check (要確認).`;
}

function tookText(ms: number): string {
  const seconds = Math.round(ms / 1_000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** Breaks a mall behind its API, as on 2020-02-10. */
export function breakMall(mall: Pick<DeskMall, 'act'>): void {
  mall.act('break', { kind: 'server-error-html' });
}

/** Takes every fault back. */
export function mendMall(mall: Pick<DeskMall, 'act'>): void {
  mall.act('mend', {});
}

async function until<T>(what: string, condition: () => T | false | Promise<T | false>): Promise<T> {
  const end = performance.now() + patienceMs;
  for (;;) {
    const value = await condition();
    if (value !== false) return value;
    if (performance.now() > end)
      throw new Error(`The tour waited ${patienceMs / 1_000} s for ${what}, and it did not come.`);
    await wait(lookEveryMs);
  }
}
