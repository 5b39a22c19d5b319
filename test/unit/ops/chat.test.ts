import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Chat } from '../../../core/model/merchant.ts';
import { checkChats, checkMerchants } from '../../../ops/doctor/checks/shops.ts';
import type { ShopFacts } from '../../../ops/doctor/read-stored.ts';
import { type OpsWorld, openWorld, start } from './world.ts';

const slack = 'https://hooks.slack.com/services/T0000/B0000/abcdefghWXYZ';
const teams =
  'https://prod-00.japaneast.logic.azure.com/workflows/0a1b2c/triggers/manual/paths/invoke?api-version=2016-06-01&sig=secretsig9';
const on = { CHAT_KEY_ID: 'arn:aws:kms:ap-northeast-1:111122223333:key/k', MAIL_FROM_NAME: '角田システム' };

let world: OpsWorld;
beforeEach(async () => {
  world = openWorld();
  await world.addShop('kado-no-mise');
});

const set = (address: string, more: readonly string[] = [], variables: Record<string, string> = on) =>
  world.ops(['chat', 'set', 'kado', '--address-from', '-', ...more], { stdin: `${address}\n`, variables });

describe('ops chat set', () => {
  it('stores the address sealed, and shows its host and last four characters only', async () => {
    const { code, out, err } = await set(slack);
    expect({ code, out, err }).toEqual({
      code: 0,
      out: 'Notices of outages to kado go to hooks.slack.com …WXYZ, as Slack takes it.\nTry it: ops chat test kado\n',
      err: expect.not.stringContaining('abcdefgh'),
    });
    const [row] = await world.ports.chats.list();
    expect(row).toMatchObject({
      merchant: 'kado',
      since: start,
      address: { kind: 'slack', shown: 'hooks.slack.com …WXYZ' },
    });
    const { sealed, ...shown } = row?.address ?? {};
    expect(JSON.stringify({ ...row, address: shown })).not.toContain('abcdefgh');
    expect(sealed).toBeInstanceOf(Uint8Array);
  });

  it('asks for it on a terminal without showing it', async () => {
    const said = await world.ops(['chat', 'set', 'kado'], { typed: `${slack}\n`, columns: 80, variables: on });
    expect(said.code).toBe(0);
    expect(said.out + said.err).not.toContain('abcdefgh');
  });

  it('knows a workflow of Teams by its address, and takes --kind where that says nothing', async () => {
    expect(JSON.parse((await set(teams, ['--json'])).out)).toMatchObject({ address: { kind: 'teams' }, was: 'new' });
    const odd = await set('https://flows.example.com/hook/0123456789abcdef', ['--kind', 'teams', '--json']);
    expect(JSON.parse(odd.out)).toMatchObject({ address: { kind: 'teams' }, was: 'replaced' });
  });

  it('replaces an address and keeps which there were; the same one again changes nothing', async () => {
    await set(slack);
    world.pass(60_000);
    expect((await set(slack)).out).toContain('has this chat already');
    expect((await set(teams)).out).toContain('and no longer to hooks.slack.com …WXYZ.');
    const { out } = await world.ops('chat show kado', { columns: 80, variables: on });
    expect(out.replaceAll(/\s+/g, ' ')).toContain('…sig9');
    expect(out).toContain('Before:');
    expect(await world.json('chat show kado')).toMatchObject({
      chats: [{ before: [{ shown: 'hooks.slack.com …WXYZ', setAt: '2026-11-24T15:45:00.000+09:00' }] }],
    });
  });

  it.each([
    ['http://hooks.slack.com/services/T0/B0/abcdefgh', 'begins with https://'],
    ['https://me:pw@hooks.slack.com/services/abcdefgh', 'no user name or password'],
    ['https://127.0.0.1/services/T0/B0/abcdefgh', 'public name of a host'],
    ['https://[::1]/services/T0/B0/abcdefgh', 'public name of a host'],
    ['https://0x7f000001/services/T0/B0/abcdefgh', 'public name of a host'],
    ['https://localhost/services/T0/B0/abcdefgh', 'public name of a host'],
    ['https://chat.internal/services/T0/B0/abcdefgh', 'public name of a host'],
    ['https://hooks.slack.com/', 'with its path'],
    ['https://hooks.slack.com/services/abcdefgh/T0#x', 'behind a #'],
    ['hooks.slack.com/services/abcdefgh', 'the whole address'],
    ['https://hooks.slack.com/services/abcdefgh two', 'the whole address'],
    ['', 'the whole address'],
  ])('refuses "%s", and does not repeat it', async (address, why) => {
    const { code, out, err } = await set(address);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(why);
    expect(err).not.toContain('abcdefgh');
    expect(await world.ports.chats.list()).toEqual([]);
  });

  it('says what is missing where the installation posts to no chats', async () => {
    const { code, err } = await set(slack, [], {});
    expect([code, err.replaceAll(/\s+/g, ' ')]).toEqual([
      0,
      expect.stringContaining('set merchantChats to true in cdk.json'),
    ]);
  });

  it('refuses a merchant that is not there', async () => {
    const said = await world.ops(['chat', 'set', 'kdao', '--address-from', '-'], { stdin: slack });
    expect(said).toMatchObject({ code: 2, err: expect.stringContaining('there is no merchant "kdao"') });
  });
});

