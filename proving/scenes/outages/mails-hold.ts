import { minuteMs, secondMs } from '../../../core/kernel/time.ts';
import { capabilities } from '../../../core/model/health.ts';
import { type Incident, occasionOf } from '../../../core/model/incident.ts';
import type { Merchant } from '../../../core/model/merchant.ts';
import type { OutageScene, PlannedWindow, SceneMail } from './scene.ts';
import { failedIn, minute } from './true-story.ts';

/** One occasion of an incident, as its row was from its first version to its last. */
interface Occasion {
  readonly name: string;
  readonly last: Incident;
  readonly affected: Incident['affected'];
  readonly noticedAt: number | null;
  readonly closedAt: number | null;
  /** Later occasions of the same incident. */
  readonly later: readonly string[];
}

/** What must hold of the mails to merchants, and does not. */
export function brokenMails(scene: OutageScene): string[] {
  const occasions = occasionsOf(scene);
  const merchants = [...scene.store.merchantsById.values()];
  return [
    ...[...scene.store.noticesById.values()].flatMap(({ kind, merchant, occasion, state }) =>
      // A window that has begun, or was forgotten, wants its mail no more.
      state.kind === 'sending' && kind !== 'maintenance-ahead'
        ? [`${kind} to ${merchant} of ${occasion} is still in hand`]
        : [],
    ),
    ...sentOnce(scene),
    ...occasions.flatMap((one) => merchants.flatMap((merchant) => mailsOf(scene, one, merchant))),
    ...scene.watch.mails.flatMap((mail) => isTrue(scene, occasions, mail)),
    ...scene.watch.windows.flatMap((one) => merchants.flatMap((merchant) => mailsOfWindow(scene, one, merchant))),
  ];
}

function occasionsOf({ watch }: OutageScene): Occasion[] {
  const byName = Map.groupBy(watch.incidents, ({ incident }) => occasionOf(incident));
  return [...byName].map(([name, versions]) => {
    const last = versions.at(-1)?.incident as Incident;
    const { id, reopened, before } = last;
    const closed = versions.find(({ incident }) => incident.stage.kind === 'closed');
    return {
      name,
      last,
      affected: last.affected.slice(before?.spans ?? 0),
      noticedAt: versions.find(({ incident }) => incident.noticedAt !== undefined)?.at ?? null,
      closedAt: closed?.at ?? null,
      later: [...byName].flatMap(([other, [first]]) =>
        first?.incident.id === id && first.incident.reopened > reopened ? [other] : [],
      ),
    };
  });
}

/** The run that sent a mail died, or never learnt that it was taken: then it comes again. */
function isCutOff({ watch }: OutageScene, { by, at, answerLost }: SceneMail): boolean {
  return (
    answerLost || watch.runs.some((run) => run.process === by && run.died && run.at <= at && (run.endedAt ?? at) >= at)
  );
}

function sentOnce(scene: OutageScene): string[] {
  const groups = Map.groupBy(
    scene.watch.mails,
    ({ kind, occasion, merchant }) => `${kind} of ${occasion} to ${merchant}`,
  );
  return [...groups].flatMap(([what, mails]) => {
    const whole = mails.filter((mail) => !isCutOff(scene, mail)).length;
    return whole > 1 ? [`${what} was sent ${mails.length} times`] : [];
  });
}

/** True for a merchant who was the same all through the scene. */
function isSteady({ watch }: OutageScene, { id }: Merchant): boolean {
  return !watch.changed.some(({ merchant }) => merchant === id);
}

function hasShopAt({ store }: OutageScene, { id }: Merchant, mall: string): boolean {
  return [...store.shopsByKey.values()].some((shop) => shop.mall === mall && shop.merchant === id);
}

/** Only this merchant's mails were refused. */
function wasRefused({ store }: OutageScene, { id }: Merchant): boolean {
  return [...store.noticesById.values()].some(({ merchant, state }) => merchant === id && state.kind === 'refused');
}

/** True where something kept mails from being sent between two moments, or there were only minutes for them. */
function isTroubled({ watch }: OutageScene, from: number, to: number): boolean {
  return to - from < 3 * minuteMs || watch.mailTroubles.some((at) => at > from - 10 * minuteMs && at <= to);
}

