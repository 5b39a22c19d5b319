import { type Transport, TransportFailure } from '../../../../malls/http.ts';
import type { RmsSimulator } from '../../../../simulator/rms/index.ts';

/** Carries calls to a simulated RMS without a network, and breaks them off as a network would. */
export function inProcess(rms: RmsSimulator): Transport {
  return async ({ method, url, headers, body }) => {
    const { pathname, search } = new URL(url);
    const outcome = rms.handle({ method, path: `${pathname}${search}`, headers: { ...headers }, body: body ?? '' });
    switch (outcome.ending) {
      case 'answer':
        return { status: outcome.status, headers: outcome.headers, body: outcome.body };
      case 'reset':
        throw new TransportFailure('reset', 'broken');
      case 'hang':
        throw new TransportFailure('timeout', 'silent');
      case 'refuse':
        throw new TransportFailure('connect', 'not there');
    }
  };
}
