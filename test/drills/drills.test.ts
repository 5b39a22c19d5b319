import { afterAll, describe, expect, it } from 'vitest';
import { minuteMs } from '../../core/kernel/time.ts';
import { openLedger, recount } from '../../journal/index.ts';
import { runDrill } from '../../proving/drill/run-drill.ts';
import { scripts } from '../../proving/drill/scripts.ts';
import { drill, forgetDays, journalPath, naiveDay, scriptNamed, small } from './drilled-days.ts';
import { oversoldSince } from './oversold-since.ts';

afterAll(forgetDays);

/** Days on which another mall goes out have tests of their own. */
const ids = scripts.filter(({ mall }) => mall === undefined).map(({ id }) => id);

/** How a mail names oversold goods: by 商品名 and SKU, or by the SKU alone. */
const goodsLineOf = (sku: string): RegExp => new RegExp(`\\(SKU(?:: ${sku}\\)|\\) ${sku}): `);

describe('a replayed incident', () => {
  it.each(ids)('%s: no order is lost, none is stored twice, no worker calls while all is held', async (id) => {
    const { figures, unexpected } = await drill(id);
    expect(unexpected).toEqual([]);
    expect(figures.orders).toMatchObject({ lost: 0, storedTwice: 0 });
    expect(figures.orders.placed).toBeGreaterThan(200);
    expect(figures.calls.byWorkersWhilePaused).toBe(0);
    expect(figures.calls.first5MinOfRampOverFull).toBeLessThanOrEqual(0.1);
    expect(figures.calls.first5MinOfRampOverOrdinary).toBeLessThanOrEqual(0.2);
    expect(figures.minutes.toFirstOrderAfterRecovery ?? 0).toBeLessThanOrEqual(2);
    expect(figures.mails.unaffected).toBe(0);
  });

  it.each(ids)(
    '%s: of the status changes asked for all day none hangs, none is made twice, no message fails',
    async (id) => {
      const { status } = (await drill(id)).figures;
      expect(status).toMatchObject({ stuck: 0, doubleShipments: 0, failedMessages: 0 });
      // Of two that turn out to be the same change, one is asked for.
      expect(status.requested).toBeGreaterThanOrEqual(245);
      expect(status.failed).toBeGreaterThan(5);
      expect(status.confirmed + status.failed).toBe(status.requested);
    },
  );

  it.each(ids)('%s: every listing shows what it should in the end, and all that is oversold is noted', async (id) => {
    const { stock } = (await drill(id)).figures;
    expect(stock).toMatchObject({ listings: 190, diverged: 0, staleAfterNewer: 0 });
    expect(stock.oversoldTrue).toBeGreaterThan(3);
    expect(stock.oversoldReported).toBe(stock.oversoldTrue);
    expect(stock.pushes).toBeGreaterThan(500);
    expect(stock.lastConvergedMinutesAfterEnd).toBeLessThanOrEqual(12);
  });

  it.each(ids)('%s: whatever moved while a listing was held is one push of it', async (id) => {
    const { figures, script } = await drill(id);
    const isHeld = script.out.includes('stock');
    expect(figures.stock.pushesPerListingWhileHeld).toBe(isHeld ? 1 : 0);
  });

  it.each(['2020-02-10', '2025-10-20'])(
    '%s: what was asked for before its end is done ten minutes after, and once its calls would show where their ends were not known',
    async (id) => {
      const { day, figures } = await drill(id);
      const { to, keyless } = day.settings;
      expect([...day.pushes.values()].filter(({ heldAt }) => heldAt !== null).length).toBeGreaterThan(50);
      expect(figures.minutes.toStatusesDone).toBeGreaterThan(0);
      const late = [...day.pushes.values()].filter(({ shop, requestedAt, endedAt, openCallsAt }) => {
        const isKeyless = keyless.some((span) => span.shop === shop && span.from <= to && to < span.to);
        // The wait doubles with each of them, up to 40 minutes.
        const waitMs = Math.min(5 * 2 ** (openCallsAt.length - 1), 40) * minuteMs;
        const from = openCallsAt.length === 0 ? to : Math.max(to, (openCallsAt.at(-1) ?? 0) + waitMs);
        return requestedAt < to && !isKeyless && (endedAt === null || endedAt > from + 10 * minuteMs);
      });
      expect(late).toEqual([]);
    },
  );

  it.each(ids)('%s: the journal alone gives the same figures', async (id) => {
    const { figures: counted } = await drill(id);
    const { figures, findings } = await recount(journalPath(id));
    expect(figures).toEqual(counted);
    expect(findings).toEqual([]);
  });

  it('the incident of 2020-02-10 is one, detected in three minutes, with two mails to each affected merchant', async () => {
    const { figures } = await drill('2020-02-10');
    expect(figures).toMatchObject({ incidents: 1, mails: { affectedMin: 2, affectedMax: 2, corrections: 0 } });
    expect(figures.minutes.toDetect).toBeLessThanOrEqual(3);
    expect(figures.orders.placedByGrey).toBeGreaterThan(50);
    expect(figures.orders.storedDuringGrey).toBeGreaterThanOrEqual(0.8 * figures.orders.fetchableDuringGrey);
  });

  it('the incident of 2025-10-20 holds what writes and never the import, and sends no mail to merchants who only import', async () => {
    const { figures, day } = await drill('2025-10-20');
    expect(figures).toMatchObject({ incidents: 1, mails: { affectedMin: 2, affectedMax: 2, unaffected: 0 } });
    const out = day.healths.filter(({ state }) => state.kind === 'down');
    expect(new Set(out.map(({ capability }) => capability))).toEqual(new Set(['status', 'stock']));
    const notWell = day.healths.filter(({ state }) => state.kind !== 'healthy');
    expect(notWell.filter(({ capability }) => capability === 'import')).toEqual([]);
    expect(day.merchants.some(({ features }) => features.every((feature) => feature === 'import'))).toBe(true);
  });

  it('the incident 2023-sku holds stock alone, and writes only to merchants who use it', async () => {
    const { figures, day, script } = await drill('2023-sku');
    expect(figures).toMatchObject({ incidents: 1, mails: { affectedMin: 2, affectedMax: 2, unaffected: 0 } });
    const out = day.healths.filter(({ state }) => state.kind === 'down');
    expect(new Set(out.map(({ capability }) => capability))).toEqual(new Set(['stock']));
    const { from, to } = script;
    const storedWhile = day.orders.filter(({ stored }) => stored && stored.storedAt > from && stored.storedAt < to);
    expect(storedWhile.length).toBeGreaterThan(50);
    const withStock = day.merchants.filter(({ features }) => features.includes('stock'));
    const told = new Set(day.mails.filter(({ subject }) => !/^【要対応 /.test(subject)).flatMap((mail) => mail.to));
    expect(told).toEqual(new Set(withStock.flatMap(({ contacts }) => contacts)));
    expect(day.merchants.length).toBeGreaterThan(withStock.length);
  });

  it('the incident of 2020-05-17 rests the orders alone: levels are lowered during it, and none is raised over what the mall shows', async () => {
    const { day, script } = await drill('2020-05-17');
    const { from, to } = script;
    const shown = new Map<string, number | null>();
    const moves: { readonly before: number; readonly level: number }[] = [];
    for (const { at, shop, item, level, by } of [...day.stock.levels.values()].flat()) {
      const before = shown.get(`${shop}/${item}`) ?? 0;
      shown.set(`${shop}/${item}`, level);
      if (by !== 'call' || !shop.startsWith('rms#') || at < from + 30_000 || at >= to) continue;
      moves.push({ before, level: level ?? 0 });
    }
    expect(moves.length).toBeGreaterThan(10);
    expect(moves.filter(({ before, level }) => level > before)).toEqual([]);
  });

  it.each(['2025-10-20', '2023-sku'])(
    'the incident of %s is detected in three minutes, though only a part is out',
    async (id) => {
      expect((await drill(id)).figures.minutes.toDetect).toBeLessThanOrEqual(3);
      expect((await drill(id)).figures.minutes.toDetect).toBeGreaterThan(0);
    },
  );

  it.each(['2020-05-17', '2024-06-16'])(
    'of %s was planned, so it is no incident: one mail ahead, a second one to who has something to do',
    async (id) => {
      const { figures } = await drill(id);
      expect(figures.incidents).toBe(0);
      expect(figures.minutes.toDetect).toBeNull();
      expect(figures.mails).toMatchObject({ affectedMin: 1, unaffected: 0, corrections: 0 });
      expect(figures.mails.affectedMax).toBeLessThanOrEqual(2);
    },
  );

  it.each(['2020-05-17', '2024-06-16'])(
    'of %s tells each merchant concerned what was oversold since it began, and mails no other but those whose key expired',
    async (id) => {
      const { day, script } = await drill(id);
      const after = day.mails.filter(({ subject }) => subject.includes('メンテナンス終了'));
      const oversold = oversoldSince(day, script.from, Math.max(...after.map(({ at }) => at)));
      const keyless = day.shops.filter(({ shop }) => day.settings.keyless.some((span) => span.shop === shop));
      const may = new Set([...oversold.keys(), ...keyless.map(({ merchant }) => merchant)]);
      const isConcerned = ({ features }: { readonly features: readonly string[] }) =>
        features.some((feature) => (script.out as readonly string[]).includes(feature));
      const concerned = day.merchants.filter(isConcerned);
      expect(concerned.filter((merchant) => oversold.has(merchant.id)).length).toBeGreaterThan(2);
      for (const { id: merchant, contacts } of concerned) {
        const mail = after.find(({ to }) => to.some((address) => contacts.includes(address)));
        for (const sku of oversold.get(merchant) ?? []) expect(mail?.text ?? '').toMatch(goodsLineOf(sku));
        if (!may.has(merchant)) expect(mail?.subject).toBeUndefined();
      }
    },
  );
});

