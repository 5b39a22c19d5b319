import { jstText, minuteMs } from '../../core/kernel/time.ts';
import { defaultHealthSettings } from '../../core/model/health-settings.ts';
import { type Incident, occasionOf } from '../../core/model/incident.ts';
import type { Notice } from '../../core/model/notice.ts';
import { isStrict } from './outage-invariants.ts';
import type { AcceptedMail } from './outage-watch.ts';
import type { World } from './world.ts';

/** One occasion of an incident as the table had it: from its first version to its last. */
interface Occasion {
  readonly name: string;
  readonly last: Incident;
  /** So many of the incident's spans were over when it began. */
  readonly spansBefore: number;
  readonly noticedAt: number | null;
  readonly closedAt: number | null;
  /** When it was reopened as the next one, or a new incident began; null for the last one. */
  readonly followedAt: number | null;
}

/**
 * Each merchant whom an occasion concerned has one mail of its beginning and one all-clear; no other merchant has any. A second
 * one is sent only where a fault falls between the mail service's acceptance and our mark.
 */
export function brokenMails(world: World): string[] {
  if (world.outages === null) return [];
  const occasions = occasionsOf(world);
  const names = new Set(occasions.map(({ name }) => name));
  return [
    ...brokenNotices(world, {
      mails: world.watch.mails,
      rows: [...world.store.noticesById.values()],
      troubles: world.watch.mailTroubles,
    }),
    ...world.watch.mails.flatMap(({ occasion, subject, kind }) =>
      ['maintenance', 'status-digest', 'morning-digest'].includes(kind) || names.has(occasion)
        ? []
        : [`a mail belongs to nothing: ${subject}`],
    ),
    ...maintenanceMails(world),
    // In no world the mail service refuses a mail for its own sake.
    ...[...world.store.noticesById.values()].flatMap(({ kind, merchant, occasion, state }) =>
      state.kind === 'refused' ? [`${kind} to ${merchant} of ${occasion} was given up: ${state.reason}`] : [],
    ),
  ];
}

function occasionsOf({ watch }: World): Occasion[] {
  const byName = Map.groupBy(watch.incidents, ({ incident }) => occasionOf(incident));
  const begins = [...byName.values()].map((versions) => versions[0]?.at ?? 0);
  return [...byName].map(([name, versions]) => {
    const begunAt = versions[0]?.at ?? 0;
    const closed = versions.find(({ incident }) => incident.stage.kind === 'closed');
    const last = versions.at(-1)?.incident as Incident;
    const before = watch.incidents.filter(
      ({ incident: { id, reopened } }) => id === last.id && reopened < last.reopened,
    );
    return {
      name,
      last,
      spansBefore: before.at(-1)?.incident.affected.length ?? 0,
      noticedAt: versions.find(({ incident }) => incident.noticedAt !== undefined)?.at ?? null,
      closedAt: closed?.at ?? null,
      followedAt: begins.find((at) => at > begunAt) ?? null,
    };
  });
}

/** What was taken of notices by one way, the rows about it, and when something befell it. */
export interface AcceptedNotice {
  readonly mails: readonly AcceptedMail[];
  readonly rows: readonly Notice[];
  readonly troubles: readonly number[];
}

/** Each occasion's notices by one way: to each merchant whom it concerns once, and to no other. */
export function brokenNotices(world: World, taken: AcceptedNotice): string[] {
  return occasionsOf(world).flatMap((occasion) => mailsOf(world, occasion, taken));
}

function mailsOf(world: World, occasion: Occasion, { mails: all, rows: stored, troubles }: AcceptedNotice): string[] {
  const { store, outages } = world;
  const broken: string[] = [];
  const { name, last, noticedAt, closedAt, followedAt } = occasion;
  const mails = all.filter((mail) => mail.occasion === name);
  const since = sinceOf(occasion);
  for (const merchant of store.merchantsById.values()) {
    const own = mails.filter(({ to }) => to === merchant.contacts.join());
    const isConcerned = spansOf(occasion).some(({ capability }) => merchant.features.includes(capability));
    const whose = `${merchant.id} of ${name}`;
    if (noticedAt === null || !isConcerned) {
      if (own.length > 0)
        broken.push(`${own.length} mails to ${whose}, which the incident does not concern or which got no first mail`);
      continue;
    }
    const opened = own.filter(({ kind }) => kind === 'opened');
    const allClear = own.filter(({ kind }) => kind === 'all-clear');
    broken.push(...onceAtMost(opened, `opened to ${whose}`), ...onceAtMost(allClear, `all-clear to ${whose}`));
    // Who came while it went on is written to or not, as it happens.
    if (merchant.createdAt > world.start) continue;
    const missedOpening = opened.length === 0 && !isTroubled(troubles, noticedAt, closedAt);
    if (missedOpening) broken.push(`no mail told ${whose} of its beginning`);
    const isLast = followedAt === null;
    if (closedAt !== null && allClear.length === 0 && (isLast || !isTroubled(troubles, closedAt, followedAt))) {
      broken.push(`no all-clear to ${whose}`);
    }
    for (const mail of opened) {
      const afterMs = mail.at - since;
      if (outages && isStrict(outages) && afterMs < defaultHealthSettings.openedMailAfterMs) {
        broken.push(`opened to ${whose} went ${afterMs} ms after ${jstText(since)}`);
      }
    }
    for (const mail of allClear) {
      if (closedAt === null || mail.at < closedAt) broken.push(`all-clear to ${whose} went before it was closed`);
    }
  }
  const rows = stored.filter((notice) => notice.occasion === name);
  for (const { kind, merchant, state } of rows) {
    if (state.kind === 'sending' && last.stage.kind === 'closed' && followedAt === null) {
      broken.push(`${kind} to ${merchant} of ${name} is still in hand`);
    }
  }
  return broken;
}

/** The spans in which something was out in this occasion: the row has those of before it first. By clocks that are wrong they may end later. */
function spansOf({ last, spansBefore }: Occasion): Incident['affected'] {
  return last.affected.slice(spansBefore);
}

function sinceOf(occasion: Occasion): number {
  return Math.min(...spansOf(occasion).map(({ from }) => from));
}

function onceAtMost(mails: readonly AcceptedMail[], what: string): string[] {
  const cutOff = mails.filter((mail) => mail.cutOff).length;
  const marked = mails.length - cutOff;
  return marked > 1 ? [`${mails.length} mails ${what}, ${cutOff} of which were cut off`] : [];
}

/** True when something befell the mails between two moments, or there were only a few minutes for them. */
function isTroubled(troubles: readonly number[], from: number, to: number | null): boolean {
  const until = to ?? Number.POSITIVE_INFINITY;
  return until - from < 4 * minuteMs || troubles.some((at) => at > from - 10 * minuteMs && at <= until);
}

/** A planned window is announced once in advance. */
function maintenanceMails({ watch }: World): string[] {
  const mails = Map.groupBy(
    watch.mails.filter(({ kind }) => kind === 'maintenance'),
    ({ to, subject }) => `${to} ${subject}`,
  );
  return [...mails].flatMap(([what, sent]) => onceAtMost(sent, what));
}
