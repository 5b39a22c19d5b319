import { TsunagiError } from '../errors.ts';
import type { OrderReading } from '../ports/mall.ts';
import { isKnownGoodRead } from './known-good.ts';
import type { MallOrder, UnreadableOrder } from './order.ts';
import type { ImportRun } from './run.ts';

/** Spoilt answers, without a good one among them, after which all orders count as refused where no known-good order is there to ask for. */
const spoiltOnlyMax = 16;

/** What a batch brought, and what there was no time to ask for. */
export interface IsolatedReading extends OrderReading {
  readonly unread: readonly string[];
}

/** An order that spoils an answer that it is alone in. */
interface Alone {
  readonly orderNumber: string;
  readonly error: TsunagiError;
}

/**
 * Reads orders so that orders that spoil every answer they are in do not take their neighbours with them: a spoilt batch is
 * halved until each bad order stands alone. When the run must end first, the rest comes back as `unread`.
 *
 * No order is called bad while nothing shows that the mall hands out any order of the shop at all: where a run has read none
 * yet, one that is known to be good is asked for. If that is refused as well, the reason is not about one order: this throws,
 * with `concerns: 'shop'` where the mall answers and refuses, so that the cursor waits. Where none is known, an order that has
 * a row already may be bad by itself: no cursor waits for it.
 *
 * @param anyNew true where some of them have no row yet
 */
export async function readIsolated(
  run: ImportRun,
  orderNumbers: readonly string[],
  anyNew: boolean,
): Promise<IsolatedReading> {
  const orders: MallOrder[] = [];
  const unreadable: UnreadableOrder[] = [];
  const absent: string[] = [];
  const alone: Alone[] = [];
  let spoiltOnly = 0;

  const parts: (readonly string[])[] = [orderNumbers];
  for (let part = parts.shift(); part; part = parts.shift()) {
    if (spoiltOnly > 0 && !run.mayCall()) {
      parts.unshift(part);
      break;
    }
    try {
      const reading = await run.readOrders(part);
      orders.push(...reading.orders);
      unreadable.push(...reading.unreadable);
      absent.push(...reading.absent);
    } catch (error) {
      if (!isSpoilt(error)) throw error;
      spoiltOnly++;
      const known = await isKnownGoodRead(run, orderNumbers, isSpoilt);
      if (known === 'refused' || (known === 'none' && spoiltOnly > spoiltOnlyMax)) throw refusalOfAll(run, error);
      const [only] = part;
      if (part.length === 1 && only !== undefined) {
        alone.push({ orderNumber: only, error });
        continue;
      }
      const halves = [part.slice(0, Math.ceil(part.length / 2)), part.slice(Math.ceil(part.length / 2))];
      // Depth first, each run settles some orders however many are bad. Without a known-good order, breadth first finds one soonest.
      if (known === 'read') parts.unshift(...halves);
      else parts.push(...halves);
    }
  }
  const bad = [...alone.map(({ orderNumber }) => orderNumber), ...unreadable.map((one) => one.orderNumber), ...absent];
  if (bad.length > 0) {
    const known = await isKnownGoodRead(run, orderNumbers, isSpoilt);
    if (known === 'no-call') return { orders, unreadable: [], absent: [], unread: [...bad, ...parts.flat()] };
    const failing = alone.find(({ error }) => error.code === 'mall.failing');
    if (failing && known !== 'read') throw failing.error;
    if (known === 'refused' || (known === 'none' && anyNew)) {
      throw refusalOfAll(run, alone[0]?.error ?? null, unreadable[0]?.reason);
    }
  }
  for (const { orderNumber, error } of alone) {
    const reason = `The mall's answer with this order could not be read: ${error.code}.`;
    unreadable.push({ orderNumber, raw: error.evidence(), reason });
  }
  return { orders, unreadable, absent, unread: parts.flat() };
}

/**
 * What is thrown where no order of a shop is read, a known-good one included. A mall that fails is an outage. Every other
 * answer is a refusal that stands until somebody acts: the mall, the shop or a developer.
 *
 * @param error null where the mall answered well, and gave nothing readable
 * @param reason why it could not be read then
 */
function refusalOfAll({ shop }: ImportRun, error: TsunagiError | null, reason = 'It hands out nothing.'): TsunagiError {
  if (error?.code === 'mall.failing') return error;
  const said = error?.message ?? reason;
  return new TsunagiError(
    error?.code ?? 'mall.unreadable',
    'later',
    `The mall lists orders of ${shop.key}, and none of them can be read, not even one that was read before; the import waits. ${said}`,
    { ...error?.context, shop: shop.key, concerns: 'shop' },
    { cause: error },
  );
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
