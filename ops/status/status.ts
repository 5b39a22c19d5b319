import { problemOrders } from '../../core/import/index.ts';
import { type EpochMs, jstText, padded } from '../../core/kernel/index.ts';
import { countStuckMails } from '../../core/mail/index.ts';
import { type Incident, type Pause, pausesOf, type Shop, type Standing } from '../../core/model/index.ts';
import type { Ports } from '../../core/ports/index.ts';
import { t } from '../../language/language.ts';
import { counted, cutLine, durationText } from '../../language/phrases.ts';
import { mallMails } from '../../malls/mall-mails.ts';
import { jstIso } from '../../views/plain.ts';
import { flag, optional, wholeNumber } from '../arguments/parameter.ts';
import { defineCommand, exit, type OpsContext } from '../frame/command.ts';
import type { Instance } from '../frame/instance.ts';
import { type CatchUpPart, catchUpJson, catchUpLines, catchUpParts } from '../outages/catch-up.ts';
import {
  incidentJson,
  outageLength,
  reopenedText,
  stageLooks,
  stageSince,
  stageWord,
} from '../outages/incident-words.ts';
import { mallStateLooks, mallStates, mallsJson, type ShownMalls, shownMalls } from '../outages/mall-state-words.ts';
import { shopState } from '../shops/shop-state.ts';
import type { Look } from '../terminal/streams.ts';
import { type Block, paragraph } from '../terminal/table.ts';
import { auditsStanding, recentOfMalls } from './audits-standing.ts';
import { chatsForAPerson, type ForAPerson, forAPerson, mailsForAPerson } from './for-a-person.ts';
import { causeLines, causesOf, standingPauses } from './pause-standing.ts';
import { pushesForAPerson, pushesJson, pushesLines, pushesStanding } from './push-standing.ts';
import { queueLines, queuesForAPerson, queuesJson, queuesStanding } from './queue-standing.ts';
import {
  countsOf,
  furthestBehind,
  type ShopStanding,
  standingJson,
  standingsOf,
  standingTable,
  worstOf,
} from './shop-standing.ts';
import { spanJson, spansText } from './spans-waiting.ts';
import { stockForAPerson, stockLines, stockStanding, stockStandingJson } from './stock-standing.ts';
import { type WaitStanding, waitLines, waitsJson, waitsStanding } from './waits-standing.ts';
import { type StatusSeen, watchStatus } from './watch.ts';

/** Shops shown; the ones in trouble come first. */
const shownMax = 10;
const labelColumns = 10;

/** `ops status`: whether a mall is down, whether we are behind, whether anything is stuck. */
export const status = defineCommand({
  name: 'status',
  showsPlace: true,
  summary: 'Shows whether a mall is down, imports are behind, anything is stuck',
  help: `malls     what each can do: healthy; degraded, it gives orders one by one only;
          suspect, calls fail; down; or coming back, with what the last round of
          probes saw, and the step of the ramp by which shops are let through
incident  the one that is not closed
catch-up  while there is one: what is left of what it held, and where the pace so
          far leads, or why that cannot be known
pauses    what holds shops, by cause, and how many
imports   how many shops are paused or behind, and the furthest behind
seconds   by mall, within the last hour: from when it showed an order until that was
          stored, and from when stock moved until the level was set there
changes   requested status changes that are undone, and those that failed in
          the last 7 days, where a merchant has statuses changed
stock     listings that wait and why, and oversold SKUs, where a merchant has stock
queues    messages that wait or are worked on, and those given up, by queue
person    what does not go on by itself

Then the shops, those in trouble first: paused, with a lost span, behind, with
orders that cannot be read or stored; then the furthest behind. With --worst
only the lag counts, paused shops included.

--watch goes on until Ctrl-C, and leaves the last look where it stands. With
--json each look is a line. Where a look takes long, as over very many shops, the
next one waits four times as long.`,
  examples: [
    ['status', 'one screen'],
    ['status --watch', 'the same screen, drawn anew every few seconds, until Ctrl-C'],
    ['status --worst 20', 'names the twenty shops furthest behind'],
    ['status --json', 'every shop, as one line of JSON'],
  ],
  options: {
    watch: flag('looks again every five seconds, and draws in place; where there is no terminal, one after the other'),
    worst: optional(wholeNumber('<n>', 'only the n shops furthest behind', { from: 1, to: 100_000 })),
  },
  async run(context, { worst, watch, json }) {
    const { terminal } = context;
    if (watch) await watchStatus(terminal, () => statusOf(context, worst), json);
    else {
      const seen = await statusOf(context, worst);
      if (json) terminal.printJson(seen.json);
      else terminal.print(...seen.blocks);
    }
    return exit.ok;
  },
});

