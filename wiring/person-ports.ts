import type { Log } from '../core/ports/index.ts';
import { itemLists } from '../malls/item-lists.ts';
import { personAccess } from './person-access.ts';
import { type OpenPorts, openPorts } from './ports.ts';
import type { Settings } from './settings.ts';

/** The ports of a process that works for a person: AWS is called as that person, and a mall can be asked what a shop has. */
export const openPersonPorts = (settings: Settings, log: Log): OpenPorts =>
  openPorts(settings, log, personAccess(), { itemLists });
