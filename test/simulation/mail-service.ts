import { TsunagiError } from '../../core/errors.ts';
import type { Mailer } from '../../core/ports/mailer.ts';
import type { Span } from './outages.ts';
import { ProcessDied, type SimulatedProcess } from './process.ts';
import type { World } from './world.ts';

/** A mail that the simulated mail service has taken. */
export interface AcceptedMail {
  readonly at: number;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  /** What it belongs to: what its row says, or the calendar. */
  readonly occasion: string;
  readonly kind: 'opened' | 'all-clear' | 'correction' | 'maintenance' | 'status-digest';
  /** True when a fault fell between its acceptance and our mark, so that it may come once more. */
  cutOff: boolean;
  answerLost: boolean;
  /** The process that sent it. */
  readonly by: string;
  readonly messageId: string;
}

/**
 * The mail service as one run sees it: it fails and is slow for a while, and sometimes takes a mail whose sender dies, or
 * never hears of it.
 */
export function mailService(world: World, process: SimulatedProcess): Mailer {
  const { time, chance, counts, watch, store } = world;
  const mail = world.outages?.mail ?? world.statuses?.mail ?? { failing: [], slow: [], crash: 0, answerLost: 0 };
  /** The row under which a mail is handed over: an all-clear may go after the next trouble has begun. */
  const occasionInHand = (merchant: string | undefined, kind: AcceptedMail['kind']): string => {
    const rows = [...store.noticesById.values()].flatMap(({ state, ...notice }) =>
      state.kind === 'sending' && notice.merchant === merchant && notice.kind === `outage-${kind}`
        ? [{ ...notice, until: state.until }]
        : [],
    );
    return rows.sort((one, other) => other.until - one.until)[0]?.occasion ?? 'nothing';
  };
  const isNow = (spans: readonly Span[]): boolean => {
    const at = time.now() - world.start;
    return world.stormy && spans.some(({ from, until }) => at >= from && at < until);
  };
  const inTrouble = (kind: 'mail-failing' | 'mail-crash' | 'mail-answer-lost'): void => {
    counts[kind]++;
    watch.mailTroubles.push(time.now());
    world.note(`${process.name} ${kind}`);
  };
  const guard = (): void => {
    if (!process.isAlive()) throw new ProcessDied();
  };
  return {
    async send({ to, subject, text, merchant }) {
      guard();
      if (isNow(mail.slow)) {
        counts['mail-slow']++;
        await time.sleep(chance.int(2_000, 30_000));
      } else await time.sleep(chance.int(50, 600));
      guard();
      if (isNow(mail.failing)) {
        inTrouble('mail-failing');
        throw new TsunagiError('mail.failing', 'later', 'The simulated mail service fails.');
      }
      const messageId = `mail-${watch.mails.length + 1}`;
      // Cut off until the tables say that it was marked.
      const at = time.now();
      const accepted: AcceptedMail = {
        at,
        to: to.join(),
        subject,
        text,
        ...belongsTo(subject, (kind) => occasionInHand(merchant, kind)),
        cutOff: true,
        answerLost: false,
        by: process.name,
        messageId,
      };
      watch.mails.push(accepted);
      world.note(`${process.name} mails ${to.join()}: ${subject}`);
      if (world.stormy && chance.chance(mail.crash)) {
        inTrouble('mail-crash');
        process.kill();
        throw new ProcessDied();
      }
      if (world.stormy && chance.chance(mail.answerLost)) {
        inTrouble('mail-answer-lost');
        accepted.answerLost = true;
        throw new TsunagiError('mail.failing', 'later', 'The answer of the simulated mail service was lost.');
      }
      return { kind: 'accepted', messageId };
    },
  };
}

function belongsTo(
  subject: string,
  occasionOf: (kind: AcceptedMail['kind']) => string,
): Pick<AcceptedMail, 'occasion' | 'kind'> {
  if (/^【要対応 \d+件】/.test(subject)) return { occasion: 'digests', kind: 'status-digest' };
  if (subject.includes('メンテナンス')) return { occasion: 'calendar', kind: 'maintenance' };
  const kind = subject.includes('再照合') ? 'correction' : subject.startsWith('【復旧') ? 'all-clear' : 'opened';
  return { occasion: occasionOf(kind), kind };
}
