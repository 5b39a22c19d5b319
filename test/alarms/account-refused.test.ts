import type { SESv2Client } from '@aws-sdk/client-sesv2';
import { expect, it } from 'vitest';
import { sesMailer } from '../../aws/mailer.ts';
import { clientAnswering, sdkException } from '../../proving/sdk-client.ts';
import { story } from './play.ts';
import type { Stage } from './stage.ts';

/** What SES answers every call with. */
function refusing(name: string, message: string): Stage['mailer'] {
  const ses = clientAnswering<SESv2Client>(() => Promise.reject(sdkException(name, message, 400)));
  return sesMailer(ses, { sender: 'info@example.jp' });
}

it.each([
  [
    'a sender that is not verified',
    'MessageRejected',
    'Email address is not verified. The following identities failed the check in region AP-NORTHEAST-1: info@example.jp',
  ],
  ['something that it says of every mail as if it were about that mail', 'BadRequestException', 'Not this one.'],
])(
  'mail-stuck goes off where SES refuses all mails for %s, and every merchant is notified once it takes them',
  async (_, name, message) => {
    const told = new Map<string, number>();
    let refused: Stage | undefined;
    await story({
      alarm: 'page-mail-stuck',
      breaks(stage) {
        refused = stage;
        stage.rms.control.break({ kind: 'server-error-json' });
        stage.mailer = refusing(name, message);
      },
      mends(stage) {
        stage.mailer = {
          async send({ merchant = '' }) {
            told.set(merchant, (told.get(merchant) ?? 0) + 1);
            return { kind: 'accepted', messageId: 'm' };
          },
        };
      },
    })();
    expect(Object.fromEntries(told)).toEqual({ 'shop-1': 1, 'shop-2': 1, 'shop-3': 1, 'shop-4': 1 });
    expect(refused?.board.isTold('ticket-mail-refused')).toBe(false);
    expect(refused?.board.told.filter(({ name: alarm }) => alarm.endsWith('mail-refused'))).toEqual([]);
  },
);
