import { inChunks, type Sentence, sentences } from '../../core/kernel/index.ts';
import type { Change, PushContent, Shop } from '../../core/model/index.ts';
import type { Ports } from '../../core/ports/index.ts';
import { checkPushes, type PushRequest, type Requested, requestPushes } from '../../core/status/index.ts';
import { t } from '../../language/index.ts';
import type { OpsContext } from '../frame/command.ts';
import { judgeParcels, parcelsKnownFor } from './known-parcels.ts';

export interface Wish {
  readonly shop: Shop;
  readonly orderNumber: string;
  readonly content: PushContent;
  /** The operator has said that a parcel is sent beside those that the order has. */
  readonly isAnother?: boolean;
}

export interface CheckedWishes {
  readonly wishes: readonly Wish[];
  readonly problems: readonly (readonly Sentence[])[];
  /** What to look at of each before it is requested, null where there is nothing: no reason to refuse it. */
  readonly warnings: readonly (Sentence | null)[];
}

/** The outcome of a wish; in a dry run, the expected outcome. */
export type WishOutcome =
  | { readonly kind: 'requested' }
  /** It was requested before, and had ended otherwise. */
  | { readonly kind: 'again' }
  | { readonly kind: 'stands'; readonly push: Change }
  | { readonly kind: 'refused'; readonly why: Sentence };

export type AnsweredWish = Wish & { readonly outcome: WishOutcome };

const part = 200;

export async function checkWishes(
  ports: Pick<Ports, 'shops' | 'merchants' | 'malls' | 'orders' | 'changes' | 'clock'>,
  given: readonly Wish[],
): Promise<CheckedWishes> {
  const known = await parcelsKnownFor(ports, given);
  const judged = given.map((wish, index) => judgeParcels(wish, known[index] ?? null));
  const wishes = judged.map(({ wish }) => wish);
  const found = await checkPushes(ports, wishes.map(requestOf), ports.clock.now());
  return {
    wishes,
    problems: judged.map(({ problems }, index) => [...(found[index] ?? []), ...problems]),
    warnings: known.map((order) => order?.shipNote ?? null),
  };
}

export async function askForChanges(
  { ports, terminal }: { readonly ports: Ports; readonly terminal: Pick<OpsContext['terminal'], 'progress'> },
  wishes: readonly Wish[],
  { by, dryRun }: { readonly by: string; readonly dryRun: boolean },
): Promise<AnsweredWish[]> {
  const answered: AnsweredWish[] = [];
  const now = ports.clock.now();
  for (const some of inChunks(wishes, part)) {
    const outcomes = (await requestPushes(ports, some.map(requestOf), { by, now, dryRun })).map(outcomeOf);
    answered.push(...some.map((wish, index) => ({ ...wish, outcome: outcomes[index] as WishOutcome })));
    if (wishes.length > part)
      terminal.progress(
        dryRun
          ? t`changes looked at: ${answered.length} of ${wishes.length}`
          : t`changes requested: ${answered.length} of ${wishes.length}`,
      );
  }
  return answered;
}

const requestOf = ({ shop, orderNumber, content }: Wish): PushRequest => ({ shop: shop.key, orderNumber, content });

function outcomeOf(requested: Requested): WishOutcome {
  switch (requested.kind) {
    case 'stored':
      return { kind: 'requested' };
    case 'reopened':
      return { kind: 'again' };
    case 'standing':
      return { kind: 'stands', push: requested.push };
    case 'refused':
      return { kind: 'refused', why: sentences(requested.problems, '; ') };
  }
}
