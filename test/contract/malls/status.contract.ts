import { describe, expect, it } from 'vitest';
import { isDefect, mayBeApplied, type TsunagiError } from '../../../core/kernel/errors.ts';
import { minuteMs } from '../../../core/kernel/time.ts';
import { acceptRequest, emptyTarget } from '../../../core/model/order-acceptance.ts';
import { planParcels } from '../../../core/model/parcels.ts';
import { type OrderState, type Parcel, type PushContent, type PushKind, pushKinds } from '../../../core/model/push.ts';
import type { ChangeAnswer, OrderAnswer, OrderStatusApi, StatusTraits } from '../../../core/ports/order-status-api.ts';
import type { Clock } from '../../../core/ports/system.ts';
import { decide } from '../../../core/status/decide.ts';
import { defaultStatusSettings } from '../../../core/status/settings.ts';
import { type FaultName, type MallSubject, openedMalls, type ServedMall } from './subject.ts';

/** A mall's door to statuses, with what it says of itself. */
interface Door {
  readonly door: OrderStatusApi;
  readonly traits: StatusTraits;
}

function doorOf({ shop }: ServedMall): Door {
  const { status: door, traits } = shop;
  if (door === null || traits.status === undefined) throw new Error('The mall has no statuses.');
  return { door, traits: traits.status };
}

async function stateOf({ door }: Door, orderNumber: string): Promise<OrderState> {
  const [state] = (await door.readStates([orderNumber])).states;
  if (state === undefined) throw new Error(`${orderNumber} cannot be read`);
  return state;
}

const hasKind = (mall: ServedMall, kind: PushKind): boolean => doorOf(mall).traits.kinds.includes(kind);

/** What core makes of an order for which this is wanted. */
function decisionOf(content: PushContent, seen: OrderState, { traits }: Door): ReturnType<typeof decide> {
  const empty = emptyTarget({ shop: 'any#shop', orderNumber: seen.orderNumber, writer: 'run' });
  const { target } = acceptRequest(empty, { id: 'one', content, by: 'hanako', at: 0 });
  return decide(
    { ports: { clock: { now: () => 1 } as Clock }, settings: defaultStatusSettings, traits },
    target,
    0,
    seen,
  );
}

/** Makes the call that core decides on, or none. */
async function make(mall: ServedMall, orderNumber: string, content: PushContent): Promise<OrderAnswer | undefined> {
  const door = doorOf(mall);
  const read = await stateOf(door, orderNumber);
  const decision = decisionOf(content, read, door);
  if (decision.kind !== 'call') throw new Error(`${content.kind} is decided as ${JSON.stringify(decision)}`);
  return (await callFor(door.door, read, decision.call)).orders.get(orderNumber);
}

type Call = Extract<ReturnType<typeof decide>, { readonly kind: 'call' }>['call'];

async function callFor(door: OrderStatusApi, read: OrderState, call: Call): Promise<ChangeAnswer> {
  const { orderNumber } = read;
  const lacks = new Error(`The door has no ${call.kind}.`);
  switch (call.kind) {
    case 'confirm':
      if (door.confirm === undefined) throw lacks;
      return door.confirm([orderNumber]);
    case 'sub-status':
      if (door.setSubStatus === undefined) throw lacks;
      return door.setSubStatus([orderNumber], call.subStatusId);
    case 'memo':
      if (door.setMemo === undefined) throw lacks;
      return door.setMemo(orderNumber, call.text);
    case 'pay':
      if (door.pay === undefined) throw lacks;
      return door.pay(orderNumber, call.paidOn);
    case 'ship':
      return door.ship(orderNumber, call.changes, read);
    case 'complete':
      if (door.complete === undefined) throw lacks;
      return door.complete(orderNumber);
    case 'cancel':
      if (door.cancel === undefined) throw lacks;
      return door.cancel(orderNumber, { reason: call.reason, restoresStock: 'no' });
  }
}

const numbers = ['4444-1375-8703', '4444-1375-8714'] as const;

/** So many parcels of an order, each with a piece of its first line where the mall keeps what is in them. */
function parcelsOf(
  { carrier = '', lineIdsOf }: ServedMall,
  orderNumber: string,
  count: 1 | 2 = 1,
): [Parcel, ...Parcel[]] {
  const [lineId] = lineIdsOf?.(orderNumber) ?? [];
  const contents = lineId === undefined || count === 1 ? {} : { contents: [{ lineId, quantity: 1 }] };
  return numbers
    .slice(0, count)
    .map((trackingNumber) => ({ carrier, trackingNumber, shippedOn: '2026-11-24', ...contents })) as unknown as [
    Parcel,
  ];
}
const shipment = (...parcels: readonly Parcel[]): PushContent => ({ kind: 'ship', parcels });

