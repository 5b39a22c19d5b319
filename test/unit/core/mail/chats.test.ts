import { describe, expect, it } from 'vitest';
import { hourMs, minuteMs } from '../../../../core/kernel/time.ts';
import { chatText } from '../../../../core/mail/render.ts';
import { changedMerchant } from '../../../../core/model/merchant.ts';
import { removeChat } from '../../../../core/tenants/change-merchant.ts';
import type { MemoryLog } from '../../../../proving/memory/index.ts';
import { closed, opened, openNoticeWorld, start, subjectsTo } from './world.ts';

const later = { kind: 'later', retryAfterMs: null, isOpen: false } as const;
const titles = (world: Awaited<ReturnType<typeof openNoticeWorld>>) => world.posts.map(({ message }) => message.title);
const logOf = (world: Awaited<ReturnType<typeof openNoticeWorld>>) => (world.ports.log as MemoryLog).lines;
/** The occasion under which a chat's notices of the incident are kept. */
const chatOccasion = `chat~${opened.id}`;

/** A world whose merchants have chats since before the outage. */
async function openChatWorld(...merchants: readonly string[]) {
  const world = await openNoticeWorld({ kado: ['import'], sumi: ['import'] });
  world.pass(-hourMs);
  for (const merchant of merchants) await world.chat(merchant);
  world.pass(hourMs);
  return world;
}

