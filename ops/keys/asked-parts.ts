import type { MallName } from '../../core/model/index.ts';
import { keyParts } from './key-parts.ts';

/** Everything that a shop's keys consist of. */
export function allParts(mall: MallName): string[] {
  return keyParts[mall].map(({ name }) => name);
}

/** What is asked for on the terminal when a shop's keys are replaced: what ends first at its mall. The rest comes from a file. */
export function endingParts(mall: MallName): string[] {
  switch (mall) {
    case 'rms':
      return ['licenseKey'];
    case 'yahoo':
      // The refresh token stays the same string when a person agrees again.
      return ['consentedAt'];
  }
}