/** What every mall's door to statuses must do, over HTTP: make what is wanted true, once, and show it. */
export function statusContract(subject: MallSubject): void {
  describe('statuses', () => {
    const open = openedMalls(subject);
    const isSo = async (mall: ServedMall, orderNumber: string, content: PushContent): Promise<boolean> =>
      decisionOf(content, await stateOf(doorOf(mall), orderNumber), doorOf(mall)).kind === 'done';

    it('a mall takes the kinds of changes that it declares, and no other', async () => {
      const mall = await open();
      const { door, traits } = doorOf(mall);
      expect(mall.shop.traits.capabilities).toContain('status');
      expect(Object.keys(door.functions).sort()).toEqual([...traits.kinds].sort());
      const { confirm, setSubStatus, setMemo, pay, complete, cancel, ship } = door;
      const makes = { confirm, 'sub-status': setSubStatus, memo: setMemo, pay, complete, cancel, ship };
      for (const kind of pushKinds)
        expect([kind, makes[kind] !== undefined]).toEqual([kind, traits.kinds.includes(kind)]);
      expect(traits.kinds).toEqual(pushKinds.filter((kind) => traits.kinds.includes(kind)));
    });

    it('a confirmed order shows 注文確認, and stays so when that is asked for again', async () => {
      const mall = await open();
      if (!hasKind(mall, 'confirm')) return;
      const order = mall.toConfirm();
      expect(await isSo(mall, order, { kind: 'confirm' })).toBe(false);
      expect(await make(mall, order, { kind: 'confirm' })).toMatchObject({ kind: 'accepted' });
      expect(await isSo(mall, order, { kind: 'confirm' })).toBe(true);
      const answer = (await doorOf(mall).door.confirm?.([order]))?.orders.get(order);
      if (answer?.kind === 'refused') expect(answer.reason).toBe('look-again');
      expect(await isSo(mall, order, { kind: 'confirm' })).toBe(true);
    });

    it('a shipped order shows a parcel with carrier, number and day', async () => {
      const mall = await open();
      const order = mall.toShip();
      const [parcel] = parcelsOf(mall, order);
      expect(await make(mall, order, shipment(parcel))).toMatchObject({ kind: 'accepted' });
      const { baskets } = await stateOf(doorOf(mall), order);
      expect(baskets.flatMap(({ rows }) => rows)).toMatchObject([parcel]);
      expect(await isSo(mall, order, shipment(parcel))).toBe(true);
    });

    it('a shipped order takes a second parcel, and a corrected number in the place of the wrong one', async () => {
      const mall = await open();
      const order = mall.toShip();
      const [parcel, second] = parcelsOf(mall, order, 2) as [Parcel, Parcel];
      await make(mall, order, shipment(parcel));
      await make(mall, order, shipment(second));
      expect(await isSo(mall, order, shipment(parcel, second))).toBe(true);
      const right = { ...parcel, trackingNumber: '4444-1375-8725', corrects: '4444-1375-8703' };
      await make(mall, order, shipment(right));
      const rows = (await stateOf(doorOf(mall), order)).baskets.flatMap((basket) => basket.rows);
      expect(rows.map(({ trackingNumber }) => trackingNumber).sort()).toEqual(['4444-1375-8714', '4444-1375-8725']);
    });

    it('a shipped order may have a parcel without a number, where the mall takes such', async () => {
      const mall = await open();
      if (doorOf(mall).traits.parcels.numbered === true) return;
      const order = mall.toShip();
      const numberless = shipment({ ...parcelsOf(mall, order)[0], trackingNumber: null });
      expect(await make(mall, order, numberless)).toMatchObject({ kind: 'accepted' });
      expect(await isSo(mall, order, numberless)).toBe(true);
    });

    it('a surplus row of a shipped order is removed and the others stay, or the mall says that it stays', async () => {
      const mall = await open();
      const order = mall.toShip();
      const [parcel, second] = parcelsOf(mall, order, 2) as [Parcel, Parcel];
      await make(mall, order, shipment(parcel, second));
      const read = await stateOf(doorOf(mall), order);
      const [basket] = read.baskets;
      const rowId = basket?.rows.find(({ trackingNumber }) => trackingNumber === parcel.trackingNumber)?.rowId ?? '';
      const removal = { kind: 'remove', basketId: basket?.basketId ?? '', rowId } as const;
      const answer = (await doorOf(mall).door.ship(order, [removal], read)).orders.get(order);
      expect(answer?.kind).toBe(mall.keepsParcels === true ? 'refused' : 'accepted');
      if (mall.keepsParcels === true) return;
      const plan = planParcels([second], (await stateOf(doorOf(mall), order)).baskets);
      expect(plan).toEqual({ kind: 'changes', changes: [] });
      expect((await stateOf(doorOf(mall), order)).baskets[0]?.rows).toHaveLength(1);
    });

    it('an order holds a memo with every character, and another in its place', async () => {
      const mall = await open();
      if (!hasKind(mall, 'memo')) return;
      const order = mall.toShip();
      for (const text of ['𠮷野家さま <至急> & "熨斗"', '二つ目\n二行', '']) {
        await doorOf(mall).door.setMemo?.(order, text);
        expect(((await stateOf(doorOf(mall), order)).memo ?? '').trimEnd()).toBe(text);
      }
    });

    it('an order is cancelled for every reason that the mall declares', async () => {
      const mall = await open();
      for (const reason of doorOf(mall).traits.cancelReasons) {
        const order = mall.toShip();
        expect(await make(mall, order, { kind: 'cancel', reason })).toMatchObject({ kind: 'accepted' });
        expect((await stateOf(doorOf(mall), order)).stage).toBe('cancelled');
      }
    });

    it('changes of a cancelled order are refused with a reason, and change nothing', async () => {
      const mall = await open();
      const order = mall.toShip();
      const read = await stateOf(doorOf(mall), order);
      const [parcel] = parcelsOf(mall, order);
      const plan = planParcels([parcel], read.baskets);
      mall.cancel(order);
      const before = mall.books();
      const { door } = doorOf(mall);
      const changes = plan.kind === 'changes' ? plan.changes : [];
      expect((await door.ship(order, changes, read)).orders.get(order)).toMatchObject({
        kind: 'refused',
        reason: mall.cancelledReason ?? 'order-cancelled',
        code: expect.stringMatching(/^\w/),
      });
      expect(decisionOf(shipment(parcel), await stateOf(doorOf(mall), order), doorOf(mall))).toEqual({
        kind: 'fail',
        reason: 'order-cancelled',
      });
      expect(mall.books()).toBe(before);
    });

    it('changes of an order that is not there are refused as absent', async () => {
      const mall = await open();
      const { door } = doorOf(mall);
      const unknown = mall.unknownOrder;
      expect(await door.readStates([unknown])).toEqual({ states: [], absent: [unknown], unreadable: [] });
      const [parcel] = parcelsOf(mall, unknown);
      const read = {
        ...(await stateOf(doorOf(mall), mall.toShip())),
        orderNumber: unknown,
        ...(mall.unknownKept === undefined ? {} : { kept: mall.unknownKept }),
      };
      const [basket] = read.baskets;
      const added = [{ kind: 'add', basketId: basket?.basketId ?? '', parcel }] as const;
      const asked = door.confirm === undefined ? door.ship(unknown, added, read) : door.confirm([unknown]);
      expect((await asked).orders.get(unknown)).toMatchObject({
        kind: 'refused',
        reason: mall.unknownReason ?? 'order-unknown',
      });
      expect(await door.readStates([])).toEqual({ states: [], absent: [], unreadable: [] });
    });
  });
}

