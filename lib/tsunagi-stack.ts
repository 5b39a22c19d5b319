import { CfnOutput, Stack } from 'aws-cdk-lib';
import { EventBus } from 'aws-cdk-lib/aws-events';
import type { Construct } from 'constructs';
import { settings as pollOrders } from '../functions/poll-orders/settings.ts';
import { settings as reconcile } from '../functions/reconcile/settings.ts';
import { ShardSchedules } from './constructs/shard-schedules.ts';
import { type FunctionSettings, TsunagiFunction } from './constructs/tsunagi-function.ts';
import type { DataStack } from './data-stack.ts';
import type { Parameters } from './parameters.ts';

/** Everything that works and keeps nothing: it can be deleted and deployed again at any time. */
export class TsunagiStack extends Stack {
  /** Where orders are announced. Other stacks attach their rules to it. */
  readonly bus: EventBus;

  constructor(scope: Construct, id: string, props: { readonly parameters: Parameters; readonly data: DataStack }) {
    super(scope, id, { description: 'Tsunagi: imports mall orders' });
    const { parameters, data } = props;
    this.bus = new EventBus(this, 'Bus', { eventBusName: `tsunagi-${parameters.stage}` });
    const schedules = new ShardSchedules(this, 'schedules', { stage: parameters.stage, shards: parameters.shards });
    const functions = {
      // Where only bad orders are new, it asks for an open one to tell them from a bad mall.
      'poll-orders': this.#importer('poll-orders', pollOrders, parameters, data)
        .bindTable('ORDERS_TABLE', data.tables.Orders, { access: ['read', 'write'], indexes: ['open'] })
        .bindTable('REVISIONS_TABLE', data.tables.Revisions, { access: ['read', 'write'] }),
      // The sweep finds what is due and open, and deletes the superseded revisions of orders whose buyers are forgotten.
      reconcile: this.#importer('reconcile', reconcile, parameters, data)
        .bindTable('ORDERS_TABLE', data.tables.Orders, { access: ['read', 'write'], indexes: ['open', 'due'] })
        .bindTable('REVISIONS_TABLE', data.tables.Revisions, { access: ['read', 'write', 'delete'] }),
    };
    for (const [name, fn] of Object.entries(functions)) {
      schedules.start(name, fn);
      new CfnOutput(this, `${title(name)}Function`, { value: fn.lambda.functionName });
      new CfnOutput(this, `${title(name)}FailedQueue`, { value: fn.failed.queueUrl });
    }
    new CfnOutput(this, 'BusName', { value: this.bus.eventBusName });
  }

  /** A function that brings orders in: it reads the mall with the shops' keys and does the writes that an order implies. */
  #importer(name: string, settings: FunctionSettings, parameters: Parameters, data: DataStack): TsunagiFunction {
    return new TsunagiFunction(this, name, {
      stage: parameters.stage,
      settings,
      environment: {
        STAGE: parameters.stage,
        SHARDS: String(parameters.shards),
        RMS_BASE_URL: parameters.rmsBaseUrl,
        RMS_RATE_PER_SECOND: String(parameters.importRatePerSecond),
        OVERLAP_MINUTES: String(parameters.overlapMinutes),
        RETENTION_DAYS: String(parameters.retentionDays),
      },
    })
      .bindTable('STOCK_TABLE', data.tables.Stock, { access: ['read', 'write'] })
      .bindTable('SHOPS_TABLE', data.tables.Shops, { access: ['read', 'write'], indexes: ['shard'] })
      .bindTable('CONTROL_TABLE', data.tables.Control, { access: ['read', 'write', 'delete'] })
      .bindBus('EVENT_BUS', this.bus)
      .bindKey('DATA_KEY_ID', data.dataKey);
  }
}

/** `poll-orders` as the outputs write it, `PollOrders`: CloudFormation allows only letters and digits in their names. */
function title(name: string): string {
  return name.replace(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
