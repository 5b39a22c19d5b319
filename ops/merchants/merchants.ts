import { padded } from '../../core/kernel/index.ts';
import {
  bareMerchant,
  type Chat,
  isDigestTime,
  type Merchant,
  type MerchantFacts,
  maskedContact,
  pausesOf,
  type Shop,
  usualDigestTime,
} from '../../core/model/index.ts';
import type { Malls } from '../../core/ports/index.ts';
import { jstTextOr, t } from '../../language/index.ts';
import { merchantFacts } from '../../views/merchant/index.ts';
import {
  lagText,
  type ShopState,
  shopColumns,
  shopFacts,
  shopState,
  stateFacts,
  stateText,
} from '../../views/shop/index.ts';
import { label } from '../../views/words.ts';
import { merchantMeant, merchantPlace, orRefuse } from '../arguments/meant.ts';
import { flag } from '../arguments/parameter.ts';
import { chatJson, chatText } from '../chat/chat-words.ts';
import { defineCommand, type OpsContext } from '../frame/command.ts';
import { type Block, flexible, paragraph, tableLines, tableOf } from '../terminal/index.ts';

interface MerchantView {
  readonly merchant: Merchant;
  /** False for a merchant that only a shop names: it is shown with the values that a first row would have. */
  readonly hasRow: boolean;
  readonly shops: readonly { readonly shop: Shop; readonly state: ShopState }[];
}

/** Every merchant there is, by id: those with a row, and those that only a shop names. */
async function merchantViews({
  ports,
  importSettings,
}: Pick<OpsContext, 'ports' | 'importSettings'>): Promise<MerchantView[]> {
  const now = ports.clock.now();
  const [merchants, shops, standing] = await Promise.all([
    ports.merchants.list(),
    ports.shops.all(),
    ports.pauses.standing(),
  ]);
  const pauses = pausesOf(standing, now);
  const byId = new Map(merchants.map((merchant) => [merchant.id, merchant]));
  const byMerchant = Map.groupBy(shops, ({ merchant }) => merchant);
  return [...new Set([...byId.keys(), ...byMerchant.keys()])].sort().map((id) => ({
    merchant: byId.get(id) ?? bareMerchant(id, now),
    hasRow: byId.has(id),
    shops: (byMerchant.get(id) ?? [])
      .sort((a, b) => (a.key < b.key ? -1 : 1))
      .map((shop) => ({ shop, state: shopState(shop, pauses, importSettings, now) })),
  }));
}

/** The shop of a merchant in the worst state: paused before behind, the furthest behind first; null when there is none. */
function worstOf({ shops }: MerchantView): MerchantView['shops'][number] | null {
  const [worst] = [...shops].sort((a, b) => rank(a.state) - rank(b.state) || lagMs(b.state) - lagMs(a.state));
  return worst ?? null;
}

function rank({ kind }: ShopState): number {
  switch (kind) {
    case 'paused':
      return 0;
    case 'behind':
    case 'ahead':
      return 1;
    case 'well':
      return 2;
    case 'waiting':
      return 3;
  }
}

const lagMs = (state: ShopState): number => (state.kind === 'waiting' ? 0 : state.lagMs);

/** Contacts, masked unless they are asked for in full. */
function contactsText({ contacts }: Pick<Merchant, 'contacts'>, inFull: boolean): string {
  return contacts.map((contact) => (inFull ? contact : maskedContact(contact))).join('; ') || t`none`;
}

/** A time of a morning digest as it is typed, or as Excel writes it: null for none; undefined where it is no such time. */
export function readDigestTime(typed: string): string | null | undefined {
  if (typed === 'none') return null;
  if (typed === 'on') return usualDigestTime;
  const time = typed.replace(/^(?=\d:)/, '0').replace(/^(\d\d:\d\d):00$/, '$1');
  return isDigestTime(time) ? time : undefined;
}

export const fieldWord = (field: keyof MerchantFacts): string =>
  ({
    name: t`name`,
    contacts: t`contacts`,
    features: t`features`,
    digestAt: t`morning digest`,
    labels: t`shipping labels`,
  })[field];

export function factText(merchant: Pick<Merchant, keyof MerchantFacts>, field: keyof MerchantFacts): string {
  switch (field) {
    case 'name':
      return merchant.name;
    case 'contacts':
      return contactsText(merchant, false);
    case 'features':
      return merchant.features.join(', ');
    case 'digestAt':
      return merchant.digestAt ?? t`none`;
    case 'labels':
      return Object.keys(merchant.labels ?? {}).join(', ') || t`none`;
  }
}

function standingText(view: MerchantView): string {
  const worst = worstOf(view);
  if (worst === null) return t`no shop`;
  const alike = view.shops.filter(({ state }) => state.kind === worst.state.kind).length;
  const of = view.shops.length === 1 || worst.state.kind === 'well' ? '' : t` (${alike} of ${view.shops.length})`;
  const lag = worst.state.kind === 'behind' ? ` ${lagText(worst.state)}` : '';
  return `${stateText(worst.state)}${lag}${of}`;
}

