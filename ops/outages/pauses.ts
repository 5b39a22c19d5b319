import { jstText, padded } from '../../core/kernel/index.ts';
import { type Pause, pauseId, pausesOf, type Shop } from '../../core/model/index.ts';
import { durationText, t, translated } from '../../language/index.ts';
import { rampText, windowText } from '../../views/mall/index.ts';
import {
  capabilityWord,
  causeText,
  causeWord,
  concerned,
  isOutdated,
  onResumeText,
  rampFacts,
  spanColumns,
  spanFacts,
  spansText,
  standingPauseFacts,
} from '../../views/pause/index.ts';
import { jstIso } from '../../views/plain.ts';
import { label } from '../../views/words.ts';
import { defineCommand } from '../frame/command.ts';
import { type Block, paragraph, tableLines } from '../terminal/index.ts';

export const pausesCommand = defineCommand({
  name: 'pauses',
  summary: 'Lists what is paused, why, and what happens on resume',
  help: `A pause holds, it never drops: what waits is done when it is lifted. outage and
maintenance are lifted when the mall answers again, manual by a person,
credentials by a key that works. Spans that were requested in the meantime
(ops import) wait, too, and follow.`,
  examples: [
    ['pauses', 'every pause with its note'],
    ['pauses --json', 'as one line of JSON'],
  ],
  async run({ ports, terminal }, { json }) {
    const [rows, shops, queued] = await Promise.all([ports.pauses.standing(), ports.shops.all(), ports.spans.list()]);
    const spans = queued.map(spanFacts);
    const standing = pausesOf(rows, ports.clock.now()).sort(
      (a, b) => a.since - b.since || (pauseId(a) < pauseId(b) ? -1 : 1),
    );
    if (json) terminal.printJson({ pauses: standing.map((pause) => standingPauseFacts(pause, shops)), spans });
    else if (standing.length === 0) terminal.print(t`Nothing is paused.`);
    else {
      const blocks = standing.map((pause) => pauseLines(pause, shops, ports.clock.now()));
      terminal.print(...blocks.flatMap((lines, index) => (index === 0 ? lines : ['', ...lines])));
    }
    if (!json && spans.length > 0) terminal.print('', `${spansText(spans)}:`, ...tableLines(spanColumns(), spans));
  },
});

function pauseLines(pause: Pause, shops: readonly Shop[], now: number): Block[] {
  const fact = (name: string, text: string): Block =>
    paragraph(text, { label: `  ${padded(name, 10, 'left')}`, least: 20 });
  const ramp = rampFacts(pause.rampStep);
  return [
    `${pause.scope}  ${causeWord(pause.cause)}${concerns(pause)}: ${causeText(pause)}`,
    fact(label.since(), t`${jstText(pause.since)} (${durationText(now - pause.since)}), by ${pause.by}`),
    ...(pause.plannedUntil === undefined
      ? []
      : [fact(label.window(), windowText({ from: jstIso(pause.since), to: jstIso(pause.plannedUntil) }))]),
    ...(ramp === null ? [] : [fact(label.step(), rampText(ramp))]),
    fact(t`shops`, String(concerned(pause, shops).length)),
    fact(label.note(), translated(pause.words ?? pause.note)),
    fact(t`on resume`, isOutdated(pause, shops) ? outdated() : onResumeText(pause, shops)),
  ];
}

/** The kind of work, where the pause is about one only. */
function concerns({ capability }: Pause): string {
  return capability === undefined ? '' : t` (${capabilityWord(capability)})`;
}

const outdated = (): string =>
  t`It holds nothing any more: the shop has had another key since. The next import removes it.`;
