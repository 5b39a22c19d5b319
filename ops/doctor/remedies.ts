/** How commands are typed for the installation that is looked at. */
export interface Remedies {
  /** A command of the AWS CLI, for its account and region. */
  aws(command: string): string;
  /** Deploys the stage as its parameters say. */
  readonly deploy: string;
  /** Removes everything that keeps nothing, and deploys it anew. */
  readonly redeploy: readonly string[];
  /** A command of this program. */
  ops(command: string): string;
}

/** The commands for a stage, with the options that were typed to choose region and profile. */
export function remediesFor(stage: {
  readonly name: string;
  readonly region: string;
  readonly profile: string | undefined;
}): Remedies {
  const profile = stage.profile === undefined ? '' : ` --profile ${stage.profile}`;
  const cdk = (command: string): string => `npx cdk ${command} -c stage=${stage.name}${profile}`;
  return {
    aws: (command) => `aws ${command} --region ${stage.region}${profile}`,
    deploy: cdk('deploy --all'),
    redeploy: [
      cdk(`destroy Tsunagi-${stage.name}`),
      'sleep 60   # SQS keeps the names of deleted queues for so long',
      cdk('deploy --all'),
    ],
    ops: (command) => `npm run ops -- ${command} --stage ${stage.name} --region ${stage.region}${profile}`,
  };
}

/** The commands for an instance on this machine. It has no stack, and checks of one are not made there. */
export function remediesHere(folder: string): Remedies {
  const data = folder === '.tsunagi' ? '' : ` --data ${folder}`;
  return {
    aws: (command) => `aws ${command}`,
    deploy: `npm start${folder === '.tsunagi' ? '' : ` -- --data ${folder}`}`,
    redeploy: [],
    ops: (command) => `npm run ops -- ${command}${data}`,
  };
}
