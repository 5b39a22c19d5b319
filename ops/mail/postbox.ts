import type { IdentityWords } from '../../core/mail/identity-of.ts';
import type { Mailer } from '../../core/ports/mailer.ts';
import type { EpochMs } from '../../core/units.ts';
import type { CareContext } from '../command.ts';
import { terminalLog } from '../log.ts';

/** Where mails of an installation are handed in. */
export interface Postbox {
  readonly sender: string;
  readonly words: IdentityWords;
  /** How mails call the installation, and where it is. */
  readonly stage: string;
  readonly where: string;
  readonly now: EpochMs;
  readonly mailer: Mailer;
}

type Variables = Readonly<Record<string, string | undefined>>;

/** The way by which mails leave an installation; null where it has no sender. */
export async function findPostbox({ terminal, installation }: CareContext): Promise<Postbox | null> {
  const instance = await installation.open(terminalLog(terminal));
  const now = instance.ports.clock.now();
  await instance.close();
  const { variables, stage, where } = await described();
  const sender = variables.SENDER;
  if (!sender) return null;
  const { openMailer } = await import('../../wiring/mailer.ts');
  const words = {
    fromName: variables.MAIL_FROM_NAME || 'Tsunagi',
    replyTo: variables.MAIL_REPLY_TO ?? '',
    telephone: variables.MAIL_TELEPHONE ?? '',
    signature: variables.MAIL_SIGNATURE ?? '',
  };
  return { sender, words, stage, where, now, mailer: openMailer(sender) };

  async function described(): Promise<{
    readonly variables: Variables;
    readonly stage: string;
    readonly where: string;
  }> {
    switch (installation.kind) {
      case 'stage': {
        // Only the functions that send are told the sender; the one that was opened need not be among them.
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
