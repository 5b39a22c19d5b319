import { type ProblemOrder, unreadAnHourMax } from '../../core/import/index.ts';
import {
  clockErrorMaxMs,
  type EpochMs,
  hourMs,
  object,
  oneOf,
  optional,
  orNull,
  type Static,
  text,
  whole,
} from '../../core/kernel/index.ts';
import {
  type Chat,
  holdingPause,
  type ImportTrouble,
  isAwaited,
  keyExpiryOf,
  type Pause,
  pendingOf,
  type Shop,
  type WhoMustAct,
} from '../../core/model/index.ts';
import { mallDesks } from '../../malls/mall-desks.ts';
import { isOutdated } from '../pause/index.ts';
import { jstIso } from '../plain.ts';
import { moment } from '../shape.ts';
import type { AuditLeft } from './facts-audits-left.ts';
import type { ChangesFacts } from './facts-changes.ts';
import { type QueuesFacts, redriveCall } from './facts-queues.ts';
import type { StockFacts } from './facts-stock.ts';

type Page = `docs/runbook/${string}.md${string}`;

/** Each kind of what needs a person: the command that shows more, and the page of the runbook that says what it means and what to do. */
const kinds = {
  'no-sender': [null, 'docs/runbook/README.md#no-sender'],
  'mails-stuck': ['ops doctor', 'docs/runbook/mail-stuck.md'],
  'chats-refused': ['ops chat show', 'docs/runbook/mail-refused.md'],
  'keys-refused': ['ops pauses', 'docs/runbook/key-refused.md'],
  'functions-off': ['ops pauses', 'docs/runbook/key-refused.md'],
  'keys-waiting': ['ops keys list', 'docs/runbook/key-refused.md'],
  'keys-ended': ['ops keys list', 'docs/runbook/key-expiring.md'],
  'keys-ending': ['ops keys list', 'docs/runbook/key-expiring.md'],
  'paused-by-people': ['ops pauses', 'docs/runbook/paused-by-hand.md'],
  'orders-unstorable': [null, 'docs/runbook/import-lag.md'],
  'cursors-ahead': ['ops shops list', 'docs/runbook/README.md#cursors-in-the-future'],
  'imports-troubled': ['ops shops list', 'docs/runbook/import-stopped.md'],
  'spans-lost': ['ops shops list', 'docs/runbook/README.md#lost-spans'],
  'orders-unread': ['ops orders problems', 'docs/runbook/orders-unread.md'],
  'audit-left': [null, 'docs/runbook/audit-found.md'],
  'changes-failed': ['ops stuck', 'docs/runbook/README.md#failed-changes'],
  'changes-unmoved': ['ops stuck', 'docs/runbook/pushes-waiting.md'],
  'skus-oversold': ['ops stock oversold', 'docs/runbook/README.md#oversold-skus'],
  'listings-refused': ['ops stock history --unreflected', 'docs/runbook/README.md#refused-listings'],
  'listings-absent': ['ops listings check', 'docs/runbook/listings-drifted.md'],
  'listings-differing': ['ops listings check', 'docs/runbook/listings-drifted.md'],
  'listings-closed': ['ops stock history --unreflected', 'docs/runbook/listings-drifted.md'],
  'queues-unasked': ['ops doctor', 'docs/runbook/README.md#queues-that-could-not-be-asked'],
  'messages-given-up': [null, 'docs/runbook/dead-letters.md'],
  'requests-rejected': ['ops stuck', 'docs/runbook/status-rejected.md'],
  'reports-rejected': ['ops stuck', 'docs/runbook/stock-rejected.md'],
} as const satisfies Readonly<Record<string, readonly [look: string | null, page: Page]>>;
type Kind = keyof typeof kinds;

