import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { routes } from '../../api/routes.ts';
import { apiScopes } from '../../core/model/api-key.ts';
import { installPythonTool } from '../../proving/python-tool.ts';
import { knock } from '../local/fixture/knock.ts';
import { until } from '../local/fixture/until.ts';
import { type StartedApi, startApi } from './fixture/started-api.ts';

const installed = installPythonTool({
  ...{ name: 'Schemathesis', from: 11, sizeMB: 95 },
  requirements: fileURLToPath(new URL('./schemathesis/requirements.txt', import.meta.url)),
});
if (installed.kind === 'missing')
  process.stderr.write(`\nSKIPPED: Schemathesis over the API, because ${installed.reason}.\n`);

it('Schemathesis is there when CI=true', () => {
  expect(process.env.CI === 'true' && installed.kind === 'missing' ? installed.reason : null).toBeNull();
});

/** Requests of each route that it invents, beside those of the edges of each parameter and field. */
const invented = 10;
/** Share of parameters and fields whose value is one that is there. */
const knownShare = 0.8;

/** The values that requests may take, as its configuration has them. */
const settingsOf = (known: Readonly<Record<string, readonly string[]>>): string => {
  const values = Object.entries(known).map(([name, list], index) => ({ name, list, id: `known${index}` }));
  return [
    ...values.map(({ id, list }) => `[dictionaries.${id}]\nvalues = ${JSON.stringify(list)}`),
    '[parameters]',
    ...values.map(({ name, id }) => `"${name}" = { dictionary = "${id}", probability = ${knownShare} }`),
  ].join('\n');
};

/** Of its report as JSON: the parts that are looked at. */
interface Report {
  readonly complete: boolean;
  readonly operations: { readonly total: number; readonly tested: number };
  readonly test_cases: { readonly generated: number };
  readonly errors: readonly object[];
  readonly failures: readonly { readonly title: string; readonly operations: readonly string[] }[];
  /** By route and phase: the answers to valid requests. */
  readonly valid_rates: Readonly<Record<string, Readonly<Record<string, { readonly accepted: number }>>>>;
}

const settingsName = 'schemathesis.toml';

/**
 * Of its checks all but two that no API with this document could pass. A valid request may be refused for what no schema says: a day that the
 * calendar does not have, a change that the mall does not take. And it knows no other owner of what it reads.
 */
const leftOut = 'positive_data_acceptance,object_level_authorization';

async function schemathesis(python: string, { origin, folder }: StartedApi, key: string) {
  const report = join(folder, 'schemathesis.json');
  const settings = ['--config-file', join(folder, settingsName)];
  const args = ['-m', 'schemathesis.cli', '--no-color', ...settings, 'run', `${origin}/v1/openapi.json`];
  const run = ['--seed', '1', '--max-examples', String(invented), '--no-shrink', '--continue-on-failure'];
  const checks = ['--checks', 'all', '--exclude-checks', leftOut, '--generation-database', 'none'];
  const reports = ['--report', 'json', '--report-json-path', report, '--report-dir', folder];
  const header = ['--header', `Authorization: Bearer ${key}`];
  // Its exit code is 1 for each failure, which the report names.
  const said = await new Promise<string>((ended) => {
    execFile(
      python,
      [...args, ...run, ...checks, ...reports, ...header],
      { cwd: folder, maxBuffer: 2 ** 26 },
      (_, out, err) => ended(out + err),
    );
  });
  try {
    return { said, report: JSON.parse(readFileSync(report, 'utf8')) as Report };
  } catch {
    throw new Error(`Schemathesis wrote no report:\n${said}`);
  }
}

const skus = ['W-SENCHA-0880', 'W-TAORU-0917-MC'];

const idsOf = (rows: readonly Readonly<Record<string, string>>[], name: string): string[] =>
  rows.map((one) => one[name] ?? '');

