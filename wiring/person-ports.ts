import type { Log } from '../core/ports/index.ts';
import * as desks from '../malls/desks.ts';
import { personAccess } from './person-access.ts';
import { type OpenPorts, openPorts, type Settings } from './ports.ts';

/** The ports of a command: with the person's AWS credentials, and with the call that lists a shop's items. */
export const openPersonPorts = (settings: Settings, log: Log): OpenPorts =>
  openPorts(settings, log, personAccess(), desks);
