import type { PutEventsCommandInput, PutEventsCommandOutput } from '@aws-sdk/client-eventbridge';
import { describe, expect, it } from 'vitest';
import { eventBridgeBus } from '../../../aws/event-bus.ts';
import type { PushNews } from '../../../core/model/push-row.ts';
import type { Announcement } from '../../../core/model/revision.ts';
import { memoryLog } from '../../../proving/memory/index.ts';
import { announcementsOf, busContract } from '../../contract/bus.contract.ts';
import { fakeEventBridge, serviceException } from './fake-service.ts';

type Input = PutEventsCommandInput;
type Output = Pick<PutEventsCommandOutput, 'Entries'>;

/** A bus whose far side gives each call's entries, numbered from 1, to `answer`. */
function mockedBus(answer: (call: number, ids: string[]) => Output = acceptAll) {
  const calls: Input[] = [];
  const client = fakeEventBridge();
  client.on('PutEvents', (input) => {
    calls.push(input);
    return answer(
      calls.length,
      announcedIn(input).map(({ id }) => id),
    );
  });
  const log = memoryLog();
  return { bus: eventBridgeBus(client.client, 'orders-bus', log), calls, log };
}

function acceptAll(_call: number, ids: string[]): Output {
  return { Entries: ids.map((id) => ({ EventId: `event of ${id}` })) };
}

function announcedIn(input: Input): Announcement[] {
  return (input.Entries ?? []).map((entry) => ({ kind: entry.DetailType, ...JSON.parse(entry.Detail ?? '') }));
}

busContract(() => {
  const { bus, calls } = mockedBus();
  return { bus, arrived: () => calls.flatMap(announcedIn) };
});

describe('the bus on EventBridge', () => {
  it('puts ten entries a call', async () => {
    const { bus, calls } = mockedBus();
    await bus.announce(announcementsOf(23));
    expect(calls.map((call) => call.Entries?.length)).toEqual([10, 10, 3]);
  });

  it('names the order in ASCII and says nothing else about it', async () => {
    const { bus, calls } = mockedBus();
    const [announcement] = announcementsOf(1) as [Announcement];
    await bus.announce([announcement]);
    const [entry] = calls[0]?.Entries ?? [];
    expect(entry).toMatchObject({ EventBusName: 'orders-bus', Source: 'tsunagi', DetailType: 'OrderImported' });
    expect(entry?.Detail).toMatch(/^[\x20-\x7e]+$/);
    const { kind: _, ...keys } = announcement;
    expect(JSON.parse(entry?.Detail ?? '')).toEqual(keys);
  });

  it('returns only what was accepted when some entries of a call are refused', async () => {
    const { bus } = mockedBus((_call, ids) => ({
      Entries: ids.map((id, index) =>
        index === 1 || index === 4 ? { ErrorCode: 'ThrottlingException', ErrorMessage: 'slow down' } : { EventId: id },
      ),
    }));
    const announcements = announcementsOf(6);
    const accepted = [0, 2, 3, 5].map((index) => announcements[index]?.id);
    expect(await bus.announce(announcements)).toEqual(new Set(accepted));
  });

  it('returns what was accepted before a call failed as a whole, and tries no further', async () => {
    const { bus, calls } = mockedBus((call, ids) => {
      if (call === 2) throw serviceException('InternalFailure', 500);
      return acceptAll(call, ids);
    });
    const announcements = announcementsOf(30);
    const accepted = announcements.slice(0, 10).map(({ id }) => id);
    expect(await bus.announce(announcements)).toEqual(new Set(accepted));
    expect(calls).toHaveLength(2);
  });

  it('logs the name of the error, and never its message, when a call fails as a whole', async () => {
    const { bus, log } = mockedBus(() => {
      throw Object.assign(serviceException('AccessDeniedException', 400), {
        message: '花森様 may not events:PutEvents',
      });
    });
    await bus.announce(announcementsOf(3));
    const rejected = { event: { id: 'e', source: 's', time: '' }, reasons: [], detail: {} };
    expect(await bus.tellRejected('StatusPushRejected', rejected)).toBe(false);
    expect(log.lines).toMatchObject([
      { level: 'warn', event: 'bus.failed', fields: { error: 'AccessDeniedException', entries: 3, status: 400 } },
      { level: 'warn', event: 'bus.failed', fields: { error: 'AccessDeniedException', entries: 1, status: 400 } },
    ]);
    expect(JSON.stringify(log.lines)).not.toContain('花森');
  });

  it('logs why single entries were refused, once for each reason', async () => {
    const { bus, log } = mockedBus((_call, ids) => ({
      Entries: ids.map((id, index) =>
        index === 0 ? { EventId: id } : { ErrorCode: index === 1 ? 'InternalFailure' : 'ThrottlingException' },
      ),
    }));
    await bus.announce(announcementsOf(4));
    expect(log.lines.map(({ event, fields }) => [event, fields.error, fields.entries])).toEqual([
      ['bus.failed', 'InternalFailure', 1],
      ['bus.failed', 'ThrottlingException', 2],
    ]);
  });

  it('takes an answer without results for no acceptance', async () => {
    const { bus } = mockedBus(() => ({}));
    expect(await bus.announce(announcementsOf(2))).toEqual(new Set());
  });

  it('reports the results of pushes by keys alone, whatever else the caller holds', async () => {
    const { bus, calls } = mockedBus();
    const news: PushNews = {
      id: 'push#rms#hanamori#1#confirm-1#1',
      kind: 'StatusPushFailed',
      shop: 'rms#hanamori',
      merchant: 'hanamori',
      at: 1,
      orderNumber: '1',
      pushId: 'confirm-1',
      pushKind: 'confirm',
      reason: 'order-cancelled',
      who: 'merchant',
    };
    const more = { ...news, content: { kind: 'memo', text: '花森様' } };
    expect(await bus.tellPushes([more])).toEqual(new Set([news.id]));
    const [entry] = calls[0]?.Entries ?? [];
    expect(entry).toMatchObject({ EventBusName: 'orders-bus', Source: 'tsunagi', DetailType: 'StatusPushFailed' });
    const { kind: _, ...keys } = news;
    expect(JSON.parse(entry?.Detail ?? '')).toEqual(keys);
  });

  it('says that a request was rejected, and why, and nothing of what it asked for', async () => {
    const { bus, calls } = mockedBus();
    const event = { id: 'e-1', source: 'warehouse-1', time: '2026-11-24T03:00:00Z' };
    const rejected = { event, reasons: ['orders: expected a list'], detail: { by: '花森' } };
    const accepted = await bus.tellRejected('StatusPushRejected', rejected);
    expect(accepted).toBe(true);
    const [entry] = calls[0]?.Entries ?? [];
    expect(entry?.DetailType).toBe('StatusPushRejected');
    expect(JSON.parse(entry?.Detail ?? '')).toEqual({
      id: 'rejected#e-1',
      event,
      reasons: ['orders: expected a list'],
    });
  });
});