/** Something that needs a person, or that one should know. */
export const needShape = object({
  kind: oneOf(Object.keys(kinds) as Kind[]),
  count: whole(),
  /** The command that shows more; null where another thing than a command does. */
  look: orNull(text()),
  page: text<Page>(),
  /** Since when the oldest is so, or when the first will be. */
  ...{ since: optional(moment), at: optional(moment) },
  /** One of them. */
  ...{ shop: optional(text()), code: optional(text()), note: optional(text()) },
  /** Of `imports-troubled`, `changes-failed`, `orders-unread`, `chats-refused` and `messages-given-up`. */
  ...{ trouble: optional(text<ImportTrouble['kind']>()), who: optional(text<WhoMustAct>()), lately: optional(whole()) },
  ...{ merchants: optional(text()), queue: optional(text()) },
  /** Of `audit-left`: shops that are unaudited, and orders with rows that only a person removes. */
  ...{ incident: optional(text()), unaudited: optional(whole()), surplusOrders: optional(whole()) },
});
export type NeedFacts = Static<typeof needShape>;

interface Seen {
  readonly shops: readonly Shop[];
  readonly pauses: readonly Pause[];
  readonly problems: readonly ProblemOrder[];
  readonly audits: readonly AuditLeft[];
  readonly chats: readonly Chat[];
  /** Undefined where it is not known. */
  readonly hasSender: boolean | undefined;
  readonly stuckMails: number;
  readonly changes: ChangesFacts | null;
  readonly stock: StockFacts | null;
  readonly queues: QueuesFacts;
}

type Found = readonly [kind: Kind, count: number, more?: Partial<NeedFacts> | undefined];

/** Everything that a person has to do or to look at; empty when all goes on by itself. */
export function needsFacts(seen: Seen, now: EpochMs): NeedFacts[] {
  return [
    ...mails(seen),
    ...keys(seen, now),
    ['paused-by-people', seen.pauses.filter(({ cause }) => cause === 'manual').length] as const,
    ...imports(seen, now),
    ...orders(seen, now),
    ...audits(seen.audits),
    ...changes(seen.changes),
    ...stock(seen.stock),
    ...queues(seen.queues),
  ].flatMap(needOf);
}

function needOf([kind, count, more]: Found): NeedFacts[] {
  const [look, page] = kinds[kind];
  return count === 0 ? [] : [{ kind, count, look, page, ...more }];
}

export const auditNeeds = (left: readonly AuditLeft[]): NeedFacts[] => audits(left).flatMap(needOf);

function mails({ hasSender, stuckMails, chats }: Seen): Found[] {
  const merchants = chats.flatMap(({ merchant, trouble }) => (trouble === undefined ? [] : [merchant]));
  return [
    ['no-sender', hasSender === false ? 1 : 0],
    ['mails-stuck', stuckMails],
    ['chats-refused', merchants.length, { merchants: merchants.join(', ') }],
  ];
}

function keys({ shops, pauses }: Seen, now: EpochMs): Found[] {
  // Where the next key is stored and the mall is about to take it, there is nothing to do.
  const isAwaiting = (shop: Shop): boolean => {
    const pending = pendingOf(shop);
    return pending !== null && isAwaited(pending, now);
  };
  const awaiting = new Set(shops.flatMap((shop) => (isAwaiting(shop) ? [shop.key] : [])) as readonly string[]);
  const standing = pauses.filter((pause) => pause.cause === 'credentials' && !isOutdated(pause, shops));
  // A next key does not switch anything on.
  const off = standing.filter(({ code }) => code === 'key.function-off').length;
  const refused = standing.filter(({ code, scope }) => code !== 'key.function-off' && !awaiting.has(scope)).length;
  // New keys that the mall refuses for longer than it does with fresh ones.
  const waiting = shops.flatMap((shop) => (isAwaiting(shop) ? [] : (pendingOf(shop)?.since ?? [])));
  const ends = shops.flatMap((shop) => {
    const at = keyExpiryOf(shop)?.at;
    return at === undefined || at - now >= mallDesks.of(shop.mall).keyCare.endsSoonMs ? [] : [at];
  });
  const ending = ends.filter((at) => at > now);
  return [
    ['keys-refused', refused],
    ['functions-off', off],
    ['keys-waiting', waiting.length, first('since', waiting)],
    ['keys-ended', ends.length - ending.length],
    ['keys-ending', ending.length, first('at', ending)],
  ];
}

