import { type ProblemOrder, unreadAnHourMax } from '../../core/import/index.ts';
import { clockErrorMaxMs, type EpochMs, hourMs } from '../../core/kernel/index.ts';
import {
  type Chat,
  holdingPause,
  isAwaited,
  keyExpiryOf,
  type Pause,
  pendingOf,
  type Shop,
} from '../../core/model/index.ts';
import { t } from '../../language/language.ts';
import { counted, countedThat, durationText } from '../../language/phrases.ts';
import { mallDesks } from '../../malls/mall-desks.ts';
import { isOutdated } from '../../views/pause/index.ts';
import { troubleWords } from '../shops/shop-state.ts';
import type { AuditLeft } from './audits-standing.ts';

/** What the status is made from. */
export interface Seen {
  readonly shops: readonly Shop[];
  readonly pauses: readonly Pause[];
  readonly problems: readonly ProblemOrder[];
  readonly audits: readonly AuditLeft[];
}

/** Something that does not go on by itself, or that a person should know. */
export interface ForAPerson {
  readonly what: string;
  /** The command that shows more. */
  readonly look: string;
  /** The page of the runbook that says what it means and what to do. */
  readonly page: `docs/runbook/${string}`;
}

/** Where a person goes on. */
export type NextStep = Pick<ForAPerson, 'look' | 'page'>;

/** Everything that a person has to do or to look at; empty when all goes on by itself. */
export function forAPerson(seen: Seen, now: EpochMs): ForAPerson[] {
  return [
    ...refusedKeys(seen, now),
    ...waitingKeys(seen, now),
    ...endingKeys(seen, now),
    ...heldByPeople(seen),
    ...failing(seen, now),
    ...cursorsAhead(seen, now),
    ...waitingImports(seen, now),
    ...orders(seen, now),
    ...auditsForAPerson(seen.audits),
  ];
}

/** One of them where there are any: `3 shops …`. */
export function toLookAt(count: number, word: string, what: string, next: NextStep): ForAPerson[] {
  return count === 0 ? [] : [{ what: countedThat(count, word, what), ...next }];
}

/** Where the next key is stored and the mall is about to take it, there is nothing to do. */
function refusedKeys({ shops, pauses }: Seen, now: EpochMs): ForAPerson[] {
  const awaiting = new Set(shops.flatMap((shop) => (isAwaiting(shop, now) ? [shop.key] : [])) as readonly string[]);
  const standing = pauses.filter((pause) => pause.cause === 'credentials' && !isOutdated(pause, shops));
  // A next key does not switch anything on.
  const off = standing.filter(({ code }) => code === 'key.function-off').length;
  const refused = standing.filter(({ code, scope }) => code !== 'key.function-off' && !awaiting.has(scope)).length;
  const next: NextStep = { look: 'ops pauses', page: 'docs/runbook/key-refused.md' };
  return [
    ...toLookAt(refused, 'shop', t`whose key the mall refuses`, next),
    ...toLookAt(off, 'shop', t`with a function that is off at the mall`, next),
  ];
}

function isAwaiting(shop: Shop, now: EpochMs): boolean {
  const pending = pendingOf(shop);
  return pending !== null && isAwaited(pending, now);
}

/** New keys that the mall refuses for longer than it does with fresh ones. */
function waitingKeys({ shops }: Seen, now: EpochMs): ForAPerson[] {
  const since = shops.flatMap((shop) => (isAwaiting(shop, now) ? [] : (pendingOf(shop)?.since ?? [])));
  const longest = durationText(now - Math.min(...since));
  const next: NextStep = { look: 'ops keys list', page: 'docs/runbook/key-refused.md' };
  return toLookAt(since.length, 'new key', t`that the mall does not take (for ${longest})`, next);
}

function endingKeys({ shops }: Seen, now: EpochMs): ForAPerson[] {
  const ends = shops.flatMap((shop) => {
    const at = keyExpiryOf(shop)?.at;
    return at === undefined || at - now >= mallDesks.of(shop.mall).keyCare.endsSoonMs ? [] : [at];
  });
  const ended = ends.filter((at) => at <= now).length;
  const ending = ends.filter((at) => at > now);
  const first = durationText(Math.min(...ending) - now);
  const next: NextStep = { look: 'ops keys list', page: 'docs/runbook/key-expiring.md' };
  return [
    ...toLookAt(ended, 'key', t`that expired`, next),
    ...toLookAt(ending.length, 'key', t`will end, the first in ${first}`, next),
  ];
}

function heldByPeople({ pauses }: Seen): ForAPerson[] {
  const manual = pauses.filter(({ cause }) => cause === 'manual');
  const next: NextStep = { look: 'ops pauses', page: 'docs/runbook/paused-by-hand.md' };
  return toLookAt(manual.length, 'pause', t`that only people lift`, next);
}

