import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Writable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { minuteMs } from '../../../../core/kernel/time.ts';
import type { Shop } from '../../../../core/model/shop.ts';
import { defaultImportSettings } from '../../../../core/session/import-settings.ts';
import type { Instance } from '../../../../ops/frame/instance.ts';
import { tearDownBy, type Wish } from '../../../../ops/stage/tear-down.ts';
import { createTerminal } from '../../../../ops/terminal/index.ts';
import type { Stage } from '../../../../wiring/deployment.ts';
import { countReads, type OpsWorld, openWorld } from '../world.ts';
import { Died, type FakeStage, fakeStage } from './fake-stage.ts';

let world: OpsWorld;
let folder: string;
beforeEach(() => {
  world = openWorld();
  folder = mkdtempSync(join(tmpdir(), 'tsunagi-teardown-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const wish = (more: Partial<Wish> = {}): Wish => ({
  agreed: true,
  exportTo: undefined,
  deleteData: false,
  json: false,
  ...more,
});

/** Tears the stage down, as a person who answers with `typed` where there is a terminal. */
async function tearDown(
  stage: FakeStage,
  wanted: Wish,
  { typed, open = opened }: { typed?: string; open?: typeof opened } = {},
) {
  const [out, err] = [collector(), collector()];
  const stdin = Object.assign(new PassThrough(), typed === undefined ? {} : { isTTY: true });
  stdin.end(typed === undefined ? '' : `${typed}\n`);
  const terminal = createTerminal({ stdin, stdout: out.stream, stderr: err.stream, monotonicMs: () => 0 });
  const installation = {
    place: 'stage prod, ap-northeast-1',
    profile: undefined,
    stage: { name: 'prod', region: 'ap-northeast-1', others: async () => ['dev'] } as unknown as Stage,
  };
  const code = await tearDownBy(stage.steps, terminal, installation, wanted, open);
  return { code, out: out.text(), err: err.text() };
}

async function opened(): Promise<Instance> {
  const { ports, apiKeys, orderList } = world;
  return {
    place: '',
    ports,
    apiKeys,
    orderList,
    countReads,
    importSettings: defaultImportSettings,
    callsPerSecond: 1,
    shards: 1,
    close: async () => undefined,
  };
}

function collector() {
  const chunks: Buffer[] = [];
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      chunks.push(chunk);
      done();
    },
  });
  return { stream, text: () => Buffer.concat(chunks).toString() };
}

const data = ['Control', 'Listings', 'Orders', 'Pushes', 'Revisions', 'Shops', 'Stock'].map(
  (title) => `TsunagiData-prod-${title}0A1B2C3D-NEW`,
);

async function shopWithOrders(code: string, count: number): Promise<Shop> {
  const shop = await world.addShop(code);
  world.rms.control.addOrders(code, { count });
  world.pass(minuteMs);
  await world.poll(shop);
  return shop;
}

const linesOf = (file: string): string[] => readFileSync(join(folder, file), 'utf8').trim().split('\n');

