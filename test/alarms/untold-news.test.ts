import { expect, it } from 'vitest';
import { minuteMs } from '../../core/kernel/time.ts';
import { story } from './play.ts';

it('bus-refused goes off for an incident that the bus refuses, though no order comes, and names the error', async () => {
  const proof = await story({
    alarm: 'page-rms-bus-refused',
    stage: { arrivalsPerHour: 0 },
    breaks(stage) {
      stage.busError = 'ResourceNotFoundException';
      stage.rms.control.break({ kind: 'server-error-json' });
    },
    mends(stage) {
      stage.busError = null;
    },
  })();
  expect(proof.firedAt - proof.brokenAt).toBeGreaterThanOrEqual(15 * minuteMs);
});
