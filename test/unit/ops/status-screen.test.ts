import { beforeEach, describe, expect, it } from 'vitest';
import { TsunagiError } from '../../../core/kernel/errors.ts';
import { columnsOf } from '../../../core/kernel/text.ts';
import { hourMs } from '../../../core/kernel/time.ts';
import type { Ports } from '../../../core/ports/ports.ts';
import type { DeadLetters } from '../../../core/ports/queues.ts';
import { type NeedFacts, needText } from '../../../views/now/index.ts';
import { rejectedOf, rejectedRequests } from './letters.ts';
import { type OpsWorld, openWorld, say, start } from './world.ts';

let world: OpsWorld;
beforeEach(() => {
  world = openWorld();
});

/** Three queues: two have given something up. */
function queues(): DeadLetters[] {
  const of = (queue: string, waiting: number, taken: number, givenUp: number): DeadLetters => ({
    queue,
    count: async () => ({ waiting: givenUp, taken: 0 }),
    depth: async () => ({ waiting, taken }),
    take: async () => [],
    sendBack: async () => 0,
    release: async () => undefined,
  });
  return [of('work', 12, 1, 7), of('intake', 0, 2, 0), of('stock', 0, 0, 1)];
}

/** The same ports; every call of a method of theirs is counted, by its name. */
function countingCalls(ports: Ports, calls: Record<string, number>): Ports {
  const counting = (name: string, port: object): object =>
    new Proxy(port, {
      get(target, method, receiver) {
        const value: unknown = Reflect.get(target, method, receiver);
        if (typeof value !== 'function') return value;
        return (...args: unknown[]) => {
          const call = `${name}.${String(method)}`;
          calls[call] = (calls[call] ?? 0) + 1;
          return value.apply(target, args);
        };
      },
    });
  const counted = Object.entries(ports).map(([name, port]) => [name, counting(name, port)]);
  return Object.fromEntries(counted) as Ports;
}

