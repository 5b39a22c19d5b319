import { type EpochMs, printable } from '../../core/kernel/index.ts';
import { type IdentityWords, type Letter, type MailIdentity, renderText } from '../../core/mail/index.ts';
import type { Mailer } from '../../core/ports/index.ts';
import type { CareContext } from '../frame/command.ts';
import { terminalLog } from '../frame/failure.ts';

export interface Postbox {
  readonly sender: string;
  readonly words: IdentityWords;
  readonly stage: string;
  readonly where: string;
  readonly now: EpochMs;
  readonly mailer: Mailer;
}

type Variables = Readonly<Record<string, string | undefined>>;

/** How an installation's mails call it and the integrator, whether or not it sends any. */
export type MailWords = Omit<Postbox, 'sender' | 'mailer'> & { readonly sender: string | null };

/** The way by which mails leave an installation; null where it has no sender. */
export async function findPostbox(context: CareContext): Promise<Postbox | null> {
  const { sender, ...rest } = await findMailWords(context);
  if (sender === null) return null;
  const { openMailer } = await import('../../wiring/mailer.ts');
  return { ...rest, sender, mailer: openMailer(sender) };
}

/** What an installation's mails say of the integrator, and from which address they would come. */
export async function findMailWords({ terminal, installation }: CareContext): Promise<MailWords> {
  const instance = await installation.open(terminalLog(terminal));
  const now = instance.ports.clock.now();
  await instance.close();
  const { variables, stage, where } = await described();
  return { sender: variables.SENDER || null, words: identityWordsIn(variables), stage, where, now };

  async function described(): Promise<{
    readonly variables: Variables;
    readonly stage: string;
    readonly where: string;
  }> {
    switch (installation.kind) {
      case 'stage': {
        // Only the functions that send mails have the sender; the one that was opened may not be among them.
        const { stage: deployed } = installation;
        const output = (await deployed.stack('stack'))?.outputs.Sender;
        const variables = { ...(output === undefined ? {} : { SENDER: output }), ...(await deployed.allVariables()) };
        return { variables, stage: deployed.name, where: deployed.region };
      }
      case 'local':
        return { variables: instance.variables ?? {}, stage: 'local', where: installation.folder };
      case 'described': {
        const variables = instance.variables ?? {};
        return { variables, stage: variables.STAGE ?? '', where: variables.AWS_REGION ?? 'AWS' };
      }
    }
  }
}

export function identityWordsIn(variables: Variables): IdentityWords {
  return {
    fromName: variables.MAIL_FROM_NAME || 'Tsunagi',
    replyTo: variables.MAIL_REPLY_TO ?? '',
    telephone: variables.MAIL_TELEPHONE ?? '',
    signature: variables.MAIL_SIGNATURE ?? '',
  };
}

/** A mail as a terminal shows it. Names in it come from outside. */
export function letterLines(letter: Letter, identity: MailIdentity): string[] {
  return [`件名: ${letter.subject}`, '', ...renderText(letter, identity).split('\n')].map(printable);
}
