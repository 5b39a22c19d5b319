import {
  gatherFacts,
  identityOf,
  type Letter,
  noPushFacts,
  noStockFacts,
  noteIncident,
  sendInterim,
  sentNote,
  whyNoInterim,
  writeLetter,
} from '../../core/mail/index.ts';
import { type Incident, seenLine } from '../../core/model/index.ts';
import type { Ports } from '../../core/ports/index.ts';
import { counted, t, translated } from '../../language/index.ts';
import { mallMails } from '../../malls/mall-mails.ts';
import { jstIso } from '../../views/plain.ts';
import { refuse } from '../arguments/meant.ts';
import { byOption, flag, text, whoDoes } from '../arguments/parameter.ts';
import { type CareContext, defineMaintenanceCommand, type ExitCode, exit } from '../frame/command.ts';
import { terminalLog } from '../frame/failure.ts';
import { findMailWords, letterLines } from '../mail/postbox.ts';
import { saysYes } from '../terminal/index.ts';
import { incidentMeant, incidentPlace } from './incidents.ts';

/** Characters of a word in between: a mail that is read on a telephone. */
export const textMax = 1_000;

interface Wish {
  readonly incident: Incident;
  readonly text: string;
  readonly who: string;
  readonly yes: boolean;
  readonly json: boolean;
}

export const incidentsNote = defineMaintenanceCommand({
  name: 'incidents note',
  summary: 'Adds a line to an incident, and mails it to merchants if you say so',
  help: `The line stands in the timeline, with your name. With --send it also goes to
every merchant who is affected, once, as 途中経過; its lines are lines of the
mail. The mail is shown first, and you are asked. It can be sent while the
incident lasts, once merchants have been notified of it.

With --seen it also settles what the audits so far left open: ops status and the
console do not count it any more (docs/runbook/audit-found.md).`,
  examples: [
    ['incidents note latest --text "RMSに電話で確認済み"', 'for colleagues'],
    ['incidents note latest --text 20時頃の復旧見込みと発表されました。 --send', 'and for merchants'],
    ['incidents note rms-20200210-154500 --text "RMSで重複行を削除済み" --seen', 'nothing is left to do'],
  ],
  arguments: { incident: incidentPlace },
  options: {
    text: text('<text>', 'what happened'),
    send: flag('mail it to the affected merchants'),
    seen: flag('what the audits so far left open is settled'),
    yes: flag('with --send: do not ask'),
    by: byOption('who says so'),
  },
  problemsOf: ({ text: words, send, seen, yes }) => [
    ...(words !== undefined && words.length > textMax
      ? [t`--text: has ${words.length} characters, expected at most ${textMax}.`]
      : []),
    ...(seen && send ? [t`--seen: is for colleagues, and goes without --send.`] : []),
    ...(yes && !send ? [t`--yes: is for --send, which is missing.`] : []),
  ],
  async run(context, { incident: id, text: words, send, seen, yes, by, json }) {
    const instance = await context.installation.open(terminalLog(context.terminal));
    try {
      const { ports } = instance;
      const wish = { incident: await incidentMeant(ports, id), text: words, who: whoDoes(by), yes, json };
      if (send) return await sendToMerchants(context, ports, wish);
      if (seen) await ports.incidents.tell(seenLine(wish.incident.id, ports.clock.now(), words, wish.who));
      else await noteIncident(ports, wish.incident, words, wish.who);
      tell(context, ports, wish, { sent: false, line: t`Noted in ${wish.incident.id}.` });
      return exit.ok;
    } finally {
      await instance.close();
    }
  },
});

async function sendToMerchants(context: CareContext, ports: Ports, wish: Wish): Promise<ExitCode> {
  const { incident, text: words, who, yes, json } = wish;
  const { terminal, installation } = context;
  const why = whyNoInterim(incident);
  if (why !== null) return refuse(t`Nothing was sent or noted`, [t`--send: ${translated(why)}`]);
  const { sender, words: mailWords } = await findMailWords(context);
  if (sender === null) {
    return refuse(t`Nothing was sent or noted`, [
      t`--send: ${installation.place} has no sender, so no mail leaves it. Name one with the parameter sender, and deploy (docs/start/deploy.md).`,
    ]);
  }
  const preview = await interimLetter(ports, incident, words);
  if (preview === null) {
    return refuse(t`Nothing was sent or noted`, [t`--send: no merchant with a contact uses what is out.`]);
  }
  if (!json) terminal.say(...letterLines(preview.letter, identityOf(mailWords)), '');
  const question = t`Send this to ${counted(preview.merchants, 'merchant')}?`;
  if (!yes && !(await saysYes(terminal, question, t`Nothing was sent or noted.`))) return exit.failed;
  const at = ports.clock.now();
  const interim = await sendInterim(ports, incident, words, at);
  if (interim.kind === 'refused') return refuse(t`Nothing was sent or noted`, [t`--send: ${translated(interim.why)}`]);
  await noteIncident(ports, incident, sentNote(words), who, at);
  const line = t`It goes to ${counted(preview.merchants, 'merchant')} within two minutes. How far that is: ops incidents show ${incident.id}`;
  tell(context, ports, wish, { sent: true, line });
  return exit.ok;
}

function tell(
  { terminal }: CareContext,
  { clock }: Pick<Ports, 'clock'>,
  { incident, text: words, who, json }: Wish,
  { sent, line }: { readonly sent: boolean; readonly line: string },
): void {
  if (json) terminal.printJson({ incident: incident.id, at: jstIso(clock.now()), by: who, text: words, sent });
  else terminal.print(line);
}

/** An interim mail as the first of the affected merchants would get it, and how many get it; null when none does. */
export async function interimLetter(
  ports: Pick<Ports, 'merchants' | 'shops' | 'audits' | 'pauses'>,
  incident: Incident,
  note: string,
): Promise<{ readonly merchants: number; readonly letter: Letter } | null> {
  const [{ pauses }, merchants] = await Promise.all([ports.pauses.standing(), ports.merchants.list()]);
  const facts = await gatherFacts({ ...ports, mails: mallMails }, incident, pauses);
  const due = { occasion: incident.id, kind: 'outage-interim' as const, note };
  const letters = merchants
    .filter(({ contacts }) => contacts.length > 0)
    .flatMap((merchant) => writeLetter(due, merchant, facts, noPushFacts, noStockFacts) ?? []);
  const [first] = letters;
  return first === undefined ? null : { merchants: letters.length, letter: first };
}
