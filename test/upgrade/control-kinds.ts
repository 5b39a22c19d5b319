import { sentence } from '../../core/kernel/text.ts';
import { hourMs } from '../../core/kernel/time.ts';
import { far, inScope, noon, type RowKind, rowKind, shop } from './row-kind.ts';

const occasion = 'rms-20261124-120000';
const figures = { shops: 3, audited: 2, atMall: 40, missing: 1, doubled: 0, unread: 2 };

/** The kinds of rows in the table Control, intents aside. Those that hold work back are harmless ones: work goes on among them. */
export const controlKinds: Readonly<Record<string, RowKind>> = {
  lease: rowKind({
    table: 'Control',
    format: 'leaseFormat',
    is: inScope('lease#'),
    async write({ leases }) {
      await leases.take('sample', 'run-a', noon, noon + hourMs);
      await leases.take('resting', 'run-a', noon, noon + hourMs);
      await leases.release('resting', 'run-a', noon + 3_000);
    },
    // The release before answers yes or no.
    read: async ({ leases }) => ({
      another: Boolean(await leases.take('sample', 'run-b', noon + 1, far)),
      same: Boolean(await leases.take('sample', 'run-a', noon + 1, noon + hourMs)),
      later: Boolean(await leases.take('sample', 'run-b', noon + 2 * hourMs, far)),
      released: Boolean(await leases.take('resting', 'run-b', noon + 1, far)),
    }),
  }),
  'data key': rowKind({
    table: 'Control',
    format: 'dataKeyFormat',
    is: inScope('data-keys'),
    write: ({ vault }) => vault.seal(shop, 7, 1, { serviceSecret: 'SP-sample', licenseKey: 'SL-sample' }),
    read: ({ vault }, sealed) => vault.open(shop, sealed),
  }),
  chat: rowKind({
    table: 'Control',
    format: 'chatFormat',
    is: inScope('chats'),
    write: ({ chats }) =>
      chats.put({
        ...{ merchant: 'hanamori', version: 1, since: noon },
        address: { kind: 'slack', shown: 'hooks …wxyz', setAt: noon, sealed: Uint8Array.of(7), sealedVersion: 2 },
        trouble: { kind: 'failing', since: noon, reason: 'HTTP 503' },
        before: [{ kind: 'teams', shown: 'teams …abcd', setAt: noon - 2, until: noon - 1 }],
      }),
    read: ({ chats }) => chats.list(),
  }),
  pause: rowKind({
    table: 'Control',
    format: 'pauseFormat',
    is: inScope('pauses', 'rms'),
    write: ({ pauses }) =>
      pauses.set({
        cause: 'credentials',
        scope: shop,
        capability: 'import',
        since: noon,
        by: 'hanako',
        note: '棚卸し中',
        words: sentence`${'rpay.order.getOrder'} is switched off ${2} times.`,
        code: 'key.function-off',
        function: 'rpay.order.getOrder',
        credentialVersion: 3,
        retryAt: noon + hourMs,
      }),
    read: async ({ pauses }) => ({ list: await pauses.list(), standing: (await pauses.standing()).pauses }),
  }),
  health: rowKind({
    table: 'Control',
    format: 'healthFormat',
    is: inScope('pauses', 'health#'),
    write: ({ health }) =>
      health.put({
        mall: 'rms',
        capability: 'import',
        version: 1,
        state: { kind: 'healthy', after: { since: noon - hourMs, detectedAt: noon - hourMs, until: noon } },
      }),
    read: async ({ pauses }) => (await pauses.standing()).healths,
  }),
  maintenance: rowKind({
    table: 'Control',
    format: 'maintenanceFormat',
    is: inScope('pauses', 'maintenance#'),
    write: ({ pauses }) =>
      pauses.plan({
        id: '20261123-0200',
        mall: 'rms',
        capabilities: ['import', 'status'],
        from: noon - 9 * hourMs,
        to: noon - 8 * hourMs,
        note: '定期メンテナンス',
        by: 'hanako',
        ended: { import: noon - 8 * hourMs, status: noon - 8 * hourMs },
        endedAt: noon - 8 * hourMs,
      }),
    read: async ({ pauses }) => (await pauses.standing()).maintenances,
  }),
  evidence: rowKind({
    table: 'Control',
    format: 'evidenceFormat',
    is: inScope('evidence#'),
    write: ({ health }) =>
      health.record({
        mall: 'rms',
        capability: 'import',
        at: noon,
        writer: 'run-a',
        answered: 3,
        failed: 2,
        throttled: 1,
      }),
    read: ({ health }) => health.since('rms', 'import', 0),
  }),
  merchant: rowKind({
    table: 'Control',
    format: 'merchantFormat',
    // Listed among all, and a copy in a partition of its own, which only the later release knows.
    is: inScope('merchant'),
    write: ({ merchants }) =>
      merchants.put({
        id: 'hanamori',
        name: '花森茶舗',
        contacts: ['sample@example.jp'],
        features: ['import', 'stock'],
        language: 'ja',
        digestAt: '07:30',
        digestSince: noon,
        createdAt: noon,
        version: 1,
      }),
    async read({ merchants }) {
      const one = await merchants.get('hanamori');
      return { one, some: 'some' in merchants ? await merchants.some(['hanamori']) : [one] };
    },
  }),
  'removed shop': rowKind({
    table: 'Control',
    format: 'removedFormat',
    is: inScope('removed-shops'),
    write: ({ removedShops }) =>
      removedShops.put({
        key: 'rms#gone',
        mall: 'rms',
        code: 'gone',
        name: '閉店',
        merchant: 'hanamori',
        importFrom: noon - hourMs,
        cursor: noon,
        callsPerSecond: 1,
        lostSpan: { from: 0, to: 1 },
        rewound: { times: 1, at: noon },
        credentialVersion: 3,
        removedAt: noon,
        by: 'hanako',
      }),
    read: ({ removedShops }) => removedShops.get('rms#gone'),
  }),
  incident: rowKind({
    table: 'Control',
    format: 'incidentFormat',
    is: inScope('incidents#'),
    write: ({ incidents }) =>
      incidents.put({
        id: occasion,
        mall: 'rms',
        version: 1,
        openedAt: noon,
        detectedAt: noon,
        stage: { kind: 'closed', at: noon + hourMs },
        affected: [{ capability: 'import', from: noon, to: noon + hourMs }],
        reopened: 1,
        reopenedAt: noon,
        before: { spans: 0, interims: 0 },
        noticedAt: noon,
        told: [{ reopened: 0, noticedAt: noon, closedAt: noon, affected: [] }],
        interims: [{ at: noon, text: '復旧作業中です。' }],
        audit: figures,
        secondAudit: figures,
        toldVersion: 1,
      }),
    read: async ({ incidents }) => ({ one: await incidents.get(occasion), list: await incidents.list('rms', 5) }),
  }),
  'line of a timeline': rowKind({
    table: 'Control',
    format: 'eventFormat',
    is: inScope('incident#'),
    write: ({ incidents }) =>
      incidents.tell({
        incident: occasion,
        at: noon,
        what: 'down',
        text: 'RMS answers 503.',
        words: sentence`${'RMS'} answers ${503}.`,
        by: 'health-probe',
      }),
    read: ({ incidents }) => incidents.timeline(occasion),
  }),
  notice: rowKind({
    table: 'Control',
    format: 'noticeFormat',
    is: inScope('notices#'),
    write: ({ notices }) =>
      notices.put({
        occasion,
        kind: 'outage-opened',
        merchant: 'hanamori',
        version: 1,
        state: { kind: 'sent', at: noon, messageId: '0100' },
      }),
    read: ({ notices }) => notices.of(occasion),
  }),
  'sent mail': rowKind({
    table: 'Control',
    format: 'mailFormat',
    is: inScope('mails#'),
    async write({ notices }) {
      const id = `${noon}-hanamori-outage-opened`;
      const to = ['h***@example.jp'];
      const outcome = { kind: 'accepted', messageId: '0100' } as const;
      const kept = {
        merchant: 'hanamori',
        kind: 'outage-opened',
        occasion,
        at: noon,
        subject: '【対応不要】',
      } as const;
      await notices.keepSent({ ...kept, id, to, text: '花森 様', outcome });
      await notices.addReports(id, [{ kind: 'bounced', at: noon, to: 'h***@example.jp', detail: 'Permanent General' }]);
      return id;
    },
    read: async ({ notices }, id) => ({ one: await notices.sent(id), day: await notices.sentOn('2026-11-24') }),
  }),
  audit: rowKind({
    table: 'Control',
    format: 'auditFormat',
    is: inScope('audit#'),
    write: ({ audits }) =>
      audits.put({
        audit: occasion,
        shop,
        from: noon - hourMs,
        to: noon,
        at: noon,
        result: {
          kind: 'audited',
          atMall: 9,
          placed: 10,
          missing: ['1'],
          missingCount: 1,
          doubled: ['3'],
          doubledCount: 2,
          surplus: { rows: 1, left: 1, leftIn: ['3'] },
          unread: ['2'],
          unreadCount: 1,
        },
      }),
    read: ({ audits }) => audits.of(occasion),
  }),
  'queued span': rowKind({
    table: 'Control',
    format: 'spanFormat',
    is: inScope('spans'),
    async write({ spans }) {
      const span = { shop, from: noon - hourMs, to: noon, by: 'hanako', at: noon };
      await spans.queue(span);
      await spans.advance(span, noon - hourMs / 2);
    },
    read: ({ spans }) => spans.list(),
  }),
  'waits of ten minutes': rowKind({
    table: 'Control',
    format: 'waitsFormat',
    is: inScope('waits'),
    write: ({ waits }) => waits.add('rms', noon, { stored: new Map([[3, 2]]), called: new Map([[7, 1]]) }),
    read: ({ waits }) => waits.since(noon),
  }),
};