describe('the status', () => {
  it('names a shop whose orders cannot be stored, and where its cause is found', async () => {
    const shop = await world.addShop('kado-no-mise');
    await world.ports.shops.recordFailing(shop.key, { since: start - 3 * hourMs, code: 'store.failing' });
    const told = async () =>
      (await world.json('status')).forAPerson.map((need: NeedFacts) => needText(need, world.now()));
    expect(await told()).toEqual(['the orders of rms#kado-no-mise cannot be stored (store.failing, for 3 h 0 min)']);
    await world.addShop('sakura-kitchen');
    await world.ports.shops.recordFailing('rms#sakura-kitchen', { since: start - hourMs, code: 'store.failing' });
    expect(await told()).toEqual([expect.stringContaining('2 shops (rms#kado-no-mise and others)')]);
    await world.ports.shops.recordFailing(shop.key, null);
    await world.ports.shops.recordFailing('rms#sakura-kitchen', null);
    expect(await told()).toEqual([]);
  });

  it('shows the first ten of many shops, and says that there are more', async () => {
    for (let index = 1; index <= 23; index++) await world.addShop(`shop-${String(index).padStart(2, '0')}`);
    const { out } = await world.ops('status');
    expect(out.match(/^rms#/gm)).toHaveLength(10);
    expect(out).toContain('1–10 of 23: ops shops list, or ops status --worst 20\n');
  });

  it('names those furthest behind when it is asked to, the paused ones too, and none that has yet to begin', async () => {
    const behindBy = { three: 3, nine: 9, one: 1, five: 5 };
    for (const [code, hours] of Object.entries(behindBy)) await world.addShop(code, { cursor: start - hours * hourMs });
    await world.addShop('later-shop', { importFrom: start + 24 * hourMs, cursor: start + 24 * hourMs });
    await world.ports.pauses.set({ cause: 'manual', scope: 'rms#five', since: start, by: 'hanako', note: '棚卸し中' });
    const { shops, shopsTotal } = await world.json('status --worst 3');
    expect(shops.map(({ shop }: { shop: string }) => shop)).toEqual(['rms#nine', 'rms#five', 'rms#three']);
    expect(shopsTotal).toBe(5);
  });

  it('fits forty lines of eighty columns with an outage, twenty shops named and every queue full', async () => {
    for (let index = 1; index <= 40; index++) await world.addShop(`shop-${String(index).padStart(2, '0')}`);
    for (const capability of ['import', 'status', 'stock'] as const)
      await world.ports.health.put({
        mall: 'rms',
        capability,
        version: 1,
        state: { kind: 'down', since: start - hourMs, detectedAt: start - hourMs },
      });
    const said = await world.ops('status --worst 20', {
      columns: 80,
      deadLetters: queues(),
      rejectedLetters: [rejectedRequests(4)],
    });
    const lines = said.out.trimEnd().split('\n');
    expect(lines.length).toBeGreaterThanOrEqual(24);
    expect(lines.length).toBeLessThanOrEqual(40);
    for (const line of lines) expect(columnsOf(line)).toBeLessThanOrEqual(80);
    const told = await world.json('status', { deadLetters: queues(), rejectedLetters: [rejectedRequests(4)] });
    expect(told).toMatchObject({
      pausesByCause: [
        { cause: 'outage', malls: [{ mall: 'rms', capabilities: ['import', 'status', 'stock'] }], shops: 40 },
      ],
      queues: { rejected: 4 },
    });
    expect(told.forAPerson.map(({ look }: { look: string }) => look)).toEqual([
      'ops redrive',
      'ops redrive --queue stock',
      'ops stuck',
    ]);
  });

  it('counts events of stock that could not be taken in, too: they were read by ops stuck alone, and nothing led there', async () => {
    const rejectedLetters = [rejectedRequests(2), rejectedOf('stock', [{ id: 's-1' }])];
    const told = await world.json('status', { rejectedLetters });
    expect(told.queues.rejected).toBe(3);
    expect(told.forAPerson.map((need: NeedFacts) => [needText(need, world.now()), need.page])).toEqual([
      ['2 requests by event that could not be taken in', 'docs/runbook/status-rejected.md'],
      ['1 report of stock by event that could not be taken in', 'docs/runbook/stock-rejected.md'],
    ]);
  });

  it('is printed without the queues where the caller may not look at them', async () => {
    const [work] = queues();
    if (work === undefined) throw new Error('there is no queue');
    const denied = async () =>
      Promise.reject(new TsunagiError('aws.not-allowed', 'never', 'You may not sqs:GetQueueAttributes.'));
    const { code, out } = await world.ops('status', { deadLetters: [{ ...work, depth: denied }] });
    expect([code, out]).toEqual([
      0,
      expect.stringContaining('could not be asked: You may not sqs:GetQueueAttributes.'),
    ]);
    const { forAPerson } = await world.json('status', { deadLetters: [{ ...work, depth: denied }] });
    expect(forAPerson).toMatchObject([{ look: 'ops doctor' }]);
  });

  it('says that no sender is set, what follows and what to do, and nothing of it where there is one or it is not known', async () => {
    expect(await world.json('status', { hasSender: false })).toMatchObject({
      mails: { hasSender: false, stuck: 0 },
      forAPerson: [{ kind: 'no-sender', look: null }],
    });
    const { out } = await world.ops('status', { hasSender: false });
    expect(out.replaceAll(/\s+/g, ' ')).toContain(
      'not even of an outage: no sender is set: set sender and mailFromName',
    );
    for (const setting of [{ hasSender: true }, {}]) {
      expect(await world.json('status', setting)).toMatchObject({ forAPerson: [] });
    }
  });

  it('counts mails that the mail service does not take, and not those of their first try or of long ago', async () => {
    const span = { capability: 'import', from: start - hourMs, to: null } as const;
    await world.ports.incidents.put({
      ...{ id: 'rms-1', mall: 'rms', version: 1, openedAt: start - hourMs, detectedAt: start - hourMs },
      ...{ stage: { kind: 'open' }, affected: [span], reopened: 0, noticedAt: start - hourMs },
    });
    const tries = { kado: [1, 0], sumi: [2, 0], mise: [3, 0], hana: [2, 2 * hourMs] } as const;
    for (const [merchant, [versions, agoMs]] of Object.entries(tries)) {
      for (let version = 1; version <= versions; version++) {
        const state = { kind: 'sending', writer: 'w', until: start - agoMs } as const;
        await world.ports.notices.put({ occasion: 'rms-1', kind: 'outage-opened', merchant, version, state });
      }
    }
    const { mails, forAPerson } = await world.json('status');
    const need = { kind: 'mails-stuck', count: 2, look: 'ops doctor', page: 'docs/runbook/mail-stuck.md' };
    expect([mails.stuck, forAPerson[0]]).toEqual([2, need]);
    expect(needText(forAPerson[0], world.now())).toBe('2 mails to merchants that the mail service does not take');
  });

  it('asks as often for two hundred shops as for five', async () => {
    const asked = async (shops: number): Promise<Record<string, number>> => {
      const of = openWorld();
      for (let index = 1; index <= shops; index++) await of.addShop(`shop-${index}`);
      const calls: Record<string, number> = {};
      await say(['status'], countingCalls(of.ports, calls), { deadLetters: queues() });
      return calls;
    };
    const few = await asked(5);
    expect(await asked(200)).toEqual(few);
    expect(few['shops.all']).toBe(1);
    expect(few['pauses.standing']).toBe(1);
  });
});
