import { expect, it } from 'vitest';
import { measured } from '../../core/kernel/metrics.ts';
import { minuteMs } from '../../core/kernel/time.ts';
import { settings } from '../../functions/notify-merchants/settings.ts';
import { openBoard, templateOf } from './board.ts';

const alarm = 'page-mail-stuck';

it('mail-stuck goes off though each run tries mails for as long as it may, and is over with the first one sent', () => {
  let now = Date.parse('2020-02-10T10:00:00+09:00');
  const board = openBoard(templateOf(), () => now);
  const log = board.logOf('notify-merchants');
  // A run says what is stuck at its end, and the next one begins with the next minute.
  const everyMinutes = Math.ceil(settings.timeoutSeconds / 60) + 1;
  const passed = (stuck: number, limit: number, until: boolean): number => {
    for (let minute = 1; minute <= limit; minute++) {
      now += minuteMs;
      if (minute % everyMinutes === 0) log.info('mails.measured', measured('mails.measured', { MailsStuck: stuck }));
      board.watch.judge(now);
      if (board.isTold(alarm) === until) return minute;
    }
    throw new Error(`${alarm} was not ${until ? 'told' : 'over'} within ${limit} minutes.`);
  };
  const firedAfter = passed(3_000, 30, true);
  expect(firedAfter).toBeGreaterThanOrEqual(10);
  expect(firedAfter).toBeLessThanOrEqual(20);
  expect(passed(0, 15, false)).toBeGreaterThan(0);
});
