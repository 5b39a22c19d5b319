import { type EpochMs, sentence } from '../../core/kernel/index.ts';
import type { ListingStanding } from '../../core/stock/index.ts';
import { counted, countedThat, durationText, enumerated, inOther, t, translated } from '../../language/index.ts';
import { mallDesks } from '../../malls/mall-desks.ts';
import { catchUpLines, nextText, stageLooks, standingText } from '../incident/index.ts';
import { standingNames } from '../listing/index.ts';
import { mallLines, mallLooks } from '../mall/index.ts';
import { causeLines, spansText } from '../pause/index.ts';
import { furthestBehind, troubleWords } from '../shop/index.ts';
import { type Column, type Field, label, type Said, type Shown } from '../words.ts';
import type { NowFacts, NowSeen, SecondsFacts, SecondsFigures } from './facts.ts';
import { type ChangesFacts, failedDays } from './facts-changes.ts';
import type { NeedFacts } from './facts-needs.ts';
import type { StockFacts } from './facts-stock.ts';

export function nowFields({ facts, now, pauses, shops, standings }: NowSeen): Field[] {
  const { incidents, spans, seconds, changes, stock, forAPerson } = facts;
  const lines = (name: string, said: readonly (string | Shown)[]): Field[] => (said.length === 0 ? [] : [[name, said]]);
  const held = incidents.flatMap(({ mall, catchUp }) => {
    // What is caught up already needs no line.
    const left = catchUp.filter(({ estimate, unknown }) => estimate !== null || unknown !== null);
    return catchUpLines(left, now).map((line) => `${mall} ${line}`);
  });
  const stages = incidents.map((one): Shown => ({ text: standingText(one, now), look: stageLooks[one.stage] }));
  const malls = mallLines(facts, now).map(({ kind, text }) => ({ text, look: mallLooks[kind] }));
  const needs = forAPerson.map((one): Shown => ({ text: `${needText(one, now)}: ${needLook(one)}`, look: 'warn' }));
  return [
    ...lines(t`malls`, malls),
    ...lines(label.incident(), incidents.length === 0 ? [label.none()] : stages),
    ...lines(t`catch-up`, held),
    ...lines(t`pauses`, causeLines(pauses, shops)),
    ...lines(t`imports`, [
      importsText(facts, standings),
      ...(spans.length > 0 ? [t`${spansText(spans)}: ops pauses`] : []),
    ]),
    ...lines(t`seconds`, secondsLines(seconds)),
    ...(changes === null ? [] : lines(label.changes(), changesLines(changes, now))),
    ...(stock === null ? [] : lines(t`stock`, stockLines(stock, now))),
    ...lines(t`queues`, [queuesText(facts)]),
    ...lines(t`person`, needs.length === 0 ? [t`nothing to do`] : needs),
  ];
}

/** What an outage holds, how many merchants were told, and what comes next by itself. */
export function outageLines(
  { mall, told, stage }: NowFacts['incidents'][number],
  { changes, stock }: Pick<NowFacts, 'changes' | 'stock'>,
): string[] {
  const [held, listings] = [changes?.heldByMall[mall] ?? 0, stock?.heldByMall[mall] ?? 0];
  const holds = [
    ...(held > 0 ? [counted(held, 'held change')] : []),
    ...(listings > 0 ? [counted(listings, 'held listing')] : []),
  ];
  return [
    ...(holds.length > 0 ? [enumerated(holds)] : []),
    told === 0 ? t`no merchant was notified yet` : t`${counted(told, 'merchant')} notified`,
    nextText(stage),
  ];
}

function importsText({ shopsTotal, shopsPaused, shopsBehind }: NowFacts, standings: NowSeen['standings']): string {
  const furthest = shopsBehind > 0 ? furthestBehind(standings) : null;
  const by = furthest === null ? '' : t`, the furthest by ${durationText(furthest.lagMs)} (${furthest.shop.key})`;
  return t`${counted(shopsTotal, 'shop')}, ${shopsPaused} paused, ${shopsBehind} behind${by}`;
}

/** Tenths of a second up to ten seconds, then whole ones. */
const secondsText = (seconds: number): string => t`${seconds < 10 ? seconds : Math.round(seconds)} s`;

