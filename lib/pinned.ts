import type { Parameters } from './parameters.ts';

/** An account and a region; what is not known is left out. */
export interface Place {
  readonly account?: string | undefined;
  readonly region?: string | undefined;
}

/** Thrown where a stage would be deployed elsewhere than it belongs. */
export class ElsewhereError extends Error {
  constructor(stage: string, pinned: Place, caller: Place) {
    super(
      `The stage ${stage} belongs to account ${pinned.account} in ${pinned.region} (tsunagi:stages.${stage} in cdk.json); ` +
        `these credentials are of account ${caller.account} in ${caller.region ?? 'no region'}. Nothing was written or deployed.\n` +
        'Choose others with AWS_PROFILE and AWS_REGION, or another stage with -c stage=name.',
    );
    this.name = 'ElsewhereError';
  }
}

/**
 * Where both stacks belong, as the CDK wants it: to the stage's account and region, so that the CDK itself refuses to deploy
 * them elsewhere; without these, to those of the caller.
 *
 * @param caller the account and region of the credentials, as the CDK found them; without credentials there is no account, and nothing can be deployed
 * @throws ElsewhereError for credentials of another account or region
 */
export function pinnedPlace(
  { stage, account, region }: Pick<Parameters, 'stage' | 'account' | 'region'>,
  caller: Place,
): { readonly account: string; readonly region: string } | undefined {
  if (account === null || region === null) return undefined;
  const isElsewhere = caller.account !== undefined && (caller.account !== account || caller.region !== region);
  if (isElsewhere) throw new ElsewhereError(stage, { account, region }, caller);
  return { account, region };
}
