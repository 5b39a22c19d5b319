import {
  type ErrorCode,
  isRefusing,
  type RetryIntent,
  type SafeContext,
  sentence,
  TsunagiError,
  type Words,
} from '../core/kernel/index.ts';
import type { ShopKey } from '../core/model/index.ts';
import type { TransportFailure } from './http.ts';

/** A call to a mall, as errors and logs name it. */
export interface MallCall {
  readonly shop: ShopKey;
  readonly operation: string;
  /** The order the call is about, where it is about a single one. */
  readonly orderNumber?: string;
  /** True of a standing call: it holds nothing of one order or item, and a mall that refuses it is not well. */
  readonly standing?: boolean;
}

/** What an error says of its call. */
export const contextOf = ({ shop, operation, orderNumber }: MallCall): SafeContext => ({
  shop,
  operation,
  ...(orderNumber === undefined ? {} : { orderNumber }),
});

/** Statuses that say nothing about the call: errors of the server, conflicts, and redirects to pages of regret. */
export function isMallsOwnTrouble(status: number): boolean {
  return (
    status >= 500 ||
    status === 408 ||
    status === 409 ||
    status === 425 ||
    (status >= 300 && status < 400) ||
    status < 200
  );
}

/** What it means that a call brought no whole answer. `mall` is what people call the mall. */
export function brokenOff(mall: string, call: MallCall, failure: TransportFailure): TsunagiError {
  const fault = (code: ErrorCode, retry: RetryIntent, what: Words): TsunagiError =>
    new TsunagiError(code, retry, sentence`${call.operation} of ${call.shop}: ${what}`, contextOf(call), {
      cause: failure,
    });
  switch (failure.kind) {
    case 'connect':
      return fault(
        'mall.unreachable',
        'later',
        sentence`${mall} cannot be reached; the call was not sent. Nothing to do but wait.`,
      );
    case 'timeout':
      return fault(
        'mall.timeout',
        'later',
        sentence`${mall} did not answer in time; whether it acted on the call is unknown.`,
      );
    case 'reset':
      return fault(
        'mall.reset',
        'later',
        sentence`the connection to ${mall} broke; whether it acted on the call is unknown.`,
      );
    case 'too-large':
      return fault(
        'mall.too-large',
        'never',
        sentence`the reply is longer than the setting maxBytes allows. Ask for fewer at once.`,
      );
  }
}

/** What an answer means: the error's code, when a call may be repeated, and what a person is to do. */
export type Meaning = readonly [ErrorCode, RetryIntent, Words];

/** The error that an answer is. `evidence` is what came; `context` is added to that of the call. */
export type MakeFault = (
  ...meaning: readonly [...Meaning, { readonly evidence?: string; readonly context?: SafeContext }?]
) => TsunagiError;

/**
 * How the errors of one answer are made.
 *
 * @param mall what people call the mall
 * @param answer `codes`: the mall's own; `context`: what else its errors say
 */
export function faultsOfAnswer(
  mall: string,
  call: MallCall,
  {
    status,
    codes,
    context = {},
  }: { readonly status: number; readonly codes: readonly string[]; readonly context?: SafeContext },
): MakeFault {
  const said = codes.length === 0 ? `HTTP ${status}` : `HTTP ${status}, ${codes.join(', ')}`;
  const ofAnswer = { ...contextOf(call), status, ...(codes.length > 0 ? { mallCodes: codes } : {}), ...context };
  return (code, retry, advice, { evidence = '', context: more = {} } = {}) => {
    if (code === 'mall.refused' && call.standing && more.concerns !== 'shop') [code, retry, advice] = refusing;
    const message = sentence`${mall} answered ${call.operation} of ${call.shop} with ${said}: ${advice}`;
    return new TsunagiError(code, retry, message, { ...ofAnswer, ...more }, { evidence });
  };
}

/** The mall is in trouble, whatever it was asked. */
export const failing: Meaning = [
  'mall.failing',
  'later',
  sentence`it cannot serve the call just now. Nothing to do but wait.`,
];

/** A refusal of a standing call. */
const refusing: Meaning = [
  'mall.refusing',
  'later',
  sentence`it refuses a call that depends on no order. It is asked again; the codes say what it objects to.`,
];

/**
 * Makes a probe's standing call. The one refusal that it asks for is an answer, told by null; every other one is thrown, and is no proof that the
 * mall is well.
 */
export async function probed<Reply>(
  asked: Promise<Reply>,
  isAskedFor: (refusal: TsunagiError) => boolean,
): Promise<Reply | null> {
  try {
    return await asked;
  } catch (error) {
    if (isRefusing(error) && isAskedFor(error)) return null;
    throw error;
  }
}

/** A refusal that is not the mall's own: those say why. */
export const withoutReason: Meaning = [
  'mall.failing',
  'later',
  sentence`a refusal without a reason, as of a server in front of it. It is asked again.`,
];

/** A page for people, where JSON was asked for. */
export const pageForPeople: Meaning = [
  'mall.not-json',
  'later',
  sentence`a page for people instead of JSON, as in maintenance. Nothing to do but wait.`,
];

/** JSON of which the end is missing, or that is none. */
export const brokenJson: Meaning = [
  'mall.unreadable',
  'later',
  sentence`JSON that breaks off or is malformed, where a whole reply was expected.`,
];

/** Neither JSON nor a page. */
export const notJson: Meaning = [
  'mall.not-json',
  'later',
  sentence`something other than JSON. Nothing to do but wait.`,
];

/**
 * A reply that parses and is not what the mall documents.
 *
 * @param mall what people call the mall
 * @param problem names the place, and holds nothing of the content
 * @param evidence what came, where the problem alone does not say it
 */
export function notAsDocumented(
  mall: string,
  call: MallCall,
  status: number,
  problem: string,
  evidence = '',
): TsunagiError {
  const message = sentence`${mall}'s reply to ${call.operation} of ${call.shop} cannot be read: ${problem}. If it lasts, ${mall} has changed its reply.`;
  return new TsunagiError('mall.unreadable', 'later', message, { ...contextOf(call), status }, { evidence });
}

/** The number that the mall gave the call, for its support; nothing where it is not one. */
export const requestIdIn = (
  headers: Readonly<Record<string, string>>,
  name: string,
): { readonly requestId?: string } => {
  const requestId = headers[name];
  return requestId !== undefined && /^[\w-]{1,80}$/.test(requestId) ? { requestId } : {};
};