/** An installation as it was seen once: what a status says of it, before it is words. */
export interface StatusFacts {
  readonly now: EpochMs;
  readonly shops: readonly Shop[];
  readonly standing: Standing;
  /** The malls that are shown. */
  readonly malls: ShownMalls;
  readonly pauses: readonly Pause[];
  /** Incidents that are not closed, each with how what it held is caught up. */
  readonly open: readonly { readonly incident: Incident; readonly catchUp: readonly CatchUpPart[] }[];
  /** Every shop, those in trouble first. */
  readonly standings: readonly ShopStanding[];
  readonly spans: Awaited<ReturnType<Ports['spans']['list']>>;
  readonly pushes: Awaited<ReturnType<typeof pushesStanding>>;
  readonly stock: Awaited<ReturnType<typeof stockStanding>>;
  readonly queues: Awaited<ReturnType<typeof queuesStanding>>;
  /** How long orders took lately, by mall. */
  readonly waits: readonly WaitStanding[];
  /** Mails that the mail service does not take. */
  readonly stuck: number;
  /** What does not go on by itself, in the language of who asks: one look is shown to people of several. */
  person(): readonly ForAPerson[];
}

/** Looks at an installation once. */
export async function readStatus(context: Omit<Instance, 'close'>): Promise<StatusFacts> {
  const { ports, hasSender, importSettings } = context;
  const now = ports.clock.now();
  const [shops, standing, problems, spans, incidents, pushes, stock, queues, waits, stuck, chats] = await Promise.all([
    ports.shops.all(),
    ports.pauses.standing(),
    problemOrders(ports.orders, importSettings, now),
    ports.spans.list(),
    recentOfMalls(ports),
    pushesStanding(ports, now),
    stockStanding(ports, now),
    queuesStanding(context),
    waitsStanding(ports, now),
    countStuckMails({ ...ports, mails: mallMails }),
    ports.chats.list(),
  ]);
  const pauses = pausesOf(standing, now);
  const open = incidents.filter(({ stage }) => stage.kind !== 'closed');
  const [caught, audits] = await Promise.all([
    Promise.all(open.map((one) => catchUpParts(ports, one, { shops, standing, now }))),
    auditsStanding(ports, incidents, shops, now),
  ]);
  return {
    ...{ now, shops, standing, pauses, spans, pushes, stock, queues, waits, stuck },
    malls: shownMalls(shops, standing, ports.malls),
    open: open.map((incident, index) => ({ incident, catchUp: caught[index] ?? [] })),
    standings: standingsOf(shops, problems, (shop) => shopState(shop, pauses, importSettings, now)),
    person: () => [
      ...mailsForAPerson(hasSender, stuck),
      ...chatsForAPerson(chats),
      ...forAPerson({ shops, pauses, problems, audits }, now),
      ...pushesForAPerson(pushes),
      ...stockForAPerson(stock),
      ...queuesForAPerson(queues),
    ],
  };
}