describe('the day of 2020-02-10', () => {
  it('on 2020-02-10, people who press import wait in the queue, and a key expires without being an incident', async () => {
    const { presses, day, figures } = await drill('2020-02-10');
    expect(presses.length).toBeGreaterThan(3);
    expect(presses.filter(({ outcome }) => outcome === 'queued').length).toBeGreaterThan(3);
    const [{ shop: keyless = '', from = 0, to = 0 } = {}] = day.settings.keyless;
    const storedAt = day.orders.flatMap(({ shop, stored }) => (shop === keyless ? [stored?.storedAt ?? 0] : []));
    expect(storedAt.filter((at) => at > from && at < to)).toEqual([]);
    expect(storedAt.filter((at) => at >= to).length).toBeGreaterThan(0);
    expect(figures.incidents).toBe(1);
  });

  it('on 2020-02-10, the naive design doubles parcels and hangs, as calls are applied without an answer', async () => {
    const { day } = await drill('2020-02-10');
    const naive = await naiveDay();
    expect(naive.figures.status.doubleShipments).toBeGreaterThan(8);
    expect(naive.figures.status.stuck).toBeGreaterThan(8);
    expect(naive.figures.status.requested).toBe(day.pushes.size);
  });

  it('on 2020-02-10, the all-clear names each oversold SKU to its merchant, with what is lacking, and nothing else', async () => {
    const { day } = await drill('2020-02-10');
    const ledger = openLedger(day.stock);
    const allClears = day.mails.filter(({ subject }) => subject.includes('復旧'));
    let goods = 0;
    for (const { at, to, text } of allClears) {
      const merchant = day.merchants.find(({ contacts }) => contacts.includes(to[0] ?? ''));
      // By 商品名 and SKU, or by the SKU alone where no order tells the name.
      const lines = text.matchAll(/(?:商品\(SKU\) (\S+)|\(SKU: (\S+)\)): (\d+)個不足/g);
      const named = [...lines].map(([, bare, beside, lacking]) => [bare ?? beside, Number(lacking)]);
      const truly = ledger.skus
        .filter((one) => one.merchant === merchant?.id)
        .flatMap(({ sku }) => {
          const free = ledger.freeBy(merchant?.id ?? '', sku, at);
          return free !== null && free < 0 ? [[sku, -free]] : [];
        });
      expect(new Map(named as [string, number][])).toEqual(new Map(truly as [string, number][]));
      goods += named.length;
    }
    expect(allClears.length).toBeGreaterThanOrEqual(10);
    expect(goods).toBeGreaterThan(2);
  });

  it('on 2020-02-10, the naive design overwrites stock with old levels, pushes again and again, and never reports', async () => {
    // Ten shops of ten SKUs are few: on most days an old level does not happen to come last.
    const day = await runDrill({ script: scriptNamed('2020-02-10'), ...small, seed: 4, design: 'naive' });
    const { stock } = day.figures;
    expect(stock.staleAfterNewer).toBeGreaterThan(0);
    expect(stock.diverged).toBeGreaterThan(0);
    expect(stock.pushesPerListingWhileHeld).toBeGreaterThan(1);
    expect(stock).toMatchObject({ listings: 190, oversoldReported: 0 });
    expect(stock.oversoldTrue).toBeGreaterThan(3);
  });

  it('on 2020-02-10, orders that are listed hours late or changed in between are stored as they are in the end', async () => {
    const { day } = await drill('2020-02-10');
    const orders = [...day.books.values()];
    const late = orders.filter(({ visibleAt, orderedAt }) => visibleAt > orderedAt);
    expect(late.length).toBeGreaterThanOrEqual(2);
    const stored = new Map(day.orders.map((row) => [row.orderNumber, row.stored?.storedAt]));
    for (const { orderNumber, visibleAt } of late) expect(stored.get(orderNumber)).toBeGreaterThanOrEqual(visibleAt);
    const cancelled = orders.filter(({ lines }) => [...lines.values()].every((count) => count === 0));
    expect(cancelled.length).toBeGreaterThanOrEqual(10);
    const held = Map.groupBy(day.claims, ({ orderNumber }) => orderNumber);
    for (const { orderNumber, lines } of orders) {
      const claims = held.get(orderNumber) ?? [];
      const total = claims.reduce((sum, { quantity }) => sum + quantity, 0);
      expect(total).toBe([...lines.values()].reduce((sum, count) => sum + count, 0));
    }
  });
});
