import { parseArgs } from 'node:util';
import { newSecret } from '../local/wire/guard.ts';
import { mallGuard } from '../local/wire/mall-guard.ts';
import { serve } from '../simulator/serve.ts';
import { calledAs } from './called-as.ts';
import type { MallOptions, StartedMall } from './simulator/mall.ts';
import { startRms } from './simulator/rms.ts';
import { startYahoo } from './simulator/yahoo.ts';

const called = calledAs('simulator');

const HELP = `Serves a simulated mall on this machine.

  ${called} [options]

  --mall <name>         rms or yahoo (default rms)
  --port <n>            port to listen on; 0 takes any free one (default 9000)
  --shops <n>           shops to open (default 1)
  --per-hour <n>        new orders an hour in each shop, in mall time; 0 for none (default 60)
  --seed <n>            decides everything that looks like chance (default 1)
  --speed <n>           mall time per real time (default 1)
  --auto-confirm        the shops confirm their orders by themselves (自動注文確認; rms only)
  --keep-alive          answer with Connection: keep-alive (default: close)
  --json                print one line of JSON instead of the table
  --help                this text

The control door asks for a token: the one in SIMULATOR_TOKEN in the environment, or one that is made at the start and printed.

Settings, faults and what they do not do: docs/malls/rms-simulator.md, docs/malls/yahoo-simulator.md`;

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
  const { port, shops, perHour, seed, speed } = checked();
  const startedAt = Date.now();
  const now = (): number => startedAt + (Date.now() - startedAt) * speed;
  const mall = start({ now, seed, shops, perHour, keepAlive: values['keep-alive'] });
  const token = process.env.SIMULATOR_TOKEN || newSecret();
  const guard = mallGuard(token, 'SIMULATOR_TOKEN, or what the simulator printed at its start');
  const serving = await serve(mall.served, { port, speed, guard });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void serving.stop());
  if (values.json) {
    console.log(JSON.stringify({ url: serving.url, port: serving.port, token, seed, speed, shops: mall.shops }));
    return;
  }
  console.log(`${mall.name} is simulated at ${serving.url} (seed ${seed}, speed ${speed}). The keys are made up.`);
  console.table(mall.table);
  console.log(mall.examples(serving.url, token));
}

function start(options: MallOptions): StartedMall {
  return values.mall === 'yahoo' ? startYahoo(options) : startRms({ ...options, autoConfirm: values['auto-confirm'] });
}

/** The options as they were typed; ends with a sentence where one of them does not exist. */
function readValues() {
  try {
    return parseArgs({
      options: {
        mall: { type: 'string', default: 'rms' },
        port: { type: 'string', default: '9000' },
        shops: { type: 'string', default: '1' },
        'per-hour': { type: 'string', default: '60' },
        seed: { type: 'string', default: '1' },
        speed: { type: 'string', default: '1' },
        'auto-confirm': { type: 'boolean', default: false },
        'keep-alive': { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    }).values;
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : error}\nSee ${called} --help`);
    process.exit(2);
  }
}

/** The numbers among the options; everything wrong with the options at once. */
function checked() {
  const problems: string[] = [];
  const number = (name: 'port' | 'shops' | 'per-hour' | 'seed' | 'speed', min: number): number => {
    const value = Number(values[name]);
    if (values[name].trim() !== '' && value >= min) return value;
    problems.push(`--${name}: got ${JSON.stringify(values[name])}, expected a number of at least ${min}`);
    return min;
  };
  if (values.mall !== 'rms' && values.mall !== 'yahoo') {
    problems.push(`--mall: got ${JSON.stringify(values.mall)}, expected rms or yahoo`);
  } else if (values.mall !== 'rms' && values['auto-confirm']) {
    problems.push('--auto-confirm: only rms has it, leave it out');
  }
  const numbers = {
    port: number('port', 0),
    shops: Math.floor(number('shops', 0)),
    perHour: number('per-hour', 0),
    seed: number('seed', 0),
    speed: number('speed', 0.001),
  };
  if (problems.length > 0) {
    console.error(`The simulator did not start.\n  ${problems.join('\n  ')}\nSee ${called} --help`);
    process.exit(2);
  }
  return numbers;
}
