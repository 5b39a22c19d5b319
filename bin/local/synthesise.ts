import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { MallAddresses } from './options.ts';

const program = fileURLToPath(new URL('../synth.ts', import.meta.url));

/** The malls that are asked, and where they are. The functions know RMS always; without shops there nobody calls it. */
function mallContext({ rms, yahoo }: MallAddresses): string[] {
  return [
    `malls=${yahoo === null ? 'rms' : 'rms,yahoo'}`,
    ...(rms === null ? [] : [`rmsBaseUrl=${rms}`]),
    ...(yahoo === null ? [] : [`yahooBaseUrl=${yahoo.baseUrl}`, `yahooAuthUrl=${yahoo.authUrl}`]),
  ];
}

/**
 * Writes the templates for this machine, in a process of its own: it takes seconds and much memory, which nothing needs later.
 * Throws, with what the CDK said, when it fails.
 */
export async function synthesise(options: {
  readonly outdir: string;
  readonly addresses: MallAddresses;
  readonly debuggable: boolean;
}): Promise<void> {
  rmSync(options.outdir, { recursive: true, force: true });
  const context = [
    'stage=local',
    ...mallContext(options.addresses),
    // The mall is on this machine or chosen by a person, and nothing else is asked.
    'referenceUrl=',
    // Mails go into a mailbox on this machine, whoever they are from.
    'sender=support@tsunagi.example',
    'mailFromName=繋ぎ サポート',
    // So that the mails say how to ask back; the number is nobody's.
    'mailReplyTo=support@tsunagi.example',
    'mailTelephone=03-0000-0000',
    ...(options.debuggable ? ['tsunagi:debuggable=true'] : []),
  ];
  const child = spawn(
    process.execPath,
    [program, '--quiet', '--out', options.outdir, ...context.flatMap((pair) => ['--context', pair])],
    {
      stdio: ['ignore', 'ignore', 'pipe'],
      // What CloudFormation would refuse is checked by `npm run synth`; the rules for it take a second to load.
      env: { ...process.env, CDK_VALIDATION: 'false' },
    },
  );
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (part: string) => {
    said += part;
  });
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  if (code !== 0) throw new Error(`The templates could not be written:\n${said.trim()}`);
}
