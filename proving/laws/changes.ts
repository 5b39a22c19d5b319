import type { Finding } from './finding.ts';

/** An event that says that a change of an order failed. */
export interface FailureSeen {
  readonly order: string;
  readonly reason: string;
  /** The reasons that the mall's books bore out at that moment. */
  readonly borneOut: ReadonlySet<string>;
}

/** A change that an event says is made, and whether the mall's books had it so. */
export interface ConfirmationSeen {
  readonly order: string;
  readonly what: string;
  readonly isSo: boolean;
}

/** A call that cancels an order. */
export interface CancelCall {
  readonly shop: string;
  /** True where it asks the mall to put the pieces back on its shelf. */
  readonly restores: boolean;
  /** True where the merchant's stock is kept here, so that levels are set by the ledger alone. */
  readonly isKeptHere: boolean;
}

/** A call that changes an order: what it says, and whether its caller was answered. */
export interface ChangeCall {
  readonly shop: string;
  readonly startedAt: number;
  readonly text: string;
  readonly isAnswered: boolean;
}

type ChangesLaw =
  /** A change fails for a reason that is so at the mall. */
  | 'failure-true'
  /** A change that is confirmed is made at the mall. */
  | 'confirmed-true'
  /** No call is made that its mall takes only after another one has shown. */
  | 'in-its-time'
  /** A call is not made again before the end of the first one can have come to light. */
  | 'not-sent-blindly'
  /** What a cancel gives back is given back once: by the mall, or by the ledger. */
  | 'restored-once';

export type ChangesFinding = Finding<ChangesLaw>;

/** By then what a call has done is shown by the mall, as a rule. */
const shownWithinMs = 4 * 60_000;

/** Everything about single changes that the mall's books do not bear out. */
export function brokenChangesLaws(end: {
  readonly failures: readonly FailureSeen[];
  readonly confirmations: readonly ConfirmationSeen[];
  /** Orders of which the mall said that a call came too early. */
  readonly tooEarly: readonly string[];
  readonly cancels: readonly CancelCall[];
  /** Calls that make one change each, the first one first; null where clocks are wrong, by which it is decided when to call again. */
  readonly calls: readonly ChangeCall[] | null;
}): ChangesFinding[] {
  return [
    ...end.failures
      .filter(({ reason, borneOut }) => !borneOut.has(reason))
      .map(
        ({ order, reason }): ChangesFinding => ({
          ...{ law: 'failure-true', words: `a change of ${order} failed for ${reason}, and the mall is not so` },
        }),
      ),
    ...end.confirmations
      .filter(({ isSo }) => !isSo)
      .map(
        ({ order, what }): ChangesFinding => ({
          ...{ law: 'confirmed-true', words: `${what} of ${order} is confirmed, and the mall has it not` },
        }),
      ),
    ...end.tooEarly.map(
      (order): ChangesFinding => ({ law: 'in-its-time', words: `a call for ${order} came before its time` }),
    ),
    ...sentBlindly(end.calls ?? []),
    ...end.cancels
      .filter(({ restores, isKeptHere }) => restores === isKeptHere)
      .map(
        ({ shop, restores }): ChangesFinding => ({
          ...{
            law: 'restored-once',
            words: `a cancel of ${shop} gives its pieces back ${restores ? 'twice' : 'nowhere'}`,
          },
        }),
      ),
  ];
}

function sentBlindly(calls: readonly ChangeCall[]): ChangesFinding[] {
  const alike = Map.groupBy(calls, ({ shop, text }) => `${shop} ${text}`);
  return [...alike.values()].flatMap((own) =>
    own.flatMap(({ shop, startedAt }, index): ChangesFinding[] => {
      const before = own[index - 1];
      const afterMs = startedAt - (before?.startedAt ?? 0);
      return before === undefined || before.isAnswered || afterMs >= shownWithinMs
        ? []
        : [
            {
              law: 'not-sent-blindly',
              words: `a call of ${shop} was made again ${afterMs} ms after one without an answer`,
            },
          ];
    }),
  );
}
