import { jstText, printable } from '../../core/kernel/index.ts';
import type { Chat, ChatAddress, ChatTrouble } from '../../core/model/index.ts';
import { t } from '../../language/index.ts';
import { jstIso } from '../../views/plain.ts';
import type { OpsContext } from '../frame/command.ts';

export interface ChatSettings {
  readonly isOn: boolean;
  /** Where the chat that `npm start` plays takes messages; null elsewhere. */
  readonly desk: string | null;
  readonly fromName: string;
}

export async function chatSettingsOf(context: Pick<OpsContext, 'variables' | 'variablesOfAll'>): Promise<ChatSettings> {
  const variables = (await context.variablesOfAll?.()) ?? context.variables ?? {};
  const { CHAT_KEY_ID, CHAT_DESK, MAIL_FROM_NAME } = variables;
  return { isOn: Boolean(CHAT_KEY_ID), desk: CHAT_DESK || null, fromName: MAIL_FROM_NAME || 'Tsunagi' };
}

export const notOnText = (place: string): string =>
  t`${place} posts no notices to chats yet: set merchantChats to true in cdk.json, and deploy (docs/how-to/chat.md).`;

/** `hooks.slack.com …wxyz, as Slack takes it`; never more of the address. */
export const addressText = ({ kind, shown }: Pick<ChatAddress, 'kind' | 'shown'>): string =>
  ({
    slack: t`${shown}, as Slack takes it`,
    teams: t`${shown}, as a workflow of Teams takes it`,
  })[kind];

export const troubleText = ({ kind, since, reason }: ChatTrouble): string =>
  ({
    refused: t`refuses notices since ${jstText(since)}: ${reason}`,
    failing: t`has taken no notice since ${jstText(since)}: ${reason}`,
  })[kind];

/** A chat in a line; `none` once it is removed. */
export function chatText({ address, trouble }: Chat): string {
  const chat = address === undefined ? t`none` : addressText(address);
  return trouble === undefined ? chat : t`${chat}: ${printable(troubleText(trouble))}`;
}

export function chatJson({ merchant, since, address, trouble, before }: Chat): object {
  const ofAddress = ({ kind, shown, setAt }: Pick<ChatAddress, 'kind' | 'shown' | 'setAt'>) => ({
    ...{ kind, shown, setAt: jstIso(setAt) },
  });
  return {
    merchant,
    address: address === undefined ? null : ofAddress(address),
    since: address === undefined ? null : jstIso(since),
    trouble: trouble === undefined ? null : { ...trouble, since: jstIso(trouble.since) },
    before: before.map((past) => ({ ...ofAddress(past), until: jstIso(past.until) })),
  };
}
