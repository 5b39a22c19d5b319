import { TsunagiError } from '../../../../core/kernel/errors.ts';
import type { OrderState } from '../../../../core/model/push.ts';
import type { OrderAnswer } from '../../../../core/ports/order-status-api.ts';
import type { HttpRequest } from '../../../../malls/http.ts';
import { openRmsShop, type RmsSettings } from '../../../../malls/rms/client.ts';
import type { RmsStatusApi } from '../../../../malls/rms/order-status-api.ts';
import { createRms, type RmsSettingsChange, type RmsSimulator } from '../../../../simulator/rms/index.ts';
import { inProcess } from './in-process.ts';

const start = Date.parse('2026-11-24T06:00:00Z');
export const shopUrl = 'tsunagi-shop';

/** A simulated shop with a door, and what went through it. */
export interface StatusMall {
  readonly rms: RmsSimulator;
  readonly door: RmsStatusApi;
  readonly requests: HttpRequest[];
  /** How an order stands, as the door reads it. */
  state(orderNumber: string): Promise<OrderState>;
}

/** A mall whose clock stands unless it is advanced. */
export function statusMall(settings?: RmsSettingsChange, ours?: Partial<RmsSettings>): StatusMall {
  const rms = createRms({ now: () => start, seed: 7, ...(settings ? { settings } : {}) });
  const { serviceSecret, licenseKey } = rms.control.addShop({ shopUrl });
  const requests: HttpRequest[] = [];
  const carry = inProcess(rms);
  const { status: door } = openRmsShop({
    shop: { key: `rms#${shopUrl}` },
    credential: { serviceSecret, licenseKey },
    baseUrl: 'https://rms.example',
    transport: (request) => {
      requests.push(request);
      return carry(request);
    },
    now: () => rms.control.nowMs(),
    ...(ours ? { settings: ours } : {}),
  });
  const state = async (orderNumber: string): Promise<OrderState> => {
    const { states } = await door.readStates([orderNumber]);
    const [only] = states;
    if (!only) throw new Error(`${orderNumber} cannot be read`);
    return only;
  };
  return { rms, door, requests, state };
}

/** Orders of the shop, in a progress. */
export function ordersIn(
  { rms }: StatusMall,
  progress: Parameters<RmsSimulator['control']['moveOrder']>[2],
  options: { readonly count?: number; readonly kind?: 'plain' | 'unpriced' | 'several-destinations' } = {},
): string[] {
  const { count = 1, kind = 'plain' } = options;
  const numbers = rms.control.addOrders(shopUrl, { count, kind });
  if (progress !== 100) for (const number of numbers) rms.control.moveOrder(shopUrl, number, progress);
  return numbers;
}

/** One order of the shop, in a progress. */
export function orderIn(
  mall: StatusMall,
  ...how: [Parameters<typeof ordersIn>[1], Parameters<typeof ordersIn>[2]?]
): string {
  return ordersIn(mall, ...how)[0] ?? '';
}

/** What was said of one order. */
export async function said(
  answer: ReturnType<RmsStatusApi['ship']>,
  orderNumber: string,
): Promise<OrderAnswer | undefined> {
  return (await answer).orders.get(orderNumber);
}

/** The failure that a call ends with. */
export async function failureOf(call: Promise<unknown>): Promise<TsunagiError> {
  const error = await call.then(
    () => new Error('expected a failure, got an answer'),
    (thrown: unknown) => thrown,
  );
  if (error instanceof TsunagiError) return error;
  throw error;
}
