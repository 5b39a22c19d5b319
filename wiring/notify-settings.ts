import { hourMs } from '../core/kernel/index.ts';
import { type MailSettings, readMailSettings } from './mail-settings.ts';
import { readClock, type ScaledTime } from './scaled-time.ts';
import { type Environment, readVariables } from './variables.ts';

/** Settings of notify-merchants, read from the environment. */
export interface NotifySettings extends MailSettings {
  readonly tables: {
    readonly shops: string;
    readonly control: string;
    readonly pushes: string;
    readonly listings: string;
    readonly stock: string;
  };
  readonly clock: ScaledTime;
  /** The configuration set that mails are sent with; null for none. */
  readonly configurationSet: string | null;
  /** Merchants get an interim mail when an outage has lasted this long without one; null for no automatic ones. */
  readonly interimEveryMs: number | null;
}

/** Reads these settings. Throws an `InputError` that names every variable that is missing or wrong. */
export function readNotifySettings(environment: Environment): NotifySettings {
  const variables = readVariables(environment);
  const { text } = variables;
  const tables = {
    shops: text('SHOPS_TABLE'),
    control: text('CONTROL_TABLE'),
    pushes: text('PUSHES_TABLE'),
    listings: text('LISTINGS_TABLE'),
    stock: text('STOCK_TABLE'),
  };
  text('SENDER');
  const clock = readClock(variables);
  const interimEveryMs =
    variables.optional('INTERIM_HOURS') === null ? null : variables.number('INTERIM_HOURS') * hourMs;
  const configurationSet = variables.optional('CONFIGURATION_SET');
  variables.check();
  const mail = readMailSettings(environment) as MailSettings;
  return { ...mail, tables, clock, configurationSet, interimEveryMs };
}
