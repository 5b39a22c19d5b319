import { describe, expect, it } from 'vitest';
import { shopOfMessage, sqsRejectedRequests, sqsWorkQueue, stockMessageOf } from '../../../aws/queues.ts';
import { InputError } from '../../../core/kernel/errors.ts';
import { type ShopKey, shopKey } from '../../../core/model/shop.ts';
import { fakeSqs, refusing } from './fake-service.ts';

const url = 'https://sqs.example/0/status';
const shops = (count: number): ShopKey[] => Array.from({ length: count }, (_, index) => shopKey('rms', `s-${index}`));

function opened() {
  const sqs = fakeSqs();
  sqs.on('SendMessageBatch', ({ Entries = [] }) => ({ Successful: Entries.map(({ Id }) => ({ Id })) }));
  return { sqs, queue: sqsWorkQueue(sqs.client, url) };
}

describe('the work queue on SQS', () => {
  it('sends a message a shop, ten a call, each in the group of its shop', async () => {
    const { sqs, queue } = opened();
    await queue.look([...shops(23), ...shops(2)]);
    const sent = sqs.inputs('SendMessageBatch');
    expect(sent.map(({ Entries }) => Entries?.length)).toEqual([10, 10, 3]);
    expect(sent.every(({ QueueUrl }) => QueueUrl === url)).toBe(true);
    const entries = sent.flatMap(({ Entries = [] }) => Entries);
    expect(entries.map(({ MessageBody }) => shopOfMessage(MessageBody ?? '', ['rms', 'yahoo']))).toEqual(shops(23));
    expect(entries.map(({ MessageGroupId }) => MessageGroupId)).toEqual(shops(23));
    for (const { Entries } of sent) expect(new Set(Entries?.map(({ Id }) => Id)).size).toBe(Entries?.length);
  });

  it('delays a message as long as requested, up to the limit of SQS', async () => {
    const { sqs, queue } = opened();
    for (const afterMs of [0, 1_500, 3_600_000]) await queue.look(shops(1), afterMs);
    const delays = sqs.inputs('SendMessageBatch').map(({ Entries }) => Entries?.[0]?.DelaySeconds);
    expect(delays).toEqual([undefined, 2, 900]);
  });

  it('sends nothing for no shop', async () => {
    const { sqs, queue } = opened();
    await queue.look([]);
    expect(sqs.calls).toEqual([]);
  });

  it('says that some were refused, after it has sent the others', async () => {
    const { sqs, queue } = opened();
    sqs.inTurn(
      'SendMessageBatch',
      { Successful: [{ Id: '0' }], Failed: [{ Id: '1', Code: 'InternalError' }] },
      { Successful: shops(10).map((_, index) => ({ Id: String(index) })) },
    );
    await expect(queue.look(shops(20))).rejects.toMatchObject({
      code: 'queue.failing',
      retry: 'later',
      message: expect.stringContaining('9 messages of a SendMessageBatch: InternalError'),
    });
    expect(sqs.calls).toHaveLength(2);
  });

  it.each([
    ['QueueDoesNotExist', 400, 'never'],
    ['RequestThrottled', 403, 'later'],
    ['ServiceUnavailable', 503, 'later'],
  ] as const)('fails in our words when SQS answers %s', async (name, status, retry) => {
    const { sqs, queue } = opened();
    sqs.on('SendMessageBatch', refusing(name, status));
    await expect(queue.look(shops(1))).rejects.toMatchObject({ code: 'queue.failing', retry });
  });

  it.each(['', 'null', '{"shop":"elsewhere#1"}', '{"shop":7}', '{"shop":"rms"}'])('cannot read %j', (body) => {
    expect(() => shopOfMessage(body, ['rms', 'yahoo'])).toThrow(InputError);
  });

  it.each([
    ['of a mall that this deployment does not name', '{"format":1,"shop":"amazon#A1"}'],
    ['of a later release', '{"format":2,"place":"rms#shop-1"}'],
  ])('lets a message %s come again: it is no mistake while a release goes out', (_, body) => {
    for (const read of [shopOfMessage, stockMessageOf]) {
      expect(() => read(body, ['rms', 'yahoo'])).toThrow(
        expect.objectContaining({ code: 'queue.failing', retry: 'later', message: expect.stringContaining('malls') }),
      );
    }
  });
});

describe('the queue of rejected requests', () => {
  const event = { id: 'e-1', source: 'warehouse-1', time: '2026-11-24T03:00:00Z' };

  it('keeps the event, all reasons and what was asked for, in ASCII', async () => {
    const { sqs } = opened();
    sqs.on('SendMessage', () => ({ MessageId: 'm' }));
    const rejected = { event, reasons: ['orders: expected a list'], detail: { by: '倉庫𠮷' } };
    await sqsRejectedRequests(sqs.client, url).keep(rejected);
    const [sent] = sqs.inputs('SendMessage');
    expect(sent?.MessageBody).toMatch(/^[\x20-\x7e]+$/);
    expect(JSON.parse(sent?.MessageBody ?? '')).toEqual({ format: 1, ...rejected });
  });

  it('leaves out what was asked for when that is too long for a message', async () => {
    const { sqs } = opened();
    sqs.on('SendMessage', () => ({ MessageId: 'm' }));
    await sqsRejectedRequests(sqs.client, url).keep({
      event,
      reasons: ['too long'],
      detail: { by: 'x'.repeat(300_000) },
    });
    const [sent] = sqs.inputs('SendMessage');
    expect(JSON.parse(sent?.MessageBody ?? '')).toEqual({ format: 1, event, reasons: ['too long'], detail: null });
  });

  it('fails when SQS does not take it, so that the event comes again', async () => {
    const { sqs } = opened();
    sqs.on('SendMessage', refusing('ServiceUnavailable', 503));
    const keeping = sqsRejectedRequests(sqs.client, url).keep({ event, reasons: [], detail: null });
    await expect(keeping).rejects.toMatchObject({ code: 'queue.failing', retry: 'later' });
  });
});
