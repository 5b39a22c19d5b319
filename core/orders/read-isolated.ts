import { TsunagiError } from '../errors.ts';
import type { OrderReading } from '../ports/mall.ts';
import type { MallOrder, UnreadableOrder } from './order.ts';
import type { ImportRun } from './run.ts';

/** Spoilt answers, without a good one among them, after which the mall and not an order is to blame: up to 8 bad orders, however they lie. */
const spoiltOnlyMax = 16;

/** Orders asked for to tell a failing mall from bad orders. */
const witnesses = 3;

/** What a batch brought, and what there was no time to ask for. */
export interface IsolatedReading extends OrderReading {
  readonly unread: readonly string[];
}

/**
 * Reads orders so that orders that spoil every answer they are in do not take their neighbours with them: a spoilt batch is
 * halved, all parts of one size before the smaller ones, until each bad order stands alone. So a few bad orders, wherever
 * they stand, leave some part whole early, which tells them from a mall that fails whatever it is asked for: then this
 * throws. When the run must end first, the rest comes back as `unread`.
 */
export async function readIsolated(run: ImportRun, orderNumbers: readonly string[]): Promise<IsolatedReading> {
  const orders: MallOrder[] = [];
  const unreadable: UnreadableOrder[] = [];
  const absent: string[] = [];
  const alone: { readonly orderNumber: string; readonly error: TsunagiError }[] = [];
  let spoiltOnly = 0;
  let anyRead = false;

  const parts: (readonly string[])[] = [orderNumbers];
  for (let part = parts.shift(); part; part = parts.shift()) {
    // While nothing was read, one call is kept for an order that bears witness.
    if (spoiltOnly > 0 && run.callsLeft() <= (anyRead ? 0 : 1)) {
      parts.unshift(part);
      break;
    }
    try {
      const reading = await run.readOrders(part);
      anyRead = true;
      orders.push(...reading.orders);
      unreadable.push(...reading.unreadable);
      absent.push(...reading.absent);
    } catch (error) {
      if (!isSpoilt(error)) throw error;
      spoiltOnly++;
      if (!anyRead && spoiltOnly > spoiltOnlyMax) throw error;
      const [only] = part;
      if (part.length === 1 && only !== undefined) alone.push({ orderNumber: only, error });
      else parts.push(part.slice(0, Math.ceil(part.length / 2)), part.slice(Math.ceil(part.length / 2)));
    }
  }

  // Where nothing at all could be read, a failing mall looks like bad orders: orders that were read before bear witness.
  const failing = alone.find(({ error }) => error.code === 'mall.failing');
  if (failing && !anyRead) {
    const others = await readOthers(run, orderNumbers);
    if (others === 'spoilt') throw failing.error;
    if (others === 'not-asked') return { orders, unreadable, absent, unread: orderNumbers };
  }
  for (const { orderNumber, error } of alone) {
    const reason = `The mall's answer with this order could not be read: ${error.code}.`;
    unreadable.push({ orderNumber, raw: error.evidence(), reason });
  }
  return { orders, unreadable, absent, unread: parts.flat() };
}

/**
 * Whether the mall hands out some order that is stored already; a few are tried, since one of them may be bad itself. `not-asked`: the run's
 * calls end first, so that nobody can tell a failing mall from bad orders; the next run asks again.
 */
async function readOthers(run: ImportRun, orderNumbers: readonly string[]): Promise<'read' | 'spoilt' | 'not-asked'> {
  const open = await run.ports.orders.openOrders(run.shop.key);
  const others = open.filter(({ orderNumber }) => !orderNumbers.includes(orderNumber)).slice(-witnesses);
  for (const { orderNumber } of others) {
    if (!run.mayCall()) return 'not-asked';
    try {
      const { orders } = await run.readOrders([orderNumber]);
      if (orders.length > 0) return 'read';
    } catch (error) {
      if (!isSpoilt(error)) throw error;
    }
  }
  return 'spoilt';
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