const first = <Name extends 'since' | 'at'>(
  name: Name,
  moments: readonly EpochMs[],
): { readonly [_ in Name]?: string } =>
  (moments.length === 0 ? {} : { [name]: jstIso(Math.min(...moments)) }) as { readonly [_ in Name]?: string };

function imports({ shops, pauses }: Seen, now: EpochMs): Found[] {
  // Their cause is found in the log, by the shop.
  const failing = shops.flatMap(({ key, failing: one }) => (one ? [{ key, ...one }] : []));
  const [oldest] = failing.sort((one, other) => one.since - other.since);
  // A poll brings such a cursor back. Where none does, the clock of this machine is wrong, or nothing polls the shop.
  const ahead = shops.filter(({ cursor, importFrom }) => cursor - now > clockErrorMaxMs && cursor > importFrom);
  // Imports that stand still or are slow while the mall answers. A pause reports what it holds itself.
  const troubled = shops.flatMap((shop) =>
    shop.importTrouble && holdingPause(pauses, shop, now) === null ? [{ shop: shop.key, ...shop.importTrouble }] : [],
  );
  const byTrouble = [...Map.groupBy(troubled, ({ kind }) => kind).values()].map((alike): Found => {
    const [{ shop, kind, note }] = alike as [(typeof alike)[number]];
    return ['imports-troubled', alike.length, { trouble: kind, shop, note }];
  });
  return [
    [
      'orders-unstorable',
      failing.length,
      oldest && { shop: oldest.key, code: oldest.code, since: jstIso(oldest.since) },
    ],
    ['cursors-ahead', ahead.length],
    ...byTrouble,
  ];
}

function orders({ shops, problems }: Seen, now: EpochMs): Found[] {
  const lately = problems.filter(({ problem }) => now - problem.since < hourMs).length;
  const oldest = problems[0]?.problem.since;
  return [
    ['spans-lost', shops.filter(({ lostSpan }) => lostSpan !== undefined).length],
    // So many within an hour hardly are for a reason of their own each.
    [
      'orders-unread',
      problems.length,
      { ...(oldest && { since: jstIso(oldest) }), ...(lately >= unreadAnHourMax && { lately }) },
    ],
  ];
}

/** What is still open. What audits corrected, and orders that cannot be read, is not theirs to tell. */
const audits = (left: readonly AuditLeft[]): Found[] =>
  left.map((one) => ['audit-left', 1, { ...one, look: `ops incidents show ${one.incident}` }]);

function changes(facts: ChangesFacts | null): Found[] {
  if (facts === null) return [];
  const failed = (['merchant', 'ops', 'us'] as const).map(
    (who): Found => ['changes-failed', facts.failed[who], { who }],
  );
  return [...failed, ['changes-unmoved', facts.unmoved]];
}

function stock(facts: StockFacts | null): Found[] {
  if (facts === null) return [];
  const { waiting, oversold, drift } = facts;
  return [
    ['skus-oversold', oversold],
    ['listings-refused', waiting.refused ?? 0],
    ['listings-absent', Math.max(drift.absent, waiting.orphan ?? 0)],
    ['listings-differing', drift.differing],
    ['listings-closed', drift.closed],
  ];
}

function queues(facts: QueuesFacts): Found[] {
  if (facts === null) return [['queues-unasked', 1]];
  const { status = 0, stock: reports = 0, ...others } = facts.rejectedBy;
  return [
    ...facts.queues.map(
      ({ queue, givenUp }): Found => ['messages-given-up', givenUp, { queue, look: redriveCall(queue) }],
    ),
    ...Object.values({ status, ...others }).map((events): Found => ['requests-rejected', events]),
    ['reports-rejected', reports],
  ];
}
