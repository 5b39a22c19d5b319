import { problemOrders } from '../../core/import/index.ts';
import {
  anyList,
  type EpochMs,
  hourMs,
  object,
  orNull,
  type Static,
  secondMs,
  text,
  whole,
} from '../../core/kernel/index.ts';
import { countStuckMails, type WithMails } from '../../core/mail/index.ts';
import {
  type Incident,
  occasionOf,
  type Pause,
  pausesOf,
  type Shop,
  type WaitEntry,
  type WaitFigures,
  waitFigures,
  waitsByMall,
  waitsEveryMs,
} from '../../core/model/index.ts';
import type { Ports } from '../../core/ports/index.ts';
import type { ImportSettings } from '../../core/session/index.ts';
import { catchUpFacts, catchUpShape, incidentFacts, incidentFields, recentIncidents } from '../incident/index.ts';
import { mallsFacts, mallsFields } from '../mall/index.ts';
import { causeShape, causesOf, isOutdated, spanFacts, spanShape } from '../pause/index.ts';
import { jstIso } from '../plain.ts';
import { byName, figure, moment, truth } from '../shape.ts';
import {
  countsOfShops,
  type ShopStanding,
  shopState,
  standingFacts,
  standingShape,
  standingsOf,
} from '../shop/index.ts';
import { auditsLeft } from './facts-audits-left.ts';
import { changesFacts, changesShape } from './facts-changes.ts';
import { needShape, needsFacts } from './facts-needs.ts';
import { type Letters, queuesFacts, queuesShape, unaskedShape } from './facts-queues.ts';
import { stockFacts, stockShape } from './facts-stock.ts';

const figures = orNull(object({ count: whole(), p50Seconds: figure, p99Seconds: figure }));

/** How long orders took lately, by mall: from when it showed them until they were stored, and from when stock moved until levels were set. */
const secondsShape = byName(object({ stored: figures, called: figures }));
export type SecondsFacts = Static<typeof secondsShape>;
export type SecondsFigures = Static<typeof figures>;

/** Figures are of the waits of so long. */
export const figuresMs = hourMs;

export function secondsFacts(waits: readonly WaitEntry[], now: EpochMs): SecondsFacts {
  const recent = waits.filter(({ from }) => from > now - figuresMs - waitsEveryMs);
  const byMall = [...waitsByMall(recent)].sort(([one], [other]) => (one < other ? -1 : 1));
  const facts = ({ stored, called }: (typeof byMall)[number][1]) => ({
    stored: figuresFacts(waitFigures(stored)),
    called: figuresFacts(waitFigures(called)),
  });
  return Object.fromEntries(byMall.map(([mall, counts]) => [mall, facts(counts)]));
}

const figuresFacts = (of: WaitFigures | null): SecondsFigures =>
  of && { count: of.count, p50Seconds: secondsOf(of.p50Ms), p99Seconds: secondsOf(of.p99Ms) };

const secondsOf = (ms: number): number => Math.round(ms / (secondMs / 10)) / 10;

const nowShape = object({
  ...{ at: moment, place: text() },
  ...{ shopsTotal: whole(), shopsPaused: whole(), shopsBehind: whole(), problemOrders: whole() },
  ...{ pauses: whole(), pausesByCause: anyList(causeShape) },
  ...mallsFields,
  /** Those that are not closed, with how what each held is caught up, and how many merchants were told. */
  incidents: anyList(object({ ...incidentFields, catchUp: anyList(catchUpShape), told: whole() })),
  spans: anyList(spanShape),
  seconds: secondsShape,
  ...{ changes: orNull(changesShape), stock: orNull(stockShape), queues: queuesShape, queuesUnasked: unaskedShape },
  mails: object({ hasSender: orNull(truth), stuck: whole() }),
  forAPerson: anyList(needShape),
  shops: anyList(standingShape),
});
export type NowFacts = Static<typeof nowShape>;

/** An installation as it was looked at once: the facts, and what pages of other nouns read of the same look. */
export interface NowSeen {
  readonly now: EpochMs;
  readonly facts: NowFacts;
  readonly shops: readonly Shop[];
  /** Those that hold anything: one for a key that has been replaced since does not. */
  readonly pauses: readonly Pause[];
  /** Every shop, those in trouble first. */
  readonly standings: readonly ShopStanding[];
  /** The newest outages of each mall, closed ones among them. */
  readonly incidents: readonly Incident[];
  readonly waits: readonly WaitEntry[];
}

export interface Looked extends Letters {
  readonly place: string;
  readonly ports: Ports & WithMails;
  readonly importSettings: ImportSettings;
  readonly hasSender?: boolean;
  /** How far back `NowSeen.waits` reaches; an hour if absent. */
  readonly waitsMs?: number;
}

export async function nowSeen(looked: Looked): Promise<NowSeen> {
  const { ports, place, hasSender, importSettings, waitsMs = figuresMs } = looked;
  const now = ports.clock.now();
  const [shops, standing, problems, spans, incidents, changes, stock, queues, waits, stuckMails, chats] =
    await Promise.all([
      ports.shops.all(),
      ports.pauses.standing(),
      problemOrders(ports.orders, importSettings, now),
      ports.spans.list(),
      recentIncidents(ports),
      changesFacts(ports, now),
      stockFacts(ports, now),
      queuesFacts(looked),
      ports.waits.since(now - waitsMs),
      countStuckMails(ports),
      ports.chats.list(),
    ]);
  const all = pausesOf(standing, now);
  const pauses = all.filter((pause) => !isOutdated(pause, shops));
  const open = incidents.filter(({ stage }) => stage.kind !== 'closed');
  const [incidentsNow, audits] = await Promise.all([
    Promise.all(
      open.map(async (one) => ({
        ...incidentFacts(one),
        catchUp: await catchUpFacts(ports, one, { shops, standing, now }),
        told: await toldOf(ports, one),
      })),
    ),
    auditsLeft(ports, incidents, shops, now),
  ]);
  const standings = standingsOf(shops, problems, (shop) => shopState(shop, all, importSettings, now));
  const needs = { changes, stock, queues: queues.queues, hasSender, stuckMails, chats };
  const facts: NowFacts = {
    ...{ at: jstIso(now), place, ...countsOfShops(standings) },
    ...{ pauses: all.length, pausesByCause: causesOf(pauses, shops), ...mallsFacts(shops, standing, ports.malls) },
    ...{
      incidents: incidentsNow,
      spans: spans.map(spanFacts),
      seconds: secondsFacts(waits, now),
      changes,
      stock,
      ...queues,
    },
    mails: { hasSender: hasSender ?? null, stuck: stuckMails },
    forAPerson: needsFacts({ shops, pauses: all, problems, audits, ...needs }, now),
    shops: standings.map(standingFacts),
  };
  return { now, facts, shops, pauses, standings, incidents, waits };
}

async function toldOf({ notices }: Pick<Ports, 'notices'>, incident: Incident): Promise<number> {
  if (incident.noticedAt === undefined) return 0;
  const sent = await notices.of(occasionOf(incident));
  // Rows with a star mark completed audiences and are no mails.
  return sent.filter(
    ({ kind, state, merchant }) => kind === 'outage-opened' && state.kind === 'sent' && !merchant.startsWith('*'),
  ).length;
}
