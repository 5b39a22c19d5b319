import { TsunagiError } from '../errors.ts';
import type { OrderReading } from '../ports/mall.ts';
import type { MallOrder, UnreadableOrder } from './order.ts';
import type { ShopRun } from './run.ts';

/**
 * Failing answers in a row, without a good one, after which the mall and not an order is to blame: enough to come down
 * from a batch of 100 to the one order that spoils it.
 */
const failuresInARowMax = 8;

/**
 * Reads orders so that one order that spoils every answer it is in does not take its neighbours with it: a spoilt batch is
 * halved until the order stands alone. Throws when the mall fails whatever it is asked for.
 */
export async function readIsolated(run: ShopRun, orderNumbers: readonly string[]): Promise<OrderReading> {
  const orders: MallOrder[] = [];
  const unreadable: UnreadableOrder[] = [];
  const absent: string[] = [];
  let failuresInARow = 0;

  const read = async (numbers: readonly string[]): Promise<void> => {
    try {
      const reading = await run.readOrders(numbers);
      failuresInARow = 0;
      orders.push(...reading.orders);
      unreadable.push(...reading.unreadable);
      absent.push(...reading.absent);
    } catch (error) {
      if (!isSpoilt(error)) throw error;
      failuresInARow++;
      if (failuresInARow > failuresInARowMax) throw error;
      const [only] = numbers;
      if (numbers.length === 1 && only !== undefined) {
        spoilt.push({ orderNumber: only, error });
        return;
      }
      const middle = Math.ceil(numbers.length / 2);
      await read(numbers.slice(0, middle));
      await read(numbers.slice(middle));
    }
  };
  const spoilt: { orderNumber: string; error: TsunagiError }[] = [];
  await read(orderNumbers);

  // Nothing at all could be read: an order alone cannot be told from a mall that fails for everybody, unless the answer
  // itself is what cannot be read.
  const nothingRead = orders.length + unreadable.length + absent.length === 0;
  for (const { orderNumber, error } of spoilt) {
    if (nothingRead && error.code === 'mall.failing') throw error;
    unreadable.push({
      orderNumber,
      raw: error.evidence(),
      reason: `The mall's answer with this order could not be read: ${error.code}.`,
    });
  }
  return { orders, unreadable, absent };
}

/** Answers that one order can be guilty of. Outages, time-outs and refused keys are not. */
function isSpoilt(error: unknown): error is TsunagiError {
  if (!(error instanceof TsunagiError)) return false;
  switch (error.code) {
    case 'mall.unreadable':
    case 'mall.too-large':
    case 'mall.refused':
      return true;
    default:
      return error.code === 'mall.failing' && error.context.status === 500;
  }
}
