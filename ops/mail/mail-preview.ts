import {
  gatherFacts,
  identityOf,
  type Letter,
  pushFactsOf,
  renderHtml,
  renderText,
  stockFactsOf,
  writeLetter,
} from '../../core/mail/index.ts';
import { bareMerchant, type Incident, type Merchant } from '../../core/model/index.ts';
import type { Ports } from '../../core/ports/index.ts';
import { oversoldIn } from '../../core/stock/index.ts';
import { t } from '../../language/index.ts';
import { mallMails } from '../../malls/mall-mails.ts';
import { merchantMeant, orRefuse, refuse } from '../arguments/meant.ts';
import { choice, flag, optional, text } from '../arguments/parameter.ts';
import { writeWholeFile } from '../files/sink.ts';
import { defineMaintenanceCommand, exit } from '../frame/command.ts';
import { terminalLog } from '../frame/failure.ts';
import { incidentMeant } from '../outages/incidents.ts';
import { exampleLetter, exampleMerchant, type PreviewKind, previewKinds, previewKindWords } from './example-letters.ts';
import { findMailWords, letterLines } from './postbox.ts';

interface Wanted {
  readonly kind: PreviewKind;
  readonly incident: string | undefined;
  readonly merchant: string | undefined;
}

export const mailPreview = defineMaintenanceCommand({
  name: 'mail preview',
  summary: 'Shows a mail to merchants as they get it; sends nothing',
  help: `With the name, telephone and signature of the deployment. The facts are invented
(a night of the year 2030), unless --incident names a real one. An installation
is needed all the same, for those words: one that npm start runs, or a stage.

${previewKinds.map((kind) => `${kind.padEnd(23)}  ${previewKindWords[kind]}`).join('\n')}`,
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
  problemsOf: (_, isGiven) =>
    isGiven('incident') && !isGiven('merchant') ? [t`--merchant: is missing. With --incident, say to whom.`] : [],
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
    if (file !== undefined) await writeWholeFile(file, html);
    if (json) {
      const { subject } = letter;
      terminal.printJson({ kind, sender, ...words, subject, text: renderText(letter, identity), html });
      return exit.ok;
    }
    terminal.print(...letterLines(letter, identity));
    if (file !== undefined) terminal.say(t`The HTML is in ${file}.`);
    if (sender === null)
      terminal.say(t`${installation.place} has no sender: no mail leaves it (docs/start/deploy.md).`);
    return exit.ok;
  },
});

async function letterOf(ports: Ports, { kind, incident: id, merchant: name }: Wanted): Promise<Letter> {
  const merchant = name === undefined ? null : await merchantRow(ports, name);
  if (id === undefined || merchant === null) return exampleLetter(kind, merchant?.name ?? exampleMerchant);
  const found = await incidentLetter(ports, await incidentMeant(ports, id), merchant, kind);
  return found.kind === 'letter' ? found.letter : refuse(t`There is no such mail`, [t`--incident: ${found.why}`]);
}

async function merchantRow(ports: Ports, id: string): Promise<Merchant> {
  const meant = await orRefuse(t`There is no such mail`, (problems) => merchantMeant(ports, id, problems));
  return meant.row ?? bareMerchant(id, ports.clock.now());
}

type IncidentLetter =
  | { readonly kind: 'letter'; readonly letter: Letter }
  | { readonly kind: 'none'; readonly why: string };

async function incidentLetter(
  ports: Pick<Ports, 'shops' | 'audits' | 'pauses' | 'changes' | 'listings' | 'stock' | 'clock' | 'log'>,
  incident: Incident,
  merchant: Merchant,
  kind: PreviewKind,
): Promise<IncidentLetter> {
  const due = dueOf(kind, incident);
  if ('why' in due) return { kind: 'none', why: due.why };
  const { pauses } = await ports.pauses.standing();
  const facts = await gatherFacts({ ...ports, mails: mallMails }, incident, pauses);
  const letter = writeLetter(
    { ...due, occasion: incident.id },
    merchant,
    facts,
    await pushFactsOf(ports, due, merchant, facts),
    await stockFactsOf(ports, due, merchant, facts, oversoldIn(ports.stock)),
  );
  if (letter !== null) return { kind: 'letter', letter };
  const why =
    kind === 'outage-correction'
      ? t`the audit a day later found nothing of ${merchant.id} and left none of their shops out, or nothing of ${incident.id} concerns them.`
      : t`nothing of ${incident.id} concerns ${merchant.id}: they use none of what was out, or have no shop there.`;
  return { kind: 'none', why };
}

type Due = { readonly kind: Parameters<typeof writeLetter>[0]['kind']; readonly note?: string };

function dueOf(kind: PreviewKind, incident: Incident): Due | { readonly why: string } {
  switch (kind) {
    case 'outage-opened':
      return { kind };
    case 'outage-interim': {
      const note = incident.interims?.at(-1)?.text;
      return note === undefined ? { why: t`no word in between was sent of ${incident.id}.` } : { kind, note };
    }
    case 'outage-all-clear':
    case 'outage-correction':
      return incident.affected.some(({ to }) => to === null) ? { why: t`${incident.id} is not over.` } : { kind };
    case 'outage-all-clear-open':
      return {
        why: t`of an incident there is one all-clear, and its facts say what is open: ask for outage-all-clear.`,
      };
    case 'maintenance-ahead':
    case 'maintenance-after':
      return { why: t`an incident has no mails of a maintenance. Leave --incident out to see an example.` };
    case 'status-digest':
    case 'status-digest-deadlines':
    case 'morning-digest':
    case 'key-ending':
    case 'key-ending-consent':
    case 'key-ending-public-key':
    case 'key-ended':
      return { why: t`this mail is of no incident. Leave --incident out to see an example.` };
  }
}
