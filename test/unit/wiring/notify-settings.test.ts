import { describe, expect, it } from 'vitest';
import { hourMs } from '../../../core/kernel/time.ts';
import { readNotifySettings } from '../../../wiring/notify-settings.ts';

const complete = {
  SHOPS_TABLE: 'shops',
  CONTROL_TABLE: 'control',
  PUSHES_TABLE: 'pushes',
  LISTINGS_TABLE: 'listings',
  STOCK_TABLE: 'stock',
  SENDER: 'info@example.jp',
  MAIL_FROM_NAME: '角田システム',
  INTERIM_HOURS: '',
};

describe('the settings of the sending of mails', () => {
  it('leave words in between to people, unless hours are set', () => {
    expect(readNotifySettings(complete).interimEveryMs).toBeNull();
    expect(readNotifySettings({ ...complete, INTERIM_HOURS: '6' }).interimEveryMs).toBe(6 * hourMs);
  });

  it('say everything that is wrong at once', () => {
    const wrong = () => readNotifySettings({ MAIL_FROM_NAME: '角田システム', INTERIM_HOURS: 'often' });
    for (const name of ['SHOPS_TABLE', 'CONTROL_TABLE', 'PUSHES_TABLE', 'SENDER', 'INTERIM_HOURS'])
      expect(wrong).toThrow(name);
  });
});
