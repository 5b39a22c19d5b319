import { t } from '../../language/index.ts';
/** What a stack's status means for a command that works with it. */
export type StackStanding =
  | { readonly kind: 'complete' }
  /** It works, in the state before the last deployment. */
  | { readonly kind: 'rolled-back'; readonly means: string; readonly next: string }
  /** It works while it is changed. */
  | { readonly kind: 'changing'; readonly means: string; readonly next: string }
  /** A part of it is of one release, a part of another. */
  | { readonly kind: 'half'; readonly means: string; readonly next: string }
  /** It was never whole. */
  | { readonly kind: 'unfinished'; readonly means: string; readonly next: string }
  /** It is being deleted, or was to be. */
  | { readonly kind: 'going'; readonly means: string; readonly next: string };

const wait = (): string => t`Wait until it is over, and run this again.`;

/** Reads a status as CloudFormation says it: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/view-stack-events.html */
export function standingOf(
  { name, status }: { readonly name: string; readonly status: string },
  stage: string,
): StackStanding {
  const deploy = `npx cdk deploy --all -c stage=${stage}`;
  switch (status) {
    case 'CREATE_COMPLETE':
    case 'UPDATE_COMPLETE':
    case 'IMPORT_COMPLETE':
    // What was replaced is being removed; the new release is at work.
    case 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS':
      return { kind: 'complete' };
    case 'UPDATE_ROLLBACK_COMPLETE':
    case 'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS':
    case 'IMPORT_ROLLBACK_COMPLETE':
      return {
        kind: 'rolled-back',
        means: t`the last deployment failed and was undone; what ran before runs on`,
        next: t`Read why (${reasonsCommand(name)}), mend it, and deploy again: ${deploy}`,
      };
    case 'UPDATE_IN_PROGRESS':
    case 'UPDATE_ROLLBACK_IN_PROGRESS':
    case 'IMPORT_IN_PROGRESS':
    case 'IMPORT_ROLLBACK_IN_PROGRESS':
      return { kind: 'changing', means: t`a deployment is under way`, next: wait() };
    case 'UPDATE_FAILED':
    case 'UPDATE_ROLLBACK_FAILED':
    case 'IMPORT_ROLLBACK_FAILED':
      return {
        kind: 'half',
        means: t`the last deployment failed half-way and could not be undone; parts of two releases run side by side`,
        next: t`Read why (${reasonsCommand(name)}), mend it, undo the rest (npx cdk rollback ${name} -c stage=${stage}), and deploy again: ${deploy}`,
      };
    case 'CREATE_IN_PROGRESS':
      return { kind: 'unfinished', means: t`it is being deployed for the first time`, next: wait() };
    case 'REVIEW_IN_PROGRESS':
      return {
        kind: 'unfinished',
        means: t`a first deployment was prepared and never carried out`,
        next: t`Deploy: ${deploy}`,
      };
    case 'ROLLBACK_IN_PROGRESS':
      return { kind: 'unfinished', means: t`the first deployment failed and is being undone`, next: wait() };
    case 'CREATE_FAILED':
    case 'ROLLBACK_COMPLETE':
    case 'ROLLBACK_FAILED':
      return {
        kind: 'unfinished',
        means: t`the first deployment failed; nothing of it works`,
        next: t`Read why (${reasonsCommand(name)}), mend it, and deploy again, which removes the rest first: ${deploy}`,
      };
    case 'DELETE_IN_PROGRESS':
      return { kind: 'going', means: t`it is being deleted`, next: wait() };
    case 'DELETE_FAILED':
      return {
        kind: 'going',
        means: t`it was to be deleted, and something of it could not be`,
        next: t`Read why (${reasonsCommand(name)}), mend it, and go on: npm run ops -- teardown --stage ${stage}`,
      };
    default:
      return {
        kind: 'half',
        means: t`a status this release does not know`,
        next: t`Look at the stack in CloudFormation (${reasonsCommand(name)}).`,
      };
  }
}

/** What shows why a deployment failed: the events that say FAILED, with their reasons. */
function reasonsCommand(name: string): string {
  return `aws cloudformation describe-stack-events --stack-name ${name} --query "StackEvents[?contains(ResourceStatus,'FAILED')].[LogicalResourceId,ResourceStatusReason]"`;
}