describe('ops chat remove', () => {
  it('asks, destroys the address and keeps the history', async () => {
    await set(slack);
    expect(await world.ops('chat remove kado')).toMatchObject({ code: 1, err: expect.stringContaining('--yes') });
    expect(await world.ops('chat remove kado', { typed: 'yes\n', columns: 80 })).toMatchObject({ code: 0 });
    const [row] = await world.ports.chats.list();
    expect(row?.address).toBeUndefined();
    expect(row?.before).toMatchObject([{ shown: 'hooks.slack.com …WXYZ' }]);
    expect(await world.json('chat remove kado --yes')).toEqual({ merchant: 'kado', removed: false });
  });
});

describe('ops chat test', () => {
  const posted: string[] = [];
  let status = 200;
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (part: string) => {
      body += part;
    });
    request.on('end', () => {
      posted.push(body);
      response.writeHead(status).end(status === 200 ? 'ok' : 'no_service');
    });
  });
  let desk = '';
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    desk = `http://127.0.0.1:${(server.address() as AddressInfo).port}/0a1b2c3d/`;
  });
  afterAll(() => void server.close());
  beforeEach(() => {
    status = 200;
  });

  it('posts one message in Japanese, and says that it was taken', async () => {
    const variables = { ...on, CHAT_DESK: desk };
    await set(`${desk}slack/kado`, [], variables);
    const { code, out } = await world.ops('chat test kado', { variables });
    expect([code, out]).toEqual([0, expect.stringContaining('127.0.0.1 …kado took the message.')]);
    expect(JSON.parse(posted.at(-1) ?? '').text).toContain('*【テスト】障害のお知らせが届くことの確認*');
  });

  it('says of a webhook that was deleted what to do, without its address', async () => {
    const variables = { ...on, CHAT_DESK: desk };
    await set(`${desk}slack/secret-kado`, [], variables);
    status = 404;
    const { code, err } = await world.ops('chat test kado', { variables });
    expect([code, err]).toEqual([1, expect.stringContaining('HTTP 404 (no_service)')]);
    expect(err).not.toContain('secret');
    const json = await world.ops('chat test kado --json', { variables });
    expect(JSON.parse(json.out)).toMatchObject({ outcome: 'refused', reason: 'HTTP 404 (no_service)' });
  });

  it('refuses a merchant without a chat', async () => {
    expect(await world.ops('chat test kado')).toMatchObject({ code: 2, err: expect.stringContaining('has no chat') });
  });
});

describe('a chat that takes no notices', () => {
  it('is named by the status, by the merchant and in the list of chats', async () => {
    await set(slack);
    const [chat] = await world.ports.chats.list();
    if (chat === undefined) throw new Error('There is no chat.');
    const trouble = { kind: 'refused', since: start, reason: 'HTTP 410' } as const;
    await world.ports.chats.put({ ...chat, version: chat.version + 1, trouble });
    expect((await world.json('status')).forAPerson).toContainEqual({
      ...{ kind: 'chats-refused', count: 1, merchants: 'kado', look: 'ops chat show' },
      page: 'docs/runbook/mail-refused.md',
    });
    const words = 'refuses notices since 2026-11-24 15:45:00: HTTP 410';
    expect((await world.ops('chat show', { variables: on })).out).toContain(words);
    expect((await world.ops('merchants show kado')).out.replaceAll(/\s+/g, ' ')).toContain(words);
    await set(teams);
    expect((await world.json('chat show')).chats).toMatchObject([{ trouble: null }]);
  });
});

describe('the doctor', () => {
  const ops = (command: string): string => `ops ${command}`;

  it('names a chat that refuses notices, why and what to do, and none that takes them', async () => {
    await set(slack);
    const [chat] = await world.ports.chats.list();
    if (chat === undefined) throw new Error('There is no chat.');
    expect(checkChats([chat], ops)).toEqual([]);
    const trouble = { kind: 'refused', since: start, reason: 'HTTP 404 (no_service)' } as const;
    expect(checkChats([{ ...chat, trouble }], ops)).toEqual([
      expect.objectContaining({
        kind: 'watch',
        what: 'The chat of kado (hooks.slack.com …WXYZ) refuses notices since 2026-11-24 15:45:00: HTTP 404 (no_service)',
        fix: expect.objectContaining({ run: ['ops chat set kado'] }),
      }),
    ]);
  });

  it('does not say of a merchant with a chat alone that it cannot be written to', async () => {
    await set(slack);
    const chats = await world.ports.chats.list();
    const [shop] = await world.ports.shops.all();
    const facts = { shop, state: {}, pauses: [], keyExpiresAt: null } as unknown as ShopFacts;
    const kinds = (found: readonly Chat[]) =>
      checkMerchants([facts], { merchants: [], chats: found }, ops).map(({ kind }) => kind);
    expect([kinds([]), kinds(chats)]).toEqual([['watch'], ['fine']]);
  });
});
