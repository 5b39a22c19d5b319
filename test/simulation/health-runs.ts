import { type CanaryMemory, createCanaryMemory } from '../../core/health/canaries.ts';
import { probeRound } from '../../core/health/probe-round.ts';
import { defaultHealthSettings } from '../../core/health/settings.ts';
import { sendNotices } from '../../core/notices/send-notices.ts';
import { budgetUntil } from '../../core/ports/clock.ts';
import { secondMs } from '../../core/units.ts';
import { mailService } from './mail-service.ts';
import type { SimulatedProcess } from './process.ts';
import { settingsOf, type World } from './world.ts';

/** What warm processes of the probe keep in mind. */
const canaries = new WeakMap<SimulatedProcess, CanaryMemory>();

/** One run of the health-probe; the reference is reached as long as our own network is whole. */
export async function probeOnce(world: World, process: SimulatedProcess, limitMs: number): Promise<void> {
  const memory = canaries.get(process) ?? createCanaryMemory();
  canaries.set(process, memory);
  await probeRound({
    ports: process.ports,
    settings: { ...defaultHealthSettings, keyRetryMs: settingsOf(world).keyRetryMs },
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
    await sendNotices(
      {
        ports: process.ports,
        mailer,
        identity: { fromName: '繋ぎシステム サポート', signature: [] },
        writer: process.ports.chance.word(),
        budget: budgetUntil(process.clock, process.clock.now() + limitMs - 2 * secondMs),
        mailsPerSecond: 14,
      },
      'rms',
    );
  } catch (error) {
    watch.mailTroubles.push(time.now());
    throw error;
  }
  // Nothing befell this run: what it has not marked, it forgot.
  for (const mail of watch.mails.slice(before)) if (mail.by === process.name && !mail.answerLost) mail.cutOff = false;
}
