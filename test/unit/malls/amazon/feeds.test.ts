import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { minuteMs } from '../../../../core/kernel/time.ts';
import type { StockBatches } from '../../../../core/ports/stock-api.ts';
import type { AmazonSettingsChange } from '../../../../simulator/amazon/index.ts';
import { amazonInProcess, began, sellerId } from './in-process.ts';

/*
 * The shape of a report: amzn/selling-partner-api-models, schemas/feeds/listings-feed-processing-report-schema-v2.example.json, at
 * bda7682a15903aa8faf1ee28c960301c832ab1cd. Copyright Amazon.com, Apache License 2.0. What the feed did not ask for is left out.
 */
const official = {
  header: { sellerId: 'AXXXXXXXXXXXX', version: '2.0', feedId: '1234567890' },
  issues: [{ messageId: 4, sku: 'My-SKU-B', code: '90220', severity: 'ERROR', message: 'is required' }],
  summary: { errors: 3, warnings: 0, messagesProcessed: 4, messagesAccepted: 2, messagesInvalid: 2 },
};

const typesOf = (value: unknown): unknown =>
  Array.isArray(value)
    ? [typesOf(value[0])]
    : typeof value === 'object' && value !== null
      ? Object.fromEntries(Object.entries(value).map(([name, one]) => [name, typesOf(one)]))
      : typeof value;

function opened(settings: AmazonSettingsChange = {}) {
  const world = amazonInProcess({ stock: { applyAfterMs: 0 }, ...settings });
  const { batches } = world.shop().stock;
  if (batches === undefined) throw new Error('Amazon takes batches.');
  const kinds = async (given: StockBatches, tickets: readonly (string | null)[]) =>
    [...(await given.outcomes(tickets, began)).values()].map(({ kind }) => kind);
  return { ...world, batches, kinds };
}

const levels = [
  { item: 'kome-0005', level: 3 },
  { item: 'nai', level: 4 },
  { item: 'sencha-0880', level: 5 },
];

describe('a feed of Amazon', () => {
  it.each([true, false])('has an outcome for each of its levels, its report compressed (%s) or not', async (zipped) => {
    const { amazon, clock, batches, kinds } = opened({ feeds: { zipped } });
    const tickets = [...(await batches.send(levels)).values()];
    expect(await kinds(batches, tickets)).toEqual(['running', 'running', 'running']);
    clock.at += 4 * minuteMs;
    const outcomes = [...(await batches.outcomes(tickets, began)).values()];
    expect(outcomes).toEqual([
      { kind: 'unproven', code: 'DONE' },
      { kind: 'refused', code: '90000', words: expect.stringContaining('catalogue') },
      { kind: 'unproven', code: 'DONE' },
    ]);
    const shown = amazon.control
      .stock(sellerId)
      .filter(({ sellerSku }) => levels.some(({ item }) => item === sellerSku));
    expect(shown.map(({ quantity }) => quantity).sort()).toEqual([3, 5]);
  });

  it('has a report of the official shape', async () => {
    const { amazon, clock, batches } = opened();
    const [ticket = ''] = [...(await batches.send(levels)).values()];
    clock.at += 4 * minuteMs;
    await batches.outcomes([ticket], began);
    const path = '/feed-documents/amzn1.tortuga.4.fe.A3KADONOMISE.2/1';
    const answer = amazon.handle({ method: 'GET', path, headers: {}, body: '' });
    if (answer.ending !== 'answer') throw new Error('It is answered.');
    const report = JSON.parse(gunzipSync(Buffer.from(answer.body, 'latin1')).toString('utf8'));
    expect(typesOf(report)).toEqual(typesOf(official));
  });

  it('is looked for where its number was lost, and runs while any feed of the seller does', async () => {
    const { clock, batches, kinds } = opened();
    expect(await kinds(batches, [null])).toEqual(['unproven']);
    await batches.send(levels);
    expect(await kinds(batches, [null])).toEqual(['running']);
    clock.at += 4 * minuteMs;
    expect(await kinds(batches, [null])).toEqual(['unproven']);
  });

  it.each([
    ['createFeedDocument', { kind: 'overloaded', operations: ['createFeedDocument'] }],
    ['the address of its document', { kind: 'document-expired' }],
    [
      'the address of its document, which does not answer,',
      { kind: 'timeout-before', operations: ['putFeedDocument'] },
    ],
  ] as const)('was not sent where %s failed', async (_, fault) => {
    const { amazon, batches } = opened();
    amazon.control.break(fault);
    await expect(batches.send(levels)).rejects.toMatchObject({ retry: 'later', context: { sent: false } });
  });

  it('may have been sent where createFeed was not answered', async () => {
    const { amazon, batches, kinds } = opened();
    amazon.control.break({ kind: 'timeout-after', operations: ['createFeed'] });
    await expect(batches.send(levels)).rejects.toMatchObject({
      code: 'mall.timeout',
      context: { operation: 'createFeed' },
    });
    await expect(batches.send(levels)).rejects.not.toMatchObject({ context: { sent: false } });
    amazon.control.mend();
    expect(await kinds(batches, [null])).toEqual(['running']);
  });

  it('is a 429 beyond five in five minutes, without a header that says when', async () => {
    const { clock, batches } = opened({ throttle: { enforce: true } });
    for (let count = 0; count < 5; count++) await batches.send(levels);
    await expect(batches.send(levels)).rejects.toMatchObject({ code: 'mall.throttled' });
    clock.at += 5 * minuteMs;
    expect((await batches.send(levels)).size).toBe(3);
  });

  it('shows the access token to no address of a document', async () => {
    const seen: string[] = [];
    const { amazon, batches } = opened();
    const { handle } = amazon;
    Object.assign(amazon, {
      handle: (request: Parameters<typeof handle>[0]) => {
        if (request.path.startsWith('/feed-documents/')) seen.push(...Object.keys(request.headers));
        return handle(request);
      },
    });
    await batches.send(levels);
    expect(seen).toEqual(['content-type']);
  });

  it('is refused by our client with two levels of one item, or too many', async () => {
    const { batches } = opened();
    const many = Array.from({ length: 5_001 }, (_, index) => ({ item: `a-${index}`, level: 1 }));
    for (const wrong of [[...levels, ...levels.slice(0, 1)], many]) {
      await expect(batches.send(wrong)).rejects.toMatchObject({ code: 'input.invalid' });
    }
  });
});

describe('levels of several items', () => {
  it('are read by one call; what the search leaves out is asked for alone', async () => {
    const { shop, paths } = opened();
    const readings = await shop().stock.read(['kome-0005', 'nai', 'sencha-0880', 'a,b']);
    expect([...readings].map(([item, { kind }]) => [item, kind]).sort()).toEqual([
      ['a,b', 'absent'],
      ['kome-0005', 'there'],
      ['nai', 'absent'],
      ['sencha-0880', 'there'],
    ]);
    const asked = paths.filter((path) => path.startsWith('/listings'));
    expect(asked).toHaveLength(3);
    expect(asked[0]).toContain('identifiers=kome-0005,nai,sencha-0880');
  });
});
