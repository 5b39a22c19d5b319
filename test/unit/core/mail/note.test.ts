import { describe, expect, it } from 'vitest';
import { hourMs, minuteMs } from '../../../../core/kernel/time.ts';
import { dueNotices } from '../../../../core/mail/due-notices.ts';
import { sendInterim } from '../../../../core/mail/interims.ts';
import type { Incident } from '../../../../core/model/incident.ts';
import { memoryPorts } from '../../../../proving/memory/index.ts';

const since = Date.UTC(2020, 1, 10, 6, 45);
const open: Incident = {
  id: 'rms-20200210-154500',
  mall: 'rms',
  version: 1,
  openedAt: since,
  detectedAt: since + 2 * minuteMs,
  stage: { kind: 'open' },
  affected: [{ capability: 'import', from: since, to: null }],
  reopened: 0,
  noticedAt: since + 5 * minuteMs,
};
const interimsDue = (incident: Incident) => dueNotices(incident).filter(({ kind }) => kind === 'outage-interim');

describe('a word in between', () => {
  it('is written beside what others write into the incident at the same time', async () => {
    const { incidents } = memoryPorts();
    await incidents.put(open);
    let isFirst = true;
    const racing = {
      ...incidents,
      async put(incident: Incident) {
        if (isFirst) await incidents.put({ ...open, version: 2, detectedAt: since });
        isFirst = false;
        return incidents.put(incident);
      },
    };
    expect((await sendInterim({ incidents: racing }, open, '復旧作業中です。', since + hourMs)).kind).toBe('queued');
    expect(await incidents.get(open.id)).toMatchObject({
      version: 3,
      detectedAt: since,
      interims: [{ at: since + hourMs }],
    });
  });

  it('is refused when the incident closes while it is typed', async () => {
    const { incidents } = memoryPorts();
    await incidents.put(open);
    await incidents.put({ ...open, version: 2, stage: { kind: 'closed', at: since } });
    expect(await sendInterim({ incidents }, open, 'x', since)).toMatchObject({
      kind: 'refused',
      why: { template: expect.stringContaining('is closed') },
    });
  });

  it('is one when it is asked for again, and counts as later than the mail it follows by whichever clock', async () => {
    const { incidents } = memoryPorts();
    await incidents.put(open);
    await sendInterim({ incidents }, open, 'x', since);
    await sendInterim({ incidents }, open, 'x', since);
    const incident = (await incidents.get(open.id)) as Incident;
    expect(interimsDue(incident)).toHaveLength(1);
  });

  it('is not sent again when the mall falls out again after the all-clear', () => {
    const interims = [{ at: since + hourMs, text: '復旧作業中です。' }];
    expect(interimsDue({ ...open, interims })).toHaveLength(1);
    expect(interimsDue({ ...open, interims, reopened: 1, noticedAt: since + 9 * hourMs })).toEqual([]);
  });
});
