import { beforeAll, describe, expect, it } from 'vitest';
import { dayMs, hourMs } from '../../core/kernel/time.ts';
import { type ApiKey, apiKeyText, newApiKey } from '../../core/model/api-key.ts';
import { type Chat, chatInTrouble, chatWith, chatWithout, type Merchant } from '../../core/model/merchant.ts';
import type { RemovedShop } from '../../core/model/shop.ts';
import { freshShop, noon } from './fixtures.ts';
import type { StoreFactory, StoreSubject } from './subject.ts';

let merchantsMade = 0;

function merchant(changes: Partial<Merchant> = {}): Merchant {
  merchantsMade += 1;
  return {
    id: `merchant-${merchantsMade}`,
    name: '株式会社花森茶舗',
    contacts: ['tencho@example.jp', 'jimu@example.jp'],
    features: ['import', 'stock'],
    language: 'ja',
    createdAt: noon,
    version: 1,
    ...changes,
  };
}

const sealedAddress = (setAt: number, sealedVersion: number) => ({
  ...({ kind: 'slack', shown: 'hooks.slack.com …WXYZ', setAt, sealedVersion } as const),
  sealed: Uint8Array.from([1, 0, 255, sealedVersion]),
});

/** What every keeper of merchants, of their chats, and of removed shops must do. */
export function merchantsContract(factory: StoreFactory): void {
  describe('merchants', () => {
    let subject: StoreSubject;
    beforeAll(async () => {
      subject = await factory();
    });

    it('there are no merchants at first, and an unknown name is null', async () => {
      expect(await subject.merchants.list()).toEqual([]);
      expect(await subject.merchants.get('unknown')).toBeNull();
    });

    it('merchants are given back as they were written', async () => {
      const bare = merchant({ contacts: [], features: [] });
      const labels = { b2: '{"contents":"お茶"}' };
      const full = merchant({ name: '𠮷野葛🎁本舗', digestAt: '07:30', digestSince: noon, labels });
      for (const each of [bare, full]) {
        expect(await subject.merchants.put(each)).toBe('stored');
        expect(await subject.merchants.get(each.id)).toEqual(each);
      }
      expect(await subject.merchants.list()).toEqual(expect.arrayContaining([bare, full]));
    });

    it('merchants are given by their ids, in no order, each once, those without a row left out', async () => {
      const [one, other] = [merchant(), merchant({ digestAt: '08:00' })];
      for (const each of [one, other, merchant()]) await subject.merchants.put(each);
      const second = { ...one, name: '花森茶舗本店', version: 2 };
      await subject.merchants.put(second);
      expect(await subject.merchants.some([])).toEqual([]);
      const found = await subject.merchants.some([other.id, 'unknown', one.id, other.id]);
      expect(found.sort((a, b) => (a.id < b.id ? -1 : 1))).toEqual([second, other]);
    });

    it('a merchant is written over the version before and over no other', async () => {
      const first = merchant();
      await subject.merchants.put(first);
      const second = { ...first, name: '花森茶舗本店', contacts: [], version: 2 };
      expect(await subject.merchants.put(second)).toBe('stored');
      for (const version of [1, 2, 4]) {
        expect(await subject.merchants.put({ ...first, name: 'x', version })).toBe('changed');
      }
      expect(await subject.merchants.get(first.id)).toEqual(second);
      expect(await subject.merchants.some([first.id])).toEqual([second]);
      expect(await subject.merchants.put(merchant({ version: 2 }))).toBe('changed');
    });

    it('a merchant is written once when the answer was lost and the writing is repeated', async () => {
      const first = merchant();
      expect(await subject.withLostAnswer(() => subject.merchants.put(first))).toBe('stored');
      const second = { ...first, features: [], version: 2 };
      expect(await subject.withLostAnswer(() => subject.merchants.put(second))).toBe('stored');
      expect(await subject.merchants.get(first.id)).toEqual(second);
      expect(await subject.merchants.some([first.id])).toEqual([second]);
    });

    it('a merchant is written by one of two who write at once', async () => {
      const first = merchant();
      const both = ['a', 'b'].map((name) => ({ ...first, name }));
      const outcomes = await Promise.all(both.map((each) => subject.merchants.put(each)));
      expect([...outcomes].sort()).toEqual(['changed', 'stored']);
      const winner = both[outcomes.indexOf('stored')];
      expect(await subject.merchants.get(first.id)).toEqual(winner);
      expect(await subject.merchants.some([first.id])).toEqual([winner]);
    });

    it('chats of merchants are given back as they were written, with an address or none, in trouble or not', async () => {
      const { id } = merchant();
      expect(await subject.chats.get(id)).toBeNull();
      const first = chatWith(null, id, sealedAddress(noon, 1));
      const refused = chatInTrouble(first, { kind: 'refused', since: noon, reason: 'HTTP 410' });
      const second = chatWith(refused, id, { ...sealedAddress(noon + hourMs, 3), kind: 'teams' });
      const removed = chatWithout(second, noon + dayMs);
      for (const each of [first, refused, second, removed]) {
        expect(await subject.withLostAnswer(() => subject.chats.put(each))).toBe('stored');
        expect(await subject.chats.get(id)).toEqual(each);
      }
      expect(removed.before).toHaveLength(2);
      expect(await subject.chats.list()).toEqual(expect.arrayContaining([removed]));
      expect(await subject.merchants.get(id)).toBeNull();
    });

    it('the chat of a merchant is written over the version before and over no other', async () => {
      const { id } = merchant();
      const first: Chat = chatWith(null, id, sealedAddress(noon, 1));
      await subject.chats.put(first);
      for (const version of [1, 3]) {
        expect(await subject.chats.put({ ...first, since: noon + 1, version })).toBe('changed');
      }
      expect(await subject.chats.get(id)).toEqual(first);
    });

    it('keys of the API are given back as they were written, and written over the version before alone', async () => {
      const facts = {
        merchant: null,
        scopes: ['orders:read', 'ops'],
        name: '基幹システム',
        createdAt: noon,
        by: 'sakura',
      } as const;
      const made = newApiKey(apiKeyText(new Uint8Array(26).fill(7)), { ...facts, endsAt: noon + dayMs });
      const { id } = made;
      expect(await subject.apiKeys.get(id)).toBeNull();
      await subject.apiKeys.noteUse(id, noon);
      expect(await subject.apiKeys.get(id)).toBeNull();
      expect(await subject.withLostAnswer(() => subject.apiKeys.put(made))).toBe('stored');
      expect(await subject.apiKeys.put({ ...made, name: 'another' })).toBe('changed');
      const ended: ApiKey = {
        ...made,
        merchant: 'kado',
        scopes: [],
        endsAt: noon + hourMs,
        endedBy: 'kado',
        version: 2,
      };
      expect(await subject.apiKeys.put(ended)).toBe('stored');
      for (const at of [noon + 2, noon + 1]) await subject.apiKeys.noteUse(id, at);
      expect(await subject.apiKeys.get(id)).toEqual({ ...ended, lastUsedAt: noon + 2 });
      expect(await subject.apiKeys.list()).toEqual([{ ...ended, lastUsedAt: noon + 2 }]);
      const request = { at: noon, fingerprint: 'one' };
      const again = () => subject.apiKeys.firstRequest(id, 'order-1', { at: noon + 1, fingerprint: 'another' });
      const first = () => subject.apiKeys.firstRequest(id, 'order-1', request);
      expect(await subject.withLostAnswer(first)).toEqual(request);
      expect([await again(), await subject.apiKeys.firstRequest('another', 'order-1', { ...request, at: 1 })]).toEqual([
        request,
        { ...request, at: 1 },
      ]);
    });

    it('merchants do not mix with removed shops', async () => {
      const key = freshShop();
      const removed: RemovedShop = {
        key,
        mall: 'rms',
        code: key.slice('rms#'.length),
        name: '𠮷野葛🎁本舗',
        merchant: 'hanamori',
        importFrom: noon - dayMs,
        cursor: noon - hourMs,
        callsPerSecond: 0.5,
        lostSpan: { from: noon - dayMs, to: noon },
        rewound: { times: 1, at: noon },
        credentialVersion: 3,
        removedAt: noon,
        by: 'sakura',
      };
      expect(await subject.removedShops.get(key)).toBeNull();
      await subject.withLostAnswer(() => subject.removedShops.put(removed));
      expect(await subject.removedShops.get(key)).toEqual(removed);
      const { lostSpan: _, rewound: __, ...again } = { ...removed, removedAt: noon + hourMs, by: 'kado' };
      await subject.removedShops.put(again);
      expect(await subject.removedShops.list()).toEqual([again]);
      expect((await subject.merchants.list()).map(({ id }) => id)).not.toContain(key);
    });
  });
}
