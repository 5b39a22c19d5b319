import { dayMs, minuteMs } from '../core/kernel/index.ts';
import { defaultImportSettings, type ImportSettings } from '../core/session/index.ts';
import type { SettingsOf } from './settings.ts';

/** The settings of the import that a deployment chooses, among those that it does not. */
export const importSettingsOf = ({
  OVERLAP_MINUTES,
  RETENTION_DAYS,
}: SettingsOf<readonly ['OVERLAP_MINUTES', 'RETENTION_DAYS']>): ImportSettings => ({
  ...defaultImportSettings,
  overlapMs: OVERLAP_MINUTES * minuteMs,
  retentionMs: RETENTION_DAYS * dayMs,
});
