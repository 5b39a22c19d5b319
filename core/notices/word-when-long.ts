import { type Incident, spansOfOccasion } from '../incidents/incident.ts';
import { noteIncident, sendInterim, whyNoInterim } from '../incidents/note.ts';
import { moment } from '../mail/days.ts';
import { type EpochMs, hourMs } from '../units.ts';
import type { NoticeWork } from './deliver.ts';

const by = 'notify-merchants';

/** A word in between that is due because nobody wrote one. */
export interface DueWord {
  readonly at: EpochMs;
  readonly text: string;
}

/**
 * The word in between that an outage wants now, when merchants are to hear something every so often; null when none is due. It
 * counts from the last they heard, a person's words included. Of several that were missed only the last one goes. Runs that look
 * at the same time come to the same word.
 */
export function dueWord(incident: Incident, everyMs: number, now: EpochMs): DueWord | null {
  const { noticedAt, interims = [], stage } = incident;
  if (whyNoInterim(incident) !== null || noticedAt === undefined || stage.kind !== 'open') return null;
  const heardAt = Math.max(noticedAt, ...interims.map(({ at }) => at));
  const times = Math.floor((now - heardAt) / everyMs);
  return times < 1 ? null : { at: heardAt + times * everyMs, text: textOf(incident, heardAt + times * everyMs) };
}

function textOf(incident: Incident, at: EpochMs): string {
  const since = Math.min(...spansOfOccasion(incident).map(({ from }) => from));
  const hours = Math.floor((at - since) / hourMs);
  return [
    `${moment(at)} 現在、発生から${hours}時間が経ちましたが、正常な応答はまだ確認できていません。`,
    '確認は、自動で続けております。',
  ].join('\n');
}

/** Writes the word that is due into the incident's row, from which its mails follow. Returns the incident as it is then. */
export async function writeDueWord(
  { ports, interimEveryMs = null }: Pick<NoticeWork, 'ports' | 'interimEveryMs'>,
  incident: Incident,
): Promise<Incident> {
  const due = interimEveryMs === null ? null : dueWord(incident, interimEveryMs, ports.clock.now());
  if (due === null) return incident;
  const interim = await sendInterim(ports, incident, due.text, due.at);
  if (interim.kind === 'refused') return incident;
  await noteIncident(ports, incident, due.text, by);
  return interim.incident;
}
