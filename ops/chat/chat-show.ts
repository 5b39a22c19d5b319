import { jstText, printable } from '../../core/kernel/index.ts';
import { renderChat, testChat } from '../../core/mail/index.ts';
import { type Chat, type ChatTrouble, chatInTrouble } from '../../core/model/index.ts';
import type { ChatOutcome } from '../../core/ports/index.ts';
import { chatAddressOf } from '../../core/tenants/index.ts';
import { t } from '../../language/index.ts';
import { merchantMeant, merchantPlace, orRefuse, refuse } from '../arguments/meant.ts';
import { optional } from '../arguments/parameter.ts';
import { defineCommand, exit, type OpsContext } from '../frame/command.ts';
import { type Block, flexible, paragraph, tableOf } from '../terminal/index.ts';
import { chatJson, chatSettingsOf, notOnText, troubleText } from './chat-words.ts';

export const chatShow = defineCommand({
  name: 'chat show',
  summary: 'Shows merchants’ chats, how they stand, and which there were before',
  help: `Of an address only the host and the last four characters. What was posted is in
ops mail list, where a name that ends with -chat is a message to a chat.`,
  examples: [
    ['chat show', 'every chat'],
    ['chat show kado', 'that of kado, with those before it'],
    ['chat show --json', 'as one line of JSON'],
  ],
  arguments: { merchant: optional(merchantPlace) },
  async run(context, { merchant, json }) {
    const { ports, terminal, place } = context;
    if (merchant !== undefined)
      await orRefuse(t`The chat cannot be shown`, (problems) => merchantMeant(ports, merchant, problems));
    const all = await ports.chats.list();
    const chats = all.filter((chat) =>
      merchant === undefined ? chat.address !== undefined : chat.merchant === merchant,
    );
    const { isOn } = await chatSettingsOf(context);
    if (json) terminal.printJson({ isPosting: isOn, chats: chats.map(chatJson) });
    else if (chats.length === 0)
      terminal.print(
        merchant === undefined
          ? t`No merchant has a chat. To give one: ops chat set --help`
          : t`${merchant} has no chat. To give one: ops chat set --help`,
      );
    else terminal.print(...chatTable(chats), ...(merchant === undefined ? [] : pastLines(chats)));
    if (!isOn && chats.length > 0) terminal.say(notOnText(place));
    return exit.ok;
  },
});

function chatTable(chats: readonly Chat[]): Block[] {
  return [
    ...tableOf(chats, ({ merchant, address, since, trouble }) => ({
      merchant,
      chat: flexible(address?.shown ?? t`none`),
      kind: address?.kind ?? '-',
      since: address === undefined ? '-' : jstText(since),
      state: stateText(trouble),
    })),
    ...chats.flatMap(({ merchant, trouble }) =>
      trouble === undefined ? [] : ['', paragraph(t`${merchant}: ${printable(troubleText(trouble))}`)],
    ),
  ];
}

function stateText(trouble: ChatTrouble | undefined): string {
  switch (trouble?.kind) {
    case undefined:
      return t`ok`;
    case 'refused':
      return t`refused`;
    case 'failing':
      return t`failing`;
  }
}

function pastLines(chats: readonly Chat[]): Block[] {
  const past = chats.flatMap(({ before }) => before);
  if (past.length === 0) return [];
  return [
    '',
    t`Before:`,
    ...tableOf(past.toReversed(), ({ shown, kind, setAt, until }) => ({
      chat: flexible(shown),
      kind,
      from: jstText(setAt),
      until: jstText(until),
    })),
  ];
}

export const chatTest = defineCommand({
  name: 'chat test',
  summary: 'Posts one short message to a merchant’s chat, to see whether notices arrive',
  help: `In the way that notices go, once and without a retry. That a workflow of Teams
took it does not mean that it posted it: look into the chat.`,
  examples: [['chat test kado', 'one message, in Japanese']],
  arguments: { merchant: merchantPlace },
  async run(context, { merchant, json }) {
    const { ports, terminal } = context;
    const what = t`Nothing was posted`;
    await orRefuse(what, (problems) => merchantMeant(ports, merchant, problems));
    const chat = await ports.chats.get(merchant);
    if (chat?.address === undefined)
      return refuse(what, [t`merchant: ${merchant} has no chat. To give one: ops chat set ${merchant}`]);
    const address = await chatAddressOf(ports, chat);
    if (address === null)
      return refuse(what, [t`The stored address does not open. Store it again: ops chat set ${merchant}`]);
    const { desk, fromName } = await chatSettingsOf(context);
    const { openChatPoster } = await import('../../wiring/mailer.ts');
    const message = renderChat(testChat(ports.clock.now()), { fromName, signature: [] }, true);
    const outcome = await openChatPoster(desk).post(address, chat.address.kind, message);
    if (outcome.kind === 'accepted' && chat.trouble !== undefined) await ports.chats.put(chatInTrouble(chat, null));
    const { shown } = chat.address;
    if (json) {
      const reason = outcome.kind === 'accepted' ? null : outcome.reason;
      terminal.printJson({ merchant, shown, outcome: outcome.kind, reason });
    }
    return tellOutcome(context, { merchant, shown }, outcome, json);
  },
});

function tellOutcome(
  { terminal }: Pick<OpsContext, 'terminal'>,
  { merchant, shown }: { readonly merchant: string; readonly shown: string },
  outcome: ChatOutcome,
  json: boolean,
) {
  switch (outcome.kind) {
    case 'accepted':
      if (!json)
        terminal.print(paragraph(t`${shown} took the message. Look whether it stands in the chat of ${merchant}.`));
      return exit.ok;
    case 'refused':
      terminal.say(
        t`${shown} refuses the message: ${outcome.reason}.`,
        t`The webhook was deleted, its channel is closed, or the address is another one. Ask the merchant for a new one: ops chat set ${merchant}`,
      );
      return exit.failed;
    case 'later':
      terminal.say(
        t`${shown} did not take the message: ${outcome.reason}.`,
        t`It may take it later; notices are tried again by themselves.`,
      );
      return exit.failed;
  }
}
