import type { StageFacts } from '../../../wiring/deployment.ts';
import { type Outcome, reporterFor } from '../outcome.ts';
import type { Remedies } from '../remedies.ts';

const say = reporterFor('data key');

/** The KMS key that decrypts the shops' keys can be used, and is not scheduled for deletion. */
export function checkDataKey({ dataKey }: Pick<StageFacts, 'dataKey'>, remedies: Remedies): Outcome[] {
  if (dataKey === null) return [];
  if (!dataKey.known) return [say.unchecked('The KMS key', dataKey.error)];
  if (dataKey.value === null) {
    return [
      say.wrong(
        'The KMS key is gone',
        'No stored shop key opens any more, so nothing is imported. It cannot be brought back.',
        'Deploy the stage with a new key (docs/deploy.md), and store every shop’s keys again:',
        remedies.ops('shops key --shop <shop>'),
      ),
    ];
  }
  const { arn, state, deletedAt, rotates } = dataKey.value;
  const enable = remedies.aws(`kms enable-key --key-id ${arn}`);
  switch (state) {
    case 'Enabled':
      break;
    case 'PendingDeletion':
      return [
        say.wrong(
          `The KMS key is to be deleted${deletedAt === null ? '' : ` on ${deletedAt.slice(0, 10)}`}`,
          'Already now no shop’s key opens, and nothing is imported; from that day on every stored key is lost for good.',
          'Keep it, and switch it on again:',
          remedies.aws(`kms cancel-key-deletion --key-id ${arn}`),
          enable,
        ),
      ];
    case 'Disabled':
      return [
        say.wrong(
          'The KMS key is switched off',
          'No shop’s key opens, so nothing is imported; the cursors wait.',
          'Switch it on; the import catches up by itself:',
          enable,
        ),
      ];
    default:
      return [
        say.wrong(
          `The KMS key is ${state}`,
          'It cannot open the shops’ keys.',
          'Look at it:',
          remedies.aws(`kms describe-key --key-id ${arn}`),
        ),
      ];
  }
  if (!rotates) {
    return [
      say.watch(
        'The KMS key is not renewed every year',
        'It works. Renewing it changes nothing for what is sealed.',
        'Switch it on:',
        remedies.aws(`kms enable-key-rotation --key-id ${arn}`),
      ),
    ];
  }
  // Only the ids of multi-Region keys begin with this prefix.
  const isMultiRegion = arn.includes(':key/mrk-');
  const regions = isMultiRegion ? 'for all Regions' : 'for this Region alone (keep multiRegionKey: false)';
  return [say.fine(`enabled, renewed every year, ${regions}`)];
}
