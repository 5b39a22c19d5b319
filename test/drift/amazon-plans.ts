import { secondMs } from '../../core/kernel/time.ts';
import { amazonDesk } from '../../malls/amazon/desk.ts';
import { amazonMall } from '../../malls/amazon/index.ts';
import type { Transport } from '../../malls/http.ts';
import { createAmazon } from '../../simulator/amazon/index.ts';
import { credentialOf, transportTo } from '../unit/malls/amazon/in-process.ts';
import type { ApiOperation } from './typings.ts';

const sellerId = 'A3KADONOMISE';
const began = Date.parse('2026-11-24T06:45:07Z');
/** Amazon writes its rates with two digits. */
const rounding = 0.01;

/** In which way the simulated Amazon lets more or fewer calls of an operation through than the model says; null: in none. */
export async function planProblem({ name, method, path, rate }: ApiOperation): Promise<string | null> {
  if (rate === null) return `${name}: the model says no rate.`;
  const { clock, send } = await throttledMall(path);
  const call = (): boolean => send(method, path) !== 429;
  let burst = 0;
  while (burst <= rate.burst && call()) burst += 1;
  if (burst !== rate.burst) {
    const got = burst > rate.burst ? 'more' : String(burst);
    return `${name}: ${rate.burst} calls in a row, and ${got} in simulator/amazon/settings.ts.`;
  }
  const everyMs = secondMs / rate.perSecond;
  clock.at += everyMs * (1 - rounding);
  const isTooEarly = call();
  clock.at += everyMs * 2 * rounding;
  const isInTime = call();
  return !isTooEarly && isInTime
    ? null
    : `${name}: one call more in ${Math.round(everyMs)} ms, and another time in simulator/amazon/settings.ts.`;
}

/** A mall that counts calls, and a door to it for whoever may call this operation. */
async function throttledMall(path: string) {
  const clock = { at: began };
  const amazon = createAmazon({ now: () => clock.at, seed: 1, settings: { throttle: { enforce: false } } });
  const given = amazon.control.addShop({ sellerId });
  const tokens = new Map<'seller' | 'application', string>();
  const belongsTo = (called: string) =>
    called.startsWith('/notifications/v1/destinations') ? 'application' : 'seller';
  const plain = transportTo(amazon, []);
  const transport: Transport = (request) => {
    const token = request.headers['x-amz-access-token'];
    if (token !== undefined) tokens.set(belongsTo(new URL(request.url).pathname), token);
    return plain(request);
  };
  const shop = amazonMall
    .connect({ baseUrl: 'https://mall.example', authUrl: 'https://auth.example' }, { transport, now: () => clock.at })
    .open({ key: `amazon#${sellerId}`, code: sellerId }, credentialOf(given, began), amazonDesk);
  // It calls as the seller and as the application.
  await shop.subscribeHints?.('arn:aws:sqs:ap-northeast-1:123456789012:hints');
  amazon.control.changeSettings({ throttle: { enforce: true } });
  const send = (method: string, form: string): number => {
    const called = form.replaceAll(/\{(\w+)\}/g, (_, one) => (one === 'notificationType' ? 'ORDER_CHANGE' : 'x'));
    const headers = { 'x-amz-access-token': tokens.get(belongsTo(path)) ?? '' };
    const outcome = amazon.handle({ method, path: called, headers, body: '' });
    if (outcome.ending !== 'answer') throw new Error(`${method} ${called} was not answered.`);
    return outcome.status;
  };
  return { clock, send };
}