describe('a teardown', () => {
  it('asks for the name of the stage, and does nothing when it gets another', async () => {
    const stage = fakeStage();
    const { code, err } = await tearDown(stage, wish({ agreed: false }), { typed: 'dev' });
    expect([code, stage.done]).toEqual([1, []]);
    expect(err).toContain('Type the name of the stage (prod) to go on');
    expect(err).toContain('Nothing was changed.');
  });

  it('says to wait before the stage is deployed again, as long as names of deleted queues are reserved', async () => {
    const stage = fakeStage();
    const { err } = await tearDown(stage, wish());
    expect(err).toMatch(/Tsunagi-prod is deleted\.[\s\S]*Wait a minute before you deploy prod again: .* 60 seconds/);
    // Nothing was deleted that has such a name.
    expect((await tearDown(stage, wish({ deleteData: true }))).err).not.toContain('Wait a minute');
  });

  it('does nothing without a terminal to ask on', async () => {
    const stage = fakeStage();
    await expect(tearDown(stage, wish({ agreed: false }))).rejects.toThrow(/no terminal to ask. Use --yes prod/);
    expect(stage.done).toEqual([]);
  });

  it('deletes both stacks, keeps the data, and lists them with the commands that remove them', async () => {
    const stage = fakeStage();
    const { code, out, err } = await tearDown(stage, wish({ agreed: false }), { typed: 'prod' });
    expect(code).toBe(0);
    expect(stage.done).toEqual(['delete Tsunagi-prod', 'lift TsunagiData-prod', 'delete TsunagiData-prod']);
    expect(stage.left()).toEqual(data);
    expect(err).toMatch(/Will be gone:\n {2}Tsunagi-prod[\s\S]*Will stay:\n {2}TsunagiData-prod-Control/);
    for (const part of [
      'aws dynamodb delete-table --table-name TsunagiData-prod-Orders0A1B2C3D-NEW --region ap-northeast-1',
      'aws kms delete-alias --alias-name alias/tsunagi-prod-data --region ap-northeast-1',
      'aws kms schedule-key-deletion --key-id arn:aws:kms:ap-northeast-1:123456789012:key/1 --pending-window-in-days 30',
      'aws sesv2 delete-email-identity --email-identity example.jp',
      'aws backup delete-backup-vault --backup-vault-name <name> --region ap-northeast-1',
      'aws cloudformation delete-stack --stack-name CDKToolkit',
      'npm run ops -- teardown --stage prod --region ap-northeast-1 --export orders-of-prod --delete-data',
    ]) {
      expect(out).toContain(part);
    }
  });

  it('deletes the data only when told, the shops last, and says that orders are not written down', async () => {
    const stage = fakeStage();
    const { err, out } = await tearDown(stage, wish({ deleteData: true }));
    expect(stage.left()).toEqual([]);
    expect(stage.done.slice(3)).toEqual([
      ...['Control', 'Listings', 'Orders', 'Pushes', 'Revisions', 'Stock', 'Shops'].map(
        (title) => `delete TsunagiData-prod-${title}0A1B2C3D-NEW`,
      ),
      'delete arn:aws:kms:ap-northeast-1:123456789012:key/1',
    ]);
    expect(err).toContain('Orders are NOT written down first.');
    expect(out).toContain('to be deleted on 2026-12-24');
    expect(out).toContain('backups that DynamoDB made by itself');
  });

  it('leaves what another stage works with, and what an earlier deployment left', async () => {
    const stage = fakeStage({ earlier: true });
    const used = data.find((name) => name.includes('-Orders')) as string;
    stage.usedBy('restored', used);
    const { err } = await tearDown(stage, wish({ deleteData: true }));
    expect(stage.left().sort()).toEqual([used, ...data.map((name) => name.replace('NEW', 'OLD'))].sort());
    expect(err).toContain('Orders: 12 rows some hours ago, 3.4 MB; the stage restored works with it');
    expect(err).toContain('left by an earlier deployment of the stage');
  });

  it('tells a program what it did and what remains', async () => {
    const { out } = await tearDown(fakeStage(), wish({ json: true }));
    expect(JSON.parse(out)).toMatchObject({
      place: 'stage prod, ap-northeast-1',
      deleted: ['Tsunagi-prod', 'TsunagiData-prod'],
      remains: expect.arrayContaining([expect.objectContaining({ what: expect.stringContaining('KMS key/1') })]),
    });
  });

  it('of a stage that never was names those that are', async () => {
    const stage = fakeStage();
    await tearDown(stage, wish({ deleteData: true }));
    const nothing = { ...stage.steps, look: async () => ({ ...(await stage.steps.look()), deleted: [] }) };
    await expect(tearDown({ ...stage, steps: nothing }, wish())).rejects.toThrow(
      /nothing of stage prod.*Stages there: dev/,
    );
  });
});

