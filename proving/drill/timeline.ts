import { hourMs, minuteMs } from '../../core/kernel/time.ts';
import { secondAuditOf } from '../../core/model/audit.ts';
import type { DrillDay } from '../../journal/index.ts';
import type { Day } from './day.ts';
import { everyHealthMoment, foldedHealthMoments, type Moment } from './health-moments.ts';
import type { Press } from './people.ts';
import type { Script } from './scripts.ts';
import { waitingAt } from './waiting.ts';

/** A story twice: with what repeats itself folded, and with every line. */
export interface Story {
  readonly folded: readonly Moment[];
  readonly whole: readonly Moment[];
}

/** What a story is made of: the day as its journal has it, and what no journal has. */
export interface Told {
  readonly script: Pick<Script, 'title' | 'from' | 'to' | 'greyFrom' | 'planned'>;
  readonly day: DrillDay;
  readonly presses: readonly Press[];
  /** Lines of the incidents' own timelines. */
  readonly incidents: readonly { readonly at: number; readonly what: string; readonly text: string }[];
}

/** The day as a story: what the mall did, what was found out and done, who was written to, how the orders came. */
export function storyOf(told: Told): Story {
  const { day } = told;
  const { from, to, greyFrom } = told.script;
  const milestones = [greyFrom ?? from, to, to + 30 * minuteMs];
  const half = 30 * minuteMs;
  const halfHours = Array.from({ length: Math.floor((to - from) / half) + 2 }, (_, index) => from + index * half);
  const both = [...mallMoments(told), ...keyMoments(day), ...mailMoments(day)];
  return {
    folded: inOrder([
      ...both,
      ...foldedHealthMoments(day),
      // That it is certain, the states say already.
      ...incidentMoments(told, /^(noticed|closed|second)/),
      ...pressedTogether(told),
      ...orderMoments(day, milestones),
      ...changeMoments(day, milestones),
    ]),
    whole: inOrder([
      ...both,
      ...everyHealthMoment(day),
      ...incidentMoments(told, /./),
      ...told.presses.map(({ at, outcome }): Moment => ({ at, who: 'people', text: `import is pressed: ${outcome}` })),
      ...orderMoments(day, halfHours),
      ...changeMoments(day, halfHours),
    ]),
  };
}

/** The lines of the incidents' timelines that lie in a store, and what the audits a day later found. */
export function incidentLines({ store }: Pick<Day, 'store'>): Told['incidents'] {
  const timelines = [...store.timelinesByIncident.values()].flatMap((lines) => [...lines.values()]);
  const seconds = [...store.incidentsById.values()].flatMap((incident) => {
    const { secondAudit } = incident;
    const audits = [...(store.auditsByName.get(secondAuditOf(incident))?.values() ?? [])];
    if (secondAudit === undefined || audits.length === 0) return [];
    const { audited, shops, missing, doubled, unread = 0 } = secondAudit;
    const text = `Audited again: ${audited} of ${shops} shops, ${missing} orders missing, ${doubled} doubled, ${unread} unread.`;
    return [{ at: Math.max(...audits.map(({ at }) => at)), what: 'second-audit', text }];
  });
  return [...timelines, ...seconds];
}

function inOrder(moments: readonly Moment[]): Moment[] {
  return moments.toSorted((a, b) => a.at - b.at).filter((moment, index, all) => moment.text !== all[index - 1]?.text);
}

function mallMoments({ script }: Told): Moment[] {
  const grey = 'The grey hours begin: some calls are answered, nothing is announced.';
  const held = script.planned?.capabilities.join(', ');
  return [
    { at: script.from, who: 'mall', text: script.title },
    ...(held === undefined ? [] : [{ at: script.from, who: 'tsunagi', text: `${held}: held, as planned` } as const]),
    ...(script.greyFrom === undefined ? [] : [{ at: script.greyFrom, who: 'mall', text: grey } as const]),
    { at: script.to, who: 'mall', text: 'Everything is answered again.' },
  ];
}

