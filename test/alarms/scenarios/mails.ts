import { TsunagiError } from '../../../core/kernel/errors.ts';
import { story } from '../play.ts';
import type { Scenario } from '../proof.ts';
import type { Stage } from '../stage.ts';

const takes: Stage['mailer'] = { send: async () => ({ kind: 'accepted', messageId: 'm' }) };

/** What becomes of mails to merchants, while the mall is away so that there is something to tell. */
export const mailScenarios: Readonly<Record<string, Scenario>> = {
  'mail-stuck': story({
    alarm: 'page-mail-stuck',
    breaks(stage) {
      stage.rms.control.break({ kind: 'server-error-json' });
      stage.mailer = {
        async send() {
          throw new TsunagiError('mail.failing', 'later', 'The mail service does not take mails.');
        },
      };
    },
    mends(stage) {
      stage.mailer = takes;
    },
  }),

  'mail-refused': story({
    alarm: 'ticket-mail-refused',
    breaks(stage) {
      stage.rms.control.break({ kind: 'server-error-json' });
      // One address is none; the others' mails go.
      stage.mailer = {
        send: async ({ merchant }) =>
          merchant === 'shop-2'
            ? { kind: 'refused', reason: 'BadRequestException' }
            : { kind: 'accepted', messageId: 'm' },
      };
    },
    mends(stage) {
      stage.mailer = takes;
    },
  }),
};
