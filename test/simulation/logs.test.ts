import { expect, it } from 'vitest';
import { distinct, type Planted, plantedAtRms } from '../../proving/privacy/planted.ts';
import { createSearch } from '../../proving/privacy/search.ts';
import { outsideOfRows, peopleInRows } from '../../proving/privacy/stored.ts';
import { writtenOut } from '../../proving/privacy/written.ts';
import { createWorld } from '../../proving/worlds/create-world.ts';
import type { Exchange } from '../../proving/worlds/mall-transport.ts';
import { hasAllMalls } from '../../proving/worlds/stocks.ts';
import { play } from '../../proving/worlds/story.ts';

it('no buyer and no key reaches a log line, a bus event or a pause, in a world where everything breaks', async () => {
  const world = await createWorld(21);
  await play(world);
  const { store } = world;
  const said = {
    logs: world.logs.map((log) => log.lines),
    events: [store.accepted, store.news, store.pushNews, store.rejected, store.rejectedMovements],
    pauses: store.pausesById,
    intents: store.intentsByBucket,
    pushes: store.pushesByShop,
    incidents: [store.incidentsById, store.timelinesByIncident, store.noticesById, store.auditsByName],
    unexpected: world.unexpected,
  };
  expect(world.logs.flatMap((log) => log.lines).length).toBeGreaterThan(10);
  const planted = plantedAtRms(world.rms);
  expect(planted.length).toBeGreaterThan(1_500);
  const search = createSearch(planted);
  expect(Object.entries(said).flatMap(([where, written]) => search(where, writtenOut(written)))).toEqual([]);
});

it('no buyer, key or token reaches a log line, a bus event or a pause in worlds of four malls', async () => {
  const seed = Array.from({ length: 100 }, (_, index) => index + 22).find((one) => hasAllMalls(one)) ?? 0;
  const keys = new Map<string, Set<string>>();
  const world = await createWorld(seed, {
    onExchange: (exchange, { mall }) => {
      const ofMall = keys.get(mall) ?? new Set();
      for (const key of keysIn(exchange)) ofMall.add(key);
      keys.set(mall, ofMall);
    },
  });
  await play(world);
  const people = peopleInRows(world.store);
  // What only Amazon and Shopify have is among it: their addresses of mails.
  for (const mail of [/@marketplace\.amazon\.co\.jp$/, /@example\.jp$/]) {
    expect(people.filter(({ what, value }) => what === 'mail' && mail.test(value)).length).toBeGreaterThan(5);
  }
  for (const mall of ['rms', 'yahoo', 'amazon', 'shopify']) expect(keys.get(mall)?.size, mall).toBeGreaterThan(1);
  const values = [...keys.values()].flatMap((ofMall) => [...ofMall]);
  const search = createSearch(distinct([...people, ...values.map((value): Planted => ({ what: 'key', value }))]));
  // The search finds what it looks for, whatever stands around it.
  for (const one of people.filter(({ what }) => what === 'telephone').slice(-2)) {
    expect(search('a line', `tel:${one.value};`).length).toBeGreaterThan(0);
  }
  for (const ofMall of keys.values()) expect(search('a line', `k=${[...ofMall].at(-1)}`).length).toBeGreaterThan(0);
  const said: (readonly [string, readonly unknown[]])[] = [
    ['log lines', world.logs.flatMap(({ lines }) => lines)],
    ['errors', world.unexpected],
    ...outsideOfRows(world.store),
  ];
  expect(said.find(([where]) => where === 'log lines')?.[1].length).toBeGreaterThan(10);
  expect(said.flatMap(([where, things]) => search(where, writtenOut(things)))).toEqual([]);
});

/** Keys and tokens in a request: in its headers, and in what is sent for another token. */
function keysIn({ request: { headers = {}, body = '' } }: Exchange): string[] {
  const sent = ['authorization', 'x-amz-access-token', 'x-shopify-access-token'].flatMap((name) => {
    const value = headers[name];
    return typeof value === 'string' ? [value.replace(/^\w+ /, '')] : [];
  });
  const fields = [...body.matchAll(/(?:client_secret|refresh_token)(?:=|":\s*")([^&"]+)/g)];
  return [...sent, ...fields.map(([, value = '']) => decodeURIComponent(value))].filter((value) => value.length > 8);
}
