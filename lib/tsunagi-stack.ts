import { CfnOutput, type Environment, Fn, Stack } from 'aws-cdk-lib';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { EventBus } from 'aws-cdk-lib/aws-events';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { type NewsKind, newsAbout } from '../core/model/index.ts';
import { standardShopsAtOnce } from '../core/session/index.ts';
import { movementEvents } from '../core/stock/index.ts';
import { settings as healthProbe } from '../functions/health-probe/settings.ts';
import { settings as pollOrders } from '../functions/poll-orders/settings.ts';
import { settings as pushStatus } from '../functions/push-status/settings.ts';
import { settings as reconcile } from '../functions/reconcile/settings.ts';
import { settings as syncStock } from '../functions/sync-stock/settings.ts';
import { metricsTold } from './alarms.ts';
import { Alarms } from './constructs/alarms.ts';
import { DataWatch } from './constructs/data-watch.ts';
import { GradualReleases } from './constructs/gradual-releases.ts';
import { MailFeedback } from './constructs/mail-feedback.ts';
import { opsDashboard } from './constructs/ops-dashboard.ts';
import { opsTopics } from './constructs/ops-topics.ts';
import { hintQueue, RequestQueue } from './constructs/queues.ts';
import { ShardSchedules } from './constructs/shard-schedules.ts';
import { spendingBudget, standardBudget } from './constructs/spending-budget.ts';
import {
  AlarmRelay,
  QueueFedFunction,
  ScheduledFunction,
  type ScheduledSettings,
} from './constructs/started-functions.ts';
import { StaticEgress } from './constructs/static-egress.ts';
import type { FunctionProps, TsunagiFunction } from './constructs/tsunagi-function.ts';
import { controlBindings } from './control-scopes.ts';
import type { DataStack } from './data-stack.ts';
import { integratorApi, postingMalls } from './integrator-api.ts';
import { mallVariables } from './mall-variables.ts';
import { MerchantFeed, merchantBuses } from './merchant-feed.ts';
import { merchantNotifier } from './merchant-notifier.ts';
import type { Parameters } from './parameters.ts';
import { tagsOf } from './tags.ts';
import { warnOfSilence } from './warn-of-silence.ts';

/** Everything that works and keeps nothing: it can be deleted and deployed again at any time. */
export class TsunagiStack extends Stack {
  /** Where orders are announced. Other stacks attach their rules to it. */
  readonly bus: EventBus;
  /** What all functions have in common. */
  readonly #placed: Pick<FunctionProps, 'wayOut' | 'isTraced'>;

