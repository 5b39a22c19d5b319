import { beforeEach, describe, expect, it } from 'vitest';
import { dayMs } from '../../../core/kernel/time.ts';
import { apiKeyBytes, apiKeyId, apiKeyText, isTextOf } from '../../../core/model/api-key.ts';
import { type OpsWorld, openWorld, start } from './world.ts';

let world: OpsWorld;
beforeEach(async () => {
  world = openWorld();
  await world.addShop('kado-no-mise');
});

describe('the text of a key', () => {
  const text = apiKeyText(Uint8Array.from({ length: apiKeyBytes }, (_, index) => index));

  it('holds the id of the key', () => {
    expect(text).toMatch(/^tsu_[0-9a-f]{60}$/);
    expect(apiKeyId(text)).toBe('000102030405');
  });

  it('is no key once one of its characters is another, or is missing', () => {
    const mistyped = [...text].map(
      (one, place) => text.slice(0, place) + (one === '0' ? '1' : '0') + text.slice(place + 1),
    );
    const wrong = [...mistyped, text.slice(1), `${text}0`, text.toUpperCase(), ''];
    expect(wrong.filter((one) => apiKeyId(one) !== null)).toEqual([]);
  });
});

describe('ops api-keys add', () => {
  it('shows a key once, and keeps nothing that it could be read from', async () => {
    const said = await world.ops('api-keys add 倉庫連携 --merchant kado --scopes orders:read,stock:write --by sakura');
    const text = said.out.trim();
    expect([said.code, apiKeyId(text), said.err]).toEqual([
      0,
      expect.any(String),
      expect.stringContaining('It works until 2027-11-24 15:45:00.'),
    ]);
    const [key] = await world.apiKeys.list();
    expect(key).toMatchObject({
      ...{ id: apiKeyId(text), merchant: 'kado', scopes: ['orders:read', 'stock:write'], name: '倉庫連携' },
      ...{ by: 'sakura', createdAt: start, endsAt: start + 365 * dayMs, version: 1 },
    });
    expect(key && isTextOf(text, key)).toBe(true);
    expect(JSON.stringify(key)).not.toContain(text.slice(20, 50));
  });

  it('gives a program the key, its facts and its text', async () => {
    const given = await world.json('api-keys add 基幹システム --all --scopes ops --days 90');
    expect(given).toMatchObject({ key: apiKeyId(given.text), merchant: null, standing: 'works', lastUsedAt: null });
    const other = await world.json('api-keys add 基幹システム --all --scopes ops --days 90');
    expect(other.text).not.toBe(given.text);
  });

  it.each([
    ['add 倉庫 --scopes ops', '--merchant, --all: give one of them.'],
    ['add 倉庫 --scopes ops --all --merchant kado', '--merchant, --all: give one of them.'],
    ['add 倉庫 --scopes order:read --all', 'got "order:read", expected some of orders:read'],
    ['add 倉庫 --scopes , --all', 'expected some of orders:read'],
    ['add 倉庫 --scopes ops --merchant kdao', 'there is no merchant "kdao"'],
  ])('refuses "%s"', async (words, why) => {
    const { code, err } = await world.ops(`api-keys ${words}`);
    expect([code, err]).toEqual([2, expect.stringContaining(why)]);
    expect(await world.apiKeys.list()).toEqual([]);
  });
});
