import { type EpochMs, jstText } from '../../core/kernel/index.ts';
import { daysLeft, type ImportTrouble, keyExpiryOf, pendingOf, type Shop } from '../../core/model/index.ts';
import { durationText, enumerated, t } from '../../language/index.ts';
import { mallDesks } from '../../malls/mall-desks.ts';
import { causeWord } from '../pause/index.ts';
import { type Column, type Field, type Look, label, type Said, type Shown } from '../words.ts';
import type { ShopSeen, ShopStanding, ShopState } from './facts.ts';

export function stateText(state: ShopState): string {
  switch (state.kind) {
    case 'well':
      return t`well`;
    case 'behind':
      return t`behind`;
    case 'ahead':
      return t`cursor ahead of the clock`;
    case 'waiting':
      return t`starts ${jstText(state.importFrom)}`;
    case 'paused':
      return state.pause.rampStep === undefined
        ? t`paused: ${causeWord(state.pause.cause)}`
        : t`paused: ${causeWord(state.pause.cause)}, its turn comes`;
  }
}

/** How a state looks: a shop that is to start later, or that a person or a mall holds, is not broken. */
function stateLook({ kind }: ShopState): Look | undefined {
  switch (kind) {
    case 'well':
      return 'good';
    case 'behind':
    case 'ahead':
      return 'bad';
    case 'paused':
      return 'warn';
    case 'waiting':
      return undefined;
  }
}

/** Why an import waits, or goes on slower, though the mall answers. */
export const troubleWords = (): Readonly<Record<ImportTrouble['kind'], string>> => ({
  refused: t`all orders refused`,
  'total-wrong': t`orders counted wrongly`,
  'numbers-only': t`order numbers listed only`,
});

export function lagText(state: ShopState): string {
  return state.kind === 'waiting' || state.kind === 'ahead' ? '' : durationText(state.lagMs);
}

export const standingColumns = (): Column<ShopStanding>[] => [
  { title: label.shop(), of: ({ shop }) => shop.key },
  { title: label.name(), long: true, of: ({ shop }) => shop.name },
  ...stateColumns(),
];

const stateColumns = (): Column<ShopStanding>[] => [
  { title: label.state(), long: true, of: troubleText },
  { title: label.cursor(), only: 'wide', of: ({ shop }) => jstText(shop.cursor) },
  { title: label.lag(), right: true, of: ({ state }) => lagText(state) },
  { title: label.problems(), right: true, of: ({ problems }) => problems },
];

function troubleText({ shop, state }: ShopStanding): Shown {
  const troubles = [
    stateText(state),
    ...(shop.importTrouble ? [troubleWords()[shop.importTrouble.kind]] : []),
    ...(shop.lostSpan ? [t`span lost`] : []),
  ];
  return { text: enumerated(troubles), look: troubles.length > 1 ? 'bad' : stateLook(state) };
}

export const shopColumns = (now: EpochMs): Column<ShopSeen>[] => [
  { title: label.shop(), whole: true, of: ({ shop }) => shop.key },
  { title: label.name(), long: true, of: ({ shop }) => shop.name },
  { title: label.merchant(), of: ({ shop }) => shop.merchant },
  { title: label.shard(), only: 120, right: true, of: ({ shop }) => shop.shard },
  { title: label.importFrom(), only: 140, of: ({ shop }) => jstText(shop.importFrom) },
  { title: label.cursor(), only: 120, of: ({ shop }) => jstText(shop.cursor) },
  { title: label.lag(), right: true, of: ({ state }) => lagText(state) },
  { title: label.state(), of: ({ state }) => ({ text: stateText(state), look: stateLook(state) }) },
  { title: label.key(), of: ({ shop }) => keyText(shop, now) },
  { title: '', below: true, of: ({ shop: { lostSpan } }) => lostText(lostSpan) },
];

const lostText = (lost: Shop['lostSpan']): string =>
  lost === undefined ? '' : t`lost: ${jstText(lost.from)} to ${jstText(lost.to)}`;

function keyText(shop: Shop, now: EpochMs): string {
  const { expiresAt, version } = shop.credential;
  const text =
    expiresAt === undefined
      ? `v${version}`
      : expiresAt < now
        ? t`v${version}, ended`
        : t`v${version}, ${daysLeft(expiresAt, now)} d`;
  return pendingOf(shop) === null ? text : t`${text}, next waits`;
}

export const shopPageColumns = (now: EpochMs): Column<ShopStanding>[] => [
  { title: label.shop(), of: ({ shop }) => [{ text: shop.name, to: ['shops', shop.key] }, shop.key] },
  { title: label.mall(), of: ({ shop }) => mallDesks.of(shop.mall).shortName },
  { title: label.state(), of: troubleText },
  { title: label.problems(), right: true, of: ({ problems }) => (problems === 0 ? '' : problems) },
  { title: label.lag(), right: true, of: ({ state }) => lagText(state) },
  { title: label.keyDays(), right: true, of: ({ shop }) => keyDays(shop, now) },
];

function keyDays(shop: Shop, now: EpochMs): Said {
  const expiry = keyExpiryOf(shop);
  if (expiry === null) return '-';
  if (expiry.at <= now) return { text: t`expired`, look: 'bad' };
  const isSoon = expiry.at - now < mallDesks.of(shop.mall).keyCare.endsSoonMs;
  return { text: String(daysLeft(expiry.at, now)), look: isSoon ? 'warn' : undefined };
}

export function shopFields({ shop, state }: ShopSeen, now: EpochMs): Field[] {
  const desk = mallDesks.of(shop.mall);
  const expiry = keyExpiryOf(shop);
  const part = expiry && `${desk.keyCare.partNames[expiry.part] ?? expiry.part}, ${jstText(expiry.at).slice(0, 16)}`;
  return [
    [label.mall(), desk.name],
    [label.code(), shop.key],
    [label.merchant(), shop.merchant],
    [label.state(), { text: stateText(state), look: stateLook(state) }],
    [label.lag(), lagText(state)],
    [label.importedUntil(), jstText(shop.cursor)],
    [label.keyDays(), [keyDays(shop, now) as Shown, ...(part ? [part] : [])]],
  ];
}
