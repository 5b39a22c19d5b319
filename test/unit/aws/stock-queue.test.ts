import { describe, expect, it } from 'vitest';
import { sqsStockQueue, stockMessageOf } from '../../../aws/queues.ts';
import { InputError } from '../../../core/kernel/errors.ts';
import { fakeSqs } from './fake-service.ts';

const url = 'https://sqs.example/0/stock';
const from = 'rms#hanamori';
const start = Date.parse('2026-11-24T15:45:00+09:00');

function opened() {
  const sqs = fakeSqs();
  sqs.on('SendMessageBatch', ({ Entries = [] }) => ({ Successful: Entries.map(({ Id }) => ({ Id })) }));
  const sent = () => sqs.inputs('SendMessageBatch').flatMap(({ Entries = [] }) => Entries);
  const spreadSkus = () =>
    sent().flatMap(({ MessageBody }) => {
      const message = stockMessageOf(MessageBody ?? '', ['rms', 'yahoo']);
      return message.kind === 'skus' ? message.skus : [];
    });
  return { sqs, sent, spreadSkus, queue: sqsStockQueue(sqs.client, url, { now: () => start }) };
}

describe('the stock queue on SQS', () => {
  it('names shops to look at, as the queue of statuses does', async () => {
    const { sent, queue } = opened();
    await queue.look([from, from], 1_500);
    expect(sent().map(({ MessageBody }) => stockMessageOf(MessageBody ?? '', ['rms', 'yahoo']))).toEqual([
      { kind: 'shop', shop: from },
    ]);
    expect(sent()[0]).toMatchObject({ MessageGroupId: from, DelaySeconds: 2 });
  });

  it('sends the glances of a minute in one call, each for its moment, in a format that an older release keeps', async () => {
    const { sqs, sent, queue } = opened();
    const glances = [15_000, 30_000, 45_000].map((ms) => ({
      shard: 2,
      shards: 4,
      at: start + ms,
      atOnce: 50,
      shops: [from] as const,
    }));
    await queue.glance(glances);
    expect(sqs.inputs('SendMessageBatch')).toHaveLength(1);
    expect(sent().map(({ DelaySeconds }) => DelaySeconds)).toEqual([15, 30, 45]);
    expect(sent().map(({ MessageBody }) => stockMessageOf(MessageBody ?? '', ['rms']))).toEqual(
      glances.map((glance) => ({ kind: 'glance', glance })),
    );
    expect(sent().every(({ MessageBody }) => JSON.parse(MessageBody ?? '').format === 2)).toBe(true);
  });

  it('names SKUs of a merchant, each once, many in one message, in the group of the shop that moved them', async () => {
    const { sent, spreadSkus, queue } = opened();
    const skus = Array.from({ length: 450 }, (_, index) => `tea-${index}`);
    await queue.spread(from, 'hanamori', [...skus, ...skus]);
    expect(spreadSkus()).toEqual(skus);
    expect(sent()).toHaveLength(3);
    expect(sent().every(({ MessageGroupId }) => MessageGroupId === from)).toBe(true);
    expect(stockMessageOf(sent()[2]?.MessageBody ?? '', ['rms', 'yahoo'])).toMatchObject({
      kind: 'skus',
      merchant: 'hanamori',
    });
  });

  it('sends no message that is too long, nor ten that are together, and in ASCII whatever the SKUs are', async () => {
    const { sqs, sent, spreadSkus, queue } = opened();
    const skus = Array.from({ length: 1_000 }, (_, index) => `葛粉𠮷"\\${'茶'.repeat(index % 90)}-${index}`);
    await queue.spread(from, '花森', skus);
    expect(spreadSkus()).toEqual(skus);
    for (const { MessageBody } of sent()) expect(MessageBody).toMatch(/^[\x20-\x7e]+$/);
    const sizes = sqs
      .inputs('SendMessageBatch')
      .map(({ Entries }) => (Entries ?? []).reduce((sum, { MessageBody = '' }) => sum + MessageBody.length, 0));
    expect(Math.max(...sizes)).toBeLessThan(256 * 1024);
  });

  it('sends nothing for no SKU', async () => {
    const { sqs, queue } = opened();
    await queue.spread(from, 'hanamori', []);
    expect(sqs.calls).toEqual([]);
  });

  it('says that a message was refused, after it has sent the others', async () => {
    const { sqs, queue } = opened();
    sqs.on('SendMessageBatch', ({ Entries = [] }) => ({ Successful: Entries.slice(1).map(({ Id }) => ({ Id })) }));
    const skus = Array.from({ length: 3_000 }, (_, index) => `tea-${index}`);
    await expect(queue.spread(from, 'hanamori', skus)).rejects.toMatchObject({ code: 'queue.failing', retry: 'later' });
    expect(sqs.calls).toHaveLength(2);
  });

  it.each(['', 'null', '7', '{"shop":"elsewhere#1"}', '{"merchant":"a","skus":[]}', '{"merchant":"a","skus":[7]}'])(
    'cannot read %j',
    (body) => {
      expect(() => stockMessageOf(body, ['rms', 'yahoo'])).toThrow(InputError);
    },
  );
});
