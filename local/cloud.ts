import { join } from 'node:path';
import { startAccounting } from './alarms/accounting.ts';
import { alarmsOf } from './alarms/alarm-shape.ts';
import { takeEmbedded } from './alarms/embedded.ts';
import { describeAlarms, describedAlarms, type RunningAlarms, startAlarms } from './alarms/start-alarms.ts';
import type { AlarmNews } from './alarms/watch.ts';
import { isolateBundles, readAssembly } from './assembly/assembly.ts';
import { type CloudResource, Resources } from './assembly/resources.ts';
import type { CloudClock } from './clock.ts';
import { startDelivery } from './delivery.ts';
import { agreedVariables, cloudVariables, type Endpoints, timeVariable } from './environment-variables.ts';
import { handOn } from './events/hand-on.ts';
import { type BusEvent, eventOf, putEvents } from './events/put-events.ts';
import { rulesOf } from './events/rules.ts';
import type { DataFolder } from './folder/data-folder.ts';
import { debuggerPortMustBeFree } from './functions/debugger-port.ts';
import { feed } from './functions/feed.ts';
import { Fleet, type PrintedLine } from './functions/fleet.ts';
import { functionsOf } from './functions/function-shape.ts';
import type { InvocationReport } from './functions/local-function.ts';
import type { Outcome } from './functions/outcome.ts';
import { sourcesOf } from './functions/source-shape.ts';
import { httpApisOf, serveHttpApis } from './http-apis.ts';
import { readMasterKey } from './keys/master-key.ts';
import { keyOperations } from './keys/operations.ts';
import { Listeners } from './listeners.ts';
import type { SentMail } from './mail/kept-mails.ts';
import { startMail } from './mail/start-mail.ts';
import { queuesOf } from './queues/queue-shape.ts';
import { type QueueDepth, startQueues } from './queues/start-queues.ts';
import { serveRoleSessions } from './role-sessions.ts';
import { fireSchedule, firing } from './schedules/fire.ts';
import { runSchedule, type Schedule, schedulesOf } from './schedules/schedules.ts';
import { createTables } from './tables/create-tables.ts';
import { expireRegularly } from './tables/expire.ts';
import { type Item, onlyThese, readTable } from './tables/read-table.ts';
import { startTables } from './tables/start-tables.ts';
import { tablesOf } from './tables/table-shape.ts';
import { serveAwsJson } from './wire/aws-json.ts';
import { callService } from './wire/call.ts';
import { newSecret } from './wire/guard.ts';

/** What a cloud is started with. */
export interface CloudOptions {
  /** The folder that `npm run synth` wrote. */
  readonly assembly: string;
  readonly folder: DataFolder;
  readonly clock: CloudClock;
  /** Gets a sentence about what happened, for the person at the terminal. */
  readonly log: (sentence: string) => void;
  /** Called when the cloud cannot go on, with the reason. What is left is to stop. */
  readonly onLost: (reason: string) => void;
  /** Starts this function under a debugger. */
  readonly inspect?: { readonly name: string; readonly port: number };
  /**
   * The shortest time limit of a function by the machine's clock; 0 without it. Limits are scaled like all time, but what a
   * function computes is not: at a high speed a limit scaled in full would end every run before its first order.
   */
  readonly limitRealMsMin?: number;
  /** Where each simulated mall is, for commands in other terminals. */
  readonly simulators?: Readonly<Record<string, string>>;
  /** What the malls' control APIs ask for. */
  readonly simulatorToken?: string;
}

