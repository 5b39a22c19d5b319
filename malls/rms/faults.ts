import { sentence, TsunagiError } from '../../core/kernel/index.ts';
import type { ReplyBody } from '../body.ts';
import {
  brokenJson,
  brokenOff,
  contextOf,
  failing,
  faultsOfAnswer,
  isMallsOwnTrouble,
  type MallCall,
  notAsDocumented,
  notJson,
  pageForPeople,
  withoutReason,
} from '../faults.ts';
import { TransportFailure } from '../http.ts';
import {
  gatewayCodesOf,
  isCode,
  messagesOf,
  type RmsMessage,
  refusedEntriesOf,
  requestIdOf,
  retryAfterOf,
} from './messages.ts';
import { isChange, type RmsOperation, switchesPath, switchName } from './operations.ts';

/** What was called, for whom, and which statuses this RMS throttles with. */
export interface RmsCall extends MallCall {
  readonly operation: RmsOperation;
  readonly throttleStatuses: readonly number[];
}

/** An answer whose body was looked at. */
export interface RmsAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: ReplyBody;
}

/**
 * The one place that decides what an outcome of a call means, as a typed error with its retry intent; null when it is a
 * reply to be read. Key first, then pages for people, then the status, then what a 200 says inside.
 */
export function faultOf(call: RmsCall, outcome: RmsAnswer | TransportFailure): TsunagiError | null {
  if (outcome instanceof TransportFailure) return brokenOff('RMS', call, outcome);
  const { status, headers, body } = outcome;
  const gatewayCodes = gatewayCodesOf(body);
  const errors = messagesOf(body).filter((message) => message.type === 'ERROR');
  const mallCodes = [...new Set([...gatewayCodes, ...errors.map((message) => message.code).filter(isCode)])];
  const retryAfterMs = retryAfterOf(headers);
  const requestId = requestIdOf(headers);
  const context = {
    ...(requestId !== null ? { requestId } : {}),
    ...(retryAfterMs !== null ? { retryAfterMs } : {}),
  };
  const fault = faultsOfAnswer('RMS', call, { status, codes: mallCodes, context });

  if (call.throttleStatuses.includes(status)) {
    return fault(
      'mall.throttled',
      'later',
      sentence`too many calls. Lower the calls a second of this shop if it keeps happening.`,
    );
  }
  if (gatewayCodes.includes('ES04-01')) {
    return fault(
      'key.function-off',
      'after-pause',
      sentence`${switchName[call.operation]} is switched off for this shop. Set it to ${'利用する'} in RMS: ${switchesPath}.`,
      { context: { function: switchName[call.operation] } },
    );
  }
  if (status < 500 && gatewayCodes.some((code) => keyCodes.test(code))) return fault(...keyRefused);
  if (body.kind === 'markup' && body.html) {
    return fault(...pageForPeople);
  }
  // The gateway's codes say what is wrong with a key. An empty 403 is from a server in front of it.
  if (status === 403 && body.kind === 'empty') return fault(...withoutReason);
  if (status === 401 || status === 403) return fault(...keyRefused);
  if (isMallsOwnTrouble(status) || errors.some(isSystemError)) {
    return fault(...failing);
  }
  if (status === 400 && gatewayCodes.includes(notMigrated)) {
    return new TsunagiError(
      'mall.refused',
      'never',
      sentence`RMS keeps no stock by SKU for ${call.shop}: the shop was not migrated to SKU (${notMigrated}). Ask Rakuten for the ${'SKU移行'}.`,
      { ...contextOf(call), status, mallCodes, ...context, concerns: 'shop' },
    );
  }
  if (call.operation === 'inventoryBulkUpsert' && isVerdictOnItems(outcome)) return null;
  if (status >= 400 && !(status === 400 && refusesOrders(call, outcome))) return fault(...refused);

  if (errors.some((message) => !concernsOneOrder(call, outcome, message))) return fault(...refused);
  if (gatewayCodes.length > 0) {
    return fault('mall.failing', 'later', sentence`an error under a status that says success. Nothing to do but wait.`);
  }
  switch (body.kind) {
    case 'json':
      return null;
    case 'broken':
      return fault(...brokenJson);
    case 'markup':
    case 'text':
    case 'empty':
      return fault(...notJson);
  }
}

/** The answer, once nothing is wrong with it; throws what is. */
export function soundAnswer(call: RmsCall, answer: RmsAnswer): RmsAnswer {
  const fault = faultOf(call, answer);
  if (fault) throw fault;
  return answer;
}

/** A reply that parses and is not what RMS documents. `problem` names the place and holds nothing of the content. */
export function unreadableReply(call: RmsCall, answer: RmsAnswer, problem: string): TsunagiError {
  return notAsDocumented('RMS', call, answer.status, problem, answer.body.kind === 'broken' ? answer.body.text : '');
}

/** A probe's call that RMS refuses for its form, where it was to object to the order alone. */
export function refusedForm(call: RmsCall, { status }: RmsAnswer, code: string): TsunagiError {
  return faultsOfAnswer('RMS', { ...call, standing: true }, { status, codes: [code] })(...refused);
}

/** RMS does not know the version of getOrder that was asked for; an older one may do. */
export function refusesVersion(call: RmsCall, answer: RmsAnswer): boolean {
  if (call.operation !== 'getOrder' || (answer.status !== 400 && answer.status !== 200)) return false;
  return messagesOf(answer.body).some((message) => message.type === 'ERROR' && /version/i.test(message.text));
}

/** The inventory API is closed to the shop, whatever it is asked. */
const notMigrated = 'IE1105';

const keyCodes = /^(?:GA0001|ES01-\d\d|E02-001)$/;

const keyRefused = [
  'key.refused',
  'after-pause',
  sentence`the key is wrong, expired or replaced. Look up the licenseKey in RMS under ${'WEB APIサービス > ライセンスキーの確認・変更'}, or that of a developer company's app under ${'システム開発企業からのAPIアクセス許可設定'}, and store it for this shop.`,
] as const;

const refused = [
  'mall.refused',
  'never',
  sentence`the same call will be refused again. The codes say what RMS objects to.`,
] as const;

/** Suffixes 9xx are the system's, whatever the function. */
const isSystemError = (message: RmsMessage): boolean => /_ERROR_9\d\d$/.test(message.code);

/** A 400 of a function that changes orders, with words about them: a verdict to be read, as under 200. */
function refusesOrders(call: RmsCall, { body }: RmsAnswer): boolean {
  return (
    isChange(call.operation) &&
    gatewayCodesOf(body).length === 0 &&
    messagesOf(body).some((message) => message.type === 'ERROR')
  );
}

/** What bulk.upsert documents: 204 and nothing more, or a 400 that names the entries it objects to. */
function isVerdictOnItems({ status, body }: RmsAnswer): boolean {
  return status === 204 ? body.kind === 'empty' : status === 400 && refusedEntriesOf(body).size > 0;
}

/**
 * An ERROR about one order: the rest of the reply stands. Of getOrder, that order is absent from it; of a change, it is
 * refused. A message that names none concerns the one order that the call was about.
 */
function concernsOneOrder(call: RmsCall, answer: RmsAnswer, message: RmsMessage): boolean {
  if (isChange(call.operation)) return (message.orderNumber ?? call.orderNumber) !== undefined;
  if (call.operation !== 'getOrder' || message.orderNumber === null || answer.body.kind !== 'json') return false;
  return Array.isArray((answer.body.value as { readonly OrderModelList?: unknown }).OrderModelList);
}
