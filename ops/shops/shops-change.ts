import { isCutOff } from '../../core/status/index.ts';
import { isName, isRate, nameForm, rateForm } from '../../core/tenants/index.ts';
import { t } from '../../language/index.ts';
import { orRefuse, resolveShop, shopOption } from '../arguments/meant.ts';
import { optional, type Parameter, required } from '../arguments/parameter.ts';
import { problemsOfSome } from '../arguments/read-arguments.ts';
import { defineCommand } from '../frame/command.ts';

export const shopsChange = defineCommand({
  name: 'shops change',
  summary: 'Changes what a shop is called, how often the mall is called for it, its cut-off or its days to ship',
  help: `What is not named stays as it is. The rate is for all kinds of work together; the
mall asks for about one call a second and shop. The cut-off is the moment of the
day until which orders promised for the next day (最強翌日配送, あす楽) leave the shop:
an hour before it the merchant is written to about those that no shipment was
reported of. The days to ship and the days of a card's authorisation (与信) are for
the morning digest of its merchant (docs/how-to/morning-digest.md). A shop's
merchant never changes: its orders hold stock there.`,
  examples: [
    ['shops change --shop kado-no-mise --name "角の店 本店"', 'what people call it'],
    ['shops change --shop kado-no-mise --rate 0.5', 'half a call a second'],
    ['shops change --shop kado-no-mise --next-day-cut-off 14:00', 'warn at 13:00'],
    ['shops change --shop kado-no-mise --ship-within 3', '出荷期限: three days after an order can be shipped'],
  ],
  options: {
    shop: shopOption('the shop'),
    name: optional(name()),
    rate: optional(rate()),
    nextDayCutOff: optional(cutOff()),
    shipWithin: optional(
      days('days from when an order can be shipped until it must have left, 0 for the same day; none: unknown', 60),
    ),
    cardDays: optional(
      days(
        "days from 注文確認 for which a card's authorisation lasts (楽天市場: 30 unless it is set); none for no warning",
        180,
      ),
    ),
  },
  problemsOf: (_, isGiven) => problemsOfSome(isGiven, 'name', 'rate', 'nextDayCutOff', 'shipWithin', 'cardDays'),
  async run(
    { ports, terminal },
    { shop: shopName, name: called, rate: callsPerSecond, nextDayCutOff, shipWithin, cardDays, json },
  ) {
    const shop = await orRefuse(t`The shop cannot be changed`, (problems) => resolveShop(ports, shopName, problems));
    await ports.shops.change(shop.key, {
      ...(called === undefined ? {} : { name: called }),
      ...(callsPerSecond === undefined ? {} : { callsPerSecond }),
      ...(nextDayCutOff === undefined ? {} : { nextDayCutOff }),
      ...(shipWithin === undefined ? {} : { shipWithinDays: shipWithin }),
      // No days are no warning; an absent value is the mall's own.
      ...(cardDays === undefined ? {} : { cardDays: cardDays ?? 0 }),
    });
    const after = {
      name: called ?? shop.name,
      callsPerSecond: callsPerSecond ?? shop.callsPerSecond,
      nextDayCutOff: nextDayCutOff === undefined ? (shop.nextDayCutOff ?? null) : nextDayCutOff,
      shipWithinDays: shipWithin === undefined ? (shop.shipWithinDays ?? null) : shipWithin,
      cardDays: cardDays === undefined ? (shop.cardDays ?? null) : (cardDays ?? 0),
    };
    if (json) terminal.printJson({ shop: shop.key, ...after });
    else {
      const cutOffText = after.nextDayCutOff === null ? '' : t`, and with a cut-off at ${after.nextDayCutOff}`;
      terminal.print(
        t`${shop.key} is called ${after.name}, with ${after.callsPerSecond} calls a second${cutOffText}.`,
        ...daysTexts(after),
      );
    }
  },
});

function name(): Parameter<string> {
  return required({
    takes: '<name>',
    help: 'what people call it',
    read: (typed) => (isName(typed) ? { value: typed.trim() } : { problem: t`expected ${nameForm}.` }),
  });
}

function rate(): Parameter<number> {
  return required({
    takes: '<calls>',
    help: 'calls a second to the mall',
    read: (typed) => {
      const value = /^\d{1,4}(\.\d{1,4})?$/.test(typed) ? Number(typed) : Number.NaN;
      return isRate(value) ? { value } : { problem: t`got ${JSON.stringify(typed)}, expected ${rateForm}.` };
    },
  });
}

function daysTexts(days: { readonly shipWithinDays: number | null; readonly cardDays: number | null }): string[] {
  const { shipWithinDays, cardDays } = days;
  return [
    ...(shipWithinDays === null ? [] : [t`Orders leave within ${shipWithinDays} days (出荷期限).`]),
    ...(cardDays === null
      ? []
      : [
          cardDays === 0 ? t`No warning about 与信期限.` : t`Authorisations of cards last ${cardDays} days (与信期限).`,
        ]),
  ];
}

function days(help: string, most: number): Parameter<number | null> {
  return required({
    takes: '<days>',
    help,
    read: (typed): { readonly value: number | null } | { readonly problem: string } => {
      if (typed === 'none') return { value: null };
      const value = /^\d{1,3}$/.test(typed) ? Number(typed) : Number.NaN;
      if (value <= most) return { value };
      return { problem: t`got ${JSON.stringify(typed)}, expected whole days, 0 to ${most}, or none.` };
    },
  });
}

function cutOff(): Parameter<string | null> {
  return required({
    takes: '<HH:MM>',
    help: 'until when in the day next-day orders leave the shop; none for no warning',
    read: (typed): { readonly value: string | null } | { readonly problem: string } => {
      if (typed === 'none') return { value: null };
      if (isCutOff(typed)) return { value: typed };
      return { problem: t`got ${JSON.stringify(typed)}, expected a time in Japan such as 14:00, or none.` };
    },
  });
}