/** A running cloud. */
export interface Cloud {
  readonly endpoints: Endpoints;
  /** Variables with which a process works on this cloud as a function would: the access key id among them is the secret of this start. */
  readonly env: Readonly<Record<string, string>>;
  /** The mailbox for a person's browser; its address is a secret. Null where no function sends mails. */
  readonly mailbox: string | null;
  /** Where each HTTP API is served, by its name. */
  readonly httpApis: Readonly<Record<string, string>>;
  /** Process ids of the functions' environments. */
  readonly pids: readonly number[];
  /** A resource by its logical id, or its construct path below the stack: `Orders`, `poll-orders/failed`. */
  resource(id: string): CloudResource;
  /** Messages in each queue, by the queue's name. */
  queueDepths(): Promise<Readonly<Record<string, QueueDepth>>>;
  /** Calls an operation of a service, such as `DynamoDB_20120810.GetItem`. Throws a CallError when it refuses. */
  call(service: keyof Endpoints, target: string, input: unknown): Promise<Record<string, unknown>>;
  /** Every item of a table, whole or only these attributes of it. */
  readTable(id: string, attributes?: readonly string[]): AsyncGenerator<Item>;
  /**
   * Tells commands in other terminals, which go by the machine's clock, what time it is here.
   *
   * @param aheadMs by how much `Date.now` of this process is ahead of that clock
   */
  announceTime(aheadMs: number): void;
  /** Calls back for everything that is put on a bus. Returns how to stop it. */
  onEvent(listener: (event: BusEvent) => void): () => void;
  /** Calls back for every run of a function, once it has ended. Returns how to stop it. */
  onInvocation(listener: (report: InvocationReport) => void): () => void;
  /** Calls back for every line that a function prints. Returns how to stop it. */
  onLine(listener: (line: PrintedLine) => void): () => void;
  /** Calls back for every mail that is sent. Returns how to stop it. */
  onMail(listener: (mail: SentMail) => void): () => void;
  /** Calls back for every alarm that goes off or clears, with what the topic would receive. Returns how to stop it. */
  onAlarm(listener: (news: AlarmNews) => void): () => void;
  /** The names of the alarms that stand. */
  standingAlarms(): ReadonlySet<string>;
  /** Runs a function once and returns how it ended. */
  invoke(functionName: string, payload: unknown): Promise<Outcome>;
  /** Hands something to a function or a queue, by its id, as a rule or a schedule would. */
  deliver(id: string, payload: unknown): Promise<Outcome | null>;
  /** Lets the schedules begin, once: those by rate fire at once. From here on alarms are judged. */
  startSchedules(): void;
  /** Fires every schedule once, as if it were due now, and resolves when the runs have ended. */
  runSchedulesNow(): Promise<(Outcome | null)[]>;
  /** Starts nothing more by the clock; queues go on being read. */
  holdSchedules(): void;
  /** Starts nothing more by itself, and resolves when nothing runs any more. */
  settle(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Starts what the templates describe, on this machine: tables, queues, keys, bus, functions. The schedules wait for
 * `startSchedules`, so that the caller can fill its tables first.
 * Throws when the templates hold something it cannot run.
 */
export async function startCloud(options: CloudOptions): Promise<Cloud> {
  const opened: (() => Promise<void>)[] = [];
  const closeAll = async () => {
    for (const close of opened.splice(0).reverse()) await close();
  };
  try {
    return await start(options, opened, closeAll);
  } catch (error) {
    await closeAll();
    throw error;
  }
}

async function start(
  { assembly, folder, clock, log, onLost, inspect, limitRealMsMin = 0, ...malls }: CloudOptions,
  opened: (() => Promise<void>)[],
  closeAll: () => Promise<void>,
): Promise<Cloud> {
  if (inspect !== undefined) await debuggerPortMustBeFree(inspect.port);
  const stacks = readAssembly(assembly);
  isolateBundles(assembly);
  const accessKeyId = newSecret();
  const openTables = startTables(join(folder.path, 'tables'), accessKeyId, onLost);
  const queues = await startQueues(clock.time.speed, accessKeyId);
  opened.push(queues.stop);
  const tables = await openTables;
  opened.push(tables.stop);

  const resources = new Resources(stacks, queues.queueUrl);
  const [shapes, functions, rules] = [tablesOf(resources), functionsOf(resources), rulesOf(resources)];
  const [schedules, sources] = [schedulesOf(resources), sourcesOf(resources)];
  await Promise.all([createTables(tables, shapes), queues.create(queuesOf(resources))]);

  const events = new Listeners<BusEvent>();
  const reports = new Listeners<InvocationReport>();
  const lines = new Listeners<PrintedLine>();
  const mails = new Listeners<SentMail>();
  const alarmNews = new Listeners<AlarmNews>();
  const accounting = startAccounting(clock.now);
  reports.add(accounting.ran);
  const failed = (what: string) => (error: unknown) => {
    log(`${what} failed: ${error instanceof Error ? error.message : String(error)}`);
  };
  lines.add(({ line }) => {
    try {
      takeEmbedded(accounting.figures, line);
    } catch (error) {
      failed('Reading figures out of a log line')(error);
    }
  });
  const accept = (bus: string, event: BusEvent): void => {
    events.tell(event);
    for (const rule of rules.filter((rule) => rule.bus === bus && rule.matches(event))) {
      handOn(rule, event, { deliver, accounting }).catch(failed(`Delivery by rule ${rule.name}`));
    }
  };
  let alarms: RunningAlarms | null = null;
  const operations = {
    [describeAlarms]: () => describedAlarms(alarms?.standing() ?? []),
    ...keyOperations(resources, readMasterKey(folder.path)),
    'AWSEvents.PutEvents': putEvents({
      buses: resources.ofType('AWS::Events::EventBus').map(({ name }) => name),
      now: clock.now,
      accept,
    }),
  };
  const gateway = await serveAwsJson(operations, accessKeyId);
  opened.push(gateway.stop);

  // The mailbox takes a while to load, and most tests send nothing.
  const mail = functions.some(({ variables }) => variables.SENDER)
    ? await startMail({
        accessKeyId,
        folder: folder.path,
        now: clock.now,
        onSent: (sent) => mails.tell(sent),
        onFeedback: ({ kind, detail }) => accept('default', eventOf('aws.ses', kind, detail, clock.now())),
      })
    : null;
  if (mail !== null) opened.push(mail.stop);
  const takesRoles = functions.some(({ variables: own }) => own.SESSION_ROLE_ARN);
  const sessions = takesRoles ? await serveRoleSessions(accessKeyId, clock.now) : null;
  if (sessions !== null) opened.push(sessions.stop);
  const endpoints: Endpoints = {
    dynamodb: tables.url,
    sqs: queues.url,
    eventbridge: gateway.url,
    kms: gateway.url,
    ...(mail === null ? {} : { ses: mail.url }),
    ...(sessions === null ? {} : { sts: sessions.url }),
  };
  const variables = cloudVariables(endpoints, accessKeyId, clock.time, mail?.chats ?? null);
  const env = { ...agreedVariables(functions), ...variables };
  const fleet = new Fleet(functions, {
    folder: folder.path,
    clock,
    variables,
    reports,
    lines,
    limitRealMsMin,
    onThrottled: accounting.throttled,
    ...(inspect === undefined ? {} : { inspect }),
  });
  opened.push(() => fleet.stop());
  const httpApis = await serveHttpApis(httpApisOf(resources), fleet);
  opened.push(httpApis.stop);
  const deliver = startDelivery(fleet, queues, clock, accounting.undelivered);
  const announceTime = (aheadMs: number) => {
    const byMachine = timeVariable({ ...clock.time, realAtMs: clock.time.realAtMs - aheadMs });
    folder.announce({ endpoints: { ...endpoints }, env: { ...env, ...byMachine }, ...malls });
  };
  announceTime(0);

  const fire = (schedule: Schedule, atMs: number) => fireSchedule(schedule, atMs, { deliver, accounting });
  const stopSchedules: (() => void)[] = [];
  const feeds = sources.map((source) =>
    feed(source, fleet.named(source.functionName), queues, clock, (error) =>
      onLost(`The queue ${source.queueUrl} cannot be read: ${String(error)}`),
    ),
  );
  opened.push(expireRegularly(tables, shapes, clock, failed('Expiry of old items')));
  const holdSchedules = () => {
    for (const stop of stopSchedules.splice(0)) stop();
  };
  const startNothingMore = () => {
    holdSchedules();
    for (const { finish } of feeds) finish();
  };
  opened.push(async () => startNothingMore());

  return {
    endpoints,
    env,
    httpApis: httpApis.urls,
    mailbox: mail?.page ?? null,
    get pids() {
      return fleet.pids;
    },
    resource: (id) => resources.withId(id),
    queueDepths: () => queues.depths(),
    async call(service, target, input) {
      const url = endpoints[service];
      if (url === undefined) throw new Error(`This cloud has no ${service}.`);
      return callService({ url, accessKeyId }, target, input);
    },
    readTable: (id, attributes) => readTable(tables, resources.withId(id).name, onlyThese(attributes)),
    announceTime,
    onEvent: (listener) => events.add(listener),
    onInvocation: (listener) => reports.add(listener),
    onLine: (listener) => lines.add(listener),
    onMail: (listener) => mails.add(listener),
    onAlarm: (listener) => alarmNews.add(listener),
    standingAlarms: () => new Set(alarms?.standing().map(({ name }) => name)),
    invoke: (name, payload) => fleet.named(name).invoke(JSON.stringify(payload ?? null)),
    deliver: (id, payload) => deliver(resources.withId(id), JSON.stringify(payload ?? null)),
    startSchedules() {
      if (alarms !== null) return;
      // Not before: on a slow machine the start takes minutes of the cloud's time, in which nothing runs.
      alarms = startAlarms(alarmsOf(resources), {
        accounting,
        queues,
        clock,
        onTold: (news) => alarmNews.tell(news),
        onFailure: failed('Judging the alarms'),
      });
      opened.push(async () => alarms?.stop());
      stopSchedules.push(
        ...schedules.map((schedule) => {
          const limitMs = functions.find(({ name }) => name === schedule.target.name)?.timeoutMs ?? null;
          const fired = firing(schedule, limitMs, { fire: (atMs) => fire(schedule, atMs), accounting });
          return runSchedule(schedule, clock, (atMs) => {
            fired(atMs).catch(failed(`Schedule ${schedule.name}`));
          });
        }),
      );
    },
    runSchedulesNow: () => Promise.all(schedules.map((schedule) => fire(schedule, clock.now()))),
    holdSchedules,
    async settle() {
      startNothingMore();
      await fleet.idle();
    },
    async stop() {
      await closeAll();
      await Promise.all(feeds.map(({ ended }) => ended));
    },
  };
}
