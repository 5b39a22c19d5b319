import { expect } from 'vitest';
import { type Deployment, stackNames } from '../deployment.ts';
import { holdingsOf } from '../holdings/holdings.ts';
import { tell } from '../progress.ts';
import type { Step } from '../story.ts';

/** A green tick of CloudFormation is no proof: each resource is asked for at its own service. */
export function holding(the: () => Deployment, step: Step): void {
  for (const [name, stackName] of Object.entries(stackNames)) {
    step(`has everything that the template of the ${name} stack asks for, as it asks`, async () => {
      const held = await holdingsOf(the().place.account, stackName);
      const byPlace = (side: 'wanted' | 'found') =>
        Object.fromEntries(held.map(({ resource, [side]: value }) => [`${resource.where} (${resource.type})`, value]));
      expect(byPlace('found')).toEqual(byPlace('wanted'));
      expect(held.length).toBeGreaterThan(5);
      tell(`${held.length} resources of ${stackName} are as they should be`);
    });
  }
}
