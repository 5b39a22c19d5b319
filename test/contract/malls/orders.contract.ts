import { describe, expect, it } from 'vitest';
import { listWindow } from '../../../core/import/list-window.ts';
import { hourMs, inChunks, minuteMs } from '../../../core/kernel/time.ts';
import type { MallOrder } from '../../../core/model/order.ts';
import { importsInto } from './imports-into.ts';
import { type MallSubject, openedMalls, type ServedMall } from './subject.ts';

/** What every mall's client must do with orders, over HTTP: list them, read them, and say what is not there. */
export function ordersContract(subject: MallSubject): void {
  describe('orders', () => {
    const open = openedMalls(subject);
    const span = ({ now }: ServedMall) => ({ from: now() - 3 * hourMs, to: now() });
    /** Long enough ago that no mall hides them any more. */
    const placed = (mall: ServedMall, count: number): string[] =>
      mall.place(count, { from: mall.now() - 2 * hourMs, to: mall.now() - hourMs });
    const readAll = async ({ shop }: ServedMall, orderNumbers: readonly string[]): Promise<MallOrder[]> => {
      const orders: MallOrder[] = [];
      for (const asked of inChunks(orderNumbers, shop.traits.readBatch)) {
        const reading = await shop.readOrders(asked);
        expect(reading).toMatchObject({ unreadable: [], absent: [] });
        orders.push(...reading.orders);
      }
      return orders;
    };

    it('a mall lists orders with their count, the oldest first, by its own clock', async () => {
      const mall = await open();
      const numbers = placed(mall, 7);
      const page = await mall.shop.listOrders({ ...span(mall), page: 1 });
      expect(page).toMatchObject({ pages: 1, mallTime: mall.now() });
      expect([7, null]).toContain(page.total);
      expect([...page.orderNumbers].sort()).toEqual([...numbers].sort());
      const orders = await readAll(mall, page.orderNumbers);
      const moments = page.orderNumbers.map((number) => orders.find((one) => one.orderNumber === number)?.orderedAt);
      expect(moments).toEqual([...moments].sort((one, other) => Number(one) - Number(other)));
    });

    it('a mall lists orders in pages, each once, and a page behind the last holds none', async () => {
      const mall = await open();
      const { pageSize } = mall.shop.traits;
      const numbers = placed(mall, pageSize + 2);
      const pages = [];
      for (const page of [1, 2, 3]) pages.push(await mall.shop.listOrders({ ...span(mall), page }));
      expect(pages.map(({ orderNumbers }) => orderNumbers.length)).toEqual([pageSize, 2, 0]);
      for (const { total, pages: count } of pages) {
        expect([pageSize + 2, null]).toContain(total);
        expect(count).toBe(2);
      }
      expect(pages.flatMap(({ orderNumbers }) => orderNumbers).sort()).toEqual([...numbers].sort());
    });

    it('a mall lists no orders where none was placed', async () => {
      const mall = await open();
      const page = await mall.shop.listOrders({ ...span(mall), page: 1 });
      expect(page).toMatchObject({ orderNumbers: [], pages: 0, mallTime: mall.now() });
      expect([0, null]).toContain(page.total);
    });

    it('orders of a mall are read with every line, and their original is read again as the same', async () => {
      const mall = await open();
      const numbers = placed(mall, 12);
      const orders = await readAll(mall, numbers);
      expect(orders.map(({ orderNumber }) => orderNumber).sort()).toEqual([...numbers].sort());
      for (const order of orders) {
        expect(order.orderNumber).toMatch(mall.shop.traits.orderNumber.form);
        expect(order.lines.map(({ quantity }) => quantity)).toEqual(mall.unitsOf(order.orderNumber));
        expect(mall.shop.traits.readOriginal(order.original)).toEqual(order);
        expect(mall.shop.traits.isCancelled(order.progress)).toBe(false);
      }
    });

    it('cancelled orders of a mall are read as cancelled', async () => {
      const mall = await open();
      const [kept = '', cancelled = ''] = placed(mall, 2);
      mall.cancel(cancelled);
      const orders = await readAll(mall, [kept, cancelled]);
      const { isCancelled } = mall.shop.traits;
      expect(orders.map(({ orderNumber, progress }) => [orderNumber, isCancelled(progress)]).sort()).toEqual(
        [
          [kept, false],
          [cancelled, true],
        ].sort(),
      );
    });

    it('orders that a mall does not know are absent, beside those that it knows', async () => {
      const mall = await open();
      const numbers = placed(mall, mall.shop.traits.readBatch - 1);
      const reading = await mall.shop.readOrders([...numbers, mall.unknownOrder]);
      expect(reading.orders.map(({ orderNumber }) => orderNumber).sort()).toEqual([...numbers].sort());
      expect(reading).toMatchObject({ unreadable: [], absent: [mall.unknownOrder] });
    });

    it('a mall is not called where there are no orders to be read, or more than a call takes', async () => {
      const mall = await open();
      const many = placed(mall, mall.shop.traits.readBatch + 1);
      await mall.break('no connection');
      expect(await mall.shop.readOrders([])).toEqual({ orders: [], unreadable: [], absent: [] });
      await expect(mall.shop.readOrders(many)).rejects.toMatchObject({ code: 'input.invalid', retry: 'never' });
    });

    it.each(['no-number', 'long-number'] as const)(
      'without a number to store them under are set aside, and end no listing: %s',
      async (how) => {
        const mall = await open();
        const [odd = '', ...sound] = placed(mall, 4);
        mall.misList(odd, how);
        const into = importsInto(mall.shop, mall.now);
        expect(await into.run()).toMatchObject({ imported: 3, quarantined: 1, caughtUp: true, isProven: true });
        const rows = into.rows();
        const [aside] = rows.filter(({ kind }) => kind === 'quarantined');
        expect(rows.filter(({ kind }) => kind === 'stored').map(({ orderNumber }) => orderNumber)).toEqual(
          sound.sort(),
        );
        expect(aside?.orderNumber).toMatch(/^unreadable-number-[\w-]{4,20}$/);
        expect(aside?.problem?.reason).toContain('find it at the mall');
        // It is known from now on; it is tried again without a call to the mall.
        expect(await into.run()).toMatchObject({ imported: 0, quarantined: 0, caughtUp: true });
        const calls = JSON.stringify(await into.read(aside?.orderNumber ?? ''));
        expect(calls).toContain('quarantined');
      },
    );

    it('orders that all came without a number are no listing: nothing is set aside, and the import waits', async () => {
      const mall = await open();
      for (const number of placed(mall, 2)) mall.misList(number, 'no-number');
      const into = importsInto(mall.shop, mall.now);
      await expect(into.run()).rejects.toMatchObject({ code: 'mall.unreadable' });
      expect(into.rows()).toEqual([]);
    });

    it.each([
      ['on one page', 3],
      ['on two pages', null],
    ] as const)('that are listed twice are imported once, and end no listing: %s', async (_, count) => {
      const mall = await open();
      const { pageSize } = mall.shop.traits;
      const numbers = placed(mall, count ?? pageSize + 2);
      mall.misList(numbers[0] ?? '', 'listed-twice');
      const listed = await listWindow(importsInto(mall.shop, mall.now).session(), span(mall));
      expect([...listed.orderNumbers].sort()).toEqual([...numbers].sort());
      expect(listed).toMatchObject({ whole: true });
      expect(listed.countedWrongly).toBeUndefined();
      if (count === null) return;
      const into = importsInto(mall.shop, mall.now);
      expect(await into.run()).toMatchObject({ imported: count, quarantined: 0, caughtUp: true, isProven: true });
      expect(into.rows().map(({ orderNumber }) => orderNumber)).toEqual([...numbers].sort());
    });

    it('listing, reading and probes change no order of a mall', async () => {
      const mall = await open();
      const numbers = placed(mall, 3);
      const before = mall.books();
      await mall.shop.listOrders({ ...span(mall), page: 1 });
      await readAll(mall, numbers);
      for (const capability of mall.shop.traits.capabilities)
        expect(await mall.shop.probe(capability)).toBe(mall.now());
      expect(mall.books()).toBe(before);
    });

    it('a mall does not count as serving where something else answers that all is well, whatever is asked', async () => {
      const mall = await open();
      const { capabilities } = mall.shop.traits;
      for (const api of ['order', 'stock'] as const) await mall.break('200 that says that all is well', api);
      for (const capability of capabilities) {
        await expect(mall.shop.probe(capability, true)).rejects.toMatchObject({ code: 'mall.unreadable' });
      }
      mall.mend();
      for (const capability of capabilities) expect(await mall.shop.probe(capability, true)).toBe(mall.now());
    });

    it('the key of a mall says when it ends, after now, if it does', async () => {
      const mall = await open();
      const expiry = await mall.shop.keyExpiry();
      expect(expiry?.at ?? Number.POSITIVE_INFINITY).toBeGreaterThan(mall.now() + minuteMs);
    });
  });
}
