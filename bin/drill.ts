/** `npm run drill -- <incident>`: replays what a mall did one day, with the real rules, in virtual time. */
import { parseArgs, styleText } from 'node:util';
import { jstText } from '../core/units.ts';
import { figuresText } from '../test/drill/figures-text.ts';
import { runDrill } from '../test/drill/run-drill.ts';
import { notReplayed, scripts } from '../test/drill/scripts.ts';
import type { Moment } from '../test/drill/timeline.ts';

const help = `npm run drill -- <incident> [options]

Replays an incident with the real rules against the simulated mall, in virtual time, with nobody touching anything; then
counts what came of it. npm run drill -- --list shows the incidents.

  --shops N   how many shops (default 50)
  --seed N    another day of the same kind (default 1)
  --naive     runs the design beside it that is built first everywhere: three failures
              in a row stop everything, the first answer lets everything go
  --json      one line of figures
  --list      the incidents that can be replayed
`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    shops: { type: 'string', default: '50' },
    seed: { type: 'string', default: '1' },
    naive: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    list: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

const print = (text: string): void => void process.stdout.write(`${text}\n`);
const say = (text: string): void => void process.stderr.write(`${text}\n`);

if (values.help) print(help.trimEnd());
else if (values.list) {
  for (const { id, title } of scripts) print(`${id.padEnd(12)} ${title}`);
  for (const { id, why } of notReplayed) print(`${id.padEnd(12)} not replayed: ${why}`);
} else process.exitCode = await drill();

async function drill(): Promise<number> {
  const [id] = positionals;
  const script = scripts.find((one) => one.id === id);
  const [shops, seed] = [Number(values.shops), Number(values.seed)];
  const problems = [
    ...(script === undefined
      ? [`incident: got ${id ?? 'none'}, expected one of ${scripts.map((one) => one.id).join(', ')}`]
      : []),
    ...(Number.isInteger(shops) && shops >= 1 && shops <= 2_000
      ? []
      : [`--shops: got ${values.shops}, expected 1 to 2000`]),
    ...(Number.isInteger(seed) && seed >= 0 ? [] : [`--seed: got ${values.seed}, expected a whole number`]),
  ];
  if (script === undefined || problems.length > 0) {
    say(`This drill cannot begin:\n  ${problems.join('\n  ')}\nSee npm run drill -- --help`);
    return 2;
  }
  if (!values.json) say(`${script.id}, ${shops} shops: a day passes …`);
  const started = performance.now();
  const { figures, story, unexpected } = await runDrill({ script, shops, seed });
  const naive = values.naive ? (await runDrill({ script, shops, seed, design: 'naive' })).figures : undefined;
  if (values.json) print(JSON.stringify(naive === undefined ? figures : { ...figures, naive }));
  else {
    for (const moment of story) print(momentText(moment));
    print('');
    for (const line of figuresText(figures, naive)) print(line);
    say(`${((performance.now() - started) / 1_000).toFixed(1)} s`);
  }
  for (const error of unexpected.slice(0, 5)) say(`a run ended with an error: ${error}`);
  return unexpected.length > 0 || figures.orders.lost + figures.orders.storedTwice > 0 ? 1 : 0;
}

function momentText({ at, who, text }: Moment): string {
  const paint = { mall: 'red', tsunagi: 'cyan', mail: 'yellow', orders: 'gray' } as const;
  return `${jstText(at).slice(5, 16)}  ${styleText(paint[who], `${who.padEnd(7)}  ${text}`, { stream: process.stdout })}`;
}
