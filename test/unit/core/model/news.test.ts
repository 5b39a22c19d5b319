import { readFileSync } from 'node:fs';
import { Compile } from 'typebox/schema';
import { describe, expect, it } from 'vitest';
import { type Incident, newsOf } from '../../../../core/model/incident.ts';

const open: Incident = {
  id: 'rms-20200210-154500',
  mall: 'rms',
  version: 1,
  openedAt: 1,
  detectedAt: 2,
  stage: { kind: 'open' },
  affected: [{ capability: 'import', from: 1, to: null }],
  reopened: 0,
};
const well = { ...open, version: 3, toldVersion: 2, affected: [{ capability: 'import', from: 1, to: 3 }] } as const;
const audit = { shops: 2, audited: 1, atMall: 4, missing: 0, doubled: 0 };

describe('the news of an incident', () => {
  it.each([
    ['IncidentOpened', open],
    ['IncidentUpdated', { ...open, version: 2, toldVersion: 1 }],
    ['IncidentUpdated', { ...well, stage: { kind: 'recovering', since: 3 } }],
    ['IncidentClosed', { ...well, stage: { kind: 'closed', at: 4 }, audit }],
  ] as const)('%s is what its schema says', (name, incident) => {
    const { kind, ...detail } = newsOf(incident);
    expect(kind).toBe(name);
    const schema = JSON.parse(readFileSync(`docs/events/${name}.schema.json`, 'utf8'));
    expect(Compile(schema).Check(detail)).toBe(true);
    expect(Object.keys(schema.properties)).toEqual(expect.arrayContaining(Object.keys(detail)));
    expect(Compile(schema).Check({ ...detail, stage: 'over' })).toBe(false);
  });
});