/** Ids of what the mall of `npm start` has, by the parameters and fields that take them. */
async function knownOf(api: StartedApi, key: string) {
  const own = '/v1/shops/rms/midori-an';
  const orders = idsOf((await api.read(key, `${own}/orders?limit=40`)).orders, 'orderNumber');
  const asked = { format: 1, shop: 'rms#midori-an', by: 'test' };
  const request = {
    ...asked,
    orders: orders.slice(0, 3).map((orderNumber) => ({ orderNumber, change: { kind: 'confirm' } })),
  };
  const send = async (method: string, path: string, body: object): Promise<Response> => {
    const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json', 'idempotency-key': path };
    const answer = await fetch(`${api.origin}${path}`, { method, headers, body: JSON.stringify(body) });
    if (!answer.ok) throw new Error(`${path} was refused: ${await answer.text()}`);
    return answer;
  };
  const parts = skus.map((sku) => ({ sku, needed: 1 }));
  await send('PUT', '/v1/merchants/midori-an/stock/sets', { sets: [{ set: 'GIFT-2', parts }] });
  const answer = await send('POST', '/v1/changes', request);
  const { pushes } = (await answer.json()) as { readonly pushes: readonly { readonly push: Record<string, string> }[] };
  const now: string = (await api.read(key, '/v1/shops/rms/midori-an')).cursor;
  return {
    ...{ 'path.mall': ['rms'], 'path.code': ['midori-an'], 'path.merchant': ['midori-an'], 'path.orderNumber': orders },
    'path.change': [...new Set(pushes.map(({ push }) => push.push ?? ''))],
    'path.mail': idsOf((await api.read(key, '/v1/mails')).mails, 'mail'),
    'path.incident': idsOf((await api.read(key, '/v1/incidents')).incidents, 'incident'),
    ...{ 'query.merchant': ['midori-an'], 'query.mall': ['rms'], 'query.sku': skus },
    ...{ 'body.shop': ['rms#midori-an'], 'body.merchant': ['midori-an'], 'body.orders[*].orderNumber': orders },
    ...{ 'body.items[*].sku': skus, 'body.sets[*].set': ['GIFT'], 'body.sets[*].parts[*].sku': skus },
    ...{ 'body.items[*].at': [now], 'body.sets[*].from': [now] },
  };
}

describe.skipIf(installed.kind === 'missing')('the API of npm start, while a mall is down', () => {
  let api: StartedApi;
  let key: string;

  beforeAll(async () => {
    api = await startApi('--malls', 'rms,yahoo', '--shops', '3', '--alone', '--speed', '60');
    key = await api.key(apiScopes);
    await knock(api.folder, 'rms', 'break', { kind: 'server-error-json' });
    await until('a mail about the outage', async () => (await api.read(key, '/v1/mails')).mails.length > 0);
  });
  afterAll(() => api?.stop());

  it('answers every request that Schemathesis makes of its document as the document says', async () => {
    if (installed.kind === 'missing') return;
    writeFileSync(join(api.folder, settingsName), settingsOf(await knownOf(api, key)));
    const { said, report } = await schemathesis(installed.python, api, key);
    const { operations, test_cases: cases, failures, valid_rates: rates } = report;
    const isServerError = ({ title }: { readonly title: string }): boolean => title === 'Server error';
    const [errors, outside] = [failures.filter(isServerError), failures.filter((one) => !isServerError(one))];
    console.log(
      `${operations.tested} routes, ${cases.generated} cases, ${errors.length} server errors, ${outside.length} outside of the schema`,
    );
    expect([failures, report.errors, report.complete], said).toEqual([[], [], true]);
    expect([operations.tested, operations.total]).toEqual([routes.length, routes.length]);
    // A list over all shops is always refused. Changes and sets were taken above; few that are invented fit what is there.
    const answered = Object.entries(rates).filter(([, phases]) =>
      Object.values(phases).some(({ accepted }) => accepted > 0),
    );
    const names = routes.map(({ method, path }) => `${method.toUpperCase()} ${path}`);
    const silent = names.filter((name) => !answered.some(([one]) => one === name));
    const sent = ['POST /v1/changes', 'PUT /v1/merchants/{merchant}/stock/sets'];
    expect(silent.filter((name) => !sent.includes(name))).toEqual(['GET /v1/orders']);
  });
});
