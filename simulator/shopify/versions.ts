import type { World } from './state.ts';

/** A quarter's version, `quarters` after another: `2027-01` is one after `2026-10`. */
function shifted(version: string, quarters: number): string {
  const [year = 0, month = 1] = version.split('-').map(Number);
  const months = year * 12 + (month - 1) + quarters * 3;
  return `${Math.floor(months / 12)}-${String((months % 12) + 1).padStart(2, '0')}`;
}

/** The newest stable version, or one that comes so many quarters later. */
export const newest = ({ settings }: Pick<World, 'settings'>, later = 0): string => shifted(settings.api.newest, later);

/** The stable versions that are supported, the oldest first. */
export function supportedVersions(world: Pick<World, 'settings'>): string[] {
  const count = world.settings.api.supportedVersions;
  return Array.from({ length: count }, (_, index) => newest(world, index + 1 - count));
}

/** The version that answers a call for this one; null where none does. */
export function answeringVersion(world: Pick<World, 'settings'>, asked: string | null): string | null {
  const { ended, unknown } = world.settings.api;
  const [oldest = newest(world)] = supportedVersions(world);
  if (asked === null) return ended === 'oldest' ? oldest : null;
  if (asked === 'unstable') return newest(world, 1);
  const isQuarter = /^\d{4}-(01|04|07|10)$/.test(asked);
  // The one after the newest is the release candidate.
  if (!isQuarter || asked > newest(world, 1)) return unknown === 'newest' ? newest(world) : null;
  if (asked >= oldest) return asked;
  return ended === 'oldest' ? oldest : null;
}