/** How a call for a shipment ended under a fault, and whether the order was changed. */
export interface ShipEnding {
  readonly code: string;
  readonly retry: string | null;
  /** Whether core takes it for possible that the call was carried out. */
  readonly open: boolean;
  readonly changed: 'at once' | 'later' | 'never';
}

/** Strikes a fault on a call for a shipment; null where the mall knows no such fault. */
export async function shipUnder(subject: MallSubject, fault: FaultName): Promise<ShipEnding | null> {
  const mall = await subject.open();
  try {
    const order = mall.toShip();
    const { door } = doorOf(mall);
    const read = await stateOf(doorOf(mall), order);
    const [parcel] = parcelsOf(mall, order);
    const plan = planParcels([parcel], read.baskets);
    if (plan.kind !== 'changes') throw new Error(plan.reason);
    if (!(await mall.break(fault, 'order'))) return null;
    const ended = await door.ship(order, plan.changes, read).then(
      ({ orders }) => ({ code: orders.get(order)?.kind ?? 'silent', retry: null, open: true }),
      (error: unknown) => {
        if (isDefect(error)) throw error;
        const { code, retry } = error as TsunagiError;
        return { code, retry, open: mayBeApplied(error) };
      },
    );
    mall.mend();
    const isThere = (): boolean => mall.books().includes(parcel.trackingNumber as string);
    const atOnce = isThere();
    mall.advance(10 * minuteMs);
    await door.readStates([order]).catch(() => {});
    return { ...ended, changed: atOnce ? 'at once' : isThere() ? 'later' : 'never' };
  } finally {
    await mall.stop();
  }
}
