import { expect, it } from 'vitest';
import { TsunagiError } from '../../core/kernel/errors.ts';
import { minuteMs } from '../../core/kernel/time.ts';
import { story } from './play.ts';
import type { Stage } from './stage.ts';

/** The mail service takes one more merchant's mails every six minutes, those of the first never. */
function slowly({ time }: Stage): Stage['mailer'] {
  const from = time.now();
  return {
    async send({ merchant }) {
      const place = Number(merchant?.slice('shop-'.length)) - 1;
      if (place > 0 && time.now() - from >= place * 6 * minuteMs) return { kind: 'accepted', messageId: 'm' };
      throw new TsunagiError('mail.failing', 'later', 'The mail service has no room for it now.');
    },
  };
}

it('mail-stuck goes off for mails that are never taken, though every few minutes another one goes, and is over with them', async () => {
  const gone: number[] = [];
  const proof = await story({
    alarm: 'page-mail-stuck',
    stage: { shops: 12 },
    breaks(stage) {
      stage.rms.control.break({ kind: 'server-error-json' });
      const mailer = slowly(stage);
      stage.mailer = {
        async send(mail) {
          const outcome = await mailer.send(mail);
          gone.push(stage.time.now());
          return outcome;
        },
      };
    },
    mends(stage) {
      stage.mailer = { send: async () => ({ kind: 'accepted', messageId: 'm' }) };
    },
  })();
  // In no quarter of an hour before it none went, which is what it went by before.
  const moments = [...gone.filter((at) => at < proof.firedAt), proof.firedAt];
  const gaps = moments.slice(1).map((at, index) => (at - (moments[index] ?? at)) / minuteMs);
  expect(gone.filter((at) => at < proof.firedAt).length).toBeGreaterThan(2);
  expect(Math.max(...gaps)).toBeLessThan(10);
});
