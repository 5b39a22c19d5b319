import { dayMs, hourMs, minuteMs } from '../../../../core/kernel/time.ts';
import type { Incident } from '../../../../core/model/incident.ts';
import { newMerchant } from '../../../../core/model/merchant.ts';
import { type MailRecord, type MailReport, mailIdOf, mailMoment } from '../../../../core/model/notice.ts';
import { closed, figures, keepIncident, open, since } from '../incident-world.ts';
import { type OpsWorld, openWorld, start } from '../world.ts';

/** What a function has where mails leave the installation. */
export const mailVariables = {
  SENDER: 'info@example.jp',
  MAIL_FROM_NAME: '角田システム',
  MAIL_TELEPHONE: '03-0000-0000',
};

/** Mails that `sendMails` keeps: what became of each. */
export const mailNames = {
  delivered: mailIdOf({ merchant: 'hanamori', kind: 'outage-opened' }, start - 3 * hourMs),
  bounced: mailIdOf({ merchant: 'kado', kind: 'status-digest' }, start - hourMs),
  unknown: mailIdOf({ merchant: 'kado', kind: 'key-ended' }, start - 2 * hourMs),
  refused: mailIdOf({ merchant: 'sakura', kind: 'key-ended' }, start - 4 * hourMs),
  lost: mailIdOf({ merchant: 'kado', kind: 'outage-opened' }, start - 5 * hourMs),
};

/** A mail of each end: delivered, bounced at one of two addresses, not reported of, refused, and one whose run died. */
export async function sendMails({ ports: { notices } }: OpsWorld): Promise<void> {
  const to = ['t***@kado.example', 'j***@kado.example'];
  const accepted = { kind: 'accepted', messageId: 'm-1' } as const;
  const keep = (id: string, more: Partial<MailRecord>) =>
    notices.keepSent({
      ...{ id, merchant: 'kado', kind: 'outage-opened', occasion: 'rms-20261124-134500', at: mailMoment(id) ?? 0, to },
      ...{ subject: '【対応不要】楽天市場 接続障害のお知らせ(11/24 13:45〜)', text: '角田商店 様', outcome: accepted },
      ...more,
    });
  const report = (kind: MailReport['kind'], address: string, detail = '') => ({ kind, at: start, to: address, detail });
  const hanamori = ['t***@hanamori.example', 'j***@hanamori.example'];
  await keep(mailNames.delivered, { merchant: 'hanamori', to: hanamori });
  await notices.addReports(
    mailNames.delivered,
    hanamori.map((address) => report('delivered', address)),
  );
  const digest = '【要対応 1件】ステータス送信ができなかったご注文があります';
  await keep(mailNames.bounced, { kind: 'status-digest', occasion: `digest-kado-${start}`, subject: digest });
  await notices.addReports(mailNames.bounced, [
    report('delivered', to[0] ?? ''),
    report('bounced', to[1] ?? '', 'Permanent General'),
  ]);
  const ended = '【至急】楽天市場 ライセンスキーの期限が切れました(11/23 23:59)';
  await keep(mailNames.unknown, { kind: 'key-ended', occasion: 'key-rms#kado-no-mise-licence', subject: ended });
  const reason = { kind: 'refused', reason: 'MessageRejected' } as const;
  await keep(mailNames.refused, { merchant: 'sakura', kind: 'key-ended', subject: ended, outcome: reason });
  await notices.addReports(mailNames.lost, [report('delivered', to[0] ?? '')]);
}

export const addMaintenance =
  'maintenance add --mall rms --capabilities import,stock --from "2026-11-29 02:00" --to "2026-11-29 08:00" --note 定期メンテナンス --by sakura';