/** A line for each mall; what nothing was measured of is left out. */
function secondsLines(facts: SecondsFacts): string[] {
  const [p50, p99] = [
    (of: NonNullable<SecondsFigures>) => secondsText(of.p50Seconds),
    (of: NonNullable<SecondsFigures>) => secondsText(of.p99Seconds),
  ];
  return Object.entries(facts).map(([mall, { stored, called }]) => {
    const parts = [
      ...(stored
        ? [t`stored ${p50(stored)} after the mall showed them (p50; p99 ${p99(stored)}; ${stored.count})`]
        : []),
      ...(called ? [t`levels set ${p50(called)} after stock moved (p50; p99 ${p99(called)}; ${called.count})`] : []),
    ];
    return `${mallDesks.of(mall).shortName}: ${parts.join(t`, `)}`;
  });
}

const figuresSaid = (of: SecondsFigures): Said =>
  of === null ? '–' : [secondsText(of.p50Seconds), t`(99 %: ${secondsText(of.p99Seconds)}; ${of.count})`];

export const secondsColumns = (): Column<readonly [mall: string, SecondsFacts[string] | undefined]>[] => [
  { title: label.mall(), of: ([mall]) => mallDesks.of(mall).shortName },
  { title: t`shown → stored`, right: true, of: ([, seconds]) => figuresSaid(seconds?.stored ?? null) },
  { title: t`stock moved → level set`, right: true, of: ([, seconds]) => figuresSaid(seconds?.called ?? null) },
];

function changesLines({ held, waiting, oldest, failed, oldestFailed, cut }: ChangesFacts, now: EpochMs): string[] {
  const undone = held + waiting;
  const total = failed.merchant + failed.ops + failed.us;
  const atLeast = (count: number): string => (cut > 0 ? t`more than ${count}` : String(count));
  const none = [
    ...(undone === 0 ? [t`none undone`] : []),
    ...(total === 0 ? [t`none failed in ${failedDays} days`] : []),
  ];
  return [
    ...(undone === 0
      ? []
      : [t`${atLeast(undone)} undone (${held} held, ${waiting} waiting), the oldest for ${ageText(oldest, now)}`]),
    ...(total === 0
      ? []
      : [t`${atLeast(total)} failed in ${failedDays} days, the first ${ageText(oldestFailed, now)} ago: ops stuck`]),
    ...(none.length === 0 ? [] : [enumerated(none)]),
  ];
}

const ageText = (since: string | null | undefined, now: EpochMs): string =>
  durationText(since ? now - Date.parse(since) : 0);

function stockLines({ merchants, waiting, oldest, cut, oversold }: StockFacts, now: EpochMs): string[] {
  const total = Object.values(waiting).reduce((sum, count) => sum + count, 0);
  const by = Object.entries(waiting).map(([kind, count]) => {
    const name = standingNames[kind as ListingStanding['kind']];
    return inOther(sentence`(${count} listings ${name})`) ?? `${count} ${kind} ${name}`;
  });
  const all = t`${counted(merchants, 'merchant')}, ${counted(oversold, 'SKU')} oversold`;
  if (total === 0) return [t`${all}, no listing waits`];
  const [listings, why] = [counted(total, 'listing'), by.join(t`, `)];
  const some = total === 1 ? t`${listings} waits (${why})` : t`${listings} wait (${why})`;
  const waits = cut > 0 ? t`more than ${listings} wait (${why})` : some;
  return [all, oldest === null ? waits : t`${waits}, the longest for ${ageText(oldest, now)}`];
}

function queuesText({ queues: facts, queuesUnasked }: NowFacts): string {
  if (facts === null) return t`could not be asked: ${translated(queuesUnasked ?? '')}`;
  const { queues } = facts;
  if (queues.length === 0) return label.none();
  const waiting = queues.map(({ queue, waiting: left, worked }) => `${queue} ${left + worked}`).join(t`, `);
  const givenUp = queues.filter((one) => one.givenUp > 0).map((one) => `${one.queue} ${one.givenUp}`);
  return t`messages: ${waiting}; given up: ${givenUp.length === 0 ? label.none() : enumerated(givenUp)}`;
}

export function needLook({ kind, look }: NeedFacts): string {
  if (look !== null) return look;
  return kind === 'no-sender'
    ? t`set sender and mailFromName, and deploy (docs/start/deploy.md)`
    : t`shop.visit-failed and run.failed in the log of poll-orders (docs/runbook/import-lag.md)`;
}

