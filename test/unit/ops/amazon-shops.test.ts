import { beforeEach, describe, expect, it } from 'vitest';
import { dayMs, hourMs, minuteMs } from '../../../core/kernel/time.ts';
import { newMerchant } from '../../../core/model/merchant.ts';
import type { ShopCredentials } from '../../../simulator/amazon/index.ts';
import { type OpsWorld, openWorld, start } from './world.ts';

const sellerId = 'A3KADONOMISE';
const key = `amazon#${sellerId}`;
/** A message of every change, in time; by default the mall leaves some out, and others come a day late. */
const eachInTime = { silentNewShare: 0, lateShare: 0, lostShare: 0 };
let world: OpsWorld;
let given: ShopCredentials;

beforeEach(async () => {
  world = openWorld();
  given = world.amazon.control.addShop({ sellerId });
  const facts = { name: '角田', contacts: [], features: ['import', 'status', 'stock'] as const };
  await world.ports.merchants.put(newMerchant('kado', facts, start));
});

const addWords = [
  ...['shops', 'add', '--mall', 'amazon', '--code', sellerId, '--name', '角の店', '--merchant', 'kado'],
  ...['--import-from', '2026-11-24 15:00:00', '--keys-from', '-'],
];
const keysText = (changes: Record<string, string> = {}): string =>
  Object.entries({
    clientId: given.clientId,
    clientSecret: given.clientSecret,
    secretRotatedAt: '2026-11-24 15:45',
    refreshToken: given.refreshToken,
    ...changes,
  })
    .map(([name, value]) => `${name}=${value}\n`)
    .join('');

async function added(): Promise<void> {
  expect(await world.ops(addWords, { stdin: keysText() })).toMatchObject({ code: 0, err: '' });
}

