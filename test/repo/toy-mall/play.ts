import { pollShard } from './core/jobs/index.ts';
import { keyEnding, renderText } from './core/mail/index.ts';
import type { Ports } from './core/ports/index.ts';
import { createProcessCache, defaultImportSettings } from './core/session/index.ts';
import { mallVariables } from './lib/mall-variables.ts';
import { readParameters } from './lib/parameters.ts';
import type { Transport } from './malls/http.ts';
import { mallMails } from './malls/mall-mails.ts';
import { createMalls } from './malls/registry.ts';
import { memoryPorts } from './proving/memory/index.ts';
import { say } from './test/unit/ops/world.ts';
import { readMallSettings } from './wiring/sites.ts';

/*
 * Runs in a copy of the project that has the toy mall: a deployment gets its address, a person adds a shop of it, a poll imports its
 * order, and prints what came of it.
 */

const now = Date.parse('2026-11-24T15:45:00+09:00');
const order = { number: 'T-1', at: now - 60_000, state: 'open', sku: 'ball', pieces: 3 };

/** The toy mall itself. */
const transport: Transport = async ({ url, headers }) => {
  const { pathname, origin } = new URL(url);
  const isKnown = origin === 'https://toy.example' && headers.authorization === 'pass-1';
  const answer = pathname === '/orders' ? [order] : order;
  return { status: isKnown ? 200 : 401, headers: {}, body: isKnown ? JSON.stringify(answer) : '' };
};

const variables = mallVariables(readParameters({}));
const clock = { now: () => now, sleep: async () => {} };
const memory = memoryPorts();
const ports: Ports = {
  ...memory,
  clock,
  random: { next: () => 0.5, id: () => 'word' },
  malls: createMalls({
    sites: readMallSettings([], variables).sites,
    transport,
    vault: memory.vault,
    clock,
  }),
};

const add = (pass: string) =>
  say(
    'shops add --mall toy --code corner --name 角の店 --merchant kado --import-from -1d --keys-from -'.split(' '),
    ports,
    { stdin: `pass=${pass}\n` },
  );
const refused = await add('pass-2');
const added = await add('pass-1');
const polled = await pollShard(
  {
    ports,
    settings: defaultImportSettings,
    cache: createProcessCache(clock),
    budget: { remainingMs: () => 60_000 },
    runId: 'word',
    share: 'import',
  },
  0,
  1,
);
const row = (await ports.orders.rows('toy#corner', ['T-1'])).get('T-1');
const shown = await say(['orders', 'show', 'T-1'], ports, {});
const exported = await say('orders export --shop toy#corner --from -1d --to now --format csv'.split(' '), ports, {});
const letter = keyEnding({
  ...{ merchant: '角田商店', shop: '角の店', mall: mallMails.of('toy'), at: now, features: ['import'] },
  expiry: { part: 'pass', at: now + 86_400_000 },
});
process.stdout.write(
  JSON.stringify({
    variables,
    refused: { code: refused.code, err: refused.err },
    added: { code: added.code, out: added.out, err: added.err },
    polled: polled.kind,
    row: row?.kind === 'stored' ? { progress: row.progress, revision: row.revision } : null,
    shown: shown.out,
    exported: exported.out,
    mail: renderText(letter, { fromName: '窓口', signature: [] }),
  }),
);