function keyMoments({ settings: { keyless } }: DrillDay): Moment[] {
  return keyless.flatMap(({ shop, from, to }): Moment[] => [
    { at: from, who: 'people', text: `The licence key of ${shop} runs out.` },
    { at: to, who: 'people', text: `A new key of ${shop} is entered.` },
  ]);
}

function incidentMoments({ incidents }: Told, which: RegExp): Moment[] {
  return incidents.filter(({ what }) => which.test(what)).map(({ at, text }) => ({ at, who: 'tsunagi', text }));
}

function mailMoments({ mails }: DrillDay): Moment[] {
  // Those of one hour may differ in their figure alone.
  const bySubject = Map.groupBy(mails, ({ at, subject }) => {
    const alike = subject.replace(figure, '');
    return alike === subject ? subject : `${Math.floor(at / hourMs)} ${alike}`;
  });
  return [...bySubject.values()].map((sent) => ({
    at: Math.min(...sent.map(({ at }) => at)),
    who: 'mail',
    text: `${sent.length} × ${together(sent.map(({ subject }) => subject))}`,
  }));
}

/** How many orders a digest is about. */
const figure = /(?<=^【要対応 )\d+(?=件】)/;

/** Subjects that differ in their figure alone, as one: `【要対応 1–8件】`. */
function together(subjects: readonly string[]): string {
  const [first = ''] = subjects;
  const figures = subjects.map((subject) => Number(figure.exec(subject)?.[0]));
  const [least, most] = [Math.min(...figures), Math.max(...figures)];
  return least < most ? first.replace(figure, `${least}–${most}`) : first;
}

function pressedTogether({ presses }: Told): Moment[] {
  const times = presses.map(({ at }) => at);
  if (times.length === 0) return [];
  const outcomes = [...Map.groupBy(presses, ({ outcome }) => outcome)];
  const text = outcomes.map(([outcome, all]) => `${all.length} ${outcome}`).join(', ');
  return [
    {
      at: Math.min(...times),
      until: Math.max(...times),
      who: 'people',
      text: `${presses.length} merchants press import by hand: ${text}`,
    },
  ];
}

function orderMoments(day: DrillDay, moments: readonly number[]): Moment[] {
  const { keyless } = day.settings;
  const waiting = waitingAt(day, moments);
  const orders = [...day.books.values()];
  const ofKeyless = orders.filter((order) =>
    keyless.some(({ shop, from }) => shop === order.shop && order.orderedAt >= from),
  );
  const forKey = waitingAt(day, moments, ofKeyless);
  return moments.map((at, index) => {
    const placed = orders.filter(({ orderedAt }) => orderedAt <= at).length;
    const key = forKey[index] ? `, ${forKey[index]} of them for want of a key` : '';
    return { at, who: 'orders', text: `${placed} placed, ${waiting[index] ?? 0} not yet here${key}` };
  });
}

/** How the changes of statuses stood at these moments: asked for, ended, held; nothing where none was asked for. */
function changeMoments({ requested, pushes }: DrillDay, moments: readonly number[]): Moment[] {
  if (requested.size === 0) return [];
  return moments.map((at) => {
    const known = [...pushes.values()].filter(({ requestedAt }) => requestedAt <= at);
    const ended = known.filter(({ endedAt }) => endedAt !== null && endedAt <= at);
    const open = known.length - ended.length;
    const held = known.filter((push) => push.heldAt !== null && push.heldAt <= at && !ended.includes(push)).length;
    const confirmed = ended.filter(({ state }) => state === 'confirmed').length;
    const waiting = open === 0 ? 'none open' : `${open} open${held === 0 ? '' : `, ${held} of them held`}`;
    return {
      at,
      who: 'changes',
      text: `${known.length} asked for, ${confirmed} confirmed, ${ended.length - confirmed} failed, ${waiting}`,
    };
  });
}