/** Three merchants and six shops: well, behind, paused by a person, refused by their mall, with problems, not begun. */
export async function openTown(): Promise<OpsWorld> {
  const world = openWorld();
  const { ports, rms, addShop } = world;
  for (const [id, name, features] of [
    ['hanamori', '株式会社花森茶舗', ['import', 'stock']],
    ['kado', '角田商店', ['import', 'status']],
  ] as const) {
    const contacts = [`tencho@${id}.example`, `jimu@${id}.example`];
    await ports.merchants.put(newMerchant(id, { name, contacts, features }, start - 90 * dayMs));
  }
  const well = { cursor: start - minuteMs, importFrom: start - 90 * dayMs };
  await addShop('hanamori-cha', { ...well, merchant: 'hanamori', name: '花森茶舗' });
  const span = { from: start - 80 * dayMs, to: start - 79 * dayMs };
  await addShop('hanamori-gift', {
    ...well,
    ...{ merchant: 'hanamori', name: '花森ギフト', cursor: start - 3 * hourMs, lostSpan: span },
  });
  const kado = await addShop('kado-no-mise', { name: '角の店' });
  await addShop('kado-outlet', { ...well, name: '角のアウトレット' });
  await addShop('sakura-kitchen', { ...well, merchant: 'sakura', name: 'さくらキッチン', shard: 1 });
  await addShop('yuki', { merchant: 'sakura', name: '雪', importFrom: start + dayMs, cursor: start + dayMs });

  const times = { from: start - 9 * minuteMs, to: start - minuteMs };
  const [hidden = '', spoilt = ''] = rms.control.addOrders(kado.code, { count: 4, at: times, kind: 'plain' });
  rms.control.hideOrder(hidden);
  rms.control.spoilOrder(spoilt, 'missing-field');
  await world.poll(kado);
  await ports.pauses.set({
    ...{ cause: 'manual', scope: 'rms#kado-outlet', since: start - hourMs, by: 'hanako', note: '棚卸し中' },
  });
  await ports.pauses.set({
    ...{ cause: 'credentials', scope: 'rms#sakura-kitchen', since: start - 5 * minuteMs, by: 'import' },
    ...{ note: 'The key is wrong, expired or replaced.', code: 'key.refused', credentialVersion: 1 },
    retryAt: start + 5 * minuteMs,
  });
  await ports.shops.recordKeyExpiry('rms#hanamori-cha', 1, {
    ...{ expiresAt: start + 7 * dayMs, expiringPart: 'licence', checkedAt: start - hourMs },
  });
  await ports.shops.recordKeyExpiry('rms#hanamori-gift', 1, { expiresAt: start + 60 * dayMs });
  await ports.shops.recordKeyExpiry('rms#sakura-kitchen', 1, { expiresAt: start - dayMs });
  await ports.shops.putPending('rms#sakura-kitchen', {
    version: 2,
    sealed: new Uint8Array(),
    since: start - 2 * hourMs,
  });
  return world;
}

const { openedAt } = closed;
const weeksAgo: Incident = { ...closed, detectedAt: openedAt + 2 * minuteMs, noticedAt: openedAt + 5 * minuteMs };

/** RMS takes no orders and hardly any stock; a person has asked for a span. */
export async function fail(world: OpsWorld): Promise<void> {
  const { health, notices, spans } = world.ports;
  const down = { kind: 'down', since, detectedAt: since + 2 * minuteMs } as const;
  await health.put({ mall: 'rms', capability: 'import', version: 1, state: down });
  const suspect = { kind: 'suspect', since: start - 3 * minuteMs, badRounds: 1 } as const;
  await health.put({ mall: 'rms', capability: 'stock', version: 1, state: suspect });
  await keepIncident(world, weeksAgo);
  await keepIncident(world, open);
  for (const merchant of ['hanamori', '*import']) {
    const state = { kind: 'sent', at: since, messageId: 'm' } as const;
    await notices.put({ occasion: open.id, kind: 'outage-opened', merchant, version: 1, state });
  }
  await spans.queue({ shop: 'rms#hanamori-gift', from: since, to: start, by: 'hanako', at: start });
}