export const merchantsList = defineCommand({
  name: 'merchants list',
  summary: 'Lists the merchants with their contacts, features and how they stand',
  help: `The state is that of the merchant's worst shop. Contacts are cut down to what
tells one from another, unless --show-contacts asks for them. digest is the time
of the morning digest, where a merchant has one. A merchant with "no row" is only
named by a shop: ops merchants change writes it down.`,
  examples: [
    ['merchants list', 'as a table'],
    ['merchants list --json --show-contacts', 'as one line of JSON, contacts in full'],
  ],
  options: { showContacts: flag('show mail addresses in full') },
  async run(context, { showContacts, json }) {
    const { terminal } = context;
    const views = await merchantViews(context);
    if (json) terminal.printJson({ merchants: views.map((view) => lineJson(view, showContacts)) });
    else if (views.length === 0) terminal.print(t`There is no merchant yet. Add many: ops merchants import --help`);
    else terminal.print(...merchantTable(views, showContacts));
  },
});

/** On a narrow terminal how merchants stand comes before whom they are written to, unless that was asked for. */
function merchantTable(views: readonly MerchantView[], showContacts: boolean): Block[] {
  const hasDigest = views.some(({ merchant }) => merchant.digestAt !== undefined);
  return tableOf(views, (view, width) => ({
    merchant: view.merchant.id,
    name: flexible(view.hasRow ? view.merchant.name : t`(no row)`),
    ...((width === null || width >= 100 || showContacts) && {
      contacts: flexible(contactsText(view.merchant, showContacts)),
    }),
    features: view.merchant.features.join(' '),
    ...(hasDigest && { digest: view.merchant.digestAt ?? '-' }),
    shops: view.shops.length,
    state: standingText(view),
  }));
}

function lineJson(view: MerchantView, showContacts: boolean): object {
  const worst = worstOf(view);
  return {
    ...merchantFacts(view.merchant, { hasRow: view.hasRow, inFull: showContacts }),
    shops: view.shops.map(({ shop }) => shop.key),
    worst: worst === null ? null : { shop: worst.shop.key, ...stateFacts(worst.state) },
  };
}

export const merchantsShow = defineCommand({
  name: 'merchants show',
  summary: 'Shows one merchant and its shops',
  examples: [
    ['merchants show kado', 'what is known of it, and how each of its shops stands'],
    ['merchants show kado --show-contacts', 'with its mail addresses in full'],
  ],
  arguments: { merchant: merchantPlace },
  options: { showContacts: flag('show mail addresses in full') },
  async run(context, { merchant: id, showContacts, json }) {
    const { ports, terminal } = context;
    await orRefuse(t`The merchant cannot be shown`, (problems) => merchantMeant(ports, id, problems));
    const view = (await merchantViews(context)).find(({ merchant }) => merchant.id === id) as MerchantView;
    const chat = await ports.chats.get(id);
    if (json) {
      const shops = view.shops.map(shopFacts);
      terminal.printJson({
        ...merchantFacts(view.merchant, { hasRow: view.hasRow, inFull: showContacts }),
        chat: chat === null ? null : chatJson(chat),
        shops,
      });
    } else {
      terminal.print(...factLines(view, ports.malls, chat, showContacts), ...shopLines(view, ports.clock.now()));
    }
  },
});

function factLines(view: MerchantView, malls: Malls, chat: Chat | null, showContacts: boolean): Block[] {
  const { merchant, hasRow } = view;
  const facts: [string, string][] = [
    [t`name`, hasRow ? merchant.name : t`none: only a shop names it. To write it down: ops merchants change`],
    [t`contacts`, contactsText(merchant, showContacts)],
    ...(chat?.address === undefined ? [] : [[t`chat`, chatText(chat)] as [string, string]]),
    [t`features`, merchant.features.join(', ') || t`none`],
    [t`morning digest`, digestText(view, malls)],
    [t`since`, jstTextOr(hasRow ? merchant.createdAt : null, t`not written down`)],
  ];
  return [
    merchant.id,
    ...facts.map(([label, text]) => paragraph(text, { label: padded(label, 18, 'left'), least: 20 })),
  ];
}

function digestText({ merchant: { id, digestAt }, shops }: MerchantView, malls: Malls): string {
  if (digestAt === undefined) return t`none (ops merchants change ${id} --digest on)`;
  const without = shops.flatMap(({ shop }) =>
    shop.shipWithinDays === undefined && malls.traits(shop.mall).namesShipBy !== true ? [shop.key] : [],
  );
  const missing = t`; without days to ship: ${without.join(', ')} (ops shops change --shop <shop> --ship-within <days>)`;
  return t`each morning at ${digestAt}${without.length === 0 ? '' : missing}`;
}

function shopLines({ shops }: MerchantView, now: number): Block[] {
  if (shops.length === 0) return ['', t`It has no shop.`];
  const columns = shopColumns(now).filter(({ title }) => title !== label.merchant());
  return ['', ...tableLines(columns, shops)];
}
