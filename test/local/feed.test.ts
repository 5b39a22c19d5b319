import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTriedApi, type TriedApi } from './fixture/tried-api.ts';
import { until } from './fixture/until.ts';

let api: TriedApi;
beforeAll(async () => {
  api = await startTriedApi();
});
afterAll(() => api.close());

interface Page {
  readonly events: readonly { readonly position: string; readonly event: string; readonly shop: string }[];
  readonly next: string | null;
}

it('the feeds of merchants at npm start have the orders that its functions import, each in that of its merchant', async () => {
  const headers = { authorization: `Bearer ${await api.key('orders:read')}` };
  const read = async <Answer>(path: string): Promise<Answer> =>
    (await (await fetch(`${api.url}${path}`, { headers })).json()) as Answer;
  const { shops } = await read<{ shops: { shop: string; merchant: string }[] }>('/shops?limit=200');
  const merchants = [...new Set(shops.map(({ merchant }) => merchant))];
  const fed = new Map<string, Page>();
  await until('that several merchants have events', async () => {
    for (const merchant of merchants) fed.set(merchant, await read<Page>(`/events?merchant=${merchant}&limit=200`));
    return [...fed.values()].filter(({ events }) => events.length > 0).length >= 3;
  });
  for (const [merchant, { events, next }] of fed) {
    const own = shops.filter((one) => one.merchant === merchant).map(({ shop }) => shop);
    expect(events.filter(({ shop }) => !own.includes(shop))).toEqual([]);
    if (next === null) continue;
    const later = await read<Page>(`/events?merchant=${merchant}&after=${next}`);
    const positions = new Set(events.map(({ position }) => position));
    expect(later.events.filter(({ position }) => positions.has(position))).toEqual([]);
  }
});
