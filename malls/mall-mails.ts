import type { MallMail, MallMails } from '../core/ports/index.ts';
import { byName } from './by-name.ts';
import * as mails from './mails.ts';

/** The malls as mails know them. Of the functions only the one that writes to merchants bundles this. */
export const mallMails: MallMails = byName<MallMail>(mails);
