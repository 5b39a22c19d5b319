import {
  type EpochMs,
  hourMs,
  jstText,
  minuteMs,
  type Sentence,
  sentence,
  TsunagiError,
  type Words,
} from '../kernel/index.ts';
import {
  defaultHealthSettings,
  type Incident,
  noteLine,
  outsOf,
  spansOfOccasion,
  stretchesOf,
} from '../model/index.ts';
import type { Ports } from '../ports/index.ts';
import type { NoticeWork } from './deliver.ts';
import { moment } from './letter.ts';

const by = 'notify-merchants';

interface DueWord {
  readonly at: EpochMs;
  readonly text: string;
}

/**
 * The interim message due, or null. The interval counts from the last message, a person's included; of several missed only the last is
 * sent. Concurrent runs produce the same message.
 */
function dueWord(incident: Incident, everyMs: number, now: EpochMs): DueWord | null {
  const { noticedAt, interims = [], stage } = incident;
  if (whyNoInterim(incident) !== null || noticedAt === undefined || stage.kind !== 'open') return null;
  const heardAt = Math.max(noticedAt, ...interims.map(({ at }) => at));
  const times = Math.floor((now - heardAt) / everyMs);
  return times < 1 ? null : { at: heardAt + times * everyMs, text: textOf(incident, heardAt + times * everyMs) };
}

function textOf(incident: Incident, at: EpochMs): string {
  const stretches = stretchesOf(spansOfOccasion(incident).flatMap(outsOf), at);
  const [since = at, again = at] = [stretches[0]?.from, stretches.at(-1)?.from];
  const hours = Math.floor((at - since) / hourMs);
  const answered =
    stretches.length > 1
      ? `発生から${hours}時間が経ちました。途中で応答が戻った時間帯がございましたが、${moment(again)} から再び応答を確認できていません。`
      : `発生から${hours}時間が経ちましたが、正常な応答はまだ確認できていません。`;
  return [`${moment(at)} 現在、${answered}`, '確認は、自動で続けております。'].join('\n');
}

/** Writes the due message into the incident's row, from which its mails follow. */
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

const looksMax = 5;

type Interim =
  | { readonly kind: 'queued'; readonly incident: Incident }
  | { readonly kind: 'refused'; readonly why: Sentence };

/** Reason why no interim message can be sent now; null if one can. */
export function whyNoInterim(incident: Incident): Sentence | null {
  const { stage, noticedAt, id } = incident;
  if (stage.kind === 'closed') {
    return sentence`${id} is closed since ${jstText(stage.at)}, and the mail with the result has gone or goes now.`;
  }
  if (noticedAt === undefined) {
    const minutes = defaultHealthSettings.openedMailAfterMs / minuteMs;
    return sentence`${id} was announced to no merchant yet: an interim message would be the first. Merchants get a mail once it has lasted ${minutes} minutes.`;
  }
  return null;
}

/** Adds a person's line to the timeline, once per moment and text. */
export async function noteIncident(
  ports: Pick<Ports, 'incidents' | 'clock'>,
  { id }: Pick<Incident, 'id'>,
  text: Words,
  by: string,
  at: EpochMs = ports.clock.now(),
): Promise<void> {
  await ports.incidents.tell(noteLine(id, at, text, by));
}

export const sentNote = (text: string): Sentence => sentence`Sent to merchants: ${text}`;

/**
 * Writes an interim message into the incident's row; the mails follow. Safe to repeat with the same moment. Throws `store.failing` if the
 * row keeps changing.
 */
export async function sendInterim(
  ports: Pick<Ports, 'incidents'>,
  { id }: Pick<Incident, 'id'>,
  text: string,
  at: EpochMs,
): Promise<Interim> {
  for (let look = 1; look <= looksMax; look++) {
    const incident = await ports.incidents.get(id);
    if (incident === null) return { kind: 'refused', why: sentence`there is no incident ${id}.` };
    const why = whyNoInterim(incident);
    if (why !== null) return { kind: 'refused', why };
    const { interims = [], noticedAt = at } = incident;
    // Later than the mail that it follows, by whichever clock.
    const interim = { at: Math.max(at, noticedAt), text };
    if (interims.some((one) => one.at === interim.at && one.text === text)) return { kind: 'queued', incident };
    const next = { ...incident, version: incident.version + 1, interims: [...interims, interim] };
    if ((await ports.incidents.put(next)) === 'stored') return { kind: 'queued', incident: next };
  }
  throw new TsunagiError('store.failing', 'later', sentence`${id} keeps changing. Nothing was sent; run this again.`);
}
