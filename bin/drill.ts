/** `npm run drill -- <incident>`: replays what a mall did one day, with the real rules, in virtual time. */
import { writeFileSync } from 'node:fs';
import { parseArgs, styleText } from 'node:util';
import { jstText } from '../core/kernel/index.ts';
import { defaultImportSettings } from '../core/session/index.ts';
import { daySteps, type Journal, openJournal } from '../journal/index.ts';
import { figuresText } from '../proving/drill/figures-text.ts';
import { mallsBeside, mallsOf, usualMallsBeside } from '../proving/drill/malls-beside.ts';
import { bystandersFor } from '../proving/drill/onboard.ts';
import { calmAfter } from '../proving/drill/play.ts';
import { playLightly } from '../proving/drill/play-lightly.ts';
import { type DrillResult, pushesAShop, runDrill, skusAShop } from '../proving/drill/run-drill.ts';
import { madeUp, notReplayed, scripts } from '../proving/drill/scripts.ts';
import { storyLines } from '../proving/drill/story-text.ts';
import { waitingPicture } from '../proving/drill/waiting.ts';
import { calledAs } from './called-as.ts';

const called = calledAs('drill');

const help = `${called} <incident> [options]

Replays an incident with the real rules against the simulated mall, in virtual time, without intervention; then prints
the outcome in figures. ${called} --list shows the incidents.

  --shops N        how many merchants keep stock, each with a shop at every mall (default 50)
  --malls LIST     the malls, RMS first of all: ${['rms', ...mallsBeside].join(',')}
                   (default ${['rms', ...usualMallsBeside].join(',')}, and the one that the day is about)
  --throttled      Amazon lets through its sustained rate alone, all day: one searchOrders in
                   three minutes for each shop, and none more in a row
  --missing-hints PERCENT
                   Amazon and Shopify send messages about orders, and Amazon about levels, within
                   five seconds; so many of a hundred are lost. Without it they send none
  --warm PERCENT   the share of a mall's shops that are looked at every 15 s while they sell, at
                   least 20 shops (default ${defaultImportSettings.warmPercent}); 0: every shop once a minute
  --orders N       so many times as many orders as on a usual day (default 1)
  --pareto         a tenth of a mall's shops has 80 % of its orders; without it all have about as many
  --bystanders N   how many more shops at RMS keep none (default one for each five)
  --skus N         how many SKUs each of them sells at every mall (default ${skusAShop})
  --seed N         another day of the same kind (default 1)
  --pushes N       how many changes of statuses merchants ask for (default 25 for each shop)
  --naive          runs the design beside it that is built first everywhere: three failures
                   in a row stop everything, the first answer lets everything go
  --verbose        every line of the story, with nothing folded
  --journal FILE   writes down every call, its answer, every mail and the final tables, for
                   npm run recount -- FILE; a journal that is there begins again
  --steps FILE     writes down, as JSON, how everything stood every five minutes of the day; what
                   the console of npm start shows of it
  --json           one line of figures; with --list, of incidents
  --list           the incidents that can be replayed

What each incident and each figure is: docs/reference/drills.md
`;

