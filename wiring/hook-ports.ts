import { type Access, kmsClient, sqsClient } from '../aws/clients.ts';
import { kmsDataKeys } from '../aws/data-keys.ts';
import { dynamoShops } from '../aws/dynamodb/shops.ts';
import { sqsHintQueue } from '../aws/queues.ts';
import { kmsVault } from '../aws/vault.ts';
import type { PostPorts } from '../core/import/index.ts';
import type { Log, MallHook } from '../core/ports/index.ts';
import { mallHooks } from '../malls/mall-hooks.ts';
import { openTables } from './connections.ts';
import { functionLog } from './function-log.ts';
import { always, readSettings, type SettingsOf } from './settings.ts';
import type { Environment } from './variables.ts';

export const hookVariables = [
  ...always,
  ...(['MALLS', 'SHOPS_TABLE', 'CONTROL_TABLE', 'DATA_KEY_ID', 'ORDER_HINTS_QUEUE_URL'] as const),
] as const;

type Settings = SettingsOf<typeof hookVariables>;

export interface OpenHookPorts {
  readonly ports: PostPorts & { readonly log: Log };
  readonly hooks: ReadonlyMap<string, MallHook>;
  close(): Promise<void>;
}

/** Opens what taking posts of malls stands on. It reads shops, opens their keys and sends hints; it calls no mall. */
export function openHookPorts(name: string): OpenHookPorts {
  const settings = readHookSettings(process.env);
  return hookPorts(settings, functionLog(name, settings));
}

export const readHookSettings = (environment: Environment): Settings => readSettings(hookVariables, environment);

export function hookPorts(settings: Settings, log: Log, access?: Access): OpenHookPorts {
  const { clock, aws, table, close } = openTables(settings.TSUNAGI_CLOCK, access, log);
  const { names, of } = mallHooks;
  const { MALLS: malls } = settings;
  return {
    ports: {
      ...{ clock, log },
      shops: dynamoShops(table(settings.SHOPS_TABLE)),
      vault: kmsVault(kmsDataKeys(kmsClient(aws), settings.DATA_KEY_ID, table(settings.CONTROL_TABLE))),
      hintQueue: sqsHintQueue(sqsClient(aws), settings.ORDER_HINTS_QUEUE_URL),
    },
    hooks: new Map(names.filter((mall) => malls?.includes(mall) ?? true).map((mall) => [mall, of(mall)])),
    close,
  };
}
