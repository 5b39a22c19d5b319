import { readFeed } from '../../core/feed/index.ts';
import { anyList, dayMs, object, oneOf, optional, orNull, type Static, text, whole } from '../../core/kernel/index.ts';
import {
  type FeedEvent,
  failureReasons,
  feedKeptMs,
  feedKinds,
  isRevisionEvent,
  pushKinds,
  whoMustAct,
  withdrawalReasons,
} from '../../core/model/index.ts';
import { jstIso } from '../../views/plain.ts';
import { truth } from '../../views/shape.ts';
import { Problem, wrongRequest } from '../problem.ts';
import { limitOf, pageQuery, type Route, route } from '../route.ts';

const eventShape = object({
  ...{ position: text(), id: text(), event: oneOf(feedKinds), at: text() },
  ...{ shop: text(), orderNumber: text(), revision: orNull(whole({ from: 1 })) },
  ...{ change: orNull(text()), changeKind: orNull(oneOf(pushKinds)) },
  ...{ reason: orNull(oneOf([...new Set([...failureReasons, ...withdrawalReasons])])), who: orNull(oneOf(whoMustAct)) },
});

function eventFacts(position: string, event: FeedEvent): Static<typeof eventShape> {
  const { id, kind, at, shop, orderNumber } = event;
  const common = { position, id, event: kind, at: jstIso(at), shop, orderNumber };
  const none = { revision: null, change: null, changeKind: null, reason: null, who: null };
  if (isRevisionEvent(event)) return { ...common, ...none, revision: event.revision };
  const { pushId: change, pushKind: changeKind, reason = null, who = null } = event;
  return { ...common, ...none, change, changeKind, reason, who };
}

export const eventRoutes: readonly Route[] = [
  route({
    name: 'listEvents',
    method: 'get',
    path: '/v1/events',
    scope: 'orders:read',
    summary:
      'The events of a merchant of the last 30 days, in order for each order; `after` is the last `position` read',
    query: object({ limit: pageQuery.limit, after: optional(text()), merchant: optional(text()) }),
    answer: object({ events: anyList(eventShape), next: orNull(text()), hasMore: truth }),
    async run({ ports, key }, { query }) {
      const merchant = query.merchant ?? key.merchant;
      if (merchant === null) throw wrongRequest(['merchant: expected the id of a merchant, as the key is for all.']);
      const { after = null } = query;
      const page = await readFeed(ports, merchant, after, limitOf(query));
      switch (page.kind) {
        case 'unknown':
          throw wrongRequest(['after: expected the position of an event, or the next of a page.']);
        case 'lost':
          throw gone();
        case 'events': {
          const events = page.events.map(({ position, event }) => eventFacts(position, event));
          return { events, next: events.at(-1)?.position ?? after, hasMore: page.hasMore };
        }
      }
    },
  }),
];

const gone = (): Problem =>
  new Problem(
    'gone',
    `Events are kept for ${feedKeptMs / dayMs} days. Some behind this position are gone, or the table was restored to an earlier moment.`,
    'Read the orders of your shops anew, then the feed without after: it begins with the oldest event that is kept.',
  );
