/** The unit of a figure, as CloudWatch names it. */
export type Unit = 'Count' | 'Seconds' | 'Percent';

/** The functions that measure something, by their folders. */
type FunctionName = 'poll-orders' | 'reconcile' | 'health-probe' | 'notify-merchants' | 'push-status' | 'sync-stock';

const pushWaits = {
  /** For how long the oldest has waited. */
  PushWaitSeconds: 'Seconds',
  /** Shops whose oldest one had waited for two hours, or that and some whole days, within the last hour. */
  PushWaitsTwoHoursOld: 'Count',
} as const;

/**
 * The figures of log lines, by the line's `event`: the one place that names our metrics. A line with figures becomes a metric (`aws/log.ts`),
 * and alarms can watch no other figures of ours (`lib/alarms.ts`).
 *
 * `from`: the function that writes the line; of a line of the stage, one of those that do. `ofEach`: the field of the line that separates the
 * figures. It is never a shop or a merchant: each value is a metric of its own, and each metric is billed. `onlyOfStage`: the line is written
 * only where every figure is one metric of the whole stage, for it says once more what others say.
 */
export const measuredLines = {
  /** The state of a mall: one line per mall and run of health-probe in every case, so that a missing line is a signal. */
  'mall.measured': {
    from: 'health-probe',
    ofEach: 'mall',
    figures: {
      /** Probes that the run made. */
      ProbesMade: 'Count',
      /** 1 while an incident is not closed: from the first failure until the all-clear. */
      OutageOpen: 'Count',
      /** Capabilities that are down or coming back. */
      CapabilitiesOut: 'Count',
      /** How long the first capability has been out; after a maintenance, since its planned end. */
      PausedByOutageSeconds: 'Seconds',
      MaintenanceOverrunSeconds: 'Seconds',
      /** Pauses that a person set, and refused keys, whose first day was full within the last hour. */
      PausesByHandADayOld: 'Count',
      KeyRefusalsADayOld: 'Count',
    },
  },
  /** The state of the import of a mall's shops: one line per mall and run of reconcile, if the shard has shops of the mall. */
  'shops.measured': {
    from: 'reconcile',
    ofEach: 'mall',
    figures: {
      /** How far the cursor that is furthest behind is, of shops that no pause holds. */
      ImportLagSeconds: 'Seconds',
      /** The share of those shops whose cursor has not moved for half an hour. */
      ShopsNotPolledPercent: 'Percent',
      /** Of those shops, how many fell an hour behind within the last hour, or that and some whole days. */
      ShopsFallenBehind: 'Count',
      /** Of those shops, how many had imported nothing, or not provably all, for ten minutes within the last hour, or that and some whole days, for a reason that is not about one order. */
      ImportsStopped: 'Count',
      /** From nine to ten in Japan: keys that end in three days, or tomorrow. 0 at all other times. */
      KeysEnding: 'Count',
      /** Of the shops that no pause holds, how many were a day late with the re-reading and audit of a night, or whole days more, within the last hour. */
      AuditsADayOverdue: 'Count',
    },
  },
  /** A version of a mall's API that ends or has ended: one line per mall and run of reconcile while it does. */
  'mall.version-ending': { from: 'reconcile', ofEach: 'mall', figures: { ApiVersionEnding: 'Count' } },
  /** The number of shards: one line per run of reconcile, if there is more than one. */
  'shards.measured': { from: 'reconcile', ofEach: 'function', figures: { Shards: 'Count' } },
  /** Pushes that have been held or due for some time: one line per mall and run of reconcile that finds any. */
  'pushes.measured': { from: 'reconcile', ofEach: 'mall', figures: pushWaits },
  /** Pushes retried without success for some time, counted by the worker that tries them: no sweep sees them due for long. Same metrics. */
  'pushes.tried': { from: 'push-status', ofEach: 'mall', figures: pushWaits },
  /** How long orders took: from poll-orders and sync-stock, once a minute at most from each process and mall that has any. */
  'waits.measured': {
    from: 'poll-orders',
    ofEach: 'mall',
    figures: {
      /** From when the mall showed an order until it was stored, of shops that were in step. */
      OrderAgeSeconds: 'Seconds',
    },
  },
  'poll.done': {
    from: 'poll-orders',
    ofEach: 'function',
    figures: {
      /** Calls beyond the one that every visit of a shop costs, also of visits that fail, by orders that came, or by visits that brought none. */
      CallsPerOrder: 'Count',
      /** Orders that a mall listed and that could not be read: quarantined, or missing. */
      OrdersUnread: 'Count',
      /** All orders that a mall listed, and that were stored, quarantined or missing. */
      OrdersListed: 'Count',
    },
  },
  /** Mails that are due, where this run could send none; where it could, those of them that were tried twice and not taken. */
  'mails.measured': { from: 'notify-merchants', ofEach: 'function', figures: { MailsStuck: 'Count' } },
  'notice.refused': { from: 'notify-merchants', ofEach: 'function', figures: { MailsRefused: 'Count' } },
  'audit.found': {
    from: 'reconcile',
    ofEach: 'function',
    figures: {
      /** Missing orders, orders with wrong claims, and surplus rows that no push will remove. */
      AuditFound: 'Count',
      /** Orders that the mall lists and that cannot be read. */
      AuditUnread: 'Count',
    },
  },
  /**
   * News that the bus did not accept, from every function that sends any: orders by reconcile and poll-orders, pushes by push-status,
   * incidents by health-probe. By the mall it is about, so that all of them write one metric.
   */
  'bus.refused': {
    from: 'reconcile',
    ofEach: 'mall',
    figures: {
      /** How long the oldest of it has waited to be accepted. */
      BusWaitSeconds: 'Seconds',
    },
  },
  /** Listings at which the mall showed something else at night, or nothing. */
  'stock.drifted': { from: 'sync-stock', ofEach: 'function', figures: { ListingsDrifted: 'Count' } },
  'network.ours-broken': { from: 'health-probe', ofEach: 'function', figures: { OwnNetworkBroken: 'Count' } },
  /** Requests that DynamoDB refused, each try counted, by the function that made them; at most one line a minute, table and process. */
  'table.refused': {
    from: 'reconcile',
    ofEach: 'stage',
    figures: {
      /** Refused because they were too many. */
      TableThrottles: 'Count',
      /** Answered with HTTP 500 or above. */
      TableErrors: 'Count',
    },
  },
  /** A run of reconcile has looked whether work goes on: in every case, so that a missing line is a signal. */
  'work.measured': {
    from: 'reconcile',
    ofEach: 'stage',
    onlyOfStage: true,
    figures: {
      /** 1 while polls do not end well, shops are not polled, or the bus has not taken news for a quarter of an hour. */
      WorkStands: 'Count',
    },
  },
  'bus.stands': { from: 'reconcile', ofEach: 'stage', onlyOfStage: true, figures: { WorkStands: 'Count' } },
  /** Neither a mall nor the independent address is heard. */
  'mall.unheard': { from: 'health-probe', ofEach: 'stage', onlyOfStage: true, figures: { OutageOpen: 'Count' } },
  /** No mail is due. */
  'mails.idle': { from: 'notify-merchants', ofEach: 'stage', onlyOfStage: true, figures: { MailsStuck: 'Count' } },
} as const satisfies Record<
  string,
  {
    readonly from: FunctionName;
    readonly ofEach: 'mall' | 'function' | 'stage';
    readonly onlyOfStage?: true;
    readonly figures: Readonly<Record<string, Unit>>;
  }
>;

export type MeasuredEvent = keyof typeof measuredLines;

type FigureOf<Event extends MeasuredEvent> = keyof (typeof measuredLines)[Event]['figures'] & string;

/** The name of a metric of ours. */
export type MetricName = { [Event in MeasuredEvent]: FigureOf<Event> }[MeasuredEvent];

/** What a figure may be: a number, a hundred of them at most, or nothing that could be measured. */
export type Figure = number | readonly number[] | null;

/** The fields of a line that are its figures: all of them, so that no alarm watches one that is never written. */
export function measured<Event extends MeasuredEvent>(
  _event: Event,
  figures: { readonly [Name in FigureOf<Event>]: Figure },
): Readonly<Record<FigureOf<Event>, Figure>> {
  return figures;
}
