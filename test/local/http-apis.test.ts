import { afterAll, beforeAll, expect, it } from 'vitest';
import { type FixtureCloud, startFixture } from './fixture/running-cloud.ts';

let fixture: FixtureCloud;
beforeAll(async () => {
  fixture = await startFixture({});
});
afterAll(() => fixture.stop());

it('an HTTP API of the template is served: a request is an event of its function, and what that returns is the answer', async () => {
  const url = fixture.cloud.httpApis.fixture ?? '';
  const answer = await fetch(`${url}/v1/orders/%23100?limit=2`, {
    method: 'POST',
    body: '受注',
    headers: { 'x-what': 'a' },
  });
  expect(answer.status).toBe(200);
  const { event } = (await answer.json()) as { readonly event: Record<string, unknown> };
  // API Gateway decodes the path.
  expect(event).toMatchObject({
    ...{ version: '2.0', rawPath: '/v1/orders/#100', rawQueryString: 'limit=2', isBase64Encoded: true },
    ...{ headers: { 'x-what': 'a' }, body: Buffer.from('受注').toString('base64') },
    requestContext: { http: { method: 'POST', path: '/v1/orders/#100' } },
  });
});

it('a path that cannot be decoded fails alone, and a page of another site is refused', async () => {
  const url = fixture.cloud.httpApis.fixture ?? '';
  expect((await fetch(`${url}/v1/%E0%A4%A`)).status).toBe(400);
  expect((await fetch(`${url}/v1/orders`)).status).toBe(200);
  expect((await fetch(`${url}/v1/orders`, { headers: { origin: 'https://evil.example' } })).status).toBe(403);
});

it('a route of an HTTP API has its own function, and other methods and addresses go to the default one', async () => {
  const url = fixture.cloud.httpApis.fixture ?? '';
  const status = async (path: string, method: string) => (await fetch(`${url}${path}`, { method })).status;
  expect(await status('/hooks/shopify', 'POST')).toBe(500);
  expect(await status('/hooks/shopify', 'GET')).toBe(200);
  expect(await status('/hooks/shopify/more', 'POST')).toBe(200);
  expect(await status('/hooks', 'POST')).toBe(200);
});
