import { amazonMutants } from './amazon-mutants.ts';
import { glanceMutants } from './glance-mutants.ts';
import { ledgerMutants } from './ledger-mutants.ts';
import { morningMutants } from './morning-mutants.ts';
import type { Mutant } from './mutant.ts';
import { oddMallMutants } from './odd-mall-mutants.ts';
import { orderRowMutants } from './order-row-mutants.ts';
import { outageMutants } from './outage-mutants.ts';
import { outageSceneMutants } from './outage-scene-mutants.ts';
import { sceneMutants } from './scene-mutants.ts';
import { shopifyMutants } from './shopify-mutants.ts';
import { statusMutants } from './status-mutants.ts';
import { stockMutants } from './stock-mutants.ts';
import { stockSceneMutants } from './stock-scene-mutants.ts';
import { writeMutants } from './write-mutants.ts';
import { yahooMutants } from './yahoo-mutants.ts';

export const mutants: readonly Mutant[] = [
  {
    name: 'cursor-before-rows',
    edits: [
      {
        in: 'importWindow',
        find: '    const stored = await storeInOrder(run, listing, progress);',
        replace:
          '    await run.ports.shops.moveCursor(run.shop, Math.min(listing.window.to, listing.mallTime) + run.settings.overlapMs);\n    const stored = await storeInOrder(run, listing, progress);',
      },
    ],
  },
  {
    name: 'row-before-claims',
    edits: [
      {
        in: 'writeTogether',
        find: '  const claims = plans.flatMap((plan) => plan.claims);\n',
        replace:
          '  for (const plan of plans) await run.ports.orders.put(plan.row, plan.seen);\n  const claims = plans.flatMap((plan) => plan.claims);\n',
      },
    ],
  },
  {
    name: 'no-overlap',
    edits: [
      {
        in: 'importStart',
        find: 'Math.max(shop.cursor - overlapMs, shop.importFrom, horizon)',
        replace: 'Math.max(shop.cursor + 2_000, shop.importFrom, horizon)',
      },
    ],
  },
  {
    // Of the last minutes nothing is looked for again, so what the mall shows late is left to the scan.
    name: 'settled-at-the-cursor',
    edits: [
      {
        in: 'importWindow',
        find: 'Math.min(progress.cursor, listing.mallTime - run.settings.overlapMs)',
        replace: 'progress.cursor',
      },
    ],
  },
  {
    name: 'window-start-exclusive',
    edits: [
      {
        in: 'importStart',
        find: 'Math.max(shop.cursor - overlapMs, shop.importFrom, horizon)',
        replace: 'Math.max(shop.cursor + 1_000, shop.importFrom, horizon)',
      },
    ],
  },
  {
    name: 'gap-between-windows',
    edits: [
      {
        in: 'windowsBetween',
        find: 'start < to; start += maxSpanMs',
        replace: 'start < to; start += maxSpanMs + 2_000',
      },
    ],
  },
  {
    name: 'cursor-by-own-clock',
    edits: [
      {
        in: 'importWindow',
        find: 'advance(progress, Math.min(listing.window.to, through));',
        replace: 'advance(progress, listing.window.to);',
      },
    ],
  },
  {
    name: 'retry-read-as-duplicate',
    edits: [
      {
        in: 'readAndStore',
        find: "      if (outcome?.kind !== 'overtaken') return [];",
        replace: '      if (outcome) return [];',
      },
    ],
  },
  {
    name: 'absent-orders-forgotten',
    edits: [{ in: 'planOf', find: "return planProblem(look, { kind: 'missing' }, context);", replace: 'return null;' }],
  },
  {
    name: 'cancel-keeps-claims',
    edits: [{ in: 'claimsOf', find: 'quantity: cancelled ? 0 : line.quantity', replace: 'quantity: line.quantity' }],
  },
  {
    name: 'removed-lines-keep-claims',
    edits: [
      {
        in: 'claimsOf',
        find: '  for (const key of staleKeys) {',
        replace: '  for (const key of staleKeys.slice(staleKeys.length)) {',
      },
    ],
  },
  {
    name: 'claims-without-version',
    edits: [
      {
        in: 'writeClaims',
        find: '    if (!agrees) floors.set(',
        replace: '    if (!agrees && claim.version < 0) floors.set(',
      },
    ],
  },
  {
    name: 'row-written-blindly',
    edits: [{ in: 'memoryOrders', find: "      if (!asSeen && !ownRepeat) return 'changed';", replace: '' }],
  },
  {
    name: 'version-by-clock-alone',
    edits: [
      {
        in: 'versionOf',
        find: 'Math.max(look.readAt, (look.seen?.version ?? 0) + 1, look.floor + 1)',
        replace: 'look.readAt',
      },
    ],
  },
  {
    name: 'intents-never-repaired',
    edits: [{ in: 'retryOne', find: 'wantedOf(intents, problems)', replace: 'wantedOf([], problems)' }],
  },
  {
    name: 'bad-order-taken-for-a-bad-mall',
    edits: [{ in: 'readIsolated', find: '      spoiltOnly++;', replace: '      throw error;' }],
  },
  {
    name: 'sweep-announces-nothing',
    edits: [
      {
        in: 'announceDue',
        find: 'const accepted = await announceRows(ports, settings, unannounced, traitsOf, (shop) => merchants.get(shop));',
        replace: 'const accepted = announcements;',
      },
    ],
  },
  {
    name: 'announced-under-a-fresh-id',
    edits: [
      {
        in: 'announceRows',
        find: '  const accepted = await ports.bus.announce(announcements);',
        replace:
          "  const accepted = await ports.bus.announce(announcements.map((one) => ({ ...one, id: one.id.concat('@', String(ports.clock.now())) }))).then((ids) => new Set([...ids].map((id) => id.slice(0, id.indexOf('@')))));",
      },
    ],
  },
  {
    name: 'scan-trusts-the-cursor',
    edits: [
      {
        in: 'scanStep',
        find: '    const unknown = importIsNear ? await run.known.unknown(ports.orders, shop.key, listing.orderNumbers) : [];',
        replace: '    const unknown: string[] = importIsNear && traits.pageSize < 0 ? [...listing.orderNumbers] : [];',
      },
    ],
  },
  {
    name: 'scan-ignores-progress',
    edits: [
      {
        in: 'suspiciousOrders',
        find: '    if (progress === null) return false;',
        replace: '    return false;',
      },
    ],
  },
  {
    name: 'edits-never-reread',
    edits: [
      {
        in: 'rereadShop',
        find: '    .filter((orderNumber) => orderNumber > after)',
        replace: '    .filter((orderNumber) => orderNumber > after && orderNumber < after)',
      },
    ],
  },
  {
    name: 'problem-never-retried',
    edits: [
      {
        in: 'sweep',
        find: 'row.problem !== undefined && !isHopeless(context, row)',
        replace: 'row.problem !== undefined && isHopeless(context, row)',
      },
    ],
  },
  {
    name: 'refused-key-pauses-for-ever',
    edits: [
      {
        in: 'holdingPause',
        find: '    return !otherKey && !tryAgain;',
        replace: '    return otherKey || !tryAgain || tryAgain;',
      },
    ],
  },
  {
    name: 'one-page-only',
    edits: [
      {
        in: 'listOnce',
        find: '  let whole = pages <= 1;\n  for (let page = 2; page <= pages; page++) {',
        replace: '  let whole = true;\n  for (let page = 2; page < 2; page++) {',
      },
    ],
  },
  {
    name: 'no-new-listing-after-a-page-shift',
    edits: [
      {
        in: 'listOnce',
        find: "    if (isCounted && (next.total !== first.total || next.pages !== first.pages)) return 'moved';",
        replace: '',
      },
      { in: 'listOnce', find: '    repeats ||= next', replace: '    next' },
      {
        in: 'listOnce',
        find: '  return whole && isCounted && !isCountRight ?',
        replace: '  return whole && rows < 0 ?',
      },
    ],
  },
  {
    name: 'dirty-mark-forgotten',
    edits: [
      {
        in: 'writeTogether',
        find: '    return ports.stock.markDirty(',
        replace: '    if (sku < merchant) return Promise.resolve();\n    return ports.stock.markDirty(',
      },
    ],
  },
  {
    name: 'shards-without-schedule-never-asked',
    edits: [
      {
        in: 'shopsOfSchedule',
        find: 'shardsOfSchedule(shard, shards).filter(isAsked)',
        replace: '[shard].filter(isAsked)',
      },
    ],
  },
  {
    name: 'empty-shard-never-asked-again',
    edits: [
      {
        in: 'shopsOfSchedule',
        find: '!isNear(emptyShards.get(one), now, settings.emptyShardRestMs)',
        replace: '!emptyShards.has(one)',
      },
    ],
  },
  {
    name: 'due-rows-never-set-aside',
    edits: [
      {
        in: 'setAside',
        find: '    await ports.orders.setAside(row, until);',
        replace: '    if (until < 0) await ports.orders.setAside(row, until);',
      },
    ],
  },
  ...glanceMutants,
  ...outageMutants,
  ...outageSceneMutants,
  ...morningMutants,
  ...statusMutants,
  ...orderRowMutants,
  ...sceneMutants,
  ...stockSceneMutants,
  ...yahooMutants,
  ...amazonMutants,
  ...shopifyMutants,
  ...ledgerMutants,
  ...stockMutants,
  ...oddMallMutants,
  ...writeMutants,
];
