import { afterAll, describe, expect, it } from 'vitest';
import { type Proof, proofTable, type Scenario } from './proof.ts';
import { bounceScenarios } from './scenarios/bounces.ts';
import { importScenarios } from './scenarios/imports.ts';
import { mailScenarios } from './scenarios/mails.ts';
import { orderScenarios } from './scenarios/orders.ts';
import { outageScenarios } from './scenarios/outages.ts';
import { queueScenarios } from './scenarios/queues.ts';
import { runScenarios } from './scenarios/runs.ts';
import { stockScenarios } from './scenarios/stock.ts';

const scenarios: Readonly<Record<string, Scenario>> = {
  ...runScenarios,
  ...queueScenarios,
  ...bounceScenarios,
  ...outageScenarios,
  ...importScenarios,
  ...orderScenarios,
  ...mailScenarios,
  ...stockScenarios,
};
const proofs: Proof[] = [];

describe('an alarm', () => {
  it.each(Object.entries(scenarios))('goes off in its scenario, and is over after it: %s', async (id, play) => {
    const proof = await play();
    proofs.push(proof);
    expect(proof.alarm).toMatch(new RegExp(`-${id}$`));
    expect(proof.firedAt).toBeGreaterThan(proof.brokenAt);
    expect(proof.clearedAt).toBeGreaterThan(proof.mendedAt);
  });
});

afterAll(() => console.log(proofTable(proofs)));