/** RMS has failed for three minutes: merchants are not written to yet. */
export async function failBriefly(world: OpsWorld): Promise<void> {
  const { noticedAt: _, ...unannounced } = open;
  const began = start - 3 * minuteMs;
  const times = { openedAt: began, detectedAt: began + 2 * minuteMs };
  const affected = [{ capability: 'import', from: began, to: null }] as const;
  await keepIncident(world, { ...unannounced, ...times, affected, id: 'rms-20261124-154200' });
}

/** RMS answers again: a tenth of the shops is let through. */
export const recover = (world: OpsWorld): Promise<void> => recovering(world, 0, { answered: 3, failed: 1 });

/** It is silent again, and every shop is held. */
export const relapse = (world: OpsWorld): Promise<void> => recovering(world, 1, { answered: 0, failed: 4 });

async function recovering({ ports }: OpsWorld, silentRounds: 0 | 1, round: { answered: number; failed: number }) {
  const times = {
    since,
    detectedAt: since + 2 * minuteMs,
    answeredAt: start - 3 * minuteMs,
    stepSince: start - minuteMs,
  };
  await ports.health.put({
    ...{ mall: 'rms', capability: 'import', version: 2 + silentRounds },
    state: {
      kind: 'trickle',
      ...times,
      step: 1,
      silentRounds,
      goodRounds: 0,
      lastRound: { at: start - 20_000, ...round },
    },
  });
}

/** What rarely happens to a shop: its import waits though the mall answers, its cursor lies ahead, nothing can be stored. */
export async function trouble({ ports, addShop }: OpsWorld): Promise<void> {
  const { shops } = ports;
  const since = start - 3 * hourMs;
  const refused = { kind: 'refused', since, note: 'mall.refused, ORDER_EXT_API_GET_ORDER_ERROR_009' } as const;
  await shops.noteImportTrouble(await addShop('refused', { name: '断' }), refused);
  await addShop('ahead', { name: '先', cursor: Date.UTC(2099, 0, 1) });
  await shops.recordFailing((await addShop('unstorable', { name: '満' })).key, { since, code: 'store.failing' });
  await ports.incidents.put({ ...weeksAgo, audit: figures });
  const unaudited = { kind: 'unaudited', reason: 'mall.timeout' } as const;
  await ports.audits.put({ audit: weeksAgo.id, shop: 'rms#refused', from: 0, to: 1, at: start, result: unaudited });
}

/** What the audits of the closed outage found, shop by shop, and what is open of the one a day later. */
export async function audit(world: OpsWorld): Promise<void> {
  const { audits } = world.ports;
  const later = { ...figures, shops: 3, audited: 2, missing: 0 };
  await keepIncident(world, {
    ...weeksAgo,
    version: 2,
    audit: { ...figures, shops: 4, audited: 3, missing: 2, doubled: 150, unread: 1 },
    secondAudit: later,
  });
  const row = { audit: weeksAgo.id, from: 0, to: 1, at: start };
  const found = {
    kind: 'audited',
    atMall: 9,
    placed: 9,
    missing: [],
    missingCount: 0,
    doubled: [],
    doubledCount: 0,
  } as const;
  const surplus = { rows: 3, left: 2, leftIn: ['1-2'] };
  const doubled = Array.from({ length: 100 }, (_, index) => `1-${index + 1}`);
  const results = {
    'rms#hanamori-cha': { ...found, missing: ['1-1', '1-2'], missingCount: 2 },
    'rms#hanamori-gift': { ...found, unread: ['2-1'], unreadCount: 1 },
    'rms#kado-no-mise': { ...found, doubled, doubledCount: 150, surplus },
    'rms#kado-outlet': { kind: 'unaudited', reason: 'mall.timeout' },
  } as const;
  for (const [shop, result] of Object.entries(results)) {
    await audits.put({ ...row, shop: shop as 'rms#', result });
  }
  await audits.put({ ...row, audit: `${weeksAgo.id}+24h`, shop: 'rms#hanamori-cha', result: found });
}
