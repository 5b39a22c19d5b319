import { minuteMs } from '../../../core/kernel/time.ts';
import type { PushContent } from '../../../core/model/push.ts';
import type { PushWorld } from '../../status-world.ts';
import { shipment } from '../../status-world.ts';

/** A call of the capability, as it stands in the table. */
export interface CallUnderFault {
  readonly name: string;
  /** The mall's function. */
  readonly operation: string;
  /** Brings the world to just before the call; gives back the order and what is asked for it. */
  prepare(world: PushWorld): Promise<{ readonly orderNumber: string; readonly content: PushContent }>;
  /** True when the fault begins only after a call that changes the order: it strikes the reading back. */
  readonly afterChange?: boolean;
  /** True when the call is made by the second look at a push that is done, and not by its first turn. */
  readonly bySecondLook?: boolean;
}

/** Order progresses in which the calls are tried. */
type Progress = 100 | 300;

const fresh =
  (progress: Progress, content: PushContent) =>
  async (world: PushWorld): Promise<{ orderNumber: string; content: PushContent }> => {
    const [orderNumber = ''] = world.orders(1, progress);
    return { orderNumber, content };
  };

/** The sub-status 入荷待ち of the simulated shop, for orders in 300. */
const subStatus = async (world: PushWorld): Promise<{ orderNumber: string; content: PushContent }> => {
  const [orderNumber = ''] = world.orders(1, 300);
  const [shop] = world.rms.control.shops();
  return { orderNumber, content: { kind: 'sub-status', subStatusId: String((shop?.shopId ?? 0) * 10 + 1) } };
};

/** Every call that makes pushes true. */
export const callsUnderFault: readonly CallUnderFault[] = [
  { name: 'getOrder, before', operation: 'getOrder', prepare: fresh(300, shipment('1234-5678')) },
  {
    name: 'getOrder, reading back',
    operation: 'getOrder',
    afterChange: true,
    prepare: fresh(300, shipment('1234-5678')),
  },
  { name: 'confirmOrder', operation: 'confirmOrder', prepare: fresh(100, { kind: 'confirm' }) },
  {
    name: 'updateOrderShipping, adding',
    operation: 'updateOrderShipping',
    prepare: fresh(300, shipment('1234-5678')),
  },
  {
    name: 'updateOrderShipping, updating',
    operation: 'updateOrderShipping',
    async prepare(world) {
      const [orderNumber = ''] = world.orders(1, 300);
      const empty = { deliveryCompany: '1000', shippingNumber: null, shippingDate: null };
      world.rms.control.shipOrder(world.shop.code, orderNumber, empty);
      return { orderNumber, content: shipment('1234-5678') };
    },
  },
  {
    name: 'updateOrderShipping, deleting',
    operation: 'updateOrderShipping',
    bySecondLook: true,
    async prepare(world) {
      const [orderNumber = ''] = world.orders(1, 300);
      const content = shipment('1234-5678');
      // Ten minutes: by then it was made again, and there are two rows.
      const late = { operations: ['updateOrderShipping'], times: 1, applyAfterMs: 10 * minuteMs };
      world.rms.control.break({ kind: 'apply-later', ...late });
      await world.ask(orderNumber, content);
      await world.pass(12 * minuteMs);
      world.exchanges.length = 0;
      return { orderNumber, content };
    },
  },
  { name: 'updateOrderSubStatus', operation: 'updateOrderSubStatus', prepare: subStatus },
  { name: 'updateOrderMemo', operation: 'updateOrderMemo', prepare: fresh(300, { kind: 'memo', text: '熨斗あり' }) },
  {
    name: 'cancelOrder',
    operation: 'cancelOrder',
    prepare: fresh(300, { kind: 'cancel', reason: 'out-of-stock' }),
  },
];