describe('a shop of Amazon', () => {
  it('is added with its four keys, tried at the mall, and imported', async () => {
    const [orderNumber = ''] = world.amazon.control.addOrders(sellerId, { count: 1, at: start - 20 * minuteMs });
    await added();
    const shop = await world.ports.shops.get(key);
    expect(shop).toMatchObject({ mall: 'amazon', code: sellerId, callsPerSecond: 0.5 });
    if (shop) await world.poll(shop);
    expect([...(world.store.rowsByShop.get(key)?.keys() ?? [])]).toEqual([orderNumber]);
  });

  it('is imported by hand without a wait behind what is kept for new orders, and says until when it waits for its quota', async () => {
    await added();
    const shop = await world.ports.shops.get(key);
    if (shop === null) throw new Error('no shop');
    const mall = await world.ports.malls.shop(shop);
    const used = async (calls: number): Promise<void> => {
      for (let call = 0; call < calls; call++) await mall.listOrders({ from: start - hourMs, to: start, page: 1 });
    };
    const words = ['import', '--shop', key, '--from', '-1h', '--to', 'now'];
    await used(18);
    const atOnce = await world.ops(words);
    expect(atOnce).toMatchObject({ code: 0 });
    expect(atOnce.err).not.toContain('waits');
    const waited = await world.ops(words);
    expect(waited).toMatchObject({ code: 0 });
    expect(waited.err).toContain(`${key}: waits for the mall's quota until 15:4`);
    const inJapanese = await world.ops(words, { language: 'ja' });
    expect(inJapanese.err).toContain(`${key}: モールの呼び出し上限のため 15:`);
    const audited = await world.ops(['audit', ...words.slice(1)]);
    expect(audited).toMatchObject({ code: 0 });
    expect(audited.err).toContain(`${key}: waits for the mall's quota until 1`);
  });

  it('says all at once what is wrong with its keys, and repeats nothing of them', async () => {
    const stdin = keysText({ clientId: '全角ID', secretRotatedAt: '11/31' }).replace(/^refreshToken.*\n/m, '');
    const said = await world.ops(addWords, { stdin });
    expect(said.code).toBe(2);
    expect(said.err).toContain('  - clientId: expected letters, digits and signs without spaces');
    expect(said.err).toContain('  - secretRotatedAt: expected a moment in Japan that is over');
    expect(said.err).not.toContain(given.clientSecret);
    const half = await world.ops(addWords, { stdin: keysText().replace(/^refreshToken.*\n/m, '') });
    expect(half.err).toContain('  - refreshToken: is missing.');
  });

  it('is not stored with an authorisation that the seller took back, and says what to look at', async () => {
    world.amazon.control.setAuthorized(sellerId, false);
    const said = await world.ops(addWords, { stdin: keysText() });
    expect(said).toMatchObject({ code: 1, out: '' });
    expect(said.err).toContain('[key.refused]');
    expect(said.err).toContain(
      'Look whether client id, client secret and refresh token belong to the same application',
    );
    expect(await world.ports.shops.all()).toEqual([]);
  });

  it('is verified function by function, and says which roles the application lacks', async () => {
    await added();
    const functions = async () => (await world.json(`shops verify --shop ${key}`)).verified[0].functions;
    expect(await functions()).toMatchObject([
      { name: 'getOrder', result: 'works', text: expect.stringContaining('2027-05-23 15:45:00, in 179 days') },
      { name: 'searchOrders', result: 'works' },
      { name: 'getListingsItem', result: 'works' },
    ]);
    expect((await world.ops(`shops verify --shop ${key}`)).out).toContain('confirmShipment');
    world.amazon.control.setRole(sellerId, false);
    const [getOrder] = await functions();
    expect(getOrder.text).toContain('look under セラーセントラル');
  });

  it('gets its next client secret with the moment of its rotation, or not at all', async () => {
    await added();
    world.pass(100 * dayMs);
    const { clientSecret } = world.amazon.control.rotateSecret(sellerId);
    const half = await world.ops(`shops key --shop ${key} --keys-from -`, { stdin: `clientSecret=${clientSecret}` });
    expect(half.err).toContain('  - secretRotatedAt: is missing.');
    const stdin = `clientSecret=${clientSecret}\nsecretRotatedAt=2027-03-04 15:45`;
    const said = await world.ops(`shops key --shop ${key} --keys-from -`, { stdin });
    expect(said).toMatchObject({ code: 0, err: '' });
    expect(said.out).toContain('has key version 2, which works until 2027-08-31 15:45:00');
  });

  it('has its secret rotated by keys rotate, which the mall then takes', async () => {
    await added();
    world.pass(100 * dayMs);
    const { clientSecret } = world.amazon.control.rotateSecret(sellerId);
    const stdin = `clientSecret=${clientSecret}\nsecretRotatedAt=2027-03-04 15:45`;
    const said = await world.ops(`keys rotate --shop ${key} --keys-from -`, { stdin });
    expect(said).toMatchObject({ code: 0 });
    expect(said.out).not.toContain(clientSecret);
    expect((await world.json(`shops verify --shop ${key}`)).verified[0].functions[0]).toMatchObject({
      result: 'works',
      text: expect.stringContaining('2027-08-31'),
    });
  });

  it('keeps its key where keys rotate is given one that the mall refuses', async () => {
    await added();
    const stdin =
      'clientSecret=amzn1.oa2-cs.v1.0000000000000000000000000000000000000000\nsecretRotatedAt=2026-11-24 15:45';
    const said = await world.ops(`keys rotate --shop ${key} --keys-from -`, { stdin });
    expect(`${said.out}${said.err}`).not.toContain('0000000000');
    expect((await world.json(`shops verify --shop ${key}`)).verified[0].functions[0].result).toBe('works');
  });
});

