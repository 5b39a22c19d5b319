import { chatKindOf, chatKinds, wrongChatAddress } from '../../core/model/index.ts';
import { removeChat, setChat } from '../../core/tenants/index.ts';
import { t, translated } from '../../language/index.ts';
import { merchantMeant, merchantPlace, orRefuse, refuse } from '../arguments/meant.ts';
import { choice, flag, optional, text } from '../arguments/parameter.ts';
import { textOfFile } from '../files/decode.ts';
import { defineCommand, exit } from '../frame/command.ts';
import { isAgreed, paragraph, type Terminal } from '../terminal/index.ts';
import { addressText, chatJson, chatSettingsOf, notOnText } from './chat-words.ts';

export const chatSet = defineCommand({
  name: 'chat set',
  summary: 'Gives a merchant a chat that notices of outages go to, or another one',
  help: `The address of an incoming webhook of Slack, or of what takes the same body
(Mattermost, Rocket.Chat, Discord with /slack behind it), or of a workflow of
Teams. It is a secret: it is enough to write there. So it is no argument, is
stored sealed, and only its host and last four characters are shown. The one
before is replaced at once. Try it with ops chat test.

It begins with https:// and names a public host.`,
  examples: [
    ['chat set kado', 'asks for the address on the terminal, and does not show it'],
    ['chat set kado --address-from webhook.txt', 'takes it from a file; - is stdin'],
    ['chat set kado --kind teams', 'where the form of the address does not say it'],
  ],
  arguments: { merchant: merchantPlace },
  options: {
    addressFrom: optional(text('<file>', 'where the address is, - for stdin; asked for on the terminal when absent')),
    kind: optional(choice(chatKinds, 'what it takes; by the form of the address when absent')),
  },
  async run(context, { merchant, addressFrom, kind, json }) {
    const { ports, terminal, place } = context;
    const refusal = t`The chat was not set`;
    await orRefuse(refusal, (problems) => merchantMeant(ports, merchant, problems));
    const { isOn, desk } = await chatSettingsOf(context);
    const address = await askAddress(terminal, addressFrom, refusal);
    const wrong = wrongChatAddress(address, desk);
    if (wrong !== null) refuse(refusal, [t`address: ${translated(wrong)}`]);
    const { chat, was } = await setChat(ports, merchant, { address, kind: kind ?? chatKindOf(address) });
    if (json) terminal.printJson({ ...chatJson(chat), was, isPosting: isOn });
    else {
      const now = chat.address === undefined ? '' : addressText(chat.address);
      const before = chat.before.at(-1)?.shown ?? '';
      const what =
        was === 'unchanged'
          ? t`${merchant} has this chat already (${now}); nothing was changed.`
          : was === 'new'
            ? t`Notices of outages to ${merchant} go to ${now}.`
            : t`Notices of outages to ${merchant} go to ${now}, and no longer to ${before}.`;
      terminal.print(paragraph(what), t`Try it: ops chat test ${merchant}`);
    }
    if (!isOn) terminal.say(notOnText(place));
    return exit.ok;
  },
});

/** What was typed or stands in the file, as one line; never repeated. */
async function askAddress(terminal: Terminal, path: string | undefined, title: string): Promise<string> {
  if (path !== undefined) return (await textOfFile(terminal, { option: '--address-from', path, title })).trim();
  const typed = await terminal.secret(t`Address of the webhook (not shown): `);
  if (typed !== null) return typed.trim();
  return refuse(title, [
    t`There is no terminal to ask for the address, or the question was given up. Use --address-from <file>, or - for stdin.`,
  ]);
}

export const chatRemove = defineCommand({
  name: 'chat remove',
  summary: 'Removes a merchant’s chat: notices no longer go there, mails do',
  help: `Destroys the stored address. Which chats there were, and when, stays (ops chat
show). The webhook itself still works: delete it in the chat.`,
  examples: [
    ['chat remove kado', 'asks before it does it'],
    ['chat remove kado --yes', 'does not ask'],
  ],
  arguments: { merchant: merchantPlace },
  options: { yes: flag('do not ask') },
  async run({ ports, terminal }, { merchant, yes, json }) {
    const nothing = t`The chat was not removed.`;
    await orRefuse(t`The chat was not removed`, (problems) => merchantMeant(ports, merchant, problems));
    const address = (await ports.chats.get(merchant))?.address;
    if (address === undefined) {
      if (json) terminal.printJson({ merchant, removed: false });
      else terminal.print(t`${merchant} has no chat; nothing was changed.`);
      return exit.ok;
    }
    const question = t`${merchant} gets no more notices in ${addressText(address)}.`;
    if (!(await isAgreed(terminal, { yes, question, nothing }))) return exit.failed;
    const removed = await removeChat(ports, merchant);
    if (json) terminal.printJson({ merchant, removed: removed !== null });
    else terminal.print(t`The chat of ${merchant} is removed. The webhook itself still works: delete it in the chat.`);
    return exit.ok;
  },
});