describe('the notices of an incident in a chat', () => {
  it('notices in a chat are those of the mails, with the same subject and figures, each once', async () => {
    const world = await openChatWorld('kado');
    const note = { at: start + hourMs, by: 'sakura', text: '担当者が確認しています。' };
    await world.incident(opened);
    for (let run = 0; run < 3; run++) await world.post();
    await world.incident({ ...opened, interims: [note] });
    for (let run = 0; run < 3; run++) await world.post();
    await world.incident({ ...closed, interims: [note] });
    for (let run = 0; run < 3; run++) await world.post();
    expect(titles(world)).toEqual([
      '【対応不要】楽天市場 接続障害のお知らせ(2/10 15:45〜)',
      '【途中経過】楽天市場 接続障害(2/10 15:45〜)',
      '【復旧・未完了1件】楽天市場 接続障害(2/10 15:45〜22:45)',
    ]);
    await world.send();
    expect(subjectsTo(world.mails, 'kado').at(-1)).toBe(titles(world).at(-1));
    const text = chatText(world.posts.at(-1)?.message as never);
    expect(text).toContain('障害期間(当社計測)\n2020年2月10日(月) 15:45 〜 22:45(7時間)');
    expect(text).toContain('角田システム');
    expect(text).not.toContain('いつもお世話になっております');
  });

  it('notices go to merchants with a chat only as to those with mail only, each by what they have', async () => {
    const world = await openChatWorld('kado');
    const kado = await world.ports.merchants.get('kado');
    if (kado !== null) await world.ports.merchants.put(changedMerchant(kado, { contacts: [] }));
    await world.incident(opened);
    await world.send();
    await world.post();
    expect([world.mails.flatMap(({ to }) => to), world.posts.map(({ address }) => address)]).toEqual([
      ['sumi@example.jp'],
      ['https://hooks.slack.com/services/kado/B0/secret'],
    ]);
  });

  it('a failing chat holds no mail back, and a failing mail no chat', async () => {
    const world = await openChatWorld('kado', 'sumi');
    await world.incident(opened);
    world.chatsAnswer(() => ({ ...later, reason: 'HTTP 503' }));
    expect(await world.post()).toMatchObject({ sent: 0, left: 2 });
    expect(await world.send()).toMatchObject({ sent: 2, left: 0 });
  });

  it('notices in a chat are kept without the address, of which the history shows host and last four characters', async () => {
    const world = await openChatWorld('kado');
    await world.incident(opened);
    await world.post();
    const [kept] = await world.ports.notices.sentOn('2020-02-10');
    expect(kept?.record).toMatchObject({ to: ['hooks.slack.com …cret'], way: 'chat', outcome: { kind: 'accepted' } });
    const rows = [...world.store.noticesById.values(), ...world.store.sentMailsById.values(), logOf(world)];
    expect(JSON.stringify(rows)).not.toContain('/services/kado');
  });

  it.each([429, 503])(
    'notices in a chat are tried again some minutes after %i, and posted once it takes them',
    async (status) => {
      const world = await openChatWorld('kado');
      await world.incident(opened);
      world.chatsAnswer(() => ({ ...later, reason: `HTTP ${status}` }));
      await world.post();
      expect(await world.post()).toMatchObject({ sent: 0, left: 1 });
      expect(world.posts).toHaveLength(1);
      world.chatsAnswer(() => ({ kind: 'accepted' }));
      world.pass(6 * minuteMs);
      expect(await world.post()).toMatchObject({ sent: 1, left: 0 });
    },
  );

  it('notices wait for as long as the chat asks, up to an hour', async () => {
    const world = await openChatWorld('kado');
    await world.incident(opened);
    world.chatsAnswer(() => ({ ...later, reason: 'HTTP 429', retryAfterMs: 20 * minuteMs }));
    await world.post();
    world.chatsAnswer(() => ({ kind: 'accepted' }));
    world.pass(19 * minuteMs);
    expect(await world.post()).toMatchObject({ sent: 0, left: 1 });
    world.pass(2 * minuteMs);
    expect(await world.post()).toMatchObject({ sent: 1 });
  });

  it('notices that a chat refuses for good are not tried again, and the chat is named until it takes one', async () => {
    const world = await openChatWorld('kado', 'sumi');
    await world.incident(opened);
    world.chatsAnswer((address) =>
      address.includes('kado') ? { kind: 'refused', reason: 'HTTP 410' } : { kind: 'accepted' },
    );
    expect(await world.post()).toMatchObject({ sent: 1, refused: 1, left: 0 });
    expect(await world.post()).toMatchObject({ sent: 0, refused: 0, left: 0 });
    expect((await world.ports.chats.get('kado'))?.trouble).toMatchObject({
      kind: 'refused',
      reason: 'HTTP 410',
    });
    expect(logOf(world)).toContainEqual(
      expect.objectContaining({
        event: 'notice.refused',
        fields: expect.objectContaining({ way: 'chat', merchant: 'kado' }),
      }),
    );
    world.chatsAnswer(() => ({ kind: 'accepted' }));
    await world.incident(closed);
    expect(await world.post()).toMatchObject({ sent: 2 });
    expect((await world.ports.chats.get('kado'))?.trouble).toBeUndefined();
  });

  it('notices that a chat takes and never answers are posted three times at most', async () => {
    const world = await openChatWorld('kado');
    await world.incident(opened);
    world.chatsAnswer(() => ({ ...later, reason: 'timeout', isOpen: true }));
    for (let run = 0; run < 8; run++) {
      await world.post();
      world.pass(6 * minuteMs);
    }
    expect(world.posts).toHaveLength(3);
    const [row] = (await world.ports.notices.of(chatOccasion)).filter(({ merchant }) => merchant === 'kado');
    expect(row?.state).toMatchObject({ kind: 'refused', reason: 'timeout, may have been posted' });
  });

  it.each([1, 2])(
    'notices in a chat are finished by the next run when one dies before its write %i, twice at most',
    async (write) => {
      const world = await openChatWorld('kado');
      await world.incident(opened);
      world.crashAtWrite(write);
      await expect(world.post()).rejects.toThrow('died');
      world.pass(10 * minuteMs);
      await world.post();
      await world.post();
      expect(world.posts).toHaveLength(write === 1 ? 1 : 2);
    },
  );

  it('a chat gets no notice of what was over, decided or written before it was there', async () => {
    const world = await openNoticeWorld({ kado: ['import'] });
    const note = { at: start + 6 * minuteMs, by: 'sakura', text: '担当者が確認しています。' };
    await world.incident({ ...opened, interims: [note] });
    world.pass(hourMs);
    await world.chat('kado');
    await world.post();
    expect(world.posts).toEqual([]);
    await world.incident({ ...closed, interims: [note] });
    world.pass(8 * hourMs);
    await world.post();
    expect(titles(world)).toEqual([expect.stringContaining('復旧')]);
  });

  it('notices go to the address of a chat that replaced another, and to none once it is removed', async () => {
    const world = await openChatWorld('kado');
    await world.chat('kado', 'https://hooks.slack.com/services/T1/B1/another');
    await world.incident(opened);
    await world.post();
    await removeChat(world.ports, 'kado');
    await world.incident(closed);
    await world.post();
    expect(world.posts.map(({ address }) => address)).toEqual(['https://hooks.slack.com/services/T1/B1/another']);
    const { before, address } = (await world.ports.chats.get('kado')) ?? {};
    expect(address).toBeUndefined();
    expect(before?.map(({ shown }) => shown)).toEqual(['hooks.slack.com …cret', 'hooks.slack.com …ther']);
  });

  it('notices to a chat whose address does not open count as refused, and name the chat', async () => {
    const world = await openChatWorld('kado');
    await world.incident(opened);
    const { address } = (await world.ports.chats.get('sumi')) ?? (await world.ports.chats.get('kado')) ?? {};
    const kado = await world.ports.chats.get('kado');
    if (kado !== null && address !== undefined)
      await world.ports.chats.put({ ...kado, version: kado.version + 1, address: { ...address, sealedVersion: 9 } });
    expect(await world.post()).toMatchObject({ refused: 1 });
    expect((await world.ports.chats.get('kado'))?.trouble?.reason).toBe('key.unreadable');
  });

  it('notices cost one read of the chats where no merchant has one', async () => {
    const world = await openNoticeWorld();
    await world.incident(opened);
    world.ports.pauses.standing = () => Promise.reject(new Error('read more'));
    expect(await world.post()).toMatchObject({ sent: 0, left: 0 });
  });
});
