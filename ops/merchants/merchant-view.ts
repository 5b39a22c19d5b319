import {
  bareMerchant,
  isDigestTime,
  type Merchant,
  type MerchantFacts,
  maskedContact,
  pausesOf,
  type Shop,
  usualDigestTime,
} from '../../core/model/index.ts';
import { t } from '../../language/index.ts';
import { jstIso } from '../../views/plain.ts';
import { lagText, type ShopState, shopState, stateText } from '../../views/shop/index.ts';
import type { OpsContext } from '../frame/command.ts';

export interface MerchantView {
  readonly merchant: Merchant;
  /** False for a merchant that only a shop names: it is shown with the values that a first row would have. */
  readonly hasRow: boolean;
  readonly shops: readonly { readonly shop: Shop; readonly state: ShopState }[];
}

/** Every merchant there is, by id: those with a row, and those that only a shop names. */
export async function merchantViews({
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
export function worstOf({ shops }: MerchantView): MerchantView['shops'][number] | null {
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
export function contactsText({ contacts }: Pick<Merchant, 'contacts'>, inFull: boolean): string {
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

export function standingText(view: MerchantView): string {
  const worst = worstOf(view);
  if (worst === null) return t`no shop`;
  const alike = view.shops.filter(({ state }) => state.kind === worst.state.kind).length;
  const of = view.shops.length === 1 || worst.state.kind === 'well' ? '' : t` (${alike} of ${view.shops.length})`;
  const lag = worst.state.kind === 'behind' ? ` ${lagText(worst.state)}` : '';
  return `${stateText(worst.state)}${lag}${of}`;
}

export function merchantJson({ merchant, hasRow }: MerchantView, inFull: boolean): object {
  const { id, name, contacts, features, language, digestAt, labels = {}, createdAt, version } = merchant;
  return {
    merchant: id,
    name,
    contacts: contacts.map((contact) => (inFull ? contact : maskedContact(contact))),
    features,
    language,
    digestAt: digestAt ?? null,
    labels: Object.keys(labels),
    hasRow,
    createdAt: hasRow ? jstIso(createdAt) : null,
    version: hasRow ? version : null,
  };
}