  constructor(
    scope: Construct,
    id: string,
    props: { readonly parameters: Parameters; readonly data: DataStack; readonly env?: Environment },
  ) {
    super(scope, id, {
      ...(props.env === undefined ? {} : { env: props.env }),
      description: 'Tsunagi: imports mall orders and reports what becomes of them',
      tags: tagsOf(props.parameters.stage),
    });
    const { parameters, data } = props;
    const { stage } = parameters;
    this.bus = new EventBus(this, 'Bus', { eventBusName: `tsunagi-${stage}` });
    const addresses = data.fixedAddresses;
    this.#placed = {
      isTraced: parameters.tracing === 'on',
      wayOut: addresses.length === 0 ? null : new StaticEgress(this, 'way-out', { stage, addresses }),
    };
    const { opsEmail, ticketEmail, webhookParameter, profile } = parameters;
    // Each event source that waits for messages costs as much as three alarms.
    const isOne = profile === 'minimal';
    const status = new RequestQueue(this, 'status', {
      stage,
      isOne,
      bus: this.bus,
      functionTimeoutSeconds: pushStatus.timeoutSeconds,
      gatherSeconds: pushStatus.gatherSeconds,
      asked: {
        rule: 'requests',
        detailTypes: ['StatusPushRequested'],
        description: 'Puts events that ask for changes at a mall into the queue they are taken in from',
      },
    });
    const stock = new RequestQueue(this, 'stock', {
      stage,
      isOne,
      bus: this.bus,
      functionTimeoutSeconds: syncStock.timeoutSeconds,
      gatherSeconds: syncStock.gatherSeconds,
      asked: {
        rule: 'movements',
        detailTypes: Object.keys(movementEvents),
        description: 'Puts events that report movements of stock into the queue they are taken in from',
      },
    });
    const takesPosts = parameters.api && postingMalls(parameters.malls).length > 0;
    const hints = hintQueue(this, { ...parameters, takesPosts, functionTimeoutSeconds: syncStock.timeoutSeconds });
    const schedules = new ShardSchedules(this, 'schedules', { stage, shards: parameters.shards });
    const importers = [
      // Where only bad orders are new, it asks for an open one to tell them from a bad mall.
      this.#importer('poll-orders', pollOrders, parameters, data)
        .bindTable('ORDERS_TABLE', data.tables.Orders, { access: ['read', 'write'], indexes: ['open'] })
        .bindTable('REVISIONS_TABLE', data.tables.Revisions, { access: ['read', 'write'] })
        .tell('WARM_PERCENT', parameters.warmPercent === 0 ? '' : String(parameters.warmPercent))
        .tell('SHOPS_AT_ONCE', String(parameters.shopsAtOnce ?? standardShopsAtOnce(parameters.shards)))
        // People's commands read them here (`ops/frame/installation.ts`); it may not touch them.
        .tell('PUSHES_TABLE', data.tables.Pushes.tableName)
        .tell('STATUS_QUEUE_URL', status.work.queue.queueUrl)
        // A mall's item may be listed under another SKU than the order says.
        .bindTable('LISTINGS_TABLE', data.tables.Listings, { access: ['read'] })
        .bindTable('STOCK_TABLE', data.tables.Stock, { access: ['read', 'write'] })
        // It names the SKUs that new orders moved.
        .bindQueue('STOCK_QUEUE_URL', stock.work.queue),
      // The sweep finds what is due and open, and deletes the superseded revisions of orders whose buyers are forgotten.
      this.#importer('reconcile', reconcile, parameters, data)
        .bindTable('ORDERS_TABLE', data.tables.Orders, { access: ['read', 'write'], indexes: ['open', 'due'] })
        .bindTable('REVISIONS_TABLE', data.tables.Revisions, { access: ['read', 'write', 'delete'] })
        // It sends a message again for every shop that has a push which is due, and audits where parcels may stand twice.
        .bindTable('PUSHES_TABLE', data.tables.Pushes, { access: ['read'], indexes: ['open', 'failed'] })
        .bindQueue('STATUS_QUEUE_URL', status.work.queue)
        // The same for SKUs that are dirty, and for shops that have listings which are due.
        .bindTable('STOCK_TABLE', data.tables.Stock, { access: ['read', 'write'], indexes: ['dirty'] })
        .bindTable('LISTINGS_TABLE', data.tables.Listings, { access: ['read'], indexes: ['due'] })
        .bindQueue('STOCK_QUEUE_URL', stock.work.queue),
    ];
    const prober = this.#prober('health-probe', parameters, data);
    warnOfSilence(this, parameters);
    const billEmail = ticketEmail ?? opsEmail;
    const dollars = parameters.budgetDollars ?? standardBudget(parameters.shards);
    if (billEmail !== null && dollars > 0) spendingBudget(this, 'Budget', { dollars, email: billEmail });
    const topics = opsTopics(this, { stage, pageEmail: opsEmail, ticketEmail: ticketEmail ?? opsEmail });
    // Without a sender no mail is sent, so the function is not deployed.
    const feedback =
      parameters.sender === null ? null : new MailFeedback(this, 'mail-feedback', { stage, topic: topics.ticket });
    const notifiers =
      parameters.sender === null || feedback === null
        ? []
        : [merchantNotifier(this, parameters.sender, parameters, data, feedback)];
    const { ruleNames } = new DataWatch(this, 'data-watch', {
      stage,
      topic: topics.ticket,
      key: data.dataKey,
      vaultName: data.vaultName,
    });
    const [, reconciler] = importers;
    const moves = [status, stock].flatMap(({ moves: one }) => one ?? []);
    if (reconciler !== undefined && moves.length > 0) {
      reconciler.allowEmptying(status.intake.queue).allowEmptying(stock.intake.queue);
      reconciler.tell('MOVED_QUEUES', moves.join(','));
    }
    const scheduled = [...importers, prober, ...notifiers];
    const { isTraced = false } = this.#placed;
    const relays =
      webhookParameter === null
        ? []
        : [new AlarmRelay(this, 'relay-alarms', { stage, isTraced, webhookParameter, topics })];
    const api = parameters.api
      ? integratorApi(
          this,
          { stage, environment: { ...keeping(parameters), MALLS: parameters.malls.join(',') }, ...this.#placed },
          data,
          {
            ...{ status: status.work.queue, stock: stock.work.queue },
            hooks: postingMalls(parameters.malls).length > 0 ? hints : null,
          },
        )
      : [];
    const { shards } = parameters;
    const feed = parameters.api
      ? new MerchantFeed(this, 'feed', { stage, shards, data, bus: this.bus, ...this.#placed })
      : null;
    const toMerchants = merchantBuses(this, { stage, bus: this.bus, buses: parameters.merchantBuses });
    const functions = [
      ...scheduled,
      this.#pusher('push-status', parameters, data, status),
      this.#syncer('sync-stock', parameters, data, stock, hints),
      ...relays,
      ...api,
      ...(feed === null ? [] : [feed.fn]),
    ];
    const metrics = metricsTold(profile);
    // No other figure of ours becomes a metric: each costs as much as three alarms.
    if (metrics !== null) for (const fn of functions) fn.tell('METRICS', metrics);
    const { release: shape } = parameters;
    if (shape !== 'all-at-once') new GradualReleases(this, 'releases', { stage, shape, functions });
    for (const fn of importers) schedules.start(fn);
    for (const fn of [prober, ...notifiers]) schedules.startOnce(fn);

    const scheduleGroup = schedules.group;
    const feeds = feed === null ? [] : [feed.events];
    const everyQueue = [status.work, status.intake, stock.work, stock.intake, ...feeds];
    const rejected = { status: status.rejected, stock: stock.rejected };
    const recorded = [...scheduled, ...relays];
    const tables = Object.fromEntries(Object.entries(data.tables).map(([name, table]) => [name, table.tableName]));
    const watched = {
      functions,
      scheduled,
      recorded,
      workQueues: isOne ? [status.work, stock.work, ...feeds] : everyQueue,
      rejected,
      scheduleGroup,
      runsPerHour: schedules.runsPerHour,
      shards: parameters.shards,
      tables,
      rules: {
        'status-requests': { name: status.ruleName, bus: this.bus.eventBusName },
        'stock-movements': { name: stock.ruleName, bus: this.bus.eventBusName },
        ...(feed === null ? {} : { feed: { name: feed.ruleName, bus: this.bus.eventBusName } }),
        ...Object.fromEntries(
          Object.entries(toMerchants).map(([merchant, name]) => [
            `to-${merchant}`,
            { name, bus: this.bus.eventBusName },
          ]),
        ),
        ...(isOne || feedback === null ? {} : { 'mail-feedback': { name: feedback.ruleName, bus: null } }),
        ...(isOne
          ? {}
          : {
              backups: { name: ruleNames.backups, bus: null },
              'data-key': { name: ruleNames['data-key'], bus: null },
            }),
      },
      dataRules: ruleNames,
      malls: parameters.malls,
      // Trouble of our own network differs from a mall's only if there is an independent address.
      hasReference: parameters.referenceUrl !== null,
      mailRule: feedback === null ? null : feedback.ruleName,
    };
    const actions = { page: new SnsAction(topics.page), ticket: new SnsAction(topics.ticket) };
    const alarms = new Alarms(this, 'alarms', { stage, profile, watched, actions }).told;
    const shown = { ...watched, alarms, busName: this.bus.eventBusName };
    const dashboard = profile !== 'full' ? null : opsDashboard(this, 'Dashboard', { stage, shown });

    // The names of outputs are a contract: docs/reference/stack.md lists them.
    for (const { name, lambda } of functions) this.#putOut(`${title(name)}Function`, lambda.functionName);
    for (const { name, failed } of recorded) this.#putOut(`${title(name)}FailedQueue`, failed.queueUrl);
    for (const { name, queue, deadLetters } of everyQueue) {
      this.#putOut(`${title(name)}Queue`, queue.queueUrl);
      this.#putOut(`${title(name)}DeadLetters`, deadLetters.queueUrl);
    }
    if (hints !== null) this.#putOut('OrderHintsQueue', hints.queueUrl);
    for (const [name, { queueUrl }] of Object.entries(rejected)) this.#putOut(`${title(name)}RejectedQueue`, queueUrl);
    this.#putOut('BusName', this.bus.eventBusName);
    this.#putOut('ScheduleGroup', scheduleGroup);
    this.#putOut('OpsTopicArn', topics.page.topicArn);
    this.#putOut('TicketTopicArn', topics.ticket.topicArn);
    if (dashboard !== null) this.#putOut('DashboardName', dashboard.dashboardName);
  }

  /** Chosen by CloudFormation: for a pinned stack the CDK would look them up, with credentials, and subnets might move. */
  override get availabilityZones(): string[] {
    return [0, 1].map((index) => Fn.select(index, Fn.getAzs()));
  }

  #putOut(name: string, value: string): void {
    new CfnOutput(this, name, { value });
  }

  /** The function that judges the health of the malls: it calls them with the shops' keys, and imports nothing. */
  #prober(name: string, parameters: Parameters, data: DataStack): ScheduledFunction {
    return new ScheduledFunction(this, name, {
      stage: parameters.stage,
      settings: healthProbe,
      environment: {
        STAGE: parameters.stage,
        REFERENCE_URL: parameters.referenceUrl ?? '',
        ...mallVariables(parameters),
      },
      ...this.#placed,
    })
      .bindTable('SHOPS_TABLE', data.tables.Shops, { access: ['read'], indexes: ['shard'] })
      .bindControl(data.tables.Control, controlBindings['health-probe'])
      .bindTable('PUSHES_TABLE', data.tables.Pushes, { access: ['read'], indexes: ['open'] })
      .bindTable('LISTINGS_TABLE', data.tables.Listings, { access: ['read'], indexes: ['due'] })
      .bindBus('EVENT_BUS', this.bus, newsAbout.incidents)
      .bindKey('DATA_KEY_ID', data.dataKey);
  }