export const needText = (need: NeedFacts, now: EpochMs): string => needTexts[need.kind](need, now);

const sinceText = ({ since }: NeedFacts, now: EpochMs): string => ageText(since, now);

const needTexts: Readonly<Record<NeedFacts['kind'], (need: NeedFacts, now: EpochMs) => string>> = {
  'no-sender': () => t`merchants get no mails, not even of an outage: no sender is set`,
  'mails-stuck': ({ count }) => countedThat(count, 'mail', t`to merchants that the mail service does not take`),
  'chats-refused': ({ merchants = '' }) => t`chats that take no notices of outages, by merchant: ${merchants}`,
  'keys-refused': ({ count }) => countedThat(count, 'shop', t`whose key the mall refuses`),
  'functions-off': ({ count }) => countedThat(count, 'shop', t`with a function that is off at the mall`),
  'keys-waiting': (need, now) =>
    countedThat(need.count, 'new key', t`that the mall does not take (for ${sinceText(need, now)})`),
  'keys-ended': ({ count }) => countedThat(count, 'key', t`that expired`),
  'keys-ending': ({ count, at = '' }, now) =>
    countedThat(count, 'key', t`will end, the first in ${durationText(Date.parse(at) - now)}`),
  'paused-by-people': ({ count }) => countedThat(count, 'pause', t`that only people lift`),
  'orders-unstorable': (need, now) => {
    const { count, shop = '', code = '' } = need;
    const which = count === 1 ? shop : t`${counted(count, 'shop')} (${shop} and others)`;
    return t`the orders of ${which} cannot be stored (${code}, for ${sinceText(need, now)})`;
  },
  'cursors-ahead': ({ count }) => countedThat(count, 'shop', t`whose cursor lies in the future`),
  'imports-troubled': ({ count, shop = '', note = '', trouble = 'refused' }) => {
    const why = `${troubleWords()[trouble]}${t` (${shop}: ${note})`}`;
    const what = trouble === 'numbers-only' ? t`whose import goes on slower: ${why}` : t`whose import waits: ${why}`;
    return countedThat(count, 'shop', what);
  },
  'spans-lost': ({ count }) => countedThat(count, 'shop', t`with a lost span`),
  'orders-unread': (need, now) => {
    const { count, lately } = need;
    const many = lately ? t`; ${lately} of them since less than an hour: hardly each for a reason of its own` : '';
    return countedThat(count, 'order', t`cannot be read or stored (the oldest for ${sinceText(need, now)})${many}`);
  },
  'audit-left': auditLeftText,
  'changes-failed': ({ count, who = 'us' }) => countedThat(count, 'status change', failedWords()[who]),
  'changes-unmoved': ({ count }) => countedThat(count, 'status change', t`undone for an hour or more, and not held`),
  'skus-oversold': ({ count }) => countedThat(count, 'SKU', t`oversold`),
  'listings-refused': ({ count }) => countedThat(count, 'listing', t`that the mall refuses`),
  'listings-absent': ({ count }) => countedThat(count, 'listing', t`that the mall does not have`),
  'listings-differing': ({ count }) =>
    countedThat(count, 'listing', t`at which the mall shows another level than was sent`),
  'listings-closed': ({ count }) => countedThat(count, 'listing', t`closed at the mall (在庫クローズ)`),
  'queues-unasked': () => t`queues that could not be asked`,
  'messages-given-up': ({ count, queue = '' }) => countedThat(count, 'message', t`that the queue ${queue} gave up`),
  'requests-rejected': ({ count }) => countedThat(count, 'request', t`by event that could not be taken in`),
  'reports-rejected': ({ count }) => countedThat(count, 'report', t`of stock by event that could not be taken in`),
};

const failedWords = () => ({
  merchant: t`that failed, for the merchant to act on`,
  ops: t`that failed, for ops to act on`,
  us: t`that failed by a defect of ours`,
});

function auditLeftText({ incident = '', unaudited = 0, surplusOrders = 0 }: NeedFacts): string {
  const points = [
    ...(unaudited > 0 ? [t`left ${counted(unaudited, 'shop')} unaudited`] : []),
    ...(surplusOrders > 0
      ? [t`found ${counted(surplusOrders, 'order')} with rows of 発送明細 that a person deletes at the mall`]
      : []),
  ];
  return t`the audit of ${incident} ${points.join(t` and `)}`;
}