/** Shops whose orders cannot be stored: named where it is one, since their cause is found in the log, by the shop. */
function failing({ shops }: Seen, now: EpochMs): ForAPerson[] {
  const found = shops.flatMap(({ key, failing: since }) => (since ? [{ key, ...since }] : []));
  const [oldest] = found.sort((one, other) => one.since - other.since);
  if (oldest === undefined) return [];
  const { key, code, since } = oldest;
  const which = found.length === 1 ? key : t`${counted(found.length, 'shop')} (${key} and others)`;
  const what = t`the orders of ${which} cannot be stored (${code}, for ${durationText(now - since)})`;
  const look = t`shop.visit-failed and run.failed in the log of poll-orders (docs/runbook/import-lag.md)`;
  return [{ what, look, page: 'docs/runbook/import-lag.md' }];
}

/** A poll brings such a cursor back. Where none does, the clock of this machine is wrong, or nothing polls the shop. */
function cursorsAhead({ shops }: Seen, now: EpochMs): ForAPerson[] {
  const ahead = shops.filter(({ cursor, importFrom }) => cursor - now > clockErrorMaxMs && cursor > importFrom).length;
  const next: NextStep = { look: 'ops shops list', page: 'docs/runbook/README.md#cursors-in-the-future' };
  return toLookAt(ahead, 'shop', t`whose cursor lies in the future`, next);
}

/** Imports that wait or go on slower though the mall answers, by why. What a pause holds is told with it: an outage, for one. */
function waitingImports({ shops, pauses }: Seen, now: EpochMs): ForAPerson[] {
  const troubled = shops.flatMap((shop) =>
    shop.importTrouble && holdingPause(pauses, shop, now) === null
      ? [{ key: shop.key, importTrouble: shop.importTrouble }]
      : [],
  );
  return [...Map.groupBy(troubled, ({ importTrouble }) => importTrouble.kind)].flatMap(([kind, ofKind]) => {
    const [first] = ofKind;
    const example = first === undefined ? '' : t` (${first.key}: ${first.importTrouble.note})`;
    const why = `${troubleWords()[kind]}${example}`;
    const what = kind === 'numbers-only' ? t`whose import goes on slower: ${why}` : t`whose import waits: ${why}`;
    const next: NextStep = { look: 'ops shops list', page: 'docs/runbook/import-stopped.md' };
    return toLookAt(ofKind.length, 'shop', what, next);
  });
}

function orders({ shops, problems }: Seen, now: EpochMs): ForAPerson[] {
  const lost = shops.filter(({ lostSpan }) => lostSpan !== undefined).length;
  const lately = problems.filter(({ problem }) => now - problem.since < hourMs).length;
  const many =
    lately < unreadAnHourMax ? '' : t`; ${lately} of them since less than an hour: hardly each for a reason of its own`;
  const oldest = durationText(now - (problems[0]?.problem.since ?? now));
  const toLost: NextStep = { look: 'ops shops list', page: 'docs/runbook/README.md#lost-spans' };
  const next: NextStep = { look: 'ops orders problems', page: 'docs/runbook/orders-unread.md' };
  return [
    ...toLookAt(lost, 'shop', t`with a lost span`, toLost),
    ...toLookAt(problems.length, 'order', t`cannot be read or stored (the oldest for ${oldest})${many}`, next),
  ];
}

/** What audits of incidents left open and nothing has settled since. What they corrected, and orders that cannot be read, is not theirs to tell. */
export function auditsForAPerson(audits: readonly AuditLeft[]): ForAPerson[] {
  return audits.map(({ incident, unaudited, surplusOrders }) => {
    const points = [
      ...(unaudited > 0 ? [t`left ${counted(unaudited, 'shop')} unaudited`] : []),
      ...(surplusOrders > 0
        ? [t`found ${counted(surplusOrders, 'order')} with rows of 発送明細 that a person deletes at the mall`]
        : []),
    ];
    const next: NextStep = { look: `ops incidents show ${incident}`, page: 'docs/runbook/audit-found.md' };
    return { what: t`the audit of ${incident} ${points.join(t` and `)}`, ...next };
  });
}

/** What has to be known of merchants' chats; empty where they take notices. */
export function chatsForAPerson(chats: readonly Chat[]): ForAPerson[] {
  const merchants = chats.flatMap(({ merchant, trouble }) => (trouble === undefined ? [] : [merchant]));
  if (merchants.length === 0) return [];
  const what = t`chats that take no notices of outages, by merchant: ${merchants.join(', ')}`;
  return [{ what, look: 'ops chat show', page: 'docs/runbook/mail-refused.md' }];
}

/** What has to be known of mails to merchants; empty where they go. `hasSender` undefined: it is not known. */
export function mailsForAPerson(hasSender: boolean | undefined, stuck: number): ForAPerson[] {
  const none: ForAPerson = {
    what: t`merchants get no mails, not even of an outage: no sender is set`,
    look: t`set sender and mailFromName, and deploy (docs/start/deploy.md)`,
    page: 'docs/runbook/README.md#no-sender',
  };
  const next: NextStep = { look: 'ops doctor', page: 'docs/runbook/mail-stuck.md' };
  return [
    ...(hasSender === false ? [none] : []),
    ...toLookAt(stuck, 'mail', t`to merchants that the mail service does not take`, next),
  ];
}
