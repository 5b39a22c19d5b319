import type { Finding } from './finding.ts';
import type { HandedMail } from './mail.ts';

/** An order of a mall's books as it stood in the morning. Days are `2026-02-03`, in Japan. */
export interface MorningOrder {
  /** The name of its shop. */
  readonly shop: string;
  readonly orderNumber: string;
  readonly isUnconfirmed: boolean;
  /** True once every parcel has a day of shipping. */
  readonly isShipped: boolean;
  readonly placedAt: number;
  readonly wishedDay?: string;
  readonly instructedDay?: string;
  readonly confirmedDay?: string;
  /** Days from the word to ship to the last day of shipping; absent where the shop has named none. */
  readonly shipWithinDays?: number;
  /** Days that an authorisation lasts; absent where the order is not paid by card, or the shop has named none. */
  readonly cardDays?: number;
  /** True of one that changed lately: it is due, or not. */
  readonly isInMotion: boolean;
}

/** A morning of a merchant who has a digest. */
export interface Morning {
  readonly merchant: string;
  readonly day: string;
  /** When it is due. */
  readonly at: number;
  /** The orders that wait to be shipped; null where the storm keeps anybody from knowing them. */
  readonly orders: readonly MorningOrder[] | null;
  /** True where no order of theirs could be read for an hour before, and until it had to go. */
  readonly isUnreadable: boolean;
  /** The names of their shops whose orders had not been listed to an hour before, at a moment. */
  readonly heldAt: (at: number) => readonly string[];
  /** True where nothing struck those who send, from then until it had to go. */
  readonly isSendable: boolean;
  /** True where every clock is right by which a shop counts as read or not. */
  readonly hasRightClocks: boolean;
}

type MorningLaw =
  /** A morning has one digest at most, and none before its time. */
  | 'digest-once'
  /** It goes where something is due, or could not be read, and nowhere else. */
  | 'digest-due'
  /** It names the orders that are due, and no others. */
  | 'digest-true'
  /** It names each shop whose orders could not be read. */
  | 'digest-whole';

export type MorningFinding = Finding<MorningLaw>;

const dayMs = 86_400_000;
/** A digest waits for shops that were not looked through, and goes no more two hours later. */
const lateMs = 2 * 3_600_000;
/** So many lines name an order, which may be due for two reasons; of others only the number is told. */
const namedMax = 50;

/** What a digest calls shops whose orders could not be read. */
const unread = '確認できなかった店舗';
const isNamedUnread = (text: string, shop: string): boolean => text.includes(unread) && text.includes(`・${shop}: `);

/** Everything about the digests of some mornings that is not as the malls' books have it. */
export function brokenMorningLaws(mornings: readonly Morning[], mails: readonly HandedMail[]): MorningFinding[] {
  return mornings.flatMap((morning) => {
    const { at, merchant } = morning;
    const own = mails.filter(
      (mail) => mail.to === merchant && mail.at > at - dayMs / 3 && mail.at < at + lateMs + dayMs / 3,
    );
    return wrongMorning(morning, own);
  });
}

function wrongMorning(morning: Morning, mails: readonly HandedMail[]): MorningFinding[] {
  const { merchant, day, at, orders, isUnreadable, heldAt, isSendable, hasRightClocks } = morning;
  const found = (law: MorningLaw, words: string): MorningFinding => ({
    law,
    words: `${words} to ${merchant} on ${day}`,
  });
  const due = orders?.filter((order) => isDue(order, day, at)) ?? [];
  const surely = due.filter(({ isInMotion }) => !isInMotion);
  const isWanted = surely.length > 0 || isUnreadable;
  const isUnwanted =
    orders !== null && due.length === 0 && !orders.some(({ isInMotion }) => isInMotion) && !isUnreadable;
  return [
    ...(mails.filter(({ mayComeAgain }) => !mayComeAgain).length > 1
      ? [found('digest-once', `${mails.length} digests`)]
      : []),
    ...(mails.some((mail) => mail.at < at) ? [found('digest-once', 'a digest before its time')] : []),
    ...(isWanted && orders !== null && mails.length === 0 ? [found('digest-due', 'no digest')] : []),
    // Whatever the weather.
    ...(isSendable && mails.length === 0 && heldAt(at + lateMs).length > 0
      ? [found('digest-due', `no digest that says that ${heldAt(at + lateMs).join(', ')} could not be read`)]
      : []),
    ...mails.flatMap((mail) =>
      heldAt(mail.at)
        .filter((shop) => !isNamedUnread(mail.text, shop))
        .map((shop) => found('digest-whole', `a digest without ${shop}, whose orders could not be read,`)),
    ),
    ...(isUnwanted && mails.some(({ text }) => hasRightClocks || !text.includes(unread))
      ? [found('digest-due', 'a digest of nothing')]
      : []),
    ...(isUnreadable && mails.some(({ text }) => !text.includes(unread))
      ? [found('digest-true', 'a digest that says nothing of a shop that could not be read')]
      : []),
    ...(orders === null
      ? []
      : mails.flatMap(({ text }) => wrongNames(text, orders, due).map((words) => found('digest-true', words)))),
  ];
}

function wrongNames(text: string, orders: readonly MorningOrder[], due: readonly MorningOrder[]): string[] {
  const lines = text.match(/\d+-\d{8}-\d{8,}/g) ?? [];
  const named = new Set(lines);
  const isMoving = new Set(orders.filter(({ isInMotion }) => isInMotion).map(({ orderNumber }) => orderNumber));
  const dueNumbers = new Set(due.map(({ orderNumber }) => orderNumber));
  // Of a shop that could not be read nothing is said.
  const left = due.filter(
    ({ orderNumber, shop }) => !named.has(orderNumber) && !isMoving.has(orderNumber) && !isNamedUnread(text, shop),
  );
  return [
    ...(lines.length >= namedMax ? [] : left.map(({ orderNumber }) => `a digest without ${orderNumber}`)),
    ...[...named].filter((one) => !dueNumbers.has(one) && !isMoving.has(one)).map((one) => `a digest with ${one}`),
  ];
}

function isDue(order: MorningOrder, day: string, at: number): boolean {
  const { isShipped, isUnconfirmed, placedAt, wishedDay, instructedDay, shipWithinDays, confirmedDay, cardDays } =
    order;
  if (isShipped) return false;
  const promised =
    instructedDay !== undefined && shipWithinDays !== undefined ? dayAfter(instructedDay, shipWithinDays) : undefined;
  const last = wishedDay === undefined ? promised : dayAfter(wishedDay, -1);
  const isCardEnding =
    cardDays !== undefined && confirmedDay !== undefined && dayAfter(confirmedDay, cardDays - 7) <= day;
  // An order that nobody confirms is cancelled by its mall after two weeks.
  const leftMs = placedAt + 14 * dayMs - at;
  return (last !== undefined && last <= day) || isCardEnding || (isUnconfirmed && leftMs > 0 && leftMs <= 3 * dayMs);
}

const dayAfter = (day: string, days: number): string =>
  new Date(Date.parse(`${day}T00:00Z`) + days * dayMs).toISOString().slice(0, 10);
