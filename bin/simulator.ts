import { parseArgs } from 'node:util';
import { createRms, serve } from '../simulator/rms/index.ts';

const HELP = `Serves a simulated RMS on this machine.

  npm run simulator -- [options]

  --port <n>            port to listen on; 0 takes any free one (default 9000)
  --shops <n>           shops to open (default 1)
  --per-hour <n>        new orders an hour in each shop, in mall time; 0 for none (default 60)
  --seed <n>            decides everything that looks like chance (default 1)
  --speed <n>           mall time per real time (default 1)
  --auto-confirm        the shops confirm their orders by themselves (自動注文確認)
  --keep-alive          answer with Connection: keep-alive (default: close)
  --json                print one line of JSON instead of the table
  --help                this text

Settings, faults and what it does not do: docs/malls/rms-simulator.md`;

const { values } = parseArgs({
  options: {
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
});

if (values.help) {
  console.log(HELP);
} else {
  await run().catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  });
}

async function run(): Promise<void> {
  const { port, shops: shopCount, perHour, seed, speed } = numbersOf();
  const startedAt = Date.now();
  const rms = createRms({
    now: () => startedAt + (Date.now() - startedAt) * speed,
    seed,
    settings: { transport: { connection: values['keep-alive'] ? 'keep-alive' : 'close' } },
  });
  const shops = Array.from({ length: shopCount }, (_, index) => {
    const shop = rms.control.addShop({ shopUrl: `shop-${index + 1}`, autoConfirm: values['auto-confirm'] });
    if (perHour > 0) rms.control.arrivals(shop.shopUrl, { perHour });
    return shop;
  });
  const serving = await serve(rms, { port, speed });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void serving.stop());
  if (values.json) {
    console.log(JSON.stringify({ url: serving.url, port: serving.port, seed, speed, shops }));
    return;
  }
  console.log(`RMS is simulated at ${serving.url} (seed ${seed}, speed ${speed}). The keys are made up.`);
  console.table(shops);
  console.log(examples(serving.url, shops[0]));
}

/** The numbers among the options; everything wrong with them at once. */
function numbersOf() {
  const problems: string[] = [];
  const number = (name: 'port' | 'shops' | 'per-hour' | 'seed' | 'speed', min: number): number => {
    const value = Number(values[name]);
    if (values[name].trim() !== '' && value >= min) return value;
    problems.push(`--${name}: got ${JSON.stringify(values[name])}, expected a number of at least ${min}`);
    return min;
  };
  const numbers = {
    port: number('port', 0),
    shops: Math.floor(number('shops', 0)),
    perHour: number('per-hour', 0),
    seed: number('seed', 0),
    speed: number('speed', 0.001),
  };
  if (problems.length > 0) throw new Error(`The simulator did not start.\n  ${problems.join('\n  ')}\nSee --help.`);
  return numbers;
}

function examples(
  url: string,
  shop: { shopUrl: string; serviceSecret: string; licenseKey: string } | undefined,
): string {
  const post = (name: string, body: object): string => `  curl -s ${url}/control/${name} -d '${JSON.stringify(body)}'`;
  const shopUrl = shop?.shopUrl ?? 'shop-1';
  const key = shop ? Buffer.from(`${shop.serviceSecret}:${shop.licenseKey}`).toString('base64') : '…';
  return [
    'The control door:',
    post('add-orders', { shopUrl, count: 3, kind: 'gift' }),
    post('break', { kind: 'server-error-html', api: 'order', writesOnly: true }),
    post('mend', {}),
    post('advance', { ms: 3_600_000 }),
    `  curl -s ${url}/control/summary`,
    'The mall:',
    `  curl -s ${url}/es/2.0/order/getOrder/ -H 'Authorization: ESA ${key}' \\`,
    `    -H 'Content-Type: application/json; charset=utf-8' -d '{"orderNumberList":["…"],"version":10}'`,
  ].join('\n');
}
