import type { FaultAnswers } from '../exchange.ts';
import type { GeneralFaultKind } from '../faults.ts';
import { DAY_MS } from '../jst.ts';
import { tokenRefused } from './auth.ts';
import { enter } from './lifecycle.ts';
import { type Call, codeError, gatewayError, html, json, type Reply, xml } from './operation.ts';
import { readConditions } from './orders/list.ts';
import { placeOrder } from './place-order.ts';
import type { Mishap, World } from './state.ts';
import { allAt, leaf, readXml, type Tree, textAt, tree } from './xml.ts';

type MishapKind = Mishap['kind'];

const page = (status: number, words: string): Reply =>
  html(
    status,
    `<!DOCTYPE html><html lang="ja"><head><title>${words}</title></head><body><h1>${words}</h1></body></html>`,
  );
const overloadedXml = (): Reply => gatewayError(503, 'Service Unavailable');
const overloadedHtml = (): Reply => page(503, 'ただいまメンテナンス中です');
const badGateway = (): Reply => page(502, '502 Bad Gateway');

const replies = {
  'server-error-xml': overloadedXml,
  'server-error-html': overloadedHtml,
  'bad-gateway': badGateway,
  'gateway-timeout': () => page(504, '504 Gateway Time-out'),
  // A page for people where XML was to be, under a status that says all is well.
  'html-200': () => page(200, 'ただいまメンテナンス中です'),
  // What answers in place of the API says of itself that it is well.
  'all-well': () => xml(200, tree('Status', [leaf('Message', '全てのサービスは正常に稼働しています')])),
  // The stock API names its maintenance; of the others no code is known, so the gateway speaks for them.
  maintenance: ({ world, operation }) =>
    operation?.api === 'stock'
      ? codeError(world.settings.assumed.maintenanceStatus, 'ed-00002', 'メンテナンス中です。', true)
      : overloadedXml(),
  'system-error': systemError,
  refusal,
  throttle: ({ world }) => throttled(world),
  // Too much in a time, said by the order API itself and not by the gateway.
  'volume-cap': ({ world, operation }) =>
    operation?.api === 'order' ? codeError(400, world.settings.assumed.volumeCap, 'Too many requests.') : null,
  'auth-flap': () => tokenRefused('invalid token'),
  // The stock of the shop is being written by the upload of a file: try again.
  busy: ({ world, operation }) =>
    operation?.name === 'setStock'
      ? codeError(400, world.settings.assumed.busy, '反映またはアップロード中のため更新ができません。', true)
      : null,
} satisfies Readonly<Record<string, (call: Call) => Reply | null>>;

/** Every way this mall can be broken. What each does is in `docs/malls/yahoo-simulator.md`. */
export type FaultKind = GeneralFaultKind | keyof typeof replies | MishapKind;

/** Answers a call of this function while something goes wrong inside the mall. */
const mishap =
  (kind: MishapKind, name: string) =>
  ({ world, operation }: Call, laterMs: number, perform: () => Reply): Reply | null => {
    if (operation?.name !== name) return null;
    world.mishap = { kind, laterMs };
    try {
      return perform();
    } finally {
      world.mishap = null;
    }
  };

export const faults: FaultAnswers<Call, Tree | string> = {
  replies,
  grey: [overloadedHtml, badGateway],
  shiftPages,
  mishaps: {
    'reread-failed': mishap('reread-failed', 'setStock'),
    'new-code': mishap('new-code', 'setStock'),
    'stock-link-error': mishap('stock-link-error', 'orderStatusChange'),
    'cancel-later': mishap('cancel-later', 'orderStatusChange'),
  },
};

const FORBIDDEN = 'Your Request was Forbidden';

/** The words are the mall's; what stands around them is not public. */
export function throttled(world: World): Reply {
  return world.settings.throttle.body === 'xml'
    ? gatewayError(403, FORBIDDEN)
    : html(403, `<html><head><title>${FORBIDDEN}</title></head><body><h1>${FORBIDDEN}</h1></body></html>`);
}

function systemError({ world, operation }: Call): Reply {
  const status = world.settings.assumed.systemErrorStatus;
  switch (operation?.api) {
    case 'stock':
    case 'item':
      return codeError(status, 'ed-00001', 'システムエラーが発生しました。', true);
    case 'order':
      return codeError(status, 'od91001', 'システムエラーが発生しました。');
    case 'token':
      return json(status, { error: 'server_error' });
    case undefined:
      return gatewayError(500, 'Internal Server Error');
  }
}

/** 400 that refuses the call by name, whatever it asks for: as for a field that the function does not have. */
function refusal({ world, operation }: Call): Reply {
  switch (operation?.api) {
    case 'order':
      return codeError(400, world.settings.assumed.orderParameter, 'Parameter Error.');
    case 'stock':
    case 'item':
      return codeError(400, world.settings.assumed.itemParameter, 'Parameter Error.', true);
    case 'token':
      return json(400, { error: 'invalid_request' });
    case undefined:
      return gatewayError(400, 'Bad Request');
  }
}

const HIDDEN_MS = 60_000;
/** How late the order that appears is at the most; nothing says that the mall shows any later than this. */
const LATE_MS = DAY_MS;

/**
 * Shifts the rows of a search between two of its pages: called when a page after the first is asked for.
 * `appear`: an order becomes visible that is as old as the first row, but at most a day old. `vanish`: the first row leaves
 * the filter on OrderStatus or, where there is none, is out of sight for a minute. Tells whether anything was shifted.
 */
function shiftPages({ world, shop, operation, request }: Call, shift: 'appear' | 'vanish'): boolean {
  if (!shop || operation?.name !== 'orderList') return false;
  const req = readXml(request.body);
  const search = req && allAt(req, 'Search')[0];
  if (!search || Number(textAt(search, 'Start') ?? 1) < 2) return false;
  const { tests, problems } = readConditions(world, search);
  if (problems.length > 0) return false;
  const [first] = shop.orders.filter((order) => tests.every((test) => test(order)));
  if (!first) return false;
  if (shift === 'vanish') {
    if (textAt(search, 'Condition/OrderStatus') === null) first.visibleAt = world.timeMs + HIDDEN_MS;
    else if (first.orderStatus === 4) return false;
    else enter(world, first, first.orderStatus === 3 ? 2 : 3);
    return true;
  }
  const placedAt = Math.max(first.placedAt, world.timeMs - LATE_MS);
  placeOrder(world, shop, { placedAt, visibleAfterMs: world.timeMs - placedAt });
  return true;
}