/** The same as a command prints it. */
async function statusOf(context: OpsContext, worst: number | undefined): Promise<StatusSeen> {
  const { place, hasSender } = context;
  const facts = await readStatus(context);
  const { now, shops, standing, malls, pauses, open, standings, spans, pushes, stock, queues, waits, stuck } = facts;
  const person = facts.person();
  const named = worst === undefined ? standings : worstOf(standings, worst);
  const paused = standingPauses(pauses, shops);
  const states = mallStates(standing, malls, now).map(({ kind, text }) => ({ text, look: mallStateLooks[kind] }));
  const stages = open.map(({ incident }) => ({
    text: incidentText(incident, now),
    look: stageLooks[incident.stage.kind],
  }));
  return {
    json: {
      at: jstIso(now),
      place,
      ...countsOf(standings),
      pauses: pauses.length,
      pausesByCause: causesOf(paused, shops),
      ...mallsJson(standing, malls),
      incidents: open.map(({ incident, catchUp }) => ({ ...incidentJson(incident), catchUp: catchUpJson(catchUp) })),
      spans: spans.map(spanJson),
      seconds: waitsJson(waits),
      changes: pushesJson(pushes),
      stock: stockStandingJson(stock),
      queues: queuesJson(queues),
      mails: { hasSender: hasSender ?? null, stuck },
      forAPerson: person,
      shops: named.map(standingJson),
    },
    blocks: [
      t`${place}, ${jstText(now)} (Japanese time)`,
      '',
      ...labelled(t`malls`, states),
      ...labelled(t`incident`, stages.length === 0 ? [plain(t`none`)] : stages),
      ...labelled(t`catch-up`, open.flatMap((one) => leftLines(one, now)).map(plain)),
      ...labelled(t`pauses`, causeLines(paused, shops).map(plain)),
      ...labelled(
        t`imports`,
        [importsText(standings), ...(spans.length > 0 ? [t`${spansText(spans)}: ops pauses`] : [])].map(plain),
      ),
      ...labelled(t`seconds`, waitLines(waits).map(plain)),
      ...(pushes === null ? [] : labelled(t`changes`, pushesLines(pushes, now).map(plain))),
      ...(stock === null ? [] : labelled(t`stock`, stockLines(stock, now).map(plain))),
      ...labelled(t`queues`, queueLines(queues).map(plain)),
      ...labelled(
        t`person`,
        person.length === 0
          ? [plain(t`nothing to do`)]
          : person.map((one) => ({ text: personText(one), look: 'warn' })),
      ),
      ...shopBlocks(standings, worst === undefined ? named.slice(0, shownMax) : named),
    ],
  };
}

function shopBlocks(lines: readonly ShopStanding[], shown: readonly ShopStanding[]): Block[] {
  if (lines.length === 0) return ['', t`There is no shop yet. Add one: ops shops add --help`];
  const way = t`ops shops list, or ops status --worst 20`;
  return [
    '',
    ...standingTable(shown),
    ...(shown.length < lines.length ? [cutLine(shown.length, lines.length, way)] : []),
  ];
}

/** A line of the status: what it says, and how that looks. */
interface Line {
  readonly text: string;
  readonly look?: Look | undefined;
}

const plain = (text: string): Line => ({ text });

function labelled(label: string, lines: readonly Line[]): Block[] {
  return lines.map(({ text, look }, index) =>
    paragraph(text, { label: padded(index === 0 ? label : '', labelColumns, 'left'), least: 30, look }),
  );
}

function incidentText(incident: Incident, now: EpochMs): string {
  const { id, stage, reopened } = incident;
  const again = reopened === 0 ? '' : t`, ${reopenedText(reopened)}`;
  return t`${id}: ${stageWord(stage.kind)} for ${outageLength(stageSince(incident), now)}${again}: ops incidents show ${id}`;
}

/** What is caught up already needs no line. */
function leftLines({ incident, catchUp }: StatusFacts['open'][number], now: EpochMs): string[] {
  const left = catchUp.filter((part) => part.catchUp.kind !== 'done');
  return catchUpLines(left, now).map((line) => `${incident.mall} ${line}`);
}

function importsText(lines: readonly ShopStanding[]): string {
  const { shopsTotal, shopsPaused, shopsBehind } = countsOf(lines);
  const furthest = shopsBehind > 0 ? furthestBehind(lines) : null;
  const by = furthest === null ? '' : t`, the furthest by ${durationText(furthest.lagMs)} (${furthest.shop.key})`;
  return t`${counted(shopsTotal, 'shop')}, ${shopsPaused} paused, ${shopsBehind} behind${by}`;
}

const personText = ({ what, look }: { readonly what: string; readonly look: string }): string => `${what}: ${look}`;
