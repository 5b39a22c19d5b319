import { dayMs, type EpochMs, jstDay, type Words } from '../../../core/kernel/index.ts';
import type { Incident, SentMail, Shop } from '../../../core/model/index.ts';
import { type Ports, shopsOfMall } from '../../../core/ports/index.ts';
import { mallMails } from '../../../malls/mall-mails.ts';
import type { Instance } from '../../../ops/frame/instance.ts';
import { type IncidentCourse, incidentCourse } from '../../../views/incident/index.ts';
import type { Axis } from '../../chart.ts';
import { failureWords } from '../../live.ts';
import { createLooks, type Looks } from '../../looks.ts';
import { mailsOfOccasion } from '../mails.ts';
import { axisOf } from './bands.ts';
import { type Mark, marksOf } from './marks.ts';
import { type CurveFacts, createCurveReader } from './read-curve.ts';

export interface IncidentSeen {
  readonly now: EpochMs;
  readonly incident: Incident;
  readonly facts: IncidentCourse;
  readonly axis: Axis;
  /** Those whose orders are in the curve. */
  readonly shops: readonly Shop[];
  readonly curve: CurveFacts;
  readonly mails: readonly SentMail[];
  readonly marks: readonly Mark[];
}

export interface IncidentLook {
  readonly seen: IncidentSeen | null;
  readonly failure: Words | null;
}

const everyMs = 2_000;
/** A look rests four times as long as it took, and so long that all looks take at most so many read units a second. */
const restFactor = 4;
const unitsPerSecond = 25;
/** Outages that were shown last: their looks are kept for those who follow them. */
const keptMax = 20;
/** Of an outage that is over for so long nothing changes by itself: the audit a day later is in it. */
const settledAfterMs = 3 * dayMs;

export function createIncidentLooks(instance: Omit<Instance, 'close'>) {
  const kept = new Map<string, Looks<IncidentLook>>();

  function open(id: string): Looks<IncidentLook> {
    const readCurve = createCurveReader(instance);
    let last: IncidentSeen | null = null;
    let units = 0;
    return createLooks<IncidentLook>({
      async look() {
        const { result, readUnits } = await instance.countReads(() => readSeen(instance, id, readCurve));
        units = readUnits;
        last = result;
        return { seen: result, failure: null };
      },
      failed: (error) => ({ seen: last, failure: failureWords(error) }),
      pauseMs(viewers, tookMs) {
        if (viewers === 0 || (last !== null && isSettled(last))) return null;
        return Math.max(everyMs, restFactor * tookMs, (1_000 * units) / unitsPerSecond);
      },
    });
  }

  return {
    of(id: string): Looks<IncidentLook> {
      const looks = kept.get(id) ?? open(id);
      kept.delete(id);
      kept.set(id, looks);
      for (const oldest of kept.keys()) if (kept.size > keptMax) kept.delete(oldest);
      return looks;
    },
  };
}

const isSettled = ({ incident, now }: IncidentSeen): boolean =>
  incident.stage.kind === 'closed' && now - incident.stage.at > settledAfterMs;

/** Reads an outage; for a `merchant` only the orders of their shops, and their mails. */
export async function readSeen(
  instance: Pick<Instance, 'ports'>,
  id: string,
  readCurve: ReturnType<typeof createCurveReader>,
  merchant?: string,
): Promise<IncidentSeen> {
  const { ports } = instance;
  const now = ports.clock.now();
  const incident = await ports.incidents.get(id);
  if (incident === null) throw new Error('An incident is never removed.');
  const facts = await incidentCourse({ ...ports, mails: mallMails }, incident);
  const axis = axisOf(facts, now);
  const [shops, sent] = await Promise.all([shopsOfMall(ports, incident.mall), mailsOf(ports, incident, now)]);
  const isMeant = (one: string | undefined): boolean => merchant === undefined || one === merchant;
  const meant = shops.filter((shop) => isMeant(shop.merchant));
  const curve = await readCurve(incident, meant, axis);
  const mails = sent.filter(({ record }) => isMeant(record?.merchant));
  return { now, incident, facts, axis, shops: meant, curve, mails, marks: marksOf(facts, mails) };
}

/** The mails of an incident: from its beginning to two days after its end. */
async function mailsOf(
  { notices }: Pick<Ports, 'notices'>,
  { id, openedAt, stage }: Incident,
  now: EpochMs,
): Promise<SentMail[]> {
  const end = Math.min(now, stage.kind === 'closed' ? stage.at + 2 * dayMs : now);
  const days = new Set<string>();
  for (let at = openedAt; at <= end; at += dayMs / 2) days.add(jstDay(at));
  days.add(jstDay(end));
  return mailsOfOccasion(notices, [...days], id);
}
