import { jstText, TsunagiError } from '../../core/kernel/index.ts';
import { cutLine, t } from '../../language/index.ts';
import { mallMails } from '../../malls/mall-mails.ts';
import { nowFields, nowSeen } from '../../views/now/index.ts';
import { standingColumns, standingFacts, worstOf } from '../../views/shop/index.ts';
import { flag, optional, wholeNumber } from '../arguments/parameter.ts';
import { defineCommand, exit, type OpsContext } from '../frame/command.ts';
import { type Block, fieldLines, paragraph, type Terminal, tableLines } from '../terminal/index.ts';

export interface StatusSeen {
  readonly json: object;
  readonly blocks: readonly Block[];
}

const everyMs = 5_000;
/** A look over very many shops reads a lot: no more than a fifth of the time is spent on it. */
const restFactor = 4;

/** Looks again until Ctrl-C or a signal. A look that fails is said beside the last good one: an installation that is watched may be in trouble. */
async function watchStatus(terminal: Terminal, look: () => Promise<StatusSeen>, json: boolean): Promise<void> {
  const interruption = terminal.interruption();
  let last: readonly Block[] = [];
  try {
    while (!interruption.isAsked()) {
      const begunMs = performance.now();
      try {
        const seen = await look();
        last = seen.blocks;
        if (json) terminal.printJson(seen.json);
        else terminal.redraw(...last);
      } catch (error) {
        if (!(error instanceof TsunagiError)) throw error;
        const failed = paragraph(t`It could not be looked at: ${error.words}`, { look: 'bad' });
        if (json) terminal.say(failed);
        else terminal.redraw(failed, '', ...last);
      }
      await interruption.wait(Math.max(everyMs, restFactor * (performance.now() - begunMs)));
    }
  } finally {
    terminal.endRedraw();
    interruption.release();
  }
}

const shownMax = 10;

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

async function statusOf(context: OpsContext, worst: number | undefined): Promise<StatusSeen> {
  const seen = await nowSeen({ ...context, ports: { ...context.ports, mails: mallMails } });
  const { facts, now, standings } = seen;
  const named = worst === undefined ? standings : worstOf(standings, worst);
  const shown = worst === undefined ? named.slice(0, shownMax) : named;
  const way = t`ops shops list, or ops status --worst 20`;
  return {
    json: { ...facts, shops: named.map(standingFacts) },
    blocks: [
      t`${context.place}, ${jstText(now)} (Japanese time)`,
      '',
      ...fieldLines(nowFields(seen)),
      '',
      ...(standings.length === 0 ? [t`There is no shop yet. Add one: ops shops add --help`] : []),
      ...tableLines(standingColumns(), shown),
      ...(shown.length < standings.length ? [cutLine(shown.length, standings.length, way)] : []),
    ],
  };
}
