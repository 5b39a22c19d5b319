import { minuteMs } from '../../core/kernel/time.ts';
import { capabilities, type HealthState } from '../../core/model/health.ts';
import { defaultHealthSettings } from '../../core/model/health-settings.ts';
import { chooseCanaries, createCanaryMemory, probe } from '../../core/outage/probe.ts';
import type { OutgoingMail } from '../../core/ports/system.ts';
import type { Day } from './day.ts';

/**
 * The design that is built first everywhere, to be run beside ours on the same day: three failures in a row stop everything
 * and write to everybody, the first answer lets everything go at once and writes to everybody again.
 */
export function naiveWatch(day: Day, onMail: (mail: DrillMail) => void): () => Promise<void> {
  const { ports } = day.startProcess('probe');
  const memory = createCanaryMemory();
  let version = 0;
  let down = false;
  const become = async (state: HealthState): Promise<void> => {
    down = state.kind === 'down';
    version++;
    // It knows of import only, and stops everything.
    for (const capability of capabilities) await ports.health.put({ mall: 'rms', capability, version, state });
    for (const { contacts, features } of await ports.merchants.list()) {
      if (!features.includes('import')) continue;
      const words = down ? '接続障害のお知らせ' : '復旧のお知らせ';
      onMail({ to: contacts, fromName: 'naive', subject: words, text: '', html: '', at: day.time.now() });
    }
  };
  return async () => {
    const now = ports.clock.now();
    if (!down) {
      const seen = await ports.health.since('rms', 'import', now - minuteMs);
      if (seen.some(({ failed }) => failed >= 3)) await become({ kind: 'down', since: now, detectedAt: now });
      return;
    }
    const canaries = await chooseCanaries(ports, defaultHealthSettings, memory, 'rms', []);
    const result = await probe({ ports, canaries, pauses: [], closely: new Set() }, 'import');
    if (result?.verdict === 'answered') await become({ kind: 'healthy' });
  };
}

/** A mail as it left, and when. */
export interface DrillMail extends OutgoingMail {
  readonly at: number;
}
