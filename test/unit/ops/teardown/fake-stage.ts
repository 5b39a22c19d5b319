import type { StackFacts } from '../../../../wiring/deployment.ts';
import type { Dismantling, KeptKey, KeptTable, Leftovers, StandingStage } from '../../../../wiring/teardown.ts';
import { functionVariables } from '../function-variables.ts';

/** The process that tears down has died. */
export class Died extends Error {}

/** A stage in an account, as far as a teardown sees it; every step that was taken stands in `done`. */
export interface FakeStage {
  readonly steps: Dismantling;
  readonly done: string[];
  /** What is still there, by name. */
  left(): string[];
  /** The process dies instead of taking this many more steps. */
  dieAfter(steps: number): void;
  /** The stack cannot be deleted, for this reason, until it is mended. */
  block(stackName: string, reason: string): void;
  mend(): void;
  /** Another stage is deployed: its functions work with this table. */
  usedBy(stage: string, table: string): void;
}

const idOf = (name: string, generation = 1): string =>
  `arn:aws:cloudformation:ap-northeast-1:123456789012:stack/${name}/${generation}`;

const titles = ['Control', 'Listings', 'Orders', 'Pushes', 'Revisions', 'Shops', 'Stock'];

const table = (title: string, madeBy: string, ending: string): KeptTable => ({
  madeBy,
  title,
  name: `TsunagiData-prod-${title}0A1B2C3D-${ending}`,
  isProtected: true,
  items: 12,
  bytes: 3_400_000,
});

/**
 * The stage prod, whole; with `earlier` also the tables of a deployment that was torn down before. With `forgets`
 * CloudFormation tells nothing of a deleted stack.
 */
export function fakeStage({ earlier = false, forgets = false } = {}): FakeStage {
  const done: string[] = [];
  const blocked = new Map<string, string>();
  const usedBy: Record<string, string> = {};
  const dataId = idOf('TsunagiData-prod', 2);
  const earlierId = idOf('TsunagiData-prod', 1);
  let stacks = [stack('Tsunagi-prod', idOf('Tsunagi-prod'), false), stack('TsunagiData-prod', dataId, true)];
  let tables = [
    ...titles.map((title) => table(title, dataId, 'NEW')),
    ...(earlier ? titles.map((title) => table(title, earlierId, 'OLD')) : []),
  ];
  let key: KeptKey = {
    madeBy: dataId,
    arn: 'arn:aws:kms:ap-northeast-1:123456789012:key/1',
    deletedAt: null,
    aliases: ['alias/tsunagi-prod-data'],
  };
  let stepsLeft = Number.POSITIVE_INFINITY;
  const take = (step: string): void => {
    stepsLeft -= 1;
    if (stepsLeft < 0) throw new Died(`died before: ${step}`);
    done.push(step);
  };
  const named = (name: string): StackFacts | null => stacks.find((one) => one.name === name) ?? null;

  const steps: Dismantling = {
    async look(): Promise<StandingStage> {
      const dataStack = named('TsunagiData-prod');
      const isForgotten = forgets && dataStack === null;
      const unknown = isForgotten ? { madeBy: 'unknown' } : {};
      const kept = {
        isForgotten,
        tables: tables.map((one) => ({ ...one, ...unknown })),
        keys: [{ ...key, ...unknown }],
      };
      return {
        stack: named('Tsunagi-prod'),
        dataStack,
        deleted: [...(dataStack === null ? [dataId] : []), ...(earlier ? [earlierId] : [])],
        kept,
        variables: named('Tsunagi-prod') === null ? null : variables(tables),
        usedBy,
      };
    },
    async liftProtection(name) {
      take(`lift ${name}`);
      stacks = stacks.map((one) => (one.name === name ? { ...one, isProtected: false } : one));
    },
    async beginDeletion(id) {
      const one = stacks.find((candidate) => candidate.id === id);
      take(`delete ${one?.name ?? id}`);
      if (one?.isProtected) throw new Error(`${one.name} is protected`);
      if (one?.name === 'TsunagiData-prod' && named('Tsunagi-prod') !== null) throw new Error('its exports are in use');
      stacks = stacks.map((candidate) =>
        candidate.id === id ? { ...candidate, status: 'DELETE_IN_PROGRESS' } : candidate,
      );
    },
    async deletionOf(id) {
      const one = stacks.find((candidate) => candidate.id === id);
      if (one === undefined) return { status: 'DELETE_COMPLETE', done: 9, total: 9, failures: [] };
      const reason = blocked.get(one.name);
      if (reason !== undefined) return { status: 'DELETE_FAILED', done: 8, total: 9, failures: [reason] };
      // Gone by the next look.
      stacks = stacks.filter((candidate) => candidate.id !== id);
      return { status: 'DELETE_IN_PROGRESS', done: 4, total: 9, failures: [] };
    },
    async deleteTable({ name }) {
      take(`delete ${name}`);
      tables = tables.filter((one) => one.name !== name);
    },
    isTableThere: async (name) => tables.some((one) => one.name === name),
    async deleteKey({ arn }) {
      take(`delete ${arn}`);
      key = { ...key, deletedAt: '2026-12-24T00:00:00.000Z', aliases: [] };
    },
    leftovers: async (): Promise<Leftovers> => ({
      subscriptions: [],
      identity: { identity: 'example.jp', isVerified: true, dkim: 'SUCCESS', dkimRecords: [] },
      bootstrap: { stackName: 'CDKToolkit', bucket: 'cdk-assets' },
    }),
    wait: async () => undefined,
  };
  return {
    steps,
    done,
    left: () => [...stacks.map(({ name }) => name), ...tables.map(({ name }) => name)],
    dieAfter(count) {
      stepsLeft = count;
    },
    block: (name, reason) => void blocked.set(name, reason),
    mend: () => blocked.clear(),
    usedBy(stage, name) {
      usedBy[name] = stage;
    },
  };
}

function stack(name: string, id: string, isProtected: boolean): StackFacts {
  return { name, id, status: 'UPDATE_COMPLETE', reason: '', outputs: {}, isProtected };
}

function variables(tables: readonly KeptTable[]): Record<string, string> {
  const own = tables.filter(({ name }) => name.endsWith('NEW'));
  return {
    ...functionVariables,
    ...Object.fromEntries(own.map(({ title, name }) => [`${title.toUpperCase()}_TABLE`, name])),
  };
}