const options = {
  shops: { type: 'string' },
  malls: { type: 'string' },
  throttled: { type: 'boolean', default: false },
  'missing-hints': { type: 'string' },
  warm: { type: 'string' },
  orders: { type: 'string' },
  pareto: { type: 'boolean', default: false },
  bystanders: { type: 'string' },
  skus: { type: 'string' },
  seed: { type: 'string' },
  pushes: { type: 'string' },
  naive: { type: 'boolean', default: false },
  verbose: { type: 'boolean', default: false },
  journal: { type: 'string' },
  steps: { type: 'string' },
  json: { type: 'boolean', default: false },
  list: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

const print = (text: string): void => void process.stdout.write(`${text}\n`);
const say = (text: string): void => void process.stderr.write(`${text}\n`);

const allScripts = [...scripts, ...madeUp];
const { values, positionals } = readOptions();

if (values.help) print(help.trimEnd());
else if (values.list && values.json) print(JSON.stringify(allScripts.map(({ id, title }) => ({ id, title }))));
else if (values.list) {
  for (const { id, title } of allScripts) print(`${id.padEnd(16)} ${title}`);
  for (const { id, why } of notReplayed) print(`${id.padEnd(16)} not replayed: ${why}`);
} else process.exitCode = await drill();

function readOptions() {
  try {
    return parseArgs({ allowPositionals: true, options });
  } catch (error) {
    say(`${error instanceof Error ? error.message : String(error)}\nSee ${called} --help`);
    process.exit(2);
  }
}

async function drill(): Promise<number> {
  const [id] = positionals;
  const script = allScripts.find((one) => one.id === id);
  const problems: string[] = [];
  const whole = (
    name: 'shops' | 'missing-hints' | 'warm' | 'orders' | 'bystanders' | 'skus' | 'pushes' | 'seed',
    standard: number,
    min: number,
    max?: number,
  ) => {
    const value = Number(values[name] ?? standard);
    if (Number.isInteger(value) && value >= min && value <= (max ?? value)) return value;
    const wanted = max === undefined ? 'a whole number' : `${min} to ${max}`;
    problems.push(`--${name}: got ${values[name]}, expected ${wanted}`);
    return min;
  };
  if (script === undefined) {
    problems.push(`incident: got ${id ?? 'none'}, expected one of ${allScripts.map((one) => one.id).join(', ')}`);
  }
  const named = values.malls ?? ['rms', ...mallsOf(script ?? {})].join(',');
  const [first, ...malls] = named.split(',');
  if (first !== 'rms' || malls.some((mall, index) => !mallsBeside.includes(mall) || malls.indexOf(mall) < index)) {
    problems.push(`--malls: got ${named}, expected rms and any of ${mallsBeside.join(', ')} after it`);
  }
  const about = script?.mall;
  if (about !== undefined && !malls.includes(about)) problems.push(`--malls: expected ${about} among them, for ${id}`);
  if (about !== undefined && values.naive) problems.push(`--naive: got ${id}, expected a day of RMS`);
  if (values.throttled && !malls.includes('amazon')) problems.push('--throttled: expected amazon among --malls');
  if (values['missing-hints'] !== undefined && !malls.includes('amazon') && !malls.includes('shopify')) {
    problems.push('--missing-hints: expected amazon or shopify among --malls');
  }
  const shops = whole('shops', 50, 1, 2_000);
  const size = {
    shops,
    malls,
    throttled: values.throttled,
    missingHints: values['missing-hints'] === undefined ? null : whole('missing-hints', 0, 0, 100),
    warmPercent: whole('warm', defaultImportSettings.warmPercent, 0, 100),
    orders: whole('orders', 1, 1, 20),
    isPareto: values.pareto,
    bystanders: whole('bystanders', bystandersFor(shops), 0, 2_000),
    skus: whole('skus', skusAShop, 6, 400),
    pushes: whole('pushes', shops * pushesAShop, 0, 100_000),
    seed: whole('seed', 1, 0),
  };
  if (script === undefined || problems.length > 0) {
    say(`This drill cannot begin:\n  ${problems.join('\n  ')}\nSee ${called} --help`);
    return 2;
  }
  playLightly();
  const started = performance.now();
  let begin = script.from;
  const busyUntil = script.to + calmAfter;
  const onProgress = progressOf(`${script.id}, ${shops} shops`, (at) =>
    Math.min(1, (at - begin) / (busyUntil - begin)),
  );
  const path = values.journal;
  let journal: Journal | undefined;
  try {
    if (path !== undefined) journal = openJournal(path, { startOver: true });
  } catch (error) {
    say(error instanceof Error ? error.message : String(error));
    return 2;
  }
  const onDay = ({ start }: { readonly start: number }): void => {
    begin = start;
  };
  const ours = await runDrill({ script, ...size, onDay, onProgress, ...(journal ? { journal } : {}) });
  if (values.steps !== undefined) writeFileSync(values.steps, `${JSON.stringify(daySteps(ours.day, begin))}\n`);
  const naive = values.naive ? await runDrill({ script, ...size, onProgress, design: 'naive' }) : undefined;
  clearProgress();
  const { figures, unexpected } = ours;
  if (values.json) print(JSON.stringify(naive === undefined ? figures : { ...figures, naive: naive.figures }));
  else {
    tell(ours, naive);
    say(`${((performance.now() - started) / 1_000).toFixed(1)} s`);
    if (path !== undefined) say(`Every call and the final tables are in ${path}: npm run recount -- ${path}`);
  }
  for (const error of unexpected.slice(0, 5)) say(`a run ended with an error: ${error}`);
  const { orders, lag, status, stock } = figures;
  // A mall that is throttled is as slow as its rate; no other may be.
  const slower = Object.entries(lag).map(([mall, one]) => (values.throttled && mall === 'amazon' ? 0 : one.slower));
  const wrong = orders.lost + orders.storedTwice + status.stuck + status.doubleShipments + status.failedMessages;
  const wrongStock = stock.diverged + stock.staleAfterNewer + Math.abs(stock.oversoldReported - stock.oversoldTrue);
  return unexpected.length > 0 || wrong > 0 || wrongStock > 0 || Math.max(0, ...slower) > 0 ? 1 : 0;
}

function tell(ours: DrillResult, naive: DrillResult | undefined): void {
  const columns = Math.min(process.stdout.columns ?? 100, 120);
  const paint = {
    mall: 'red',
    tsunagi: 'cyan',
    mail: 'yellow',
    orders: 'gray',
    changes: 'green',
    people: 'magenta',
  } as const;
  const story = values.verbose ? ours.story.whole : ours.story.folded;
  for (const { who, text } of storyLines(story, columns)) {
    print(styleText(who === null ? 'bold' : paint[who], text, { stream: process.stdout }));
  }
  print('');
  const designs = [{ name: 'orders waiting', day: ours.day }];
  if (naive) designs.push({ name: '  naive', day: naive.day });
  for (const line of waitingPicture(ours.script, designs, columns)) print(line);
  print('');
  for (const line of figuresText(ours.figures, naive?.figures)) print(line);
}

/** Says on a terminal which hour of the day it is, and to the program that started this one; anywhere else one line says that a day passes. */
function progressOf(what: string, shareAt: (now: number) => number): (now: number) => void {
  if (process.send !== undefined) return (at) => void process.send?.({ at, share: shareAt(at) });
  if (process.stderr.isTTY) return (now) => void process.stderr.write(`\r${what}: ${jstText(now).slice(0, 16)} …`);
  if (!values.json) say(`${what}: a day passes …`);
  return () => {};
}

function clearProgress(): void {
  if (process.stderr.isTTY) process.stderr.write('\r\u001b[K');
}
