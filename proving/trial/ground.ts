import { afterAll, beforeAll } from 'vitest';
import { keptRelease, keptVersions, type PresentRelease, presentRelease, type Release } from './release.ts';
import { startServices, type TrialServices } from './services.ts';

/** What the tests of a file stand on. To be read in tests and hooks; before these there is none yet. */
export interface Ground {
  /** This tree, built as a release. */
  readonly present: PresentRelease;
  /** The release before it. */
  readonly before: Release;
  readonly services: TrialServices;
}

/** Builds this tree and starts the services before the first test of a file, and ends them after its last. */
export function holdGround(): Ground {
  let ground: Ground | null = null;
  const standing = (): Ground => {
    if (ground === null) throw new Error('The ground is laid in beforeAll: ask for it in a test or in a later hook.');
    return ground;
  };
  beforeAll(async () => {
    const present = await presentRelease();
    const before = keptRelease(keptVersions().at(-1) as string);
    ground = { present, before, services: await startServices(present) };
  });
  afterAll(async () => {
    await ground?.services.stop();
    ground?.present.remove();
  });
  return {
    get present() {
      return standing().present;
    },
    get before() {
      return standing().before;
    },
    get services() {
      return standing().services;
    },
  };
}
