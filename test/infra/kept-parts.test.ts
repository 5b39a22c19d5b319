import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundleSettings, definedFor } from '../../lib/bundling/bundle-settings.ts';
import { parts } from '../../lib/bundling/parts.ts';
import { mallDesks } from '../../malls/mall-desks.ts';
import { callServices } from './aws-calls.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'tsunagi-parts-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** What a service refuses, by the operation. */
const refusals: Readonly<Record<string, readonly [status: number, error: object]>> = {
  'DynamoDB_20120810.PutItem': [400, { __type: 'com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException' }],
  'DynamoDB_20120810.GetItem': [400, { __type: 'com.amazonaws.dynamodb.v20120810#ThrottlingException' }],
  'TrentService.Decrypt': [400, { __type: 'InvalidCiphertextException', Message: 'not of this key' }],
  'AWSEvents.PutEvents': [500, { __type: 'InternalException', message: 'not well' }],
  'AmazonSQS.SendMessageBatch': [400, { __type: 'com.amazonaws.sqs#EmptyBatchRequest', message: 'no entry' }],
};

describe('a bundle that keeps a part of a dependency', () => {
  const requests: (string | undefined)[][] = [];
  let services: Server;
  let endpoint = '';
  beforeAll(async () => {
    services = createServer((request, response) => {
      const { 'x-amz-target': target, 'user-agent': agent, authorization } = request.headers;
      // Of one version of the SDK, the files that Node loads say another number than its package.json, which a bundle has.
      const words = agent?.replaceAll(/\b3\.\d+\.0\b/g, '3');
      requests.push([String(target ?? request.url), words, authorization?.split('Signature=')[0]]);
      const [status, error] = refusals[String(target)] ?? [400, { message: 'Address is not verified.' }];
      const headers = {
        ...(target === undefined && { 'x-amzn-errortype': 'MessageRejected' }),
        ...(String(target).startsWith('AmazonSQS') && {
          'x-amzn-query-error': 'AWS.SimpleQueueService.EmptyBatchRequest;Sender',
        }),
      };
      request.resume().on('end', () => response.writeHead(status, headers).end(JSON.stringify(error)));
    });
    await new Promise<void>((resolve) => {
      services.listen(0, '127.0.0.1', resolve);
    });
    endpoint = `http://127.0.0.1:${(services.address() as AddressInfo).port}`;
  });
  afterAll(() => {
    services.closeAllConnections();
    services.close();
  });

  it('each file of which a bundle keeps a part is found, also after an update', async () => {
    const inputs = await Promise.all(['reconcile', 'notify-merchants'].map(inputsOf));
    for (const { file } of parts) {
      expect(
        inputs.flat().some((path) => file.test(path)),
        `No bundle has a file ${file} any more. Find what took its place, and change lib/bundling/parts.ts.`,
      ).toBe(true);
    }
  });

  it('a bundle is not made of a file that has changed its form', async () => {
    const changed = join(folder, 'node_modules/@aws-sdk/client-kms/dist-es/schemas/schemas_0.js');
    mkdirSync(dirname(changed), { recursive: true });
    writeFileSync(changed, 'export const errors = [];\n');
    const made = build({ ...bundleSettings, entryPoints: [changed], write: false, logLevel: 'silent' });
    await expect(made).rejects.toThrow('has another form than lib/bundling/parts.ts expects of it');
  });

  it('a bundle of parts calls services of AWS as the sources do, tries again as often, and gives errors the same names', async () => {
    const outfile = join(folder, 'calls.js');
    const contents = `import { callServices } from './test/infra/aws-calls.ts';
      void callServices(process.argv[2]).then((ends) => console.log(JSON.stringify(ends)));`;
    await build({ ...bundleSettings, stdin: { contents, resolveDir: root }, outfile, logLevel: 'silent' });
    const env = { ...process.env, AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' };
    const { stdout } = await promisify(execFile)(process.execPath, [outfile, endpoint], { env });
    const ofBundle = { ends: JSON.parse(stdout), requests: requests.splice(0) };
    const ofSources = { ends: JSON.parse(JSON.stringify(await callServices(endpoint))), requests: requests.splice(0) };
    expect(ofBundle).toEqual(ofSources);
    expect(ofBundle.ends).toMatchObject([
      { name: 'ThrottlingException', attempts: 3 },
      { name: 'ConditionalCheckFailedException', attempts: 1 },
      { name: 'InvalidCiphertextException', attempts: 1 },
      { name: 'InternalException', attempts: 3 },
      { name: 'EmptyBatchRequest', attempts: 1 },
      { name: 'MessageRejected', attempts: 1 },
    ]);
    expect(ofBundle.requests).toHaveLength(10);
  });
});

/** The files that a function's bundle has something of. */
async function inputsOf(name: string): Promise<string[]> {
  const { metafile } = await build({
    ...bundleSettings,
    define: definedFor(name, mallDesks.names, {}),
    entryPoints: [`${root}functions/${name}/handler.ts`],
    outfile: 'handler.js',
    write: false,
    metafile: true,
    absWorkingDir: root,
    logLevel: 'silent',
  });
  const [bundle] = Object.values(metafile.outputs);
  return Object.entries(bundle?.inputs ?? {}).flatMap(([path, { bytesInOutput }]) =>
    bytesInOutput > 0 ? [`/${path}`] : [],
  );
}