  /** The function that applies changes at the malls, with the shops' keys. Of stored orders it looks up when they were placed. */
  #pusher(name: string, parameters: Parameters, data: DataStack, status: RequestQueue): QueueFedFunction {
    const { batchMax, gatherSeconds } = pushStatus;
    const concurrencyMax = concurrencyOf(pushStatus, parameters);
    return new QueueFedFunction(this, name, {
      stage: parameters.stage,
      settings: pushStatus,
      environment: {
        STAGE: parameters.stage,
        RETENTION_DAYS: String(parameters.retentionDays),
        ...mallVariables(parameters),
      },
      ...this.#placed,
    })
      .bindTable('PUSHES_TABLE', data.tables.Pushes, { access: ['read', 'write'], indexes: ['open'] })
      .bindTable('ORDERS_TABLE', data.tables.Orders, { access: ['read'] })
      .bindTable('SHOPS_TABLE', data.tables.Shops, { access: ['read'] })
      .bindControl(data.tables.Control, controlBindings['push-status'])
      .bindBus('EVENT_BUS', this.bus, [...newsAbout.pushes, ...newsAbout.pushRequests])
      .bindKey('DATA_KEY_ID', data.dataKey)
      .bindQueue('STATUS_QUEUE_URL', status.work.queue)
      .bindQueue('STATUS_REJECTED_QUEUE_URL', status.rejected)
      .tell('STATUS_INTAKE_QUEUE_URL', status.intake.queue.queueUrl)
      .feedFrom(status.work.queue, { batchMax: batchMax.work, gatherSeconds, concurrencyMax: concurrencyMax.work })
      .feedFromUnless(status.isOne, status.intake.queue, {
        batchMax: batchMax.intake,
        concurrencyMax: concurrencyMax.intake,
      });
  }

  /** A function that imports orders: it reads the mall with the shops' keys and does the writes that an order implies. */
  #importer(
    name: 'poll-orders' | 'reconcile',
    settings: ScheduledSettings,
    parameters: Parameters,
    data: DataStack,
  ): ScheduledFunction {
    const environment = { ...importing(parameters), SHARDS: String(parameters.shards) };
    const { stage } = parameters;
    const fn = new ScheduledFunction(this, name, { stage, settings, environment, ...this.#placed }).bindTable(
      'SHOPS_TABLE',
      data.tables.Shops,
      { access: ['read', 'write'], indexes: ['shard'] },
    );
    return this.#bindImport(fn, name, data, newsAbout.orders);
  }

  /** Binds what every function that imports orders needs. */
  #bindImport<Fn extends TsunagiFunction>(
    fn: Fn,
    name: keyof typeof controlBindings,
    data: DataStack,
    news: readonly NewsKind[],
  ): Fn {
    return fn
      .bindControl(data.tables.Control, controlBindings[name])
      .bindBus('EVENT_BUS', this.bus, news)
      .bindKey('DATA_KEY_ID', data.dataKey);
  }

  /** The function that shows stock at the malls: it imports a shop's orders before it shows its stock, and keeps the listings. */
  #syncer(name: 'sync-stock', parameters: Parameters, data: DataStack, stock: RequestQueue, hints: Queue | null) {
    const { batchMax, gatherSeconds } = syncStock;
    const concurrencyMax = concurrencyOf(syncStock, parameters);
    const environment = {
      ...importing(parameters),
      STOCK_DRIFT: parameters.stockDrift,
      // People's commands read the sources here.
      ...(hints === null
        ? {}
        : { ORDER_HINTS_QUEUE_ARN: hints.queueArn, HINT_SOURCES: parameters.hintSources?.join(',') ?? '' }),
    };
    const { stage } = parameters;
    const fn = new QueueFedFunction(this, name, { stage, settings: syncStock, environment, ...this.#placed });
    if (hints !== null) fn.feedFrom(hints, { batchMax: batchMax.hints, concurrencyMax: concurrencyMax.hints });
    return this.#bindImport(fn, name, data, [...newsAbout.orders, ...newsAbout.movements])
      .bindTable('ORDERS_TABLE', data.tables.Orders, { access: ['read', 'write'], indexes: ['open'] })
      .bindTable('REVISIONS_TABLE', data.tables.Revisions, { access: ['read', 'write'] })
      .bindTable('STOCK_TABLE', data.tables.Stock, { access: ['read', 'write'] })
      .bindTable('SHOPS_TABLE', data.tables.Shops, { access: ['read', 'write'] })
      .bindTable('LISTINGS_TABLE', data.tables.Listings, { access: ['read', 'write'], indexes: ['due', 'sku'] })
      .bindQueue('STOCK_QUEUE_URL', stock.work.queue)
      .bindQueue('STOCK_REJECTED_QUEUE_URL', stock.rejected)
      .tell('STOCK_INTAKE_QUEUE_URL', stock.intake.queue.queueUrl)
      .feedFrom(stock.work.queue, { batchMax: batchMax.work, gatherSeconds, concurrencyMax: concurrencyMax.work })
      .feedFromUnless(stock.isOne, stock.intake.queue, {
        batchMax: batchMax.intake,
        concurrencyMax: concurrencyMax.intake,
      });
  }
}

/** Runs at the same time that each queue of a function may feed. */
function concurrencyOf<Queue extends string>(
  { concurrencyAShard }: { readonly concurrencyAShard: Readonly<Record<Queue, number>> },
  { shards }: Pick<Parameters, 'shards'>,
): Record<Queue, number> {
  const entries = Object.entries<number>(concurrencyAShard).map(([queue, runs]) => [queue, runs * shards]);
  return Object.fromEntries(entries) as Record<Queue, number>;
}

/** The variables of functions that import orders. */
function importing(parameters: Parameters): Record<string, string> {
  return { ...keeping(parameters), ...mallVariables(parameters) };
}

const keeping = ({ stage, overlapMinutes, retentionDays }: Parameters): Record<string, string> => ({
  STAGE: stage,
  OVERLAP_MINUTES: String(overlapMinutes),
  RETENTION_DAYS: String(retentionDays),
});

/** `poll-orders` as the outputs write it, `PollOrders`: CloudFormation allows only letters and digits in their names. */
function title(name: string): string {
  return name.replace(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
