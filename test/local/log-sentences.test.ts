import { describe, expect, it } from 'vitest';
import type { Cloud } from '../../local/cloud.ts';
import { followFunctions } from '../../local/desk/happenings.ts';

/** The sentences shown for one line that a function prints. */
function told(entry: object): string[] {
  const said: string[] = [];
  const lines: Parameters<Cloud['onLine']>[0][] = [];
  const off = () => {};
  const cloud = {
    onInvocation: () => off,
    onLine: (listener: (typeof lines)[number]) => {
      lines.push(listener);
      return off;
    },
  };
  const happenings = { add: (kind: string, text: string) => void said.push(`${kind}: ${text}`) };
  followFunctions(cloud, happenings, (shop) => (shop === 'rms#midori-an' ? '茶舗 みどり庵' : shop));
  const line = JSON.stringify({ time: '2026-11-24T00:00:00Z', function: 'f', requestId: 'r', ...entry });
  for (const listener of lines) listener({ functionName: 'tsunagi-local-health-probe', line });
  return said;
}

describe('a line of the log, in the live view', () => {
  const probes = { answered: 0, failed: 4, throttled: 0 };
  const health = { level: 'warn', event: 'health.changed', mall: 'yahoo', capability: 'import', ...probes };
  const incident = { level: 'warn', event: 'incident.changed', incident: 'rms-20200210-154500' };

  it.each([
    [
      { ...health, from: 'healthy', to: 'suspect', step: null },
      'Yahoo, orders: something is wrong; 0 of the probes were answered, 4 failed',
    ],
    [
      { ...health, from: 'suspect', to: 'down', step: null },
      'Yahoo, orders: it is out; 0 of the probes were answered, 4 failed',
    ],
    [
      { ...health, from: 'down', to: 'trickle', step: 0, answered: 4, failed: 0 },
      'Yahoo, orders: it answers again, step 1 of 4 back to all shops; 4 of the probes were answered, 0 failed',
    ],
    [
      { ...health, from: 'trickle', to: 'trickle', step: 3, silent: true },
      'Yahoo, orders: it is silent again, every shop is held; 0 of the probes were answered, 4 failed',
    ],
    [
      { ...health, from: 'trickle', to: 'healthy', step: null, answered: 4, failed: 0 },
      'Yahoo, orders: all is well; 4 of the probes were answered, 0 failed',
    ],
    [
      { ...incident, stage: 'open', out: ['import', 'stock'] },
      'incident rms-20200210-154500 is open: orders, stock out',
    ],
    [
      { ...incident, stage: 'recovering', out: [] },
      'incident rms-20200210-154500: the mall is well; what waited is caught up and audited',
    ],
    [{ ...incident, stage: 'closed', out: [] }, 'incident rms-20200210-154500 is closed'],
    [
      { level: 'warn', event: 'shop.visit-failed', shop: 'rms#midori-an', code: 'rms.unavailable', requestId: null },
      '茶舗 みどり庵: this run failed (rms.unavailable), the next one tries again',
    ],
    [
      {
        ...{ level: 'warn', event: 'order.date-wrong', shop: 'rms#midori-an', orderNumber: '370001-1' },
        ...{ orderedAt: '2099-11-30 20:08:19', storedAs: '2026-11-30 20:08:56' },
      },
      '茶舗 みどり庵: the mall dates 370001-1 2099-11-30 20:08:19, which cannot be right; here it counts as placed 2026-11-30 20:08:56',
    ],
    [
      {
        ...{ level: 'warn', event: 'mall.clock-wrong', mall: 'rms' },
        ...{ mallTime: '2099-11-29 18:21:48', ourTime: '2026-11-30 18:21:49' },
      },
      'RMS: its clock shows 2099-11-29 18:21:48, ours 2026-11-30 18:21:49; the import goes by ours. If ours is wrong, set it right',
    ],
    [
      { level: 'warn', event: 'bus.refused', refused: 2, of: 10 },
      'the bus did not take 2 of 10 announcements; they are sent again',
    ],
  ])('a usual line of the log is a sentence of plain English in the live view', (entry, sentence) => {
    expect(told(entry)).toEqual([`plain: ${sentence}`]);
  });

  it('a rare line of the log says its words and what is known in the live view, without figures for CloudWatch', () => {
    const entry = {
      level: 'error',
      event: 'key.try-broke',
      shop: 'rms#midori-an',
      code: null,
      tries: 2,
      _aws: { Timestamp: 1 },
    };
    expect(told(entry)).toEqual(['bad: health-probe: key try broke (shop 茶舗 みどり庵, tries 2)']);
    expect(told({ level: 'warn', event: 'span.orphaned' })).toEqual(['plain: health-probe: span orphaned']);
  });

  it('a line of the log that only informs is left out of the live view', () => {
    expect(told({ level: 'info', event: 'poll.done', shops: 3 })).toEqual([]);
  });
});