describe('a teardown that writes orders down', () => {
  it('writes every order of every shop, removed ones too, before anything goes', async () => {
    await shopWithOrders('kado-no-mise', 3);
    const removed = await shopWithOrders('sakura', 2);
    await world.ports.removedShops.put({ ...removed, credentialVersion: 1, removedAt: world.now(), by: 'x' });
    await world.ports.shops.remove(removed.key, 1);
    const { err } = await tearDown(fakeStage(), wish({ exportTo: folder }));
    expect(linesOf('rms-kado-no-mise.ndjson')).toHaveLength(3);
    expect(linesOf('rms-sakura.ndjson')).toHaveLength(2);
    expect(JSON.parse(readFileSync(join(folder, 'export.json'), 'utf8'))).toMatchObject({ orders: 5 });
    expect(err).toMatch(/Written to .*: 5 orders of 2 shops\.\nTsunagi-prod is deleted\./);
  });

  it('deletes nothing when they cannot be written', async () => {
    const shop = await shopWithOrders('kado-no-mise', 1);
    const failing = async (): Promise<Instance> => {
      const instance = await opened();
      const orders = { ...instance.ports.orders, range: () => Promise.reject(new Error('the table is away')) };
      return { ...instance, ports: { ...instance.ports, orders } };
    };
    const stage = fakeStage();
    const wanted = wish({ exportTo: folder, deleteData: true });
    await expect(tearDown(stage, wanted, { open: failing })).rejects.toThrow('the table is away');
    expect([stage.done, shop.code]).toEqual([[], 'kado-no-mise']);
  });

  it('writes them once more when nothing imports any more, if the data go', async () => {
    const shop = await shopWithOrders('kado-no-mise', 1);
    const stage = fakeStage();
    const { beginDeletion } = stage.steps;
    stage.steps.beginDeletion = async (id) => {
      // The last run of the schedule, after the first export.
      world.rms.control.addOrders(shop.code, { count: 2 });
      world.pass(minuteMs);
      await world.poll(shop);
      await beginDeletion(id);
    };
    await tearDown(stage, wish({ exportTo: folder, deleteData: true }));
    expect(linesOf('rms-kado-no-mise.ndjson').length).toBeGreaterThanOrEqual(3);
  });
});

describe('an interrupted teardown', () => {
  it.each([
    ['remembers what a deleted stack left', false],
    ['has forgotten it', true],
  ])('goes on where it was, wherever it died, where CloudFormation %s', async (_, forgets) => {
    await shopWithOrders('kado-no-mise', 1);
    const wanted = wish({ exportTo: folder, deleteData: true });
    for (let steps = 0; ; steps += 1) {
      const stage = fakeStage({ forgets });
      stage.dieAfter(steps);
      const died = await tearDown(stage, wanted).then(
        () => false,
        (error: unknown) => {
          if (!(error instanceof Died)) throw error;
          return true;
        },
      );
      stage.dieAfter(Number.POSITIVE_INFINITY);
      await tearDown(stage, wanted);
      expect(stage.left(), `after dying at step ${steps}`).toEqual([]);
      expect(linesOf('rms-kado-no-mise.ndjson')).toHaveLength(1);
      if (!died) {
        expect(steps).toBe(11);
        return;
      }
    }
  });

  it('never goes on with what an earlier deployment left', async () => {
    for (const steps of [0, 3, 5, 8, 99]) {
      const stage = fakeStage({ earlier: true });
      stage.dieAfter(steps);
      await tearDown(stage, wish({ deleteData: true })).catch(() => undefined);
      stage.dieAfter(Number.POSITIVE_INFINITY);
      await tearDown(stage, wish({ deleteData: true }));
      await tearDown(stage, wish({ deleteData: true }));
      expect(stage.left().filter((name) => name.endsWith('OLD'))).toHaveLength(data.length);
    }
  });

  it('touches no data where only names tell, and there are two tables of a kind', async () => {
    const stage = fakeStage({ earlier: true, forgets: true });
    stage.dieAfter(3);
    await expect(tearDown(stage, wish({ deleteData: true }))).rejects.toThrow(Died);
    stage.dieAfter(Number.POSITIVE_INFINITY);
    const { out } = await tearDown(stage, wish({ deleteData: true }));
    expect(stage.left()).toHaveLength(2 * data.length);
    expect(out).toContain('aws dynamodb delete-table --table-name TsunagiData-prod-Orders0A1B2C3D-OLD');
  });

  it('by something that cannot be deleted says what and why, and goes on once that is mended', async () => {
    const stage = fakeStage();
    stage.block('Tsunagi-prod', 'Bus: it has rules of another stack');
    await expect(tearDown(stage, wish())).rejects.toThrow(
      /Tsunagi-prod could not be deleted:\n {2}- Bus: it has rules of another stack\nMend what is named, and run the same command again/,
    );
    stage.mend();
    await tearDown(stage, wish());
    expect(stage.left()).toEqual(data);
  });
});
