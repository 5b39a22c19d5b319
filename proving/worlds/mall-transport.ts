import { type HttpAnswer, type HttpRequest, type Transport, TransportFailure } from '../../malls/http.ts';
import type { Prng, SimOutcome, SimRequest } from '../../simulator/index.ts';
import type { RmsSimulator } from '../../simulator/rms/index.ts';
import type { Draw } from './draws.ts';
import { ProcessDied } from './process.ts';
import type { VirtualTime } from './virtual-time.ts';

/** One call as the simulated mall saw it. */
export interface Exchange {
  /** When the request reached the mall. */
  readonly at: number;
  /** When the caller began the call; the way to the mall takes 20 to 400 ms. */
  readonly startedAt: number;
  readonly request: SimRequest;
  readonly outcome: SimOutcome;
  /** True of an answer that comes when its caller has given up. */
  readonly isTooLate: boolean;
}

/** Carries requests to the simulated mall in the same process, through virtual time. */
export function mallTransport(options: {
  /** Another mall is one, too. */
  rms: Pick<RmsSimulator, 'handle'>;
  time: VirtualTime;
  /** How long a call is on its way; or what gives each call its own chance, under a name. */
  chance: Prng | ((request: HttpRequest) => Draw);
  isAlive: () => boolean;
  /** How many rows a page has: fewer than ours asks for. A function is asked at each call. */
  readonly pageRows: number | (() => number);
  /** True while our own network is broken: no request gets out. */
  isCutOff?: () => boolean;
  /** Called with a request just before it reaches the mall; something may be sold in that moment. */
  onArrival?: (request: SimRequest) => void;
  /** Called with the exchange before the caller gets the answer; may return how much longer the answer takes, in ms. */
  onExchange: (exchange: Exchange) => number;
  /** Hears when the caller is answered, or gives up. */
  onEnd?: (exchange: Exchange) => void;
}): Transport {
  const { rms, time } = options;
  const guard = (): void => {
    if (!options.isAlive()) throw new ProcessDied();
  };
  return async (request: HttpRequest): Promise<HttpAnswer> => {
    guard();
    const draw = typeof options.chance === 'function' ? options.chance(request) : null;
    const chance = draw ?? (options.chance as Prng);
    const startedAt = time.now();
    const lasts = (min: number, max: number): number => draw?.lasts(min, max) ?? chance.int(min, max);
    await time.sleep(lasts(20, 400));
    guard();
    if (options.isCutOff?.()) throw new TransportFailure('connect', 'The simulated network is broken.');
    const { pageRows } = options;
    const simRequest = simRequestOf(request, typeof pageRows === 'number' ? pageRows : pageRows());
    if (draw !== null) simRequest.name = draw.name;
    options.onArrival?.(simRequest);
    const outcome = rms.handle(simRequest);
    const waitMs = outcome.ending === 'hang' ? request.timeoutMs : outcome.ending === 'refuse' ? 5 : outcome.delayMs;
    const isTooLate = waitMs > request.timeoutMs;
    const exchange = { at: time.now(), startedAt, request: simRequest, outcome, isTooLate };
    const longerMs = options.onExchange(exchange);
    await time.sleep(Math.min(waitMs, request.timeoutMs) + longerMs + lasts(20, 600));
    options.onEnd?.(exchange);
    guard();
    if (isTooLate) throw new TransportFailure('timeout', 'The simulated mall is silent.');
    switch (outcome.ending) {
      case 'answer':
        return { status: outcome.status, headers: outcome.headers, body: outcome.body };
      case 'reset':
        throw new TransportFailure('reset', 'The simulated mall broke off.');
      case 'hang':
        throw new TransportFailure('timeout', 'The simulated mall is silent.');
      case 'refuse':
        throw new TransportFailure('connect', 'The simulated mall is not there.');
    }
  };
}

/** The request as the mall gets it, asking for smaller pages than ours does. */
function simRequestOf(request: HttpRequest, pageRows: number): SimRequest {
  const headers: Record<string, string> = {};
  for (const name of Object.keys(request.headers)) headers[name.toLowerCase()] = request.headers[name] as string;
  const body = request.body ?? '';
  return {
    method: request.method,
    path: request.url.slice(request.url.indexOf('/', 'https://'.length)),
    headers,
    // Only a listing has pages; the bodies of others are long.
    body: request.url.includes('/searchOrder')
      ? body.replace(/"requestRecordsAmount":\d+/, `"requestRecordsAmount":${pageRows}`)
      : body,
  };
}
