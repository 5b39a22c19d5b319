import type { MallName } from '../../core/model/index.ts';
import type { Sheet } from './cells.ts';
import { rmsSheet } from './rms-columns.ts';
import { yahooSheet } from './yahoo-columns.ts';

/** Every mall's sheet. */
export const sheets: Readonly<Record<MallName, Sheet>> = { rms: rmsSheet, yahoo: yahooSheet };
