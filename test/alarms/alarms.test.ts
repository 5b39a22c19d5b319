import { afterAll, describe, expect, it } from 'vitest';
import { type Proof, proofTable } from './proof.ts';
import { scenarios } from './scenarios/all.ts';

const proofs: Proof[] = [];

describe('an alarm', () => {
  it.each(Object.entries(scenarios))(
    'an alarm goes off in its scenario, and is over after it: %s',
    async (id, play) => {
      const proof = await play();
      proofs.push(proof);
      expect(proof.alarm).toMatch(new RegExp(`-${id}$`));
      expect(proof.firedAt).toBeGreaterThan(proof.brokenAt);
      expect(proof.clearedAt).toBeGreaterThan(proof.mendedAt);
    },
  );
});

afterAll(() => console.log(`${proofTable(proofs)}\n`));
