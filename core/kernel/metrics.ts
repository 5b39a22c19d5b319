/** Units as CloudWatch names them. */
export type Unit = 'Count' | 'Seconds' | 'Percent';

type FunctionName = 'poll-orders' | 'reconcile' | 'health-probe' | 'notify-merchants' | 'push-status' | 'sync-stock';

const pushWaits = {
  /** Age of the oldest push. */
  PushWaitSeconds: 'Seconds',
  /** Shops whose oldest push became two hours old, or that plus whole days, within the last hour. */
  PushWaitsTwoHoursOld: 'Count',
} as const;

/**
 * Figures of log lines, by the line's `event`: the only place that names our metrics (written by `aws/log.ts`, watched by `lib/alarms.ts`).
 *
 * `from`: a function that writes the line. `ofEach`: the field that separates the figures; never a shop or merchant, because each value is
 * a metric that is billed. `onlyOfStage`: written only where every figure is one metric of the stage, since other lines say the same.
 */
export const measuredLines = {
  /** State of a mall. One line per mall and run of health-probe, so that a missing line is a signal. */
  'mall.measured': {
    from: 'health-probe',
    ofEach: 'mall',
    figures: {
      ProbesMade: 'Count',
      /** 1 from the first failure of an incident until its all-clear. */
      OutageOpen: 'Count',
      /** Capabilities that are down or coming back. */
      CapabilitiesOut: 'Count',
      /** Time since the first capability went out; after a maintenance, since its planned end. */
      PausedByOutageSeconds: 'Seconds',
      MaintenanceOverrunSeconds: 'Seconds',
      /** Pauses by hand and refused keys that became a day old within the last hour. */
      PausesByHandADayOld: 'Count',
      KeyRefusalsADayOld: 'Count',
    },
  },
  /** State of the import of a mall's shops. One line per run of reconcile and mall with shops in the shard. */
  'shops.measured': {
    from: 'reconcile',
    ofEach: 'mall',
    figures: {
      /** Lag of the cursor furthest behind, of shops without a pause. */
      ImportLagSeconds: 'Seconds',
      /** Share of those shops whose cursor has not moved for half an hour. */
      ShopsNotPolledPercent: 'Percent',
      /** Unpaused shops that fell an hour behind within the last hour, or that plus whole days. */
      ShopsFallenBehind: 'Count',
      /**
       * Unpaused shops that reached ten minutes of importing nothing, or not provably everything, within the last hour (or that plus whole
       * days), for a reason beyond one order.
       */
      ImportsStopped: 'Count',
      /** Keys that end tomorrow or in three days. Counted from 9:00 to 10:00 in Japan, else 0. */
      KeysEnding: 'Count',
      /** Shops without a pause whose nightly re-reading and audit became a day late, or whole days more, within the last hour. */
      AuditsADayOverdue: 'Count',
    },
  },
  /** A mall's API version that ends or has ended. One line per mall and run of reconcile while so. */
  'mall.version-ending': { from: 'reconcile', ofEach: 'mall', figures: { ApiVersionEnding: 'Count' } },
  /** Written once per run of reconcile if there is more than one shard. */
  'shards.measured': { from: 'reconcile', ofEach: 'function', figures: { Shards: 'Count' } },
  /** Old pushes that are held or due. One line per mall and run of reconcile that finds any. */
  'pushes.measured': { from: 'reconcile', ofEach: 'mall', figures: pushWaits },
  /** Old pushes retried without success, counted by the worker because no sweep sees them due for long. */
  'pushes.tried': { from: 'push-status', ofEach: 'mall', figures: pushWaits },
  /** Time and calls that orders took. At most one line a minute per process and mall, from poll-orders and sync-stock. */
  'waits.measured': {
    from: 'poll-orders',
    ofEach: 'mall',
    figures: {
      /** Time from the mall showing an order until stored, for shops in step. */
      OrderAgeSeconds: 'Seconds',
    },
  },
  'poll.done': {
    from: 'poll-orders',
    ofEach: 'function',
    figures: {
      /** Calls beyond each visit's first, failed visits included, divided by new orders, or by visits without any. */
      CallsPerOrder: 'Count',
      /** Orders listed but unreadable: quarantined or missing. */
      OrdersUnread: 'Count',
      /** Orders listed by the mall: stored, quarantined or missing. */
      OrdersListed: 'Count',
    },
  },
  /** Due mails that this run could not send. If it could send, only mails rejected twice. */
  'mails.measured': { from: 'notify-merchants', ofEach: 'function', figures: { MailsStuck: 'Count' } },
  'notice.refused': { from: 'notify-merchants', ofEach: 'function', figures: { MailsRefused: 'Count' } },
  'audit.found': {
    from: 'reconcile',
    ofEach: 'function',
    figures: {
      /** Missing orders, orders with wrong claims, and surplus rows that no push will remove. */
      AuditFound: 'Count',
      AuditUnread: 'Count',
    },
  },
  /** News that the bus did not accept. By the mall concerned, so that all senders write one metric. */
  'bus.refused': {
    from: 'reconcile',
    ofEach: 'mall',
    figures: {
      BusWaitSeconds: 'Seconds',
    },
  },
  /** Listings whose stock differed or was missing at the mall at night. */
  'stock.drifted': { from: 'sync-stock', ofEach: 'function', figures: { ListingsDrifted: 'Count' } },
  'network.ours-broken': { from: 'health-probe', ofEach: 'function', figures: { OwnNetworkBroken: 'Count' } },
  /** Requests that DynamoDB refused, by try. At most one line a minute per table and process. */
  'table.refused': {
    from: 'reconcile',
    ofEach: 'stage',
    figures: {
      TableThrottles: 'Count',
      /** Answered with HTTP 500 or above. */
      TableErrors: 'Count',
    },
  },
  /** Whether work goes on. Written by every run of reconcile, so that a missing line is a signal. */
  'work.measured': {
    from: 'reconcile',
    ofEach: 'stage',
    onlyOfStage: true,
    figures: {
      /** 1 while polls end badly, shops go unpolled, or the bus has taken no news for a quarter of an hour. */
      WorkStands: 'Count',
    },
  },
  'bus.stands': { from: 'reconcile', ofEach: 'stage', onlyOfStage: true, figures: { WorkStands: 'Count' } },
  'mall.unheard': { from: 'health-probe', ofEach: 'stage', onlyOfStage: true, figures: { OutageOpen: 'Count' } },
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

export type MetricName = { [Event in MeasuredEvent]: FigureOf<Event> }[MeasuredEvent];

/** A number, at most a hundred of them, or null if nothing could be measured. */
export type Figure = number | readonly number[] | null;

/** The figures of a line, all of them: otherwise an alarm would watch one that is never written. */
export function measured<Event extends MeasuredEvent>(
  _event: Event,
  figures: { readonly [Name in FigureOf<Event>]: Figure },
): Readonly<Record<FigureOf<Event>, Figure>> {
  return figures;
}