function mailsOf(scene: OutageScene, occasion: Occasion, merchant: Merchant): string[] {
  const { watch } = scene;
  const { name, last, affected, noticedAt, closedAt, later } = occasion;
  if (!isSteady(scene, merchant)) return [];
  const own = watch.mails.filter((mail) => mail.occasion === name && mail.merchant === merchant.id);
  const used = affected.filter(({ capability }) => merchant.features.includes(capability));
  const isConcerned = used.length > 0 && merchant.contacts.length > 0 && hasShopAt(scene, merchant, last.mall);
  const whose = `${merchant.id} of ${name}`;
  if (noticedAt === null || !isConcerned) {
    const wrong = own.filter(({ kind }) => kind !== 'outage-correction');
    return wrong.map(({ kind, at }) => `${kind} to ${whose} at ${minute(scene, at)}, whom it does not concern`);
  }
  if (wasRefused(scene, merchant)) return [];
  const sent = (kind: string): SceneMail[] => own.filter((mail) => mail.kind === kind);
  const [opened, allClear] = [sent('outage-opened'), sent('outage-all-clear')];
  const until = closedAt ?? scene.time.now();
  // What went out last may have gone out when the others had been written to.
  const usedAt = Math.max(noticedAt, Math.min(...used.map(({ from }) => from + minuteMs)));
  const isCarried = watch.mails.some(
    (mail) => later.includes(mail.occasion) && mail.merchant === merchant.id && mail.kind === 'outage-all-clear',
  );
  const isLost = opened.length === 0 && !isTroubled(scene, usedAt, until);
  return [
    ...(isLost ? [`no mail told ${whose} of its beginning at ${minute(scene, noticedAt)}`] : []),
    ...(allClear.length === 0 && !isCarried ? [`no all-clear to ${whose}`] : []),
    ...opened
      .filter(({ at }) => at < noticedAt)
      .map(({ at }) => `the opening mail to ${whose} went at ${minute(scene, at)}, too early`),
    ...allClear
      .filter(({ at }) => at < until)
      .map(({ at }) => `all-clear to ${whose} at ${minute(scene, at)}, before it was closed`),
  ];
}

/** The moments in a subject, `(11/24 10:22〜10:32)`: as it is written for who reads it. */
const moments = /\((\d+)\/(\d+) (\d+):(\d+)〜(?:(?:(\d+)\/(\d+) )?(\d+):(\d+))?\)$/;

/** What a mail says was so: since when it was out, and that nothing is missing. */
function isTrue(scene: OutageScene, occasions: readonly Occasion[], mail: SceneMail): string[] {
  const { occasion, kind, merchant, subject, at } = mail;
  if (!kind.startsWith('outage-')) return [];
  const found = occasions.find(({ name }) => name === occasion);
  if (found === undefined) return [`${kind} to ${merchant} at ${minute(scene, at)} belongs to nothing`];
  const { mall } = found.last;
  const audits = scene.store.auditsByName.get(occasion);
  const shops = scene.watch.shops.filter(
    (one) => one.shop.mall === mall && one.shop.merchant === merchant && one.from < at - minuteMs && one.until > at,
  );
  const isAudited = shops.every(({ shop }) => audits?.get(shop.key)?.result.kind === 'audited');
  const broken: string[] = [];
  if (subject.includes('取込漏れ0件') && !isAudited)
    broken.push(`${kind} to ${merchant} says that nothing is missing, and not every shop was audited`);
  const [, month = '', day = '', hour = '', minutes = ''] = moments.exec(subject) ?? [];
  if (kind !== 'outage-correction' && month === '') broken.push(`no moment is in ${subject}`);
  if (kind === 'outage-correction' || scene.ways.wrongClocks) return broken;
  const since = Date.UTC(2026, Number(month) - 1, Number(day), Number(hour) - 9, Number(minutes));
  const span = { from: since - 13 * secondMs, until: since + minuteMs };
  // What failed in a window that was withdrawn in that minute counts from its first failure.
  if (!capabilities.some((one) => failedIn(scene, mall, one, span)))
    broken.push(`${kind} to ${merchant} says that it began at ${hour}:${minutes}, when nothing failed: ${subject}`);
  return broken;
}

/** A window is announced once, ahead; after it only who has to act gets a mail. */
function mailsOfWindow(
  scene: OutageScene,
  { window, plannedAt, removedAt }: PlannedWindow,
  merchant: Merchant,
): string[] {
  const { watch, troubles } = scene;
  if (!isSteady(scene, merchant)) return [];
  const ofWindow = `maintenance-${window.mall}-${window.id}`;
  const own = watch.mails.filter(
    (mail) => mail.merchant === merchant.id && [ofWindow, `${ofWindow}~${plannedAt}`].includes(mail.occasion),
  );
  const ahead = own.filter(({ kind, at }) => kind === 'maintenance-ahead' && at >= plannedAt);
  const after = own.filter(({ kind }) => kind === 'maintenance-after');
  const isConcerned =
    merchant.contacts.length > 0 &&
    hasShopAt(scene, merchant, window.mall) &&
    window.capabilities.some((one) => merchant.features.includes(one));
  const whose = `the window ${window.id} to ${merchant.id}`;
  const until = Math.min(window.from, removedAt ?? window.from);
  const isLost =
    isConcerned && ahead.length === 0 && !wasRefused(scene, merchant) && !isTroubled(scene, plannedAt, until);
  const isWanted = troubles.some(({ kind }) => kind === 'key-refused');
  return [
    ...(isLost ? [`no mail told ahead of ${whose}`] : []),
    ...(isConcerned ? [] : own.map(({ kind }) => `${kind} of ${whose}, whom it does not concern`)),
    ...ahead
      .filter(({ at }) => at > window.from + 5 * secondMs)
      .map(({ at }) => `a mail told ahead of ${whose} at ${minute(scene, at)}, when it had begun`),
    ...(after.length > 0 && !isWanted ? [`a mail after ${whose}, who has nothing to do`] : []),
  ];
}
