import { sesClient } from '../../../aws/clients.ts';
import { sesMailer } from '../../../aws/mailer.ts';
import { minuteMs } from '../../../core/kernel/time.ts';
import { eventOf } from '../../../local/events/put-events.ts';
import { rulesOf } from '../../../local/events/rules.ts';
import { startMail } from '../../../local/mail/start-mail.ts';
import { realTime } from '../../../wiring/clock.ts';
import { openTables } from '../../../wiring/connections.ts';
import { prove } from '../cloud.ts';
import type { Scenario } from '../proof.ts';

export const bounceScenarios: Readonly<Record<string, Scenario>> = {
  /** A mail goes to the address with which SES lets people try a bounce; the rule of the template hears of it. */
  'mail-bounced': () =>
    prove('ticket-mail-bounced', {
      async breaks({ board, clock, pass }) {
        const rules = rulesOf(board.resources).filter(({ bus }) => bus === 'default');
        const mail = await startMail({
          accessKeyId: 'local',
          onFeedback({ kind, detail }) {
            const event = eventOf('aws.ses', kind, detail, clock.now());
            for (const rule of rules) if (rule.matches(event)) board.accounting.triggered(rule);
          },
        });
        const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
        const access = { region: 'ap-northeast-1', credentials, endpoint: mail.url };
        const { aws, close } = openTables(realTime, access);
        const settings = { sender: 'info@example.jp', configurationSet: 'tsunagi-shop' };
        const letter = { fromName: '角田システム', subject: 's', text: 't', html: '<p>t</p>', merchant: 'kado' };
        const mailer = sesMailer(sesClient(aws), settings);
        await mailer.send({ ...letter, to: ['kado@example.jp'] });
        await pass(minuteMs);
        if (board.isTold('ticket-mail-bounced')) throw new Error('A delivered mail raises the alarm.');
        await mailer.send({ ...letter, to: ['bounce@simulator.amazonses.com'] });
        await close();
        await mail.stop();
      },
      mends: async () => undefined,
    }),
};
