import { beforeEach, describe, expect, it } from 'vitest';
import { hourMs, minuteMs } from '../../../core/kernel/time.ts';
import { newMerchant } from '../../../core/model/merchant.ts';
import { type OpsWorld, openWorld, start } from './world.ts';

let world: OpsWorld;
beforeEach(() => {
  world = openWorld();
});

const contacts = ['tencho@hanamori.example', 'jimu@hanamori.example'];

async function twoMerchants() {
  await world.ports.merchants.put(
    newMerchant('hanamori', { name: '株式会社花森茶舗', contacts, features: ['import', 'stock'] }, start),
  );
  await world.addShop('hanamori-cha', { merchant: 'hanamori', name: '花森茶舗', cursor: start - minuteMs });
  await world.addShop('hanamori-gift', { merchant: 'hanamori', name: '花森ギフト', cursor: start - 3 * hourMs });
  await world.addShop('kado-no-mise', { cursor: start - minuteMs });
}

describe('the list of merchants', () => {
  it('on a narrow terminal leaves the contacts out, and never a column too wide', async () => {
    await twoMerchants();
    const { out } = await world.ops('merchants list', { columns: 80 });
    expect(out).not.toContain('@');
    for (const line of out.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  });

  it('puts a pause before a shop that is behind', async () => {
    await twoMerchants();
    await world.ports.pauses.set({ cause: 'manual', scope: 'rms#hanamori-cha', since: start, by: 'a', note: 'n' });
    const { merchants } = await world.json('merchants list');
    expect(merchants[0].worst).toMatchObject({ shop: 'rms#hanamori-cha', state: 'paused', cause: 'manual' });
  });

  it('gives contacts in full only to who asks for them', async () => {
    await twoMerchants();
    for (const words of [
      'merchants list',
      'merchants list --json',
      'merchants show hanamori',
      'merchants show hanamori --json',
    ]) {
      expect((await world.ops(words)).out).not.toContain('tencho');
      expect((await world.ops(`${words} --show-contacts`)).out).toContain('tencho@hanamori.example');
    }
  });

  it('for a program has every shop, and the worst', async () => {
    await twoMerchants();
    const { merchants } = await world.json('merchants list');
    expect(merchants).toEqual([
      {
        merchant: 'hanamori',
        name: '株式会社花森茶舗',
        contacts: ['t***@hanamori.example', 'j***@hanamori.example'],
        features: ['import', 'stock'],
        language: 'ja',
        digestAt: null,
        labels: [],
        hasRow: true,
        createdAt: '2026-11-24T15:45:00.000+09:00',
        version: 1,
        shops: ['rms#hanamori-cha', 'rms#hanamori-gift'],
        worst: { shop: 'rms#hanamori-gift', state: 'behind', lagSeconds: 10_800 },
      },
      expect.objectContaining({ merchant: 'kado', hasRow: false, createdAt: null, version: null }),
    ]);
  });
});

describe('one merchant', () => {
  it('is shown with its shops', async () => {
    await twoMerchants();
    const { name, shops } = await world.json('merchants show hanamori');
    expect(name).toBe('株式会社花森茶舗');
    expect(shops).toMatchObject([
      { shop: 'rms#hanamori-cha', state: 'well', lagSeconds: 60 },
      { shop: 'rms#hanamori-gift', state: 'behind', lagSeconds: 10_800 },
    ]);
  });

  it('that does not exist is answered with the existing ones', async () => {
    await twoMerchants();
    const said = await world.ops('merchants show hanamor');
    expect(said).toMatchObject({ code: 2, err: expect.stringContaining('Merchants: hanamori, kado.') });
  });
});

describe('changing a merchant', () => {
  const row = () => world.ports.merchants.get('hanamori');

  it('writes what is named and nothing else', async () => {
    await twoMerchants();
    await world.ops(['merchants', 'change', 'hanamori', '--features', 'status; import', '--name', '花森']);
    expect(await row()).toMatchObject({ name: '花森', contacts, features: ['import', 'status'], version: 2 });
  });

  it('replaces the contacts, also with none, and shows them masked', async () => {
    await twoMerchants();
    const said = await world.ops(['merchants', 'change', 'hanamori', '--contacts', 'shacho@hanamori.example']);
    expect(said.out).toContain('s***@hanamori.example');
    await world.ops('merchants change hanamori --contacts -');
    expect(await row()).toMatchObject({ contacts: [], version: 3 });
  });

  it('refuses more contacts than one mail can go to, and takes as many as it can', async () => {
    await twoMerchants();
    const addresses = (count: number) => Array.from({ length: count }, (_, desk) => `desk-${desk}@hanamori.example`);
    const change = (list: readonly string[]) =>
      world.ops(['merchants', 'change', 'hanamori', '--contacts', list.join(';')]);
    const said = await change(addresses(51));
    expect(said.code).toBe(2);
    expect(said.err).toContain('got 51 addresses, expected 50 at most');
    expect(await row()).toMatchObject({ version: 1 });
    expect((await change([...addresses(50), 'desk-0@HANAMORI.example'])).code).toBe(0);
    expect((await row())?.contacts).toHaveLength(50);
  });

  it('gives a merchant a morning digest, says which shops lack their days to ship, and takes it away again', async () => {
    await twoMerchants();
    expect((await world.ops('merchants change hanamori --digest on')).out).toBe(
      'hanamori: morning digest is now 08:00\n',
    );
    await world.ops('shops change --shop hanamori-cha --ship-within 3');
    expect((await world.ops('merchants show hanamori')).out).toContain(
      'each morning at 08:00; without days to ship: rms#hanamori-gift (ops shops change --shop <shop> --ship-within <days>)',
    );
    expect((await world.ops('merchants change hanamori --digest 11:00')).err).toContain(
      '--digest: got "11:00", expected a time in Japan from 05:00 to 10:59, on, or none.',
    );
    expect(await world.json('merchants show hanamori')).toMatchObject({ digestAt: '08:00' });
    await world.ops('merchants change hanamori --digest none');
    expect(await row()).not.toHaveProperty('digestAt');
  });

  it('asks for no days to ship where the mall names 出荷期限 itself, and does at Shopify', async () => {
    await twoMerchants();
    await world.addShop('A1B2C3D4E5', { key: 'amazon#A1B2C3D4E5', mall: 'amazon', merchant: 'kado', cursor: start });
    await world.addShop('kado', { key: 'shopify#kado', mall: 'shopify', merchant: 'kado', cursor: start });
    await world.ops('shops change --shop kado-no-mise --ship-within 3');
    await world.ops('merchants change kado --digest on');
    expect((await world.ops('merchants show kado')).out).toContain('without days to ship: shopify#kado (ops');
  });

  it('a digest for a merchant without a contact was switched on without a word, and never sent', async () => {
    await twoMerchants();
    expect((await world.ops('merchants change kado --digest on')).err).toBe(
      'kado has no contact, so no morning digest is sent: ops merchants change kado --contacts <addresses>\n',
    );
    expect((await world.ops('merchants change kado --contacts shacho@kado.example')).err).toBe('');
  });

  it('features between commas were refused, though merchants show prints them so', async () => {
    await twoMerchants();
    expect((await world.ops('merchants change hanamori --features import,status')).code).toBe(0);
    expect(await row()).toMatchObject({ features: ['import', 'status'] });
  });

  it('that says what is so already writes nothing', async () => {
    await twoMerchants();
    expect(await world.json('merchants change hanamori --features stock;import')).toMatchObject({ changed: [] });
    expect(await row()).toMatchObject({ version: 1 });
  });

  it('writes the first row of one that only a shop names', async () => {
    await twoMerchants();
    await world.ops(['merchants', 'change', 'kado', '--name', '角の店']);
    expect(await world.ports.merchants.get('kado')).toMatchObject({ name: '角の店', features: ['import'], version: 1 });
  });

  it('loses nothing that another process changes at the same time', async () => {
    await twoMerchants();
    const put = world.ports.merchants.put;
    Object.assign(world.ports.merchants, {
      put: async (merchant: Parameters<typeof put>[0]) => {
        Object.assign(world.ports.merchants, { put });
        const standing = await row();
        if (standing) await put({ ...standing, name: '先に書かれた名', version: 2 });
        return put(merchant);
      },
    });
    await world.ops('merchants change hanamori --features import');
    expect(await row()).toMatchObject({ name: '先に書かれた名', features: ['import'], version: 3 });
  });

  it('says everything that is wrong at once, and no contact in full', async () => {
    await twoMerchants();
    const said = await world.ops(['merchants', 'change', 'hanamori', '--contacts', 'tencho＠x', '--features', 'mail']);
    expect(said.code).toBe(2);
    expect(said.err).toContain('--contacts: got t***, expected mail addresses, separated by ";", or -.');
    expect(said.err).toContain('--features: got "mail", expected some of import, status, stock, separated by ";".');
    expect((await world.ops('merchants change hanamori')).err).toContain('give at least one of them');
  });
});
