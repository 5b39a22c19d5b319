import { TsunagiError } from '../../core/kernel/index.ts';
import { identityOf, renderHtml, renderText, testLetter } from '../../core/mail/index.ts';
import { isContact, maskedContact } from '../../core/model/index.ts';
import { t } from '../../language/index.ts';
import { required } from '../arguments/parameter.ts';
import { type CareContext, defineMaintenanceCommand, exit } from '../frame/command.ts';
import { findPostbox } from './postbox.ts';

export const mailTest = defineMaintenanceCommand({
  name: 'mail test',
  summary: 'Sends one short mail, to see whether mails arrive',
  help: `From the sender of the deployment, by the same way as the mails to merchants. It
says which stage it came from. That the mail service took it does not mean that it
arrived: look into the mailbox, among the spam too.`,
  examples: [['mail test --stage prod --to you@example.jp', 'one mail, in Japanese']],
  options: {
    to: required({
      takes: '<address>',
      help: 'who gets it',
      read: (typed: string) =>
        isContact(typed.trim())
          ? { value: typed.trim() }
          : { problem: t`got ${JSON.stringify(maskedContact(typed))}, expected a mail address.` },
    }),
  },
  async run(context, { to, json }) {
    const postbox = await findPostbox(context);
    if (postbox === null) return tellNoSender(context, json);
    const { sender, words, stage, where, now, mailer } = postbox;
    const letter = testLetter({ stage, where, at: now });
    const identity = identityOf(words);
    const outcome = await mailer
      .send({
        to: [to],
        fromName: identity.fromName,
        ...(identity.replyTo === undefined ? {} : { replyTo: identity.replyTo }),
        subject: letter.subject,
        text: renderText(letter, identity),
        html: renderHtml(letter, identity),
      })
      .catch((error: unknown) => {
        if (error instanceof TsunagiError && error.code === 'mail.failing') return { kind: 'failed', error } as const;
        throw error;
      });
    const { terminal, installation } = context;
    if (json) {
      const { kind } = outcome;
      terminal.printJson({
        place: installation.place,
        sender,
        to: maskedContact(to),
        outcome: kind,
        messageId: outcome.kind === 'accepted' ? outcome.messageId : null,
      });
    }
    switch (outcome.kind) {
      case 'accepted':
        if (!json) {
          terminal.print(
            t`The mail service took a mail from ${sender} to ${maskedContact(to)} (${outcome.messageId}).`,
            t`Look whether it arrives, and whether as spam.`,
          );
        }
        return exit.ok;
      case 'refused':
        terminal.say(...adviceOn(outcome.reason, sender));
        return exit.failed;
      case 'failed':
        terminal.say(...adviceOn(/\((\w+)\)/.exec(outcome.error.message)?.[1] ?? 'unknown', sender));
        return exit.failed;
    }
  },
});

function tellNoSender({ terminal, installation }: CareContext, json: boolean) {
  if (json) terminal.printJson({ place: installation.place, sender: null, outcome: 'no-sender', messageId: null });
  terminal.say(
    t`${installation.place} has no sender, so no mail leaves it. Name one with the parameter sender, and deploy (docs/start/deploy.md).`,
  );
  return exit.failed;
}

/** What a refusal means, by its exception, and what to do: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html */
function adviceOn(reason: string, sender: string): string[] {
  const stopped = t`SES has stopped the account from sending: read what AWS wrote to its address. ops doctor tells more.`;
  const usedUp = t`The quota is used up, for the second or for the day. Try again later; ops doctor tells how much is left.`;
  const advice: Readonly<Record<string, string>> = {
    MessageRejected: t`Mostly ${sender} is not verified, or SES is in the sandbox and the address is not verified either. ops doctor tells which.`,
    MailFromDomainNotVerifiedException: t`The MAIL FROM domain of the identity is not verified: set its MX and SPF records, or remove it.`,
    ...{ AccountSuspendedException: stopped, SendingPausedException: stopped },
    ...{ LimitExceededException: usedUp, TooManyRequestsException: usedUp },
    AccessDeniedException: t`These credentials may not do ses:SendEmail. Allow that action, or choose others with --profile.`,
  };
  const unknown = t`Is the network there, and the region right (--region)? ops doctor tells what else may be wrong.`;
  return [t`The mail service did not take the mail: ${reason}.`, advice[reason] ?? unknown];
}
