import { TsunagiError } from '../../../core/errors.ts';
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
      stage.mailer = { send: async () => ({ kind: 'refused', reason: 'MessageRejected' }) };
    },
    mends(stage) {
      stage.mailer = takes;
    },
  }),
};
