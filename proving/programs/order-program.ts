import { sceneMalls } from '../scenes/order/malls.ts';
import type { OrderProgram } from '../scenes/order/scene.ts';
import { type Edition, editions } from '../worlds/edition.ts';

/** What each act has beside its name, by type; a list where a value is one. */
const fields: Readonly<Record<string, Readonly<Record<string, 'number' | 'string' | 'object' | 'list'>>>> = {
  request: { content: 'object' },
  withdraw: { request: 'number' },
  retry: { request: 'number' },
  'see-to-failures': { retried: 'list' },
  'report-elsewhere': { number: 'string' },
  break: { fault: 'object' },
  mend: {},
  pause: {},
  resume: {},
  'begin-worker': { skewMs: 'number' },
  'await-workers': {},
  'begin-late-worker': { lateMs: 'number' },
  'begin-dying-worker': {},
  spoil: {},
  unspoil: {},
  pass: { ms: 'number' },
  idle: { ms: 'number' },
};

/** Reads a scene of one order that was written down. Throws an Error that names everything that is wrong with it. */
export function readOrderProgram(program: Partial<Record<keyof OrderProgram, unknown>>): OrderProgram {
  const malls = Object.keys(sceneMalls);
  const acts = Array.isArray(program.acts) ? program.acts : [];
  const problems = [
    ...wrong('mall', program.mall, malls.includes(String(program.mall)), `one of ${malls.join(', ')}`),
    ...wrong('seed', program.seed, Number.isInteger(program.seed), 'a whole number'),
    ...wrong(
      'edition',
      program.edition,
      program.edition === undefined || editions.includes(program.edition as Edition),
      `a whole number from 1 to ${editions.length}, or nothing`,
    ),
    ...wrong(
      'latencies',
      program.latencies,
      [undefined, 'in-sequence'].includes(program.latencies as undefined),
      'in-sequence, or nothing',
    ),
    ...wrong('isEarly', program.isEarly, typeof program.isEarly === 'boolean', 'true or false'),
    ...wrong('missedShare', program.missedShare, typeof program.missedShare === 'number', 'a number from 0 to 1'),
    ...wrong('takenTwice', program.takenTwice, Array.isArray(program.takenTwice), 'a list of numbers'),
    ...wrong('acts', program.acts, acts.length > 0, 'a list of acts'),
    ...acts.flatMap((act, place) => wrongAct(`acts[${place}]`, act)),
  ];
  if (problems.length === 0) return program as unknown as OrderProgram;
  throw new Error(`The program cannot be played:\n  ${problems.join('\n  ')}`);
}

function wrongAct(name: string, act: unknown): string[] {
  const one = (act ?? {}) as Readonly<Record<string, unknown>>;
  const known = fields[String(one.do)];
  if (known === undefined) return wrong(`${name}.do`, one.do, false, `one of ${Object.keys(fields).join(', ')}`);
  return Object.entries(known).flatMap(([field, type]) => {
    const value = one[field];
    const fits = type === 'list' ? Array.isArray(value) : typeof value === type && value !== null;
    return wrong(`${name}.${field}`, value, fits, `a ${type}`);
  });
}

/** What is wrong with a value of a file; nothing where it is right. */
export const wrong = (name: string, got: unknown, isRight: boolean, expected: string): string[] =>
  isRight ? [] : [`${name}: got ${JSON.stringify(got) ?? 'nothing'}, expected ${expected}`];
