import { readFileSync } from 'node:fs';
import { pack } from '../../core/model/index.ts';
import { readBody } from '../../malls/body.ts';
import { sortReading } from '../../malls/rms/mapping.ts';
import { orderModelsIn } from '../../malls/rms/replies.ts';

/*
 * A program: how long reading a reply of getOrder takes, and how long JSON.parse of it alone, in
 * microseconds. `cold` measures one or the other, once; `warm` both in turn, many times.
 */
const [, , file = '', mode = '', what = ''] = process.argv;
const reply = readFileSync(file);
const orderNumbers = (JSON.parse(readFileSync(`${file}.numbers`, 'utf8')) as string[]).map(String);
const call = { shop: 'rms#bench', operation: 'getOrder', throttleStatuses: [] } as const;

function parseOnly(): number {
  return Object.keys(JSON.parse(reply.toString('utf8')) as object).length;
}

/** What the import does with a reply before it writes: parses, checks and maps each order, packs its original. */
function readWhole(): number {
  const answer = { status: 200, headers: {}, body: readBody(reply) };
  const reading = sortReading(orderNumbers, orderModelsIn(call, answer));
  if (reading?.orders.length !== orderNumbers.length) throw new Error('The reply was not read as it should be.');
  return reading.orders.reduce((sum, order) => sum + pack(order.original).length, 0);
}

/** In microseconds. Not the thread's CPU time, which kernels may count by the tick, of 4 ms: most passes would take none. */
function timeOf(work: () => number): number {
  const before = performance.now();
  work();
  return (performance.now() - before) * 1_000;
}

const warmUp = 30;
const repeats = 60;
if (mode === 'cold') {
  process.stdout.write(JSON.stringify(timeOf(what === 'parse' ? parseOnly : readWhole)));
} else {
  for (let index = 0; index < warmUp; index++) parseOnly() && readWhole();
  const costs = Array.from({ length: repeats }, () => [timeOf(parseOnly), timeOf(readWhole)]);
  process.stdout.write(JSON.stringify(costs));
}
