import { probeRound } from '../../core/jobs/health-probe.ts';
import { minuteMs, secondMs } from '../../core/kernel/time.ts';
import { sendMornings } from '../../core/mail/morning-digest.ts';
import { defaultDigestSettings, sendDigests } from '../../core/mail/send-digests.ts';
import { sendNotices } from '../../core/mail/send-notices.ts';
import { freshNoticeMemory, noRefusals } from '../../core/mail/sending.ts';
import { defaultHealthSettings } from '../../core/model/health-settings.ts';
import { type CanaryMemory, createCanaryMemory } from '../../core/outage/probe.ts';
import { budgetUntil } from '../../core/ports/system.ts';
import { oversoldIn } from '../../core/stock/oversold.ts';
import { mallMails } from '../../malls/mall-mails.ts';
import { postOnce } from './chats.ts';
import { mailService } from './mail-service.ts';
import type { SimulatedProcess } from './process.ts';
import type { World } from './world.ts';

/** A small world has few failures, and ends before the morning. */
const digestSettings = { ...defaultDigestSettings, many: 2, apartMs: 10 * minuteMs };

/** What warm processes of the probe keep in mind. */
const canaries = new WeakMap<SimulatedProcess, CanaryMemory>();

/** One run of the health-probe; the reference is reached as long as our own network is whole. */
export async function probeOnce(world: World, process: SimulatedProcess, limitMs: number): Promise<void> {
  const memory = canaries.get(process) ?? createCanaryMemory();
  canaries.set(process, memory);
  await probeRound({
    ports: process.ports,
    settings: {
      ...defaultHealthSettings,
      lightCallsPerSecond: world.outages?.lightCallsPerSecond ?? 0,
    },
    memory,
    budget: budgetUntil(process.clock, process.clock.now() + limitMs - secondMs),
    reference: { answers: async () => !world.cutOff },
  });
}

/** One run of those who write to the merchants. */
export async function notifyOnce(world: World, process: SimulatedProcess, limitMs: number): Promise<void> {
  const { watch, time } = world;
  const before = watch.mails.length;
  const mailer = mailService(world, process);
  try {
    const work = {
      ports: { ...process.ports, mails: mallMails },
      oversoldOrders: oversoldIn(process.ports.stock),
      mailer,
      refusals: noRefusals(),
      identity: { fromName: '繋ぎシステム サポート', signature: [] },
      runId: process.ports.random.id(),
      budget: budgetUntil(process.clock, process.clock.now() + limitMs - 2 * secondMs),
      mailsPerSecond: 14,
    };
    await sendNotices(work, 'rms');
    await sendDigests(work, digestSettings);
    await sendMornings(work, freshNoticeMemory());
    await postOnce(world, process, limitMs);
  } catch (error) {
    watch.mailTroubles.push(time.now());
    throw error;
  }
  // Nothing befell this run: what it has not marked, it forgot.
  for (const mail of watch.mails.slice(before)) if (mail.by === process.name && !mail.answerLost) mail.cutOff = false;
}
