import { describe, expect, it } from 'vitest';
import { TsunagiError } from '../../../core/kernel/errors.ts';
import { type Shop, shopKey } from '../../../core/model/shop.ts';
import type { Vault } from '../../../core/ports/shops.ts';
import { parameterNames } from '../../../lib/parameters.ts';
import type { HttpRequest } from '../../../malls/http.ts';
import { mallAddresses, mallDesks } from '../../../malls/mall-desks.ts';
import { mallMails } from '../../../malls/mall-mails.ts';
import { createMalls, type MallsOptions, mallNames } from '../../../malls/registry.ts';
import { notifyVariables } from '../../../wiring/notify-function.ts';
import { portVariables } from '../../../wiring/ports.ts';
import { probeVariables } from '../../../wiring/probe-function.ts';
import { pushVariables } from '../../../wiring/push-function.ts';
import { relayVariables } from '../../../wiring/relay-function.ts';
import { stockVariables } from '../../../wiring/stock-function.ts';
import { began, sellerId, yahooInProcess, shopKey as yahooKey } from './yahoo/in-process.ts';

const shop: Shop = {
  key: shopKey('rms', 'tsunagi-shop'),
  mall: 'rms',
  code: 'tsunagi-shop',
  name: '繋ぎ商店',
  merchant: 'm1',
  shard: 0,
  importFrom: 0,
  cursor: 0,
  scannedAt: 0,
  rereadDay: '',
  rereadAfter: '',
  callsPerSecond: 1,
  credential: { version: 1, sealed: new Uint8Array() },
};

const vault: Vault = {
  seal: () => Promise.reject(new Error('nothing is sealed here')),
  open: async () => ({ serviceSecret: 'aaa', licenseKey: 'bbb' }),
};

const options: MallsOptions = {
  sites: { rms: { baseUrl: 'https://rms.example' } },
  transport: () => Promise.reject(new Error('nothing is called here')),
  vault,
  clock: { now: () => 0, sleep: () => Promise.resolve() },
};

describe('the registry of malls', () => {
  it.each(mallNames)('has of %s a desk and a mail that fit its adapter', (name) => {
    const traits = createMalls(options).traits(name);
    const [desk, mail] = [mallDesks.of(name), mallMails.of(name)];
    expect([mallDesks.names, mallMails.names]).toEqual([mallNames, mallNames]);
    expect(mail.capabilities).toEqual(traits.capabilities);
    expect(desk.carriers.map(({ code }) => code)).toEqual(traits.carrierCodes);
    expect(Object.keys(mail.keyWays)).toEqual(Object.keys(desk.keyCare.partNames));
    expect(desk.keyParts.map(({ column }) => column)).toContain(desk.keyColumn);
  });

  it.each(mallNames)('knows the traits of %s', (name) => {
    expect(createMalls(options).traits(name).name).toBe(name);
  });

  it('has no two addresses under one parameter or variable, and none under one of ours', () => {
    const twice = (names: readonly string[]) => names.filter((name, index) => names.indexOf(name) !== index);
    const ours = [portVariables, probeVariables, pushVariables, stockVariables, notifyVariables, relayVariables];
    expect(twice(mallAddresses.map(({ parameter }) => parameter))).toEqual([]);
    expect(twice(parameterNames)).toEqual([]);
    expect(twice([...mallAddresses.map(({ variable }) => variable), ...new Set(ours.flat())])).toEqual([]);
  });

  it.each(mallNames)('has no two parts of the keys of %s under one name or column', (name) => {
    const { keyParts } = mallDesks.of(name);
    expect(new Set(keyParts.map((part) => part.name)).size).toBe(keyParts.length);
    expect(new Set(keyParts.map(({ column }) => column)).size).toBe(keyParts.length);
  });

  it("opens a shop with its own credential, at its mall's address", async () => {
    const requests: HttpRequest[] = [];
    const malls = createMalls({
      ...options,
      transport: async (request) => {
        requests.push(request);
        return { status: 200, headers: {}, body: '{"expiryDate":"2026-11-28T23:59:59"}' };
      },
    });
    await (await malls.shop(shop)).keyExpiry();
    expect(requests[0]?.url).toMatch(/^https:\/\/rms\.example\/.*licenseKey=bbb$/);
    expect(requests[0]?.headers.authorization).toBe('ESA YWFhOmJiYg==');
  });

  it('finds the getOrder version out once for all shops', async () => {
    const versions: number[] = [];
    const malls = createMalls({
      ...options,
      transport: async ({ body }) => {
        const { version } = JSON.parse(body ?? '{}');
        versions.push(version);
        const error = {
          messageType: 'ERROR',
          messageCode: 'ORDER_EXT_API_GET_ORDER_ERROR_011',
          message: 'versionの書式が不正です。',
        };
        return version > 9
          ? { status: 400, headers: {}, body: JSON.stringify({ MessageModelList: [error] }) }
          : { status: 200, headers: {}, body: '{"OrderModelList":[]}' };
      },
    });
    await (await malls.shop(shop)).readOrders(['1']);
    await (await malls.shop({ ...shop, key: shopKey('rms', 'another') })).readOrders(['1']);
    expect(versions).toEqual([10, 9, 9]);
  });

  it('passes on that a credential does not open', async () => {
    const broken = new TsunagiError('key.unreadable', 'after-pause', 'The credential does not open.');
    const malls = createMalls({ ...options, vault: { ...vault, open: () => Promise.reject(broken) } });
    await expect(malls.shop(shop)).rejects.toBe(broken);
  });

  it('opens a shop of Yahoo!ショッピング with one token for all its clients', async () => {
    const mall = yahooInProcess();
    const sites = {
      rms: { baseUrl: 'https://rms.example' },
      yahoo: { baseUrl: 'https://mall.example/', authUrl: 'https://auth.example/' },
    };
    const malls = createMalls({
      ...options,
      sites,
      transport: mall.transport,
      clock: { ...options.clock, now: () => began },
    });
    const yahooShop = { key: yahooKey, mall: 'yahoo', code: sellerId } as const;
    for (let opened = 0; opened < 3; opened++) await malls.shopWith(yahooShop, mall.credential).probe('stock');
    expect(mall.paths.filter((path) => path.endsWith('/token'))).toHaveLength(1);
  });

  it('refuses keys of another mall, and a mall that the installation is not configured for', () => {
    const yahooShop = { key: yahooKey, mall: 'yahoo', code: sellerId } as const;
    const { credential } = yahooInProcess();
    expect(() => createMalls(options).shopWith(yahooShop, credential)).toThrow(/Name yahoo in the parameter malls/);
    expect(() => createMalls(options).shopWith(shop, credential)).toThrow(/are another mall's/);
    const halves = [{ pass: 'aaa' }, { mall: 'rms', licenseKey: 'bbb' }];
    for (const half of halves) expect(() => createMalls(options).shopWith(shop, half)).toThrow(/are another mall's/);
    const malls = createMalls({ ...options, sites: { yahoo: { baseUrl: 'https://y.example', authUrl: '' } } });
    expect(() => malls.shopWith(yahooShop, { ...credential, consentedAt: undefined })).toThrow(/are another mall's/);
    expect(() => createMalls(options).traits('nowhere')).toThrow(
      /There is no mall "nowhere"\. There are amazon, rms, shopify, yahoo\./,
    );
  });
});
