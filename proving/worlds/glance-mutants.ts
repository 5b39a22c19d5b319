import type { Mutant } from './mutant.ts';

const neverFailing = {
  in: 'failingOf',
  find: 'return evidence.some(({ failed }) => failed > 0) ? [mall] : [];',
  replace: 'return evidence.some(({ failed }) => failed < 0) ? [mall] : [];',
} as const;

/** Planted bugs of glances at shops that sell, which one world of four has, and of messages about shops, which those of these have that have all malls. */
export const glanceMutants: readonly Mutant[] = [
  {
    name: 'glance-believes-its-message',
    edits: [
      {
        in: 'glanceAt',
        find: '.filter((shop) => may(ports, shop, now))',
        replace:
          '.filter((shop) => may(ports, shop, now)).map((shop) => ({ ...shop, cursor: Math.max(shop.cursor, at - glanceEveryMs) }))',
      },
    ],
  },
  {
    name: 'glance-takes-the-lease-of-the-minute',
    edits: [
      {
        in: 'glanceAt',
        find: 'ports.leases.take(',
        replace: "ports.leases.take(['poll-orders#', shard, '/', shards].join('') ?? ",
      },
    ],
  },
  {
    name: 'cursor-shared-by-shops-of-a-glance',
    edits: [
      {
        in: 'importShop',
        find: '{ ...emptyTally(), cursor: shop.cursor, unproven: null, agesMs: [] }',
        replace: 'Object.assign(tally, { cursor: shop.cursor, unproven: null, agesMs: [] })',
      },
      { in: 'importShop', find: 'addTo(tally, progress);', replace: '' },
    ],
  },
  {
    name: 'glance-goes-on-into-an-outage',
    edits: [
      neverFailing,
      {
        in: 'visitShops',
        find: '  const { gate, evidence } = openWay(',
        replace: '  const { gate: own, evidence } = openWay(',
      },
      {
        in: 'visitShops',
        find: '  await eachLimited(shops, settings.shopsAtOnce,',
        replace:
          "  const gate = context.share === 'glance' ? { ...own, holding: async () => null } : own;\n  await eachLimited(shops, settings.shopsAtOnce,",
      },
    ],
  },
  {
    name: 'believes-a-hint-of-an-order',
    judgedBy: 'worlds-of-all-malls',
    edits: [{ in: 'importOne', find: 'if (hasRow) {', replace: "if (hasRow || orderNumber !== '') {" }],
  },
  {
    name: 'believes-a-hint-of-a-level',
    judgedBy: 'worlds-of-all-malls',
    edits: [
      {
        in: 'askForLooks',
        find: '      if (sold.length === 0) continue;',
        replace: `      for (const row of await run.ports.listings.rows(sold.map(({ shop, item }) => ({ shop, item })))) {
        const { level = 0 } = sold.find(({ item }) => item === row.item) ?? {};
        const acked = { level, fingerprint: row.acked?.fingerprint ?? '', at: now };
        await run.ports.listings.put({ ...row, version: row.version + 1, writer: 'hint', acked });
      }
      if (sold.length === 0) continue;`,
      },
    ],
  },
  {
    name: 'glance-takes-part-in-a-ramp',
    edits: [
      neverFailing,
      {
        in: 'glanceAt',
        find: 'visitShops(round, first, visit, options);',
        replace: 'visitShops(round, first, visit, { ...options, ramp: { shards } });',
      },
      {
        in: 'glanceAt',
        find: 'visitShops(round, rest, visit, options);',
        replace: 'visitShops(round, rest, visit, { ...options, ramp: { shards } });',
      },
    ],
  },
];
