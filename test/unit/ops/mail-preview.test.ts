import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hourMs, minuteMs } from '../../../core/kernel/time.ts';
import type { Incident } from '../../../core/model/incident.ts';
import { newMerchant } from '../../../core/model/merchant.ts';
import { previewKinds } from '../../../ops/mail/example-letters.ts';
import { type OpsWorld, openWorld, start } from './world.ts';

const variables = { SENDER: 'info@example.jp', MAIL_FROM_NAME: '角田システム', MAIL_TELEPHONE: '03-0000-0000' };
const since = start - 3 * hourMs;
const incident: Incident = {
  id: 'rms-20261124-124500',
  mall: 'rms',
  version: 1,
  openedAt: since,
  detectedAt: since + 2 * minuteMs,
  stage: { kind: 'closed', at: start },
  affected: [{ capability: 'import', from: since, to: start - hourMs }],
  reopened: 0,
  noticedAt: since + 5 * minuteMs,
  audit: { shops: 1, audited: 1, atMall: 9, missing: 0, doubled: 0 },
};

let world: OpsWorld;
let folder: string;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tsunagi-mail-'));
  world = openWorld();
  const { ports } = world;
  await world.addShop('kado-no-mise', { cursor: start });
  const facts = { name: '角田商店', contacts: ['tencho@example.jp'], features: ['import'] as const };
  await ports.merchants.put(newMerchant('kado', facts, start));
  await ports.merchants.put(newMerchant('sumi', { ...facts, features: ['status'] }, start));
  await ports.incidents.put(incident);
  await ports.audits.put({
    audit: incident.id,
    shop: 'rms#kado-no-mise',
    from: since,
    to: start,
    at: start,
    result: { kind: 'audited', atMall: 9, placed: 7, missing: [], missingCount: 0, doubled: [], doubledCount: 0 },
  });
});
afterEach(() => rmSync(folder, { recursive: true }));
const preview = (...words: readonly string[]) => world.ops(['mail', 'preview', ...words], { variables });

describe('a preview of a mail', () => {
  it.each(previewKinds)('shows %s with invented facts, under the name of the deployment', async (kind) => {
    const said = await preview(kind);
    expect([said.code, said.err]).toEqual([0, '']);
    expect(said.out).toMatch(
      kind === 'morning-digest'
        ? /^件名: 【本日のご確認】/
        : kind.startsWith('status-digest')
          ? /^件名: 【要対応 \d件】/
          : /^件名: 【.*(?:楽天市場|Yahoo!ショッピング)/,
    );
    expect(said.out).toContain('見本商店 様');
    expect(said.out).toContain('角田システム');
    expect(said.out).toContain('電話: 03-0000-0000');
    expect(said.out).toMatch(/1月[23]日|1\/[23] /);
  });

  it('shows the all-clear with and without something that is open', async () => {
    expect((await preview('outage-all-clear')).out).toContain('【復旧・取込漏れ0件】');
    expect((await preview('outage-all-clear-open')).out).toContain('【復旧・要確認5件】');
  });

  it('writes the HTML to a file, too', async () => {
    const file = join(folder, 'mail.html');
    const said = await preview('outage-opened', '--html', file);
    expect(said.err).toBe(`The HTML is in ${file}.\n`);
    expect(readFileSync(file, 'utf8')).toMatch(/^<!doctype html>[\s\S]*見本商店 様/);
  });

  it('is JSON with text and HTML for programs', async () => {
    const mail = JSON.parse((await preview('maintenance-ahead', '--json')).out);
    expect(mail).toMatchObject({ kind: 'maintenance-ahead', sender: 'info@example.jp', fromName: '角田システム' });
    expect(mail.html).toContain('<title>【対応不要】');
  });

  it('speaks to the merchant who is named', async () => {
    expect((await preview('outage-opened', '--merchant', 'kado')).out).toContain('角田商店 様');
  });

  it('says so where no mail leaves the installation', async () => {
    const said = await world.ops('mail preview outage-opened');
    expect(said).toMatchObject({ code: 0, err: expect.stringContaining('has no sender') });
  });
});

describe('a preview of a mail of a real incident', () => {
  const real = (kind: string, merchant: string) => preview(kind, '--incident', 'latest', '--merchant', merchant);

  it('has its facts, from the rows of the merchant', async () => {
    const { out } = await real('outage-all-clear', 'kado');
    expect(out).toContain('角田商店 様');
    expect(out).toContain('2026年11月24日(火) 12:45 〜 14:45(2時間)');
    expect(out).toContain('角の店(照合済み): 障害期間のご注文 7件・取込漏れ 0件・重複 0件');
    expect(out).not.toContain('tencho@');
  });

  it.each([
    ['outage-all-clear', 'sumi', 'concerns sumi'],
    ['outage-interim', 'kado', 'no word in between was sent'],
    ['outage-correction', 'kado', 'found nothing of kado'],
    ['outage-all-clear-open', 'kado', 'ask for outage-all-clear'],
    ['maintenance-ahead', 'kado', 'no mails of a maintenance'],
    ['outage-opened', 'unknown', 'there is no merchant "unknown"'],
  ])('of which there is none (%s to %s) says why', async (kind, merchant, why) => {
    const said = await real(kind, merchant);
    expect([said.code, said.out]).toEqual([2, '']);
    expect(said.err).toContain(why);
  });

  it('needs to know to whom', async () => {
    const said = await preview('outage-opened', '--incident', 'latest');
    expect([said.code, said.err]).toEqual([2, expect.stringContaining('--merchant: is missing.')]);
  });
});
