import { identityOf, type Letter, renderHtml, renderText } from '../../core/mail/index.ts';
import { bareMerchant, type Merchant } from '../../core/model/index.ts';
import type { Ports } from '../../core/ports/index.ts';
import { merchantMeant } from '../arguments/merchant-meant.ts';
import { choice, flag, optional, text } from '../arguments/parameter.ts';
import { orRefuse, refuse } from '../arguments/shop-and-span.ts';
import { writeTextFile } from '../files/sink.ts';
import { defineMaintenanceCommand, exit } from '../frame/command.ts';
import { terminalLog } from '../frame/log.ts';
import { incidentMeant } from '../outages/incident-words.ts';
import { exampleLetter, exampleMerchant, type PreviewKind, previewKinds, previewKindWords } from './example-letters.ts';
import { incidentLetter } from './incident-letter.ts';
import { findMailWords, letterLines } from './postbox.ts';

interface Wanted {
  readonly kind: PreviewKind;
  readonly incident: string | undefined;
  readonly merchant: string | undefined;
}

/** `ops mail preview`: the mails as merchants get them, without sending one. */
export const mailPreview = defineMaintenanceCommand({
  name: 'mail preview',
  summary: 'Shows a mail to merchants as they get it; sends nothing',
  help: `With the name, telephone and signature of the deployment. The facts are invented
(a night of the year 2030), unless --incident names a real one. An installation
is needed all the same, for those words: one that npm start runs, or a stage.

${previewKinds.map((kind) => `${kind.padEnd(22)} ${previewKindWords[kind]}`).join('\n')}`,
  examples: [
    ['mail preview outage-opened', 'the text'],
    ['mail preview outage-all-clear --html mail.html', 'and a file to open in a browser'],
    ['mail preview outage-all-clear --incident latest --merchant kado', 'what kado gets of a real one'],
  ],
  arguments: { kind: { ...choice(previewKinds, 'which mail, of those below'), takes: '<kind>' } },
  options: {
    incident: optional(text('<incident>', 'with the facts of this incident, or of the latest')),
    merchant: optional(text('<merchant>', 'to this merchant; needed with --incident')),
    html: optional(text('<file>', 'write the HTML there, over what is in it')),
    json: flag('one line of JSON, with the HTML'),
  },
  problemsOf: ({ incident, merchant }) =>
    incident !== undefined && merchant === undefined ? ['--merchant: is missing. With --incident, say to whom.'] : [],
  async run(context, { kind, incident, merchant, html: file, json }) {
    const { terminal, installation } = context;
    const { words, sender } = await findMailWords(context);
    const identity = identityOf(words);
    const instance = await installation.open(terminalLog(terminal));
    let letter: Letter;
    try {
      letter = await letterOf(instance.ports, { kind, incident, merchant });
    } finally {
      await instance.close();
    }
    const html = renderHtml(letter, identity);
    if (file !== undefined) await writeTextFile(file, html);
    if (json) {
      const { subject } = letter;
      terminal.printJson({ kind, sender, ...words, subject, text: renderText(letter, identity), html });
      return exit.ok;
    }
    terminal.print(...letterLines(letter, identity));
    if (file !== undefined) terminal.say(`The HTML is in ${file}.`);
    if (sender === null) terminal.say(`${installation.place} has no sender: no mail leaves it (docs/deploy.md).`);
    return exit.ok;
  },
});

async function letterOf(ports: Ports, { kind, incident: id, merchant: name }: Wanted): Promise<Letter> {
  const merchant = name === undefined ? null : await merchantRow(ports, name);
  if (id === undefined || merchant === null) return exampleLetter(kind, merchant?.name ?? exampleMerchant);
  const found = await incidentLetter(ports, await incidentMeant(ports, id), merchant, kind);
  return found.kind === 'letter' ? found.letter : refuse('There is no such mail', [`--incident: ${found.why}`]);
}

async function merchantRow(ports: Ports, id: string): Promise<Merchant> {
  const meant = await orRefuse('There is no such mail', (problems) => merchantMeant(ports, id, problems));
  return meant.row ?? bareMerchant(id, ports.clock.now());
}