describe('the messages of Amazon about changed orders', () => {
  const variables = { ORDER_HINTS_QUEUE_ARN: 'arn:aws:sqs:ap-northeast-1:111122223333:tsunagi-shop-order-hints' };
  const source = () => `aws.partner/sellingpartnerapi.amazon.com/111122223333/${given.clientId}`;

  it('are set up when a shop is added, once for its application, and only looked at by verify', async () => {
    const said = await world.ops(addWords, { stdin: keysText(), variables });
    expect(said).toMatchObject({ code: 0, err: '' });
    expect(said.out).toContain('Amazon sends messages about changed orders from now on');
    expect(said.out.replaceAll(/\s+/g, ' ')).toContain(`deploy with hintSources=${source()}.`);
    const taken = { ...variables, HINT_SOURCES: source() };
    const again = await world.json(`shops verify --shop ${key}`, { variables: taken });
    expect(again.verified[0]).toMatchObject({
      orderMessages: {
        result: 'subscribed',
        text: expect.stringMatching(
          /^Amazon sends messages about changed orders: an order comes as soon as its message/,
        ),
      },
      levelMessages: { result: 'subscribed' },
    });
    world.amazon.control.changeSettings({ notifications: eachInTime });
    world.amazon.control.addOrders(sellerId, { count: 1 });
    world.pass(2_000);
    expect(world.amazon.control.takeNotifications().map(({ body: _, ...to }) => to)).toEqual([
      { eventSource: source() },
      { queueArn: variables.ORDER_HINTS_QUEUE_ARN },
    ]);
  });

  it('of two sellers of one application come to one destination', async () => {
    await world.ops(addWords, { stdin: keysText(), variables });
    const second = world.amazon.control.addShop({ sellerId: 'A3SECOND', application: sellerId });
    expect(second.clientId).toBe(given.clientId);
    const words = addWords.map((word) => (word === sellerId ? 'A3SECOND' : word));
    const stdin = keysText({ clientSecret: second.clientSecret, refreshToken: second.refreshToken });
    expect((await world.ops(words, { stdin, variables })).out).toContain('from now on');
    world.amazon.control.changeSettings({ notifications: eachInTime });
    for (const code of [sellerId, 'A3SECOND']) world.amazon.control.addOrders(code, { count: 1 });
    world.pass(2_000);
    const types = world.amazon.control.takeNotifications().map(({ body }) => JSON.parse(body).NotificationType);
    expect(types.sort()).toEqual(['LISTINGS_ITEM_MFN_QUANTITY_CHANGE', 'ORDER_CHANGE'].flatMap((type) => [type, type]));
  });

  it('stay where they go already, and the words say how that is changed', async () => {
    await world.ops(addWords, { stdin: keysText(), variables });
    const other = { ORDER_HINTS_QUEUE_ARN: 'arn:aws:sqs:ap-northeast-1:111122223333:tsunagi-other-order-hints' };
    const said = await world.ops(`shops verify --shop ${key}`, { variables: other });
    expect(said.code).toBe(0);
    expect(said.out.replaceAll(/\s+/g, ' ')).toContain(
      'to another queue of the same application, and to one only. Delete that subscription (deleteSubscriptionById) and run ops shops verify again.',
    );
  });

  it('are no condition of a shop: without a role, a queue or an answer it is added, and the words say what to do', async () => {
    world.amazon.control.break({ kind: 'auth-flap', operations: ['getDestinations'] });
    const added = await world.ops(addWords, { stdin: keysText(), variables });
    expect(added.code).toBe(0);
    expect(added.out.replaceAll(/\s+/g, ' ')).toContain('the application may not call this');
    expect(added.out.replaceAll(/\s+/g, ' ')).toContain('Until then orders come with the listing alone, later');
    world.amazon.control.mend();
    const verified = await world.ops(`shops verify --shop ${key}`);
    expect(verified.code).toBe(0);
    expect(verified.out.replaceAll(/\s+/g, ' ')).toContain('has no queue for the messages of Amazon');
    world.amazon.control.break({ kind: 'overloaded', operations: ['createSubscription'] });
    const all = await world.ops('shops verify --all', { variables });
    expect(all.code).toBe(0);
    expect(all.out.replaceAll(/\s+/g, ' ')).toContain(`${key} Amazon does not send messages about changed orders`);
    world.amazon.control.mend();
    const { out: half } = await world.ops('shops verify --all', { variables });
    expect(half.replaceAll(/\s+/g, ' ')).toContain(`${key} Amazon sends messages about changed levels as well`);
    const taken = { ...variables, HINT_SOURCES: source() };
    const { out } = await world.ops('shops verify --all', { variables: taken });
    expect(out).not.toContain('messages');
  });

  it('are said in Japanese', async () => {
    const said = await world.ops(addWords, { stdin: keysText(), variables, language: 'ja' });
    expect(said.out.replaceAll(/\s+/g, '')).toContain(
      'Amazonは、今後、注文の変更を通知します。通知が届いた注文はすぐに取り込みます。',
    );
  });
});
