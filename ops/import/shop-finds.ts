import type { EpochMs } from '../../core/kernel/index.ts';
import {
  type AuditFigures,
  type Incident,
  occasionOf,
  type ShopAudit,
  type ShopKey,
  secondAuditOf,
} from '../../core/model/index.ts';
import { type Ports, shopsOfMall } from '../../core/ports/index.ts';
import { t, translated } from '../../language/language.ts';
import { counted } from '../../language/phrases.ts';
import { type Block, flexible, onRight, tableOf } from '../terminal/table.ts';

/** An audit of an incident, as far as it is worth a person's look. */
export interface IncidentAudit {
  readonly name: string;
  /** When its last result was written; null where none is kept. */
  readonly at: EpochMs | null;
  /** Null while it is under way. */
  readonly figures: AuditFigures | null;
  /** Shops with a find, and those that could not be audited. */
  readonly finds: readonly ShopFind[];
  /** True when what it found shop by shop is not kept any more. */
  readonly forgotten: boolean;
}

/** The audits of an incident that have begun. */
export async function auditsOf(ports: Pick<Ports, 'audits' | 'shops'>, incident: Incident): Promise<IncidentAudit[]> {
  const wanted = [
    { nameIn: occasionOf, figures: incident.audit ?? null },
    { nameIn: secondAuditOf, figures: incident.secondAudit ?? null },
  ];
  const found: IncidentAudit[] = [];
  for (const { nameIn, figures } of wanted) {
    const { name, results } = await latestResults(ports, incident, nameIn);
    if (results.length === 0 && figures === null) continue;
    const isForgotten = results.length === 0 && (figures?.audited ?? 0) > 0;
    const finds = isForgotten
      ? []
      : [...results.flatMap(findOf), ...(await unasked(ports, incident, figures, results))];
    const at = results.length === 0 ? null : Math.max(...results.map((result) => result.at));
    found.push({ name, at, figures, finds, forgotten: isForgotten });
  }
  return found;
}

/** What an audit of an incident found shop by shop. After a relapse the audit before it is the latest one, until there is another. */
export async function latestResults(
  { audits }: Pick<Ports, 'audits'>,
  incident: Incident,
  nameIn: (incident: Incident) => string,
): Promise<{ readonly name: string; readonly results: readonly ShopAudit[] }> {
  for (let { reopened } = incident; reopened > 0; reopened--) {
    const name = nameIn({ ...incident, reopened });
    const results = await audits.of(name);
    if (results.length > 0) return { name, results };
  }
  const name = nameIn({ ...incident, reopened: 0 });
  const results = await audits.of(name);
  return { name: results.length > 0 ? name : nameIn(incident), results };
}

/** A shop's result, when it needs attention. */
export function findOf({ shop, result }: ShopAudit): ShopFind[] {
  switch (result.kind) {
    case 'unaudited':
      return [{ shop, kind: 'unaudited', reason: result.reason }];
    case 'audited': {
      const { missing, missingCount, doubled, doubledCount, unread = [], unreadCount = 0 } = result;
      if (missingCount + doubledCount + unreadCount === 0) return [];
      const { rows: surplusRows, left: surplusLeft } = result.surplus ?? { rows: 0, left: 0 };
      const surplus = { surplusRows, surplusLeft };
      return [{ shop, kind: 'found', missing, missingCount, doubled, doubledCount, ...surplus, unread, unreadCount }];
    }
  }
}

/** Shops that an audit that is over never came to. Those added since are among them, and are left out where all were audited. */
async function unasked(
  ports: Pick<Ports, 'shops'>,
  { mall }: Incident,
  figures: AuditFigures | null,
  results: readonly ShopAudit[],
): Promise<ShopFind[]> {
  if (figures === null || results.length >= figures.shops) return [];
  const asked = new Set(results.map(({ shop }) => shop));
  const left = (await shopsOfMall(ports, mall)).filter(({ key }) => !asked.has(key));
  return left.map(({ key }) => ({ shop: key, kind: 'unaudited', reason: t`not asked in time` }));
}

/** A finding of an audit about one shop that needs attention. */
type ShopFind =
  | {
      readonly shop: ShopKey;
      readonly kind: 'found';
      /** At most 100 are named; the counts are whole. */
      readonly missing: readonly string[];
      readonly missingCount: number;
      readonly doubled: readonly string[];
      readonly doubledCount: number;
      /** What of `doubledCount` are surplus rows at the mall, and how many of those no push removes any more. */
      readonly surplusRows: number;
      readonly surplusLeft: number;
      /** Listed and not stored. */
      readonly unread: readonly string[];
      readonly unreadCount: number;
    }
  /** Nothing is known of it, and that is never 0. */
  | { readonly shop: ShopKey; readonly kind: 'unaudited'; readonly reason: string };

/** Order numbers that are named of one shop. */
const namedMax = 3;
/** A find with so many order numbers may have had more. */
const keptMax = 100;

/** Finds as a table. */
export function findLines(finds: readonly ShopFind[]): Block[] {
  return tableOf(finds, (one) => ({
    shop: one.shop,
    取込漏れ: onRight(one.kind === 'found' ? String(one.missingCount) : t`unknown`),
    重複: onRight(one.kind === 'found' ? String(one.doubledCount) : t`unknown`),
    要確認: onRight(one.kind === 'found' ? String(one.unreadCount) : t`unknown`),
    which: flexible(whichText(one)),
  }));
}

/** A pause as the audit of `core/import` writes it down; another reason is the code of an error. */
function reasonText(reason: string): string {
  const cause = /^paused: (.*)$/.exec(reason)?.[1];
  return cause === undefined ? reason : t`paused: ${translated(cause)}`;
}

function whichText(find: ShopFind): string {
  switch (find.kind) {
    case 'unaudited':
      return t`unaudited: ${reasonText(find.reason)}`;
    case 'found': {
      const { missing, missingCount, doubled, doubledCount, unread, unreadCount, surplusRows, surplusLeft } = find;
      const named = [...missing, ...doubled, ...unread].slice(0, namedMax);
      // An order may have several surplus rows: then fewer orders are named than there are rows. Beyond those that are kept only the count tells.
      const orders = surplusRows === 0 || doubled.length >= keptMax ? doubledCount : doubled.length;
      const more = missingCount + orders + unreadCount - named.length;
      const rows = surplusRows === 0 ? '' : t`; ${counted(surplusRows, 'surplus row')} of 発送明細`;
      const left = surplusLeft === 0 ? '' : t`, ${surplusLeft} of them to be removed by hand`;
      return `${more > 0 ? t`${named.join(' ')} and ${more} more` : named.join(' ')}${rows}${left}`;
    }
  }
}
