import { recentIncidents } from '../incidents/recent.ts';
import { mallNames } from '../merchants/shop.ts';
import type { Ports } from '../ports/index.ts';
import { hourMs } from '../units.ts';
import { occasionsOf } from './count-mails.ts';
import { occasionOfDigest } from './digest.ts';
import { isStuck } from './notice.ts';

/** A mail that is due is tried every few minutes: what nobody has tried for so long is not due any more. */
const triedWithinMs = hourMs;

/**
 * How many mails of incidents and digests were tried twice or more, and not taken by the mail service, for people. Reads the rows of
 * recent incidents and of digests in hand.
 */
export async function countStuckMails(
  ports: Pick<Ports, 'incidents' | 'notices' | 'digests' | 'clock'>,
): Promise<number> {
  const incidents = (await Promise.all(mallNames.map((mall) => recentIncidents(ports, mall)))).flat();
  const digests = (await ports.digests.list()).flatMap(({ merchant, inHand }) =>
    inHand === undefined ? [] : [occasionOfDigest(merchant, inHand.at)],
  );
  const occasions = [...incidents.flatMap(occasionsOf), ...digests];
  const notices = (await Promise.all(occasions.map((occasion) => ports.notices.of(occasion)))).flat();
  const since = ports.clock.now() - triedWithinMs;
  return notices.filter((one) => isStuck(one) && one.state.kind === 'sending' && one.state.until > since).length;
}
