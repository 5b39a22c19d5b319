import type { Chance } from '../../core/ports/chance.ts';
import type { Clock } from '../../core/ports/clock.ts';
import { type AwsAccess, addressOf, type ServiceDescription } from './access.ts';
import { answerIn, type CallAnswer } from './answer.ts';
import { mayBeTheClock, mayPass, noAnswer, ServiceRefusal } from './refusal.ts';
import { createSigner } from './signature.ts';

/** A service's operations: what each takes, and what it answers. */
export type Operations<Of> = { readonly [Name in keyof Of]: { readonly input: object; readonly output: object } };

/** A service of AWS that speaks JSON. */
export interface AwsService<Of extends Operations<Of>> {
  /** Carries out an operation, tried again while it may pass by itself. Throws a `ServiceRefusal`. */
  call<Name extends keyof Of & string>(operation: Name, input: Of[Name]['input']): Promise<Of[Name]['output']>;
}

/** Carries one call to its answer, or throws. */
export type Send = (request: {
  readonly method: 'POST';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly timeoutMs: number;
  readonly maxBytes: number;
}) => Promise<CallAnswer>;

/** What the services of a process have in common. */
export interface ServiceOptions {
  /** Asked for once, when the first call is made. */
  readonly access: () => Promise<AwsAccess>;
  readonly send: Send;
  /** The clock on the wall: AWS refuses signatures of another time. */
  readonly clock: Clock;
  readonly chance: Chance;
  /** For one try, in milliseconds. */
  readonly timeoutMs: number;
  /** Tries of one call in all. */
  readonly maxAttempts: number;
}

/** The first wait between two tries; it doubles, and chance takes up to half of it away. In milliseconds. */
const firstWaitMs = 50;
/** The first wait after being told to slow down. */
const throttledWaitMs = 400;
/** AWS takes signatures that are up to five minutes off. */
const skewMaxMs = 4 * 60_000;
/** A page of a query is 1 MB, a BatchGetItem 16 MB; base64 and JSON make more of it. */
const maxBytes = 32 * 1024 * 1024;

/**
 * Calls a JSON service of AWS. A fifth of the SDK's work a call, and a third of a cold start: `docs/decisions/0015-bundles.md`
 * has the figures. What the tables are asked is safe to repeat, so whatever may pass is tried again.
 */
export function openService<Of extends Operations<Of>>(
  service: ServiceDescription,
  options: ServiceOptions,
): AwsService<Of> {
  const { send, clock, chance, timeoutMs, maxAttempts } = options;
  let opened: ReturnType<typeof open> | undefined;
  /** The time at AWS minus ours, as far as it was ever noticed. */
  let aheadMs = 0;

  const open = async () => {
    const access = await options.access();
    const address = addressOf(service, access).replace(/\/+$/, '');
    return {
      access,
      address,
      host: new URL(address).host,
      sign: createSigner({ region: access.region, service: service.signedAs }),
    };
  };

  const tryOnce = async (operation: string, body: string): Promise<object | ServiceRefusal> => {
    opened ??= open();
    const { access, address, host, sign } = await opened;
    const { path, headers: content } = service.wire(operation);
    const headers = sign({ host, path, headers: content, body }, await access.keys(), clock.now() + aheadMs);
    let answer: CallAnswer;
    try {
      answer = await send({ method: 'POST', url: `${address}${path}`, headers, body, timeoutMs, maxBytes });
    } catch (error) {
      return noAnswer(error);
    }
    return answerIn(answer);
  };

  /** True when the refusal's own time shows that our clock is wrong; it is reckoned with from now on. */
  const learnedTheTime = (refusal: ServiceRefusal): boolean => {
    if (!mayBeTheClock(refusal.name) || refusal.atMs === undefined) return false;
    const ahead = refusal.atMs - clock.now();
    if (Math.abs(ahead - aheadMs) < skewMaxMs) return false;
    aheadMs = ahead;
    return true;
  };

  return {
    async call(operation, input) {
      const body = JSON.stringify(input);
      for (let attempt = 1; ; attempt++) {
        const result = await tryOnce(operation, body);
        if (!(result instanceof ServiceRefusal)) return result;
        const again = learnedTheTime(result) || mayPass(result.name, result.$metadata.httpStatusCode);
        if (!again || attempt >= maxAttempts) throw result;
        const slower = result.$metadata.httpStatusCode === undefined || result.$metadata.httpStatusCode >= 500;
        const wait = (slower ? firstWaitMs : throttledWaitMs) * 2 ** (attempt - 1);
        await clock.sleep(wait * (1 - chance.next() / 2));
      }
    },
  };
}
