import { parseArgs } from 'node:util';
import { newSecret } from '../local/wire/guard.ts';
import { mallGuard } from '../local/wire/mall-guard.ts';
import { type MallSimulator, serve } from '../simulator/index.ts';
import * as simulators from '../simulator/malls.ts';
import { calledAs } from './called-as.ts';

const called = calledAs('simulator');
const malls = new Map<string, MallSimulator>(Object.entries(simulators));
const names = [...malls.keys()].join(' or ');
/** Options that only some malls have, each with the names of those. */
const flags = new Map(
  [...malls.values()].flatMap((mall) => Object.keys(mall.flags)).map((flag) => [flag, mallsWith(flag)] as const),
);

const HELP = `Serves a simulated mall on this machine.

  ${called} [options]

  --mall <name>         ${names} (default rms)
  --port <n>            port to listen on; 0 takes any free one (default 9000)
  --shops <n>           shops to open (default 1)
  --per-hour <n>        new orders an hour in each shop, in mall time; 0 for none (default 60)
  --seed <n>            decides everything that looks like chance (default 1)
  --speed <n>           mall time per real time (default 1)
${[...flags].map(([flag, owners]) => `  --${flag.padEnd(20)}${malls.get(owners[0] ?? '')?.flags[flag]}; ${owners.join(', ')} only`).join('\n')}
  --keep-alive          answer with Connection: keep-alive (default: close)
  --json                print one line of JSON instead of the table
  --help                this text

The control API asks for a token: the one in SIMULATOR_TOKEN in the environment, or one that is made at the start and printed.

Settings, faults and what they do not do: ${[...malls.keys()].map((name) => `docs/malls/${name}-simulator.md`).join(', ')}`;

const values = readValues();

if (values.help) {
  console.log(HELP);
} else {
  await run().catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  });
}

async function run(): Promise<void> {
  const { mall, port, shops, perHour, seed, speed } = checked();
  const startedAt = Date.now();
  const now = (): number => startedAt + (Date.now() - startedAt) * speed;
  const given = new Set([...flags.keys()].filter((flag) => isGiven(flag)));
  const started = mall.start({ now, seed, shops, perHour, keepAlive: isGiven('keep-alive'), flags: given });
  const token = process.env.SIMULATOR_TOKEN || newSecret();
  const guard = mallGuard(token, 'SIMULATOR_TOKEN, or what the simulator printed at its start');
  const serving = await serve(started.served, { port, speed, guard });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void serving.stop());
  if (isGiven('json')) {
    console.log(JSON.stringify({ url: serving.url, port: serving.port, token, seed, speed, shops: started.shops }));
    return;
  }
  console.log(`${mall.title} is simulated at ${serving.url} (seed ${seed}, speed ${speed}). The keys are made up.`);
  console.table(started.table);
  console.log(started.examples(serving.url, token));
}

function mallsWith(flag: string): string[] {
  return [...malls].flatMap(([name, mall]) => (Object.hasOwn(mall.flags, flag) ? [name] : []));
}

function isGiven(flag: string): boolean {
  return (values as Readonly<Record<string, unknown>>)[flag] === true;
}

/** The options as they were typed; ends with a sentence where one of them does not exist. */
function readValues() {
  const flag = { type: 'boolean', default: false } as const;
  try {
    return parseArgs({
      options: {
        mall: { type: 'string', default: 'rms' },
        port: { type: 'string', default: '9000' },
        shops: { type: 'string', default: '1' },
        'per-hour': { type: 'string', default: '60' },
        seed: { type: 'string', default: '1' },
        speed: { type: 'string', default: '1' },
        'keep-alive': flag,
        json: flag,
        help: flag,
        ...Object.fromEntries([...flags.keys()].map((name) => [name, flag])),
      },
    }).values;
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : error}\nSee ${called} --help`);
    process.exit(2);
  }
}

/** The mall and the numbers that the options name; everything wrong with the options at once. */
function checked() {
  const problems: string[] = [];
  const number = (name: 'port' | 'shops' | 'per-hour' | 'seed' | 'speed', min: number): number => {
    const value = Number(values[name]);
    if (values[name].trim() !== '' && value >= min) return value;
    problems.push(`--${name}: got ${JSON.stringify(values[name])}, expected a number of at least ${min}`);
    return min;
  };
  const mall = malls.get(values.mall);
  if (!mall) problems.push(`--mall: got ${JSON.stringify(values.mall)}, expected ${names}`);
  for (const [flag, owners] of flags) {
    if (mall && isGiven(flag) && !Object.hasOwn(mall.flags, flag))
      problems.push(`--${flag}: only ${owners.join(' and ')} has it, leave it out`);
  }
  const numbers = {
    port: number('port', 0),
    shops: Math.floor(number('shops', 0)),
    perHour: number('per-hour', 0),
    seed: number('seed', 0),
    speed: number('speed', 0.001),
  };
  if (!mall || problems.length > 0) {
    console.error(`The simulator did not start.\n  ${problems.join('\n  ')}\nSee ${called} --help`);
    process.exit(2);
  }
  return { mall, ...numbers };
}
