import { describe, expect, it } from 'vitest';
import { mallAddresses, standardMalls } from '../../malls/mall-desks.ts';
import { resourcesOf, templatesOf } from '../../proving/templates.ts';
import { apiVariables } from '../../wiring/api-ports.ts';
import { feedVariables } from '../../wiring/feed-function.ts';
import { hookVariables } from '../../wiring/hook-ports.ts';
import { pollVariables } from '../../wiring/import-ports.ts';
import { notifyVariables } from '../../wiring/notify-function.ts';
import { portVariables } from '../../wiring/ports.ts';
import { probeVariables } from '../../wiring/probe-function.ts';
import { pushVariables } from '../../wiring/push-function.ts';
import { relayVariables } from '../../wiring/relay-function.ts';
import { calling } from '../../wiring/settings.ts';
import { stockVariables } from '../../wiring/stock-function.ts';

const mails = { sender: 'info@example.jp', mailFromName: '角田システム', opsEmail: 'ops@example.jp' };
const stages = {
  full: { stage: 'shop', ...mails, webhookParameter: '/tsunagi/shop/webhook', merchantChats: 'true', api: 'true' },
  essential: { stage: 'shop', ...mails, profile: 'essential' },
  minimal: { stage: 'shop', ...mails, profile: 'minimal' },
} as const;

const variablesOf: Readonly<Record<string, readonly string[]>> = {
  // With what people's commands read there.
  'poll-orders': [...portVariables.filter((one) => one !== 'MOVED_QUEUES'), ...pollVariables],
  reconcile: portVariables,
  'health-probe': probeVariables,
  'push-status': pushVariables,
  'sync-stock': stockVariables,
  'notify-merchants': notifyVariables,
  'relay-alarms': relayVariables,
  api: apiVariables,
  'feed-events': feedVariables,
  'receive-hooks': hookVariables,
};

/** Where the malls of a stage that names none are, and the rate; a process that calls malls has all of them. */
const standardAddresses = mallAddresses.filter(({ mall }) => standardMalls.includes(mall));
const ofMalls = [...standardAddresses.map(({ variable }) => variable), 'RMS_RATE_PER_SECOND'];
/** What the runtime and the extension for parameters read. */
const ofAws = /^(AWS|PARAMETERS|SECRETS_MANAGER|SSM)_/;
/** Set by `local/`: where time is scaled, and where its chat is. */
const ofOneMachine = ['TSUNAGI_CLOCK', 'CHAT_DESK'];
/** Set only where a parameter asks for it, as the full stage here does. */
const onlyInFull = ['CHAT_KEY_ID'];
/** Set only where a mall sends messages about changed orders, which none of the standard ones does. */
const onlyWithHints = ['ORDER_HINTS_QUEUE_ARN', 'HINT_SOURCES'];

/** Set only in the profile `minimal`. */
const onlyInMinimal = ['MOVED_QUEUES'];

describe.each(['full', 'essential', 'minimal'] as const)('in a stage with the profile %s', (profile) => {
  const functions = resourcesOf(templatesOf(stages[profile]).tsunagi, 'AWS::Lambda::Function');
  const names = functions.map(([, { Properties }]) => String(Properties.FunctionName).replace('tsunagi-shop-', ''));

  it.each(names)('the function %s is given every variable that it reads, and no other', (name) => {
    const { Environment = {} } = functions[names.indexOf(name)]?.[1].Properties ?? {};
    const { Variables = {} } = Environment as { Variables?: Record<string, unknown> };
    const read = variablesOf[name] ?? [];
    const given = Object.keys(Variables).filter((one) => !ofAws.test(one));
    const absent = [
      ...(profile === 'full' ? ['METRICS'] : onlyInFull),
      ...(profile === 'minimal' ? [] : onlyInMinimal),
    ];
    const own = read.filter((one) => ![...ofOneMachine, ...onlyWithHints, ...absent].includes(one));
    const wanted = new Set([...own, ...(calling.every((one) => read.includes(one)) ? ofMalls : [])]);
    expect(given.sort()).toEqual([...wanted].sort());
  });
});
